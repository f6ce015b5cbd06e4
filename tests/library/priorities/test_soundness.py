"""Bad input to a ranking is a finding: nothing raises, nothing is mended silently."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from quyhoach.priorities.criteria import Criterion, Direction, Method, Missing, Transformation
from quyhoach.priorities.engine import prepare, rank
from quyhoach.priorities.question import RankingQuestion

A, B = Criterion("a", Direction.MORE), Criterion("b", Direction.LESS)
GOOD = RankingQuestion(("x", "y", "z"), (A, B), ((1.0, 3.0), (2.0, 2.0), (3.0, 4.0)), (3.0, 1.0))


def codes(question: RankingQuestion) -> list[str]:
    return [f.code for f in rank(question).findings]


def test_a_sound_question_has_no_findings() -> None:
    assert all(codes(replace(GOOD, method=method)) == [] for method in Method)


@pytest.mark.parametrize(("question", "expected"), [
    (replace(GOOD, objects=(), values=()), ["RNK-001"]),
    (replace(GOOD, criteria=(), values=((), (), ()), weights=()), ["RNK-006"]),
    (replace(GOOD, objects=("x", "y", "x")), ["RNK-003"]),
    (replace(GOOD, criteria=(A, A)), ["RNK-004"]),
    (replace(GOOD, weights=(1.0,)), ["RNK-005"]),
    (replace(GOOD, values=GOOD.values[:2]), ["RNK-005"]),
    (replace(GOOD, values=((1.0,), *GOOD.values[1:])), ["RNK-005"]),
    (replace(GOOD, values=tuple((row[0], None) for row in GOOD.values)), ["RNK-011"]),
    (replace(GOOD, weights=(0.0, 0.0)), ["RNK-012"]),
    (replace(GOOD, weights=(2.0, -1.0)), ["RNK-013"]),
    (replace(GOOD, weights=(2.0, math.nan)), ["RNK-013"]),
    (replace(GOOD, weights=(math.inf, 1.0)), ["RNK-013"]),
    (replace(GOOD, criteria=(replace(A, transformation=Transformation.FIXED), B)), ["RNK-016"]),
    (replace(GOOD, criteria=(replace(A, transformation=Transformation.FIXED, low=2.0, high=2.0), B)), ["RNK-016"]),
    (replace(GOOD, criteria=(replace(A, indifference=2.0, preference=1.0), B)), ["RNK-018"]),
    (replace(GOOD, criteria=(replace(A, indifference=-1.0), B)), ["RNK-018"]),
    (replace(GOOD, criteria=(replace(A, preference=math.nan), B)), ["RNK-018"]),
    (replace(GOOD, criteria=(replace(A, least_weight=0.9, most_weight=0.2), B)), ["RNK-019", "RNK-021"]),
    (replace(GOOD, criteria=(replace(A, least_weight=0.7), replace(B, least_weight=0.7))), ["RNK-020", "RNK-021"]),
    (replace(GOOD, order=(("a", "nobody"),)), ["RNK-022"]),
])
def test_nothing_is_ranked_and_the_reason_is_told(question: RankingQuestion, expected: list[str]) -> None:
    for method in Method:
        answer = rank(replace(question, method=method))
        assert (answer.standings, [f.code for f in answer.findings]) == ((), expected)
    prepared = prepare(question)
    assert prepared.matrix.shape == (0, len(question.criteria))


@pytest.mark.parametrize(("value", "code"), [(math.nan, "RNK-007"), (math.inf, "RNK-007"), (-math.inf, "RNK-007"), (1e300, "RNK-007")])
@pytest.mark.parametrize("missing", list(Missing))
def test_what_is_no_number_leaves_its_object_out(value: float, code: str, missing: Missing) -> None:
    answer = rank(replace(GOOD, values=((1.0, value), *GOOD.values[1:]), missing=missing))
    assert (answer.left_out, [s.id for s in answer.standings]) == ((("x", code),), ["z", "y"])


@pytest.mark.parametrize("kind", [Transformation.RATIO, Transformation.LOG])
@pytest.mark.parametrize("value", [0.0, -3.0])
def test_what_is_not_positive_leaves_its_object_out_by_every_method(kind: Transformation, value: float) -> None:
    question = replace(GOOD, criteria=(A, replace(B, transformation=kind)), values=((1.0, value), *GOOD.values[1:]))
    for method in Method:
        assert rank(replace(question, method=method)).left_out == (("x", "RNK-008"),)


def test_nobody_left_is_told() -> None:
    answer = rank(replace(GOOD, values=((None, 1.0), (2.0, None), (None, None))))
    assert [f.code for f in answer.findings] == ["RNK-009", "RNK-009", "RNK-009", "RNK-001"]
    assert answer.standings == ()


@pytest.mark.parametrize("missing", [Missing.WORST, Missing.MEDIAN])
def test_nothing_is_filled_from_objects_that_are_left_out(missing: Missing) -> None:
    answer = rank(replace(GOOD, values=((1.0, math.nan), (2.0, None), (3.0, None)), missing=missing))
    assert answer.left_out == (("x", "RNK-007"), ("y", "RNK-011"), ("z", "RNK-011"))
    assert [f.code for f in answer.findings] == ["RNK-007", "RNK-011", "RNK-001"]


def test_one_object_and_all_equal_are_told() -> None:
    one = rank(replace(GOOD, objects=("x",), values=GOOD.values[:1]))
    assert ([f.code for f in one.findings], [s.rank for s in one.standings]) == (["RNK-002"], [1])
    for method in Method:
        equal = rank(replace(GOOD, values=((2.0, 5.0),) * 3, method=method))
        assert [f.code for f in equal.findings] == ["RNK-014", "RNK-014", "RNK-015"]
        assert [(s.id, s.rank) for s in equal.standings] == [("x", 1), ("y", 1), ("z", 1)]


def test_outside_a_fixed_scale_is_told() -> None:
    answer = rank(replace(GOOD, criteria=(replace(A, transformation=Transformation.FIXED, low=1.5, high=10.0), B)))
    assert [(f.code, f.values["count"]) for f in answer.findings] == [("RNK-017", 1)]


def test_weights_outside_what_was_agreed_are_used_and_told() -> None:
    assert codes(replace(GOOD, criteria=(replace(A, most_weight=0.5), B))) == ["RNK-021"]
    assert codes(replace(GOOD, order=(("b", "a"),))) == ["RNK-023"]
    assert codes(replace(GOOD, order=(("a", "b"),))) == []


def test_findings_read_in_both_languages() -> None:
    for found in rank(replace(GOOD, weights=(1.0,))).findings + rank(replace(GOOD, values=((None, 1.0), *GOOD.values[1:]))).findings:
        for lang in ("vi", "en"):
            assert "{" not in "".join(found.text(part, lang) for part in ("message", "why", "remedy", "who"))
