"""Administrative units with the days they existed and who took over: old projects keep the old commune and know the new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from quyhoach.findings import Finding, Place, finding
from quyhoach.tables.spec import Row


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the commune level.

    ``id`` is unique for all time; ``code`` is the official code, which a later unit may carry again; ``disputed_code`` is what
    another source prints ("" when sources agree). ``valid_from``/``valid_to`` are the first and last day (None: not bounded).
    ``successors`` are ids of the units that took over.
    """

    id: str
    code: str
    disputed_code: str
    name: str
    kind: str
    district: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]

    def existed(self, on: date) -> bool:
        """True on the days from ``valid_from`` to ``valid_to``, both included."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    @property
    def codes(self) -> frozenset[str]:
        """Everything the unit answers to: its id, its code, and the code in dispute."""
        return frozenset(code for code in (self.id, self.code, self.disputed_code) if code)


@dataclass(frozen=True, slots=True)
class Found:
    """A unit looked up by code: None when nothing, or more than one thing, answers in the same way.

    ``candidates`` are all units that answer to the code, the one found among them; ``findings`` say what to know.
    """

    unit: Unit | None
    candidates: tuple[Unit, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Register:
    """All units of a province, in table order."""

    units: tuple[Unit, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Register:
        """The register a ``units`` table describes."""
        return cls(tuple(_unit(row) for row in rows))

    @cached_property
    def by_id(self) -> dict[str, Unit]:
        """Units by their unique id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every id and code that some unit answers to."""
        return frozenset(code for unit in self.units for code in unit.codes)

    def on(self, day: date) -> tuple[Unit, ...]:
        """Units that existed on ``day``."""
        return tuple(unit for unit in self.units if unit.existed(day))

    def by_code(self, code: str, on: date | None = None) -> Found:
        """The unit that answers to ``code`` (on that day, when one is given), through either code of a pair in dispute.

        A unit whose own id or code it is goes before one that only another source calls so. A disputed pair adds a note.
        """
        pool = [unit for unit in self.units if code in unit.codes and (on is None or unit.existed(on))]
        own = [unit for unit in pool if code == unit.id] or [unit for unit in pool if code == unit.code] or pool
        if len(own) != 1:
            return Found(None, tuple(pool))
        return Found(own[0], tuple(pool), tuple(_dispute(own[0])))

    def successors(self, unit: Unit, on: date) -> tuple[Unit, ...]:
        """What ``unit`` is on ``day``: itself while it exists, else the units that took over, followed to that day."""
        found: dict[str, Unit] = {}
        open_, seen = [unit.id], set[str]()
        while open_:
            id = open_.pop(0)
            here = self.by_id.get(id)
            if here is None or id in seen:
                continue
            seen.add(id)
            if here.existed(on):
                found[id] = here
            else:
                open_.extend(here.successors)
        return tuple(found.values())

    def predecessors(self, unit: Unit) -> tuple[Unit, ...]:
        """Units that name ``unit`` as their successor, in table order."""
        return tuple(before for before in self.units if unit.id in before.successors)


def _unit(row: Row) -> Unit:
    return Unit(
        row.text("unit"), row.text("code"), row.text("disputed_code"), row.text("name_vi"), row.text("kind"), row.text("district"),
        row.date("valid_from"), row.date("valid_to"), row.codes("successors"),
    )


def _dispute(unit: Unit) -> Iterable[Finding]:
    if unit.disputed_code:
        yield finding("PLA-004", Place(object_id=unit.id), unit=unit.name, unit_code=unit.code, disputed_code=unit.disputed_code)
