"""Block Dantzig–Wolfe: prices of the shared limits, from a small linear program that grows by what blocks of clusters propose.

The master holds limits, money by class and year with its mixes, obligations, and one convexity row a block; a proposal is what a
block would take at some prices. Its value never falls and L never lies below it; they meet at the linear bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, vstack

from quyhoach.capital.large.bulk import Aim, Bulk, Gains
from quyhoach.capital.large.choices import shares_by_year, year_prices
from quyhoach.capital.large.limits import sparse
from quyhoach.solvers.highs import DUAL, PRIMAL, Program

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BLOCKS, TIED_BLOCKS = 200, 8
SEEDS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.4, 2.0)
"""Price levels of the first proposals, as multiples of benefit per unit of money."""
MOST_ROUNDS = 60
SMOOTHING = 0.5
CLOSE = 3e-6
"""L less the master's value, as a share of L, at which prices are good enough."""
STEEP = 5.0
"""Likewise, the price of a rank of the ladder that nothing falls short of."""
PENALTY = 50.0
"""Price of falling short of the ladder, as a multiple of the greatest benefit per unit of money."""


@dataclass(frozen=True, slots=True)
class Priced:
    """The outcome: prices by limit, what they say, the master's own value and whether the ladder's rows are met in it."""

    aim: Aim
    prices: Floats
    gains: Gains
    value: float
    short: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The best choice of every cluster at prices: its joint choice (−1: all out), its options, and its clearings (parcel, year)."""

    joint: Ints
    options: Ints
    parcels: Ints
    years: Ints


def best_choices(bulk: Bulk, gains: Gains) -> Taken:
    """What every cluster takes at these prices; the first of equals."""
    clusters = bulk.clusters
    joint = np.full(len(clusters.first) - 1, -1, dtype=np.int64)
    at_best = np.flatnonzero((gains.joint >= gains.best[clusters.cluster]) & (gains.joint > 0))
    owners, first = np.unique(clusters.cluster[at_best], return_index=True)
    joint[owners] = at_best[first]
    return taken(bulk, gains, joint)


def taken(bulk: Bulk, gains: Gains, joint: Ints) -> Taken:
    """Options and clearings of one joint choice a cluster (−1: all out)."""
    clusters = bulk.clusters
    chosen = joint[joint >= 0]
    counts = clusters.ends[chosen + 1] - clusters.ends[chosen]
    flat = np.repeat(clusters.ends[chosen] - np.r_[0, np.cumsum(counts)[:-1]], counts) + np.arange(counts.sum())
    inside = np.zeros(len(clusters.cluster), dtype=bool)
    inside[chosen] = True
    needed = inside[clusters.by] if len(clusters.by) else np.zeros(0, dtype=bool)
    parcels, latest = clusters.parcel[needed], clusters.latest[needed]
    within = np.where(np.arange(bulk.years) <= latest[:, None], gains.clearings[parcels], -inf) if len(parcels) else np.zeros((0, 1))
    return Taken(joint, clusters.options[flat], parcels, within.argmax(axis=1))


class Master:
    """The growing program of one question."""

    def __init__(self, bulk: Bulk, aim: Aim) -> None:
        """Nothing proposed yet."""
        self.bulk, self.aim, self.value = bulk, aim, aim.options
        self.block = _blocks(bulk, self.value)
        self.cells = len(bulk.classes.members) * bulk.years
        self.blocks = int(self.block.max()) + 1 if len(self.block) else 0
        rows = bulk.limits.rows
        lower = np.full(self.cells + len(rows) + self.blocks + len(bulk.problem.obligations), -inf)
        upper = np.concatenate([np.zeros(self.cells), bulk.limits.rhs, np.ones(self.blocks),
                                [duty.amount / bulk.scale for duty in bulk.problem.obligations]])
        for k, row in enumerate(rows):
            lower[self.cells + k] = row.rhs if row.equal else -inf
        lower[self.cells + len(rows) + self.blocks:] = upper[self.cells + len(rows) + self.blocks:]
        self.program = Program(lower, upper)
        self.unit = float((self.value / bulk.options.need).max(initial=1.0))
        self._block_of_option = self.block[bulk.clusters.of_project[bulk.options.project]]
        self._add_standing()

    def _add_standing(self) -> None:
        """Mixes, obligations, clearings of loose parcels, and the price of falling short of the ladder."""
        bulk, rows = self.bulk, len(self.bulk.limits.rows)
        mixes = bulk.mixes
        money = coo_array((-np.ones(len(mixes.cell)), (mixes.cell, np.arange(len(mixes.cell)))), shape=(self.cells, len(mixes.cell)))
        self._add(np.zeros(len(mixes.cell)), money, mixes.uses)
        uses = [(row, k, use) for k, way in enumerate(bulk.duties) for row, use in way.uses]
        matrix = sparse(uses, rows, len(bulk.duties))
        owed = coo_array((np.ones(len(bulk.duties)), ([way.number for way in bulk.duties], range(len(bulk.duties)))),
                         shape=(len(bulk.problem.obligations), len(bulk.duties)))
        self._add(-self.aim.duties, None, matrix, duties=owed)
        short = [k for k, row in enumerate(bulk.limits.rows) if row.kind == "ladder"]
        slack = sparse([(k, n, -1.0) for n, k in enumerate(short)], rows, len(short))
        self._slack = self._add(np.full(len(short), -PENALTY * self.unit), None, slack)
        self._slacks = len(short)
        columns = [(n, n * bulk.years + t) for n in bulk.loose_parcels for t in range(bulk.years) if bulk.limits.open_years[n, t]]
        which = np.array([column for _, column in columns], dtype=np.int64)
        self._add(np.zeros(len(which)), bulk.limits.repaid[:, which], bulk.limits.parcels[:, which], upper=1.0)

    def _add(self, cost: Floats, money: csc_array | coo_array | None, uses: csc_array | None, *, block: Ints | None = None,
             duties: coo_array | None = None, upper: float = inf) -> int:
        count = len(cost)
        parts = [coo_array((self.cells, count)) if money is None else money,
                 coo_array((len(self.bulk.limits.rows), count)) if uses is None else uses,
                 coo_array((self.blocks, count)) if block is None else
                 coo_array((np.ones(count), (block, np.arange(count))), shape=(self.blocks, count)),
                 coo_array((len(self.bulk.problem.obligations), count)) if duties is None else duties]
        matrix = csc_array(vstack(parts, format="csc"))
        return self.program.add(cost, np.zeros(count), np.full(count, upper), matrix)

    def solve(self, warm: Floats | None = None) -> Priced:
        """Prices within ``CLOSE`` of the linear bound; ``warm``: prices to begin from."""
        bulk = self.bulk
        rate = float(self.value.sum() / max(bulk.options.need.sum(), 1e-9))
        for level in SEEDS:
            self._propose(bulk.at(self._seed(level * rate), self.aim), None)
        best: tuple[float, Floats] = (inf, np.zeros(len(bulk.limits.rows)))
        if warm is not None:
            gains = bulk.at(warm, self.aim)
            self._propose(gains, None)
            best = (gains.bound, warm)
        value, short, rounds = -inf, 0.0, 0
        for rounds in range(1, MOST_ROUNDS + 1):
            answer = self.program.solve(PRIMAL if rounds > 1 else DUAL)
            value, duals = answer.objective, answer.prices
            short = float(answer.values[self._slack:self._slack + self._slacks].sum()) if answer.values is not None else inf
            if duals is None or (best[0] < inf and best[0] - value <= CLOSE * abs(best[0])):
                break
            at = bulk.limits.signed(duals[self.cells:self.cells + len(bulk.limits.rows)])
            smooth = at if best[0] == inf else SMOOTHING * best[1] + (1 - SMOOTHING) * at
            for prices in (smooth, at):
                gains = bulk.at(prices, self.aim)
                if gains.bound < best[0]:
                    best = (gains.bound, prices)
                if self._propose(gains, duals):
                    break
            else:
                break
        prices, gains = self._steep(best[1])
        return Priced(self.aim, prices, gains, value, short, rounds)

    def _steep(self, prices: Floats) -> tuple[Floats, Gains]:
        """A rank that nothing falls short of may have any greater price with the same L: one that leaves no doubt."""
        gains = self.bulk.at(prices, self.aim, exact=True)
        sure = np.array([row.kind == "ladder" for row in self.bulk.limits.rows], dtype=bool)
        steep = np.where(sure, np.maximum(prices, STEEP * self.unit), prices)
        other = self.bulk.at(steep, self.aim, exact=True)
        return (steep, other) if other.bound <= gains.bound * (1 + CLOSE) else (prices, gains)

    def _seed(self, price: float) -> Floats:
        kinds = {"yearly-ceiling": price, "land-fund-cash": price / self.bulk.years, "ladder": 3 * self.unit}
        return np.array([kinds.get(row.kind, 0.0) for row in self.bulk.limits.rows])

    def _propose(self, gains: Gains, duals: Floats | None) -> bool:
        """What every block takes at these prices, where it improves on the master's prices; whether any does."""
        bulk = self.bulk
        choice = best_choices(bulk, gains)
        spend, uses, value = self._usage(choice, gains)
        proposed = np.arange(self.blocks)
        if duals is not None:
            rows = len(bulk.limits.rows)
            reduced = value - spend @ duals[:self.cells] - duals[self.cells:self.cells + rows] @ uses
            reduced -= duals[self.cells + rows:self.cells + rows + self.blocks]
            proposed = np.flatnonzero(reduced > 1e-9 * max(1.0, abs(gains.bound)) / max(1, self.blocks))
        if len(proposed):
            self._add(value[proposed], csc_array(spend[proposed].T), csc_array(uses[:, proposed]), block=proposed)
        return bool(len(proposed))

    def _usage(self, choice: Taken, gains: Gains) -> tuple[Floats, Floats, Floats]:
        """By block: money by class and year (blocks × cells), use of limits (limits × blocks), value."""
        bulk, o, p = self.bulk, self.bulk.options, self.bulk.patterns
        block = self._block_of_option[choice.options]
        value = np.bincount(block, weights=self.value[choice.options], minlength=self.blocks)
        profile = shares_by_year(year_prices(gains.money, p.cls, p.start, p.length), p.low, p.high)
        needs = coo_array((o.need[choice.options], (block, o.pattern[choice.options])), shape=(self.blocks, len(p.cls))).tocsr()
        cells = p.cls[:, None] * bulk.years + np.minimum(p.start[:, None] + np.arange(profile.shape[1]), bulk.years - 1)
        pattern, step = np.nonzero(profile)
        by_cell = coo_array((profile[pattern, step], (pattern, cells[pattern, step])), shape=(len(p.cls), self.cells)).tocsr()
        spend = (needs @ by_cell).toarray()
        select = coo_array((np.ones(len(block)), (np.arange(len(block)), block)), shape=(len(block), self.blocks)).tocsr()
        uses = (bulk.limits.options[:, choice.options] @ select).toarray()
        if len(choice.parcels):
            home = self._block_of_parcel[choice.parcels]
            columns = choice.parcels * bulk.years + choice.years
            select = coo_array((np.ones(len(home)), (np.arange(len(home)), home)), shape=(len(home), self.blocks)).tocsr()
            uses = uses + (bulk.limits.parcels[:, columns] @ select).toarray()
            spend = spend + (bulk.limits.repaid[:, columns] @ select).toarray().T
        return np.asarray(spend), np.asarray(uses), np.asarray(value, dtype=np.float64)

    @property
    def _block_of_parcel(self) -> Ints:
        clusters = self.bulk.clusters
        found = np.zeros(len(self.bulk.problem.parcels), dtype=np.int64)
        found[clusters.parcel] = self.block[clusters.cluster[clusters.by]]
        return found


def _blocks(bulk: Bulk, value: Floats) -> Ints:
    """Block of each cluster: those of one class by benefit for money, those of several by turns."""
    clusters, o = bulk.clusters, bulk.options
    count = len(clusters.first) - 1
    low, high = np.full(count, len(bulk.classes.members)), np.full(count, -1)
    np.minimum.at(low, clusters.of_project, bulk.classes.of)
    np.maximum.at(high, clusters.of_project, bulk.classes.of)
    rate = np.zeros(count)
    np.maximum.at(rate, clusters.of_project[o.project], value / o.need)
    size = max(1, -(-count // BLOCKS))
    block, following = np.zeros(count, dtype=np.int64), 0
    for cls in range(len(bulk.classes.members)):
        own = np.flatnonzero((low == cls) & (high == cls))
        block[own[np.argsort(-rate[own], kind="stable")]] = following + np.arange(len(own)) // size
        following += -(-len(own) // size)
    tied = np.flatnonzero(low != high)
    block[tied] = following + np.arange(len(tied)) % TIED_BLOCKS
    _, block = np.unique(block, return_inverse=True)
    return block.reshape(-1)
