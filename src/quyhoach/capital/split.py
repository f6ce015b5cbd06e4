"""From decisions to whole units: the same model with every decision fixed and every amount a whole number.

Money goes out as early as the rules allow. The relaxation is nearly always whole by itself (it is almost a network);
what stays fractional is placed by a mixed-integer program that may move an amount by less than one unit, and only then by
ones that may move it further. Everything adds up exactly, and the checker looks again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.model import CapitalModel, build, keep_ladder, repayments_due
from quyhoach.capital.options import Option
from quyhoach.capital.plan import Allocation, Level
from quyhoach.capital.problem import CapitalProblem, ProjectToFund
from quyhoach.solvers.highs import Answer, solve_lp, solve_mip
from quyhoach.solvers.linear import LinearModel

Cell = tuple[str, str, int]
"""Project or obligation, source, year."""
WHOLE, TIE = 1e-6, 1e-4
REACHES = ((0.0, 200), (10.0, 1_000), (float("inf"), 2_000))
"""How many units an amount may be moved, and the nodes spent on it: few units are sure at any size of amounts."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is decided: the option of each project that is in, and the clearing year of each parcel that is cleared."""

    options: Mapping[str, Option]
    clearings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Split:
    """Whole-unit money and the unmet part of each obligation."""

    allocations: tuple[Allocation, ...]
    shortfalls: Mapping[str, int]


def split(
    problem: CapitalProblem, decisions: Decisions, levels: tuple[Level, ...], loose: tuple[bool, ...] = (False, True),
    towards: Mapping[Cell, int] | None = None,
) -> Split | None:
    """The earliest whole-unit money for these decisions, or None when none keeps every rule.

    ``loose``: what is tried in turn, fixed shares to the unit (False) or less than one unit off (True). ``towards``: money by
    project or obligation, source and year that should change as little as possible; earliness then decides between equals."""
    for loose_shares in loose:
        model = fixed_model(problem, decisions, levels, loose_shares)
        model.linear.set_objective(_earliness(model) if towards is None else _nearness(model, towards))
        values = _whole_values(model.linear)
        if values is not None:
            return _read(model, decisions, values)
    return None


def fixed_model(problem: CapitalProblem, decisions: Decisions, levels: tuple[Level, ...], loose_shares: bool) -> CapitalModel:
    """The model in whole units with every decision made: only money is left to place."""
    model = build(_restricted(problem, decisions), whole_money=True, loose_shares=loose_shares)
    _fix(model, decisions)
    for level in levels:
        keep_ladder(model, level.rank, _left_of_level(problem, decisions, level))
    return model


def _restricted(problem: CapitalProblem, decisions: Decisions) -> CapitalProblem:
    chosen = tuple(_pinned(p, decisions.options[p.id]) for p in problem.projects if p.id in decisions.options)
    cleared = tuple(replace(p, projects=tuple(n for n in p.projects if n in decisions.options))
                    for p in problem.parcels if p.id in decisions.clearings)
    return replace(problem, projects=chosen, parcels=cleared, assigned=None)


def _pinned(project: ProjectToFund, option: Option) -> ProjectToFund:
    length = option.end - option.start + 1
    return replace(project, earliest=option.start, latest=option.start, duration=length, delay=0)


def _left_of_level(problem: CapitalProblem, decisions: Decisions, level: Level) -> int:
    """The level's limit less what the decided projects already use of it: what obligations may still lack."""
    used = 0
    for p in problem.projects:
        if p.rank == level.rank:
            used += p.need * (decisions.options[p.id].late if p.id in decisions.options else p.delay + 1)
    return level.shortfall - used


def _fix(model: CapitalModel, decisions: Decisions) -> None:
    for column in model.x.values():
        model.linear.lower[column] = 1.0
    for (parcel, year), column in model.z.items():
        model.linear.lower[column] = model.linear.upper[column] = float(decisions.clearings[parcel] == year)


