"""Drawing a plan: what was sent is read, checked and balanced; remedies applied; drafts saved under a version, never the decided layer."""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from quyhoach.findings import Finding
from quyhoach.tables.secrecy import stamped
from quyhoach.zones.balance import Balance, balance
from quyhoach.zones.checks import Checked, check_layer
from quyhoach.zones.editing import DrawnShape, drawn_layer, rings_of
from quyhoach.zones.layer import TOLERANCE, PlanLayer, Shape, ShapeRole
from quyhoach.zones.quotas import Quota
from quyhoach.zones.remedies import apply
from quyhoach.zones.writing import write_layer
from quyhoach_web.language import say
from quyhoach_web.models import Draft
from quyhoach_web.queries.drawing import Start, content_of, draft_drawing, fault_key
from quyhoach_web.queries.plan_shapes import Drawing, constraints, quotas_for
from quyhoach_web.queries.zone_land import drawing_of
from quyhoach_web.queries.zones import PlanRoom
from quyhoach_web.services.audit import Act, canonical, record

MOST_SHAPES, MOST_CORNERS = 5_000, 200_000
_TEXTS = {"id": 100, "name": 200, "code": 60, "zone": 100, "stage": 60}
_FARTHEST = 1e8
_LONGEST_REACH = 50.0
_SAME_M2 = 1.0


class Unreadable(ValueError):
    """What was sent cannot be drawn; the text says why."""


