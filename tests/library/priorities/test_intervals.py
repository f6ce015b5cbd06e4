"""Intervals of weights: inside them nothing changes, at their ends the named pair meets, beyond them it has changed."""

from __future__ import annotations

import numpy as np
import pytest

from quyhoach.priorities.criteria import Method
from quyhoach.priorities.crossing import OneWeight
from quyhoach.priorities.engine import places_of, prepare
from quyhoach.priorities.envelope import Lines, Piece, highest, lowest, lowest_of_higher
from quyhoach.priorities.intervals import intervals

from .asked import plain, prepared_of

GRID = np.linspace(0, 1, 401)


@pytest.mark.parametrize("method", tuple(Method))
@pytest.mark.parametrize("seed", range(6))
def test_intervals_are_those_of_an_exhaustive_scan(method: Method, seed: int) -> None:
    prepared = prepared_of(seed, method, objects=2 + seed, criteria=2 + seed % 3)
    base = places_of(prepared.scores(prepared.weights), prepared.tolerance)
    for k, found in enumerate(intervals(prepared)):
        line = OneWeight(prepared, prepared.weights, k)
        ranks = np.array([places_of(prepared.scores(line.at(t)), prepared.tolerance) for t in GRID])
        for first_only, (low, high) in ((True, found.first), (False, found.order)):
            same = ((ranks == 1) == (base == 1)).all(axis=1) if first_only else (ranks == base).all(axis=1)
            assert same[(low < GRID) & (high > GRID)].all()
            for end, way in ((low, -1), (high, 1)):
                if 0 < end < 1:
                    beyond = [places_of(prepared.scores(line.at(end + way * step)), prepared.tolerance) for step in (1e-10, 1e-7, 1e-5)]
                    kept = [((r == 1) == (base == 1)).all() if first_only else (r == base).all() for r in beyond]
                    assert not all(kept)


@pytest.mark.parametrize("method", tuple(Method))
def test_at_an_end_the_named_pair_is_level(method: Method) -> None:
    prepared = prepared_of(8, method, objects=7, criteria=3)
    met = 0
    for k, found in enumerate(intervals(prepared)):
        for end in (found.first_low, found.first_high, found.order_low, found.order_high):
            if end.pair:
                scores = prepared.scores(OneWeight(prepared, prepared.weights, k).at(end.weight))
                a, b = (scores[prepared.objects.index(one)] for one in end.pair)
                assert a == pytest.approx(b, abs=1e-9)
                met += 1
    assert met >= 3


def test_an_interval_worked_by_hand() -> None:
    found = intervals(prepare(plain([[1, 0], [0, 0.5]], (1, 1))))[0]
    assert (found.weight, found.first_high.weight, found.first_high.pair) == (0.5, 1.0, None)
    assert found.first_low.weight == pytest.approx(1 / 3)  # w = (1 − w) · 0.5
    assert found.first_low.pair == ("A", "B")
    assert found.order == found.first


def test_level_objects_part_at_once_and_copies_never() -> None:
    level = intervals(prepare(plain([[1, 0], [0, 1], [0, 0]], (1, 1))))[0]
    assert (level.first, level.order) == ((0.5, 0.5), (0.5, 0.5))
    copies = intervals(prepare(plain([[1, 2], [1, 2], [0, 1]], (1, 1))))[0]
    assert (copies.first, copies.order) == ((0.0, 1.0), (0.0, 1.0))
    alone = intervals(prepare(plain([[3, 2]], (1, 1))))[0]
    assert alone.order == (0.0, 1.0)
    assert intervals(prepare(plain([[1, 2]], (0, 0)))) == ()


def test_lowest_and_highest_of_lines_are_those_of_every_point() -> None:
    rng = np.random.default_rng(3)
    for trial in range(40):
        digits = 1 if trial % 2 else 9
        one, other = (Lines(*np.round(rng.normal(size=(2, 1 + trial % 6)), digits)) for _ in range(2))
        length = float(rng.random()) + 0.01
        parts = lowest(one, length), highest(one, length), lowest_of_higher(one, other, length)
        for q in np.linspace(0, length, 40, endpoint=False):
            want = one.value(q).min(), one.value(q).max(), np.maximum(one.value(q), other.value(q)).min()
            assert [_value(part, q) for part in parts] == pytest.approx(want, abs=1e-9)


def _value(pieces: list[Piece], q: float) -> float:
    last = [piece for piece in pieces if piece.start <= q][-1]
    return last.at + last.slope * q
