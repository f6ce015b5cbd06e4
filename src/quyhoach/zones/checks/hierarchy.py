"""Who lies in what: the plan, section or unit every polygon must fill or stay inside. Stated parents; else, place decides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from quyhoach.zones.checks.faults import FaultKind, PlanFault
from quyhoach.zones.layer import PlanLayer, Shape, ShapeRole

Ints = NDArray[np.int64]
NONE, LOST = -1, -2


@dataclass(frozen=True)
class Hierarchy:
    """``plan[row]``: row of the plan's outline, −1 when the layer has none; ``keys[row]``: the plan's name.

    ``parent[row]``: row of the section, unit or higher plan it lies in; −1: its plan alone; −2: no section holds any of it although the
    plan's units are divided by place (a plan with sections none of whose units names its own).
    """

    plan: Ints
    parent: Ints
    keys: tuple[str, ...]
    faults: tuple[PlanFault, ...] = ()
    rings: tuple[tuple[int, ...], ...] = field(default=())

    def above(self, row: int) -> tuple[int, ...]:
        """Rows of the parents, nearest first."""
        chain: list[int] = []
        while (row := int(self.parent[row])) >= 0:
            chain.append(row)
        return tuple(chain)


def hierarchy(layer: PlanLayer) -> Hierarchy:
    """The hierarchy of a layer, with a fault for every parent that is unknown or part of a circle."""
    parent, faults = _stated(layer)
    circles = _circles(parent)
    for circle in circles:
        faults.append(PlanFault(FaultKind.PARENT, "ZON-065", circle, shapely.union_all(layer.shapes[list(circle)])))
        parent[list(circle)] = NONE
    keys = _plan_keys(layer, parent)
    plan = _outlines(layer, keys)
    for row, shape in enumerate(layer.attributes):
        if parent[row] >= 0 and layer.attributes[parent[row]].role is ShapeRole.PLAN and shape.role is not ShapeRole.PLAN:
            plan[row], parent[row] = parent[row], NONE
    _place_decides(layer, keys, parent)
    return Hierarchy(plan, parent, keys, tuple(faults), circles)


def _stated(layer: PlanLayer) -> tuple[Ints, list[PlanFault]]:
    parent = np.full(len(layer), NONE, dtype=np.int64)
    faults = []
    for row, shape in enumerate(layer.attributes):
        if shape.parent in layer.by_id:
            parent[row] = layer.by_id[shape.parent]
        elif shape.parent and shape.role is not ShapeRole.CONSTRAINT:
            faults.append(PlanFault(FaultKind.PARENT, "ZON-064", (row,), layer.shapes[row]))
    return parent, faults


def _circles(parent: Ints) -> tuple[tuple[int, ...], ...]:
    """Every circle of parents, from its first row on."""
    seen = np.zeros(len(parent), dtype=np.int64)
    circles = []
    for start in range(len(parent)):
        path, row = [], start
        while row >= 0 and not seen[row]:
            seen[row] = start + 1
            path.append(row)
            row = int(parent[row])
        if row >= 0 and seen[row] == start + 1 and row in path:
            circles.append(tuple(path[path.index(row):]))
    return tuple(circles)


def _plan_keys(layer: PlanLayer, parent: Ints) -> tuple[str, ...]:
    outlines = [shape for shape in layer.attributes if shape.role is ShapeRole.PLAN]
    sole = (outlines[0].plan or outlines[0].id) if len(outlines) == 1 else ""
    keys = []
    for row, shape in enumerate(layer.attributes):
        key, above = _own_key(shape), row
        while not key and (above := int(parent[above])) >= 0:
            key = _own_key(layer.attributes[above])
        keys.append(key or ("" if shape.role is ShapeRole.CONSTRAINT else sole))
    return tuple(keys)


def _own_key(shape: Shape) -> str:
    return shape.plan or (shape.id if shape.role is ShapeRole.PLAN else "")


def _outlines(layer: PlanLayer, keys: tuple[str, ...]) -> Ints:
    by_key: dict[str, int] = {}
    for row in layer.rows(ShapeRole.PLAN).tolist():
        by_key.setdefault(keys[row], row)
        by_key.setdefault(layer.attributes[row].id, row)
    return np.array([by_key.get(key, NONE) for key in keys], dtype=np.int64)


def _place_decides(layer: PlanLayer, keys: tuple[str, ...], parent: Ints) -> None:
    """Units go to the section that holds most of them in a plan that has sections and no unit that names one."""
    sections: dict[str, list[int]] = defaultdict(list)
    units: dict[str, list[int]] = defaultdict(list)
    for row, shape in enumerate(layer.attributes):
        group = {ShapeRole.SECTION: sections, ShapeRole.UNIT: units}.get(shape.role)
        if group is not None:
            group[keys[row]].append(row)
    for key, rows in units.items():
        if sections[key] and not any(parent[row] >= 0 or layer.attributes[row].parent for row in rows):
            parent[rows] = _holding_most(layer, np.array(rows), np.array(sections[key]))


def _holding_most(layer: PlanLayer, units: Ints, sections: Ints) -> Ints:
    held = np.full(len(units), LOST, dtype=np.int64)
    tree = shapely.STRtree(layer.shapes[units])
    most = np.zeros(len(units))
    for section in sections.tolist():
        shape = layer.shapes[section]
        shapely.prepare(shape)
        near = tree.query(shape, predicate="intersects")
        inside = shapely.covers(shape, layer.shapes[units[near]])
        area = np.asarray(shapely.area(layer.shapes[units[near]]))
        area[~inside] = shapely.area(shapely.intersection(layer.shapes[units[near[~inside]]], shape))
        better = area > most[near]
        held[near[better]], most[near[better]] = section, area[better]
    return held
