"""L by arrays is L by the model, for any prices and any case."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.capital.branching import choices_of
from quyhoach.capital.certificate import OUT, lagrangian_bound
from quyhoach.capital.engine import in_order
from quyhoach.capital.evaluation import Evaluation
from quyhoach.capital.model import build, keep_ladder, ranks_to_meet
from quyhoach.capital.pricing import Pricing
from quyhoach.capital.problem import CapitalProblem

from .strategies import RULES, TRAITS, province_problems, tiny_problems

EVERYTHING = tiny_problems(always=frozenset({*TRAITS, *RULES}))
QUESTIONS = st.one_of(tiny_problems(), EVERYTHING, tiny_problems(fixed_shares=True), province_problems(5, 8))


@settings(max_examples=max(60, settings.default.max_examples // 4))
@given(QUESTIONS, st.booleans(), st.data())
def test_both_ways_give_the_same_bound(problem: CapitalProblem, whole_money: bool, data: st.DataObject) -> None:
    model = build(in_order(problem), whole_money=whole_money, loose_shares=whole_money)
    for rank in ranks_to_meet(problem):
        keep_ladder(model, rank, data.draw(st.integers(0, 3)))
    price = st.sampled_from((0.0, 0.0, 0.5, 1.0, 2.0, 7.5))
    prices = {name: data.draw(price) for name in model.rows}
    allowed: dict[str, tuple[int, ...]] = {}
    for name, columns in choices_of(model).items():
        if columns and data.draw(st.integers(0, 3)) == 0:
            allowed[name] = tuple(data.draw(st.lists(st.sampled_from((OUT, *columns)), min_size=1, unique=True)))
    exact = lagrangian_bound(Pricing(model, prices), allowed)
    assert Evaluation(model).bound(prices, allowed) == pytest.approx(exact, rel=1e-9, abs=1e-9)
