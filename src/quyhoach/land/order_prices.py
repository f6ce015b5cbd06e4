"""Prices of the fund's cash, and the bound they prove: L ≥ the value of every order, for any prices ≥ 0.

L = Σ price · cash without clearing + Σ over sites of the best way taken alone, or nothing.
The best prices come from a master program: groups of sites propose what they would do at the last prices, the master mixes the
proposals within the balances, and its row prices ask again, until no group can do better.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np

from quyhoach.land.ways import OUT, Flags, Floats, Ints, Ways
from quyhoach.solvers.highs import DUAL, PRIMAL, Program

GROUPS, MOST_ROUNDS, SMOOTHING, CLOSE = 40, 120, 0.5, 1e-9
SEEDS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.4, 2.0)
"""Price levels of the first proposals, as multiples of the mean value of a unit of money."""
PENALTY = 1e3
"""Price of what no proposal can mend, as a multiple of the greatest value of a unit of money."""
ROUNDING = 1e-9
"""What adding up in floats may take from L, as a share."""


@dataclass(frozen=True, slots=True)
class OrderPrices:
    """Prices of the balances by year, the gain of every way at them, the best of each site (≥ 0), and the bound L they prove."""

    cash: Floats
    gains: Floats
    best: Floats
    bound: float

    @property
    def whole_bound(self) -> int:
        """L in whole units, since every order is worth a whole number."""
        return floor(self.bound * (1 + ROUNDING) + ROUNDING)

    def choices(self) -> Ints:
        """What every site would do alone; the first of equals, nothing where nothing gains."""
        found = self.gains.argmax(axis=1)
        return np.where(self.best > 0, found, OUT)


def priced(ways: Ways, cash: Floats) -> OrderPrices:
    """L at any prices ≥ 0."""
    gains = ways.gains(cash)
    best = np.maximum(gains.max(axis=1, initial=0.0), 0.0)
    return OrderPrices(cash, gains, best, float(cash @ ways.cash) + float(best.sum()))


class OrderMaster:
    """The growing program. Rows: balances by year, then one convexity row a group."""

    def __init__(self, ways: Ways) -> None:
        """Nothing proposed yet."""
        self.ways = ways
        worth = ways.worth.max(axis=1, initial=0)
        self.count, self.years = max(1, min(GROUPS, len(ways.sites))), len(ways.years)
        order = np.argsort(-(worth / np.maximum(ways.cost, 1)), kind="stable")
        self.groups = np.empty(len(ways.sites), dtype=np.int64)
        self.groups[order] = np.arange(len(order)) * self.count // max(1, len(order))
        self.money, self.worth = max(1.0, float(ways.cost.max(initial=1))), max(1.0, float(worth.max(initial=1)))
        self.rate = float(worth.sum()) / max(1.0, float(ways.cost.sum()))
        rows = self.years + self.count
        self.program = Program(np.full(rows, -np.inf), np.r_[ways.cash / self.money, np.ones(self.count)])
        self.program.add_dense(np.full(self.years, -PENALTY * len(ways.sites)), np.full(self.years, np.inf), -np.eye(rows, self.years))

    def propose(self, chosen: Ints) -> None:
        """One column a group: what its sites use and are worth."""
        used = self.ways.used(chosen, self.groups, self.count).T / self.money
        value = self.ways.worths(chosen, self.groups, self.count) / self.worth
        self.program.add_dense(value, np.full(self.count, np.inf), np.vstack([used, np.eye(self.count)]))

    def solve(self, start: Ints | None = None) -> OrderPrices:
        """The best prices found; ``start``: an order proposed first. Stops when they are within ``CLOSE``, or after enough rounds."""
        for level in SEEDS:
            self.propose(priced(self.ways, np.r_[np.zeros(self.years - 1), level * self.rate]).choices())
        if start is not None:
            self.propose(start)
        best = priced(self.ways, np.zeros(self.years))
        for rounds in range(MOST_ROUNDS):
            answer = self.program.solve(PRIMAL if rounds else DUAL)
            if answer.prices is None:
                break
            here = priced(self.ways, np.maximum(answer.prices[:self.years], 0.0) * self.worth / self.money)
            best = min(best, here, key=lambda one: one.bound)
            if best.bound - answer.objective * self.worth <= CLOSE * max(1.0, abs(best.bound)):
                break
            self.propose(here.choices())
            if best is not here:
                middle = priced(self.ways, SMOOTHING * best.cash + (1 - SMOOTHING) * here.cash)
                best = min(best, middle, key=lambda one: one.bound)
                self.propose(middle.choices())
        return best


def contenders(ways: Ways, at: OrderPrices, value: int) -> Flags:
    """Sites × (years, nothing): ways that a better order than ``value`` could take; the others lose more than L leaves."""
    loss = np.column_stack([at.best[:, None] - at.gains, at.best])
    found = at.bound * (1 + ROUNDING) + ROUNDING - loss >= value + 1
    found[:, :-1] &= ways.open
    return np.asarray(found)
