"""The clearing order against every order written out, its laws of nature, its proof, and its size."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.land.clearing import ClearingPlan, ClearingProblem, OrderStatus, SiteToClear
from quyhoach.land.order import best_order, with_more, worth_of_money
from quyhoach.land.order_certificate import bound_again, proof_of
from quyhoach.land.order_checker import check_order

YEARS = (2026, 2027, 2028)


@st.composite
def questions(draw: st.DrawFn) -> ClearingProblem:
    """Up to four sites and three years, amounts of a few units; some funds begin below zero."""
    years = YEARS[: draw(st.integers(1, 3))]
    amounts = st.integers(0, 6)
    sites = tuple(
        SiteToClear(
            f"S{n}", draw(amounts), draw(st.integers(0, 9)), draw(st.sampled_from((2025, 2026, 2026, 2027, 2030))),
            draw(st.sampled_from((None, 2025, 2026, 2027, 2031))), (), draw(st.sampled_from((0, 0, 3, 8))), draw(st.integers(0, 2)),
            draw(st.sampled_from((0, 1, 20))))
        for n in range(draw(st.integers(0, 4))))
    return ClearingProblem(years, sites, draw(st.integers(-2, 9)), {year: draw(st.integers(-1, 4)) for year in years})


def written_out(problem: ClearingProblem) -> int | None:
    """The greatest worth of all orders, by trying each of them with a pencil: cash by year, land, lateness. None: none is possible."""
    best, end = None, problem.years[-1] + 1
    for order in product(*((None, *(y for y in problem.years if y >= s.earliest)) for s in problem.sites)):
        cash, worth = problem.opening, 0
        for year in problem.years:
            cash += problem.inflow[year]
            for site, cleared in zip(problem.sites, order, strict=True):
                if cleared is not None:
                    cash += (site.repayment if cleared + site.repay_lag == year else 0) - (site.cost if cleared == year else 0)
            if cash < 0:
                break
        else:
            for site, cleared in zip(problem.sites, order, strict=True):
                at = end if cleared is None else cleared
                worth += site.area_m2 * (end - at)
                if site.needed is not None:
                    worth += site.penalty_per_year * (max(0, end - site.needed) - max(0, at - site.needed))
            best = worth if best is None else max(best, worth)
    return best


@given(questions())
@settings(max_examples=120, deadline=None)
def test_no_order_written_out_is_better(problem: ClearingProblem) -> None:
    plan, best = best_order(problem), written_out(problem)
    if best is None:
        assert (plan.status, dict(plan.clearings), plan.objective) == (OrderStatus.NONE, {}, 0)
    else:
        assert (plan.status, plan.objective, plan.bound) == (OrderStatus.OPTIMAL, best, best)
        assert check_order(problem, plan) == ()


@given(questions(), st.integers(10**9, 2 * 10**9), st.lists(st.integers(-1, 1), min_size=8, max_size=8))
@settings(max_examples=40, deadline=None)
def test_single_dong_of_billions_decide(problem: ClearingProblem, unit: int, odd: list[int]) -> None:
    """Amounts of billions that differ by single units: a balance one đồng short is short."""
    sites = tuple(replace(s, cost=max(0, s.cost * unit + odd[n]), repayment=max(0, s.repayment * unit + odd[n + 4]))
                  for n, s in enumerate(problem.sites))
    large = replace(problem, sites=sites, opening=problem.opening * unit, inflow={y: cash * unit for y, cash in problem.inflow.items()})
    plan, best = best_order(large), written_out(large)
    assert plan.objective == (best or 0)
    assert (plan.status is OrderStatus.NONE) == (best is None)


@given(questions(), st.integers(1, 5), st.sampled_from(YEARS), st.randoms())
@settings(max_examples=40, deadline=None)
def test_more_cash_never_hurts_and_rows_may_stand_anywhere(problem: ClearingProblem, more: int, year: int, random: Random) -> None:
    plan = best_order(problem)
    richer = with_more(problem, year if year in problem.years else problem.years[0], more)
    assert best_order(richer, plan.clearings).objective >= plan.objective
    shuffled = list(problem.sites)
    random.shuffle(shuffled)
    assert best_order(replace(problem, sites=tuple(shuffled))) == plan


def sample(count: int, seed: int, years: int = 10) -> ClearingProblem:
    """Sites of a province, in million đồng."""
    rng = np.random.default_rng(seed)
    cost = np.clip(rng.lognormal(9, 1, count), 200, 1e6).astype(int).tolist()
    area = (np.array(cost) * rng.lognormal(1.5, 0.7, count)).astype(int).tolist()
    needed = np.where(rng.random(count) < 0.3, rng.integers(0, years, count), -1).tolist()
    start, back = (2026 + rng.integers(0, 4, count)).tolist(), rng.choice([0, 1], count).tolist()
    sites = tuple(
        SiteToClear(
            f"S{n:05}", cost[n], area[n], start[n], None if needed[n] < 0 else 2026 + needed[n], ("P",), cost[n] * back[n], 2, 10**7)
        for n in range(count))
    money = int(sum(cost) * 0.45)
    return ClearingProblem(tuple(range(2026, 2026 + years)), sites, money // 20, dict.fromkeys(range(2026, 2026 + years), money // 40))


def test_a_stranger_recomputes_the_bound_from_the_json() -> None:
    problem = sample(40, 3, 5)
    plan = best_order(problem)
    proof = json.loads(json.dumps(proof_of(problem, plan)))
    assert bound_again(proof) == pytest.approx(proof["bound"], rel=1e-12)
    assert plan.objective <= plan.bound <= proof["bound"] + 1
    dearer = {**proof, "prices": [price * 1.3 for price in proof["prices"]]}
    assert plan.objective <= bound_again(dearer)  # any prices bound every order


def test_the_price_of_money_bounds_what_more_money_brings() -> None:
    problem = sample(12, 5, 4)
    plan, step = best_order(problem), 5_000
    prices = dict(zip(problem.years, plan.cash_prices(), strict=True))
    assert list(prices.values()) == sorted(prices.values(), reverse=True)  # earlier money serves every later year too
    assert plan.proof is not None
    gained = {year: again.objective - plan.objective for year, again in worth_of_money(problem, plan, step).items()}
    assert any(gained.values())
    for year, gain in gained.items():
        assert 0 <= gain <= plan.proof.bound - plan.objective + prices[year] * step + 1e-3


def test_many_sites_are_ordered_with_a_small_proven_gap() -> None:
    problem = sample(2_000, 1)
    plan = best_order(problem)
    assert check_order(problem, plan) == ()
    assert 0 <= plan.gap < 1e-3


def test_the_checker_finds_every_lie() -> None:
    problem = ClearingProblem((2026, 2027), (SiteToClear("A", 5, 3, 2027, 2026, ("P",), 0, 0, 10),), 4, {2026: 0, 2027: 2})
    plan = best_order(problem)
    assert (dict(plan.clearings), plan.late, plan.land, plan.objective, plan.balances) == ({"A": 2027}, 1, 3, 13, (4, 1))
    assert [(u.site, u.cleared, u.late, u.cause) for u in plan.unmet] == [("A", 2027, 1, "ladder")]

    def rules(**changed: object) -> list[str]:
        lie: ClearingPlan = replace(plan, **changed)  # type: ignore[arg-type]  # lies of every field
        return [breach.rule for breach in check_order(problem, lie)]

    assert rules(clearings={"A": 2026}) == ["ladder-first", "fund-cash", "balance", "lateness", "land", "worth", "bound"]
    assert rules(clearings={"A": 2027, "B": 2027}) == ["known-site"]
    assert rules(balances=(4, 2)) == ["balance"]
    assert rules(late=0) == ["lateness"]
    assert rules(land=4) == ["land"]
    assert rules(objective=14) == ["worth"]
    assert rules(bound=12) == ["bound"]


def test_sums_beyond_exact_numbers_are_refused() -> None:
    with pytest.raises(OverflowError):
        best_order(ClearingProblem((2026,), (SiteToClear("A", 2**53, 1, 2026),), 0, {}))
