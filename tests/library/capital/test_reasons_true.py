"""The printed reason is true: with its score raised by the printed amount a project enters, and with less it does not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from quyhoach.capital.counterfactual import force_in
from quyhoach.capital.engine import Settings, plan_capital
from quyhoach.capital.plan import CapitalPlan, Reason, Status
from quyhoach.capital.problem import CapitalProblem

from .strategies import province_problems, tiny_problems

EXACT = Settings(gap=0.0, node_limit=1_000_000)
SOME = max(40, settings.default.max_examples // 5)
FEW = max(5, settings.default.max_examples // 40)


def raised(problem: CapitalProblem, project: str, rise: float) -> CapitalProblem:
    return replace(problem, projects=tuple(replace(p, score=p.score + rise) if p.id == project else p for p in problem.projects))


def enters(problem: CapitalProblem, project: str, rise: float) -> bool:
    plan = plan_capital(raised(problem, project, rise), EXACT)
    return next(decision.in_plan for decision in plan.decisions if decision.id == project)


def excluded(plan: CapitalPlan) -> list[str]:
    return [decision.id for decision in plan.decisions if not decision.in_plan]


def assert_true(problem: CapitalProblem, plan: CapitalPlan, project: str) -> Reason:
    reason = force_in(problem, plan, project, EXACT)
    if reason.kind == "never_enters":
        assert not enters(problem, project, 1e6)
    else:
        assert enters(problem, project, reason.values["score_rise"])
        assert not enters(problem, project, 0.99 * reason.values["stays_out_below"])
    return reason


@settings(max_examples=SOME)
@given(tiny_problems())
def test_printed_rise_is_true_and_tight_on_tiny_problems(problem: CapitalProblem) -> None:
    plan = plan_capital(problem, EXACT)
    for project in excluded(plan):
        reason = assert_true(problem, plan, project)
        if reason.kind == "enters_at":
            assert reason.values["score_rise"] <= reason.values["stays_out_below"] * 1.01 + 2e-4


@settings(max_examples=FEW)
@given(province_problems(5, 8))
def test_printed_rise_is_true_and_tight_on_real_amounts(problem: CapitalProblem) -> None:
    plan = plan_capital(problem, EXACT)
    for project in excluded(plan)[:2]:
        reason = assert_true(problem, plan, project)
        if plan.status is Status.OPTIMAL and reason.kind == "enters_at":
            assert reason.values["score_rise"] <= reason.values["stays_out_below"] * 1.01 + 2e-4


@settings(max_examples=SOME)
@given(tiny_problems())
def test_printed_rise_is_true_of_the_best_plan_when_the_gap_is_open(problem: CapitalProblem) -> None:
    loose = Settings(gap=0.1)
    plan = plan_capital(problem, loose)
    for project in excluded(plan)[:1]:
        reason = force_in(problem, plan, project, loose)
        if reason.kind == "enters_at":
            assert reason.values["stays_out_below"] <= reason.values["score_rise"]
            assert enters(problem, project, reason.values["score_rise"])
            assert not reason.values["stays_out_below"] or not enters(problem, project, 0.99 * reason.values["stays_out_below"])
