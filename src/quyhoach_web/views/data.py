"""Data: the tables, one table's rows, a row to edit, and everything out again as files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from quyhoach.tables import write_template
from quyhoach.tables.spec import TableSpec
from quyhoach_web.access import may, may_change, reads_private
from quyhoach_web.forms.data import RowForm
from quyhoach_web.language import language, say
from quyhoach_web.models import Record
from quyhoach_web.queries import data as tables
from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.privacy import open_province, open_spec, private_columns
from quyhoach_web.services import provinces, records
from quyhoach_web.services.audit import head_line
from quyhoach_web.services.table_book import table_book
from quyhoach_web.views.attachments import XLSX, attachment


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every table of the facts and of each scenario."""
    return render(request, "data/page.html", {
        "groups": tables.overview(reads_private(request.user)), "may_import": may(request.user, "import-new")})


def _spec(request: HttpRequest, layer: str, table: str) -> TableSpec:
    """The table with the columns this person may read; 404 for none, 403 for a private one."""
    if layer not in tables.layers() or table not in tables.specs_of(layer):
        raise Http404(table)
    spec, reader = tables.specs_of(layer)[table], reads_private(request.user)
    if spec.private and not reader:
        raise PermissionDenied(table)
    return open_spec(spec, reader)


@require_safe
def table(request: HttpRequest, layer: str, table: str) -> HttpResponse:
    """Rows of one table, searched without accents."""
    spec, words = _spec(request, layer, table), request.GET.get("q", "")[:200]
    page = Paginator(tables.rows_of(layer, table, words), tables.PAGE).get_page(request.GET.get("page"))
    rows = [{"key": row.key, "cells": tables.cells(spec, row.values), "may_edit": may_change(request.user, layer, table, row.values)}
            for row in page]
    return render(request, "data/table.html", {
        "layer": layer, "table": table, "title": tables.title(spec), "where": tables.layer_label(layer), "page": page, "rows": rows,
        "headers": tables.headers(spec, money_label()), "q": words, "any_edit": any(row["may_edit"] for row in rows),
        "may_import": may(request.user, "import-new")})


def _attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    return attachment(content, kind, name, Cache_Control="no-store", X_Audit_Head=head_line())


@require_safe
def table_export(request: HttpRequest, layer: str, table: str) -> HttpResponse:
    """The whole table as a workbook that imports without a difference; the head of the audit stands in its footer."""
    spec = _spec(request, layer, table)
    stored = tables.rows_of(layer, table, "").values_list("values", flat=True).iterator(chunk_size=2000)
    return _attachment(table_book(spec, stored), XLSX, f"{table}.xlsx")


@require_safe
def table_template(request: HttpRequest, layer: str, table: str) -> HttpResponse:
    """The blank workbook with hints and lists."""
    spec = _spec(request, layer, table)
    with tempfile.TemporaryDirectory() as folder:
        write_template(spec, Path(folder) / "blank.xlsx", language())
        return _attachment((Path(folder) / "blank.xlsx").read_bytes(), XLSX, f"{say('bieu-mau', 'template')}-{table}.xlsx")


@require_safe
def province_export(request: HttpRequest) -> HttpResponse:
    """The whole province as a zipped folder, without what is private for whom it is not; the head of the audit stands in its name, for
    a file in the folder would be read."""
    try:
        province = provinces.current()
    except provinces.NotLoaded as nothing:
        raise Http404 from nothing
    name = f"{province.info.code}-{head_line().replace(':', '-')}.zip"
    shown = province if reads_private(request.user) else open_province(province)
    return _attachment(provinces.folder_zip(shown), "application/zip", name)


@require_http_methods(["GET", "HEAD", "POST"])
def row_edit(request: HttpRequest, layer: str, table: str, key: str) -> HttpResponse:
    """One row to edit; an older version than what stands is told what changed meanwhile."""
    spec = _spec(request, layer, table)
    row = get_object_or_404(Record, layer=layer, table=table, key=key)
    if request.method != "POST":
        return _row_page(request, spec, row, _form(request, row))
    if request.POST.get("version") != str(row.version):
        return _overtaken(request, spec, row)
    form = _form(request, row, request.POST)
    if not form.is_valid():
        return _row_page(request, spec, row, form, 422)
    if not may_change(request.user, layer, table, form.after):
        raise PermissionDenied(key)
    if form.after == row.values:
        messages.info(request, say("Không có gì thay đổi.", "Nothing changed."))
        return redirect("table", layer, table)
    return _save(request, spec, row, form)


def _form(request: HttpRequest, row: Record, data: Any = None) -> RowForm:
    """Private columns are neither shown nor changed where the person may not read them."""
    hidden = frozenset() if reads_private(request.user) else private_columns(row.table)
    return RowForm(tables.specs_of(row.layer)[row.table], row, money_label(), data, hidden)


def _save(request: HttpRequest, spec: TableSpec, row: Record, form: RowForm) -> HttpResponse:
    change = records.RowChange(row.layer, row.table, row.key, row.values, form.after)
    try:
        records.apply([change], request.user, "edit", form.cleaned_data["why"])
    except records.Overtaken:
        return _overtaken(request, spec, get_object_or_404(Record, pk=row.pk))
    messages.success(request, say("Đã lưu dòng {key}.", "Row {key} is saved.", key=row.key))
    return redirect("table", row.layer, row.table)


def _overtaken(request: HttpRequest, spec: TableSpec, row: Record) -> HttpResponse:
    """The second of two people: what the first changed beside what this one typed; untouched columns follow the first."""
    said = request.POST.get("version", "")
    entries = tables.since(row, int(said)) if said.isdecimal() and len(said) < 9 else []
    based = entries[0].before if entries and isinstance(entries[0].before, dict) else row.values
    touched = _form(request, row, request.POST).touched(based)
    data = request.POST.copy()
    data["version"] = str(row.version)
    for column in spec.columns:
        if column.name not in touched and column.name not in spec.key:
            data[column.name] = tables.typed(column, row.values.get(column.name))
    changed = tables.overtakers(spec, entries, touched)
    return _row_page(request, spec, row, _form(request, row, data), 409, overtaken=True, changed=changed)


def _row_page(request: HttpRequest, spec: TableSpec, row: Record, form: RowForm, status: int = 200, **more: Any) -> HttpResponse:
    keys = [(head["text"], cell["text"]) for column, head, cell in zip(
        spec.columns, tables.headers(spec, ""), tables.cells(spec, row.values), strict=True) if column.name in spec.key]
    return render(request, "data/row.html", {
        "form": form, "row": row, "keys": keys, "title": tables.title(spec), "where": tables.layer_label(row.layer), **more}, status=status)


urls = [
    path("data/", overview, name="data"),
    path("data/province.zip", province_export, name="province-export"),
    path("data/<str:layer>/<str:table>/", table, name="table"),
    path("data/<str:layer>/<str:table>/export.xlsx", table_export, name="table-export"),
    path("data/<str:layer>/<str:table>/template.xlsx", table_template, name="table-template"),
    path("data/<str:layer>/<str:table>/<path:key>/edit/", row_edit, name="row-edit"),
]