def _earliness(model: CapitalModel) -> dict[int, float]:
    """Unmet duties weigh most; then late money; then, between equals, the source named first."""
    first, order = model.problem.years[0], {fund: k for k, fund in enumerate(model.problem.funds)}
    columns = (*model.a.items(), *model.y.items())
    terms = {column: -(year - first) - 1e-3 * order[fund] for (_, fund, year), column in columns}
    return terms | dict.fromkeys(model.e.values(), -1000.0)


def changes_from(model: CapitalModel, towards: Mapping[Cell, int]) -> dict[int, float]:
    """|a − ā| of every amount as terms to add up: two new columns an amount, what is above ā and what is below."""
    terms: dict[int, float] = {}
    for cell, column in (*model.a.items(), *model.y.items()):
        above, below = model.linear.add_column(), model.linear.add_column()
        before = float(towards.get(cell, 0))
        model.linear.add_row("change", {column: 1.0, above: -1.0, below: 1.0}, lower=before, upper=before)
        terms |= {above: 1.0, below: 1.0}
    return terms


def _nearness(model: CapitalModel, towards: Mapping[Cell, int]) -> dict[int, float]:
    """Unmet duties weigh most; then every unit that changes; earliness only decides between equals."""
    early = {column: value * TIE for column, value in _earliness(model).items()} | dict.fromkeys(model.e.values(), -1000.0)
    return early | {column: -weight for column, weight in changes_from(model, towards).items()}


def _whole_values(linear: LinearModel) -> NDArray[np.float64] | None:
    relaxed = solve_lp(linear)
    if relaxed.values is None:
        return None
    whole = np.array(linear.whole, dtype=bool)
    rounded = np.round(relaxed.values)
    if np.all(np.abs(relaxed.values - rounded)[whole] < WHOLE):
        return rounded
    base = np.floor(relaxed.values + WHOLE)
    shifted = linear.measured_from([int(amount) for amount in base])
    above = np.where(whole & (relaxed.values - base > WHOLE), 1.0, 0.0)
    for reach, nodes in REACHES:
        answer = _nearby(shifted, above, whole, reach, nodes)
        if answer.values is not None:
            return np.asarray(base + np.round(answer.values))
    return None


def _nearby(shifted: LinearModel, above: NDArray[np.float64], whole: NDArray[np.bool_], reach: float, nodes: int) -> Answer:
    """Each amount may go to the whole numbers on its two sides (0 and ``above``), and ``reach`` units further."""
    kept = list(shifted.lower), list(shifted.upper)
    for column in np.flatnonzero(whole):
        shifted.lower[column] = max(shifted.lower[column], -reach)
        shifted.upper[column] = min(shifted.upper[column], above[column] + reach)
    answer = solve_mip(shifted, gap=1e-4, node_limit=nodes)
    shifted.lower, shifted.upper = kept
    return answer


def _read(model: CapitalModel, decisions: Decisions, values: NDArray[np.float64]) -> Split:
    owed: dict[tuple[str, int], int] = {}
    for parcel, year, due in repayments_due(model):
        if decisions.clearings[parcel.id] == year:
            owed[parcel.owner or "", due] = owed.get((parcel.owner or "", due), 0) + parcel.repayment
    found: list[Allocation] = []
    for (name, fund, year), column in sorted(model.a.items(), key=lambda item: (item[0][0], item[0][2], item[0][1])):
        amount = int(values[column])
        back = min(amount, owed.get((name, year), 0))
        if back:
            owed[name, year] -= back
            found.append(Allocation(name, fund, year, back, "repayment"))
        if amount > back:
            found.append(Allocation(name, fund, year, amount - back))
    for (name, fund, year), column in sorted(model.y.items()):
        if values[column] >= 1:
            found.append(Allocation(name, fund, year, int(values[column]), "obligation"))
    return Split(tuple(found), {name: int(values[e]) for name, e in model.e.items() if values[e] >= 1})
