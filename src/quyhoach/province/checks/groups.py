"""The group of a project (national, A, B, C) against its total, by the law on the day it was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from quyhoach.capital.rules import group_of
from quyhoach.findings import Finding, finding
from quyhoach.law import LawError, LawView, parameter_named
from quyhoach.province.checks.case import ENDED_STATUS, Case, cell, no_law, number


def group_fits_total(case: Case) -> Iterator[Finding]:
    """CHK-101: the group stated is not the one the law gives for tier and total on the decision date.

    CHK-103: the group is stated, and the decision date that would tell which law to ask is not. CHK-104: no law on file for
    that day.
    """
    for id, row in case.projects.items():
        stated, day = case.planning_text(id, "group"), case.planning_date(id, "decision_date")
        if not stated or _total(case, id) is None or not case.planning_text(id, "tier"):
            continue
        if day is None:
            yield finding("CHK-103", cell(row, "decision_date", id), project=id, group=stated)
            continue
        try:
            lawful = legal_group(case, id, day)
        except LawError as error:
            yield no_law(error, cell(row, "decision_date", id), id)
            continue
        if lawful is not None and lawful != stated:
            yield finding(
                "CHK-101", cell(row, "group", id), project=id, stated=stated, lawful=lawful, total=number(_total(case, id) or 0),
                day=f"{day:%d/%m/%Y}", **_basis(case, id, lawful, day),
            )


def group_changes_later(case: Case) -> Iterator[Finding]:
    """CHK-102: a later law puts a project that is not over into another group than the law it was decided under."""
    for id, row in case.projects.items():
        day = case.planning_date(id, "decision_date")
        if day is None or case.planning_text(id, "status") in ENDED_STATUS:
            continue
        try:
            now = legal_group(case, id, day)
        except LawError:
            continue
        for later in _later_laws(day):
            then = legal_group(case, id, later)
            if now is not None and then is not None and then != now:
                yield finding(
                    "CHK-102", cell(row, "group", id), project=id, before=now, after=then, day=f"{day:%d/%m/%Y}",
                    later=f"{later:%d/%m/%Y}", **_basis(case, id, then, later),
                )
                now = then


def legal_group(case: Case, project: str, day: date) -> str | None:
    """The group the law of ``day`` gives; None when tier or total is not stated, or no law is on file. Raises LawError."""
    if case.laws is None:
        return None
    view: LawView = case.laws(day)
    return group_of(
        view, tier=case.planning_text(project, "tier") or None, total=_total(case, project),
        money_unit_size=case.province.info.money_unit.size, public_total=case.planning_whole(project, "public_total"),
    )


def _total(case: Case, project: str) -> int | None:
    return case.projects[project].whole("total_investment")


def _later_laws(day: date) -> list[date]:
    """Days after ``day`` on which a threshold begins to hold."""
    names = ("group-thresholds", "national-threshold")
    return sorted({value.valid_from for name in names for value in parameter_named(name).values if value.valid_from > day})


def _basis(case: Case, project: str, group: str, day: date) -> dict[str, str]:
    if group == "national":
        return case.basis(day, "national-threshold")
    return case.basis(day, "group-thresholds", case.planning_text(project, "tier"))
