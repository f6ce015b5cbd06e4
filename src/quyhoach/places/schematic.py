"""A drawing of communes from their centres and stated areas, for a province whose boundaries are not on file.

The outline is the convex hull of the centres, widened by a round margin until it holds the stated area: no border of any kind.
Inside it stands the power diagram of the centres: straight-sided cells whose weights are moved, by damped Newton steps, until
every cell's share of the outline is the unit's share of the stated area (Kitagawa, Mérigot, Thibert 2019).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FeatureCollection = dict[str, Any]
"""A GeoJSON FeatureCollection as plain Python."""

NOTE_VI = "Sơ đồ minh họa, không thể hiện địa giới, biên giới"
NOTE_EN = "Schematic drawing; shows no administrative or national border"
AREA_TOLERANCE = 0.001
"""How far a cell's share of the outline may be from the unit's share of the stated area, relative."""

_KM_PER_DEGREE = 111.195
_ROUND = 96  # corners of the circle that rounds the outline
_STEPS = 60
_TARGET = 1e-9
_LEAST_MARGIN = 0.2  # of the mean cell's width, when the centres spread over more than the stated area
_CLOSE_KM = 0.01

_Point = tuple[float, float]
_Side = tuple[_Point, int]  # a corner, and whose edge begins there (-1: the outline)
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Centre:
    """A commune to draw: ``lon``/``lat`` in degrees (WGS84), ``area_km2`` as stated (hectares ÷ 100). None is missing."""

    code: str
    name_vi: str
    lon: float | None
    lat: float | None
    area_km2: float | None

    @property
    def lacks(self) -> str:
        """What keeps it out of the drawing: "centre", "area", or "" when nothing does."""
        if not _within(self.lon, 180) or not _within(self.lat, 85):
            return "centre"
        return "" if _within(self.area_km2, 1e7) and (self.area_km2 or 0) > 0 else "area"


def _within(value: float | None, limit: float) -> bool:
    return value is not None and math.isfinite(value) and abs(value) <= limit


def schematic(units: Sequence[Centre]) -> FeatureCollection:
    """Cells as polygons with ``code``, ``name_vi``, ``schematic: true``; the order of ``units`` does not matter.

    Members of the collection: ``note``/``note_en``; ``left_out`` (code, name_vi, lacks) names units with no usable centre or area;
    ``area_error`` is the worst relative error of a cell's area; ``centres_inside`` the share of cells that hold their centre (with
    areas kept, a small unit beside a large one cannot always). Never raises for missing values.
    """
    ordered = sorted(units, key=lambda unit: (unit.code, unit.name_vi, unit.lon or 0, unit.lat or 0))
    drawn = [unit for unit in ordered if not unit.lacks]
    collection: FeatureCollection = {
        "type": "FeatureCollection", "schematic": True, "note": NOTE_VI, "note_en": NOTE_EN,
        "left_out": [{"code": unit.code, "name_vi": unit.name_vi, "lacks": unit.lacks} for unit in ordered if unit.lacks],
        "area_error": 0.0, "centres_inside": 1.0, "features": [],
    }
    if not drawn:
        return collection
    plane = _Plane.of(drawn)
    points = _apart([plane.km(unit) for unit in drawn])
    stated = np.array([unit.area_km2 for unit in drawn], dtype=np.float64)
    outline = _outline(points, float(stated.sum()))
    cells = _fitted(points, stated, outline)
    areas = np.array([_area(cell) for cell in cells])
    wanted = stated / stated.sum() * _area(outline)
    inside = sum(_holds(cell, point) for cell, point in zip(cells, points, strict=True))
    collection["area_error"] = round(float(np.abs(areas / wanted - 1).max()), 9)
    collection["centres_inside"] = round(inside / len(drawn), 4)
    collection["features"] = [
        {"type": "Feature", "properties": {"code": unit.code, "name_vi": unit.name_vi, "schematic": True},
         "geometry": {"type": "Polygon", "coordinates": [plane.ring(cell)]}}
        for unit, cell in zip(drawn, cells, strict=True) if cell
    ]
    return collection


@dataclass(frozen=True, slots=True)
class _Plane:
    """A flat plane of km around the middle of the centres: one scale east, one north, so shares of area hold."""

    lon: float
    lat: float

    @classmethod
    def of(cls, units: Sequence[Centre]) -> _Plane:
        return cls(math.fsum(u.lon or 0 for u in units) / len(units), math.fsum(u.lat or 0 for u in units) / len(units))

    @property
    def east(self) -> float:
        return _KM_PER_DEGREE * math.cos(math.radians(self.lat))

    def km(self, unit: Centre) -> _Point:
        return ((unit.lon or 0) - self.lon) * self.east, ((unit.lat or 0) - self.lat) * _KM_PER_DEGREE

    def ring(self, cell: Sequence[_Point]) -> list[list[float]]:
        """A closed counter-clockwise ring in degrees, to about a tenth of a metre."""
        corners = [[round(x / self.east + self.lon, 6), round(y / _KM_PER_DEGREE + self.lat, 6)] for x, y in cell]
        return [*corners, corners[0]]


def _apart(points: list[_Point]) -> list[_Point]:
    """The points with those that fall together moved some metres apart, each its own way."""
    apart: list[_Point] = []
    for n, (x, y) in enumerate(points):
        if any(math.hypot(x - a, y - b) < _CLOSE_KM for a, b in apart):
            x, y = x + 5 * _CLOSE_KM * math.cos(n * 2.4), y + 5 * _CLOSE_KM * math.sin(n * 2.4)
        apart.append((x, y))
    return apart


def _outline(points: Sequence[_Point], total: float) -> list[_Point]:
    """The hull of the points widened by a disc, of area ``total`` (km²), or larger where the hull alone is as large."""
    disc = [(math.cos(2 * math.pi * k / _ROUND), math.sin(2 * math.pi * k / _ROUND)) for k in range(_ROUND)]

    def widened(radius: float) -> list[_Point]:
        return _hull([(x + radius * a, y + radius * b) for x, y in points for a, b in disc])

    bare, round_ = _area(_hull(points)), _area(disc)
    mixed = _area(widened(1.0)) - bare - round_  # the area is bare + mixed r + round_ r²
    radius = (math.sqrt(max(mixed * mixed + 4 * round_ * (total - bare), 0.0)) - mixed) / (2 * round_)
    return widened(max(radius, _LEAST_MARGIN * math.sqrt(total / len(points))))


def _hull(points: Sequence[_Point]) -> list[_Point]:
    """Convex hull, counter-clockwise (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def chain(line: Sequence[_Point]) -> list[_Point]:
        kept: list[_Point] = []
        for point in line:
            while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
                kept.pop()
            kept.append(point)
        return kept[:-1]

    return chain(ordered) + chain(ordered[::-1])


def _turn(a: _Point, b: _Point, c: _Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _area(ring: Sequence[_Point]) -> float:
    return math.fsum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True)) / 2


