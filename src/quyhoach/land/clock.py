"""The day a clock of the law runs out: days, working days or months after its start, with the rule for a last day that is off."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from quyhoach.calendar import after_months, after_working_days, is_known, next_common

NEXT_WORKING_DAY = "next_working_day"


@lru_cache(maxsize=1 << 17)
def runs_out(start: date, number: int, unit: str, holiday_rule: str, country: str) -> date:
    """The last day of ``number`` of ``unit`` after ``start``; the day of the start itself is not counted.

    Without a calendar of the country working days are Monday to Friday and no day is a holiday.
    """
    known = is_known(country)
    if unit == "months":
        end = after_months(start, number)
    elif unit == "working_days":
        return after_working_days(country, start, number) if known else _weekdays_after(start, number)
    else:
        end = start + timedelta(days=number)
    if holiday_rule != NEXT_WORKING_DAY:
        return end
    return next_common(end, (country,)) if known else _weekdays_after(end - timedelta(days=1), 1)


def _weekdays_after(day: date, number: int) -> date:
    for _ in range(number):
        day += timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
    return day
