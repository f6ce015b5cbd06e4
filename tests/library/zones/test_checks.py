"""What the checks of a layer see, against areas worked out by hand and a slow look at every pair."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.findings import Severity
from quyhoach.zones.borders import wider
from quyhoach.zones.checks import Checked, FaultKind, check_layer
from quyhoach.zones.checks.areas import allowed_ha
from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, Shape, ShapeRole

from .plans import (
    ORIGIN,
    box,
    brute_gaps,
    brute_outside,
    brute_overlaps,
    layer_of,
    moved,
    partition,
    ring,
    shoelace,
)

FAST = settings(max_examples=40, deadline=None, derandomize=True)
PLAN = box(0, 0, 200, 200)


def codes(checked: Checked) -> list[str]:
    return [found.finding.code for found in checked.findings]


def single(checked: Checked) -> list:
    """Findings with slivers taken apart."""
    return [part for found in checked.findings for part in (found.parts or (found,))]


def two_squares(bulge: float):
    """East of x = 100 lies b; a's corner half way up the border is moved east by ``bulge`` metres."""
    a = ring((0, 0), (100, 0), (100 + bulge, 50), (100, 100), (0, 100))
    b = ring((100, 0), (200, 0), (200, 100), (100, 100), (100, 50))
    return layer_of({"a": a, "b": b}, box(0, 0, 200, 100))


# --- the tolerance


@pytest.mark.parametrize("bulge", [0.001, -0.001])
def test_a_corner_off_by_a_millimetre_is_silent(bulge: float) -> None:
    assert check_layer(two_squares(bulge)).findings == ()


@pytest.mark.parametrize(("bulge", "code", "level"), [(0.003, "ZON-053", Severity.ERROR), (-0.003, "ZON-050", Severity.WARNING)])
def test_a_corner_off_by_three_millimetres_is_named_with_its_area(bulge: float, code: str, level: Severity) -> None:
    (found,) = check_layer(two_squares(bulge)).findings
    by_hand = shoelace([(100, 0), (100 + bulge, 50), (100, 100)])
    assert by_hand == pytest.approx(0.15)
    assert (found.finding.code, found.finding.severity, set(found.owners)) == (code, level, {"a", "b"})
    assert found.area_m2 == pytest.approx(by_hand, abs=1e-6)
    assert "0,15 m²" in found.finding.text("message", "vi")


def test_the_tolerance_is_stated_and_moves_the_limit() -> None:
    assert check_layer(two_squares(0.003)).tolerance == 0.002
    assert check_layer(two_squares(0.003), tolerance=0.005).findings == ()
    assert codes(check_layer(two_squares(0.001), tolerance=0.0005)) == ["ZON-053"]
    with pytest.raises(ValueError, match="tolerance"):
        check_layer(two_squares(0), tolerance=1, sliver=0.5)


@FAST
@given(seed=st.integers(0, 10_000), corner=st.integers(0, 40), far=st.sampled_from([0.02, 0.4, 3.0]), way=st.floats(0, 6.28))
def test_what_one_moved_corner_changes_is_its_own_shoelace(seed: int, corner: int, far: float, way: float) -> None:
    """Overlap and outside less gaps = area the unit gained: nothing is lost and nothing counted twice."""
    units = partition(seed, 6)
    after = moved(units["u2"], corner, far * np.cos(way), far * np.sin(way))
    if not after.is_valid:
        return
    found = single(check_layer(layer_of({**units, "u2": after}, PLAN)))
    area = {kind: sum(one.area_m2 for one in found if one.kind is kind) for kind in (FaultKind.GAP, FaultKind.OVERLAP, FaultKind.OUTSIDE)}
    gained = shoelace(shapely.get_coordinates(after).tolist()[:-1]) - shoelace(shapely.get_coordinates(units["u2"]).tolist()[:-1])
    silent = 0.002 * 500  # at most the tolerance along the borders beside the corner
    assert area[FaultKind.OVERLAP] + area[FaultKind.OUTSIDE] - area[FaultKind.GAP] == pytest.approx(gained, abs=silent)


