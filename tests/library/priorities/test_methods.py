"""The four methods: equal to slow and obvious loops and to pymcdm, and the laws they keep whatever the values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pymcdm.methods as judge
import pymcdm.normalizations as scales
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.priorities.criteria import Criterion, Direction, Method, Missing, PreferenceShape, Transformation
from quyhoach.priorities.engine import places_of, prepare, rank
from quyhoach.priorities.methods import vikor
from quyhoach.priorities.question import RankingQuestion

Rows = list[list[float]]
EXACT = 1e-12
SHAPES = {  # ours → pymcdm's name
    "usual": (0.0, 0.0, PreferenceShape.LINEAR),
    "ushape": (12.5, 0.0, PreferenceShape.LINEAR),
    "vshape": (0.0, 21.0, PreferenceShape.LINEAR),
    "level": (9.0, 31.0, PreferenceShape.LEVEL),
    "vshape_2": (9.0, 31.0, PreferenceShape.LINEAR),
}


def criteria_of(less: Sequence[bool], **more: object) -> tuple[Criterion, ...]:
    first = replace(Criterion("c", Direction.MORE), **more)  # type: ignore[arg-type]  # keywords of one dataclass
    return tuple(replace(first, id=f"c{j}", direction=Direction.LESS if turned else Direction.MORE) for j, turned in enumerate(less))


def asked(rows: Rows, weights: Sequence[float], criteria: tuple[Criterion, ...], method: Method) -> RankingQuestion:
    return RankingQuestion(tuple(f"o{i:03}" for i in range(len(rows))), criteria, tuple(map(tuple, rows)), tuple(weights), method)


def scored(rows: Rows, weights: Sequence[float], criteria: tuple[Criterion, ...], method: Method) -> list[float]:
    prepared = prepare(asked(rows, weights, criteria, method))
    return list(prepared.scores(prepared.weights))


def drawn(seed: int, n: int, m: int) -> tuple[Rows, list[float], list[bool]]:
    rng = np.random.default_rng(seed)
    values = rng.uniform(1, 100, (n, m))
    if seed % 2:
        values = np.round(values)  # many equal values
    return values.tolist(), rng.dirichlet(np.ones(m)).tolist(), (rng.random(m) < 0.5).tolist()


CASES = [drawn(seed, n, m) for seed, (n, m) in enumerate([(2, 1), (2, 3), (5, 4), (9, 2), (30, 6), (31, 5), (200, 12), (199, 3)])]


# --- slow and obvious


def slow_part(values: list[float], x: float, criterion: Criterion) -> float:
    less, low, high = criterion.direction is Direction.LESS, min(values), max(values)
    match criterion.transformation:
        case Transformation.AS_SCORED:
            return -x if less else x
        case Transformation.RATIO:
            return low / x if less else x / high
        case Transformation.FIXED:
            bottom, top = criterion.low or 0.0, criterion.high or 0.0
            part = min(1.0, max(0.0, (x - bottom) / (top - bottom)))
            return 1 - part if less else part
        case Transformation.LOG:
            low, high, x = math.log(low), math.log(high), math.log(x)
    if low == high:
        return 1.0
    return (high - x) / (high - low) if less else (x - low) / (high - low)


def slow_weighted_sum(rows: Rows, weights: Sequence[float], criteria: tuple[Criterion, ...]) -> list[float]:
    return [sum(w * slow_part([r[j] for r in rows], row[j], c) for j, (w, c) in enumerate(zip(weights, criteria, strict=True)))
            for row in rows]


def slow_topsis(rows: Rows, weights: Sequence[float], criteria: tuple[Criterion, ...]) -> list[float]:
    lengths = [math.sqrt(sum(r[j] ** 2 for r in rows)) for j in range(len(weights))]
    scaled = [[weights[j] * r[j] / lengths[j] for j in range(len(weights))] for r in rows]
    answers = []
    for row in scaled:
        to_best = to_worst = 0.0
        for j, criterion in enumerate(criteria):
            column = [r[j] for r in scaled]
            best, worst = (min(column), max(column)) if criterion.direction is Direction.LESS else (max(column), min(column))
            to_best += (row[j] - best) ** 2
            to_worst += (row[j] - worst) ** 2
        answers.append(math.sqrt(to_worst) / (math.sqrt(to_best) + math.sqrt(to_worst)))
    return answers


def slow_preference(d: float, criterion: Criterion) -> float:
    q, p = criterion.indifference, max(criterion.preference, criterion.indifference)
    if d <= q:
        return 0.0
    if d > p:
        return 1.0
    return 0.5 if criterion.shape is PreferenceShape.LEVEL else (d - q) / (p - q)


def slow_promethee(rows: Rows, weights: Sequence[float], criteria: tuple[Criterion, ...]) -> list[float]:
    answers = []
    for a in rows:
        net = 0.0
        for b in rows:
            for j, (weight, criterion) in enumerate(zip(weights, criteria, strict=True)):
                d = b[j] - a[j] if criterion.direction is Direction.LESS else a[j] - b[j]
                net += weight * (slow_preference(d, criterion) - slow_preference(-d, criterion))
        answers.append(net / (len(rows) - 1))
    return answers


def slow_vikor(rows: Rows, weights: Sequence[float], criteria: tuple[Criterion, ...]) -> list[float]:
    s, r = [], []
    for row in rows:
        regrets = []
        for j, (weight, criterion) in enumerate(zip(weights, criteria, strict=True)):
            column = [other[j] for other in rows]
            low, high = min(column), max(column)
            gap = row[j] - low if criterion.direction is Direction.LESS else high - row[j]
            regrets.append(weight * gap / (high - low) if high > low else 0.0)
        s.append(sum(regrets))
        r.append(max(regrets))
    return [1 - (0.5 * (a - min(s)) / (max(s) - min(s)) + 0.5 * (b - min(r)) / (max(r) - min(r))) for a, b in zip(s, r, strict=True)]


SLOW = {Method.WEIGHTED_SUM: slow_weighted_sum, Method.TOPSIS: slow_topsis, Method.PROMETHEE_2: slow_promethee, Method.VIKOR: slow_vikor}


@pytest.mark.parametrize("method", [Method.TOPSIS, Method.VIKOR])
def test_distance_methods_equal_the_loops(method: Method) -> None:
    for rows, weights, less in CASES[1:7]:
        criteria = criteria_of(less)
        assert scored(rows, weights, criteria, method) == pytest.approx(SLOW[method](rows, weights, criteria), abs=EXACT)


@pytest.mark.parametrize("kind", list(Transformation))
def test_weighted_sum_equals_the_loops(kind: Transformation) -> None:
    for rows, weights, less in CASES[:7]:
        criteria = criteria_of(less, transformation=kind, low=20.0, high=75.0)
        found = scored(rows, weights, criteria, Method.WEIGHTED_SUM)
        assert found == pytest.approx(slow_weighted_sum(rows, weights, criteria), rel=EXACT, abs=EXACT)


@pytest.mark.parametrize("shape", list(SHAPES))
def test_promethee_equals_the_loops(shape: str) -> None:
    q, p, form = SHAPES[shape]
    for rows, weights, less in CASES[:6]:
        criteria = criteria_of(less, indifference=q, preference=p, shape=form)
        assert scored(rows, weights, criteria, Method.PROMETHEE_2) == pytest.approx(slow_promethee(rows, weights, criteria), abs=EXACT)


def test_promethee_takes_equal_differences_for_equal() -> None:
    """0.4 − 0.3 and 0.3 − 0.2 are both 0.1, though floating point says otherwise; written with decimals or in tenths."""
    for q, p in ((0.1, 0.0), (0.1, 0.3), (0.0, 0.1)):
        for form in PreferenceShape:
            tenths = criteria_of([False], indifference=q * 10, preference=round(p * 10), shape=form)
            decimals = criteria_of([False], indifference=q, preference=p, shape=form)
            rows = [[float(k)] for k in (1, 2, 3, 4, 6, 7)]
            small = [[k[0] / 10] for k in rows]
            expected = scored(rows, [1], tenths, Method.PROMETHEE_2)
            assert scored(small, [1], decimals, Method.PROMETHEE_2) == pytest.approx(expected, abs=EXACT)


# --- pymcdm


def matrices() -> list[tuple[np.ndarray, np.ndarray, np.ndarray, Rows, list[float], list[bool]]]:
    return [(np.array(rows), np.array(weights), np.where(less, -1, 1), rows, weights, less) for rows, weights, less in CASES[2:]]


@pytest.mark.parametrize(("method", "theirs"), [
    (Method.WEIGHTED_SUM, judge.WSM(scales.minmax_normalization)),
    (Method.TOPSIS, judge.TOPSIS(scales.vector_normalization)),
    (Method.VIKOR, judge.VIKOR()),
])
def test_methods_equal_pymcdm(method: Method, theirs: judge.WSM) -> None:
    for matrix, shares, types, rows, weights, less in matrices():
        found = np.array(scored(rows, weights, criteria_of(less), method))
        expected = theirs(matrix, shares, types)
        assert np.abs(found - (1 - expected if method is Method.VIKOR else expected)).max() <= EXACT


def test_ratio_equals_pymcdm() -> None:
    for matrix, shares, types, rows, weights, less in matrices():
        found = scored(rows, weights, criteria_of(less, transformation=Transformation.RATIO), Method.WEIGHTED_SUM)
        assert np.abs(np.array(found) - judge.WSM(scales.linear_normalization)(matrix, shares, types)).max() <= EXACT


@pytest.mark.parametrize("shape", list(SHAPES))
def test_promethee_equals_pymcdm(shape: str) -> None:
    q, p, form = SHAPES[shape]
    for matrix, shares, types, rows, weights, less in matrices():
        criteria = criteria_of(less, indifference=q, preference=p, shape=form)
        limits = {"q": [q] * len(weights) if q else None, "p": [p] * len(weights) if p else None}
        expected = judge.PROMETHEE_II(shape, **limits)(matrix, shares, types)
        assert np.abs(np.array(scored(rows, weights, criteria, Method.PROMETHEE_2)) - expected).max() <= EXACT


# --- laws

grid = st.integers(1, 40).map(float)


@st.composite
def questions(draw: st.DrawFn) -> RankingQuestion:
    n, m = draw(st.integers(2, 7)), draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(grid, min_size=m, max_size=m), min_size=n, max_size=n))
    weights = draw(st.lists(st.integers(1, 9).map(float), min_size=m, max_size=m))
    q = draw(st.sampled_from([0.0, 3.0]))
    less, p = draw(st.lists(st.booleans(), min_size=m, max_size=m)), draw(st.sampled_from([q, 11.0]))
    criteria = criteria_of(less, indifference=q, preference=p,
                           transformation=draw(st.sampled_from([Transformation.MIN_MAX, Transformation.RATIO, Transformation.LOG])))
    return asked(rows, weights, criteria, draw(st.sampled_from(list(Method))))


def ranks(question: RankingQuestion) -> dict[str, int]:
    return {s.id: s.rank for s in rank(question).standings}


@settings(max_examples=60, deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_never_matters(question: RankingQuestion, random: object) -> None:
    rows, columns = list(range(len(question.objects))), list(range(len(question.criteria)))
    random.shuffle(rows)  # type: ignore[attr-defined]  # hypothesis' own Random
    random.shuffle(columns)  # type: ignore[attr-defined]  # hypothesis' own Random
    turned = replace(question, objects=tuple(question.objects[i] for i in rows), criteria=tuple(question.criteria[j] for j in columns),
                     values=tuple(tuple(question.values[i][j] for j in columns) for i in rows),
                     weights=tuple(question.weights[j] for j in columns))
    assert ranks(turned) == ranks(question)


@settings(max_examples=60, deadline=None)
@given(questions(), st.sampled_from([0.001, 0.3, 7.0, 1000.0]))
def test_unit_of_a_criterion_never_matters(question: RankingQuestion, unit: float) -> None:
    """Millions or thousands of millions: thresholds are in the criterion's unit and change with it. True of all four methods."""
    criteria = tuple(replace(c, indifference=c.indifference * unit, preference=c.preference * unit) for c in question.criteria)
    values = tuple(tuple(v * unit for v in row if v is not None) for row in question.values)
    assert ranks(replace(question, criteria=criteria, values=values)) == ranks(question)


