"""The blank workbook of a table: titles, headers, one marked example, lists to choose from, and a guide on a second sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quyhoach.tables import kinds
from quyhoach.tables.cells import read_cell
from quyhoach.tables.spec import Column, Kind, TableSpec
from quyhoach.tables.write import FORMATS, frozen_columns, open_workbook, replace_file, width, write_value

BLANK_ROWS = 1000
"""Rows below the example that carry formats' checks and lists."""

_TITLE_ROW, _PURPOSE_ROW, _LEGEND_ROW, _HEADER_ROW, _EXAMPLE_ROW = range(5)
_INK, _BLUE, _PALE, _GREY = "#1F2933", "#1F4E79", "#DCE6F1", "#6B7785"
_WORDS = {
    "vi": {
        "guide": "Hướng dẫn", "lists": "Danh mục chọn", "ordinal": "STT", "example": "Ví dụ",
        "legend": "Cột xanh đậm là bắt buộc · Ô trống là chưa có số liệu, không phải số 0 · Dòng Ví dụ không được đọc, có thể xóa",
        "intro": "Mỗi cột của bảng “{title}”: ghi gì và ghi thế nào", "choose": "Chọn một giá trị trong danh sách.",
        "wrong": "Giá trị này không có trong danh mục.",
    },
    "en": {
        "guide": "Guide", "lists": "Lists", "ordinal": "No.", "example": "Example",
        "legend": "Dark blue columns are required · An empty cell is a missing figure, never zero · "
                  "The Example row is not read and may be deleted",
        "intro": "Every column of “{title}”: what to write and how", "choose": "Choose a value from the list.",
        "wrong": "This value is not in the list.",
    },
}
_GUIDE_HEADS = {
    "vi": ("Cột", "Bắt buộc", "Cách ghi", "Đơn vị", "Giá trị được nhận", "Ý nghĩa", "Ví dụ", "Tên dùng trong CSV"),
    "en": ("Column", "Required", "How to write it", "Unit", "Values taken", "Meaning", "Example", "Name in CSV"),
}
_GUIDE_WIDTHS = (28, 14, 26, 20, 46, 46, 26, 22)


def write_template(spec: TableSpec, path: Path | str, lang: str = "vi") -> None:
    """Write the blank workbook; reading it back untouched gives no rows and no errors. Same spec, same bytes. Raises OSError."""
    buffer = io.BytesIO()
    book = open_workbook(buffer)
    sheet = book.add_worksheet(spec.sheet_name(lang))
    guide = book.add_worksheet(_WORDS[lang]["guide"])
    _write_titles(book, sheet, spec, lang)
    _write_header(book, sheet, spec, lang)
    _write_example(book, sheet, spec, lang)
    _add_checks(book, sheet, spec, lang)
    _set_page(sheet, spec)
    _write_guide(book, guide, spec, lang)
    book.close()
    replace_file(path, buffer.getvalue())


def _title(spec: TableSpec, lang: str) -> str:
    return spec.title_vi if lang == "vi" else spec.title_en


def _write_titles(book: Any, sheet: Any, spec: TableSpec, lang: str) -> None:
    lines = (
        (_TITLE_ROW, _title(spec, lang).upper(), {"bold": True, "font_size": 16, "font_color": _BLUE}, 26),
        (_PURPOSE_ROW, spec.purpose_vi if lang == "vi" else spec.purpose_en, {"font_color": _INK}, 18),
        (_LEGEND_ROW, _WORDS[lang]["legend"], {"italic": True, "font_size": 9, "font_color": _GREY}, 16),
    )
    for row, text, look, height in lines:
        sheet.set_row(row, height)
        if text:
            sheet.write_string(row, 0, text, book.add_format({**look, "valign": "vcenter"}))


def _write_header(book: Any, sheet: Any, spec: TableSpec, lang: str) -> None:
    look = {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1, "border_color": "#FFFFFF"}
    required = book.add_format({**look, "bg_color": _BLUE, "font_color": "#FFFFFF"})
    optional = book.add_format({**look, "bg_color": _PALE, "font_color": _BLUE})
    sheet.set_row(_HEADER_ROW, 48)
    sheet.write_string(_HEADER_ROW, 0, _WORDS[lang]["ordinal"], optional)
    sheet.set_column(0, 0, 8)
    for place, column in enumerate(spec.columns, 1):
        unit = f" ({column.unit})" if column.unit else ""
        mark = " *" if column.required else ""
        sheet.write_string(_HEADER_ROW, place, f"{kinds.header(column, lang)}{unit}{mark}", required if column.required else optional)
        form = book.add_format({**FORMATS.get(column.kind, {"num_format": "@"}), "valign": "top", "text_wrap": column.kind is Kind.TEXT})
        sheet.set_column(place, place, width(column, lang), form)


