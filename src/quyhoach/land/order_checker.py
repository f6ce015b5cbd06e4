"""The independent checker of a clearing order: it reads question and answer again, in whole numbers, and knows nothing of the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quyhoach.land.clearing import ClearingPlan, ClearingProblem


@dataclass(frozen=True, slots=True)
class OrderBreach:
    """A rule an order does not keep: its name, what breaks it, what was found and what is allowed."""

    rule: str
    what: str
    found: int
    allowed: int


def balances(problem: ClearingProblem, clearings: Mapping[str, int]) -> tuple[int, ...]:
    """The fund's cash at the end of each year."""
    cash, found = problem.opening, []
    for year in problem.years:
        cash += problem.inflow.get(year, 0)
        for site in problem.sites:
            cleared = clearings.get(site.id)
            if cleared is not None:
                cash -= site.cost if cleared == year else 0
                cash += site.repayment if cleared + site.repay_lag == year else 0
        found.append(cash)
    return tuple(found)


def check_order(problem: ClearingProblem, plan: ClearingPlan) -> tuple[OrderBreach, ...]:
    """Every breach; () = accepted."""
    return (*_moves(problem, plan.clearings), *_money(problem, plan), *_claims(problem, plan))


def _moves(problem: ClearingProblem, clearings: Mapping[str, int]) -> Iterator[OrderBreach]:
    known = {site.id: site for site in problem.sites}
    if len(known) != len(problem.sites):
        yield OrderBreach("one-site", "id", len(problem.sites), len(known))
    for name, year in clearings.items():
        if name not in known:
            yield OrderBreach("known-site", name, year, 0)
        elif year not in problem.years or year < known[name].earliest:
            yield OrderBreach("ladder-first", name, year, known[name].earliest)


def _money(problem: ClearingProblem, plan: ClearingPlan) -> Iterator[OrderBreach]:
    found = balances(problem, plan.clearings)
    for year, cash, said in zip(problem.years, found, plan.balances, strict=True):
        if cash < 0:
            yield OrderBreach("fund-cash", str(year), cash, 0)
        if cash != said:
            yield OrderBreach("balance", str(year), said, cash)


def _claims(problem: ClearingProblem, plan: ClearingPlan) -> Iterator[OrderBreach]:
    """Lateness, clean land and the whole worth, counted again from their words."""
    end, late, land, worth = problem.years[-1] + 1, 0, 0, 0
    for site in problem.sites:
        cleared = plan.clearings.get(site.id)
        ours = site.area_m2 * (end - cleared) if cleared is not None else 0
        land, worth = land + ours, worth + ours
        if site.needed is not None:
            never, years = max(0, end - site.needed), max(0, (end if cleared is None else cleared) - site.needed)
            late, worth = late + years, worth + site.penalty_per_year * (never - years)
    for rule, said, found in (("lateness", plan.late, late), ("land", plan.land, land), ("worth", plan.objective, worth)):
        if said != found:
            yield OrderBreach(rule, "plan", said, found)
    if plan.bound < worth:
        yield OrderBreach("bound", "plan", plan.bound, worth)
