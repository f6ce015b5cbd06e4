"""Plans: hierarchy, decisions, types in time, land moved by amendments, schematic shapes, and the regions of the reference province."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from quyhoach import law
from quyhoach.findings import Severity
from quyhoach.province.checks import check, land_quotas, plans, regions
from quyhoach.province.checks.case import Case
from quyhoach.tables.spec import Row
from quyhoach.zones.moments import first_day, last_day, surely_before
from quyhoach.zones.plan import LEVELS, PlanRegister, PlanStatus
from quyhoach.zones.plan_law import type_of
from quyhoach.zones.schematic_zones import CORNERS, ZoneSketch, schematic_zones, sketches_of

from .plan_rows import EXAMPLES, changed, codes, example, found, row, with_rows

DAY = law.at(date(2025, 12, 31))


def register(*parents: tuple[str, str]) -> PlanRegister:
    return PlanRegister.of(row("plans", plan=code, name_vi=code, parent=parent or None) for code, parent in parents)


# --- moments --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("moment", "first", "last"), [
    ("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2025-02", "2025-02-01", "2025-02-28"),
    ("2025-03-08", "2025-03-08", "2025-03-08"), ("", "None", "None"), ("2025-13", "None", "None"), ("khoảng 2013", "None", "None"),
])
def test_a_moment_means_every_day_it_may_be(moment: str, first: str, last: str) -> None:
    assert (str(first_day(moment)), str(last_day(moment))) == (first, last)


@pytest.mark.parametrize(("one", "other", "sure"), [
    ("2024", "2025", True), ("2024", "2024-06", False), ("2024-05", "2024-06-01", True), ("2024-06-01", "2024-06", False),
    ("2024-06-02", "2024-06-01", False), ("", "2024", False), ("2024", "", False),
])
def test_only_what_is_certain_is_before(one: str, other: str, sure: bool) -> None:
    assert surely_before(one, other) is sure


# --- hierarchy ------------------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-1, 7), min_size=1, max_size=8))
def test_walks_up_are_those_of_brute_force_also_in_circles(parents: list[int]) -> None:
    """Every path of parents is followed step by step by hand, at most as many steps as there are plans."""
    names = [f"P{n}" for n in range(len(parents))]
    above = {name: names[p] if 0 <= p < len(names) else "" for name, p in zip(names, parents, strict=True)}
    tree = register(*above.items())
    for name in names:
        path, here = [], above[name]
        for _ in names:
            if here and here not in path and here != name:
                path.append(here)
                here = above[here]
        assert [plan.code for plan in tree.ancestors(name)] == path


def test_a_plan_that_contains_itself_is_told_once_and_walked_past() -> None:
    small = changed(example("tinh_nho"), "plans", "QH02", parent="QH03")
    assert codes(small, plans.no_circle_of_plans) == [("ZON-142", "QH03")]
    own = changed(example("tinh_nho"), "plans", "QH02", parent="QH02")
    assert codes(own, plans.no_circle_of_plans) == [("ZON-142", "QH02")]
    assert PlanRegister.of(own.facts["plans"].rows).ancestors("QH02") == ()


def test_units_of_a_plan_are_its_zone_and_those_inside() -> None:
    small = example("tinh_nho")
    tree, zones = PlanRegister.of(small.facts["plans"].rows), small.facts["zones"].by_key()
    assert [(unit.zone, unit.area_ha) for unit in tree.units("QH02", zones)] == [("KV01", Decimal(1200)), ("KV02", Decimal(40))]
    assert tree.units("QH01", zones) == ()
    assert [plan.code for plan in tree.roots] == ["QH01", "QH04"]


# --- what is wrong with plans -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("plan", "values", "rule", "told"), [
    ("QH02", {"decision": None}, plans.decisions_known, [("ZON-140", "QH02")]),
    ("QH02", {"decision": None, "status": None}, plans.decisions_known, [("ZON-140", "QH02")]),
    ("QH02", {"decision": None, "status": "draft"}, plans.decisions_known, []),
    ("QH02", {"decided_on": None}, plans.decisions_known, [("ZON-141", "QH02")]),
    ("QH02", {"status": "consulted"}, plans.status_fits_decision, [("ZON-150", "QH02")]),
    ("QH02", {"decided_on": "2022-05-09"}, plans.decided_after_parent, [("ZON-143", "QH02")]),
    ("QH02", {"decided_on": "2022-05-10"}, plans.decided_after_parent, []),
    ("QH02", {"decided_on": "2022"}, plans.decided_after_parent, []),
    ("QH02", {"level": "national"}, plans.levels_in_order, [("ZON-144", "QH02")]),
    ("QH03", {"scale": 25000}, plans.levels_in_order, [("ZON-145", "QH03")]),
    ("QH03", {"scale": 10000}, plans.levels_in_order, []),
    ("QH03", {"area_ha": Decimal("1200.01")}, plans.children_fit, [("ZON-146", "QH02")]),
    ("QH03", {"area_ha": Decimal("1200")}, plans.children_fit, []),
    ("QH04", {"successors": None}, plans.types_in_time, [("ZON-147", "QH04"), ("ZON-149", "QH04")]),
    ("QH04", {"decided_on": "2019-01-01"}, plans.types_in_time, [("ZON-147", "QH04"), ("ZON-148", "QH04")]),
    ("QH04", {"decided_on": "2018-12-31"}, plans.types_in_time, [("ZON-147", "QH04")]),
    ("QH01", {"decided_on": "2018-02-28"}, plans.types_in_time, [("ZON-148", "QH01"), ("ZON-147", "QH04")]),
    ("QH02", {"successors": ("QH02",)}, plans.no_circle_of_plans, [("ZON-142", "QH02")]),
])
def test_each_fault_is_named_at_its_plan(plan: str, values: dict[str, Any], rule: Any, told: list[tuple[str, str]]) -> None:
    assert codes(changed(example("tinh_nho"), "plans", plan, **values), rule) == told


def test_the_small_province_has_nothing_but_its_ended_plan_to_tell() -> None:
    small = example("tinh_nho")
    told = [(f.code, f.where.object_id) for name in small.scenarios for f in check(small, name) if f.code.startswith("ZON-1")]
    assert set(told) == {("ZON-147", "QH04")}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "Z1", "Z2"]), st.sampled_from(LEVELS[3:]), st.integers(1, 60),
                          st.sampled_from(["decided", "draft", "ended"])), max_size=6))
def test_children_beyond_their_parent_are_those_of_a_sum_by_hand(parts: list[tuple[str, str, int, str]]) -> None:
    top = row("plans", plan="P", name_vi="P", level="province", area_ha=Decimal(100), status="decided")
    rows = [row("plans", plan=f"C{n}", name_vi="", parent="P", zone=zone or None, level=level, area_ha=Decimal(area), status=status)
            for n, (zone, level, area, status) in enumerate(parts)]
    by_hand = {}
    for level in {level for _, level, _, _ in parts}:
        counted: dict[str, int] = {}
        for n, (zone, own, area, status) in enumerate(parts):
            if own == level and status != "ended":
                counted[zone or f"C{n}"] = max(area, counted.get(zone or f"C{n}", 0))
        if sum(counted.values()) > 100:
            by_hand[level] = sum(counted.values())
    told = {parts_[0].level: int(total) for _, parts_, total in PlanRegister.of([top, *rows]).overfull()}
    assert told == by_hand


def test_an_amendment_is_a_decision_whose_changes_cancel_out() -> None:
    small = example("tinh_nho")
    assert codes(small, plans.deltas_have_decision) == []
    assert codes(changed(small, "land_use_quotas", "CT06", area_ha=Decimal("-11.5")), plans.deltas_have_decision) == [("ZON-159", "QH02")]
    lost = changed(small, "plan_steps", "B22", document="06/QĐ-TTg")
    assert codes(lost, plans.deltas_have_decision) == [("ZON-158", "CT06"), ("ZON-158", "CT07")]


def quota(code: str, plan: str, use: str, area: str, **more: Any) -> Row:
    return row("land_use_quotas", quota=code, plan=plan, code=use, stage="2040", area_ha=Decimal(area), **more)


@pytest.mark.parametrize(("rows", "told"), [
    ([quota("A", "QH03", "TMD", "30"), quota("B", "QH03", "DGT", "10.01")], []),  # a rounding of two printed figures
    ([quota("A", "QH03", "TMD", "30"), quota("B", "QH03", "DGT", "10.02")], [("ZON-166", "QH03")]),
    ([quota("A", "QH03", "PNN", "40"), quota("B", "QH03", "TMD", "30"), quota("C", "QH03", "DGT", "8")], []),  # within the group PNN
    ([quota("A", "QH03", "TMD", "40"), quota("B", "QH03", "TMD", "25", zone="KV02")], []),  # the zone's part of the same land
    ([quota("A", "QH03", "TMD", "20", zone="KV01"), quota("B", "QH03", "TMD", "21", zone="KV02")], [("ZON-166", "QH03")]),
    ([quota("A", "QH03", "TMD", "10"), quota("B", "QH03", "TMD", "11", zone="KV02")], [("ZON-114", "TMD")]),
    ([quota("A", "QH03", "TMD", "10"), quota("B", "QH03", "TMD", "31", delta=True, as_of="2025-06")], [("ZON-166", "QH03")]),
    ([quota("A", "QH03", "TMD", "10"), quota("B", "QH03", "TMD", "31", delta=True, as_of="2026-06")], []),  # not yet decided
    ([quota("A", "QH03", "TMD", "10"), quota("B", "QH03", "TMD", "-11", delta=True, as_of="2025")], [("ZON-113", "TMD")]),
    ([quota("A", "QH03", "TMD", "10"), quota("B", "QH03", "TMD", "12")], [("ZON-115", "")]),
    ([quota("B", "QH03", "TMD", "12", delta=True, as_of="2025")], [("ZON-112", "TMD")]),
])
def test_quotas_stand_in_the_tables(rows: list[Row], told: list[tuple[str, str]]) -> None:
    assert codes(with_rows(example("tinh_nho"), land_use_quotas=rows), land_quotas.quotas_stand) == told


def test_quotas_of_the_small_province_fill_their_plans_exactly() -> None:
    small = example("tinh_nho")
    sums: dict[str, Decimal] = {}
    for r in small.facts["land_use_quotas"].rows:
        sums[r.text("plan")] = sums.get(r.text("plan"), Decimal(0)) + (r.decimal("area_ha") or 0)
    assert sums == {"QH02": Decimal(1200), "QH03": Decimal(40)}
    assert codes(small, land_quotas.quotas_stand) == []


def test_types_have_their_time_by_law() -> None:
    ended, running = type_of(DAY, "sedp_region"), type_of(DAY, "general")
    assert ended
    assert running
    assert (str(ended.valid_to), ended.successors, ended.level) == ("2018-12-31", ("province",), "regional")
    days = {text: date.fromisoformat(text) for text in ("2018-12-31", "2019-01-01")}
    assert [ended.allowed(day) for day in days.values()] == [True, False]
    assert [running.allowed(day) for day in days.values()] == [True, True]
    assert type_of(DAY, "xyz") is None
    assert type_of(law.at(date(1990, 1, 1)), "general") is None


def test_an_ended_plan_is_read_only() -> None:
    assert [status for status in PlanStatus if status.read_only] == [PlanStatus.ENDED]
    assert [status.value for status in PlanStatus if not status.needs_decision] == ["draft", "consulted", "appraised"]


# --- the reference province -------------------------------------------------------------------------------------------------


def test_plans_of_the_reference_province_without_a_decision_are_each_named() -> None:
    province = example("lang_son")
    rows = province.facts["plans"].rows
    wanted = [r.text("plan") for r in rows if not r.text("decision") and r.text("status") not in ("draft", "consulted", "appraised")]
    assert [code for name, code in codes(province, plans.decisions_known) if name == "ZON-140"] == wanted
    assert len(wanted) == 21
    covered = {r.text("zone") for r in rows}
    assert {"Z01", "Z02", "Z03", "Z04", "Z05", "Z06", "Z07", "Z08", "Z09", "R01", "R02", *(f"G{n:02}" for n in range(1, 11))} <= covered


def test_both_regions_stay_as_plans_of_an_ended_type_with_a_successor() -> None:
    told = {f.where.object_id: str(f.values["successors"]) for f in found(example("lang_son"), plans.types_in_time) if f.code == "ZON-147"}
    assert {code: text.split()[0] for code, text in told.items()} == {"QH02": "QH01", "QH10": "QH01", "QH11": "QH01"}


def test_no_plan_of_the_reference_province_is_an_error() -> None:
    province = example("lang_son")
    errors = [f for f in check(province) if f.severity is Severity.ERROR and f.code.startswith("ZON")]
    assert errors == []


CASE = yaml.safe_load((EXAMPLES.parent / "tests" / "cases" / "langson_regions.yaml").read_text("utf-8"))


def test_two_regions_with_the_city_and_cao_loc_make_exactly_the_eleven_old_districts() -> None:
    province = example("lang_son")
    division = [r for r in province.facts["regions"].rows if r.text("division") == CASE["division"]]
    by_region: dict[str, dict[str, str]] = {}
    for r in division:
        by_region.setdefault(r.text("zone"), {})[r.text("district_code")] = r.text("district")
    assert by_region == {**CASE["regions"], "": CASE["outside"]}
    old = [r for r in province.facts["units"].rows if r.text("district_code")]
    assert len(old) == CASE["old_communes"]
    districts = {r.text("district_code"): r.text("district") for r in old}
    assert len(districts) == CASE["old_districts"]
    parts = [*by_region.values()]
    assert sum(len(part) for part in parts) == len(districts)
    assert {code: name for part in parts for code, name in part.items()} == districts
    assert codes(province, regions.divisions_are_whole) == []


def test_a_district_left_out_or_invented_is_named() -> None:
    province = example("lang_son")
    rows = list(province.facts["regions"].rows)
    told = found(with_rows(province, regions=rows[:-1]), regions.divisions_are_whole)
    assert [(f.code, f.values["districts"]) for f in told] == [("ZON-164", "183 Huyện Cao Lộc")]
    strange = [*rows, row("regions", division=CASE["division"], district_code="999", district="Huyện Không Có")]
    assert codes(with_rows(province, regions=strange), regions.divisions_are_whole) == [("ZON-165", "999")]


# --- schematic shapes -------------------------------------------------------------------------------------------------------


def shoelace(ring: list[list[float]], crs: str = "EPSG:9215") -> float:
    to_plane = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    points = [to_plane.transform(lon, lat) for lon, lat in ring]
    x0, y0 = points[0]
    return abs(math.fsum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairwise(points))) / 2


@pytest.mark.parametrize("name", ["lang_son", "tinh_nho"])
def test_the_layer_of_plans_is_what_the_tables_give(name: str) -> None:
    province = example(name)
    made = schematic_zones(sketches_of(PlanRegister.of(province.facts["plans"].rows), province.facts["zones"].by_key()), province.info.crs)
    kept = json.loads((EXAMPLES / name / "geo" / "plans.geojson").read_text("utf-8"))
    near = pytest.approx
    for one, other in zip(made["features"], kept["features"], strict=True):
        assert one["properties"] == other["properties"]
        pairs = zip(one["geometry"]["coordinates"][0], other["geometry"]["coordinates"][0], strict=True)
        assert all(mine == near(theirs, abs=1e-9) for mine, theirs in pairs)
    assert {k: v for k, v in made.items() if k != "features"} == {k: v for k, v in kept.items() if k != "features"}


@pytest.mark.parametrize("name", ["lang_son", "tinh_nho"])
def test_every_shape_has_the_stated_area_to_a_tenth_of_a_square_metre(name: str) -> None:
    zones = example(name).facts["zones"].by_key()
    layer = json.loads((EXAMPLES / name / "geo" / "plans.geojson").read_text("utf-8"))
    for feature in layer["features"]:
        stated = float(zones[feature["properties"]["zone"]].decimal("area_ha") or 0) * 10_000
        assert shoelace(feature["geometry"]["coordinates"][0]) == pytest.approx(stated, abs=0.1)
        assert feature["properties"]["notice"] == "Sơ đồ minh họa, không thể hiện địa giới, biên giới"
    assert layer["notice"] == "Sơ đồ minh họa, không thể hiện địa giới, biên giới"


def test_zones_without_area_or_centre_have_no_shape_and_are_named() -> None:
    province = example("lang_son")
    layer = json.loads((EXAMPLES / "lang_son" / "geo" / "plans.geojson").read_text("utf-8"))
    drawn = {feature["properties"]["zone"] for feature in layer["features"]}
    left_out = {one["zone"] for one in layer["left_out"]}
    assert drawn == {"Z01", "Z05", "Z06", "Z08", "Z40", "Z41", "G02"}
    assert drawn.isdisjoint(left_out)
    assert drawn | left_out == {r.text("zone") for r in province.facts["plans"].rows if r.text("zone")}
    told = found(province, plans.shapes_have_measures)
    assert [(f.code, set(str(f.values["zones"]).split(", "))) for f in told] == [("ZON-167", left_out)]


def sketch(zone: str, lon: float | None, lat: float | None, area: float | None, parent: str = "") -> ZoneSketch:
    return ZoneSketch(zone, f"QH-{zone}", "decided", parent, zone, zone, "functional_area", lon, lat, area)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(106.3, 106.9), st.floats(21.6, 22.3), st.floats(0.01, 500)), min_size=1, max_size=6))
def test_sketches_have_their_area_and_stand_apart(places: list[tuple[float, float, float]]) -> None:
    layer = schematic_zones([sketch(f"Z{n}", *place) for n, place in enumerate(places)])
    to_plane = Transformer.from_crs("EPSG:4326", "EPSG:9215", always_xy=True)
    discs = []
    for feature in layer["features"]:
        ring = feature["geometry"]["coordinates"][0]
        assert len(ring) == CORNERS + 1
        assert shoelace(ring) == pytest.approx(feature["properties"]["stated_ha"] * 10_000, abs=0.1)
        points = [to_plane.transform(lon, lat) for lon, lat in ring[:-1]]
        x, y = (math.fsum(point[axis] for point in points) / CORNERS for axis in (0, 1))
        discs.append((x, y, max(math.dist((x, y), point) for point in points)))
    apart = [math.dist(a[:2], b[:2]) >= a[2] + b[2] - 0.01 for n, a in enumerate(discs) for b in discs[:n]]
    assert all(apart)


@pytest.mark.parametrize(("lon", "lat", "area", "lacks"), [
    (None, 21.9, 5.0, "centre"), (106.7, None, 5.0, "centre"), (106.7, 21.9, None, "area"), (106.7, 21.9, 0.0, "area"),
    (106.7, 21.9, -3.0, "area"), (math.nan, 21.9, 5.0, "centre"), (None, None, None, "centre area"), (106.7, 21.9, math.inf, "area"),
])
def test_what_is_missing_is_not_drawn(lon: float | None, lat: float | None, area: float | None, lacks: str) -> None:
    layer = schematic_zones([sketch("Z", lon, lat, area)])
    assert layer["features"] == []
    assert layer["left_out"] == [{"zone": "Z", "name_vi": "Z", "lacks": lacks}]


def circumradius(area_ha: float) -> float:
    """From A = n/2 r² sin(2π/n), by hand."""
    return math.sqrt(2 * area_ha * 1e4 / (CORNERS * math.sin(2 * math.pi / CORNERS)))


def test_a_zone_inside_another_is_moved_inside_and_says_how_far() -> None:
    layer = schematic_zones([sketch("A", 106.7, 21.9, 1000.0), sketch("B", 106.73, 21.9, 10.0, "A")])
    by_id = {feature["properties"]["id"]: feature for feature in layer["features"]}
    to_plane = Transformer.from_crs("EPSG:4326", "EPSG:9215", always_xy=True)
    middle, stated = to_plane.transform(106.7, 21.9), to_plane.transform(106.73, 21.9)
    inner = circumradius(1000) * math.cos(math.pi / CORNERS)
    far = [math.dist(middle, to_plane.transform(*corner)) for corner in by_id["B"]["geometry"]["coordinates"][0]]
    assert max(far) <= inner
    moved = math.dist(middle, stated) - (inner - 10 - circumradius(10))
    assert [by_id[name]["properties"]["moved_m"] for name in "AB"] == [0, pytest.approx(moved, abs=0.06)]


def test_without_law_on_file_no_type_is_judged() -> None:
    case = Case(example("tinh_nho"), None, None)
    assert list(plans.types_in_time(case)) == []
