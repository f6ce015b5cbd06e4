"""The limits that projects share, as arrays: one position a row, the same names as ``model`` gives them.

What uses them: money of a class by source and year, obligations, options (ladder and loose logic) and clearings of parcels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from quyhoach.capital import model as rules
from quyhoach.capital.large.choices import Classes, Options
from quyhoach.capital.options import has_ceiling
from quyhoach.capital.problem import CapitalProblem

Floats = NDArray[np.float64]
LOGIC: tuple[rules.Rule, ...] = (
    rules.land_before_work, rules.clear_only_for_work, rules.precedences, rules.alternatives, rules.bundles,
)
Triple = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Limit:
    """A priced row: ``name`` as in ``model``, right-hand side in scaled units, ``equal``: price of any sign."""

    name: str
    kind: str
    fund: str
    year: int | None
    rhs: float
    equal: bool = False
    money: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits and who uses them.

    ``options``: limits × options. ``parcels``: limits × (parcels · years), column parcel · years + year. ``repaid``: (classes ·
    years) × the same columns: money a class repays to the land fund. ``open_years``: parcels × years, a clearing may fall.
    """

    rows: tuple[Limit, ...]
    rhs: Floats
    position: dict[str, int]
    money: dict[tuple[str, int], tuple[tuple[int, float], ...]]
    shares: tuple[tuple[int, float, frozenset[str], frozenset[int], str], ...]
    options: csc_array
    parcels: csc_array
    repaid: csc_array
    open_years: NDArray[np.bool_]

    def signed(self, prices: Floats) -> Floats:
        """Prices with the solver's noise of the wrong sign cut off; an equality may have either."""
        return np.where([row.equal for row in self.rows], prices, np.maximum(prices, 0.0))

    def published(self, prices: Floats, scale: float) -> dict[str, float]:
        """Prices by row, per whole unit."""
        return {row.name: float(price) / (scale if row.money else 1.0) for row, price in zip(self.rows, prices.tolist(), strict=True)}

    def of_money(self, member: str, favoured: frozenset[str], fund: str, year: int) -> Iterator[tuple[int, float]]:
        """(limit, use) of one unit of a class's money from a source in a calendar year; ``member``: its only project, or any."""
        yield from self.money.get((fund, year), ())
        cap = self.position.get(f"life-cap:{member}:{fund}")
        if cap is not None:
            yield cap, 1.0
        for row, share, funds, years, rule in self.shares:
            if fund in funds and year in years:
                yield row, share - (rule in favoured)


def limits_of(
    problem: CapitalProblem, classes: Classes, options: Options, scale: float, loose: frozenset[int], levels: dict[int, int]
) -> Limits:
    """The limits of a question; ``levels``: shortfall allowed by rank; ``loose``: projects whose logic becomes rows."""
    rows: list[Limit] = []
    money = _ceilings(problem, scale, rows)
    for project in problem.projects:
        for mix in project.mixes:
            if mix.life_cap is not None:
                rows.append(Limit(f"life-cap:{project.id}:{mix.fund}", "life-cap", mix.fund, None, mix.life_cap / scale))
    cash = _cash(problem, scale, rows)
    shares = tuple(_shares(problem, rows))
    uses = list(_ladder(problem, options, scale, rows, levels))
    by_option, by_parcel = _logic(problem, options, loose, rows)
    position = {row.name: k for k, row in enumerate(rows)}
    columns = len(problem.parcels) * len(problem.years)
    repaid, open_years = _repaid(problem, classes, scale)
    return Limits(
        tuple(rows), np.array([row.rhs for row in rows]), position, money, shares,
        sparse(uses + by_option, len(rows), len(options.project)), _grown(cash, len(rows), columns) + sparse(by_parcel, len(rows), columns),
        sparse(repaid, len(classes.members) * len(problem.years), columns), open_years,
    )


def sparse(triples: list[Triple], rows: int, columns: int) -> csc_array:
    """A rows × columns matrix from (row, column, value)."""
    row, column, value = np.array(triples, dtype=np.float64).reshape(-1, 3).T
    return csc_array((value, (row.astype(np.int64), column.astype(np.int64))), shape=(rows, columns))


def _grown(matrix: csc_array, rows: int, columns: int) -> csc_array:
    """The same with empty rows and columns after it."""
    at = matrix.tocoo()
    return csc_array((at.data, (at.coords[0], at.coords[1])), shape=(rows, columns))


def _ceilings(problem: CapitalProblem, scale: float, rows: list[Limit]) -> dict[tuple[str, int], tuple[tuple[int, float], ...]]:
    found: dict[tuple[str, int], list[tuple[int, float]]] = {}
    for (fund, year), limit in problem.ceilings.items():
        found.setdefault((fund, year), []).append((len(rows), 1.0))
        rows.append(Limit(f"yearly-ceiling:{fund}:{year}", "yearly-ceiling", fund, year, limit / scale))
    for (fund, first, last), limit in problem.medium_term.items():
        for year in range(first, last + 1):
            found.setdefault((fund, year), []).append((len(rows), 1.0))
        rows.append(Limit(f"medium-term-ceiling:{fund}:{first}-{last}", "medium-term-ceiling", fund, None, limit / scale))
    return {key: tuple(value) for key, value in found.items()}


