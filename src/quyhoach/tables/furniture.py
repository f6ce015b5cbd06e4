"""Rows of a sheet that are no data: section titles, totals, notes below, the example of a blank template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from quyhoach.tables.cells import NOT_YET, printed, read_cell
from quyhoach.tables.folding import clean, fold
from quyhoach.tables.header import Header, is_figure
from quyhoach.tables.raw import Raw, RawRow, Sheet
from quyhoach.tables.spec import Kind, TableSpec

EXAMPLE_MARKS = {"vi du", "example"}
"""What the template prints in the STT column of its example row, folded."""

_TOTAL = re.compile(r"(tổng cộng|tổng số|tổng|cộng|total|tong cong|tong so)(\s*[(:].*|\s*[\dIVX+ ]+)?[.:]?", re.IGNORECASE | re.DOTALL)
_SUBTOTAL = re.compile(r"(cộng|tổng) (mục|nhóm|phần|[ivx]+\b|[a-h]\b).*", re.IGNORECASE | re.DOTALL)
_NUMERAL = re.compile(r"(?:[IVXL]+|[A-ZĐ]|[a-zđ])[.)]?")
_DOTTED = re.compile(r"\d+(?:[.,]\d+)+[.)]?")  # 1.2 typed as a number is quoted as 1,2
_TITLED = re.compile(r"(?:[IVXL]+|[A-ZĐ]|\d+(?:\.\d+)*)\s*[.)\-–:/]\s*\S.*|(?:phần|mục|nhóm) \S.*|trong đó.*", re.DOTALL)
_NOTE = re.compile(
    r"(?:ghi chu|chu thich|luu y|note|nguoi lap|thu truong|ke toan|tm|kt|tl|noi nhan|chu tich|giam doc"
    r"|ky (?:ghi ro|ten|va ghi ro|dong dau))\b.*"
    r"|.*\bngay [\d ]*thang [\d ]*nam.*"
)
_SOURCE = re.compile(r"(?:nguồn|source)\s*:.*", re.IGNORECASE | re.DOTALL)
_SMALL_PRINT = 2  # a row of at most this many texts below the last row with a key is a note or a signature


class RowKind(StrEnum):
    """What a row under the header is."""

    DATA = "data"
    TOTAL = "total"
    SECTION = "section"
    SUBTOTALLED_SECTION = "subtotalled_section"
    EXAMPLE = "example"
    NOTE = "note"
    KEYLESS_TEXT = "keyless_text"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Furniture:
    """Tells the kinds of rows of one sheet apart. A row with every required cell filled is data, unless it is a signature."""

    header: Header
    keys: tuple[int, ...]
    required: tuple[int, ...]
    wide_rows: frozenset[int]  # rows in which a range of several columns is merged
    last_keyed: int            # the last row with a whole key

    def kind(self, row: RawRow) -> RowKind:
        """The kind of one row below the header."""
        filled = row.filled()
        if self.header.by_identifier:
            return RowKind.DATA if set(filled) & set(self.header.columns) else RowKind.BLANK
        if not set(filled) - {self.header.ordinal}:
            return RowKind.BLANK
        if fold(printed(row.cell(filled[0]))) in EXAMPLE_MARKS:
            return RowKind.EXAMPLE
        complete = all(place in filled for place in self.required)
        word = next((place for place in filled[:3] if is_total(row, place)), None)
        if word is not None and (not complete or word in self.keys):
            return RowKind.TOTAL
        if complete and not (row.number > self.last_keyed and is_phrase(row)):
            return RowKind.DATA
        if self._is_note(row, filled):
            return RowKind.NOTE
        return RowKind.KEYLESS_TEXT if self._is_text_below(row, filled) else self._section(row, filled)

    def _is_note(self, row: RawRow, filled: Sequence[int]) -> bool:
        return is_phrase(row) or (len(filled) <= _SMALL_PRINT and self._is_text_below(row, filled))

    def _is_text_below(self, row: RawRow, filled: Sequence[int]) -> bool:
        """Words below the last row with a key; a row that has a number of order or any part of a key is never such."""
        if row.number <= self.last_keyed or any(not isinstance(row.cell(place), str) or is_figure(row.cell(place)) for place in filled):
            return False
        numbered = self.header.ordinal in filled and " " not in printed(row.cell(self.header.ordinal))
        return not numbered and not any(is_key(row, place, self.header) for place in self.keys if place in filled)

    def _section(self, row: RawRow, filled: Sequence[int]) -> RowKind:
        first = printed(row.cell(filled[0]))
        if len(filled) == 1:
            titled = row.number in self.wide_rows or _TITLED.fullmatch(first.casefold() if first.casefold().startswith("trong") else first)
            return RowKind.SECTION if titled else RowKind.DATA
        numeral, dotted = _NUMERAL.fullmatch(first), _DOTTED.fullmatch(first)
        keyed = any(place in filled for place in self.keys if place != filled[0])
        if not (numeral or dotted) or keyed or not isinstance(row.cell(filled[1]), str):
            return RowKind.DATA
        if len(filled) == 2:
            return RowKind.SECTION
        figures = all(_is_amount(row.cell(place)) for place in filled[2:])
        return RowKind.SUBTOTALLED_SECTION if numeral and figures else RowKind.DATA


def furniture(sheet: Sheet, spec: TableSpec, header: Header) -> Furniture:
    """Prepare to tell the rows of this sheet apart."""
    keys = tuple(header.place_of(spec.column(name)) for name in spec.key)
    required = tuple(header.place_of(column) for column in spec.columns if column.required)
    below = (row for row in sheet.rows if row.number > header.last_row and set(keys) <= set(row.filled()))
    keyed = (row.number for row in below if all(is_key(row, place, header) for place in keys))
    wide = frozenset(top for (top, left), (_, right) in sheet.merges if right > left)
    return Furniture(header, keys, required, wide, max(keyed, default=header.last_row))


def is_phrase(row: RawRow) -> bool:
    """True when a row begins as notes, sources, dates and signatures do: ``Ghi chú: …``, ``Người lập biểu``, ``(Ký, ghi rõ họ tên)``."""
    text = printed(row.cell(row.filled()[0]))
    return bool(_NOTE.fullmatch(fold(text)) or _SOURCE.fullmatch(text))


def is_key(row: RawRow, place: int, header: Header) -> bool:
    """True when that filled cell can be meant as a key: it reads as one, or has a digit, as a mistyped code has and a name has not."""
    cell, column = row.cell(place), header.columns[place]
    if column.kind is Kind.TEXT or read_cell(cell, column).value is not None:
        return True
    return not isinstance(cell, str) or (any(letter.isdigit() for letter in cell) and not is_phrase(row))


def _is_amount(cell: Raw) -> bool:
    """A figure, or the sign that there is none yet; a faulty cell stands where a figure should."""
    return not isinstance(cell, str) or is_figure(cell) or clean(cell) in NOT_YET


def is_total(row: RawRow, place: int) -> bool:
    """True when that cell says total: ``Tổng số``, ``Tổng cộng (I+II)``, ``Cộng``; never ``Cống`` or ``Công viên``."""
    cell = row.cell(place)
    return isinstance(cell, str) and bool(_TOTAL.fullmatch(clean(cell)) or _SUBTOTAL.fullmatch(clean(cell)))


def is_untouched_example(row: RawRow, header: Header) -> bool:
    """True when the template's example row still holds the example and nothing else."""
    return all(
        read_cell(row.cell(place), column).value == read_cell(column.example or None, column).value
        for place, column in header.columns.items()
    )
