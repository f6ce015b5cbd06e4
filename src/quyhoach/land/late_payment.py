"""Compensation paid late: what is owed beside it (Land Law 31/2024 Art 94(3)): amount × rate a day of tax law × days past the due day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from quyhoach.land.formulas import whole_dong
from quyhoach.law import LawView
from quyhoach.law.schema import Row

RATE, PAYER = "late-payment-rate", "late-payment-payer"


@dataclass(frozen=True, slots=True)
class LatePayment:
    """``days`` after ``due`` until it was paid, or until the day it is looked at when ``paid_on`` is None; ``extra_vnd`` whole đồng,
    rounded once, half up."""

    parcel: str
    amount_vnd: int
    due: date
    paid_on: date | None
    days: int
    rate: Decimal
    extra_vnd: int


def late_rate(view: LawView) -> Decimal:
    """The share of the amount a day. Raises LawError on a day no law is on file for."""
    return Decimal(view.value(RATE))


def late_payer(view: LawView) -> tuple[Row, ...]:
    """Who pays, case by case: rows with label and decider. Raises LawError as above."""
    return tuple(view.value(PAYER))


def late_payment(parcel: str, amount_vnd: int, due: date, paid_on: date | None, as_of: date, rate: Decimal) -> LatePayment | None:
    """The extra for one payment; None when it came in time. ``as_of`` counts only while nothing is paid."""
    until = as_of if paid_on is None or paid_on > as_of else paid_on
    days = (until - due).days
    if days <= 0:
        return None
    paid = paid_on if paid_on is not None and paid_on <= as_of else None
    return LatePayment(parcel, amount_vnd, due, paid, days, rate, whole_dong(Fraction(amount_vnd) * Fraction(rate) * days))
