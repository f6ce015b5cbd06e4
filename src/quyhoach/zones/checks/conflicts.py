"""Conflicts: plan units on land another owner has drawn (forest, defence, heritage), and plans that cut across each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from quyhoach.zones.checks.faults import FaultKind, PlanFault, Widths
from quyhoach.zones.checks.hierarchy import Hierarchy
from quyhoach.zones.layer import PlanLayer, Shape, ShapeRole
from quyhoach.zones.overlay import common

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
    pieces = widths.pieces(common(shapes[which], layer.shapes[units[place]]) if len(which) else shapes[:0])
    found = []
    for n, (piece, thin) in pieces.items():
        constraint = protected[which[n]][0]
        code = _CODES.get(constraint.kind, "ZON-070")
        found.append((PlanFault(FaultKind.CONFLICT, code, (int(units[place[n]]),), piece, thin=thin), constraint))
    return sorted(found, key=lambda pair: (pair[0].rows, pair[1].id))


def crossing_plans(
    layer: PlanLayer, tree: Hierarchy, others: Sequence[tuple[Shape, object]], widths: Widths,
) -> list[tuple[PlanFault, Shape]]:
    """Outlines of two plans that share land while each also has land of its own: one fault a pair. ``others``: outlines of other files.

    A plan that lies wholly in another is taken for one below it.
    """
    rows = layer.rows(ShapeRole.PLAN).tolist()
    outlines = [*((layer.attributes[row], layer.shapes[row]) for row in rows), *others]
    found = []
    for n, row in enumerate(rows):
        for place, (other, drawn) in enumerate(outlines[n + 1:], n + 1):
            kin = place < len(rows) and (rows[place] in tree.above(row) or row in tree.above(rows[place]))
            if not kin and (other.plan or other.id) != tree.keys[row]:
                piece = _across(layer.shapes[row], drawn, widths)
                if piece is not None:
                    found.append((PlanFault(FaultKind.CONFLICT, "ZON-069", (row,), piece), other))
    return found


def _across(one: Any, other: Any, widths: Widths) -> Any:
    """What two outlines share, None when they share nothing or one lies in the other."""
    if not shapely.intersects(one, other):
        return None
    both, left, right = shapely.intersection(one, other), shapely.difference(one, other), shapely.difference(other, one)
    pieces = widths.pieces(np.array([both, left, right], dtype=object))
    return pieces[0][0] if len(pieces) == 3 else None
