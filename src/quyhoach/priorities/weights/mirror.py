"""A mirror: weights that the values alone would give. Shown beside the council's weights, never used in their place.

They say on which criteria the objects differ, not what matters: a criterion that nobody cares about may get the greatest weight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quyhoach.findings import Place, finding
from quyhoach.priorities.criteria import Criterion, Direction
from quyhoach.priorities.weights.elicited import ElicitedWeights

Array = NDArray[np.float64]
ROUNDING = 1e-12
"""Less contrast than this in all criteria together is rounding, and weights made of it would be noise."""


def entropy(criteria: tuple[Criterion, ...], matrix: Array) -> ElicitedWeights:
    """Entropy weights (Shannon; Hwang & Yoon 1981): e_j = −Σ_i p_ij ln p_ij / ln n, p_ij = x_ij / Σ_i x_ij; w_j ∝ 1 − e_j.

    matrix (n, m): settled values. Needs values of zero or more, not all zero (0 · ln 0 = 0).
    """
    ids = tuple(c.id for c in criteria)
    bad = [c.id for j, c in enumerate(criteria) if len(matrix) and (matrix[:, j].min() < 0 or matrix[:, j].max() <= 0)]
    if bad:
        return ElicitedWeights(ids, (), tuple(finding("RNK-040", Place(object_id=name), criterion=name) for name in bad))
    if len(matrix) < 2:
        return ElicitedWeights(ids, (), (finding("RNK-041"),))
    share = matrix / matrix.sum(axis=0)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    return _weights(ids, 1 + (share * logs).sum(axis=0) / np.log(len(matrix)), matrix)


def critic(criteria: tuple[Criterion, ...], matrix: Array) -> ElicitedWeights:
    """CRITIC weights (Diakoulaki, Mavrotas & Papayannakis 1995): w_j ∝ σ_j Σ_k (1 − r_jk), on values scaled 0–1 from worst to best.

    matrix (n, m): settled values. A criterion on which all are equal gets 0, and its correlation with any other counts as none.
    """
    ids = tuple(c.id for c in criteria)
    if len(matrix) < 2:
        return ElicitedWeights(ids, (), (finding("RNK-041"),))
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    sign = np.array([-1.0 if c.direction is Direction.LESS else 1.0 for c in criteria])
    span = np.where(high > low, high - low, 1.0)
    centred = sign * (matrix - matrix.mean(axis=0)) / span
    deviation = np.sqrt(np.square(centred).sum(axis=0) / (len(matrix) - 1))
    unit = centred / np.where(deviation > 0, deviation, 1.0)
    correlation = unit.T @ unit / (len(matrix) - 1)
    np.fill_diagonal(correlation, 1.0)
    return _weights(ids, deviation * (1 - correlation).sum(axis=0), matrix)


def _weights(ids: tuple[str, ...], amount: Array, matrix: Array) -> ElicitedWeights:
    differs = matrix.max(axis=0) > matrix.min(axis=0)
    amount = np.where(differs, np.maximum(amount, 0.0), 0.0)
    if not amount.sum() > ROUNDING:
        return ElicitedWeights(ids, (), (finding("RNK-041"),))
    return ElicitedWeights(ids, tuple((amount / amount.sum()).tolist()))
