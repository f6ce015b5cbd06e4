"""The ladder moves what waits for land; the order and the foresight of a scenario; settings that are wrong."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from quyhoach.land.fund_shocks import DEFAULT_FUND_SHOCKS
from quyhoach.land.order_checker import check_order
from quyhoach.province.folder import read_province
from quyhoach.province.land_foresight import cash_foresight, cash_question
from quyhoach.province.land_order import clearing_order, more_money, order_question
from quyhoach.province.land_waiting import project_waits, readiness_of
from quyhoach.province.province import Province
from quyhoach.province.solve import question_of, solve

EXAMPLES = Path(__file__).parents[3] / "examples"
BASE = "co-so"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "tinh_nho", tmp_path / "tinh_nho"))


def province_at(folder: Path, as_of: date | None = None) -> Province:
    read = read_province(folder).province
    assert read is not None
    if as_of is None:
        return read
    scenario = read.scenarios[BASE]
    return replace(read, scenarios={BASE: replace(scenario, info=replace(scenario.info, as_of=as_of))})


def only_up_to(folder: Path, last_step: str) -> None:
    """Forget every proof after ``last_step``; the notices of 1/7/2025 came on 1/8."""
    file = folder / "facts/clearance_steps.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    order = ["recovery_plan", "meeting", "notice", "count", "draft", "posting", "opinions", "dialogue", "appraisal", "approval", "payment",
             "recovery", "handover", "managed"]
    kept = [{**r, "done_on": r["done_on"].replace("2025-07-01", "2025-08-01")} for r in rows
            if order.index(r["step"]) <= order.index(last_step)]
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)


def test_an_expired_notice_moves_the_project_that_waits(folder: Path) -> None:
    only_up_to(folder, "dialogue")
    alive, dead = province_at(folder, date(2026, 8, 1)), province_at(folder, date(2026, 8, 2))  # notices live 12 months
    before, after = question_of(alive, BASE), question_of(dead, BASE)
    assert [(p.id, p.earliest) for p in before.problem.parcels] == [("MB01", 2026)]
    assert [(p.id, p.earliest) for p in after.problem.parcels] == [("MB01", 2027)]
    moved = [f for f in after.findings if f.code == "LND-150"]
    assert [(f.values["site"], f.values["projects"], f.values["stated"], f.values["year"]) for f in moved] == [("MB01", "DA02", 2026, 2027)]
    assert [f for f in before.findings if f.code == "LND-150"] == []
    assert "bàn giao hết ngày 29/01/2027" in moved[0].text("message", "vi")
    plan = solve(after)
    (wait,) = project_waits(after.problem, plan, readiness_of(dead, date(2026, 8, 2)))
    assert (wait.project, wait.site, wait.earliest) == ("DA02", "MB01", 2027)
    assert wait.ready is not None
    assert [(p.parcel, p.step, p.expired) for p in wait.ready.pending] == [(name, "notice", True) for name in ("TD01", "TD02", "TD03")]
    assert plan.clearings["MB01"] >= 2027


def test_land_that_was_handed_over_keeps_nobody_waiting(folder: Path) -> None:
    province = province_at(folder, date(2026, 10, 31))
    question = question_of(province, BASE)
    assert project_waits(question.problem, solve(question), readiness_of(province, date(2026, 10, 31))) == ()


def test_without_parcels_the_scenario_speaks(folder: Path) -> None:
    (folder / "facts/land_parcels.csv").unlink()
    province = province_at(folder)
    question = question_of(province, BASE)
    assert readiness_of(province, date(2026, 10, 31)) == {}
    (wait,) = project_waits(question.problem, solve(question), {})
    assert (wait.project, wait.site, wait.earliest, wait.ready) == ("DA02", "MB01", 2026, None)


def test_order_and_foresight_of_the_small_province(folder: Path) -> None:
    province = province_at(folder)
    capital = question_of(province, BASE).problem
    question = order_question(province, BASE, capital, solve(question_of(province, BASE)))
    plan = clearing_order(question)
    assert (dict(plan.clearings), plan.balances, plan.land, plan.late) == ({"MB01": 2027}, (7_000, 2_000, 13_000), 80_000, 0)
    assert plan.objective == plan.bound
    assert check_order(question.problem, plan) == ()
    # A tỷ more in 2026 pays for clearing in 2026: four hectares a year earlier.
    assert {year: again.land - plan.land for year, again in more_money(question, plan).items()} == {2026: 40_000, 2027: 0, 2028: 0}
    cash = cash_question(question, plan.clearings)
    assert [(f.id, f.amount, f.month, f.months) for f in cash.flows if f.kind != "inflow"] == [
        ("clearing:MB01", 8_000, 14, 6), ("refund:MB01", 8_000, 35, 1)]
    made = cash_foresight(question, plan.clearings, 500, 3)
    assert [made.months[m].planned for m in (11, 23, 35)] == list(plan.balances)
    assert made == cash_foresight(question, plan.clearings, 500, 3)


def test_settings_are_read_and_wrong_ones_are_named(folder: Path) -> None:
    file = folder / "scenarios/co-so/land_settings.csv"
    head = "setting,value,source,as_of,assumed\n"
    file.write_text(head + "shocks,cost normal 0.2 MB01; delay chance 1 months=2,,2025-12-31,quy-dat\n"
                    "clearing_months,4-9,,2025-12-31,quy-dat\nlate_year_ha,50,,2025-12-31,quy-dat\n", "utf-8")
    province = province_at(folder)
    asked = question_of(province, BASE)
    question = order_question(province, BASE, asked.problem, solve(asked))
    assert ([s.text for s in question.settings.shocks], question.settings.months["clearing"], question.settings.late_year_m2) == (
        ["cost normal 0.2 MB01", "delay chance 1 months=2"], (4, 9), 500_000)
    assert question.settings.findings == ()
    file.write_text(head + "shocks,wind normal 0.2,,2025-12-31,quy-dat\nrefund_months,9-4,,2025-12-31,quy-dat\n", "utf-8")
    wrong = order_question(province_at(folder), BASE, asked.problem, None).settings
    assert sorted((f.code, f.values.get("value")) for f in wrong.findings) == [
        ("LND-153", None), ("LND-154", "9-4"), ("LND-154", "wind normal 0.2")]
    assert wrong.shocks == DEFAULT_FUND_SHOCKS
    file.write_text(head + "shocks,cost normal 0.2 MB9,,2025-12-31,quy-dat\n", "utf-8")
    assert [f.code for f in order_question(province_at(folder), BASE, asked.problem, None).settings.findings] == ["LND-155"]
