"""From a core's whole decisions to money in whole units, class by class: no program over all projects is needed.

Money of a project by year is rounded with the error of its class and year carried along, so that totals stay within a unit or two;
a small network program, over classes, says how much of each source a class takes in a year; then each project gets its part,
within its own caps in whole units. The checker looks at the outcome as at any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.large.bulk import Bulk
from quyhoach.capital.options import usable_mixes
from quyhoach.capital.plan import Allocation
from quyhoach.capital.problem import Mix, ProjectToFund
from quyhoach.capital.split import Split
from quyhoach.solvers.highs import solve_lp, solve_mip
from quyhoach.solvers.linear import LinearModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NEAR = 1e-5
"""How far from a whole number an amount of the network program may be by the solver's noise."""


@dataclass(frozen=True, slots=True)
class Work:
    """Decided options with the share of the need in each active year (rows of ``shares``), and clearings by parcel (year counted)."""

    options: Ints
    shares: Floats
    clearings: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Cell:
    """Money of one class in one year: projects, their totals in whole units, and the parts of sources with a fixed share."""

    projects: list[int]
    totals: list[int]
    fixed: dict[str, list[int]]


class Short(Exception):
    """Whole units do not fit: by how much each limit (its name) is exceeded, in whole units."""

    def __init__(self, over: dict[str, float]) -> None:
        super().__init__(str(over))
        self.over = over


def apportion(bulk: Bulk, work: Work) -> Split:
    """Whole-unit money of every decided project and obligation; raises ``Short`` where a limit cannot be kept."""
    yearly = _yearly(bulk, work)
    owed = _repayments(bulk, work)
    cells = _cells(bulk, yearly, owed)
    sources, paid, unmet = _sources(bulk, cells)
    found: list[Allocation] = []
    for (cls, year), cell in cells.items():
        parts = _parts(bulk, bulk.classes.members[cls], cell, sources[cls, year])
        for number, part in zip(cell.projects, parts, strict=True):
            found += _allocations(bulk, number, year, part, owed.get((number, year), 0))
    found.sort(key=lambda item: (item.id, item.year, item.fund))
    return Split((*found, *paid), unmet)


def _yearly(bulk: Bulk, work: Work) -> dict[tuple[int, int], int]:
    """Whole money by (project, year): each rounded up or down, the years with the greatest carried remainder up."""
    o, problem = bulk.options, bulk.problem
    carried: dict[tuple[int, int], float] = defaultdict(float)
    found: dict[tuple[int, int], int] = {}
    grains = [_grain(member) for member in bulk.classes.members]
    for option, shares in zip(work.options.tolist(), work.shares.tolist(), strict=True):
        number, start = int(o.project[option]), int(o.start[option])
        need, cls = problem.projects[number].need, int(bulk.classes.of[number])
        real = [need * share for share in shares[:int(o.length[option])]]
        grain = grains[cls]
        whole = [grain * floor(amount / grain + NEAR) for amount in real]
        spare = need - sum(whole)
        if spare % grain:
            raise Short({problem.projects[number].id: float(spare % grain)})
        room = sorted((k for k in range(len(real)) if shares[k] > 0), key=lambda k: whole[k] - real[k] - carried[cls, start + k])
        high = round(float(o.high[option]) * bulk.scale)
        for k in room * (1 + abs(spare)):
            if spare <= 0:
                break
            if whole[k] < high:
                whole[k] += grain
                spare -= grain
        for k, amount in enumerate(whole):
            carried[cls, start + k] += real[k] - amount
            if amount:
                found[number, start + k] = amount
    return found


def _grain(member: ProjectToFund) -> int:
    """Where the caps of a class add up to exactly one, only multiples of their denominators can be mixed at all."""
    caps = [mix.year_cap if mix.fixed_share is None else mix.fixed_share for mix in member.mixes]
    return lcm(*(cap.denominator for cap in caps)) if sum(caps) == 1 else 1


def _repayments(bulk: Bulk, work: Work) -> dict[tuple[int, int], int]:
    number = {p.id: n for n, p in enumerate(bulk.problem.projects)}
    owed: dict[tuple[int, int], int] = {}
    for n, year in work.clearings.items():
        parcel = bulk.problem.parcels[n]
        due = year + parcel.repay_lag
        if parcel.owner in number and parcel.repayment and due < bulk.years:
            key = number[parcel.owner], due
            owed[key] = owed.get(key, 0) + parcel.repayment
    return owed


