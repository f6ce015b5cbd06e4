"""Plans of land: the tree, one plan with its procedure, consultation, conformity, land and map, and two drawings compared."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, register_converter
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from quyhoach.province.specs.plans import PLANS
from quyhoach.reports.balance_workbook import write_balance_workbook
from quyhoach.reports.zone_difference_workbook import write_difference_workbook
from quyhoach_web.access import may, may_change
from quyhoach_web.forms.zones import ZoneFilter
from quyhoach_web.language import language, say
from quyhoach_web.models import Record
from quyhoach_web.queries.findings import summary
from quyhoach_web.queries.plan_shapes import Drawing
from quyhoach_web.queries.zone_compare import compared, comparison, other_side, partners, told
from quyhoach_web.queries.zone_land import (
    PlanLand,
    balance_chart,
    balance_tables,
    land_findings,
    legend,
    plan_land,
    quota_lines,
    report_for,
)
from quyhoach_web.queries.zone_map import MOST, shapes_text
from quyhoach_web.queries.zone_page import plan_page
from quyhoach_web.queries.zones import PAGE, PlanRoom, counts, tree, unasked
from quyhoach_web.services import provinces
from quyhoach_web.services.cells import to_json
from quyhoach_web.services.table_book import table_book
from quyhoach_web.views.attachments import XLSX, attachment


class PlanCode:
    """A plan's code in an address: it may hold a slash, and ends where a room of the plan begins."""

    regex = r"(?:(?!/(?:draw|compare|shapes\.geojson|balance\.xlsx)(?:/|$)).)+"

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value


register_converter(PlanCode, "plan_code")


def _room(request: HttpRequest) -> PlanRoom | None:
    """What this reader sees today; None while no province is loaded."""
    try:
        return PlanRoom(provinces.current(), may(request.user, "table"), timezone.localdate())
    except provinces.NotLoaded:
        return None


def _land(request: HttpRequest, plan: str) -> tuple[PlanRoom, PlanLand]:
    """The plan's land; the layer ``?layer=`` names, where the plan has it. 404 for a plan this reader does not see."""
    room = _room(request)
    if room is None or plan not in room.register.by_code:
        raise Http404(plan)
    layer = request.GET.get("layer", "")
    return room, plan_land(room, plan, layer if any(one.layer == layer for one in room.drawings.get(plan, ())) else "")


@require_safe
@vary_on_headers("HX-Request")
def zones(request: HttpRequest) -> HttpResponse:
    """The tree of plans; only its rows when the search box asks while someone types."""
    room, form = _room(request), ZoneFilter(request.GET)
    page = Paginator(tree(room, form.said()) if room else [], PAGE).get_page(request.GET.get("page"))
    live = bool(request.htmx) and not request.htmx.history_restore_request
    found = sum(not row["context"] for row in page.paginator.object_list)
    shown = {"form": form, "page": page, "rows": page.object_list, "found": found, "live": live, "loaded": room is not None}
    if not live and room:
        shown |= {"counts": counts(room), "unasked": unasked(room) if room.inner else []}
    return render(request, "zones/rows.html" if live else "zones/page.html", shown)


@require_safe
def zones_export(request: HttpRequest) -> HttpResponse:
    """The same plans as a workbook; signed in it imports without a difference, signed out it has no notes."""
    room = _room(request)
    if room is None:
        raise Http404
    codes = [row["code"] for row in tree(room, ZoneFilter(request.GET).said()) if not row["context"]]
    stored = dict(Record.objects.filter(layer="facts", table="plans", key__in=codes).values_list("key", "values"))
    rows = [stored[code] if room.inner else {**stored[code], "note": None} for code in codes if code in stored]
    return attachment(table_book(PLANS, rows), XLSX, say("quy-hoach.xlsx", "plans.xlsx"))


