"""Advances: who gets money before whom it is paid back by; what it costs, how old it is, what is refused and by which article.

The fund is a bridge, never a final source: before any money leaves, the approved compensation plan, the source and day of the
refund, and the cost of the money are named. None of them has a default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from quyhoach.findings import Finding, Place, finding
from quyhoach.land.ledger import Ledger

CONDITIONS = "fund-advance-conditions"
"""The law's parameter of these rules."""
FUND_ITSELF = "QPTD"
"""Source code of the fund: nothing is refunded out of it."""
YEAR_DAYS = 365
BUCKETS = ((0, "not_due"), (30, "to_30"), (90, "to_90"), (180, "to_180"), (365, "to_365"))
"""Greatest number of days overdue, and the bucket's name; older ones are ``over_365``."""
BUCKET_NAMES = {
    "not_due": ("chưa đến hạn", "not due yet"), "to_30": ("quá hạn đến 30 ngày", "overdue up to 30 days"),
    "to_90": ("quá hạn 31–90 ngày", "overdue 31–90 days"), "to_180": ("quá hạn 91–180 ngày", "overdue 91–180 days"),
    "to_365": ("quá hạn 181–365 ngày", "overdue 181–365 days"), "over_365": ("quá hạn trên 365 ngày", "overdue over 365 days"),
    "no_day": ("chưa ghi ngày hoàn trả", "no refund day stated"),
}

Basis = Callable[[date | None, str, str], Mapping[str, str]]
"""(day, law parameter, row) → ``basis_vi``/``basis_en``: the article a finding rests on (``Case.basis``)."""


@dataclass(frozen=True, slots=True)
class FundAdvance:
    """One advance as decided. Amounts in whole đồng; ``cost_rate`` a share of the outstanding sum a year (None: not stated);
    ``refund_source``: auction, lease, project_budget or investor_deduction, "" = not named."""

    id: str
    amount: int
    name: str = ""
    project: str = ""
    site: str = ""
    borrower: str = ""
    plan_decision: str = ""
    plan_decided_on: date | None = None
    plan_amount: int | None = None
    decision: str = ""
    decided_on: date | None = None
    refund_source: str = ""
    refund_fund: str = ""
    refund_on: date | None = None
    cost_rate: Decimal | None = None
    cost_document: str = ""
    assumed: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class AdvanceStanding:
    """An advance on a day, đồng. ``left``: decided and not paid out yet; ``cost``: cost of money run up so far, None when no
    rate is stated; ``days_late``: 0 while not due; ``bucket``: of ``BUCKET_NAMES``."""

    advance: FundAdvance
    paid: int
    refunded: int
    outstanding: int
    left: int
    cost: int | None
    days_late: int
    bucket: str


def refusals(advance: FundAdvance, basis: Basis) -> tuple[Finding, ...]:
    """What the law asks for and the advance lacks; with any of these no money leaves the fund."""
    return (*_plan_faults(advance, basis), *_refund_faults(advance, basis), *_decision_faults(advance, basis))


def _said(advance: FundAdvance, code: str, basis: Basis, row: str, **gaps: object) -> Finding:
    return finding(code, advance.place, advance=advance.id, **gaps, **basis(advance.decided_on or advance.plan_decided_on, CONDITIONS, row))


def _plan_faults(advance: FundAdvance, basis: Basis) -> Iterator[Finding]:
    if not advance.plan_decision or advance.plan_decided_on is None:
        yield _said(advance, "LND-110", basis, "approved_plan")
    elif advance.decided_on and advance.plan_decided_on > advance.decided_on:
        yield _said(advance, "LND-118", basis, "approved_plan", plan_day=_day(advance.plan_decided_on), day=_day(advance.decided_on))
    if advance.plan_amount is not None and advance.amount > advance.plan_amount:
        yield _said(advance, "LND-115", basis, "approved_plan", amount=Decimal(advance.amount), plan=Decimal(advance.plan_amount))


def _refund_faults(advance: FundAdvance, basis: Basis) -> Iterator[Finding]:
    if not advance.refund_source:
        yield _said(advance, "LND-111", basis, "refund_source")
    elif advance.refund_source == "project_budget" and not (advance.refund_fund and advance.project):
        yield _said(advance, "LND-121", basis, "refund_source")
    if advance.refund_fund.split(".")[0] == FUND_ITSELF:
        yield _said(advance, "LND-120", basis, "bridge", fund=advance.refund_fund)
    if advance.refund_on is None or (advance.decided_on and advance.refund_on <= advance.decided_on):
        yield _said(advance, "LND-112", basis, "refund_day")


