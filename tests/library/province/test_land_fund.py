"""The fund's books of the examples, to the đồng; and what a refund due asks of the capital plan."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from quyhoach import law
from quyhoach.capital.problem import Obligation
from quyhoach.cli import main
from quyhoach.province.checks import check
from quyhoach.province.checks.case import Case
from quyhoach.province.folder import read_province
from quyhoach.province.fund_years import FundAccount, fund_account
from quyhoach.province.province import Province
from quyhoach.province.solve import Question, question_of
from quyhoach.province.specs import SCENARIO
from quyhoach.tables import read_table

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
TINY = EXAMPLES / "tinh_nho"
Rows = list[dict[str, str]]
COST = 27_879_452


@cache
def example(name: str) -> Province:
    province = read_province(EXAMPLES / name).province
    assert province is not None
    return province


def case_of(province: Province, scenario: str = "co-so") -> Case:
    return Case(province, province.scenarios[scenario], lambda day: law.at(day, province.info.code))


def account(province: Province | None = None, as_of: date | None = None) -> FundAccount:
    return fund_account(case_of(province or example("tinh_nho")), as_of)


def rewritten(folder: Path, table: str, change: Callable[[Rows], Rows]) -> Path:
    """A table of ``co-so``, changed as text, as it would stand in a file."""
    with (TINY / "scenarios" / "co-so" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        columns, rows = list(reader.fieldnames or ()), change(list(reader))
    file = folder / f"{table}.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture
def copy(tmp_path: Path) -> Callable[..., Province]:
    """The tiny province with tables of ``co-so`` read again after a change: ``copy(advances=lambda rows: …)``."""

    def copied(**changes: Callable[[Rows], Rows]) -> Province:
        province = example("tinh_nho")
        scenario = province.scenarios["co-so"]
        read = {table: read_table(rewritten(tmp_path, table, change), SCENARIO[table], unit=province.info.money_unit).table
                for table, change in changes.items()}
        return replace(province, scenarios={"co-so": replace(scenario, tables={**scenario.tables, **read})})

    return copied


def changed(key: str, value: str, **cells: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{**row, **cells} if row[key] == value else row for row in rows]


def codes(found: FundAccount) -> list[str]:
    return [f.code for f in found.findings]


def test_a_whole_life_to_the_dong() -> None:
    """Advance → compensation → clearance → auction → refund, as docs/explanation/land-fund.md tells it."""
    ledger = account().books.ledger
    steps = {day: (ledger.cash(day), ledger.outstanding("UV01", day), ledger.outstanding("UV02", day), ledger.balance("GH.DG", day))
             for day in (date(2025, 12, 31), date(2026, 1, 20), date(2026, 2, 2), date(2026, 3, 2), date(2026, 9, 15), date(2026, 9, 30))}
    assert steps == {
        date(2025, 12, 31): (4_000_000_000, 0, 0, 0),
        date(2026, 1, 20): (10_000_000_000, 0, 0, 0),
        date(2026, 2, 2): (2_000_000_000, 8_000_000_000, 0, 0),
        date(2026, 3, 2): (0, 8_000_000_000, 2_000_000_000, 0),
        date(2026, 9, 15): (3_100_000_000, 8_000_000_000, 2_000_000_000, -3_100_000_000),
        date(2026, 9, 30): (2_000_000_000 + COST, 8_000_000_000, 0, 0),
    }
    assert ledger.balances() == {
        "TG.KB": 2_027_879_452, "UV.CHO": 0, "UV.CHI": 8_000_000_000, "GH.DG": 0, "VDL": -7_000_000_000, "VK": -3_000_000_000,
        "TN.CP": -27_879_452, "CP.HD": 0}
    assert ledger.balance("UV.CHI", date(2026, 2, 10)) == 7_600_000_000, "compensation"
    assert ledger.balance("UV.CHI", date(2026, 2, 27)) == 8_000_000_000, "and its organisation"


def test_years_advances_and_statement_of_the_tiny_province() -> None:
    found = account()
    rows = [(y.year, y.opening, sum(f.amount for f in y.inflows), sum(f.amount for f in y.outflows), y.closing, y.planned)
            for y in found.years]
    assert rows == [
        (2025, 4_000_000_000, 0, 0, 4_000_000_000, False),
        (2026, 4_000_000_000, 9_100_000_000, 11_072_120_548, 2_027_879_452, False),
        (2027, 2_027_879_452, 11_000_000_000, 0, 13_027_879_452, True),
        (2028, 13_027_879_452, 3_000_000_000, 0, 16_027_879_452, True),
    ]
    assert [(f.kind, f.name, f.rank) for f in found.years[2].inflows] == [("inflow", "", 11), ("refund", "UV01", 3)]
    assert {s.advance.id: (s.paid, s.refunded, s.outstanding, s.cost) for s in found.standings} == {
        "UV01": (8_000_000_000, 0, 8_000_000_000, 126_772_603), "UV02": (2_000_000_000, 2_000_000_000, 0, COST)}
    assert [(r.account, len(r.matches), r.agrees) for r in found.reconciliations] == [("TG.KB", 6, True)]
    assert codes(found) == ["LND-130"], "the last transfer reached the Treasury a day later"
    late = account(as_of=date(2028, 2, 1))
    assert [(s.advance.id, s.bucket) for s in late.standings if s.days_late] == [("UV01", "to_90")]
    assert "LND-122" in codes(late)


def test_the_reference_province_has_marked_sample_books_that_open_its_scenario() -> None:
    case = case_of(example("lang_son"), "minh-hoa-2026-2030")
    found = fund_account(case)
    marks = {row.text("assumed") for table in ("fund_accounts", "fund_entries", "advances") for row in case.rows(table)}
    assert marks == {"so-quy-minh-hoa"}
    assert (found.years[0].year, found.years[0].closing, [f.code for f in found.findings]) == (2025, 15_000_000_000, ["LND-125"])
    assert [(b.obligation, b.amount, b.rank) for b in found.budget_lines] == [("NV03", 117_000_000_000, 11)]


def test_wrong_rows_are_named_and_the_rest_is_kept(copy) -> None:
    broken = account(copy(fund_entries=lambda rows: [
        {**row, "credit_vnd": "2.900.000.000"} if (row["entry"], row["line"]) == ("BT002", "2") else row for row in rows]))
    assert [(f.where.object_id, f.values["difference"]) for f in broken.findings if f.code == "LND-100"] == [("BT002", 10**8)]
    assert len(broken.books.ledger.entries) == 11
    assert "LND-107" in codes(broken), "without that money the account runs below zero"
    torn = account(copy(fund_entries=lambda rows: [{**row, "booked_on": "2026-01-16"} if row is rows[2] else row for row in rows]))
    assert codes(torn)[0] == "LND-132"
    assert "LND-131" in codes(account(copy(fund_flows=changed("year", "2026", opening="4001"))))
    twice = account(copy(statement_lines=changed("reference", "KB-0003", received_vnd="5")))
    assert {"LND-129", "LND-127"} <= set(codes(twice))
    assert "LND-128" in codes(account(copy(statement_lines=changed("reference", "KB-0003", account="VDL"))))


def test_an_advance_without_plan_or_refund_is_refused_with_the_article(copy) -> None:
    found = account(copy(advances=changed("advance", "UV01", plan_decision="", refund_source="", cost_rate="")))
    said = {f.code: f.text("why", "vi") for f in found.findings}
    assert {"LND-110", "LND-111", "LND-113"} <= set(said)
    assert said["LND-110"].endswith("Nghị định 291/2025/NĐ-CP, Điều 15 khoản 2; Điều 16 (chỉ đọc qua nguồn thứ cấp).")
    assert said["LND-113"].endswith("(chưa kiểm chứng)."), "how sure we are of the rate is said"


def asked(province: Province) -> Question:
    return question_of(province, "co-so")


def refunds(question: Question) -> list[Obligation]:
    return [one for one in question.problem.obligations if one.id.startswith("UV")]


def test_a_refund_is_an_obligation_once(copy) -> None:
    plain = asked(example("tinh_nho"))
    assert refunds(plain) == [], "the project repays site MB01 already"
    assert [(f.code, f.values["advance"]) for f in plain.findings if f.code.startswith("LND")] == [("LND-124", "UV01")]
    elsewhere = asked(copy(advances=changed("advance", "UV01", site="MB09")))
    assert refunds(elsewhere) == [Obligation("UV01", 8_000, 3, ("NSDP.CD",), 2027, 2027)]
    assert [f.code for f in elsewhere.findings if f.code.startswith("LND")] == ["LND-123"]
    overdue = asked(copy(advances=changed("advance", "UV01", site="MB09", refund_on="2026-02-03")))
    assert [(o.first_year, o.last_year) for o in refunds(overdue)] == [(2026, 2026)]
    assert refunds(asked(copy(advances=changed("advance", "UV01", site="MB09", refund_on="2031-12-31")))) == []
    wrong = asked(copy(advances=changed("advance", "UV01", site="MB09", plan_decision="")))
    assert (refunds(wrong), [f.code for f in wrong.findings if f.code.startswith("LND")]) == ([], ["LND-142"])


def test_what_does_not_fit_the_unit_is_rounded_up_and_said(copy) -> None:
    def part_refunded(rows: Rows) -> Rows:
        lines = [("TG.KB", "7.999.999", ""), ("UV.CHI", "", "7.999.999")]
        more = [{**rows[-1], "entry": "BT013", "line": str(n), "kind": "refund", "account": code, "debit_vnd": debit, "credit_vnd": credit,
                 "advance": "UV01" if code == "UV.CHI" else ""} for n, (code, debit, credit) in enumerate(lines, 1)]
        return [*rows, *more]

    found = asked(copy(advances=changed("advance", "UV01", site="MB09"), fund_entries=part_refunded))
    assert [(o.id, o.amount) for o in refunds(found)] == [("UV01", 7_993)], "7.992.000.001 đồng is 7.993 million, rounded up"
    assert [f.values["rest"] for f in found.findings if f.code == "LND-133"] == [999_999]


def test_check_asks_the_books(copy) -> None:
    province = copy(advances=changed("advance", "UV02", refund_on=""))
    assert [f.where.object_id for f in check(province, "co-so") if f.code == "LND-112"] == ["UV02"]


def test_the_command(capsys, tmp_path) -> None:
    assert main(["land", "balance", str(TINY), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert sorted(data["years"][0]) == ["closing", "in", "opening", "out", "planned", "year"]
    assert [(y["year"], y["opening"], y["closing"]) for y in data["years"]] == [
        (2025, 4_000_000_000, 4_000_000_000), (2026, 4_000_000_000, 2_027_879_452), (2027, 2_027_879_452, 13_027_879_452),
        (2028, 13_027_879_452, 16_027_879_452)]
    assert (data["scenario"], data["money_unit"]) == ("co-so", "dong"), "of two scenarios the one that keeps the books"
    assert all(year["closing"] == year["opening"] + sum(f["amount"] for f in year["in"]) - sum(f["amount"] for f in year["out"])
               for year in data["years"])
    wrong = tmp_path / "tinh"
    shutil.copytree(TINY, wrong)
    rewritten(wrong / "scenarios" / "co-so", "advances", changed("advance", "UV01", plan_decision=""))
    book = tmp_path / "quy.xlsx"
    assert main(["land", "balance", str(wrong), "--lang", "en", "-o", str(book)]) == 1
    assert "LND-110" in capsys.readouterr().out
    assert book.stat().st_size > 5_000


def test_an_advance_rests_on_a_plan_that_is_on_file(copy) -> None:
    assert {row.text("site") for row in case_of(example("tinh_nho")).rows("compensation_plans")} >= {"MB01", "MB02X"}
    early = account(copy(advances=changed("advance", "UV01", decided_on="2026-01-10", plan_decided_on="2026-01-05")))
    assert [f.values["site"] for f in early.findings if f.code == "LND-143"] == ["MB01"]
    dear = account(copy(advances=changed("advance", "UV02", site="MB01")))
    assert [(f.values["advance"], f.values["amount"], f.values["plan"]) for f in dear.findings if f.code == "LND-144"] == [
        ("UV02", 10 * 10**9, 8 * 10**9)]


def test_an_entry_of_a_far_year_is_told_and_not_counted(copy) -> None:
    last = max(row["entry"] for row in rows_of("fund_entries"))
    late = copy(fund_entries=lambda rows: [{**row, "booked_on": "2099-01-01"} if row["entry"] == last else row for row in rows])
    told = [f for f in account(late).findings if f.code == "LND-145"]
    assert [(f.values["entry"], f.values["day"], f.values["last"]) for f in told] == [(last, "01/01/2099", 2028)]
    kept = account(copy(fund_entries=lambda rows: [row for row in rows if row["entry"] != last]))
    assert (account(late).as_of, account(late).years) == (kept.as_of, kept.years)


def rows_of(table: str) -> Rows:
    """A table of ``co-so`` as text."""
    with (TINY / "scenarios" / "co-so" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
