"""The reference province: its figures, its sums that do not close, and how its rows were carried over from the research."""

from __future__ import annotations

import csv
import json
import math
import re
import tomllib
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from quyhoach.money import UNITS
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables import read_table
from quyhoach.tables.spec import Kind, Table, TableSpec

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "lang_son"
SCENARIOS = sorted((ROOT / "examples").glob("*/scenarios/*"))
CASES = ROOT / "tests" / "cases"
RESEARCH = ROOT.parent / "shared" / "data" / "langson"
NO_ADDRESS = "nguồn không có địa chỉ"

FIGURES = yaml.safe_load((CASES / "langson_figures.yaml").read_text("utf-8"))
OPEN_SUMS = yaml.safe_load((CASES / "langson_open_sums.yaml").read_text("utf-8"))


def read(file: Path, spec: TableSpec) -> Table:
    result = read_table(file, spec, unit=UNITS["trieu_dong"])
    assert [(found.code, str(found.where)) for found in result.findings] == []
    return result.table


@cache
def facts(name: str) -> Table:
    file = EXAMPLE / "facts" / f"{name}.csv"
    return read(file, FACTS[name]) if file.exists() else Table(FACTS[name])  # a table with no file is an empty one


@cache
def by_key(name: str) -> dict[str, Any]:
    return facts(name).by_key()


def number(reference: str | int | float) -> Decimal:
    """A cell written table/row/column, or a printed number."""
    if not isinstance(reference, str):
        return Decimal(str(reference))
    table, rest = reference.split("/", 1)
    row, column = rest.rsplit("/", 1)
    value = by_key(table)[row][column]
    assert isinstance(value, int | Decimal), reference
    return Decimal(value)


def total(case: dict[str, Any], key: str) -> Decimal:
    return sum((number(reference) for reference in case.get(key, ())), Decimal(0))


def product(case: dict[str, Any], key: str) -> Decimal:
    return math.prod((number(reference) for reference in case.get(key, ())), start=Decimal(1))


def counted(case: dict[str, Any]) -> Decimal:
    rule = case.get("count")
    return Decimal(sum(row.text(rule["column"]) == rule["is"] for row in facts(rule["table"]).rows)) if rule else Decimal(0)


# --- the figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [case for case in FIGURES if "equals" in case], ids=lambda case: f"{case['group']}: {case['vi']}")
def test_figure_agrees(case: dict[str, Any]) -> None:
    found = (counted(case) + total(case, "sum") - total(case, "minus")) * product(case, "times") / product(case, "divide_by")
    if "decimals" in case:
        found = found.quantize(Decimal(1).scaleb(-case["decimals"]), ROUND_HALF_UP)
    assert found == number(case["equals"])


@pytest.mark.parametrize("case", [case for case in FIGURES if "became" in case], ids=lambda case: case["vi"])
def test_boundary_is_followed_to_new_units(case: dict[str, Any]) -> None:
    listed = [row for row in facts("zone_units").rows if row.text("zone") == case["zone"] and row.text("adjustment") in ("có", "một phần")]
    units = by_key("units")
    traced = [units[row.text("unit")] for row in listed if row["unit"]]
    assert len(listed) == case["listed"]
    assert {units[code].text("name_vi") for unit in traced for code in unit.codes("successors")} == set(case["became"])
    assert [row.text("name_vi") for row in listed if not row["unit"]] == case["not_traced"]


def test_every_group_of_figures_is_asked() -> None:
    assert sorted({case["group"] for case in FIGURES}) == list(range(1, 15))


def test_open_sums_are_exactly_those_known() -> None:
    sides: dict[str, dict[str, Decimal]] = defaultdict(lambda: {"part": Decimal(0), "total": Decimal(0), "tolerance": Decimal(0)})
    for row in facts("sums").rows:
        value = row.decimal("value")
        if value is None:
            value = number("/".join(row.text(part) for part in ("table", "row", "column")))
        side = sides[row.text("sum")]
        side[row.text("side")] += value
        side["tolerance"] = max(side["tolerance"], row.decimal("tolerance") or Decimal(0))
    wide = {name: (side["part"], side["total"]) for name, side in sides.items() if abs(side["part"] - side["total"]) > side["tolerance"]}
    assert wide == {case["sum"]: (number(case["parts"]), number(case["total"])) for case in OPEN_SUMS}


