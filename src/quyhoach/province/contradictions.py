"""Competing figures: answers to one question that differ. They stand side by side, never added and never overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quyhoach.findings import Place
from quyhoach.province.province import Province
from quyhoach.tables.spec import Row


@dataclass(frozen=True, slots=True)
class Figure:
    """One answer. ``amount``: whole money units of the province; ``scope``: what it covers; ``as_of``: when it was so."""

    id: str
    amount: int
    name: str
    scope: str
    as_of: str
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A question with more than one answer.

    ``kind``: plan (of a quantity and a period) or project_cost; ``subject``: quantity or project code; ``figures``: every
    answer in file order, at least two of them different.
    """

    kind: str
    subject: str
    period: str
    figures: tuple[Figure, ...]


def competing(province: Province) -> tuple[Contradiction, ...]:
    """All questions of the facts that are answered differently: plan totals first, then totals of projects, in file order."""
    questions: dict[tuple[str, str, str], list[Figure]] = {}
    for kind, subject, period, figure in (*_plans(province), *_project_costs(province)):
        questions.setdefault((kind, subject, period), []).append(figure)
    return tuple(
        Contradiction(*question, tuple(figures))
        for question, figures in questions.items() if len({figure.amount for figure in figures}) > 1
    )


def _plans(province: Province) -> Iterator[tuple[str, str, str, Figure]]:
    for row in province.facts["capital_history"].rows:
        amount, quantity = row.whole("plan"), row.text("quantity")
        if amount is not None and quantity:
            as_of = row.text("snapshot_date") or row.text("as_of")
            yield "plan", quantity, row.text("period"), _figure(row, "figure", amount, row.text("name_vi"), as_of)


def _project_costs(province: Province) -> Iterator[tuple[str, str, str, Figure]]:
    """Versions of a project's total; the total in the project list is one more, unless a version already says it."""
    versions = province.facts["project_costs"].rows
    said = {(row.text("project"), row.whole("amount")) for row in versions}
    for row in province.facts["projects"].rows:
        amount = row.whole("total_investment")
        if amount is not None and (row.text("project"), amount) not in said:
            yield "project_cost", row.text("project"), "", _figure(row, "project", amount, row.text("name_vi"), row.text("as_of"))
    names = {row.text("project"): row.text("name_vi") for row in province.facts["projects"].rows}
    for row in versions:
        amount = row.whole("amount")
        if amount is not None:
            name = names.get(row.text("project"), "")
            yield "project_cost", row.text("project"), "", _figure(row, "version", amount, name, row.text("as_of"))


def _figure(row: Row, id_column: str, amount: int, name: str, as_of: str) -> Figure:
    scope = row.text("scope") if "scope" in row.values else ""
    return Figure(row.text(id_column), amount, name, scope, as_of, row.text("source"), row.place)
