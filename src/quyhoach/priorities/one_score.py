"""The least change of one score that puts b above a: of each value of a and of b, within its scale, everything scaled anew.

Weighted sum and PROMETHEE II: what b gains on a never falls as its value gets better, so bisection finds the exact point. TOPSIS: both
distances times the squared length of the criterion are quadratic in the value, their comparison is of fourth degree. VIKOR: regrets
times the criterion's range are straight in the value (``crossing.walk``). Where other cells of the criterion are filled from its
known values they move too: each stretch between known values is then looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.change import bisected, first_working, printed
from quyhoach.priorities.criteria import Direction, Method
from quyhoach.priorities.crossing import Branch, Regret, walk
from quyhoach.priorities.engine import Prepared
from quyhoach.priorities.envelope import Lines

Floats = NDArray[np.float64]
WIDER = 1e-6
"""A root this little off the real line, or outside its stretch, is looked at all the same."""


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """The value of ``object`` on ``criterion`` goes from ``value`` to ``enough``, which is ``change`` more, in the criterion's unit.

    ``share``: |change| as a part of the scale from ``low`` to ``high`` (stated, or observed among those ranked)."""

    object: str
    criterion: str
    value: float
    change: float
    enough: float
    low: float
    high: float

    @property
    def share(self) -> float:
        """How much of the scale the change is, 0–1."""
        return abs(self.change) / (self.high - self.low)


@dataclass(frozen=True, eq=False)
class OneScore:
    """One value that moves; b is to stand above a. Positions of objects and criterion."""

    prepared: Prepared
    weights: Floats
    moved: int
    criterion: int
    a: int
    b: int

    @property
    def here(self) -> float:
        """The present value, as it counts."""
        return float(self.prepared.matrix[self.moved, self.criterion])

    @property
    def scale(self) -> tuple[float, float]:
        """The values looked at: the stated scale, else what is observed; the present value in any case."""
        criterion = self.prepared.criteria[self.criterion]
        column = self.prepared.matrix[:, self.criterion]
        low, high = float(column.min()), float(column.max())
        if criterion.low is not None and criterion.high is not None:
            low = criterion.low if criterion.low > 0 or not criterion.needs_positive else low
            high = criterion.high
        return min(low, self.here), max(high, self.here)

    def above(self, change: float) -> bool:
        """True when b stands above a after this change of the value."""
        prepared = self._with(self.here + change)
        scores = prepared.scores(self.weights)
        return bool(scores[self.b] - scores[self.a] > prepared.tolerance)

    def least(self) -> ScoreChange | None:
        """The nearest change, either way, as printed; None when none within the scale does it."""
        if not self.weights[self.criterion]:
            return None
        low, high = self.scale
        found = [change for up, limit in ((True, high - self.here), (False, low - self.here))
                 if limit and (change := self._one_way(up, limit)) is not None]
        if not found:
            return None
        change = min(found, key=abs)
        names = self.prepared.objects[self.moved], self.prepared.criteria[self.criterion].id
        return ScoreChange(*names, self.here, change, self.here + change, low, high)

    def _one_way(self, up: bool, limit: float) -> float | None:
        sign = 1.0 if up else -1.0

        def works(q: float) -> bool:
            return self.above(sign * q)

        if self.prepared.linear is not None and not self._moves_others:
            at = bisected(0.0, abs(limit), works) if works(abs(limit)) else None
        else:
            at = first_working(self._points(up, limit), works)
        return None if at is None else printed(sign * at, self.above, limit)

    def _with(self, value: float) -> Prepared:
        return self.prepared.with_value(self.prepared.objects[self.moved], self.prepared.criteria[self.criterion].id, value)

    @property
    def _moves_others(self) -> bool:
        missing = np.isnan(self.prepared.raw[:, self.criterion])
        return bool(np.delete(missing, self.moved).any())

    def _points(self, up: bool, limit: float) -> Iterator[float]:
        """Ascending distances between which the comparison of a and b keeps its sign."""
        start = 0.0
        for end in [*self._breaks(up, abs(limit)), abs(limit)]:
            if end - start > 1e-13 * abs(limit):
                yield from (start + u * (end - start) for u in sorted(self._turns(up, start, end)) if 0 < u < 1)
                yield end
                start = end

    def _breaks(self, up: bool, length: float) -> list[float]:
        """Where the value passes another that matters: the best and worst of the others; every known one when others move along."""
        criterion = self.prepared.criteria[self.criterion]
        others = np.delete(self.prepared.matrix[:, self.criterion], self.moved)
        if not len(others):
            return []
        marks = {float(others.min()), float(others.max())}
        if self._moves_others:
            steps = {0.0, criterion.indifference, criterion.preference} if self.prepared.linear is not None else {0.0}
            marks = {float(v) + s * sign for v in np.unique(others) for s in steps for sign in (1, -1)}
            marks |= {end for end in (criterion.low, criterion.high) if end is not None}
        return sorted(q for mark in marks if 0 < (q := (mark - self.here if up else self.here - mark)) < length)

    def _turns(self, up: bool, start: float, end: float) -> list[float]:
        """Roots of the comparison on one stretch, as parts of it."""
        if self.prepared.linear is not None:
            return []
        column = self._column(up, start, end)
        if column is None:
            return []
        return self._topsis(column) if self.prepared.method is Method.TOPSIS else self._vikor(column)

    def _column(self, up: bool, start: float, end: float) -> Lines | None:
        """The criterion's values, better ones greater, as lines over the stretch from 0 to 1."""
        sign = 1.0 if up else -1.0
        looks = [self._with(self.here + sign * (start + u * (end - start))).matrix[:, self.criterion] for u in (0.25, 0.75)]
        better = -1.0 if self.prepared.criteria[self.criterion].direction is Direction.LESS else 1.0
        slope = np.round((looks[1] - looks[0]) / (0.5 * sign * (end - start)) * 2) / 2 * sign * (end - start)
        lines = Lines(better * (looks[0] - 0.25 * slope), better * slope)
        middle = lines.value(0.5)
        return lines if middle.max() > middle.min() else None

    def _topsis(self, column: Lines) -> list[float]:
        table = self.prepared.table
        shares = np.square(self.weights)
        shares[self.criterion] = 0.0
        length = np.array([np.square(column.slope).sum(), 2 * (column.at * column.slope).sum(), np.square(column.at).sum()])
        middle = column.value(0.5)
        parts = {}
        for name, end, gaps in (("best", int(middle.argmax()), table.max(axis=0) - table),
                                ("worst", int(middle.argmin()), table - table.min(axis=0))):
            for one in (self.a, self.b):
                gap = np.array([column.slope[end] - column.slope[one], column.at[end] - column.at[one]])
                own = self.weights[self.criterion] ** 2 * np.polymul(gap, gap)
                parts[name, one] = np.polyadd(own, float(np.square(gaps[one]) @ shares) * length)
        one, other = (np.polymul(parts["worst", x], parts["best", y]) for x, y in ((self.b, self.a), (self.a, self.b)))
        return _real_roots(np.polysub(one, other))

    def _vikor(self, column: Lines) -> list[float]:
        weighed = self.prepared.table * self.weights
        weighed[:, self.criterion] = 0.0
        middle, weight = column.value(0.5), float(self.weights[self.criterion])
        best, worst = int(middle.argmax()), int(middle.argmin())
        wide = float(middle[best] - middle[worst])
        regret = Lines((column.at[best] - column.at) / wide, (column.slope[best] - column.slope) / wide)
        across = float(regret.at[worst]), float(regret.slope[worst])
        s, r = weighed.sum(axis=1), weighed.max(axis=1)
        mine = Lines(weight * regret.at, weight * regret.slope)
        lines = Regret(Lines(mine.at + s * across[0], mine.slope + s * across[1]), mine, Lines(r * across[0], r * across[1]))
        return turns_of(walk(lines, np.array([self.a]), np.array([self.b]), 1.0))


def turns_of(stretches: Iterator[tuple[float, float, list[Branch]]]) -> list[float]:
    """Every point of a walk at which the comparison of one pair may change: ends of stretches and branches, and roots."""
    found: list[float] = []
    for start, end, branches in stretches:
        found += [start, end]
        for branch in branches:
            found += [branch.low[0], branch.high[0], *branch.roots()[0]]
    return sorted({float(q) for q in found if np.isfinite(q)})


def _real_roots(polynomial: Floats) -> list[float]:
    scale = np.abs(polynomial).max(initial=0.0)
    if not scale:
        return []
    roots = np.roots(np.where(np.abs(polynomial) < 1e-18 * scale, 0.0, polynomial))
    return [float(root.real) for root in roots if abs(root.imag) <= WIDER * (1 + abs(root.real))]
