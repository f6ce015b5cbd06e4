"""What a sheet holds before it is understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell with no usable value: ``error`` is what Excel prints (``#REF!``), "" for a formula that was never computed."""

    error: str


Raw = str | int | float | bool | date | Fault | None
"""A cell as it stands; text is not cleaned yet, a number from a workbook is a float, None is empty."""

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, each (row from 1, column from 0)."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row that is not empty; ``number`` is counted from 1 as a person sees it."""

    number: int
    cells: tuple[Raw, ...]

    def cell(self, index: int) -> Raw:
        """The cell in that column (from 0); None beyond the row's end."""
        return self.cells[index] if index < len(self.cells) else None

    def filled(self) -> list[int]:
        """The columns that hold something."""
        return [index for index, cell in enumerate(self.cells) if cell is not None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``name`` is "" in a CSV file; ``rows`` leaves out empty rows."""

    name: str
    rows: tuple[RawRow, ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False


def raw_rows(lines: Iterable[Iterable[object]], faults: Mapping[tuple[int, int], Fault] | None = None) -> tuple[RawRow, ...]:
    """Rows that hold something, numbered from 1; ``faults`` by (row, column) stand in for what the reader gave as empty."""
    marked: dict[int, dict[int, Fault]] = {}
    for (row, column), fault in (faults or {}).items():
        marked.setdefault(row, {})[column] = fault
    rows = []
    for number, line in enumerate(lines, 1):
        if number in marked or any(cell != "" for cell in line):
            cells = _with_faults([_raw(cell) for cell in line], marked.pop(number, {}))
            if any(cell is not None for cell in cells):
                rows.append(RawRow(number, cells))
    below = (RawRow(number, _with_faults([], marked[number])) for number in sorted(marked))  # the reader stops at the last value
    return (*rows, *below)


def _with_faults(cells: list[Raw], faults: Mapping[int, Fault]) -> tuple[Raw, ...]:
    for column, fault in faults.items():
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = fault
    return tuple(cells)


def _raw(cell: object) -> Raw:
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, (bool, int, float, date)):
        return cell
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return None
