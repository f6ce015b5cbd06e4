"""Closure: the closing units of a plan tile it, and those of a section tile the section: no land twice, none left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely

from quyhoach.zones.checks.covering import matched, open_land, overlapping, union_of
from quyhoach.zones.checks.faults import FaultKind, PlanFault, Widths
from quyhoach.zones.checks.hierarchy import NONE, Hierarchy, Ints
from quyhoach.zones.layer import PlanLayer, ShapeRole


@dataclass(frozen=True)
class TileSet:
    """Rows that should lie side by side, the row of the outline they should fill (−1: none is drawn), and the parts of it
    (sections with units of their own) with their rows. ``clean``: rows whose borders all match."""

    rows: Ints
    scope: int
    parts: tuple[tuple[int, Ints], ...] = ()


def closure(layer: PlanLayer, tree: Hierarchy, widths: Widths, twins: Mapping[int, int] = MappingProxyType({})) -> list[PlanFault]:
    """Overlaps of tiles, each pair once, then gaps: of every section (or unit with units of its own), then of the plan.

    ``twins``: rows drawn twice → a number for each set of them; they are told elsewhere.
    """
    faults: list[PlanFault] = []
    for tiling in (tiling for tiling in tilings(layer, tree) if len(tiling.rows)):
        faults += _checked(layer, tiling, widths, twins)
    seen: set[tuple[Any, ...]] = set()
    once = []
    for fault in faults:
        key = (fault.code, fault.scope, *sorted(fault.rows), round(fault.area_m2, 6), fault.piece.bounds)
        if key not in seen:
            seen.add(key)
            once.append(fault)
    return once


def _checked(layer: PlanLayer, tiling: TileSet, widths: Widths, twins: Mapping[int, int]) -> list[PlanFault]:
    tiles = layer.shapes[tiling.rows]
    outline = layer.shapes[tiling.scope] if tiling.scope >= 0 else None
    clean = matched(tiles, outline)
    pairs, shared = overlapping(tiles, clean)
    doubled = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    clean[np.unique(doubled)] = False
    faults = [f for f in _overlaps(layer, tiling, doubled, widths.pieces(shared)) if not _twins(f.rows, twins)]
    for scope, rows in tiling.parts:
        at = np.searchsorted(tiling.rows, rows)
        faults += _gaps(layer, scope, rows, union_of(tiles[at], clean[at]), widths)
    return faults + _gaps(layer, tiling.scope, tiling.rows, union_of(tiles, clean), widths)


def _overlaps(layer: PlanLayer, tiling: TileSet, pairs: Ints, pieces: dict[int, tuple[Any, bool]]) -> list[PlanFault]:
    faults = []
    for n, (piece, thin) in pieces.items():
        rows = tuple(int(tiling.rows[place]) for place in pairs[n])
        sections = all(layer.attributes[row].role is ShapeRole.SECTION for row in rows)
        faults.append(PlanFault(FaultKind.OVERLAP, "ZON-054" if sections else "ZON-053", rows, piece, tiling.scope, thin))
    return faults


def _twins(rows: tuple[int, ...], twins: Mapping[int, int]) -> bool:
    return twins.get(rows[0], -1) == twins.get(rows[1], -2)


def _gaps(layer: PlanLayer, scope: int, rows: Ints, covered: Any, widths: Widths) -> list[PlanFault]:
    outline = layer.shapes[scope] if scope >= 0 else None
    code = "ZON-052" if scope < 0 else "ZON-050" if layer.attributes[scope].role is ShapeRole.PLAN else "ZON-051"
    found = widths.pieces(open_land(outline, covered))
    if not found:
        return []
    tree = shapely.STRtree(layer.shapes[rows])
    faults = []
    for piece, thin in found.values():
        near, borders = neighbours(layer, rows, tree, piece, widths.tolerance)
        faults.append(PlanFault(FaultKind.GAP, code, near, piece, scope, thin, borders))
    return faults


def neighbours(layer: PlanLayer, rows: Ints, tree: Any, piece: Any, tolerance: float) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Rows that border a piece and the metres of its border each has, longest first (then in layer order)."""
    border = shapely.boundary(piece)
    near = np.sort(rows[tree.query(piece, predicate="dwithin", distance=tolerance)])
    west, south, east, north = shapely.bounds(piece)
    window = shapely.box(west - 1, south - 1, east + 1, north + 1)
    beside = shapely.buffer(shapely.intersection(layer.shapes[near], window), tolerance, quad_segs=2)
    length = np.asarray(shapely.length(shapely.intersection(beside, border)))
    order = np.argsort(-np.round(length, 6), kind="stable")
    order = order[length[order] > 2 * tolerance]
    return tuple(near[order].tolist()), tuple(length[order].tolist())


