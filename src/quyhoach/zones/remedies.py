"""Remedies: the smallest change that mends a fault, and applying it. Shared borders stay equal, corner for corner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import shapely

from quyhoach.findings import Finding
from quyhoach.zones.borders import with_corners, without_dust
from quyhoach.zones.layer import PlanLayer, ShapeRole
from quyhoach.zones.overlay import GRID, less, united

_STEPS, _LEAST_STEP = 64, 1e-3


class RemedyKind(StrEnum):
    """What sort of act mends it."""

    MOVE_BOUNDARY = "move_boundary"
    QUOTA_SWAP = "quota_swap"
    PROCEDURE = "procedure"


@dataclass(frozen=True)
class Move:
    """``piece`` goes from ``giver`` to ``taker`` (ids; "" = nobody). A taker that overlaps the giver keeps all they share."""

    piece: Any = field(hash=False, compare=False)
    giver: str = ""
    taker: str = ""


@dataclass(frozen=True)
class Remedy:
    """``says`` is the act in words (its message), the rule it was chosen by (why) and who decides. ``moves`` only when a boundary
    moves: then ``area_m2`` changes hands and no point of a border goes further than ``furthest_m``. ``owners`` are the ids changed."""

    kind: RemedyKind
    says: Finding
    owners: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    area_m2: float = 0.0
    furthest_m: float = 0.0


def results(layer: PlanLayer, remedy: Remedy) -> dict[int, Any]:
    """The shapes a remedy changes: row → Polygon or MultiPolygon, with the corners neighbours need. Raises ValueError when it
    moves no boundary, or would leave a shape without land."""
    if not remedy.moves:
        raise ValueError(f"a remedy of kind {remedy.kind} moves no boundary")
    changed: dict[int, Any] = {}
    for move in remedy.moves:
        _give(layer, move, changed)
    for row, shape in changed.items():
        changed[row] = without_dust(shape)
        if shapely.is_empty(changed[row]):
            raise ValueError(f"nothing would be left of {layer.attributes[row].id}")
    return {row: _valid(shape) for row, shape in _shared_corners(layer, remedy.moves, changed).items()}


def apply(layer: PlanLayer, remedy: Remedy) -> PlanLayer:
    """The layer after the remedy. Raises as ``results`` does; KeyError for an id that is not in the layer."""
    return layer.with_shapes(results(layer, remedy))


def _give(layer: PlanLayer, move: Move, changed: dict[int, Any]) -> None:
    giver = layer.by_id[move.giver] if move.giver else None
    taker = layer.by_id[move.taker] if move.taker else None
    if giver is not None:
        lost = move.piece if taker is None else changed.get(taker, layer.shapes[taker])
        changed[giver] = less(changed.get(giver, layer.shapes[giver]), lost)
    elif taker is not None:
        changed[taker] = united([changed.get(taker, layer.shapes[taker]), move.piece])


def _shared_corners(layer: PlanLayer, moves: Iterable[Move], changed: dict[int, Any]) -> dict[int, Any]:
    """Around every piece that moved, each corner of a border is a corner of all shapes that have that border. What others drew
    (constraints) is left as it is."""
    everything = {**changed}
    tree = layer_tree(layer)
    for move in moves:
        west, south, east, north = shapely.bounds(move.piece)
        window = shapely.box(west - 0.01, south - 0.01, east + 0.01, north + 0.01)
        near = [int(row) for row in tree.query(window) if layer.attributes[row].role is not ShapeRole.CONSTRAINT]
        near = sorted({*near, *(layer.by_id[one] for one in (move.giver, move.taker) if one)})
        corners = shapely.get_coordinates([everything.get(row, layer.shapes[row]) for row in near])
        inside = (corners >= (west - 0.01, south - 0.01)).all(axis=1) & (corners <= (east + 0.01, north + 0.01)).all(axis=1)
        beside = np.unique(corners[inside], axis=0)
        for row in near:
            before = everything.get(row, layer.shapes[row])
            after = with_corners(before, beside)
            if after is not before:
                everything[row] = after
    return everything


def _valid(shape: Any) -> Any:
    """Parts that came to touch along an edge, when they got the same corner, become one part."""
    return shape if shapely.is_valid(shape) else without_dust(shapely.make_valid(shape, method="structure"))


def layer_tree(layer: PlanLayer) -> Any:
    """A search tree over the layer's shapes."""
    return shapely.STRtree(layer.shapes)


def furthest(piece: Any, shape: Any, grows: bool) -> float:
    """Metres the border of ``shape`` goes at most when it gains (``grows``) or loses ``piece``: the point of the piece's border furthest
    from where the border was, or from where it will be (of a filled hole, its middle); corners, and points every 1/64 of its length.
    Cut on a grid: a corner that rounding puts beside the border would leave a spike there, and the border seem not to move.
    """
    west, south, east, north = shapely.bounds(piece)
    around = max(east - west, north - south) + 1  # wider than any corner can be from a border of the piece
    before = shapely.intersection(shape, shapely.box(west - around, south - around, east + around, north + around))
    after = shapely.union(before, piece, grid_size=GRID) if grows else shapely.difference(before, piece, grid_size=GRID)
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(piece, max(shapely.length(piece) / _STEPS, _LEAST_STEP))))
    borders = [shapely.boundary(one) for one in (before, after)]
    if shapely.distance(borders[1], piece) > _LEAST_STEP:  # a hole is filled, an island goes: no border is left to go to
        return float(shapely.length(shapely.maximum_inscribed_circle(piece)))
    return max((float(shapely.distance(points, border).max()) for border in borders if not shapely.is_empty(border)), default=0.0)
