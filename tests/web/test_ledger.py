"""The land fund's books in the office: the database refuses by itself, services say why, the same request books once, pages show it."""

from __future__ import annotations

import importlib
import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quyhoach import law
from quyhoach.land.advances import FundAdvance
from quyhoach.land.ledger import Account, AccountKind, Line
from quyhoach.province.checks.case import Case
from quyhoach.province.land_fund import books_of, refunds_due
from quyhoach_web.models import Advance, AuditEntry, LedgerAccount, LedgerClose, LedgerEntry, LedgerLine, LedgerStatement
from quyhoach_web.queries import ledger as read
from quyhoach_web.services import fund_copy, fund_opening, ledger, provinces, statements
from quyhoach_web.services.audit_check import verify
from quyhoach_web.services.uploads import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 5)
IN, OUT = (("TG.KB", 500), ("VDL", -500)), (("CP.HD", 500), ("TG.KB", -500))
BOTH = pytest.mark.both_databases


def posting(*lines: tuple, key: str = "k", day: date = DAY, kind: str = "capital") -> ledger.Posting:
    return ledger.Posting(key, day, kind, tuple(Line(*line) for line in lines), "UNC 9", "thử")


def refused(act, *arguments) -> list[str]:
    with pytest.raises(ledger.BooksRefused) as problem:
        act(*arguments)
    return [one.code for one in problem.value.findings]


def counts() -> tuple[int, int, int]:
    return LedgerEntry.objects.count(), LedgerLine.objects.count(), AuditEntry.objects.count()


# --- the database by itself ------------------------------------------------------------------------------------------------

COLUMNS = "number, booked_on, kind, document, text, lines, key, source, assumed, posted_at"
ENTRY, LINE = LedgerEntry._meta.db_table, LedgerLine._meta.db_table


def raw(lines: object, number: int | None = None, day: str = "2026-10-05", key: str = "raw", reverses: int | None = None) -> None:
    number = number or LedgerEntry.objects.count() + 1
    text = lines if isinstance(lines, str) else json.dumps([
        {"account": account, "amount": amount, **({"advance": more[0]} if more else {})} for account, amount, *more in lines])
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {ENTRY} ({COLUMNS}, reverses_id) VALUES (%s, %s, 'capital', '', '', %s, %s, '', '', %s, %s)",
                       [number, day, text, key, timezone.now(), reverses])


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def said_by_database(statement) -> str:
    with pytest.raises(DatabaseError) as problem, transaction.atomic():
        statement() if callable(statement) else run(statement)
    return str(problem.value).splitlines()[0].partition("ledger: ")[2].partition("\n")[0].strip()


@BOTH
def test_raw_sql_cannot_put_the_books_out_of_balance() -> None:
    before = counts()
    unbalanced = "debits and credits differ"
    assert said_by_database(lambda: raw([("TG.KB", 500), ("VDL", -499)])) == unbalanced
    assert said_by_database(lambda: raw([("TG.KB", 500)])) == "an entry has two lines or more"
    assert said_by_database(lambda: raw('{"account": "TG.KB"}')) == "an entry has two lines or more"
    whole = "a line names an account and a whole amount other than 0"
    assert said_by_database(lambda: raw([("TG.KB", 0.5), ("VDL", -0.5)])) == whole
    assert said_by_database(lambda: raw([("TG.KB", 0), ("VDL", 0)])) == whole
    assert said_by_database(lambda: raw([("TG.KB", "500"), ("VDL", -500)])) == whole
    assert said_by_database(lambda: raw([("TG.KB", 2**53 + 2), ("VDL", -(2**53) - 2)])) == whole
    assert said_by_database(lambda: raw([("KHONG", 5), ("VDL", -5)])) == "an account is not in the books"
    assert said_by_database(lambda: raw(IN, number=99)) == "entries are numbered without gaps"
    unnamed = "money advanced names an advance that was decided"
    assert said_by_database(lambda: raw([("UV.CHO", 5), ("TG.KB", -5)])) == unnamed
    assert said_by_database(lambda: raw([("UV.CHO", 5, "UV99"), ("TG.KB", -5)])) == unnamed
    overdrawn = "an advance is overdrawn or refunded beyond what is out"
    assert said_by_database(lambda: raw([("UV.CHO", 1, "UV01"), ("TG.KB", -1)])) == overdrawn
    assert said_by_database(lambda: raw([("TG.KB", 1), ("UV.CHI", -1, "UV02")])) == overdrawn
    assert counts() == before
    raw(IN)
    assert counts() == (before[0] + 1, before[1] + 2, before[2]), "and what balances it takes, with its lines"