def test_plan_totals_of_2025_stand_side_by_side() -> None:
    asked = [row for row in facts("capital_history").rows if (row["quantity"], row["period"]) == ("public_plan_total", "2025")]
    assert {row.text("figure"): row.whole("plan") for row in asked} == {"C009": 7218000, "C012": 5710000, "C013": 6295000, "C014": 6316000}


# --- what the rows must hold -----------------------------------------------------------------------------------------------


def test_all_rows_are_carried_over() -> None:
    rows = {name: count for name in FACTS if (count := len(facts(name).rows))}
    assert rows == {
        "agencies": 50, "units": 194 + 65, "zones": 45, "zone_units": 24, "sources": 10, "projects": 115,
        "capital_history": 56, "project_costs": 10, "project_funding": 9, "directives": 17, "sums": 200, "land_records": 31,
        "gate_traffic": 164, "policies": 55, "rural": 71, "targets": 95, "agro": 35,
        "regions": 11, "plans": 32, "plan_steps": 4, "plan_items": 18, "land_use_quotas": 2,
        "joint_projects": 1, "joint_parties": 1, "selections": 25, "sites": 18, "clearing_order": 2,
    }


@pytest.mark.parametrize("name", FACTS)
def test_rows_name_their_source(name: str) -> None:
    assert [row.place.row for row in facts(name).rows if not row["source"]] == []


@pytest.mark.parametrize("name", FACTS)
def test_rows_say_of_when_they_are(name: str) -> None:
    undated = [row for row in facts(name).rows if not row["as_of"]]
    assert [row.place.row for row in undated if not re.search("nguồn không ghi ngày|không ghi năm", row.text("note"))] == []


@pytest.mark.parametrize("name", FACTS)
def test_sources_without_address_are_marked(name: str) -> None:
    silent = [row for row in facts(name).rows if not re.search(r"https?://|\d+/\d{4}/", row.text("source"))]
    assert [row.place.row for row in silent if NO_ADDRESS not in row.text("source")] == []


def test_no_allegation_is_shipped() -> None:
    words = re.compile(r"thanh tra|sai phạm|vi phạm|chi sai|tính sai|kỷ luật|khởi tố|truy tố|tham nhũng|inspectorate", re.IGNORECASE)
    rows = [(name, row) for name in FACTS for row in facts(name).rows]
    assert [(name, row.place.row) for name, row in rows if any(words.search(str(value)) for value in row.values.values())] == []


def test_ranges_are_not_turned_into_numbers() -> None:
    numbers = {"rural": ("value",), "targets": ("value",)}
    ranges = [row for name in numbers for row in facts(name).rows if row["value_text"]]
    assert len(ranges) == 14
    assert [row["value"] for row in ranges if row["value"] is not None] == []


@pytest.mark.parametrize("name", FACTS)
def test_codes_are_known(name: str) -> None:
    columns = [column for column in FACTS[name].columns if column.refers_to and column.refers_to != "rules"]
    lost = []
    for column in columns:
        known = {row.text(FACTS[column.refers_to].key[0]) for row in facts(column.refers_to).rows}
        for row in facts(name).rows:
            codes = row.codes(column.name) if column.kind is Kind.CODES else tuple(filter(None, (row.text(column.name),)))
            lost += [(row.place.row, code) for code in codes if code not in known]
    assert lost == []


def test_old_communes_end_where_new_ones_begin() -> None:
    units = facts("units").rows
    old, new = ([row for row in units if row[column]] for column in ("valid_to", "valid_from"))
    assert {str(row["valid_to"]) for row in old} == {"2025-06-30"}
    assert {str(row["valid_from"]) for row in new} == {"2025-07-01"}
    assert {code for row in old for code in row.codes("successors")} == {row.text("unit") for row in new}
    disputed = {row.text("name_vi") for row in new if row["disputed_code"]}
    assert disputed == {"Xã Quốc Khánh", "Xã Na Sầm", "Xã Cao Lộc", "Xã Ba Sơn", "Xã Thiện Tân"}


def test_map_shows_no_border() -> None:
    layer = json.loads((EXAMPLE / "geo" / "zones.geojson").read_text("utf-8"))
    notice = "Sơ đồ minh họa, không thể hiện địa giới, biên giới"
    assert {feature["geometry"]["type"] for feature in layer["features"]} == {"Point"}
    assert {layer["notice"], *(feature["properties"]["notice"] for feature in layer["features"])} == {notice}
    placed = {row.text("zone") for row in facts("zones").rows if row["lat"] is not None}
    assert {feature["properties"]["zone"] for feature in layer["features"]} == placed
    assert [feature["properties"]["zone"] for feature in layer["features"] if not feature["properties"]["coord_basis"]] == []


