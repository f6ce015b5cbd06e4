"""Codes of an upload that name nothing, asked of the library's own rules on the province as it would stand after accepting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quyhoach.findings import Finding, Place, Severity
from quyhoach.province.checks import endings, references
from quyhoach.province.checks.case import Case, Rule
from quyhoach.province.province import Province
from quyhoach.tables.spec import Row, Table
from quyhoach_web.queries.data import specs_of
from quyhoach_web.services import provinces
from quyhoach_web.services.cells import from_json

Change = dict[str, Any]
Told = tuple[Change | None, Finding]

RULES: tuple[Rule, ...] = (
    references.known_codes, references.tables_referred_to, references.known_rules, endings.agency_exists, endings.communes_exist)
_OURS = "\0upload"
"""The file that rows of the upload say they come from while the rules are asked; the row is the change's number."""


def dangling(layer: str, changes: Sequence[Change], columns: Mapping[str, Mapping[str, str]], file: str) -> list[Told]:
    """What the rules say of cells that are new or changed: each change with its finding, None for a whole table.

    A row may name another row of the same upload, but not one that is itself kept out: asked again until nothing more falls.
    """
    moving = {number: change for number, change in enumerate(changes, 1) if change["kind"] in ("new", "changed")}
    told: list[Told] = []
    while moving:
        found = _asked(layer, moving)
        fallen = {one.where.row for one in found if one.where.row and one.severity is Severity.ERROR}
        last = not fallen
        told += [(moving.get(one.where.row), _placed(one, moving, columns, file)) for one in found if last or one.where.row in fallen]
        if last:
            return told
        moving = {number: change for number, change in moving.items() if number not in fallen}
    return told


def _asked(layer: str, moving: Mapping[int, Change]) -> list[Finding]:
    case = _after(provinces.current(), layer, moving)
    referred = {(column.refers_to, change["table"]) for change in moving.values() for column in specs_of(layer)[change["table"]].columns
                if column.refers_to and column.name in _touched(change)}
    return [one for rule in RULES for one in rule(case) if _concerns(one, moving, referred)]


def _concerns(one: Finding, moving: Mapping[int, Change], referred: Iterable[tuple[str, str]]) -> bool:
    if one.code == "CHK-183":
        return any(target == one.where.object_id for target, _ in referred)
    return one.where.file == _OURS and one.where.column in _touched(moving[one.where.row])


def _touched(change: Change) -> set[str]:
    """The columns whose value the row brings: what stood before is not this file's."""
    before = change.get("before") or {}
    return {name for name, value in change["after"].items() if value != before.get(name)}


def _after(province: Province, layer: str, moving: Mapping[int, Change]) -> Case:
    """The province with the upload's rows in place. A table that nobody refers to holds the upload's rows alone."""
    rows: dict[str, dict[str, Row]] = {}
    for number, change in moving.items():
        row = from_json(change["after"], specs_of(layer)[change["table"]])
        rows.setdefault(change["table"], {})[change["key"]] = replace(row, place=Place(file=_OURS, row=number))
    scenario = None if layer == "facts" else province.scenarios.get(layer)
    tables = {**province.facts, **(scenario.tables if scenario else {})}
    referred = {column.refers_to for table in tables.values() for column in table.spec.columns} | {"project_values"}
    facts = {name: _with(table, rows.get(name, {}) if layer == "facts" else {}, name in referred) for name, table in province.facts.items()}
    if scenario is not None:
        scenario = replace(scenario, tables={name: _with(table, rows.get(name, {}), name in referred)
                                             for name, table in scenario.tables.items()})
    return Case(replace(province, facts=facts), scenario, None)


def _with(table: Table, rows: Mapping[str, Row], whole: bool) -> Table:
    return Table(table.spec, tuple(({**table.by_key(), **rows} if whole else rows).values())) if rows or not whole else table


def _placed(one: Finding, moving: Mapping[int, Change], columns: Mapping[str, Mapping[str, str]], file: str) -> Finding:
    """The finding at the cell of the file, under the header the file prints."""
    if not one.where.row:
        return replace(one, where=Place(file=file))
    change = moving[one.where.row]
    printed = columns.get(change["table"], {}).get(one.where.column, one.where.column)
    where = Place(file, change.get("sheet", ""), change.get("row") or 0, printed, one.where.object_id)
    return replace(one, where=where)
