"""What is written reads back equal, the same bytes every time, whole or not at all; templates read back as nothing."""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables import read_table, read_workbook, reference_page, write_csv, write_template, write_workbook
from quyhoach.tables.folding import clean, fold
from quyhoach.tables.furniture import EXAMPLE_MARKS
from quyhoach.tables.kinds import LABELS
from quyhoach.tables.spec import Column, Kind, Row, Table, TableSpec, Value

EVERY_KIND = TableSpec(
    "every_kind", "Đủ mọi loại ô", "Every kind", ("code", "year"),
    (
        Column("code", Kind.CODE, "Mã", "Code", required=True, example="X01"),
        Column("year", Kind.YEAR, "Năm", "Year", required=True, example="2026"),
        Column("text", Kind.TEXT, "Diễn giải", "Text", help_vi="Viết | tự do", help_en="Free text"),
        Column("codes", Kind.CODES, "Các mã", "Codes", refers_to="every_kind"),
        Column("choice", Kind.CHOICE, "Loại", "Choice", example="a",
               choices={"a": ("đường bộ", "road"), "b": ("Đường bộ", "rail"), "c": ("a", "c"), "none": ("không", "none")}),
        Column("whole", Kind.WHOLE, "Số lượng", "Count", signed=True),
        Column("money", Kind.MONEY, "Số tiền", "Amount", signed=True, example="1.234.567"),
        Column("money_only", Kind.MONEY, "Số vốn", "Capital", required_if=("choice", ("a",)), example="20.000"),
        Column("decimal", Kind.DECIMAL, "Đo được", "Measure", signed=True, unit="ha", example="1,5"),
        Column("share", Kind.SHARE, "Tỷ lệ", "Share", example="40%"),
        Column("date", Kind.DATE, "Ngày", "Date", example="03/04/2026"),
        Column("as_of", Kind.AS_OF, "Thời điểm", "As of", example="2026-04"),
        Column("flag", Kind.FLAG, "Đối ứng", "Counterpart", example="có"),
    ),
)
EVERY_SPEC = [*FACTS.values(), *SCENARIO.values(), EVERY_KIND]

words = st.text(max_size=30).map(clean).filter(bool)
codes = st.text(min_size=1, max_size=12).map(lambda text: "".join(clean(text).split())).filter(
    lambda code: code and fold(code) not in EXAMPLE_MARKS | {"tong", "cong", "total", "tong so", "tong cong"})
exact_ints = st.integers(-(2**53) + 1, 2**53 - 1)
days = st.dates(date(1901, 1, 1), date(2199, 12, 31))
decimals = st.decimals(-(10**12), 10**12, allow_nan=False, places=3) | st.decimals(-10, 10, allow_nan=False, places=20)
KINDS: dict[str, st.SearchStrategy[Value]] = {
    "text": words, "codes": st.lists(codes.filter(lambda code: ";" not in code), min_size=1, max_size=3).map(tuple),
    "choice": st.sampled_from(["a", "b", "c", "none"]), "whole": exact_ints, "money": exact_ints, "money_only": st.integers(0, 2**53 - 1),
    "decimal": decimals, "share": st.decimals(0, 1, places=6), "date": days, "flag": st.booleans(),
    "as_of": days.map(str) | days.map(lambda day: str(day)[:7]) | days.map(lambda day: str(day)[:4]),
}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows = {}
    for _ in range(draw(st.integers(0, 4))):
        values: dict[str, Value] = {"code": draw(codes), "year": draw(st.integers(1901, 2199))}
        values |= {name: draw(st.none() | strategy) for name, strategy in KINDS.items()}
        if values["choice"] == "a" and values["money_only"] is None:
            values["money_only"] = 0
        rows[values["code"], values["year"]] = Row({column.name: values[column.name] for column in EVERY_KIND.columns})
    return Table(EVERY_KIND, tuple(rows.values()))


# --- reading back


@given(tables())
def test_csv_reads_back_equal(tmp_path_factory: pytest.TempPathFactory, table: Table) -> None:
    path = tmp_path_factory.getbasetemp() / "every.csv"
    write_csv(table, path)
    read = read_table(path, EVERY_KIND)
    assert (read.table, read.findings) == (table, ())
    first = path.read_bytes()
    write_csv(read.table, path)
    assert path.read_bytes() == first


