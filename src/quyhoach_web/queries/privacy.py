"""Private tables and columns: what a reader without the right to them is given instead, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import PurePath

from quyhoach.findings import Finding
from quyhoach.province.province import Province
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables.spec import Table, TableSpec

_SPECS = {**FACTS, **SCENARIO}
PRIVATE_TABLES = frozenset(name for name, spec in _SPECS.items() if spec.private)


@cache
def private_columns(table: str) -> frozenset[str]:
    """The private columns of a table that is not private as a whole."""
    spec = _SPECS.get(table)
    return frozenset(column.name for column in spec.columns if column.private) if spec else frozenset()


@cache
def _without(table: str) -> TableSpec:
    spec, hidden = _SPECS[table], private_columns(table)
    return replace(spec, columns=tuple(column for column in spec.columns if column.name not in hidden)) if hidden else spec


def open_spec(spec: TableSpec, reader: bool) -> TableSpec:
    """The columns this person may read; ``reader``: of private ones too. Of a private table the caller shows nobody else a row."""
    return spec if reader else _without(spec.name)


def open_province(province: Province) -> Province:
    """The province with private tables empty and private cells blank."""
    facts = {name: _emptied(table) for name, table in province.facts.items()}
    scenarios = {name: replace(one, tables={key: _emptied(table) for key, table in one.tables.items()})
                 for name, one in province.scenarios.items()}
    return replace(province, facts=facts, scenarios=scenarios)


def _emptied(table: Table) -> Table:
    hidden = private_columns(table.spec.name)
    if table.spec.private:
        return Table(table.spec)
    if not hidden:
        return table
    return Table(table.spec, tuple(replace(row, values={**row.values, **dict.fromkeys(hidden)}) for row in table.rows))


def open_findings(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that stand in no private table and no private cell."""
    return tuple(one for one in found if not _is_private(one))


def _is_private(one: Finding) -> bool:
    spec = _table_of(one)
    if spec is None:
        return False
    hidden = {column.name for column in spec.columns if column.private}
    headers = {word for column in spec.columns if column.private for word in (column.header_vi, column.header_en)}
    return spec.private or one.where.column in hidden | headers


def _table_of(one: Finding) -> TableSpec | None:
    """The table a finding stands in, by file or by sheet."""
    names = {PurePath(one.where.file).stem, one.where.sheet}
    return next((spec for spec in _SPECS.values() if names & {spec.name, spec.sheet_name("vi"), spec.sheet_name("en")}), None)
