"""Rank acceptability: equal to counting draw by draw, true where the truth is known, the same bytes for the same seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quyhoach.priorities import acceptability as smaa
from quyhoach.priorities.admissible import AdmissibleWeights, admissible_weights
from quyhoach.priorities.criteria import Method
from quyhoach.priorities.engine import places_of, prepare

from .asked import plain, prepared_of

METHODS = tuple(Method)


@pytest.mark.parametrize("method", METHODS)
def test_shares_are_those_counted_draw_by_draw(method: Method) -> None:
    prepared = prepared_of(1, method)
    found = smaa.acceptability(prepared, 300, 5)
    drawn = admissible_weights(prepared.criteria).draw(300, 5)
    assert drawn is not None
    ranks = np.array([places_of(prepared.scores(w), prepared.tolerance) for w in drawn.weights])
    assert found.share == tuple(tuple(float((ranks[:, i] == p).mean()) for p in range(1, 7)) for i in range(6))
    assert found.mean_rank == pytest.approx(ranks.mean(axis=0), abs=1e-12)
    assert found.mean_rank_error == pytest.approx(ranks.std(axis=0) / 300**0.5, abs=1e-12)
    assert found.confidence == tuple((ranks == np.array(found.rank)).mean(axis=0).tolist())
    for i, central in enumerate(found.central_weights):
        firsts = drawn.weights[ranks[:, i] == 1]
        assert (central is None) == (not len(firsts))
        if central is not None:
            assert central == pytest.approx(firsts.mean(axis=0), abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_large_cases_find_the_same_first_places(method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = prepared_of(2, method, objects=300)
    small = smaa.acceptability(prepared, 400, 3, places=4)
    monkeypatch.setattr(smaa, "CELLS", 300 * 100)
    monkeypatch.setattr(smaa, "BLOCK", 300 * 70)
    large = smaa.acceptability(prepared, 400, 3, places=4)
    assert (small.rank_draws, large.rank_draws) == (400, 100)
    assert large.share == small.share
    assert [f.code for f in large.findings] == ["RNK-053"]
    for one, other in zip(small.central_weights, large.central_weights, strict=True):
        assert (one is None) == (other is None)
        assert one is None or one == pytest.approx(other, abs=1e-12)
    for i, rank in enumerate(small.rank):
        if rank <= 4:
            assert large.confidence[i] == small.confidence[i]
    assert np.abs(np.array(large.mean_rank) - small.mean_rank).max() <= 5 * max(large.mean_rank_error)


def test_the_same_seed_gives_the_same_bytes() -> None:
    prepared = prepared_of(4, Method.TOPSIS)
    first, again, other = (smaa.acceptability(prepared, 500, seed) for seed in (7, 7, 8))
    assert repr(first) == repr(again)
    assert first.share != other.share


def test_a_known_probability_is_met_within_the_stated_error() -> None:
    prepared = prepare(plain([[1, 0], [0, 1]], (1, 1), least_weight=0.2))
    tilted = replace(prepared, criteria=(replace(prepared.criteria[0], most_weight=0.6), prepared.criteria[1]))
    found = smaa.acceptability(tilted, 10_000, 1)
    assert found.error == pytest.approx(0.0098)
    assert abs(found.of("A").share[0] - 0.25) <= found.share_error(0.25)  # first weight uniform in 0.2..0.6, above 0.5 in a quarter
    assert found.of("A").central_weights == pytest.approx((0.55, 0.45), abs=0.002)
    assert found.share_error(1.0) == pytest.approx(3e-4)


def test_objects_that_are_equal_share_their_place() -> None:
    found = smaa.acceptability(prepare(plain([[1, 5], [1, 5], [0, 0]], (1, 2))), 200)
    assert found.rank == (1, 1, 3)
    assert found.share == ((1.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


@pytest.mark.parametrize(("size", "way"), [(3, "rejection"), (7, "hit_and_run")])
def test_draws_of_an_agreed_order_have_its_centre(size: int, way: str) -> None:
    admitted = AdmissibleWeights((0.0,) * size, (1.0,) * size, tuple((j, j + 1) for j in range(size - 1)))
    drawn = admitted.draw(20_000, 2)
    assert drawn is not None
    assert drawn.way == way
    assert (np.diff(drawn.weights, axis=1) <= 1e-12).all()
    centre = [sum(1 / i for i in range(k, size + 1)) / size for k in range(1, size + 1)]
    assert drawn.weights.mean(axis=0) == pytest.approx(centre, abs=0.006)
    second = [np.mean(np.sort(np.random.default_rng(1).dirichlet(np.ones(size), 20_000))[:, ::-1] ** 2, axis=0)]
    assert (drawn.weights**2).mean(axis=0) == pytest.approx(second[0], abs=0.008)


def test_bounds_hold_in_every_draw_and_a_settled_weight_stays() -> None:
    admitted = AdmissibleWeights((0.1, 0.25, 0.0, 0.0), (0.3, 0.25, 0.5, 0.45), ((0, 3),))
    drawn = admitted.draw(3_000, 1)
    assert drawn is not None
    assert all(admitted.holds(w) for w in drawn.weights)
    assert np.ptp(drawn.weights[:, 1]) <= 1e-12
    assert drawn.weights[:, 0].std() > 0.02


def test_an_order_in_a_circle_leaves_equal_weights() -> None:
    drawn = AdmissibleWeights((0.0,) * 3, (1.0,) * 3, ((0, 1), (1, 0))).draw(1_000, 1)
    assert drawn is not None
    assert drawn.weights[:, 0] == pytest.approx(drawn.weights[:, 1], abs=1e-7)
    assert drawn.weights[:, 2].min() < 0.05
    assert drawn.weights[:, 2].max() > 0.95
    assert (drawn.weights[:, 2] > 0.5).mean() == pytest.approx(0.5, abs=0.05)


def test_weights_that_nobody_can_have_are_a_finding() -> None:
    prepared = prepare(plain([[1, 0], [0, 1]], (3, 2), order=(("c0", "c1"),)))
    none = replace(prepared, criteria=(replace(prepared.criteria[0], most_weight=0.4), prepared.criteria[1]))
    found = smaa.acceptability(none, 100)
    assert ([f.code for f in found.findings], found.share, found.way) == (["RNK-050"], (), "none")
    one = replace(none, criteria=tuple(replace(c, least_weight=0.5) for c in prepared.criteria))
    assert [f.code for f in smaa.acceptability(one, 100).findings] == ["RNK-051"]
    assert [f.code for f in smaa.acceptability(prepared, 0).findings] == ["RNK-058"]
