"""Inside: units stay in their plan and their section, sections in the plan, a plan in the plan above it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import shapely

from quyhoach.zones.checks.faults import FaultKind, PlanFault, Widths
from quyhoach.zones.checks.hierarchy import LOST, Hierarchy, Ints
from quyhoach.zones.layer import PlanLayer, ShapeRole
from quyhoach.zones.overlay import as_array, less

_CODES = {
    (ShapeRole.UNIT, ShapeRole.PLAN): "ZON-055", (ShapeRole.UNIT, ShapeRole.SECTION): "ZON-056",
    (ShapeRole.UNIT, ShapeRole.UNIT): "ZON-056", (ShapeRole.SECTION, ShapeRole.PLAN): "ZON-058",
    (ShapeRole.SECTION, ShapeRole.SECTION): "ZON-058", (ShapeRole.PLAN, ShapeRole.PLAN): "ZON-059",
}


def inside(layer: PlanLayer, tree: Hierarchy, widths: Widths) -> list[PlanFault]:
    """What sticks out: one fault a polygon and the shape it should stay in, in layer order."""
    by_container: dict[int, list[int]] = defaultdict(list)
    for row, shape in enumerate(layer.attributes):
        if shape.role is ShapeRole.CONSTRAINT:
            continue
        plan, parent = int(tree.plan[row]), int(tree.parent[row])
        for container in {plan, parent} - {row}:
            if container >= 0:
                by_container[container].append(row)
    faults = []
    for container, rows in by_container.items():
        if not _is_the_plan(layer, tree, container, widths):
            faults += _outside(layer, np.array(rows), container, widths)
    faults += _lost(layer, tree)
    return sorted(faults, key=lambda fault: (fault.rows, fault.code))


def _outside(layer: PlanLayer, rows: Ints, container: int, widths: Widths) -> list[PlanFault]:
    whole = layer.shapes[container]
    shapely.prepare(whole)
    rows = rows[~shapely.covers(whole, layer.shapes[rows])]
    pieces = widths.pieces(as_array([less(shape, whole) for shape in layer.shapes[rows]]))
    role = layer.attributes[container].role
    found = []
    for n, (piece, thin) in pieces.items():
        code = _CODES.get((layer.attributes[rows[n]].role, role))
        if code:
            found.append(PlanFault(FaultKind.OUTSIDE, code, (int(rows[n]),), piece, container, thin))
    return found


def _is_the_plan(layer: PlanLayer, tree: Hierarchy, container: int, widths: Widths) -> bool:
    """A section that covers its whole plan: what sticks out of it sticks out of the plan, and is said there."""
    plan = int(tree.plan[container])
    if plan in (-1, container) or layer.attributes[container].role is not ShapeRole.SECTION:
        return False
    return same_land(layer.shapes[plan], layer.shapes[container], widths)


def same_land(one: Any, other: Any, widths: Widths) -> bool:
    """True when two shapes differ nowhere by more than the tolerance."""
    if abs(shapely.area(one) - shapely.area(other)) > widths.tolerance * (shapely.length(one) + shapely.length(other)):
        return False
    return not widths.pieces(np.array([shapely.symmetric_difference(one, other)], dtype=object))


def _lost(layer: PlanLayer, tree: Hierarchy) -> list[PlanFault]:
    rows = np.flatnonzero(tree.parent == LOST)
    return [PlanFault(FaultKind.OUTSIDE, "ZON-057", (int(row),), layer.shapes[row]) for row in rows]
