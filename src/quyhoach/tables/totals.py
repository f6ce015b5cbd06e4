"""Total rows held against the rows that were read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from quyhoach.findings import Finding
from quyhoach.tables.cells import printed, read_cell
from quyhoach.tables.header import Header
from quyhoach.tables.origin import Origin
from quyhoach.tables.raw import RawRow
from quyhoach.tables.spec import Column, Kind, Row


@dataclass(frozen=True, slots=True)
class Total:
    """A total row, and how many data rows stand above it."""

    raw: RawRow
    above: int


def unclosed_totals(
    totals: Sequence[Total], rows: Sequence[Row], breaks: Sequence[int], left_out: int, header: Header, origin: Origin,
) -> Iterator[Finding]:
    """A finding for every money figure of a total row that is not the sum of its rows, with both figures.

    ``breaks`` count the data rows above each section title. The only total of a sheet must be the sum of all rows; one of
    several may also sum the rows from a section's start down to it, or from it down to the next section or total.
    """
    edges = sorted({0, len(rows), *breaks, *(total.above for total in totals)})
    for total in totals:
        for place, column in header.columns.items():
            if column.kind is not Kind.MONEY or place not in header.scales:
                continue
            amount = read_cell(total.raw.cell(place), _signed(column), header.scales[place]).value
            if not isinstance(amount, int):
                continue
            sums = _sums(rows, column.name, total.above, edges, len(totals) == 1 and not breaks)
            if amount not in sums:
                figures = {"total": amount, "sum": sums[0], "difference": amount - sums[0], "left_out": left_out}
                amounts = {name: Decimal(number) for name, number in figures.items()}
                yield origin.finding("TAB-042", total.raw.number, header.printed[place], label=_label(total.raw), **amounts)


def _signed(column: Column) -> Column:
    return Column(column.name, column.kind, column.header_vi, column.header_en, signed=True)


def _sums(rows: Sequence[Row], name: str, above: int, edges: Sequence[int], only: bool) -> list[int]:
    """The sum of all rows first, then what the total may also mean."""
    running = [0, *accumulate(row.whole(name) or 0 for row in rows)]
    sums = [running[-1]]
    if not only:
        sums += [running[above] - running[edge] for edge in edges if edge < above]
        sums += [running[edge] - running[above] for edge in edges if edge > above]
    return sums


def _label(raw: RawRow) -> str:
    return next((printed(cell) for cell in raw.cells if isinstance(cell, str)), "")
