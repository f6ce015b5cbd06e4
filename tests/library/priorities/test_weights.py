"""Weights out of judgements: laws, slow references, pymcdm, and what is told about judgements that do not fit."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
import pymcdm.weights as judge
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymcdm.weights.subjective import AHP

from quyhoach.priorities.criteria import Criterion, Direction
from quyhoach.priorities.engine import rank
from quyhoach.priorities.question import RankingQuestion
from quyhoach.priorities.weights import best_worst, direct, group, mirror, pairwise, swing
from quyhoach.priorities.weights.best_worst import BestWorst
from quyhoach.priorities.weights.elicited import ElicitedWeights
from quyhoach.priorities.weights.pairwise import SCALE, Judgement

NAMES = ("a", "b", "c", "d", "e")


def codes(answer: ElicitedWeights) -> list[str]:
    return [f.code for f in answer.findings]


def pairs_of(names: tuple[str, ...], times: list[float]) -> list[Judgement]:
    return [Judgement(a, b, t) for (a, b), t in zip(combinations(names, 2), times, strict=True)]


def drawn_pairs(seed: int, n: int) -> tuple[tuple[str, ...], list[Judgement]]:
    rng = np.random.default_rng(seed)
    return NAMES[:n], pairs_of(NAMES[:n], [SCALE[k] for k in rng.integers(0, len(SCALE), n * (n - 1) // 2)])


# --- direct and swing


def test_direct_weights_are_shares() -> None:
    assert direct.weigh(("a", "b"), {"b": 30, "a": 10}).weights == (0.25, 0.75)
    assert codes(direct.weigh(("a", "b"), {"a": 1, "z": 2})) == ["RNK-025", "RNK-026"]
    assert codes(direct.weigh(("a", "b"), {"a": 0, "b": 0})) == ["RNK-012"]
    assert codes(direct.weigh(("a", "b"), {"a": -1, "b": math.nan})) == ["RNK-013", "RNK-013"]


def test_swing_is_judged_against_one_hundred() -> None:
    assert swing.weigh(("a", "b", "c"), {"a": 100, "b": 60, "c": 40}).weights == (0.5, 0.3, 0.2)
    assert codes(swing.weigh(("a", "b"), {"a": 90, "b": 60})) == ["RNK-027"]
    assert codes(swing.weigh(("a", "b"), {"a": 100})) == ["RNK-026"]


# --- pairwise


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=2, max_size=5))
def test_consistent_pairs_give_their_ratios_back(parts: list[int]) -> None:
    names = NAMES[:len(parts)]
    found = pairwise.weigh(names, pairs_of(names, [a / b for a, b in combinations(parts, 2)]))
    assert found.weights == pytest.approx([p / sum(parts) for p in parts], abs=1e-12)
    assert (found.ratio, found.revisit, found.findings) == (pytest.approx(0.0, abs=1e-12), None, ())


@pytest.mark.parametrize("seed", range(6))
def test_pairwise_equals_pymcdm(seed: int) -> None:
    names, judgements = drawn_pairs(seed, 3 + seed % 3)
    matrix, _ = pairwise.matrix_of(names, judgements)
    assert pairwise.weigh(names, judgements).weights == pytest.approx(AHP(matrix=matrix)(), abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_revision_is_the_best_of_all_single_changes(seed: int) -> None:
    """Slow and obvious: put every answer into every pair and compute the whole again."""
    names, judgements = drawn_pairs(seed, 4)
    found = pairwise.weigh(names, judgements)
    lowest = min(pairwise.weigh(names, [*judgements[:k], Judgement(j.first, j.second, value), *judgements[k + 1:]]).eigenvalue
                 for k, j in enumerate(judgements) for value in SCALE)
    assert found.revisit is not None
    pair = found.revisit.first, found.revisit.second
    changed = [Judgement(*pair, found.revisit.mended) if (j.first, j.second) == pair else j for j in judgements]
    after = pairwise.weigh(names, changed)
    assert after.eigenvalue == pytest.approx(lowest, abs=1e-8)
    assert after.ratio == pytest.approx(found.revisit.ratio)
    assert "RNK-031" in [f.code for f in found.findings]


@pytest.mark.parametrize(("judgements", "expected"), [
    ([Judgement("a", "b", 2)], ["RNK-029"]),
    ([Judgement("a", "b", 2), Judgement("b", "c", 2), Judgement("a", "z", 2)], ["RNK-025", "RNK-029"]),
    ([Judgement("a", "b", 2), Judgement("b", "c", 2), Judgement("c", "a", 12)], ["RNK-028", "RNK-029"]),
    ([Judgement("a", "b", 2), Judgement("b", "c", 2), Judgement("c", "a", 0)], ["RNK-028", "RNK-029"]),
    ([Judgement("a", "b", 2), Judgement("b", "c", 2), Judgement("c", "a", math.nan)], ["RNK-028", "RNK-029"]),
    ([*pairs_of(("a", "b", "c"), [2, 2, 4]), Judgement("b", "a", 3)], ["RNK-030"]),
])
def test_incomplete_or_contradictory_pairs_give_no_weights(judgements: list[Judgement], expected: list[str]) -> None:
    found = pairwise.weigh(("a", "b", "c"), judgements)
    assert (found.weights, [f.code for f in found.findings]) == ((), expected)


def test_a_pair_may_be_said_twice_and_either_way_round() -> None:
    said = [Judgement("b", "a", 0.33), Judgement("a", "b", 3), Judgement("c", "b", 1 / 2), Judgement("a", "c", 6), Judgement("a", "a", 1)]
    assert pairwise.weigh(("a", "b", "c"), said).weights == pytest.approx((6 / 9, 2 / 9, 1 / 9), abs=0.01)


def test_a_circle_is_told_whatever_its_ratio() -> None:
    found = pairwise.weigh(("a", "b", "c"), [Judgement("a", "b", 2), Judgement("b", "c", 2), Judgement("c", "a", 2)])
    assert "RNK-033" in [f.code for f in found.findings]
    assert found.weights == pytest.approx((1 / 3,) * 3)


def test_one_two_and_very_many_criteria() -> None:
    assert pairwise.weigh(("a",), []).weights == (1.0,)
    assert pairwise.weigh(("a", "b"), [Judgement("a", "b", 9)]).weights == pytest.approx((0.9, 0.1))
    names = tuple(f"n{i:02}" for i in range(16))
    many = pairwise.weigh(names, pairs_of(names, [1.0] * 120))
    assert (many.ratio, [f.code for f in many.findings]) == (None, ["RNK-032"])


# --- best-worst


def slow_xi(names: tuple[str, ...], said: BestWorst, weights: np.ndarray) -> np.ndarray:
    """Greatest disagreement of many sets of weights (n, k)."""
    at = {name: weights[i] for i, name in enumerate(names)}
    gaps = [abs(at[said.best] - times * at[name]) for name, times in said.best_to_others.items()]
    gaps += [abs(at[name] - times * at[said.worst]) for name, times in said.others_to_worst.items()]
    return np.max(gaps, axis=0)


@pytest.mark.parametrize("seed", range(5))
def test_no_weights_fit_best_worst_judgements_better(seed: int) -> None:
    """Ours against two hundred thousand sets of weights, scattered and near."""
    rng = np.random.default_rng(seed)
    names = NAMES[:4]
    whole = float(rng.integers(4, 10))
    said = BestWorst("a", "d", {"b": float(rng.integers(1, 10)), "c": float(rng.integers(1, 10)), "d": whole},
                     {"b": float(rng.integers(1, 10)), "c": float(rng.integers(1, 10)), "a": whole})
    found = best_worst.weigh(names, said)
    ours = np.array(found.weights)
    assert slow_xi(names, said, ours) == pytest.approx(found.xi, abs=1e-9)
    near = ours[:, np.newaxis] * np.exp(rng.normal(0, 0.03, (4, 100_000)))
    for others in (rng.dirichlet(np.ones(4), 100_000).T, near / near.sum(axis=0)):
        assert slow_xi(names, said, others).min() >= found.xi - 1e-9


def test_best_worst_judgements_that_do_not_fit_are_told() -> None:
    good = BestWorst("a", "c", {"b": 2, "c": 6}, {"a": 6, "b": 3})
    assert best_worst.weigh(("a", "b", "c"), good).weights == pytest.approx((0.6, 0.3, 0.1))
    cases = [
        (BestWorst("a", "a", {"b": 2, "c": 6}, {"b": 3, "c": 2}), ["RNK-034"]),
        (BestWorst("a", "c", {"b": 2, "c": 6}, {"a": 5, "b": 3}), ["RNK-030"]),
        (BestWorst("a", "c", {"c": 6}, {"a": 6, "b": 3}), ["RNK-026"]),
        (BestWorst("a", "c", {"b": 0.5, "c": 6}, {"a": 6, "b": 3}), ["RNK-028"]),
        (BestWorst("a", "z", {"b": 2, "c": 6}, {"a": 6, "b": 3}), ["RNK-025"]),
        (BestWorst("", "", {}, {}), ["RNK-025", "RNK-034"]),
    ]
    for said, expected in cases:
        found = best_worst.weigh(("a", "b", "c"), said)
        assert (found.weights, [f.code for f in found.findings]) == ((), expected)
    turned = best_worst.weigh(NAMES[:4], BestWorst("a", "d", {"b": 2, "c": 3, "d": 8}, {"a": 8, "b": 3, "c": 4}))
    assert {"RNK-035", "RNK-036"} == {f.code for f in turned.findings}
    assert turned.weights


def test_the_mended_best_worst_judgement_lowers_the_deviation() -> None:
    said = BestWorst("a", "d", {"b": 2, "c": 7, "d": 8}, {"a": 8, "b": 3, "c": 4})
    found = best_worst.weigh(NAMES[:4], said)
    assert found.revisit is not None
    again = best_worst.weigh(NAMES[:4], BestWorst("a", "d", {**said.best_to_others, found.revisit.second: found.revisit.mended},
                                                  said.others_to_worst))
    assert again.ratio == pytest.approx(found.revisit.ratio)
    assert again.ratio < found.ratio


# --- groups


def test_group_weights_are_the_mean_by_say() -> None:
    given = {"m1": (0.2, 0.8), "m2": (0.6, 0.4), "m3": ()}
    members = {name: ElicitedWeights(("a", "b"), weights) for name, weights in given.items()}
    alike = group.joined(("a", "b"), members)
    assert (alike.weights, alike.left_out) == (pytest.approx((0.4, 0.6)), ("m3",))
    assert (alike.least, alike.most, alike.spread) == ((0.2, 0.4), (0.6, 0.8), pytest.approx((0.4, 0.4)))
    assert [f.code for f in alike.findings] == ["RNK-037"]
    assert group.joined(("a", "b"), members, {"m1": 3}).weights == pytest.approx((0.3, 0.7))
    nobody = group.joined(("a", "b"), {"m3": members["m3"]})
    assert (nobody.weights, [f.code for f in nobody.findings]) == ((), ["RNK-037", "RNK-038"])


def slow_concordance(places: list[list[int]]) -> float:
    n, m = len(places), len(places[0])
    ranks, ties = [[0.0] * m for _ in range(n)], 0.0
    for k in range(m):
        column = [row[k] for row in places]
        for i in range(n):
            ranks[i][k] = sum(other < column[i] for other in column) + (column.count(column[i]) + 1) / 2
        ties += sum(column.count(value) ** 3 - column.count(value) for value in set(column))
    mean = m * (n + 1) / 2
    spread = sum((sum(row) - mean) ** 2 for row in ranks)
    return 12 * spread / (m * m * (n ** 3 - n) - m * ties)


def test_kendalls_w() -> None:
    rng = np.random.default_rng(3)
    for n, m in ((2, 2), (5, 3), (7, 4)):
        places = rng.integers(1, n + 1, (n, m)).tolist()
        places[0], places[1] = [1] * m, [n] * m
        assert group.concordance(places) == pytest.approx(slow_concordance(places))
    assert group.concordance([[1, 1], [2, 2], [3, 3]]) == 1.0
    assert group.concordance([[1, 3], [2, 2], [3, 1]]) == 0.0
    assert group.concordance([[1, 1], [1, 1]]) == 1.0
    assert group.concordance([[1], [2]]) is None


def test_members_orders_side_by_side() -> None:
    values = ((1.0, 9.0), (5.0, 5.0), (9.0, 1.0))
    criteria = (Criterion("a", Direction.MORE), Criterion("b", Direction.MORE))
    given = {"m1": (0.9, 0.1), "m2": (0.1, 0.9)}
    asked = {name: RankingQuestion(("x", "y", "z"), criteria, values, weights) for name, weights in given.items()}
    found = group.compared({name: rank(question) for name, question in asked.items()})
    assert dict(zip(found.objects, found.places, strict=True)) == {"z": (1, 3), "y": (2, 2), "x": (3, 1)}
    assert (found.concordance, [f.code for f in found.findings]) == (0.0, ["RNK-039"])
    assert dict(zip(found.objects, found.spread, strict=True))["x"] == (1, 3)
    assert group.compared({}).objects == ()


# --- mirror


def columns(seed: int, n: int, m: int, less: bool = False) -> tuple[tuple[Criterion, ...], np.ndarray]:
    matrix = np.random.default_rng(seed).uniform(1, 100, (n, m))
    return tuple(Criterion(f"c{j}", Direction.LESS if less and j % 2 else Direction.MORE) for j in range(m)), matrix


@pytest.mark.parametrize(("seed", "n", "m"), [(0, 3, 2), (1, 9, 4), (2, 60, 7)])
def test_mirror_equals_pymcdm(seed: int, n: int, m: int) -> None:
    criteria, matrix = columns(seed, n, m)
    assert mirror.entropy(criteria, matrix).weights == pytest.approx(judge.entropy_weights(matrix), abs=1e-12)
    assert mirror.critic(criteria, matrix).weights == pytest.approx(judge.critic_weights(matrix), abs=1e-12)
    criteria, matrix = columns(seed, n, m, less=True)
    turned = matrix * [-1 if c.direction is Direction.LESS else 1 for c in criteria]
    assert mirror.critic(criteria, matrix).weights == pytest.approx(judge.critic_weights(turned), abs=1e-12)


def test_mirror_of_columns_that_say_nothing() -> None:
    criteria, matrix = columns(4, 6, 3)
    matrix[:, 1] = 7.0
    assert mirror.entropy(criteria, matrix).weights[1] == mirror.critic(criteria, matrix).weights[1] == 0.0
    assert codes(mirror.entropy(criteria, -matrix)) == ["RNK-040"] * 3
    assert codes(mirror.critic(criteria, matrix * 0)) == ["RNK-041"]
    assert codes(mirror.critic(criteria[:2], np.array([[1.0, 2.0], [3.0, 7.0]]))) == ["RNK-041"]  # two that say the same
    assert codes(mirror.critic(criteria, matrix[:1])) == codes(mirror.entropy(criteria, matrix[:1])) == ["RNK-041"]


def test_order_of_criteria_never_matters_to_pairs() -> None:
    names, judgements = drawn_pairs(11, 3)
    known = dict(zip(names, pairwise.weigh(names, judgements).weights, strict=True))
    for turned in permutations(names):
        assert pairwise.weigh(turned, judgements).weights == pytest.approx([known[name] for name in turned])
