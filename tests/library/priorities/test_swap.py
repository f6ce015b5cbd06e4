"""Least changes: as printed they put b above a, 99 % of them does not, and no smaller change does, by exhaustive search."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from quyhoach.priorities.admissible import AdmissibleWeights
from quyhoach.priorities.all_weights import least_weights
from quyhoach.priorities.criteria import Method
from quyhoach.priorities.crossing import OneWeight
from quyhoach.priorities.engine import Prepared, prepare
from quyhoach.priorities.one_score import OneScore
from quyhoach.priorities.swap import Swap, swap

from .asked import plain, prepared_of

METHODS = tuple(Method)
CASES = [(seed, gaps) for seed in range(5) for gaps in (False, True)]


def above(prepared: Prepared, weights: np.ndarray, i: int, j: int) -> bool:
    scores = prepared.scores(weights)
    return bool(scores[j] - scores[i] > prepared.tolerance)


def asked(seed: int, gaps: bool, method: Method) -> tuple[Prepared, int, int, Swap]:
    """The best object against one below it."""
    prepared = prepared_of(seed, method, objects=3 + seed % 4, criteria=2 + seed % 3, gaps=gaps)
    order = np.argsort(-prepared.scores(prepared.weights), kind="stable")
    i, j = int(order[0]), int(order[1 + seed % (len(order) - 1)])
    return prepared, i, j, swap(prepared, None, prepared.objects[i], prepared.objects[j])


@pytest.mark.parametrize("method", METHODS)
def test_one_weight(method: Method) -> None:
    some = 0
    for seed, gaps in CASES:
        prepared, i, j, answer = asked(seed, gaps, method)
        if answer.state != "changes":
            continue
        found = {change.criterion: change for change in answer.by_weight}
        for k, criterion in enumerate(prepared.criteria):
            line = OneWeight(prepared, prepared.weights, k)
            scanned = [abs(t - line.here) for t in np.linspace(0, 1, 301) if above(prepared, line.at(t), i, j)]
            change = found.get(criterion.id)
            if change is None:
                assert scanned == []
                continue
            assert change.weights == pytest.approx(line.at(change.enough), abs=1e-15)
            assert above(prepared, np.array(change.weights), i, j)
            assert not above(prepared, line.at(line.here + 0.99 * change.change), i, j)
            assert min(scanned, default=1.0) >= abs(change.change) / 1.0011
            some += 1
    assert some >= 5


@pytest.mark.parametrize("method", METHODS)
def test_one_score(method: Method) -> None:
    some = 0
    for seed, gaps in CASES:
        prepared, i, j, answer = asked(seed, gaps, method)
        if answer.state != "changes":
            continue
        found = {(change.object, change.criterion): change for change in answer.by_score}
        for moved, k in product((i, j), range(len(prepared.criteria))):
            one = OneScore(prepared, prepared.weights, moved, k, i, j)
            scanned = [abs(v - one.here) for v in np.linspace(*one.scale, 121) if one.above(v - one.here)]
            change = found.get((prepared.objects[moved], prepared.criteria[k].id))
            if change is None:
                assert scanned == []
                continue
            changed = prepared.with_value(change.object, change.criterion, change.enough)
            assert above(changed, prepared.weights, i, j)
            assert not one.above(0.99 * change.change)
            assert min(scanned, default=np.inf) >= abs(change.change) / 1.0011
            assert change.low <= change.enough <= change.high
            some += 1
    assert some >= 5


@pytest.mark.parametrize("method", [Method.WEIGHTED_SUM, Method.PROMETHEE_2])
def test_all_weights_together(method: Method) -> None:
    grid = [np.array([a, b, 40 - a - b]) / 40 for a, b in product(range(41), repeat=2) if a + b <= 40]
    some = 0
    for seed in range(8):
        prepared = prepared_of(seed, method, objects=5, criteria=3)
        order = np.argsort(-prepared.scores(prepared.weights), kind="stable")
        i, j = int(order[0]), int(order[2])
        answer = swap(prepared, None, prepared.objects[i], prepared.objects[j])
        reached = [float(np.abs(w - prepared.weights).sum()) for w in grid if above(prepared, w, i, j)]
        if answer.all_weights is None:
            assert reached == []
            assert [f.code for f in answer.findings] == ["RNK-054"]
            continue
        new, now = np.array(answer.all_weights.weights), prepared.weights
        assert above(prepared, new, i, j)
        assert not above(prepared, now + 0.99 * (new - now), i, j)
        assert answer.all_weights.change == pytest.approx(np.abs(new - now).sum())
        assert answer.all_weights.least <= answer.all_weights.change * (1 + 1e-9)
        assert answer.all_weights.change <= answer.all_weights.least * 1.01 + 1e-12
        assert min(reached, default=9.0) >= answer.all_weights.least * (1 - 1e-9)
        some += 1
    assert some >= 4


@pytest.mark.parametrize("order", [(), ((0, 1), (2, 3))])
def test_all_weights_within_bounds_and_order(order: tuple[tuple[int, int], ...]) -> None:
    """No admissible weights on a fine grid that put b above a are nearer than the least."""
    rng = np.random.default_rng(4)
    admitted = AdmissibleWeights((0.05, 0.1, 0.05, 0.0), (0.6, 0.4, 0.7, 0.5), order)
    grid = np.array([w for w in product(range(21), repeat=4) if sum(w) == 20]) / 20
    grid = grid[[admitted.holds(w) for w in grid]]
    now, some = np.array([0.4, 0.2, 0.25, 0.15]), 0
    for _ in range(12):
        gains = np.round(rng.normal(size=4), 3)
        gains -= (gains @ now) + 0.15
        found = least_weights(gains, now, admitted, lambda w, gains=gains: bool(gains @ w > 1e-12))
        reached = np.abs(grid[grid @ gains > 1e-9] - now).sum(axis=1)
        if found is None or not found.agreed:
            assert len(reached) == 0
            continue
        assert admitted.holds(found.weights)
        assert gains @ found.weights > 0
        assert gains @ (now + 0.99 * (np.array(found.weights) - now)) < 0
        assert reached.min(initial=9.0) >= found.least * (1 - 1e-6)
        some += 1
    assert some >= 4


def test_a_change_worked_by_hand() -> None:
    answer = swap(prepare(plain([[1, 0], [0, 0.5]], (1, 1))), None, "A", "B")
    assert answer.lead == 0.25
    assert answer.one_weight is not None
    assert (answer.one_weight.criterion, answer.one_weight.change) == ("c0", -0.1667)  # from 1/2 to just under 1/3
    assert answer.all_weights is not None
    assert answer.all_weights.least == pytest.approx(1 / 3)
    assert {(c.object, c.criterion, c.change) for c in answer.by_score} == {("A", "c0", -0.5001), ("B", "c0", 0.5001)}
    assert answer.one_score is not None
    assert answer.one_score.share == pytest.approx(0.5001)


def test_a_dominated_object_has_no_weights() -> None:
    answer = swap(prepare(plain([[2, 3], [1, 2]], (1, 1))), None, "A", "B")
    assert (answer.all_weights, answer.by_weight) == (None, ())
    assert [f.code for f in answer.findings] == ["RNK-054"]
    assert answer.impossible  # on the observed scale B can at best reach A on one criterion


def test_methods_that_are_no_sum_say_so() -> None:
    for method in (Method.TOPSIS, Method.VIKOR):
        answer = asked(2, False, method)[3]
        assert answer.all_weights is None
        assert [f.code for f in answer.findings] == ["RNK-059"]


def test_questions_without_a_change() -> None:
    prepared = prepare(plain([[1, 0], [0, 1], [0, 0]], (1, 1)))
    said = {pair: (answer.state, answer.findings[0].code) for pair in ("AB", "CA", "AA", "AX")
            if (answer := swap(prepared, None, *pair)).findings}
    assert said == {"AB": ("level", "RNK-052"), "CA": ("already", "RNK-057"), "AA": ("unknown", "RNK-056"), "AX": ("unknown", "RNK-055")}


def test_weights_outside_their_bounds_are_told() -> None:
    prepared = prepare(plain([[1, 0], [0, 0.5]], (1, 1)))
    outside = replace(prepared, criteria=(replace(prepared.criteria[0], least_weight=0.6), prepared.criteria[1]))
    answer = swap(outside, None, "A", "B")
    assert [f.code for f in answer.findings] == ["RNK-067"]
    assert answer.all_weights is not None
    assert not answer.all_weights.agreed