@FAST
@given(st.floats(0.0005, 0.01), st.floats(0.5, 200), st.floats(0, 6.28), st.floats(0.0001, 0.02))
def test_width_is_that_of_the_largest_disc(width: float, length: float, turn: float, asked: float) -> None:
    """A strip's is its width; a right triangle's the diameter of its inscribed circle, a + b − c."""
    strip, triangle = ring((0, 0), (length, 0), (length, width), (0, width)), ring((0, 0), (length, 0), (0, width))
    inscribed = length + width - np.hypot(length, width)
    shapes = np.array([shapely.affinity.rotate(shape, turn, use_radians=True) for shape in (strip, triangle)], dtype=object)
    for told, true in zip(wider(shapes, asked).tolist(), (width, inscribed), strict=True):
        assert told is bool(true > asked) or true == pytest.approx(asked, rel=0.001)


# --- against the slow way


def spoilt(seed: int, pieces: int) -> dict:
    """A partition some of whose corners moved by millimetres to metres, in one unit each."""
    draw = np.random.default_rng(seed)
    units = partition(seed, pieces)
    for _ in range(draw.integers(1, 5)):
        name, far, way = draw.choice(list(units)), draw.choice([0.001, 0.004, 0.05, 0.3, 2, 9]), draw.uniform(0, 2 * np.pi)
        new = moved(units[name], int(draw.integers(40)), far * np.cos(way), far * np.sin(way))
        if new.is_valid and new.area > 1:
            units[name] = new
    return units


@FAST
@given(seed=st.integers(0, 10_000), pieces=st.integers(2, 14))
def test_findings_are_those_of_every_pair_and_the_whole_union(seed: int, pieces: int) -> None:
    units = spoilt(seed, pieces)
    found = single(check_layer(layer_of(units, PLAN)))
    overlaps = {tuple(one.owners): one.area_m2 for one in found if one.kind is FaultKind.OVERLAP}
    outside = {one.owners[0]: one.area_m2 for one in found if one.kind is FaultKind.OUTSIDE}
    assert overlaps == pytest.approx(brute_overlaps(units, 0.002), abs=1e-6)
    assert outside == pytest.approx(brute_outside(units, PLAN, 0.002), abs=1e-6)
    assert sorted(one.area_m2 for one in found if one.kind is FaultKind.GAP) == pytest.approx(brute_gaps(units, PLAN, 0.002), abs=1e-6)


@FAST
@given(seed=st.integers(0, 10_000), pieces=st.integers(1, 20))
def test_a_partition_is_clean(seed: int, pieces: int) -> None:
    assert check_layer(layer_of(partition(seed, pieces), PLAN)).findings == ()


def test_one_tiling_over_another_is_found_whole() -> None:
    """Inside, every edge of both tilings has its partner; only the search outward from the rim sees all pairs."""
    below, above = partition(3, 60), {f"v{n}": shape for n, shape in enumerate(partition(4, 60).values())}
    units = {**below, **above}
    found = {tuple(one.owners): one.area_m2 for one in single(check_layer(layer_of(units, PLAN))) if one.kind is FaultKind.OVERLAP}
    assert found == pytest.approx(brute_overlaps(units, 0.002), abs=1e-6)
    rim = {name for name, shape in units.items() if shapely.intersects(shapely.boundary(PLAN), shape)}
    assert any(rim.isdisjoint(pair) for pair in found)  # no edge of either is unmatched
    assert sum(found.values()) == pytest.approx(40_000, abs=5)


def test_clockwise_rings_and_parts_apart_change_nothing() -> None:
    units = partition(5, 8)
    turned = {name: shapely.reverse(shape) if n % 2 else shape for n, (name, shape) in enumerate(units.items())}
    names = list(units)
    turned[names[0]] = shapely.union(turned[names[0]], turned.pop(names[-1]))
    assert check_layer(layer_of(turned, PLAN)).findings == ()


# --- plans, sections, units inside units


def sectioned(west_units: dict, east_units: dict, parent: bool = True, closes: bool = True) -> PlanLayer:
    """A plan of 200 × 100 m in two sections, W and E."""
    shapes = {name: (Shape(name, ShapeRole.SECTION, plan="P", closes=closes), shape)
              for name, shape in (("W", box(0, 0, 100, 100)), ("E", box(100, 0, 200, 100)))}
    layer = layer_of({**west_units, **east_units}, box(0, 0, 200, 100), **shapes)
    if not parent:
        return layer
    home = {**dict.fromkeys(west_units, "W"), **dict.fromkeys(east_units, "E")}
    return replace(layer, attributes=tuple(replace(shape, parent=home.get(shape.id, "")) for shape in layer.attributes))


