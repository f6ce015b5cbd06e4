"""Two plans side by side: which projects enter, leave or move, and where the money differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from quyhoach.capital.plan import CapitalPlan


@dataclass(frozen=True, slots=True)
class Moved:
    """A project funded in both plans whose start year differs."""

    id: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class MoneyChange:
    """Money of one project (or obligation) from one source in one year, in the first and the second plan."""

    id: str
    fund: str
    year: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class CeilingChange:
    """A priced limit whose right-hand side differs between the plans."""

    row: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """``objective``: benefit of the second plan less that of the first."""

    entered: tuple[str, ...]
    left: tuple[str, ...]
    moved: tuple[Moved, ...]
    money: tuple[MoneyChange, ...]
    ceilings: tuple[CeilingChange, ...]
    objective: float


def compare(a: CapitalPlan, b: CapitalPlan) -> Comparison:
    """What is different in plan ``b`` against plan ``a``."""
    before, after = _starts(a), _starts(b)
    moved = tuple(Moved(n, before[n], after[n]) for n in sorted(before.keys() & after.keys()) if before[n] != after[n])
    return Comparison(tuple(sorted(after.keys() - before.keys())), tuple(sorted(before.keys() - after.keys())), moved,
                      _money(a, b), _ceilings(a, b), b.objective - a.objective)


def _starts(plan: CapitalPlan) -> dict[str, int]:
    return {d.id: d.start_year for d in plan.decisions if d.in_plan and d.start_year is not None}


def _money(a: CapitalPlan, b: CapitalPlan) -> tuple[MoneyChange, ...]:
    books: list[Counter[tuple[str, str, int]]] = [Counter(), Counter()]
    for book, plan in zip(books, (a, b), strict=True):
        for item in plan.allocations:
            book[item.id, item.fund, item.year] += item.amount
    keys = sorted(books[0].keys() | books[1].keys())
    return tuple(MoneyChange(*key, books[0][key], books[1][key]) for key in keys if books[0][key] != books[1][key])


def _ceilings(a: CapitalPlan, b: CapitalPlan) -> tuple[CeilingChange, ...]:
    limits = [{r.row: r.rhs for r in plan.certificate.rows if r.kind.endswith("ceiling")} if plan.certificate else {} for plan in (a, b)]
    rows = sorted(limits[0].keys() | limits[1].keys())
    return tuple(CeilingChange(r, limits[0].get(r, 0.0), limits[1].get(r, 0.0)) for r in rows if limits[0].get(r) != limits[1].get(r))
