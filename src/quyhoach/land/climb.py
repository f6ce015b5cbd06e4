"""How far the dated proofs of one parcel carry it up the steps of its procedure, and how soon it can be cleared.

A climb knows days only, so that parcels with the same days share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

from quyhoach.calendar import after_months
from quyhoach.land.clearance_law import CLEARED, Bound, ClearanceStep, Clock
from quyhoach.land.clock import runs_out

Mark = tuple[str, date]
"""A step and the day it was done."""
Dated = tuple[date, int]
"""A day and the number of its mark."""


_alive_until = lru_cache(maxsize=1 << 15)(after_months)


class StepFaultKind(StrEnum):
    """What is wrong with a mark."""

    ORDER = "order"
    """Done before a step that comes before it: it does not count."""
    DEAD = "dead"
    """Done after the proof it rests on had expired: it does not count."""
    EARLY = "early"
    """Done before the least time had gone by: it counts, and is told."""
    LATE = "late"
    """Done after the day it was due: it counts, and is told."""


@dataclass(frozen=True, slots=True)
class StepFault:
    """``mark``: its number; ``day``: the day that was to be kept; ``other``: the step it was measured from."""

    kind: StepFaultKind
    mark: int
    day: date
    other: str = ""


@dataclass(frozen=True, slots=True)
class Climb:
    """Where marks lead. ``used``: marks that count, ``expired``: those that have died, by number; ``gap``: marks above a missing step.

    ``step`` the highest step reached and ``since`` its day ("" and None: none); ``waits_for`` what is to be done next ("" = nothing).
    ``deadline``: the day by which it must be; ``opens``: the first day it may be; ``expires``: the last day of a proof still needed.
    """

    step: str
    since: date | None
    waits_for: str
    deadline: date | None
    opens: date | None
    expires: date | None
    used: tuple[int, ...]
    expired: tuple[int, ...]
    gap: tuple[int, ...]
    faults: tuple[StepFault, ...]
    earliest_clear: date | None


@dataclass(slots=True)
class _Way:
    """What has been reached so far, while climbing."""

    days: dict[str, date] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)
    expired: list[int] = field(default_factory=list)
    faults: list[StepFault] = field(default_factory=list)
    step: str = ""
    missing: list[ClearanceStep] = field(default_factory=list)
    open_rows: tuple[ClearanceStep, ...] = ()
    level: int = 0
    floor: date = date.min
    expires: date | None = None
    lived_to: date = date.max
    """The last day of the proof that a later step rests on, once that proof is taken for the sake of such a step."""


@dataclass(frozen=True, slots=True)
class _Ticking:
    """A clock with its number for the route's class of land, None where that is not known."""

    clock: Clock
    number: int | None


