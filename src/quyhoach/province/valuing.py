"""The value of every object on every criterion of a set: a score that was given, or a measure of the province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.criteria import Role
from quyhoach.province.criteria_sets import CriteriaSet, rows_of
from quyhoach.province.measures import Measured, Measures
from quyhoach.province.province import Scenario
from quyhoach.tables.spec import Row

_SIX = Decimal("0.000001")


def valued(
    scenario: Scenario, found: CriteriaSet, objects: tuple[str, ...], measures: Measures,
) -> tuple[dict[tuple[str, str], Measured], tuple[Finding, ...]]:
    """(object, criterion) → its value with its origin, and what was found of them.

    A stated score goes before the measure, since somebody signed it with evidence; where the two differ, RNK-085 names both.
    """
    stated = {(row.text("object"), row.text("criterion")): row for row in rows_of(scenario, "criterion_values", found.id)}
    values: dict[tuple[str, str], Measured] = {}
    told: list[Finding] = []
    for criterion in found.criteria:
        row = found.rows[criterion.id]
        name, part = row.text("measure"), row.text("measure_part")
        for object_id in objects:
            given = _given(stated.get((object_id, criterion.id)), criterion.role)
            measured = measures.measure(name, object_id, part) if name else None
            values[object_id, criterion.id] = value = _chosen(given, measured)
            told += value.found
            told += _contradicted(object_id, found, criterion.id, given, measured)
    return values, tuple(dict.fromkeys(told))


def _chosen(given: Measured | None, measured: Measured | None) -> Measured:
    """The given score where there is one, with the measure's rows beside it; else the measure; else nothing."""
    if given is not None and (given.value is not None or measured is None):
        return given
    return measured if measured is not None else Measured(None)


def _given(row: Row | None, role: Role) -> Measured | None:
    """A row of the table of values; None when there is none, or when it says nothing."""
    if row is None:
        return None
    value = row.decimal("value")
    found: tuple[Finding, ...] = ()
    if role in (Role.GAP, Role.BALANCE) and value is None:
        value, found = _derived(row, role)
    if value is None and not found:
        return None
    return Measured(
        value, (row,), row.text("source"), row.text("as_of"), row.text("assumed"), row.text("scorer"), row.text("evidence"), found,
    )


def _derived(row: Row, role: Role) -> tuple[Decimal | None, tuple[Finding, ...]]:
    """Gap: the part of what is lacking that would be closed, min(added, need − present) / (need − present), 0 where nothing lacks.
    Balance: how far the present level lies below the common one, max(0, 1 − present / need). Both 0–1."""
    need, present, added = (row.decimal(column) for column in ("need", "present", "added"))
    lacking = [n for n, v in (("need", need), ("present", present), *((("added", added),) if role is Role.GAP else ())) if v is None]
    if lacking or need is None or present is None or need <= 0 or present < 0:
        place = Place(row.place.file, row.place.sheet, row.place.row, lacking[0] if lacking else "need", row.text("object"))
        return None, (finding("RNK-084", place, object=row.text("object"), criterion=row.text("criterion"),
                              columns=", ".join(lacking) or "need"),)
    if role is Role.BALANCE:
        return max(Decimal(0), 1 - present / need).quantize(_SIX), ()
    gap = need - present
    return (Decimal(0) if gap <= 0 else (min(added or Decimal(0), gap) / gap).quantize(_SIX)), ()


def _contradicted(
    object_id: str, found: CriteriaSet, criterion: str, given: Measured | None, measured: Measured | None,
) -> Iterator[Finding]:
    if given is None or measured is None or given.value is None or measured.value is None or given.value == measured.value:
        return
    yield finding(
        "RNK-085", given.place, object=object_id, criterion_vi=found.criterion_name(criterion, "vi"),
        criterion_en=found.criterion_name(criterion, "en"), given=given.value, measured=measured.value, source=measured.source or "–",
    )


def assumed_share(values: Mapping[tuple[str, str], Measured]) -> Decimal | None:
    """Of the values that are known, the share that a rule filled; None when none is known."""
    known = [one for one in values.values() if one.value is not None]
    return (Decimal(sum(bool(one.assumed) for one in known)) / len(known)).quantize(Decimal("0.0001")) if known else None
