"""Changed ceilings: what a what-if asks, written in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Change:
    """A changed ceiling, by ``factor`` or to ``amount``: of one ``year``; of the medium-term period ``year``–``last``; or of
    every year and period (``year`` None). A year's change leaves the period's ceiling as it is."""

    fund: str
    year: int | None
    factor: Fraction | None
    amount: int | None
    last: int | None = None


def parse_change(text: str) -> Change:
    """``NSTW.TN:2027=+10%``, ``NSTW.TN:2026-2030=+10%`` (the medium-term period), ``NSTW.TN=-5%`` (every year and period)
    or ``NSTW.TN:2027=120000``. Raises ValueError."""
    match = re.fullmatch(r"([^:=\s]+)(?::(\d{4})(?:-(\d{4}))?)?=([+-]?)(\d+(?:[.,]\d+)?)(%?)", text.strip())
    if not match:
        raise ValueError("NGUỒN:NĂM=+10% | NGUỒN:2026-2030=+10% | NGUỒN=-5% | NGUỒN:NĂM=120000")
    fund, first, last, sign, number, percent = match.groups()
    year, until, value = (int(first) if first else None), (int(last) if last else None), Fraction(number.replace(",", "."))
    if percent and (sign != "-" or value <= 100):
        return Change(fund, year, 1 + (-value if sign == "-" else value) / 100, None, until)
    if percent or sign or value.denominator != 1 or year is None:
        raise ValueError("NGUỒN:NĂM=120000 | NGUỒN:NĂM=-100%")
    return Change(fund, year, None, int(value), until)


def changed(amount: int, fund: str, years: tuple[int, int], changes: tuple[Change, ...]) -> int:
    """The ceiling of a source and of years (first, last) after the changes, in order; the stated one when none speaks of it."""
    for change in changes:
        if change.fund == fund and (change.year is None or (change.year, change.last or change.year) == years):
            amount = int(amount * change.factor) if change.factor is not None else change.amount or 0
    return amount
