"""Random capital problems: tiny ones that the oracle can write out whole, and mid-size ones with real amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from quyhoach.capital.problem import (
    Alternative,
    Bundle,
    CapitalProblem,
    Lock,
    Mix,
    Obligation,
    Parcel,
    Precedence,
    ProjectToFund,
    ShareRule,
)

HALF, THIRD, QUARTER = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)
LAST_RANK = 3
SHAPES = ((1, 1, 3), (2, 1, 4), (3, 1, 4), (2, 2, 3), (2, 2, 4), (3, 2, 2), (2, 3, 2))
"""Years, funds and greatest need: what the oracle can write out in a blink."""


@st.composite
def tiny_problems(draw: st.DrawFn, fixed_shares: bool = False) -> CapitalProblem:
    """At most 4 projects, 3 years, 3 sources, whole amounts of a few units, with every kind of rule."""
    length, sources, largest = draw(st.sampled_from(SHAPES))
    years, funds = tuple(range(2026, 2026 + length)), ("A", "B", "C")[:sources]
    projects = tuple(draw(_project(f"P{n}", years, funds, largest, fixed_shares)) for n in range(draw(st.integers(1, 4))))
    names = [p.id for p in projects]
    ceilings = {(fund, year): limit for fund in funds for year in years if (limit := draw(_limit(6))) is not None}
    medium = {(funds[0], years[0], years[-1] + draw(st.integers(0, 1))): draw(st.integers(0, 8))} if draw(_seldom()) else {}
    rules: Mapping[str, Any] = draw(_rules(names, years, funds))
    problem = CapitalProblem(
        years, funds, ceilings, medium, projects,
        counterpart_funds=frozenset(draw(st.sets(st.sampled_from(funds)))),
        gamma=draw(st.sampled_from((0.0, 0.5, 1.0))), discount=draw(st.sampled_from((1.0, 0.95, 0.7))),
        median_size=draw(st.integers(1, 4)), last_rank=LAST_RANK, **rules,
    )
    return with_distinct_ids(problem)


@st.composite
def _project(draw: st.DrawFn, name: str, years: Sequence[int], funds: Sequence[str], largest: int, fixed: bool) -> ProjectToFund:
    need = draw(st.integers(1, largest))
    earliest = draw(st.integers(years[0] - 1, years[-1]))
    since = draw(st.one_of(st.none(), st.none(), st.integers(years[0] - 2, years[0])))
    committed = draw(_seldom())
    return ProjectToFund(
        name, need, need + draw(st.integers(0, 3)), draw(st.sampled_from((LAST_RANK, LAST_RANK, LAST_RANK, 1, 2))),
        float(draw(st.integers(0, 20))), draw(st.integers(1, min(2, len(years)))), earliest,
        draw(st.integers(earliest, years[-1])), tuple(draw(_mixes(funds, need, fixed))),
        committed=committed, delay=draw(st.integers(0, 2)) if committed else 0, first_capital_year=since,
        last_allowed_offset=draw(st.one_of(st.none(), st.integers(1, 4))),
        min_year_share=draw(st.sampled_from((Fraction(0), Fraction(0), QUARTER, HALF))),
        max_year_share=draw(st.sampled_from((Fraction(1), Fraction(1), HALF, THIRD))),
        counterpart_share=draw(st.sampled_from((Fraction(0), Fraction(0), Fraction(0), THIRD, HALF))),
    )


@st.composite
def _mixes(draw: st.DrawFn, funds: Sequence[str], need: int, fixed: bool) -> list[Mix]:
    chosen = draw(st.lists(st.sampled_from(funds), min_size=1, unique=True))
    mixes = [Mix(fund, draw(st.sampled_from((Fraction(1), Fraction(1), HALF))), draw(st.one_of(st.none(), st.none(), st.integers(0, need))))
             for fund in chosen]
    if fixed and len(mixes) > 1:
        mixes[0] = replace(mixes[0], fixed_share=draw(st.sampled_from((HALF, QUARTER, THIRD))))
    return mixes


@st.composite
def _rules(draw: st.DrawFn, names: list[str], years: Sequence[int], funds: Sequence[str]) -> Mapping[str, Any]:
    rules: dict[str, Any] = {"fund_opening": draw(st.integers(0, 4)), "fund_inflow": {years[-1]: draw(st.integers(0, 3))}}
    if draw(_seldom()):
        rules["obligations"] = tuple(draw(_obligation(f"D{n}", years, funds)) for n in range(draw(st.integers(1, 2))))
    if draw(_seldom()):
        rules["parcels"] = tuple(draw(_parcel(f"L{n}", names, years)) for n in range(draw(st.integers(1, 2))))
    if len(names) > 1 and draw(_seldom()):
        pair = draw(_some(names, 2, 2))
        rules["precedences"] = (Precedence("T", pair[0], pair[1], draw(st.integers(0, 2))),)
    if len(names) > 1 and draw(_seldom()):
        rules["alternatives"] = (Alternative("X", tuple(draw(_some(names, 2, 3)))),)
    if len(names) > 1 and draw(_seldom()):
        rules["bundles"] = (Bundle("G", tuple(draw(_some(names, 2, 3)))),)
    if draw(_seldom()):
        share = draw(st.sampled_from((THIRD, HALF, Fraction(1))))
        rules["share_rules"] = (ShareRule("W", tuple(draw(_some(funds))), tuple(draw(_some(years))), tuple(draw(_some(names))), share),)
    if draw(_seldom()):
        rules["locks"] = (Lock(names[0], funds[0], years[0], 1),)
    return rules


@st.composite
def _obligation(draw: st.DrawFn, name: str, years: Sequence[int], funds: Sequence[str]) -> Obligation:
    first = draw(st.sampled_from(years))
    last = draw(st.integers(first, years[-1]))
    return Obligation(name, draw(st.integers(1, 3)), draw(st.integers(1, 2)), tuple(draw(_some(funds))), first, last)


@st.composite
def _parcel(draw: st.DrawFn, name: str, names: list[str], years: Sequence[int]) -> Parcel:
    return Parcel(
        name, tuple(draw(_some(names, 1, 2))), draw(st.integers(0, 4)), draw(st.integers(years[0] - 1, years[-1])),
        draw(st.integers(0, 1)), draw(st.integers(0, 3)), draw(st.integers(0, 2)), draw(st.one_of(st.none(), st.sampled_from(names))),
    )


def _seldom() -> st.SearchStrategy[bool]:
    return st.sampled_from((False, False, True))


def _limit(most: int) -> st.SearchStrategy[int | None]:
    return st.one_of(st.integers(0, most), st.integers(2, most), st.integers(2, most), st.none())


def _some(values: Sequence[Any], least: int = 1, most: int | None = None) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True)


def with_distinct_ids(problem: CapitalProblem) -> CapitalProblem:
    return problem
