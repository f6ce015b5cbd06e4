"""A foreign list becomes a province: what is right is taken, what is wrong is named with its place."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from quyhoach.exchange.foreign import Imported, import_list
from quyhoach.exchange.map_reader import read_map
from quyhoach.findings import Finding, Severity
from quyhoach.province.checks import check
from quyhoach.province.folder import read_province, write_province
from quyhoach.province.province import Province

MAPS = Path(__file__).resolve().parents[3] / "examples" / "maps"
NAMED = {"MAP-033", "MAP-043"}
"""What the shipped example itself finds: one date that is none, two columns left missing."""


@pytest.fixture
def spoilt(tmp_path: Path) -> Callable[..., Imported]:
    """The example with one text of a file replaced, imported."""
    def imported(file: str = "", right: str = "", wrong: str = "") -> Imported:
        folder = Path(shutil.copytree(MAPS / "thi_tran", tmp_path / "thi_tran"))
        shutil.copy(MAPS / "thi_tran.toml", tmp_path / "map.toml")
        if file:
            path = tmp_path / "map.toml" if file == "map.toml" else folder / file
            assert right in path.read_text("utf-8")
            path.write_text(path.read_text("utf-8").replace(right, wrong), "utf-8")
        read = read_map(tmp_path / "map.toml")
        assert read.map is not None
        return import_list(read.map, folder)

    return imported


def others(findings: tuple[Finding, ...]) -> list[tuple[str, int, str, int]]:
    return [(f.code, f.where.row, f.where.column, int(str(f.values.get("count", 1)))) for f in findings if f.code not in NAMED]


def province_of(imported: Imported) -> Province:
    assert imported.province is not None
    return imported.province


def money(province: Province, edition: str, table: str, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in columns) for row in province.scenarios[edition].tables[table].rows]


def test_editions_become_scenarios(spoilt: Callable[..., Imported]) -> None:
    imported = spoilt()
    province = province_of(imported)
    assert imported.read == {"projects": 7, "money": 18}
    assert [row.text("name_vi") for row in province.facts["projects"].rows][1] == "Trường tiểu học Suối Chè (8 phòng)"
    assert {name: len(one.tables["listings"].rows) for name, one in province.scenarios.items()} == {"lan-2026": 4, "lan-2027": 3}
    assert (province.scenarios["lan-2027"].info.first_year, province.scenarios["lan-2027"].info.last_year) == (2027, 2029)
    assert money(province, "lan-2027", "ceilings", "fund", "period", "amount") == [
        ("NSTINH", "2027", 11_000), ("NSTINH", "2028", 2_000), ("NSXA", "2028", 5_000), ("NSXA", "2029", 3_000),
    ]
    assert others(imported.findings) == []


def test_written_folder_reads_back_equal(spoilt: Callable[..., Imported], tmp_path: Path) -> None:
    province = province_of(spoilt())
    assert write_province(province, tmp_path / "out") == ()
    read = read_province(tmp_path / "out")
    assert read.findings == ()
    assert read.province == province


def test_money_of_the_list_is_all_there(spoilt: Callable[..., Imported]) -> None:
    """Billions with a decimal comma, in whole millions; both splits, nothing lost and nothing doubled."""
    province = province_of(spoilt())
    asked = money(province, "lan-2026", "proposals", "view", "amount")
    assert {view: sum(int(str(amount)) for at, amount in asked if at == view) for view in ("source", "phase")} == {
        "source": 31_000, "phase": 25_100,
    }


def test_spelling_the_map_does_not_know_is_named_once_with_its_count(spoilt: Callable[..., Imported]) -> None:
    imported = spoilt("map.toml", '"Ngân sách tỉnh" = "NSTINH"', '"NSTƯ" = "NSTINH"')
    found = [f for f in imported.findings if f.code == "MAP-030"]
    assert [(f.where.file, f.where.row, f.where.column, f.values["value"]) for f in found] == [("von.csv", 7, "Khoản", "Ngân sách tỉnh")]
    assert "MAP-042" in {f.code for f in imported.findings}  # the spelling nobody writes
    assert ("CT-02", "NSTINH") not in money(province_of(imported), "lan-2026", "funding", "project", "fund")


def test_spelling_that_differs_in_case_only_is_understood(spoilt: Callable[..., Imported]) -> None:
    assert others(spoilt("von.csv", "NS huyện cũ", "NS Huyện cũ").findings) == []


def test_spelling_that_fits_two_entries_stays_open(spoilt: Callable[..., Imported]) -> None:
    imported = spoilt("map.toml", '"NS huyện cũ" = "NSHUYEN"', '"NS HUYỆN CŨ" = "NSHUYEN"\n"ns huyện cũ" = "NSXA"')
    assert {code for code, *_ in others(imported.findings)} == {"MAP-031", "MAP-039", "MAP-042"}


@pytest.mark.parametrize(("file", "right", "wrong", "code", "row", "column", "count"), [
    ("von.csv", '"12,0","1,5"', 'nhiều,"1,5"', "MAP-034", 15, "Đã chi (tỷ)", 1),
    ("von.csv", '"12,0","1,5"', '"12,0005","1,5"', "MAP-035", 15, "Đã chi (tỷ)", 1),
    ("von.csv", '2028,"2,0","6,0","5,5"', '2028,"2,0","6,0","5,4"', "MAP-037", 16, "Đã chi (tỷ)", 1),
    ("map.toml", 'spent = { column = "Đã chi (tỷ)", unit = "ty_dong" }', 'spent = { column = "Đã chi (tỷ)", unit = "usd" }', "MAP-038", 2,
     "Đã chi (tỷ)", 6),
    ("du_an.csv", "2026,CT-04,", "2026,,", "MAP-039", 5, "", 0),
    ("du_an.csv", "2027,CT-05,", "2027,CT-02,", "MAP-037", 7, "Tình trạng", 1),
    ("du_an.csv", "2026,CT-04,", ",CT-04,", "MAP-041", 5, "Lần lập", 1),
])
def test_fault_of_the_list_is_named(
    spoilt: Callable[..., Imported], file: str, right: str, wrong: str, code: str, row: int, column: str, count: int,
) -> None:
    imported = spoilt(file, right, wrong)
    found = [place for place in others(imported.findings) if place[0] == code]
    assert found[0][:3] == (code, row, column)
    assert count in (0, found[0][3])
    assert imported.province is not None


def test_amount_is_rounded_only_where_the_map_says_so(spoilt: Callable[..., Imported]) -> None:
    imported = spoilt("map.toml", 'amount = { column = "Đề nghị (tỷ)", unit = "ty_dong" }',
                      'amount = { column = "Đề nghị (tỷ)", unit = "ty_dong", times = 0.0001, rounded = true }')
    assert [f.severity for f in imported.findings if f.code == "MAP-036"] == [Severity.NOTE]
    assert money(province_of(imported), "lan-2027", "proposals", "amount")[:2] == [(0,), (1,)]


@pytest.mark.parametrize(("file", "right", "wrong", "code"), [
    ("map.toml", 'pattern = "von*.csv"', 'pattern = "tien*.csv"', "MAP-020"),
    ("von.csv", "Khoản", "Mục", "MAP-021"),
    ("von.csv", "Còn (tỷ)", "Khoản", "MAP-022"),
    ("map.toml", 'decimal = ","', 'decimal = ","\nunused = { "Năm" = "no reason" }', "MAP-008"),
    ("map.toml", 'pattern = "von*.csv"', 'pattern = "von*.csv"\nsheet = "Vốn"', "TAB-020"),
    ("map.toml", 'money_unit = "trieu_dong"', 'money_unit = "trieu"', "PRV-005"),
])
def test_list_that_is_not_what_the_map_says_is_refused_whole(
    spoilt: Callable[..., Imported], file: str, right: str, wrong: str, code: str,
) -> None:
    imported = spoilt(file, right, wrong)
    assert imported.province is None
    assert code in {f.code for f in imported.findings}


def test_workbook_with_title_rows_and_typed_cells_reads_as_the_text_files_do(spoilt: Callable[..., Imported], tmp_path: Path) -> None:
    """Numbers and dates that Excel holds as such, a title above the header, a sheet by its name."""
    plain = province_of(spoilt())
    folder = tmp_path / "books"
    folder.mkdir()
    for name in ("du_an", "von"):
        book = Workbook()
        sheet = book.create_sheet("Vốn")
        sheet.append(["BIỂU SỐ 1"])
        sheet.append([])
        with (MAPS / "thi_tran" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                sheet.append([typed(cell) for cell in row])
        book.save(folder / f"{name}.xlsx")
    text = (MAPS / "thi_tran.toml").read_text("utf-8")
    for name in ("du_an", "von"):
        text = text.replace(f'pattern = "{name}*.csv"', f'pattern = "{name}*.xlsx"\nsheet = "Vốn"\nheader_row = 3')
    (tmp_path / "books.toml").write_text(text, "utf-8")
    read = read_map(tmp_path / "books.toml")
    assert read.map is not None
    assert province_of(import_list(read.map, folder)) == plain


def typed(cell: str) -> object:
    """A cell as a clerk's Excel holds it."""
    if re.fullmatch(r"\d+(,\d+)?", cell):
        return float(cell.replace(",", "."))
    return datetime.strptime(cell, "%d.%m.%y") if re.fullmatch(r"\d\d\.\d\d\.\d\d", cell) else cell or None