def _cells(bulk: Bulk, yearly: dict[tuple[int, int], int], owed: dict[tuple[int, int], int]) -> dict[tuple[int, int], _Cell]:
    """Classes and years with money; a repayment to the land fund is paid like the project's own money of that year."""
    totals = dict(yearly)
    for key, amount in owed.items():
        totals[key] = totals.get(key, 0) + amount
    cells: dict[tuple[int, int], _Cell] = {}
    for (number, year), amount in sorted(totals.items(), key=lambda item: (item[1], item[0])):
        cell = cells.setdefault((int(bulk.classes.of[number]), year), _Cell([], [], {}))
        cell.projects.append(number)
        cell.totals.append(amount)
    for (cls, _), cell in cells.items():
        for mix in bulk.classes.members[cls].mixes:
            if mix.fixed_share is not None:
                cell.fixed[mix.fund] = _carried(cell.totals, mix.fixed_share)
    return dict(sorted(cells.items()))


def _carried(totals: list[int], share: Fraction) -> list[int]:
    """A fixed share of each total, up or down, with the error carried along."""
    found, so_far, given = [], 0, 0
    for total in totals:
        so_far += total
        part = floor(share * so_far + Fraction(1, 2)) - given
        part = min(max(part, ceil(share * total) - 1, 0), floor(share * total) + 1, total)
        if abs(part - share * total) >= 1:
            part = floor(share * total)
        found.append(part)
        given += part
    return found


# --- how much of each source a class takes in a year ------------------------------------------------------------------


def _sources(
    bulk: Bulk, cells: dict[tuple[int, int], _Cell]
) -> tuple[dict[tuple[int, int], dict[str, int]], tuple[Allocation, ...], dict[str, int]]:
    linear = LinearModel()
    uses: dict[int, dict[int, float]] = defaultdict(dict)
    columns: dict[tuple[int, int, str], int] = {}
    for (cls, year), cell in cells.items():
        _add_cell(bulk, linear, cls, year, cell, columns, uses)
    duties = _add_duties(bulk, linear, uses)
    slack: dict[int, int] = {}
    for k, row in enumerate(bulk.limits.rows):
        if uses.get(k):
            margin = len(cells) if row.kind == "share-rule" else 0  # whole units may tip a share by one in each class and year
            index = linear.add_row(row.name, uses[k], upper=round(row.rhs * bulk.scale) - margin)
            slack[linear.relax_row(index, 1e5)] = k
    answer = solve_lp(linear)
    if answer.values is None:
        raise Short({})
    over = {bulk.limits.rows[k].name: float(answer.values[column]) for column, k in slack.items() if answer.values[column] > NEAR}
    if over:
        raise Short(over)
    values = np.round(answer.values)
    if np.abs(values - answer.values)[:len(values) - len(slack)].max(initial=0.0) > NEAR:
        linear.whole = [column not in slack for column in range(len(linear.cost))]
        again = solve_mip(linear, gap=1e-3, node_limit=200)
        if again.values is None or any(again.values[column] > 0.5 for column in slack):
            raise Short({})
        values = np.round(again.values)
    sources: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for (cls, year, fund), column in columns.items():
        sources[cls, year][fund] = int(values[column])
    paid, unmet = _duties_paid(bulk, duties, values)
    return sources, paid, unmet


def _add_cell(bulk: Bulk, linear: LinearModel, cls: int, year: int, cell: _Cell, columns: dict[tuple[int, int, str], int],
              uses: dict[int, dict[int, float]]) -> None:
    member, calendar = bulk.classes.members[cls], bulk.problem.years[year]
    own, total = {}, sum(cell.totals)
    for mix in usable_mixes(bulk.problem, member, calendar):
        fixed = cell.fixed.get(mix.fund)
        most = sum(fixed) if fixed is not None else sum(floor(mix.year_cap * g) for g in cell.totals) if mix.year_cap < 1 else total
        own[mix.fund] = linear.add_column(lower=float(most) if fixed is not None else 0.0, upper=float(most))
        columns[cls, year, mix.fund] = own[mix.fund]
        for row, use in bulk.limits.of_money(member.id, bulk.classes.favoured[cls], mix.fund, calendar):
            uses[row][own[mix.fund]] = use
    linear.add_row("total", dict.fromkeys(own.values(), 1.0), lower=total, upper=total)
    if member.counterpart_share:
        least = sum(ceil(member.counterpart_share * g) for g in cell.totals)
        ours = {column: 1.0 for fund, column in own.items() if fund in bulk.problem.counterpart_funds}
        linear.add_row("counterpart", ours, lower=least)


def _add_duties(bulk: Bulk, linear: LinearModel, uses: dict[int, dict[int, float]]) -> list[int]:
    owed: dict[int, dict[int, float]] = defaultdict(dict)
    found = []
    for way in bulk.duties:
        column = linear.add_column(-1e4 if way.year is None else -(way.year - bulk.problem.years[0]))
        found.append(column)
        owed[way.number][column] = 1.0
        for row, use in way.uses:
            if bulk.limits.rows[row].kind != "ladder":
                uses[row][column] = use
    for number, terms in owed.items():
        amount = bulk.problem.obligations[number].amount
        linear.add_row("duty", terms, lower=amount, upper=amount)
    return found


