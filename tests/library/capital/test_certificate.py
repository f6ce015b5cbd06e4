"""A stranger's script recomputes every proof from the printed JSON, and sees when a figure in it was changed."""

from __future__ import annotations

import csv
import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from copy import deepcopy
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.capital.engine import plan_capital
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.problem import CapitalProblem
from quyhoach.cli import main
from quyhoach.reports.json_text import json_text
from quyhoach.reports.plan_json import certificate_json, certificate_prices

from .strategies import RULES, TRAITS, tiny_problems

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"
SCRIPT = ROOT / "tests" / "outside" / "recompute.py"
STRANGER = runpy.run_path(str(SCRIPT), run_name="stranger")

Plan = dict[str, Any]


def printed(folder: Path, *words: str) -> Plan:
    """What ``quyhoach plan FOLDER --json`` prints."""
    out = StringIO()
    with redirect_stdout(out):
        assert main(["plan", str(folder), *words, "--json"]) == 0
    return dict(json.loads(out.getvalue()))


@cache
def small_plan() -> str:
    return json.dumps(printed(EXAMPLES / "tinh_nho", "--scenario", "co-so"))


def judged(plan: Plan, home: Path) -> tuple[int, str]:
    """Exit code and last line of the script, run in an empty house: ``-I`` keeps our packages out of its reach."""
    file = home / "plan.json"
    file.write_text(json.dumps(plan), "utf-8")
    ran = subprocess.run([sys.executable, "-I", str(SCRIPT), str(file)], capture_output=True, text=True, cwd=home)
    assert ran.stderr == ""
    return ran.returncode, ran.stdout.rstrip().rsplit("\n", 1)[-1]


def test_the_script_imports_nothing_of_ours() -> None:
    parts = [SCRIPT, *sorted((SCRIPT.parent / "recomputing").glob("*.py"))]
    named = {name for part in parts for name in re.findall(r"^\s*(?:import|from) (\w+)", part.read_text("utf-8"), re.MULTILINE)}
    assert sorted(named) == ["collections", "fractions", "itertools", "json", "math", "pathlib", "recomputing", "sys"]


@pytest.mark.parametrize("words", [
    ("tinh_nho", "--scenario", "co-so"),
    ("tinh_nho", "--scenario", "them-von"),
    ("tinh_nho", "--scenario", "co-so", "--gamma", "0", "--ceiling", "NSTW.TN=-30%"),
    ("tinh_nho", "--scenario", "co-so", "--gamma", "1", "--ceiling", "NSDP.CD:2027=+40%"),
    ("tinh_nho", "--scenario", "co-so", "--law-date", "2024-06-01"),
    ("lang_son",),
    ("lang_son", "--gamma", "1", "--ceiling", "NSTW.TN=-15%"),
], ids=" ".join)
def test_a_stranger_finds_the_same_proof(words: tuple[str, ...], tmp_path: Path) -> None:
    assert judged(printed(EXAMPLES / words[0], *words[1:]), tmp_path) == (0, "OK")


def test_a_stranger_finds_a_share_rule_and_revenue_that_repays_the_fund(tmp_path: Path) -> None:
    home = Path(shutil.copytree(EXAMPLES / "tinh_nho", tmp_path / "tinh"))
    tables = home / "scenarios" / "co-so"
    append(tables / "share_rules.csv", rule="QT01", name_vi="Giáo dục", funds="NSDP.CD;NSDP.SDD", period="2026-2028",
           projects="DA05;DA06", share="0.6", assumed="nguon-von")
    append(tables / "parcels.csv", parcel="MB02", name_vi="Mặt bằng chợ", projects="DA07;DA08", clearing_cost="5000",
           earliest_year="2026", needed_after_years="0", repaid_by="revenue", repay_lag_years="1", assumed="quy-dat")
    plan = printed(home, "--scenario", "co-so")
    shares = [row for row in plan["prices"] if row["kind"] == "share-rule"]
    parcels = {parcel["id"]: (parcel["owner"], parcel["repayment"]) for parcel in plan["certificate"]["data"]["parcels"]}
    assert [row["value"] > 0 for row in shares] == [True]
    assert parcels == {"MB01": ("DA02", 8000), "MB02": (None, 5000)}
    assert judged(plan, tmp_path) == (0, "OK")


def append(file: Path, **cells: str) -> None:
    columns = file.read_text("utf-8").split("\n", 1)[0].split(",")
    with file.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, columns, restval="").writerow(cells)


# --- what was changed is seen -----------------------------------------------------------------------------------------


def one_unit_more(plan: Plan) -> None:
    plan["allocations"][0]["amount"] += 1


def a_negative_price(plan: Plan) -> None:
    row = next(row for row in plan["prices"] if row["value"] > 0 and row["kind"] == "yearly-ceiling")
    row["value"] = -row["value"]


def a_negative_price_in_a_case(plan: Plan) -> None:
    plan["certificate"]["leaves"][0]["prices"]["yearly-ceiling:NSDP.CD:2027"] = -0.001


def a_chosen_value(plan: Plan) -> None:
    option_of(plan, "DA02", in_plan=True)["value"] += 0.01


def a_value_left_out(plan: Plan) -> None:
    option_of(plan, "DA07", in_plan=False)["value"] += 100.0


def option_of(plan: Plan, name: str, in_plan: bool) -> Plan:
    decision = next(p for p in plan["projects"] if p["id"] == name)
    assert decision["in_plan"] is in_plan
    options: list[Plan] = next(p for p in plan["certificate"]["data"]["projects"] if p["id"] == name)["options"]
    return next(option for option in options if decision["start_year"] in (None, option["start"]))


