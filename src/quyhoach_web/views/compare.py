"""Two plans side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.compare import choices, comparison, side
from quyhoach_web.queries.plan_documents import plan_of


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two kept runs or scenarios; what differs is listed, and what is not there is said."""
    a, b = side(request.GET.get("a", "")), side(request.GET.get("b", ""))
    before, after = plan_of(a.run), plan_of(b.run)
    apart = bool(a.run and b.run) and a.run.snapshot_id != b.run.snapshot_id
    return render(request, "capital/compare.html", {
        "choices": choices(), "a": a, "b": b, "sides": [one for one in (a, b) if one.wrong or (one.scenario and not one.run)],
        "unit": money_label(), "apart": apart, "found": comparison(before, after) if before and after else None})


urls = [path("capital/compare/", compare, name="compare")]
