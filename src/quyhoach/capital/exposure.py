"""A decided plan under draws: its money by ceiling, which ceilings break, and which projects stay fundable. Arrays over draws.

The plan is kept as it is: a dearer project takes more from the same sources in the same years, a late one takes it later. Where
a ceiling breaks, the last in line go without: obligations come first, then ranks of the ladder, then benefit per unit of money.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from quyhoach.capital.options import Option, options_of, payable_years
from quyhoach.capital.plan import CapitalPlan
from quyhoach.capital.problem import CapitalProblem, ProjectToFund
from quyhoach.capital.shocks import Draws

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Key = tuple[str, int, int]
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan stands in some draws. ``fundable``: projects of the plan × draws; ``spent`` and ``limit``: ceilings × draws;
    ``kept``: benefit of what stays fundable, by draw."""

    fundable: Flags
    spent: Floats
    limit: Floats
    kept: Floats


class Exposure:
    """The money of a plan by ceiling and project, in line. ``members``: positions of the plan's projects among the question's."""

    def __init__(self, problem: CapitalProblem, plan: CapitalPlan, delays: tuple[int, ...]) -> None:
        """``delays``: every length of delay, in years, that a draw may hold."""
        self.ceilings: tuple[Key, ...] = (*((f, y, y) for f, y in problem.ceilings), *problem.medium_term)
        number = {p.id: n for n, p in enumerate(problem.projects)}
        chosen = _options(problem, plan)
        self.members = np.array([number[name] for name in _line(problem, chosen)], dtype=np.int64)
        self.names = tuple(problem.projects[n].id for n in self.members)
        self._need = np.array([problem.projects[n].need for n in self.members], dtype=np.float64)[:, None]
        self._worth = np.array([chosen[name][0].value for name in self.names])
        self._most = _most(problem, plan, self.names)
        committed = {p.id for p in problem.projects if p.committed}
        self._slips = {late: np.array([_slips(chosen[name], late, name in committed) for name in self.names], dtype=bool)
                       for late in (0, *delays)}
        self._fixed, self._money = self._matrices(plan, delays)
        self._sums = {late: self._per_unit(money, len(problem.projects)) for late, money in self._money.items()}
        self._ladder = [self._line_of(row) for row in range(len(self.ceilings))]
        self._discount = problem.discount

    def under(self, draws: Draws) -> Standing:
        """The plan in these draws."""
        factor = draws.need[self.members] / self._need
        late = draws.late[self.members]
        parts = [np.where(late == years, factor, 0.0) for years in self._money]
        limit = np.concatenate([draws.yearly, draws.medium]).astype(np.float64)
        stays = factor <= self._most[:, None]
        for years, slips in self._slips.items():
            stays &= (late != years) | slips[:, None]
        fundable = stays & self._in_line(parts, limit)
        worth = self._worth[:, None] * self._discount ** late
        return Standing(fundable, self.spent(draws), limit, np.asarray((worth * fundable).sum(axis=0)))

    def spent(self, draws: Draws) -> Floats:
        """Money by ceiling × draws alone."""
        if len(self._sums) == 1:
            return np.asarray(self._sums[0] @ draws.need + self._fixed[0][:, None])
        parts = (sums @ np.where(draws.late == years, draws.need, 0.0) for years, sums in self._sums.items())
        return np.asarray(self._fixed[0][:, None] + sum(parts))

    def _per_unit(self, money: csr_array, projects: int) -> csc_array:
        """Money by ceiling per unit of need, over all projects of the question; by columns, which keeps the sums in reach."""
        spread = money.tocoo()
        rows, columns = spread.coords
        return csc_array((spread.data / self._need[columns, 0], (rows, self.members[columns])), shape=(money.shape[0], projects))

    def _in_line(self, parts: list[Floats], limit: Floats) -> Flags:
        """Whether the money up to and with each project fits, in each of its ceilings."""
        fits = np.ones((len(self.members), limit.shape[1]), dtype=bool)
        for row, (places, amounts, before) in enumerate(self._ladder):
            if len(places):
                taken = sum(amount[:, None] * part[places] for amount, part in zip(amounts, parts, strict=True))
                fits[places] &= np.cumsum(taken + before[:, None], axis=0) <= limit[row] + _ROUNDING
        return fits

    def _matrices(self, plan: CapitalPlan, delays: tuple[int, ...]) -> tuple[tuple[Floats, csr_array], dict[int, csr_array]]:
        """Money that no shock moves (all, and by project: repayments), and a project's money by years of delay."""
        place = {name: k for k, name in enumerate(self.names)}
        shape = (len(self.ceilings), len(self.names))
        covering: dict[tuple[str, int], list[int]] = {}
        for row, (fund, first, last) in enumerate(self.ceilings):
            for year in range(first, last + 1):
                covering.setdefault((fund, year), []).append(row)
        paid = [a for a in plan.allocations if a.kind != "lock"]
        fixed = np.zeros(len(self.ceilings))
        for a in paid:
            if a.kind != "project":
                fixed[covering.get((a.fund, a.year), [])] += a.amount
        back = [(row, place[a.id], a.amount) for a in paid if a.kind == "repayment" for row in covering.get((a.fund, a.year), [])]
        money = {}
        for late in (0, *delays):
            slips = self._slips[late]
            money[late] = _sparse([(row, place[a.id], a.amount) for a in paid if a.kind == "project" and slips[place[a.id]]
                                   for row in covering.get((a.fund, a.year + late), [])], shape)
        return (fixed, _sparse(back, shape)), money

    def _line_of(self, row: int) -> tuple[NDArray[np.int64], list[Floats], Floats]:
        """Who draws on a ceiling, in line; their money by delay; and the fixed money that stands before each."""
        matrices = [*self._money.values(), self._fixed[1]]
        users = np.unique(np.concatenate([m.indices[m.indptr[row]:m.indptr[row + 1]] for m in matrices])).astype(np.int64)
        columns = [_row(m, row, len(self.names))[users] for m in matrices]
        before = columns.pop()
        if len(users):
            before[0] += self._fixed[0][row] - before.sum()
        return users, columns, before


