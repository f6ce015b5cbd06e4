"""Money: whole units of the unit a province states, with its currency. One function converts and reports the remainder."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

LARGEST_EXACT = 2**53
"""Amounts at or beyond this many units are refused: a solver's floating point could no longer tell neighbours apart."""


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """A unit of account: ``size`` is how many base units (đồng, dollar) one unit holds; labels are what forms print."""

    code: str
    currency: str
    size: int
    label_vi: str
    label_en: str


UNITS = {
    unit.code: unit
    for unit in (
        MoneyUnit("dong", "VND", 1, "đồng", "dong"),
        MoneyUnit("trieu_dong", "VND", 10**6, "triệu đồng", "million dong"),
        MoneyUnit("ty_dong", "VND", 10**9, "tỷ đồng", "billion dong"),
        MoneyUnit("usd", "USD", 1, "đô la Mỹ", "US dollar"),
        MoneyUnit("thousand_usd", "USD", 10**3, "nghìn đô la Mỹ", "thousand US dollars"),
    )
}


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """A whole amount of one unit. Adding different units raises ValueError: convert first, and look at the remainder."""

    amount: int
    unit: MoneyUnit

    def __add__(self, other: Money) -> Money:
        self._same_unit(other)
        return Money(self.amount + other.amount, self.unit)

    def __sub__(self, other: Money) -> Money:
        self._same_unit(other)
        return Money(self.amount - other.amount, self.unit)

    def _same_unit(self, other: Money) -> None:
        if other.unit != self.unit:
            raise ValueError(f"cannot mix {self.unit.code} and {other.unit.code}")


def convert(money: Money, unit: MoneyUnit) -> tuple[Money, Money]:
    """``money`` in whole ``unit`` and what is left over in base units of the currency; nothing is rounded away.

    The two parts always add up to the amount given. Raises ValueError between currencies: no exchange rate is assumed.
    """
    if unit.currency != money.unit.currency:
        raise ValueError(f"no exchange rate from {money.unit.currency} to {unit.currency}")
    whole, rest = divmod(money.amount * money.unit.size, unit.size)
    base = next(u for u in UNITS.values() if u.currency == unit.currency and u.size == 1)
    return Money(whole, unit), Money(rest, base)


def format_number(number: int | float | Decimal, lang: str = "vi", decimals: int | None = None) -> str:
    """``1234567.8`` as ``1.234.567,8`` (vi) or ``1,234,567.8`` (en); ``decimals`` fixes the digits after the mark."""
    text = f"{number:,.{decimals}f}" if decimals is not None else f"{number:,}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def format_money(money: Money, lang: str = "vi") -> str:
    """The amount with its unit, e.g. ``1.284.600 triệu đồng``."""
    return f"{format_number(money.amount, lang)} {money.unit.label_vi if lang == 'vi' else money.unit.label_en}"
