"""The look shared by every workbook: fixed dates inside the file, formats, print set-up, tables with borders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2026, 1, 1)  # fixed, so that the same plan gives the same bytes
_FONT: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_BORDER: dict[str, Any] = {"border": 1, "border_color": "#7F7F7F"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "banner": {"bold": True, "font_color": "#9C0006", "bg_color": "#FFE8E8"},
    "plain": {"text_wrap": True},
    "label": {"bold": True, "text_wrap": True, "valign": "top"},
    "italic": {"italic": True, "text_wrap": True},
    "header": {**_BORDER, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DCE6F1"},
    "text": {**_BORDER, "text_wrap": True, "valign": "top"},
    "money": {**_BORDER, "num_format": "#,##0", "valign": "top"},
    "year": {**_BORDER, "num_format": "0", "align": "center", "valign": "top"},
    "score": {**_BORDER, "num_format": "#,##0.##", "valign": "top"},
    "exact": {**_BORDER, "num_format": "0.000000000", "valign": "top"},
    "share": {**_BORDER, "num_format": "0.0%", "valign": "top"},
    "hectares": {**_BORDER, "num_format": "#,##0.00", "valign": "top"},
    "percent": {**_BORDER, "num_format": "0.00%", "valign": "top"},
    "section_hectares": {**_BORDER, "bold": True, "bg_color": "#F2F2F2", "num_format": "#,##0.00"},
    "section_percent": {**_BORDER, "bold": True, "bg_color": "#F2F2F2", "num_format": "0.00%"},
    "total_hectares": {**_BORDER, "bold": True, "num_format": "#,##0.00"},
    "total_percent": {**_BORDER, "bold": True, "num_format": "0.00%"},
    "section": {**_BORDER, "bold": True, "bg_color": "#F2F2F2", "text_wrap": True},
    "section_money": {**_BORDER, "bold": True, "bg_color": "#F2F2F2", "num_format": "#,##0"},
    "total": {**_BORDER, "bold": True},
    "total_money": {**_BORDER, "bold": True, "num_format": "#,##0"},
}
_LINE = 15.0  # points of one line of text
Cell = str | int | float | None


@dataclass(frozen=True)
class Book:
    """A workbook being written, with its named formats."""

    file: Workbook
    formats: dict[str, Format]
    widths: dict[str, Sequence[float]] = field(default_factory=dict)

    def sheet(self, name: str, widths: Sequence[float], paper: int = 9) -> Worksheet:
        """A landscape sheet one page wide, columns as given; ``paper`` 9 is A4, 8 is A3."""
        sheet = self.file.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&L&A&R&P/&N")
        for n, width in enumerate(widths):
            sheet.set_column(n, n, width)
        self.widths[name] = widths
        return sheet

    def row(self, sheet: Worksheet, row: int, cells: Sequence[Cell], styles: Sequence[str], first: int = 0) -> None:
        """Write cells left to right; an empty cell keeps its border. Text is never taken for a formula or a link."""
        for n, (cell, style) in enumerate(zip(cells, styles, strict=True), first):
            if cell is None or cell == "":
                sheet.write_blank(row, n, None, self.formats[style])
            elif isinstance(cell, str):
                sheet.write_string(row, n, cell, self.formats[style])
            else:
                sheet.write_number(row, n, cell, self.formats[style])
        # Not every program fits rows to wrapped text when it opens a file, so the height is said.
        columns = zip(cells, styles, self.widths[sheet.name][first:], strict=False)
        lines = max((_lines(cell, width) for cell, style, width in columns if _STYLES[style].get("text_wrap")), default=1)
        if lines > 1:
            sheet.set_row(row, _LINE * lines)

    def header(self, sheet: Worksheet, row: int, titles: Sequence[str]) -> None:
        """A header row that stays on screen and repeats on every printed page."""
        self.row(sheet, row, titles, ["header"] * len(titles))
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)


def _lines(cell: Cell, width: float) -> int:
    """Lines that a text takes in a column of that many characters."""
    return sum(max(1, ceil(len(part) / (1.15 * width))) for part in cell.splitlines()) if isinstance(cell, str) else 1


@contextmanager
def book(path: Path, title: str) -> Iterator[Book]:
    """A workbook written to ``path`` on leaving; its bytes depend only on what is written. Raises OSError if it cannot be."""
    file = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False})
    file.set_properties({"title": title, "author": "quyhoach", "created": _CREATED})
    yield Book(file, {name: file.add_format({**_FONT, **style}) for name, style in _STYLES.items()})
    try:
        file.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(*(error.args[0].args if error.args and isinstance(error.args[0], OSError) else error.args)) from error
