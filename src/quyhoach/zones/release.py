"""What the other side may see of a joint project: field by field, from a day, by a decision. Without a rule, nothing.

A rule without its decision, its day or its party releases nothing: all of them are required columns, and ``release_rules`` leaves
out what lacks one. A decision later than the first day counts from the decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from quyhoach.findings import Finding, Place, finding
from quyhoach.tables.spec import Row, Table, TableSpec, Value

Address = tuple[str, str, str]
"""One cell: table, key of its row, field."""


@dataclass(frozen=True, slots=True)
class ReleaseRule:
    """``row`` "" means every row of the joint project in that table. ``since`` and ``until`` are both included."""

    rule: str
    joint: str
    table: str
    row: str
    fields: frozenset[str]
    parties: frozenset[str]
    since: date
    until: date | None
    decision: str
    decided_on: date

    def holds(self, on: date) -> bool:
        """Whether the rule is in force on that day: never before its decision was taken."""
        return max(self.since, self.decided_on) <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: one party of one joint project, on one day."""

    joint: str
    party: str
    on: date


@dataclass(frozen=True, slots=True)
class ReleasedCell:
    """A value that may be shown, and the rule that says so; None: the viewer's own words."""

    value: Value
    rule: ReleaseRule | None


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    """The cells of one row that the viewer may see, in the table's order. A row without any is not there at all."""

    table: str
    key: str
    cells: Mapping[str, ReleasedCell] = field(hash=False)

    def text(self, name: str) -> str:
        """A shown value as text, "" when it is missing or withheld."""
        cell = self.cells.get(name)
        return "" if cell is None or cell.value is None else str(cell.value)


def release_rules(rows: Iterable[Row]) -> tuple[ReleaseRule, ...]:
    """The rules that say everything a rule must say, in the table's order."""
    return tuple(rule for row in rows if (rule := _rule(row)) is not None)


def _rule(row: Row) -> ReleaseRule | None:
    since, decided_on, decision = row.date("since"), row.date("decided_on"), row.text("decision")
    fields, parties = frozenset(row.codes("fields")), frozenset(row.codes("parties"))
    if not (since and decided_on and decision and fields and parties and row.text("joint") and row.text("table")):
        return None
    if row["until"] is not None and row.date("until") is None:
        return None
    return ReleaseRule(row.text("rule"), row.text("joint"), row.text("table"), row.text("row"), fields, parties, since,
                       row.date("until"), decision, decided_on)


def rule_for(address: Address, rules: Iterable[ReleaseRule], viewer: Viewer) -> ReleaseRule | None:
    """The first rule under which the viewer may see a cell; None: nobody released it to them."""
    table, key, name = address
    return next((rule for rule in rules if rule.joint == viewer.joint and rule.table == table and rule.row in ("", key)
                 and name in rule.fields and viewer.party in rule.parties and rule.holds(viewer.on)), None)


def view(
    tables: Mapping[str, Table], rules: Collection[ReleaseRule], viewer: Viewer, own: Collection[Address] = (),
) -> tuple[ReleasedRow, ...]:
    """One side's view of a joint project's rows: ``tables`` hold that project's rows alone. Missing values are not shown.

    ``own`` are cells that the viewer's side wrote itself: it may read its own words without a rule.
    """
    mine = frozenset(own)
    shown = (ReleasedRow(name, key, _cells(name, key, row, table.spec, rules, viewer, mine))
             for name, table in tables.items() for key, row in table.by_key().items())
    return tuple(row for row in shown if row.cells)


def _cells(
    name: str, key: str, row: Row, spec: TableSpec, rules: Collection[ReleaseRule], viewer: Viewer, own: frozenset[Address],
) -> dict[str, ReleasedCell]:
    cells = {}
    for column in spec.columns:
        address, value = (name, key, column.name), row[column.name]
        rule = rule_for(address, rules, viewer)
        if value is not None and value != () and (rule is not None or address in own):
            cells[column.name] = ReleasedCell(value, rule)
    return cells


def addresses(rows: Iterable[ReleasedRow]) -> Iterator[tuple[Address, ReleasedCell]]:
    """Every shown cell with its address."""
    for row in rows:
        for name, cell in row.cells.items():
            yield (row.table, row.key, name), cell


def faults(rules: Iterable[Row], parties: Iterable[Row], specs: Mapping[str, TableSpec]) -> Iterator[Finding]:
    """Rules that cannot do what they say: an unknown field (ZON-181), a party that is not across the border (ZON-182), a decision
    later than the day it releases from (ZON-183), an end before the start (ZON-184)."""
    across = {(row.text("joint"), row.text("party")) for row in parties if row.text("side") == "theirs"}
    for row in rules:
        spec = specs.get(row.text("table"))
        known = {column.name for column in spec.columns} if spec else set()
        for name in row.codes("fields"):
            if name not in known:
                yield finding("ZON-181", _at(row, "fields"), rule=row.text("rule"), field=name, table=row.text("table"))
        for party in row.codes("parties"):
            if (row.text("joint"), party) not in across:
                yield finding("ZON-182", _at(row, "parties"), rule=row.text("rule"), party=party, joint=row.text("joint"))
        since, until, decided = row.date("since"), row.date("until"), row.date("decided_on")
        if since and decided and since < decided:
            yield finding("ZON-183", _at(row, "since"), rule=row.text("rule"), since=f"{since:%d/%m/%Y}", decided=f"{decided:%d/%m/%Y}")
        if since and until and until < since:
            yield finding("ZON-184", _at(row, "until"), rule=row.text("rule"))


def _at(row: Row, column: str) -> Place:
    place = row.place
    return Place(place.file, place.sheet, place.row, column, row.text("rule"))
