"""Communes as the knife that cuts a plan's land: which part of every piece lies in which commune."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from quyhoach.zones.layer import Floats, PlanLayer, Shapes
from quyhoach.zones.overlay import common, less
from quyhoach.zones.pieces import NOISE_M2, Pieces, Rows, overlaps


@dataclass(frozen=True)
class Communes:
    """Disjoint communes. ``ids[i]`` belongs to ``shapes[i]``; ``double_m2``: land two of them claimed, kept by the first in the file."""

    ids: tuple[str, ...]
    shapes: Shapes = field(compare=False)
    double_m2: float

    @property
    def outside(self) -> int:
        """The number that stands for land in no commune."""
        return len(self.ids)


def communes_of(layer: PlanLayer, crs: str) -> Communes:
    """The communes of a layer, by their stated commune or else their id. Raises ValueError when it is not in ``crs``."""
    if layer.crs != crs:
        raise ValueError(f"communes are in {layer.crs}, the plan is in {crs}")
    shapes, double = layer.shapes.copy(), 0.0
    for (one, other), _ in sorted(overlaps(layer.shapes).items()):
        left = less(shapes[other], shapes[one])
        double += float(shapely.area(shapes[other]) - shapely.area(left))
        shapes[other] = left
    return Communes(tuple(shape.commune or shape.id for shape in layer.attributes), shapes, double)


def cut(pieces: Pieces, communes: Communes) -> tuple[Rows, Rows, Floats]:
    """Piece, commune number and area in m² of every part. The parts of a piece add up to its area.

    Only pieces that no commune covers whole are intersected.
    """
    tree = shapely.STRtree(pieces.shapes)
    shapely.prepare(communes.shapes)
    where, piece = tree.query(communes.shapes, predicate="covers")
    home = np.full(len(pieces.rows), -1, dtype=np.int64)
    home[piece] = where
    whole = np.flatnonzero(home >= 0)
    crossing = np.flatnonzero(home < 0)
    parts = [(whole, home[whole], pieces.area_m2[whole]), _crossing(pieces, crossing, communes)]
    one, other, area = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return one, other, area


def _crossing(pieces: Pieces, rows: Rows, communes: Communes) -> tuple[Rows, Rows, Floats]:
    shapes = pieces.shapes[rows]
    where, place = shapely.STRtree(shapes).query(communes.shapes, predicate="intersects")
    area = shapely.area(common(shapes[place], communes.shapes[where]))
    left = pieces.area_m2[rows] - np.bincount(place, area, len(rows))
    order = np.lexsort((-area, place))
    largest = order[np.flatnonzero(np.diff(place[order], prepend=-1))]
    noise = largest[np.abs(left[place[largest]]) <= NOISE_M2]  # rounding goes to the largest part
    area[noise] += left[place[noise]]
    left[place[noise]] = 0.0
    beyond = np.flatnonzero(left > 0)
    return (
        np.concatenate((rows[place], rows[beyond])),
        np.concatenate((where, np.full(len(beyond), communes.outside, dtype=np.int64))),
        np.concatenate((area, left[beyond])),
    )


def areas_within(outline: Any, communes: Communes) -> Floats:
    """The outline's area in every commune, and in none, m²."""
    areas = shapely.area(common(communes.shapes, outline))
    return np.append(areas, max(float(shapely.area(outline)) - float(areas.sum()), 0.0))