EAST = {"e": box(100, 0, 200, 100)}


def test_a_gap_is_told_for_its_section_and_for_the_plan() -> None:
    found = check_layer(sectioned({"a": box(0, 0, 60, 100), "b": box(70, 0, 100, 100)}, EAST)).findings
    assert [(one.finding.code, one.scope, one.area_m2, set(one.owners)) for one in found] == [
        ("ZON-051", "W", pytest.approx(1000), {"a", "b"}), ("ZON-050", "P", pytest.approx(1000), {"a", "b"}),
    ]


def test_a_section_without_units_stands_for_its_own_land() -> None:
    assert check_layer(sectioned({"a": box(0, 0, 100, 100)}, {})).findings == ()
    assert codes(check_layer(sectioned({"a": box(0, 0, 100, 100)}, {}, closes=False))) == ["ZON-050"]


def test_a_unit_in_its_neighbours_section_is_named_with_the_section() -> None:
    found = check_layer(sectioned({"a": box(0, 0, 110, 100)}, {"e": box(110, 0, 200, 100)})).findings
    assert {(one.finding.code, one.scope, round(one.area_m2, 6)) for one in found} == {("ZON-056", "W", 1000.0), ("ZON-051", "E", 1000.0)}


def test_sections_lie_side_by_side_and_in_the_plan() -> None:
    layer = sectioned({}, {})
    layer = layer.with_shapes({layer.by_id["W"]: box(-5, 0, 103, 100)})
    found = {one.finding.code: one for one in check_layer(layer).findings}
    assert found.keys() == {"ZON-054", "ZON-058"}
    assert found["ZON-054"].area_m2 == pytest.approx(300)
    assert (found["ZON-058"].area_m2, found["ZON-058"].finding.severity) == (pytest.approx(500), Severity.WARNING)


def test_place_decides_when_no_unit_names_its_section() -> None:
    assert check_layer(sectioned({"a": box(0, 0, 100, 100)}, EAST, parent=False)).findings == ()
    layer = sectioned({"a": box(0, 0, 100, 100)}, EAST, parent=False)
    layer = layer.with_shapes({0: box(0, 0, 300, 100), layer.by_id["e"]: box(200, 0, 300, 100)})
    assert [one.owners for one in check_layer(layer).findings if one.finding.code == "ZON-057"] == [("e",)]


def test_lots_fill_their_block_and_stay_in_it() -> None:
    lots = {"l1": box(0, 0, 50, 100), "l2": box(50, 0, 104, 100)}
    layer = layer_of({"block": box(0, 0, 100, 100), "rest": box(100, 0, 200, 100), **lots}, box(0, 0, 200, 100))
    layer = replace(layer, attributes=tuple(replace(one, parent="block") if one.id in lots else one for one in layer.attributes))
    (found,) = check_layer(layer).findings
    assert (found.finding.code, found.owners, found.scope, found.area_m2) == ("ZON-056", ("l2",), "block", pytest.approx(400))


def test_stages_drawn_over_each_other_are_checked_each_for_itself() -> None:
    now, later = partition(1, 5), partition(2, 7)
    layer = layer_of({**now, **{f"v{name}": shape for name, shape in later.items()}}, PLAN)
    stage = {**dict.fromkeys(now, "2025"), **{f"v{name}": "2045" for name in later}}
    layer = replace(layer, attributes=tuple(replace(one, stage=stage.get(one.id, "")) for one in layer.attributes))
    assert check_layer(layer).findings == ()
    row = layer.by_id["vu3"]
    hole = layer.with_shapes({row: box(0, 0, 0.5, 0.5)})
    assert [one.area_m2 for one in check_layer(hole).findings if one.kind is FaultKind.GAP][-1] == pytest.approx(later["u3"].area, rel=0.01)


def test_stages_side_by_side_are_one_tiling() -> None:
    layer = two_squares(-0.5)
    layer = replace(layer, attributes=tuple(replace(one, stage={"a": "2025", "b": "2045"}.get(one.id, "")) for one in layer.attributes))
    assert codes(check_layer(layer)) == ["ZON-050"]


