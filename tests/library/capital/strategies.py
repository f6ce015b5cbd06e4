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
SHAPES = ((3, 2, 4), (2, 3, 4), (2, 2, 5), (3, 1, 5), (2, 1, 5), (1, 3, 5))
"""Years, funds and greatest need: what the oracle can write out in a blink."""


TRAITS = ("window", "committed", "past", "offset", "shares", "counterpart", "caps", "life", "rank")
RULES = ("medium", "obligations", "parcels", "precedences", "alternatives", "bundles", "share_rules", "locks")


@st.composite
def tiny_problems(draw: st.DrawFn, *, always: frozenset[str] = frozenset(), fixed_shares: bool = False) -> CapitalProblem:
    """At most 4 projects, 3 years, 3 sources, amounts of a few units; each problem has a few kinds of trait and rule, in force.

    ``always``: traits and rules that every problem has.
    """
    length, sources, largest = draw(st.sampled_from(SHAPES))
    years, funds = tuple(range(2026, 2026 + length)), ("A", "B", "C")[:sources]
    on = always.union(draw(_some(TRAITS, 0, 3)), draw(_some(RULES, 0, 3)))
    projects = tuple(draw(_project(f"P{n}", years, funds, largest, on)) for n in range(draw(st.sampled_from((4, 4, 4, 3, 2, 1)))))
    if fixed_shares:
        projects = tuple(draw(_with_fixed_share(p)) for p in projects)
    ceilings = {(fund, year): limit for fund in funds for year in years if (limit := draw(_limit())) is not None}
    medium = {(funds[0], years[0], years[-1] + draw(st.integers(0, 1))): draw(st.sampled_from((6, 5, 4, 3, 2, 1, 0)))}
    return CapitalProblem(
        years, funds, ceilings, medium if "medium" in on else {}, projects, counterpart_funds=frozenset(draw(_some(funds))),
        gamma=draw(st.sampled_from((0.5, 0.0, 1.0))), discount=draw(st.sampled_from((0.95, 1.0, 0.7))),
        median_size=draw(st.sampled_from((1, 2, 3))), last_rank=LAST_RANK, **draw(_rules([p.id for p in projects], years, funds, on)),
    )


@st.composite
def _project(draw: st.DrawFn, name: str, years: Sequence[int], funds: Sequence[str], largest: int, on: frozenset[str]) -> ProjectToFund:
    def pick(trait: str, usual: Any, *others: Any) -> Any:
        return draw(st.sampled_from((usual, *others))) if trait in on else usual

    need = draw(st.sampled_from(range(largest, 0, -1)))
    earliest = pick("window", years[0], years[0] - 1, *years[1:2])
    committed = pick("committed", False, True)
    return ProjectToFund(
        name, need, need + draw(st.sampled_from(range(4))), pick("rank", LAST_RANK, 1, 2), float(draw(st.sampled_from(range(20, -1, -1)))),
        draw(st.sampled_from(range(1, min(2, len(years)) + 1))), earliest, pick("window", years[-1], *range(earliest, years[-1] + 1)),
        tuple(draw(_mixes(funds, need, on))), committed=committed, delay=draw(st.sampled_from(range(3))) if committed else 0,
        first_capital_year=pick("past", None, years[0] - 1, years[0] - 1, years[0]), last_allowed_offset=pick("offset", None, 1, 2, 3),
        min_year_share=pick("shares", Fraction(0), QUARTER, HALF), max_year_share=pick("shares", Fraction(1), HALF, THIRD),
        counterpart_share=pick("counterpart", Fraction(0), THIRD, HALF),
    )


@st.composite
def _mixes(draw: st.DrawFn, funds: Sequence[str], need: int, on: frozenset[str]) -> list[Mix]:
    chosen = funds if draw(st.booleans()) else draw(_some(funds))
    caps = (Fraction(1), HALF, THIRD) if "caps" in on and len(chosen) > 1 else (Fraction(1),)
    life = (None, need, need - 1, 1) if "life" in on else (None,)
    return [Mix(fund, draw(st.sampled_from(caps)), draw(st.sampled_from(life))) for fund in chosen]


@st.composite
def _with_fixed_share(draw: st.DrawFn, project: ProjectToFund) -> ProjectToFund:
    first, *others = project.mixes
    share = draw(st.sampled_from((HALF, THIRD, QUARTER)))
    return replace(project, mixes=(replace(first, fixed_share=share), *others)) if others else project


