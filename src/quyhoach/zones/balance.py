"""The land-use balance: every square metre of a plan once, by land-use code, functional area, commune and stage.

What no unit covers, what units dispute and what states no code are lines of their own, so the lines always add up to the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum
from typing import Any

import numpy as np
import shapely

from quyhoach.findings import Finding
from quyhoach.zones.balance_findings import layer_findings
from quyhoach.zones.balance_lines import BalanceLine, LandState, PlanTotal
from quyhoach.zones.communes import Communes, areas_within, communes_of, cut
from quyhoach.zones.layer import Floats, PlanLayer, ShapeRole
from quyhoach.zones.overlay import united
from quyhoach.zones.pieces import NOISE_M2, Pieces, Rows, pieces_of, touched_rows
from quyhoach.zones.quotas import Quota, quota_findings

Kind = tuple[str, str, str]
"""Zone, commune and code as a unit states them."""


@dataclass(frozen=True)
class Group:
    """Units that tile one plan at one stage. ``rows`` ascend; ``kind[i]`` is the place in ``kinds`` of what ``rows[i]`` states."""

    plan: str
    stage: str
    rows: Rows = field(compare=False)
    outline: Any = field(compare=False)
    kinds: tuple[Kind, ...]
    kind: Rows = field(compare=False)

    def kind_of(self, rows: Rows) -> Rows:
        """Places in ``kinds`` of some of its rows."""
        return self.kind[np.searchsorted(self.rows, rows)]


@dataclass(frozen=True)
class Part:
    """A group with its pieces, as the balance counted them: what ``rebalance`` and ``difference`` go on from."""

    group: Group
    pieces: Pieces = field(compare=False)

    @cached_property
    def kinds(self) -> tuple[list[tuple[Kind, LandState]], Rows]:
        """What may be said of land here, and which of it holds for every piece."""
        known = [(kind, LandState.USED if kind[2] else LandState.UNCODED) for kind in self.group.kinds]
        place = np.full(len(self.pieces.rows), -1, dtype=np.int64)
        alone = self.pieces.rows >= 0
        place[alone] = self.group.kind_of(self.pieces.rows[alone])
        for piece, members in self.pieces.shared.items():
            claims = {self.group.kinds[n] for n in self.group.kind_of(np.array(members, dtype=np.int64))}
            known.append(_agreed(claims))
            place[piece] = len(known) - 1
        return known, place


def _agreed(claims: set[Kind]) -> tuple[Kind, LandState]:
    """What all claimants of one piece say."""
    if len(claims) == 1:
        (kind,) = claims
        return kind, LandState.USED if kind[2] else LandState.UNCODED
    zone, commune, code = (said.pop() if len(said := set(column)) == 1 else "" for column in zip(*claims, strict=True))
    return (zone, commune, code), LandState.DISPUTED


@dataclass(frozen=True)
class Balance:
    """Lines in order of plan, stage, zone, commune and code; land no unit covers last. ``parts`` is the working behind them."""

    lines: tuple[BalanceLine, ...]
    totals: tuple[PlanTotal, ...]
    findings: tuple[Finding, ...]
    quotas: tuple[Quota, ...] = ()
    parts: tuple[Part, ...] = field(default=(), compare=False, repr=False)
    communes: Communes | None = field(default=None, compare=False, repr=False)

    def total(self, plan: str, stage: str) -> PlanTotal:
        """The total of one plan and stage. Raises KeyError."""
        for total in self.totals:
            if (total.plan, total.stage) == (plan, stage):
                return total
        raise KeyError((plan, stage))

    def summed(self, *fields: str) -> dict[tuple[str, ...], float]:
        """Area in m² by the given fields of a line, e.g. ``summed("zone", "use")``, in order of the lines."""
        areas: dict[tuple[str, ...], list[float]] = defaultdict(list)
        for line in self.lines:
            areas[tuple(str(getattr(line, name)) for name in fields)].append(line.area_m2)
        return {key: fsum(parts) for key, parts in areas.items()}


def balance(layer: PlanLayer, quotas: Iterable[Quota] = (), communes: PlanLayer | None = None) -> Balance:
    """The balance of every plan and stage of a layer; ``quotas`` are judged, ``communes`` cut units along their borders.

    The lines of a plan and stage add up to the area of its outline, whatever gaps and overlaps there are. Raises ValueError when
    the communes are drawn in another plane system.
    """
    cutter = communes_of(communes, layer.crs) if communes is not None else None
    parts = tuple(Part(group, pieces_of(layer.shapes, group.rows, group.outline)) for group in groups_of(layer))
    return _balance(layer, parts, tuple(quotas), cutter)


def rebalance(before: Balance, layer: PlanLayer, moved: Sequence[int]) -> Balance:
    """The balance of ``layer``, which differs from the one ``before`` was made of by the shapes of the rows ``moved`` only.

    Cuts anew only what moved and what it overlaps or overlapped; equal to ``balance`` within rounding. When an outline moved,
    everything is counted again.
    """
    if any(layer.attributes[row].role is ShapeRole.PLAN for row in moved):
        parts = tuple(Part(group, pieces_of(layer.shapes, group.rows, group.outline)) for group in groups_of(layer))
    else:
        parts = tuple(_moved(part, layer, frozenset(moved)) for part in before.parts)
    return _balance(layer, parts, before.quotas, before.communes)


def _moved(part: Part, layer: PlanLayer, moved: frozenset[int]) -> Part:
    here = moved.intersection(part.group.rows.tolist())
    if not here:
        return part
    again = touched_rows(part.pieces, layer.shapes, part.group.rows, here)
    fresh = pieces_of(layer.shapes, again, part.group.outline)
    return Part(part.group, part.pieces.without(again).joined(fresh))


def groups_of(layer: PlanLayer) -> tuple[Group, ...]:
    """Plans and stages with their closing units (sections, where a plan has no units) and outlines."""
    outlines = _outlines(layer)
    only = next(iter(outlines)) if len(outlines) == 1 else ""
    rows: dict[tuple[ShapeRole, str, str], list[int]] = defaultdict(list)
    for row, shape in enumerate(layer.attributes):
        if shape.closes and shape.role in (ShapeRole.UNIT, ShapeRole.SECTION):
            rows[shape.role, shape.plan or only, shape.stage].append(row)
    with_units = {plan for role, plan, _ in rows if role is ShapeRole.UNIT}
    kept = {(p, s): found for (role, p, s), found in rows.items() if role is ShapeRole.UNIT or p not in with_units}
    for plan in outlines:
        if all(known != plan for known, _ in kept):
            kept[plan, ""] = []
    return tuple(_group(layer, plan, stage, found, outlines.get(plan)) for (plan, stage), found in sorted(kept.items()))


def _group(layer: PlanLayer, plan: str, stage: str, rows: list[int], outline: Any) -> Group:
    kinds: dict[Kind, int] = {}
    kind = [kinds.setdefault((shape.zone, shape.commune, shape.code), len(kinds)) for shape in (layer.attributes[row] for row in rows)]
    return Group(plan, stage, np.array(rows, dtype=np.int64), outline, tuple(kinds), np.array(kind, dtype=np.int64))


def _outlines(layer: PlanLayer) -> dict[str, Any]:
    """The land of every plan that has an outline, by the plan's id."""
    drawn: dict[str, list[Any]] = defaultdict(list)
    for row in layer.rows(ShapeRole.PLAN):
        drawn[layer.attributes[row].plan or layer.attributes[row].id].append(layer.shapes[row])
    return {plan: shapes[0] if len(shapes) == 1 else united(shapes) for plan, shapes in drawn.items()}


