"""Plans and their hierarchy, named after ISO 19152-5: a plan group is one plan with its decision, a plan unit a zone it covers.

Circles of parents are looked at, never followed twice; nothing missing is filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from quyhoach.findings import Place
from quyhoach.tables.spec import Row
from quyhoach.zones.moments import first_day, last_day, surely_before

LEVELS = ("national", "regional", "province", "general", "zoning", "detailed")
"""From the widest in."""


class PlanStatus(StrEnum):
    """How far a plan has come; UNKNOWN where nobody says."""

    UNKNOWN = ""
    DRAFT = "draft"
    CONSULTED = "consulted"
    APPRAISED = "appraised"
    DECIDED = "decided"
    AMENDED = "amended"
    ENDED = "ended"

    @property
    def needs_decision(self) -> bool:
        """False only while the plan is still being made."""
        return self not in (PlanStatus.DRAFT, PlanStatus.CONSULTED, PlanStatus.APPRAISED)

    @property
    def read_only(self) -> bool:
        """An ended plan is kept and shown, not changed."""
        return self is PlanStatus.ENDED


@dataclass(frozen=True, slots=True)
class PlanGroup:
    """One plan. Missing text is "", a missing number None; moments are as precise as printed; ``scale`` is the denominator,
    ``area_ha`` hectares as the decision states them. ``amends`` is the plan it replaces as a whole; ``parent`` the one it details."""

    code: str
    name_vi: str
    name_en: str
    type: str
    level: str
    scale: int | None
    parent: str
    amends: str
    zone: str
    period: str
    area_ha: Decimal | None
    status: PlanStatus
    decision: str
    decided_on: str
    authority: str
    valid_from: str
    valid_to: str
    successors: tuple[str, ...]
    note: str
    source: str
    place: Place = field(default=Place(), compare=False)

    @property
    def rank(self) -> int | None:
        """0 for a national plan, 5 for a detailed one; None when its level is not known."""
        return LEVELS.index(self.level) if self.level in LEVELS else None

    def in_force(self, day: date) -> bool:
        """Decided on or before ``day`` and not over by then, as far as the dates known are certain."""
        begin, end = first_day(self.valid_from or self.decided_on), last_day(self.valid_to)
        decided = self.status in (PlanStatus.DECIDED, PlanStatus.AMENDED)
        return decided and begin is not None and begin <= day and (end is None or day <= end)


@dataclass(frozen=True, slots=True)
class PlanUnit:
    """A zone that a plan covers or that lies directly in it: what the plan gives a place to. ``area_ha`` as the zone states it."""

    zone: str
    plan: str
    name_vi: str
    name_en: str
    kind: str
    area_ha: Decimal | None


@dataclass(frozen=True)
class PlanRegister:
    """All plans of a province, in table order."""

    plans: tuple[PlanGroup, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> PlanRegister:
        """The register a ``plans`` table describes."""
        return cls(tuple(_plan(row) for row in rows))

    @cached_property
    def by_code(self) -> dict[str, PlanGroup]:
        """Plans by code."""
        return {plan.code: plan for plan in self.plans}

    @cached_property
    def _children(self) -> dict[str, tuple[PlanGroup, ...]]:
        found: dict[str, list[PlanGroup]] = {}
        for plan in self.plans:
            if plan.parent:
                found.setdefault(plan.parent, []).append(plan)
        return {code: tuple(plans) for code, plans in found.items()}

    def children(self, code: str) -> tuple[PlanGroup, ...]:
        """Plans directly under ``code``, in table order."""
        return self._children.get(code, ())

    def ancestors(self, code: str) -> tuple[PlanGroup, ...]:
        """The plans above, nearest first. A circle ends where it closes; an unknown parent ends the line."""
        found: list[PlanGroup] = []
        here = self.by_code.get(code)
        while here and here.parent in self.by_code and self.by_code[here.parent] not in found and here.parent != code:
            here = self.by_code[here.parent]
            found.append(here)
        return tuple(found)

    @property
    def roots(self) -> tuple[PlanGroup, ...]:
        """Plans with no parent, or one that is not on file."""
        return tuple(plan for plan in self.plans if plan.parent not in self.by_code)

    def links(self) -> Iterator[tuple[str, PlanGroup, str]]:
        """Each (column, plan, code it names) of parent, amends and successors."""
        for plan in self.plans:
            for column, codes in (("parent", (plan.parent,)), ("amends", (plan.amends,)), ("successors", plan.successors)):
                yield from ((column, plan, code) for code in codes if code)

    def units(self, code: str, zones: Mapping[str, Row]) -> tuple[PlanUnit, ...]:
        """The zone a plan covers, then those directly inside it. ``zones`` is the zones table by code."""
        plan = self.by_code.get(code)
        if plan is None or not plan.zone:
            return ()
        inside = [row for row in zones.values() if row.text("parent") == plan.zone and row.text("zone") != plan.zone]
        own = [zones[plan.zone]] if plan.zone in zones else []
        return tuple(
            PlanUnit(row.text("zone"), code, row.text("name_vi"), row.text("name_en"), row.text("kind"), row.decimal("area_ha"))
            for row in (*own, *inside)
        )

    def decided_before_parent(self) -> Iterator[tuple[PlanGroup, PlanGroup]]:
        """Plans whose decision is surely older than that of the plan they detail."""
        for plan in self.plans:
            parent = self.by_code.get(plan.parent)
            if parent and parent.code != plan.code and surely_before(plan.decided_on, parent.decided_on):
                yield plan, parent

    def overfull(self) -> Iterator[tuple[PlanGroup, tuple[PlanGroup, ...], Decimal]]:
        """A plan, the plans directly under it on one level, and their total, where it is more than the plan's own area.

        Ended plans do not count, and of several plans of one zone only the largest: an amendment does not need its land twice.
        """
        for plan in self.plans:
            by_level: dict[str, dict[str, PlanGroup]] = {}
            for child in self.children(plan.code):
                if child.area_ha is not None and not child.status.read_only and child.code != plan.code:
                    of_level, place = by_level.setdefault(child.level, {}), child.zone or child.code
                    if place not in of_level or (of_level[place].area_ha or 0) < child.area_ha:
                        of_level[place] = child
            for counted in by_level.values():
                total = sum((child.area_ha or Decimal(0) for child in counted.values()), Decimal(0))
                if plan.area_ha is not None and total > plan.area_ha:
                    yield plan, tuple(counted.values()), total


def _plan(row: Row) -> PlanGroup:
    text = row.text
    return PlanGroup(
        text("plan"), text("name_vi"), text("name_en"), text("type"), text("level"), row.whole("scale"), text("parent"), text("amends"),
        text("zone"), text("period"), row.decimal("area_ha"), PlanStatus(text("status")), text("decision"), text("decided_on"),
        text("authority"), text("valid_from"), text("valid_to"), row.codes("successors"), text("note"), text("source"), row.place,
    )