def _holds(cell: Sequence[_Point], point: _Point) -> bool:
    return bool(cell) and all(_turn(a, b, point) >= -1e-9 for a, b in zip(cell, [*cell[1:], *cell[:1]], strict=True))


def _fitted(points: Sequence[_Point], stated: _Floats, outline: Sequence[_Point]) -> list[list[_Point]]:
    """The cells after the weights have settled. A step is halved while it would empty a cell or bring no gain."""
    wanted = stated / stated.sum() * _area(outline)
    weights = np.zeros(len(points))
    diagram = _diagram(points, weights, outline)
    areas = _areas(diagram)
    floor = min(float(areas.min()), float(wanted.min())) / 2
    for _ in range(_STEPS):
        gap = wanted - areas
        if float(np.abs(gap / wanted).max()) < _TARGET:
            break
        step = _newton(points, diagram, gap)
        length = 1.0
        while length > 1e-6:
            trial = _diagram(points, weights + length * step, outline)
            found = _areas(trial)
            if found.min() > floor and np.linalg.norm(wanted - found) <= (1 - length / 2) * np.linalg.norm(gap) + 1e-12:
                break
            length /= 2
        else:
            break
        weights, diagram, areas = weights + length * step, trial, found
    return [[corner for corner, _ in cell] for cell in diagram]


def _areas(diagram: Sequence[Sequence[_Side]]) -> _Floats:
    return np.array([_area([corner for corner, _ in cell]) for cell in diagram])


def _newton(points: Sequence[_Point], diagram: Sequence[Sequence[_Side]], gap: _Floats) -> _Floats:
    """The change of weights that would close ``gap`` were areas linear: an edge of length e gains e / (2 × distance) a unit."""
    size = len(points)
    slope = np.zeros((size, size))
    for i, cell in enumerate(diagram):
        for (a, j), (b, _) in zip(cell, [*cell[1:], *cell[:1]], strict=True):
            if j >= 0:
                gain = math.dist(a, b) / (2 * math.dist(points[i], points[j]))
                slope[i, j] -= gain
                slope[i, i] += gain
    step = np.zeros(size)
    if size > 1:  # only differences of weights count: the first stays 0
        step[1:] = np.linalg.lstsq(slope[1:, 1:], gap[1:], rcond=None)[0]
    return step


def _diagram(points: Sequence[_Point], weights: _Floats, outline: Sequence[_Point]) -> list[list[_Side]]:
    """The cell of every point: the outline cut by one half plane for every other point, nearest first."""
    heights = [x * x + y * y - float(w) for (x, y), w in zip(points, weights, strict=True)]
    diagram = []
    for i, (x, y) in enumerate(points):
        cell: list[_Side] = [(corner, -1) for corner in outline]
        for j in sorted(range(len(points)), key=lambda j: math.dist(points[i], points[j])):
            if j != i and cell:
                a, b = 2 * (points[j][0] - x), 2 * (points[j][1] - y)
                cell = _cut(cell, (a, b, heights[j] - heights[i]), j)
        diagram.append(cell)
    return diagram


def _cut(cell: list[_Side], line: tuple[float, float, float], neighbour: int) -> list[_Side]:
    """The part of a convex cell where a·x + b·y ≤ c; the new edge belongs to ``neighbour``."""
    a, b, c = line
    over = [a * x + b * y - c for (x, y), _ in cell]
    if max(over) <= 0:
        return cell
    kept: list[_Side] = []
    for n, (corner, owner) in enumerate(cell):
        here, there = over[n], over[(n + 1) % len(cell)]
        if here <= 0:
            kept.append((corner, owner))
        if (here <= 0) != (there <= 0):
            end = cell[(n + 1) % len(cell)][0]
            part = here / (here - there)
            cross = (corner[0] + part * (end[0] - corner[0]), corner[1] + part * (end[1] - corner[1]))
            kept.append((cross, neighbour if here <= 0 else owner))
    return kept if len(kept) > 2 else []
