"""Merging: files of one folder that draw the same plan are checked as one layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from quyhoach.findings import Finding, Place, finding
from quyhoach.zones.checks.hierarchy import hierarchy
from quyhoach.zones.layer import PlanLayer, Shape, ShapeRole

_Key = tuple[str, str]
"""Coordinate system and plan."""
SKETCH_MARK = "moved_m"


def together(layers: Sequence[PlanLayer]) -> tuple[PlanLayer, ...]:
    """Layers of one coordinate system that share a plan as one layer each, in the order met; the others as they are.

    Files that draw the outline of one plan under different names are versions of it, not parts: they stay apart.
    """
    groups: list[tuple[set[_Key], dict[_Key, str], list[PlanLayer]]] = []
    for layer in layers:
        keys, names = _plans(layer)
        members = [layer]
        for group in [group for group in groups if group[0] & keys]:
            if any(group[1].get(key, name) != name for key, name in names.items()):
                continue
            keys, names, members = keys | group[0], names | group[1], group[2] + members
            groups.remove(group)
        groups.append((keys, names, members))
    return tuple(_merged(members) if len(members) > 1 else members[0] for _, _, members in groups)


def _plans(layer: PlanLayer) -> tuple[set[_Key], dict[_Key, str]]:
    """The plans a layer draws something of, and the names of those whose outline it has."""
    keys = [(layer.crs, key) for key in hierarchy(layer).keys]
    names = {keys[row]: layer.attributes[row].name for row in layer.rows(ShapeRole.PLAN).tolist() if layer.attributes[row].name}
    return {key for key in keys if key[1]}, names


def without_sketches(layers: Sequence[PlanLayer]) -> tuple[list[PlanLayer], list[Finding]]:
    """The layers without sketched outlines (discs of the stated area) of plans that another layer draws; what was left out is told."""
    drawn = {plan for layer in layers for shape in layer.attributes if not _sketched(layer, shape) and (plan := shape.plan)}
    kept, findings = [], []
    for layer in layers:
        gone = [n for n, shape in enumerate(layer.attributes) if _sketched(layer, shape) and shape.plan in drawn]
        if gone:
            names = ", ".join(layer.attributes[n].plan for n in gone)
            findings.append(finding("ZON-074", Place(layer.file), count=len(gone), plans=names))
            stays = [n for n in range(len(layer)) if n not in set(gone)]
            attributes = tuple(layer.attributes[n] for n in stays)
            layer = PlanLayer(layer.crs, attributes, layer.shapes[stays], layer.file, layer.extra)
        if len(layer):
            kept.append(layer)
    return kept, findings


def _sketched(layer: PlanLayer, shape: Shape) -> bool:
    """True of what the program itself drew from an area and a centre: it says how far it had to move the shape."""
    extra = layer.extra.get(shape.id, {})
    return shape.role is ShapeRole.PLAN and bool(extra.get("schematic")) and SKETCH_MARK in extra


def only_constraints(layer: PlanLayer) -> bool:
    """True for a layer that plans nothing: it is held against the others."""
    return all(shape.role is ShapeRole.CONSTRAINT for shape in layer.attributes)


def _merged(layers: Sequence[PlanLayer]) -> PlanLayer:
    attributes: list[Shape] = []
    shapes: list[Any] = []
    extra: dict[str, Mapping[str, Any]] = {}
    for layer in layers:
        taken = {shape.id: n for n, shape in enumerate(attributes)}
        names = {shape.id: f"{shape.id}@{layer.file}" for shape in layer.attributes if shape.id in taken}
        for row, shape in enumerate(layer.attributes):
            if _same_outline(shape, layer.shapes[row], taken, shapes):
                names.pop(shape.id, None)
        for row, shape in enumerate(layer.attributes):
            name = names.get(shape.id, shape.id)
            if name in taken:
                continue  # the same outline, drawn in both files
            attributes.append(replace(shape, id=name, parent=names.get(shape.parent, shape.parent)))
            shapes.append(layer.shapes[row])
            if shape.id in layer.extra:
                extra[name] = layer.extra[shape.id]
    files = ", ".join(dict.fromkeys(layer.file for layer in layers if layer.file))
    return PlanLayer(layers[0].crs, tuple(attributes), np.array(shapes, dtype=object), files, extra)


def _same_outline(shape: Shape, drawn: Any, taken: Mapping[str, int], shapes: Sequence[Any]) -> bool:
    if shape.id not in taken or shape.role not in (ShapeRole.PLAN, ShapeRole.SECTION):
        return False
    return bool(shapely.equals(drawn, shapes[taken[shape.id]]))
