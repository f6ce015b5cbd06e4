"""Agencies and communes that have ended, and who took over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import ENDED_STATUS, Case, cell
from quyhoach.tables.spec import Row


def agency_exists(case: Case) -> Iterator[Finding]:
    """CHK-141: a project that is not over stands under an agency that has ended; its successors are named.

    The day is the scenario's ``as_of``; without a scenario an agency with a last day counts as ended.
    """
    agencies = {row.text("agency"): row for row in case.rows("agencies")}
    for id, row in _running(case):
        agency = agencies.get(row.text("agency"))
        if agency is None or not _has_ended(agency.text("valid_to"), _day(case)):
            continue
        heirs = [f"{code} {agencies[code].text('name_vi')}" if code in agencies else code for code in agency.codes("successors")]
        yield finding(
            "CHK-141", cell(row, "agency", id), project=id, agency=f"{agency.text('agency')} {agency.text('name_vi')}",
            ended="/".join(reversed(agency.text("valid_to").split("-"))), successors="; ".join(heirs) or "–",
        )


def communes_exist(case: Case) -> Iterator[Finding]:
    """CHK-142: a project that is not over lies in a commune that has ended; the row keeps it, the new ones are named.

    CHK-144: a code that an ended commune and another one of today, not its successor, both carry.
    """
    for id, row in _running(case):
        for code in row.codes("units"):
            found = case.register.by_code(code)
            day = _day(case) or max((unit.valid_from for unit in case.register.units if unit.valid_from), default=None)
            if found.unit is None or day is None or found.unit.existed(day):
                continue
            heirs = case.register.successors(found.unit, day)
            yield finding(
                "CHK-142", cell(row, "units", id), project=id, unit=f"{code} {found.unit.name}",
                ended=f"{found.unit.valid_to:%d/%m/%Y}" if found.unit.valid_to else "–",
                successors="; ".join(f"{heir.id} {heir.name}" for heir in heirs) or "–",
            )
            others = [unit for unit in found.candidates if unit.code == code and unit not in (found.unit, *heirs) and unit.existed(day)]
            if others:
                yield finding(
                    "CHK-144", cell(row, "units", id), project=id, unit_code=code, taken=found.unit.name,
                    others="; ".join(f"{unit.id} {unit.name}" for unit in others),
                )


def disputed_codes(case: Case) -> Iterator[Finding]:
    """PLA-004: a unit whose code sources do not agree on."""
    for row in case.rows("units"):
        for found in case.register.by_code(row.text("unit")).findings:
            yield replace(found, where=cell(row, "disputed_code", row.text("unit")))


def _running(case: Case) -> Iterator[tuple[str, Row]]:
    return ((id, row) for id, row in case.projects.items() if case.planning_text(id, "status") not in ENDED_STATUS)


def _day(case: Case) -> date | None:
    return case.scenario.info.as_of if case.scenario else None


def _has_ended(last: str, day: date | None) -> bool:
    """True when a day lies after ``last``, a date as precise as known: 2025 has ended on 1/1/2026."""
    return bool(last) and (day is None or day.isoformat()[:len(last)] > last)
