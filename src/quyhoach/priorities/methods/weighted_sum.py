"""Weighted sum: score_i = Σ_j w_j · u_j(x_ij), u_j the transformation stated for the criterion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.transformation import transformed

Array = NDArray[np.float64]
column = transformed


def scores(table: Array, weights: Array) -> Array:
    """Σ_j w_j · table_ij; table (n, m), weights (m,) or (m, k); (n,) or (n, k).

    With one set of weights each row is summed by itself, so that the order of the rows cannot change a digit.
    """
    return (table * weights).sum(axis=1) if weights.ndim == 1 else table @ weights
