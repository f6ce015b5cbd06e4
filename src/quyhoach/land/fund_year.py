"""The fund year by year: what it opened with, what came in and went out and why, what it closed with; booked years and planned ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.land.ledger import OPENING, Ledger

FLOW_KINDS = {
    "capital": ("vốn điều lệ, vốn được cấp", "charter capital and other capital"),
    "refund": ("hoàn trả vốn ứng", "refunds of advances"),
    "revenue": ("thu đấu giá, cho thuê đất", "auction and lease money"),
    "cost": ("thu chi phí sử dụng vốn", "cost of money received"),
    "inflow": ("tiền vào theo kịch bản", "inflow stated by the scenario"),
    "advance": ("ứng vốn", "advances paid out"),
    "need": ("nhu cầu ứng vốn cho mặt bằng", "advances needed for sites"),
    "spent": ("chi bồi thường, giải phóng mặt bằng", "compensation and clearance"),
    "transfer": ("chuyển tiền", "transfers"),
    "operating": ("hoạt động của Quỹ", "operation of the fund"),
    "reversal": ("bút toán đảo", "reversals"),
}
"""Why money moves, as a year's plan lists it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Money of one kind in a year, đồng, > 0. ``name``: the advance, site or obligation behind a planned one, "" = several.

    ``rank``: where it stands on the ladder of priorities (a budget line for charter capital, a refund), None = not there.
    """

    kind: str
    amount: int
    name: str = ""
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class FundYear:
    """One calendar year, đồng. ``planned``: no entry is booked in it yet. ``closing`` may be negative in a planned year only."""

    year: int
    opening: int
    inflows: tuple[Flow, ...]
    outflows: tuple[Flow, ...]
    planned: bool = False

    @property
    def closing(self) -> int:
        """What is left at the end of the year."""
        return self.opening + sum(flow.amount for flow in self.inflows) - sum(flow.amount for flow in self.outflows)


def booked_years(ledger: Ledger) -> tuple[FundYear, ...]:
    """Every year from the first to the last entry, without gaps. An opening entry opens its year; it is no inflow."""
    if not ledger.entries:
        return ()
    moved: dict[int, dict[tuple[str, bool], int]] = defaultdict(lambda: defaultdict(int))
    opened: dict[int, int] = defaultdict(int)
    for entry in ledger.entries:
        cash = ledger.cash_of(entry)
        if entry.kind == OPENING:
            opened[entry.booked_on.year] += cash
        else:
            moved[entry.booked_on.year][entry.kind, cash > 0] += cash
    years, balance = [], 0
    for year in range(ledger.entries[0].booked_on.year, ledger.entries[-1].booked_on.year + 1):
        ins = tuple(Flow(kind, amount) for (kind, into), amount in sorted(moved[year].items()) if into and amount)
        outs = tuple(Flow(kind, -amount) for (kind, into), amount in sorted(moved[year].items()) if not into and amount)
        years.append(FundYear(year, balance + opened[year], ins, outs))
        balance = years[-1].closing
    return tuple(years)


@dataclass(frozen=True, slots=True)
class PlannedFlow:
    """Money expected in a year; ``into``: comes in, else leaves."""

    year: int
    into: bool
    flow: Flow


def planned_years(opening: int, first: int, last: int, flows: Iterable[PlannedFlow]) -> tuple[FundYear, ...]:
    """Years from ``first`` to ``last`` with what is expected of each; every year opens with what the one before closes with."""
    by_year: dict[tuple[int, bool], list[Flow]] = defaultdict(list)
    for one in flows:
        if one.flow.amount:
            by_year[one.year, one.into].append(one.flow)
    years: list[FundYear] = []
    for year in range(first, last + 1):
        ins, outs = (tuple(sorted(by_year[year, into], key=lambda f: (f.kind, f.name))) for into in (True, False))
        years.append(FundYear(year, years[-1].closing if years else opening, ins, outs, planned=True))
    return tuple(years)


def shortages(years: Sequence[FundYear]) -> tuple[Finding, ...]:
    """LND-125: a planned year whose needs are more than the fund has and gets."""
    return tuple(finding("LND-125", Place(object_id=str(one.year)), year=one.year, short=Decimal(-one.closing))
                 for one in years if one.planned and one.closing < 0)
