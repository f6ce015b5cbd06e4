"""The question as compact arrays, for size: options of all projects, what they cost at prices, and joint choices of clusters.

A *pattern* is what options share: class, first year, length and bounds of a year's share of the need; its cost per unit of
need is worked out once for all of them. A *cluster* is a set of projects and parcels tied by logic or land; its *joint
choices* are written out where they are few, so that its rules hold exactly without a row of their own. Money is in scaled
units (whole units / ``scale``), years are counted from the plan's first one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations
from math import floor, inf, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.options import cheapest_mix, mix_possible, usable_mixes
from quyhoach.capital.problem import CapitalProblem, Mix, ProjectToFund

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_SOURCES = 6
"""Sources of a class whose every order is written out as a mix; classes with more start from fewer."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Projects with equal sources, counterpart share and share rules; one with a cap over life is a class of its own.

    ``of``: class by project. ``payable``: classes × years. ``members``: one project of each class, as its pattern.
    """

    of: Ints
    members: tuple[ProjectToFund, ...]
    favoured: tuple[frozenset[str], ...]
    payable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Options:
    """All options of all projects, one position an option, in order of projects.

    ``low``/``high``: bounds of a payable year's money; ``first``: position of each project's first option, and the end.
    """

    project: Ints
    start: Ints
    length: Ints
    late: Ints
    value: Floats
    need: Floats
    low: Floats
    high: Floats
    pattern: Ints
    first: Ints


@dataclass(frozen=True, slots=True)
class Patterns:
    """``low``/``high``: bounds of a payable year's share of the need; ``active``: patterns × longest length, year or −1."""

    cls: Ints
    start: Ints
    length: Ints
    low: Floats
    high: Floats


def scale_of(problem: CapitalProblem) -> float:
    """Whole units of money per scaled unit, so that ceilings are a few thousands."""
    largest = max((*problem.ceilings.values(), *problem.medium_term.values(), 1))
    return float(10.0 ** max(0, floor(log10(largest)) - 3))


def classes_of(problem: CapitalProblem) -> Classes:
    """The classes in order of their first project."""
    favoured_by: dict[str, list[str]] = {}
    for rule in problem.share_rules:
        for name in rule.projects:
            favoured_by.setdefault(name, []).append(rule.id)
    known: dict[Any, int] = {}
    of: list[int] = []
    members: list[ProjectToFund] = []
    favoured: list[frozenset[str]] = []
    for project in problem.projects:
        rules = tuple(favoured_by.get(project.id, ()))
        capped = any(mix.life_cap is not None for mix in project.mixes)
        key = project.id if capped else (project.mixes, project.counterpart_share, rules)
        if key not in known:
            known[key] = len(members)
            members.append(project)
            favoured.append(frozenset(rules))
        of.append(known[key])
    payable = [_payable(problem, member) for member in members]
    return Classes(np.array(of, dtype=np.int64), tuple(members), tuple(favoured),
                   np.array(payable, dtype=bool).reshape(len(members), len(problem.years)))


def _payable(problem: CapitalProblem, member: ProjectToFund) -> list[bool]:
    """As ``options.payable_years``; years with the same sources are asked once."""
    asked: dict[tuple[Mix, ...], bool] = {}
    found = []
    for year in problem.years:
        usable = usable_mixes(problem, member, year)
        if usable not in asked:
            asked[usable] = mix_possible(problem, member, usable)
        found.append(asked[usable])
    return found


def options_of_all(problem: CapitalProblem, classes: Classes, scale: float) -> tuple[Options, Patterns]:
    """Every option inside the plan's years, the project's window and its years of capital, as ``options.options_of``."""
    starts = _starts(problem)
    project, start, late, length = (starts[name] for name in ("project", "start", "late", "length"))
    low, high, shares = _year_bounds(problem, project, length, late)
    need = np.array([p.need for p in problem.projects], dtype=np.float64)[project]
    counted = np.concatenate([np.zeros((len(classes.members), 1), dtype=np.int64), classes.payable.cumsum(axis=1)], axis=1)
    cls = classes.of[project]
    kept = counted[cls, start + length] - counted[cls, start]
    good = kept * high >= need
    project, start, late, length, cls = project[good], start[good], late[good], length[good], cls[good]
    keys = np.stack([cls, start, length, shares[good]], axis=1)
    unique, pattern = np.unique(keys, axis=0, return_inverse=True)
    patterns = _patterns(problem, unique, shares_known=_share_list(problem))
    value = _benefits(problem)[project] * problem.discount ** (start + length - 1)
    first = np.searchsorted(project, np.arange(len(problem.projects) + 1))
    options = Options(project, start, length, late, value, need[good] / scale, low[good] / scale, high[good] / scale,
                      pattern.reshape(-1), first)
    return options, patterns


def _starts(problem: CapitalProblem) -> dict[str, Ints]:
    """Candidates by project: new starts year by year, a committed one by its delay."""
    origin, horizon = problem.years[0], len(problem.years)
    table = np.array([
        (p.earliest - origin if p.committed else max(p.earliest - origin, 0),
         p.delay + 1 if p.committed else max(0, min(p.latest - origin, horizon - 1) - max(p.earliest - origin, 0) + 1),
         p.committed, p.duration,
         -(10**6) if p.first_capital_year is None else p.first_capital_year - origin,
         10**6 if p.last_allowed_offset is None else p.last_allowed_offset)
        for p in problem.projects
    ], dtype=np.int64).reshape(-1, 6)
    count = table[:, 1]
    project = np.repeat(np.arange(len(table)), count)
    step = np.arange(len(project)) - np.repeat(np.cumsum(count) - count, count)
    earliest, _, committed, duration, since, allowed = table[project].T
    start, late = np.where(committed, earliest, earliest + step), np.where(committed, step, 0)
    length = duration + late
    since = np.where(since == -(10**6), start, since)
    good = (start >= 0) & (start + length <= horizon) & (start + length - since <= allowed)
    return {"project": project[good], "start": start[good], "late": late[good], "length": length[good]}


