"""The engine at size beside the exact one on small questions: its plans are accepted, its bound holds, its arrays say the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.capital.checker import check_plan
from quyhoach.capital.engine import in_order, plan_capital
from quyhoach.capital.large import clusters
from quyhoach.capital.large.bulk import bulk_of
from quyhoach.capital.large.choices import classes_of, options_of_all, scale_of
from quyhoach.capital.large.master import Master
from quyhoach.capital.large.method import Effort, Sized, plan_at_size, plan_nothing_short
from quyhoach.capital.large.reasons import with_reasons_at_size
from quyhoach.capital.large.whole import plan_whole
from quyhoach.capital.model import build, keep_ladder, ranks_to_meet
from quyhoach.capital.options import options_of
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.problem import CapitalProblem, Mix, ProjectToFund
from quyhoach.solvers.highs import solve_lp

from .strategies import RULES, TRAITS, province_problems, tiny_problems
from .test_certificate import STRANGER, as_printed
from .test_laws_of_nature import assert_money_adds_up
from .test_preview import many_projects

FEW = max(5, settings.default.max_examples // 40)
SOME = max(40, settings.default.max_examples // 4)


def at_size(problem: CapitalProblem) -> Sized | None:
    return plan_at_size(in_order(problem), Effort(), lambda _: None)


def assert_bounded(problem: CapitalProblem) -> None:
    """Accepted; as short on the ladder as it says; and where no rank is shorter, no better than the best and no bound below it."""
    sized, full = at_size(problem), plan_capital(problem)
    if sized is None:
        return
    plan = sized.plan
    assert check_plan(in_order(problem), plan) == ()
    assert full.status is not Status.NONE
    for mine, exact in zip(plan.levels, full.levels, strict=True):
        assert mine.bound <= exact.shortfall + 1e-6
        assert mine.shortfall >= mine.bound - 1
        if mine.shortfall != exact.shortfall:
            assert mine.shortfall > exact.shortfall
            return
    assert plan.bound >= full.objective * (1 - 1e-9) - 1e-9
    assert plan.objective <= full.bound * (1 + 1e-9) + 1e-9


@settings(max_examples=SOME)
@given(tiny_problems())
def test_the_bound_holds_on_tiny_questions(problem: CapitalProblem) -> None:
    assert_bounded(problem)


@settings(max_examples=FEW)
@given(province_problems(5, 15))
def test_the_bound_holds_on_real_amounts(problem: CapitalProblem) -> None:
    assert_bounded(problem)
    sized = at_size(problem)
    if sized is not None:
        assert_money_adds_up(in_order(problem), sized.plan)


@settings(max_examples=SOME)
@given(tiny_problems())
def test_the_arrays_hold_the_options_of_every_project(problem: CapitalProblem) -> None:
    problem = in_order(problem)
    scale = scale_of(problem)
    options, _ = options_of_all(problem, classes_of(problem), scale)
    for number, project in enumerate(problem.projects):
        span = range(options.first[number], options.first[number + 1])
        found = [(options.start[k] + problem.years[0], options.late[k], options.length[k], round(options.high[k] * scale)) for k in span]
        exact = options_of(problem, project)
        assert found == [(o.start, o.late, len(o.low), max(o.high)) for o in exact]
        assert [options.value[k] for k in span] == pytest.approx([o.value for o in exact])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_prices_reach_the_linear_bound(seed: int) -> None:
    problem = in_order(many_projects(80, seed))
    levels = dict.fromkeys(ranks_to_meet(problem), 0)
    bulk = bulk_of(problem, levels)
    priced = Master(bulk, bulk.benefit()).solve()
    model = build(problem)
    for rank, level in levels.items():
        keep_ladder(model, rank, level)
    model.linear.set_objective({model.x[name, k]: o.value for name, found in model.options.items() for k, o in enumerate(found)})
    relaxed = solve_lp(model.linear)
    assert relaxed.values is not None
    assert priced.gains.bound == pytest.approx(relaxed.objective, rel=1e-4)
    assert priced.gains.bound >= relaxed.objective * (1 - 1e-9)


def assert_proves_itself(plan: CapitalPlan) -> None:
    data = as_printed(plan)
    value, bound, gap = STRANGER["recompute"](data)
    STRANGER["check_statements"](data, value, bound, gap)


@settings(max_examples=SOME)
@given(st.one_of(tiny_problems(), tiny_problems(always=frozenset({*TRAITS, *RULES}))))
def test_a_stranger_recomputes_a_large_proof_that_keeps_clusters_together(problem: CapitalProblem) -> None:
    sized = at_size(problem)
    if sized is not None:
        assert_proves_itself(sized.plan)


@settings(max_examples=SOME)
@given(tiny_problems(always=frozenset({"parcels", "precedences", "alternatives", "bundles"})))
def test_loose_clusters_prove_the_same(problem: CapitalProblem) -> None:
    """Where joint choices are too many to write out, the rules of a cluster are priced rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clusters, "MOST_JOINT", 1)
        assert_bounded(problem)
        sized = at_size(problem)
    if sized is not None:
        assert sized.bulk.clusters.loose
        assert_proves_itself(sized.plan)


@settings(max_examples=SOME)
@given(tiny_problems())
def test_whole_decisions_of_everything_bound_every_plan(problem: CapitalProblem) -> None:
    pytest.importorskip("pyscipopt", reason="the extra engine is not installed")
    sized, full = at_size(problem), plan_capital(problem)
    if sized is None or [x.shortfall for x in sized.plan.levels] != [x.shortfall for x in full.levels]:
        return
    whole = plan_whole(sized, 0.0, 10_000).plan
    assert check_plan(in_order(problem), whole) == ()
    assert whole.bound >= full.objective * (1 - 1e-6) - 1e-6
    assert full.bound * (1 + 1e-6) + 1e-6 >= whole.objective >= sized.plan.objective


def test_many_projects_at_size() -> None:
    problem = in_order(many_projects(120, 1))
    sized = at_size(problem)
    assert sized is not None
    assert check_plan(problem, sized.plan) == ()
    assert_money_adds_up(problem, sized.plan)
    assert sized.plan.gap < 0.05
    assert_proves_itself(sized.plan)
    reasoned = with_reasons_at_size(sized.bulk, sized.priced, sized.plan)
    assert all(decision.reasons for decision in reasoned.decisions)
    again = at_size(problem)
    assert again is not None
    assert again.plan == sized.plan


def test_a_life_cap_as_large_as_the_need_costs_nothing() -> None:
    need = 6_000_000
    project = ProjectToFund("DA", need, need, 2, 50.0, 2, 2026, 2027, (Mix("S", life_cap=need),), committed=True)
    years = (2026, 2027, 2028)
    problem = in_order(CapitalProblem(years, ("S",), {("S", year): need for year in years}, {}, (project,), last_rank=3))
    sized = plan_nothing_short(problem, Effort(), lambda _: None)
    assert sized is not None
    assert check_plan(problem, sized.plan) == ()
    assert sum(a.amount for a in sized.plan.allocations) == need
