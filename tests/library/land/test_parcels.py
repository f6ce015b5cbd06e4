"""Parcels: areas stated and measured, two projects, holders as files; maps and lists joined; the examples; what ``check`` says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from quyhoach.land.parcel import AGRICULTURAL, OTHER, UNKNOWN, Holder, LandParcel, class_of, looks_personal
from quyhoach.land.parcel_findings import holder_findings, parcel_findings
from quyhoach.province.checks import check
from quyhoach.province.folder import read_province
from quyhoach.province.land_ladder import ladder_of, list_findings, waiting
from quyhoach.province.parcel_import import read_parcels
from quyhoach.province.province import Province
from quyhoach.province.specs import FACTS
from quyhoach.province.specs.cooperation import RELEASED_TABLE
from quyhoach.tables.spec import Row, Table
from quyhoach.tables.write import write_workbook
from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, Shape, ShapeRole
from quyhoach.zones.writing import write_layer

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
EAST, NORTH = 500_000, 2_415_000


@cache
def example(name: str) -> Province:
    found = read_province(EXAMPLES / name)
    assert found.findings == () or name != "tinh_nho"
    assert found.province is not None
    return found.province


def changed(province: Province, table: str, key: str, **values: Any) -> Province:
    column = FACTS[table].key[0]
    rows = [Row({**row.values, **values}, row.place) if row.text(column) == key else row for row in province.facts[table].rows]
    assert rows != list(province.facts[table].rows)
    return replace(province, facts={**province.facts, table: Table(FACTS[table], tuple(rows))})


def added(province: Province, table: str, **values: Any) -> Province:
    row = Row({**{column.name: None for column in FACTS[table].columns}, **values})
    return replace(province, facts={**province.facts, table: Table(FACTS[table], (*province.facts[table].rows, row))})


def parcel(id: str = "T1", **values: Any) -> LandParcel:
    return LandParcel(id, **{"holder": "H1", "area_stated_ha": Decimal("1.50"), "land_code": "LUC", **values})


def codes(parcels: list[LandParcel]) -> list[tuple[str, str]]:
    return [(found.code, found.where.object_id) for found in parcel_findings(parcels)]


# --- the list ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "is_"), [
    ("LUC", AGRICULTURAL), ("RSX", AGRICULTURAL), ("ONT", OTHER), ("SKK", OTHER), ("", UNKNOWN), ("XYZ", UNKNOWN),
])
def test_what_a_code_counts_as(code: str, is_: str) -> None:
    assert class_of(code) == is_


@pytest.mark.parametrize(("stated", "computed", "disagree"), [
    ("1.50", "1.505", False), ("1.50", "1.5056", True), ("1.50", "1.4951", False), ("1.50", "1.4944", True), ("1.5", "1.549", False),
    ("1.5000", "1.5001", False), ("1.5000", "1.5002", True), ("1.50", None, False), (None, "1.5", False),
])
def test_areas_disagree_when_rounding_does_not_explain_it(stated: str | None, computed: str | None, disagree: bool) -> None:
    areas = {"area_stated_ha": stated and Decimal(stated), "area_computed_ha": computed and Decimal(computed)}
    found = parcel(**areas)
    assert found.areas_disagree is disagree
    assert codes([found]) == ([("LND-002", "T1")] if disagree else [])
    assert found.area_ha == Decimal(stated or computed or "0")


def test_a_parcel_in_two_projects_is_found_by_code_and_by_number() -> None:
    assert codes([parcel(project="A"), parcel(project="B")]) == [("LND-001", "T1")]
    sheet = {"unit": "X", "map_sheet": "12", "number": "85"}
    assert codes([parcel(project="A", **sheet), parcel("T2", project="B", **sheet)]) == [("LND-001", "T2")]
    assert codes([parcel(project="A", **sheet), parcel("T2", project="A", **sheet)]) == [("LND-021", "T2")]
    assert codes([parcel(project="A", **sheet), parcel("T2", project="B", **{**sheet, "unit": "Y"})]) == []
    assert codes([parcel(project="A"), parcel("T2", project="B")]) == []


def test_a_finding_of_two_projects_names_both_and_the_article() -> None:
    (found,) = parcel_findings([parcel(project="A"), parcel(project="B")])
    assert "A" in found.text("message", "vi")
    assert "B" in found.text("message", "vi")
    assert "điều 80" in found.text("why", "vi")


@pytest.mark.parametrize(("code", "personal"), [
    ("H01", False), ("HS-2026-0012", False), ("012345678", True), ("001085012345", True), ("0912345678", True), ("+84912345678", True),
    ("CCCD 001085012345", True), ("12345", False),
])
def test_a_file_code_is_no_identity_or_telephone_number(code: str, personal: bool) -> None:
    assert looks_personal(code) is personal
    found = [*parcel_findings([parcel(holder=code)]), *holder_findings([Holder(code)])]
    assert [one.code for one in found] == ["LND-004", "LND-004"] * personal
    assert all(code not in one.text("message", "vi") for one in found)


def test_a_parcel_without_holder_or_area_is_told() -> None:
    assert codes([parcel(holder="", area_stated_ha=None)]) == [("LND-024", "T1"), ("LND-003", "T1")]


def test_what_only_some_may_read_is_marked() -> None:
    assert [name for name in ("holders", "compensation_lines", "land_parcels") if FACTS[name].private] == ["holders", "compensation_lines"]
    assert [column.name for column in FACTS["land_parcels"].columns if column.private] == ["holder"]
    assert {name for name, spec in FACTS.items() if spec.private} & set(RELEASED_TABLE) == set()


# --- the examples -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("as_of", "steps", "expired"), [
    (date(2025, 6, 9), ["", "", "", "", ""], []),
    (date(2025, 12, 31), ["appraisal"] * 3 + ["opinions", "count"], []),
    (date(2026, 2, 10), ["payment"] * 3 + ["appraisal", "count"], []),
    (date(2026, 2, 12), ["payment"] * 3 + ["appraisal", "count"], []),
    (date(2026, 4, 10), ["handover"] * 3 + ["payment", "count"], []),
    (date(2026, 6, 5), ["managed"] * 4 + ["count"], []),
    (date(2026, 10, 1), ["managed"] * 4 + ["count"], []),
    (date(2026, 10, 2), ["managed"] * 4 + ["meeting"], ["TD05"]),
])
def test_the_small_provinces_parcels_live_their_whole_life(as_of: date, steps: list[str], expired: list[str]) -> None:
    found = ladder_of(example("tinh_nho"), as_of)
    assert [rung.step for rung in found.rungs] == steps
    assert [rung.parcel for rung in found.rungs if rung.expired] == expired
    assert [one.code for one in found.findings if one.code not in ("LND-011", "LND-019")] == []


def test_the_small_provinces_payments_are_what_its_plans_pay() -> None:
    found = ladder_of(example("tinh_nho"), date(2026, 12, 31))
    paid = {site: sum(proof.amount_vnd or 0 for rung in rungs for proof in rung.proofs if proof.step == "payment")
            for site, rungs in found.by_site.items()}
    assert paid == {"MB01": 7_600_000_000, "MB02X": 2_000_000_000}


def test_a_dead_notice_takes_the_site_back_and_the_project_waits() -> None:
    """The recovery decision of one parcel of three is struck out: its notice of 1 July 2025 lives until 1 July 2026."""
    whole_province = example("tinh_nho")
    decided = next(row for row in whole_province.facts["clearance_steps"].rows if row["step"] == "recovery" and row["parcel"] == "TD02")
    kept = tuple(row for row in whole_province.facts["clearance_steps"].rows if row is not decided)
    small = replace(whole_province, facts={**whole_province.facts, "clearance_steps": Table(FACTS["clearance_steps"], kept)})
    alive, dead = ladder_of(small, date(2026, 7, 1)), ladder_of(small, date(2026, 7, 2))
    whole = ladder_of(whole_province, date(2026, 7, 2))
    assert (waiting(whole), whole.site_clear("MB01").year) == ({}, 2026)
    assert [one.id for one in waiting(alive)["DA02"]] == [one.id for one in waiting(dead)["DA02"]] == ["TD02"]
    assert (alive.by_parcel["TD02"].step, alive.by_parcel["TD02"].waits_for) == ("payment", "recovery")
    assert (dead.by_parcel["TD02"].step, dead.by_parcel["TD02"].waits_for) == ("meeting", "notice")
    assert alive.site_clear("MB01") == date(2026, 7, 1)
    assert dead.site_clear("MB01") is not None
    assert dead.site_clear("MB01") > date(2026, 9, 29)


def test_a_province_of_a_state_without_law_on_file_gets_one_note() -> None:
    small = example("tinh_nho")
    found = ladder_of(replace(small, info=replace(small.info, jurisdiction="XX")), date(2026, 7, 1))
    assert ([one.code for one in found.findings], found.rungs) == (["LAW-005"], ())


def test_the_reference_province_has_facts_and_no_invented_parcels() -> None:
    real = example("lang_son")
    assert (ladder_of(real, date(2026, 11, 24)).rungs, list_findings(real)) == ((), ())
    facts = {row.text("record"): row for row in real.facts["land_records"].rows}
    assert (facts["L009"].decimal("area_done_ha"), facts["L009"].decimal("area_required_ha")) == (Decimal("455.61"), Decimal("458.19"))
    heads = [facts[code].whole("households_total") for code in ("L011", "L012", "L013")]
    assert heads == [818, 984, 1802]
    assert heads[0] + heads[1] == heads[2]


def test_check_says_what_is_wrong_with_parcels_and_proofs() -> None:
    small = example("tinh_nho")
    assert [one.code for one in check(small, "co-so") if one.code.startswith("LND-0") and one.code < "LND-050"] == []
    bad = added(small, "land_parcels", parcel="TD01", project="DA03", holder="H01", land_code="LUC", area_stated_ha=Decimal("1.5"))
    bad = changed(bad, "clearance_steps", "BC01", digest="sha256 của tệp, ghi sau cho đủ sáu mươi bốn chữ cái ở ô này nhé!")
    stray = {"record": "BC99", "site": "MB99", "step": "notice", "done_on": date(2025, 7, 1), "document": "1/TB", "digest": "0" * 64}
    bad = added(bad, "clearance_steps", **stray)
    found = [one for one in check(bad, "co-so") if one.code.startswith("LND-0") and one.code < "LND-050"]
    assert sorted({one.code for one in found}) == ["LND-001", "LND-005", "LND-007", "LND-016"]
    assert [one.where.object_id for one in found if one.code == "LND-007"] == ["TD01", "TD02", "TD03"]


# --- maps and lists ---------------------------------------------------------------------------------------------------------

ROWS = [("T1", "12", "85", "LUC", 150), ("T2", "12", "86", "ONT", 100)]


def layer() -> PlanLayer:
    shapes = [shapely.box(EAST + 200 * n, NORTH, EAST + 200 * n + width, NORTH + 100) for n, (*_, width) in enumerate(ROWS)]
    attributes = tuple(Shape(id, ShapeRole.UNIT, code=code, zone="KV01") for id, _, _, code, _ in ROWS)
    extra = {id: {"to_ban_do": sheet, "so_thua": number} for id, sheet, number, *_ in ROWS}
    return PlanLayer(DEFAULT_CRS, attributes, np.array(shapes, dtype=object), "", extra)


def listed(*rows: dict[str, Any]) -> Table:
    spec = FACTS["land_parcels"]
    return Table(spec, tuple(Row({**{column.name: None for column in spec.columns}, **row}) for row in rows))


@pytest.mark.parametrize("name", ["thua.gpkg", "thua.geojson"])
def test_a_map_gives_code_sheet_number_land_and_measured_area(tmp_path: Path, name: str) -> None:
    write_layer(layer(), tmp_path / name)
    read = read_parcels([tmp_path / name])
    rows = [(row.text("parcel"), row.text("map_sheet"), row.text("number"), row.text("land_code"), row.decimal("area_computed_ha"))
            for row in read.table.rows]
    assert rows == [("T1", "12", "85", "LUC", Decimal("1.5")), ("T2", "12", "86", "ONT", Decimal("1"))]
    assert [row.text("source") for row in read.table.rows] == [name] * 2
    assert {one.code for one in read.findings} == {"LND-003"}


def test_a_drawing_gives_areas(tmp_path: Path) -> None:
    pairs = [(0, "SECTION"), (2, "ENTITIES"), (0, "LWPOLYLINE"), (5, "A1"), (100, "AcDbEntity"), (8, "LUC"), (100, "AcDbPolyline")]
    pairs += [(90, 4), (70, 1)]
    for x, y in ((0, 0), (150, 0), (150, 100), (0, 100)):
        pairs += [(10, EAST + x), (20, NORTH + y)]
    text = "".join(f"{code}\n{value}\n" for code, value in [*pairs, (0, "ENDSEC"), (0, "EOF")])
    (tmp_path / "thua.dxf").write_text(text)
    read = read_parcels([tmp_path / "thua.dxf"], "EPSG:9215")
    (row,) = read.table.rows
    assert (row.text("parcel"), row.text("land_code"), row.decimal("area_computed_ha")) == ("A1", "LUC", Decimal("1.5"))


def test_a_list_fills_what_the_map_does_not_say_and_differences_are_told(tmp_path: Path) -> None:
    write_layer(layer(), tmp_path / "thua.gpkg")
    table = listed(
        {"parcel": "T1", "area_stated_ha": Decimal("1.50"), "holder": "H01", "project": "DA02"},
        {"parcel": "X9", "map_sheet": "12", "number": "86", "land_code": "CLN", "area_stated_ha": Decimal("0.90"), "holder": "H02"},
        {"parcel": "T3", "land_code": "LUC", "area_stated_ha": Decimal("0.2"), "holder": "H03"},
    )
    write_workbook([table], tmp_path / "ds.xlsx")
    read = read_parcels([tmp_path / "thua.gpkg", tmp_path / "ds.xlsx"])
    rows = {row.text("parcel"): row for row in read.table.rows}
    assert list(rows) == ["T1", "T2", "T3"]
    assert (rows["T1"].text("holder"), rows["T1"].text("project"), rows["T1"].text("source")) == ("H01", "DA02", "thua.gpkg | ds.xlsx")
    assert (rows["T2"].text("holder"), rows["T2"].text("land_code")) == ("H02", "ONT")
    assert sorted((one.code, one.where.object_id) for one in read.findings) == [("LND-002", "T2"), ("LND-026", "T2")]
    assert dict(read.files) == {"thua.gpkg": 2, "ds.xlsx": 3}


def test_a_file_of_another_kind_is_told_and_costs_no_other(tmp_path: Path) -> None:
    write_layer(layer(), tmp_path / "thua.geojson")
    (tmp_path / "thua.pdf").write_text("x")
    read = read_parcels([tmp_path / "thua.pdf", tmp_path / "thua.geojson"])
    assert len(read.table.rows) == 2
    assert next(iter(read.findings)).code == "LND-025"
