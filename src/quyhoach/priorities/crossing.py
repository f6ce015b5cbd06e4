"""Where two objects change places while one weight or one value moves: roots of polynomials of at most second degree.

Along a move q ≥ 0 from the present every method's comparison has the sign of a polynomial, stretch by stretch:
weighted sum and PROMETHEE II are straight in the weight; TOPSIS compares D⁻² of one with D⁺² of the other, both straight in
θ = t²/(t² + (1 − t)²) of the weight t; VIKOR is the product of straight S, R and their spreads between the points where the
best or worst of S or R becomes another object.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.criteria import Method
from quyhoach.priorities.engine import Prepared
from quyhoach.priorities.envelope import Lines, Piece, highest, lowest, lowest_of_higher
from quyhoach.priorities.methods.vikor import EQUAL, MAJORITY

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
EDGE = 1e-14
"""θ this near 0 or 1 is 0 or 1 but for rounding, which its square root would make visible."""
NOTHING = 1e-12
"""A comparison smaller than this part of its terms all along a stretch is a tie all along it."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Pairs compared between ``low`` and ``high`` (pairs,): c0 + c1·q + c2·q² > 0 when the second is above; (pairs, 3)."""

    low: Floats
    high: Floats
    coefficients: Floats
    size: float

    def roots(self) -> Floats:
        """Where the pairs are level, (pairs, 2), NaN where never; ends count."""
        c0, c1, c2 = self.coefficients.T
        with np.errstate(divide="ignore", invalid="ignore"):
            turn = -0.5 * (c1 + np.copysign(np.sqrt(c1 * c1 - 4 * c2 * c0), c1))
            found = np.stack([turn / c2, c0 / turn], axis=1)
            edge = 1e-12 * np.maximum(np.abs(self.high), np.abs(self.low))[:, None]
            return np.where((found >= self.low[:, None] - edge) & (found <= self.high[:, None] + edge), found, np.nan)

    def level(self) -> NDArray[np.bool_]:
        """Pairs that are level all along, where they are compared at all."""
        reach = np.where(self.high > self.low, self.high, 0.0)
        terms = np.abs(self.coefficients) * np.stack([np.ones_like(reach), reach, reach**2], axis=1)
        return np.asarray((terms.max(axis=1) <= NOTHING * self.size) | (self.high <= self.low), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Regret:
    """VIKOR along a move: S of each object, and R as the greater of two lines."""

    s: Lines
    r: Lines
    r_other: Lines


def walk(regret: Regret, first: Whole, second: Whole, length: float) -> Iterator[tuple[float, float, list[Branch]]]:
    """VIKOR's stretches from 0 to ``length`` and the pairs' comparisons on each."""
    both = regret.r.with_others(regret.r_other)
    parts = (highest(regret.s, length), lowest(regret.s, length), highest(both, length),
             lowest_of_higher(regret.r, regret.r_other, length))
    starts = sorted({piece.start for part in parts for piece in part if piece.start < length})
    for start, end in zip(starts, [*starts[1:], length], strict=True):
        s_high, s_low, r_high, r_low = (_piece(part, start) for part in parts)
        spread_s = _spread(s_high, s_low, end)
        spread_r = _spread(r_high, r_low, end)
        yield start, end, _compared(regret, first, second, (spread_s, spread_r), (start, end))


def _piece(pieces: list[Piece], q: float) -> Piece:
    return next(piece for piece in reversed(pieces) if piece.start <= q)


def _spread(high: Piece, low: Piece, end: float) -> tuple[float, float]:
    """The spread as a line; 1 where all are equal along the stretch, for then the part counts nothing."""
    at, slope = high.at - low.at, high.slope - low.slope
    start = max(high.start, low.start)
    return (1.0, 0.0) if max(at + slope * start, at + slope * end) <= EQUAL else (at, slope)


def _compared(regret: Regret, first: Whole, second: Whole, spreads: tuple[tuple[float, float], tuple[float, float]],
              ends: tuple[float, float]) -> list[Branch]:
    spread_s, spread_r = (np.array(spread) for spread in spreads)
    s = _between(regret.s, regret.s, first, second)
    branches = []
    for mine in (regret.r, regret.r_other):
        for theirs in (regret.r, regret.r_other):
            low_a, high_a = _active(regret, mine, first, ends)
            low_b, high_b = _active(regret, theirs, second, ends)
            r = _between(mine, theirs, first, second)
            coefficients = MAJORITY * _product(s, spread_r) + (1 - MAJORITY) * _product(r, spread_s)
            size = float(max(np.abs(spread_s).max(), np.abs(spread_r).max()))
            branches.append(Branch(np.maximum(low_a, low_b), np.minimum(high_a, high_b), coefficients, size))
    return branches


def _between(one: Lines, other: Lines, first: Whole, second: Whole) -> Floats:
    """Regret of the first less regret of the second, as lines (pairs, 2)."""
    return np.stack([one.at[first] - other.at[second], one.slope[first] - other.slope[second]], axis=1)


def _active(regret: Regret, chosen: Lines, objects: Whole, ends: tuple[float, float]) -> tuple[Floats, Floats]:
    """The part of a stretch on which the chosen line of R is the greater one."""
    rest = regret.r_other if chosen is regret.r else regret.r
    gap, grows = chosen.at[objects] - rest.at[objects], chosen.slope[objects] - rest.slope[objects]
    with np.errstate(divide="ignore", invalid="ignore"):
        meets = -gap / grows
    never = (grows == 0) & (gap < 0)
    low = np.where(grows > 0, np.maximum(meets, ends[0]), np.where(never, np.inf, ends[0]))
    high = np.where(grows < 0, np.minimum(meets, ends[1]), np.where(never, -np.inf, ends[1]))
    return low, high


def _product(lines: Floats, line: Floats) -> Floats:
    """(pairs, 2) lines times a line, or times (pairs, 2) lines: (pairs, 3)."""
    a, b = lines[:, 0], lines[:, 1]
    c, d = (line[:, 0], line[:, 1]) if line.ndim == 2 else (line[0], line[1])
    return np.stack([a * c, a * d + b * c, b * d], axis=1)


@dataclass(frozen=True, eq=False)
class OneWeight:
    """The weight of one criterion moves, the others keep their proportions (shared alike when they had nothing)."""

    prepared: Prepared
    weights: Floats
    criterion: int

    @property
    def others(self) -> Floats:
        """The other weights as shares of what they have together."""
        rest = self.weights.copy()
        rest[self.criterion] = 0.0
        if rest.sum() <= 0:
            rest = np.ones_like(rest)
            rest[self.criterion] = 0.0
        total = float(rest.sum())
        return rest / total if total else rest

    @property
    def here(self) -> float:
        """The present weight."""
        return float(self.weights[self.criterion])

    def at(self, weight: float) -> Floats:
        """All weights when this one is ``weight``; sum 1."""
        weights = (1 - weight) * self.others
        weights[self.criterion] = weight
        return weights

    def stretches(self, up: bool, first: Whole, second: Whole) -> Iterator[tuple[float, float, list[Branch]]]:
        """Stretches of the way up (to 1) or down (to 0) in q, with the pairs' comparisons on each."""
        start = self._parameter(self.here)
        length = (1 - start) if up else start
        if length <= 0 or len(self.weights) < 2:
            return
        if self.prepared.method is Method.VIKOR:
            yield from walk(self._regret(start, up), first, second, length)
            return
        ends = np.zeros(len(first)), np.full(len(first), length)
        yield 0.0, length, [Branch(*ends, *self._polynomial(start, up, first, second))]

    def weight(self, q: float, up: bool) -> float:
        """The weight at a point of the way."""
        parameter = min(1.0, max(0.0, self._parameter(self.here) + (q if up else -q)))
        if self.prepared.method is not Method.TOPSIS:
            return parameter
        if min(parameter, 1 - parameter) < EDGE:
            return round(parameter)
        return math.sqrt(parameter) / (math.sqrt(parameter) + math.sqrt(1 - parameter))

    def _parameter(self, weight: float) -> float:
        if self.prepared.method is not Method.TOPSIS:
            return weight
        return weight**2 / (weight**2 + (1 - weight) ** 2)

    def _lines(self, alone: Floats, together: Floats, start: float, up: bool) -> Lines:
        """start·alone + (1 − start)·together, and how it moves."""
        slope = alone - together
        return Lines(together + start * slope, slope if up else -slope)

    def _polynomial(self, start: float, up: bool, first: Whole, second: Whole) -> tuple[Floats, float]:
        table, k = self.prepared.table, self.criterion
        if self.prepared.method is Method.TOPSIS:
            shares = np.square(self.others)
            near, far = np.square(table.max(axis=0) - table), np.square(table - table.min(axis=0))
            best, worst = (self._lines(part[:, k], part @ shares, start, up) for part in (near, far))
            pairs = [np.stack([part.at[one], part.slope[one]], axis=1) for part, one in
                     ((worst, second), (best, first), (worst, first), (best, second))]
            size = float(max(near[:, k].max(), (near @ shares).max()) * max(far[:, k].max(), (far @ shares).max()))
            return _product(pairs[0], pairs[1]) - _product(pairs[2], pairs[3]), size
        lines = self._lines(table[:, k], (table * self.others).sum(axis=1), start, up)
        straight = -_between(lines, lines, first, second)
        return np.column_stack([straight, np.zeros(len(first))]), float(np.abs(table).max())

    def _regret(self, start: float, up: bool) -> Regret:
        table, k = self.prepared.table, self.criterion
        weighed = table * self.others
        zero = np.zeros(len(table))
        return Regret(self._lines(table[:, k], weighed.sum(axis=1), start, up), self._lines(table[:, k], zero, start, up),
                      self._lines(zero, weighed.max(axis=1), start, up))
