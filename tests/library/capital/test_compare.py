"""Two plans side by side: what enters, leaves and moves, to the unit."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from quyhoach.capital.compare import CeilingChange, Comparison, MoneyChange, Moved, compare
from quyhoach.capital.engine import plan_capital
from quyhoach.capital.problem import CapitalProblem, Mix, ProjectToFund

from .strategies import tiny_problems


def project(name: str, need: int, score: float, latest: int = 2026) -> ProjectToFund:
    return ProjectToFund(name, need, need, 2, score, 1, 2026, latest, (Mix("A"),))


def question(first: int, second: int) -> CapitalProblem:
    """P is worth most, then Q, then R; Q alone may wait a year."""
    projects = (project("P", 4, 30.0), project("Q", 3, 20.0, latest=2027), project("R", 3, 10.0))
    return CapitalProblem((2026, 2027), ("A",), {("A", 2026): first, ("A", 2027): second}, {}, projects, gamma=0.0, last_rank=2)


def test_what_enters_leaves_and_moves() -> None:
    before, after = plan_capital(question(6, 3)), plan_capital(question(9, 1))
    # Before: P in 2026, Q in 2027. After: P and Q in 2026, and nothing is left for R.
    assert compare(before, after) == Comparison(
        (), (), (Moved("Q", 2027, 2026),), (MoneyChange("Q", "A", 2026, 0, 3), MoneyChange("Q", "A", 2027, 3, 0)),
        (CeilingChange("yearly-ceiling:A:2026", 6, 9), CeilingChange("yearly-ceiling:A:2027", 3, 1)), after.objective - before.objective,
    )
    assert round(after.objective - before.objective, 9) == 1.0
    # Without P's money, R takes its place.
    smaller = plan_capital(question(3, 3))
    found = compare(before, smaller)
    assert (found.entered, found.left, found.moved) == (("R",), ("P",), ())
    assert found.money == (MoneyChange("P", "A", 2026, 4, 0), MoneyChange("R", "A", 2026, 0, 3))
    assert found.ceilings == (CeilingChange("yearly-ceiling:A:2026", 6, 3),)


@settings(max_examples=20)
@given(tiny_problems(), tiny_problems())
def test_there_and_back_are_opposite(one: CapitalProblem, two: CapitalProblem) -> None:
    first, second = plan_capital(one), plan_capital(two)
    there, back = compare(first, second), compare(second, first)
    assert compare(first, first) == Comparison((), (), (), (), (), 0.0)
    assert (there.entered, there.left) == (back.left, back.entered)
    assert there.moved == tuple(replace(m, before=m.after, after=m.before) for m in back.moved)
    assert there.money == tuple(replace(m, before=m.after, after=m.before) for m in back.money)
    assert there.ceilings == tuple(replace(c, before=c.after, after=c.before) for c in back.ceilings)
    spent = [sum(item.amount for item in plan.allocations) for plan in (first, second)]
    assert sum(m.after - m.before for m in there.money) == spent[1] - spent[0]
