"""A world of square cells in which every area can be counted by hand: the judge of balances and differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import shapely

from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, Shape, ShapeRole

SIDE = 10.0
"""Metres of a cell's side: a cell has 100 m²."""
EAST, NORTH = 430_000.0, 2_420_000.0
"""Where the world lies, so that coordinates are as large as real ones."""
Cell = tuple[int, int]


def cell_box(cell: Cell) -> shapely.Polygon:
    x, y = EAST + cell[0] * SIDE, NORTH + cell[1] * SIDE
    return shapely.box(x, y, x + SIDE, y + SIDE)


def land(cells: Iterable[Cell]) -> shapely.Geometry:
    return shapely.union_all([cell_box(cell) for cell in sorted(cells)])


def block(columns: int, rows: int, x: int = 0, y: int = 0) -> set[Cell]:
    return {(x + i, y + j) for i in range(columns) for j in range(rows)}


def layer_of(units: Mapping[str, tuple[set[Cell], dict[str, str]]], plan: set[Cell] | None) -> PlanLayer:
    """Units as id → (cells, attributes); units without a cell are left out. ``plan``: cells of the outline, None for none."""
    attributes, shapes = [], []
    if plan is not None:
        attributes.append(Shape("PLAN", ShapeRole.PLAN))
        shapes.append(land(plan))
    for name, (cells, said) in units.items():
        if cells:
            attributes.append(Shape(name, ShapeRole.UNIT, **said))  # type: ignore[arg-type]  # attributes are texts here
            shapes.append(land(cells))
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return PlanLayer(DEFAULT_CRS, tuple(attributes), found)
