"""Sheets as officials make them, read by a spec: the rows that are right, and exactly the findings that are due."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quyhoach.findings import Finding, catalogue
from quyhoach.money import UNITS
from quyhoach.tables import TableRead, read_table, read_workbook
from quyhoach.tables.folding import clean, fold
from quyhoach.tables.spec import Column, Kind, TableSpec

MILLION = UNITS["trieu_dong"]
WORKS = TableSpec(
    "works", "Danh mục dự án", "Projects", ("project",),
    (
        Column("project", Kind.CODE, "Mã dự án", "Project code", required=True),
        Column("name_vi", Kind.TEXT, "Tên dự án", "Name", required=True, aliases=("Danh mục dự án",)),
        Column("group", Kind.CHOICE, "Nhóm dự án", "Group", choices={"B": ("B", "B"), "C": ("C", "C")}),
        Column("decision", Kind.TEXT, "Số quyết định đầu tư", "Decision", aliases=("Số quyết định",)),
        Column("decision_date", Kind.DATE, "Ngày quyết định", "Decision date", required_if=("group", ("B",)),
               aliases=("Quyết định đầu tư Ngày, tháng",)),
        Column("total", Kind.MONEY, "Tổng mức đầu tư", "Total", aliases=("TMĐT",)),
        Column("paid", Kind.MONEY, "Lũy kế giải ngân", "Paid"),
        Column("length_km", Kind.DECIMAL, "Chiều dài", "Length", unit="km"),
    ),
)
HEADER = ("STT", "Mã dự án", "Tên dự án", "Tổng mức đầu tư", "Lũy kế giải ngân")
Cells = Sequence[object]


def sheet(path: Path, rows: Sequence[Cells], name: str = "Biểu 1", merges: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(list(row))
    for merged in merges:
        book.active.merge_cells(merged)
    path = path / "bieu.xlsx"
    book.save(path)
    return path


def csv(path: Path, *lines: str) -> Path:
    path = path / "bieu.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def values(read: TableRead, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in read.table.rows]


def said(read: TableRead) -> list[tuple[str, int, str]]:
    return [(found.code, found.where.row, found.where.column) for found in read.findings]


# --- a whole form


def test_a_capital_form_as_printed(tmp_path: Path) -> None:
    """Titles, a unit line, a merged two-row header, column letters, sections, a total, notes and signatures."""
    path = sheet(tmp_path, [
        ("ỦY BAN NHÂN DÂN TỈNH", None, None, None, "Biểu số 02"),
        ("DANH MỤC DỰ ÁN ĐẦU TƯ CÔNG",),
        (None, None, None, None, None, None, "Đơn vị tính: Triệu đồng"),
        ("STT", "Mã dự án", "Danh mục dự án", "Quyết định đầu tư", None, None, "Lũy kế\ngiải ngân"),
        (None, None, None, "Số quyết định", "Ngày, tháng", "TMĐT", None),
        ("A", "B", "C", 1, 2, "3", "4=5+6"),
        (None, None, "TỔNG SỐ", None, None, 170000, 500),
        ("I", None, "Dự án chuyển tiếp", None, None, None, None),
        (1, "DA01", "Đường vào cửa khẩu", "12/QĐ-UBND", "03/04/2025", "120.000", 500),
        ("II", None, "Dự án khởi công mới", None, None, 50000, None),
        ("1.1", None, "Giao thông", None, None, None, None),
        (None,),
        (2, "DA02", "Cầu Kỳ Cùng", "15/QĐ-UBND", date(2025, 5, 6), 50000, None),
        (3, None, None, None, None, None, None),
        ("Ghi chú: số liệu đến 31/12/2025",),
        (None, None, None, None, None, "Ngày 10 tháng 01 năm 2026"),
        (None, "NGƯỜI LẬP BIỂU", None, None, None, "THỦ TRƯỞNG ĐƠN VỊ"),
    ], merges=("A2:G2", "A4:A5", "B4:B5", "C4:C5", "D4:F4", "G4:G5", "A15:G15"))
    read = read_table(path, WORKS, unit=MILLION)
    assert values(read, "project", "name_vi", "decision", "decision_date", "total", "paid") == [
        ("DA01", "Đường vào cửa khẩu", "12/QĐ-UBND", date(2025, 4, 3), 120000, 500),
        ("DA02", "Cầu Kỳ Cùng", "15/QĐ-UBND", date(2025, 5, 6), 50000, None),
    ]
    assert said(read) == [("TAB-043", 10, "")]
    assert [str(row.place) for row in read.table.rows] == ["bieu.xlsx:Biểu 1:9", "bieu.xlsx:Biểu 1:13"]


def test_two_row_header_without_merges(tmp_path: Path) -> None:
    path = csv(
        tmp_path, "Mã dự án,Tên dự án,Quyết định đầu tư,,,Ghi chú", ",,Số quyết định,\"Ngày, tháng\",TMĐT,",
        "DA01,Một,12/QĐ,03/04/2025,5,x",
    )
    read = read_table(path, WORKS)
    assert values(read, "project", "decision", "decision_date", "total") == [("DA01", "12/QĐ", date(2025, 4, 3), 5)]
    assert said(read) == [("TAB-023", 2, "Ghi chú")]


def test_two_leaves_of_one_name_are_told_apart_by_their_parent(tmp_path: Path) -> None:
    spec = TableSpec("t", "t", "t", ("a",), (
        Column("a", Kind.CODE, "Mã", "Code", required=True),
        Column("plan", Kind.MONEY, "Kế hoạch Năm 2025", "Plan"),
        Column("paid", Kind.MONEY, "Giải ngân Năm 2025", "Paid"),
    ))
    path = sheet(tmp_path, [("Mã", "Giải ngân", "Kế hoạch"), (None, "Năm 2025", "Năm 2025"), ("x", 1, 2)], merges=("A1:A2",))
    assert values(read_table(path, spec), "a", "plan", "paid") == [("x", 2, 1)]


@pytest.mark.parametrize("header", [
    "project,name_vi,total",
    "Mã dự án,Tên dự án,Tổng mức đầu tư",
    "Project code,Name,TMĐT",
    "MÃ DỰ ÁN *,\"TÊN\nDỰ ÁN\",Tổng mức đầu tư (triệu đồng)",
    "ma du an,ten_du_an,TONG MUC DAU TU",
    unicodedata.normalize("NFD", "Mã dự án,Tên dự án,Tổng mức đầu tư"),
])
def test_headers_are_known_in_every_spelling(tmp_path: Path, header: str) -> None:
    read = read_table(csv(tmp_path, header, "DA01,Một,1.234"), WORKS, unit=MILLION)
    assert (values(read, "project", "name_vi", "total"), said(read)) == ([("DA01", "Một", 1234)], [])


def test_a_table_by_identifiers_has_no_furniture(tmp_path: Path) -> None:
    """Whatever a program writes is data, even what looks like a section, a total or column letters."""
    read = read_table(csv(tmp_path, "project,name_vi,decision", "A,B,C", "I,Phần,", "Tổng,Ghi chú: x,"), WORKS)
    assert values(read, "project", "name_vi") == [("A", "B"), ("I", "Phần"), ("Tổng", "Ghi chú: x")]


def test_a_point_is_a_decimal_only_where_a_program_wrote_it(tmp_path: Path) -> None:
    program = read_table(csv(tmp_path, "project,name_vi,total,length_km", "DA01,Một,1.234,106.771"), WORKS)
    assert (values(program, "total", "length_km"), said(program)) == ([(1234, Decimal("106.771"))], [])
    person = read_table(csv(tmp_path, "Mã dự án,Tên dự án,TMĐT,Chiều dài", "DA01,Một,1.234,106.771"), WORKS)
    assert (values(person, "total", "length_km"), said(person)) == ([(1234, Decimal(106771))], [("TAB-067", 2, "Chiều dài")])


# --- findings of the header


def test_requested_sheet_is_not_there(tmp_path: Path) -> None:
    path = sheet(tmp_path, [HEADER])
    assert [found.code for found in read_table(path, WORKS, sheet="Biểu 9").findings] == ["TAB-020"]
    assert read_table(path, WORKS, sheet="bieu 1").findings == ()


def test_no_header(tmp_path: Path) -> None:
    read = read_table(csv(tmp_path, "một,hai,ba", "1,2,3"), WORKS)
    assert said(read) == [("TAB-021", 0, "")]
    assert read.findings[0].values["wanted"] == "Mã dự án; Tên dự án"


def test_missing_required_column_is_named_once(tmp_path: Path) -> None:
    read = read_table(csv(tmp_path, "Mã dự án,Tổng mức đầu tư", "DA01,5", "DA02,x"), WORKS)
    assert (read.table.rows, said(read)) == ((), [("TAB-022", 1, "Tên dự án"), ("TAB-062", 3, "Tổng mức đầu tư")])


def test_unknown_and_doubled_columns(tmp_path: Path) -> None:
    read = read_table(csv(tmp_path, "Mã dự án,Tên dự án,TMĐT,Tổng mức đầu tư,Chiều dàii", "DA01,Một,5,6,7"), WORKS)
    assert said(read) == [("TAB-024", 1, "Tổng mức đầu tư"), ("TAB-030", 1, "Chiều dàii")]
    assert {name: str(read.findings[1].values[name]) for name in ("count", "near")} == {"count": "1", "near": "“Chiều dài”"}
    assert values(read, "total") == [(5,)]


@pytest.mark.parametrize("leaf", ["Tổng số", "TỔNG CỘNG", "Tổng", "Tổng số (tất cả các nguồn vốn)"])
def test_the_whole_below_a_parent_is_the_parent(tmp_path: Path, leaf: str) -> None:
    path = sheet(tmp_path, [
        ("STT", "Mã dự án", "Tên dự án", "Tổng mức đầu tư", None, "Quyết định"),
        (None, None, None, leaf, "Trong đó: NSTW", None), (1, "DA01", "Một", 120, "80,0", "x"), (2, "DA02", "Hai", 30, None, None),
    ], merges=("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"))
    read = read_table(path, WORKS, unit=MILLION)
    assert values(read, "project", "total") == [("DA01", 120), ("DA02", 30)]
    assert said(read) == [("TAB-030", 2, "Trong đó: NSTW"), ("TAB-023", 2, "Quyết định")]
    assert [found.severity for found in read.findings] == ["warning", "note"]
    assert {name: str(read.findings[0].values[name]) for name in ("count", "near")} == {"count": "1", "near": "–"}


def test_the_whole_below_a_parent_without_merged_cells(tmp_path: Path) -> None:
    path = csv(
        tmp_path, "Mã dự án,Tên dự án,TMĐT,,Lũy kế giải ngân,", ",,Tổng số,Trong đó: NSTW,Tổng số,Trong đó: NSTW", "DA01,Một,9,5,4,3",
    )
    read = read_table(path, WORKS, unit=MILLION)
    assert values(read, "project", "total", "paid") == [("DA01", 9, 4)]
    assert said(read) == [("TAB-030", 2, "Trong đó: NSTW"), ("TAB-030", 2, "Trong đó: NSTW")]


@pytest.mark.parametrize(("parent", "leaf", "expected"), [
    ("Tổng mức đầu tư (tỷ đồng)", "Tổng số", 2000), ("Tổng mức đầu tư", "Tổng số (tỷ đồng)", 2000), ("Tổng mức đầu tư", "Tổng số", 2),
])
def test_the_unit_of_a_whole_stands_in_either_line(tmp_path: Path, parent: str, leaf: str, expected: int) -> None:
    read = read_table(csv(tmp_path, f"Mã dự án,Tên dự án,{parent},", f",,{leaf},NSTW", "DA01,Một,2,x"), WORKS, unit=MILLION)
    assert values(read, "total") == [(expected,)]


def test_stated_unit_is_converted_exactly_and_said_once(tmp_path: Path) -> None:
    path = csv(
        tmp_path, "ĐVT: tỷ đồng,,,", "Mã dự án,Tên dự án,TMĐT,Lũy kế giải ngân",
        'DA01,Một,"1,5",2', 'DA02,Hai,"1,2345",3', ",Tổng số,,5",
    )
    read = read_table(path, WORKS, unit=MILLION)
    assert values(read, "project", "total", "paid") == [("DA01", 1500, 2000), ("DA02", None, 3000)]
    assert said(read) == [("TAB-025", 1, ""), ("TAB-078", 4, "TMĐT")]
    assert said(read_table(path, WORKS, unit=UNITS["ty_dong"]))[0] == ("TAB-063", 3, "TMĐT")


def test_unit_behind_one_header_is_converted_for_that_column(tmp_path: Path) -> None:
    read = read_table(csv(tmp_path, "Mã dự án,Tên dự án,TMĐT (tỷ đồng),Lũy kế giải ngân", "DA01,Một,2,2"), WORKS, unit=MILLION)
    assert (values(read, "total", "paid"), said(read)) == ([(2000, 2)], [("TAB-025", 1, "TMĐT (tỷ đồng)")])


def test_another_currency_is_not_converted(tmp_path: Path) -> None:
    read = read_table(csv(tmp_path, "Đơn vị: USD", "Mã dự án,Tên dự án,TMĐT", "DA01,Một,2"), WORKS, unit=MILLION)
    assert (values(read, "project", "total"), said(read)) == ([("DA01", None)], [("TAB-026", 1, "")])


def test_unit_of_a_measure_differs(tmp_path: Path) -> None:
    read = read_table(csv(tmp_path, "Mã dự án,Tên dự án,Chiều dài (m)", "DA01,Một,5"), WORKS)
    assert said(read) == [("TAB-027", 1, "Chiều dài (m)")]
    assert said(read_table(csv(tmp_path, "Mã dự án,Tên dự án,Chiều dài (km)", "DA01,Một,5"), WORKS)) == []


# --- findings of rows


def test_required_cells_and_good_rows(tmp_path: Path) -> None:
    path = csv(
        tmp_path, "STT,Mã dự án,Tên dự án,Nhóm dự án,Ngày quyết định,TMĐT",
        "1,DA01,Một,C,,5", "2,,Hai,C,,6", "3,DA03,Ba,B,,7", "4,DA04,Bốn,B,sai,8", "5,DA05,Năm,D,,x", "6,DA06,Sáu,B,01/02/2025,",
    )
    read = read_table(path, WORKS)
    assert values(read, "project", "group", "total") == [("DA01", "C", 5), ("DA05", None, None), ("DA06", "B", None)]
    assert said(read) == [
        ("TAB-040", 3, "Mã dự án"), ("TAB-040", 4, "Ngày quyết định"), ("TAB-069", 5, "Ngày quyết định"),
        ("TAB-074", 6, "Nhóm dự án"), ("TAB-062", 6, "TMĐT"),
    ]


def test_doubled_key_keeps_the_first(tmp_path: Path) -> None:
    read = read_table(csv(tmp_path, "Mã dự án,Tên dự án", "DA01,Một", "DA02,Hai", "DA01,Khác"), WORKS)
    assert (values(read, "project", "name_vi"), said(read)) == ([("DA01", "Một"), ("DA02", "Hai")], [("TAB-041", 4, "Mã dự án")])
    assert (read.findings[0].values["first"], read.findings[0].values["here"]) == (2, 4)


def test_total_that_does_not_close(tmp_path: Path) -> None:
    path = sheet(tmp_path, [HEADER, (1, "DA01", "Một", 10, 1), (2, "DA02", "Hai", 20, 2), (None, None, "Tổng cộng", 31, 3)])
    read = read_table(path, WORKS)
    assert said(read) == [("TAB-042", 4, "Tổng mức đầu tư")]
    assert {name: read.findings[0].values[name] for name in ("total", "sum", "difference", "left_out")} == {
        "total": 31, "sum": 30, "difference": 1, "left_out": 0,
    }


@pytest.mark.parametrize(("subtotal", "grand", "expected"), [(30, 37, []), (31, 37, [4]), (30, 38, [7])])
def test_subtotals_and_the_grand_total(tmp_path: Path, subtotal: int, grand: int, expected: list[int]) -> None:
    path = sheet(tmp_path, [
        HEADER, (1, "DA01", "Một", 10), (2, "DA02", "Hai", 20), (None, None, "Cộng (I)", subtotal),
        ("II", None, "Nhóm hai"), (3, "DA03", "Ba", 7), (None, None, "TỔNG SỐ", grand),
    ])
    read = read_table(path, WORKS)
    assert [found.where.row for found in read.findings] == expected
    assert {found.code for found in read.findings} <= {"TAB-042"}
    assert len(read.table.rows) == 3


def test_words_that_only_begin_like_totals_are_data(tmp_path: Path) -> None:
    read = read_table(csv(tmp_path, "Mã dự án,Tên dự án", "DA01,Cống thoát nước", "DA02,Công viên", "DA03,Tổng kho", "DA04,Cộng"), WORKS)
    assert values(read, "name_vi") == [("Cống thoát nước",), ("Công viên",), ("Tổng kho",), ("Cộng",)]


def test_section_titles_of_every_sort_are_skipped(tmp_path: Path) -> None:
    path = sheet(tmp_path, [
        HEADER, ("A",  None, "Ngành giao thông"), ("I", None, "Chuyển tiếp"), ("1.1", None, "Nhóm B"), (1.2, None, "Nhóm C"),
        ("II. Khởi công mới",), ("Các dự án khác",), (None, None, "Trong đó:"), (1, "DA01", "Một", 5),
    ], merges=("A7:E7",))
    read = read_table(path, WORKS)
    assert (values(read, "project"), said(read)) == ([("DA01",)], [])


@pytest.mark.parametrize("subtotal", [60000, "60.000,0", "-"])
def test_a_section_with_its_subtotal_is_skipped_however_it_is_typed(tmp_path: Path, subtotal: object) -> None:
    path = sheet(tmp_path, [HEADER, ("I", None, "DỰ ÁN CHUYỂN TIẾP", subtotal), (1, "DA01", "Một", 60000)])
    read = read_table(path, WORKS)
    assert (values(read, "project", "total"), said(read)) == ([("DA01", 60000)], [("TAB-043", 2, "")])


def test_a_section_row_with_words_where_figures_stand_is_no_section(tmp_path: Path) -> None:
    path = sheet(tmp_path, [HEADER, ("I", None, "Cầu", "chưa rõ"), (1, "DA01", "Một", 5)])
    assert said(read_table(path, WORKS)) == [("TAB-062", 2, "Tổng mức đầu tư"), ("TAB-040", 2, "Mã dự án")]


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("text", ["(Ký, ghi rõ họ tên)", "Người lập biểu", "Nguyễn Văn An"])
def test_a_signature_below_the_table_is_no_row(tmp_path: Path, text: str, place: int) -> None:
    read = read_table(sheet(tmp_path, [HEADER, (1, "DA01", "Một", 5), (*[None] * place, text)]), WORKS)
    assert (values(read, "project"), said(read)) == ([("DA01",)], [])


def test_signatures_that_fill_every_required_cell_are_no_row(tmp_path: Path) -> None:
    path = csv(
        tmp_path, "Mã dự án,Tên dự án,Số quyết định", "TM,Chợ,", "Người lập biểu,Thủ trưởng,",
        '"(Ký, ghi rõ họ tên)","(Ký tên, đóng dấu)",',
        "Nguyễn Văn An,Trần Thị Bình,Lê Văn Cường",
    )
    read = read_table(path, WORKS)
    assert (values(read, "project"), said(read)) == ([("TM",)], [("TAB-076", 5, "Mã dự án")])


def test_words_below_the_table_are_a_note_and_a_row_that_lost_its_key_an_error(tmp_path: Path) -> None:
    rows: list[Cells] = [HEADER, (1, "DA01", "Một", 5), (None, "Ban quản lý", None, "Sở Tài chính", "Sở Nội vụ")]
    assert said(read_table(sheet(tmp_path, rows), WORKS)) == [("TAB-045", 3, "")]
    for lost in ((2, None, "Hai"), ("2", None, "Hai"), (None, None, "Hai", "7,5", None), (None, "DA 02", None, "x", "y")):
        found = read_table(sheet(tmp_path, [*rows[:2], lost]), WORKS).findings
        assert "error" in {one.severity for one in found}, lost


def test_a_numbered_row_without_its_key_is_an_error_not_a_title(tmp_path: Path) -> None:
    path = sheet(tmp_path, [HEADER, (1, None, "Một"), (2, "DA02", "Hai")])
    assert said(read_table(path, WORKS)) == [("TAB-040", 2, "Mã dự án")]


def test_faults_name_their_cell(tmp_path: Path) -> None:
    path = sheet(tmp_path, [HEADER, (1, "DA01", "Một", "#REF!", "=D2*2"), (2, "#N/A", "Hai", 6)])
    read = read_table(path, WORKS)
    assert values(read, "project", "total") == [("DA01", None)]
    assert said(read) == [
        ("TAB-060", 2, "Tổng mức đầu tư"), ("TAB-061", 2, "Lũy kế giải ngân"), ("TAB-060", 3, "Mã dự án"),
    ]


def test_code_that_excel_made_a_number_is_read_with_a_warning(tmp_path: Path) -> None:
    read = read_table(sheet(tmp_path, [HEADER, (1, 6184, "Một")]), WORKS)
    assert (values(read, "project"), said(read)) == ([("6184",)], [("TAB-075", 2, "Mã dự án")])


def test_file_findings_reach_the_reader(tmp_path: Path) -> None:
    read = read_table(tmp_path / "x.csv", WORKS)
    assert (read.table.spec, read.table.rows, said(read)) == (WORKS, (), [("TAB-001", 0, "")])
    empty = read_table(sheet(tmp_path, []), WORKS)
    assert [found.code for found in empty.findings] == ["TAB-002"]


def test_remedies_name_the_page_and_no_folder_of_the_machine(tmp_path: Path) -> None:
    path = csv(tmp_path, "Mã dự án,Tên dự án,lạ", "DA01,,1", "DA 02,Hai,2")
    for found in read_table(path, WORKS).findings:
        assert "docs/reference/tables/works.md" in found.text("remedy")
        assert found.where.file == "bieu.csv"
        assert str(tmp_path) not in str(found.as_json())


# --- whole workbooks


COSTS = TableSpec("costs", "Chi phí", "Costs", ("project",), (
    Column("project", Kind.CODE, "Mã dự án", "Project code", required=True), Column("amount", Kind.MONEY, "Số tiền", "Amount"),
))
SPECS = {spec.name: spec for spec in (WORKS, COSTS)}


def book(path: Path, sheets: dict[str, Sequence[Cells]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        made.create_sheet(name)
        for row in rows:
            made[name].append(list(row))
    made.save(path / "tinh.xlsx")
    return path / "tinh.xlsx"


def test_workbook_sheets_are_matched_by_name_or_title(tmp_path: Path) -> None:
    rows = [("Mã dự án", "Tên dự án"), ("DA01", "Một")]
    path = book(tmp_path, {"danh muc du an": rows, "COSTS": [("Mã dự án", "Số tiền"), ("DA01", 5)], "Hướng dẫn": rows})
    reads = read_workbook(path, SPECS)
    assert {name: (len(read.table.rows), read.findings) for name, read in reads.items()} == {"works": (1, ()), "costs": (1, ())}


def test_workbook_names_sheets_it_did_not_read(tmp_path: Path) -> None:
    rows = [("Mã dự án", "Tên dự án"), ("DA01", "Một")]
    path = book(tmp_path, {"works": rows, "Danh mục dự án": rows, "Sheet3": rows})
    reads = read_workbook(path, SPECS)
    assert list(reads) == ["works"]
    assert [(found.code, found.where.sheet) for found in reads["works"].findings] == [("TAB-029", "Danh mục dự án"), ("TAB-028", "Sheet3")]


def test_workbook_that_cannot_be_opened(tmp_path: Path) -> None:
    reads = read_workbook(tmp_path / "x.xlsx", SPECS)
    assert {name: [found.code for found in read.findings] for name, read in reads.items()} == {"works": ["TAB-001"]}


# --- properties


@given(st.text())
def test_cleaning_twice_changes_nothing_and_folding_forgets_the_form(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


lines = st.lists(st.sampled_from([
    "DA01", "Mã dự án", "Tên dự án", "TMĐT", "Tổng số", "I", "", "1.234", "#REF!", "Ghi chú:", '"', ";", "-5", "03/04/2026", "Ví dụ", "STT",
]), max_size=6).map(",".join)


@given(st.lists(lines, max_size=8))
def test_no_table_raises_and_every_finding_has_its_text(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    path = csv(tmp_path_factory.getbasetemp(), *rows)
    read = read_table(path, WORKS, unit=MILLION)
    assert [found for found in read.findings if unfilled(found)] == []


def unfilled(found: Finding) -> bool:
    return any("{" in found.text(part, lang) for part in ("message", "why", "remedy") for lang in ("vi", "en"))


def test_every_kind_of_value_is_exact_in_a_sheet(tmp_path: Path) -> None:
    path = sheet(tmp_path, [("Mã dự án", "Tên dự án", "Chiều dài"), ("DA01", "Một", 0.1 + 0.2), ("DA02", "Hai", 59.87)])
    assert values(read_table(path, WORKS), "length_km") == [(Decimal("0.3"),), (Decimal("59.87"),)]


def test_every_code_of_the_catalogue_is_provoked_by_a_test() -> None:
    """A code nobody can provoke is a promise nobody keeps."""
    here = Path(__file__).parent
    tests = "".join(file.read_text("utf-8") for file in here.glob("test_*.py"))
    assert [code for code in catalogue() if code.startswith("TAB-") and f'"{code}"' not in tests] == []
