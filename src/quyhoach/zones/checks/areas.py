"""Areas: shapes drawn twice, and stated areas the drawing does not have."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import numpy as np
import shapely

from quyhoach.zones.checks.faults import FaultKind, PlanFault, Widths
from quyhoach.zones.checks.hierarchy import Hierarchy
from quyhoach.zones.layer import PlanLayer, ShapeRole

_M2_IN_HA = 10_000
_PRINTED_DECIMALS = 2
"""Balance tables print hectares with two decimals; a figure with more is held to more."""
_MEASURING = 1e-4
"""One part in ten thousand: what measuring the same land twice may differ by."""


def duplicates(layer: PlanLayer, tree: Hierarchy) -> list[PlanFault]:
    """Units or sections of one plan, parent and stage with exactly the same land: one fault for each set of them."""
    rows = layer.rows(ShapeRole.UNIT, ShapeRole.SECTION)
    box, area = np.round(shapely.bounds(layer.shapes[rows]), 6), np.round(layer.area_m2[rows], 4)
    alike = defaultdict(list)
    for row, bounds, size in zip(rows.tolist(), box.tolist(), area.tolist(), strict=True):
        shape = layer.attributes[row]
        alike[(shape.role, tree.keys[row], shape.stage, shape.closes, *bounds, size)].append(row)
    faults = []
    for group in alike.values():
        first, rest = group[0], group[1:]
        same = [first, *(row for row in rest if shapely.equals(layer.shapes[first], layer.shapes[row]))]
        if len(same) > 1 and not _nested(tree, same):
            faults.append(PlanFault(FaultKind.DUPLICATE, "ZON-062", tuple(same), layer.shapes[first]))
    return faults


def _nested(tree: Hierarchy, rows: list[int]) -> bool:
    """A block with a single lot, or a section with a single sub-section, is drawn twice rightly."""
    return any(row in tree.above(other) for row in rows for other in rows)


def stated_areas(layer: PlanLayer, widths: Widths) -> list[tuple[PlanFault, float, float]]:
    """Stated areas beyond what is allowed: the fault, hectares as drawn, and hectares allowed (``allowed_ha``)."""
    found = []
    around = shapely.length(layer.shapes)
    for row, shape in enumerate(layer.attributes):
        if shape.stated_ha is None:
            continue
        drawn = float(layer.area_m2[row]) / _M2_IN_HA
        allowed = allowed_ha(shape.stated_ha, float(around[row]), widths.tolerance)
        if abs(drawn - shape.stated_ha) > allowed:
            found.append((PlanFault(FaultKind.AREA, "ZON-063", (row,), layer.shapes[row]), drawn, allowed))
    return found


def allowed_ha(stated: float, around_m: float, tolerance: float) -> float:
    """How far a stated area may be from the drawn one, hectares: half its last decimal (at least the second), or what a border moved
    by the tolerance all round holds, or one part in ten thousand, whichever is most."""
    exponent = Decimal(repr(stated)).normalize().as_tuple().exponent
    decimals = max(_PRINTED_DECIMALS, -exponent if isinstance(exponent, int) else 0)
    return max(0.5 * 10.0**-decimals, around_m * tolerance / _M2_IN_HA, stated * _MEASURING) * (1 + 1e-9)
