"""Money that is to enter or leave the fund, each with its months: what the simulation moves about."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("inflow", "clearing", "refund", "auction")


@dataclass(frozen=True, slots=True)
class CashFlow:
    """``amount`` whole units in ``months`` equal parts from ``month`` on (0 = the first month); what does not divide comes with the last.

    ``kind``: inflow, clearing (money out), refund, auction. ``site``: what shocks are scoped by. ``follows``: id of the clearing whose
    delay also moves this flow, "" = none. ``scales``: the amount follows what the clearing really cost.
    """

    id: str
    kind: str
    amount: int
    month: int
    months: int = 1
    site: str = ""
    follows: str = ""
    scales: bool = False


@dataclass(frozen=True, slots=True)
class CashQuestion:
    """The fund's cash to look at: ``first`` (year, month 1–12), how many ``months``, ``opening`` cash, and the flows planned."""

    first: tuple[int, int]
    months: int
    opening: int
    flows: tuple[CashFlow, ...]

    def month_name(self, month: int) -> str:
        """``2027-03`` for the month so many after the first."""
        year, rest = divmod(self.first[0] * 12 + self.first[1] - 1 + month, 12)
        return f"{year}-{rest + 1:02}"
