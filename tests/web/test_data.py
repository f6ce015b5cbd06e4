"""Tables out and in without a difference; a row to edit, by two people at once."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quyhoach.province.folder import read_province
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables import read_table
from quyhoach_web.models import AuditEntry, Import, Layer, Office, Record, ScenarioSettings
from quyhoach_web.queries.data import layers, specs_of
from quyhoach_web.services import provinces

from .conftest import EXAMPLES

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ADDRESS = "/data/facts/projects/DA02/edit/"


def comes_back_unchanged(client):
    different = []
    for layer in layers():
        for table in specs_of(layer):
            content = client.get(f"/data/{layer}/{table}/export.xlsx").content
            client.post("/data/imports/new/", {"file": SimpleUploadedFile("t.xlsx", content), "layer": layer, "table": table})
            found = Import.objects.latest("pk")
            rows = Record.objects.filter(layer=layer, table=table).count()
            if [one["kind"] for one in found.changes] != ["unchanged"] * rows:
                different.append((layer, table, rows, [one for one in found.changes if one["kind"] != "unchanged"][:2]))
    return different


def test_what_is_exported_imports_without_a_difference(sign_in):
    assert comes_back_unchanged(sign_in("planner")) == []


def test_the_reference_province_too(sign_in):
    for model in (Record, ScenarioSettings, Layer):
        model.objects.all().delete()
    provinces.load(EXAMPLES / "lang_son", "test")
    assert comes_back_unchanged(sign_in("planner")) == []


def test_the_whole_province_as_a_zip_reads_back_equal(sign_in, tmp_path):
    answer = sign_in("planner").get("/data/province.zip")
    assert answer["X-Audit-Head"].replace(":", "-") in answer["Content-Disposition"]
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    assert read_province(tmp_path).province == provinces.current()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_say_title_and_rows(sign_in, language):
    client = sign_in("council")
    client.cookies["django_language"] = language
    page = client.get("/data/").content.decode()
    assert {"vi": FACTS["projects"].title_vi, "en": FACTS["projects"].title_en}[language] in page
    assert "DA02" in client.get("/data/facts/projects/", {"q": "duong cua khau"}).content.decode()
    assert "DA02" not in client.get("/data/facts/projects/", {"q": "khong co"}).content.decode()
    assert client.get("/data/facts/khong-co/").status_code == 404
    assert all(client.get(f"/data/co-so/{name}/").status_code == 200 for name in SCENARIO)


def test_the_template_is_blank_and_reads(sign_in, tmp_path):
    (tmp_path / "t.xlsx").write_bytes(sign_in("planner").get("/data/facts/projects/template.xlsx").content)
    read = read_table(tmp_path / "t.xlsx", FACTS["projects"])
    assert (read.table.rows, [one.code for one in read.findings if one.severity == "error"]) == ((), [])


def filled(client, **typed):
    """The form as the page shows it, with what a person typed."""
    form = client.get(ADDRESS).context["form"]
    return {"version": form["version"].value(), "why": "theo QĐ 12", **{c.name: form[c.name].value() or "" for c in form.columns}, **typed}


def row():
    return Record.objects.get(layer="facts", table="projects", key="DA02")


def test_a_row_saved_untouched_does_not_change(sign_in):
    client, before = sign_in("planner"), row()
    assert client.post(ADDRESS, filled(client)).status_code == 302
    assert (row().values, row().version) == (before.values, before.version)


def test_the_form_takes_what_people_type(sign_in):
    client = sign_in("planner")
    answer = client.post(ADDRESS, filled(client, total_investment="1.234.567", decision_date="03/04/2026"))
    assert answer.status_code == 302
    assert (row().values["total_investment"], row().values["decision_date"]) == (1234567, "2026-04-03")
    entry = AuditEntry.objects.latest("number")
    assert (entry.who, entry.action, entry.why) == ("test-planner", "edit", "theo QĐ 12")


@pytest.mark.parametrize(("typed", "code"), [
    ({"total_investment": "nhiều"}, "TAB-062"), ({"status": "bịa"}, "TAB-074"), ({"khong_co": "1"}, "WEB-009"),
    ({"project": "DA99"}, "WEB-009"), ({"agency": "CQ99"}, "WEB-010"), ({"name_vi": ""}, "TAB-040"), ({"why": ""}, "Vì sao sửa")])
def test_forged_and_wrong_fields_are_told_and_nothing_is_saved(sign_in, typed, code):
    client, before = sign_in("planner"), row().values
    answer = client.post(ADDRESS, filled(client, **typed))
    assert (answer.status_code, code in answer.content.decode()) == (422, True)
    assert row().values == before


def test_the_second_of_two_people_is_told_and_keeps_what_they_typed(sign_in):
    first, second = sign_in("planner"), sign_in("commune")
    mine = filled(second, total_investment="95.000", capacity="6 km")
    theirs = filled(first, total_investment="91.000", end_year="2029")
    assert first.post(ADDRESS, theirs).status_code == 302
    answer = second.post(ADDRESS, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert [words for words in ("test-planner", "91.000", "95.000", "6 km") if words not in page] == []
    assert row().values["total_investment"] == 91000
    form = answer.context["form"]
    again = {name: form.data[name] for name in form.data}
    assert second.post(ADDRESS, again).status_code == 302
    said = row().values
    assert (said["total_investment"], said["capacity"], said["end_year"]) == (95000, "6 km", 2029)


def test_nobody_gives_a_row_to_another_agency_or_edits_theirs(sign_in):
    client = sign_in("commune")
    assert client.post(ADDRESS, filled(client, agency="CQ01")).status_code == 403
    assert sign_in("agency").get(ADDRESS).status_code == 403


def test_the_list_asks_as_many_questions_at_three_rows_as_at_one(sign_in):
    client, asked = sign_in("planner"), []
    assert Office.objects.count() == 1
    for words in ("DA02", "DA0"):
        client.get("/data/facts/projects/", {"q": words})
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/data/facts/projects/", {"q": words})
        asked.append((len(queries), len(page.context["rows"]) > 1))
    assert [many for _, many in asked] == [False, True]
    assert asked[0][0] == asked[1][0]
