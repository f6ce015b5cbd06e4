"""Imports: a file up, its preview as a diff, accepted or dropped, undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quyhoach_web.access import may_change, reads_private
from quyhoach_web.forms.data import UploadForm, sentence
from quyhoach_web.language import say
from quyhoach_web.models import Import
from quyhoach_web.queries import data as tables
from quyhoach_web.queries.findings import summary
from quyhoach_web.services import imports, provinces, records
from quyhoach_web.services.uploads import Refused, Upload
from quyhoach_web.templatetags.office import day

PAGE = 100


def _sees_all(request: HttpRequest) -> bool:
    return may_change(request.user, "facts", "sources", {})


def _mine(request: HttpRequest, pk: int) -> Import:
    found = get_object_or_404(Import.objects.select_related("created_by"), pk=pk)
    if found.created_by_id != request.user.pk and not _sees_all(request):
        raise PermissionDenied(pk)
    return found


def _mine_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whose import it is comes before how it is asked: another's number answers alike to every method."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        _mine(request, pk)
        return view(request, pk)

    return guarded


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """What was loaded, newest first."""
    page = Paginator(tables.imports_of(request.user, _sees_all(request)), 50).get_page(request.GET.get("page"))
    rows = [{"import": one, "state": tables.state_label(one.state), "class": tables.STATE_CLASS[one.state]} for one in page]
    return render(request, "data/imports.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """The upload; a file that can be read becomes a preview."""
    if request.method != "POST":
        return render(request, "data/upload.html", {"form": UploadForm(initial=request.GET.dict())})
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        upload = Upload(said["file"].name, said["file"].read(), said["layer"], said.get("table", ""))
        try:
            return redirect("import", imports.preview(
                upload, request.user, partial(may_change, request.user), reads_private(request.user)).pk)
        except Refused as refused:
            form.add_error("file", sentence(refused.finding))
        except provinces.NotLoaded as nothing:
            raise Http404 from nothing
    return render(request, "data/upload.html", {"form": form}, status=422)


@require_safe
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview, or what became of it."""
    return _page(request, _mine(request, pk))


def _page(request: HttpRequest, found: Import, status: int = 200, **more: Any) -> HttpResponse:
    order = {"wrong": 0, "changed": 1, "new": 2}
    moving = sorted((one for one in found.changes if one["kind"] != "unchanged"),
                    key=lambda one: 3 if one.get("foreign") else order[one["kind"]])
    code, earlier = request.GET.get("code", "")[:20], tables.earlier(found, request.user, _sees_all(request))
    page, counts = Paginator(moving, PAGE).get_page(None if code else request.GET.get("page")), tables.counts(found)
    return render(request, "data/import.html", {
        "import": found, "counts": counts, "state": tables.state_label(found.state), "class": tables.STATE_CLASS[found.state],
        "good": counts["new"] + counts["changed"], "page": page, "rows": list(tables.diff_rows(found, page, reads_private(request.user))),
        "earlier": earlier, "earlier_state": tables.state_label(earlier.state) if earlier else "",
        "long": summary(tables.findings_of(found), code, request.GET.get("page"), first=20), **more}, status=status)


def _too_late(request: HttpRequest, found: Import) -> HttpResponse:
    """Somebody decided first: who and when, and that nothing was done a second time."""
    decided, state = tables.decision(found), tables.state_label(found.state)
    messages.warning(request, say(
        "{who} đã quyết định tệp này trước ({state}, {at}); lần bấm của bạn không đổi gì thêm.",
        "{who} decided this file first ({state}, {at}); your click changed nothing more.",
        who=decided.who, state=state, at=day(decided.at)) if decided else say(
        "Tệp này: {state}; không có gì thay đổi.", "This file: {state}; nothing changed.", state=state))
    return redirect("import", found.pk)


def _names(late: records.Overtaken) -> list[str]:
    return [change.object_id if change.key else say("Ranh giới xã, phường", "Commune boundaries") for change, _ in late.rows]


@_mine_only
@require_POST
def import_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The good rows go in, all or none; rows that somebody changed meanwhile are named and compared again."""
    found, covers = _mine(request, pk), partial(may_change, request.user)
    try:
        imports.accept(found.pk, request.user, covers)
    except imports.Decided as early:
        return _too_late(request, early.found)
    except records.Overtaken as late:
        return _page(request, imports.refresh(found.pk, covers), 409, overtaken=_names(late))
    except Refused as refused:
        return _page(request, found, 403, refused=sentence(refused.finding))
    messages.success(request, say("Đã nhận các dòng đúng của {name}.", "The good rows of {name} are in.", name=found.filename))
    return redirect("import", found.pk)


@_mine_only
@require_POST
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview is forgotten."""
    try:
        imports.drop(_mine(request, pk).pk, request.user)
    except imports.Decided as early:
        return _too_late(request, early.found)
    return redirect("import", pk)


@_mine_only
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row back as it stood; rows changed since are named and nothing moves."""
    found = _mine(request, pk)
    try:
        imports.undo(found.pk, request.user, partial(may_change, request.user))
    except imports.Decided as early:
        return _too_late(request, early.found)
    except records.Overtaken as late:
        return _page(request, found, 409, changed_since=_names(late))
    except Refused as refused:
        return _page(request, found, 403, refused=sentence(refused.finding))
    return redirect("import", pk)


urls = [
    path("data/imports/", import_list, name="imports"),
    path("data/imports/new/", import_new, name="import-new"),
    path("data/imports/<int:pk>/", import_page, name="import"),
    path("data/imports/<int:pk>/accept/", import_accept, name="import-accept"),
    path("data/imports/<int:pk>/drop/", import_drop, name="import-drop"),
    path("data/imports/<int:pk>/undo/", import_undo, name="import-undo"),
]