def test_without_an_outline_only_enclosed_gaps_are_known() -> None:
    frame = shapely.difference(box(0, 0, 90, 90), box(30, 30, 60, 60))
    island = box(40, 40, 50, 50)
    found = check_layer(layer_of({"frame": frame, "island": island})).findings
    assert [(one.finding.code, one.area_m2) for one in found] == [("ZON-052", pytest.approx(800)), ("ZON-071", 0.0)]


# --- parents that cannot be


def with_parents(**parents: str) -> PlanLayer:
    layer = sectioned({"a": box(0, 0, 100, 100)}, EAST)
    return replace(layer, attributes=tuple(replace(one, parent=parents.get(one.id, one.parent)) for one in layer.attributes))


def test_a_plan_that_contains_itself_and_a_circle_of_parents_are_named() -> None:
    (found,) = check_layer(with_parents(P="P")).findings
    assert (found.finding.code, found.owners, found.finding.severity) == ("ZON-065", ("P",), Severity.ERROR)
    ringed = check_layer(with_parents(W="E", E="W")).findings[0]
    assert "E → W → E" in ringed.finding.text("message", "en") or "W → E → W" in ringed.finding.text("message", "en")


def test_an_unknown_parent_is_named() -> None:
    found = [one for one in check_layer(with_parents(a="X")).findings if one.finding.code == "ZON-064"]
    assert [(one.owners, "“X”" in one.finding.text("message", "vi")) for one in found] == [(("a",), True)]


# --- slivers, duplicates, stated areas


def strips(width: float) -> PlanLayer:
    """Ten strips of 20 m side by side with open land between them."""
    return layer_of({f"s{n}": box(20 * n, 0, 20 * n + 20 - width, 100) for n in range(10)}, box(0, 0, 200, 100))


def test_slivers_are_one_figure_with_their_total_area() -> None:
    (found,) = check_layer(strips(0.05)).findings
    assert (found.finding.code, found.finding.severity, len(found.parts)) == ("ZON-060", Severity.WARNING, 10)
    assert found.area_m2 == pytest.approx(10 * 0.05 * 100, abs=1e-5)
    assert "10 mảnh vụn" in found.finding.text("message", "vi")


def test_a_sliver_is_told_by_width_not_by_area() -> None:
    assert codes(check_layer(strips(0.2))) == ["ZON-050"] * 10
    assert codes(check_layer(strips(0.2), sliver=0.3)) == ["ZON-060"]
    tiny = layer_of({"a": shapely.difference(box(0, 0, 100, 100), box(40, 40, 40.3, 40.3))}, box(0, 0, 100, 100))
    assert [one.area_m2 for one in check_layer(tiny).findings] == [pytest.approx(0.09)]


def test_slivers_with_an_overlap_among_them_are_an_error() -> None:
    layer = strips(0.05)
    (found,) = check_layer(layer.with_shapes({layer.by_id["s3"]: box(60, 0, 80.04, 100)})).findings
    assert (found.finding.code, found.finding.severity, len(found.parts)) == ("ZON-061", Severity.ERROR, 10)


def test_one_shape_drawn_twice_is_one_duplicate_and_no_overlap() -> None:
    square = box(0, 0, 100, 100)
    again = shapely.Polygon(np.roll(shapely.get_coordinates(square)[:-1], 2, axis=0))  # it starts at another corner
    (found,) = check_layer(layer_of({"a": square, "b": again, "c": square}, square)).findings
    assert (found.finding.code, found.owners, found.area_m2) == ("ZON-062", ("a", "b", "c"), 10_000)


def test_stated_area_against_the_drawing() -> None:
    layer = two_squares(0)
    stated = {"a": 1.0, "b": 1.02}
    layer = replace(layer, attributes=tuple(replace(one, stated_ha=stated.get(one.id)) for one in layer.attributes))
    (found,) = check_layer(layer).findings
    assert (found.finding.code, found.owners) == ("ZON-063", ("b",))
    assert "0,02 ha (1,961%)" in found.finding.text("message", "vi")


@pytest.mark.parametrize(("stated", "around", "allowed"), [
    (12.0, 0, 0.005), (12.34, 0, 0.005), (1.2345, 0, 0.0001234500), (0.0125, 0, 0.00005), (5471.0, 0, 0.5471), (1.0, 50_000, 0.01),
])
def test_what_a_stated_area_may_differ_by(stated: float, around: float, allowed: float) -> None:
    assert allowed_ha(stated, around, 0.002) == pytest.approx(allowed)


