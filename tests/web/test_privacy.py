"""Private cells: a mark in every one of them, every address as every role, and nothing of it where it does not belong."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.urls import reverse

from quyhoach.province.specs import FACTS
from quyhoach.tables.spec import Kind
from quyhoach_web.access import ACCESS
from quyhoach_web.models import AuditEntry, Import, Record, Role, Run, RunState
from quyhoach_web.services import provinces, publishing, records, runs, standing

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MARK, FIGURE = "RIENGTU7Q", 987654321
READERS = {Role.LAND_FUND, Role.PLANNER, Role.AUDITOR, Role.LEADER}
"""Written here and not read from the program."""
KEPT = {"plan", "parcel", "component", "unit", "line"}
"""Columns the figures hang on: what leads from a line to its plan and its land."""


@pytest.fixture
def marked(db):
    """Every private cell holds the mark."""
    standing.forget()
    for found in Record.objects.filter(layer="facts"):
        spec = FACTS[found.table]
        private = [column for column in spec.columns if spec.private or column.private]
        texts = {column.name: MARK for column in private if column.kind in (Kind.TEXT, Kind.CODE) and column.name not in (*spec.key, *KEPT)}
        figures = {column.name: FIGURE for column in private if column.kind is Kind.WHOLE and column.unit == "đồng"}
        if private:
            change(found.table, found.key, found.values, {**found.values, **texts, **figures})
    change("holders", MARK, None, {"holder": MARK, "kind": "household", "source": MARK, "as_of": "2026-01-01"})
    yield
    standing.forget()


@pytest.fixture
def published(marked, django_user_model):
    """A run made of the marked data, kept and shown to the public."""
    planner = django_user_model.objects.get(username="test-planner")
    run = runs.request(scenario="co-so", title="Công khai", kept=True, by=planner)
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1)
    assert runs.finish(run, runs.carry_out(run), 1)
    assert publishing.publish(run.pk, planner)
    return run


def change(table, key, before, after):
    records.apply([records.RowChange("facts", table, key, before, after)], "test", "edit")


def told(answer) -> list[str]:
    """Which marks an answer holds, also inside a workbook or an archive."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    marks = (MARK.encode(), str(FIGURE).encode(), b"987.654.321", b"987,654,321")
    return [mark.decode() for mark in marks if any(mark in part for part in unpacked(content))]


def unpacked(content: bytes):
    yield content
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name))


def more_addresses(run: Run) -> list[str]:
    """Addresses whose arguments decide what is told."""
    tables = [name for name, spec in FACTS.items() if spec.private or any(column.private for column in spec.columns)]
    rooms = [reverse(name, args=("facts", table)) for table in tables for name in ("table", "table-export", "table-template")]
    keys = [Record.objects.filter(layer="facts", table=table).exclude(key=MARK).values_list("key", flat=True)[0] for table in tables]
    rows = [reverse("row-edit", args=("facts", table, key)) for table, key in zip(tables, keys, strict=True)]
    files = [reverse("run-file", args=(run.pk, name)) for name in (*run.files.values_list("name", flat=True), "inputs.zip")]
    newest = [AuditEntry.objects.filter(kind="record", object_id__startswith=f"facts/{table}/").last().number for table in tables]
    entries = [reverse("audit-entry", args=(number,)) for number in newest]
    land = [reverse("land-parcel", args=(code,)) for code in ("TD01", "TD03", "TD05")]
    land += ["/land/?q=RIENG", "/land/parcels.xlsx", "/land/sites/sites.xlsx", "/land/requests/NC02/"]
    return [*rooms, *rows, *land, *files, *entries, reverse("audit-export", args=("csv",)), reverse("run", args=(run.pk,)),
            "/audit/?kind=record&object=holders", f"/audit/?object={MARK[:5]}", "/audit/?kind=record"]


def test_no_address_tells_a_private_cell_to_whom_it_is_not(sign_in, addresses, published):
    every = [*(reverse(name, kwargs=given) for name, given in addresses), *more_addresses(published)]
    leaks, reading = [], set()
    for role in ("", *(str(role) for role in Role)):
        client = sign_in(role)
        found = [f"{role} {address}: {marks}" for address in every if (marks := told(client.get(address)))]
        leaks += found if role not in READERS else []
        reading |= {role} if found else set()
    assert leaks == []
    assert reading == READERS


def test_the_public_addresses_are_all_tried(addresses):
    assert {name for name, rule in ACCESS.items() if rule.roles is None} <= {name for name, _ in addresses}


def rows(client, words):
    return len(client.get(f"/data/facts/land_parcels/?q={words}").context["rows"])


def test_a_search_does_not_tell_by_what_it_finds(sign_in, marked):
    assert (rows(sign_in("commune"), MARK), rows(sign_in("commune"), "TD01")) == (0, 1)


def test_a_private_table_is_not_even_listed(sign_in, marked):
    few, all_ = ({one.table for _, tables in sign_in(role).get("/data/").context["groups"] for one in tables}
                 for role in ("commune", "auditor"))
    assert all_ - few == {"holders", "compensation_lines"}
    assert sign_in("commune").get("/data/facts/holders/").status_code == 403


def upload(client, table, text):
    from django.core.files.uploadedfile import SimpleUploadedFile  # app-ready

    said = {"layer": "facts", "table": table, "file": SimpleUploadedFile("tep.csv", text.encode())}
    return client.post("/data/imports/new/", said)


def test_who_may_not_read_a_column_leaves_it_as_it_is(sign_in, marked):
    row = Record.objects.get(table="land_parcels", key="TD01/DA02")
    text = "parcel,project,number,holder,source,as_of\nTD01,DA02,99,H99,thử,2026-01-01\n"
    commune = sign_in("commune")
    assert upload(commune, "land_parcels", text).status_code == 302
    found = Import.objects.latest("pk")
    assert [change["kind"] for change in found.changes] == ["changed"]
    assert MARK not in commune.get(f"/data/imports/{found.pk}/").content.decode()
    commune.post(f"/data/imports/{found.pk}/accept/")
    row.refresh_from_db()
    assert (row.values["number"], row.values["holder"]) == ("99", MARK)
    refused = upload(commune, "holders", f"holder,source,as_of\n{MARK},{MARK},2026-01-01\n")
    assert refused.status_code == 422
    assert "WEB-015" in refused.content.decode()


def test_an_edited_row_keeps_what_its_editor_does_not_see(sign_in, marked):
    row = Record.objects.get(table="land_parcels", key="TD01/DA02")
    client = sign_in("commune")
    form = client.get(reverse("row-edit", args=("facts", "land_parcels", row.key))).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(reverse("row-edit", args=("facts", "land_parcels", row.key)), {**said, "number": "77", "why": "đo lại"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.values["number"], row.values["holder"]) == ("77", MARK)


def test_the_open_province_still_reads(sign_in, marked):
    from quyhoach.province.folder import read_province  # app-ready

    answer = sign_in("agency").get("/data/province.zip")
    import tempfile  # slow

    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(folder)
        read = read_province(folder).province
    assert read.facts["holders"].rows == ()
    assert len(read.facts["land_parcels"].rows) == len(provinces.current().facts["land_parcels"].rows)
