"""Runs: the list, one run with its proof and files, its progress, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quyhoach_web.access import may, reads_private
from quyhoach_web.forms.runs import NewRun
from quyhoach_web.language import say
from quyhoach_web.models import Run, RunKind
from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.findings import summary
from quyhoach_web.queries.plan_documents import plan_of
from quyhoach_web.queries.runs import (
    LIVE,
    certificate,
    files,
    found_in,
    kept_runs,
    listed,
    prices,
    repeated,
    run_page,
    stage,
    state_label,
    status_label,
    steps,
)
from quyhoach_web.services import provinces, queue, runs
from quyhoach_web.services.provinces import NotLoaded
from quyhoach_web.services.publishing import publish
from quyhoach_web.views.attachments import XLSX, attachment

PAGE = 50
_TYPES = {"json": "application/json", "zip": "application/zip", "xlsx": XLSX}


@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    """Kept runs, and the form of a new one for who may start it."""
    return _list(request, NewRun() if may(request.user, "run-new") else None)


def _list(request: HttpRequest, form: NewRun | None, status: int = 200) -> HttpResponse:
    page = Paginator(kept_runs(), PAGE).get_page(request.GET.get("page"))
    return render(request, "runs/list.html", {
        "page": page, "rows": [listed(run) for run in page.object_list], "form": form, "unit": money_label()}, status=status)


@require_POST
def run_new(request: HttpRequest) -> HttpResponse:
    """Queue a run on the data as they stand now."""
    form = NewRun(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    try:
        with transaction.atomic():
            run = runs.request(**form.cleaned_data, kept=True, by=request.user)
            queue.enqueue(run)
    except NotLoaded:
        form.add_error(None, say("Chưa có số liệu của tỉnh nào.", "No province is loaded yet."))
        return _list(request, form, 422)
    return redirect("run", run.pk)


def _found(pk: int) -> Run:
    run = run_page(pk)
    if run is None:
        raise Http404
    return run


@require_safe
def run_detail(request: HttpRequest, run: int) -> HttpResponse:
    """One run: what it rests on, what it proves, its files."""
    found = _found(run)
    return redirect("ranking", run) if found.kind == RunKind.RANKING else _page(request, found)


def _page(request: HttpRequest, run: Run, status: int = 200) -> HttpResponse:
    document = plan_of(run)
    return render(request, "runs/run.html", {
        **standing(request, run), "document": document.data if document else None, "status": status_label(run.status),
        "by": str(run.created_by) if run.created_by else "–", "prices": prices(document),
        "files": files(run), "repeated": repeated(run), "unit": money_label(),
        "long": summary(found_in(run, document), request.GET.get("code", "")[:20], request.GET.get("page")),
        "may_repeat": may(request.user, "run-again"), "may_publish": may(request.user, "run-publish"),
    }, status=status)


def standing(request: HttpRequest, run: Run) -> dict[str, Any]:
    """What the page of a run of any kind shows of its progress."""
    return {"run": run, "label": state_label(run.state), "live": run.state in LIVE, "stage": stage(run), "steps": steps(run),
            "may_cancel": may(request.user, "run-cancel")}


@require_safe
def run_progress(request: HttpRequest, run: int) -> HttpResponse:
    """Where the run stands, asked each second; when it is over the whole page is read again."""
    now = standing(request, _found(run))
    answer = render(request, "runs/progress.html", now)
    if not now["live"]:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def run_cancel(request: HttpRequest, run: int) -> HttpResponse:
    """Ask to cancel."""
    if queue.cancel(_found(run), request.user):
        messages.success(request, say("Đã yêu cầu hủy.", "Cancelling was asked for."))
    else:
        messages.warning(request, say("Lần chạy này đã kết thúc hoặc đang được hủy.", "This run is over, or being cancelled already."))
    return redirect("run", run)


@require_POST
def run_again(request: HttpRequest, run: int) -> HttpResponse:
    """The same question on the same inputs once more."""
    first = _found(run)
    with transaction.atomic():
        made = runs.request(kind=first.kind, question=first.question, scenario=first.scenario, changes=first.changes,
                            law_date=first.law_date, gamma=first.gamma, title=first.title, kept=True, by=request.user, again=first)
        queue.enqueue(made)
    return redirect("run", made.pk)


@require_POST
def run_publish(request: HttpRequest, run: int) -> HttpResponse:
    """Show this run to the public."""
    if publish(_found(run).pk, request.user, request.POST.get("why", "")[:300]):
        messages.success(request, say("Công chúng nay thấy phương án này.", "The public now sees this plan."))
        return redirect("run", run)
    messages.warning(request, say(
        "Chưa công bố: lần chạy phải xong, có phương án, được lưu, và chưa đang được công bố.",
        "Not published: the run must be finished with a plan, kept, and not the published one already."))
    return _page(request, _found(run), 409)


@require_safe
def run_file(request: HttpRequest, run: int, name: str) -> HttpResponse:
    """A file of the run byte for byte; ``inputs.zip`` is the province folder it read (without what is private, for whom it is not),
    ``certificate.json`` its proof."""
    found = _found(run)
    closed = name == "inputs.zip" and not reads_private(request.user)
    content = provinces.open_zip(found.snapshot) if closed else _content(found, name)
    if content is None:
        raise Http404
    return attachment(content, _TYPES.get(name.rpartition(".")[2], "application/octet-stream"), f"run-{run}-{name}")


def _content(run: Run, name: str) -> bytes | None:
    if name == "inputs.zip":
        return bytes(run.snapshot.content)
    if name == "certificate.json":
        document = plan_of(run)
        return certificate(document) if document else None
    file = run.files.filter(name=name).first()
    return bytes(file.content) if file else None


urls = [
    path("runs/", run_list, name="runs"),
    path("runs/new/", run_new, name="run-new"),
    path("runs/<int:run>/", run_detail, name="run"),
    path("runs/<int:run>/progress/", run_progress, name="run-progress"),
    path("runs/<int:run>/cancel/", run_cancel, name="run-cancel"),
    path("runs/<int:run>/again/", run_again, name="run-again"),
    path("runs/<int:run>/publish/", run_publish, name="run-publish"),
    path("runs/<int:run>/files/<str:name>", run_file, name="run-file"),
]
