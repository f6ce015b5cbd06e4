from __future__ import annotations

import numpy as np
import shapely

from quyhoach.zones.layer import PlanLayer, Shape, ShapeRole
from quyhoach.zones.locating import Locator


def crossings(point: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    """Even-odd rule, by hand."""
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            odd = not odd
    return odd


def test_points_find_their_unit_as_the_even_odd_rule_says() -> None:
    rng = np.random.default_rng(5)
    angles = np.sort(rng.uniform(0, 2 * np.pi, (20, 9)), axis=1)
    middles, radii = rng.uniform(0, 100, (20, 2)), rng.uniform(2, 9, (20, 9))
    rings = [[(float(mx + r * np.cos(a)), float(my + r * np.sin(a))) for a, r in zip(angles[n], radii[n], strict=True)]
             for n, (mx, my) in enumerate(middles)]
    shapes = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    good = shapely.is_valid(shapes)
    roles = [ShapeRole.SECTION if n % 7 == 0 else ShapeRole.UNIT for n in range(20)]
    layer = PlanLayer("EPSG:9215", tuple(Shape(str(n), role) for n, role in enumerate(roles)), shapes)
    points = rng.uniform(0, 100, (4000, 2))
    found = Locator(layer).rows_at(points)
    for point, row in zip(points.tolist(), found.tolist(), strict=True):
        here = [n for n in range(20) if good[n] and roles[n] is ShapeRole.UNIT and crossings(tuple(point), rings[n])]
        assert row == (here[0] if here else -1)
    assert (found >= 0).any()
    assert (found < 0).any()


def test_a_point_on_a_common_border_is_in_the_first_unit() -> None:
    shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)], dtype=object)
    layer = PlanLayer("EPSG:9215", (Shape("A", ShapeRole.UNIT), Shape("B", ShapeRole.UNIT)), shapes)
    assert Locator(layer).rows_at(np.array([[10.0, 5.0], [20.0, 5.0], [20.1, 5.0]])).tolist() == [0, 1, -1]
