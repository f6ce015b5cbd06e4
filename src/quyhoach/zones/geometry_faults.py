"""Shapes nobody can plan with, each named by its row: no geometry, numbers that are none, rings that cross. Nothing is mended."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import shapely
from numpy.typing import NDArray

from quyhoach.places.crs import Floats
from quyhoach.zones.layer import Shapes
from quyhoach.zones.told import Told

Mask = NDArray[np.bool_]
_POLYGONS = (3, 6)
_POINTS_AND_LINES = {0: "Point", 1: "LineString", 2: "LinearRing", 4: "MultiPoint", 5: "MultiLineString"}
HEAVY = 100_000
"""Vertices from which a polygon's rings are first looked at in short runs: a tangle is then found in time."""
_RUN, _OVER = 500, 10
"""Vertices of a run, and how many of the next one it looks at too."""
_MENDABLE = 20_000
"""Most vertices of a polygon whose area after mending is told."""
_REASONS = {
    "Hole lies outside shell": "lỗ nằm ngoài đường bao",
    "Holes are nested": "lỗ nằm trong lỗ",
    "Nested shells": "mảnh nằm trong mảnh",
    "Interior is disconnected": "phần trong bị cắt rời",
    "Duplicate Rings": "vòng lặp lại",
    "Too few points in geometry component": "vòng có quá ít điểm",
}


def areas_only(shapes: Shapes, told: Told, skip: Mask | None = None) -> tuple[Shapes, Mask]:
    """The shapes in two dimensions, and which of them are areas with finite numbers. ``skip``: rows told of already."""
    keep = np.ones(len(shapes), dtype=bool) if skip is None else ~skip
    kinds = shapely.get_type_id(shapes)
    for row in np.flatnonzero(keep & (kinds == -1)):
        told.say("ZON-019", row=int(row) + 1)
    other = keep & np.isin(kinds, list(_POINTS_AND_LINES))
    if other.any():
        found = {name: int(np.count_nonzero(kinds[other] == kind)) for kind, name in _POINTS_AND_LINES.items()}
        told.say("ZON-018", count=int(other.sum()), kinds=", ".join(f"{count} {name}" for name, count in found.items() if count))
    for row in np.flatnonzero(keep & (kinds == 7)):
        told.say("ZON-042", row=int(row) + 1, kind="GeometryCollection")
    keep &= np.isin(kinds, _POLYGONS)
    flat = _flat(shapes, keep, told)
    return flat, keep & _finite(flat, keep, told) & _filled(flat, keep, told)


def _flat(shapes: Shapes, keep: Mask, told: Told) -> Shapes:
    tall = keep & (shapely.has_z(shapes) | shapely.has_m(shapes))
    if not tall.any():
        return shapes
    told.say("ZON-024", count=int(tall.sum()))
    flat = shapes.copy()
    flat[tall] = shapely.force_2d(shapes[tall])
    return flat


def _finite(shapes: Shapes, keep: Mask, told: Told) -> Mask:
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owner[~np.isfinite(points).all(axis=1)]] = False
    for row in np.flatnonzero(keep & ~finite):
        told.say("ZON-023", row=int(row) + 1)
    return finite


def _filled(shapes: Shapes, keep: Mask, told: Told) -> Mask:
    empty: Mask = shapely.is_empty(shapes)
    for row in np.flatnonzero(keep & empty):
        told.say("ZON-022", row=int(row) + 1)
    return ~empty


def valid_areas(shapes: Shapes, rows: NDArray[np.int64], told: Told, digits: int = 3) -> Mask:
    """Which shapes are valid with an area; ``rows`` (0-based, of the file) name the others. ``digits`` of a printed coordinate."""
    keep = np.ones(len(shapes), dtype=bool)
    for n in np.flatnonzero(shapely.get_num_coordinates(shapes) > HEAVY):
        spot = tangle(shapes[n])
        if spot is not None:
            keep[n] = False
            _say_crossing(told, int(rows[n]), spot, digits, None)
    open_ = np.flatnonzero(keep)
    keep[open_] = shapely.is_valid(shapes[open_])
    for n in open_[~keep[open_]]:
        _say_invalid(told, int(rows[n]), shapes[n], digits)
    flat = keep & ~(shapely.area(shapes) > 0)
    for n in np.flatnonzero(flat):
        told.say("ZON-022", row=int(rows[n]) + 1)
    keep &= ~flat
    return keep


