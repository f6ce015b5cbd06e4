"""Each rule, alone: a problem small enough to see through in which it costs something, and what is lost when it is missing.

The oracle says what the rule costs; the engine's model must agree with the rule, and be wrong without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pytest

from quyhoach.capital import model as capital_model
from quyhoach.capital.checker import check_plan
from quyhoach.capital.engine import Settings, plan_capital
from quyhoach.capital.model import RULES, CapitalModel, Rule, build, keep_ladder, money_by_class, shortfall
from quyhoach.capital.problem import (
    Alternative,
    Bundle,
    CapitalProblem,
    Mix,
    Obligation,
    Parcel,
    Precedence,
    ProjectToFund,
    ShareRule,
)
from quyhoach.solvers.highs import solve_mip

from .oracle import Reading, answer

HALF = Fraction(1, 2)
LAST = 2
EXACT = Settings(gap=0.0, node_limit=1_000_000)
Figures = Mapping[str, int]


def project(name: str, need: int, score: float, **data: Any) -> ProjectToFund:
    """One year of capital in 2026 from source A, ranked last, unless said otherwise."""
    usual: dict[str, Any] = {"duration": 1, "earliest": 2026, "latest": 2026, "mixes": (Mix("A"),), "rank": LAST}
    return ProjectToFund(id=name, need=need, size=need, score=score, **usual | data)


def problem(projects: tuple[ProjectToFund, ...], a: tuple[int, ...], b: tuple[int, ...] = (), **data: Any) -> CapitalProblem:
    """Ceilings of sources A and B by year from 2026; a score is worth itself, whatever the size and the year."""
    ceilings = {(fund, 2026 + n): limit for fund, limits in (("A", a), ("B", b)) for n, limit in enumerate(limits)}
    years = tuple(range(2026, 2026 + len(a)))
    usual: dict[str, Any] = {"medium_term": {}, "last_rank": LAST, "gamma": 0.0, "discount": 1.0}
    return CapitalProblem(years, ("A", "B"), ceilings, projects=projects, **usual | data)


@dataclass(frozen=True)
class Case:
    """A problem in which a rule binds, and the same one with what the rule rests on relaxed."""

    strict: CapitalProblem
    relaxed: CapitalProblem


def one(strict: ProjectToFund, relaxed: ProjectToFund, a: tuple[int, ...], b: tuple[int, ...] = (), **data: Any) -> Case:
    return Case(problem((strict,), a, b, **data), problem((relaxed,), a, b, **data))


def with_rules(base: CapitalProblem, **rules: Any) -> Case:
    return Case(replace(base, **rules), base)


def parcel_case(strict: Parcel, relaxed: Parcel, base: CapitalProblem) -> Case:
    others = base.parcels
    return Case(replace(base, parcels=(strict, *others)), replace(base, parcels=(relaxed, *others)))


TWO = (project("P", 2, 10.0), project("Q", 1, 3.0))
EITHER = (Mix("A"), Mix("B"))
AMPLE = problem(TWO, (9,), fund_opening=2)
HOPELESS = (project("P", 2, 10.0), project("Q", 99, 3.0))
LAND = Parcel("L", ("P",), 3, 2026)
LONG = {"duration": 2, "latest": 2026}
LATE = {"latest": 2027}
BEGUN = {"first_capital_year": 2025, **LATE}

CASES: dict[str, Case] = {
    "yearly-ceiling": Case(problem(TWO, (2,)), problem(TWO, (3,))),
    "medium-term-ceiling": with_rules(problem(TWO, (3,)), medium_term={("A", 2026, 2026): 2}),
    "life-cap": one(project("P", 2, 10.0, mixes=(Mix("A", life_cap=1),)), project("P", 2, 10.0), (2,)),
    "land-fund-cash": parcel_case(LAND, replace(LAND, cost=2), AMPLE),
    "land-first": parcel_case(
        Parcel("L", ("P",), 1, 2027), Parcel("L", ("P",), 1, 2027, needed_after=1), problem(TWO, (9, 9), fund_opening=2)),
    "clear-for-work": parcel_case(
        Parcel("L", ("Q",), 0, 2026, repayment=2), Parcel("L", ("P",), 0, 2026, repayment=2),
        replace(problem(HOPELESS, (9,)), parcels=(Parcel("M", ("P",), 2, 2026),))),
    "clear-for-work-owner": parcel_case(replace(LAND, cost=1, owner="Q"), replace(LAND, cost=1), replace(AMPLE, projects=HOPELESS)),
    "precedence": with_rules(problem(HOPELESS, (9,)), precedences=(Precedence("T", "Q", "P", 0),)),
    "precedence-lag": with_rules(problem(TWO, (9,)), precedences=(Precedence("T", "Q", "P", 1),)),
    "precedence-begun": Case(
        problem(TWO, (9,), precedences=(Precedence("T", "Q", "P", 1),)),
        problem((TWO[0], replace(TWO[1], first_capital_year=2025)), (9,), precedences=(Precedence("T", "Q", "P", 1),))),
    "alternative": with_rules(AMPLE, alternatives=(Alternative("X", ("P", "Q")),)),
    "bundle": with_rules(problem(HOPELESS, (9,)), bundles=(Bundle("G", ("P", "Q")),)),
    "share-rule": with_rules(problem(TWO, (2,)), share_rules=(ShareRule("W", ("A",), (2026,), ("Q",), HALF),)),
    "year-most": one(project("P", 4, 10.0, max_year_share=HALF, **LONG), project("P", 4, 10.0, **LONG), (3, 1)),
    "year-least": one(project("P", 4, 10.0, min_year_share=HALF, **LONG), project("P", 4, 10.0, **LONG), (3, 1)),
    "year-cap": one(project("P", 4, 10.0, mixes=(Mix("A", HALF), Mix("B"))), project("P", 4, 10.0, mixes=EITHER), (4,), (1,)),
    "fixed-share": one(
        project("P", 4, 10.0, mixes=(Mix("A", fixed_share=HALF), Mix("B"))), project("P", 4, 10.0, mixes=EITHER), (4,), (1,)),
    "counterpart": one(
        project("P", 4, 10.0, mixes=EITHER, counterpart_share=HALF), project("P", 4, 10.0, mixes=EITHER), (4,), (1,),
        counterpart_funds=frozenset("B")),
    "window": one(project("P", 2, 10.0), project("P", 2, 10.0, **LATE), (1, 2)),
    "years-of-capital": one(project("P", 2, 10.0, last_allowed_offset=2, **BEGUN), project("P", 2, 10.0, **BEGUN), (1, 2)),
    "duration": one(project("P", 2, 10.0, duration=2, earliest=2027, **LATE), project("P", 2, 10.0, earliest=2027, **LATE), (2, 2)),
}
"""By the name of the breach; after it, where one rule has two sides, the side."""

BREACH = {"clear-for-work-owner": "clear-for-work", "precedence-lag": "precedence", "precedence-begun": "precedence"}


def best_of(model: CapitalModel) -> float:
    found = solve_mip(model.linear, gap=0.0)
    assert found.values is not None
    return round(found.objective, 6)


def oracle_best(question: CapitalProblem, *without: str) -> float:
    found = answer(question, reading=Reading(without=frozenset(without)))
    assert found is not None
    return found.objective


@pytest.mark.parametrize("name", CASES)
def test_rule_costs_what_the_oracle_says(name: str) -> None:
    case = CASES[name]
    strict, relaxed = plan_capital(case.strict, EXACT), plan_capital(case.relaxed, EXACT)
    assert (strict.objective, relaxed.objective) == (oracle_best(case.strict), oracle_best(case.relaxed))
    assert strict.objective < relaxed.objective
    assert {breach.rule for breach in check_plan(case.strict, relaxed)} == {BREACH.get(name, name)}


SHARED: dict[Rule, tuple[str, ...]] = {
    capital_model.yearly_ceilings: ("yearly-ceiling",), capital_model.medium_term_ceilings: ("medium-term-ceiling",),
    capital_model.life_caps: ("life-cap",), capital_model.land_fund_cash: ("land-fund-cash",),
    capital_model.land_before_work: ("land-first",),
    capital_model.clear_only_for_work: ("clear-for-work", "clear-for-work-owner"),
    capital_model.precedences: ("precedence", "precedence-lag", "precedence-begun"), capital_model.alternatives: ("alternative",),
    capital_model.bundles: ("bundle",), capital_model.share_rules: ("share-rule",), money_by_class: ("yearly-ceiling", "share-rule"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_model_is_wrong_without_a_rule(rule: Rule) -> None:
    rest = tuple(other for other in RULES if other is not rule)
    for name in SHARED[rule]:
        strict = CASES[name].strict
        right = oracle_best(strict)
        assert best_of(build(strict, whole_money=True)) == right
        assert best_of(build(strict, rest, whole_money=True)) > right


@pytest.mark.parametrize("name", ["yearly-ceiling", "medium-term-ceiling", "land-fund-cash", "land-first", "clear-for-work", "precedence",
                                  "alternative", "bundle", "share-rule"])
def test_oracle_is_wrong_without_a_rule(name: str) -> None:
    assert oracle_best(CASES[name].strict, name) > oracle_best(CASES[name].strict)


# --- rows that a project, a duty or a parcel keeps on its own -----------------------------------------------------------

TWICE = problem((project("P", 1, 1.0), project("Q", 1, 1.0), project("R", 1, 5.0, **LATE)), (9, 9), fund_opening=1, parcels=(
    Parcel("L", ("P", "Q"), 1, 2026, needed_after=1, repayment=2), Parcel("M", ("R",), 3, 2026)))
DUTY = problem((project("P", 2, 10.0),), (3,), obligations=(Obligation("D", 3, 1, ("A",), 2026, 2026),))
ALONE: dict[str, CapitalProblem] = {
    "need": CASES["yearly-ceiling"].strict,
    "one-option": problem((project("P", 2, 10.0, **LATE),), (9, 9)),
    "year-least": CASES["year-least"].strict,
    "year-cap": CASES["year-cap"].strict,
    "fixed-share": CASES["fixed-share"].strict,
    "counterpart": CASES["counterpart"].strict,
    "one-clearing": TWICE,
    "duty": DUTY,
}


def climbed(question: CapitalProblem, without: str = "") -> CapitalModel:
    """The whole-unit model with its ladder met, and all rows of one name made to hold nothing."""
    model = build(question, whole_money=True)
    for index, row in enumerate(model.linear.row_names):
        if row == without:
            model.linear.row_lower[index], model.linear.row_upper[index] = -float("inf"), float("inf")
    for rank in capital_model.ranks_to_meet(question):
        benefit = dict(enumerate(model.linear.cost))
        terms, constant = shortfall(model, rank)
        model.linear.set_objective({column: -value for column, value in terms.items()})
        keep_ladder(model, rank, round(constant - solve_mip(model.linear).objective))
        model.linear.set_objective(benefit)
    return model


@pytest.mark.parametrize("row", ALONE)
def test_model_is_wrong_without_a_row(row: str) -> None:
    right = oracle_best(ALONE[row])
    assert best_of(climbed(ALONE[row])) == right
    assert best_of(climbed(ALONE[row], without=row)) > right


def test_model_is_wrong_without_the_ladder() -> None:
    right = oracle_best(DUTY)
    assert best_of(climbed(DUTY)) == right
    assert best_of(build(DUTY, whole_money=True)) > right
    assert oracle_best(DUTY, "ladder") > right


def test_a_level_may_be_one_unit_worse_and_no_more() -> None:
    small, large = replace(DUTY, projects=(project("P", 1, 10.0),)), DUTY
    assert (plan_capital(small, EXACT).objective, oracle_best(small)) == (10.0, 10.0)
    assert (plan_capital(large, EXACT).objective, oracle_best(large)) == (0.0, 0.0)


def test_every_rule_and_every_row_has_a_case() -> None:
    assert set(SHARED) == set(RULES)
    assert {name for names in SHARED.values() for name in names} <= set(CASES)
    models = [build(question) for case in CASES.values() for question in (case.strict, case.relaxed)] + [build(DUTY), build(TWICE)]
    kept = {row for model in models for row in model.linear.row_names if row not in model.rows and not row.startswith("money:")}
    # The upper bound of its column keeps a year's most as well; the row only tightens the relaxation.
    assert kept - {"year-most"} == set(ALONE)