@st.composite
def _rules(draw: st.DrawFn, names: list[str], years: Sequence[int], funds: Sequence[str], on: frozenset[str]) -> Mapping[str, Any]:
    rules: dict[str, Any] = {}
    if "obligations" in on:
        rules["obligations"] = tuple(draw(_obligation(f"D{n}", years, funds)) for n in range(draw(st.integers(1, 2))))
    if "parcels" in on:
        rules["parcels"] = tuple(draw(_parcel(f"L{n}", names, years)) for n in range(draw(st.integers(1, 2))))
        rules["fund_opening"] = draw(st.sampled_from((4, 3, 2, 1, 0)))
        rules["fund_inflow"] = {years[-1]: draw(st.sampled_from((0, 1, 2)))}
    if "precedences" in on and len(names) > 1:
        pair = draw(_some(names, 2, 2))
        rules["precedences"] = (Precedence("T", pair[0], pair[1], draw(st.sampled_from((1, 0, 2)))),)
    if "alternatives" in on and len(names) > 1:
        rules["alternatives"] = (Alternative("X", tuple(draw(_some(names, 2, 3)))),)
    if "bundles" in on and len(names) > 1:
        rules["bundles"] = (Bundle("G", tuple(draw(_some(names, 2, 3)))),)
    if "share_rules" in on:
        share = draw(st.sampled_from((THIRD, HALF, Fraction(1))))
        rules["share_rules"] = (ShareRule("W", tuple(draw(_some(funds))), tuple(draw(_some(years))), tuple(draw(_some(names))), share),)
    if "locks" in on:
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
        name, tuple(draw(_some(names, 1, 2))), draw(st.sampled_from((1, 2, 3, 4, 0))), draw(st.sampled_from((years[0], *years))),
        draw(st.sampled_from((0, 1))), draw(st.sampled_from((0, 1, 2))), draw(st.sampled_from((0, 1, 2))),
        draw(st.one_of(st.none(), st.sampled_from(names))),
    )


def _limit() -> st.SearchStrategy[int | None]:
    return st.sampled_from((3, 4, 2, 1, 5, 3, 4, 2, 0, None))


def _some(values: Sequence[Any], least: int = 1, most: int | None = None) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True)


@st.composite
def province_problems(draw: st.DrawFn, least: int = 5, most: int = 25) -> CapitalProblem:
    """Projects of real size (million đồng) over five years and three sources, ceilings for a third to all of what is asked."""
    years, funds = tuple(range(2026, 2031)), ("NSDP.CD", "NSDP.XS", "NSTW.TN")
    projects = tuple(draw(_real_project(f"DA{n:02}", years, funds)) for n in range(draw(st.integers(least, most))))
    asked = sum(p.need for p in projects) // (len(years) * len(funds))
    ceilings = {(fund, year): asked * draw(st.integers(30, 100)) // 100 for fund in funds for year in years}
    names = [p.id for p in projects]
    pair, owner = draw(_some(names, 2, 2)), draw(st.sampled_from((None, names[0])))
    return CapitalProblem(
        years, funds, ceilings, {(funds[0], years[0], years[-1]): asked * 4}, projects,
        obligations=(Obligation("NV1", draw(st.integers(1, asked + 1)), 1, (funds[0],), years[0], years[0] + 1),),
        parcels=(Parcel("MB1", tuple(draw(_some(names, 1, 3))), asked // 2, years[0], 1, asked // 3, 2, owner),),
        precedences=(Precedence("TT", pair[0], pair[1], draw(st.integers(0, 1))),),
        alternatives=(Alternative("CM", tuple(draw(_some(names, 2, 3)))),), bundles=(Bundle("BO", tuple(draw(_some(names, 2, 2)))),),
        counterpart_funds=frozenset((funds[0],)), fund_opening=asked // 3, fund_inflow={years[1]: asked // 3},
        median_size=max(1, sorted(p.size for p in projects)[len(projects) // 2]), last_rank=LAST_RANK,
    )


@st.composite
def _real_project(draw: st.DrawFn, name: str, years: Sequence[int], funds: Sequence[str]) -> ProjectToFund:
    need = draw(st.integers(800, 1_500_000))
    committed = draw(st.sampled_from((False, False, False, True)))
    earliest = years[0] if committed else draw(st.sampled_from(years[:3]))
    chosen = draw(_some(funds, 2)) if draw(st.booleans()) else list(funds)
    cap, share = draw(st.sampled_from((None, None, need * 2 // 3))), draw(st.sampled_from((Fraction(0), Fraction(0), Fraction(1, 5))))
    oda = draw(st.sampled_from((None, None, None, Fraction(3, 10)))) if cap is None else None
    mixes = (Mix(chosen[0], fixed_share=oda), *(Mix(fund, life_cap=cap) for fund in chosen[1:]))
    return ProjectToFund(
        name, need, need + draw(st.integers(0, 500_000)), 2 if committed else LAST_RANK, draw(st.integers(200, 1000)) / 10,
        draw(st.integers(1, 3)), earliest, earliest if committed else years[-1], mixes, committed=committed,
        delay=draw(st.integers(0, 2)) if committed else 0, first_capital_year=years[0] - 1 if committed else None,
        last_allowed_offset=draw(st.sampled_from((None, 5, 6))), min_year_share=draw(st.sampled_from((Fraction(0), Fraction(1, 10)))),
        max_year_share=draw(st.sampled_from((Fraction(1), Fraction(3, 5)))),
        counterpart_share=share if funds[0] in chosen else Fraction(0),
    )