def _decision_faults(advance: FundAdvance, basis: Basis) -> Iterator[Finding]:
    if not advance.decision or advance.decided_on is None:
        yield _said(advance, "LND-114", basis, "decision")
    if advance.cost_rate is None or not advance.cost_document:
        yield _said(advance, "LND-113", basis, "cost_of_money")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def payments_faults(advances: Mapping[str, FundAdvance], ledger: Ledger, basis: Basis) -> tuple[Finding, ...]:
    """What the books did with advances and should not have: LND-105 unknown, LND-116 overdrawn, LND-117 refunded beyond what
    was out, LND-119 money that left before the decision."""
    found: list[Finding] = []
    for code in sorted({line.advance for entry in ledger.entries for line in entry.lines if line.advance} - set(advances)):
        found.append(finding("LND-105", Place(object_id=code), advance=code))
    for code, advance in advances.items():
        paid, days = ledger.paid_out(code), ledger.outstanding_by_day(code)
        if paid > advance.amount:
            found.append(_said(advance, "LND-116", basis, "decision", paid=Decimal(paid), amount=Decimal(advance.amount),
                               over=Decimal(paid - advance.amount)))
        below = next(((day, amount) for day, amount in days if amount < 0), None)
        if below:
            found.append(_said(advance, "LND-117", basis, "refund_source", day=_day(below[0]), over=Decimal(-below[1])))
        if days and advance.decided_on and days[0][0] < advance.decided_on:
            found.append(_said(advance, "LND-119", basis, "decision", paid_on=_day(days[0][0]), day=_day(advance.decided_on)))
    return tuple(found)


def cost_of_money(advance: FundAdvance, ledger: Ledger, until: date) -> int | None:
    """Cost run up to ``until``, whole đồng: outstanding × rate × days / 365, each đồng-day counted, rounded half up once.

    The day money leaves counts, the day it comes back does not. None when the decision states no rate.
    """
    if advance.cost_rate is None:
        return None
    steps = [step for step in ledger.outstanding_by_day(advance.id) if step[0] <= until]
    ends = [*steps, (until + timedelta(days=1), 0)] if steps else []
    dong_days = sum(amount * (after - day).days for (day, amount), (after, _) in pairwise(ends))
    exact = Fraction(dong_days) * Fraction(advance.cost_rate) / YEAR_DAYS
    return int(exact + Fraction(1, 2)) if exact >= 0 else -int(-exact + Fraction(1, 2))


def standing(advance: FundAdvance, ledger: Ledger, as_of: date) -> AdvanceStanding:
    """The advance at the end of ``as_of``."""
    paid, outstanding = ledger.paid_out(advance.id, as_of), ledger.outstanding(advance.id, as_of)
    late = max(0, (as_of - advance.refund_on).days) if advance.refund_on and outstanding > 0 else 0
    return AdvanceStanding(
        advance, paid, paid - outstanding, outstanding, advance.amount - paid, cost_of_money(advance, ledger, as_of), late,
        "no_day" if advance.refund_on is None else bucket_of(late))


def bucket_of(days_late: int) -> str:
    """The ageing bucket of so many days overdue."""
    return next((name for most, name in BUCKETS if days_late <= most), "over_365")


def ageing(standings: Iterable[AdvanceStanding]) -> dict[str, int]:
    """Outstanding đồng by bucket, in the order of ``BUCKET_NAMES``; together they are all that is out."""
    sums = dict.fromkeys(BUCKET_NAMES, 0)
    for one in standings:
        sums[one.bucket] += one.outstanding
    return sums


def overdue(standings: Sequence[AdvanceStanding]) -> tuple[Finding, ...]:
    """LND-122: outstanding after its refund day."""
    return tuple(
        finding("LND-122", one.advance.place, advance=one.advance.id, outstanding=Decimal(one.outstanding), days=one.days_late,
                day=_day(one.advance.refund_on))
        for one in standings if one.days_late and one.advance.refund_on)
