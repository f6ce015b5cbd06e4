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
NEAR = 1e-4
"""Thresholds nearer than this part of the range are looked up in more digits; elsewhere a hinge is near zero where rounding could err."""


def column(values: Array, criterion: Criterion) -> Array:
    """Net flow of every object on one criterion, −1..1; values (n,); (n,). The net flow is linear in the weights."""
    if len(values) < 2:
        return np.zeros_like(values)
    better = -values if criterion.direction is Direction.LESS else values
    levels, places, sizes = np.unique(better - better.min(), return_inverse=True, return_counts=True)
    slack = ROUNDING * float(np.abs(values).max())
    q, p = criterion.indifference, max(criterion.preference, criterion.indifference)
    if p > q and criterion.shape is PreferenceShape.LINEAR:
        return (_straight(levels, sizes, q, p) / (len(values) - 1))[places]
    outranked = _outranked(levels, sizes, (q, p), criterion.shape, slack)
    outranking = _outranked((levels[-1] - levels)[::-1], sizes[::-1], (q, p), criterion.shape, slack)[::-1]
    return ((outranked - outranking) / (len(values) - 1))[places]


def _outranked(levels: Array, sizes: NDArray[np.int64], thresholds: tuple[float, float], shape: PreferenceShape, slack: float) -> Array:
    """Σ_j P(x − x_j), in steps, for every distinct value x; ``sizes``: how many objects have it."""
    q, p = thresholds
    if shape is PreferenceShape.LEVEL:
        return (_below(levels, sizes, q + slack) + _below(levels, sizes, p + slack)) / 2
    return _below(levels, sizes, q + slack)


def _straight(levels: Array, sizes: NDArray[np.int64], q: float, p: float) -> Array:
    """Σ_j P(x over x_j) − P(x_j over x) of every distinct value x, straight between the thresholds.

    Those above come from the same prefix sums: Σ_j max(0, x_j − t) = Σ_j x_j − n t + H(t).
    """
    exact, wide = levels.astype(np.longdouble), np.longdouble(p) - np.longdouble(q)
    counts = np.concatenate(([0], np.cumsum(sizes)))
    sums = np.concatenate(([np.longdouble(0)], np.cumsum(exact * sizes)))
    sought = levels if p - q > NEAR * levels[-1] else exact

    def hinges(shift: float) -> Long:
        border = np.searchsorted(sought, sought + shift)
        result: Long = counts[border] * (exact + np.longdouble(shift)) - sums[border]
        return result

    net = hinges(-q) - hinges(-p) - (counts[-1] * wide + hinges(q) - hinges(p))
    return np.asarray(net / wide, dtype=np.float64)


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
