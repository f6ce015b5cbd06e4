"""The check of a whole layer: every fault found once, named, with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import shapely
from shapely.errors import GEOSException

from quyhoach.findings import Place, finding
from quyhoach.zones.checks.areas import duplicates, stated_areas
from quyhoach.zones.checks.closure import closure
from quyhoach.zones.checks.conflicts import conflicts, crossing_plans
from quyhoach.zones.checks.faults import SLIVER, FaultKind, PlanFault, Widths
from quyhoach.zones.checks.found import Checked, ZoneFinding, labels, metres, named, square_metres
from quyhoach.zones.checks.hierarchy import Hierarchy, hierarchy
from quyhoach.zones.checks.inside import inside
from quyhoach.zones.checks.mending import Mender
from quyhoach.zones.layer import TOLERANCE, PlanLayer, Shape, ShapeRole
from quyhoach.zones.remedies import Remedy, RemedyKind

_Found = TypeVar("_Found")
_PRINTED = {"ha": 4, "percent": 3}


def check_layer(
    layer: PlanLayer, *, tolerance: float = TOLERANCE, sliver: float = SLIVER,
    above: PlanLayer | None = None, constraints: Sequence[PlanLayer] = (), beside: Sequence[PlanLayer] = (),
    progress: Callable[[str], None] = lambda stage: None,
) -> Checked:
    """Everything wrong with the shapes of a layer. ``tolerance`` and ``sliver``: widths in metres; nothing narrower than the first is
    told, and what is nowhere wider than the second is told as one figure. ``above``: the plan this one must lie in; ``constraints``:
    what others drew; ``beside``: other plans, whose outlines must not cut across this one; all in the layer's coordinate system, or a
    finding says they are not. Raises ValueError for a width below 0 or a sliver narrower than the tolerance.
    """
    if not 0 <= tolerance <= sliver:
        raise ValueError("0 ≤ tolerance ≤ sliver")
    check = _Check(layer, Widths(tolerance, sliver), progress)
    kept, near = ([one for one in (_of_this_plane(check, one) for one in layers) if one] for layers in (constraints, beside))
    check.shapes(_of_this_plane(check, above), kept, near)
    return Checked(tuple(check.findings), tolerance, sliver)


def _of_this_plane(check: _Check, other: PlanLayer | None) -> PlanLayer | None:
    if other is None or other.crs == check.layer.crs:
        return other
    check.tell("ZON-072", file=other.file, crs=other.crs, expected=check.layer.crs)
    return None


class _Check:
    def __init__(self, layer: PlanLayer, widths: Widths, progress: Callable[[str], None]) -> None:
        self.layer, self.widths, self.progress = layer, widths, progress
        self.findings: list[ZoneFinding] = []

    def shapes(self, above: PlanLayer | None, constraints: Sequence[PlanLayer], beside: Sequence[PlanLayer]) -> None:
        tree = hierarchy(self.layer)
        mender = Mender(self.layer, tree, self.widths)
        self._parents(tree)
        twice = self._run("duplicates", lambda: duplicates(self.layer, tree))
        twins = {row: n for n, fault in enumerate(twice) for row in fault.rows}
        faults = self._run("closure", lambda: closure(self.layer, tree, self.widths, twins))
        faults += self._run("inside", lambda: inside(self.layer, tree, self.widths))
        faults += self._above(above)
        broad, thin = _sorted_out(faults)
        self.progress("remedies")
        for fault in [*twice, *broad]:
            self.findings.append(named(self.layer, fault, mender.remedy(fault), count=len(fault.rows)))
        self._slivers(mender, thin)
        self._areas()
        self._conflicts(tree, constraints, beside)
        self._open(tree)

    def _run(self, name: str, check: Callable[[], list[_Found]]) -> list[_Found]:
        """What one check sees; a check the geometry engine gives up on is told, and the others go on."""
        self.progress(name)
        try:
            return check()
        except GEOSException as error:
            self.tell("ZON-073", check=name, reason=str(error))
            return []

    def tell(self, code: str, **values: object) -> None:
        """A finding that is about no single shape."""
        told = finding(code, Place(self.layer.file), **values)
        self.findings.append(ZoneFinding(told, FaultKind.UNCHECKED, 0.0, (), shapely.MultiPolygon()))

    def _parents(self, tree: Hierarchy) -> None:
        for fault in tree.faults:
            shapes = [self.layer.attributes[row] for row in fault.rows]
            ring = " → ".join(shape.id for shape in [*shapes, shapes[0]])
            self.findings.append(named(self.layer, fault, parent=shapes[0].parent, ring=ring))

    def _above(self, above: PlanLayer | None) -> list[PlanFault]:
        if above is None:
            return []
        mine = self.layer.rows(ShapeRole.PLAN)
        mine = mine if len(mine) else self.layer.rows(ShapeRole.UNIT, ShapeRole.SECTION)
        theirs = above.rows(ShapeRole.PLAN)
        theirs = theirs if len(theirs) else above.rows(ShapeRole.UNIT, ShapeRole.SECTION)
        pieces = self.widths.pieces(shapely.difference(self.layer.shapes[mine], shapely.union_all(above.shapes[theirs])))
        return [PlanFault(FaultKind.OUTSIDE, "ZON-059", (int(mine[n]),), piece, thin=False) for n, (piece, _) in pieces.items()]

    def _slivers(self, mender: Mender, thin: list[PlanFault]) -> None:
        """One figure for all; a single one is simply named."""
        parts = tuple(named(self.layer, fault, mender.remedy(fault)) for fault in thin)
        if len(parts) < 2:
            self.findings += parts
            return
        piece = shapely.multipolygons(shapely.get_parts([fault.piece for fault in thin]))
        serious = any(fault.kind is not FaultKind.GAP for fault in thin)
        kinds = {kind: sum(fault.kind is kind for fault in thin) for kind in (FaultKind.GAP, FaultKind.OVERLAP, FaultKind.OUTSIDE)}
        counts = {f"{kind}s": count for kind, count in kinds.items()}
        rows = tuple(dict.fromkeys(row for fault in thin for row in fault.rows))
        whole = PlanFault(FaultKind.SLIVERS, "ZON-061" if serious else "ZON-060", rows, piece, thin=True)
        told = named(self.layer, whole, mender.slivers(thin, piece), count=len(thin), width=metres(self.widths.sliver), **counts)
        self.findings.append(replace(told, area_m2=sum(fault.area_m2 for fault in thin), parts=parts))

    def _areas(self) -> None:
        for fault, drawn, allowed in self._run("areas", lambda: stated_areas(self.layer, self.widths)):
            stated = self.layer.attributes[fault.rows[0]].stated_ha or 0.0
            off = abs(drawn - stated)
            share = f"{100 * off / stated:.3f}" if stated else "–"
            self.findings.append(named(
                self.layer, fault, stated=_hectares(stated), drawn=_hectares(drawn), off=_hectares(off), allowed=_hectares(allowed),
                share_vi=share.replace(".", ","), share_en=share,
            ))

    def _conflicts(self, tree: Hierarchy, layers: Sequence[PlanLayer], beside: Sequence[PlanLayer]) -> None:
        others = [(_as_constraint(shape), layer.shapes[row]) for layer in layers for row, shape in _protecting(layer)]
        plans = [(layer.attributes[row], layer.shapes[row]) for layer in beside for row in layer.rows(ShapeRole.PLAN).tolist()]
        found = self._run("conflicts", lambda: conflicts(self.layer, others, self.widths))
        found += self._run("conflicts", lambda: crossing_plans(self.layer, tree, plans, self.widths))
        for fault, constraint in found:
            says = finding("ZON-098", area=square_metres(fault.area_m2), owners=constraint.owner or labels([constraint]))
            remedy = Remedy(RemedyKind.PROCEDURE, says, (self.layer.attributes[fault.rows[0]].id, constraint.id))
            told = named(self.layer, fault, remedy, b=labels([constraint]), owner=constraint.owner or "–", kind=constraint.kind or "–")
            self.findings.append(replace(told, owners=(*told.owners, constraint.id)))

    def _open(self, tree: Hierarchy) -> None:
        """Plans whose closing units have no outline to fill."""
        for key in dict.fromkeys(tree.keys[row] for row in self.layer.rows(ShapeRole.UNIT).tolist() if tree.plan[row] < 0):
            self.tell("ZON-071", plan=key or "–")


def _sorted_out(faults: list[PlanFault]) -> tuple[list[PlanFault], list[PlanFault]]:
    """Faults to tell one by one, and slivers; a sliver of a section is not told again for its plan."""
    broad = [fault for fault in faults if not fault.thin]
    thin: dict[object, PlanFault] = {}
    for fault in (fault for fault in faults if fault.thin):
        key = (fault.kind, np.round(fault.piece.bounds, 4).tobytes()) if fault.kind is FaultKind.GAP else (fault.code, fault.rows)
        thin.setdefault(key, fault)
    return broad, list(thin.values())


def _protecting(layer: PlanLayer) -> list[tuple[int, Shape]]:
    """What another file protects: its constraints; else its plans; else everything it draws."""
    for role in (ShapeRole.CONSTRAINT, ShapeRole.PLAN, ShapeRole.SECTION, ShapeRole.UNIT):
        rows = layer.rows(role).tolist()
        if rows:
            return [(row, layer.attributes[row]) for row in rows]
    return []


def _as_constraint(shape: Shape) -> Shape:
    return shape if shape.role is ShapeRole.CONSTRAINT else replace(shape, kind="plan")


def _hectares(value: float) -> object:
    return metres(value) if abs(value) >= 100 else square_metres(value)
