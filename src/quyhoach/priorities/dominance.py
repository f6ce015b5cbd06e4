"""Who is at least as good on every criterion and better on one: no weights can turn that round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.criteria import Direction
from quyhoach.priorities.engine import Prepared

Array = NDArray[np.float64]
Whole = NDArray[np.int32]
AT_ONCE = 2_000_000
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
    places, alike = _places(better(prepared))
    counts = _counts(places, places) - alike
    front, below = np.flatnonzero(counts == 0), np.flatnonzero(counts)
    by = front[_first(places[:, front], places[:, below])] if len(below) else front
    dominated = tuple(Dominated(prepared.objects[i], prepared.objects[j], int(counts[i])) for i, j in zip(below, by, strict=False))
    return Dominance(tuple(prepared.objects[i] for i in front), dominated)


def _places(values: Array) -> tuple[Whole, Whole]:
    """Each criterion's values as places among its distinct ones (m, n), quick to compare; and how many objects are like each (n,)."""
    columns = [np.unique(column, return_inverse=True)[1] for column in values.T]
    places = np.array(columns, dtype=np.int32).reshape(values.shape[::-1])
    _, kind, sizes = np.unique(places, axis=1, return_inverse=True, return_counts=True)
    return places, np.asarray(sizes[kind.reshape(-1)], dtype=np.int32)


def _counts(places: Whole, some: Whole) -> Whole:
    """For each of ``some`` (m, s), how many of ``places`` (m, n) are no worse on every criterion."""
    return np.concatenate([np.count_nonzero(block, axis=1) for block in _blocks(places, some)] or [np.zeros(0)]).astype(np.int32)


def _first(places: Whole, some: Whole) -> Whole:
    """For each of ``some`` (m, s), the first of ``places`` (m, n) that is no worse on every criterion."""
    return np.concatenate([np.argmax(block, axis=1) for block in _blocks(places, some)]).astype(np.int32)


def _blocks(places: Whole, some: Whole) -> Iterator[NDArray[np.bool_]]:
    step = max(1, AT_ONCE // max(1, places.shape[1]))
    for start in range(0, some.shape[1], step):
        block = some[:, start:start + step, np.newaxis]
        no_worse = places[0] >= block[0]
        for ours, theirs in zip(places[1:], block[1:], strict=True):
            no_worse &= ours >= theirs
        yield no_worse


def dominates(prepared: Prepared, a: str, b: str) -> bool:
    """True when ``a`` is at least as good as ``b`` on every criterion and better on one. Raises ValueError for an unknown id."""
    values = better(prepared)
    one, other = values[prepared.objects.index(a)], values[prepared.objects.index(b)]
    return bool((one >= other).all() and (one > other).any())
