"""Plans made for tests, and slow and obvious ways to look at them."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, Shape, ShapeRole

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
ORIGIN = (500_000.0, 2_415_000.0)
"""East and north of where test plans lie: the size of the coordinates decides how they round."""

Point = tuple[float, float]


def layer_of(units: dict[str, Any], plan: Any = None, **shapes: tuple[Shape, Any]) -> PlanLayer:
    """A layer of closing units, an outline with id P, and any other shapes."""
    rows = [(Shape("P", ShapeRole.PLAN, plan="P", row=1), plan)] if plan is not None else []
    rows += [(Shape(name, ShapeRole.UNIT, plan="P", row=n), shape) for n, (name, shape) in enumerate(units.items(), 2)]
    rows += list(shapes.values())
    return PlanLayer(DEFAULT_CRS, tuple(shape for shape, _ in rows), np.array([shape for _, shape in rows], dtype=object))


def box(west: float, south: float, east: float, north: float) -> Any:
    """A rectangle, metres from the origin."""
    x, y = ORIGIN
    return shapely.box(x + west, y + south, x + east, y + north)


def ring(*points: Point) -> Any:
    """A polygon, metres from the origin."""
    return shapely.Polygon([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in points])


def shoelace(points: Sequence[Point]) -> float:
    """Area of a ring, by hand."""
    x, y = points[0]
    local = [(a - x, b - y) for a, b in points]
    return abs(sum(a * d - c * b for (a, b), (c, d) in zip(local, [*local[1:], local[0]], strict=True))) / 2


def partition(seed: int, pieces: int, size: float = 200.0) -> dict[str, Any]:
    """A square cut again and again by straight lines; every corner on a border is a corner of both sides."""
    draw = random.Random(seed)
    cells = [[(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)]]
    while len(cells) < pieces:
        cells.sort(key=shoelace)
        big = cells.pop()
        first, second = cut(big, draw)
        new = {corner for corner in first if corner not in big}
        cells = [with_new_corners(cell, new) for cell in cells] + [first, second]
    return {f"u{n}": ring(*cell) for n, cell in enumerate(sorted(cells))}


def cut(cell: list[Point], draw: random.Random) -> tuple[list[Point], list[Point]]:
    """Two halves of a convex cell (corners may lie on straight sides), between points of two sides that do not lie on a line."""
    sides = list(zip(cell, [*cell[1:], cell[0]], strict=True))
    while True:
        i, j = sorted(draw.sample(range(len(sides)), 2))
        a, b = (on(sides[n], draw.uniform(0.35, 0.65)) for n in (i, j))
        halves = [*cell[:i + 1], a, b, *cell[j + 1:]], [a, *cell[i + 1:j + 1], b]
        if min(map(shoelace, halves)) > 0.2 * shoelace(cell):
            return halves


def on(side: tuple[Point, Point], share: float) -> Point:
    (a, b), (c, d) = side
    return round(a + share * (c - a), 3), round(b + share * (d - b), 3)


def with_new_corners(cell: list[Point], corners: set[Point]) -> list[Point]:
    """The neighbour across the cut side gets the corner too. Rounding to a millimetre bends both sides alike."""
    out = []
    for a, b in zip(cell, [*cell[1:], cell[0]], strict=True):
        out.append(a)
        out += sorted((c for c in corners if lies_between(a, b, c)), key=lambda c: (c[0] - a[0]) ** 2 + (c[1] - a[1]) ** 2)
    return out


def lies_between(a: Point, b: Point, c: Point) -> bool:
    along = ((c[0] - a[0]) * (b[0] - a[0]) + (c[1] - a[1]) * (b[1] - a[1])) / ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2)
    off = abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / np.hypot(b[0] - a[0], b[1] - a[1])
    return 0 < along < 1 and off < 0.002


def moved(shape: Any, corner: int, dx: float, dy: float) -> Any:
    """The shape with one corner of its shell moved."""
    points = shapely.get_coordinates(shapely.get_exterior_ring(shape))[:-1].copy()
    points[corner % len(points)] += (dx, dy)
    return shapely.Polygon(points)


# --- brute force: every pair, the whole union, no shortcut


def thick(shape: Any, width: float) -> list[Any]:
    """Polygons of a shape with room for a disc of that diameter."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return [part for part in parts if not part.buffer(-width / 2, quad_segs=32).is_empty]


def brute_overlaps(units: dict[str, Any], width: float) -> dict[tuple[str, str], float]:
    found = {}
    for (a, one), (b, other) in itertools.combinations(units.items(), 2):
        area = sum(part.area for part in thick(one.intersection(other), width))
        if area:
            found[a, b] = area
    return found


def brute_gaps(units: dict[str, Any], plan: Any, width: float) -> list[float]:
    return sorted(part.area for part in thick(plan.difference(shapely.unary_union(list(units.values()))), width))


def brute_outside(units: dict[str, Any], plan: Any, width: float) -> dict[str, float]:
    areas = {name: sum(part.area for part in thick(shape.difference(plan), width)) for name, shape in units.items()}
    return {name: area for name, area in areas.items() if area}


def read_features(file: Path) -> list[tuple[dict[str, Any], Any]]:
    """Properties and shapes of a GeoJSON file, polygons only."""
    features = json.loads(file.read_text("utf-8"))["features"]
    both = [(f["properties"], shapely.geometry.shape(f["geometry"])) for f in features if f["geometry"]]
    return [(properties, shape) for properties, shape in both if "Polygon" in shape.geom_type]