@BOTH
def test_one_insert_of_many_rows_is_weighed_row_by_row() -> None:
    """Two entries in one statement may not each draw what only one may."""
    ledger.decide(GOOD, "test")
    last, table = LedgerEntry.objects.count(), LedgerEntry
    lines = [{"account": "UV.CHO", "amount": 10**9, "advance": "UV03"}, {"account": "TG.KB", "amount": -(10**9)}]
    rows = [table(number=last + n, booked_on=DAY, kind="advance", key=f"m{n}", posted_at=timezone.now(), lines=lines) for n in (1, 2)]
    assert said_by_database(lambda: table.objects.bulk_create(rows)) == "an advance is overdrawn or refunded beyond what is out"
    table.objects.bulk_create(rows[:1])
    assert LedgerLine.objects.filter(advance="UV03").count() == 1


@BOTH
def test_raw_sql_cannot_change_or_delete_what_stands() -> None:
    only = "the books are append-only"
    for table in (ENTRY, LINE, Advance._meta.db_table):
        assert said_by_database(f"DELETE FROM {table}") == only
    assert said_by_database(f"UPDATE {ENTRY} SET text = 'x'") == only
    assert said_by_database(f"UPDATE {LINE} SET amount = 1") == only
    assert said_by_database(f"UPDATE {Advance._meta.db_table} SET amount = 1") == only
    assert said_by_database(f"UPDATE {LedgerAccount._meta.db_table} SET kind = 'cash'") in (only, "code and kind of an account stay")
    entry = LedgerEntry.objects.get(number=1).pk
    extra = f"INSERT INTO {LINE} (entry_id, n, account_id, amount, advance, booked_on) VALUES ({entry}, 3, 'TG.KB', 5, '', '2025-12-31')"
    assert said_by_database(extra) == "lines are written with their entry"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a way around triggers that only SQLite has")
def test_replace_into_does_not_slip_past_the_triggers() -> None:
    first = LedgerEntry.objects.get(number=1).pk
    lines = json.dumps([{"account": "TG.KB", "amount": 7}, {"account": "VDL", "amount": -7}])
    last = LedgerEntry.objects.count()
    replacing = (f"INSERT OR REPLACE INTO {ENTRY} (id, {COLUMNS}) VALUES ({first}, {last + 1}, '2026-10-05', 'capital', '', '', "
                 f"'{lines}', 'other', '', '', '2026-10-05')")
    assert said_by_database(replacing) == "an entry stands and is not replaced"
    table = Advance._meta.db_table
    assert said_by_database(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}") == "an advance stands and is not replaced"


@BOTH
def test_raw_sql_cannot_book_into_a_closed_period_or_reverse_askew() -> None:
    first = LedgerEntry.objects.get(number=1)
    askew = "a reversal is the entry with its signs turned"
    assert said_by_database(lambda: raw([("TG.KB", -4_000_000_001), ("VDL", 4_000_000_001)], reverses=first.pk)) == askew
    assert said_by_database(lambda: raw([("TG.KB", -4 * 10**9), ("VDL", 10**9), ("VDL", 3 * 10**9)], reverses=first.pk)) == askew
    ledger.close(date(2026, 10, 4), "test")
    assert said_by_database(lambda: raw(IN, day="2026-10-04")) == "the period is closed"
    table = LedgerClose._meta.db_table
    again = f"INSERT INTO {table} (until, last_number, balances, closed_at) VALUES ('2026-10-04', 1, '{{}}', '2026-10-05')"
    assert said_by_database(again) == "periods close one after the other"
    assert said_by_database(f"DELETE FROM {table}") == "the books are append-only"
    raw(IN, day="2026-10-05")


def test_the_lock_of_the_service_is_the_triggers_lock() -> None:
    assert importlib.import_module("quyhoach_web.migrations.0007_ledger").LOCK == ledger.LOCK


# --- services ----------------------------------------------------------------------------------------------------------------


