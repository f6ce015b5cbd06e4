"""Two versions of a plan, for people: which units moved, split, merged, came or went, and how much land changed its use.

Both versions are cut into pieces as their balances count them, so the transition matrix adds up to the two balances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import shapely

from quyhoach.findings import Finding, Place, finding
from quyhoach.zones.balance import Balance, Part, balance
from quyhoach.zones.balance_lines import LandState
from quyhoach.zones.layer import TOLERANCE, Floats, PlanLayer
from quyhoach.zones.overlay import common, less
from quyhoach.zones.pieces import NOISE_M2, Rows

UNALLOCATED = f"({LandState.UNALLOCATED})"
OUTSIDE = "(outside)"
"""Land one version's plan does not reach: the use it has there is none."""

_SAME = 0.5
"""Units of two versions are one when they share more than this part of the smaller."""


class UnitChange(StrEnum):
    """What became of a unit, or of units that hang together."""

    MOVED = "moved"
    RECODED = "recoded"
    SPLIT = "split"
    MERGED = "merged"
    REDRAWN = "redrawn"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ChangedUnits:
    """Units of one change, by id. ``area_m2``: the land that is not the same before and after (recoded: all of it)."""

    change: UnitChange
    before: tuple[str, ...]
    after: tuple[str, ...]
    area_m2: float
    before_uses: tuple[str, ...]
    after_uses: tuple[str, ...]
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom the change of use touches: ``kind`` is zone, commune or owner; ``area_m2``: its land, before or after, with a new use."""

    kind: str
    name: str
    area_m2: float


@dataclass(frozen=True)
class PlanDifference:
    """One plan at one stage. ``matrix[before use, after use]`` in m²; OUTSIDE where one version's plan does not reach."""

    plan: str
    stage: str
    matrix: Mapping[tuple[str, str], float] = field(hash=False)
    units: tuple[ChangedUnits, ...]
    touched: tuple[Touched, ...]
    unchanged: int

    @property
    def changed_m2(self) -> float:
        """Land whose use is not what it was, m²."""
        return sum(area for (one, other), area in self.matrix.items() if one != other)

    def row_sums(self) -> dict[str, float]:
        """Land by the use it had: the balance before, and what came from outside."""
        return self._sums(0)

    def column_sums(self) -> dict[str, float]:
        """Land by the use it has now: the balance after, and what went outside."""
        return self._sums(1)

    def _sums(self, side: int) -> dict[str, float]:
        found: dict[str, float] = defaultdict(float)
        for uses, area in self.matrix.items():
            found[uses[side]] += area
        return dict(found)


@dataclass(frozen=True)
class Difference:
    """All plans and stages both versions have, with both balances; ``findings`` name those only one has (ZON-131)."""

    plans: tuple[PlanDifference, ...]
    before: Balance
    after: Balance
    findings: tuple[Finding, ...]


def difference(before: PlanLayer, after: PlanLayer) -> Difference:
    """What changed between two versions. Raises ValueError when they are in different plane systems.

    Plans and stages are matched by their names; where each version has only one, they are matched whatever their names.
    """
    if before.crs != after.crs:
        raise ValueError(f"the versions are in {before.crs} and {after.crs}")
    old, new = balance(before), balance(after)
    pairs, alone = _matched(old.parts, new.parts)
    plans = tuple(_plan_difference(one, other, before, after) for one, other in pairs)
    findings = tuple(
        finding("ZON-131", Place(object_id=part.group.plan), plan=part.group.plan or "?", stage=part.group.stage or "–",
                version_vi="trước" if part in old.parts else "sau", version_en="before" if part in old.parts else "after")
        for part in alone
    )
    return Difference(plans, old, new, findings)


def _matched(old: tuple[Part, ...], new: tuple[Part, ...]) -> tuple[list[tuple[Part, Part]], list[Part]]:
    if len(old) == len(new) == 1:
        return [(old[0], new[0])], []
    known = {(part.group.plan, part.group.stage): part for part in new}
    pairs = [(part, known.pop((part.group.plan, part.group.stage))) for part in old if (part.group.plan, part.group.stage) in known]
    met = {id(part) for pair in pairs for part in pair}
    return pairs, [part for part in (*old, *new) if id(part) not in met]


