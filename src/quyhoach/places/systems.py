"""The coordinate systems shapes are served in: written out, and boxes asked in any of them. Axes stand in each system's own order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from quyhoach.places.crs import Floats
from quyhoach.places.shapes import READ_ERRORS

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""Longitude and latitude of WGS84: how shapes are kept."""
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
_STEPS = np.linspace(0.0, 1.0, 21)
Bounds = tuple[float, float, float, float]


def system_uri(code: str) -> str:
    """The address that names "EPSG:n" in the standards of the OGC."""
    return _EPSG + code.removeprefix("EPSG:")


@dataclass(frozen=True, slots=True)
class PackedShape:
    """A GeoJSON geometry as well-known binary, and its box (west, south, east, north), degrees."""

    content: bytes
    bounds: Bounds


@dataclass(frozen=True)
class AskedBox:
    """A box somebody asks for, in degrees. What touches ``outer`` may touch the box, what lies in ``inner`` surely does (None: ask
    the shape); a box across the date line has the whole round as ``outer``. Boxes are (west, south, east, north)."""

    outer: Bounds
    inner: Bounds | None
    area: BaseGeometry = field(hash=False, compare=False)

    def touched_by(self, contents: Sequence[bytes]) -> NDArray[np.bool_]:
        """Which of the shapes (well-known binary) share a point with the box."""
        shapely.prepare(self.area)
        return np.asarray(shapely.intersects(self.area, shapely.from_wkb(list(contents), on_invalid="ignore")), dtype=np.bool_)


def packed_shape(geometry: Any) -> PackedShape | None:
    """A geometry member as it is kept, to the last digit; None when it is none, empty, or not finite. Heights are left out."""
    try:
        with np.errstate(invalid="ignore"):
            read = shapely.force_2d(shape(geometry))
    except READ_ERRORS:
        return None
    if read.is_empty or not np.isfinite(shapely.get_coordinates(read)).all():
        return None
    west, south, east, north = (float(edge) for edge in shapely.bounds(read))
    return PackedShape(bytes(shapely.to_wkb(read)), (west, south, east, north))


def geometry_texts(contents: Sequence[bytes | None], system: str = CRS84) -> list[str]:
    """The shapes as GeoJSON geometries in ``system``; "null" for none and for one that has no place there.

    Degrees keep their digits, metres are written to a tenth of a millimetre.
    """
    shapes = shapely.from_wkb(list(contents), on_invalid="ignore")
    moved, swapped, degrees = _way(system)
    if moved is not None:
        places = 9 if degrees else 4
        shapes = shapely.transform(shapes, lambda points: _placed(points, moved, swapped).round(places))
        lost = [not np.isfinite(shapely.get_coordinates(one)).all() for one in shapes]
        shapes[lost] = None
    elif swapped:
        shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
    return [text or "null" for text in shapely.to_geojson(shapes)]


def _placed(points: Floats, moved: Transformer, swapped: bool) -> Floats:
    x, y = moved.transform(points[:, 0], points[:, 1])
    return np.column_stack([y, x] if swapped else [x, y])


@cache
def _way(system: str) -> tuple[Transformer | None, bool, bool]:
    """From degrees to ``system`` (None: they are the same numbers), whether its first axis goes north, and whether it has degrees."""
    if system == CRS84:
        return None, False, True
    crs = CRS.from_epsg(int(system.removeprefix(_EPSG)))
    swapped = crs.axis_info[0].direction == "north"
    if crs.to_epsg() == 4326:
        return None, swapped, True
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True), swapped, bool(crs.is_geographic)


def asked_box(numbers: Sequence[float], system: str = CRS84) -> AskedBox | None:
    """The box of four numbers, or six with heights, in ``system``; None when they make no box there."""
    if len(numbers) not in (4, 6) or not all(math.isfinite(number) for number in numbers):
        return None
    half = len(numbers) // 2
    (a, b), (c, d) = numbers[:2], numbers[half:half + 2]
    moved, swapped, degrees = _way(system)
    west, south, east, north = (b, a, d, c) if swapped else (a, b, c, d)
    if south > north or (west > east and not degrees):
        return None
    if moved is None:
        return _degrees(west, south, east, north)
    return _moved((west, south, east, north), moved)


def _degrees(west: float, south: float, east: float, north: float) -> AskedBox | None:
    if not (-180 <= west <= 180 and -180 <= east <= 180 and south >= -90 and north <= 90):
        return None
    if west > east:  # across the date line: two pieces
        pieces = [_area([(west, south), (180.0, north)]), _area([(-180.0, south), (east, north)])]
        return AskedBox((-180.0, south, 180.0, north), None, shapely.union_all(pieces))
    edges = (west, south, east, north)
    return AskedBox(edges, edges, _area([(west, south), (east, north)]))


def _area(corners: list[tuple[float, float]]) -> BaseGeometry:
    """A box that may have no width."""
    return shapely.envelope(shapely.MultiPoint(corners))


def _moved(box: Bounds, moved: Transformer) -> AskedBox | None:
    """A box of another system: its edges in degrees, followed closely enough for bent ones."""
    west, south, east, north = box
    xs, ys = west + (east - west) * _STEPS, south + (north - south) * _STEPS
    fixed = np.ones_like(_STEPS)
    sides = [(xs, south * fixed), (east * fixed, ys), (xs[::-1], north * fixed), (west * fixed, ys[::-1])]
    turned = [np.column_stack(moved.transform(x, y, direction="INVERSE")) for x, y in sides]
    ring = np.vstack(turned)
    if not np.isfinite(ring).all():
        return None
    below, right, above, left = turned
    inner = (float(left[:, 0].max()), float(below[:, 1].max()), float(right[:, 0].min()), float(above[:, 1].min()))
    outer = (float(ring[:, 0].min()), float(ring[:, 1].min()), float(ring[:, 0].max()), float(ring[:, 1].max()))
    flat = west == east or south == north
    area = shapely.LineString(ring) if flat else shapely.Polygon(ring)
    return AskedBox(outer, inner if inner[0] < inner[2] and inner[1] < inner[3] else None, area)
