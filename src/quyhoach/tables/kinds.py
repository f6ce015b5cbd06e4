"""The kinds of cell in words: what a column takes and how it is written, for templates and reference pages."""

from __future__ import annotations

from collections.abc import Mapping

from quyhoach.tables.spec import Column, Kind

LABELS: Mapping[Kind, tuple[str, str]] = {
    Kind.TEXT: ("chữ", "text"),
    Kind.CODE: ("mã, viết liền", "code, no spaces"),
    Kind.CODES: ("nhiều mã, ngăn bằng dấu chấm phẩy", "codes parted by semicolons"),
    Kind.CHOICE: ("chọn trong danh mục", "one of a list"),
    Kind.WHOLE: ("số nguyên", "whole number"),
    Kind.MONEY: ("số tiền, số nguyên", "amount of money, whole"),
    Kind.DECIMAL: ("số, dấu phẩy thập phân", "number, decimal comma"),
    Kind.SHARE: ("tỷ lệ, 0–100 %", "share, 0–100 %"),
    Kind.YEAR: ("năm, bốn chữ số", "year, four digits"),
    Kind.DATE: ("ngày/tháng/năm", "day/month/year"),
    Kind.AS_OF: ("năm, tháng hoặc ngày", "year, month or day"),
    Kind.FLAG: ("có hoặc không", "yes or no"),
}
"""How a person is told to fill a cell, Vietnamese and English."""

YES_NO: Mapping[str, tuple[str, str]] = {"vi": ("có", "không"), "en": ("yes", "no")}


def header(column: Column, lang: str) -> str:
    """The printed header."""
    return column.header_vi if lang == "vi" else column.header_en


def meaning(column: Column, lang: str) -> str:
    """The column's help text, "" when its header says enough."""
    return column.help_vi if lang == "vi" else column.help_en


def kind(column: Column, lang: str) -> str:
    """What the cell holds, in words."""
    return LABELS[column.kind][lang != "vi"]


def unit(column: Column, lang: str) -> str:
    """The unit in words; money is in the unit the province states."""
    if column.kind is Kind.MONEY:
        return "đơn vị tiền của tỉnh" if lang == "vi" else "the province's money unit"
    return column.unit


def need(column: Column, lang: str, of: Mapping[str, Column]) -> str:
    """Whether the cell must be filled: always, when another column says so, or not. ``of`` are the table's columns by name."""
    if column.required:
        return "bắt buộc" if lang == "vi" else "required"
    if column.required_if is None:
        return ""
    name, values = column.required_if
    other = of[name]
    words = " / ".join(choice(other, value, lang) for value in values)
    return f"bắt buộc khi {other.header_vi} là {words}" if lang == "vi" else f"required when {other.header_en} is {words}"


def choice(column: Column, code: str, lang: str) -> str:
    """The printed label of a choice; the code itself where the column has no list."""
    labels = column.choices.get(code)
    return code if labels is None else labels[0] if lang == "vi" else labels[1]