@BOTH
def test_posting_books_once_with_its_audit() -> None:
    before, cash = counts(), read.books().cash()
    entry = ledger.post(posting(*IN), "test")
    assert counts() == (before[0] + 1, before[1] + 2, before[2] + 1)
    assert (entry.number, read.books().cash() - cash) == (before[0] + 1, 500)
    assert ledger.post(posting(*IN), "test").pk == entry.pk, "sent twice, booked once"
    assert counts() == (before[0] + 1, before[1] + 2, before[2] + 1)
    assert refused(ledger.post, posting(("TG.KB", 1), ("VDL", -1)), "test") == ["LND-134"]
    kept = AuditEntry.objects.order_by("-number").first()
    assert (kept.action, kept.kind, kept.object_id, kept.after["lines"]) == ("post", "ledger", str(entry.number), entry.lines)
    assert verify().problems == ()


@BOTH
def test_what_may_not_be_booked_is_said_and_leaves_nothing() -> None:
    before = counts()

    def said(*lines, **more) -> list[str]:
        return refused(ledger.post, posting(*lines, **more), "test")

    assert said(("TG.KB", 5), ("VDL", -4)) == ["LND-100"]
    assert said(("TG.KB", 5), ("X", -5)) == ["LND-102"]
    assert said(("UV.CHO", 5), ("TG.KB", -5)) == ["LND-108"]
    assert said(("UV.CHO", 5, "UV99"), ("TG.KB", -5)) == ["LND-105"]
    assert said(("UV.CHO", 5, "UV01"), ("TG.KB", -5), kind="advance") == ["LND-116"]
    assert said(("TG.KB", 5), ("UV.CHI", -5, "UV02"), kind="refund") == ["LND-117"]
    assert said(("CP.HD", 3 * 10**9), ("TG.KB", -3 * 10**9)) == ["LND-107"]
    assert said(("CP.HD", 1), ("TG.KB", -1), day=date(2026, 3, 5)) == ["LND-107"], "on 2 March nothing was left"
    assert counts() == before
    ledger.close(date(2026, 10, 4), "test")
    assert said(*IN, day=date(2026, 10, 4)) == ["LND-104"]


@BOTH
def test_a_reversal_brings_everything_back_once() -> None:
    entry, before = ledger.post(posting(*IN), "test"), read.balances(DAY)
    made = ledger.reverse(entry.number, DAY, "QĐ 1", "ghi nhầm", "r", "test")
    after = read.balances(DAY)
    assert {code: amount - before[code] for code, amount in after.items() if amount != before[code]} == {"TG.KB": -500, "VDL": 500}
    assert made.reverses_id == entry.pk
    assert refused(ledger.reverse, entry.number, DAY, "QĐ 2", "lại", "r2", "test") == ["LND-106"]
    assert refused(ledger.reverse, made.number, DAY, "QĐ 2", "lại", "r3", "test") == ["LND-106"]
    assert refused(ledger.reverse, 10**6, DAY, "QĐ 2", "lại", "r4", "test") == ["LND-138"]
    assert refused(ledger.reverse, 1, DAY, "QĐ 2", "số dư đã chi", "r5", "test") == ["LND-107"], "money that was spent cannot be taken back"


@BOTH
def test_closing_keeps_the_balances_and_stays_closed() -> None:
    ledger.post(posting(*IN), "test")
    recounted = read.balances(DAY)
    closed = ledger.close(DAY, "test")
    assert closed.balances == recounted
    assert read.balances(DAY) == recounted
    ledger.post(posting(*OUT, key="later", day=DAY + timedelta(1)), "test")
    assert read.balances(DAY) == recounted
    assert read.balances(DAY + timedelta(1))["TG.KB"] == recounted["TG.KB"] - 500
    assert read.balances(date(2026, 3, 2))["TG.KB"] == 0, "days inside the closed period are still known"
    assert refused(ledger.close, DAY, "test") == ["LND-135"]
    assert refused(ledger.close, timezone.localdate() + timedelta(1), "test") == ["LND-135"]


@BOTH
def test_the_kept_ledger_follows_what_is_posted_and_forgets_what_was_rolled_back() -> None:
    start = len(read.books().entries)
    ledger.post(posting(*IN), "test")
    assert len(read.books().entries) == start + 1
    sid = transaction.savepoint()
    ledger.post(posting(*OUT, key="gone"), "test")
    assert len(read.books().entries) == start + 2
    transaction.savepoint_rollback(sid)
    ledger.post(posting(*IN, key="other"), "test")
    entries = read.books().entries
    assert (len(entries), entries[-1].lines) == (start + 2, (Line("TG.KB", 500), Line("VDL", -500)))
    assert read.books().balances(DAY) == read.balances(DAY)


