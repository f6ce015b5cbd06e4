"""Sources × years: money already placed against yearly and medium-term ceilings, less the reserve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from quyhoach.capital.rules import reserve_share, source_rule
from quyhoach.findings import Finding, finding
from quyhoach.law import LawError
from quyhoach.money import format_number
from quyhoach.province.checks.case import Case, cell, number
from quyhoach.province.checks.payments import Period, medium_term_lists
from quyhoach.province.checks.periods import years_of
from quyhoach.tables.spec import Row


def available(row: Row) -> int:
    """A ceiling less its reserve, in whole units."""
    return net_of_reserve(row, row.whole("amount") or 0)


def net_of_reserve(row: Row, amount: int) -> int:
    """An amount less the reserve of a ceiling's row, rounded down to whole units; a reserve not stated takes nothing."""
    kept = (row.decimal("reserve_share") or Decimal(0)) * amount
    return int((amount - kept).to_integral_value(ROUND_FLOOR))


def within_yearly_ceiling(case: Case) -> Iterator[Finding]:
    """CHK-121: money placed in a source and year beyond its ceiling less the reserve. Money carried over does not count."""
    ceilings = ceilings_of(case)
    for (fund, year), placed in sorted(placed_by_year(case).items()):
        row = ceilings.get((fund, (year, year)))
        if row is not None and placed > available(row):
            yield _over("CHK-121", row, fund, str(year), placed)


def within_medium_term_ceiling(case: Case) -> Iterator[Finding]:
    """CHK-122: a medium-term list, or the years' money inside it, beyond the period's ceiling less the reserve."""
    lists = medium_term_lists(case)
    by_year = placed_by_year(case)
    for (fund, period), row in ceilings_of(case).items():
        if period[0] == period[1]:
            continue
        listed = sum(amount for (_, of), amount in lists.get(period, {}).items() if of == fund)
        yearly = sum(amount for (of, year), amount in by_year.items() if of == fund and period[0] <= year <= period[1])
        if max(listed, yearly) > available(row):
            yield _over("CHK-122", row, fund, f"{period[0]}–{period[1]}", max(listed, yearly))


def _over(code: str, row: Row, fund: str, period: str, placed: int) -> Finding:
    return finding(
        code, cell(row, "amount", fund), fund=fund, period=period, placed=number(placed), ceiling=number(row.whole("amount") or 0),
        available=number(available(row)), over=number(placed - available(row)),
    )


def placed_money_has_ceiling(case: Case) -> Iterator[Finding]:
    """CHK-123: money placed, in a year of the plan, in a source that has no ceiling for it, of the year or of its period."""
    if case.scenario is None:
        return
    info, ceilings = case.scenario.info, ceilings_of(case)
    for table, row, years in _placing_rows(case):
        fund = row.text("fund")
        if years[1] < info.first_year or years[0] > info.last_year:
            continue
        if not any(of == fund and period[0] <= years[0] and years[1] <= period[1] for of, period in ceilings):
            yield finding("CHK-123", cell(row, "fund", fund), fund=fund, period=_printed(years), table=table)


def funding_has_ceiling(case: Case) -> Iterator[Finding]:
    """CHK-126: a source that projects may draw on and that has no ceiling at all; said once a source."""
    with_ceiling = {fund for fund, _ in ceilings_of(case)}
    seen: set[str] = set()
    for row in case.rows("funding"):
        fund = row.text("fund")
        if fund not in with_ceiling and fund not in seen:
            seen.add(fund)
            yield finding("CHK-126", cell(row, "fund", fund), fund=fund)


def every_year_has_ceiling(case: Case) -> Iterator[Finding]:
    """CHK-129: a source that projects draw on, with yearly ceilings but none in a year of the plan: it pays nothing then."""
    if case.scenario is None:
        return
    info, ceilings = case.scenario.info, ceilings_of(case)
    drawn = {row.text("fund") for row in case.rows("funding")}
    for fund in sorted({fund for fund, period in ceilings if period[0] == period[1]} & drawn):
        lacking = [year for year in range(info.first_year, info.last_year + 1) if (fund, (year, year)) not in ceilings]
        if lacking:
            row = next(row for (name, _), row in ceilings.items() if name == fund)
            yield finding("CHK-129", cell(row, "period", fund), fund=fund, years=", ".join(str(year) for year in lacking))


