"""Which polygons may have common land? Answered from their edges, cutting no shape where all is well.

Every polygon walks its border with its land on the left. Strike out opposite walks of one edge: what stays is where the number of
polygons over a point changes. Between the edges that stay that number is constant, so one point of each region tells it.
GEOS' own test of a coverage is not used: it overlooks a polygon drawn again a millimetre aside.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quyhoach.zones.layer import Floats, Shapes
from quyhoach.zones.overlay import common, regions

_POLYGON = 3
_MANY = 0.25
"""With more than this part of the edges unmatched, every polygon is as well looked at."""
_LEAST_DISC = 1e-7
Rows = NDArray[np.int64]


def are_disjoint(shapes: Shapes) -> bool:
    """True when no two of the polygons ``shapes`` (n,) have common land; False is no proof that some have."""
    return not len(doubtful(shapes))


def doubtful(shapes: Shapes) -> Rows:
    """Places of the polygons that may have land in common with another, ascending: every one that has is among them."""
    if len(shapes) < 2:
        return np.empty(0, dtype=np.int64)
    low, high, left = _walks(shapes)
    _, first, place = np.unique(_numbered(low, high), return_index=True, return_inverse=True)
    stays = first[np.bincount(place, weights=left) != 0]
    if len(stays) > _MANY * len(left) + 1000:
        return np.arange(len(shapes))
    lines = shapely.linestrings(np.stack((low[stays], high[stays]), axis=1))
    between = regions(lines)
    tree = shapely.STRtree(shapes)
    twice = between[_covers(between, shapes, tree) > 1]
    return np.unique(tree.query(twice, predicate="intersects")[1]).astype(np.int64)


def _covers(between: Shapes, shapes: Shapes, tree: Any) -> Rows:
    """How many polygons cover each region, at a point of it; where the point lies on a border, in a small disc round it."""
    points = shapely.point_on_surface(between)
    region, polygon = tree.query(points, predicate="intersects")
    count = np.bincount(region, minlength=len(between))
    inside = np.bincount(region[shapely.contains_properly(shapes[polygon], points[region])], minlength=len(between))
    for n in np.flatnonzero((count != inside) & (count > 1)):
        radius = 0.5 * float(shapely.distance(points[n], shapely.boundary(between[n])))
        disc = shapely.buffer(points[n], radius)
        land = shapely.area(common(shapes[polygon[region == n]], disc))
        if radius > _LEAST_DISC:
            count[n] = round(float(land.sum()) / float(shapely.area(disc)))
    return count


def _walks(shapes: Shapes) -> tuple[Floats, Floats, Floats]:
    """Of every edge its ends, the lower first, and +1 or -1 for the way it is walked with the land on the left."""
    single = bool(np.all(shapely.get_type_id(shapes) == _POLYGON))
    rings, polygon = shapely.get_rings(shapes if single else shapely.get_parts(shapes), return_index=True)
    hole = np.concatenate(([False], polygon[1:] == polygon[:-1]))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    points += 0.0  # a minus zero is a zero
    same = ring[1:] == ring[:-1]
    start, end, ring = points[:-1][same], points[1:][same], ring[:-1][same]
    a, b = start - points[0], end - points[0]
    left = np.where((np.bincount(ring, a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1], len(rings)) > 0) != hole, 1.0, -1.0)
    forward = (start[:, 0] < end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] < end[:, 1]))
    low, high = np.where(forward[:, None], start, end), np.where(forward[:, None], end, start)
    return low, high, np.where(forward, left[ring], -left[ring])


def _numbered(low: Floats, high: Floats) -> NDArray[np.uint64]:
    """64 mixed bits of the four coordinates of every edge."""
    mixed = np.zeros(len(low), dtype=np.uint64)
    for column in (low[:, 0], low[:, 1], high[:, 0], high[:, 1]):
        mixed ^= np.ascontiguousarray(column).view(np.uint64)
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
    return mixed
