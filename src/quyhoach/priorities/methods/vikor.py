"""VIKOR (Opricovic & Tzeng 2004): a compromise between the regret of all criteria together and the greatest single regret."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.criteria import Criterion, Direction

Array = NDArray[np.float64]
MAJORITY = 0.5
"""v: the weight of the many criteria against the one that hurts most."""
EQUAL = 1e-12
"""A spread of S or R this small is rounding: dividing by it would make differences out of nothing."""


def column(values: Array, criterion: Criterion) -> Array:
    """Regret d_ij = (f*_j − x_ij) / (f*_j − f⁻_j) in 0–1, f* the best and f⁻ the worst value; all equal: no regret. (n,)."""
    low, high = values.min(), values.max()
    if low == high:
        return np.zeros_like(values)
    return np.asarray((values - low if criterion.direction is Direction.LESS else high - values) / (high - low))


@dataclass(frozen=True, slots=True)
class Compromise:
    """S (all regret), R (greatest regret) and Q of every object; the lower the better. (n,) or (n, k) each."""

    s: Array
    r: Array
    q: Array


def compromise(table: Array, weights: Array) -> Compromise:
    """S_i = Σ_j w_j d_ij, R_i = max_j w_j d_ij, Q_i = v (S_i − S*)/(S⁻ − S*) + (1 − v)(R_i − R*)/(R⁻ − R*).

    table (n, m) of regrets, weights (m,) or (m, k). A part on which all are equal (to 1e-12) adds nothing.
    """
    s = (table * weights).sum(axis=1) if weights.ndim == 1 else table @ weights
    r, regret = np.zeros_like(s), np.empty_like(s)
    for j in range(table.shape[1]):
        np.maximum(r, np.multiply.outer(table[:, j], weights[j], out=regret), out=r)
    return Compromise(s, r, MAJORITY * _spread(s) + (1 - MAJORITY) * _spread(r))


def _spread(values: Array) -> Array:
    low, high = values.min(axis=0), values.max(axis=0)
    span = high - low
    return np.asarray(np.divide(values - low, span, out=np.zeros_like(values), where=span > EQUAL))


def scores(table: Array, weights: Array) -> Array:
    """1 − Q_i in 0–1, so that higher is better as with every method; Q itself is what papers print. (n,) or (n, k)."""
    if not table.size:
        return table @ weights
    return 1.0 - compromise(table, weights).q
