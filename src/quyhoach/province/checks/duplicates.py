"""One work entered twice: under two codes, or inside another project and beside it."""

from __future__ import annotations

from collections.abc import Iterator

from quyhoach.findings import Finding, finding
from quyhoach.places.names import spell_name
from quyhoach.province.checks.case import Case, cell
from quyhoach.tables.spec import Row


def projects_named_once(case: Case) -> Iterator[Finding]:
    """CHK-191: two projects of one name, neither inside the other, in the same zone or with no zone to tell them apart."""
    seen: dict[tuple[str, str], Row] = {}
    for row in case.rows("projects"):
        key = (spell_name(row.text("name_vi")), row.text("zone"))
        first = seen.setdefault(key, row)
        related = {first.text("project"), first.text("part_of")} & {row.text("project"), row.text("part_of")} - {""}
        if first is not row and not related:
            yield finding(
                "CHK-191", cell(row, "name_vi", row.text("project")), project=row.text("project"), other=first.text("project"),
                name=row.text("name_vi"),
            )


def parts_not_funded_twice(case: Case) -> Iterator[Finding]:
    """CHK-192: a part of another project that draws money of its own; said once a part and table."""
    parts = {id: row.text("part_of") for id, row in case.projects.items() if row.text("part_of")}
    for table in ("funding", "medium_term", "locks"):
        said: set[str] = set()
        for row in case.rows(table):
            project = row.text("project")
            if project in parts and project not in said:
                said.add(project)
                yield finding("CHK-192", cell(row, "project", project), project=project, whole=parts[project], table=table)
