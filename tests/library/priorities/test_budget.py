"""The budget that changes who is funded: equal to trying every set for every budget."""

from __future__ import annotations

import numpy as np
import pytest

from quyhoach.priorities.budget import BILLIONTHS, budget_swap, front_of

NAMES = "ABCDEFGHIJ"


def best_sets(costs: list[int], scores: list[float], up_to: int) -> list[int]:
    """For each budget the best set as bits: most score, then least cost, then the last object first."""
    worth = [round(s * BILLIONTHS) for s in scores]
    allowed = [m for m in range(2 ** len(costs)) if all(worth[n] > 0 for n in range(len(costs)) if m >> n & 1)]
    all_sets = [(-sum(w for n, w in enumerate(worth) if m >> n & 1), sum(c for n, c in enumerate(costs) if m >> n & 1), m) for m in allowed]
    return [min(one for one in all_sets if one[1] <= budget)[2] for budget in range(up_to + 1)]


@pytest.mark.parametrize("seed", range(12))
def test_the_nearest_budget_is_that_of_every_set_tried(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 8))
    costs = rng.integers(0 if seed % 3 == 0 else 1, 9, size).tolist()
    scores = (rng.integers(0, 6, size).astype(float) if seed % 2 else np.round(rng.random(size), 4)).tolist()
    best, names = best_sets(costs, scores, sum(costs)), tuple(NAMES[:size])
    for budget in range(0, sum(costs) + 1, 3):
        answer = budget_swap(costs, scores, budget, "A", "B", names)
        right = [b for b, members in enumerate(best) if members >> 1 & 1 and not members & 1]
        assert answer.funded == tuple(n for k, n in enumerate(names) if best[budget] >> k & 1)
        if budget in right:
            assert answer.state == "already"
        elif not right:
            assert (answer.state, [f.code for f in answer.findings]) == ("never", ["RNK-062"])
        else:
            assert answer.enough == min(right, key=lambda b: (abs(b - budget), b))
            assert answer.change == answer.enough - budget
            assert answer.funded_then == tuple(n for k, n in enumerate(names) if best[answer.enough] >> k & 1)
            assert set(answer.enters) == set(answer.funded_then) - set(answer.funded)
            assert set(answer.leaves) == set(answer.funded) - set(answer.funded_then)


def test_beyond_every_object_more_money_changes_nothing() -> None:
    answer = budget_swap([5, 4], [2.0, 1.0], 9, "A", "B", ("A", "B"))
    assert (answer.state, answer.enough, answer.change) == ("changes", 4, -5)
    assert (answer.enters, answer.leaves) == ((), ("A",))
    assert budget_swap([4, 5], [2.0, 1.0], 9, "A", "B", ("A", "B")).state == "never"
    assert budget_swap([4, 5], [2.0, 1.0], 10**15, "A", "B", ("A", "B")).state == "never"


def test_eighty_objects_are_exact_and_too_many_sets_are_a_finding() -> None:
    rng = np.random.default_rng(1)
    costs, scores = rng.integers(1, 60, 80).tolist(), rng.random(80).tolist()
    names = tuple(f"p{n}" for n in range(80))
    front = front_of(costs, scores)
    assert front is not None
    assert (np.diff(front.cost) > 0).all()
    assert (np.diff(front.score) > 0).all()
    last = front.objects(len(front.cost) - 1, 80)
    assert last == list(range(80))
    at = front.objects(front.best(600), 80)
    assert sum(costs[n] for n in at) == front.cost[front.best(600)] <= 600
    short = budget_swap(costs, scores, 600, "p1", "p2", names, largest=100)
    assert (short.state, [f.code for f in short.findings]) == ("unknown", ["RNK-061"])


def test_what_is_no_question_is_a_finding() -> None:
    names = ("A", "B")
    codes = [[f.code for f in answer.findings] for answer in (
        budget_swap([1, 2], [1.0, 1.0], 2, "A", "X", names), budget_swap([1, 2], [1.0, 1.0], 2, "A", "A", names),
        budget_swap([-1, 2], [1.0, 1.0], 2, "A", "B", names), budget_swap([1, 2], [1.0, 1.0], -2, "A", "B", names))]
    assert codes == [["RNK-055"], ["RNK-056"], ["RNK-060"], ["RNK-060"]]
