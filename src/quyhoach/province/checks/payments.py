"""What was paid against what was planned, and when money was promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case, cell, number
from quyhoach.province.checks.periods import years_of
from quyhoach.tables.spec import Row

Period = tuple[int, int]


def disbursed_within_plan(case: Case) -> Iterator[Finding]:
    """CHK-131: more paid in a plan than was assigned and carried over."""
    for row in case.rows("plan_lines"):
        paid, amount = row.whole("disbursed"), row.whole("amount")
        if paid is None or amount is None:
            continue
        plan = amount + (row.whole("carried_over") or 0)
        if paid > plan:
            yield finding(
                "CHK-131", cell(row, "disbursed", row.text("project")), project=row.text("project"), fund=row.text("fund"),
                period=row.text("period"), paid=number(paid), plan=number(plan), over=number(paid - plan),
                **case.basis(_year_end(row.text("period")), "payment-rules", "year_within_plan"),
            )


def paid_within_total(case: Case) -> Iterator[Finding]:
    """CHK-132: more paid over a project's life, as stated or as its annual plans add up, than its total investment."""
    by_plans: dict[str, int] = {}
    for line in case.rows("plan_lines"):
        if line.text("plan") == "annual":
            by_plans[line.text("project")] = by_plans.get(line.text("project"), 0) + (line.whole("disbursed") or 0)
    for id, row in case.projects.items():
        total = row.whole("total_investment")
        paid = max(row.whole("disbursed") or 0, by_plans.get(id, 0))
        if total is not None and paid > total:
            yield finding(
                "CHK-132", cell(row, "disbursed", id), project=id, paid=number(paid), total=number(total), over=number(paid - total),
                **case.basis(_year_end(row.text("disbursed_as_of")[:4]), "payment-rules", "cumulative_within_total"),
            )


def committed_after_assignment(case: Case) -> Iterator[Finding]:
    """CHK-133: work promised before money was assigned, the way arrears begin."""
    for row in case.rows("plan_lines"):
        promised, assigned = row.date("commitment_on"), row.date("assigned_on")
        if promised and assigned and promised < assigned:
            yield finding(
                "CHK-133", cell(row, "commitment_on", row.text("project")), project=row.text("project"),
                period=row.text("period"), promised=f"{promised:%d/%m/%Y}", assigned=f"{assigned:%d/%m/%Y}",
                **case.basis(promised, "commitment-before-plan", "no_early_start"),
            )


def _year_end(period: str) -> date | None:
    years = years_of(period)
    return date(years[1], 12, 31) if years else None


def annual_within_medium_term_list(case: Case) -> Iterator[Finding]:
    """CHK-134: annual money for a project outside the medium-term list of its years, and CHK-135: more than its amount there.

    A list is the medium-term lines of a period, or the scenario's medium-term amounts for its own periods. Where no list covers
    a year, that year is not judged.
    """
    lists = medium_term_lists(case)
    listed = {(period, project) for period, amounts in lists.items() for project, _ in amounts}
    given: dict[tuple[str, str, Period], int] = {}
    for row, year, period in _annual_lines_in(case, lists):
        project, fund = row.text("project"), row.text("fund")
        printed = f"{period[0]}–{period[1]}"
        if (period, project) not in listed:
            basis = case.basis(date(year, 1, 1), "plan-types", "annual")
            yield finding("CHK-134", cell(row, "project", project), project=project, year=year, period=printed, **basis)
            continue
        before, allowed = given.get((project, fund, period), 0), lists[period].get((project, fund), 0)
        now = given[project, fund, period] = before + (row.whole("amount") or 0)
        if before <= allowed < now:
            yield finding(
                "CHK-135", cell(row, "amount", project), project=project, fund=fund, period=printed, given=number(now),
                allowed=number(allowed), over=number(now - allowed), **case.basis(date(year, 1, 1), "plan-types", "annual"),
            )


def _annual_lines_in(case: Case, periods: Iterable[Period]) -> Iterator[tuple[Row, int, Period]]:
    """Annual lines with their year and each of the periods that covers it."""
    for row in case.rows("plan_lines"):
        years = years_of(row.text("period"))
        if row.text("plan") == "annual" and years:
            yield from ((row, years[0], period) for period in periods if period[0] <= years[0] <= period[1])


def locks_within_need(case: Case) -> Iterator[Finding]:
    """CHK-136: locks that give a project more than its public total less what was paid; said at the lock that goes beyond."""
    given: dict[str, int] = {}
    for row in case.rows("locks"):
        project, amount = row.text("project"), row.whole("amount") or 0
        total = case.planning_whole(project, "public_total")
        before = given.get(project, 0)
        given[project] = before + amount
        need = None if total is None else total - (case.planning_whole(project, "disbursed") or 0)
        if need is not None and before <= need < given[project]:
            yield finding(
                "CHK-136", cell(row, "amount", project), project=project, locked=number(given[project]), need=number(need),
                over=number(given[project] - need),
            )


def medium_term_lists(case: Case) -> dict[Period, dict[tuple[str, str], int]]:
    """Medium-term amounts by period, then by (project, source). The scenario's own amounts stand above the assigned lines."""
    lists: dict[Period, dict[tuple[str, str], int]] = {}
    for row in case.rows("plan_lines"):
        years = years_of(row.text("period"))
        if row.text("plan") == "medium_term" and years:
            lists.setdefault(years, {})[row.text("project"), row.text("fund")] = row.whole("amount") or 0
    for period in case.scenario.info.medium_term if case.scenario else ():
        for row in case.rows("medium_term"):
            lists.setdefault(period, {})[row.text("project"), row.text("fund")] = row.whole("amount") or 0
    return lists
