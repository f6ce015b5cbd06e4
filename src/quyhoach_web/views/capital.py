"""Capital: the list of projects, its workbook, money by source and year, and a project's page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from quyhoach.province.province import Province
from quyhoach.province.specs.projects import PROJECTS
from quyhoach_web.access import may_change
from quyhoach_web.forms.capital import ProjectFilter
from quyhoach_web.language import say
from quyhoach_web.queries.capital import PAGE, filter_choices, money_label, projects, shown
from quyhoach_web.queries.matrix import matrix
from quyhoach_web.queries.plan_documents import PlanDocument, plan_of
from quyhoach_web.queries.plans import run_label
from quyhoach_web.queries.project import project_page
from quyhoach_web.queries.published import published_run
from quyhoach_web.queries.runs import finished_runs
from quyhoach_web.services import provinces
from quyhoach_web.services.cells import to_json
from quyhoach_web.services.table_book import table_book
from quyhoach_web.views.attachments import XLSX, attachment


def _asked(request: HttpRequest) -> tuple[ProjectFilter, PlanDocument | None, Any]:
    """The filter form, the published plan, and the projects asked for."""
    form, plan = ProjectFilter(request.GET, choices=filter_choices()), plan_of(published_run())
    return form, plan, projects(form.said(), plan)


@require_safe
@vary_on_headers("HX-Request")  # or the browser's back button shows the rows alone
def capital(request: HttpRequest) -> HttpResponse:
    """The list; only its rows when the search box asks while someone types."""
    form, plan, found = _asked(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    live = bool(request.htmx) and not request.htmx.history_restore_request
    return render(request, "capital/rows.html" if live else "capital/page.html", {
        "form": form, "page": page, "rows": shown(page, plan), "unit": money_label(), "planned": plan is not None, "live": live,
        "sort": form.cleaned_data.get("sort") or "name"})


@require_safe
def capital_export(request: HttpRequest) -> HttpResponse:
    """The same projects as a workbook that imports without a difference."""
    _, _, found = _asked(request)
    name = say("danh-muc-du-an.xlsx", "projects.xlsx")
    return attachment(table_book(PROJECTS, found.values_list("record__values", flat=True).iterator(chunk_size=2000)), XLSX, name)


def _province() -> Province | None:
    try:
        return provinces.current()
    except provinces.NotLoaded:
        return None


@require_safe
def matrix_page(request: HttpRequest) -> HttpResponse:
    """Source by year: of the published plan, of a kept run (?run=), or the ceilings alone while there is no plan."""
    kept = list(finished_runs()[:40])
    chosen = next((run for run in kept if str(run.pk) == request.GET.get("run")), None) or published_run()
    province = _province()
    scenario = chosen.scenario if chosen else next(iter(province.scenarios), "") if province else ""
    found = matrix(province, scenario, plan_of(chosen)) if province else {}
    unit = money_label()
    if found:
        found["chart"]["unit"] = unit
    return render(request, "capital/matrix.html", {
        "matrix": found, "unit": unit, "run": chosen, "scenario": scenario, "runs": [(str(run.pk), run_label(run)) for run in kept],
        "chosen": str(chosen.pk) if chosen else ""})


@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project; 404 for a code nobody knows."""
    province, run = _province(), published_run()
    plan = plan_of(run)
    scenario = run.scenario if run else next(iter(province.scenarios), "") if province else ""
    found = project_page(province, code, scenario, plan) if province else None
    if found is None:
        raise Http404(code)
    unit = money_label()
    for part in (found["money"], found["costs"]):
        if part and part["chart"]:
            part["chart"]["unit"] = unit
    may_edit = may_change(request.user, "facts", "projects", to_json(found["row"]))
    return render(request, "capital/project.html", {"project": found, "unit": unit, "run": run, "scenario": scenario, "may_edit": may_edit})


urls = [
    path("capital/", capital, name="capital"),
    path("capital/projects.xlsx", capital_export, name="capital-export"),
    path("capital/matrix/", matrix_page, name="matrix"),
    path("capital/projects/<path:code>/", project, name="project"),
]
