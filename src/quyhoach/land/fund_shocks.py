"""What may come out otherwise for the fund's cash, as declared: one line of text a declaration, in the style of the capital plan's.

``cost lognormal 0.15 common=0.5 MB01``, ``price lognormal 0.2``, ``inflow normal 0.1``, ``delay chance 0.3 months=6``,
``refund chance 0.25 months=6``, ``auction chance 0.3 months=6``; several are separated by ``;``.
"""

from __future__ import annotations

from dataclasses import dataclass

from quyhoach.declarations import CHANCE, Declaration, Grammar

FACTORS = ("cost", "price", "inflow")
"""Kinds that change an amount: of a clearing, of an auction, of money coming in."""
CHANCES = ("delay", "refund", "auction")
"""Kinds that change a month: a clearing, a refund, an auction that found no buyer and is held again."""
GRAMMAR = Grammar({**dict.fromkeys(FACTORS, ("lognormal", "normal")), **dict.fromkeys(CHANCES, (CHANCE,))}, "months", 6, 120)


@dataclass(frozen=True, slots=True)
class FundShock:
    """One declared uncertainty.

    ``kind``: cost, price, inflow (a factor of mean 1 and relative ``size``, of which ``common`` is the share of variance all have
    together), delay, refund (with chance ``size`` late by 1..``months`` months, each as likely), auction (with chance ``size`` no
    buyer, held again ``months`` later, with the same chance). ``scope``: sites; () = all. ``assumed``: not declared by anybody.
    """

    kind: str
    spread: str
    size: float
    common: float = 0.0
    months: int = 6
    scope: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def text(self) -> str:
        """The declaration that reads back to an equal shock."""
        return GRAMMAR.write(Declaration(self.kind, self.spread, self.size, self.common, self.months, self.scope))


DEFAULT_FUND_SHOCKS = (
    FundShock("cost", "lognormal", 0.15, 0.5, assumed=True), FundShock("price", "lognormal", 0.20, 0.5, assumed=True),
    FundShock("inflow", "normal", 0.10, 1.0, assumed=True), FundShock("delay", "chance", 0.30, months=6, assumed=True),
    FundShock("refund", "chance", 0.25, months=6, assumed=True), FundShock("auction", "chance", 0.30, months=6, assumed=True),
)
"""Taken where a scenario declares nothing; invented for illustration, and every report says so."""


def parse_fund_shocks(text: str) -> tuple[FundShock, ...]:
    """Declarations separated by ``;``. Raises ValueError for one that is not understood."""
    return tuple(FundShock(said.kind, said.spread, said.size, said.common, said.wait, said.scope) for said in GRAMMAR.read(text))
