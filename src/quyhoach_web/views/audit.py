"""The audit: every change, newest first; one entry in full; exports that carry the head of the chain."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from quyhoach.tables.write import workbook_bytes
from quyhoach_web.access import may, reads_private
from quyhoach_web.language import language, say
from quyhoach_web.models import AuditEntry
from quyhoach_web.queries.audit import changes, entries, entry_of, export_table, exported, headers, kinds, rows
from quyhoach_web.services.audit import head_line
from quyhoach_web.views.attachments import XLSX, attachment, saved_as

SHEET_ROWS = 100_000
"""Entries a workbook takes; more go out as CSV, which has no end."""


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by who, kind, object and days."""
    page = Paginator(entries(request.GET.dict(), reads_private(request.user)), 50).get_page(request.GET.get("page"))
    return render(request, "audit/list.html", {
        "page": page, "rows": rows(page, reads_private(request.user)), "kinds": kinds(), "head": head_line(), "asked": request.GET,
        "may_export": may(request.user, "audit-export")})


@require_safe
def audit_entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry: every column from and to, its place in the chain."""
    reader = reads_private(request.user)
    entry = entry_of(number, reader)
    if entry is None:
        raise Http404
    same = AuditEntry.objects.filter(kind=entry.kind, object_id=entry.object_id).exclude(pk=entry.pk).order_by("-number")[:20]
    return render(request, "audit/entry.html", {
        "row": rows([entry], reader)[0], "changes": changes(entry, reader), "same": rows(same, reader)})


@require_safe
def audit_export(request: HttpRequest, suffix: str) -> Any:
    """What the list shows, all pages of it, as a workbook or CSV."""
    reader = reads_private(request.user)
    found, head = entries(request.GET.dict(), reader), head_line()
    name = f"audit-{head.replace(':', '-')}.{suffix}"
    if suffix == "csv":
        return StreamingHttpResponse(_csv(found, head, reader), content_type="text/csv; charset=utf-8",
                                     headers={**saved_as(name), "Cache-Control": "no-store"})
    if suffix != "xlsx":
        raise Http404
    content = workbook_bytes([export_table(found[:SHEET_ROWS], head, reader)], language())
    return attachment(content, XLSX, name, Cache_Control="no-store")


def _csv(found: Any, head: str, reader: bool) -> Iterator[str]:
    yield "\ufeff" + _line([say("Đầu chuỗi {head}", "Head of the chain {head}", head=head)])
    yield _line(headers())
    for entry in found.iterator(chunk_size=2000):
        yield _line(list(exported(entry, reader).values()))


def _line(cells: list[Any]) -> str:
    """One line of CSV; a text that a spreadsheet would take for a formula is marked as text."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(
        f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells)
    return buffer.getvalue()


urls = [
    path("audit/", audit, name="audit"),
    path("audit/<int:number>/", audit_entry, name="audit-entry"),
    path("audit/export.<slug:suffix>", audit_export, name="audit-export"),
]
