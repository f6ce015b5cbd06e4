"""Drawing a plan: what the page starts from, drafts, colours, and the answer to a preview in the reader's words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils import timezone

from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.province.specs.plans import PLAN_STATUS
from quyhoach.reports.balance_table import use_order
from quyhoach.reports.zone_words import use_word
from quyhoach.zones.balance import Balance
from quyhoach.zones.checks import Checked, FaultKind, ZoneFinding
from quyhoach.zones.checks.found import metres, square_metres
from quyhoach.zones.editing import DrawnShape, drawn_layer, rings_of
from quyhoach.zones.land_use import CodeList, land_use_codes
from quyhoach.zones.layer import PlanLayer, Shape, ShapeRole
from quyhoach.zones.plane_fit import plane_fit
from quyhoach_web.language import language, say
from quyhoach_web.models import Draft
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.names import name_of
from quyhoach_web.queries.plan_shapes import Drawing, codes_of, plane_of
from quyhoach_web.queries.zone_land import BLANK, PALETTE, colours_of, drawing_of
from quyhoach_web.queries.zones import PlanRoom

AROUND = 1_000
"""Shapes of other plans drawn faintly beside the plan."""
_STATUS_COLOURS = {"draft": "#e0a030", "consulted": "#c98a1b", "appraised": "#a68a4b", "decided": "#1f8a5b", "amended": "#2a9d8f",
                   "ended": "#8d99a6", "edited": "#0b4f8a"}
_TOLD_WITH_PLACES = ("ZON-100", "ZON-101", "ZON-102")
"""What the balance says of gaps and overlaps; the checks say it with places."""
_ROLES = {
    "unit": ("ô đất, khu chức năng có mã đất", "unit: land of one use"),
    "section": ("khu chức năng có ô đất bên trong", "section: holds units"),
    "plan": ("ranh của cả quy hoạch", "outline of the plan"), "constraint": ("đất người khác quản lý", "land others answer for"),
}


@dataclass(frozen=True)
class Start:
    """What one drawing starts from: the decided drawing (None: nothing is drawn) or a draft, as drawn shapes in the plane."""

    plan: str
    crs: str
    drawing: Drawing | None
    draft: Draft | None
    drawn: tuple[DrawnShape, ...]
    extra: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def decided(self) -> PlanLayer:
        """The decided drawing's layer; an empty one where nothing is drawn."""
        return self.drawing.shapes if self.drawing else PlanLayer(self.crs, (), np.empty(0, dtype=object))

    @property
    def overtaken(self) -> bool:
        """Whether the decided drawing changed since the draft was begun."""
        return self.draft is not None and self.draft.digest != (self.drawing.digest if self.drawing else "")


def start_of(room: PlanRoom, plan: str, draft: Draft | None = None) -> Start:
    """Where a person begins, or goes on with a draft."""
    drawing = drawing_of(room, plan)
    if drawing and drawing.draft:
        drawing = next((one for one in room.drawings[plan] if not one.draft), drawing)
    decided = drawing
    if draft is not None:
        drawn, extra = _restored(draft.content)
        return Start(plan, draft.content["crs"], decided, draft, drawn, extra)
    crs = decided.shapes.crs if decided else plane_of(room.province)
    layer = decided.shapes if decided else PlanLayer(crs, (), np.empty(0, dtype=object))
    shapes = tuple(DrawnShape(one, rings_of(shape)) for one, shape in zip(layer.attributes, layer.shapes, strict=True))
    return Start(plan, crs, decided, None, shapes, layer.extra)


