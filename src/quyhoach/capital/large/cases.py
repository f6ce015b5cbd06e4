"""A proof in cases over clusters: options of some projects are narrowed until prices alone prove each case.

As ``branching``, but the relaxation is the core with every cluster open, which is many times smaller than the whole model, and L
keeps the rules of clusters jointly. Premiums stand for what a case must take, and a price for exceeding limits, so that a case in
which no plan is possible needs no proof of another kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.branching import PREMIUM, UNDECIDED, halves, worst_first
from quyhoach.capital.certificate import OUT
from quyhoach.capital.large.bulk import Bulk
from quyhoach.capital.large.kernel import Core
from quyhoach.capital.large.master import Priced
from quyhoach.capital.plan import Leaf
from quyhoach.solvers.highs import Answer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Allowed = Mapping[str, tuple[int, ...]]
MOST_CASES, WORK = 400, 600_000
"""Cases, and cases times columns of the core: what may be spent on the proof."""
ALL_CHOICES, ALL_PROFILES = 10_000, 6


def cases_of(bulk: Bulk, priced: Priced, value: float, gap: float) -> tuple[Leaf, ...]:
    """Leaves that cover every choice of options, prices per whole unit as published; the case with the greatest bound is split
    first, until every bound is within ``gap`` of ``value``, or the work is spent, or no project is left undecided."""
    search = _Search(bulk, priced, value)
    root = Leaf({}, search.published(priced.prices), priced.gains.bound)
    most = min(MOST_CASES, WORK // max(1, search.core.program.columns))
    return worst_first((root, search.relaxed({})), search.solved, search.split, value * (1 + gap), most)


class _Search:
    def __init__(self, bulk: Bulk, priced: Priced, value: float) -> None:
        self.bulk, self.priced = bulk, priced
        count = len(bulk.clusters.first) - 1
        self.core = Core(bulk, priced, count, ALL_CHOICES, ALL_PROFILES)
        self._premium = PREMIUM * (value + 1.0)
        self._number = {p.id: n for n, p in enumerate(bulk.problem.projects)}
        arrays, first = bulk.clusters, bulk.options.first
        sizes = arrays.ends[1:] - arrays.ends[:-1]
        self._joint = np.repeat(np.arange(len(sizes)), sizes)
        self._column_of = np.full(len(sizes), -1)
        self._column_of[self.core.doubt.joint] = self.core.u
        self._entries = [np.flatnonzero((arrays.options >= first[n]) & (arrays.options < first[n + 1])) for n in range(len(first) - 1)]
        self._changed: Ints = np.zeros(0, dtype=np.int64)

    def published(self, prices: Floats) -> dict[str, float]:
        """Nonzero prices by row, per whole unit."""
        return {name: price for name, price in self.bulk.limits.published(prices, self.bulk.scale).items() if price}

    def relaxed(self, allowed: Allowed) -> Answer:
        """The core's linear answer in one case."""
        arrays, program = self.bulk.clusters, self.core.program
        upper, premium = {int(c): 1.0 for c in self._changed}, dict.fromkeys(self._changed.tolist(), 0.0)
        for name, choices in allowed.items():
            entries, first = self._entries[self._number[name]], int(self.bulk.options.first[self._number[name]])
            for entry in entries.tolist():
                column, k = int(self._column_of[self._joint[entry]]), int(arrays.options[entry]) - first
                open_here = upper.get(column, 1.0) if k in choices else 0.0
                upper[column] = open_here
                premium[column] = premium.get(column, 0.0) + (0.0 if OUT in choices else self._premium)
        columns = np.array(sorted(upper), dtype=np.int64)
        if len(columns):
            program.bound(columns, np.zeros(len(columns)), np.array([upper[int(c)] for c in columns]))
            program.weigh(columns, np.array([self.core.worth[int(c)] + premium[int(c)] for c in columns]))
        self._changed = np.array([c for c in columns.tolist() if upper[c] < 1.0 or premium[c]], dtype=np.int64)
        return program.solve()

    def solved(self, allowed: Allowed, parent: Leaf) -> tuple[Leaf, Answer]:
        """The case at the prices of its relaxation, and that answer; its parent's prices where there is none."""
        answer = self.relaxed(allowed)
        if answer.prices is None:
            return Leaf(allowed, parent.prices, parent.bound), answer
        prices = self.bulk.limits.signed(self.core.limit_prices(answer))
        bound = bound_in_case(self.bulk, self.priced, prices, {self._number[name]: choices for name, choices in allowed.items()})
        return Leaf(allowed, self.published(prices), bound), answer

    def split(self, answer: Answer, allowed: Allowed) -> tuple[Allowed, ...]:
        """The two cases of the project that the relaxation leaves most undecided, weighed by its benefit."""
        if answer.values is None:
            return ()
        arrays, o = self.bulk.clusters, self.bulk.options
        share = np.where(self._column_of >= 0, answer.values[np.maximum(self._column_of, 0)], 0.0)[self._joint]
        by_option = np.bincount(arrays.options, weights=share, minlength=len(o.project))
        best, found = UNDECIDED, None
        for name, number in self._number.items():
            span = range(int(o.first[number]), int(o.first[number + 1]))
            shares = {k: float(by_option[at]) for k, at in enumerate(span)}
            shares[OUT] = 1.0 - sum(shares.values())
            choices = allowed.get(name, (OUT, *range(len(span))))
            undecided = 1.0 - max(shares[k] for k in choices)
            weight = undecided * (1.0 + float(o.value[span.start:span.stop].max(initial=0.0)))
            if len(choices) > 1 and undecided > UNDECIDED and weight > best:
                best, found = weight, (name, choices, shares)
        if found is None:
            return ()
        name, choices, shares = found
        return tuple({**allowed, name: part} for part in halves(choices, shares))


def bound_in_case(bulk: Bulk, priced: Priced, prices: Floats, allowed: Mapping[int, tuple[int, ...]]) -> float:
    """L at these prices with the options of some projects (by number) narrowed; −1 among them: may be left out."""
    gains = bulk.at(prices, priced.aim, exact=True)
    arrays, first = bulk.clusters, bulk.options.first
    options = gains.options.copy()
    for number, choices in allowed.items():
        shut = np.ones(int(first[number + 1] - first[number]), dtype=bool)
        shut[[k for k in choices if k != OUT]] = False
        options[first[number]:first[number + 1]][shut] = -inf
    joint, best = arrays.best(options, gains.land)
    for number, choices in allowed.items():
        if OUT not in choices:
            cluster = int(arrays.of_project[number])
            begin, end = int(arrays.first[cluster]), int(arrays.first[cluster + 1])
            for position in range(begin, end):
                taken = arrays.options[arrays.ends[position]:arrays.ends[position + 1]]
                if not ((taken >= first[number]) & (taken < first[number + 1])).any():
                    joint[position] = -inf
            best[cluster] = joint[begin:end].max(initial=-inf)
    return gains.bound - float(gains.best.sum()) + float(best.sum())