def _say_invalid(told: Told, row: int, shape: shapely.Geometry, digits: int) -> None:
    found = re.fullmatch(r"(.+?)\[(\S+) (\S+)\]", str(shapely.is_valid_reason(shape)))
    reason, spot = (found[1], (float(found[2]), float(found[3]))) if found else (str(shapely.is_valid_reason(shape)), (0.0, 0.0))
    if "elf-intersection" in reason:
        _say_crossing(told, row, spot, digits, shape)
    else:
        words = f"{_REASONS[reason]} · {reason}" if reason in _REASONS else reason
        told.say("ZON-021", row=row + 1, reason=words, x=_number(spot[0], digits), y=_number(spot[1], digits))


def _say_crossing(told: Told, row: int, spot: tuple[float, float], digits: int, shape: shapely.Geometry | None) -> None:
    change: object = "?"
    if shape is not None and shapely.get_num_coordinates(shape) <= _MENDABLE:
        change = _number(float(shapely.area(shapely.make_valid(shape)) - shapely.area(shape)), max(digits, 1))
    told.say("ZON-020", row=row + 1, x=_number(spot[0], digits), y=_number(spot[1], digits), change=change)


def _number(value: float, digits: int) -> Decimal:
    return Decimal(f"{value:.{digits}f}")


def wrong_turns(shapes: Shapes) -> Mask:
    """Which shapes have an outer ring that runs clockwise or an inner one that does not, against RFC 7946."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    outer = ~shapely.is_ccw(shapely.get_exterior_ring(parts))
    wrong = np.zeros(len(shapes), dtype=bool)
    wrong[owner[outer]] = True
    holed = np.flatnonzero(shapely.get_num_interior_rings(parts) > 0)
    if len(holed):
        rings, ring_owner = shapely.get_rings(parts[holed], return_index=True)
        inner = np.r_[False, ring_owner[1:] == ring_owner[:-1]]
        wrong[owner[holed[ring_owner[inner & shapely.is_ccw(rings)]]]] = True
    return wrong


def tangle(shape: shapely.Geometry) -> tuple[float, float] | None:
    """Where a ring first crosses itself within a short run of its own vertices; None when no run does. Time grows with the vertices."""
    for ring in shapely.get_rings(shape):
        points = shapely.get_coordinates(ring)
        starts = range(0, max(1, len(points) - 1), _RUN)
        runs = [points[start:start + _RUN + _OVER] for start in starts]
        runs = [run for run in runs if len(run) > 3]
        lines, lengths = np.concatenate(runs), np.array([len(run) for run in runs])
        simple = shapely.is_simple(shapely.linestrings(lines, indices=np.repeat(np.arange(len(runs)), lengths)))
        if not simple.all():
            return _crossing(runs[int(np.argmin(simple))])
    return None


def _crossing(run: Floats) -> tuple[float, float]:
    """The first point where two segments of a run cross; its first vertex when they only touch."""
    start, step = run[:-1], np.diff(run, axis=0)
    across = _cross(step[:, None], step[None])
    between = start[None] - start[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = _cross(between, step[None]) / across
        u = _cross(between, step[:, None]) / across
    met = np.argwhere(np.triu((t > 0) & (t < 1) & (u > 0) & (u < 1), 2))
    if not len(met):
        return float(run[0, 0]), float(run[0, 1])
    first = met[0]
    x, y = start[first[0]] + t[first[0], first[1]] * step[first[0]]
    return float(x), float(y)


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], dtype=np.float64)
