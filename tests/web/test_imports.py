"""A file up: preview, accept, undo; nobody else's rows, nothing twice, nothing lost."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quyhoach_web.models import AuditEntry, Import, Record
from quyhoach_web.services import records

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def everything():
    return list(Record.objects.order_by("layer", "table", "key").values_list("layer", "table", "key", "values"))


def workbook(client, layer="facts", table="projects"):
    return openpyxl.load_workbook(io.BytesIO(client.get(f"/data/{layer}/{table}/export.xlsx").content))


def cell(sheet, key, header):
    """The cell of the row of that key under that printed header."""
    for top in sheet.iter_rows():
        names = [str(one.value) for one in top]
        at = next((n for n, name in enumerate(names) if name.startswith(header)), None)
        if at is not None:
            return next(row[at] for row in sheet.iter_rows() if row[0].value == key)
    raise AssertionError(header)


def upload(client, content, name="du-an.xlsx", layer="facts", table="projects"):
    if not isinstance(content, bytes):
        buffer = io.BytesIO()
        content.save(buffer)
        content = buffer.getvalue()
    return client.post("/data/imports/new/", {"file": SimpleUploadedFile(name, content), "layer": layer, "table": table})


def kinds(found):
    return [change["kind"] for change in found.changes]


def test_three_wrong_cells_are_named_then_mended_accepted_and_undone(sign_in):
    client, before = sign_in("planner"), everything()
    book = workbook(client)
    sheet = book.worksheets[0]
    cell(sheet, "DA01", "Tổng mức").value = "sáu mươi nghìn"
    cell(sheet, "DA02", "Năm khởi công").value = "năm sau"
    cell(sheet, "DA02", "Ngày quyết định").value = "31/02/2026"
    answer = upload(client, book)
    assert answer.status_code == 302
    found = Import.objects.latest("pk")
    errors = [one for one in found.findings["vi"] if one["severity"] == "error"]
    assert len(errors) == 3
    assert kinds(found).count("wrong") == 2
    page = client.get(answer["Location"]).content.decode()
    assert [words for words in ("sáu mươi nghìn", "31/02/2026", "Cách sửa") if words not in page] == []
    assert everything() == before
    cell(sheet, "DA01", "Tổng mức").value = 61000
    cell(sheet, "DA02", "Năm khởi công").value = 2027
    cell(sheet, "DA02", "Ngày quyết định").value = "10/09/2025"
    upload(client, book)
    mended = Import.objects.latest("pk")
    assert sorted(set(kinds(mended))) == ["changed", "unchanged"]
    assert client.post(f"/data/imports/{mended.pk}/accept/").status_code == 302
    assert Record.objects.get(layer="facts", table="projects", key="DA01").values["total_investment"] == 61000
    assert client.post(f"/data/imports/{mended.pk}/undo/").status_code == 302
    assert everything() == before
    assert Import.objects.get(pk=mended.pk).state == "undone"


def test_accepting_twice_writes_once(sign_in):
    client = sign_in("planner")
    book = workbook(client)
    cell(book.worksheets[0], "DA01", "Tổng mức").value = 61000
    upload(client, book)
    pk = Import.objects.latest("pk").pk
    client.post(f"/data/imports/{pk}/accept/")
    after = AuditEntry.objects.count()
    assert client.post(f"/data/imports/{pk}/accept/").status_code == 302
    assert AuditEntry.objects.count() == after


def test_a_file_without_a_column_leaves_that_column_alone(sign_in):
    client = sign_in("planner")
    row = Record.objects.get(layer="facts", table="agencies", key="CQ01")
    spec = records.spec_of("facts", "agencies")
    required = [column.name for column in spec.columns if column.required]
    line = ";".join(str(row.values[name]) for name in required)
    upload(client, f"{';'.join(required)}\n{line}\n".encode(), "agencies.csv", table="agencies")
    assert kinds(Import.objects.latest("pk")) == ["unchanged"]


def change_row(key="DA01", **columns):
    row = Record.objects.get(layer="facts", table="projects", key=key)
    records.apply([records.RowChange("facts", "projects", key, row.values, {**row.values, **columns})], "other", "edit", "thử")


def test_rows_changed_since_the_preview_are_told_and_compared_again(sign_in):
    client = sign_in("planner")
    book = workbook(client)
    cell(book.worksheets[0], "DA01", "Tổng mức").value = 61000
    upload(client, book)
    pk = Import.objects.latest("pk").pk
    change_row(total_investment=62000)
    answer = client.post(f"/data/imports/{pk}/accept/")
    assert answer.status_code == 409
    assert "facts/projects/DA01" in answer.content.decode()
    assert Record.objects.get(layer="facts", table="projects", key="DA01").values["total_investment"] == 62000
    again = next(one for one in Import.objects.get(pk=pk).changes if one["key"] == "DA01")
    assert (again["before"]["total_investment"], again["after"]["total_investment"]) == (62000, 61000)
    assert client.post(f"/data/imports/{pk}/accept/").status_code == 302
    assert Record.objects.get(layer="facts", table="projects", key="DA01").values["total_investment"] == 61000


def test_undo_refuses_rows_changed_since_and_names_them(sign_in):
    client = sign_in("planner")
    book = workbook(client)
    cell(book.worksheets[0], "DA01", "Tổng mức").value = 61000
    upload(client, book)
    pk = Import.objects.latest("pk").pk
    client.post(f"/data/imports/{pk}/accept/")
    change_row(total_investment=63000)
    answer = client.post(f"/data/imports/{pk}/undo/")
    assert answer.status_code == 409
    assert "facts/projects/DA01" in answer.content.decode()
    assert Import.objects.get(pk=pk).state == "accepted"


def test_rows_of_another_agency_are_wrong_for_an_agency(sign_in):
    book = workbook(sign_in("planner"))
    for key in ("DA01", "DA02"):  # CQ02's and CQ03's
        cell(book.worksheets[0], key, "Tổng mức").value = 99000
    client = sign_in("commune")
    upload(client, book)
    found = {one["key"]: one["kind"] for one in Import.objects.latest("pk").changes}
    assert (found["DA01"], found["DA02"]) == ("wrong", "changed")
    page = client.get(f"/data/imports/{Import.objects.latest('pk').pk}/")
    assert [row["key"] for row in page.context["rows"]] == ["DA02", "DA01"]  # what is not theirs comes last
    assert sign_in("agency").get(f"/data/imports/{Import.objects.latest('pk').pk}/").status_code == 403


@pytest.mark.parametrize(("name", "content", "code"), [
    ("anh.png", b"x", "WEB-001"), ("rong.xlsx", b"", "WEB-003"), ("RONG.CSV", b"", "WEB-003")])
def test_files_nobody_reads_are_told(sign_in, name, content, code):
    answer = upload(sign_in("planner"), content, name, table="")
    assert (answer.status_code, code in answer.content.decode()) == (422, True)
    assert not Import.objects.exists()


def test_a_file_over_the_limit_is_refused(sign_in, settings):
    settings.UPLOAD_LIMIT = 10
    answer = upload(sign_in("planner"), b"x" * 11, "a.csv")
    assert (answer.status_code, "WEB-002" in answer.content.decode()) == (422, True)


def test_an_agency_does_not_replace_the_map(sign_in):
    answer = upload(sign_in("agency"), b'{"type": "FeatureCollection", "features": []}', "xa.geojson", table="")
    assert (answer.status_code, "WEB-006" in answer.content.decode()) == (422, True)


def test_the_list_asks_as_many_questions_at_three_rows_as_at_one(sign_in):
    client, asked = sign_in("planner"), []
    for count in (1, 2):
        for _ in range(count):
            upload(client, workbook(client))
        client.get("/data/imports/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/data/imports/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
