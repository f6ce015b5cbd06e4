"""What-if: sliders per source and year and γ; a quick checked answer while dragging, the proven plan after it, a run on Save."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quyhoach_web.forms.what_if import Refused, WhatIf, what_if_of
from quyhoach_web.language import say
from quyhoach_web.models import Run, RunState
from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.compare import comparison
from quyhoach_web.queries.matrix import matrix
from quyhoach_web.queries.names import title_of
from quyhoach_web.queries.plan_documents import plan_of
from quyhoach_web.queries.published import published_run
from quyhoach_web.queries.runs import LIVE
from quyhoach_web.queries.what_if import grid, left_by, yearly
from quyhoach_web.services import proofs, provinces
from quyhoach_web.services.previews import preview, start_at, warm
from quyhoach_web.services.runs import Failed
from quyhoach_web.views.first_screen import refused


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """The sliders of a scenario at rest."""
    province = provinces.current()
    run = published_run()
    name = request.GET.get("scenario") or (run.scenario if run else next(iter(province.scenarios), ""))
    scenario = province.scenarios.get(name)
    if scenario is None:
        raise Http404
    start = start_at(name)
    warm(start)
    return render(request, "capital/what_if.html", {
        "base": start.run, "published": run if run and run.scenario == name else None, "scenario": name, "unit": money_label(),
        "gamma": str(scenario.info.gamma), "rows": grid(province, scenario, {}),
        "scenarios": [{"name": key, "title": title_of(one) or key} for key, one in province.scenarios.items()]})


def _asked(request: HttpRequest) -> WhatIf:
    province = provinces.current()
    scenario = province.scenarios.get(request.POST.get("scenario", ""))
    if scenario is None:
        raise Refused(say("Không có kịch bản này.", "There is no such scenario."))
    return what_if_of(request.POST, yearly(province, scenario), float(scenario.info.gamma))


@require_POST
def what_if_preview(request: HttpRequest) -> HttpResponse:
    """The quick answer to where the sliders stand; nothing is recorded."""
    try:
        asked = _asked(request)
        found = preview(start_at(asked.scenario), asked.changes, asked.gamma)
    except (Refused, Failed, provinces.NotLoaded) as problem:
        return refused(problem)
    shown = {"found": found, "unit": money_label(), "slid": _slid(asked), "matrix": left_by(found["report"])}
    answer = render(request, "capital/what_if_result.html", shown)
    answer["X-Engine-Ms"] = str(found["ms"])
    return answer


def _slid(asked: WhatIf) -> dict[str, str]:
    """The form's own fields again, for the proof that follows."""
    fields = {"scenario": asked.scenario, "gamma": "" if asked.gamma is None else str(asked.gamma)}
    return fields | {f"{fund}:{year}": str(percent) for (fund, year), percent in asked.percents.items()}


@require_POST
def what_if_prove(request: HttpRequest) -> HttpResponse:
    """Hand the question to the worker; the same question on the same data is asked once."""
    try:
        asked = _asked(request)
        run = proofs.prove(asked.scenario, asked.changes, asked.gamma, request.user)
    except (Refused, Failed, provinces.NotLoaded) as problem:
        return refused(problem)
    return _proof(request, run)


@require_safe
def what_if_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the proof stands; asked again each second until the proven plan takes the preview's place."""
    return _proof(request, get_object_or_404(Run, pk=pk))


def _proof(request: HttpRequest, run: Run) -> HttpResponse:
    shown: dict[str, Any] = {"run": run, "live": run.state in LIVE, "unit": money_label()}
    public = published_run()
    before, after = plan_of(public), plan_of(run) if run.state == RunState.DONE else None
    if public and before and after:
        shown["found"], shown["apart"] = comparison(before, after), public.snapshot_id != run.snapshot_id
        shown["matrix"] = matrix(provinces.current(), run.scenario, after)
    answer = render(request, "capital/what_if_proof.html", shown)
    if after is not None:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#whatif-result", "innerHTML"  # the proven plan takes the preview's place
    return answer


@require_POST
def what_if_save(request: HttpRequest) -> HttpResponse:
    """Keep a proven plan under a title: now it is a run among the others."""
    number = request.POST.get("run", "")
    run = get_object_or_404(Run, pk=int(number) if number.isascii() and number.isdecimal() and len(number) < 18 else 0)
    title = request.POST.get("title", "").strip()[:200]
    if not title or run.state != RunState.DONE:
        messages.error(request, say("Chưa lưu: cần tên, và phương án phải chứng minh xong.", "Not saved: no title, or no proof yet."))
        return redirect("what-if")
    proofs.keep(run, title, request.user)
    messages.success(request, say("Đã lưu lần chạy “{title}”.", "Saved the run “{title}”.", title=title))
    return redirect("run", run.pk)


urls = [
    path("capital/what-if/", what_if, name="what-if"),
    path("capital/what-if/preview/", what_if_preview, name="what-if-preview"),
    path("capital/what-if/prove/", what_if_prove, name="what-if-prove"),
    path("capital/what-if/proof/<int:pk>/", what_if_proof, name="what-if-proof"),
    path("capital/what-if/save/", what_if_save, name="what-if-save"),
]
