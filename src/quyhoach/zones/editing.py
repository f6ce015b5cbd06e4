"""Editing a layer by hand: rings as numbers in and out, drawn corners that snap to neighbours, corners both sides share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from quyhoach.findings import Finding, Place, finding
from quyhoach.zones.borders import with_corners
from quyhoach.zones.geometry_faults import valid_areas
from quyhoach.zones.layer import Floats, PlanLayer, Shape, ShapeRole
from quyhoach.zones.told import Told

Ring = Sequence[Sequence[float]]
Polygons = Sequence[Sequence[Ring]]
_NOISE = 1e-6
"""Metres: corners nearer than this are one corner."""


@dataclass(frozen=True)
class DrawnShape:
    """One area as a person drew it: ``polygons`` are lists of rings (outer first), rings lists of [east, north] without the first
    corner repeated at the end. ``fresh``: the corners drawn just now, which may snap; all others stay to the last bit."""

    shape: Shape
    polygons: Polygons
    fresh: Ring = ()


@dataclass(frozen=True)
class DrawnLayer:
    """What was drawn as a layer: areas that are none are left out and told. ``snapped``: corners that moved to a neighbour."""

    layer: PlanLayer
    told: tuple[Finding, ...]
    snapped: int


def rings_of(shape: Any) -> list[list[list[list[float]]]]:
    """The rings of a Polygon or MultiPolygon as ``DrawnShape`` has them; the numbers are its own, to the last bit."""
    return [[shapely.get_coordinates(ring)[:-1].tolist() for ring in shapely.get_rings(part)] for part in shapely.get_parts(shape)]


def shape_of(polygons: Polygons) -> Any:
    """The Polygon or MultiPolygon of rings. Raises ValueError for a ring of fewer than three corners or numbers that are none."""
    parts = []
    for rings in polygons:
        closed = [np.asarray([*ring, *ring[:1]], dtype=np.float64).reshape(-1, 2) for ring in rings]
        if not closed or any(len(ring) < 4 or not np.isfinite(ring).all() for ring in closed):
            raise ValueError("a ring needs three corners")
        parts.append(shapely.Polygon(closed[0], closed[1:]))
    if not parts:
        raise ValueError("no ring")
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def drawn_layer(drawn: Iterable[DrawnShape], crs: str, reach: float = 0.0, file: str = "") -> DrawnLayer:
    """The areas as a layer in ``crs``. Fresh corners within ``reach`` metres of a neighbour's corner, else of its border, move there;
    every corner on a shared border becomes a corner of both sides. Constraints are snapped to by nobody and never change.
    """
    kept, told = _kept(drawn, file)
    layer = PlanLayer(crs, tuple(one.shape for one, _ in kept), _array([shape for _, shape in kept]), file)
    snapped = 0
    for row, (one, _) in enumerate(kept):
        if len(one.fresh):
            layer, moved = _snapped(layer, row, np.asarray(one.fresh, dtype=np.float64).reshape(-1, 2), reach)
            snapped += moved
    return DrawnLayer(layer, told, snapped)


def _kept(drawn: Iterable[DrawnShape], file: str) -> tuple[list[tuple[DrawnShape, Any]], tuple[Finding, ...]]:
    kept: list[tuple[DrawnShape, Any]] = []
    findings: list[Finding] = []
    for one in drawn:
        name = one.shape.name or one.shape.id
        try:
            shape = shape_of(one.polygons)
        except ValueError:
            findings.append(finding("ZON-022", Place(file, name, object_id=one.shape.id), row=one.shape.row))
            continue
        told = Told(file, name)
        if valid_areas(_array([shape]), np.array([one.shape.row - 1]), told)[0]:
            kept.append((one, shape))
        findings += told.all()
    return kept, tuple(findings)


def _array(shapes: Sequence[Any]) -> Any:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def _snapped(layer: PlanLayer, row: int, fresh: Floats, reach: float) -> tuple[PlanLayer, int]:
    """The layer with one row snapped and its borders shared, and how many of its corners moved."""
    shape = layer.shapes[row]
    others = [other for other in _near(layer, shape, reach) if other != row]
    if not others:
        return layer, 0
    moved = 0
    if reach > 0:
        targets = layer.shapes[others]
        for traced in (True, False):
            found, count = _moved(shape, fresh, targets, reach, traced)
            if shapely.is_valid(found) and shapely.area(found) > 0:
                shape, moved = found, count
                break
    changed = {row: shape}
    for one in (row, *others):  # its own corners first, then those of each neighbour
        beside = shapely.get_coordinates([changed.get(other, layer.shapes[other]) for other in (row, *others) if other != one])
        after = with_corners(changed.get(one, layer.shapes[one]), np.unique(_around(beside, shape), axis=0))
        if after is not layer.shapes[one] and shapely.is_valid(after):
            changed[one] = after
    return layer.with_shapes(changed), moved


def _near(layer: PlanLayer, shape: Any, reach: float) -> list[int]:
    rows = shapely.STRtree(layer.shapes).query(shape, predicate="dwithin", distance=reach + _NOISE)
    return sorted(int(row) for row in rows if layer.attributes[row].role is not ShapeRole.CONSTRAINT)


def _around(corners: Floats, shape: Any) -> Floats:
    west, south, east, north = shapely.bounds(shape)
    inside = (corners >= (west - _NOISE, south - _NOISE)).all(axis=1) & (corners <= (east + _NOISE, north + _NOISE)).all(axis=1)
    return corners[inside]


def _moved(shape: Any, fresh: Floats, targets: Any, reach: float, traced: bool) -> tuple[Any, int]:
    corners = np.unique(shapely.get_coordinates(targets), axis=0)
    borders = shapely.union_all(shapely.boundary(targets)) if len(targets) > 1 else shapely.boundary(targets[0])
    new = {tuple(corner) for corner in fresh.tolist()}
    count, parts = 0, []
    for rings in rings_of(shape):
        mended = []
        for ring in rings:
            placed = [_placed(corner, corners, borders, reach) if tuple(corner) in new else corner for corner in ring]
            count += sum(one != other for one, other in zip(placed, ring, strict=True))
            if traced:
                marks = [tuple(corner) in new for corner in ring]
                placed = _traced(placed, marks, corners, reach)
            mended.append(_once(placed))
        if all(len(ring) >= 3 for ring in mended):
            parts.append(mended)
    return (shape_of(parts), count) if parts else (shapely.Polygon(), 0)


def _placed(corner: list[float], corners: Floats, borders: Any, reach: float) -> list[float]:
    """Where a fresh corner stands: on the nearest corner within reach, else on the nearest border, else where it was drawn."""
    off = np.hypot(*(corners - corner).T)
    nearest = int(off.argmin())
    if off[nearest] <= reach:
        found: list[float] = corners[nearest].tolist()
        return found
    point = shapely.Point(corner)
    if 0 < shapely.distance(point, borders) <= reach:
        on: list[float] = shapely.get_coordinates(shapely.shortest_line(borders, point))[0].tolist()
        return on
    return corner


def _traced(ring: list[list[float]], fresh: list[bool], corners: Floats, reach: float) -> list[list[float]]:
    """The ring with the neighbours' corners that lie within reach of an edge drawn just now: it follows their border."""
    own = {tuple(corner) for corner in ring}
    found: list[list[float]] = []
    for n, start in enumerate(ring):
        found.append(start)
        end = ring[(n + 1) % len(ring)]
        step = np.subtract(end, start)
        length = float(step @ step)
        if length == 0 or not (fresh[n] or fresh[(n + 1) % len(ring)]):
            continue
        share = (corners - start) @ step / length
        off = np.hypot(*(corners - (np.asarray(start) + share[:, None] * step)).T)
        beside = np.flatnonzero((share > 0) & (share < 1) & (off <= reach))
        found += [corner for corner in corners[beside[np.argsort(share[beside])]].tolist() if tuple(corner) not in own]
    return found


def _once(ring: list[list[float]]) -> list[list[float]]:
    """Without corners that stand on the one before."""
    kept = [corner for n, corner in enumerate(ring) if np.hypot(*np.subtract(corner, ring[n - 1])) > _NOISE]
    return kept or ring[:1]
