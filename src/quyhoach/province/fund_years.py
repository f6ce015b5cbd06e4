"""The fund year by year: as booked, then as planned from the scenario's inflow, refunds due, and sites still to be paid for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from quyhoach.capital.rules import ladder, rank_of
from quyhoach.findings import Finding, Place, finding
from quyhoach.land.advances import AdvanceStanding, ageing, overdue, standing
from quyhoach.land.fund_year import Flow, FundYear, PlannedFlow, booked_years, planned_years, shortages
from quyhoach.land.ledger import TrialRow
from quyhoach.land.reconciliation import Reconciliation, book_lines, differences, reconcile
from quyhoach.law import LawError, LawView
from quyhoach.province.land_fund import FundBooks, books_of, dong

if TYPE_CHECKING:
    from quyhoach.province.checks.case import Case


@dataclass(frozen=True)
class BudgetLine:
    """A line of the budget for the fund itself: charter capital, a rank of the ladder. Đồng over all its years."""

    obligation: str
    name: str
    amount: int
    first: int
    last: int
    rank: int | None
    rank_vi: str = ""
    rank_en: str = ""


@dataclass(frozen=True)
class FundAccount:
    """What the fund's accountant reports at the end of ``as_of``: books, years, advances by age, and the statement beside them."""

    as_of: date
    books: FundBooks
    trial: tuple[TrialRow, ...]
    years: tuple[FundYear, ...]
    standings: tuple[AdvanceStanding, ...]
    ageing: dict[str, int]
    budget_lines: tuple[BudgetLine, ...]
    reconciliations: tuple[Reconciliation, ...]
    findings: tuple[Finding, ...]


def fund_account(case: Case, as_of: date | None = None, books: FundBooks | None = None) -> FundAccount:
    """The fund of a scenario on a day: by default the last day booked, or the scenario's own ``as_of`` without entries.

    ``books``: those the office keeps; None: those of the scenario's tables. Raises ValueError for a case without a scenario.
    """
    if case.scenario is None:
        raise ValueError("the fund's books stand in a scenario")
    books = books or books_of(case)
    last = books.ledger.entries[-1].booked_on if books.ledger.entries else case.scenario.info.as_of
    day = as_of or max(last, case.scenario.info.as_of)
    standings = tuple(standing(advance, books.ledger, day) for advance in books.advances.values())
    years = years_of_fund(case, books)
    reconciled = reconciliations(books)
    findings = (*books.findings, *opening_agrees(case, books), *overdue(standings), *shortages(years),
                *(f for one in reconciled for f in differences(one)))
    return FundAccount(day, books, books.ledger.trial_balance(day), years, standings, ageing(standings),
                       tuple(budget_lines(case)), reconciled, findings)


def reconciliations(books: FundBooks) -> tuple[Reconciliation, ...]:
    """Every account the tables have a statement of, over the days of its statement."""
    found = []
    for account in sorted({line.account for line in books.statement}):
        lines = [line for line in books.statement if line.account == account]
        first, last = min(s.booked_on for s in lines), max(s.booked_on for s in lines)
        booked = book_lines(books.ledger, account, first, last)
        found.append(reconcile(account, lines, booked, books.ledger.balance(account, last), first, last))
    return tuple(found)


def opening_agrees(case: Case, books: FundBooks) -> tuple[Finding, ...]:
    """LND-131: the cash of the books on the scenario's day and the opening it states for its first year differ."""
    if case.scenario is None or not books.ledger.entries:
        return ()
    info = case.scenario.info
    stated = [row.whole("opening") for row in case.rows("fund_flows") if row.whole("year") == info.first_year]
    opening = next((dong(amount, case.province.info.money_unit) for amount in stated if amount is not None), None)
    held = books.ledger.cash(info.as_of)
    if opening is None or held == opening or books.ledger.entries[0].booked_on > info.as_of:
        return ()
    where = Place(object_id="fund_flows")
    return (finding("LND-131", where, books=Decimal(held), stated=Decimal(opening), day=f"{info.as_of:%d/%m/%Y}"),)


def years_of_fund(case: Case, books: FundBooks) -> tuple[FundYear, ...]:
    """Booked years, then planned ones up to the scenario's last year."""
    assert case.scenario is not None
    info, booked = case.scenario.info, booked_years(books.ledger)
    first = booked[-1].year + 1 if booked else info.first_year
    opening = booked[-1].closing if booked else sum(
        dong(row.whole("opening") or 0, case.province.info.money_unit) for row in case.rows("fund_flows"))
    planned = [flow for flow in _planned(case, books, first) if flow.year >= first]
    return (*booked, *planned_years(opening, first, info.last_year, planned))


def _planned(case: Case, books: FundBooks, first: int) -> Iterator[PlannedFlow]:
    unit = case.province.info.money_unit
    charter, refund = _ranks(case)
    for row in case.rows("fund_flows"):
        yield PlannedFlow(row.whole("year") or 0, True, Flow("inflow", dong(row.whole("inflow") or 0, unit), "", charter))
    for code, advance in books.advances.items():
        if advance.refund_on:
            own = refund if advance.refund_source == "project_budget" else None
            yield PlannedFlow(max(first, advance.refund_on.year), True, Flow("refund", max(0, books.ledger.outstanding(code)), code, own))
    paid = {advance.site for code, advance in books.advances.items() if books.ledger.paid_out(code)}
    for row in case.rows("parcels"):
        name, cost = row.text("parcel"), row.whole("clearing_cost") or 0
        if name in paid:
            continue
        year = max(first, row.whole("earliest_year") or first)
        yield PlannedFlow(year, False, Flow("need", dong(cost, unit), name))
        stated = row.whole("repayment")
        back = 0 if row.text("repaid_by") not in ("revenue", "project") else cost if stated is None else stated
        own = refund if row.text("repaid_by") == "project" else None
        yield PlannedFlow(year + (row.whole("repay_lag_years") or 0), True, Flow("refund", dong(back, unit), name, own))


def _view(case: Case) -> LawView | None:
    return case.laws(case.scenario.info.law_date) if case.laws and case.scenario else None


def _ranks(case: Case) -> tuple[int | None, int | None]:
    """Ranks of charter capital and of refunds on the ladder of the scenario's law."""
    try:
        view = _view(case)
        return (rank_of(view, "charter_capital"), rank_of(view, "advance_refund")) if view else (None, None)
    except LawError:
        return None, None


def budget_lines(case: Case) -> Iterator[BudgetLine]:
    """Charter capital the scenario asks the budget for."""
    rank = _ranks(case)[0]
    view = _view(case)
    labels = {one.rank: (one.label_vi, one.label_en) for one in ladder(view)} if view and rank else {}
    for row in case.rows("obligations"):
        if row.text("kind") == "charter_capital" and case.scenario:
            info, amount = case.scenario.info, dong(row.whole("amount") or 0, case.province.info.money_unit)
            first, last = row.whole("first_year") or info.first_year, row.whole("last_year") or info.last_year
            yield BudgetLine(row.text("obligation"), row.text("name_vi"), amount, first, last, rank, *labels.get(rank or 0, ("", "")))
