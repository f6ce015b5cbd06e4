"""Units as forms print them: ``Đơn vị: triệu đồng`` above a table, ``(ha)`` behind a header."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from quyhoach.money import UNITS, MoneyUnit
from quyhoach.tables.folding import clean, fold

_THOUSAND_DONG = MoneyUnit("nghin_dong", "VND", 10**3, "nghìn đồng", "thousand dong")
_PRINTED = {
    "dong": UNITS["dong"], "vnd": UNITS["dong"], "d": UNITS["dong"],
    "nghin dong": _THOUSAND_DONG, "ngan dong": _THOUSAND_DONG, "1 000 dong": _THOUSAND_DONG, "1000 dong": _THOUSAND_DONG,
    "thousand dong": _THOUSAND_DONG,
    "trieu dong": UNITS["trieu_dong"], "tr d": UNITS["trieu_dong"], "trd": UNITS["trieu_dong"], "tr dong": UNITS["trieu_dong"],
    "million dong": UNITS["trieu_dong"], "million vnd": UNITS["trieu_dong"],
    "ty dong": UNITS["ty_dong"], "ti dong": UNITS["ty_dong"], "billion dong": UNITS["ty_dong"], "billion vnd": UNITS["ty_dong"],
    "usd": UNITS["usd"], "do la my": UNITS["usd"], "us dollar": UNITS["usd"],
    "nghin usd": UNITS["thousand_usd"], "1 000 usd": UNITS["thousand_usd"], "1000 usd": UNITS["thousand_usd"],
    "nghin do la my": UNITS["thousand_usd"], "thousand usd": UNITS["thousand_usd"], "thousand us dollars": UNITS["thousand_usd"],
}
_LINE = re.compile(r"\(?\s*(?:đơn vị(?: tính)?|đvt|don vi(?: tinh)?|dvt|unit|currency unit)\s*[:：.]?\s*(.+?)\)?\s*", re.IGNORECASE)
_TRAILING = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]+)[)\]]\s*\**", re.DOTALL)


def unit_of_line(text: str) -> MoneyUnit | None:
    """The money unit that a line like ``Đơn vị tính: Triệu đồng`` states, None when it states none."""
    match = _LINE.fullmatch(clean(text))
    return _PRINTED.get(fold(match[1])) if match else None


def money_unit(text: str) -> MoneyUnit | None:
    """The unit of account of that printed name."""
    return _PRINTED.get(fold(text))


@lru_cache(maxsize=1 << 13)  # a header is sought in many windows of the same rows
def split_unit(header: str) -> tuple[str, str]:
    """A header and what stands in brackets at its end: ``Diện tích (ha)`` → ``Diện tích``, ``ha``."""
    match = _TRAILING.fullmatch(clean(header))
    return (match[1], match[2]) if match else (header, "")


def scale(stated: MoneyUnit, wanted: MoneyUnit) -> Decimal | None:
    """What an amount is multiplied by, exactly; None between currencies, for no exchange rate is assumed."""
    return Decimal(stated.size) / Decimal(wanted.size) if stated.currency == wanted.currency else None