def _cash(problem: CapitalProblem, scale: float, rows: list[Limit]) -> csc_array:
    """Cash paid out by a year, less what came back, by parcel and clearing year; rows from the first of the cash rows on."""
    count, years = len(problem.parcels), len(problem.years)
    if not count:
        return csc_array((0, 0))
    first, available = len(rows), problem.fund_opening
    for year in problem.years:
        available += problem.fund_inflow.get(year, 0)
        rows.append(Limit(f"land-fund-cash:{year}", "land-fund-cash", "", year, available / scale))
    t, n, c = np.meshgrid(np.arange(years), np.arange(count), np.arange(years), indexing="ij")
    cost, back, lag = (np.array([getattr(p, name) for p in problem.parcels], dtype=np.float64)
                       for name in ("cost", "repayment", "repay_lag"))
    value = np.where(c <= t, cost[n] - np.where(c + lag[n] <= t, back[n], 0.0), 0.0) / scale
    keep = value != 0
    return csc_array((value[keep], (first + t[keep], n[keep] * years + c[keep])), shape=(first + years, count * years))


def _shares(problem: CapitalProblem, rows: list[Limit]) -> Iterator[tuple[int, float, frozenset[str], frozenset[int], str]]:
    for rule in problem.share_rules:
        yield len(rows), float(rule.share), frozenset(rule.funds), frozenset(rule.years), rule.id
        rows.append(Limit(f"share-rule:{rule.id}", "share-rule", "", None, 0.0))


def _ladder(
    problem: CapitalProblem, options: Options, scale: float, rows: list[Limit], levels: dict[int, int]
) -> Iterator[Triple]:
    """The shortfall of a rank within one unit of its level, as ``model.keep_ladder``."""
    for rank, level in levels.items():
        constant = 0
        for n, project in enumerate(problem.projects):
            if project.rank == rank:
                left_out = project.need * (project.delay + 1)
                constant += left_out
                for o in range(options.first[n], options.first[n + 1]):
                    yield len(rows), o, (project.need * int(options.late[o]) - left_out) / scale
        rows.append(Limit(f"ladder:{rank}", "ladder", "", None, (level + 1 - constant) / scale))


def _logic(
    problem: CapitalProblem, options: Options, loose: frozenset[int], rows: list[Limit]
) -> tuple[list[Triple], list[Triple]]:
    """The rules of loose clusters, written by the model's own rule functions."""
    names = {problem.projects[n].id: n for n in loose}
    if not names:
        return [], []
    part = replace(
        problem, projects=tuple(problem.projects[n] for n in sorted(loose)),
        obligations=(), share_rules=(), medium_term={}, ceilings=problem.ceilings,
        parcels=tuple(p for p in problem.parcels if any(name in names for name in (*p.projects, p.owner))),
        precedences=tuple(r for r in problem.precedences if r.after in names or r.before in names),
        alternatives=tuple(r for r in problem.alternatives if any(n in names for n in r.projects)),
        bundles=tuple(b for b in problem.bundles if any(n in names for n in b.projects)),
    )
    built = rules.CapitalModel(part)
    for add in (rules.add_projects, rules.add_parcels):
        add(built)
    for rule in LOGIC:
        rule(built)
    years, parcel_number = problem.years, {p.id: n for n, p in enumerate(problem.parcels)}
    option_of = {column: int(options.first[names[name]]) + k for (name, k), column in built.x.items()}
    clearing_of = {column: parcel_number[name] * len(years) + years.index(year) for (name, year), column in built.z.items()}
    new = {row.index: len(rows) + k for k, row in enumerate(built.rows.values())}
    rows += [Limit(name, row.kind, row.fund, row.year, built.linear.row_upper[row.index], row.kind == "bundle", money=False)
             for name, row in built.rows.items()]
    by_option, by_parcel = [], []
    for row, column, value in built.linear.entries():
        if row in new and column in option_of:
            by_option.append((new[row], option_of[column], value))
        elif row in new and column in clearing_of:
            by_parcel.append((new[row], clearing_of[column], value))
    return by_option, by_parcel


def _repaid(problem: CapitalProblem, classes: Classes, scale: float) -> tuple[list[Triple], NDArray[np.bool_]]:
    """Repayments on a project's own sources, and the years in which a parcel can be cleared, as ``model.add_parcels``."""
    years, number = problem.years, {p.id: n for n, p in enumerate(problem.projects)}
    open_years = np.zeros((len(problem.parcels), len(years)), dtype=bool)
    found: list[Triple] = []
    for n, parcel in enumerate(problem.parcels):
        for c, year in enumerate(years):
            due = c + parcel.repay_lag
            falls = parcel.owner is not None and bool(parcel.repayment) and due < len(years)
            if year < parcel.earliest or (falls and parcel.owner not in number):
                continue
            cls = int(classes.of[number[parcel.owner]]) if falls and parcel.owner is not None else 0
            open_years[n, c] = not falls or bool(classes.payable[cls, due])
            if falls and open_years[n, c]:
                found.append((cls * len(years) + due, n * len(years) + c, parcel.repayment / scale))
    return found, open_years


@dataclass(frozen=True, slots=True)
class Duty:
    """One way to meet, or not to meet, an obligation: its number, the limits it uses, and the year and source (None: unmet)."""

    number: int
    fund: str
    year: int | None
    uses: tuple[tuple[int, float], ...]


def duties_of(problem: CapitalProblem, limits: Limits) -> Iterator[Duty]:
    """Every way of every obligation."""
    for n, duty in enumerate(problem.obligations):
        ladder = limits.position.get(f"ladder:{duty.rank}")
        yield Duty(n, "", None, () if ladder is None else ((ladder, 1.0),))
        for fund in duty.funds:
            for year in problem.years:
                if duty.first_year <= year <= duty.last_year and has_ceiling(problem, fund, year):
                    yield Duty(n, fund, year, limits.money.get((fund, year), ()))
