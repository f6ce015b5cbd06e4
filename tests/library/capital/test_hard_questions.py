"""Hard and odd questions: an honest answer each, a checked plan with a bound or findings, that a stranger can recompute.

Sizes are those the library suite can bear; ``bench/capital.py --hard`` asks the same at the sizes of the issue and measures them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from quyhoach.capital.checker import check_plan
from quyhoach.capital.engine import in_order, plan_capital
from quyhoach.capital.large.ties import long_ties
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.problem import Alternative, Bundle, CapitalProblem, Mix, Obligation, Precedence, ProjectToFund

from .test_certificate import STRANGER, as_printed

YEARS = tuple(range(2026, 2031))
SOURCES = (("A",), ("B",), ("A", "B"))
MANY = 320
"""More projects than branch and bound takes."""


def project(
    number: int, need: int, score: float = 50.0, funds: tuple[str, ...] = ("A",), duration: int = 2, rank: int = 3
) -> ProjectToFund:
    mixes = tuple(Mix(fund) for fund in funds)
    return ProjectToFund(f"P{number:05}", need, need, rank, score, duration, YEARS[0], YEARS[-1], mixes)


def question(projects: list[ProjectToFund], share: float) -> CapitalProblem:
    """Money for that share of what is asked, evenly over sources and years."""
    funds = tuple(sorted({mix.fund for p in projects for mix in p.mixes}))
    limit = int(share * sum(p.need for p in projects) / len(funds) / len(YEARS))
    ceilings = {(fund, year): limit for fund in funds for year in YEARS}
    middle = sorted(p.size for p in projects)[len(projects) // 2]
    return CapitalProblem(YEARS, funds, ceilings, {}, tuple(projects), median_size=middle, last_rank=3)


def wide(count: int, share: float = 0.5) -> CapitalProblem:
    """Costs from 1 to 10⁶ units."""
    rng = random.Random(1)
    return question([project(n, int(10 ** rng.uniform(0, 6)), rng.uniform(20, 100), rng.choice(SOURCES), rng.choice((1, 2, 3)))
                     for n in range(count)], share)


def honest(problem: CapitalProblem) -> CapitalPlan:
    """The plan, accepted and proven as a stranger sees it."""
    plan = plan_capital(problem)
    assert plan.status is not Status.NONE
    assert check_plan(in_order(problem), plan) == ()
    assert plan.objective <= plan.bound
    data = as_printed(plan)
    value, bound, gap = STRANGER["recompute"](data)
    STRANGER["check_statements"](data, value, bound, gap)
    return plan


def chosen(plan: CapitalPlan) -> set[str]:
    return {decision.id for decision in plan.decisions if decision.in_plan}


@pytest.mark.parametrize("count", [40, MANY])
def test_costs_from_one_to_a_million_units(count: int) -> None:
    problem = wide(count)
    assert max(p.need for p in problem.projects) > 10**5 * min(p.need for p in problem.projects)
    gap = honest(problem).gap
    assert gap < 0.005


def test_a_source_that_funds_one_project_only() -> None:
    rng = random.Random(2)
    problem = question([project(n, rng.randint(100, 10_000), rng.uniform(20, 100)) for n in range(MANY - 1)], 0.4)
    lonely = project(MANY - 1, 5_000, funds=("Z",))
    problem = replace(problem, projects=(*problem.projects, lonely), funds=("A", "Z"),
                      ceilings=problem.ceilings | {("Z", year): 3_000 for year in YEARS})
    plan = honest(problem)
    assert plan.gap < 0.001
    assert {a.fund for a in plan.allocations if a.id == lonely.id} == {"Z"}
    assert lonely.id not in chosen(plan_capital(replace(problem, ceilings=problem.ceilings | {("Z", year): 900 for year in YEARS})))


def test_many_identical_projects() -> None:
    problem = question([project(n, 1_000) for n in range(3_000)], 0.4)
    plan = honest(problem)
    assert len(chosen(plan)) in (1_199, 1_200)  # the money holds 1,200 of them
    gap = plan.gap
    assert gap < 0.001


def test_all_mandatory_with_room() -> None:
    plan = honest(question([project(n, 100 + n, rank=2) for n in range(MANY)], 1.3))
    assert len(chosen(plan)) == MANY
    assert [(level.rank, level.shortfall) for level in plan.levels] == [(2, 0)]


def test_all_mandatory_without_room() -> None:
    rng = random.Random(3)
    problem = question([project(n, rng.randint(100, 10_000), rng.uniform(20, 100), rng.choice(SOURCES), rank=2) for n in range(MANY)], 0.6)
    plan = honest(problem)
    (level,) = plan.levels
    left_out = sum(p.need for p in problem.projects if p.id not in chosen(plan))
    assert level.bound <= left_out <= level.shortfall + 1
    assert level.shortfall - level.bound <= 0.001 * level.shortfall


def test_obligations_beyond_the_money() -> None:
    """1.3 times the money is owed: the ladder pays what it can, to the last unit, and says what is short."""
    problem = wide(MANY)
    money = sum(problem.ceilings.values())
    duties = tuple(Obligation(f"N{k}", int(1.3 * money / 4), 1, ("A", "B"), YEARS[0], YEARS[-1]) for k in range(4))
    plan = honest(replace(problem, obligations=duties))
    short = sum(duty.amount for duty in duties) - money
    assert sum(plan.shortfalls.values()) in (short, short + 1)
    assert plan.levels[0].shortfall == short
    assert plan.levels[0].bound == pytest.approx(short, rel=1e-6)


@pytest.mark.parametrize("count", [1, MANY])
def test_ceilings_of_zero(count: int) -> None:
    problem = wide(count)
    plan = honest(replace(problem, ceilings=dict.fromkeys(problem.ceilings, 0)))
    assert (plan.objective, plan.bound, plan.allocations, chosen(plan)) == (0.0, 0.0, (), set())


@pytest.mark.parametrize(("share", "inside"), [(0.25, False), (1.5, True)])
def test_a_bundle_of_hundreds(share: float, inside: bool) -> None:
    """In when the money holds it, out when it does not, proven in two cases."""
    problem = wide(MANY, share)
    bundle = Bundle("G", tuple(p.id for p in problem.projects[:250]))
    problem = replace(problem, bundles=(bundle,))
    assert long_ties(problem).bundles == (bundle,)
    plan = honest(problem)
    assert (set(bundle.projects) <= chosen(plan)) == inside
    assert bool(set(bundle.projects) & chosen(plan)) == inside
    gap = plan.gap
    assert gap < 0.005


def chain(lag: int) -> Callable[[CapitalProblem], CapitalProblem]:
    def tied(problem: CapitalProblem) -> CapitalProblem:
        names = [p.id for p in problem.projects[:250]]
        return replace(problem, precedences=tuple(Precedence(f"T{k:03}", *pair, lag) for k, pair in enumerate(pairwise(names))))

    return tied


def one_of_many(problem: CapitalProblem) -> CapitalProblem:
    return replace(problem, alternatives=(Alternative("X", tuple(p.id for p in problem.projects[:250])),))


@pytest.mark.parametrize(("tie", "share"), [(chain(1), 0.25), (chain(0), 1.5), (one_of_many, 0.25)])
def test_long_chains_and_many_alternatives(tie: Callable[[CapitalProblem], CapitalProblem], share: float) -> None:
    gap = honest(tie(wide(MANY, share))).gap
    assert gap < 0.005


def test_a_chain_that_money_cuts_has_a_bound_that_holds() -> None:
    """The prices of a chain that can only be built in part prove little; they still prove it."""
    plan = honest(chain(0)(wide(MANY, 0.25)))
    assert 0 < plan.gap < 1


@pytest.mark.parametrize("score", [0.0, -10.0])
def test_projects_worth_nothing_stay_out(score: float) -> None:
    problem = wide(MANY)
    plan = honest(replace(problem, projects=tuple(replace(p, score=score if n % 2 else p.score) for n, p in enumerate(problem.projects))))
    worthless = {p.id for n, p in enumerate(problem.projects) if n % 2}
    assert plan.objective > 0
    assert score == 0.0 or not worthless & chosen(plan)
