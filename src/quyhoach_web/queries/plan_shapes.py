"""The shapes of plans as the office keeps them: every drawing of every plan, what its checks say and its land-use balance.

All of it is made once for a layer as it stands (by its digest) and kept; who asks meanwhile waits for that one answer.
"""

from __future__ import annotations

import re
import tempfile
import threading
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from quyhoach import law
from quyhoach.findings import Finding, Severity
from quyhoach.places.plane import known_crs
from quyhoach.province.province import Province
from quyhoach.province.specs.zones import ZONE_KIND
from quyhoach.reports.balance_table import BalanceReport
from quyhoach.zones.balance import balance
from quyhoach.zones.balance_findings import ended_codes
from quyhoach.zones.checks import Checked, check_layer
from quyhoach.zones.land_use import CodeList, area_kinds, land_use_codes
from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, ShapeRole
from quyhoach.zones.norms import NormFinding, check_norms
from quyhoach.zones.quotas import Quota, in_force, quotas_of
from quyhoach.zones.reading import read_layer
from quyhoach_web.models import Layer

LEFT_OUT = ("communes", "zones")
"""Layers that belong to rows of tables and draw no plan."""
IN_THE_MAKING = frozenset({"draft", "consulted", "appraised"})
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_UNFIT = re.compile(r"[^\w.-]")
"""Letters of a layer's name that no file's name should have."""
_reading, _making = threading.Lock(), threading.Lock()
"""Who only lists plans never waits for the checks of one."""


@dataclass(frozen=True)
class Drawing:
    """One plan as one layer draws it. ``schematic``: a disc of the stated area, no border; ``draft``: its shapes say they are one."""

    plan: str
    layer: str
    digest: str
    schematic: bool
    draft: bool
    shapes: PlanLayer = field(compare=False, repr=False)
    findings: tuple[Finding, ...] = field(default=(), compare=False, repr=False)

    @property
    def units(self) -> int:
        """How many land-use units it has."""
        return len(self.shapes.rows(ShapeRole.UNIT))

    @property
    def outline_m2(self) -> float | None:
        """Area of the plan's outline, m²; None where no outline is drawn."""
        rows = self.shapes.rows(ShapeRole.PLAN)
        return float(self.shapes.area_m2[rows].sum()) if len(rows) else None


def drawings(province: Province, inner: bool) -> dict[str, tuple[Drawing, ...]]:
    """Every drawing by plan, the one to show first. Not ``inner``: without drafts."""
    kept = tuple(Layer.objects.exclude(name__in=LEFT_OUT).order_by("name").values_list("name", "digest"))
    with _reading:
        found = _drawings(kept, plane_of(province))
    return found if inner else {plan: shown for plan, all_ in found.items() if (shown := tuple(one for one in all_ if not one.draft))}


def plane_of(province: Province) -> str:
    """The plane in which areas are measured: the province's own where it is one in metres."""
    known = known_crs(province.info.crs) if province.info.crs else None
    return province.info.crs if known and known.plane else DEFAULT_CRS


@lru_cache(maxsize=4)
def _drawings(kept: tuple[tuple[str, str], ...], crs: str) -> dict[str, tuple[Drawing, ...]]:
    found: dict[str, list[Drawing]] = defaultdict(list)
    for name, digest in kept:
        for one in _of_layer(name, digest, crs):
            found[one.plan].append(one)
    return {plan: tuple(sorted(those, key=lambda one: (one.draft, one.schematic, -one.units, one.layer))) for plan, those in found.items()}


@lru_cache(maxsize=64)
def _of_layer(name: str, digest: str, crs: str) -> tuple[Drawing, ...]:
    """What one layer draws, plan by plan; the plan "" holds what stands outside every plan (land of others)."""
    text = Layer.objects.filter(name=name, digest=digest).values_list("geojson", flat=True).first() or ""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{_UNFIT.sub('_', name)}.geojson"
        file.write_text(text, "utf-8")
        read = read_layer(file, target=crs)
    if read.layer is None:
        return ()
    told = tuple(one for one in read.findings if one.severity is not Severity.NOTE)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, shape in enumerate(read.layer.attributes):
        rows[shape.plan].append(row)
    return tuple(_drawing(name, digest, plan, _only(read.layer, mine), '"schematic":true' in text, told) for plan, mine in rows.items())


