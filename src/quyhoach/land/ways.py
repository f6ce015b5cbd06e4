"""The ways of every site as arrays: one row a site, one column a year, and what each way is worth at some prices of cash.

The fund's balances are the only thing sites share. Clearing site i in year c uses ``cost`` of every balance from c on and gives
``repayment`` back to every balance from c + lag on, so at a price a year the way costs cost · Φ_c − repayment · Φ_{c+lag}, where Φ_c
is the sum of the prices from c on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.land.clearing import ClearingProblem, SiteToClear, late_years

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
OUT = -1
"""In place of a year: not cleared."""
LARGEST = 2**53
"""Beyond it a float no longer holds every whole number."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Sites × years. ``open``: the ladder allows it; ``worth``: m²·years of clean land and of lateness avoided; ``back``: column of
    ``Φ`` (years + 1 of them, the last 0) from which the repayment counts; ``cash``: balances without any clearing."""

    sites: tuple[SiteToClear, ...]
    years: tuple[int, ...]
    open: Flags
    worth: Ints
    cost: Ints
    repayment: Ints
    back: Ints
    cash: Ints

    def gains(self, prices: Floats) -> Floats:
        """Worth less cost at prices a year, −inf where the way is shut."""
        total = np.r_[np.cumsum(prices[::-1])[::-1], 0.0]
        found = self.worth - self.cost[:, None] * total[None, :-1]
        if self.repayment.any():
            found += self.repayment[:, None] * total[self.back]
        found[~self.open] = -np.inf
        return np.asarray(found)

    def used(self, chosen: Ints, groups: Ints, count: int) -> Ints:
        """Money out of each balance, groups × years, by the chosen year of each site (OUT = none)."""
        size, taken = len(self.years), np.flatnonzero(chosen != OUT)
        years, at = chosen[taken], groups[taken]
        paid = _summed(at * (size + 1) + years, self.cost[taken], count * (size + 1))
        given = _summed(at * (size + 1) + self.back[taken, years], self.repayment[taken], count * (size + 1))
        return np.asarray(np.cumsum((paid - given).reshape(count, size + 1)[:, :-1], axis=1))

    def worths(self, chosen: Ints, groups: Ints, count: int) -> Ints:
        """Worth of the chosen ways by group."""
        taken = np.flatnonzero(chosen != OUT)
        return _summed(groups[taken], self.worth[taken, chosen[taken]], count)

    def balances(self, chosen: Ints) -> Ints:
        """Cash at the end of each year."""
        return np.asarray(self.cash - self.used(chosen, np.zeros(len(self.sites), dtype=np.int64), 1)[0])

    def total(self, chosen: Ints) -> int:
        """The worth of an order."""
        return int(self.worths(chosen, np.zeros(len(self.sites), dtype=np.int64), 1)[0])

    def clearings(self, chosen: Ints) -> dict[str, int]:
        """Site → year."""
        return {self.sites[k].id: self.years[chosen[k]] for k in np.flatnonzero(chosen != OUT).tolist()}

    def chosen(self, clearings: Mapping[str, int]) -> Ints | None:
        """Years as columns; None when one of them is shut here."""
        first = self.years[0]
        found = np.array([clearings[s.id] - first if s.id in clearings else OUT for s in self.sites], dtype=np.int64)
        taken = np.flatnonzero(found != OUT)
        within = (found[taken] >= 0) & (found[taken] < len(self.years))
        return found if within.all() and self.open[taken, found[taken]].all() else None


def _summed(places: Ints, amounts: Ints, count: int) -> Ints:
    """Whole sums by place; exact, since every partial sum stays below 2⁵³."""
    return np.bincount(places, weights=amounts.astype(np.float64), minlength=count).round().astype(np.int64)


def ways_of(problem: ClearingProblem) -> Ways:
    """The arrays of a question, sites in the order of their ids. Raises OverflowError when sums could leave exact numbers."""
    sites = tuple(sorted(problem.sites, key=lambda site: site.id))
    years, size = np.array(problem.years, dtype=np.int64), len(problem.years)
    cost, repayment, lag, area, penalty, earliest = (
        _whole([getattr(s, name) for s in sites])
        for name in ("cost", "repayment", "repay_lag", "area_m2", "penalty_per_year", "earliest"))
    end = problem.years[-1] + 1
    largest = max([0, *(abs(c) for c in problem.cash())]) + sum(s.cost + s.repayment for s in sites)
    if max(largest, sum(s.area_m2 * size + s.penalty_per_year * late_years(problem, s, None) for s in sites)) >= LARGEST:
        raise OverflowError("sums beyond 2**53")
    needed = _whole([end if s.needed is None else s.needed for s in sites])[:, None]
    avoided = np.maximum(0, end - needed) - np.maximum(0, years[None, :] - needed)
    worth = area[:, None] * (end - years)[None, :] + penalty[:, None] * avoided
    back = np.minimum(np.arange(size)[None, :] + lag[:, None], size)
    cash = np.array(problem.cash(), dtype=np.int64)
    return Ways(sites, problem.years, years[None, :] >= earliest[:, None], worth, cost, repayment, back, cash)


def _whole(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