@settings(max_examples=60, deadline=None)
@given(questions(), st.integers(1, 50))
def test_zero_point_matters_only_where_it_must(question: RankingQuestion, shift: int) -> None:
    """A constant added to a criterion changes nothing by PROMETHEE, VIKOR and the min-max sum; TOPSIS and ratios measure from zero."""
    if question.method is Method.TOPSIS:
        return
    if question.method is Method.WEIGHTED_SUM:
        question = replace(question, criteria=tuple(replace(c, transformation=Transformation.MIN_MAX) for c in question.criteria))
    values = tuple((row[0] + shift if row[0] is not None else None, *row[1:]) for row in question.values)
    assert ranks(replace(question, values=values)) == ranks(question)


@settings(max_examples=60, deadline=None)
@given(questions(), st.integers(0, 6), st.integers(0, 3), st.integers(1, 30))
def test_an_object_that_improves_never_falls(question: RankingQuestion, i: int, j: int, by: int) -> None:
    """Held by the sums, the weighted sum on every scale and PROMETHEE II; TOPSIS and VIKOR do not promise it."""
    method = Method.PROMETHEE_2 if question.method in (Method.TOPSIS, Method.PROMETHEE_2) else Method.WEIGHTED_SUM
    i, j = i % len(question.objects), j % len(question.criteria)
    values = [list(row) for row in question.values]
    old = values[i][j]
    assert old is not None
    values[i][j] = old * 0.9 ** by if question.criteria[j].direction is Direction.LESS else old + by
    before = replace(question, method=method)
    after = replace(before, values=tuple(map(tuple, values)))
    assert ranks(after)[f"o{i:03}"] <= ranks(before)[f"o{i:03}"]


