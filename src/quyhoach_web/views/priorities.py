"""Priorities: the sets of criteria, one set with its list and what would change it, and what may be done with a set."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from quyhoach.province.province import Province
from quyhoach_web.access import may
from quyhoach_web.language import language, say
from quyhoach_web.models import Run, RunKind
from quyhoach_web.queries import ranking_beside, ranking_inputs, ranking_page, ranking_stages, ranking_why, rankings
from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.findings import summary
from quyhoach_web.queries.ranking_documents import published_list
from quyhoach_web.queries.runs import listed
from quyhoach_web.services import criteria, provinces, queue, records, runs
from quyhoach_web.services.previews import preview_on, start_at
from quyhoach_web.services.rankings import Live, NoSuchRanking, Wish, compared, live, scoring


@require_safe
def priorities(request: HttpRequest) -> HttpResponse:
    """The published rankings; for whoever has signed in also every set of criteria."""
    shown: dict[str, Any] = {"published": published_list(), "inner": may(request.user, "priorities-set")}
    if shown["inner"]:
        try:
            shown["sets"] = rankings.sets(provinces.current())
        except provinces.NotLoaded:
            shown["sets"] = []
    return render(request, "priorities/page.html", shown)


def wish_of(request: HttpRequest, criteria_set: str) -> tuple[Province, Wish]:
    """The set an address means, in the scenario and by the method it names. 404 when there is none."""
    said = request.POST if request.method == "POST" else request.GET
    try:
        province = provinces.current()
    except provinces.NotLoaded as nothing:
        raise Http404(criteria_set) from nothing
    scenario = rankings.scenario_of(province, criteria_set, said.get("scenario", ""))
    if not scenario:
        raise Http404(criteria_set)
    row = province.scenarios[scenario].tables["criteria_sets"].by_key()[criteria_set]
    method = said.get("method", "")
    return province, Wish(scenario, criteria_set, "" if method == row.text("method") else method)


def _live(province: Province, wish: Wish) -> Live:
    try:
        return live(province, wish)
    except NoSuchRanking as unknown:
        raise Http404(wish.set) from unknown


@require_safe
def priorities_set(request: HttpRequest, criteria_set: str) -> HttpResponse:
    """One set: its list with the proof of every place, weights to move, why one stands above another, and what it rests on."""
    province, wish = wish_of(request, criteria_set)
    found = _live(province, wish)
    asked, beside = found.asked, ranking_beside.beside(found)
    return render(request, "priorities/set.html", {
        "set": rankings.head(asked, province), "methods": rankings.methods(asked), "sliders": ranking_page.sliders(found),
        **_result(found, None), "objects": [row for group in ranking_page.listed(found) for row in group["rows"]],
        "criteria": ranking_inputs.criteria(asked), "values": ranking_inputs.values(asked, found.places),
        "sources": ranking_inputs.sources(asked), "policy": ranking_inputs.policy(asked), "members": ranking_inputs.members(asked, beside),
        "stages": ranking_stages.stages(asked), "mechanisms": ranking_stages.mechanisms(asked),
        "beside": beside, "unit": money_label(),
        "runs": [listed(run) for run in rankings.runs_of(wish.scenario, wish.set)], "why": _first_why(found),
        "long": summary(ranking_page.faults(found), request.GET.get("code", ""), request.GET.get("page")), **_doors(request)})


def _doors(request: HttpRequest) -> dict[str, bool]:
    return {"may_judge": may(request.user, "priorities-judge"), "may_clone": may(request.user, "priorities-clone"),
            "may_run": may(request.user, "priorities-run")}


def _result(found: Live, base: Live | None) -> dict[str, Any]:
    count = found.firm.places if found.firm else 0
    draws = found.firm.draws if found.firm else 0
    return {"groups": ranking_page.listed(found, base), "sentence": ranking_page.sentence(found, base), "draws": draws,
            "left": ranking_page.left_out(found), "intervals": ranking_page.intervals(found), "legend": ranking_page.legend(count),
            "places": range(1, count + 1), "moved": base is not None, "beyond": ranking_page.beyond(found)}


@require_POST
def priorities_preview(request: HttpRequest, criteria_set: str) -> HttpResponse:
    """The list by the weights the sliders say; nothing is recorded."""
    province, wish = wish_of(request, criteria_set)
    base = _live(province, wish)
    try:
        weights = ranking_page.weights_of(request.POST, base)
    except ValueError:
        text = say("Trọng số là các số từ 0 đến 100, không cùng bằng 0.", "Weights are numbers from 0 to 100, not all 0.")
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=400)
    found = _live(province, replace(wish, weights=weights)) if weights else base
    answer = render(request, "priorities/result.html", _result(found, base))
    answer["X-Engine-Ms"] = str(found.ms)
    return answer


@require_POST
def priorities_funds(request: HttpRequest, criteria_set: str) -> HttpResponse:
    """Which projects the capital plan would fund by this ranking, as the sliders have it; nothing is recorded."""
    province, wish = wish_of(request, criteria_set)
    try:
        weights = ranking_page.weights_of(request.POST, _live(province, wish))
        found = preview_on(start_at(wish.scenario), scoring(province, replace(wish, weights=weights)))
    except ValueError:
        return render(request, "priorities/funds.html", {"refused": say("Trọng số là các số từ 0 đến 100.", "Weights are 0 to 100.")})
    except runs.Failed as problem:
        said = next((one.text("message", language()) for one in problem.findings), "")
        return render(request, "priorities/funds.html", {"refused": said or say("Không lập được kế hoạch.", "No plan is possible.")})
    return render(request, "priorities/funds.html", {"found": found, "unit": money_label()})


@require_safe
@vary_on_headers("HX-Request")
def priorities_why(request: HttpRequest, criteria_set: str) -> HttpResponse:
    """Why one stands above another, and what would turn them."""
    province, wish = wish_of(request, criteria_set)
    found = _live(province, wish)
    two = ranking_why.pair(found, request.GET.get("a", ""), request.GET.get("b", ""))
    try:
        why = _why(found, *two, province, ranking_why.budget_of(request.GET.get("budget", ""))) if two else None
    except ValueError:
        return HttpResponse(say("Ngân sách là một số nguyên không âm.", "A budget is a whole number, 0 or more."), status=422)
    shown = {"why": why, "set": rankings.head(found.asked, province), "unit": money_label(), "budget": request.GET.get("budget", "")[:20]}
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "priorities/why.html", shown)
    objects = [row for group in ranking_page.listed(found) for row in group["rows"]]
    return render(request, "priorities/why_page.html", {**shown, "objects": objects})


def _why(found: Live, above: str, below: str, province: Province | None = None, budget: int | None = None) -> dict[str, Any]:
    return ranking_why.why(found, compared(found, above, below, province, budget))


def _first_why(found: Live) -> dict[str, Any] | None:
    """The first two of the list that differ in place and stand in one stage; else the first two."""
    order = found.places
    near = [(a.id, b.id) for a, b in pairwise(order) if a.stage == b.stage and a.rank != b.rank]
    two = near[0] if near else (order[0].id, order[1].id) if len(order) > 1 else None
    return _why(found, *two) if two else None


@require_POST
def priorities_clone(request: HttpRequest, criteria_set: str) -> HttpResponse:
    """A copy of the set to change; the set itself stays as it is."""
    _, wish = wish_of(request, criteria_set)
    try:
        new = criteria.clone(wish.scenario, wish.set, request.user, request.POST.get("why", "")[:300])
    except records.Overtaken as raced:
        raise BadRequest(str(raced)) from raced
    messages.success(request, say("Đã nhân bản thành “{new}”; bản gốc giữ nguyên.", "Cloned as “{new}”; the original stays.", new=new))
    return redirect(rankings.set_url(wish.scenario, new))


@require_POST
def priorities_run(request: HttpRequest, criteria_set: str) -> HttpResponse:
    """Record the ranking: the set is locked, the inputs are frozen, a worker makes the run with its files."""
    province, wish = wish_of(request, criteria_set)
    asked = _live(province, wish).asked
    title = request.POST.get("title", "").strip()[:200] or rankings.head(asked, province)["title"]
    try:
        run = _recorded(request, wish, asked, title)
    except records.Overtaken:
        messages.warning(request, say("Có người vừa đổi bộ tiêu chí; xem lại rồi ghi lần chạy.",
                                      "Somebody has just changed the set; look again, then record the run."))
        return redirect(rankings.set_url(wish.scenario, wish.set))
    return redirect("ranking", run.pk)


@transaction.atomic
def _recorded(request: HttpRequest, wish: Wish, asked: Any, title: str) -> Run:
    if criteria.lock(wish.scenario, wish.set, asked.set.digest, request.user):
        now = _live(provinces.current(), wish).asked.set.digest  # nobody writes before this transaction ends
        if now != asked.set.digest:
            raise records.Overtaken([])
    run = runs.request(kind=RunKind.RANKING, question={"set": wish.set, "method": wish.method}, scenario=wish.scenario, title=title,
                       kept=True, by=request.user)
    queue.enqueue(run)
    return run


urls = [
    path("priorities/", priorities, name="priorities"),
    path("priorities/<str:criteria_set>/", priorities_set, name="priorities-set"),
    path("priorities/<str:criteria_set>/preview/", priorities_preview, name="priorities-preview"),
    path("priorities/<str:criteria_set>/funds/", priorities_funds, name="priorities-funds"),
    path("priorities/<str:criteria_set>/why/", priorities_why, name="priorities-why"),
    path("priorities/<str:criteria_set>/clone/", priorities_clone, name="priorities-clone"),
    path("priorities/<str:criteria_set>/run/", priorities_run, name="priorities-run"),
]
