"""One accepted plan, broken in one place at a time: the checker names that place and nothing else."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from quyhoach.capital import checker
from quyhoach.capital.checker import check_plan
from quyhoach.capital.plan import Allocation, CapitalPlan, Level, ProjectDecision, Status
from quyhoach.capital.problem import (
    Alternative,
    Bundle,
    CapitalProblem,
    Lock,
    Mix,
    Obligation,
    Parcel,
    Precedence,
    ProjectToFund,
    ShareRule,
)

HALF, THIRD, QUARTER = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)
LAST = 2


def project(name: str, need: int, mixes: tuple[Mix, ...], duration: int = 1, latest: int = 2026, **data: Any) -> ProjectToFund:
    return ProjectToFund(name, need, need, LAST, 1.0, duration, 2026, latest, mixes, **data)


SMALL = (Mix("C"),)
PROBLEM = CapitalProblem(
    (2026, 2027), ("A", "B", "C"),
    {("A", 2026): 6, ("A", 2027): 99, ("B", 2026): 99, ("B", 2027): 99, ("C", 2026): 99, ("C", 2027): 99}, {("B", 2026, 2027): 7},
    (
        project("P", 6, (Mix("A"), Mix("B", HALF)), 2, min_year_share=THIRD, max_year_share=HALF, counterpart_share=THIRD),
        project("Q", 2, (Mix("A", fixed_share=HALF), Mix("B"))),
        project("S", 4, (Mix("A", life_cap=2), Mix("B")), 2, min_year_share=QUARTER),
        project("V", 1, (Mix("A"),), latest=2027, first_capital_year=2025, last_allowed_offset=2),
        project("W", 1, SMALL, latest=2027), project("Y", 2, SMALL, 2),
        project("K", 1, SMALL, latest=2027), project("R", 1, SMALL), project("E", 1, SMALL), project("F", 1, SMALL),
    ),
    obligations=(Obligation("D", 3, 1, ("A",), 2026, 2026),),
    parcels=(
        Parcel("L", ("Q",), 2, 2026, repayment=2, repay_lag=1, owner="Q"), Parcel("M", ("W",), 1, 2026), Parcel("N", ("R",), 0, 2026),
    ),
    precedences=(Precedence("T", "P", "K", 1),), alternatives=(Alternative("X", ("W", "R")),), bundles=(Bundle("G", ("E", "F")),),
    share_rules=(ShareRule("H", ("C",), (2027,), ("W",), HALF),), locks=(Lock("Z", "A", 2026, 1),),
    counterpart_funds=frozenset("B"), fund_opening=2, last_rank=LAST,
)
MONEY = {
    ("P", "A", 2026, "project"): 2, ("P", "B", 2026, "project"): 1, ("P", "A", 2027, "project"): 2, ("P", "B", 2027, "project"): 1,
    ("Q", "A", 2026, "project"): 1, ("Q", "B", 2026, "project"): 1, ("Q", "A", 2027, "repayment"): 1, ("Q", "B", 2027, "repayment"): 1,
    ("S", "B", 2026, "project"): 2, ("S", "A", 2027, "project"): 2, ("V", "A", 2026, "project"): 1, ("W", "C", 2027, "project"): 1,
    ("Y", "C", 2026, "project"): 2, ("K", "C", 2027, "project"): 1,
    ("D", "A", 2026, "obligation"): 2, ("Z", "A", 2026, "lock"): 1,
}
YEARS = {
    "P": (2026, 2027), "Q": (2026, 2026), "S": (2026, 2027), "V": (2026, 2026), "W": (2027, 2027), "K": (2027, 2027), "Y": (2026, 2027),
}


def accepted() -> CapitalPlan:
    decisions = tuple(
        ProjectDecision(p.id, p.id in YEARS, *YEARS.get(p.id, (None, None)), 0) for p in PROBLEM.projects)
    level, clearings = Level(1, 1, 1.0), {"L": 2026, "M": 2027}
    return CapitalPlan(Status.OPTIMAL, 7.0, 7.0, 0.0, (level,), money_of(MONEY), decisions, clearings, {"D": 1}, None, ())


def money_of(cells: dict[tuple[str, str, int, str], int]) -> tuple[Allocation, ...]:
    return tuple(Allocation(name, fund, year, amount, kind) for (name, fund, year, kind), amount in cells.items() if amount != 0)


def pay(name: str, *cells: tuple[str, int, int], kind: str = "project") -> Callable[[CapitalPlan], CapitalPlan]:
    """The plan with other amounts in some (source, year, amount) cells of a project or duty."""
    def change(plan: CapitalPlan) -> CapitalPlan:
        others = tuple(a for a in plan.allocations if (a.id, a.kind) != (name, kind) or (a.fund, a.year) not in {c[:2] for c in cells})
        return replace(plan, allocations=(*others, *(Allocation(name, *cell, kind) for cell in cells if cell[2])))
    return change


def decide(name: str, start: int, end: int, late: int = 0) -> Callable[[CapitalPlan], CapitalPlan]:
    def change(plan: CapitalPlan) -> CapitalPlan:
        others = tuple(decision for decision in plan.decisions if decision.id != name)
        return replace(plan, decisions=(*others, ProjectDecision(name, True, start, end, late)))
    return change


def clear(**years: int | None) -> Callable[[CapitalPlan], CapitalPlan]:
    def change(plan: CapitalPlan) -> CapitalPlan:
        return replace(plan, clearings={lot: year for lot, year in {**plan.clearings, **years}.items() if year is not None})
    return change


def unmet(amount: int) -> Callable[[CapitalPlan], CapitalPlan]:
    return lambda plan: replace(plan, shortfalls={"D": amount})


def zero(plan: CapitalPlan) -> CapitalPlan:
    return replace(plan, allocations=(*plan.allocations, Allocation("P", "A", 2026, 0)))


BROKEN: dict[str, tuple[Callable[[CapitalPlan], CapitalPlan], ...]] = {
    "positive-amount": (zero,),
    "duty": (unmet(2),),
    "duty-source": (pay("D", ("A", 2026, 0), ("A", 2027, 2), kind="obligation"),),
    "lock": (pay("Z", ("A", 2026, 0), kind="lock"),),
    "yearly-ceiling": (pay("D", ("A", 2026, 3), kind="obligation"), unmet(0)),
    "medium-term-ceiling": (pay("S", ("A", 2027, 0), ("B", 2027, 2)),),
    "money-without-decision": (pay("R", ("C", 2026, 1)),),
    "unknown-project": (decide("U", 2026, 2026),),
    "need": (pay("P", ("A", 2027, 1)),),
    "window": (decide("Q", 2027, 2027), pay("Q", ("A", 2026, 0), ("B", 2026, 0), ("A", 2027, 1), ("B", 2027, 1))),
    "duration": (decide("P", 2026, 2027, 1),),
    "years-of-capital": (decide("V", 2027, 2027), pay("V", ("A", 2026, 0), ("A", 2027, 1))),
    "year-most": (pay("P", ("B", 2026, 2), ("A", 2027, 1)),),
    "year-least": (pay("S", ("B", 2026, 0), ("B", 2027, 2)),),
    "source": (pay("S", ("B", 2026, 0), ("C", 2026, 2)),),
    "year-cap": (pay("P", ("A", 2026, 1), ("B", 2026, 2)),),
    "fixed-share": (pay("Q", ("A", 2026, 0), ("B", 2026, 2)),),
    "counterpart": (pay("P", ("A", 2027, 3), ("B", 2027, 0)),),
    "life-cap": (pay("S", ("B", 2026, 1), ("A", 2027, 3)),),
    "precedence": (decide("K", 2026, 2026), pay("K", ("C", 2027, 0), ("C", 2026, 1))),
    "alternative": (decide("R", 2026, 2026), pay("R", ("C", 2026, 1)), clear(N=2026)),
    "bundle": (decide("E", 2026, 2026), pay("E", ("C", 2026, 1))),
    "land-fund-cash": (clear(M=2026),),
    "repayment": (pay("Q", ("A", 2027, 0), ("B", 2027, 0), kind="repayment"),),
    "clear-for-work": (clear(N=2026),),
    "land-first": (clear(M=None),),
    "share-rule": (pay("Y", ("C", 2026, 0), ("C", 2027, 2)),),
    "ladder": (pay("D", ("A", 2026, 0), kind="obligation"), unmet(3)),
}


def test_the_whole_plan_is_accepted() -> None:
    assert check_plan(PROBLEM, accepted()) == ()


@pytest.mark.parametrize("rule", BROKEN)
def test_one_break_is_one_breach(rule: str) -> None:
    plan = accepted()
    for change in BROKEN[rule]:
        plan = change(plan)
    assert {breach.rule for breach in check_plan(PROBLEM, plan)} == {rule}


HIDDEN: dict[str, tuple[str, Callable[[CapitalPlan], CapitalPlan]]] = {
    "money to a duty that nobody owes": ("duty", pay("D9", ("A", 2027, 1), kind="obligation")),
    "money outside the plan's years": ("yearly-ceiling", pay("P", ("A", 2028, 1))),
    "land cleared before the plan, where no cash is counted": ("clear-for-work", clear(L=2025, M=2027)),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_what_other_sums_would_not_see_is_a_breach(case: str) -> None:
    rule, change = HIDDEN[case]
    parcels = tuple(replace(lot, earliest=2020) for lot in PROBLEM.parcels)
    ceilings = {**PROBLEM.ceilings, ("A", 2028): 9}
    breaches = check_plan(replace(PROBLEM, parcels=parcels, ceilings=ceilings), change(accepted()))
    assert rule in {breach.rule for breach in breaches}


def test_a_committed_project_starts_in_its_year_and_no_other_is_late() -> None:
    late = decide("V", 2026, 2027, 1)(accepted())
    moved = decide("V", 2027, 2027)(pay("V", ("A", 2026, 0), ("A", 2027, 1))(accepted()))

    def breaches(plan: CapitalPlan, **data: Any) -> set[str]:
        free = {p.id: p for p in PROBLEM.projects} | {"V": replace(PROBLEM.projects[3], last_allowed_offset=None, **data)}
        return {breach.rule for breach in check_plan(replace(PROBLEM, projects=tuple(free.values())), plan)}

    assert breaches(late, delay=1) == {"duration"}
    assert breaches(late, delay=1, committed=True) == set()
    assert breaches(moved, committed=True) == {"window"}


def test_every_breach_of_the_checker_has_its_break() -> None:
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(checker)))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Breach"]
    assert {ast.literal_eval(call.args[0]) for call in calls} - {"disturbance"} == set(BROKEN)  # that one: test_replanning.py
