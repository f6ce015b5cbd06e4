"""Moments as precise as a source prints them (``2025``, ``2025-03``, ``2025-03-08``), compared only as far as they are certain."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def first_day(moment: str) -> date | None:
    """The first day a moment may mean; None for "" and for what is no date."""
    return _day(moment, last=False)


def last_day(moment: str) -> date | None:
    """The last day a moment may mean; None for "" and for what is no date."""
    return _day(moment, last=True)


def surely_before(one: str, other: str) -> bool:
    """True when every day ``one`` may mean lies before every day ``other`` may mean; False when either is missing."""
    end, begin = last_day(one), first_day(other)
    return end is not None and begin is not None and end < begin


def _day(moment: str, last: bool) -> date | None:
    try:
        parts = [int(part) for part in moment.split("-")]
        year = parts[0]
        month = parts[1] if len(parts) > 1 else (12 if last else 1)
        day = parts[2] if len(parts) > 2 else (monthrange(year, month)[1] if last else 1)
        return date(year, month, day)
    except (ValueError, IndexError):
        return None