def test_vikor_may_let_an_object_that_improves_fall() -> None:
    """Why the page promises it of the sums alone: a better best widens the regret of everybody, and of some more than of others."""
    rows = [[5.0, 2.0, 2.0], [4.0, 11.0, 4.0], [5.0, 9.0, 3.0]]
    question = asked(rows, [8, 7, 2], criteria_of([False] * 3), Method.VIKOR)
    better = asked([[9.0, 2.0, 2.0], *rows[1:]], [8, 7, 2], criteria_of([False] * 3), Method.VIKOR)
    assert (ranks(question), ranks(better)) == ({"o002": 1, "o000": 2, "o001": 2}, {"o002": 1, "o001": 2, "o000": 3})


@settings(max_examples=40, deadline=None)
@given(questions(), st.integers(0, 6), st.integers(0, 3), grid)
def test_one_changed_value_is_as_prepared_anew(question: RankingQuestion, i: int, j: int, value: float) -> None:
    i, j = i % len(question.objects), j % len(question.criteria)
    values = [list(row) for row in question.values]
    values[i][j] = value
    anew = prepare(replace(question, values=tuple(map(tuple, values))))
    changed = prepare(question).with_value(question.objects[i], question.criteria[j].id, value)
    assert np.array_equal(changed.table, anew.table)
    assert np.array_equal(changed.matrix, anew.matrix)


