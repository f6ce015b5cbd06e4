"""What may come out otherwise for the fund's cash, as declared: one line of text a declaration, in the style of the capital plan's.

``cost lognormal 0.15 common=0.5 MB01``, ``price lognormal 0.2``, ``inflow normal 0.1``, ``delay chance 0.3 months=6``,
``refund chance 0.25 months=6``, ``auction chance 0.3 months=6``; several are separated by ``;``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

FACTORS = ("cost", "price", "inflow")
"""Kinds that change an amount: of a clearing, of an auction, of money coming in."""
CHANCES = ("delay", "refund", "auction")
"""Kinds that change a month: a clearing, a refund, an auction that found no buyer and is held again."""
SPREADS = ("lognormal", "normal")
LONGEST = 120


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
        more = f" months={self.months}" if self.kind in CHANCES else f" common={self.common:g}" if self.common else ""
        return " ".join([f"{self.kind} {self.spread} {self.size:g}{more}", *self.scope])


DEFAULT_FUND_SHOCKS = (
    FundShock("cost", "lognormal", 0.15, 0.5, assumed=True), FundShock("price", "lognormal", 0.20, 0.5, assumed=True),
    FundShock("inflow", "normal", 0.10, 1.0, assumed=True), FundShock("delay", "chance", 0.30, months=6, assumed=True),
    FundShock("refund", "chance", 0.25, months=6, assumed=True), FundShock("auction", "chance", 0.30, months=6, assumed=True),
)
"""Taken where a scenario declares nothing; invented for illustration, and every report says so."""


def parse_fund_shocks(text: str) -> tuple[FundShock, ...]:
    """Declarations separated by ``;``. Raises ValueError for one that is not understood."""
    return tuple(parse_fund_shock(part) for part in text.split(";") if part.strip())


def parse_fund_shock(text: str) -> FundShock:
    """One declaration: kind, spread, size, then ``common=`` or ``months=`` and sites in any order. Raises ValueError."""
    words = text.split()
    kinds = {**dict.fromkeys(FACTORS, SPREADS), **dict.fromkeys(CHANCES, ("chance",))}
    if len(words) < 3 or words[1] not in kinds.get(words[0], ()):
        raise ValueError(text)
    named = dict(word.split("=", 1) for word in words[3:] if "=" in word)
    if named.keys() - ({"months"} if words[0] in CHANCES else {"common"}):
        raise ValueError(text)
    months = named.get("months", "6")
    if not months.isascii() or not months.isdigit() or not 1 <= int(months) <= LONGEST:
        raise ValueError(text)
    scope = tuple(word for word in words[3:] if "=" not in word)
    return FundShock(words[0], words[1], _share(words[2]), _share(named.get("common", "0")), int(months), scope)


def _share(text: str) -> float:
    try:
        number = Decimal(text.replace(",", ".").removesuffix("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite() or not 0 <= number <= 1:
        raise ValueError(text)
    return float(number)