def yearly_ceilings_fit_period(case: Case) -> Iterator[Finding]:
    """CHK-124: yearly ceilings of a whole period that do not add up to the period's own."""
    ceilings = ceilings_of(case)
    for (fund, period), row in ceilings.items():
        years = range(period[0], period[1] + 1)
        if len(years) == 1 or any((fund, (year, year)) not in ceilings for year in years):
            continue
        yearly = sum(ceilings[fund, (year, year)].whole("amount") or 0 for year in years)
        total = row.whole("amount") or 0
        if yearly != total:
            yield finding(
                "CHK-124", cell(row, "amount", fund), fund=fund, period=_printed(period), yearly=number(yearly),
                total=number(total), difference=number(abs(yearly - total)),
            )


def reserve_kept(case: Case) -> Iterator[Finding]:
    """CHK-127: a medium-term ceiling with no word on its reserve; CHK-128: a reserve below the share the law names."""
    for (fund, period), row in ceilings_of(case).items():
        if period[0] == period[1]:
            continue
        stated, lawful = row.decimal("reserve_share"), _lawful_reserve(case, fund, period)
        place = cell(row, "reserve_share", fund)
        if stated is None:
            yield finding("CHK-127", place, fund=fund, period=_printed(period))
        elif lawful is not None and stated < lawful[1]:
            yield finding(
                "CHK-128", place, fund=fund, period=_printed(period), stated=_percent(Fraction(stated)), lawful=_percent(lawful[1]),
                **case.basis(date(period[0], 1, 1), "reserve", lawful[0]),
            )


def _lawful_reserve(case: Case, fund: str, period: Period) -> tuple[str, Fraction] | None:
    """The level of a source and the reserve the law names for it in a period; None when it names none."""
    if case.laws is None:
        return None
    try:
        view = case.laws(date(period[0], 1, 1))
        rule = source_rule(view, fund)
        share = reserve_share(view, rule.level) if rule else None
    except LawError:
        return None
    return (rule.level, share) if rule and share is not None else None


def _percent(share: Fraction) -> str:
    return f"{format_number(Decimal(share.numerator * 100) / share.denominator)} %"


def ceilings_of(case: Case) -> dict[tuple[str, Period], Row]:
    """Ceilings by (source, (first year, last year)); the first row of a pair counts, the reader names the second."""
    found: dict[tuple[str, Period], Row] = {}
    for row in case.rows("ceilings"):
        years = years_of(row.text("period"))
        if years is not None and row.whole("amount") is not None:
            found.setdefault((row.text("fund"), years), row)
    return found


def placed_by_year(case: Case) -> dict[tuple[str, int], int]:
    """Money already placed by (source, year): annual plan lines, and locks, which stand in for the line of the same project."""
    cells: dict[tuple[str, str, int], int] = {}
    for table, row, years in _placing_rows(case):
        if years[0] == years[1] and (table == "locks" or row.text("plan") == "annual"):
            cells[row.text("project"), row.text("fund"), years[0]] = row.whole("amount") or 0
    placed: dict[tuple[str, int], int] = {}
    for (_, fund, year), amount in cells.items():
        placed[fund, year] = placed.get((fund, year), 0) + amount
    return placed


def _placing_rows(case: Case) -> Iterator[tuple[str, Row, Period]]:
    for row in case.rows("plan_lines"):
        years = years_of(row.text("period"))
        if years is not None:
            yield "plan_lines", row, years
    for row in case.rows("locks"):
        year = row.whole("year")
        if year is not None:
            yield "locks", row, (year, year)


def _printed(years: Period) -> str:
    return str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}"