@dataclass(frozen=True)
class _Overlay:
    """Common land of the pieces of two versions: ``one[i]`` of the old and ``other[i]`` of the new share ``area[i]``.

    The first ``unmoved`` pairs are pieces that are the same in both. ``lost``/``won``: of each old/new piece, what lies outside the
    other version's outline.
    """

    old: Part
    new: Part
    one: Rows
    other: Rows
    area: Floats
    lost: Floats
    won: Floats
    unmoved: int

    def left(self) -> Floats:
        """Of each old piece, what is inside the new outline and in no new piece."""
        return self._rest(self.old.pieces.area_m2, self.one, self.lost)

    def come(self) -> Floats:
        """Of each new piece, what was inside the old outline and in no old piece."""
        return self._rest(self.new.pieces.area_m2, self.other, self.won)

    def _rest(self, whole: Floats, place: Rows, beyond: Floats) -> Floats:
        rest = whole - np.bincount(place, self.area, len(whole)) - beyond
        return np.asarray(np.where(rest > NOISE_M2, rest, 0.0))


def _plan_difference(old: Part, new: Part, before: PlanLayer, after: PlanLayer) -> PlanDifference:
    overlay = _overlay(old, new)
    units, unchanged = _units(overlay, before, after)
    return PlanDifference(
        new.group.plan or old.group.plan, new.group.stage, _matrix(overlay), units, _touched(overlay, before, after), unchanged,
    )


def _overlay(old: Part, new: Part) -> _Overlay:
    """Pieces that did not change at all meet only themselves; the others are intersected."""
    ours, theirs = old.pieces.shapes, new.pieces.shapes
    same = _unmoved(ours, theirs)
    stays = np.array(sorted(same), dtype=np.int64)
    left = np.setdiff1d(np.arange(len(ours)), stays)
    right = np.setdiff1d(np.arange(len(theirs)), np.array(sorted(same.values()), dtype=np.int64))
    place, other = shapely.STRtree(theirs[right]).query(ours[left], predicate="intersects")
    area = shapely.area(common(ours[left][place], theirs[right][other]))
    real = area > 0
    one = np.concatenate((stays, left[place][real]))
    two = np.concatenate((np.array([same[n] for n in stays.tolist()], dtype=np.int64), right[other][real]))
    areas = np.concatenate((old.pieces.area_m2[stays], area[real]))
    lost = _beyond(ours, old.pieces.area_m2, left, new.group.outline)
    won = _beyond(theirs, new.pieces.area_m2, right, old.group.outline)
    if new.group.outline is None:
        lost = old.pieces.area_m2 - np.bincount(one, areas, len(ours))
    if old.group.outline is None:
        won = new.pieces.area_m2 - np.bincount(two, areas, len(theirs))
    return _Overlay(old, new, one, two, areas, np.where(lost > NOISE_M2, lost, 0.0), np.where(won > NOISE_M2, won, 0.0), len(stays))


def _unmoved(ours: Any, theirs: Any) -> dict[int, int]:
    """Pieces with the very same corners, old → new."""
    known: dict[bytes, int] = dict(zip(shapely.to_wkb(theirs).tolist(), range(len(theirs)), strict=True))
    found = ((n, known.get(wkb)) for n, wkb in enumerate(shapely.to_wkb(ours).tolist()))
    return {n: place for n, place in found if place is not None}


def _beyond(shapes: Any, areas: Floats, rows: Rows, outline: Any) -> Floats:
    """Of each piece, what lies outside an outline; only ``rows`` may."""
    beyond = np.zeros(len(shapes))
    if outline is not None and len(rows):
        shapely.prepare(outline)
        over = rows[~shapely.covers(outline, shapes[rows])]
        beyond[over] = areas[over] - shapely.area(common(shapes[over], outline))
    return beyond


def _uses(overlay: _Overlay) -> tuple[list[str], Rows, Rows]:
    """Names of uses as the balances have them, and the place of each old and each new piece's use among them."""
    names: dict[str, int] = {}
    places = []
    for part in (overlay.old, overlay.new):
        known, place = part.kinds
        numbers = [names.setdefault(kind[2] or f"({state})", len(names)) for kind, state in known]
        places.append(np.array(numbers, dtype=np.int64)[place] if numbers else place)
    return list(names), places[0], places[1]