def a_case_left_out(plan: Plan) -> None:
    leaves = plan["certificate"]["leaves"]
    leaves.remove(min(leaves, key=lambda leaf: leaf["bound"]))


def a_lower_case(plan: Plan) -> None:
    plan["certificate"]["leaves"][0]["bound"] -= 1.0


def a_higher_ceiling_for_the_proof_alone(plan: Plan) -> None:
    next(row for row in plan["prices"] if row["row"] == "life-cap:DA01:NSTW.TN")["rhs"] += 1000.0


def a_rule_that_is_not_there(plan: Plan) -> None:
    plan["prices"].append({"row": "alternative:KHAC", "kind": "alternative", "source": "", "year": None, "value": 1.0, "rhs": 1.0})


def a_rule_left_out(plan: Plan) -> None:
    plan["prices"] = [row for row in plan["prices"] if row["kind"] != "alternative"]


def a_lower_bound(plan: Plan) -> None:
    plan["certificate"]["bound"] *= 0.99


def a_smaller_gap(plan: Plan) -> None:
    plan["gap"] += 0.01


def both_markets(plan: Plan) -> None:
    for decision in plan["projects"]:
        if decision["id"] in ("DA07", "DA08"):
            decision.update(in_plan=True, start_year=2026, end_year=2027)


def an_earlier_clearing(plan: Plan) -> None:
    plan["clearings"]["MB01"] -= 2


CHANGES: dict[Callable[[Plan], None], str] = {
    one_unit_more: r"FAIL: .*(not its need|limit is|owes|paid)",
    a_negative_price: r"FAIL: the price of yearly-ceiling:\S+ is negative",
    a_negative_price_in_a_case: r"FAIL: the price of yearly-ceiling:NSDP\.CD:2027 is negative",
    a_chosen_value: r"FAIL: ",
    a_value_left_out: r"FAIL: case \d+: L is",
    a_case_left_out: r"FAIL: the cases leave a choice out",
    a_lower_case: r"FAIL: case \d+: L is",
    a_higher_ceiling_for_the_proof_alone: r"FAIL: life-cap:DA01:NSTW\.TN has the right-hand side 26000",
    a_rule_that_is_not_there: r"FAIL: rows without a meaning: \['alternative:KHAC'\]",
    a_rule_left_out: r"FAIL: rules of the data that are not published",
    a_lower_bound: r"FAIL: the bound is",
    a_smaller_gap: r"FAIL: the search's gap is",
    both_markets: r"FAIL: alternative:RB02: the plan has 2, the limit is 1",
    an_earlier_clearing: r"FAIL: (land-fund-cash:2026|MB01|DA02)",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_stranger_sees_what_was_changed(change: Callable[[Plan], None], tmp_path: Path) -> None:
    plan = json.loads(small_plan())
    before = deepcopy(plan)
    change(plan)
    assert plan != before
    code, line = judged(plan, tmp_path)
    assert code == 1
    assert re.match(CHANGES[change], line), line


def test_no_plan_proves_nothing(tmp_path: Path) -> None:
    plan = json.loads(small_plan()) | {"certificate": None, "status": "none"}
    assert judged(plan, tmp_path) == (1, "FAIL: there is no plan, so there is no proof")


# --- any problem ------------------------------------------------------------------------------------------------------


def as_printed(plan: CapitalPlan) -> Plan:
    """The keys of ``plan --json`` that a proof needs."""
    return dict(json.loads(json_text({
        "objective": plan.objective, "bound": plan.bound, "gap": plan.gap,
        "allocations": [{"project": a.id, "source": a.fund, "year": a.year, "amount": a.amount, "kind": a.kind} for a in plan.allocations],
        "projects": [{"id": d.id, "in_plan": d.in_plan, "start_year": d.start_year, "delay": d.delay} for d in plan.decisions],
        "levels": [{"rank": level.rank, "shortfall": level.shortfall} for level in plan.levels],
        "clearings": dict(plan.clearings), "shortfalls": dict(plan.shortfalls),
        "prices": certificate_prices(plan.certificate), "certificate": certificate_json(plan.certificate),
    })))


@settings(max_examples=max(150, settings.default.max_examples))
@given(st.one_of(tiny_problems(), tiny_problems(fixed_shares=True), tiny_problems(always=frozenset({*TRAITS, *RULES}))))
def test_every_small_plan_proves_itself(problem: CapitalProblem) -> None:
    plan = plan_capital(problem)
    assert plan.status is not Status.NONE
    data = as_printed(plan)
    value, bound, gap = STRANGER["recompute"](data)
    STRANGER["check_statements"](data, value, bound, gap)


def test_cases_that_leave_nothing_out_are_told_from_those_that_do() -> None:
    covered = STRANGER["covered"]
    box = {"A": {-1, 0, 1}, "B": {-1, 0}, "C": {-1, 0}}
    late = {"A": {0, 1}, "B": {-1}}
    tree = [{"A": {-1}}, {"A": {0}, "B": {0}}, {"A": {1}, "B": {0}}, late | {"C": {0}}, late | {"C": {-1}}]
    assert covered(box, tree)
    assert [covered(box, tree[:n] + tree[n + 1:]) for n in range(len(tree))] == [False] * len(tree)
    assert covered(box, [{"A": {-1, 0}, "B": {0}}, {"A": {0, 1}, "B": {-1}}, {"A": {-1}, "B": {-1}}, {"A": {1}, "B": {0}}])
