"""The engine against the oracle on thousands of tiny problems: the same value, the same shortfalls, bounds that hold."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from quyhoach.capital.checker import check_plan
from quyhoach.capital.engine import Settings, plan_capital
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.problem import CapitalProblem

from .oracle import Answer, Reading, answer, plan_of
from .strategies import tiny_problems

EXACT = Settings(gap=0.0, node_limit=1_000_000)
MANY = max(300, settings.default.max_examples)


def close(value: float) -> float:
    return 1e-9 * max(1.0, abs(value))


def both(problem: CapitalProblem) -> tuple[CapitalPlan, Answer]:
    """The engine's plan, and the oracle's answer while every rank is held to the engine's level."""
    plan = plan_capital(problem, EXACT)
    assert plan.status is not Status.NONE, plan.findings
    found = answer(problem, {level.rank: level.shortfall for level in plan.levels})
    assert found is not None
    return plan, found


def agree(problem: CapitalProblem) -> None:
    plan, found = both(problem)
    # A level is the least of money that may be cut; whole units may need the one unit that is allowed above it.
    assert all(level.shortfall <= found.levels[level.rank] <= level.shortfall + 1 for level in plan.levels)
    assert abs(plan.objective - found.objective) <= close(found.objective)
    assert plan.status is Status.OPTIMAL
    assert plan.bound >= found.objective - close(found.objective)
    assert plan.certificate is not None
    assert plan.certificate.bound >= found.objective - close(found.objective)
    assert all(level.bound <= found.levels[level.rank] + 1e-6 for level in plan.levels)
    assert check_plan(problem, plan) == ()
    assert check_plan(problem, plan_of(problem, found)) == ()


@settings(max_examples=MANY)
@given(tiny_problems())
def test_engine_and_oracle_agree(problem: CapitalProblem) -> None:
    agree(problem)


@settings(max_examples=MANY // 3)
@given(tiny_problems(always=frozenset({"parcels"})))
def test_engine_and_oracle_agree_on_land(problem: CapitalProblem) -> None:
    agree(problem)


@settings(max_examples=MANY // 3)
@given(tiny_problems(always=frozenset({"rank", "obligations"})))
def test_engine_and_oracle_agree_on_the_ladder(problem: CapitalProblem) -> None:
    agree(problem)


@settings(max_examples=MANY // 3)
@given(tiny_problems(always=frozenset({"caps", "counterpart"})))
def test_engine_and_oracle_agree_on_whole_units_of_a_mix(problem: CapitalProblem) -> None:
    agree(problem)


@settings(max_examples=MANY // 3)
@given(tiny_problems(fixed_shares=True))
def test_a_fixed_share_less_than_one_unit_off_lies_between_exact_and_loose(problem: CapitalProblem) -> None:
    plan, loose = both(problem)
    exact = answer(problem, {level.rank: level.shortfall for level in plan.levels}, Reading(exact_shares=True))
    assert plan.objective <= loose.objective + close(loose.objective)
    assert exact is None or plan.objective >= exact.objective - close(exact.objective)
    assert check_plan(problem, replace(plan_of(problem, loose), levels=plan.levels)) == ()
