"""A whole question at prices: what every option, parcel and cluster gains, the bound L they give, and what they would use.

The same L as ``certificate.lagrangian_bound``, over arrays; logic and land inside a cluster are kept, not priced.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from quyhoach.capital.large.choices import (
    MOST_SOURCES,
    Classes,
    Options,
    Patterns,
    classes_of,
    fill,
    mixes_of,
    options_of_all,
    scale_of,
    year_prices,
)
from quyhoach.capital.large.clusters import Clusters, clusters_of
from quyhoach.capital.large.limits import Duty, Limits, duties_of, limits_of, sparse
from quyhoach.capital.options import cheapest_mix, usable_mixes
from quyhoach.capital.problem import CapitalProblem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mixes:
    """The corners of what a class may mix in a year. ``cell``: class · years + year; ``uses``: limits × corners."""

    cell: Ints
    uses: csc_array


@dataclass(frozen=True, slots=True)
class Aim:
    """What is made as great as can be: what each option is worth, less what each way of an obligation costs."""

    options: Floats
    duties: Floats


@dataclass(frozen=True, slots=True)
class Gains:
    """At prices: ``money`` price by class and year (``inf``: cannot pay), gain by option, by joint choice, best by cluster;
    ``land``: best gain of a parcel cleared by a year; ``bound``: L."""

    money: Floats
    options: Floats
    joint: Floats
    best: Floats
    clearings: Floats
    land: Floats
    bound: float


@dataclass(frozen=True, slots=True)
class Bulk:
    """A question as arrays, ready to be priced. ``levels``: shortfall allowed by rank."""

    problem: CapitalProblem
    scale: float
    classes: Classes
    options: Options
    patterns: Patterns
    clusters: Clusters
    limits: Limits
    mixes: Mixes
    duties: tuple[Duty, ...]
    loose_parcels: Ints

    @property
    def years(self) -> int:
        """Years of the plan."""
        return len(self.problem.years)

    def cluster_money(self) -> Floats:
        """The greatest need within each cluster."""
        found = np.zeros(len(self.clusters.first) - 1)
        np.maximum.at(found, self.clusters.of_project[self.options.project], self.options.need)
        return found

    def benefit(self) -> Aim:
        """The aim of the last level: the benefit."""
        return Aim(self.options.value, np.zeros(len(self.duties)))

    def rank_met(self, rank: int) -> Aim:
        """The aim of a level of the ladder: the least shortfall, in scaled money · years; worth nothing when all is left out."""
        o = self.options
        projects = np.array([p.rank == rank for p in self.problem.projects], dtype=bool)[o.project]
        delay = np.array([p.delay for p in self.problem.projects], dtype=np.int64)[o.project]
        unmet = np.array([way.year is None and self.problem.obligations[way.number].rank == rank for way in self.duties], dtype=float)
        return Aim(np.where(projects, o.need * (delay + 1 - o.late), 0.0), unmet)

    def at(self, prices: Floats, aim: Aim, exact: bool = False) -> Gains:
        """Everything at ``prices`` by limit; ``exact``: bounds of a year in whole units, which the proof needs."""
        money = self.money_prices(prices)
        options = aim.options - self.costs(money, exact)
        if self.limits.options.nnz:
            options = options - self.limits.options.T @ prices
        clearings, land = self._land(prices, money)
        joint, best = self.clusters.best(options, land)
        return Gains(money, options, joint, best, clearings, land, self._bound(prices, aim, clearings, best))

    def money_prices(self, prices: Floats) -> Floats:
        """Cheapest price of one unit of money by class and year."""
        cells = np.full(len(self.classes.members) * self.years, inf)
        np.minimum.at(cells, self.mixes.cell, self.mixes.uses.T @ prices)
        found = cells.reshape(-1, self.years)
        for number, member in enumerate(self.classes.members):
            if len(member.mixes) > MOST_SOURCES:
                found[number] = [self._cheapest(number, year, prices) for year in range(self.years)]
        return found

    def _cheapest(self, number: int, year: int, prices: Floats) -> float:
        member, calendar = self.classes.members[number], self.problem.years[year]
        if not self.classes.payable[number, year]:
            return inf
        usable = usable_mixes(self.problem, member, calendar)
        cost = {m.fund: sum(prices[row] * use for row, use in
                            self.limits.of_money(member.id, self.classes.favoured[number], m.fund, calendar)) for m in usable}
        return cheapest_mix(usable, cost, member.counterpart_share, self.problem.counterpart_funds)

    def costs(self, money: Floats, exact: bool) -> Floats:
        """Cost of the money of each option at the price of money by class and year; ``exact`` as in ``at``."""
        o, p = self.options, self.patterns
        if exact:
            return fill(year_prices(money, self.classes.of[o.project], o.start, o.length), o.low, o.high, o.need)
        unit = fill(year_prices(money, p.cls, p.start, p.length), p.low, p.high, np.ones(len(p.cls)))
        return np.asarray(o.need * unit[o.pattern])

    def _land(self, prices: Floats, money: Floats) -> tuple[Floats, Floats]:
        """Gain of clearing each parcel in each year, and the best by a year."""
        count = len(self.problem.parcels)
        gains = -(self.limits.parcels.T @ prices)
        if self.limits.repaid.nnz:
            gains = gains - self.limits.repaid.T @ np.where(np.isfinite(money), money, 0.0).reshape(-1)
        gains = np.where(self.limits.open_years, gains.reshape(count, self.years), -inf)
        return gains, np.maximum.accumulate(gains, axis=1) if count else gains

    def _bound(self, prices: Floats, aim: Aim, clearings: Floats, best: Floats) -> float:
        least: dict[int, float] = {}
        for way, unmet in zip(self.duties, aim.duties.tolist(), strict=True):
            cost = unmet + sum(prices[row] * use for row, use in way.uses)
            least[way.number] = min(cost, least.get(way.number, inf))
        duties = sum(self.problem.obligations[n].amount / self.scale * cost for n, cost in least.items())
        loose = np.maximum(clearings[self.loose_parcels].max(axis=1), 0.0).sum() if len(self.loose_parcels) else 0.0
        return float(prices @ self.limits.rhs + best.sum() + loose - duties)


def bulk_of(problem: CapitalProblem, levels: dict[int, int]) -> Bulk:
    """The arrays of a question."""
    scale, classes = scale_of(problem), classes_of(problem)
    options, patterns = options_of_all(problem, classes, scale)
    clusters = clusters_of(problem, options)
    limits = limits_of(problem, classes, options, scale, clusters.loose, levels)
    return Bulk(problem, scale, classes, options, patterns, clusters, limits, _mixes(problem, classes, limits),
                tuple(duties_of(problem, limits)), _loose_parcels(problem, clusters))


def _loose_parcels(problem: CapitalProblem, clusters: Clusters) -> Ints:
    names = {problem.projects[n].id for n in clusters.loose}
    return np.array([n for n, p in enumerate(problem.parcels) if any(name in names for name in (*p.projects, p.owner))], dtype=np.int64)


def _mixes(problem: CapitalProblem, classes: Classes, limits: Limits) -> Mixes:
    cells: list[int] = []
    triples: list[tuple[int, int, float]] = []
    for number, year, corner in mixes_of(problem, classes):
        for fund, share in corner.items():
            member, favoured = classes.members[number].id, classes.favoured[number]
            for row, use in limits.of_money(member, favoured, fund, problem.years[year]):
                triples.append((row, len(cells), use * share))
        cells.append(number * len(problem.years) + year)
    uses = sparse(triples, len(limits.rows), len(cells))
    return Mixes(np.array(cells, dtype=np.int64), uses)
