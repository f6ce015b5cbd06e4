"""The slow search itself, held against every combination written out."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quyhoach.solvers.reference import Best, Choice, best

ROWS = ("a", "b", "c")
columns = st.builds(
    Choice, st.dictionaries(st.sampled_from(ROWS), st.integers(-2, 3)), st.tuples(st.integers(0, 2), st.integers(-3, 3)), st.integers()
)
questions = st.tuples(
    st.lists(st.lists(columns, min_size=1, max_size=4), max_size=4), st.dictionaries(st.sampled_from(ROWS), st.integers(-2, 4))
)


def written_out(items: list[list[Choice]], limits: dict[str, int]) -> list[tuple[float, ...]]:
    """Costs of all choices within the limits."""
    fitting = [choice for choice in product(*items)
               if all(sum(column.usage.get(row, 0) for column in choice) <= limit for row, limit in limits.items())]
    return [tuple(map(sum, zip(*(column.cost for column in choice), strict=True))) for choice in fitting]


@given(questions)
def test_best_is_the_least_of_all_choices(question: tuple[list[list[Choice]], dict[str, int]]) -> None:
    items, limits = question
    found, costs = best(items, limits), written_out(items, limits)
    assert (None if found is None else found.cost) == min(costs, default=None)
    if found is not None:
        assert found.cost in written_out([[column] for column in found.choices], limits)
        assert all(column in item for column, item in zip(found.choices, items, strict=True))


def test_an_item_without_columns_leaves_no_choice() -> None:
    assert best([[]], {}) is None
    assert best([], {}) == Best((), ())


@pytest.mark.parametrize(("exactly", "cost"), [(0, (5.0,)), (2, (1.0,)), (3, None)])
def test_an_equality_is_two_rows(exactly: int, cost: tuple[float, ...] | None) -> None:
    items = [[Choice({"up": 2, "down": -2}, (1.0,), "two"), Choice({}, (5.0,), "none")]]
    found = best(items, {"up": exactly, "down": -exactly})
    assert (None if found is None else found.cost) == cost