class Route:
    """The steps of one regime for one class of land, ready to be climbed on the day ``as_of``."""

    def __init__(self, steps: Sequence[ClearanceStep], land_class: str, as_of: date, country: str) -> None:
        self.steps = {step.code: step for step in steps}
        self.land_class, self.as_of, self.country = land_class, as_of, country
        main = [step for step in steps if step.branch == "main"]
        self.groups = tuple(tuple(group) for _, group in groupby(main, lambda step: step.rank))
        self.branches = {one.code: tuple(step for step in steps if step.serves == one.code) for one in main}
        self.counting = {one.code: (one.code, *(step.code for step in self.branches[one.code] if step.stands)) for one in main}
        self.rests_on = {step.valid_until: step.code for step in steps if step.valid_months is not None}
        self._alone = [
            group[0].code if len(group) == 1 and group[0].valid_months is None and len(self.counting[group[0].code]) == 1 else ""
            for group in self.groups
        ]
        """The code of a step that is one of its rank, does not expire and has no stand-in: taken without further thought; else ""."""
        self.above = [
            frozenset(code for group in self.groups[level + 1:] for step in group for code in self.counting[step.code])
            for level in range(len(self.groups) + 1)
        ]
        self.clocks = {step.code: _Ticking(step.clock, step.clock.number_for(land_class)) for step in steps if step.clock}

    def climb(self, marks: Sequence[Mark]) -> Climb:
        """How far ``marks`` lead by ``as_of``; later ones are not looked at."""
        found: dict[str, list[Dated]] = {}
        for number, (step, day) in enumerate(marks):
            if day <= self.as_of:
                found.setdefault(step, []).append((day, number))
        for days in found.values():
            if len(days) > 1:
                days.sort()
        way = _Way()
        for level, (group, alone) in enumerate(zip(self.groups, self._alone, strict=True)):
            way.level = level
            own = found.get(alone)
            if own and own[0][0] >= way.floor:
                way.floor, number = own[0]
                way.days[alone] = way.floor
                way.used.append(number)
                way.step = alone
                if alone in self.clocks:
                    self._timed(alone, way.floor, number, way)
            elif not self._take(group, found, way):
                break
        else:
            way.level = len(self.groups)
        return self._told(way, found)

    def _take(self, group: Iterable[ClearanceStep], found: Mapping[str, list[Dated]], way: _Way) -> bool:
        """Take every step of one rank that is proven; whether all of them are."""
        top = way.floor
        for step in group:
            got = self._valid(step, found, way) if step.valid_months is not None else self._first(step, found, way)
            if got is None:
                way.missing.append(step)
                continue
            code, (day, number) = got
            way.days[step.code] = day
            way.used.append(number)
            way.step = step.code
            if day > top:
                top = day
            if step.code in self.clocks:
                self._timed(step.code, day, number, way)
            if code != step.code:
                way.days[code] = day
                self._timed(code, day, number, way)
        if not way.missing:
            way.floor = top
            return True
        self._branch(found, way)
        return False

    def _first(self, step: ClearanceStep, found: Mapping[str, list[Dated]], way: _Way) -> tuple[str, Dated] | None:
        """The first proof of the step that is not older than the steps before it."""
        own = found.get(step.code)
        last = way.lived_to if step.code in self.rests_on else date.max
        if own and way.floor <= own[0][0] <= last and len(self.counting[step.code]) == 1:
            return step.code, own[0]
        early: Dated | None = None
        dead: list[Dated] = []
        best: tuple[str, Dated] | None = None
        for code in self.counting[step.code]:
            for one in found.get(code, ()):
                if one[0] < way.floor:
                    early = one
                elif one[0] > last:
                    dead.append(one)
                elif best is None or one < best[1]:
                    best = code, one
                    break
        if best is None and early is not None:
            way.faults.append(StepFault(StepFaultKind.ORDER, early[1], way.floor, way.step))
        if best is None and last < date.max:
            way.expires = last
            way.faults += [StepFault(StepFaultKind.DEAD, number, last, self.rests_on[step.code]) for _, number in dead]
        if best is not None and best[0] != step.code:
            for row in self.branches[step.code]:
                if row.code in found and found[row.code][0][0] <= best[1][0]:
                    way.days[row.code] = found[row.code][0][0]
        return best

    def _valid(self, step: ClearanceStep, found: Mapping[str, list[Dated]], way: _Way) -> tuple[str, Dated] | None:
        """The proof of a step that expires: one under which the later step was done, else the newest if it is still alive."""
        days = [one for one in found.get(step.code, ()) if one[0] >= way.floor]
        if not days:
            return self._first(step, found, way)
        months = step.valid_months or 0
        until = [one for code in self.counting.get(step.valid_until, ()) if code in found for one in found[code]]
        for one in reversed(days) if until else ():
            end = _alive_until(one[0], months)
            if any(one[0] <= day <= end for day, _ in until):
                way.lived_to = end
                return step.code, one
        end = _alive_until(days[-1][0], months)
        if self.as_of <= end:
            way.expires = end
            return step.code, days[-1]
        way.expired += [number for _, number in days]
        way.faults += [StepFault(StepFaultKind.DEAD, number, end, step.code) for day, number in until if day > end]
        return None

    def _timed(self, code: str, day: date, number: int, way: _Way) -> None:
        end = self._ends(code, way.days)
        if end is None:
            return
        clock = self.clocks[code].clock
        if clock.bound is Bound.LEAST and day < end:
            way.faults.append(StepFault(StepFaultKind.EARLY, number, end, clock.start_event))
        elif clock.bound is Bound.MOST and day > end:
            way.faults.append(StepFault(StepFaultKind.LATE, number, end, clock.start_event))

    def _ends(self, code: str, days: Mapping[str, date]) -> date | None:
        """The day the step's clock runs out; None without a clock, or where its start or its number is not known."""
        ticking = self.clocks.get(code)
        start = days.get(ticking.clock.start_event) if ticking else None
        if ticking is None or start is None or ticking.number is None:
            return None
        clock = ticking.clock
        return runs_out(start, ticking.number, clock.unit, clock.holiday_rule, self.country)

    def _branch(self, found: Mapping[str, list[Dated]], way: _Way) -> None:
        """Follow the branch of the first missing step that has been opened; the rows still ahead stay in ``open_rows``."""
        for step in way.missing:
            rows = self.branches[step.code]
            since = way.floor
            for place, row in enumerate(rows):
                got = next((one for one in found.get(row.code, ()) if one[0] >= since), None)
                if got is None:
                    if place:
                        way.open_rows = tuple(rows[place:])
                    break
                since = got[0]
                way.days[row.code], way.step = got[0], row.code
                way.used.append(got[1])
                self._timed(row.code, got[0], got[1], way)
            if way.open_rows:
                way.missing.remove(step)
                way.missing.insert(0, step)
                return

    def _told(self, way: _Way, found: Mapping[str, list[Dated]]) -> Climb:
        deadlines = [(end, step.code) for step in way.missing
                     if step.clock and step.clock.bound is Bound.MOST and (end := self._ends(step.code, way.days))]
        waits = way.open_rows[0] if way.open_rows else None
        if waits is None and way.missing:
            waits = self.steps[min(deadlines)[1]] if deadlines else way.missing[0]
        opens = self._ends(waits.code, way.days) if waits and waits.clock and waits.clock.bound is Bound.LEAST else None
        above = self.above[way.level]
        gap = () if way.expired else tuple([n for code, days in found.items() if code in above for _, n in days])
        return Climb(
            way.step, way.days.get(way.step), waits.code if waits else "", min(deadlines)[0] if deadlines else None, opens,
            way.expires if way.missing else None, tuple(way.used), tuple(way.expired), gap, tuple(way.faults), self._earliest(way),
        )

    def _earliest(self, way: _Way) -> date | None:
        """The day the land is handed over if every clock that is left runs its whole length and nothing else takes time."""
        if CLEARED in way.days:
            return way.days[CLEARED]
        days = self._ahead(way.days, way.level, max(way.floor, self.as_of), way.open_rows)
        if days is None or way.expires is None:
            return days.get(CLEARED) if days else None
        dying = next(step for step in self.steps.values() if step.valid_months is not None)
        if days[dying.valid_until] <= way.expires:
            return days[CLEARED]
        level = next(n for n, group in enumerate(self.groups) if dying in group)
        kept = {step.code: way.days[step.code] for group in self.groups[:level] for step in group}
        again = self._ahead(kept, level, self.as_of, ())
        return again[CLEARED] if again else None

    def _ahead(
        self, reached: Mapping[str, date], level: int, base: date, open_rows: tuple[ClearanceStep, ...],
    ) -> dict[str, date] | None:
        days = dict(reached)
        for group in self.groups[level:]:
            top = base
            for step in group:
                if step.code in reached:
                    continue
                day = base
                own = open_rows if open_rows and open_rows[0].serves == step.code else ()
                for row in (*own, step):
                    if row.code in self.clocks:
                        if self.clocks[row.code].number is None:
                            return None
                        end = self._ends(row.code, days)
                        day = end if end is not None and end > day else day
                    days[row.code] = day
                if day > top:
                    top = day
            base = top
            if CLEARED in days:
                break
        return days
