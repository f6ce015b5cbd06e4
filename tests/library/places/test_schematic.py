from __future__ import annotations

import json
import random
from itertools import combinations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from quyhoach.places.schematic import AREA_TOLERANCE, NOTE_VI, Centre, schematic


def centre(code: str, lon: float | None = 106.0, lat: float | None = 22.0, area: float | None = 100.0) -> Centre:
    return Centre(code, f"Xã {code}", lon, lat, area)


def scattered(count: int, seed: int = 7) -> list[Centre]:
    dice = random.Random(seed)
    return [centre(f"{n:02d}", 106 + dice.random(), 21.5 + dice.random(), dice.uniform(20, 400)) for n in range(count)]


def cells(units: list[Centre]) -> dict[str, shapely.Geometry]:
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in schematic(units)["features"]}


@pytest.mark.parametrize("count", [1, 2, 3, 40])
def test_every_cell_has_its_share_of_the_area(count: int) -> None:
    units = scattered(count)
    drawn = cells(units)
    total, stated = sum(cell.area for cell in drawn.values()), sum(unit.area_km2 or 0 for unit in units)
    assert list(drawn) == [unit.code for unit in units]
    for unit in units:
        assert drawn[unit.code].area / total == pytest.approx((unit.area_km2 or 0) / stated, rel=AREA_TOLERANCE)
    assert schematic(units)["area_error"] < AREA_TOLERANCE


def test_cells_tile_a_convex_outline() -> None:
    drawn = list(cells(scattered(40)).values())
    outline = shapely.union_all(drawn)
    assert all(cell.is_valid and cell.exterior.is_ccw for cell in drawn)
    assert sum(cell.area for cell in drawn) == pytest.approx(outline.area, rel=1e-5)
    assert outline.convex_hull.area == pytest.approx(outline.area, rel=1e-4)
    assert max(a.intersection(b).area for a, b in combinations(drawn, 2)) < 1e-6 * outline.area


def test_equal_areas_keep_their_centres_and_a_crowd_says_what_share() -> None:
    grid = [centre(f"{x}{y}", 106 + x / 10, 22 + y / 10) for x in range(4) for y in range(4)]
    assert schematic(grid)["centres_inside"] == 1
    units = [centre("giant", 106, 22, 1000), centre("near", 106.01, 22, 1), centre("far", 106.5, 22.3, 300)]
    drawn = cells(units)
    inside = sum(drawn[unit.code].covers(Point(unit.lon, unit.lat)) for unit in units)
    assert schematic(units)["centres_inside"] == round(inside / 3, 4) < 1


def test_stated_areas_are_the_drawn_ones_where_the_centres_allow() -> None:
    one = cells([centre("a", 106, 0.0, 314.159)])["a"]
    west, south, east, north = one.bounds
    assert (east - west) * 111.195 == pytest.approx(20, rel=0.01) == (north - south) * 111.195


def test_order_of_rows_does_not_matter() -> None:
    units = scattered(20)
    assert json.dumps(schematic(units)) == json.dumps(schematic(units[::-1]))


def test_the_collection_says_that_it_is_a_drawing() -> None:
    drawn = schematic(scattered(2))
    assert drawn["note"] == NOTE_VI == "Sơ đồ minh họa, không thể hiện địa giới, biên giới"
    assert [feature["properties"] for feature in drawn["features"]] == [
        {"code": "00", "name_vi": "Xã 00", "schematic": True}, {"code": "01", "name_vi": "Xã 01", "schematic": True}]


def test_units_without_centre_or_area_are_named() -> None:
    units = [centre("a"), centre("b", lon=None), centre("c", lat=float("nan")), centre("d", area=None)]
    units += [centre("e", area=0), centre("f", lon=200)]
    drawn = schematic(units)
    assert [feature["properties"]["code"] for feature in drawn["features"]] == ["a"]
    assert [(left["code"], left["lacks"]) for left in drawn["left_out"]] == [
        ("b", "centre"), ("c", "centre"), ("d", "area"), ("e", "area"), ("f", "centre")]
    assert drawn["left_out"][0]["name_vi"] == "Xã b"
    assert schematic(units[1:])["features"] == schematic([])["features"] == []


def test_centres_on_one_spot_are_drawn_side_by_side() -> None:
    drawn = schematic([centre(code) for code in "abc"])
    assert drawn["area_error"] < AREA_TOLERANCE
    assert len(drawn["features"]) == 3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(105, 107), st.floats(21, 23), st.floats(1, 500)), min_size=1, max_size=12))
def test_any_centres_give_valid_cells_of_the_right_area(given_: list[tuple[float, float, float]]) -> None:
    units = [centre(f"{n:02d}", *values) for n, values in enumerate(given_)]
    drawn = schematic(units)
    assert len(drawn["features"]) == len(units)
    assert drawn["area_error"] < AREA_TOLERANCE