def content_of(crs: str, drawn: Iterable[DrawnShape], extra: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Drawn shapes as a draft keeps them."""
    return {"crs": crs, "shapes": [
        {"said": {**asdict(one.shape), "role": str(one.shape.role)}, "polygons": one.polygons,
         "extra": {name: _plain(value) for name, value in extra.get(one.shape.id, {}).items()}} for one in drawn]}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _restored(content: Mapping[str, Any]) -> tuple[tuple[DrawnShape, ...], dict[str, Mapping[str, Any]]]:
    drawn, extra = [], {}
    for one in content["shapes"]:
        shape = Shape(**{**one["said"], "role": ShapeRole(one["said"]["role"])})
        drawn.append(DrawnShape(shape, one["polygons"]))
        extra[shape.id] = one["extra"]
    return tuple(drawn), extra


def draft_drawing(start: Start) -> Drawing:
    """A draft as a drawing, for comparing and writing; areas that are none are left out and told."""
    assert start.draft is not None
    name = f"draft-{start.draft.pk}"
    made = drawn_layer(start.drawn, start.crs, file=name)
    layer = replace(made.layer, extra={one: {**said, "status": "draft"} for one, said in start.extra.items()})
    schematic = bool(start.drawing and start.drawing.schematic)
    digest = hashlib.sha256(json.dumps(start.draft.content, sort_keys=True).encode()).hexdigest()
    return Drawing(start.plan, name, digest, schematic, True, layer, made.told)


def drafts_of(plan: str) -> list[dict[str, Any]]:
    """The drafts of a plan, the last changed first; discarded ones at the end."""
    found = Draft.objects.filter(plan=plan).select_related("changed_by").defer("content").order_by("discarded", "-changed_at", "-pk")
    return [{"pk": one.pk, "title": one.title, "version": one.version, "discarded": one.discarded,
             "by": str(one.changed_by or "–"), "at": timezone.localtime(one.changed_at)} for one in found]


def drawing_data(room: PlanRoom, start: Start, urls: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page's script needs."""
    around = _around(room, start)
    box = _box(room, start)
    plan = room.register.by_code[start.plan]
    draft = start.draft
    return {
        "plan": start.plan, "zone": plan.zone, "crs": start.crs, "fit": plane_fit(start.crs, box), "urls": dict(urls),
        "base": {"digest": start.drawing.digest if start.drawing else "", "draft": draft.pk if draft else None,
                 "version": draft.version if draft else 0},
        "shapes": [_for_page(one, start.extra.get(one.shape.id, {}), str(plan.status), start.plan) for one in start.drawn],
        "around": around, "colours": _colours(room, start, around)}


def _for_page(one: DrawnShape, extra: Mapping[str, Any], status: str, plan: str) -> dict[str, Any]:
    said = one.shape
    return {"id": said.id, "name": said.name, "role": str(said.role), "code": said.code, "zone": said.zone, "stage": said.stage,
            "plan": said.plan or plan, "status": str(extra.get("status") or status), "polygons": one.polygons}


def _around(room: PlanRoom, start: Start) -> list[dict[str, Any]]:
    """Shapes of other plans, one drawing each."""
    found = []
    for code, those in room.drawings.items():
        if not code or code == start.plan or those[0].shapes.crs != start.crs:
            continue
        status = str(room.register.by_code[code].status)
        layer = those[0].shapes
        found += [_for_page(DrawnShape(one, rings_of(shape)), layer.extra.get(one.id, {}), status, code)
                  for one, shape in zip(layer.attributes, layer.shapes, strict=True)][:AROUND - len(found)]
    return found


def _box(room: PlanRoom, start: Start) -> tuple[float, float, float, float]:
    """Where people may draw: around the plan as drawn, else the plan above, else every drawing, else the middle of the plane."""
    layer = start.decided
    above = drawing_of(room, room.register.by_code[start.plan].parent)
    points = _corners(start.drawn) or _corners(DrawnShape(Shape("", ShapeRole.PLAN), rings_of(one)) for one in layer.shapes)
    for one in ([above] if above else []) + [those[0] for those in room.drawings.values()]:
        points = points or (_corners(DrawnShape(Shape("", ShapeRole.PLAN), rings_of(shape)) for shape in one.shapes.shapes)
                            if one.shapes.crs == start.crs else [])
    if not points:
        points = [(400_000.0, 2_300_000.0), (600_000.0, 2_500_000.0)]
    east, north = zip(*points, strict=True)
    margin = max(max(east) - min(east), max(north) - min(north), 2_000.0)
    return min(east) - margin, min(north) - margin, max(east) + margin, max(north) + margin


def _corners(drawn: Iterable[DrawnShape]) -> list[tuple[float, float]]:
    return [(corner[0], corner[1]) for one in drawn for part in one.polygons for ring in part for corner in ring]


def _colours(room: PlanRoom, start: Start, around: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, str]]]:
    """Colour and name of every value of each way to colour the map."""
    codes, lang = codes_of(start.drawing), language()
    mine = [one.shape.code for one in start.drawn]
    used = tuple(code for code in dict.fromkeys([*mine, *(one["code"] for one in around)]) if code)
    colours = colours_of(used, codes)
    rest = [code for code in codes.codes if code not in colours]
    colours |= {code: codes[code].colour or PALETTE[n % len(PALETTE)] for n, code in enumerate(rest, len(colours))}
    plans = dict.fromkeys([start.plan, *(one["plan"] for one in around)])
    states = {**PLAN_STATUS, "edited": ("đang sửa, chưa lưu", "edited, not saved")}
    names = {code: room.name(room.register.by_code[code]) for code in plans if code in room.register.by_code}
    return {
        "use": {code: {"colour": colour, "name": use_word(code, codes, lang)} for code, colour in colours.items()}
        | {"": {"colour": BLANK, "name": say("chưa ghi mã đất", "no use stated")}},
        "status": {code: {"colour": colour, "name": say(*states[code])} for code, colour in _STATUS_COLOURS.items()},
        "plan": {code: {"colour": PALETTE[n % len(PALETTE)], "name": f"{code} {names.get(code, '')}".strip()}
                 for n, code in enumerate(plans)},
    }


def official_colours(start: Start) -> bool:
    """Whether the province's layer states colours of land use."""
    codes = codes_of(start.drawing)
    return any(code in codes and codes[code].colour for code in {one.shape.code for one in start.drawn})


