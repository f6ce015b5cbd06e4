"""What is true of every plan, whatever the province: money adds up, limits hold, order means nothing, more never hurts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.capital.checker import check_plan
from quyhoach.capital.engine import Settings, plan_capital
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.problem import CapitalProblem, ProjectToFund

from .strategies import province_problems, tiny_problems

EXACT = Settings(gap=0.0, node_limit=1_000_000)
FEW = max(5, settings.default.max_examples // 40)
SOME = max(50, settings.default.max_examples // 10)


def shuffled(problem: CapitalProblem, seed: int) -> CapitalProblem:
    """The same question with every list in another order."""
    dice = Random(seed)

    def mixed(rows: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(dice.sample(rows, len(rows)))

    lists = {name: mixed(getattr(problem, name)) for name in (
        "funds", "projects", "obligations", "parcels", "precedences", "alternatives", "bundles", "share_rules", "locks")}
    tables = {name: dict(reversed(getattr(problem, name).items())) for name in ("ceilings", "medium_term", "fund_inflow")}
    other = replace(problem, **lists, **tables)
    return replace(
        other,
        projects=tuple(replace(p, mixes=mixed(p.mixes)) for p in other.projects),
        obligations=tuple(replace(d, funds=mixed(d.funds)) for d in other.obligations),
        parcels=tuple(replace(p, projects=mixed(p.projects)) for p in other.parcels),
        alternatives=tuple(replace(r, projects=mixed(r.projects)) for r in other.alternatives),
        bundles=tuple(replace(r, projects=mixed(r.projects)) for r in other.bundles),
        share_rules=tuple(replace(r, projects=mixed(r.projects), funds=mixed(r.funds), years=mixed(r.years)) for r in other.share_rules),
    )


def assert_money_adds_up(problem: CapitalProblem, plan: CapitalPlan) -> None:
    given_to: Counter[str] = Counter()
    used: Counter[tuple[str, int]] = Counter()
    for item in plan.allocations:
        given_to[item.id] += item.amount
        used[item.fund, item.year] += item.amount
    owed = Counter({p.id: 0 for p in problem.projects})
    for lot in problem.parcels:
        if lot.owner in owed and plan.clearings.get(lot.id, 9999) + lot.repay_lag in problem.years:
            owed[lot.owner] += lot.repayment
    expected = {p.id: p.need + owed[p.id] for p in problem.projects if next(d.in_plan for d in plan.decisions if d.id == p.id)}
    expected |= {duty.id: duty.amount - plan.shortfalls.get(duty.id, 0) for duty in problem.obligations}
    assert given_to == Counter(expected)
    assert all(amount <= problem.ceilings[cell] for cell, amount in used.items())
    for (fund, first, last), limit in problem.medium_term.items():
        assert sum(amount for (name, year), amount in used.items() if name == fund and first <= year <= last) <= limit


@settings(max_examples=FEW)
@given(province_problems(5, 25))
def test_a_plan_adds_up_and_is_accepted(problem: CapitalProblem) -> None:
    plan = plan_capital(problem)
    assert plan.status is not Status.NONE, plan.findings
    assert check_plan(problem, plan) == ()
    assert_money_adds_up(problem, plan)
    assert 0 <= plan.objective <= plan.bound * (1 + 1e-9)
    assert plan.certificate is not None
    assert plan.bound <= plan.certificate.bound


@settings(max_examples=FEW)
@given(province_problems(5, 12), st.integers(0, 99))
def test_order_of_rows_never_matters(problem: CapitalProblem, seed: int) -> None:
    assert plan_capital(shuffled(problem, seed)) == plan_capital(problem)


@settings(max_examples=SOME)
@given(tiny_problems(), st.integers(0, 99))
def test_order_of_rows_never_matters_for_any_rule(problem: CapitalProblem, seed: int) -> None:
    assert plan_capital(shuffled(problem, seed), EXACT) == plan_capital(problem, EXACT)


@settings(max_examples=FEW)
@given(province_problems(5, 12))
def test_same_question_same_plan(problem: CapitalProblem) -> None:
    once, again = plan_capital(problem), plan_capital(problem)
    assert replace(once, seconds=0.0) == replace(again, seconds=0.0)
    assert repr(replace(once, seconds=0.0)) == repr(replace(again, seconds=0.0))


@settings(max_examples=SOME)
@given(tiny_problems(), st.data())
def test_a_higher_ceiling_never_hurts(problem: CapitalProblem, data: st.DataObject) -> None:
    last_rank_only = replace(problem, obligations=(), projects=tuple(replace(p, rank=problem.last_rank) for p in problem.projects))
    open_cells = sorted(cell for cell, limit in problem.ceilings.items() if limit > 0)
    if open_cells:
        cell = data.draw(st.sampled_from(open_cells))
        higher = {**problem.ceilings, cell: problem.ceilings[cell] + data.draw(st.integers(1, 3))}
        before, after = plan_capital(last_rank_only, EXACT), plan_capital(replace(last_rank_only, ceilings=higher), EXACT)
        assert after.objective >= before.objective - 1e-9
        assert after.bound >= before.bound - 1e-9


@settings(max_examples=FEW)
@given(province_problems(5, 12), st.integers(0, 14))
def test_a_higher_ceiling_never_hurts_within_the_gap(problem: CapitalProblem, cell: int) -> None:
    last_rank_only = replace(problem, obligations=(), projects=tuple(replace(p, rank=problem.last_rank) for p in problem.projects))
    key = sorted(problem.ceilings)[cell]
    higher = {**problem.ceilings, key: problem.ceilings[key] * 11 // 10}
    before, after = plan_capital(last_rank_only), plan_capital(replace(last_rank_only, ceilings=higher))
    assert after.bound >= before.objective
    assert after.objective >= before.objective * (1 - after.gap) - 1e-9


def in_smaller_units(problem: CapitalProblem, times: int) -> CapitalProblem:
    """The same money counted in smaller units, without a ladder and without shares of a year, which round by the unit."""

    def project(p: ProjectToFund) -> ProjectToFund:
        mixes = tuple(replace(mix, life_cap=None if mix.life_cap is None else mix.life_cap * times) for mix in p.mixes)
        return replace(p, need=p.need * times, size=p.size * times, mixes=mixes, rank=problem.last_rank,
                       min_year_share=Fraction(0), max_year_share=Fraction(1))

    return replace(
        problem, projects=tuple(project(p) for p in problem.projects), obligations=(), median_size=problem.median_size * times,
        ceilings={cell: limit * times for cell, limit in problem.ceilings.items()},
        medium_term={period: limit * times for period, limit in problem.medium_term.items()},
        parcels=tuple(replace(lot, cost=lot.cost * times, repayment=lot.repayment * times) for lot in problem.parcels),
        fund_opening=problem.fund_opening * times, fund_inflow={year: cash * times for year, cash in problem.fund_inflow.items()},
    )


@settings(max_examples=SOME)
@given(tiny_problems(), st.sampled_from((7, 1_000, 3_000_000)))
def test_smaller_units_never_hurt(problem: CapitalProblem, times: int) -> None:
    coarse, fine = plan_capital(in_smaller_units(problem, 1), EXACT), plan_capital(in_smaller_units(problem, times), EXACT)
    assert fine.objective >= coarse.objective - 1e-7
    assert check_plan(in_smaller_units(problem, times), fine) == ()


def in_dong(problem: CapitalProblem) -> CapitalProblem:
    """The question of a province that counts in đồng: amounts of 10¹², none of them round."""
    million = 10**6

    def project(p: ProjectToFund) -> ProjectToFund:
        mixes = tuple(replace(mix, life_cap=None if mix.life_cap is None else mix.life_cap * million + 7) for mix in p.mixes)
        return replace(p, need=p.need * million + 13, size=p.size * million + 17, mixes=mixes)

    fine = in_smaller_units(problem, million)
    ceilings = {cell: limit + 11 for cell, limit in fine.ceilings.items()}
    return replace(fine, projects=tuple(project(p) for p in problem.projects), ceilings=ceilings)


@settings(max_examples=FEW)
@given(province_problems(5, 15))
def test_a_plan_in_dong_adds_up_too(problem: CapitalProblem) -> None:
    plan = plan_capital(in_dong(problem))
    assert plan.status is Status.OPTIMAL
    assert check_plan(in_dong(problem), plan) == ()
    assert_money_adds_up(in_dong(problem), plan)
