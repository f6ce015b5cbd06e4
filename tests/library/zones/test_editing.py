"""Drawn by hand: fresh corners snap, borders are shared, and what nobody touched stays to the last bit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.zones.checks import check_layer
from quyhoach.zones.editing import DrawnShape, drawn_layer, rings_of, shape_of
from quyhoach.zones.layer import DEFAULT_CRS, Shape, ShapeRole

PLAN = [[0.0, 0.0], [300.0, 0.0], [300.0, 200.0], [0.0, 200.0]]
WEST = [[0.0, 0.0], [100.0, 0.0], [110.0, 70.0], [100.0, 200.0], [0.0, 200.0]]


def area(name: str, ring: list[list[float]], fresh: list[list[float]] | tuple[()] = (), role: ShapeRole = ShapeRole.UNIT) -> DrawnShape:
    return DrawnShape(Shape(name, role, plan="P", closes=role is ShapeRole.UNIT, row=1), [[ring]], fresh)


near = st.tuples(st.floats(0, 0.35), st.floats(0, 2 * math.pi))


@settings(max_examples=150, deadline=None)
@given(st.lists(near, min_size=5, max_size=5))
def test_an_area_drawn_beside_its_neighbours_closes_the_plan(off: list[tuple[float, float]]) -> None:
    """Each corner is drawn up to 0.35 m off; snapped at 0.5 m the plan has no gap, overlap or sliver left."""
    meant = [[100.0, 0.0], [300.0, 0.0], [300.0, 200.0], [100.0, 200.0], [110.0, 70.0]]
    ring = [[e + far * math.cos(way), n + far * math.sin(way)] for (e, n), (far, way) in zip(meant, off, strict=True)]
    made = drawn_layer([area("P", PLAN, role=ShapeRole.PLAN), area("W", WEST), area("E", ring, ring)], DEFAULT_CRS, 0.5)
    assert made.told == ()
    assert check_layer(made.layer).findings == ()
    corners = [{tuple(corner) for part in rings_of(shape) for ring_ in part for corner in ring_} for shape in made.layer.shapes]
    assert {(100.0, 0.0), (110.0, 70.0), (100.0, 200.0)} <= corners[1] & corners[2]
    assert {tuple(corner) for corner in WEST} <= corners[1]


def test_a_border_is_followed_where_the_neighbour_has_more_corners() -> None:
    ring = [[100.2, 0.1], [300.0, 0.0], [300.0, 200.0], [99.9, 200.1]]  # the corner at (110, 70) is 10 m from the edge drawn
    made = drawn_layer([area("P", PLAN, role=ShapeRole.PLAN), area("W", WEST), area("E", ring, ring)], DEFAULT_CRS, 15)
    assert check_layer(made.layer).findings == ()
    near_only = drawn_layer([area("P", PLAN, role=ShapeRole.PLAN), area("W", WEST), area("E", ring, ring)], DEFAULT_CRS, 0.5)
    assert [round(found.area_m2, 6) for found in check_layer(near_only.layer).findings] == [1000.0]  # 200 · 10 / 2 of the triangle


def test_without_reach_nothing_moves() -> None:
    ring = [[100.2, 0.1], [300.0, 0.0], [300.0, 200.0], [99.9, 200.1]]
    made = drawn_layer([area("W", WEST), area("E", ring, ring)], DEFAULT_CRS)
    assert made.snapped == 0
    assert rings_of(made.layer.shapes[1]) == [[ring]]
    assert rings_of(made.layer.shapes[0]) == [[WEST]]


def test_land_of_others_is_neither_snapped_to_nor_changed() -> None:
    ring = [[100.2, 10.0], [200.0, 10.0], [200.0, 50.0]]
    made = drawn_layer([area("F", WEST, role=ShapeRole.CONSTRAINT), area("E", ring, ring)], DEFAULT_CRS, 5)
    assert [rings_of(shape) for shape in made.layer.shapes] == [[[WEST]], [[ring]]]


@pytest.mark.parametrize("polygons", [[], [[]], [[[[0, 0], [1, 1]]]], [[[[0, 0], [1, 0], [math.nan, 1]]]]])
def test_rings_that_are_none_are_refused(polygons: list[list[list[list[float]]]]) -> None:
    with pytest.raises(ValueError, match="ring"):
        shape_of(polygons)


def test_holes_and_parts_come_back_as_they_were() -> None:
    outer, hole = [[0.1, 0.2], [10.3, 0.0], [10.0, 10.0], [0.0, 10.0]], [[2.0, 2.0], [2.0, 4.0], [4.0, 4.0]]
    polygons = [[outer, hole], [[[20.0, 0.0], [30.0, 0.0], [25.0, 9.0]]]]
    assert rings_of(shape_of(polygons)) == polygons