@require_safe
def zones_plan(request: HttpRequest, plan: str) -> HttpResponse:
    """One plan's page."""
    room, land = _land(request, plan)
    page = plan_page(room, plan, may(request.user, "project"))
    if page is None:
        raise Http404(plan)
    faults = land_findings(land) if room.inner else []
    open_ = not page["read_only"]
    return render(request, "zones/plan.html", {
        "plan": page, "inner": room.inner, "on": room.on, "faults": [one for one in faults if one.get("place")][:20],
        "long": summary([*page["findings"], *faults], request.GET.get("code", ""), request.GET.get("page")),
        "may_edit": open_ and may_change(request.user, "facts", "plans", to_json(page["row"])),
        "may_draw": open_ and may(request.user, "zones-draw"), "may_compare": may(request.user, "zones-compare"),
        **_land_shown(room, land)})


def _land_shown(room: PlanRoom, land: PlanLand) -> dict[str, Any]:
    drawing = land.drawing
    return {
        "drawing": drawing, "drawings": room.drawings.get(land.code, ()), "tables": balance_tables(room, land),
        "chart": balance_chart(land), "quotas": quota_lines(room, land), "legend": legend(land),
        "partners": partners(room, land.code, drawing.layer) if drawing else [],
        "units": drawing.units if drawing else 0, "most": MOST if drawing and len(drawing.shapes) > MOST else 0,
    }


@require_safe
def zones_layer(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan's shapes for the map, kept by the browser until they change."""
    room, land = _land(request, plan)
    text = shapes_text(land, room.inner)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    return HttpResponse(text, content_type="application/geo+json", headers={"ETag": tag, "Cache-Control": "no-cache", "Vary": "Cookie"})


@require_safe
def zones_balance(request: HttpRequest, plan: str) -> HttpResponse:
    """The balance in the official form."""
    room, land = _land(request, plan)
    report = report_for(land, room.inner)
    if report is None:
        raise Http404(plan)
    content = _book(lambda file: write_balance_workbook([report], file, language()))
    return attachment(content, XLSX, say("can-bang-dat.xlsx", "land-balance.xlsx"))


def _book(write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "book.xlsx"
        write(file)
        return file.read_bytes()


def _sides(request: HttpRequest, plan: str, other: str) -> tuple[PlanRoom, Drawing, Drawing]:
    room, land = _land(request, plan)
    second = other_side(room, plan, other)
    if land.drawing is None or second is None or second == land.drawing:
        raise Http404(other)
    return room, land.drawing, second


@require_safe
def zones_compare(request: HttpRequest, plan: str, other: str) -> HttpResponse:
    """What changed from this plan's drawing to the other."""
    room, before, after = _sides(request, plan, other)
    plans = {one: room.name(room.register.by_code[one]) for one in (before.plan, after.plan)}
    return render(request, "zones/compare.html", {
        "code": plan, "other": other, "name": plans[before.plan], "other_name": plans[after.plan], "before": before, "after": after,
        "found": comparison(compared(before, after))})


@require_safe
def zones_compare_export(request: HttpRequest, plan: str, other: str) -> HttpResponse:
    """The same as a workbook, with every unit."""
    _, before, after = _sides(request, plan, other)
    found = compared(before, after)
    content = _book(lambda file: write_difference_workbook(found, told(before, after), file, language()))
    return attachment(content, XLSX, say("so-sanh-quy-hoach.xlsx", "plan-difference.xlsx"))


urls = [
    path("zones/", zones, name="zones"),
    path("zones/plans.xlsx", zones_export, name="zones-export"),
    path("zones/<plan_code:plan>/compare/<plan_code:other>/difference.xlsx", zones_compare_export, name="zones-compare-export"),
    path("zones/<plan_code:plan>/compare/<plan_code:other>/", zones_compare, name="zones-compare"),
    path("zones/<plan_code:plan>/shapes.geojson", zones_layer, name="zones-layer"),
    path("zones/<plan_code:plan>/balance.xlsx", zones_balance, name="zones-balance"),
    path("zones/<plan_code:plan>/", zones_plan, name="zones-plan"),
]