def test_many_weights_at_once_are_each_alone() -> None:
    rows, _, less = CASES[4]
    many = np.random.default_rng(5).dirichlet(np.ones(6), 7).T
    for method in Method:
        prepared = prepare(asked(rows, [1] * 6, criteria_of(less), method))
        together = prepared.scores(many)
        assert np.abs(together - np.column_stack([prepared.scores(column) for column in many.T])).max() <= EXACT
        assert (prepared.linear is not None) == (method in (Method.WEIGHTED_SUM, Method.PROMETHEE_2))


def test_contributions_add_up_to_the_score() -> None:
    rows, weights, less = CASES[4]
    for method in Method:
        for standing in rank(asked(rows, weights, criteria_of(less), method)).standings:
            if standing.contributions:
                assert math.fsum(standing.contributions) == pytest.approx(standing.score, abs=EXACT)
            else:
                assert method in (Method.TOPSIS, Method.VIKOR)


def test_ties_share_a_place_and_the_next_is_passed_over() -> None:
    assert places_of(np.array([0.5, 0.9, 0.5, 0.1, 0.5 + 1e-14]), 1e-12).tolist() == [2, 1, 2, 5, 2]
    assert places_of(np.array([]), 1e-12).tolist() == []


def test_vikor_makes_no_difference_out_of_rounding() -> None:
    """S of both objects is 0.3 by different sums: equal, not 0 against 1."""
    table = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    found = vikor.compromise(table, np.array([0.1, 0.2, 0.3]))
    assert found.q.tolist() == pytest.approx([0.0, 0.5, 0.0])


def test_policies_on_missing_values_are_told_and_never_zero() -> None:
    rows = [[10.0, 4.0], [20.0, 8.0], [40.0, 6.0], [30.0, 2.0]]
    values = tuple((row[0], None if i == 1 else row[1]) for i, row in enumerate(rows))
    question = replace(asked(rows, [1, 1], criteria_of([False, True]), Method.WEIGHTED_SUM), values=values)
    out = rank(question)
    assert (out.left_out, out.filled, len(out.standings)) == ((("o001", "RNK-009"),), (), 3)
    for policy, value, code in ((Missing.WORST, 6.0, "RNK-010"), (Missing.MEDIAN, 4.0, "RNK-024")):
        filled = rank(replace(question, missing=policy))
        assert [(f.object, f.criterion, f.value, f.how) for f in filled.filled] == [("o001", "c1", value, policy)]
        assert [f.code for f in filled.findings] == [code]
        assert len(filled.standings) == 4
