"""Working days of a country: its holidays, the days off moved by decision, the Saturdays worked instead."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

LANGUAGES_OF = {"VN": "vi", "CN": "zh_CN"}
"""The language a country names its holidays in; of any other country, the library's own choice."""
_MOVED = {"VN": {date(2026, 1, 2): date(2026, 1, 10)}}
"""Days off moved by a late decision the library does not hold: the day off and the Saturday worked for it (announced 25/12/2025)."""
_FARTHEST = 60
"""Days within which a working day is found: no holiday is longer."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day in one calendar. ``holiday``: its name in the country's language, "" on any other day.

    ``announced``: the government has published that year's moved days off; before that only the holidays of the law are known.
    """

    day: date
    country: str
    working: bool
    holiday: str
    announced: bool


@cache
def _holidays(country: str) -> Any:
    import holidays  # slow

    try:
        return holidays.country_holidays(country, language=LANGUAGES_OF.get(country))
    except NotImplementedError:
        return None


def is_known(country: str) -> bool:
    """Whether a calendar of this ISO 3166 code is on file."""
    return _holidays(country) is not None


def day_in(country: str, day: date) -> Day:
    """The day as that country's offices keep it. Raises ValueError for a country without a calendar."""
    found = _holidays(country)
    if found is None:
        raise ValueError(f"no calendar of {country!r}")
    name = found.get(day)
    moved = _MOVED.get(country, {})
    working = day in moved.values() or (day not in moved and bool(found.is_working_day(day)))
    return Day(day, country, working, str(name or ""), _announced(found, day.year))


def _announced(found: Any, year: int) -> bool:
    years = {known for part in ("special_public_holidays", "special_public_holidays_observed") for known in getattr(found, part, {})}
    return year <= max(years, default=year)


def next_common(day: date, countries: tuple[str, ...]) -> date:
    """The first day from ``day`` on that is a working day in every country. Raises ValueError when there is none in two months."""
    for ahead in range(_FARTHEST):
        found = day + timedelta(days=ahead)
        if all(day_in(country, found).working for country in countries):
            return found
    raise ValueError(f"no common working day within {_FARTHEST} days of {day}")


def after_working_days(country: str, day: date, number: int) -> date:
    """The day on which ``number`` working days after ``day`` have gone by; ``day`` itself for 0. Raises ValueError without a calendar."""
    for _ in range(number):
        day = next_common(day + timedelta(days=1), (country,))
    return day


def after_months(day: date, number: int) -> date:
    """The same day of the month ``number`` months on, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days(country: str, after: date, until: date) -> int:
    """Working days after ``after`` up to and with ``until``; negative where ``until`` has passed."""
    if until < after:
        return -working_days(country, until, after)
    return sum(day_in(country, after + timedelta(days=ahead)).working for ahead in range(1, (until - after).days + 1))
