"""Plans: the list, a new draft from a kept run, the steps with number and date, the plan's workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quyhoach_web.access import may, roles_of
from quyhoach_web.forms.plans import NewPlan, PlanStepForm
from quyhoach_web.language import language, say
from quyhoach_web.models import Plan
from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.matrix import matrix
from quyhoach_web.queries.people import role_label
from quyhoach_web.queries.plan_documents import PlanDocument, plan_of
from quyhoach_web.queries.plans import NEXT, WHO, plan_list, shown, since, state_label, step_label, timeline
from quyhoach_web.services import plans as steps
from quyhoach_web.services import provinces
from quyhoach_web.views.attachments import XLSX, attachment

PAGE = 50


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The list, with the form of a new draft for who may make one; ``?run=`` comes from a run's page."""
    return _list(request, NewPlan(initial={"run": request.GET.get("run")}))


def _list(request: HttpRequest, form: NewPlan, status: int = 200) -> HttpResponse:
    page = Paginator(plan_list(), PAGE).get_page(request.GET.get("page"))
    form = form if may(request.user, "plan-new") else None
    return render(request, "plans/page.html", {
        "page": page, "rows": [shown(plan) for plan in page.object_list], "form": form,
        "has_runs": form is not None and form.fields["run"].queryset.exists()}, status=status)


@require_POST
def plan_new(request: HttpRequest) -> HttpResponse:
    """A kept, finished run becomes a draft plan."""
    form = NewPlan(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    try:
        made = steps.freeze(form.cleaned_data["run"], form.cleaned_data["title"], request.user)
    except steps.Refused as problem:
        form.add_error(problem.field or None, str(problem))
        return _list(request, form, 422)
    messages.success(request, say("Đã lập dự thảo kế hoạch.", "The draft plan is made."))
    return redirect("plan", made.pk)


@require_safe
def plan(request: HttpRequest, plan: int) -> HttpResponse:
    """One plan: where it stands, what it says in money, and the next step for who may take it."""
    found = get_object_or_404(plan_list(), pk=plan)
    return _page(request, found, None)


def _page(request: HttpRequest, found: Plan, form: PlanStepForm | None, status: int = 200, **more: Any) -> HttpResponse:
    document, unit, coming = plan_of(found.run), money_label(), NEXT.get(found.state)
    table = matrix(provinces.current(), found.run.scenario, document)
    table["chart"]["unit"] = unit
    mine = coming is not None and WHO[coming] in roles_of(request.user)
    if form is None and mine:
        form = PlanStepForm(initial={"version": found.version, "state": coming})
    return render(request, "plans/plan.html", {
        "plan": found, "state": state_label(found.state), "timeline": timeline(found), "matrix": table, "unit": unit,
        "funded": _funded(document), "form": form if mine else None, "step": step_label(coming) if coming else "",
        "waits_for": role_label(WHO[coming]) if coming and not mine else "",
        "followers": list(found.followed_by.all()), **more}, status=status)


def _funded(document: PlanDocument | None) -> list[dict[str, Any]]:
    """The projects in the plan with their years and money, greatest first."""
    if document is None:
        return []
    rows = [{"code": code, "name": one["name"], "term": "–".join(dict.fromkeys((str(one["start_year"]), str(one["end_year"])))),
             "money": sum(part["amount"] for part in document.money.get(code, ()))}
            for code, one in document.decided.items() if one["in_plan"]]
    return sorted(rows, key=lambda row: (-row["money"], row["code"]))


@require_POST
def plan_step(request: HttpRequest, plan: int) -> HttpResponse:
    """The next step; someone else's earlier step is shown, and what was typed stays."""
    found = get_object_or_404(plan_list(), pk=plan)
    form = PlanStepForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    said = form.cleaned_data
    try:
        after = steps.advance(found.pk, steps.Step(said["state"], said["number"], said["dated"], said.get("run")), said["version"],
                              request.user, roles_of(request.user))
    except steps.NotYours as refused:
        raise PermissionDenied from refused
    except steps.Refused as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return _page(request, found, form, 422)
    except steps.Overtaken as late:
        return _page(request, late.plan, None, 409, overtaken=since(late.plan, said["version"]), typed=said)
    messages.success(request, say("Đã ghi: {state}.", "Recorded: {state}.", state=state_label(said["state"])))
    return redirect("plan", after.pk)


@require_safe
def plan_export(request: HttpRequest, plan: int) -> HttpResponse:
    """The run's own workbook, byte for byte."""
    found = get_object_or_404(Plan, pk=plan)
    file = found.run.files.filter(name=f"plan.{language()}.xlsx").first()
    if file is None:
        raise Http404
    name = f"{say('ke-hoach', 'plan')}-{found.pk}.xlsx"
    return attachment(bytes(file.content), XLSX, name)


urls = [
    path("plans/", plans, name="plans"),
    path("plans/new/", plan_new, name="plan-new"),
    path("plans/<int:plan>/", plan, name="plan"),
    path("plans/<int:plan>/step/", plan_step, name="plan-step"),
    path("plans/<int:plan>/plan.xlsx", plan_export, name="plan-export"),
]