class Overtaken(Exception):
    """Somebody else saved, or discarded, the draft meanwhile."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.pk)
        self.draft = draft


@dataclass(frozen=True)
class Sent:
    """What the page sent: every area, how far fresh corners snap (metres), the finding to mend ("" = none), the draft it goes on with."""

    drawn: tuple[DrawnShape, ...]
    reach: float
    mend: str = ""
    title: str = ""
    draft: int | None = None
    version: int = 0


@dataclass(frozen=True)
class Previewed:
    """The layer as it would stand, what is wrong with it, both balances, and which areas the server moved."""

    layer: PlanLayer
    checked: Checked
    told: tuple[Finding, ...]
    before: Balance
    after: Balance
    moved: list[dict[str, Any]]
    snapped: int
    mended: bool
    ms: float


def read(body: bytes, start: Start) -> Sent:
    """What a page sent, held against what it started from. Raises Unreadable."""
    try:
        said = json.loads(body, parse_constant=lambda text: math.nan)
        shapes = list(said["shapes"])
        reach, mend, title = float(said.get("reach") or 0), str(said.get("mend") or ""), str(said.get("title") or "").strip()
        draft = None if said.get("draft") is None else int(said["draft"])
        version = int(said.get("version") or 0)
        if len(shapes) > MOST_SHAPES or not 0 <= reach <= _LONGEST_REACH or len(title) > 200:
            raise ValueError
        known = {one.shape.id: one.shape for one in start.drawn}
        drawn = tuple(_drawn(one, n, start, known) for n, one in enumerate(shapes, 1))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable(say("Bản vẽ gửi lên không đọc được.", "The drawing that was sent cannot be read.")) from error
    ids = [one.shape.id for one in drawn]
    if len(set(ids)) < len(ids):
        raise Unreadable(say("Hai khu có cùng một mã.", "Two areas have the same code."))
    if sum(len(ring) for one in drawn for part in one.polygons for ring in part) > MOST_CORNERS:
        raise Unreadable(say("Bản vẽ quá {n} đỉnh.", "The drawing has more than {n} corners.", n=MOST_CORNERS))
    if secret := stamped([title, *(text for one in drawn for text in (one.shape.name, one.shape.id, one.shape.zone))]):
        raise Unreadable(say("Có dấu mật ({s}): không đưa vào chương trình.", "Stamped secret ({s}): it does not enter.", s=secret))
    return Sent(drawn, reach, mend, title, draft, version)


def _drawn(said: Mapping[str, Any], row: int, start: Start, known: Mapping[str, Shape]) -> DrawnShape:
    texts = {name: str(said.get(name) or "").strip() for name in _TEXTS}
    if not texts["id"] or any(len(texts[name]) > most or "\0" in texts[name] for name, most in _TEXTS.items()):
        raise ValueError
    shape = known.get(texts["id"]) or Shape(texts["id"], ShapeRole.UNIT, plan=start.plan)
    role = ShapeRole(said["role"])
    closes = shape.closes if texts["id"] in known and role is shape.role else role in (ShapeRole.UNIT, ShapeRole.SECTION)
    polygons = [[_ring(ring) for ring in part] for part in said["polygons"]]
    return DrawnShape(replace(shape, **texts, role=role, closes=closes, row=row), polygons, _ring(said.get("fresh") or []))


def _ring(said: Any) -> list[list[float]]:
    ring = [[float(east), float(north)] for east, north in said]
    if not all(abs(number) < _FARTHEST for corner in ring for number in corner):  # NaN is not below it either
        raise ValueError
    return ring


def preview(room: PlanRoom, start: Start, sent: Sent) -> Previewed:
    """The drawing snapped, mended where that was asked, checked, and balanced against the decided one."""
    begun = time.perf_counter()
    made = drawn_layer(sent.drawn, start.crs, sent.reach, start.plan)
    layer, mended = _as_stated(made.layer, start), False
    checked = _checked(room, start, layer)
    found = next((one for one in checked.findings if sent.mend and fault_key(one) == sent.mend), None)
    if found is not None and found.remedy is not None and found.remedy.moves:
        layer = _as_stated(apply(layer, found.remedy), start)
        checked, mended = _checked(room, start, layer), True
    quotas, quota_told = quotas_for(room.province, start.plan, room.on)
    before = _decided(start.drawing, quotas) if start.drawing else balance(start.decided, quotas)
    after = balance(layer, quotas)
    asked = {one.shape.id: one.polygons for one in sent.drawn}
    rings = ((one.id, rings_of(shape)) for one, shape in zip(layer.attributes, layer.shapes, strict=True))
    moved = [{"id": id_, "polygons": polygons} for id_, polygons in rings if polygons != asked[id_]]
    ms = (time.perf_counter() - begun) * 1000
    return Previewed(layer, checked, (*made.told, *quota_told), before, after, moved, made.snapped, mended, ms)


def _as_stated(layer: PlanLayer, start: Start) -> PlanLayer:
    """Hectares a decision prints are of the area it decided: an area that is larger or smaller now states none."""
    decided = dict(zip((one.id for one in start.decided.attributes), start.decided.area_m2.tolist(), strict=True))
    attributes = tuple(replace(one, stated_ha=None) if abs(area - decided.get(one.id, area)) > _SAME_M2 else one
                       for one, area in zip(layer.attributes, layer.area_m2.tolist(), strict=True))
    return replace(layer, attributes=attributes)


@lru_cache(maxsize=32)
def _decided(drawing: Drawing, quotas: tuple[Quota, ...]) -> Balance:
    return balance(drawing.shapes, quotas)


def _checked(room: PlanRoom, start: Start, layer: PlanLayer) -> Checked:
    if not len(layer):
        return Checked((), TOLERANCE, TOLERANCE)
    above = drawing_of(room, room.register.by_code[start.plan].parent)
    alike = above is not None and start.drawing is not None and above.schematic == start.drawing.schematic
    held = [one.shapes for one in constraints(room.drawings)]
    return check_layer(layer, above=above.shapes if above is not None and alike else None, constraints=held)


@transaction.atomic
def save(who: Any, start: Start, sent: Sent) -> Draft:
    """Keep what was drawn, exactly as it was sent: a new draft, or the next version of the one it goes on with. Raises Overtaken."""
    content, now = content_of(start.crs, _restated(sent.drawn, start), start.extra), timezone.now()
    title = sent.title or say("Bản nháp {plan}", "Draft of {plan}", plan=start.plan)
    if sent.draft is None:
        drawing = start.drawing
        draft = Draft(plan=start.plan, layer=drawing.layer if drawing else "", digest=drawing.digest if drawing else "", created_by=who,
                      created_at=now)
        before, action = None, "create"
    else:
        draft = Draft.objects.select_for_update().select_related("changed_by").get(pk=sent.draft, plan=start.plan)
        if draft.version != sent.version or draft.discarded:
            raise Overtaken(draft)
        before, action = _said(draft), "save"
        draft.version += 1
    draft.title, draft.content, draft.changed_by, draft.changed_at = title, content, who, now
    draft.save()
    record(who, [Act(action, "draft", f"{draft.plan}/{draft.pk}", before, _said(draft))])
    return draft


def _restated(drawn: tuple[DrawnShape, ...], start: Start) -> list[DrawnShape]:
    layer = _as_stated(drawn_layer(drawn, start.crs).layer, start)
    said = {one.id: one for one in layer.attributes}
    return [replace(one, shape=said.get(one.shape.id, one.shape)) for one in drawn]


@transaction.atomic
def discard(who: Any, draft: Draft) -> None:
    """Lay a draft aside; it stays readable."""
    standing = Draft.objects.select_for_update().get(pk=draft.pk)
    if standing.discarded:
        return
    before = _said(standing)
    standing.discarded = True
    standing.save(update_fields=["discarded"])
    record(who, [Act("drop", "draft", f"{standing.plan}/{standing.pk}", before, {**before, "discarded": True})])


def _said(draft: Draft) -> dict[str, Any]:
    """What the audit keeps of a draft: enough to know it again."""
    digest = hashlib.sha256(canonical(draft.content).encode()).hexdigest()
    return {"title": draft.title, "version": draft.version, "shapes": len(draft.content["shapes"]), "digest": digest}


def exported(start: Start, suffix: str) -> bytes:
    """A draft as a map file in the plane it was drawn in; every shape says it is a draft."""
    drawing = draft_drawing(start)
    layer = replace(drawing.shapes, extra={one.id: {**drawing.shapes.extra.get(one.id, {}), "status": "draft"}
                                           for one in drawing.shapes.attributes})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"draft.{suffix}"
        write_layer(layer, file)
        return file.read_bytes()
