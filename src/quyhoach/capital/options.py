"""The choices of one project on its own: when it may be paid, how much each year, from which mix of sources.

Everything here is local to a project; what projects share (ceilings, land, logic) is in ``model``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from quyhoach.capital.problem import CapitalProblem, Mix, ProjectToFund


@dataclass(frozen=True, slots=True)
class Option:
    """One way to fund a project whole.

    ``start``..``end``: calendar years with money inside the plan; ``since``: first year with implementation capital, which
    lies in the past for a transition project. ``low``/``high``: least and greatest money of each of these years (whole
    units). ``late``: years past the approved schedule. ``value``: benefit, discounted at completion.
    """

    start: int
    end: int
    since: int
    late: int
    low: tuple[int, ...]
    high: tuple[int, ...]
    value: float

    @property
    def years(self) -> range:
        """The active years."""
        return range(self.start, self.end + 1)


def options_of(problem: CapitalProblem, project: ProjectToFund, payable: frozenset[int] | None = None) -> tuple[Option, ...]:
    """All options inside the plan's years, the project's window and its years of capital. Empty: it cannot be in.

    ``payable``: the project's payable years, where the caller knows them already."""
    payable = payable_years(problem, project) if payable is None else payable
    candidates = (_option(problem, project, start, late, payable) for start, late in _starts(problem, project))
    return tuple(option for option in candidates if option is not None)


def _starts(problem: CapitalProblem, project: ProjectToFund) -> list[tuple[int, int]]:
    if project.committed:
        return [(project.earliest, late) for late in range(project.delay + 1)]
    first, last = max(project.earliest, problem.years[0]), min(project.latest, problem.years[-1])
    return [(start, 0) for start in range(first, last + 1)]


def _option(
    problem: CapitalProblem, project: ProjectToFund, start: int, late: int, payable: frozenset[int]
) -> Option | None:
    length = project.duration + late
    end = start + length - 1
    since = project.first_capital_year if project.first_capital_year is not None else start
    if start < problem.years[0] or end > problem.years[-1] or not years_of_capital_kept(project, since, end):
        return None
    low, high = _year_bounds(project, length)
    high = tuple(amount if year in payable else 0 for year, amount in zip(range(start, end + 1), high, strict=True))
    low = tuple(min(pair) for pair in zip(low, high, strict=True))
    if sum(high) < project.need:
        return None
    return Option(start, end, since, late, low, high, benefit(problem, project, end))


def years_of_capital_kept(project: ProjectToFund, since: int, end: int) -> bool:
    """Years of capital: from the first year with implementation capital to the last, at most what the law allows."""
    return project.last_allowed_offset is None or end - since + 1 <= project.last_allowed_offset


def _year_bounds(project: ProjectToFund, length: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Whole-unit bounds of a year: shares widen to 1/length where they could not add up, then round outward."""
    least = min(project.min_year_share, Fraction(1, length))
    most = max(project.max_year_share, Fraction(1, length))
    low = project.need * least.numerator // least.denominator
    high = -(-project.need * most.numerator // most.denominator)
    return (low,) * length, (high,) * length


def benefit(problem: CapitalProblem, project: ProjectToFund, end: int) -> float:
    """b_i · δ^(end − first year), b_i = score · (C_i / C_median)^γ."""
    size = (project.size / problem.median_size) ** problem.gamma
    return float(project.score * size * problem.discount ** (end - problem.years[0]))


def payable_years(problem: CapitalProblem, project: ProjectToFund) -> frozenset[int]:
    """Years in which the project's sources, at their ceilings' presence, can make up a whole mix."""
    return frozenset(year for year in problem.years if mix_possible(problem, project, usable_mixes(problem, project, year)))


def has_ceiling(problem: CapitalProblem, fund: str, year: int) -> bool:
    """A source can pay in a year when its yearly ceiling, or else its medium-term ceiling, is known and positive."""
    medium = [limit for (name, first, last), limit in problem.medium_term.items() if name == fund and first <= year <= last]
    yearly = problem.ceilings.get((fund, year))
    if yearly is None:
        return bool(medium) and min(medium) > 0
    return yearly > 0 and (not medium or min(medium) > 0)


def usable_mixes(problem: CapitalProblem, project: ProjectToFund, year: int) -> tuple[Mix, ...]:
    """The project's sources that can pay in that year."""
    return tuple(mix for mix in project.mixes if has_ceiling(problem, mix.fund, year))


def mix_possible(problem: CapitalProblem, project: ProjectToFund, usable: tuple[Mix, ...]) -> bool:
    """Whether these sources of a project make up a whole mix."""
    fixed_missing = any(mix.fixed_share and mix not in usable for mix in project.mixes)
    prices = dict.fromkeys((mix.fund for mix in usable), 0.0)
    return not fixed_missing and cheapest_mix(usable, prices, project.counterpart_share, problem.counterpart_funds) < inf


def cheapest_mix(
    mixes: tuple[Mix, ...],
    prices: Mapping[str, float],
    counterpart_share: Fraction,
    counterpart_funds: frozenset[str],
    taken: dict[str, float] | None = None,
) -> float:
    """Least cost of one unit of money at the given prices; ``inf`` when the shares cannot reach one.

    ``taken``: filled with the share of each source, where given.

    Greedy is exact here: the fixed shares, then the cheapest counterpart up to its least share, then the cheapest rest,
    because the limits are nested (each source within its cap, the counterpart sources within the whole).
    """
    cost, left = 0.0, Fraction(1)
    room: dict[str, Fraction] = {}
    for mix in mixes:
        if mix.fixed_share is not None:
            cost += float(mix.fixed_share) * prices[mix.fund]
            left -= mix.fixed_share
            if taken is not None:
                taken[mix.fund] = float(mix.fixed_share)
        else:
            room[mix.fund] = mix.year_cap
    order = sorted(room, key=lambda fund: (prices[fund], fund))
    needed = counterpart_share - sum((m.fixed_share or 0 for m in mixes if m.fund in counterpart_funds), Fraction(0))
    for chosen, amount in ((counterpart_funds, max(needed, Fraction(0))), (None, left)):
        amount = min(amount, left) if chosen is None else amount
        for fund in order:
            if chosen is None or fund in chosen:
                part = min(room[fund], amount)
                room[fund] -= part
                amount -= part
                left -= part
                cost += float(part) * prices[fund]
                if taken is not None:
                    taken[fund] = taken.get(fund, 0.0) + float(part)
        if amount > 0:
            return inf
    return cost if left == 0 else inf


def cheapest_profile(option: Option, need: int, price_by_year: Mapping[int, float]) -> float:
    """Least cost of paying ``need`` within the option's yearly bounds at the given price of money by year."""
    cost, left = 0.0, need - sum(option.low)
    for year, low in zip(option.years, option.low, strict=True):
        if low:
            cost += low * price_by_year[year]
    spare = sorted((price_by_year[y], h - lo) for y, lo, h in zip(option.years, option.low, option.high, strict=True) if h > lo)
    for price, room in spare:
        part = min(room, left)
        cost += part * price
        left -= part
    return cost
