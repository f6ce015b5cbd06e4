"""A foreign list as a province of ours: tables filled by a map, one scenario an edition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from quyhoach.exchange.foreign_file import ForeignRow, read_files
from quyhoach.exchange.formula import Filling, Given, Notes, holds
from quyhoach.exchange.mapping import ForeignMap, MappedTable
from quyhoach.findings import Finding, Place, Severity, finding, has_errors
from quyhoach.province.province import Province, ProvinceInfo, Scenario
from quyhoach.province.settings import read_province_info, read_scenario_info
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables.cells import read_cell
from quyhoach.tables.origin import Origin
from quyhoach.tables.spec import Kind, Row, Table, TableSpec, Value

_FOLDER = re.compile(r"\w[\w.-]*")
"""What a scenario may be called: it names a folder."""

_GAP = re.compile(r"\{by([+-]\d+)?\}")


@dataclass(frozen=True, slots=True)
class Imported:
    """The province, or None when nothing can be made of the list; rows read by kind of file; every finding."""

    province: Province | None
    read: Mapping[str, int] = field(hash=False)
    findings: tuple[Finding, ...]


def import_list(map: ForeignMap, folder: Path) -> Imported:
    """Read the files of ``folder`` by the map. Never raises for what they hold or lack: what is right is taken."""
    info, findings = read_province_info(map.province, Place(file=map.file))
    files = read_files(map, folder)
    read = {alias: len(rows) for alias, rows in files.rows.items()}
    found = (*findings, *files.findings)
    if info is None or has_errors(found):
        return Imported(None, read, found)
    work = _Work(map, info, files.rows, Filling(map.values, info.money_unit, Notes()))
    province = work.province()
    return Imported(province, read, (*found, *work.findings, *work.filling.notes.findings(), *_unmet(work), *_left_missing(map)))


def _unmet(work: _Work) -> Iterator[Finding]:
    """MAP-042: spellings that no row has: the list changed, or the map has a slip of the pen."""
    for name, spellings in work.map.values.items():
        unmet = [spelt for spelt in spellings if (name, spelt) not in work.filling.used]
        if unmet:
            yield finding("MAP-042", Place(file=work.map.file, object_id=f"values.{name}"), map=name, values="; ".join(unmet))


def _left_missing(map: ForeignMap) -> Iterator[Finding]:
    for column, reason in map.left_missing.items():
        yield finding("MAP-043", Place(file=map.file, object_id=column), column=column, reason=reason)


@dataclass
class _Work:
    """One list being turned over; ``findings`` are those that are not counted together."""

    map: ForeignMap
    info: ProvinceInfo
    rows: Mapping[str, tuple[ForeignRow, ...]]
    filling: Filling
    findings: list[Finding] = field(default_factory=list)
    split: dict[str, dict[str, list[ForeignRow]]] = field(default_factory=dict)

    def province(self) -> Province:
        editions = self.editions()
        facts = {name: self.table(spec, None) for name, spec in FACTS.items()}
        scenarios: dict[str, Scenario] = {}
        for edition in editions:
            name = self.filled(self.map.name, edition)
            if not _FOLDER.fullmatch(name) or name in scenarios:
                self.findings.append(finding("MAP-044", Place(file=self.map.file, object_id="scenario.name"), name=name, edition=edition))
                continue
            pairs = {key: self.filled(value, edition) for key, value in self.map.scenario.items()}
            info, found = read_scenario_info(name, pairs, Place(file=self.map.file, object_id=name), "scenario.")
            self.findings += found
            if info is not None:
                scenarios[name] = Scenario(info, {table: self.table(spec, edition) for table, spec in SCENARIO.items()})
        return Province(self.info, facts, scenarios)

    def editions(self) -> tuple[str, ...]:
        """The editions there are, in the order of their numbers; one nameless edition when the map tells none apart."""
        if not self.map.by:
            return ("",)
        found: dict[str, None] = {}
        for rows in self.rows.values():
            for row in rows:
                if self.map.by in row.cells:
                    text = row.text(self.map.by)
                    if text:
                        found[text] = None
                    else:
                        self.filling.notes.add("MAP-041", row.place.file, row.at(self.map.by), column=self.map.by)
        if not found:
            titles = sorted({title for rows in self.rows.values() for row in rows[:1] for title in row.cells})
            near = ", ".join(get_close_matches(self.map.by, titles, 3) or titles) or "–"
            self.findings.append(finding("MAP-021", Place(file=self.map.file, object_id="scenario.by"), column=self.map.by, near=near))
        return tuple(sorted(found, key=_order))

    def filled(self, text: str, edition: str) -> str:
        """``{by}`` and ``{by+5}`` filled from the edition; an edition that is no number takes no sum."""
        def fill(gap: re.Match[str]) -> str:
            return str(int(edition) + int(gap[1])) if gap[1] and edition.isdecimal() else edition
        return _GAP.sub(fill, text)

    def table(self, spec: TableSpec, edition: str | None) -> Table:
        """A table of one edition, or of the whole list (None): the map's own rows, then what its files give."""
        rows: dict[tuple[Value, ...], Row] = {}
        for row in (*self.stated(spec, edition), *self.mapped(spec, edition)):
            key = tuple(row[name] for name in spec.key)
            if key in rows:
                text = " / ".join(row.text(name) for name in spec.key)
                self.filling.notes.add("MAP-040", f"{spec.name} {edition}", row.place, table=spec.name, key=text)
            rows.setdefault(key, row)
        return Table(spec, tuple(rows.values()))

    def stated(self, spec: TableSpec, edition: str | None) -> Iterator[Row]:
        for n, stated in enumerate((row for row in self.map.rows if row.spec is spec), 1):
            place = Place(file=self.map.file, sheet=spec.name, row=n)
            cells = {"source": self.map.source if not stated.cells.get("assumed") and spec.name != "rules" else "", **stated.cells}
            yield from self.row(spec, {name: self.filled(text, edition or "") for name, text in cells.items()}, place)

    def mapped(self, spec: TableSpec, edition: str | None) -> Iterator[Row]:
        for table in self.map.tables:
            if table.spec is spec:
                for rows in self.groups(table, edition):
                    yield from self.mapped_row(table, rows)

    def mapped_row(self, table: MappedTable, rows: list[ForeignRow]) -> Iterator[Row]:
        cells: dict[str, Given] = {
            name: self.filling.cell(formula, rows[:1] if name in table.spec.key else rows, table.take)
            for name, formula in table.columns.items()
        }
        if table.needs and all(cells[name] is None for name in table.needs):
            return
        edition = rows[-1].text(self.map.by) if self.map.by else ""
        said = {"assumed": table.assumed, "source": "" if table.assumed else self.map.source,
                "as_of": self.filled(self.map.as_of, edition)}
        yield from self.row(table.spec, {**said, **cells}, rows[0].place)

    def groups(self, table: MappedTable, edition: str | None) -> Iterable[list[ForeignRow]]:
        """The rows that become one row of ours: those that agree in the table's key."""
        rows = self.of_edition(table.file, edition)
        groups: dict[tuple[Given, ...], list[ForeignRow]] = {}
        for row in rows:
            if not holds(table.where, row):
                continue
            key = tuple(self.filling.cell(table.columns[name], [row]) for name in table.spec.key)
            if None in key:
                self.filling.notes.add("MAP-039", table.spec.name, row.place, table=table.spec.name, column=", ".join(table.spec.key))
            else:
                groups.setdefault(key, []).append(row)
        return groups.values()

    def of_edition(self, alias: str, edition: str | None) -> list[ForeignRow]:
        """The rows of an edition, with those that name none; of all editions in their order for None."""
        if alias not in self.split:
            by = self.split.setdefault(alias, {})
            for row in self.rows[alias]:
                by.setdefault(row.text(self.map.by), []).append(row)
        parts = self.split[alias]
        if edition is None:
            return [row for name in sorted(parts, key=_order) for row in parts[name]]
        return [*parts.get("", []), *(parts.get(edition, []) if edition else [])]

    def row(self, spec: TableSpec, cells: Mapping[str, Given], place: Place) -> Iterator[Row]:
        """A row of ours, or none when a required cell is empty or wrong. The file's own columns only where the table has them."""
        values: dict[str, Value] = {}
        for column in spec.columns:
            given = cells.get(column.name)
            read = read_cell(_raw(given, column.kind), column)
            values[column.name] = read.value
            if read.code and finding(read.code).severity is not Severity.NOTE:
                origin = Origin(place.file, place.sheet)
                self.findings.append(replace(origin.finding(read.code, place.row, column.name, **read.values)))
        lacking = [column.name for column in spec.columns if column.required and values[column.name] is None]
        if lacking:
            self.filling.notes.add("MAP-039", f"{spec.name} {lacking[0]}", place, table=spec.name, column=", ".join(lacking))
            return
        yield Row(values, place)


def _raw(given: Given, kind: Kind) -> str | int | None:
    """A number in the way our reader takes it: whole numbers as they are, others with a decimal comma."""
    if not isinstance(given, Decimal):
        return given
    if given == given.to_integral_value():
        return int(given) if kind not in (Kind.TEXT, Kind.CODE, Kind.CODES) else str(int(given))
    return f"{given:f}".replace(".", ",")


def _order(edition: str) -> tuple[int, str]:
    return (int(edition) if edition.isdecimal() else -1, edition)