GOOD = FundAdvance("UV03", 10**9, "ứng thử", plan_decision="9/QĐ", plan_decided_on=date(2026, 10, 1), decision="10/QĐ",
                   decided_on=date(2026, 10, 2), refund_source="lease", refund_on=date(2027, 10, 2), cost_rate=Decimal("0.01"),
                   cost_document="10/QĐ")


@BOTH
def test_an_advance_is_decided_with_its_papers_then_paid() -> None:
    bare = FundAdvance("UV03", 10**9, "ứng thử")
    assert refused(ledger.decide, bare, "test") == ["LND-110", "LND-111", "LND-112", "LND-114", "LND-113"]
    ledger.decide(GOOD, "test")
    assert refused(ledger.decide, GOOD, "test") == ["LND-137"]
    pay = (("UV.CHO", 10**9, "UV03"), ("TG.KB", -(10**9)))
    early = posting(*pay, key="early", day=date(2026, 10, 1), kind="advance")
    assert refused(ledger.post, early, "test") == ["LND-119"]
    ledger.post(posting(*pay, key="pay", kind="advance"), "test")
    assert read.books().outstanding("UV03") == 10**9
    with pytest.raises(DatabaseError), transaction.atomic():
        Advance.objects.create(**{**ledger.advance_columns(GOOD), "code": "UV04", "plan_decision": ""}, entered_at=timezone.now())


def test_books_open_once() -> None:
    assert refused(fund_opening.open_books, "co-so", "test") == ["LND-136"]
    assert LedgerEntry.objects.filter(key__startswith="open:co-so:").count() == 12
    assert list(LedgerEntry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, LedgerEntry.objects.count() + 1))


def test_accounts_are_added_once() -> None:
    new = Account("TG.NH", AccountKind.CASH, "Tiền gửi ngân hàng")
    ledger.add_account(new, "test")
    assert refused(ledger.add_account, new, "test") == ["LND-137"]


STATEMENT = ("Số tham chiếu,Ngày giao dịch,Tiền vào,Tiền ra,Số chứng từ\n"
             "A1,02/02/2026,,8.000.000.000,unc 03/2026\nA2,03/03/2026,,2.000.000.000,\nA3,16/09/2026,3.100.000.001,,\n")


def test_a_statement_comes_in_whole_or_not_at_all() -> None:
    kept = statements.receive("sao-ke.csv", STATEMENT.encode(), "TG.KB", "test")
    found = read.reconciled(kept)
    matched = [(m.statement.reference, m.book.entry, m.how) for m in found.matches]
    assert matched == [("A1", "0000004", "document"), ("A2", "0000007", "near")]
    assert [s.reference for s in found.only_statement] == ["A3"]
    assert [b.entry for b in found.only_book] == ["0000009"]
    assert refused(statements.receive, "sao-ke.csv", STATEMENT.encode(), "TG.KB", "test") == ["LND-140"]
    wrong = STATEMENT.replace("A2,03/03/2026,,2.000.000.000,", "A2,03/03/2026,5,6,").encode()
    assert "LND-129" in refused(statements.receive, "sao-ke-2.csv", wrong, "TG.KB", "test")
    for name, content in (("ban-do.geojson", b"{}"), ("rong.csv", b""), ("la.exe", b"x")):
        with pytest.raises(Refused):
            statements.receive(name, content, "TG.KB", "test")
    assert LedgerStatement.objects.count() == 1


# --- pages -------------------------------------------------------------------------------------------------------------------

PAGES = ("", "entries/", "entries/4/", "advances/", "statements/", "plan/")