def _drawing(name: str, digest: str, plan: str, shapes: PlanLayer, schematic: bool, told: tuple[Finding, ...]) -> Drawing:
    said = {str(shapes.extra.get(one.id, {}).get("status") or "") for one in shapes.attributes}
    return Drawing(plan, name, digest, schematic, not schematic and said <= IN_THE_MAKING and bool(said - {""}), shapes, told)


def _only(layer: PlanLayer, rows: list[int]) -> PlanLayer:
    """Some rows of a layer; a parent that is not among them is the plan's above, and held against it as a whole."""
    ids = {layer.attributes[row].id for row in rows}
    shapes = tuple(replace(one, parent=one.parent if one.parent in ids else "") for one in (layer.attributes[row] for row in rows))
    return PlanLayer(layer.crs, shapes, layer.shapes[rows], layer.file, {one: layer.extra[one] for one in ids if one in layer.extra})


def checked(drawing: Drawing, above: Drawing | None, others: tuple[Drawing, ...]) -> Checked:
    """What the checks of shapes say. ``above``: the drawing of the plan above; ``others``: drawings of land others answer for."""
    with _making:
        return _checked(drawing, above, others)


@lru_cache(maxsize=64)
def _checked(drawing: Drawing, above: Drawing | None, others: tuple[Drawing, ...]) -> Checked:
    over = above.shapes if above is not None and above.schematic == drawing.schematic else None
    return check_layer(drawing.shapes, above=over, constraints=[one.shapes for one in others])


def constraints(all_: dict[str, tuple[Drawing, ...]]) -> tuple[Drawing, ...]:
    """Drawings that hold land others answer for and belong to no plan."""
    return tuple(one for one in all_.get("", ()) if len(one.shapes.rows(ShapeRole.CONSTRAINT)))


def quotas_for(province: Province, plan: str, on: date) -> tuple[tuple[Quota, ...], tuple[Finding, ...]]:
    """The quotas that bind a plan on a day, with every amendment up to then, and what is wrong with them."""
    rows = [row for row in province.facts["land_use_quotas"].rows if row.text("plan") == plan]
    quotas, deltas, twice = quotas_of(rows)
    held, told = in_force(quotas, deltas, on)
    return held, (*twice, *told)


def balanced(province: Province, drawing: Drawing, quotas: tuple[Quota, ...], on: date) -> BalanceReport:
    """The balance with quotas and the norms of a day."""
    known = area_kinds()
    zones = {one.zone for one in drawing.shapes.attributes} - {""}
    rows = province.facts["zones"].by_key().items()
    kinds = {code: row.text("kind") for code, row in rows if code in zones and row.text("kind") in known}
    lawful = law.jurisdiction_note(province.info.jurisdiction) is None
    with _making:
        return _balanced(drawing, quotas, on, tuple(sorted(kinds.items())), province.info.code if lawful else None)


@lru_cache(maxsize=64)
def _balanced(
    drawing: Drawing, quotas: tuple[Quota, ...], on: date, kinds: tuple[tuple[str, str], ...], place: str | None,
) -> BalanceReport:
    made = balance(drawing.shapes, quotas)
    told = [*made.findings, *ended_codes(made.lines, on)]
    if place is not None:
        norms = check_norms(drawing.shapes, made.lines, law.at(on, place), kinds=dict(kinds), registered=ZONE_KIND)
        told += [item.finding if isinstance(item, NormFinding) else item for item in norms]
    return BalanceReport(drawing.shapes, made, on, tuple(told), codes_of(drawing))


def codes_of(drawing: Drawing | None) -> CodeList:
    """The code list with the colours the drawing's own layer states."""
    known = land_use_codes()
    if drawing is None:
        return known
    said = ((one.code, str(drawing.shapes.extra.get(one.id, {}).get("colour") or "")) for one in drawing.shapes.attributes)
    return known.coloured({code: colour.lower() for code, colour in said if _COLOUR.fullmatch(colour)})