# --- what others drew


def test_conflicts_name_area_and_owner() -> None:
    forest = Shape("F", ShapeRole.CONSTRAINT, name="Rừng phòng hộ", kind="forest", owner="Hạt Kiểm lâm")
    layer = layer_of({"a": box(0, 0, 100, 100)}, box(0, 0, 100, 100), F=(forest, box(90, 0, 150, 100)))
    (found,) = check_layer(layer).findings
    assert (found.finding.code, found.owners, found.area_m2) == ("ZON-066", ("a", "F"), pytest.approx(1000))
    assert "Hạt Kiểm lâm" in found.finding.text("message", "vi")
    assert found.remedy is not None
    assert "Hạt Kiểm lâm" in found.remedy.says.text("message", "vi")


@pytest.mark.parametrize(("kind", "code"), [("defence", "ZON-067"), ("heritage", "ZON-068"), ("plan", "ZON-069"), ("", "ZON-070")])
def test_other_files_are_constraints_too(kind: str, code: str) -> None:
    other = PlanLayer(DEFAULT_CRS, (Shape("X", ShapeRole.CONSTRAINT, kind=kind),), np.array([box(50, 0, 60, 10)], dtype=object))
    layer = layer_of({"a": box(0, 0, 100, 100)}, box(0, 0, 100, 100))
    assert codes(check_layer(layer, constraints=[other])) == [code]
    assert codes(check_layer(layer, constraints=[replace(other, crs="EPSG:9210")])) == ["ZON-072"]


def test_a_plan_lies_inside_the_plan_above() -> None:
    above = layer_of({}, box(0, 0, 95, 100))
    (found,) = check_layer(layer_of({"a": box(0, 0, 100, 100)}, box(0, 0, 100, 100)), above=above).findings
    assert (found.finding.code, found.owners, found.area_m2) == ("ZON-059", ("P",), pytest.approx(500))


def test_plans_that_cut_across_each_other_are_told_once() -> None:
    def plan(name: str, shape, parent: str = "") -> PlanLayer:
        return PlanLayer(DEFAULT_CRS, (Shape(name, ShapeRole.PLAN, plan=name, parent=parent),), np.array([shape], dtype=object))

    first = plan("P", box(0, 0, 100, 100))
    (found,) = check_layer(first, beside=[plan("Q", box(90, 0, 200, 100)), plan("R", box(20, 20, 30, 30))]).findings
    assert (found.finding.code, found.owners, found.area_m2) == ("ZON-069", ("P", "Q"), pytest.approx(1000))
    second = plan("Q", box(90, 0, 200, 100))
    both = PlanLayer(DEFAULT_CRS, (*first.attributes, *second.attributes), np.concatenate([first.shapes, second.shapes]))
    assert codes(check_layer(both)) == ["ZON-069"]
    below = replace(both, attributes=(both.attributes[0], replace(both.attributes[1], parent="P")))
    assert codes(check_layer(below)) == ["ZON-059"]
    assert codes(check_layer(first, beside=[replace(plan("Q", box(90, 0, 200, 100)), crs="EPSG:9210")])) == ["ZON-072"]


# --- size


def test_ten_thousand_polygons_in_a_moment() -> None:
    """100 × 100 cells with crooked corners, one of them moved: checked well under the time a planner waits."""
    draw = np.random.default_rng(1)
    corners = np.stack(np.meshgrid(np.arange(101.0), np.arange(101.0)), axis=-1) * 20
    corners[1:-1, 1:-1] += draw.uniform(-6, 6, (99, 99, 2))
    quads = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2).reshape(-1, 4, 2)
    quads[4321, 2] += (0.5, 0.5)
    shapes = shapely.polygons(quads + np.array(ORIGIN))
    layer = layer_of({f"c{n}": shape for n, shape in enumerate(shapes)}, box(0, 0, 2000, 2000))
    start = time.process_time()
    found = check_layer(layer).findings
    assert time.process_time() - start < 10
    assert all("c4321" in one.owners for one in found)
    assert {str(one.kind) for one in found} == {"gap", "overlap"} or {str(one.kind) for one in found} == {"overlap"}
