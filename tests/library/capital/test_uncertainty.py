"""A plan under uncertainty: laws of nature, seeded equality, and bounds that bound."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quyhoach.capital.checker import check_plan
from quyhoach.capital.drawn import question_of_draw
from quyhoach.capital.engine import in_order, plan_capital
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.preview import preview
from quyhoach.capital.problem import CapitalProblem, Mix, Obligation, ProjectToFund
from quyhoach.capital.shocks import CHUNK, DEFAULT_SHOCKS, Shock, parse_shocks
from quyhoach.capital.uncertainty import Outlook, Uncertainty, here, outlook

from .strategies import RULES, TRAITS, province_problems, tiny_problems

EVERYTHING = tiny_problems(always=frozenset({*TRAITS, *RULES}))
QUESTIONS = st.one_of(tiny_problems(), EVERYTHING, tiny_problems(fixed_shares=True), province_problems(5, 10))
STILL = (Shock("cost", "lognormal", 0.0), Shock("revenue", "normal", 0.0), Shock("delay", "chance", 0.0))
WILD = (Shock("cost", "lognormal", 0.4, 0.5), Shock("revenue", "uniform", 0.6, 0.2), Shock("delay", "chance", 0.4, years=1))
FEW = settings(max_examples=max(25, settings.default.max_examples // 8))


def planned(problem: CapitalProblem) -> CapitalPlan:
    plan = preview(problem)
    assume(plan.status is not Status.NONE)
    return plan


@FEW
@given(QUESTIONS)
def test_without_shocks_everything_stays_as_planned(problem: CapitalProblem) -> None:
    plan = planned(problem)
    found = outlook(problem, plan, STILL, CHUNK)
    inside = sorted(d.id for d in plan.decisions if d.in_plan)
    assert found.fundable == dict.fromkeys(inside, 1.0)
    assert found.strains == ()
    assert found.kept == pytest.approx([plan.objective] * CHUNK, rel=1e-12, abs=1e-12)
    assert max(found.bound) >= plan.objective - 1e-9
    draws = Uncertainty(in_order(problem), plan, STILL).lottery.chunk(0)
    assert question_of_draw(in_order(problem), plan, draws, 0) == in_order(problem)


def test_without_shocks_the_bound_is_the_plans_own() -> None:
    problem = _question()
    plan = plan_capital(problem)
    assert set(outlook(problem, plan, STILL, CHUNK).bound) == {plan.bound}


@FEW
@given(QUESTIONS, st.integers(0, 3))
def test_no_plan_of_a_draw_is_worth_more_than_its_bound(problem: CapitalProblem, seed: int) -> None:
    problem = in_order(problem)
    plan = planned(problem)
    case = Uncertainty(problem, plan, WILD, seed)
    draws, chunk = case.lottery.chunk(0), case.chunk(0)
    levels = {level.rank: level.shortfall for level in plan.levels}
    for k in range(2):
        question = question_of_draw(problem, plan, draws, k)
        other = preview(question)
        if other.status is Status.NONE:
            continue
        assert check_plan(in_order(question), other) == ()
        slack = 1e-7 * (1 + abs(other.objective))
        assert other.objective <= chunk.bound_any[k] + slack
        if all(level.shortfall <= levels[level.rank] for level in other.levels):
            assert other.objective <= chunk.bound[k] + slack


@FEW
@given(QUESTIONS, st.integers(1, 50))
def test_higher_ceilings_never_make_a_project_less_fundable(problem: CapitalProblem, more: int) -> None:
    problem = in_order(problem)
    plan = planned(problem)
    # The same draws of the same needs, more money everywhere: only the limits are moved.
    case = Uncertainty(problem, plan, WILD, 1)
    draws = case.lottery.chunk(0)
    richer = replace(draws, yearly=draws.yearly + more, medium=draws.medium + more)
    before, after = case.exposure.under(draws), case.exposure.under(richer)
    assert (after.fundable >= before.fundable).all()
    assert np.array_equal(after.spent, before.spent)
    assert (after.kept >= before.kept - 1e-9).all()


def test_draws_depend_on_the_seed_and_on_nothing_else() -> None:
    problem = _question()
    plan = plan_capital(problem)
    first = outlook(problem, plan, DEFAULT_SHOCKS, 120, seed=3, remake=2)
    assert outlook(problem, plan, DEFAULT_SHOCKS, 120, seed=3, remake=2) == first

    def backwards(case: Uncertainty, tasks: object) -> list[object]:
        assert isinstance(tasks, list)
        away = pickle.loads(pickle.dumps(case))
        return list(here(away, tasks[::-1]))[::-1]

    other = outlook(problem, plan, DEFAULT_SHOCKS, 120, seed=3, remake=2, spread=backwards)
    assert repr(_parts(other)) == repr(_parts(first))
    longer = outlook(problem, plan, DEFAULT_SHOCKS, 170, seed=3)
    assert longer.bound[:120] == first.bound
    assert outlook(problem, plan, DEFAULT_SHOCKS, 120, seed=4).kept != first.kept


def test_a_ceiling_breaks_as_often_and_as_much_as_counted_one_by_one() -> None:
    problem = in_order(_question())
    plan = plan_capital(problem)
    case = Uncertainty(problem, plan, (Shock("cost", "uniform", 0.5),), 5)
    draws, chunk = case.lottery.chunk(0), case.chunk(0)
    place = {p.id: n for n, p in enumerate(problem.projects)}
    need = {p.id: p.need for p in problem.projects}
    for k in range(CHUNK):
        for row, (fund, year) in enumerate(problem.ceilings):
            paid = [a for a in plan.allocations if (a.fund, a.year) == (fund, year) and a.kind != "lock"]
            spent = sum(a.amount * (draws.need[place[a.id], k] / need[a.id] if a.kind == "project" else 1) for a in paid)
            assert chunk.over[row, k] == pytest.approx(max(0.0, spent - problem.ceilings[fund, year]), abs=1e-6)


@pytest.mark.parametrize(("text", "shock"), [
    ("cost lognormal 0.10 common=0.5", Shock("cost", "lognormal", 0.1, 0.5)),
    ("revenue normal 15% NSDP.SDD NSDP.XSKT", Shock("revenue", "normal", 0.15, scope=("NSDP.SDD", "NSDP.XSKT"))),
    ("delay chance 0,2 years=2 DA01", Shock("delay", "chance", 0.2, years=2, scope=("DA01",))),
])
def test_a_declaration_reads_back(text: str, shock: Shock) -> None:
    assert parse_shocks(text) == (shock,)
    assert parse_shocks(f"{shock.text}; {shock.text}") == (shock, shock)


@pytest.mark.parametrize("text", [
    "cost", "cost lognormal", "cost lognormal much", "cost chance 0.1", "price normal 0.1", "cost normal -0.1", "cost normal 1.5",
    "cost normal nan", "delay chance 0.1 years=0", "delay chance 0.1 years=x", "cost normal 0.1 years=2", "delay chance 0.1 common=0.5",
])
def test_a_declaration_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_shocks(text)


def test_a_later_declaration_counts_where_two_cover_a_project() -> None:
    problem = in_order(_question())
    some = problem.projects[0].id
    plan = plan_capital(problem)
    draws = Uncertainty(problem, plan, (Shock("cost", "normal", 0.3), Shock("cost", "normal", 0.0, scope=(some,)))).lottery.chunk(0)
    assert set(draws.need[0]) == {problem.projects[0].need}
    assert len(set(draws.need[1].tolist())) > 1


def _question() -> CapitalProblem:
    years = (2026, 2027, 2028)
    projects = tuple(
        ProjectToFund(f"P{n}", 900 + 170 * n, 900 + 170 * n, 2 if n == 0 else 3, 50.0 + 7 * n % 30, 1 + n % 2, 2026, 2028,
                      (Mix("A"), Mix("B")) if n % 3 else (Mix("A"),), committed=n == 0, delay=1 if n == 0 else 0)
        for n in range(8)
    )
    ceilings = {(fund, year): limit for fund, limit in (("A", 1500), ("B", 900)) for year in years}
    return CapitalProblem(years, ("A", "B"), ceilings, {("A", 2026, 2030): 4200}, projects,
                          obligations=(Obligation("N", 200, 1, ("A",), 2026, 2027),), median_size=1400, last_rank=3)


def _parts(found: Outlook) -> tuple[object, ...]:
    remade = [(one.draw, one.objective, one.bound, one.gap, one.levels, sorted(one.inside)) for one in found.remade]
    return found.fundable, found.strains, found.kept, found.bound, found.bound_any, remade, found.remade_in
