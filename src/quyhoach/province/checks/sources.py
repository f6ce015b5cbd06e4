"""Funding sources: whether the law lets the money placed in a source pay for public works, for good, on that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from quyhoach.capital.rules import source_rule
from quyhoach.findings import Finding, Place, finding
from quyhoach.law import LawError
from quyhoach.province.checks.case import Case, cell, no_law
from quyhoach.province.checks.periods import years_of
from quyhoach.tables.spec import Row

Use = tuple[str, Row, str, str, date]
"""Table, row, column and code of a source in use, and the day it is asked for."""


def eligible_sources(case: Case) -> Iterator[Finding]:
    """CHK-151: a source the law's list does not hold; CHK-152: one closed on the day; CHK-153: one that is not public capital;
    CHK-154: an advance that must be refunded, placed as if it were a final source;
    CHK-104: no law on file for the day. Said once a table, source and day."""
    seen: set[tuple[str, str, str]] = set()
    for table, row, column, fund, day in _uses(case):
        problem = _problem(case, fund, day)
        if problem is None or (table, fund, problem.code) in seen:
            continue
        seen.add((table, fund, problem.code))
        yield replace(problem, where=cell(row, column, fund), values={**problem.values, "table": table})


def own_dates_kept(case: Case) -> Iterator[Finding]:
    """CHK-155: money placed in a source before or after the days the province's own list gives it."""
    sources = {row.text("fund"): row for row in case.rows("sources")}
    for table, row, column, fund, day in _uses(case):
        own = sources.get(fund)
        begin, end = (own.date("valid_from"), own.date("valid_to")) if own else (None, None)
        if (begin and day < begin) or (end and day > end):
            yield finding("CHK-155", cell(row, column, fund), fund=fund, table=table, day=f"{day:%d/%m/%Y}")


def _problem(case: Case, fund: str, day: date) -> Finding | None:
    if case.laws is None:
        return None
    try:
        rule = source_rule(case.laws(day), fund)
    except LawError as error:
        return no_law(error, Place(), fund)
    values = {"fund": fund, "day": f"{day:%d/%m/%Y}"}
    if rule is None:
        return finding("CHK-151", Place(), **values, **case.basis(day, "funding-sources"))
    if not rule.final:
        return finding("CHK-154", Place(), **values, **case.basis(day, "fund-advance", "bridge"))
    if not rule.public:
        return finding("CHK-153", Place(), **values, **case.basis(day, "funding-sources", fund))
    return None if rule.open else finding("CHK-152", Place(), **values, **case.basis(day, "funding-sources", fund))


def _uses(case: Case) -> Iterator[Use]:
    """Every row that places or allows money: plan lines on the day they were assigned, scenario tables on the law date or in
    the first year they speak of, whichever is later."""
    for row in case.rows("plan_lines"):
        years = years_of(row.text("period"))
        day = row.date("assigned_on") or (date(years[0], 1, 1) if years else None)
        if day:
            yield "plan_lines", row, "fund", row.text("fund"), day
    if case.scenario is None:
        return
    law_date = case.scenario.info.law_date
    for table in ("ceilings", "funding", "locks", "medium_term"):
        for row in case.rows(table):
            years = years_of(row.text("period" if table == "ceilings" else "year")) if table in ("ceilings", "locks") else None
            yield table, row, "fund", row.text("fund"), max(law_date, date(years[0], 1, 1)) if years else law_date
    for table in ("obligations", "share_rules"):
        for row in case.rows(table):
            for fund in row.codes("funds"):
                yield table, row, "funds", fund, law_date
