"""A set of criteria as the scenario states it: what is ranked, by which method and criteria, and whether it may still change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.criteria import Criterion, Direction, Method, Missing, PreferenceShape, Role, Transformation
from quyhoach.province.province import Scenario
from quyhoach.tables.spec import Row

_NOT_DIGESTED = ("locked", "digest", "valid_to", "source", "as_of", "assumed")
"""Columns that may change after a set was locked: its end, and where its rows are documented."""
_DEFINING = ("criteria_sets", "criteria", "members", "weights", "judgements")


@dataclass(frozen=True)
class CriteriaSet:
    """A versioned set of criteria. ``ranks``: "zones" or "projects". ``weights_of``: the member whose weights count, "" for the
    group's. ``digest``: SHA-256 of the definition as it is now (criteria, members, weights, judgements); ``locked_as``: the one it
    had when it was locked, "" when never written down. ``rows``: the table rows of the criteria by id."""

    id: str
    version: int
    name_vi: str
    name_en: str
    ranks: str
    method: Method
    missing: Missing
    weights_of: str
    locked: bool
    locked_as: str
    decision: str
    criteria: tuple[Criterion, ...]
    order: tuple[tuple[str, str], ...]
    digest: str
    row: Row = field(compare=False)
    rows: Mapping[str, Row] = field(hash=False, compare=False, default_factory=dict)

    def name(self, lang: str) -> str:
        """The set's name; its code when it has none in that language."""
        return (self.name_en if lang == "en" else "") or self.name_vi or self.id

    def criterion_name(self, criterion: str, lang: str) -> str:
        """A criterion's name; its code when it has none."""
        row = self.rows.get(criterion)
        return ((row.text("name_en") if lang == "en" else "") or row.text("name_vi") or criterion) if row else criterion

    def unit(self, criterion: str) -> str:
        """The unit its values are printed with, "" for none."""
        row = self.rows.get(criterion)
        return row.text("unit") if row else ""


def sets_in(scenario: Scenario) -> tuple[str, ...]:
    """Codes of the sets of a scenario, in file order."""
    return tuple(row.text("set") for row in scenario.tables["criteria_sets"].rows)


def rows_of(scenario: Scenario, table: str, name: str) -> tuple[Row, ...]:
    """Rows of a ranking table that belong to the set, in file order."""
    return tuple(row for row in scenario.tables[table].rows if row.text("set") == name)


def set_of(scenario: Scenario, name: str) -> CriteriaSet:
    """The set of that code. Raises KeyError when the scenario has none."""
    row = scenario.tables["criteria_sets"].by_key()[name]
    rows = {r.text("criterion"): r for r in rows_of(scenario, "criteria", name)}
    return CriteriaSet(
        name, row.whole("version") or 1, row.text("name_vi"), row.text("name_en"), row.text("ranks"),
        Method(row.text("method") or Method.WEIGHTED_SUM), Missing(row.text("missing") or Missing.LEAVE_OUT), row.text("weights_of"),
        row.flag("locked"), row.text("digest"), row.text("decision"), tuple(_criterion(r) for r in rows.values()),
        tuple((r.text("criterion"), other) for r in rows.values() for other in r.codes("at_least_as")),
        definition_digest(scenario, name), row, rows,
    )


def _criterion(row: Row) -> Criterion:
    low, high = row.decimal("low"), row.decimal("high")
    least, most = row.decimal("least_weight"), row.decimal("most_weight")
    return Criterion(
        row.text("criterion"), Direction(row.text("direction") or Direction.MORE),
        Transformation(row.text("transformation") or Transformation.MIN_MAX),
        None if low is None else float(low), None if high is None else float(high),
        float(row.decimal("indifference") or 0), float(row.decimal("preference") or 0), Role(row.text("role") or Role.PLAIN),
        0.0 if least is None else float(least), 1.0 if most is None else float(most),
        PreferenceShape(row.text("shape") or PreferenceShape.LINEAR),
    )


def definition_digest(scenario: Scenario, name: str) -> str:
    """SHA-256 of what defines the set: the order of rows and where they are documented do not matter."""
    parts = {
        table: sorted(
            json.dumps({key: digestible(value) for key, value in row.values.items() if _counts(key, value)}, sort_keys=True)
            for row in rows_of(scenario, table, name)
        )
        for table in _DEFINING
    }
    return digest_of(parts)


def _counts(column: str, value: object) -> bool:
    """Empty cells are left out, so that a column a later version of the tables adds changes no digest."""
    return column not in _NOT_DIGESTED and value is not None and value != ()


def digest_of(data: object) -> str:
    """SHA-256 of data as canonical JSON."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def digestible(value: object) -> object:
    """A cell as JSON: a number as its shortest text, so that 0.50 and 0.5 are one value."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return list(value) if isinstance(value, tuple) else value if isinstance(value, str | int | None) else str(value)


def of_the_lock(found: CriteriaSet) -> Iterator[Finding]:
    """RNK-090: a locked set that is no longer what was locked. RNK-091: a locked set whose digest nobody wrote down."""
    place = Place(found.row.place.file, found.row.place.sheet, found.row.place.row, "digest", found.id)
    if found.locked and found.locked_as and found.locked_as != found.digest:
        yield finding("RNK-090", place, set=found.id, version=found.version, locked=found.locked_as[:12], now=found.digest[:12])
    elif found.locked and not found.locked_as:
        yield finding("RNK-091", place, set=found.id, digest=found.digest)


def of_the_time(found: CriteriaSet, day: date) -> Iterator[Finding]:
    """RNK-102: a set that is not yet, or no longer, in use on the day of the plan."""
    since, until = found.row.text("valid_from"), found.row.text("valid_to")
    if (since and since > day.isoformat()[: len(since)]) or (until and until < day.isoformat()[: len(until)]):
        place = Place(found.row.place.file, found.row.place.sheet, found.row.place.row, "valid_from", found.id)
        yield finding("RNK-102", place, set=found.id, day=day, since=since or "–", until=until or "–")
