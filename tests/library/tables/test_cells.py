"""One cell, one kind: what is read, and the one finding that each wrong cell gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quyhoach.findings import Severity, catalogue
from quyhoach.money import format_number
from quyhoach.tables.cells import read_cell
from quyhoach.tables.numbers import exact, parse_number
from quyhoach.tables.raw import Fault, Raw
from quyhoach.tables.spec import Column, Kind, Value


def column(kind: Kind, signed: bool = False) -> Column:
    choices = {"A": ("nhóm A", "group A"), "none": ("không", "none"), "P1": ("đường bộ", "road")} if kind is Kind.CHOICE else {}
    return Column("c", kind, "Cột", "Column", signed=signed, choices=choices)


READ: list[tuple[Kind, Raw, Value]] = [
    (Kind.MONEY, "1.234.567", 1234567),
    (Kind.MONEY, "1 234 567", 1234567),
    (Kind.MONEY, "1\xa0234\xa0567", 1234567),
    (Kind.MONEY, "1,234,567", 1234567),
    (Kind.MONEY, "1.234", 1234),
    (Kind.MONEY, "20.000,0", 20000),
    (Kind.MONEY, 1284600.0, 1284600),
    (Kind.MONEY, 1234.0000000000002, 1234),
    (Kind.MONEY, 9007199254740991.0, 2**53 - 1),
    (Kind.MONEY, "0", 0),
    (Kind.MONEY, "-", None),
    (Kind.MONEY, "…", None),
    (Kind.MONEY, "   ", None),
    (Kind.MONEY, None, None),
    (Kind.WHOLE, "3", 3),
    (Kind.DECIMAL, "1.234.567,8", Decimal("1234567.8")),
    (Kind.DECIMAL, "1,234,567.8", Decimal("1234567.8")),
    (Kind.DECIMAL, "1,234.5", Decimal("1234.5")),
    (Kind.DECIMAL, "1,234", Decimal("1.234")),
    (Kind.DECIMAL, "59.87", Decimal("59.87")),
    (Kind.DECIMAL, "0.125", Decimal("0.125")),
    (Kind.DECIMAL, "1234.567", Decimal("1234.567")),
    (Kind.DECIMAL, 0.1 + 0.2, Decimal("0.3")),
    (Kind.SHARE, 0.1 + 0.2, Decimal("0.3")),
    (Kind.SHARE, "40%", Decimal("0.4")),
    (Kind.SHARE, "40 %", Decimal("0.4")),
    (Kind.SHARE, "12,5%", Decimal("0.125")),
    (Kind.SHARE, "0,4", Decimal("0.4")),
    (Kind.SHARE, 1.0, Decimal(1)),
    (Kind.YEAR, 2026.0, 2026),
    (Kind.YEAR, "2026", 2026),
    (Kind.DATE, "03/04/2026", date(2026, 4, 3)),
    (Kind.DATE, "3.4.2026", date(2026, 4, 3)),
    (Kind.DATE, date(2026, 4, 3), date(2026, 4, 3)),
    (Kind.AS_OF, "2026", "2026"),
    (Kind.AS_OF, 2026.0, "2026"),
    (Kind.AS_OF, "02/2026", "2026-02"),
    (Kind.AS_OF, "20/02/2026", "2026-02-20"),
    (Kind.AS_OF, date(2026, 2, 20), "2026-02-20"),
    (Kind.FLAG, "Có", True),
    (Kind.FLAG, "x", True),
    (Kind.FLAG, "✓", True),
    (Kind.FLAG, 1.0, True),
    (Kind.FLAG, True, True),
    (Kind.FLAG, "KHÔNG", False),
    (Kind.FLAG, "0", False),
    (Kind.CODE, " DA01\u200b ", "DA01"),
    (Kind.CODE, "06184", "06184"),
    (Kind.CODE, "12/QĐ-UBND", "12/QĐ-UBND"),
    (Kind.CODES, "DA01; DA02;", ("DA01", "DA02")),
    (Kind.CODES, ";", None),
    (Kind.CHOICE, "none", "none"),
    (Kind.CHOICE, "NHÓM A", "A"),
    (Kind.CHOICE, "nhom a", "A"),
    (Kind.CHOICE, "Group A", "A"),
    (Kind.CHOICE, "Ðường bộ", "P1"),
    (Kind.TEXT, "Đường\xa0 vào\u200b  cửa khẩu ", "Đường vào cửa khẩu"),
    (Kind.TEXT, "Đường vào", "Đường vào"),
    (Kind.TEXT, 72.0, "72"),
    (Kind.TEXT, 12.345, "12,345"),
    (Kind.TEXT, date(2026, 4, 3), "03/04/2026"),
    (Kind.TEXT, "dòng một\r\ndòng hai", "dòng một\ndòng hai"),
]


@pytest.mark.parametrize(("kind", "raw", "value"), READ)
def test_cell_is_read(kind: Kind, raw: Raw, value: Value) -> None:
    cell = read_cell(raw, column(kind))
    assert (cell.value, cell.code) == (value, "")
    assert type(cell.value) is type(value)


WRONG: list[tuple[Kind, Raw, str]] = [
    (Kind.MONEY, Fault("#REF!"), "TAB-060"),
    (Kind.TEXT, Fault("#N/A"), "TAB-060"),
    (Kind.MONEY, Fault(""), "TAB-061"),
    (Kind.MONEY, "chưa có", "TAB-062"),
    (Kind.MONEY, "1.23.456", "TAB-062"),
    (Kind.MONEY, "12 tỷ", "TAB-062"),
    (Kind.MONEY, True, "TAB-062"),
    (Kind.MONEY, date(2026, 1, 1), "TAB-062"),
    (Kind.MONEY, float("nan"), "TAB-062"),
    (Kind.DECIMAL, "١٢", "TAB-062"),
    (Kind.SHARE, "một nửa", "TAB-062"),
    (Kind.MONEY, 1234.5, "TAB-063"),
    (Kind.MONEY, "1,234", "TAB-063"),
    (Kind.WHOLE, "2,5", "TAB-063"),
    (Kind.MONEY, "-5", "TAB-064"),
    (Kind.MONEY, "(1.234)", "TAB-064"),
    (Kind.MONEY, "−5", "TAB-064"),
    (Kind.DECIMAL, -0.5, "TAB-064"),
    (Kind.MONEY, float(2**53), "TAB-065"),
    (Kind.MONEY, "9.007.199.254.740.992", "TAB-065"),
    (Kind.SHARE, "150%", "TAB-066"),
    (Kind.SHARE, 40.0, "TAB-066"),
    (Kind.SHARE, "-0,1", "TAB-066"),
    (Kind.YEAR, "26", "TAB-068"),
    (Kind.YEAR, 20265.0, "TAB-068"),
    (Kind.YEAR, date(2026, 1, 1), "TAB-068"),
    (Kind.YEAR, "2026-2030", "TAB-068"),
    (Kind.DATE, "31/02/2026", "TAB-069"),
    (Kind.DATE, "4/2026", "TAB-069"),
    (Kind.DATE, 2026.0, "TAB-069"),
    (Kind.DATE, "00:00:00", "TAB-069"),
    (Kind.DATE, date(1900, 1, 5), "TAB-070"),
    (Kind.DATE, "05/01/1899", "TAB-070"),
    (Kind.YEAR, 1900.0, "TAB-070"),
    (Kind.AS_OF, "1900", "TAB-070"),
    (Kind.AS_OF, "quý I", "TAB-072"),
    (Kind.AS_OF, "2026-13", "TAB-072"),
    (Kind.AS_OF, "2026-02-30", "TAB-072"),
    (Kind.FLAG, "có thể", "TAB-073"),
    (Kind.CHOICE, "nhóm D", "TAB-074"),
    (Kind.CODE, "DA 01", "TAB-076"),
    (Kind.CODES, "DA01, DA02", "TAB-076"),
    (Kind.CODE, date(2026, 2, 1), "TAB-077"),
    (Kind.CODE, 1234567890123456.0, "TAB-077"),
]


@pytest.mark.parametrize(("kind", "raw", "code"), WRONG)
def test_wrong_cell_has_its_finding_and_no_value(kind: Kind, raw: Raw, code: str) -> None:
    cell = read_cell(raw, column(kind))
    assert (cell.value, cell.code) == (None, code)


def test_doubtful_cells_are_read_and_said() -> None:
    ambiguous = read_cell("1.234", column(Kind.DECIMAL))
    assert (ambiguous.value, ambiguous.code, ambiguous.values) == (1234, "TAB-067", {"value": "1.234", "read": "1.234", "other": "1,234"})
    serial = read_cell(46115.0, column(Kind.DATE))
    assert (serial.value, serial.code, serial.values["read"]) == (date(2026, 4, 3), "TAB-071", "03/04/2026")
    lost_zero = read_cell(6184.0, column(Kind.CODE))
    assert (lost_zero.value, lost_zero.code) == ("6184", "TAB-075")
    assert read_cell(6184.0, column(Kind.CODES)).value == ("6184",)


def test_negative_is_read_where_the_column_is_signed() -> None:
    for text in ("-1.234", "(1.234)", "−1.234"):
        assert read_cell(text, column(Kind.MONEY, signed=True)).value == -1234


def test_money_is_scaled_exactly_or_not_at_all() -> None:
    thousand = Decimal(1000)
    assert read_cell("1,5", column(Kind.MONEY), thousand).value == 1500
    assert read_cell(59.87, column(Kind.MONEY), thousand).value == 59870
    assert read_cell("1,2345", column(Kind.MONEY), thousand).code == "TAB-078"
    assert read_cell("1.500", column(Kind.MONEY), Decimal("0.001")).code == "TAB-078"
    assert read_cell("2.000", column(Kind.MONEY), Decimal("0.001")).value == 2


def test_choice_names_the_nearest_label() -> None:
    assert read_cell("nhóm AA", column(Kind.CHOICE)).values == {
        "value": "nhóm AA", "allowed": "nhóm A; không; đường bộ", "near": "«nhóm A»",
    }


decimals = st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=4) | st.decimals(-100, 100, places=3)


@given(decimals)
def test_number_survives_the_vietnamese_form(number: Decimal) -> None:
    assert parse_number(format_number(number)) == number


@given(st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=5))
def test_fifteen_digits_survive_excel(number: Decimal) -> None:
    assert exact(float(number)) == number


@given(st.sampled_from(list(Kind)), st.text() | st.floats() | st.integers() | st.booleans() | st.dates() | st.just(Fault("#NUM!")))
def test_no_cell_raises(kind: Kind, raw: Raw) -> None:
    cell = read_cell(raw, column(kind))
    is_error = bool(cell.code) and catalogue()[cell.code].severity is Severity.ERROR
    assert not (is_error and cell.value is not None)
