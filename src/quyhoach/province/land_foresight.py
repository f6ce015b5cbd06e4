"""The fund's cash of a scenario, month by month: flows from its rows, its settings and a clearing order, in thousands of drawn futures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quyhoach.land.cash_flow import CashFlow, CashQuestion
from quyhoach.land.clearing import SiteToClear
from quyhoach.land.foresight import Foresight, foresee
from quyhoach.province.land_order import OrderQuestion

MOST_PATHS = 100_000


def cash_question(question: OrderQuestion, clearings: Mapping[str, int]) -> CashQuestion:
    """January of the first year to December of the last; ``clearings``: site → year, of an order or a capital plan."""
    problem = question.problem
    flows = [*_inflows(question), *(flow for site in problem.sites if site.id in clearings for flow in _of_site(question, site, clearings))]
    return CashQuestion((problem.years[0], 1), 12 * len(problem.years), problem.opening, tuple(flows))


def _window(question: OrderQuestion, kind: str, year: int) -> tuple[int, int]:
    first, last = question.settings.months[kind]
    return 12 * (year - question.problem.years[0]) + first - 1, last - first + 1


def _inflows(question: OrderQuestion) -> Iterator[CashFlow]:
    for year in question.problem.years:
        amount = question.problem.inflow.get(year, 0)
        if amount:
            yield CashFlow(f"inflow:{year}", "inflow", amount, *_window(question, "inflow", year))


def _of_site(question: OrderQuestion, site: SiteToClear, clearings: Mapping[str, int]) -> Iterator[CashFlow]:
    """What clearing costs and what comes back: a project refunds what was really advanced, an auction brings what it brings."""
    year, name = clearings[site.id], f"clearing:{site.id}"
    if site.cost:
        yield CashFlow(name, "clearing", site.cost, *_window(question, "clearing", year), site=site.id)
    if site.repayment:
        kind = "refund" if question.repaid_by.get(site.id) == "project" else "auction"
        back = _window(question, kind, year + site.repay_lag)
        yield CashFlow(f"{kind}:{site.id}", kind, site.repayment, *back, site=site.id, follows=name if site.cost else "",
                       scales=kind == "refund" and site.cost > 0)


def cash_foresight(question: OrderQuestion, clearings: Mapping[str, int], paths: int, seed: int = 0) -> Foresight:
    """The outlook. Raises OverflowError for money beyond exact sums."""
    return foresee(cash_question(question, clearings), question.settings.shocks, paths, seed)
