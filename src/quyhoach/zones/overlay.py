"""Cutting shapes so that the answer is right where borders run within a millimetre of each other.

GEOS can drop a part, or give up, on such borders. What is cut here is tried again on a grid of a ten-thousandth of a millimetre,
where its answers are sound; the grid moves an area by less than that times its border.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from quyhoach.zones.layer import Shapes

GRID = 1e-7
"""Metres: the grid of the second try."""
_WRONG_M2 = 1e-4


def polygonal(shape: Any) -> Any:
    """The polygons of a geometry, empty when it has none: what an overlay leaves beside lines and points."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    polygons = [polygon for part in parts for polygon in shapely.get_parts(part)]
    return shapely.multipolygons(polygons) if polygons else shapely.Polygon()


def united(shapes: Sequence[Any] | Shapes) -> Any:
    """The land of all the shapes together."""
    try:
        return polygonal(shapely.union_all(shapes))
    except shapely.errors.GEOSException:
        return polygonal(shapely.union_all(shapes, grid_size=GRID))


def common(one: Shapes, other: Any) -> Shapes:
    """The common land of each pair, as polygons; ``other`` is as many shapes, or one for all.

    What a pair shares and what each has alone must make up both shapes; a pair for which they do not is cut on the grid.
    """
    first, second = (np.array(side) for side in np.broadcast_arrays(one, np.asarray(other, dtype=object)))
    if not len(first):
        return first
    try:
        cut = shapely.intersection(first, second)
        shared = shapely.area(cut)
        wrong = [np.abs(shared + shapely.area(shapely.difference(a, b)) - shapely.area(a)) for a, b in ((first, second), (second, first))]
        doubtful = np.flatnonzero(np.maximum(*wrong) > _WRONG_M2)
    except shapely.errors.GEOSException:
        cut, doubtful = first.copy(), np.arange(len(first))
    cut[doubtful] = shapely.intersection(first[doubtful], second[doubtful], grid_size=GRID)
    return as_array([polygonal(shape) for shape in cut])


def less(shape: Any, other: Any) -> Any:
    """The land of one shape that another has not, measured as ``common`` is."""
    try:
        rest = shapely.difference(shape, other)
        parts = shapely.area(rest) + shapely.area(shapely.intersection(shape, other))
        if abs(float(parts) - float(shapely.area(shape))) <= _WRONG_M2:
            return polygonal(rest)
    except shapely.errors.GEOSException:
        pass
    return polygonal(shapely.difference(shape, other, grid_size=GRID))


def regions(lines: Sequence[Any] | Shapes) -> Shapes:
    """The regions that lines enclose between them, each a polygon: lines are parted where they meet."""
    return np.asarray(shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=GRID)])), dtype=object)


def as_array(shapes: Sequence[Any]) -> Shapes:
    """Shapes as an array of one dimension."""
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found
