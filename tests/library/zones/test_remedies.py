"""Remedies: the smallest change by stated rules; applied, the finding is gone and no other has come."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.zones.checks import Checked, check_layer
from quyhoach.zones.checks.rounds import mend
from quyhoach.zones.layer import PlanLayer, Shape, ShapeRole
from quyhoach.zones.remedies import RemedyKind, apply, furthest

from .plans import ORIGIN, box, layer_of, moved, partition, ring

FAST = settings(max_examples=40, deadline=None, derandomize=True)
PLAN = box(0, 0, 200, 200)


def spoilt(seed: int, sections: bool) -> PlanLayer:
    """A random partition, perhaps in two sections, with one to four corners moved by millimetres to metres in one unit each."""
    draw = np.random.default_rng(seed)
    true = partition(seed, int(draw.integers(3, 14)))
    units = dict(true)
    for _ in range(draw.integers(1, 5)):
        name, far, way = draw.choice(list(units)), draw.choice([0.004, 0.03, 0.3, 2, 8]), draw.uniform(0, 2 * np.pi)
        new = moved(units[name], int(draw.integers(40)), far * np.cos(way), far * np.sin(way))
        if new.is_valid and new.area > 1:
            units[name] = new
    if not sections:
        return layer_of(units, PLAN)
    west = [name for name, shape in true.items() if shape.centroid.x < ORIGIN[0] + 100]
    halves = {"W": west, "E": [name for name in true if name not in west]}
    home = {name: half for half, names in halves.items() for name in names}
    drawn = {half: (Shape(half, ShapeRole.SECTION, plan="P"), shapely.coverage_union_all([true[name] for name in names]))
             for half, names in halves.items() if names}
    layer = layer_of(units, PLAN, **drawn)
    return replace(layer, attributes=tuple(replace(one, parent=home.get(one.id, "")) for one in layer.attributes))


def told(checked: Checked) -> Counter[tuple]:
    """What is found, apart from how large it is: a gap by its scope, everything else by its owners."""
    parts = [part for one in checked.findings for part in (one.parts or (one,))]
    return Counter((one.finding.code, one.scope, () if one.kind == "gap" else one.owners) for one in parts)


@FAST
@given(seed=st.integers(0, 10_000), sections=st.booleans())
def test_every_remedy_removes_its_finding_and_makes_no_other(seed: int, sections: bool) -> None:
    layer = spoilt(seed, sections)
    checked = check_layer(layer)
    for _ in range(40):
        if not checked.findings:
            return
        found = checked.findings[0]
        assert found.remedy is not None
        assert found.remedy.kind is RemedyKind.MOVE_BOUNDARY, found.finding.text("message", "en")
        layer = apply(layer, found.remedy)
        after = check_layer(layer)
        assert shapely.is_valid(layer.shapes).all()
        assert not told(after) - told(checked)
        same = [one for one in after.findings if one.owners == found.owners and one.finding.code == found.finding.code]
        assert not [one for one in same if shapely.intersects(one.geometry, shapely.point_on_surface(found.geometry))]
        checked = after
    raise AssertionError("remedies go on for ever")


@FAST
@given(seed=st.integers(0, 10_000))
def test_shared_borders_have_the_same_corners_on_both_sides(seed: int) -> None:
    layer = spoilt(seed, sections=False)
    for _ in range(40):
        findings = check_layer(layer).findings
        if not findings:
            break
        changed = {layer.by_id[owner] for owner in findings[0].remedy.owners}
        layer = apply(layer, findings[0].remedy)
        for row in changed:
            for other in set(layer.rows(ShapeRole.UNIT).tolist()) - {row}:
                assert lonely_corners(layer.shapes[row], layer.shapes[other]) == []


def lonely_corners(one, other) -> list[tuple[float, float]]:
    """Corners of one that lie on the border of the other and are no corner of it."""
    corners = shapely.get_coordinates(one)
    on_border = corners[shapely.distance(shapely.points(corners), shapely.boundary(other)) < 1e-7]
    known = shapely.multipoints(shapely.get_coordinates(other))
    return [tuple(corner) for corner in on_border.tolist() if shapely.distance(shapely.Point(corner), known) > 0
            and tuple(corner) not in {tuple(point) for point in shapely.get_coordinates(other).tolist()}
            and shapely.distance(shapely.Point(corner), known) > 1e-6]


@pytest.mark.parametrize("sections", [False, True])
def test_a_third_run_finds_what_the_first_found(sections: bool) -> None:
    layer = spoilt(77, sections)
    assert check_layer(layer).findings == check_layer(layer).findings


# --- the rules, one by one


def test_a_gap_goes_to_the_longest_shared_border() -> None:
    layer = layer_of({"a": box(0, 0, 50, 100), "b": box(60, 0, 200, 30), "c": box(60, 30, 200, 100)}, box(0, 0, 200, 100))
    (found,) = check_layer(layer).findings
    remedy = found.remedy
    assert (found.owners, remedy.owners, remedy.area_m2) == (("a", "c", "b"), ("a",), pytest.approx(1000))
    assert remedy.furthest_m == pytest.approx(10)
    after = apply(layer, remedy)
    assert after.shapes[after.by_id["a"]].equals(box(0, 0, 60, 100))
    assert (60 + ORIGIN[0], 30 + ORIGIN[1]) in [tuple(p) for p in shapely.get_coordinates(after.shapes[after.by_id["a"]])]


def test_a_gap_larger_than_its_neighbours_is_a_missing_unit() -> None:
    (found,) = check_layer(layer_of({"a": box(0, 0, 50, 100)}, box(0, 0, 200, 100))).findings
    assert (found.remedy.kind, found.remedy.says.code) == (RemedyKind.PROCEDURE, "ZON-096")
    with pytest.raises(ValueError, match="moves no boundary"):
        apply(layer_of({"a": box(0, 0, 50, 100)}), found.remedy)


def overlapping(stated_a: float | None, stated_b: float | None) -> PlanLayer:
    layer = layer_of({"a": box(0, 0, 105, 100), "b": box(100, 0, 200, 100)}, box(0, 0, 200, 100))
    stated = {"a": stated_a, "b": stated_b}
    return replace(layer, attributes=tuple(replace(one, stated_ha=stated.get(one.id)) for one in layer.attributes))


@pytest.mark.parametrize(("stated", "giver"), [((1.0, 1.0), "a"), ((1.05, 0.95), "b")])
def test_who_gives_fits_its_stated_area_better_afterwards(stated: tuple[float, float], giver: str) -> None:
    layer = overlapping(*stated)
    (found,) = [one for one in check_layer(layer).findings if one.kind == "overlap"]
    assert (found.remedy.moves[0].giver, found.remedy.area_m2, found.remedy.furthest_m) == (giver, pytest.approx(500), pytest.approx(5))
    assert check_layer(apply(layer, found.remedy)).findings == ()


def test_the_shorter_new_border_wins_and_nobody_is_left_without_land() -> None:
    bulge = ring((0, 0), (100, 0), (104, 50), (100, 100), (0, 100))
    layer = layer_of({"a": bulge, "b": box(100, 0, 200, 100)}, box(0, 0, 200, 100))
    assert check_layer(layer).findings[0].remedy.moves[0].giver == "a"  # straight again
    inside = layer_of({"a": box(0, 0, 100, 100), "b": box(20, 20, 40, 40)}, box(0, 0, 100, 100))
    (found,) = check_layer(inside).findings
    assert found.remedy.moves[0].giver == "a"
    after = apply(inside, found.remedy)
    assert (after.area_m2[after.by_id["a"]], check_layer(after).findings) == (pytest.approx(9600), ())


def test_what_sticks_out_is_cut_at_the_outline() -> None:
    layer = layer_of({"a": box(0, 0, 103, 100)}, box(0, 0, 100, 100))
    (found,) = check_layer(layer).findings
    assert (found.remedy.says.code, found.remedy.area_m2, found.remedy.furthest_m) == ("ZON-092", pytest.approx(300), pytest.approx(3))
    assert apply(layer, found.remedy).shapes[1].equals(box(0, 0, 100, 100))


def test_a_unit_wholly_outside_needs_a_decision() -> None:
    layer = layer_of({"a": box(0, 0, 100, 100), "b": box(300, 0, 400, 100)}, box(0, 0, 100, 100))
    (found,) = check_layer(layer).findings
    assert (found.finding.code, found.remedy.kind, found.remedy.says.code) == ("ZON-055", RemedyKind.PROCEDURE, "ZON-097")


def test_a_section_grows_over_land_no_other_section_has() -> None:
    section = (Shape("S", ShapeRole.SECTION, plan="P"), box(0, 0, 95, 100))
    layer = layer_of({"a": box(0, 0, 100, 100), "b": box(100, 0, 200, 100)}, box(0, 0, 200, 100), S=section)
    layer = replace(layer, attributes=tuple(replace(one, parent="S") if one.id == "a" else one for one in layer.attributes))
    (found,) = check_layer(layer).findings
    assert (found.finding.code, found.remedy.says.code, found.remedy.owners) == ("ZON-056", "ZON-093", ("S",))
    after = apply(layer, found.remedy)
    assert (after.area_m2[after.by_id["S"]], check_layer(after).findings) == (pytest.approx(10_000), ())


def test_duplicates_and_sections_with_units_are_for_people_to_settle() -> None:
    twice = check_layer(layer_of({"a": PLAN, "b": PLAN}, PLAN)).findings[0]
    assert (twice.remedy.kind, twice.remedy.says.code) == (RemedyKind.PROCEDURE, "ZON-095")


def test_snapping_mends_all_slivers_at_once() -> None:
    layer = layer_of({f"s{n}": box(20 * n, 0, 20 * n + 19.97, 100) for n in range(10)}, box(0, 0, 200, 100))
    (found,) = check_layer(layer).findings
    assert (found.remedy.kind, len(found.remedy.moves), found.remedy.area_m2) == (RemedyKind.MOVE_BOUNDARY, 10, pytest.approx(30))
    after = apply(layer, found.remedy)
    assert check_layer(after).findings == ()
    assert float(after.area_m2[1:].sum()) == pytest.approx(20_000)
    assert check_layer(after, tolerance=1e-6).findings == ()


def test_words_say_how_far_and_how_much() -> None:
    (found,) = [one for one in check_layer(overlapping(1.0, 1.0)).findings if one.kind == "overlap"]
    assert found.finding.text("remedy", "vi") == "a nhường 500 m² cho b: ranh của a lùi nhiều nhất 5 m, trùng với ranh của b."
    assert found.finding.text("remedy", "en").startswith("a gives 500 m² to b")


@FAST
@given(seed=st.integers(0, 10_000), sections=st.booleans())
def test_rounds_of_remedies_leave_a_clean_plan(seed: int, sections: bool) -> None:
    layer = spoilt(seed, sections)
    mended = mend(layer, check_layer)
    assert mended.checked.findings == ()
    assert float(mended.layer.area_m2[layer.rows(ShapeRole.UNIT)].sum()) == pytest.approx(40_000, abs=1)


def test_a_corner_cut_off_moves_as_far_as_the_corner_though_rounding_leaves_a_spike() -> None:
    """The new border runs from (8, 0) to (10, 10): the corner (10, 0) is 2·10 / √(2² + 10²) from it."""
    east, north = 565_033.97, 5_934_519.84
    square = shapely.box(east, north, east + 10, north + 10)
    piece = shapely.Polygon([(east + 10, north), (east + 8, north + 2e-10), (east + 10, north + 10)])
    assert furthest(piece, square, grows=False) == pytest.approx(20 / 104**0.5, abs=1e-6)
    assert furthest(piece, shapely.difference(square, piece, grid_size=1e-6), grows=True) == pytest.approx(20 / 104**0.5, abs=1e-5)


def test_a_hole_filled_moves_its_border_to_its_middle() -> None:
    lot, hole = shapely.box(0, 0, 100, 100), shapely.box(40, 40, 60, 60)
    assert furthest(hole, shapely.difference(lot, hole), grows=True) == pytest.approx(10, rel=0.01)
