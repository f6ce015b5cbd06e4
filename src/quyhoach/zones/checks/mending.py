"""Mending: which remedy a fault gets. The rules, in words, stand in docs/explanation/zones-checks.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely.errors import GEOSException

from quyhoach.findings import Place, finding
from quyhoach.zones.checks.areas import allowed_ha
from quyhoach.zones.checks.faults import FaultKind, PlanFault, Widths
from quyhoach.zones.checks.found import labels, metres, square_metres
from quyhoach.zones.checks.hierarchy import Hierarchy, Ints
from quyhoach.zones.layer import PlanLayer, ShapeRole
from quyhoach.zones.remedies import Move, Remedy, RemedyKind, furthest


class Mender:
    """Chooses remedies for the faults of one layer."""

    def __init__(self, layer: PlanLayer, tree: Hierarchy, widths: Widths) -> None:
        self.layer, self.tree, self.widths = layer, tree, widths
        self.shapes, self.attributes = layer.shapes, layer.attributes

    def remedy(self, fault: PlanFault) -> Remedy | None:
        """The smallest change that mends the fault, or the procedure to follow; None when there is nothing to do to the map."""
        choose = {FaultKind.GAP: self._gap, FaultKind.OVERLAP: self._overlap, FaultKind.OUTSIDE: self._outside}.get(fault.kind)
        if choose is not None:
            try:
                return choose(fault)
            except GEOSException:  # shapes the engine cannot cut: people must
                return self._procedure("ZON-099", fault)
        return self._procedure("ZON-095", fault) if fault.kind is FaultKind.DUPLICATE else None

    def slivers(self, faults: Sequence[PlanFault], piece: Any) -> Remedy | None:
        """All slivers mended in one go, each by its own rule."""
        moves: list[Move] = []
        for fault in faults:
            remedy = self.remedy(fault)
            moves += self._not_given_yet(remedy.moves, moves) if remedy else ()
        if not moves:
            return None
        area = float(shapely.area(piece))
        owners = tuple(dict.fromkeys(owner for move in moves for owner in (move.giver, move.taker) if owner))
        says = finding("ZON-094", area=square_metres(area), count=len(faults), width=metres(self.widths.sliver))
        return Remedy(RemedyKind.MOVE_BOUNDARY, says, owners, tuple(moves), area, self.widths.sliver)

    def _not_given_yet(self, fresh: Iterable[Move], before: Sequence[Move]) -> list[Move]:
        """Open land is given once, though a gap of a section and one of the plan may share some of it."""
        given = shapely.STRtree([move.piece for move in before])
        kept = []
        for move in fresh:
            near = [before[n] for n in given.query(move.piece, predicate="intersects")]
            taken = [one.piece for one in near if not one.giver and not move.giver and one.taker != move.taker]
            piece = shapely.difference(move.piece, shapely.union_all(taken)) if taken else move.piece
            if self._loud(piece):
                kept.append(replace(move, piece=piece))
        return kept

    # --- gaps: to the neighbour with the longest shared border

    def _gap(self, fault: PlanFault) -> Remedy:
        homes = [row for row in self._sections(fault.piece, fault.rows) if row != fault.scope]
        for row in self._takers(fault.rows, fault.area_m2):
            inside = set(self.tree.above(row))
            strangers = [home for home in homes if home not in inside and home != row and home not in self._over(fault.scope)]
            if not strangers and fault.area_m2 <= self.layer.area_m2[row] and self._strays(fault.piece, row) is not None:
                return self._grow(fault, row)
        return self._procedure("ZON-096", fault)

    def _takers(self, rows: Sequence[int], area_m2: float) -> Sequence[int]:
        """Neighbours in the order they are asked: those first whose stated area the gain does not contradict. Where stages are drawn
        only a unit of a stage grows: one of all stages would grow in the others too."""
        staged = [row for row in rows if self.attributes[row].stage]
        return sorted(staged or rows, key=lambda row: self._contradicted(row, area_m2))

    def _contradicted(self, row: int, gained_m2: float) -> bool:
        stated = self.attributes[row].stated_ha
        if stated is None:
            return False
        before, after = float(self.layer.area_m2[row]) / 10_000, (float(self.layer.area_m2[row]) + gained_m2) / 10_000
        off = abs(after - stated)
        return off > abs(before - stated) and off > allowed_ha(stated, float(shapely.length(self.shapes[row])), self.widths.tolerance)

    def _over(self, scope: int) -> tuple[int, ...]:
        return self.tree.above(scope) if scope >= 0 else ()

    def _strays(self, piece: Any, row: int) -> list[int] | None:
        """Units of other sections that stand in the gap of this one: they are cut. None when one would be left without land."""
        mine = {row, *self.tree.above(row)}
        near = [one for one in self._near(self._units, piece) if one not in mine and row not in self.tree.above(one)]
        near = [one for one in near if self.tree.keys[one] == self.tree.keys[row] and self._same_stage(one, row)]
        near = [one for one in near if self._meets(one, piece)]
        grown = shapely.union(self.shapes[row], piece) if near else None
        return near if all(self._loud(shapely.difference(self.shapes[one], grown)) for one in near) else None

    def _same_stage(self, one: int, other: int) -> bool:
        stages = {self.attributes[one].stage, self.attributes[other].stage} - {""}
        return len(stages) < 2

    def _grow(self, fault: PlanFault, row: int) -> Remedy:
        growing = [row, *(above for above in self.tree.above(row) if self._sticks_out(fault.piece, above))]
        growing = [one for one in growing if self.attributes[one].role is not ShapeRole.PLAN]
        name, strays = self.attributes[row].id, self._strays(fault.piece, row) or []
        moves = [Move(fault.piece, taker=self.attributes[one].id) for one in growing]
        moves += [Move(fault.piece, self.attributes[one].id, name) for one in strays]
        border = fault.borders[fault.rows.index(row)] if row in fault.rows else 0.0
        words = {"a": labels([self.attributes[row]]), "b": labels(self.attributes[one] for one in strays), "border": metres(border)}
        far = furthest(fault.piece, self.shapes[row], grows=True)
        return self._move("ZON-089" if strays else "ZON-091", fault, tuple(moves), far, **words)

    def _sticks_out(self, piece: Any, container: int) -> bool:
        return bool(self._loud(shapely.difference(piece, self.shapes[container])))

    def _loud(self, result: Any) -> bool:
        return bool(self.widths.pieces(np.array([result], dtype=object)))

    # --- overlaps: one gives; which one is settled by these keys in turn

    def _overlap(self, fault: PlanFault) -> Remedy:
        a, b = fault.rows
        ways = [(giver, taker) for giver, taker in ((a, b), (b, a)) if self._may_give(fault, giver, taker)]
        if not ways:
            return self._each_its_own(fault) or self._procedure("ZON-099", fault)
        giver, taker = min(ways, key=lambda way: (*self._cost(fault, *way), way[0] < way[1]))
        far = furthest(fault.piece, self.shapes[giver], grows=False)
        moves = (Move(fault.piece, self.attributes[giver].id, self.attributes[taker].id),)
        return self._move("ZON-090", fault, moves, far, a=labels([self.attributes[giver]]), b=labels([self.attributes[taker]]))

    def _each_its_own(self, fault: PlanFault) -> Remedy | None:
        """Both have left their sections: each gives what lies in the other's."""
        a, b = fault.rows
        home_a, home_b = (self._only(one, other) for one, other in ((a, b), (b, a)))
        if home_a is None or home_b is None:
            return None
        from_a = shapely.difference(shapely.intersection(fault.piece, home_b), home_a)
        from_b = shapely.difference(fault.piece, from_a)
        if not all(self._loud(shapely.difference(self.shapes[row], part)) for row, part in ((a, from_a), (b, from_b))):
            return None
        moves = tuple(Move(part, giver=self.attributes[row].id) for row, part in ((a, from_a), (b, from_b)))
        far = max(furthest(part, self.shapes[row], grows=False) for row, part in ((a, from_a), (b, from_b)))
        return self._move("ZON-088", fault, moves, far, a=labels([self.attributes[a]]), b=labels([self.attributes[b]]))

    def _only(self, row: int, other: int) -> Any:
        """Land of the sections of one unit that are not the other's; None without any."""
        sections = sorted(set(self.tree.above(row)) - set(self.tree.above(other)))
        return shapely.union_all(self.shapes[sections]) if sections else None

    def _may_give(self, fault: PlanFault, giver: int, taker: int) -> bool:
        """Something must be left, the units of a section must not lose theirs, and no section may be left with a hole."""
        if not self._loud(shapely.difference(self.shapes[giver], self.shapes[taker])):
            return False
        if any(self._loud(shapely.intersection(self.shapes[unit], fault.piece)) for unit in self._below(giver, fault.piece)):
            return False
        lost = set(self.tree.above(giver)) - set(self.tree.above(taker))
        return not any(self._loud(shapely.intersection(self.shapes[section], fault.piece)) for section in lost)

    def _cost(self, fault: PlanFault, giver: int, taker: int) -> tuple[float, float, float]:
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

    def _outside(self, fault: PlanFault) -> Remedy:
        row = fault.rows[0]
        if fault.code in ("ZON-057", "ZON-059"):
            return self._procedure("ZON-097", fault)
        if self._may_cut(fault, row):
            cut = [row, *(above for above in self.tree.above(row) if above != fault.scope and self._meets(above, fault.piece))]
            moves = tuple(Move(fault.piece, giver=self.attributes[one].id) for one in cut)
            far = furthest(fault.piece, self.shapes[row], grows=False)
            return self._move("ZON-092", fault, moves, far, a=labels([self.attributes[row]]))
        if fault.code == "ZON-056" and self._may_extend(fault):
            return self._extend(fault)
        return self._procedure("ZON-097", fault)

    def _may_cut(self, fault: PlanFault, row: int) -> bool:
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

    def _may_extend(self, fault: PlanFault) -> bool:
        plan = self.tree.plan[fault.rows[0]]
        if self.attributes[fault.scope].role is not ShapeRole.SECTION or (plan >= 0 and self._sticks_out(fault.piece, plan)):
            return False
        own = {fault.scope, *self.tree.above(fault.scope)}
        return all(section in own for section in self._sections(fault.piece, fault.rows))

    def _extend(self, fault: PlanFault) -> Remedy:
        sections = [row for row in (fault.scope, *self.tree.above(fault.scope)) if self._sticks_out(fault.piece, row)]
        moves = tuple(Move(fault.piece, taker=self.attributes[row].id) for row in sections)
        far = furthest(fault.piece, self.shapes[fault.scope], grows=True)
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

    def _move(self, code: str, fault: PlanFault, moves: tuple[Move, ...], far: float, **names: object) -> Remedy:
        says = finding(code, Place(), area=square_metres(fault.area_m2), far=metres(far), **names)
        owners = tuple(dict.fromkeys(owner for move in moves for owner in (move.giver, move.taker) if owner))
        return Remedy(RemedyKind.MOVE_BOUNDARY, says, owners, moves, fault.area_m2, far)

    def _procedure(self, code: str, fault: PlanFault) -> Remedy:
        names = labels(self.attributes[row] for row in fault.rows)
        says = finding(code, area=square_metres(fault.area_m2), owners=names)
        return Remedy(RemedyKind.PROCEDURE, says, tuple(self.attributes[row].id for row in fault.rows))
