"""One project's neighbourhood: the rows that the rules look at when they judge it, so that its page does not wait for a whole province."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from quyhoach.findings import Finding
from quyhoach.places.names import spell_name
from quyhoach.province.checks.case import Rule
from quyhoach.province.checks.logic import no_circular_parent
from quyhoach.province.checks.rankings import sets_hold_together
from quyhoach.province.province import Province, Scenario
from quyhoach.tables.spec import Row, Table

WHOLE: tuple[Rule, ...] = (no_circular_parent, sets_hold_together)
"""Rules that follow projects from one to the next: only the whole province answers them."""

_OWN = frozenset({"project_costs", "project_funding", "project_values", "funding", "locks", "proposals", "balances", "milestones",
                  "land_parcels"})
"""Tables of which a rule about a project reads its own rows alone."""
_OF_SITES = ("site_proofs", "compensation_plans", "compensation_lines")
"""Tables no rule about a project reads."""


def near(province: Province, scenario: Scenario | None, project: str) -> tuple[Province, Scenario | None]:
    """The province and the scenario with the rows a rule needs to judge ``project``; tables that do not list projects stay whole.

    Of the project list also the projects of its name, and of medium-term money and of an edition's listing one row more, so that a
    list is known to exist although the project is not on it.
    """
    keep: dict[str, Callable[[Table], Iterable[Row]]] = {
        **dict.fromkeys(_OWN, lambda table: _own(table, project)),
        **dict.fromkeys(_OF_SITES, lambda table: ()),
        "projects": lambda table: _namesakes(table, project),
        "plan_lines": lambda table: _lines(table, project),
        "medium_term": lambda table: _own_and_first(table, project),
        "listings": lambda table: _own_and_first(table, project),
        "clearance_steps": lambda table: _steps(table, province.facts["land_parcels"], project),
    }
    facts = _narrowed(province.facts, keep)
    return replace(province, facts=facts), replace(scenario, tables=_narrowed(scenario.tables, keep)) if scenario else None


def _narrowed(tables: Mapping[str, Table], keep: Mapping[str, Callable[[Table], Iterable[Row]]]) -> dict[str, Table]:
    return {name: Table(table.spec, tuple(keep[name](table))) if name in keep else table for name, table in tables.items()}


def _own(table: Table, project: str) -> list[Row]:
    return [row for row in table.rows if row.values["project"] == project]


def _namesakes(table: Table, project: str) -> list[Row]:
    own = _own(table, project)
    names, zones = {spell_name(row.text("name_vi")) for row in own}, {row.values["zone"] or "" for row in own}
    return [row for row in table.rows if (row.values["zone"] or "") in zones and spell_name(str(row.values["name_vi"] or "")) in names]


def _steps(table: Table, parcels: Table, project: str) -> list[Row]:
    """Steps of the project's own parcels and of the sites they lie in."""
    own = _own(parcels, project)
    codes, sites = {row["parcel"] for row in own}, {row["site"] for row in own if row["site"]}
    return [row for row in table.rows if row["parcel"] in codes or (row["parcel"] is None and row["site"] in sites)]


def _lines(table: Table, project: str) -> list[Row]:
    kept, lists = [], set()
    for row in table.rows:
        own = row.values["project"] == project
        if own or (row.values["plan"] == "medium_term" and row.values["period"] not in lists):
            kept.append(row)
        if not own and row.values["plan"] == "medium_term":
            lists.add(row.values["period"])
    return kept


def _own_and_first(table: Table, project: str) -> list[Row]:
    return [row for number, row in enumerate(table.rows) if number == 0 or row.values["project"] == project]


def about(found: Finding, project: str) -> bool:
    """Whether a finding speaks of the project."""
    return project in (found.where.object_id, found.values.get("project"))
