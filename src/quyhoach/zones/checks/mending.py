"""Mending: which remedy a fault gets. The rules, in words, stand in docs/explanation/zones-checks.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from quyhoach.findings import Place, finding
from quyhoach.zones.checks.faults import Fault, FaultKind, Widths
from quyhoach.zones.checks.found import labels, metres, square_metres
from quyhoach.zones.checks.hierarchy import Hierarchy, Ints
from quyhoach.zones.layer import PlanLayer, ShapeRole
from quyhoach.zones.remedies import Move, Remedy, RemedyKind, furthest


class Mender:
    """Chooses remedies for the faults of one layer."""

    def __init__(self, layer: PlanLayer, tree: Hierarchy, widths: Widths) -> None:
        self.layer, self.tree, self.widths = layer, tree, widths
        self.shapes, self.attributes = layer.shapes, layer.attributes

    def remedy(self, fault: Fault) -> Remedy | None:
        """The smallest change that mends the fault, or the procedure to follow; None when there is nothing to do to the map."""
        choose = {FaultKind.GAP: self._gap, FaultKind.OVERLAP: self._overlap, FaultKind.OUTSIDE: self._outside}.get(fault.kind)
        if choose is not None:
            return choose(fault)
        return self._procedure("ZON-095", fault) if fault.kind is FaultKind.DUPLICATE else None

    def slivers(self, faults: Sequence[Fault], piece: Any) -> Remedy | None:
        """All slivers mended in one go, each by its own rule."""
        moves = tuple(move for fault in faults for move in getattr(self.remedy(fault), "moves", ()))
        if not moves:
            return None
        area = float(shapely.area(piece))
        owners = tuple(dict.fromkeys(owner for move in moves for owner in (move.giver, move.taker) if owner))
        says = finding("ZON-094", area=square_metres(area), count=len(faults), width=metres(self.widths.sliver))
        return Remedy(RemedyKind.MOVE_BOUNDARY, says, owners, moves, area, self.widths.sliver)

    # --- gaps: to the neighbour with the longest shared border

    def _gap(self, fault: Fault) -> Remedy:
        homes = [row for row in self._sections(fault.piece, fault.rows) if row != fault.scope]
        for row in self._takers(fault.rows):
            inside = set(self.tree.above(row))
            strangers = [home for home in homes if home not in inside and home != row and home not in self._over(fault.scope)]
            if not strangers and fault.area_m2 <= self.layer.area_m2[row]:
                return self._grow(fault, row, "ZON-091")
        return self._procedure("ZON-096", fault)

    def _takers(self, rows: Sequence[int]) -> Sequence[int]:
        """Where stages are drawn, only a unit of a stage grows: one of all stages would grow in the others too."""
        staged = [row for row in rows if self.attributes[row].stage]
        return staged or rows

    def _over(self, scope: int) -> tuple[int, ...]:
        return self.tree.above(scope) if scope >= 0 else ()

    def _grow(self, fault: Fault, row: int, code: str) -> Remedy:
        growing = [row, *(above for above in self.tree.above(row) if self._sticks_out(fault.piece, above))]
        growing = [one for one in growing if self.attributes[one].role is not ShapeRole.PLAN]
        moves = tuple(Move(fault.piece, taker=self.attributes[one].id) for one in growing)
        far = furthest(fault.piece, shapely.boundary(self.shapes[row]))
        border = fault.borders[fault.rows.index(row)] if fault.borders and row in fault.rows else 0.0
        return self._move(code, fault, moves, far, a=labels([self.attributes[row]]), border=metres(border))

    def _sticks_out(self, piece: Any, container: int) -> bool:
        return bool(self._loud(shapely.difference(piece, self.shapes[container])))

    def _loud(self, result: Any) -> bool:
        return bool(self.widths.pieces(np.array([result], dtype=object)))

    # --- overlaps: one gives; which one is settled by these keys in turn

    def _overlap(self, fault: Fault) -> Remedy:
        a, b = fault.rows
        ways = [(giver, taker) for giver, taker in ((a, b), (b, a)) if self._may_give(fault, giver, taker)]
        if not ways:
            return self._procedure("ZON-099", fault)
        giver, taker = min(ways, key=lambda way: (*self._cost(fault, *way), way[0] < way[1]))
        far = furthest(fault.piece, shapely.boundary(self.shapes[giver]))
        moves = (Move(fault.piece, self.attributes[giver].id, self.attributes[taker].id),)
        return self._move("ZON-090", fault, moves, far, a=labels([self.attributes[giver]]), b=labels([self.attributes[taker]]))

    def _may_give(self, fault: Fault, giver: int, taker: int) -> bool:
        """Something must be left, the units of a section must not lose theirs, and no section may be left with a hole."""
        if not self._loud(shapely.difference(self.shapes[giver], self.shapes[taker])):
            return False
        if any(self._loud(shapely.intersection(self.shapes[unit], fault.piece)) for unit in self._below(giver, fault.piece)):
            return False
        lost = set(self.tree.above(giver)) - set(self.tree.above(taker))
        return not any(self._loud(shapely.intersection(self.shapes[section], fault.piece)) for section in lost)

    def _cost(self, fault: Fault, giver: int, taker: int) -> tuple[float, float, float]:
        """Misfit with the stated areas afterwards (ha), pieces the giver falls into, and metres of new border."""
        left = shapely.difference(self.shapes[giver], self.shapes[taker])
        parts = len(self.widths.pieces(shapely.get_parts(left)))
        border = shapely.length(shapely.intersection(shapely.boundary(self.shapes[taker]), self.shapes[giver]))
        return round(self._misfit(giver, shapely.area(left)), 6), parts, round(float(border), 3)

    def _misfit(self, giver: int, left_m2: float) -> float:
        stated = self.attributes[giver].stated_ha
        if stated is None:
            return 0.0
        before = abs(float(self.layer.area_m2[giver]) / 10_000 - stated)
        return abs(left_m2 / 10_000 - stated) - before

    # --- outside: cut off what sticks out, or let the section grow over land no other section has

    def _outside(self, fault: Fault) -> Remedy:
        row = fault.rows[0]
        if fault.code in ("ZON-057", "ZON-059"):
            return self._procedure("ZON-097", fault)
        if self._may_cut(fault, row):
            cut = [row, *(above for above in self.tree.above(row) if above != fault.scope and self._meets(above, fault.piece))]
            moves = tuple(Move(fault.piece, giver=self.attributes[one].id) for one in cut)
            far = furthest(fault.piece, shapely.boundary(self.shapes[row]))
            return self._move("ZON-092", fault, moves, far, a=labels([self.attributes[row]]))
        if fault.code == "ZON-056" and self._may_extend(fault):
            return self._extend(fault)
        return self._procedure("ZON-097", fault)

    def _may_cut(self, fault: Fault, row: int) -> bool:
        if not self._loud(shapely.intersection(self.shapes[row], self.shapes[fault.scope])):
            return False
        if any(self._meets(unit, fault.piece) for unit in self._below(row, fault.piece)):
            return False
        if fault.code != "ZON-056" or not self.attributes[row].closes:
            return True
        near, key = self._near(self._units, fault.piece), self.tree.keys[row]
        others = [other for other in near if other != row and self.tree.keys[other] == key]
        plan = self.tree.plan[row]
        asked = shapely.intersection(fault.piece, self.shapes[plan]) if plan >= 0 else fault.piece
        return not self._loud(shapely.difference(asked, shapely.union_all(self.shapes[others])))

    def _may_extend(self, fault: Fault) -> bool:
        plan = self.tree.plan[fault.rows[0]]
        if self.attributes[fault.scope].role is not ShapeRole.SECTION or (plan >= 0 and self._sticks_out(fault.piece, plan)):
            return False
        own = {fault.scope, *self.tree.above(fault.scope)}
        return all(section in own for section in self._sections(fault.piece, fault.rows))

    def _extend(self, fault: Fault) -> Remedy:
        sections = [row for row in (fault.scope, *self.tree.above(fault.scope)) if self._sticks_out(fault.piece, row)]
        moves = tuple(Move(fault.piece, taker=self.attributes[row].id) for row in sections)
        far = furthest(fault.piece, shapely.boundary(self.shapes[fault.scope]))
        section, unit = self.attributes[fault.scope], self.attributes[fault.rows[0]]
        return self._move("ZON-093", fault, moves, far, a=labels([section]), b=labels([unit]))

    # --- who else is there

    @cached_property
    def _units(self) -> tuple[Ints, Any]:
        rows = np.array([row for row in self.layer.rows(ShapeRole.UNIT).tolist() if self.attributes[row].closes], dtype=np.int64)
        return rows, shapely.STRtree(self.shapes[rows])

    @cached_property
    def _every_section(self) -> tuple[Ints, Any]:
        rows = np.array([row for row in self.layer.rows(ShapeRole.SECTION).tolist() if self.attributes[row].closes], dtype=np.int64)
        return rows, shapely.STRtree(self.shapes[rows])

    def _near(self, found: tuple[Ints, Any], piece: Any) -> list[int]:
        rows, tree = found
        return sorted(int(row) for row in rows[tree.query(piece, predicate="intersects")])

    def _meets(self, row: int, piece: Any) -> bool:
        return self._loud(shapely.intersection(self.shapes[row], piece))

    def _sections(self, piece: Any, rows: Iterable[int]) -> list[int]:
        """Sections of the rows' plan that hold some of the piece."""
        keys = {self.tree.keys[row] for row in rows}
        near = [row for row in self._near(self._every_section, piece) if self.tree.keys[row] in keys]
        return [row for row in near if self._meets(row, piece)]

    def _below(self, row: int, piece: Any) -> list[int]:
        """Closing units inside ``row`` near the piece."""
        return [unit for unit in self._near(self._units, piece) if row in self.tree.above(unit)]

    # --- words

    def _move(self, code: str, fault: Fault, moves: tuple[Move, ...], far: float, **names: object) -> Remedy:
        says = finding(code, Place(), area=square_metres(fault.area_m2), far=metres(far), **names)
        owners = tuple(dict.fromkeys(owner for move in moves for owner in (move.giver, move.taker) if owner))
        return Remedy(RemedyKind.MOVE_BOUNDARY, says, owners, moves, fault.area_m2, far)

    def _procedure(self, code: str, fault: Fault) -> Remedy:
        names = labels(self.attributes[row] for row in fault.rows)
        says = finding(code, area=square_metres(fault.area_m2), owners=names)
        return Remedy(RemedyKind.PROCEDURE, says, tuple(self.attributes[row].id for row in fault.rows))
