"""Do polygons leave each other alone? Answered from their edges, without cutting a shape.

Every polygon walks its border with its land on the left. Strike out opposite walks of one edge: what stays is where the number of
polygons over a point changes, by one, the left side having more. Where no two polygons overlap that number is 0 or 1, so each
region between the edges that stay lies left of all its edges or right of all of them; and where every region does, it is 0 or 1.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from quyhoach.zones.layer import Floats, Shapes

_POLYGON = 3
_MANY = 0.25
"""With more than this part of the edges unmatched, cutting the shapes is no slower."""


def are_disjoint(shapes: Shapes) -> bool:
    """True when no two of the polygons ``shapes`` (n,) have common land; False is no proof that some have.

    Corners are compared as they are written: where one neighbour has a corner that the other lacks, the answer may be False.
    """
    if len(shapes) < 2:
        return True
    low, high, left, _ = _walks(shapes)
    edges, first, place = np.unique(_numbered(low, high), return_index=True, return_inverse=True)
    net = np.bincount(place, weights=left)
    stays = net != 0
    if np.any(np.abs(net) > 1) or np.count_nonzero(stays) > _MANY * len(left) + 1000:
        return False
    border = shapely.multilinestrings(shapely.linestrings(np.stack((low[first[stays]], high[first[stays]]), axis=1)))
    if not shapely.is_simple(border):
        return False
    return _one_sided(shapely.get_parts(shapely.polygonize([border])), edges[stays], net[stays])


def _one_sided(regions: Shapes, edges: NDArray[np.uint64], net: Floats) -> bool:
    """True when every region lies on one side of all its edges. ``net``: +1 where an edge has its land left of low → high."""
    if not len(regions):
        return False
    low, high, left, region = _walks(regions)
    numbers = _numbered(low, high)
    place = np.minimum(np.searchsorted(edges, numbers), len(edges) - 1)
    if not np.array_equal(edges[place], numbers):
        return False
    same = np.bincount(region, weights=net[place] == left)
    return bool(np.all((same == 0) | (same == np.bincount(region))))


def _walks(shapes: Shapes) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """Of every edge its ends, the lower first; +1 or -1 for the way it is walked with the land on the left; and its polygon."""
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
    return low, high, np.where(forward, left[ring], -left[ring]), polygon[ring]


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
