"""Missing figures that keep a project out of the plan: which column of which table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import ENDED_STATUS, PLANNED_OWNERSHIP, Case, cell, planning_column
from quyhoach.province.specs.projects import PROJECTS
from quyhoach.province.specs.scenario import PROJECT_FIELDS
from quyhoach.tables.cells import read_cell
from quyhoach.tables.spec import Row

NEEDED = ("status", "public_total", "score", "duration")
"""What a project must have before it can be planned, besides what was paid if it has begun. The project list or the scenario's
``project_values`` may say it."""


def figures_to_plan_with(case: Case) -> Iterator[Finding]:
    """CHK-171: figures the plan needs and nobody states, at the first of them; CHK-172: a project with no source it may draw on.

    Asked with a scenario only, of projects whose public part the province funds and that are not over.
    """
    if case.scenario is None:
        return
    funded = {row.text("project") for row in case.rows("funding")}
    for id, row in case.projects.items():
        if not _to_plan(case, row):
            continue
        needed = (*NEEDED, "disbursed") if case.planning_text(id, "status") == "transition" else NEEDED
        lacking = [field for field in needed if case.planning(id, field) is None]
        if lacking:
            names = [_names(field) for field in lacking]
            yield finding(
                "CHK-171", cell(row, lacking[0], id), project=id, names_vi=", ".join(name["name_vi"] for name in names),
                names_en=", ".join(name["name_en"] for name in names),
                columns="; ".join(f"{name['field']} ({name['tables']})" for name in names),
            )
        if id not in funded:
            yield finding("CHK-172", cell(row, "", id), project=id)


def values_understood(case: Case) -> Iterator[Finding]:
    """CHK-173: a planning value that is not what its field holds, and so was not used."""
    for row in case.rows("project_values"):
        field, value = row.text("field"), row.text("value")
        if read_cell(value, planning_column(field)).value is None:
            yield finding("CHK-173", cell(row, "value", row.text("project")), project=row.text("project"), value=value, **_names(field))


def some_projects(case: Case) -> Iterator[Finding]:
    """CHK-231: a province with no project at all."""
    if not case.projects:
        yield finding("CHK-231")


def _to_plan(case: Case, row: Row) -> bool:
    status = case.planning_text(row.text("project"), "status")
    if not case.listed(row.text("project")):
        return False
    return row.text("ownership") in PLANNED_OWNERSHIP and not row.text("part_of") and status not in ENDED_STATUS


@cache
def _names(field: str) -> dict[str, str]:
    """The printed names of a figure, and the tables it may stand in."""
    vi, en = PROJECT_FIELDS[field]
    tables = "projects, project_values" if field in (column.name for column in PROJECTS.columns) else "project_values"
    return {"field": field, "name_vi": vi, "name_en": en, "tables": tables}