def _share_list(problem: CapitalProblem) -> list[tuple[Any, Any]]:
    return sorted({(p.min_year_share, p.max_year_share) for p in problem.projects})


def _year_bounds(problem: CapitalProblem, project: Ints, length: Ints, late: Ints) -> tuple[Floats, Floats, Ints]:
    """Whole-unit bounds of a year by option, rounded outward as in ``options``; and the number of its pair of shares."""
    number = {pair: k for k, pair in enumerate(_share_list(problem))}
    low, high = np.zeros(len(project)), np.zeros(len(project))
    shares = np.array([number[p.min_year_share, p.max_year_share] for p in problem.projects], dtype=np.int64)[project]
    cuts = np.flatnonzero((np.diff(project) != 0) | (np.diff(length) != 0)) + 1
    for begin, end in pairwise([0, *cuts.tolist(), len(project)] if len(project) else []):
        p, n = problem.projects[project[begin]], int(length[begin])
        least, most = p.min_year_share, p.max_year_share
        low[begin:end] = p.need // n if least * n > 1 else p.need * least.numerator // least.denominator
        high[begin:end] = -(-p.need // n) if most * n < 1 else -(-p.need * most.numerator // most.denominator)
    return low, high, shares


def _patterns(problem: CapitalProblem, keys: Ints, shares_known: list[tuple[Any, Any]]) -> Patterns:
    low, high = np.zeros(len(keys)), np.zeros(len(keys))
    for k, (_, _, length, pair) in enumerate(keys.tolist()):
        least, most = shares_known[pair]
        low[k], high[k] = min(float(least), 1 / length), max(float(most), 1 / length)
    return Patterns(keys[:, 0], keys[:, 1], keys[:, 2], low, high)


def _benefits(problem: CapitalProblem) -> Floats:
    size = np.array([p.size for p in problem.projects], dtype=np.float64) / problem.median_size
    return np.array([p.score for p in problem.projects], dtype=np.float64) * size**problem.gamma


# --- what money costs -------------------------------------------------------------------------------------------------


def year_prices(price: Floats, cls: Ints, start: Ints, length: Ints) -> Floats:
    """Price of money in each active year, rows padded with ``inf``; ``price``: classes × years, ``inf`` where it cannot pay."""
    longest = int(length.max()) if len(length) else 0
    steps = np.arange(longest)
    years = np.minimum(start[:, None] + steps, price.shape[1] - 1)
    return np.where(steps < length[:, None], price[cls[:, None], years], inf)


def fill(prices: Floats, low: Floats, high: Floats, need: Floats) -> Floats:
    """Least cost of paying ``need`` within the same bounds in every payable (finite) year: the cheapest years first."""
    finite = np.isfinite(prices)
    cost = low * np.where(finite, prices, 0.0).sum(axis=1)
    left, step = need - low * finite.sum(axis=1), high - low
    ordered = np.sort(prices, axis=1)
    for column in ordered.T:
        part = np.minimum(step, np.maximum(left, 0.0))
        cost += np.where(np.isfinite(column) & (part > 0), part * np.where(np.isfinite(column), column, 0.0), 0.0)
        left = left - part
    return np.asarray(cost)


def shares_by_year(prices: Floats, low: Floats, high: Floats) -> Floats:
    """The cheapest profile: share of the need in each active year, 0 where it cannot be paid; ties go to the earlier year."""
    finite = np.isfinite(prices)
    shares = np.where(finite, low[:, None], 0.0)
    left = 1.0 - shares.sum(axis=1)
    order = np.argsort(prices, axis=1, kind="stable")
    rows = np.arange(len(prices))
    for column in order.T:
        part = np.where(finite[rows, column], np.minimum(high - low, np.maximum(left, 0.0)), 0.0)
        shares[rows, column] += part
        left -= part
    return shares


# --- mixes ------------------------------------------------------------------------------------------------------------


def mixes_of(problem: CapitalProblem, classes: Classes) -> Iterator[tuple[int, int, dict[str, float]]]:
    """(class, year, share by source): the corners of what a class may mix in a year."""
    corners: dict[Any, list[dict[str, float]]] = {}
    for number, member in enumerate(classes.members):
        for year, calendar in enumerate(problem.years):
            if classes.payable[number, year]:
                usable = usable_mixes(problem, member, calendar)
                key = (tuple((m.fund, m.year_cap, m.fixed_share) for m in usable), member.counterpart_share)
                if key not in corners:
                    corners[key] = _corners(usable, member, problem.counterpart_funds)
                for corner in corners[key]:
                    yield number, year, corner


def _corners(usable: tuple[Mix, ...], member: ProjectToFund, counterpart: frozenset[str]) -> list[dict[str, float]]:
    free = sorted(mix.fund for mix in usable if mix.fixed_share is None)
    orders = permutations(free) if len(free) <= MOST_SOURCES else (tuple(free[k:] + free[:k]) for k in range(len(free)))
    found: dict[tuple[tuple[str, float], ...], None] = {}
    for order in orders:
        taken: dict[str, float] = {}
        ranks = {mix.fund: float(order.index(mix.fund)) if mix.fund in order else 0.0 for mix in usable}
        if cheapest_mix(usable, ranks, member.counterpart_share, counterpart, taken) < inf:
            found[tuple(sorted((f, share) for f, share in taken.items() if share > 0))] = None
    return [dict(corner) for corner in found]
