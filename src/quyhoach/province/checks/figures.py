"""Figures side by side: different answers to one question, and amounts too large to be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from quyhoach.dates import format_as_of
from quyhoach.findings import Finding, finding
from quyhoach.money import LARGEST_EXACT, format_number
from quyhoach.province.checks.case import Case, cell
from quyhoach.province.contradictions import competing
from quyhoach.tables.spec import Kind

_CODES = {"plan": "CHK-211", "project_cost": "CHK-212"}


def competing_figures(case: Case) -> Iterator[Finding]:
    """CHK-211: plan totals, CHK-212: totals of a project, that differ for one question. They are kept, never added."""
    for question in competing(case.province):
        figures = "; ".join(
            f"{format_number(figure.amount)} ({', '.join(filter(None, (figure.scope, format_as_of(figure.as_of)))) or figure.id})"
            for figure in question.figures
        )
        place = question.figures[0].place
        yield finding(
            _CODES[question.kind], place.__class__(place.file, place.sheet, place.row, "", question.subject),
            subject=question.subject, period=question.period, count=len(question.figures), figures=figures,
        )


def totals_are_exact(case: Case) -> Iterator[Finding]:
    """CHK-213: a column of money that adds up to so much that neighbouring amounts can no longer be told apart."""
    for name, table in case.tables.items():
        for column in table.spec.columns:
            if column.kind is not Kind.MONEY:
                continue
            total = sum(abs(row.whole(column.name) or 0) for row in table.rows)
            if total >= LARGEST_EXACT:
                yield finding(
                    "CHK-213", cell(table.rows[0], column.name), table=name, total=total, limit=LARGEST_EXACT,
                )
