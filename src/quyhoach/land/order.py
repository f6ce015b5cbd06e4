"""The best clearing order: the most clean land, early and in time for waiting projects, that the fund's cash can carry.

Sites share nothing but the fund, so the cash of each year gets a price, every site decides against the prices, a small core is
decided exactly, and the prices prove how far the order can be from the best (docs/explanation/land-foresight.md). Limits of work are
counts, never seconds: the same question gives the same bytes, and the order of rows never matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from quyhoach.land.clearing import ClearingPlan, ClearingProblem, OrderProof, OrderStatus, UnmetNeed, land_years, late_years
from quyhoach.land.order_checker import check_order
from quyhoach.land.order_prices import OrderMaster, OrderPrices, contenders
from quyhoach.land.order_search import OrderFound, floor_of, rounded, searched
from quyhoach.land.ways import OUT, Flags, Ints, Ways, ways_of

EXACT_WAYS = 2_200
"""Ways that prices leave open up to which the exact search is run."""
CORE_NODES, EXACT_NODES = 100, 1_500
ROUNDS = 2
"""Times the open ways are searched again after a better order was found."""


def best_order(problem: ClearingProblem, warm: Mapping[str, int] | None = None) -> ClearingPlan:
    """The best order with its bound. ``warm``: an earlier order (site → year) that the answer is never worse than, where it still holds.

    An order the independent checker does not accept never leaves. Status ``none``: no order keeps the fund from falling below zero.
    Raises OverflowError for money or land beyond exact numbers.
    """
    ways = ways_of(problem)
    known = _known(ways, warm)
    at = OrderMaster(ways).solve(known)
    near = rounded(ways, at, CORE_NODES)
    if near is not None and (known is None or ways.total(near) > ways.total(known)):
        known = near
    known, bound = _closed(ways, at, known)
    if known is None:
        return _nothing(problem, ways)
    plan = _answer(problem, ways, known, bound, at)
    return _nothing(problem, ways) if check_order(problem, plan) else plan


def _known(ways: Ways, warm: Mapping[str, int] | None) -> Ints | None:
    """The better of nothing at all and the earlier order, each where the fund can carry it."""
    starts = [np.full(len(ways.sites), OUT, dtype=np.int64)]
    names = {site.id for site in ways.sites}
    kept = None if warm is None else ways.chosen({name: year for name, year in warm.items() if name in names})
    starts += [] if kept is None else [kept]
    return max((one for one in starts if not (ways.balances(one) < 0).any()), key=ways.total, default=None)


def _closed(ways: Ways, at: OrderPrices, known: Ints | None) -> tuple[Ints | None, int]:
    """The best order and its whole bound: what the prices leave open is searched where it is not too much."""
    bound = at.whole_bound
    for _ in range(ROUNDS):
        value = ways.total(known) if known is not None else -1
        left = contenders(ways, at, value)
        if value >= bound or left.sum() > EXACT_WAYS:
            break
        found = _exact(ways, at, left)
        bound = max(value, min(bound, floor_of(found.bound) if found.bound > -np.inf else value))
        if found.chosen is None or found.value <= value:
            break
        known = found.chosen
    return known, bound


def _exact(ways: Ways, at: OrderPrices, left: Flags) -> OrderFound:
    """The search over all that could be better: a site with one way left has it, whatever the prices said."""
    base, only = at.choices(), left.sum(axis=1) == 1
    base[only] = np.where(left[:, -1], OUT, left.argmax(axis=1))[only]
    return searched(ways, base, left & ~only[:, None], EXACT_NODES)


def _nothing(problem: ClearingProblem, ways: Ways) -> ClearingPlan:
    """No order: nothing is cleared, and the balances say why."""
    late = sum(late_years(problem, site, None) for site in problem.sites)
    return ClearingPlan(OrderStatus.NONE, {}, tuple(ways.cash.tolist()), 0, 0, 0, late)


def _answer(problem: ClearingProblem, ways: Ways, best: Ints, bound: int, at: OrderPrices) -> ClearingPlan:
    clearings, worth = ways.clearings(best), ways.total(best)
    cleared = [(site, clearings[site.id]) for site in ways.sites if site.id in clearings]
    return ClearingPlan(
        OrderStatus.OPTIMAL if worth >= bound else OrderStatus.FEASIBLE, clearings, tuple(ways.balances(best).tolist()),
        worth, max(bound, worth), sum(land_years(problem, site, year) for site, year in cleared),
        sum(late_years(problem, site, clearings.get(site.id)) for site in ways.sites), tuple(_unmet(problem, ways, clearings)),
        OrderProof(tuple(at.cash.tolist()), at.bound),
    )


def _unmet(problem: ClearingProblem, ways: Ways, clearings: Mapping[str, int]) -> list[UnmetNeed]:
    found = []
    for site in ways.sites:
        late = late_years(problem, site, clearings.get(site.id))
        if site.needed is not None and late:
            cause = "ladder" if site.earliest > site.needed else "cash"
            found.append(UnmetNeed(site.id, site.needed, clearings.get(site.id), late, cause))
    return found


def with_more(problem: ClearingProblem, year: int, amount: int) -> ClearingProblem:
    """The same question with ``amount`` more money coming in that year."""
    return replace(problem, inflow={**problem.inflow, year: problem.inflow.get(year, 0) + amount})


def worth_of_money(problem: ClearingProblem, plan: ClearingPlan, amount: int) -> dict[int, ClearingPlan]:
    """By year, the order with ``amount`` more money from that year on, solved again: what the money would really bring."""
    return {year: best_order(with_more(problem, year, amount), plan.clearings) for year in problem.years}
