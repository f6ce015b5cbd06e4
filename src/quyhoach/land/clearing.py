"""The question of the clearing order and its answer: which sites to clear in which year from the fund's own cash.

Money is whole units of the province's stated unit, areas are whole square metres, years are calendar years. Nothing here
knows the capital plan: needed years, earliest years and costs arrive as plain numbers from ``province/land_order.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class SiteToClear:
    """A site the fund may clear, once and whole.

    ``cost`` is paid in the clearing year; ``repayment`` comes back ``repay_lag`` years later (0: within the same year).
    ``area_m2`` is the clean land it gives. ``earliest``: first year in which the ladder lets it be clean. ``needed``: year
    by which ``for_projects`` need it, None when nothing waits. ``penalty_per_year`` ≥ 0: what a year of lateness counts, in
    m²·years of clean land.
    """

    id: str
    cost: int
    area_m2: int
    earliest: int
    needed: int | None = None
    for_projects: tuple[str, ...] = ()
    repayment: int = 0
    repay_lag: int = 0
    penalty_per_year: int = 0


@dataclass(frozen=True, slots=True)
class ClearingProblem:
    """The whole question: ``years`` in a row, the sites, the fund's ``opening`` cash and its ``inflow`` by year (may be negative)."""

    years: tuple[int, ...]
    sites: tuple[SiteToClear, ...]
    opening: int
    inflow: Mapping[int, int] = field(default_factory=dict, hash=False)

    def cash(self) -> tuple[int, ...]:
        """Opening and inflow added up to the end of each year: what the fund would hold if nothing were cleared."""
        total, found = self.opening, []
        for year in self.years:
            total += self.inflow.get(year, 0)
            found.append(total)
        return tuple(found)


def late_years(problem: ClearingProblem, site: SiteToClear, year: int | None) -> int:
    """Years by which a site is late when cleared in ``year``; None = never, which counts as the year after the last."""
    if site.needed is None:
        return 0
    return max(0, (problem.years[-1] + 1 if year is None else year) - site.needed)


def land_years(problem: ClearingProblem, site: SiteToClear, year: int) -> int:
    """Square metres times the years of the plan in which they are clean, the clearing year included."""
    return site.area_m2 * (problem.years[-1] + 1 - year)


class OrderStatus(StrEnum):
    """``optimal``: no better order exists, proven; ``feasible``: a checked order with its honest gap; ``none``: no order."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    NONE = "none"


def worth(problem: ClearingProblem, site: SiteToClear, year: int) -> int:
    """What clearing a site in a year counts, in m²·years: the clean land, and the lateness avoided beside never clearing it."""
    avoided = late_years(problem, site, None) - late_years(problem, site, year)
    return land_years(problem, site, year) + site.penalty_per_year * avoided


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A site that is not clean when needed. ``cleared``: its year, None = never; ``late``: years;
    ``cause``: ladder (its earliest year is later than needed) or cash."""

    site: str
    needed: int
    cleared: int | None
    late: int
    cause: str


@dataclass(frozen=True, slots=True)
class OrderProof:
    """Prices anyone can recompute a bound from: ``cash``: by year, of a unit of the balance at its end, in m²·years; ``bound``: the L
    they give, no order is worth more."""

    cash: tuple[float, ...]
    bound: float


@dataclass(frozen=True, slots=True)
class ClearingPlan:
    """A checked order. ``clearings``: site → year; ``balances``: cash at the end of each year; ``objective`` and its proven ``bound``:
    m²·years of clean land and of lateness avoided; ``land``: the clean land alone; ``late``: years of lateness that remain."""

    status: OrderStatus
    clearings: Mapping[str, int] = field(hash=False)
    balances: tuple[int, ...]
    objective: int
    bound: int
    land: int
    late: int
    unmet: tuple[UnmetNeed, ...] = ()
    proof: OrderProof | None = None

    @property
    def gap(self) -> float:
        """(bound − objective) / bound; 0 when nothing can be gained."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0

    def cash_prices(self) -> tuple[float, ...]:
        """By year, what one more unit of the fund's money from that year on is worth, in m²·years: it stands in every later balance."""
        prices = self.proof.cash if self.proof else ()
        return tuple(sum(prices[t:]) for t in range(len(prices)))
