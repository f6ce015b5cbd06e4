"""A sheet's XML surveyed before it is opened: how far its cells reach, which formulas were never computed, which cells err.

The reader that opens the sheet keeps a place for every cell between the first and the last filled one, and gives an error
cell as an empty one. So one stray cell in the last corner would cost gigabytes, and ``#REF!`` would pass as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from quyhoach.tables.raw import Fault

LARGEST_GAP_ROWS, LARGEST_GAP_COLUMNS = 10_000, 200
"""Cells beyond an empty gap this wide are strays: cut off, with a finding, when the sheet would be too large with them."""

_PREFIX = rb"(?:[^\s<>/:\"'=]++:)?"
_ATTRIBUTES = rb"((?>[^<>\"'/]++|\"[^\"]*+\"|'[^']*+'|/(?!>))*+)"
_CELL = re.compile(rb"<" + _PREFIX + rb"c(?=[\s>])" + _ATTRIBUTES + rb">(.*?)</" + _PREFIX + rb"c\s*>", re.DOTALL)
_ADDRESS = re.compile(rb"(?:^|\s)r\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_ANY_ADDRESS = re.compile(rb"(?:^|\s)r\s*=")
_TYPE = re.compile(rb"(?:^|\s)t\s*=\s*[\"'](\w*)[\"']")
_FORMULA = re.compile(rb"<" + _PREFIX + rb"f[\s/>]")
_RESULT = re.compile(rb"<" + _PREFIX + rb"v(?:\s[^>]*)?>([^<]+)<")
_STRING = re.compile(rb"<" + _PREFIX + rb"si[\s/>]")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Survey:
    """``xml`` without stray cells; ``grid`` is how many cells its filled rectangle spans, ``text_bytes`` how much text its
    cells repeat; ``faults`` by (row from 1, column from 0); ``beyond`` is the first cell cut off, "" when none was."""

    xml: bytes
    grid: int = 0
    text_bytes: int = 0
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    beyond: str = ""
    beyond_row: int = 0


@dataclass(slots=True)
class _Cells:
    """Filled cells in the order of the file: where they stand in the grid, and in the bytes."""

    places: list[tuple[int, int]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    text_bytes: int = 0


def string_sizes(xml: bytes) -> list[int]:
    """Bytes of each shared string, by its number."""
    starts = [match.start() for match in _STRING.finditer(xml)]
    return [after - before for before, after in pairwise([*starts, len(xml)])]


def survey(xml: bytes, sizes: Sequence[int], largest_grid: int) -> Survey:
    """Survey one sheet; ``sizes`` are the shared strings' bytes. Strays are cut only when the grid is over ``largest_grid``."""
    cells = _filled_cells(xml, sizes)
    grid = _grid(cells.places)
    if grid <= largest_grid:
        return Survey(xml, grid, cells.text_bytes, cells.faults)
    last_row = _before_gap((row for row, _ in cells.places), LARGEST_GAP_ROWS)
    last_column = _before_gap((column for _, column in cells.places), LARGEST_GAP_COLUMNS)
    strays = [i for i, (row, column) in enumerate(cells.places) if row > last_row or column > last_column]
    kept = [place for place in cells.places if place[0] <= last_row and place[1] <= last_column]
    row, column = cells.places[strays[0]] if strays else (0, 0)
    return Survey(
        _without(xml, [cells.spans[i] for i in strays]), _grid(kept), cells.text_bytes,
        {place: fault for place, fault in cells.faults.items() if place[0] <= last_row and place[1] <= last_column},
        f"{_letters(column)}{row}" if strays else "", row,
    )


def _filled_cells(xml: bytes, sizes: Sequence[int]) -> _Cells:
    cells = _Cells()
    for match in _CELL.finditer(xml):
        attributes, body = match.groups()
        address = _ADDRESS.search(attributes)
        if address:
            place = min(int(address[2]), _LAST_ROW), min(_column(address[1]), _LAST_COLUMN)
        elif _ANY_ADDRESS.search(attributes):
            place = _LAST_ROW, _LAST_COLUMN
        else:
            continue  # placed after the cell before it: cannot reach far
        cells.places.append(place)
        cells.spans.append(match.span())
        kind = _TYPE.search(attributes)
        result = _RESULT.search(body)
        if kind and kind[1] == b"e":
            cells.faults[place] = Fault((result[1].decode("ascii", "replace").strip() if result else "") or "#ERROR")
        elif not result and _FORMULA.search(body) and not (kind and kind[1] == b"str"):
            cells.faults[place] = Fault("")
        elif kind and kind[1] == b"s" and result and result[1].strip().isdigit():
            number = int(result[1])
            cells.text_bytes += sizes[number] if number < len(sizes) else 0
    return cells


def _grid(places: Sequence[tuple[int, int]]) -> int:
    if not places:
        return 0
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _before_gap(numbers: Iterator[int], gap: int) -> int:
    """The last number before the first gap wider than ``gap``."""
    ordered = sorted(set(numbers))
    return next((before for before, after in pairwise(ordered) if after - before > gap), ordered[-1])


def _without(xml: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    edges = [0, *(edge for span in spans for edge in span), len(xml)]
    return b"".join(xml[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


_ODS_PART = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>")
_ODS_ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d+)")
_ODS_COLUMNS = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d+)")


def ods_grid(xml: bytes) -> int:
    """Cells that the largest sheet of an OpenDocument content spans, repeated rows and columns counted out."""
    largest = row = column = repeat = width = 0
    for match in _ODS_PART.finditer(xml):
        part, attributes, closed = match.groups()
        if part == b"table":
            row = column = repeat = width = 0
        elif part == b"table-row":
            row, column = row + repeat, 0
            repeat = _number(_ODS_ROWS, attributes)
        else:
            column += _number(_ODS_COLUMNS, attributes)
            if not closed or b"office:value" in attributes:
                width = max(width, column)
                largest = max(largest, (row + repeat) * width)
    return largest


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return int(match[1][:9]) if match else 1
