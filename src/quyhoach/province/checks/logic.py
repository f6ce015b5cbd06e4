"""Rules between projects: precedence without circles, and at least two projects to a rule."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case, cell
from quyhoach.tables.spec import Row

Edges = dict[tuple[str, str], Row]


def no_precedence_cycle(case: Case) -> Iterator[Finding]:
    """CHK-201: projects that wait for each other in a circle, so that none can start."""
    edges: Edges = {
        pair: row
        for row in case.rows("logic") if row.text("kind") == "precedence"
        for pair in pairwise(row.codes("projects"))
    }
    for circle, row in circles(edges):
        yield finding("CHK-201", cell(row, "projects", row.text("rule")), circle=" → ".join(circle))


def no_circular_parent(case: Case) -> Iterator[Finding]:
    """CHK-203: projects or zones that lie in each other."""
    for table, key, parent in (("projects", "project", "part_of"), ("zones", "zone", "parent")):
        edges: Edges = {(row.text(parent), row.text(key)): row for row in case.rows(table) if row.text(parent)}
        for circle, row in circles(edges):
            yield finding("CHK-203", cell(row, parent, row.text(key)), circle=" → ".join(circle))


def enough_projects(case: Case) -> Iterator[Finding]:
    """CHK-202: a rule between projects that names fewer than two different ones."""
    for row in case.rows("logic"):
        if len(set(row.codes("projects"))) < 2:
            yield finding("CHK-202", cell(row, "projects", row.text("rule")), rule=row.text("rule"))


def circles(edges: Edges) -> Iterator[tuple[list[str], Row]]:
    """Each circle with the last of its rows in the table, which is then set aside; the rows left over form no circle."""
    left = dict(edges)
    while circle := _one_cycle(left):
        pairs = set(pairwise(circle))
        closing = [pair for pair in left if pair in pairs][-1]
        yield circle, left.pop(closing)


def _one_cycle(edges: Edges) -> list[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for before, after in edges:
        sorter.add(after, before)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