def tilings(layer: PlanLayer, tree: Hierarchy) -> list[TileSet]:
    """Every set of rows that should tile something: a plan's units by stage, its sections, and units inside units."""
    units, sections, inner = _groups(layer, tree)
    found = []
    for key, rows in units.items():
        for stage in _stages(layer, np.array(rows)):
            found.append(_plan_tiling(layer, tree, stage, sections[key]))
    for rows in sections.values():
        by_parent = defaultdict(list)
        for row in rows:
            if layer.attributes[row].closes:
                by_parent[int(tree.parent[row])].append(row)
        found += [TileSet(np.array(siblings), NONE) for siblings in by_parent.values() if len(siblings) > 1]
    found += [TileSet(np.array(rows), parent) for parent, rows in inner.items()]
    return found


def _groups(layer: PlanLayer, tree: Hierarchy) -> tuple[dict[str, list[int]], dict[str, list[int]], dict[int, list[int]]]:
    """Closing units of each plan that lie in no other unit, its sections, and units inside a unit by that unit."""
    units, sections, inner = defaultdict(list), defaultdict(list), defaultdict(list)
    for row, shape in enumerate(layer.attributes):
        above = int(tree.parent[row])
        if shape.role is ShapeRole.SECTION:
            sections[tree.keys[row]].append(row)
        elif shape.role is not ShapeRole.UNIT or not shape.closes:
            continue
        elif above >= 0 and layer.attributes[above].role is ShapeRole.UNIT:
            inner[above].append(row)
        else:
            units[tree.keys[row]].append(row)
    for key in sections.keys() - units.keys():
        units[key] = []
    return units, sections, inner


def _plan_tiling(layer: PlanLayer, tree: Hierarchy, units: Ints, sections: list[int]) -> TileSet:
    """Units of one stage with the sections that have no units yet, which stand for their own land."""
    by_section = defaultdict(list)
    for row in units.tolist():
        for above in tree.above(row):
            by_section[above].append(row)
    inner = {row for row in sections if any(above in sections for above in tree.above(row))}
    blank = [row for row in sections if layer.attributes[row].closes and row not in by_section and row not in inner]
    rows = np.sort(np.array([*units.tolist(), *blank], dtype=np.int64))
    parts = tuple((section, np.sort(np.array(by_section[section]))) for section in sections if section in by_section)
    return TileSet(rows, int(tree.plan[rows[0]]) if len(rows) else NONE, parts)


def _stages(layer: PlanLayer, rows: Ints) -> list[Ints]:
    """One set of rows a stage where stages are drawn over each other; one set of all where they lie side by side."""
    stage = np.array([layer.attributes[row].stage for row in rows], dtype=object)
    names = sorted({name for name in stage if name})
    if len(names) < 2 or not _drawn_over_each_other(layer, rows, stage, names):
        return [rows]
    return [rows[(stage == name) | (stage == "")] for name in names]


def _drawn_over_each_other(layer: PlanLayer, rows: Ints, stage: Any, names: list[str]) -> bool:
    """Half the units of some stage stand on land of another stage."""
    inside = shapely.point_on_surface(layer.shapes[rows])
    tree = shapely.STRtree(layer.shapes[rows])
    for name in names:
        mine = np.flatnonzero(stage == name)
        point, tile = tree.query(inside[mine], predicate="intersects")
        other = (stage[tile] != name) & (stage[tile] != "")
        if 2 * len(np.unique(point[other])) >= len(mine):
            return True
    return False
