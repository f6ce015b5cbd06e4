"""Two runs side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.compare import comparison
from quyhoach_web.queries.plan_documents import plan_of
from quyhoach_web.queries.runs import finished_runs


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two kept runs; what differs is listed."""
    kept = list(finished_runs()[:200])
    by_pk = {str(run.pk): run for run in kept}
    a, b = by_pk.get(request.GET.get("a", "")), by_pk.get(request.GET.get("b", ""))
    before, after = plan_of(a), plan_of(b)
    return render(request, "capital/compare.html", {
        "runs": kept, "a": a, "b": b, "unit": money_label(), "found": comparison(before, after) if before and after else None})


urls = [path("capital/compare/", compare, name="compare")]
