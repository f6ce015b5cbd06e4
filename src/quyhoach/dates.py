"""Dates as officials write them, and periods of years. Nothing here reads today's date."""

from __future__ import annotations

import re
from datetime import date

_VIETNAMESE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_AS_OF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def parse_date(text: str) -> date:
    """``03/04/2026`` is 3 April 2026; also ``3.4.2026``, ``3-4-2026`` and ISO. Raises ValueError otherwise."""
    text = text.strip()
    if match := _VIETNAMESE.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        return date(year, month, day)
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return date(year, month, day)
    raise ValueError(f"not a date: {text!r}")


def is_as_of(text: str) -> bool:
    """True for a moment as precise as known: ``2026``, ``2026-02`` or ``2026-02-20``."""
    return _AS_OF.fullmatch(text) is not None


def format_date(day: date, lang: str = "vi") -> str:
    """``03/04/2026`` (vi) or ``3 April 2026`` (en)."""
    return day.strftime("%d/%m/%Y") if lang == "vi" else f"{day.day} {day.strftime('%B %Y')}"


def format_as_of(text: str) -> str:
    """A moment as precise as it is known: ``20/02/2026``, ``02/2026``, ``2026``; any other text as it stands."""
    return "/".join(reversed(text.split("-"))) if is_as_of(text) else text


def parse_period(text: str) -> tuple[int, int]:
    """``2026-2030`` or ``2026`` as first and last calendar year. Raises ValueError when it is not one, or runs backwards."""
    match = re.fullmatch(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?", text.strip())
    if not match or int(match[2] or match[1]) < int(match[1]):
        raise ValueError(f"not a period of years: {text!r}")
    return int(match[1]), int(match[2] or match[1])
