"""Conflicts: plan units on land another owner has drawn: forest, defence, heritage, another plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from quyhoach.zones.checks.faults import FaultKind, PlanFault, Widths
from quyhoach.zones.layer import PlanLayer, Shape, ShapeRole

_CODES = {"forest": "ZON-066", "defence": "ZON-067", "heritage": "ZON-068", "plan": "ZON-069"}


def conflicts(layer: PlanLayer, others: Sequence[tuple[Shape, object]], widths: Widths) -> list[tuple[PlanFault, Shape]]:
    """Units that lie on protected land: one fault a unit and constraint, with the constraint. ``others``: constraints of other files."""
    own = [(layer.attributes[row], layer.shapes[row]) for row in layer.rows(ShapeRole.CONSTRAINT).tolist()]
    protected = [*own, *others]
    units = layer.rows(ShapeRole.UNIT)
    if not protected or not len(units):
        return []
    shapes = np.array([shape for _, shape in protected], dtype=object)
    which, place = shapely.STRtree(layer.shapes[units]).query(shapes, predicate="intersects")
    pieces = widths.pieces(shapely.intersection(shapes[which], layer.shapes[units[place]]))
    found = []
    for n, (piece, thin) in pieces.items():
        constraint = protected[which[n]][0]
        code = _CODES.get(constraint.kind, "ZON-070")
        found.append((PlanFault(FaultKind.CONFLICT, code, (int(units[place[n]]),), piece, thin=thin), constraint))
    return sorted(found, key=lambda pair: (pair[0].rows, pair[1].id))
