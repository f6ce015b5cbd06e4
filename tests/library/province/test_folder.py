"""A province on disk: what is wrong is said, what is right is kept, and what is written reads back equal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from quyhoach.findings import catalogue
from quyhoach.money import UNITS
from quyhoach.province.folder import ProvinceRead, read_province, write_province
from quyhoach.province.province import Province, ProvinceInfo, Scenario, ScenarioInfo
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables.spec import Column, Kind, Row, Table, TableSpec, Value

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
GEO = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"tên": "Khu"}, "geometry": None}]}


def found(read: ProvinceRead) -> list[tuple[str, str, str]]:
    return [(f.code, f.where.file, f.where.column) for f in read.findings]


def text(name: str, body: str | bytes) -> Callable[[Path], Any]:
    """Put one more file, or another body, into the folder."""
    def put(path: Path) -> None:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(body if isinstance(body, bytes) else body.encode("utf-8"))
    return put


def setting(file: str, key: str, value: str | None) -> Callable[[Path], Any]:
    """Change one key of a settings file, or take it out."""
    def change(path: Path) -> None:
        lines = [line for line in (path / file).read_text("utf-8").splitlines() if not line.startswith(f"{key} ")]
        (path / file).write_text("\n".join(lines + ([f"{key} = {value}"] if value is not None else [])), "utf-8")
    return change


HOME = "scenarios/co-so/scenario.toml"
BAD: dict[str, tuple[Callable[[Path], Any], list[tuple[str, str, str]], bool]] = {
    "broken-toml": (text("province.toml", "code = \n"), [("PRV-003", "province.toml", "")], False),
    "toml-not-utf8": (text("province.toml", b"\xff\xfe\x00"), [("PRV-003", "province.toml", "")], False),
    "no-toml": (lambda path: (path / "province.toml").unlink(), [("PRV-003", "province.toml", "")], False),
    "unknown-money-unit": (setting("province.toml", "money_unit", '"vang"'), [("PRV-005", "province.toml", "money_unit")], False),
    "missing-key": (setting("province.toml", "jurisdiction", None), [("PRV-004", "province.toml", "jurisdiction")], False),
    "empty-key": (setting("province.toml", "code", '""'), [("PRV-004", "province.toml", "code")], False),
    "no-jurisdiction": (setting("province.toml", "jurisdiction", '""'), [], True),
    "misspelt-key": (setting("province.toml", "moneyunit", '"x"'), [("PRV-006", "province.toml", "moneyunit")], True),
    "another-currency": (setting("province.toml", "currency", '"USD"'), [("PRV-007", "province.toml", "currency")], True),
    "broken-scenario": (text(HOME, "x"), [("PRV-003", HOME, "")], True),
    "no-scenario-toml": (lambda path: (path / HOME).unlink(), [("PRV-003", HOME, "")], True),
    "scenario-date": (setting(HOME, "law_date", '"hôm nay"'), [("PRV-005", HOME, "law_date")], True),
    "scenario-years-backwards": (setting(HOME, "last_year", "2025"), [("PRV-005", HOME, "last_year")], True),
    "scenario-period": (setting(HOME, "medium_term", '["2030-2026"]'), [("PRV-005", HOME, "medium_term")], True),
    "scenario-number": (setting(HOME, "gamma", "nan"), [("PRV-005", HOME, "gamma")], True),
    "scenario-flag": (setting(HOME, "illustrative", '"có lẽ"'), [("PRV-005", HOME, "illustrative")], True),
    "two-files-of-a-table": (text("facts/projects.xlsx", b""), [("PRV-009", "facts/projects.xlsx", "")], True),
    "unknown-file": (text("facts/project.csv", "a\n"), [("PRV-010", "facts/project.csv", "")], True),
    "unknown-file-of-a-scenario": (text("scenarios/co-so/tran.csv", "a\n"), [("PRV-010", "scenarios/co-so/tran.csv", "")], True),
    "files-nobody-reads": (text("facts/.DS_Store", "x"), [], True),
    "no-projects": (lambda path: (path / "facts/projects.csv").unlink(), [("PRV-011", "facts/projects.csv", "")], True),
    "broken-map": (text("geo/a.geojson", "{"), [("PRV-012", "geo/a.geojson", "")], True),
    "map-of-another-kind": (text("geo/a.geojson", '{"type": "Feature"}'), [("PRV-012", "geo/a.geojson", "")], True),
    "bottomless-map": (text("geo/a.geojson", "[" * 100_000), [("PRV-012", "geo/a.geojson", "")], True),
    "map-without-suffix": (text("geo/a.shp", "x"), [("PRV-010", "geo/a.shp", "")], True),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_folder_is_a_finding_never_a_traceback(name: str, folder: Any, tmp_path: Path) -> None:
    spoil, expected, readable = BAD[name]
    path = folder.write(tmp_path)
    spoil(path)
    read = read_province(path)
    assert (found(read), read.province is not None) == (expected, readable)


def test_every_message_of_reading_and_writing_is_provoked() -> None:
    elsewhere = {"PRV-001", "PRV-002", "PRV-020", "PRV-021"}
    provoked = {code for _, expected, _ in BAD.values() for code, _, _ in expected} | elsewhere
    assert sorted(code for code in catalogue() if code.startswith("PRV-")) == sorted(provoked)


def test_good_tables_are_kept_beside_bad_ones(folder: Any, tmp_path: Path) -> None:
    path = folder.write(tmp_path)
    sound = read_province(path).province
    text("facts/zones.csv", "gì đó\n1\n")(path)
    setting(HOME, "gamma", None)(path)
    read = read_province(path)
    assert sound is not None
    assert read.province is not None
    assert {n: t for n, t in read.province.facts.items() if n != "zones"} == {n: t for n, t in sound.facts.items() if n != "zones"}
    assert (read.province.facts["zones"].rows, dict(read.province.scenarios)) == ((), {})
    assert {(f.code[:3], f.where.file) for f in read.findings} == {("TAB", "facts/zones.csv"), ("PRV", HOME)}


def test_findings_of_all_tables_come_with_unreadable_settings(folder: Any, tmp_path: Path) -> None:
    folder.facts["projects"][0]["total_investment"] = "nhiều"
    path = folder.write(tmp_path)
    text("province.toml", "?")(path)
    assert [file for _, file, _ in found(read_province(path))] == ["province.toml", "facts/projects.csv"]


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_nothing_to_read(name: str, tmp_path: Path) -> None:
    text("file.txt", "x")(tmp_path)
    read = read_province(tmp_path / name)
    assert (read.province, found(read)) == (None, [("PRV-001", name, "")])


def test_rows_know_their_file_and_folder(folder: Any, tmp_path: Path) -> None:
    province = read_province(folder.write(tmp_path)).province
    assert province is not None
    assert str(province.facts["projects"].rows[1].place) == "facts/projects.csv:3"
    assert str(province.scenarios["co-so"].tables["ceilings"].rows[0].place) == "scenarios/co-so/ceilings.csv:2"


def test_settings_are_understood(folder: Any, tmp_path: Path) -> None:
    province = read_province(folder.write(tmp_path)).province
    assert province is not None
    assert province.info == ProvinceInfo("00", "Tỉnh Nhỏ", "Small Province", UNITS["trieu_dong"], "VN", "EPSG:9215")
    assert province.scenarios["co-so"].info == ScenarioInfo(
        "co-so", "Cơ sở", "Base", True, date(2026, 1, 1), date(2025, 12, 31), 2026, 2028, ((2026, 2028),), Decimal("0.5"), Decimal("0.95"),
    )


# --- the workbook


def test_workbook_without_settings(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "projects"
    book.active.append(["project", "name_vi", "ownership"])
    book.active.append(["DA01", "Đường", "?"])
    book.save(tmp_path / "tinh.xlsx")
    read = read_province(tmp_path / "tinh.xlsx")
    assert read.province is None
    assert found(read)[0] == ("PRV-002", "tinh.xlsx", "")
    assert [f.where.sheet for f in read.findings[1:]] == ["projects"]


def test_workbook_that_is_no_workbook(tmp_path: Path) -> None:
    text("tinh.xlsx", "không phải Excel")(tmp_path)
    read = read_province(tmp_path / "tinh.xlsx")
    assert read.province is None
    assert {code[:3] for code, _, _ in found(read)} == {"PRV", "TAB"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_workbook_edited_by_hand(lang: str, folder: Any, tmp_path: Path) -> None:
    province = read_province(folder.write(tmp_path / "a")).province
    assert province is not None
    assert write_province(province, tmp_path / "b.xlsx", lang) == ()
    book = load_workbook(tmp_path / "b.xlsx")
    sheet = book["Tỉnh" if lang == "vi" else "Province"]
    keys = {row[0].value: row[1] for row in sheet.iter_rows()}
    keys["scenario.name"].value = None
    keys["scenario.law_date"].value = date(2026, 2, 3)
    keys["scenario.gamma"].value = 0.25
    keys["scenario.last_year"].value = 2029
    keys["scenario.illustrative"].value = False
    book.save(tmp_path / "b.xlsx")
    read = read_province(tmp_path / "b.xlsx")
    assert found(read) == []
    assert read.province is not None
    assert read.province.scenarios["workbook"].info == replace(
        province.scenarios["co-so"].info, name="workbook", law_date=date(2026, 2, 3), gamma=Decimal("0.25"), last_year=2029,
        illustrative=False,
    )


def test_workbook_names_the_scenario_key_that_is_missing(folder: Any, tmp_path: Path) -> None:
    province = read_province(folder.write(tmp_path / "a")).province
    assert province is not None
    write_province(province, tmp_path / "b.xlsx")
    book = load_workbook(tmp_path / "b.xlsx")
    next(row for row in book["Tỉnh"].iter_rows() if row[0].value == "scenario.discount")[1].value = None
    book.save(tmp_path / "b.xlsx")
    read = read_province(tmp_path / "b.xlsx")
    assert found(read) == [("PRV-004", "b.xlsx", "scenario.discount")]
    assert read.province is not None
    assert (read.province.facts, dict(read.province.scenarios)) == (province.facts, {})


def test_workbook_says_what_it_cannot_hold(folder: Any, tmp_path: Path) -> None:
    path = folder.write(tmp_path / "a")
    text("geo/khu.geojson", json.dumps(GEO))(path)
    province = read_province(path).province
    assert province is not None
    other = replace(province.scenarios["co-so"], info=replace(province.scenarios["co-so"].info, name="khac"))
    more = replace(province, scenarios={**province.scenarios, "khac": other})
    (left,) = write_province(more, tmp_path / "b.xlsx")
    assert (left.code, dict(left.values)) == ("PRV-020", {"left_out": "khac, khu.geojson"})
    back = read_province(tmp_path / "b.xlsx").province
    assert back == replace(province, layers={})


def test_text_too_long_for_a_workbook_leaves_the_old_one(folder: Any, tmp_path: Path) -> None:
    folder.facts["projects"][0]["note"] = "x" * 32_768
    province = read_province(folder.write(tmp_path / "a")).province
    assert province is not None
    text("b.xlsx", "cũ")(tmp_path)
    assert [f.code for f in write_province(province, tmp_path / "b.xlsx")] == ["PRV-021"]
    assert (tmp_path / "b.xlsx").read_text("utf-8") == "cũ"


# --- there and back


@pytest.mark.parametrize("example", ["lang_son", "tinh_nho"])
def test_examples_come_back_equal_and_byte_for_byte(example: str, tmp_path: Path) -> None:
    province = read_province(EXAMPLES / example).province
    assert province is not None
    for copy in ("a", "b"):
        assert write_province(province, tmp_path / copy) == ()
    assert read_province(tmp_path / "a").province == province
    assert files(tmp_path / "a") == files(tmp_path / "b")
    first = next(iter(province.scenarios))
    alone = replace(province, scenarios={first: province.scenarios[first]}, layers={})
    for copy in ("a.xlsx", "b.xlsx"):
        assert write_province(alone, tmp_path / copy) == ()
    assert read_province(tmp_path / "a.xlsx") == ProvinceRead(alone, ())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_writing_over_a_folder_leaves_nothing_of_the_old_tables(folder: Any, tmp_path: Path) -> None:
    province = read_province(folder.write(tmp_path)).province
    assert province is not None
    smaller = replace(province, facts={**province.facts, "directives": Table(FACTS["directives"])})
    write_province(smaller, tmp_path)
    assert read_province(tmp_path) == ProvinceRead(smaller, ())
    assert [name for name in files(tmp_path) if name.rpartition("/")[2].startswith(".")] == []


def files(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


LETTERS = st.characters(categories=("Lu", "Ll", "Nd", "Zs"), include_characters='"\\;,.:\'#=-/|{}[]()', max_codepoint=0x1EF9)
CODES = st.from_regex(r"[A-Z]{1,3}[0-9]{1,4}(\.[A-Z]{1,2})?", fullmatch=True)
PIECES = ["Đường", "cửa khẩu", "Hòa", "1.234", "=SUM", "#N/A", '"x"', "a;b", "a, b", "'", "{k}"]
WORDS = st.lists(st.sampled_from(PIECES), min_size=1).map(" ".join)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
DECIMALS = st.decimals(-10**6, 10**6, places=3).map(lambda number: number.normalize() + 0)


def cells(column: Column) -> st.SearchStrategy[Value]:
    """Values a column may hold; empty too, unless it is required."""
    whole = st.integers(-(10**12) if column.signed else 0, 10**12)
    kinds: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: WORDS, Kind.CODE: CODES, Kind.CODES: st.lists(CODES, min_size=1, max_size=3, unique=True).map(tuple),
        Kind.CHOICE: st.sampled_from(sorted(column.choices) or ["-"]), Kind.WHOLE: whole, Kind.MONEY: whole,
        Kind.DECIMAL: DECIMALS if column.signed else DECIMALS.map(abs), Kind.SHARE: st.integers(0, 1000).map(lambda n: Decimal(n) / 1000),
        Kind.YEAR: st.integers(1950, 2100), Kind.DATE: DAYS, Kind.AS_OF: DAYS.map(str), Kind.FLAG: st.booleans(),
    }
    value = kinds[column.kind]
    return value if column.required or column.required_if else st.none() | value


def tables(spec: TableSpec) -> st.SearchStrategy[Table]:
    rows = st.fixed_dictionaries({column.name: cells(column) for column in spec.columns}).map(Row)
    unique = st.lists(rows, max_size=2, unique_by=lambda row: tuple(row[name] for name in spec.key))
    return unique.map(lambda found: Table(spec, tuple(found)))


SHOWN = ("units", "projects", "plan_lines", "sums", "sources")
STATED = ("ceilings", "funding", "logic", "parcels")
NAMES = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
MAYBE = st.just("") | NAMES
INFOS = st.builds(ProvinceInfo, CODES, NAMES, MAYBE, st.sampled_from(list(UNITS.values())), st.sampled_from(["", "VN"]), MAYBE)
SCENARIO_INFOS = st.builds(
    ScenarioInfo, st.just("co-so"), NAMES, MAYBE, st.booleans(), DAYS, DAYS, st.just(2026), st.integers(2026, 2040),
    st.sampled_from([(), ((2026, 2030),), ((2021, 2025), (2026, 2030))]), DECIMALS, DECIMALS,
)


def mixture(names: tuple[str, ...], specs: dict[str, TableSpec]) -> st.SearchStrategy[dict[str, Table]]:
    return st.fixed_dictionaries({name: tables(spec) if name in names else st.just(Table(spec)) for name, spec in specs.items()})


PROVINCES = st.builds(
    lambda info, facts, scenario, assumed: Province(info, facts, {"co-so": Scenario(scenario, assumed)}),
    INFOS, mixture(SHOWN, FACTS), SCENARIO_INFOS, mixture(STATED, SCENARIO),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(PROVINCES, st.sampled_from(["vi", "en"]))
def test_any_province_comes_back_equal(tmp_path: Path, province: Province, lang: str) -> None:
    home = tmp_path / str(len(list(tmp_path.iterdir())))
    assert write_province(replace(province, layers={"khu": GEO}), home) == ()
    assert read_province(home).province == replace(province, layers={"khu": GEO})
    assert write_province(province, home / "tinh.xlsx", lang) == ()
    assert read_province(home / "tinh.xlsx").province == province
