"""Conformity: from a plan's item up to the directive that asks for it, and from a directive down to who carries it out.

A knot is (kind, code): ``directive``, ``item`` or ``project``. Circles do no harm: every walk visits a knot once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from quyhoach.findings import Place
from quyhoach.tables.spec import Row

Knot = tuple[str, str]
"""What stands at one end of a link: its kind and its code."""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """What a plan sets out. ``directives`` and ``carries_out`` (items of higher plans) are its reasons, as recorded."""

    code: str
    plan: str
    name_vi: str
    name_en: str
    zone: str
    area_ha: Decimal | None
    directives: tuple[str, ...]
    carries_out: tuple[str, ...]
    projects: tuple[str, ...]
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Mandate:
    """A directive's sentence that may ask for something; ``projects`` it names carry it out themselves."""

    code: str
    name_vi: str
    name_en: str
    document: str
    projects: tuple[str, ...]
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Conformity:
    """Items and directives with the links between them, walkable both ways. Links to what is not on file are no links."""

    items: Mapping[str, PlanItem]
    mandates: Mapping[str, Mandate]

    @classmethod
    def of(cls, items: Iterable[Row], directives: Iterable[Row]) -> Conformity:
        """The links a ``plan_items`` and a ``directives`` table describe."""
        return cls({row.text("item"): _item(row) for row in items}, {row.text("directive"): _mandate(row) for row in directives})

    @cached_property
    def _up(self) -> dict[Knot, tuple[Knot, ...]]:
        links: dict[Knot, tuple[Knot, ...]] = {}
        for item in self.items.values():
            asked = [("directive", code) for code in item.directives if code in self.mandates]
            above = [("item", code) for code in item.carries_out if code in self.items]
            links["item", item.code] = tuple(dict.fromkeys((*asked, *above)))
        return links

    @cached_property
    def _down(self) -> dict[Knot, tuple[Knot, ...]]:
        found: dict[Knot, list[Knot]] = {}
        for knot, reasons in self._up.items():
            for reason in reasons:
                found.setdefault(reason, []).append(knot)
        for kind, askers in (("item", self.items), ("directive", self.mandates)):
            for code, asker in askers.items():
                found.setdefault((kind, code), []).extend(("project", project) for project in asker.projects)
        return {knot: tuple(dict.fromkeys(carriers)) for knot, carriers in found.items()}

    def reasons(self, item: str) -> tuple[Knot, ...]:
        """What directly asks for an item: directives, then items of higher plans."""
        return self._up.get(("item", item), ())

    def carriers(self, kind: str, code: str) -> tuple[Knot, ...]:
        """What directly carries a directive or an item out: items, then projects."""
        return self._down.get((kind, code), ())

    def above(self, kind: str, code: str) -> frozenset[Knot]:
        """Everything an item goes back to, over any number of links; the knot itself only when it lies on a circle."""
        return _reached(self._up, (kind, code))

    def below(self, kind: str, code: str) -> frozenset[Knot]:
        """Everything that carries a directive or an item out, over any number of links."""
        return _reached(self._down, (kind, code))

    def roots(self, item: str) -> tuple[str, ...]:
        """Directives an item goes back to, in table order."""
        above = self.above("item", item)
        return tuple(code for code in self.mandates if ("directive", code) in above)

    @property
    def orphans(self) -> tuple[PlanItem, ...]:
        """Items that nothing on file asks for."""
        return tuple(item for item in self.items.values() if not self.reasons(item.code))

    @property
    def unfulfilled(self) -> tuple[Knot, ...]:
        """Directives and items that neither an item nor a project carries out."""
        askers = [("directive", code) for code in self.mandates] + [("item", code) for code in self.items]
        return tuple(knot for knot in askers if not self.carriers(*knot))


def _reached(links: Mapping[Knot, tuple[Knot, ...]], start: Knot) -> frozenset[Knot]:
    seen: set[Knot] = set()
    open_ = list(links.get(start, ()))
    while open_:
        knot = open_.pop()
        if knot not in seen:
            seen.add(knot)
            open_.extend(links.get(knot, ()))
    return frozenset(seen)


def _item(row: Row) -> PlanItem:
    return PlanItem(
        row.text("item"), row.text("plan"), row.text("name_vi"), row.text("name_en"), row.text("zone"), row.decimal("area_ha"),
        row.codes("directives"), row.codes("carries_out"), row.codes("projects"), row.place,
    )


def _mandate(row: Row) -> Mandate:
    return Mandate(
        row.text("directive"), row.text("summary_vi"), row.text("summary_en"), row.text("document"), row.codes("projects"), row.place,
    )