def _row(matrix: csr_array, row: int, width: int) -> Floats:
    found = np.zeros(width)
    part = slice(matrix.indptr[row], matrix.indptr[row + 1])
    found[matrix.indices[part]] = matrix.data[part]
    return found


def _sparse(triples: list[tuple[int, int, int]], shape: tuple[int, int]) -> csr_array:
    rows, columns, values = np.array(triples, dtype=np.float64).reshape(-1, 3).T
    found = csr_array((values, (rows.astype(np.int64), columns.astype(np.int64))), shape=shape)
    found.sum_duplicates()
    return found


def _options(problem: CapitalProblem, plan: CapitalPlan) -> dict[str, tuple[Option, tuple[Option, ...]]]:
    """The option of each project of the plan, and all it has."""
    known = {p.id: p for p in problem.projects}
    payable: dict[object, frozenset[int]] = {}
    found = {}
    for decision in plan.decisions:
        if decision.in_plan:
            project = known[decision.id]
            # Alike sources pay in the same years: a life cap has no say in it.
            alike = (tuple((mix.fund, mix.year_cap, mix.fixed_share) for mix in project.mixes), project.counterpart_share)
            if alike not in payable:
                payable[alike] = payable_years(problem, project)
            options = options_of(problem, project, payable[alike])
            found[project.id] = next(o for o in options if (o.start, o.late) == (decision.start_year, decision.delay)), options
    return found


def _line(problem: CapitalProblem, chosen: dict[str, tuple[Option, tuple[Option, ...]]]) -> list[str]:
    """Ladder first, then benefit per unit of money."""
    known = {p.id: p for p in problem.projects}
    return sorted(chosen, key=lambda name: (known[name].rank, -chosen[name][0].value / known[name].need, name))


def _slips(ways: tuple[Option, tuple[Option, ...]], late: int, committed: bool) -> bool:
    """Whether the project may be that late: a new start begins later, a transition project takes longer."""
    chosen, options = ways
    wanted = (chosen.start, chosen.late + late) if committed else (chosen.start + late, chosen.late)
    return any((o.start, o.late) == wanted for o in options)


def _most(problem: CapitalProblem, plan: CapitalPlan, names: tuple[str, ...]) -> Floats:
    """Greatest cost factor at which no source gives a project more than its cap over life."""
    paid: dict[tuple[str, str], int] = {}
    back: dict[tuple[str, str], int] = {}
    for a in plan.allocations:
        if a.kind in ("project", "repayment"):
            books = paid if a.kind == "project" else back
            books[a.id, a.fund] = books.get((a.id, a.fund), 0) + a.amount
    known = {p.id: p for p in problem.projects}
    return np.array([min(_factors_left(known[name], paid, back), default=np.inf) for name in names])


def _factors_left(project: ProjectToFund, paid: dict[tuple[str, str], int], back: dict[tuple[str, str], int]) -> Iterator[float]:
    for mix in project.mixes:
        amount = paid.get((project.id, mix.fund), 0)
        if mix.life_cap is not None and amount:
            yield (mix.life_cap - back.get((project.id, mix.fund), 0)) / amount + 1e-12