def _matrix(overlay: _Overlay) -> dict[tuple[str, str], float]:
    names, old, new = _uses(overlay)
    count = len(names)
    sums = np.bincount(old[overlay.one] * count + new[overlay.other], overlay.area, count * count)
    found: dict[tuple[str, str], float] = defaultdict(float)
    for n in np.flatnonzero(sums).tolist():
        found[names[n // count], names[n % count]] = float(sums[n])
    for uses, areas, there in ((old, overlay.left(), UNALLOCATED), (old, overlay.lost, OUTSIDE)):
        for n, area in enumerate(np.bincount(uses, areas, count).tolist()):
            found[names[n], there] += area
    for uses, areas, there in ((new, overlay.come(), UNALLOCATED), (new, overlay.won, OUTSIDE)):
        for n, area in enumerate(np.bincount(uses, areas, count).tolist()):
            found[there, names[n]] += area
    _open_land(overlay, found)
    return {uses: area for uses, area in sorted(found.items()) if area > NOISE_M2}


def _open_land(overlay: _Overlay, found: dict[tuple[str, str], float]) -> None:
    """Land no unit covers in either version: what is left of the plans' areas when every piece is accounted for."""
    ours, theirs = overlay.old.group.outline, overlay.new.group.outline
    before, after = _unallocated(overlay.old), _unallocated(overlay.new)
    if ours is not None and theirs is not None:
        gone = float(shapely.area(less(ours, theirs))) - float(overlay.lost.sum())
        come = float(shapely.area(less(theirs, ours))) - float(overlay.won.sum())
        found[UNALLOCATED, OUTSIDE] += max(gone, 0.0)
        found[OUTSIDE, UNALLOCATED] += max(come, 0.0)
        used = sum(area for (one, _), area in found.items() if one == UNALLOCATED)
        found[UNALLOCATED, UNALLOCATED] += max(before - used, 0.0)
    elif ours is not None:
        found[UNALLOCATED, OUTSIDE] += max(before - sum(a for (one, _), a in found.items() if one == UNALLOCATED), 0.0)
    elif theirs is not None:
        found[OUTSIDE, UNALLOCATED] += max(after - sum(a for (_, other), a in found.items() if other == UNALLOCATED), 0.0)


def _unallocated(part: Part) -> float:
    whole = 0.0 if part.group.outline is None else float(shapely.area(part.group.outline))
    return max(whole - float(part.pieces.area_m2.sum()), 0.0) if whole else 0.0


def _units(overlay: _Overlay, before: PlanLayer, after: PlanLayer) -> tuple[tuple[ChangedUnits, ...], int]:
    """Units joined through land they mostly share, each group judged. Returns the changes and how many units did not change."""
    settled = _settled(overlay, before, after)
    ours, theirs = overlay.old.pieces.rows[overlay.one[settled]], overlay.new.pieces.rows[overlay.other[settled]]
    groups = [([row], [column]) for row, column in zip(ours.tolist(), theirs.tolist(), strict=True)]
    groups = [(olds, news) for olds, news in groups if not _alike(before, olds[0], after, news[0])]
    unchanged = len(ours) - len(groups)
    shared = _shared(overlay, settled)
    left = np.setdiff1d(overlay.old.group.rows, ours), np.setdiff1d(overlay.new.group.rows, theirs)
    groups += _groups(_links(left, shared, before, after))
    changes = []
    for olds, news in groups:
        change = _judged(olds, news, before, after)
        if change is None:
            unchanged += 1
        else:
            changes.append(_changed(change, olds, news, shared, before, after))
    order = list(UnitChange)
    return tuple(sorted(changes, key=lambda c: (order.index(c.change), -c.area_m2, c.before, c.after))), unchanged


def _links(
    rows: tuple[Rows, Rows], shared: Mapping[tuple[int, int], float], before: PlanLayer, after: PlanLayer,
) -> dict[tuple[int, int], set[tuple[int, int]]]:
    """Old (0, row) and new (1, row) units, each with those it is one with."""
    links: dict[tuple[int, int], set[tuple[int, int]]] = {(side, row): set() for side in (0, 1) for row in rows[side].tolist()}
    for (row, column), area in shared.items():
        if area > _SAME * min(before.area_m2[row], after.area_m2[column]):
            links[0, row].add((1, column))
            links[1, column].add((0, row))
    return links


def _settled(overlay: _Overlay, before: PlanLayer, after: PlanLayer) -> Rows:
    """Pairs whose pieces are a whole unit in both versions, the very same: such units share land with no other."""
    one, other = overlay.one[: overlay.unmoved], overlay.other[: overlay.unmoved]
    row, column = overlay.old.pieces.rows[one], overlay.new.pieces.rows[other]
    areas = overlay.area[: overlay.unmoved]
    whole = (row >= 0) & (column >= 0) & (before.area_m2[row] == areas) & (after.area_m2[column] == areas)
    return np.flatnonzero(whole)


def _alike(before: PlanLayer, row: int, after: PlanLayer, column: int) -> bool:
    a, b = before.attributes[row], after.attributes[column]
    return a.code == b.code and a.zone == b.zone and a.commune == b.commune and a.owner == b.owner


def _shared(overlay: _Overlay, settled: Rows) -> dict[tuple[int, int], float]:
    """Common land of old and new units, m², without the settled pairs; a piece several units claim counts for each."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    ours, theirs = overlay.old.pieces, overlay.new.pieces
    rest = np.delete(np.arange(len(overlay.one)), settled)
    for one, other, area in zip(overlay.one[rest].tolist(), overlay.other[rest].tolist(), overlay.area[rest].tolist(), strict=True):
        for row in ours.claimants(one):
            for column in theirs.claimants(other):
                found[row, column] += area
    return found


def _groups(links: Mapping[tuple[int, int], set[tuple[int, int]]]) -> Iterable[tuple[list[int], list[int]]]:
    seen: set[tuple[int, int]] = set()
    for start in links:
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            fresh = links[waiting.pop()] - group
            group |= fresh
            waiting += fresh
        seen |= group
        yield sorted(row for side, row in group if side == 0), sorted(row for side, row in group if side == 1)


def _judged(olds: list[int], news: list[int], before: PlanLayer, after: PlanLayer) -> UnitChange | None:
    if not olds or not news:
        return UnitChange.NEW if news else UnitChange.GONE
    if len(olds) > 1 or len(news) > 1:
        return UnitChange.SPLIT if len(olds) == 1 else UnitChange.MERGED if len(news) == 1 else UnitChange.REDRAWN
    one, other = before.shapes[olds[0]], after.shapes[news[0]]
    if float(shapely.hausdorff_distance(shapely.boundary(one), shapely.boundary(other))) > TOLERANCE:
        return UnitChange.MOVED
    return None if _alike(before, olds[0], after, news[0]) else UnitChange.RECODED


def _changed(
    change: UnitChange, olds: list[int], news: list[int], shared: Mapping[tuple[int, int], float], before: PlanLayer, after: PlanLayer,
) -> ChangedUnits:
    ours, theirs = [before.attributes[row] for row in olds], [after.attributes[row] for row in news]
    whole = float(before.area_m2[olds].sum() + after.area_m2[news].sum())
    kept = sum(shared.get((one, other), 0.0) for one in olds for other in news)
    if change is UnitChange.RECODED:
        area = float(after.area_m2[news].sum())
    elif change in (UnitChange.SPLIT, UnitChange.MERGED):
        area = float(max(before.area_m2[olds].sum(), after.area_m2[news].sum()))
    else:
        area = max(whole - 2 * kept, 0.0)
    return ChangedUnits(
        change, tuple(s.id for s in ours), tuple(s.id for s in theirs), area,
        tuple(dict.fromkeys(s.code for s in ours)), tuple(dict.fromkeys(s.code for s in theirs)),
        tuple(sorted({s.owner for s in (*ours, *theirs)} - {""})),
    )


def _touched(overlay: _Overlay, before: PlanLayer, after: PlanLayer) -> tuple[Touched, ...]:
    """Land with another use than before, by the zones, communes and owners it belongs or belonged to."""
    _, old, new = _uses(overlay)
    found: dict[tuple[str, str], float] = defaultdict(float)
    for n in np.flatnonzero(old[overlay.one] != new[overlay.other]).tolist():
        for name in _names(overlay.old, int(overlay.one[n]), before) | _names(overlay.new, int(overlay.other[n]), after):
            found[name] += float(overlay.area[n])
    rests = ((overlay.old, before, overlay.left() + overlay.lost), (overlay.new, after, overlay.come() + overlay.won))
    for part, layer, areas in rests:
        for n in np.flatnonzero(areas).tolist():
            for name in _names(part, n, layer):
                found[name] += float(areas[n])
    order = ("zone", "commune", "owner")
    ranked = sorted(found.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1]))
    return tuple(Touched(kind, name, area) for (kind, name), area in ranked if area > NOISE_M2)


def _names(part: Part, piece: int, layer: PlanLayer) -> set[tuple[str, str]]:
    shapes = [layer.attributes[row] for row in part.pieces.claimants(piece)]
    names = {(kind, str(getattr(shape, kind))) for shape in shapes for kind in ("zone", "commune", "owner")}
    return {(kind, name) for kind, name in names if name}