def _write_example(book: Any, sheet: Any, spec: TableSpec, lang: str) -> None:
    look = {"italic": True, "font_color": _GREY, "bg_color": "#F5F7FA", "valign": "top"}
    sheet.write_string(_EXAMPLE_ROW, 0, _WORDS[lang]["example"], book.add_format({**look, "bold": True, "align": "center"}))
    for place, column in enumerate(spec.columns, 1):
        form = book.add_format({**look, **FORMATS.get(column.kind, {"num_format": "@"}), "text_wrap": column.kind is Kind.TEXT})
        value = read_cell(column.example, column).value
        if value is None:
            sheet.write_blank(_EXAMPLE_ROW, place, None, form)
        else:
            write_value(sheet, (_EXAMPLE_ROW, place), value, column, form, lang)


def _add_checks(book: Any, sheet: Any, spec: TableSpec, lang: str) -> None:
    """A list where there is something to choose, and under every cell the hint that belongs to it."""
    lists = _write_lists(book, spec, lang)
    for place, column in enumerate(spec.columns, 1):
        check: dict[str, object] = {"validate": "any"}
        if column.name in lists:
            check = {"validate": "list", "source": lists[column.name], "error_message": _WORDS[lang]["wrong"], "error_type": "warning"}
        hint = {"input_title": kinds.header(column, lang)[:32], "input_message": _hint(column, spec, lang)[:255]}
        sheet.data_validation(_EXAMPLE_ROW, place, _EXAMPLE_ROW + BLANK_ROWS, place, {**check, **hint})


def _hint(column: Column, spec: TableSpec, lang: str) -> str:
    parts = (
        kinds.meaning(column, lang),
        _WORDS[lang]["choose"] if column.choices else kinds.kind(column, lang).capitalize() + ".",
        kinds.unit(column, lang),
        kinds.need(column, lang, {other.name: other for other in spec.columns}),
    )
    return "\n".join(part for part in parts if part)


def _write_lists(book: Any, spec: TableSpec, lang: str) -> dict[str, str]:
    """The choices on a hidden sheet, since a list inside a check may hold 255 letters only; column name → its range."""
    chosen = [(column.name, _choices(column, lang)) for column in spec.columns if column.choices or column.kind is Kind.FLAG]
    if not chosen:
        return {}
    name = _WORDS[lang]["lists"]
    sheet = book.add_worksheet(name)
    sheet.hide()
    ranges = {}
    for place, (column, words) in enumerate(chosen):
        sheet.write_column(0, place, words)
        letter = chr(65 + place)
        ranges[column] = f"='{name}'!${letter}$1:${letter}${len(words)}"
    return ranges


def _choices(column: Column, lang: str) -> Sequence[str]:
    return kinds.YES_NO[lang] if column.kind is Kind.FLAG else [kinds.choice(column, code, lang) for code in column.choices]


def _set_page(sheet: Any, spec: TableSpec) -> None:
    sheet.freeze_panes(_EXAMPLE_ROW, 1 + frozen_columns(spec))
    sheet.hide_gridlines(0)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3, as capital tables are printed
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_selection(_EXAMPLE_ROW + 1, 1, _EXAMPLE_ROW + 1, 1)


def _write_guide(book: Any, sheet: Any, spec: TableSpec, lang: str) -> None:
    title = book.add_format({"bold": True, "font_size": 14, "font_color": _BLUE})
    head = book.add_format({"bold": True, "bg_color": _BLUE, "font_color": "#FFFFFF", "valign": "vcenter", "text_wrap": True})
    line = {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": _PALE}
    text, name = book.add_format(line), book.add_format({**line, "bold": True})
    sheet.write_string(0, 0, _WORDS[lang]["intro"].format(title=_title(spec, lang)), title)
    sheet.set_row(0, 26)
    for place, (label, letters) in enumerate(zip(_GUIDE_HEADS[lang], _GUIDE_WIDTHS, strict=True)):
        sheet.write_string(2, place, label, head)
        sheet.set_column(place, place, letters)
    for row, column in enumerate(spec.columns, 3):
        for place, cell in enumerate(_guide_row(column, spec, lang)):
            sheet.write_string(row, place, cell, text if place else name)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _guide_row(column: Column, spec: TableSpec, lang: str) -> tuple[str, ...]:
    need = kinds.need(column, lang, {other.name: other for other in spec.columns})
    taken = "; ".join(_choices(column, lang))
    return (
        kinds.header(column, lang), need, kinds.kind(column, lang), kinds.unit(column, lang), taken,
        kinds.meaning(column, lang), column.example, column.name,
    )