def _balance(layer: PlanLayer, parts: tuple[Part, ...], quotas: tuple[Quota, ...], communes: Communes | None) -> Balance:
    lines: list[BalanceLine] = []
    totals = []
    for part in parts:
        total = _total(part)
        lines += _lines(part, total, communes)
        totals.append(total)
    owners = _owners(layer, parts) if quotas else {}
    groups = [(part.group.plan, part.group.stage, part.group.rows) for part in parts]
    double = communes.double_m2 if communes else 0.0
    findings = (*layer_findings(layer, groups, lines, totals, double, communes is not None), *quota_findings(lines, quotas, owners))
    return Balance(tuple(lines), tuple(totals), findings, quotas, parts, communes)


def _total(part: Part) -> PlanTotal:
    group, pieces = part.group, part.pieces
    counted = float(np.sum(pieces.area_m2))
    area = counted if group.outline is None else float(shapely.area(group.outline))
    outside = fsum(pieces.outside.values())
    return PlanTotal(group.plan, group.stage, area, group.outline is not None, pieces.double_m2, outside, area - counted)


def _lines(part: Part, total: PlanTotal, communes: Communes | None) -> list[BalanceLine]:
    known, place = part.kinds
    if communes is None:
        areas = np.bincount(place, part.pieces.area_m2, len(known))
        land = {(*kind, state): 0.0 for kind, state in known}
        for (kind, state), area in zip(known, areas.tolist(), strict=True):
            land[*kind, state] += area
        left = {"": total.unallocated_m2}
    else:
        land, left = _by_commune(part, total, communes)
    used = [(key, area) for key, area in land.items() if area > 0]
    used.sort(key=lambda pair: (pair[0][0] == "", pair[0][3] is LandState.DISPUTED, pair[0]))
    used += [(("", commune, "", LandState.UNALLOCATED), area) for commune, area in left.items() if area > NOISE_M2]
    whole = total.area_m2 or 1.0
    return [
        BalanceLine(total.plan, total.stage, zone, commune, code, state, area, area / whole)
        for (zone, commune, code, state), area in used
    ]


def _by_commune(part: Part, total: PlanTotal, communes: Communes) -> tuple[dict[tuple[str, str, str, LandState], float], dict[str, float]]:
    """Used land by kind and commune it lies in, and land no unit covers by commune."""
    known, place = part.kinds
    names = (*communes.ids, "")
    piece, where, area = cut(part.pieces, communes)
    sums = np.bincount(place[piece] * len(names) + where, area, len(known) * len(names)).reshape(len(known), len(names))
    land: dict[tuple[str, str, str, LandState], float] = defaultdict(float)
    for kind, commune in zip(*np.nonzero(sums), strict=True):
        (zone, _, code), state = known[kind]
        land[zone, names[commune], code, state] += float(sums[kind, commune])
    if part.group.outline is None:
        return land, {}
    return land, _left(areas_within(part.group.outline, communes) - sums.sum(axis=0), names, total.unallocated_m2)


def _left(left: Floats, names: Sequence[str], unallocated: float) -> dict[str, float]:
    """Land no unit covers by commune; rounding goes to the largest, so that the sum stays what the plan leaves."""
    left = np.where(left > NOISE_M2, left, 0.0)
    if not left.any():
        return {"": unallocated}
    left[np.argmax(left)] += unallocated - float(left.sum())
    found: dict[str, float] = defaultdict(float)
    for name, area in zip(names, left.tolist(), strict=True):
        found[name] += area
    return found


def _owners(layer: PlanLayer, parts: Iterable[Part]) -> Mapping[tuple[str, str, str, str], frozenset[str]]:
    found: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for part in parts:
        for row in part.group.rows.tolist():
            shape = layer.attributes[row]
            found[part.group.plan, part.group.stage, shape.zone, shape.code].add(shape.owner or shape.id)
    return {key: frozenset(names) for key, names in found.items()}