@pytest.mark.parametrize("role", ["land_fund", "treasury"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_show_the_books(sign_in, role: str, lang: str) -> None:
    client = sign_in(role)
    client.cookies["django_language"] = lang
    texts = {page: client.get(f"/land/fund/{page}").content.decode() for page in PAGES}
    mark = "." if lang == "vi" else ","
    assert f"2{mark}027{mark}879{mark}452" in texts[""]
    assert all(f"8{mark}000{mark}000{mark}000" in texts[page] for page in ("", "entries/", "entries/4/", "advances/", "plan/"))
    assert ("entries/new/" in texts[""]) == (role == "land_fund"), "who only reads is offered nothing to write"
    assert ("reverse/" in texts["entries/4/"]) == (role == "land_fund")
    past = client.get("/land/fund/?as_of=2026-02-02").content.decode()
    assert f"2{mark}000{mark}000{mark}000" in past


def filled(*lines: tuple, key: str = "form", day: str = "05/10/2026", kind: str = "capital") -> dict[str, str]:
    data = {"key": key, "booked_on": day, "kind": kind, "document": "UNC 10", "text": "thử"}
    for n, (account, debit, credit, *advance) in enumerate(lines, 1):
        data |= {f"account{n}": account, f"debit{n}": debit, f"credit{n}": credit, f"advance{n}": advance[0] if advance else ""}
    return data


def test_an_entry_is_posted_from_the_page_and_what_was_typed_stays(sign_in) -> None:
    client, before = sign_in("land_fund"), LedgerEntry.objects.count()
    page = client.get("/land/fund/entries/new/").content.decode()
    assert re.search(r'name="key" value="[0-9a-f-]{36}"', page)
    wrong = client.post("/land/fund/entries/new/", filled(("TG.KB", "1.000", ""), ("VDL", "", "999")))
    assert (wrong.status_code, "LND-100" in wrong.content.decode(), 'value="1.000"' in wrong.content.decode()) == (422, True, True)
    two_sided = client.post("/land/fund/entries/new/", filled(("TG.KB", "1.000", "5"), ("VDL", "", "1.000"))).content.decode()
    assert "Ghi đúng một bên: nợ hoặc có." in two_sided
    assert client.post("/land/fund/entries/new/", filled(("TG.KB", "1", ""), ("VDL", "", "1"), day="01/01/2999")).status_code == 422
    assert LedgerEntry.objects.count() == before
    good = filled(("TG.KB", "1.000", ""), ("VDL", "", "1.000"))
    for _ in range(2):
        assert client.post("/land/fund/entries/new/", good)["Location"] == f"/land/fund/entries/{before + 1}/"
    entry = LedgerEntry.objects.get(number=before + 1)
    assert (entry.lines, entry.posted_by.username) == (
        [{"account": "TG.KB", "amount": 1000}, {"account": "VDL", "amount": -1000}], "test-land_fund")
    reversal = {"key": "back", "booked_on": "06/10/2026", "document": "UNC 11", "text": "nhầm"}
    assert client.post(f"/land/fund/entries/{entry.number}/reverse/", reversal)["Location"] == f"/land/fund/entries/{before + 2}/"
    again = client.post(f"/land/fund/entries/{entry.number}/reverse/", {**reversal, "key": "twice"})
    assert (again.status_code, "LND-106" in again.content.decode()) == (422, True)


def test_an_advance_without_a_plan_is_refused_on_the_page_with_the_article(sign_in) -> None:
    client = sign_in("land_fund")
    data = {"advance": "UV05", "name_vi": "ứng thử", "amount_vnd": "1.000.000", "decision": "1/QĐ", "decided_on": "01/10/2026",
            "refund_source": "lease", "refund_on": "01/10/2027", "cost_rate": "0", "cost_document": "1/QĐ"}
    page = client.post("/land/fund/advances/new/", data)
    text = page.content.decode()
    assert (page.status_code, "LND-110" in text, "Điều 15 khoản 2" in text) == (422, True, True)
    bare = client.post("/land/fund/advances/new/", {"advance": "UV05", "name_vi": "ứng thử", "amount_vnd": "1.000.000"}).content.decode()
    assert re.findall(r"<code>(LND-\d+)</code>", bare) == ["LND-110", "LND-111", "LND-112", "LND-114", "LND-113"]
    assert bare.count("Căn cứ:") == 5, "without a day of decision, the article of today's law"
    client.post("/land/fund/advances/new/", {**data, "plan_decision": "2/QĐ", "plan_decided_on": "30/09/2026"})
    assert Advance.objects.get(code="UV05").cost_rate == 0


def test_a_period_is_closed_and_a_statement_sent_from_the_page(sign_in) -> None:
    client = sign_in("land_fund")
    assert client.post("/land/fund/close/", {"until": "30/09/2026"}).status_code == 302
    again = client.post("/land/fund/close/", {"until": "30/09/2026"})
    assert (again.status_code, "LND-135" in again.content.decode()) == (422, True)
    file = SimpleUploadedFile("sao-ke.csv", STATEMENT.encode())
    sent = client.post("/land/fund/statements/new/", {"account": "TG.KB", "file": file})
    text = client.get(sent["Location"]).content.decode()
    assert ("A3" in text, "/land/fund/entries/9/" in text) == (True, True)
    wrong = client.post("/land/fund/statements/new/", {"account": "TG.KB", "file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    assert wrong.status_code == 422


def test_the_workbook_is_the_librarys(sign_in) -> None:
    answer = sign_in("auditor").get("/land/fund/fund.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Bảng cân đối tài khoản", "Cân đối theo năm", "Kế hoạch năm của Quỹ", "Vốn ứng và hoàn trả", "Sổ nhật ký",
                               "Đối chiếu sao kê", "Phát hiện"]
    cash = next(row for row in book["Bảng cân đối tài khoản"].iter_rows(values_only=True) if row[0] == "TG.KB")
    assert cash[3] - cash[4] == 2_027_879_452


def test_lists_ask_the_same_number_of_questions_however_long(sign_in) -> None:
    client = sign_in("land_fund")

    def questions(page: str) -> int:
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        return len(asked)

    pages = ("/land/fund/", "/land/fund/entries/", "/land/fund/advances/", "/land/fund/plan/")
    before = [questions(page) for page in pages]
    for n in range(3):
        ledger.post(posting(*IN, key=f"more{n}"), "test")
    ledger.decide(GOOD, "test")
    assert [questions(page) for page in pages] == before


def test_empty_books_say_so_and_open_empty(sign_in) -> None:
    """In an office where nothing is open yet: the tables are emptied inside this test's transaction, by leave of the triggers' owner."""
    if connection.vendor != "sqlite":
        pytest.skip("triggers are dropped the SQLite way")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND (name LIKE 'quyhoach_web_%_no_delete')")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        for table in (LINE, ENTRY, Advance._meta.db_table, LedgerAccount._meta.db_table):
            cursor.execute(f"DELETE FROM {table}")
    client = sign_in("land_fund")
    for page in ("", "entries/", "advances/", "statements/", "plan/"):
        assert client.get(f"/land/fund/{page}").status_code == 200
    assert "Sổ chưa mở" in client.get("/land/fund/").content.decode()
    assert "Sổ chưa mở" in sign_in("leader").get("/land/fund/").content.decode()
    assert client.post("/land/fund/open/", {"scenario": "khong-co"}).status_code == 422
    assert client.post("/land/fund/open/", {"scenario": ""}).status_code == 302
    assert list(LedgerAccount.objects.order_by("pk").values_list("code", flat=True)) == [one.code for one in fund_opening.USUAL_ACCOUNTS]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LedgerAccount._meta.db_table}")
    assert client.post("/land/fund/open/", {"scenario": "co-so"}).status_code == 302
    assert (LedgerEntry.objects.count(), read.books().cash()) == (12, 2_027_879_452)


def test_the_books_enter_a_scenario_when_the_planner_says_so(sign_in) -> None:
    """What was opened from a scenario changes nothing there; what came since does, and the plan then knows the refund."""
    assert fund_copy.into_scenario("co-so", "test") == 0
    owed = replace(GOOD, refund_source="project_budget", refund_fund="NSDP.CD", project="DA03", cost_rate=Decimal("0.024"))
    ledger.decide(owed, "test")
    entry = ledger.post(posting(("UV.CHO", 10**9, "UV03"), ("TG.KB", -(10**9)), key="pay", kind="advance"), "test")
    ledger.reverse(ledger.post(posting(*IN, key="slip"), "test").number, DAY, "QĐ 1", "nhầm", "slip back", "test")
    assert books_of(fund_case("co-so")).advances.keys() == {"UV01", "UV02"}, "nothing enters by itself"
    assert sign_in("planner").post("/land/fund/plan/copy/", {"scenario": "co-so"}).status_code == 302
    assert sign_in("planner").post("/land/fund/plan/copy/", {"scenario": "khong-co"}).status_code == 404
    books = books_of(fund_case("co-so"))
    assert (books.findings, books.ledger.balances()) == ((), read.books().balances())
    assert [one.reverses for one in books.ledger.entries if one.reverses] == [f"S{entry.number + 1:06d}"]
    due, _ = refunds_due(fund_case("co-so"), books)
    assert [(one.advance.id, one.amount, one.year) for one in due] == [("UV03", 1000, 2027)]
    assert fund_copy.into_scenario("co-so", "test") == 0
    assert fund_copy.into_scenario("them-von", "test") > 0
    assert books_of(fund_case("them-von")).ledger.balances() == read.books().balances()


def fund_case(scenario: str) -> Case:
    province = provinces.current()
    return Case(province, province.scenarios[scenario], lambda day: law.at(day, province.info.code))
