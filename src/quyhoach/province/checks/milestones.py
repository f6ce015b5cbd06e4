"""Milestones of projects: their order, and dates that are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case, cell
from quyhoach.province.specs.editions import MILESTONE
from quyhoach.tables.spec import Row

_ORDER = (
    ("design_start", "design_complete"), ("construction_start", "construction_complete"), ("construction_complete", "closeout"),
)


def construction_after_design(case: Case) -> Iterator[Finding]:
    """CHK-251: construction that begins before its design is complete. The actual day counts, else the projected one."""
    for project, days in _by_project(case).items():
        begin, end = days.get("construction_start"), days.get("design_complete")
        if begin and end and begin[0] < end[0]:
            yield finding("CHK-251", cell(begin[1], "projected", project), project=project, begin=_printed(begin[0]), end=_printed(end[0]))


def milestones_in_order(case: Case) -> Iterator[Finding]:
    """CHK-252: a milestone before the one it follows, construction and design aside."""
    for project, days in _by_project(case).items():
        for before, after in _ORDER:
            first, then = days.get(before), days.get(after)
            if first and then and then[0] < first[0]:
                (first_vi, first_en), (then_vi, then_en) = MILESTONE[before], MILESTONE[after]
                yield finding(
                    "CHK-252", cell(then[1], "projected", project), project=project, first_vi=first_vi, first_en=first_en,
                    then_vi=then_vi, then_en=then_en, first=_printed(first[0]), then=_printed(then[0]),
                )


def milestone_dates_read(case: Case) -> Iterator[Finding]:
    """CHK-253: what stands for a date and is none; the milestone is treated as undated."""
    for row in case.rows("milestones"):
        for column in ("projected_printed", "actual_printed"):
            if row.text(column):
                vi, en = MILESTONE[row.text("milestone")]
                yield finding(
                    "CHK-253", cell(row, column, row.text("project")), project=row.text("project"), milestone_vi=vi, milestone_en=en,
                    value=row.text(column),
                )


def actual_dates_are_past(case: Case) -> Iterator[Finding]:
    """CHK-254: an actual date after the day up to which the scenario knows anything."""
    if case.scenario is None:
        return
    known = case.scenario.info.as_of
    for row in case.rows("milestones"):
        day = row.date("actual")
        if day and day > known:
            vi, en = MILESTONE[row.text("milestone")]
            yield finding(
                "CHK-254", cell(row, "actual", row.text("project")), project=row.text("project"), milestone_vi=vi, milestone_en=en,
                day=_printed(day), known=_printed(known),
            )


def _by_project(case: Case) -> dict[str, dict[str, tuple[date, Row]]]:
    """The day of each milestone, with its row, by project."""
    found: dict[str, dict[str, tuple[date, Row]]] = {}
    for row in case.rows("milestones"):
        day = row.date("actual") or row.date("projected")
        if day is not None:
            found.setdefault(row.text("project"), {})[row.text("milestone")] = (day, row)
    return found


def _printed(day: date) -> str:
    return f"{day:%d/%m/%Y}"