@settings(max_examples=60)
@given(tables(), st.sampled_from(["vi", "en"]))
def test_workbook_reads_back_equal(tmp_path_factory: pytest.TempPathFactory, table: Table, lang: str) -> None:
    path = tmp_path_factory.getbasetemp() / "every.xlsx"
    write_workbook([table], path, lang)
    read = read_workbook(path, {EVERY_KIND.name: EVERY_KIND})["every_kind"]
    assert (read.table, read.findings) == (table, ())


def row(**values: Value) -> Row:
    return Row({column.name: values.get(column.name) for column in EVERY_KIND.columns})


def test_csv_is_plain_and_the_same_everywhere(tmp_path: Path) -> None:
    filled = row(
        code="DA01", year=2026, text='Cầu "A", đường\nB', codes=("x", "y"), choice="b", money=-5, decimal=Decimal("27.125"),
        share=Decimal("0.4"), date=date(2026, 4, 3), as_of="2026-04", flag=False,
    )
    write_csv(Table(EVERY_KIND, (filled,)), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().decode() == (
        "code,year,text,codes,choice,whole,money,money_only,decimal,share,date,as_of,flag\n"
        'DA01,2026,"Cầu ""A"", đường\nB",x;y,b,,-5,,27.125,0.4,2026-04-03,2026-04,0\n'
    )


def test_same_tables_give_the_same_workbook(tmp_path: Path) -> None:
    table = Table(EVERY_KIND, (row(code="DA01", year=2026, money=5),))
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook([table, Table(FACTS["sources"])], tmp_path / name)
        write_template(EVERY_KIND, tmp_path / f"mau-{name}")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "mau-a.xlsx").read_bytes() == (tmp_path / "mau-b.xlsx").read_bytes()


