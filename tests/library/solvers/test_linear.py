"""The model in names: what its numbers become when it is read another way."""

from __future__ import annotations

import numpy as np

from quyhoach.solvers.highs import Outcome, solve_lp, solve_mip
from quyhoach.solvers.linear import LinearModel


def shares(total: int, room: float) -> LinearModel:
    """``a`` is three tenths of the whole to within ``room``, ``b`` the rest; both whole."""
    model = LinearModel()
    a, b = model.add_column(whole=True), model.add_column(cost=1.0, whole=True)
    model.add_row("share", {a: 0.7, b: -0.3}, lower=-room, upper=room)
    model.add_row("total", {a: 1.0, b: 1.0}, lower=total, upper=total)
    return model


def test_measured_from_a_base_is_the_same_model() -> None:
    model, base = shares(13, 0.9), [3, 8]
    shifted = model.measured_from(base)
    assert shifted.lower == [-3.0, -8.0]
    here, there = solve_mip(model), solve_mip(shifted)
    assert here.values is not None
    assert there.values is not None
    assert list(np.round(here.values)) == list(base + np.round(there.values)) == [3, 10]


def test_a_single_unit_is_seen_beside_a_million_million() -> None:
    total = 10**12 + 3
    base = [3 * 10**11, 7 * 10**11]
    shifted = shares(total, 0.2).measured_from(base)
    # 0.3 · (10¹² + 3) = 3·10¹¹ + 0.9: one unit more is within 0.2, none is not.
    found = solve_mip(shifted)
    assert found.values is not None
    assert list(np.round(found.values)) == [1, 2]
    assert solve_mip(shares(total, 0.05).measured_from(base)).outcome is Outcome.INFEASIBLE


def test_a_model_without_columns_holds_when_nothing_does() -> None:
    for lower, outcome in ((0.0, Outcome.OPTIMAL), (1.0, Outcome.INFEASIBLE)):
        model = LinearModel()
        model.add_row("row", {}, lower=lower, upper=2.0)
        assert (solve_lp(model).outcome, solve_mip(model).outcome) == (outcome, outcome)
