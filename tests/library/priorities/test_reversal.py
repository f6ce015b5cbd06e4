"""Rank reversal: the tests say what ranking the changed list says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quyhoach.priorities.criteria import Direction, Method, Transformation
from quyhoach.priorities.engine import prepare, rank
from quyhoach.priorities.question import RankingQuestion
from quyhoach.priorities.reversal import Disturbance, reversal

from .asked import plain, question_of


def ranks(question: RankingQuestion) -> dict[str, int]:
    return {standing.id: standing.rank for standing in rank(question).standings}


def disturbed(question: RankingQuestion, kind: Disturbance, name: str) -> RankingQuestion:
    """The question with the object dropped, or one more."""
    if kind is Disturbance.DROPPED:
        kept = [n for n, one in enumerate(question.objects) if one != name]
        return replace(question, objects=tuple(question.objects[n] for n in kept), values=tuple(question.values[n] for n in kept))
    columns = list(zip(*question.values, strict=True))
    sides = (max, min) if kind is Disturbance.IDEAL else (min, max)
    new = tuple(sides[c.direction is Direction.LESS](column) for c, column in zip(question.criteria, columns, strict=True))
    row = question.values[question.objects.index(name)] if kind is Disturbance.COPY else new
    return replace(question, objects=(*question.objects, "new"), values=(*question.values, row))


@pytest.mark.parametrize("method", tuple(Method))
@pytest.mark.parametrize("seed", [1, 2])
def test_each_test_is_the_ranking_of_the_changed_list(method: Method, seed: int) -> None:
    question = question_of(seed, method, objects=6)
    before = ranks(question)
    found = reversal(prepare(question))
    assert len(found.by(method)) == 2 + 2 * 6
    for test in found.by(method):
        after = ranks(disturbed(question, test.kind, test.object))
        both = [name for name in before if name in after]
        turned = {(a, b) for a in both for b in both if before[a] < before[b] and after[a] > after[b]}
        assert (set(test.turned), test.count) == (turned, len(turned))
        assert set(test.first_now) == {name for name in both if after[name] == min(after[one] for one in both)}


def test_fixed_scales_never_turn_and_relative_ones_do() -> None:
    rows = [[1.0, 9.0], [9.0, 2.0], [4.0, 6.0], [2.0, 30.0]]
    fixed = plain(rows, (1, 1), transformation=Transformation.FIXED, low=0.0, high=40.0)
    assert reversal(prepare(fixed), [Method.WEIGHTED_SUM]).turning(Method.WEIGHTED_SUM) == ()
    relative = reversal(prepare(plain(rows, (1, 1), transformation=Transformation.MIN_MAX)))
    dropped = {test.object: test for test in relative.turning(Method.WEIGHTED_SUM) if test.kind is Disturbance.DROPPED}
    assert "D" in dropped  # without D the second criterion is stretched
    assert relative.findings[0].code in ("RNK-066", "RNK-068")


def test_little_and_much_to_test() -> None:
    assert reversal(prepare(plain([[1, 2]], (1, 1)))).tests == ()
    two = reversal(prepare(plain([[1, 2], [2, 5]], (1, 1))))
    assert {test.kind for test in two.tests} == {Disturbance.COPY, Disturbance.DOMINATED, Disturbance.IDEAL}
    many = reversal(prepare(question_of(2, Method.VIKOR, objects=50)), [Method.VIKOR])
    assert (many.tested, many.findings[0].code) == (40, "RNK-065")
    too_many = reversal(prepare(question_of(2, Method.VIKOR, objects=1_001)))
    assert (too_many.tests, [f.code for f in too_many.findings]) == ((), ["RNK-064"])
