"""Who edited the database by hand is named; the page and the exports say what changed."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from quyhoach.cli.parser import parser_of
from quyhoach_web.commands.audit import COMMAND
from quyhoach_web.models import Account, AuditEntry, AuditHead, Layer, Record, Run, RunFile
from quyhoach_web.queries import audit as queries
from quyhoach_web.services import audit, people, records
from quyhoach_web.services.audit import digest, head_line

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TRIGGERS = ("audit_no_update", "audit_no_delete", "audit_stays")


def verify(*words: str):
    return COMMAND.run(parser_of(COMMAND, "vi").parse_args(["verify", *words]))


def problems(*words: str) -> list[tuple[str, str]]:
    reply = verify(*words)
    found = [(p["kind"], p["where"]) for p in reply.data["problems"]]
    assert reply.exit_code == (1 if found else 0)
    return found


def by_hand(statement: str, *values: object) -> None:
    """As somebody with the database file would, who has also taken the guards away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_append_only ON quyhoach_web_auditentry")
        cursor.execute(statement, values)


def entry_of(name: str) -> AuditEntry:
    return AuditEntry.objects.filter(object_id=name).latest("number")


def test_an_untouched_office_verifies():
    reply = verify()
    assert reply.exit_code == 0
    assert reply.data == {"entries": AuditEntry.objects.count(), "head": head_line(), "problems": []}
    assert reply.text.endswith("0 chỗ bị sửa tay.")
    assert reply.data["entries"] > 100


@pytest.mark.parametrize("statement", [
    "UPDATE quyhoach_web_auditentry SET who = 'x' WHERE number = 3", "DELETE FROM quyhoach_web_auditentry WHERE number = 3"])
def test_the_database_refuses_to_change_an_entry(statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert problems() == []


@pytest.mark.parametrize("taken", ["number", "id"])
def test_no_entry_takes_the_place_of_another(taken):
    """SQLite deletes what INSERT OR REPLACE meets without asking the trigger of deletions."""
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's own")
    columns = [field.column for field in AuditEntry._meta.concrete_fields]
    other = "id" if taken == "number" else "number"
    values = ["'x'" if name == "who" else "1000000" if name == other else name for name in columns]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO quyhoach_web_auditentry ({', '.join(columns)}) "
                       f"SELECT {', '.join(values)} FROM quyhoach_web_auditentry WHERE number = 3")
    assert problems() == []


def test_an_edited_entry_is_named():
    by_hand("UPDATE quyhoach_web_auditentry SET who = %s WHERE number = 5", "someone-else")
    assert problems() == [("entry", "5")]


def test_an_entry_rewritten_with_its_hash_is_named_by_the_next():
    entry = AuditEntry.objects.get(number=5)
    entry.who = "someone-else"
    by_hand("UPDATE quyhoach_web_auditentry SET who = %s, hash = %s WHERE number = 5", entry.who, digest(entry))
    assert problems() == [("entry", "6")]


def test_a_deleted_entry_is_named():
    by_hand("DELETE FROM quyhoach_web_auditentry WHERE number IN (7, 8)")
    assert ("entry", "7–8") in problems()


def test_a_cut_tail_is_named():
    last = AuditHead.objects.get(pk=1).number
    by_hand("DELETE FROM quyhoach_web_auditentry WHERE number = %s", last)
    assert ("entry", str(last)) in problems()


def test_a_chain_written_anew_does_not_hold_the_printed_head():
    printed = head_line()
    assert problems("--head", printed) == []
    assert problems("--head", printed[:-1] + "x") == [("head", printed[:-1] + "x")]


def test_an_edited_row_is_named_with_its_column():
    row = Record.objects.get(layer="facts", table="projects", key="DA01")
    Record.objects.filter(pk=row.pk).update(values={**row.values, "total_investment": 61000})
    found = verify().data["problems"]
    assert [(p["kind"], p["where"]) for p in found] == [("record", "facts/projects/DA01"), ("project", "DA01")]
    assert "total_investment 60000 → 61000" in found[0]["text"]
    assert f"số {entry_of('facts/projects/DA01').number}" in found[0]["text"]


def test_an_inserted_and_a_deleted_row_are_named():
    row = Record.objects.get(layer="facts", table="projects", key="DA01")
    Record.objects.create(
        layer="facts", table="agencies", key="CQ99", position=99, values={"agency": "CQ99", "name_vi": "Ma"}, updated_at=row.updated_at)
    Record.objects.filter(layer="facts", table="agencies", key="CQ01").delete()
    assert problems() == [("record", "facts/agencies/CQ99"), ("record", "facts/agencies/CQ01")]


def test_an_edited_projection_file_layer_and_account_are_named():
    by_hand("UPDATE quyhoach_web_project SET total_investment = 1 WHERE code = 'DA02'")
    file = RunFile.objects.order_by("pk").first()
    RunFile.objects.filter(pk=file.pk).update(content=bytes(file.content) + b" ")
    account = Account.objects.get(username="test-commune")
    account.assignments.create(role="admin", areas=[])
    expected = [("project", "DA02"), ("file", f"{file.run_id}/{file.name}"), ("account", "test-commune")]
    layer = Layer.objects.first()
    if layer:
        Layer.objects.filter(pk=layer.pk).update(geojson="{}")
        expected.insert(1, ("layer", layer.name))
    assert problems() == expected


