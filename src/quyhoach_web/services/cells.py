"""A value of a table as JSON and back, by the kind of its column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from quyhoach.findings import Place
from quyhoach.tables.spec import Kind, Row, TableSpec, Value

_OTHERWISE = frozenset({Kind.DECIMAL, Kind.SHARE, Kind.DATE, Kind.CODES})
"""Kinds whose values JSON does not hold as they are."""
_NOWHERE = Place()


def to_json(row: Row) -> dict[str, Any]:
    """The row's values, empty ones left out."""
    return {name: _plain(value) for name, value in row.values.items() if value is not None and value != ()}


def _plain(value: Value) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f") if value == value.to_integral_value() or abs(value.as_tuple().exponent) < 30 else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def from_json(values: Mapping[str, Any], spec: TableSpec, place: Mapping[str, Any] | None = None) -> Row:
    """The row that ``to_json`` came from."""
    row: dict[str, Value] = dict.fromkeys([column.name for column in spec.columns])
    for column in spec.columns:
        stored = values.get(column.name)
        if stored is not None:
            row[column.name] = _value(stored, column.kind) if column.kind in _OTHERWISE else stored
    return Row(row, Place(**place) if place else _NOWHERE)


def place_json(place: Place) -> dict[str, Any]:
    """Where a row was read from, as ``from_json`` takes it; what is not known is left out."""
    return {part: getattr(place, part) for part in ("file", "sheet", "row") if getattr(place, part)}


def _value(stored: Any, kind: Kind) -> Value:
    if kind in (Kind.DECIMAL, Kind.SHARE):
        return Decimal(str(stored))
    if kind is Kind.DATE:
        return date.fromisoformat(stored)
    return tuple(stored) if kind is Kind.CODES else stored