def test_columns_nobody_speaks_of_are_told(spoilt: Callable[..., Imported]) -> None:
    imported = spoilt("map.toml", 'note = "Ghi chú"\n', "")
    assert [(f.code, f.severity, f.values["columns"]) for f in imported.findings if f.code == "MAP-023"] == [
        ("MAP-023", Severity.WARNING, "Ghi chú"),
    ]


@pytest.mark.parametrize(("right", "wrong", "code", "left"), [
    ('name = "lan-{by}"', 'name = "lan"', "MAP-044", ["lan"]),
    ('name = "lan-{by}"', 'name = "../{by}"', "MAP-044", []),
    ('by = "Lần lập"', 'by = "Lần"', "MAP-021", []),
])
def test_edition_that_can_be_no_scenario_is_told(
    spoilt: Callable[..., Imported], right: str, wrong: str, code: str, left: list[str],
) -> None:
    imported = spoilt("map.toml", right, wrong)
    assert code in {f.code for f in imported.findings if f.severity is Severity.ERROR}
    assert list(province_of(imported).scenarios) == left


def test_two_parts_that_fill_one_row_are_told(spoilt: Callable[..., Imported]) -> None:
    imported = spoilt("map.toml", 'field = { constant = "score" }', 'field = { constant = "status" }')
    assert {(f.code, f.values["count"]) for f in imported.findings if f.code == "MAP-040"} == {("MAP-040", 4), ("MAP-040", 3)}


def test_checks_of_an_edition_find_its_natural_faults(spoilt: Callable[..., Imported]) -> None:
    province = province_of(spoilt())
    found = {name: [(f.code, f.where.object_id) for f in check(province, name) if f.code.startswith("CHK-2") and f.code > "CHK-240"]
             for name in province.scenarios}
    assert found == {"lan-2026": [("CHK-241", "CT-02"), ("CHK-251", "CT-02"), ("CHK-253", "CT-03")], "lan-2027": [("CHK-242", "CT-01")]}
