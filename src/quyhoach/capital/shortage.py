"""By how much money is short, source by source and year by year: the least that ceilings would have to grow.

Locks above a ceiling are read off the question. For obligations and transition projects the question is asked with every
ceiling open at a price of one per unit, and the sum paid is made least: no smaller growth of ceilings meets them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from quyhoach.capital.conflict import demanded, needed_part
from quyhoach.capital.model import CapitalModel, build
from quyhoach.capital.problem import CapitalProblem, Lock
from quyhoach.solvers.highs import solve_mip

NODES = 5_000
LAND = "land-fund-cash"


@dataclass(frozen=True, slots=True)
class Shortage:
    """A ceiling that is short: ``limit`` as the engine knows it, ``short`` what it lacks. ``fund`` "" is the land fund's cash."""

    fund: str
    first: int
    last: int
    limit: int
    short: int

    @property
    def period(self) -> str:
        """A year, or first–last."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def overcommitted(problem: CapitalProblem) -> Iterator[tuple[Shortage, tuple[Lock, ...]]]:
    """Ceilings that locks alone exceed, with those locks."""
    yearly = {(fund, year, year): limit for (fund, year), limit in problem.ceilings.items()}
    for (fund, first, last), limit in (*yearly.items(), *problem.medium_term.items()):
        if limit < 0:
            locks = tuple(lock for lock in problem.locks if lock.fund == fund and first <= lock.year <= last)
            yield Shortage(fund, first, last, limit, -limit), locks


def shortages(problem: CapitalProblem, waived: frozenset[str] = frozenset()) -> tuple[Shortage, ...] | None:
    """The least growth of ceilings with which every transition project, every project with locked money and every obligation
    is met, except those ``waived``. () when the ceilings suffice; None when no growth would do, or it was not found."""
    musts = demanded(problem) - waived
    asked = needed_part(replace(problem, obligations=tuple(d for d in problem.obligations if d.id not in waived)), musts)
    model = _open_to_growth(asked)
    for name in sorted(musts):
        if not model.options[name]:
            return None
        model.linear.add_row("demanded", model.taken(name), lower=1.0)
    for column in model.e.values():
        model.linear.upper[column] = 0.0
    kinds = ("yearly-ceiling", "medium-term-ceiling", LAND)
    growth = {name: model.linear.relax_row(row.index, 1.0) for name, row in model.rows.items() if row.kind in kinds}
    model.linear.set_objective(dict.fromkeys(growth.values(), -1.0))
    answer = solve_mip(model.linear, gap=1e-6, node_limit=NODES)
    if answer.values is None:
        return None
    grown = {name: ceil(float(answer.values[column]) * model.scale - 1e-3) for name, column in growth.items()}
    return tuple(_shortage(model, name, amount) for name, amount in grown.items() if amount > 0)


def _open_to_growth(problem: CapitalProblem) -> CapitalModel:
    """The model with every stated source and year able to pay, and the true limits in its rows."""
    enough = sum(p.need for p in problem.projects) + sum(d.amount for d in problem.obligations) + 1
    opened = replace(problem, ceilings=dict.fromkeys(problem.ceilings, enough), medium_term=dict.fromkeys(problem.medium_term, enough))
    model = build(opened)
    for (fund, year), limit in problem.ceilings.items():
        model.linear.row_upper[model.rows[f"yearly-ceiling:{fund}:{year}"].index] = limit / model.scale
    for (fund, first, last), limit in problem.medium_term.items():
        model.linear.row_upper[model.rows[f"medium-term-ceiling:{fund}:{first}-{last}"].index] = limit / model.scale
    return model


def _shortage(model: CapitalModel, name: str, amount: int) -> Shortage:
    row = model.rows[name]
    limit = round(model.linear.row_upper[row.index] * row.unit)
    if row.kind == "medium-term-ceiling":
        first, last = name.rsplit(":", 1)[1].split("-")
        return Shortage(row.fund, int(first), int(last), limit, amount)
    year = row.year or model.problem.years[0]
    return Shortage(row.fund, year, year, limit, amount)
