"""Opening files: what is missing, damaged, locked, swollen or wrongly coded ends in one finding and never in a traceback."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quyhoach.tables import package, sheets
from quyhoach.tables.raw import Fault
from quyhoach.tables.sheets import open_sheets

SHEET = "xl/worksheets/sheet1.xml"


def codes(path: Path) -> list[str]:
    return [found.code for found in open_sheets(path).findings]


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def workbook_bytes(fill: Callable[[openpyxl.worksheet.worksheet.Worksheet], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "DA"
    book.active.append(["project", "name"])
    book.active.append(["DA01", "Đường vào cửa khẩu"])
    if fill:
        fill(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_sheet(xml: str) -> bytes:
    """The workbook with the XML of its sheet replaced."""
    buffer = io.BytesIO()
    packing = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
    with zipfile.ZipFile(io.BytesIO(workbook_bytes())) as old, zipfile.ZipFile(buffer, "w", **packing) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == SHEET else old.read(name))
    return buffer.getvalue()


def sheet_xml(rows: str, dimension: str = "A1:B2") -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{main}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


FIRST = f'<row r="1">{text_cell("A1", "project")}{text_cell("B1", "name")}</row>'


# --- guards


def test_missing_file(tmp_path: Path) -> None:
    assert codes(tmp_path / "khong-co.xlsx") == ["TAB-001"]


def test_folder_instead_of_file(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["TAB-013"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("data", [b"", b"\n\n  \n"])
def test_empty_file(file: Callable[[str, bytes], Path], name: str, data: bytes) -> None:
    assert codes(file(name, data)) == ["TAB-002"]


def test_csv_of_delimiters_alone_is_empty(file: Callable[[str, bytes], Path]) -> None:
    assert codes(file("a.csv", b",,,\n,,,\n")) == ["TAB-002"]


def test_file_over_the_size_limit(file: Callable[[str, bytes], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_FILE", 10)
    assert codes(file("a.csv", b"project,name\n")) == ["TAB-003"]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_truncated_workbook(file: Callable[[str, bytes], Path], share: float) -> None:
    whole = workbook_bytes()
    assert codes(file("a.xlsx", whole[:int(len(whole) * share)])) == ["TAB-004"]


def test_workbook_with_a_damaged_member(file: Callable[[str, bytes], Path]) -> None:
    data = bytearray(workbook_bytes())
    start = data.index(SHEET.encode()) + len(SHEET) + 20
    data[start:start + 30] = bytes(30)
    assert codes(file("a.xlsx", bytes(data))) == ["TAB-004"]


def test_broken_xml_in_a_sheet(file: Callable[[str, bytes], Path]) -> None:
    assert codes(file("a.xlsx", with_sheet(sheet_xml(FIRST)[:-60] + "<c"))) == ["TAB-004"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.pdf", "a"])
def test_web_page_named_like_a_workbook(file: Callable[[str, bytes], Path], name: str) -> None:
    assert codes(file(name, b"<html><table><tr><td>1</td></tr></table></html>")) == ["TAB-005"]


def test_zip_that_is_no_workbook(file: Callable[[str, bytes], Path]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert codes(file("a.xlsx", buffer.getvalue())) == ["TAB-005"]


def test_locked_office_file(file: Callable[[str, bytes], Path]) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    assert codes(file("a.xlsx", data)) == ["TAB-006"]


def test_locked_zip_member(file: Callable[[str, bytes], Path]) -> None:
    data = bytearray(workbook_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert codes(file("a.xlsx", bytes(data))) == ["TAB-006"]


def test_compound_file_that_is_no_workbook(file: Callable[[str, bytes], Path]) -> None:
    assert codes(file("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000))) == ["TAB-004"]


def test_zip_bomb_is_told_from_the_directory(file: Callable[[str, bytes], Path]) -> None:
    bomb = bytearray(with_sheet(sheet_xml(" " * 30_000_000)))
    declared = len(sheet_xml(" " * 30_000_000))
    for place in _all(bomb, struct.pack("<I", declared)):
        bomb[place:place + 4] = struct.pack("<I", package.LARGEST_UNPACKED)
    assert codes(file("a.xlsx", bytes(bomb))) == ["TAB-007"]


def test_zip_bomb_is_stopped_at_the_limit(file: Callable[[str, bytes], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_UNPACKED", 2_000_000)
    assert codes(file("a.xlsx", with_sheet(sheet_xml(" " * 2_000_000)))) == ["TAB-007"]


def test_zip_bomb_that_lies_about_its_size(file: Callable[[str, bytes], Path]) -> None:
    bomb = bytearray(with_sheet(sheet_xml(" " * 30_000_000)))
    declared = len(sheet_xml(" " * 30_000_000))
    for place in _all(bomb, struct.pack("<I", declared)):
        bomb[place:place + 4] = struct.pack("<I", 500)
    assert codes(file("a.xlsx", bytes(bomb))) == ["TAB-004"]


def test_what_lies_with_a_matching_checksum_is_read_no_further_than_it_says(file: Callable[[str, bytes], Path]) -> None:
    true = sheet_xml(FIRST)
    whole = true + " " * 30_000_000
    bomb = bytearray(with_sheet(whole))
    for found, replaced in ((len(whole), len(true)), (zlib.crc32(whole.encode()), zlib.crc32(true.encode()))):
        for place in _all(bomb, struct.pack("<I", found)):
            bomb[place:place + 4] = struct.pack("<I", replaced)
    read = open_sheets(file("a.xlsx", bytes(bomb)))
    assert [row.cells for sheet in read.sheets for row in sheet.rows] in ([("project", "name")], [])


def _all(data: bytearray, part: bytes) -> list[int]:
    places, start = [], data.find(part)
    while start >= 0:
        places.append(start)
        start = data.find(part, start + 1)
    return places


def test_shared_text_repeated_into_gigabytes(file: Callable[[str, bytes], Path]) -> None:
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + "x" * 1_000_000 + "</t></si></sst>"
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 1001))
    data = with_sheet(sheet_xml(rows))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), "xl/sharedStrings.xml"}:
            new.writestr(name, strings if name == "xl/sharedStrings.xml" else old.read(name))
    assert codes(file("a.xlsx", buffer.getvalue())) == ["TAB-007"]


# --- empty rows and stray cells


def test_million_styled_empty_rows_are_cheap(file: Callable[[str, bytes], Path]) -> None:
    empty = "".join(f'<row r="{i}" s="1"><c r="A{i}" s="0"/></row>' for i in range(2, 1_048_576))
    last = f'<row r="1048576">{text_cell("A1048576", "DA01")}</row>'
    path = file("a.xlsx", with_sheet(sheet_xml(FIRST + empty + last, "A1:Z1048576")))
    start = time.perf_counter()
    read = open_sheets(path)
    took = time.perf_counter() - start
    assert [(row.number, row.cells) for row in read.sheets[0].rows] == [(1, ("project", "name")), (1_048_576, ("DA01", None))]
    assert read.findings == ()
    assert took < 6  # about 1.5 s on a quiet machine


def test_dimension_that_claims_the_whole_sheet_costs_nothing(file: Callable[[str, bytes], Path]) -> None:
    read = open_sheets(file("a.xlsx", with_sheet(sheet_xml(FIRST, "A1:XFD1048576"))))
    assert [row.cells for row in read.sheets[0].rows] == [("project", "name")]
    assert read.findings == ()


@pytest.mark.parametrize("address", ["XFD1048576", "Z1048576", "AAAA99999999", "ZZZ2"])
def test_stray_cell_in_the_last_corner_is_cut_off(file: Callable[[str, bytes], Path], address: str) -> None:
    many = "".join(f'<row r="{i}">{text_cell(f"A{i}", "DA")}</row>' for i in range(2, 700))
    read = open_sheets(file("a.xlsx", with_sheet(sheet_xml(FIRST + many + f"<row>{text_cell(address, 'x')}</row>"))))
    assert [found.code for found in read.findings] == ["TAB-010"]
    assert len(read.sheets[0].rows) == 699


def test_sheet_spread_too_wide(file: Callable[[str, bytes], Path]) -> None:
    row_steps = "".join(f'<row r="{i}">{text_cell(f"A{i}", "x")}</row>' for i in range(2, 1_048_576, 5000))
    columns = "".join(text_cell(f"{chr(65 + i // 26)}{chr(65 + i % 26)}1048576", "x") for i in range(0, 600, 25))
    xml = sheet_xml(FIRST + row_steps + f'<row r="1048576">{columns}</row>')
    assert codes(file("a.xlsx", with_sheet(xml))) == ["TAB-011"]


# --- cells with defects


def test_error_cells_and_uncomputed_formulas_are_faults(file: Callable[[str, bytes], Path]) -> None:
    def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.append(["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "=1+1", "x"])
        sheet.append([None, "=A1"])

    rows = open_sheets(file("a.xlsx", workbook_bytes(fill))).sheets[0].rows
    errors = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "")
    assert rows[2].cells == (*(Fault(error) for error in errors), "x")
    assert (rows[3].number, rows[3].cells[:2]) == (4, (None, Fault("")))


def test_computed_formulas_give_their_value(file: Callable[[str, bytes], Path]) -> None:
    cells = '<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>""</f><v></v></c><c r="C2" t="str"><f>A1</f><v>project</v></c>'
    rows = open_sheets(file("a.xlsx", with_sheet(sheet_xml(FIRST + f'<row r="2">{cells}</row>')))).sheets[0].rows
    assert rows[1].cells == (2.0, None, "project")


def test_merged_ranges_and_hidden_sheets_are_known(file: Callable[[str, bytes], Path], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = "Quyết định đầu tư"
    book.active.merge_cells("B2:D2")
    book.create_sheet("ẩn").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    read = open_sheets(tmp_path / "a.xlsx")
    assert read.sheets[0].merges == (((2, 1), (2, 3)),)
    assert [sheet.hidden for sheet in read.sheets] == [False, True]


# --- other workbooks


def ods(content: str) -> bytes:
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        archive.writestr("content.xml", f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="DA">'
                         f"{content}</table:table></office:spreadsheet></office:body></office:document-content>")
    return buffer.getvalue()


def test_ods_is_read_with_a_note(file: Callable[[str, bytes], Path]) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>project</text:p></table:table-cell>'
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    tail = f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
    read = open_sheets(file("a.ods", ods(f"<table:table-row>{cell}</table:table-row>{tail}")))
    assert [row.cells for row in read.sheets[0].rows] == [("project",)]
    assert [found.code for found in read.findings] == ["TAB-012"]


def test_ods_bomb_of_repeated_cells(file: Callable[[str, bytes], Path]) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    assert codes(file("a.ods", ods(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'))) == ["TAB-011"]


# --- text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_unicode_and_delimiter(file: Callable[[str, bytes], Path], encoding: str, delimiter: str) -> None:
    text = 'Mã dự án|Tên|Vốn\r\nDA01|"Đường, cầu; cống"|"1,5"\r\n\r\nDA02|"hai\ndòng"|"2,5"\r\n'.replace("|", delimiter)
    marks = {"utf-16-le-bom": ("utf-16-le", b"\xff\xfe"), "utf-16-be-bom": ("utf-16-be", b"\xfe\xff")}
    codec, mark = marks.get(encoding, (encoding, b""))
    read = open_sheets(file("a.csv", mark + text.encode(codec)))
    assert read.findings == ()
    assert [(row.number, row.cells) for row in read.sheets[0].rows] == [
        (1, ("Mã dự án", "Tên", "Vốn")), (2, ("DA01", "Đường, cầu; cống", "1,5")), (4, ("DA02", "hai\ndòng", "2,5")),
    ]


def test_delimiter_is_told_by_evenness_not_by_prose(file: Callable[[str, bytes], Path]) -> None:
    text = "Biểu số 1, kèm theo\nma;ten;von\nDA01;một, hai, ba, bốn;1,5\nDA02;năm;2,5\n"
    rows = open_sheets(file("a.csv", text.encode())).sheets[0].rows
    assert [row.cells for row in rows[1:]] == [("ma", "ten", "von"), ("DA01", "một, hai, ba, bốn", "1,5"), ("DA02", "năm", "2,5")]


@pytest.mark.parametrize("data", [
    "project,name\nDA01,Đường\n".encode("cp1258", "replace") + b"\xb5\xa6\n",
    b"project,name\nDA01,\xae\xad\xeang\n",
    "project,name\nDA01,Đường\n".encode("utf-16-le"),
    "project,name\n".encode("utf-16") + b"\x00",
])
def test_other_encodings_are_named_not_guessed(file: Callable[[str, bytes], Path], data: bytes) -> None:
    read = open_sheets(file("a.csv", data))
    assert (read.sheets, [found.code for found in read.findings]) == ((), ["TAB-008"])


def test_open_quote_costs_its_own_line_only(file: Callable[[str, bytes], Path]) -> None:
    text = 'project,name\nDA01,Một\nDA02,"Hai\nDA03,Ba\nDA04,"Bốn, năm"\n'
    read = open_sheets(file("a.csv", text.encode()))
    assert [(found.code, found.where.row) for found in read.findings] == [("TAB-009", 3)]
    assert [row.cells for row in read.sheets[0].rows] == [
        ("project", "name"), ("DA01", "Một"), ("DA02", "Hai\n"), ("DA03", "Ba"), ("DA04", "Bốn, năm"),
    ]


def test_workbook_named_csv_is_still_read(file: Callable[[str, bytes], Path]) -> None:
    assert open_sheets(file("a.csv", workbook_bytes())).sheets[0].rows[1].cells == ("DA01", "Đường vào cửa khẩu")


# --- anything at all


@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".xls", ".ods", ""]),
       st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"project,name\n"]))
def test_random_bytes_never_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str, start: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / f"bytes{suffix}"
    path.write_bytes(start + data)
    read = open_sheets(path)
    assert read.sheets or read.findings


@given(st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), min_size=1, max_size=8))
def test_workbook_with_random_damage_never_raises(tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int]]) -> None:
    data = bytearray(workbook_bytes())
    for place, byte in damage:
        data[place % len(data)] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(data)
    read = open_sheets(path)
    assert read.sheets or read.findings


@given(st.text(alphabet="<>c/ r=\"'A1vft s#se0XFD&;", max_size=200))
def test_random_sheet_xml_never_raises(tmp_path_factory: pytest.TempPathFactory, xml: str) -> None:
    path = tmp_path_factory.getbasetemp() / "xml.xlsx"
    path.write_bytes(with_sheet(sheet_xml(xml)))
    read = open_sheets(path)
    assert read.sheets or read.findings
