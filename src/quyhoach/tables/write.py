"""Tables written so that reading gives equal rows back, and the same table always gives the same bytes."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from quyhoach.tables import kinds
from quyhoach.tables.cells import read_cell
from quyhoach.tables.numbers import exact
from quyhoach.tables.spec import Column, Kind, Table, TableSpec, Value

CREATED = datetime(2000, 1, 1)
"""Creation date of every workbook: a file's bytes depend on its content alone."""

LONGEST_TEXT = 32_767
"""Letters an Excel cell can hold."""

_LARGEST_FLOAT = 10**300

FORMATS = {
    Kind.MONEY: {"num_format": "#,##0"}, Kind.WHOLE: {"num_format": "#,##0"}, Kind.YEAR: {"num_format": "0"},
    Kind.DATE: {"num_format": "dd/mm/yyyy"}, Kind.DECIMAL: {"num_format": "#,##0.######"}, Kind.SHARE: {"num_format": "0.######%"},
}
"""Excel's format of a cell by its column's kind; what is not here is text. Separators follow the computer's language."""

_HEADER = {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}
_TITLE = {"bold": True, "font_size": 14, "font_color": "#1F4E79"}
_WIDTHS = {Kind.TEXT: 28, Kind.CHOICE: 20, Kind.CODES: 18}


def write_csv(table: Table, path: Path | str) -> None:
    """UTF-8, identifiers as header, every column, decimals with a point. Replaced whole or not at all. Raises OSError."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(column.name for column in table.spec.columns)
    for row in table.rows:
        writer.writerow(_text(row[column.name]) for column in table.spec.columns)
    replace_file(path, buffer.getvalue().encode("utf-8"))


def write_workbook(tables: Iterable[Table], path: Path | str, lang: str = "vi", remark: str = "") -> None:
    """As ``workbook_bytes``, to a file. Replaced whole or not at all. Raises OSError, and ValueError as that does."""
    replace_file(path, workbook_bytes(tables, lang, remark))


def workbook_bytes(tables: Iterable[Table], lang: str = "vi", remark: str = "") -> bytes:
    """One sheet a table: title, printed header, rows, in the language asked for.

    ``remark`` is printed in the footer of every page and kept in the file's properties, where reading does not meet it.
    Raises ValueError for a text longer than an Excel cell holds.
    """
    buffer = io.BytesIO()
    book = open_workbook(buffer)
    if remark:
        book.set_properties({"created": CREATED, "author": "quyhoach", "comments": remark})
    for table in tables:
        _write_sheet(book, table, lang)
    for sheet in book.worksheets() if remark else ():
        sheet.set_footer("&L" + remark.replace("&", "&&"))
    book.close()
    return buffer.getvalue()


def open_workbook(buffer: io.BytesIO) -> Any:
    """An XlsxWriter workbook in memory whose bytes carry no clock and no user."""
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": CREATED, "author": "quyhoach"})
    return book


def replace_file(path: Path | str, data: bytes) -> None:
    """Write beside the file, then put it in its place: a full disk or a kill leaves the old file, never half a new one."""
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def width(column: Column, lang: str) -> int:
    """Width of the column in letters: wide enough for its header in three lines and for what it usually holds."""
    longest = max((len(word) for word in kinds.header(column, lang).split()), default=0)
    return max(_WIDTHS.get(column.kind, 13), longest + 3, len(kinds.header(column, lang)) // 3 + 3)


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_sheet(book: Any, table: Table, lang: str) -> None:
    sheet = book.add_worksheet(table.spec.sheet_name(lang))
    sheet.write_string(0, 0, table.spec.title_vi if lang == "vi" else table.spec.title_en, book.add_format(_TITLE))
    header = book.add_format(_HEADER)
    for place, column in enumerate(table.spec.columns):
        form = book.add_format({**FORMATS.get(column.kind, {"num_format": "@"}), "valign": "top", "text_wrap": column.kind is Kind.TEXT})
        sheet.write_string(1, place, kinds.header(column, lang), header)
        sheet.set_column(place, place, width(column, lang))
        labels: dict[Value, str] = {code: _printed(code, column, lang) for code in column.choices}  # read back once a code, not once a cell
        for number, row in enumerate(table.rows, 2):
            value = row.values[column.name]
            if labels and value in labels:
                sheet.write_string(number, place, labels[value], form)
            elif value is not None:
                write_value(sheet, (number, place), value, column, form, lang)
    sheet.freeze_panes(2, frozen_columns(table.spec))


def frozen_columns(spec: TableSpec) -> int:
    """Columns that stay in view: up to the last key column, three at most."""
    names = [column.name for column in spec.columns]
    return min(3, 1 + max(names.index(name) for name in spec.key))


def write_value(sheet: Any, cell: tuple[int, int], value: Value, column: Column, form: Any, lang: str) -> None:
    """One value into a cell (row, column from 0), as a number or date where Excel keeps it exactly, else as text."""
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(*cell, datetime(value.year, value.month, value.day), form)
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool) and _fits_float(value):
        sheet.write_number(*cell, float(value), form)
    else:
        text = _printed(value, column, lang)
        if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            raise ValueError(f"a text in column {column.name} is longer than an Excel cell holds ({LONGEST_TEXT} letters)")
        sheet.write_string(*cell, text, form)


def _fits_float(value: int | Decimal) -> bool:
    return -_LARGEST_FLOAT < value < _LARGEST_FLOAT and exact(float(value)) == value


def _printed(value: Value, column: Column, lang: str) -> str:
    """The text a person sees; a choice's label only where it is read back as the same choice."""
    if isinstance(value, bool):
        return kinds.YES_NO[lang][0 if value else 1]
    if column.kind is Kind.CHOICE and isinstance(value, str):
        label = kinds.choice(column, value, lang)
        return label if read_cell(label, column).value == value else value
    return _text(value).replace(".", ",") if isinstance(value, Decimal) else _text(value)
