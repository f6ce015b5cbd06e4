"""Whole units for decisions that are made: as early as can be, exact, and none when none keeps the rules."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from quyhoach.capital.engine import Settings, decide, in_order, plan_capital
from quyhoach.capital.options import options_of
from quyhoach.capital.plan import Allocation, Level
from quyhoach.capital.problem import CapitalProblem, Mix, Obligation, Parcel, ProjectToFund
from quyhoach.capital.split import Decisions, split

from .strategies import tiny_problems

HALF = Fraction(1, 2)
BOTH = (Mix("A"), Mix("B"))
LAST = 2
Cells = dict[tuple[str, int], int]


def question(project: ProjectToFund, ceilings: dict[tuple[str, int], int], **data: Any) -> CapitalProblem:
    return CapitalProblem((2026, 2027), ("A", "B"), ceilings, {}, (project,), last_rank=LAST, **data)


def project(need: int, *mixes: Mix, **data: Any) -> ProjectToFund:
    return ProjectToFund("P", need, need, LAST, 1.0, 2, 2026, 2026, mixes, **data)


def cells(problem: CapitalProblem, **clearings: int) -> Cells | None:
    """The project's money when it takes its only option."""
    (option,) = options_of(problem, problem.projects[0])
    found = split(problem, Decisions({"P": option}, clearings), ())
    if found is None:
        return None
    total: Cells = {}
    for item in found.allocations:
        if item.id == "P":
            total[item.fund, item.year] = total.get((item.fund, item.year), 0) + item.amount
    return total


FREE = {("A", 2026): 9, ("A", 2027): 9, ("B", 2026): 9, ("B", 2027): 9}


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        pytest.param(question(project(5, Mix("A")), FREE), {("A", 2026): 5}, id="early"),
        pytest.param(question(project(5, Mix("A")), {**FREE, ("A", 2026): 2}), {("A", 2026): 2, ("A", 2027): 3}, id="ceiling"),
        pytest.param(question(project(5, Mix("A"), max_year_share=HALF), FREE), {("A", 2026): 3, ("A", 2027): 2}, id="half-rounded-up"),
        pytest.param(question(project(5, *BOTH), {**FREE, ("A", 2026): 2}), {("A", 2026): 2, ("B", 2026): 3}, id="named-first"),
        pytest.param(question(project(4, Mix("A", HALF), Mix("B")), FREE), {("A", 2026): 2, ("B", 2026): 2}, id="cap"),
        pytest.param(question(project(3, Mix("A", HALF), Mix("B")), FREE), {("A", 2026): 1, ("B", 2026): 2}, id="cap-of-odd"),
        pytest.param(question(project(3, Mix("A", HALF), Mix("B", HALF)), FREE), None, id="no-whole-halves"),
        pytest.param(question(project(4, Mix("A", fixed_share=HALF), Mix("B")), FREE), {("A", 2026): 2, ("B", 2026): 2}, id="exact-share"),
        pytest.param(question(project(4, Mix("A", life_cap=1), Mix("B")), FREE), {("A", 2026): 1, ("B", 2026): 3}, id="life-cap"),
    ],
)
def test_money_goes_out_as_early_as_the_rules_allow(problem: CapitalProblem, expected: Cells | None) -> None:
    assert cells(problem) == expected


def test_a_fixed_share_of_an_odd_amount_is_less_than_one_unit_off() -> None:
    problem = question(project(3, Mix("A", fixed_share=HALF), Mix("B")), FREE)
    found = cells(problem)
    assert found is not None
    assert sum(found.values()) == 3
    for year in (2026, 2027):
        total = found.get(("A", year), 0) + found.get(("B", year), 0)
        assert abs(found.get(("A", year), 0) - HALF * total) < 1


def test_a_fixed_share_of_milliards_of_dong_is_less_than_one_dong_off() -> None:
    """Solved in amounts of 10¹⁰, three tenths of them drown in the last digits, and no plan is found."""
    need, mixes = 46_603_000_013, (Mix("A"), Mix("B", fixed_share=Fraction(3, 10)))
    one_year = ProjectToFund("P", need, need, LAST, 1.0, 1, 2026, 2026, mixes)
    plan = plan_capital(question(one_year, {("A", 2026): 298_711_000_011, ("B", 2026): 252_755_000_011}))
    money = {item.fund: item.amount for item in plan.allocations}
    assert money in [{"A": need - share, "B": share} for share in (13_980_900_003, 13_980_900_004)]


def test_a_repayment_is_paid_on_top_and_named() -> None:
    lot = Parcel("L", ("P",), 0, 2026, repayment=2, repay_lag=1, owner="P")
    problem = question(project(5, Mix("A")), FREE, parcels=(lot,))
    (option,) = options_of(problem, problem.projects[0])
    found = split(problem, Decisions({"P": option}, {"L": 2026}), ())
    assert found is not None
    assert found.allocations == (Allocation("P", "A", 2026, 5), Allocation("P", "A", 2027, 2, "repayment"))


def test_a_repayment_falls_due_only_in_a_year_that_can_pay_the_whole_mix() -> None:
    """The fixed share has no money in 2027: cleared in 2026 the land could not be repaid, so it is never cleared."""
    lot = Parcel("L", ("P",), 0, 2026, repayment=2, repay_lag=1, owner="P")
    mixes = (Mix("A", fixed_share=HALF), Mix("B"))
    one_year = ProjectToFund("P", 4, 4, LAST, 1.0, 1, 2026, 2026, mixes)
    with_land = question(one_year, {**FREE, ("A", 2027): 0}, parcels=(lot,))
    assert [d.in_plan for d in plan_capital(with_land).decisions] == [False]
    assert [d.in_plan for d in plan_capital(question(one_year, FREE, parcels=(lot,))).decisions] == [True]


def test_a_level_holds_what_an_obligation_may_lack() -> None:
    duty = Obligation("D", 4, 1, ("A",), 2026, 2026)
    problem = question(project(6, Mix("A"), max_year_share=HALF), {("A", 2026): 5, ("A", 2027): 9}, obligations=(duty,))
    decisions = Decisions({"P": options_of(problem, problem.projects[0])[0]}, {})
    found = split(problem, decisions, (Level(1, 1, 1.0),))
    assert found is not None
    assert found.shortfalls == {"D": 2}
    assert split(problem, decisions, (Level(1, 0, 0.0),)) is None


@settings(max_examples=60)
@given(tiny_problems())
def test_split_pays_every_decided_project_its_need(problem: CapitalProblem) -> None:
    problem = in_order(problem)
    solved = decide(problem, Settings(gap=0.0), lambda _: None, whole_money=True)
    assert solved is not None
    found = split(problem, solved.decisions, solved.levels)
    assert found is not None
    paid = {p.id: sum(a.amount for a in found.allocations if (a.id, a.kind) == (p.id, "project")) for p in problem.projects}
    assert paid == {p.id: p.need if p.id in solved.decisions.options else 0 for p in problem.projects}
    assert all(item.amount > 0 for item in found.allocations)


def test_a_plan_that_cannot_be_cut_into_whole_units_gives_way() -> None:
    problem = question(project(3, Mix("A", HALF), Mix("B", HALF)), FREE)
    assert [decision.in_plan for decision in plan_capital(problem).decisions] == [False]
