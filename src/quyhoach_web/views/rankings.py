"""A recorded ranking: its page with the proof and the files, publishing it, and the page the public reads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quyhoach_web.access import may
from quyhoach_web.language import say
from quyhoach_web.models import Run, RunFile, RunKind
from quyhoach_web.queries.findings import summary
from quyhoach_web.queries.ranking_documents import document, files, page
from quyhoach_web.queries.rankings import published_rankings, set_url
from quyhoach_web.queries.runs import found_in, repeated, run_page
from quyhoach_web.services.publishing import publish_ranking
from quyhoach_web.views.attachments import XLSX, attachment
from quyhoach_web.views.runs import standing

_TYPES = {"json": "application/json", "xlsx": XLSX,
          "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def _found(pk: int) -> Run:
    run = run_page(pk)
    if run is None or run.kind != RunKind.RANKING:
        raise Http404
    return run


@require_safe
def recorded(request: HttpRequest, ranking: int) -> HttpResponse:
    """One recorded ranking; while a worker makes it, how far it is."""
    found = _found(ranking)
    data = document(found)
    told = found_in(found, None) if data is None else data["findings"]
    return render(request, "priorities/ranking.html", {
        **standing(request, found), "page": page(found, data) if data else None, "files": files(found), "repeated": repeated(found),
        "by": str(found.created_by) if found.created_by else "–", "set_url": set_url(found.scenario, found.question.get("set", "")),
        "long": summary([_placed(one) for one in told], request.GET.get("code", "")[:20], request.GET.get("page")),
        "may_publish": may(request.user, "ranking-publish"), "may_repeat": may(request.user, "run-again")})


def _placed(one: dict[str, Any]) -> dict[str, Any]:
    where = one.get("where")
    said = ":".join(str(where[name]) for name in ("file", "sheet", "row", "column", "object_id") if where.get(name)) \
        if isinstance(where, dict) else where
    return {**one, "where": said or ""}


@require_POST
def ranking_publish(request: HttpRequest, ranking: int) -> HttpResponse:
    """Show this ranking to the public."""
    if publish_ranking(_found(ranking).pk, request.user, request.POST.get("why", "")[:300]):
        messages.success(request, say("Công chúng nay thấy bảng xếp hạng này.", "The public now sees this ranking."))
    else:
        messages.warning(request, say("Chưa công bố: lần chạy chưa xong, hoặc đang được công bố rồi.",
                                      "Not published: the run is not finished, or it is the published one already."))
    return redirect("ranking", ranking)


@require_safe
def ranking_published(request: HttpRequest, ranking: int) -> HttpResponse:
    """What everybody reads of a published ranking."""
    found = published_rankings().filter(pk=ranking).first()
    data = document(found) if found else None
    if found is None or data is None:
        raise Http404
    return render(request, "priorities/published.html", {
        "run": found, "page": page(found, data), "files": files(found, "ranking-published-file")})


@require_safe
def ranking_published_file(_request: HttpRequest, ranking: int, name: str) -> HttpResponse:
    """A file of a published ranking, byte for byte."""
    file = RunFile.objects.filter(run__in=published_rankings().filter(pk=ranking), name=name).first()
    if file is None:
        raise Http404
    return attachment(bytes(file.content), _TYPES.get(name.rpartition(".")[2], "application/octet-stream"), f"ranking-{ranking}-{name}")


urls = [
    path("priorities/runs/<int:ranking>/", recorded, name="ranking"),
    path("priorities/runs/<int:ranking>/publish/", ranking_publish, name="ranking-publish"),
    path("priorities/published/<int:ranking>/", ranking_published, name="ranking-published"),
    path("priorities/published/<int:ranking>/files/<str:name>", ranking_published_file, name="ranking-published-file"),
]
