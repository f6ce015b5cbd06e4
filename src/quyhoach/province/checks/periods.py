"""Years written in tables: a year or a period, and projects that end before they begin."""

from __future__ import annotations

from collections.abc import Iterator

from quyhoach.dates import parse_period
from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case, cell

WITH_PERIODS = ("plan_lines", "ceilings", "share_rules")
"""Tables whose column ``period`` is counted with; elsewhere it is printed as the source says it."""


def years_of(period: str) -> tuple[int, int] | None:
    """First and last year of a written period; None when it is not one."""
    try:
        return parse_period(period)
    except ValueError:
        return None


def periods_are_years(case: Case) -> Iterator[Finding]:
    """CHK-113: a period that is neither a year nor a period of years."""
    for table in WITH_PERIODS:
        for row in case.rows(table):
            if row.text("period") and years_of(row.text("period")) is None:
                yield finding("CHK-113", cell(row, "period", row.text("period")), period=row.text("period"), table=table)


def annual_lines_are_one_year(case: Case) -> Iterator[Finding]:
    """CHK-114: an annual plan that spans several years."""
    for row in case.rows("plan_lines"):
        years = years_of(row.text("period"))
        if row.text("plan") == "annual" and years and years[0] != years[1]:
            yield finding("CHK-114", cell(row, "period", row.text("project")), project=row.text("project"), period=row.text("period"))


def end_not_before_start(case: Case) -> Iterator[Finding]:
    """CHK-112: a project, source, unit, agency or obligation that ends before it begins."""
    for table, first, last in (
        ("projects", "start_year", "end_year"), ("obligations", "first_year", "last_year"),
        ("sources", "valid_from", "valid_to"), ("units", "valid_from", "valid_to"), ("agencies", "valid_from", "valid_to"),
    ):
        for row in case.rows(table):
            begin, end = row[first], row[last]
            if begin is not None and end is not None and str(end) < str(begin):
                object_id = row.text(case.tables[table].spec.key[0])
                yield finding("CHK-112", cell(row, last, object_id), id=object_id, begin=begin, end=end)
