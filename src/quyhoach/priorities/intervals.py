"""Stability of each weight: how far it may move, the others in proportion, before the first place or the whole order changes.

Exact for every method: the ends are the nearest roots of the comparisons (``crossing``). For the order only neighbours need be
compared: where two objects meet, those between them meet too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.crossing import Branch, OneWeight
from quyhoach.priorities.engine import Prepared, places_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """One end of an interval: the weight there, and the pair that meets: the first stood above until then. None: no end, 0 or 1."""

    weight: float
    pair: Pair | None = None


@dataclass(frozen=True, slots=True)
class WeightInterval:
    """A criterion's present ``weight`` and the widest open intervals around it without a change of the first place
    (``first_low``..``first_high``) and of the whole order (``order_low``..``order_high``). At an end two objects are level."""

    criterion: str
    weight: float
    first_low: End
    first_high: End
    order_low: End
    order_high: End

    @property
    def first(self) -> tuple[float, float]:
        """The interval of the first place as two numbers."""
        return self.first_low.weight, self.first_high.weight

    @property
    def order(self) -> tuple[float, float]:
        """The interval of the whole order as two numbers."""
        return self.order_low.weight, self.order_high.weight


def intervals(prepared: Prepared, weights: Sequence[float] | Floats | None = None) -> tuple[WeightInterval, ...]:
    """The intervals of every criterion's weight around ``weights`` (the question's when None). () when nothing is ranked."""
    if not prepared.objects:
        return ()
    given = np.asarray(prepared.weights if weights is None else weights, dtype=np.float64)
    given = given / given.sum()
    rank = places_of(prepared.scores(given), prepared.tolerance)
    order = np.argsort(rank, kind="stable")
    first = np.full(len(order) - 1, order[0]), order[1:]
    neighbours = order[:-1], order[1:]
    found = []
    for k, criterion in enumerate(prepared.criteria):
        line = OneWeight(prepared, given, k)
        ends = [nearest_end(line, rank, pairs, up) for pairs in (first, neighbours) for up in (False, True)]
        found.append(WeightInterval(criterion.id, line.here, *ends))
    return tuple(found)


def nearest_end(line: OneWeight, rank: Whole, pairs: tuple[Whole, Whole], up: bool) -> End:
    """The nearest point of one way at which a pair that is apart becomes level, or a level pair parts."""
    strict = rank[pairs[0]] < rank[pairs[1]]
    for start, _, branches in line.stretches(up, *pairs) if len(strict) else ():
        stops = np.stack([_stops(branch, strict, start) for branch in branches])
        if np.isfinite(stops).any():
            at = int(np.argmin(stops.min(axis=0)))
            names = line.prepared.objects
            return End(line.weight(float(stops[:, at].min()), up), (names[int(pairs[0][at])], names[int(pairs[1][at])]))
    return End(1.0 if up else 0.0)


def _stops(branch: Branch, strict: NDArray[np.bool_], start: float) -> Floats:
    roots = branch.roots()
    nearest = np.where(np.isnan(roots), np.inf, np.maximum(roots, start)).min(axis=1)
    return np.where(strict, nearest, np.where(branch.level(), np.inf, np.maximum(branch.low, start)))
