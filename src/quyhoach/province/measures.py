"""Named measures: what the province's own tables say of a zone or a project, each with the row it comes from.

A measure never turns a missing figure into zero and never picks one of two figures that contradict each other: its value is then
None and a finding says why. A count over the province's own lists (gates, projects, plans) is known even when it is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.province.province import Province, Scenario
from quyhoach.province.specs.rankings import MEASURE
from quyhoach.tables.folding import fold
from quyhoach.tables.spec import Row

OVER = ("completed", "dropped")
"""Statuses of projects with nothing left to decide."""

_LARGE = ("inter_district_region", "region", "axis", "priority_region", "province")
"""Kinds of zone whose parts are not all named by code: a count of 0 among them would only mean that nobody linked them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with its origin. ``value`` in the measure's unit, None when missing or contradictory.

    ``rows``: the rows it was read from, ``source``, ``as_of`` and ``assumed`` as those rows say (the rule's name when a rule filled
    it); ``scorer`` and ``evidence``: of a given score; ``found``: why there is no value, or what contradicts it.
    """

    value: Decimal | None
    rows: tuple[Row, ...] = ()
    source: str = ""
    as_of: str = ""
    assumed: str = ""
    scorer: str = ""
    evidence: str = ""
    found: tuple[Finding, ...] = ()

    @property
    def place(self) -> Place:
        """Where the first row stands; an empty place without one."""
        return self.rows[0].place if self.rows else Place()


def measured_by(value: Decimal | int | None, rows: Iterable[Row], found: tuple[Finding, ...] = ()) -> Measured:
    """A value with the provenance of its rows: sources and rules each once, the newest date."""
    read = tuple(rows)
    number = Decimal(value) if isinstance(value, int) else value
    return Measured(
        number, read, " | ".join(_once(row.text("source") for row in read)), max((row.text("as_of") for row in read), default=""),
        ", ".join(_once(row.text("assumed") for row in read)), found=found,
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


class Measures:
    """The measures of one province and scenario. ``in_force`` answers the share of an object's mechanisms of a stage that are in
    force, (object, stage) → Measured; it comes from the stages, which read the policies."""

    def __init__(
        self, province: Province, scenario: Scenario, in_force: Callable[[str, str], Measured] | None = None,
    ) -> None:
        self.province, self.scenario, self._in_force = province, scenario, in_force
        self.zones: Mapping[str, Row] = province.facts["zones"].by_key()
        self.projects: Mapping[str, Row] = province.facts["projects"].by_key()
        self._inside: dict[str, frozenset[str]] = {}

    def measure(self, name: str, object_id: str, part: str = "") -> Measured:
        """The value of the named measure (specs.rankings.MEASURE) for a zone or project code. Raises KeyError for an unknown name."""
        if name not in MEASURE:
            raise KeyError(name)
        if name == "mechanisms_in_force":
            return self._in_force(object_id, part) if self._in_force else _missing(name, object_id)
        ways: dict[str, Callable[[str, str], Measured]] = {
            "gate_trade": self._gate_trade, "gate_vehicles": self._gate_vehicles, "gates": self._gates, "area_ha": self._area,
            "projects": self._project_count, "project_money": self._project_money, "public_total": self._public_total,
            "land_ready": self._land_ready, "plans_decided": self._plans,
            "target": self._target,
        }
        return ways[name](object_id, part)

    # --- zones -----------------------------------------------------------------------------------------------------

    def inside(self, zone: str) -> frozenset[str]:
        """The zone and every zone that lies in it, by ``parent``. A circle of parents ends where it closes."""
        if zone not in self._inside:
            found, rest = {zone}, [zone]
            while rest:
                at = rest.pop()
                new = [name for name, row in self.zones.items() if row.text("parent") == at and name not in found]
                found.update(new)
                rest.extend(new)
            self._inside[zone] = frozenset(found)
        return self._inside[zone]

    def _counted(self, name: str, zone: str, rows: Iterable[Row]) -> Measured:
        """A count over zones inside; of a large region without parts by code, not known."""
        row = self.zones.get(zone)
        counted = tuple(rows)
        if row is None or (not counted and row.text("kind") in _LARGE and self.inside(zone) == {zone}):
            return _missing(name, zone)
        return measured_by(len(counted), counted or (row,))

    def _gates(self, zone: str, _: str) -> Measured:
        gates = ("gate_international", "gate_main", "gate_auxiliary")
        return self._counted("gates", zone, (self.zones[z] for z in sorted(self.inside(zone)) if self._kind(z) in gates))

    def _kind(self, zone: str) -> str:
        return self.zones[zone].text("kind") if zone in self.zones else ""

    def _area(self, zone: str, _: str) -> Measured:
        row = self.zones.get(zone)
        area = row.decimal("area_ha") if row else None
        return _missing("area_ha", zone) if row is None or area is None else measured_by(area, (row,))

    def _plans(self, zone: str, _: str) -> Measured:
        rows = [row for row in self.province.facts["plans"].rows if row.text("zone") == zone]
        return measured_by(sum(row.text("status") in ("decided", "amended") for row in rows), rows)

    # --- gates -----------------------------------------------------------------------------------------------------

    def _gate_trade(self, zone: str, basis: str) -> Measured:
        """Trade in million USD of the newest whole year, on one basis: two bases are never compared."""
        rows = [
            row for row in self.province.facts["gate_traffic"].rows
            if row.text("zone") == zone and row.decimal("trade_musd") is not None
            and fold(row.text("period_kind")) == "nam" and row.text("period").isdigit()
            and (not basis or row.text("trade_basis") == basis)
        ]
        bases = sorted({row.text("trade_basis") for row in rows})
        if len(bases) > 1:
            return Measured(None, tuple(rows), found=(finding("RNK-087", Place(object_id=zone), object=zone, bases=", ".join(bases)),))
        return self._newest("gate_trade", zone, rows, "period", "trade_musd")

    def _gate_vehicles(self, zone: str, _: str) -> Measured:
        rows = [
            row for row in self.province.facts["gate_traffic"].rows
            if row.text("zone") == zone and row.whole("vehicles_per_day") is not None
        ]
        return self._newest("gate_vehicles", zone, rows, "as_of", "vehicles_per_day")

    def _newest(self, name: str, object_id: str, rows: list[Row], dated: str, column: str) -> Measured:
        """The value of the newest rows; rows of one date that disagree leave it open."""
        if not rows:
            return _missing(name, object_id)
        last = max(row.text(dated) for row in rows)
        newest = [row for row in rows if row.text(dated) == last]
        values = sorted({_number(row, column) for row in newest})
        if len(values) > 1:
            shown = "; ".join(f"{value.normalize():f}" for value in values)
            return Measured(None, tuple(newest), found=(finding(
                "RNK-088", newest[0].place, object=object_id, **_named(name), period=last, values=shown),))
        return measured_by(values[0], newest)

    def _target(self, zone: str, indicator: str) -> Measured:
        """The newest actual result of the indicator whose scope is the zone, by its code or its whole name."""
        row = self.zones.get(zone)
        names = {fold(zone), fold(row.text("name_vi"))} if row else {fold(zone)}
        rows = [
            row for row in self.province.facts["targets"].rows
            if row.text("kind") == "actual" and row.decimal("value") is not None
            and fold(row.text("indicator")) == fold(indicator) and fold(row.text("scope")) in names
        ]
        return self._newest("target", zone, rows, "period", "value")

    # --- projects --------------------------------------------------------------------------------------------------

    def projects_in(self, zone: str) -> tuple[Row, ...]:
        """Projects in the zone or in a zone inside it that are not over and are no part of another."""
        zones = self.inside(zone)
        return tuple(
            row for row in self.projects.values()
            if row.text("zone") in zones and row.text("status") not in OVER and not row.text("part_of")
        )

    def _project_count(self, zone: str, _: str) -> Measured:
        return self._counted("projects", zone, self.projects_in(zone))

    def _project_money(self, object_id: str, _: str) -> Measured:
        """Total investment of a project, or of the projects in a zone; those without a figure are named, never counted as 0."""
        own = self.projects.get(object_id)
        rows = (own,) if own else self.projects_in(object_id)
        known = [row for row in rows if row.whole("total_investment") is not None]
        lacking = [row.text("project") for row in rows if row.whole("total_investment") is None]
        if not known:
            return _missing("project_money", object_id)
        found = (finding("RNK-089", known[0].place, object=object_id, projects=", ".join(lacking)),) if lacking else ()
        return measured_by(sum(row.whole("total_investment") or 0 for row in known), known, found)

    def _public_total(self, project: str, _: str) -> Measured:
        stated = self.scenario.tables["project_values"].by_key().get(f"{project}/public_total")
        if stated and stated.text("value").isdigit():
            return measured_by(int(stated.text("value")), (stated,))
        row = self.projects.get(project)
        known = row.whole("public_total") if row else None
        return _missing("public_total", project) if row is None or known is None else measured_by(known, (row,))

    def _land_ready(self, object_id: str, _: str) -> Measured:
        """Hectares cleared over hectares needed, by the newest record of each project that gives both; 0–1."""
        projects = {object_id} if object_id in self.projects else {row.text("project") for row in self.projects_in(object_id)}
        newest: dict[str, Row] = {}
        for row in self.province.facts["land_records"].rows:
            both = row.decimal("area_required_ha") is not None and row.decimal("area_done_ha") is not None
            if row.text("project") in projects and both:
                before = newest.get(row.text("project"))
                if before is None or _dated(row) >= _dated(before):
                    newest[row.text("project")] = row
        rows = [newest[name] for name in sorted(newest)]
        needed = sum((row.decimal("area_required_ha") or Decimal(0) for row in rows), Decimal(0))
        if needed <= 0:
            return _missing("land_ready", object_id)
        done = sum((row.decimal("area_done_ha") or Decimal(0) for row in rows), Decimal(0))
        return measured_by((done / needed).quantize(Decimal("0.0001")), rows)


def _dated(row: Row) -> str:
    return row.text("snapshot_date") or row.text("as_of")


def _number(row: Row, column: str) -> Decimal:
    value = row[column]
    return Decimal(str(value))


def _named(measure: str) -> dict[str, str]:
    vi, en = MEASURE[measure]
    return {"measure_vi": vi, "measure_en": en}


def _missing(measure: str, object_id: str) -> Measured:
    """No figure: a note that names what is missing."""
    return Measured(None, found=(finding("RNK-086", Place(object_id=object_id), object=object_id, **_named(measure)),))
