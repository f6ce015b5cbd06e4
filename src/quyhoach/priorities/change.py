"""The least change that does something, found to the last digit and printed so that it is enough and 99 % of it is not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

DIGITS = range(4, 16)
SHORT = 0.99
"""This part of a printed change must not be enough."""
Works = Callable[[float], bool]


def first_working(points: Iterable[float], works: Works) -> float | None:
    """The least q > 0 at which ``works`` begins to hold; None when it holds nowhere.

    ``points`` ascend, and between two of them (and 0) nothing changes: one look in between, and one at the point, are enough.
    """
    failed, start = 0.0, 0.0
    for point in points:
        middle = (start + point) / 2
        if not start < middle < point:
            continue
        if works(middle):
            return bisected(failed, middle, works)
        if works(point):
            return bisected(middle, point, works)
        failed, start = point, point
    return None


def bisected(fails: float, holds: float, works: Works) -> float:
    """Between a point that fails and one that holds, the first that holds, to the last digit of a double."""
    while True:
        middle = (fails + holds) / 2
        if not min(fails, holds) < middle < max(fails, holds):
            return holds
        if works(middle):
            holds = middle
        else:
            fails = middle


def printed(change: float, works: Works, limit: float) -> float | None:
    """``change`` rounded away from zero to as few digits (four or more) as make it enough, and 99 % of it not.

    ``works`` judges a signed change; none goes beyond ``limit`` (same sign). None when no number of digits will do.
    """
    for rounded in (*(_outward(change, digits) for digits in DIGITS), change):
        if abs(rounded) > abs(limit):
            rounded = limit
        if rounded and works(rounded) and not works(SHORT * rounded):
            return rounded
    return None


def _outward(value: float, digits: int) -> float:
    if not value:
        return 0.0
    places = digits - 1 - math.floor(math.log10(abs(value)))
    scaled = math.ceil(abs(value) * 10.0**places)
    return math.copysign(float(f"{scaled}e{-places}"), value)