# --- scenarios of the examples ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda folder: folder.name)
def test_scenario_rows_are_assumed_by_a_written_rule(folder: Path) -> None:
    tables = {file.stem: read(file, SCENARIO[file.stem]) for file in folder.glob("*.csv")}
    written = {row.text("rule") for row in tables["rules"].rows}
    used = {row.text("assumed") for name, table in tables.items() if name != "rules" for row in table.rows}
    facts = folder.parents[1] / "facts"
    by_facts = {row.text("assumed") for file in facts.glob("*.csv") for row in read(file, FACTS[file.stem]).rows} - {""}
    assert used | by_facts == written
    assert tomllib.loads((folder / "scenario.toml").read_text("utf-8"))["illustrative"] is True


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda folder: folder.name)
def test_only_public_money_is_planned(folder: Path) -> None:
    projects = read(folder.parents[1] / "facts" / "projects.csv", FACTS["projects"]).by_key()
    funded = {row.text("project") for row in read(folder / "funding.csv", SCENARIO["funding"]).rows}
    assert {projects[code].text("ownership") for code in funded} <= {"public", "ppp"}
    assert [code for code in funded if projects[code]["part_of"]] == []


@pytest.mark.parametrize("file", sorted((ROOT / "examples" / "tinh_nho" / "facts").glob("*.csv")), ids=lambda file: file.stem)
def test_small_province_reads_clean_and_says_it_is_invented(file: Path) -> None:
    assert {row.text("source") for row in read(file, FACTS[file.stem]).rows} == {"số liệu tưởng tượng"}


# --- against the research --------------------------------------------------------------------------------------------------

needs_research = pytest.mark.skipif(not RESEARCH.is_dir(), reason="no ../shared/data/langson: the research tables are not here")

CARRIED = (
    ("projects", "projects", "project_id", {"total_investment_ty_dong": "total_investment", "disbursed_ty": "disbursed"}),
    ("capital_sources", "capital_history", "row_id", {"plan_ty": "plan", "allocated_ty": "allocated", "disbursed_ty": "disbursed"}),
    ("land_fund", "land_records", "row_id", {"compensation_plan_ty": "compensation_plan", "paid_ty": "paid"}),
    ("gates_traffic", "gate_traffic", "row_id", {"customs_revenue_ty": "customs_revenue", "infra_fee_ty": "infra_fee"}),
    ("rural", "rural", "row_id", {"budget_ty": "budget"}),
)


def research(name: str) -> list[dict[str, str]]:
    with (RESEARCH / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@needs_research
@pytest.mark.parametrize(("origin", "table", "key", "columns"), CARRIED, ids=[carried[1] for carried in CARRIED])
def test_money_is_carried_over_exactly(origin: str, table: str, key: str, columns: dict[str, str]) -> None:
    rows = by_key(table)
    for line in research(origin):
        printed = {new: Decimal(line[old]) * 1000 if line[old] else None for old, new in columns.items()}
        assert {new: rows[line[key]][new] for new in columns.values()} == printed, line[key]


@needs_research
def test_figures_are_carried_over_exactly() -> None:
    pairs = (
        ("targets", "value", "targets", "value"), ("rural", "value", "rural", "value"),
        ("gates_traffic", "backlog_vehicles", "gate_traffic", "backlog"),
        ("gates_traffic", "trade_total_musd", "gate_traffic", "trade_musd"),
    )
    plain = re.compile(r"-?\d+(\.\d+)?")
    wrong = [
        (table, line["row_id"], line[old])
        for origin, old, table, new in pairs for line in research(origin)
        if by_key(table)[line["row_id"]][new] != (Decimal(line[old]) if plain.fullmatch(line[old]) else None)
    ]
    assert wrong == []


@needs_research
def test_old_and_new_units_are_those_of_the_crosswalk() -> None:
    units = by_key("units")
    lines = research("admin_crosswalk")
    assert [line["legacy_code"] for line in lines if units[line["legacy_code"]].text("name_vi") != line["legacy_name"]] == []
    first = [units[units[line["legacy_code"]].codes("successors")[0]] for line in lines]
    assert [unit.text("name_vi") for unit in first] == [line["new_name"] for line in lines]
    assert [unit.text("code") for unit in first] == [line["new_code_vietnamadminunits"] for line in lines]
    other = [line["new_code_vietnam_provinces_2025_10_1"] for line in lines]
    assert [unit.text("disputed_code") or unit.text("code") for unit in first] == other
