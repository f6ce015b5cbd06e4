"""Values of one criterion as parts of a weighted sum, the higher the better."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.criteria import Criterion, Direction, Transformation

Column = NDArray[np.float64]


def transformed(values: Column, criterion: Criterion) -> Column:
    """Values (n,) of one criterion by its stated transformation; (n,) in 0–1, except ``as_scored``.

    A criterion on which all are equal gives 1 to all. ``ratio`` and ``log`` want values > 0, ``fixed`` wants ``low`` < ``high``.
    """
    less = criterion.direction is Direction.LESS
    match criterion.transformation:
        case Transformation.MIN_MAX:
            return _min_max(values, less)
        case Transformation.LOG:
            return _min_max(np.log(values), less)
        case Transformation.RATIO:
            return np.asarray(values.min() / values if less else values / values.max())
        case Transformation.FIXED:
            return _fixed(values, criterion, less)
        case Transformation.AS_SCORED:
            return -values if less else values.copy()


def _min_max(values: Column, less: bool) -> Column:
    low, high = values.min(), values.max()
    if low == high:
        return np.ones_like(values)
    return np.asarray((high - values) / (high - low) if less else (values - low) / (high - low))


def _fixed(values: Column, criterion: Criterion, less: bool) -> Column:
    low, high = criterion.low or 0.0, criterion.high or 0.0  # judged before: both are stated
    part = np.clip((values - low) / (high - low), 0.0, 1.0)
    return 1.0 - part if less else part
