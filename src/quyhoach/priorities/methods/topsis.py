"""TOPSIS (Hwang & Yoon 1981) with vector normalisation: how near to the ideal, how far from its opposite."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.criteria import Criterion, Direction

Array = NDArray[np.float64]


def column(values: Array, criterion: Criterion) -> Array:
    """r_ij = x_ij / √Σ_i x_ij², with the sign turned where less is better; all zero stays zero. (n,)."""
    largest = float(np.abs(values).max())
    if not largest:
        return np.zeros_like(values)
    parts = values / largest  # so that squares neither overflow nor vanish
    length = float(np.sqrt(np.square(parts).sum()))
    return (-parts if criterion.direction is Direction.LESS else parts) / length


def scores(table: Array, weights: Array) -> Array:
    """C_i = D⁻_i / (D⁺_i + D⁻_i) in 0–1, with D±_i = √Σ_j w_j² (r_ij − r±_j)²; table (n, m), weights (m,) or (m, k).

    Objects that are all equal are ideal and its opposite at once: each gets ½.
    """
    if not table.size:
        return table @ weights
    to_best = distance(table.max(axis=0) - table, weights)
    to_worst = distance(table - table.min(axis=0), weights)
    both = to_best + to_worst
    return np.divide(to_worst, both, out=np.full_like(both, 0.5), where=both > 0)


def distance(gaps: Array, weights: Array) -> Array:
    """√Σ_j w_j² gap_ij²; gaps (n, m), weights (m,) or (m, k); (n,) or (n, k)."""
    squares = np.square(gaps * weights).sum(axis=1) if weights.ndim == 1 else np.square(gaps) @ np.square(weights)
    return np.asarray(np.sqrt(squares))