def test_a_changed_run_file_is_named_although_its_own_digest_was_changed_with_it():
    file = RunFile.objects.get(name="plan.vi.json")
    content = bytes(file.content).replace(b"2026", b"2027", 1)
    assert content != bytes(file.content)
    RunFile.objects.filter(pk=file.pk).update(content=content, digest=hashlib.sha256(content).hexdigest())
    number = AuditEntry.objects.get(action="result", object_id=str(file.run_id)).number
    [problem] = verify().data["problems"]
    assert (problem["kind"], problem["where"]) == ("file", f"{file.run_id}/plan.vi.json")
    assert problem["text"] == f"Tệp plan.vi.json của lần chạy {file.run_id} đã bị sửa tay: khác dòng nhật ký số {number}."


def test_a_deleted_and_an_added_run_file_are_named():
    file = RunFile.objects.get(name="plan.en.xlsx")
    RunFile.objects.filter(pk=file.pk).update(name="plan.xx.xlsx")
    assert problems() == [("file", f"{file.run_id}/plan.xx.xlsx"), ("file", f"{file.run_id}/plan.en.xlsx")]
    run = Run.objects.get(pk=file.run_id)
    RunFile.objects.filter(pk=file.pk).delete()
    run.pk = None
    run.save()
    RunFile.objects.create(run=run, name="plan.vi.json", content=b"{}", digest=hashlib.sha256(b"{}").hexdigest())
    assert problems() == [("file", f"{run.pk}/plan.vi.json"), ("file", f"{file.run_id}/plan.en.xlsx")]


def test_changes_of_the_program_itself_verify():
    row = Record.objects.get(layer="facts", table="projects", key="DA01")
    change = records.RowChange("facts", "projects", "DA01", row.values, {**row.values, "total_investment": 60500})
    records.apply([change], "test", "edit", "thử")
    records.apply([records.RowChange("facts", "projects", "DA01", change.after, None)], "test", "edit")
    people.create("test", "them.mot", "Thêm Một", [people.Held("auditor")])
    assert problems() == []


def edit(times: int) -> None:
    for n in range(times):
        row = Record.objects.get(layer="facts", table="projects", key="DA01")
        records.apply([records.RowChange(
            "facts", "projects", "DA01", row.values, {**row.values, "total_investment": 60001 + n})], "test-planner", "edit", f"lần {n}")


def test_the_page_shows_from_and_to_in_the_columns_words(sign_in):
    edit(1)
    page = sign_in("auditor").get("/audit/", {"who": "TEST-planner", "kind": "record", "object": "DA01"}).content.decode()
    assert '<span class="muted">Tổng mức đầu tư:</span> <del>60000</del> → <ins>60001</ins>' in page
    assert head_line() in page
    assert "lần 0" in page
    own = sign_in("auditor").get(f"/audit/{entry_of('facts/projects/DA01').number}/").content.decode()
    assert entry_of("facts/projects/DA01").hash in own


@pytest.mark.parametrize(("asked", "count"), [
    ({"who": "nobody"}, 0), ({"from": "01/01/2999"}, 0), ({"to": "2001-01-01"}, 0), ({"from": "x"}, 2)])
def test_filters_narrow(sign_in, asked, count):
    edit(2)
    page = sign_in("auditor").get("/audit/", {"object": "projects/DA01", "kind": "record", **asked}).content.decode()
    assert page.count("<del>") == count


def test_the_list_asks_as_often_for_three_lines_as_for_one(sign_in):
    client, asked = sign_in("auditor"), []
    for times in (1, 2):
        edit(times)
        with CaptureQueriesContext(connection) as queries:
            client.get("/audit/", {"who": "test-planner"})
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14


def test_exports_carry_the_head_and_no_formula(sign_in):
    records.apply([records.RowChange("facts", "agencies", "CQ98", None, {"agency": "CQ98", "name_vi": "Ma"})], "test", "edit", "=1+1")
    client = sign_in("auditor")
    text = b"".join(client.get("/audit/export.csv", {"object": "CQ98"}).streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == f"Đầu chuỗi {head_line()}"
    assert "'=1+1" in text
    assert entry_of("facts/agencies/CQ98").hash in text
    import openpyxl  # optional

    book = openpyxl.load_workbook(io.BytesIO(client.get("/audit/export.xlsx", {"object": "CQ98"}).content))
    assert head_line() in book.worksheets[0]["A1"].value
    assert book.worksheets[0].max_row == 3
    assert client.get("/audit/export.pdf").status_code == 404


def test_json_is_json():
    assert json.loads(json.dumps(verify("--json").data))["problems"] == []


def test_steps_of_a_plan_are_said_in_words_and_dates_as_people_write_them(sign_in):
    audit.record("an", [audit.Act("plan-step", "plan", "7", {"state": "draft", "version": 1},
                                  {"state": "submitted", "version": 2, "number": "12/TTr-STC", "dated": "2026-12-01"})])
    entry = AuditEntry.objects.order_by("-number").first()
    assert [tuple(one.values()) for one in queries.changes(entry, True)] == [
        ("Trạng thái", "Dự thảo", "UBND đã trình"), ("Lần ghi", "1", "2"), ("Số văn bản", "", "12/TTr-STC"), ("Ngày", "", "01/12/2026"),
    ]
    assert queries.action_label("plan-step") == "chuyển bước"


def test_one_room_is_current_even_inside_another(sign_in):
    page = sign_in("planner").get("/capital/what-if/").content.decode()
    assert page.count('aria-current="page"') == 1
    assert 'href="/capital/what-if/" aria-current="page"' in page
