"""The desk: what waits for this person, what was found last, four figures with their source."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from quyhoach_web.access import assignments_of, land_areas, reads_private, roles_of
from quyhoach_web.language import language
from quyhoach_web.models import Role, Run
from quyhoach_web.queries.checked import checked
from quyhoach_web.queries.desk import findings, key_figures, own_projects, waiting
from quyhoach_web.queries.land_board import LandRoom, urgent
from quyhoach_web.queries.published import published_run
from quyhoach_web.services import provinces

CLEARING = frozenset({Role.LAND_FUND, Role.COMMUNE})
"""Roles whose daily work is the ladder of parcels."""


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Only what exists is shown."""
    roles = roles_of(request.user)
    own = own_projects(assignments_of(request.user))
    return render(request, "desk/page.html", {
        "waiting": [*waiting(request.user, roles, own), *(_land(request.user) if roles & CLEARING else [])],
        **_province(published_run(), own, bool(roles - {Role.ADMIN}), reads_private(request.user))})


def _land(user: Any) -> list[dict[str, str]]:
    try:
        return urgent(LandRoom(provinces.current(), timezone.localdate(), land_areas(user)))
    except provinces.NotLoaded:
        return []


def _province(run: Run | None, own: Any, reads_data: bool, reader: bool) -> dict[str, Any]:
    """Findings and figures, for those who work with the data and once a province is loaded."""
    try:
        province = provinces.current()
    except provinces.NotLoaded:
        return {"nothing_loaded": True}
    if not reads_data:
        return {}
    told = checked(province, run.scenario if run else None)
    found = findings(told.all if reader else told.open, own)
    unit = province.info.money_unit
    label = unit.label_vi if language() == "vi" else unit.label_en
    return {"findings": found, "figures": key_figures(run, label, province) if run else []}


urls = [path("desk/", desk, name="desk")]
