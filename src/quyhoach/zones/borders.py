"""Borders of polygons: how wide a piece is, the polygons of a result, and corners both neighbours share."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quyhoach.zones.layer import Floats, Shapes

_NOISE = 1e-6
"""Metres: what rounding may add to or take from a computed corner. A thousandth of the finest tolerance anybody states."""


def wider(polygons: Shapes, width: float) -> NDArray[np.bool_]:
    """Which polygons (n) have room for a disc of diameter ``width`` metres: their width in the sense of every check here."""
    area, around = shapely.area(polygons), shapely.length(polygons)
    radius = width / 2
    surely = area > around * radius + np.pi * radius**2
    open_cases = np.flatnonzero(~surely & (area > np.pi * radius**2 * 0.999))
    answer = np.asarray(surely, dtype=np.bool_)
    if len(open_cases):
        inner = shapely.buffer(polygons[open_cases], -radius, quad_segs=2, join_style="mitre")
        answer[open_cases] = ~shapely.is_empty(inner)
    return answer


def polygons_of(geometries: Shapes) -> tuple[Shapes, NDArray[np.int64]]:
    """Every polygon in the results of an overlay, and the place of the result it is from. Lines and points are left out."""
    parts, source = shapely.get_parts(geometries, return_index=True)
    deeper = shapely.get_type_id(parts) > 3
    if deeper.any():
        inner, place = shapely.get_parts(parts[deeper], return_index=True)
        parts, source = np.concatenate([parts[~deeper], inner]), np.concatenate([source[~deeper], source[deeper][place]])
    keep = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    return parts[keep], source[keep]


def joined(polygons: Shapes) -> Any:
    """One Polygon, or a MultiPolygon of those that do not touch along a border. Empty without any."""
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


def without_dust(shape: Any) -> Any:
    """The shape without parts and holes that only rounding can have made (narrower than a micrometre)."""
    parts, _ = polygons_of(np.array([shape], dtype=object))
    kept = parts[wider(parts, _NOISE)]
    return joined(np.array([_without_narrow_holes(part) for part in kept], dtype=object))


def _without_narrow_holes(polygon: Any) -> Any:
    if not shapely.get_num_interior_rings(polygon):
        return polygon
    rings = shapely.get_rings(polygon)
    holes = shapely.polygons(rings[1:])
    kept = wider(holes, _NOISE)
    return polygon if kept.all() else shapely.polygons(rings[0], rings[1:][kept])


def with_corners(shape: Any, corners: Floats) -> Any:
    """The shape with those corners (n × 2) added that lie on one of its borders, so that a neighbour's corner is also its own."""
    if not len(corners) or shapely.is_empty(shape):
        return shape
    polygons, _ = polygons_of(np.array([shape], dtype=object))
    mended = [_polygon_with(polygon, corners) for polygon in polygons]
    return shape if all(new is old for new, old in zip(mended, polygons, strict=True)) else joined(np.array(mended, dtype=object))


def _polygon_with(polygon: Any, corners: Floats) -> Any:
    rings = shapely.get_rings(polygon)
    mended = [_ring_with(ring, corners) for ring in rings]
    if all(new is old for new, old in zip(mended, rings, strict=True)):
        return polygon
    return shapely.polygons(mended[0], np.array(mended[1:], dtype=object) if len(mended) > 1 else None)


def _ring_with(ring: Any, corners: Floats) -> Any:
    points = shapely.get_coordinates(ring)
    own = {tuple(point) for point in points.tolist()}
    beside = np.flatnonzero(shapely.dwithin(shapely.points(corners), ring, _NOISE))
    corners = np.array([corner for corner in corners[beside].tolist() if tuple(corner) not in own]).reshape(-1, 2)
    if not len(corners):
        return ring
    start, step = points[:-1], np.diff(points, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-300)
    added: list[tuple[int, float, Floats]] = []
    for corner in corners:
        share = np.clip(((corner - start) * step).sum(axis=1) / length, 0, 1)
        off = np.hypot(*(start + share[:, None] * step - corner).T)
        edge = int(off.argmin())
        if off[edge] <= _NOISE and np.hypot(*(points - corner).T).min() > _NOISE:
            added.append((edge, float(share[edge]), corner))
    if not added:
        return ring
    added.sort(key=lambda found: (found[0], found[1]))
    return shapely.linearrings(np.insert(points, [edge + 1 for edge, _, _ in added], [corner for _, _, corner in added], axis=0))
