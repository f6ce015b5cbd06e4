"""PROMETHEE II (Brans & Vincke 1985): net flow of preference over all pairs, by sorting instead of comparing pair by pair.

Preference of a over b on one criterion, d = a − b the way the criterion wants: 0 up to q, 1 beyond p, between them straight
(``linear``) or one half (``level``). A criterion's net flow of object i is the mean over the others of P(i over j) − P(j over i).

Counting the objects that lie more than a threshold below needs one sort; a straight piece is the difference of two hinge sums
H(t) = Σ_j max(0, t − x_j), which prefix sums give: Σ_j P = (H(x_i − q) − H(x_i − p)) / (p − q). So a criterion costs n log n.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.criteria import Criterion, Direction, PreferenceShape

Array = NDArray[np.float64]
Long = NDArray[np.longdouble]
ROUNDING = 8 * float(np.finfo(np.float64).eps)
"""Differences that only rounding tells apart are one difference: 0.4 − 0.3 is not more than 0.1."""


def column(values: Array, criterion: Criterion) -> Array:
    """Net flow of every object on one criterion, −1..1; values (n,); (n,). The net flow is linear in the weights."""
    if len(values) < 2:
        return np.zeros_like(values)
    better = -values if criterion.direction is Direction.LESS else values
    levels, places, sizes = np.unique(better - better.min(), return_inverse=True, return_counts=True)
    slack = ROUNDING * float(np.abs(values).max())
    q, p = criterion.indifference, max(criterion.preference, criterion.indifference)
    outranked = _outranked(levels, sizes, (q, p), criterion.shape, slack)
    outranking = _outranked((levels[-1] - levels)[::-1], sizes[::-1], (q, p), criterion.shape, slack)[::-1]
    return ((outranked - outranking) / (len(values) - 1))[places]


def _outranked(levels: Array, sizes: NDArray[np.int64], thresholds: tuple[float, float], shape: PreferenceShape, slack: float) -> Array:
    """Σ_j P(x − x_j) for every distinct value x; ``sizes``: how many objects have it."""
    q, p = thresholds
    if shape is PreferenceShape.LEVEL:
        return (_below(levels, sizes, q + slack) + _below(levels, sizes, p + slack)) / 2
    if p <= q:
        return _below(levels, sizes, q + slack)
    exact, many = levels.astype(np.longdouble), sizes.astype(np.longdouble)
    return ((_hinges(exact, many, q) - _hinges(exact, many, p)) / (np.longdouble(p) - np.longdouble(q))).astype(np.float64)


def _below(levels: Array, sizes: NDArray[np.int64], threshold: float) -> Array:
    """How many objects lie more than the threshold below each value, by the difference itself and not by a rounded border."""
    counts = np.concatenate(([0], np.cumsum(sizes)))
    border = np.searchsorted(levels, levels - threshold)
    last = len(levels) - 1
    while True:
        more = (border <= last) & (levels - levels[np.minimum(border, last)] > threshold)
        fewer = (border > 0) & (levels - levels[np.maximum(border - 1, 0)] <= threshold)
        if not (more.any() or fewer.any()):
            return counts[border].astype(np.float64)
        border = border + more - fewer


def _hinges(levels: Long, sizes: Long, shift: float) -> Long:
    """H(x − shift) = Σ_j max(0, x − shift − x_j) for every distinct value x."""
    at = levels - np.longdouble(shift)
    border = np.searchsorted(levels, at)
    counts = np.concatenate(([0], np.cumsum(sizes)))
    sums = np.concatenate(([0], np.cumsum(levels * sizes)))
    result: Long = counts[border] * at - sums[border]
    return result


def scores(table: Array, weights: Array) -> Array:
    """Net flow φ_i = Σ_j w_j φ_ij in −1..1; table (n, m) of the criteria's net flows, weights (m,) or (m, k)."""
    return (table * weights).sum(axis=1) if weights.ndim == 1 else table @ weights