def _duties_paid(bulk: Bulk, columns: list[int], values: Floats) -> tuple[tuple[Allocation, ...], dict[str, int]]:
    paid, unmet = [], {}
    for way, column in zip(bulk.duties, columns, strict=True):
        name, amount = bulk.problem.obligations[way.number].id, int(values[column])
        if amount and way.year is None:
            unmet[name] = amount
        elif amount and way.year is not None:
            paid.append(Allocation(name, way.fund, way.year, amount, "obligation"))
    return tuple(sorted(paid, key=lambda item: (item.id, item.fund, item.year))), unmet


# --- each project's part ----------------------------------------------------------------------------------------------


def _parts(bulk: Bulk, member: ProjectToFund, cell: _Cell, sources: Mapping[str, int]) -> list[dict[str, int]]:
    """Whole money of each project by source: sums by source as decided, no project over its own caps."""
    filled = [fund for fund, amount in sources.items() if amount]
    if len(filled) == 1:
        return [{filled[0]: total} for total in cell.totals]
    parts = _in_turn(bulk, member, cell, sources)
    return _by_program(bulk, member, cell, sources) if parts is None else parts


def _in_turn(bulk: Bulk, member: ProjectToFund, cell: _Cell, sources: Mapping[str, int]) -> list[dict[str, int]] | None:
    """One project after another, each in proportion to what is left; None when the last ones do not come out."""
    if member.counterpart_share:
        return None
    mixes = {mix.fund: mix for mix in member.mixes if mix.fund in sources}
    caps = {fund: [_cap(mix, cell, k) for k in range(len(cell.totals))] for fund, mix in mixes.items()}
    left, rest = dict(sources), {fund: sum(cap) for fund, cap in caps.items()}
    whole, found = sum(cell.totals), []
    for k, total in enumerate(cell.totals):
        part: dict[str, int] = {}
        for fund in mixes:
            rest[fund] -= caps[fund][k]
            part[fund] = min(max(total * left[fund] // whole, left[fund] - rest[fund], 0), caps[fund][k], left[fund])
        spare = total - sum(part.values())
        order = sorted(mixes, key=lambda fund: (-((total * left[fund]) % whole), fund))
        for fund in order:
            if spare > 0:
                more = min(spare if fund == order[-1] else 1, caps[fund][k] - part[fund], left[fund] - part[fund])
                part[fund] += more
                spare -= more
        for fund in order:
            more = min(spare, caps[fund][k] - part[fund], left[fund] - part[fund])
            part[fund] += max(more, 0)
            spare -= max(more, 0)
        if spare != 0:
            return None
        for fund, amount in part.items():
            left[fund] -= amount
        whole -= total
        found.append({fund: amount for fund, amount in part.items() if amount})
    return found if not any(left.values()) else None


def _cap(mix: Mix, cell: _Cell, k: int) -> int:
    fixed = cell.fixed.get(mix.fund)
    return fixed[k] if fixed is not None else floor(mix.year_cap * cell.totals[k])


def _by_program(bulk: Bulk, member: ProjectToFund, cell: _Cell, sources: Mapping[str, int]) -> list[dict[str, int]]:
    """The same by a network program, which comes out whole."""
    linear, columns = LinearModel(), []
    by_fund: dict[str, dict[int, float]] = defaultdict(dict)
    for k, total in enumerate(cell.totals):
        own = {}
        for mix in member.mixes:
            if mix.fund in sources:
                fixed = cell.fixed.get(mix.fund)
                least = float(fixed[k]) if fixed is not None else 0.0
                own[mix.fund] = linear.add_column(lower=least, upper=float(_cap(mix, cell, k)), whole=True)
                by_fund[mix.fund][own[mix.fund]] = 1.0
        linear.add_row("total", dict.fromkeys(own.values(), 1.0), lower=total, upper=total)
        if member.counterpart_share:
            ours = {column: 1.0 for fund, column in own.items() if fund in bulk.problem.counterpart_funds}
            linear.add_row("counterpart", ours, lower=ceil(member.counterpart_share * total))
        columns.append(own)
    for fund, terms in by_fund.items():
        linear.add_row("source", terms, lower=sources[fund], upper=sources[fund])
    answer = solve_lp(linear)
    if answer.values is None:
        raise Short({})
    return [{fund: round(answer.values[c]) for fund, c in own.items() if answer.values[c] > 0.5} for own in columns]


def _allocations(bulk: Bulk, number: int, year: int, part: Mapping[str, int], owed: int) -> list[Allocation]:
    name, calendar, found = bulk.problem.projects[number].id, bulk.problem.years[year], []
    for fund, amount in sorted(part.items()):
        back = min(amount, owed)
        owed -= back
        if back:
            found.append(Allocation(name, fund, calendar, back, "repayment"))
        if amount > back:
            found.append(Allocation(name, fund, calendar, amount - back))
    return found


