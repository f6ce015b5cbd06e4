"""Which plan units points stand in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from quyhoach.places.crs import Floats
from quyhoach.zones.layer import PlanLayer, ShapeRole


class Locator:
    """The shapes of some roles of a layer, ready to be asked many times. ``rows``: their rows in the layer."""

    def __init__(self, layer: PlanLayer, roles: Sequence[ShapeRole] = (ShapeRole.UNIT,)) -> None:
        self.rows = layer.rows(*roles)
        self._shapes = layer.shapes[self.rows]
        self._tree = shapely.STRtree(self._shapes)
        shapely.prepare(self._shapes)

    def rows_at(self, points: Floats) -> NDArray[np.int64]:
        """For each point (n × 2, metres of the layer's plane) the first row whose shape it stands in or on, −1 where it stands in none."""
        at, found = self._tree.query(shapely.points(points))
        stands = shapely.intersects_xy(self._shapes[found], points[at, 0], points[at, 1])
        at, found = at[stands], found[stands]
        first = np.full(len(points), len(self.rows), dtype=np.int64)
        np.minimum.at(first, at, found)
        here = first < len(self.rows)
        answer = np.full(len(points), -1, dtype=np.int64)
        answer[here] = self.rows[first[here]]
        return answer
