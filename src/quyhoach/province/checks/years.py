"""How many years a project receives implementation capital, against what the law allows its group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from quyhoach.capital.rules import max_extension, years_allowed
from quyhoach.findings import Finding, finding
from quyhoach.law import LawError
from quyhoach.province.checks.case import ENDED_STATUS, Case, cell, no_law
from quyhoach.province.checks.groups import legal_group
from quyhoach.province.checks.periods import years_of


def years_within_limit(case: Case) -> Iterator[Finding]:
    """CHK-111: more years of capital than the law allows, extension included. CHK-116: the same, counted from the start of
    works because nobody states the first year with capital.

    CHK-115: an extension longer than the law knows. The law is that of the scenario's date, else of the decision date; a project
    whose group or years nobody states is not judged.
    """
    placed = years_placed(case)
    for id, row in case.projects.items():
        day = case.scenario.info.law_date if case.scenario else case.planning_date(id, "decision_date")
        if day is None or case.planning_text(id, "status") in ENDED_STATUS:
            continue
        try:
            yield from _judge(case, id, day, placed.get(id, ()))
        except LawError as error:
            yield no_law(error, cell(row, "end_year", id), id)


def _judge(case: Case, id: str, day: date, placed: Sequence[int]) -> Iterator[Finding]:
    row, span, group = case.projects[id], years_of_capital(case, id, placed), _group(case, id, day)
    extension = case.planning_whole(id, "extension_years") or 0
    total = row.whole("total_investment")
    if case.laws is None or group is None:
        return
    view = case.laws(day)
    longest = max_extension(view, group, total=total, money_unit_size=case.province.info.money_unit.size) if total is not None else None
    if longest is not None and extension > longest:
        stated = case.stated[id, "extension_years"]
        yield finding(
            "CHK-115", cell(stated, "value", id), project=id, group=group, extension=extension, longest=longest,
            **case.basis(day, "capital-years-extension"),
        )
    allowed = years_allowed(view, group, extension) if extension >= 0 else None
    if span and allowed is not None and span[1] - span[0] + 1 > allowed:
        code = "CHK-111" if _first_placed(case, id, placed) is not None else "CHK-116"
        yield finding(
            code, cell(row, "end_year", id), project=id, group=group, first=span[0], last=span[1],
            years=span[1] - span[0] + 1, allowed=allowed, **case.basis(day, "capital-years", group),
        )


def years_of_capital(case: Case, project: str, placed: Sequence[int]) -> tuple[int, int] | None:
    """First and last year with implementation capital, as stated or as the years ``placed`` show; None: not known.

    Where no first year is stated or shown, the start of works stands in for it.
    """
    first = _first_placed(case, project, placed)
    if first is None:
        first = case.projects[project].whole("start_year")
    ends = (case.planning_whole(project, "scheduled_end"), case.projects[project].whole("end_year"))
    end = next((year for year in ends if year is not None), None)
    last = max((*placed, *((end,) if end is not None else ())), default=None)
    return None if first is None or last is None else (first, last)


def _first_placed(case: Case, project: str, placed: Sequence[int]) -> int | None:
    stated = case.planning_whole(project, "first_capital_year")
    return stated if stated is not None else min(placed, default=None)


def years_placed(case: Case) -> dict[str, list[int]]:
    """By project: the years in which annual plan lines and locks place money."""
    placed: dict[str, list[int]] = {}
    for row in case.rows("plan_lines"):
        years = years_of(row.text("period"))
        if row.text("plan") == "annual" and row.whole("amount") and years:
            placed.setdefault(row.text("project"), []).append(years[0])
    for row in case.rows("locks"):
        year = row.whole("year")
        if row.whole("amount") and year is not None:
            placed.setdefault(row.text("project"), []).append(year)
    return placed


def _group(case: Case, project: str, day: date) -> str | None:
    """The group stated, else the one the law gives on the decision date, else on ``day``."""
    return case.planning_text(project, "group") or legal_group(case, project, case.planning_date(project, "decision_date") or day)