def test_workbook_shows_printed_words_and_real_numbers(tmp_path: Path) -> None:
    filled = row(code="06184", year=2026, choice="none", money=1234567, share=Decimal("0.4"), date=date(2026, 4, 3), flag=True)
    write_workbook([Table(EVERY_KIND, (filled,))], tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Đủ mọi loại ô"]
    shown = {sheet.cell(2, place).value: sheet.cell(3, place) for place in range(1, sheet.max_column + 1)}
    assert {header: cell.value for header, cell in shown.items() if cell.value is not None} == {
        "Mã": "06184", "Năm": 2026, "Loại": "không", "Số tiền": 1234567, "Tỷ lệ": 0.4, "Ngày": datetime(2026, 4, 3),
        "Đối ứng": "có",
    }
    assert (shown["Số tiền"].number_format, shown["Ngày"].number_format) == ("#,##0", "dd/mm/yyyy")


def test_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("cũ", "utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_csv(Table(EVERY_KIND), path)
    assert (path.read_text("utf-8"), os.listdir(tmp_path)) == ("cũ", ["a.csv"])


def test_text_too_long_for_excel_is_refused_not_cut(tmp_path: Path) -> None:
    table = Table(EVERY_KIND, (row(code="a", year=2026, text="x" * 32_768),))
    with pytest.raises(ValueError, match="column text"):
        write_workbook([table], tmp_path / "a.xlsx")
    assert os.listdir(tmp_path) == []
    write_csv(table, tmp_path / "a.csv")
    assert read_table(tmp_path / "a.csv", EVERY_KIND).table == table


# --- templates


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("spec", EVERY_SPEC, ids=lambda spec: spec.name)
def test_untouched_template_reads_as_nothing(tmp_path: Path, spec: TableSpec, lang: str) -> None:
    write_template(spec, tmp_path / "mau.xlsx", lang)
    read = read_table(tmp_path / "mau.xlsx", spec)
    assert (read.table.rows, read.findings) == ((), ())
    assert {name: (one.table.rows, one.findings) for name, one in read_workbook(tmp_path / "mau.xlsx", {spec.name: spec}).items()} == {
        spec.name: ((), ()),
    }


def test_filled_template_is_read_and_the_example_is_not(tmp_path: Path) -> None:
    write_template(EVERY_KIND, tmp_path / "mau.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mau.xlsx")
    for place, value in enumerate((1, "DA01", 2026, "Đường", "A;B", "đường bộ", 3, 5, 6, 7.5, 0.4, date(2026, 4, 3), "2026", "có"), 1):
        book.worksheets[0].cell(6, place).value = value
    book.save(tmp_path / "mau.xlsx")
    read = read_table(tmp_path / "mau.xlsx", EVERY_KIND)
    assert [one.values for one in read.table.rows] == [{
        "code": "DA01", "year": 2026, "text": "Đường", "codes": ("A", "B"), "choice": "a", "whole": 3, "money": 5, "money_only": 6,
        "decimal": Decimal("7.5"), "share": Decimal("0.4"), "date": date(2026, 4, 3), "as_of": "2026", "flag": True,
    }]
    assert read.findings == ()


def test_example_that_was_changed_is_still_not_read_and_said(tmp_path: Path) -> None:
    write_template(EVERY_KIND, tmp_path / "mau.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mau.xlsx")
    book.worksheets[0]["B5"] = "DA01"
    book.save(tmp_path / "mau.xlsx")
    read = read_table(tmp_path / "mau.xlsx", EVERY_KIND)
    assert (read.table.rows, [(found.code, found.where.row) for found in read.findings]) == ((), [("TAB-044", 5)])


def test_template_offers_its_lists_and_explains_every_column(tmp_path: Path) -> None:
    write_template(EVERY_KIND, tmp_path / "mau.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mau.xlsx")
    sheet, guide, lists = book.worksheets
    checks = {str(check.sqref): (check.type, check.formula1) for check in sheet.data_validations.dataValidation if check.type == "list"}
    assert checks == {"F5:F1005": ("list", "'Danh mục chọn'!$A$1:$A$4"), "N5:N1005": ("list", "'Danh mục chọn'!$B$1:$B$2")}
    assert [[cell.value for cell in column if cell.value] for column in lists.iter_cols()] == [
        ["đường bộ", "Đường bộ", "a", "không"], ["có", "không"],
    ]
    assert (sheet.freeze_panes, lists.sheet_state) == ("D5", "hidden")
    assert [cell.value for cell in guide["A"][3:]] == [column.header_vi for column in EVERY_KIND.columns]
    assert [cell.value for cell in guide["B"][3:] if cell.value] == ["bắt buộc", "bắt buộc", "bắt buộc khi Loại là đường bộ"]


# --- specs and their pages


def test_every_kind_has_its_words() -> None:
    assert set(LABELS) == set(Kind) == {column.kind for column in EVERY_KIND.columns}


def test_sheet_names_are_taken_once() -> None:
    for lang in ("vi", "en"):
        names = [fold(spec.sheet_name(lang)) for spec in EVERY_SPEC]
        assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("spec", EVERY_SPEC, ids=lambda spec: spec.name)
def test_examples_of_the_specs_are_right(tmp_path: Path, spec: TableSpec) -> None:
    header = ",".join(column.name for column in spec.columns)
    line = ",".join('"' + column.example.replace('"', '""') + '"' for column in spec.columns)
    (tmp_path / "a.csv").write_text(f"{header}\n{line}\n", "utf-8")
    assert [found for found in read_table(tmp_path / "a.csv", spec).findings if found.code != "TAB-040"] == []


def test_reference_page_tells_a_table_in_both_languages() -> None:
    page = reference_page(EVERY_KIND)
    assert page.splitlines()[0] == "# Đủ mọi loại ô (`every_kind`)"
    assert [line for line in page.splitlines() if line.startswith("## ")] == ["## Every kind"]
    assert "| `text` | Diễn giải | Text | chữ |  |  |  | Viết \\| tự do |" in page
    money = "amount of money, whole | the province's money unit | required when Choice is road"
    assert f"| `money_only` | Capital | Số vốn | {money} | 20.000 |  |" in page
    assert "| `codes` | Codes | Các mã | codes parted by semicolons |  |  |  | A key of table [every_kind](every_kind.md). |" in page
    assert page.count("| `none` | không |") == page.count("| `none` | none |") == 1
