"""Shapes of GeoJSON as areas: read, mended, written back, and the point that stands for one. The room's door to shapely."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from quyhoach.places.crs import Floats

READ_ERRORS = (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError, RecursionError, shapely.errors.ShapelyError)


@dataclass(frozen=True, slots=True)
class AreaRead:
    """An area, or None and the ``reason``; with an area, ``reason`` says what had to be mended ("" = nothing)."""

    area: BaseGeometry | None
    reason: str = ""


def corners(geometry: Any) -> Floats | None:
    """Every corner (n × 2) of a Polygon or MultiPolygon member; None when it is none or its numbers are not finite."""
    read = _raw(geometry)
    if read is None or read.is_empty or read.geom_type not in ("Polygon", "MultiPolygon"):
        return None
    points: Floats = shapely.get_coordinates(read)
    return points if bool(np.isfinite(points).all()) else None


def read_area(geometry: Any, moved: Callable[[Floats], Floats] | None = None) -> AreaRead:
    """A valid Polygon or MultiPolygon with an area, each corner put through ``moved`` first. Never raises for bad input."""
    if corners(geometry) is None:
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        return AreaRead(None, str(kind or "geometry: null"))
    read = shapely.force_2d(_raw(geometry))
    if moved is not None:
        read = shapely.transform(read, moved)
        if not np.isfinite(shapely.get_coordinates(read)).all():
            return AreaRead(None, "∞")
    if shapely.is_valid(read):
        return AreaRead(read) if read.area > 0 else AreaRead(None, "0 m²")
    reason = str(shapely.is_valid_reason(read)).split("[")[0]
    parts = [part for part in shapely.get_parts(shapely.make_valid(read)) if part.area > 0]
    mended = shapely.union_all(parts) if parts else None
    return AreaRead(mended, reason)


def _raw(geometry: Any) -> BaseGeometry | None:
    if not isinstance(geometry, Mapping):
        return None
    try:
        with np.errstate(invalid="ignore"):  # numbers that are not finite are looked for afterwards
            return shape(geometry)
    except READ_ERRORS:
        return None


def kilometres_to(area: BaseGeometry, point: tuple[float, float]) -> float:
    """Kilometres from an area to a point, both in degrees; 0 inside. On the plane that fits at the point: exact to a percent nearby."""
    per_degree = np.array([111.32 * math.cos(math.radians(point[1])), 110.57])
    flat = shapely.transform(area, lambda corners: corners * per_degree)
    return float(shapely.distance(flat, shapely.Point(np.asarray(point) * per_degree)))


def area_json(area: BaseGeometry) -> dict[str, Any]:
    """The GeoJSON member of an area, outer rings counter-clockwise."""
    written: dict[str, Any] = json.loads(shapely.to_geojson(shapely.orient_polygons(area)))
    return written


def standing_point(geometry: Any) -> tuple[float, float] | None:
    """Where to stand a mark for a GeoJSON geometry: its point, the centroid, or a point inside when the centroid falls outside."""
    read = _raw(geometry)
    if read is None or read.is_empty or not np.isfinite(shapely.get_coordinates(read)).all():
        return None
    middle = shapely.centroid(read)
    if read.geom_type.endswith("Polygon") and shapely.is_valid(read) and not shapely.covers(read, middle):
        middle = shapely.point_on_surface(read)
    x, y = float(middle.x), float(middle.y)
    return (round(x, 6), round(y, 6)) if math.isfinite(x) and math.isfinite(y) else None
