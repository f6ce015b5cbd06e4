"""The spec of a table: one description from which reading, blank templates, findings and the reference page all follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from quyhoach.findings import Place

Value = str | int | Decimal | date | bool | tuple[str, ...] | None
"""What a cell may hold after reading."""


class Kind(StrEnum):
    """What a cell holds, and the Python type of its value (None when empty)."""

    TEXT = "text"        # str
    CODE = "code"        # str, no spaces, compared exactly
    CODES = "codes"      # tuple[str, ...], separated by ";"
    CHOICE = "choice"    # str, one of ``choices``; printed labels of both languages are understood
    WHOLE = "whole"      # int
    MONEY = "money"      # int, whole units of the province's stated unit, never negative unless ``signed``
    DECIMAL = "decimal"  # Decimal
    SHARE = "share"      # Decimal 0–1; "40%" and "40 %" are understood, a bare number above 1 is a finding
    YEAR = "year"        # int, 1900 < year < 2200
    DATE = "date"        # datetime.date
    AS_OF = "as_of"      # str: YYYY, YYYY-MM or YYYY-MM-DD
    FLAG = "flag"        # bool; "có"/"x"/"1"/"yes" and "không"/"0"/"no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``required_if`` is (column, values): required when that column holds one of the values."""

    name: str
    kind: Kind
    header_vi: str
    header_en: str
    required: bool = False
    required_if: tuple[str, tuple[str, ...]] | None = None
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)  # code → (vi, en)
    refers_to: str = ""          # "table" whose key this must be; checked by province/checks, not by the reader
    signed: bool = False         # MONEY, WHOLE, DECIMAL: a negative value is allowed
    unit: str = ""               # printed unit: "ha", "km", "năm"; MONEY takes the province's
    aliases: tuple[str, ...] = ()  # other headers officials print for it
    example: str = ""
    help_vi: str = ""
    help_en: str = ""
    private: bool = False        # shown by role only, never on a public page or to the other side


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table. ``key`` names the columns that identify a row; a row with a known key again is a finding."""

    name: str
    title_vi: str
    title_en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    purpose_vi: str = ""
    purpose_en: str = ""
    private: bool = False
    """The whole table is read by role only."""

    def sheet_name(self, lang: str = "vi") -> str:
        """The printed title as the name of a sheet: what Excel forbids left out, at most 31 characters."""
        title = self.title_vi if lang == "vi" else self.title_en
        return "".join(letter for letter in title if letter not in "[]:*?/\\").strip("' ")[:31].strip("' ")

    def column(self, name: str) -> Column:
        """The column of that identifier. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: every column of the spec has a value or None. Two rows are equal when their values are."""

    values: Mapping[str, Value] = field(hash=False)
    place: Place = field(default=Place(), compare=False)

    def __getitem__(self, column: str) -> Value:
        return self.values[column]

    def text(self, column: str) -> str:
        """The value as text, "" when missing."""
        value = self.values[column]
        return "" if value is None else str(value)

    def whole(self, column: str) -> int | None:
        """An integer value (WHOLE, MONEY, YEAR) or None when missing."""
        value = self.values[column]
        return value if isinstance(value, int) else None

    def decimal(self, column: str) -> Decimal | None:
        """A DECIMAL or SHARE value or None when missing."""
        value = self.values[column]
        return value if isinstance(value, Decimal) else None

    def date(self, column: str) -> date | None:
        """A DATE value or None when missing."""
        value = self.values[column]
        return value if isinstance(value, date) else None

    def codes(self, column: str) -> tuple[str, ...]:
        """A CODES value; () when missing."""
        value = self.values[column]
        return value if isinstance(value, tuple) else ()

    def flag(self, column: str) -> bool:
        """A FLAG value; False when missing."""
        return self.values[column] is True


@dataclass(frozen=True, slots=True)
class Table:
    """A spec with its rows, in file order."""

    spec: TableSpec
    rows: tuple[Row, ...] = ()

    def by_key(self) -> dict[str, Row]:
        """Rows by key; several key columns are joined with "/"."""
        return {"/".join(row.text(name) for name in self.spec.key): row for row in self.rows}