def choices(room: PlanRoom) -> dict[str, Any]:
    """What the fields offer: roles, land-use codes of the day, zones."""
    codes = land_use_codes()
    zones = room.province.facts["zones"].by_key()
    return {"roles": [(role, say(*words)) for role, words in _ROLES.items()],
            "codes": [(code, codes[code].name(language())) for code in codes.codes if codes[code].holds_on(room.on)],
            "zones": [(code, name_of(row, code)) for code, row in zones.items()]}


def fault_key(one: ZoneFinding) -> str:
    """A finding's name while the drawing stands as it is."""
    parts = (one.finding.code, *one.owners, one.scope, f"{one.area_m2:.6f}")
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def fault_cards(checked: Checked) -> list[dict[str, Any]]:
    """Findings of shapes as the page shows them, with the button's key where a border can move."""
    return [_card(one) for one in checked.findings]


def _card(one: ZoneFinding) -> dict[str, Any]:
    lang, remedy = language(), one.remedy
    moves = remedy is not None and bool(remedy.moves)
    acts = [remedy.says.text("message", lang)] if remedy else []
    if remedy and moves:
        acts.append(say("Ranh dời xa nhất {m} m.", "No border moves further than {m} m.", m=format_number(metres(remedy.furthest_m), lang)))
    who = remedy.says.text("who", lang) if remedy else ""
    return {**shown(one.finding), "key": fault_key(one), "moves": moves, "act": " ".join(acts), "who": who,
            "owners": ", ".join(one.owners[:6]), "placed": one.area_m2 > 0,
            "area": format_number(square_metres(one.area_m2), lang) if one.area_m2 > 0 else ""}


def faults_drawn(checked: Checked) -> list[dict[str, Any]]:
    """Their places for the map."""
    return [{"key": fault_key(one), "open": one.kind is FaultKind.GAP, "polygons": rings_of(one.geometry)}
            for one in checked.findings if one.area_m2 > 0]


def headline(layer: PlanLayer, checked: Checked, told: Iterable[Finding]) -> str:
    """What is wrong, in one sentence."""
    lang, parts = language(), []
    words = {FaultKind.OVERLAP: say("chồng lấn", "overlap"), FaultKind.GAP: say("hở", "gaps"),
             FaultKind.OUTSIDE: say("ngoài ranh", "outside")}
    single = [part for one in checked.findings for part in (one.parts or (one,))]
    for kind, word in words.items():
        area = sum(one.area_m2 for one in single if one.kind is kind)
        if area > 0:
            parts.append(f"{word} {format_number(square_metres(area), lang)} m²")
    count = len(checked.findings) + len(tuple(told))
    if not count and not len(layer.rows(ShapeRole.UNIT, ShapeRole.SECTION)):
        return say("Chưa vẽ khu nào trong quy hoạch.", "No area is drawn in the plan yet.")
    if not count:
        return say("Các khu khép kín: không chồng, không hở.", "The areas close: nothing overlaps, nothing is left open.")
    said = say("{n} phát hiện", "{n} finding" if count == 1 else "{n} findings", n=count)
    return f"{said}: {', '.join(parts)}." if parts else f"{said}."


def balance_told(found: Balance) -> list[dict[str, str]]:
    """What the balance says beyond gaps and overlaps: quotas and codes."""
    return [shown(one) for one in found.findings if one.code not in _TOLD_WITH_PLACES]


def balance_rows(before: Balance, after: Balance, codes: CodeList) -> list[dict[str, Any]]:
    """Land by stage, zone and use before and after, hectares to a square metre, what changed in square metres."""
    fields = ("stage", "zone", "use")
    old, new = before.summed(*fields), after.summed(*fields)
    keys = sorted({*old, *new}, key=lambda key: (key[0], key[2].startswith("("), key[1], use_order(key[2], codes)))
    rows = [_row(key, old.get(key), new.get(key), codes) for key in keys]
    totals = [sum(total.area_m2 for total in one.totals) if one.totals else None for one in (before, after)]
    return [*rows, {**_row(("", "", ""), *totals, codes), "use": say("Tổng", "Total"), "total": True}]


def _row(key: tuple[str, ...], old: float | None, new: float | None, codes: CodeList) -> dict[str, Any]:
    change = (new or 0.0) - (old or 0.0)
    moved = abs(change) > 0.005
    sign = "+" if change > 0 else "−"
    return {"stage": key[0], "zone": key[1], "use": use_word(key[2], codes, language()) if key[2] else "", "before": _hectares(old),
            "after": _hectares(new), "changed": moved, "total": False,
            "change": f"{sign}{format_number(Decimal(f'{abs(change):.2f}'), language(), 2)}" if moved else ""}


def _hectares(area: float | None) -> str:
    return "–" if area is None else format_number(Decimal(f"{area / 10_000:.4f}"), language(), 4)
