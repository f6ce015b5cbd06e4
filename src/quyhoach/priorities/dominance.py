"""Who is at least as good on every criterion and better on one: no weights can turn that round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.criteria import Direction
from quyhoach.priorities.engine import Prepared

Array = NDArray[np.float64]
AT_ONCE = 4_000_000
"""Cells compared in one step, so that ten thousand objects need little memory."""


@dataclass(frozen=True, slots=True)
class Dominated:
    """An object with ``count`` others that dominate it; ``by`` is one of those that nobody dominates."""

    id: str
    by: str
    count: int


@dataclass(frozen=True, slots=True)
class Dominance:
    """``front``: objects nobody dominates; ``dominated``: the others; both in the question's order. By values, not by weights."""

    front: tuple[str, ...]
    dominated: tuple[Dominated, ...]


def better(prepared: Prepared) -> Array:
    """Values (n, m) turned so that more is better."""
    sign = np.array([-1.0 if c.direction is Direction.LESS else 1.0 for c in prepared.criteria])
    return np.asarray(prepared.matrix * sign)


def dominance(prepared: Prepared) -> Dominance:
    """Every object against every other; O(n² m)."""
    values, n = better(prepared), len(prepared.objects)
    counts = np.zeros(n, dtype=np.int64)
    step = max(1, AT_ONCE // max(1, values.size))
    for start in range(0, n, step):
        counts[start:start + step] = _above(values, values[start:start + step]).sum(axis=0)
    front = np.flatnonzero(counts == 0)
    below = np.flatnonzero(counts)
    by = [int(front[int(np.argmax(_above(values[front], values[i:i + 1])[:, 0]))]) for i in below]
    dominated = tuple(Dominated(prepared.objects[i], prepared.objects[j], int(counts[i])) for i, j in zip(below, by, strict=True))
    return Dominance(tuple(prepared.objects[i] for i in front), dominated)


def _above(values: Array, some: Array) -> NDArray[np.bool_]:
    """(n, s): does object i of ``values`` (n, m) dominate object k of ``some`` (s, m)?"""
    no_worse = np.ones((len(values), len(some)), dtype=bool)
    above = np.zeros_like(no_worse)
    for j in range(values.shape[1]):
        ours, theirs = values[:, j, np.newaxis], some[:, j]
        no_worse &= ours >= theirs
        above |= ours > theirs
    return np.asarray(no_worse & above)


def dominates(prepared: Prepared, a: str, b: str) -> bool:
    """True when ``a`` is at least as good as ``b`` on every criterion and better on one. Raises ValueError for an unknown id."""
    values = better(prepared)
    one, other = values[prepared.objects.index(a)], values[prepared.objects.index(b)]
    return bool((one >= other).all() and (one > other).any())
