"""Dominance, and what all methods agree on, against loops over every pair."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from quyhoach.priorities import dominance as dominance_module
from quyhoach.priorities.agreement import agreement
from quyhoach.priorities.criteria import Direction, Method
from quyhoach.priorities.dominance import dominance, dominates
from quyhoach.priorities.engine import prepare, rank
from quyhoach.priorities.question import RankingQuestion

from .asked import plain, prepared_of, question_of


def slow_dominates(question: RankingQuestion, a: int, b: int) -> bool:
    better = worse = False
    for j, criterion in enumerate(question.criteria):
        x, y = question.values[a][j], question.values[b][j]
        assert x is not None
        assert y is not None
        gap = y - x if criterion.direction is Direction.LESS else x - y
        better, worse = better or gap > 0, worse or gap < 0
    return better and not worse


@pytest.mark.parametrize("seed", range(4))
def test_dominance_equals_every_pair(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dominance_module, "AT_ONCE", 40)  # several blocks
    question = question_of(seed, Method.WEIGHTED_SUM, objects=12, criteria=2)
    found = dominance(prepare(question))
    numbered = list(enumerate(question.objects))
    over = {name: {other for i, other in numbered if slow_dominates(question, i, k)} for k, name in numbered}
    assert found.front == tuple(name for name in question.objects if not over[name])
    assert {d.id: d.count for d in found.dominated} == {name: len(others) for name, others in over.items() if others}
    assert all(d.by in over[d.id] and d.by in found.front for d in found.dominated)
    assert all(dominates(prepare(question), d.by, d.id) and not dominates(prepare(question), d.id, d.by) for d in found.dominated)


@pytest.mark.parametrize("method", list(Method))
def test_the_dominating_never_stands_below(method: Method) -> None:
    for seed in range(4):
        prepared = prepared_of(seed, method, objects=8, criteria=2)
        scores = dict(zip(prepared.objects, prepared.scores(prepared.weights), strict=True))
        assert all(scores[d.by] >= scores[d.id] - prepared.tolerance for d in dominance(prepared).dominated)


@pytest.mark.parametrize("seed", range(4))
def test_agreement_equals_every_pair(seed: int) -> None:
    question = question_of(seed, Method.VIKOR, objects=7, criteria=3)
    found = agreement(question)
    assert found.methods == (Method.VIKOR, Method.WEIGHTED_SUM, Method.TOPSIS, Method.PROMETHEE_2)
    places = {method: {s.id: s.rank for s in rank(replace(question, method=method)).standings} for method in Method}
    assert dict(zip(found.objects, found.places, strict=True)) == {
        name: tuple(places[method][name] for method in found.methods) for name in found.objects}
    agreed = [pair for pair in combinations(found.objects, 2) if len({places[m][pair[0]] < places[m][pair[1]] for m in Method}) == 1
              and all(places[m][pair[0]] != places[m][pair[1]] for m in Method)]
    assert (found.pairs, found.of_pairs) == (len(agreed), 21)
    assert all(bool(found.against(a, b)) != bool(found.against(b, a)) for a, b in agreed)
    assert found.unanimous == tuple(name for name in found.objects if len({places[m][name] for m in Method}) == 1)


def test_agreement_of_nothing_and_of_one() -> None:
    assert agreement(plain([[1.0]], (0.0,))).objects == ()
    one = agreement(plain([[1.0]], (1.0,)))
    assert (one.places, one.pairs, one.of_pairs, one.concordance) == (((1, 1, 1, 1),), 0, 0, None)
    assert agreement(plain([[3.0], [2.0], [1.0]], (1.0,))).unanimous == ("A", "B", "C")
