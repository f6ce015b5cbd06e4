"""A map from its TOML file, every mistake of its maker named before any data is opened."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from quyhoach.exchange.mapping import TAKES, Condition, ForeignFile, ForeignMap, Formula, MappedTable, StatedRow
from quyhoach.findings import Finding, Place, finding
from quyhoach.money import UNITS
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables.spec import Kind, TableSpec

SPECS: dict[str, TableSpec] = {**FACTS, **SCENARIO}
_PROVENANCE = ("source", "as_of", "assumed")
_SECTIONS = {
    "": ("province", "scenario", "provenance", "files", "values", "rules", "rows", "tables", "left_missing"),
    "files": ("pattern", "sheet", "header_row", "missing", "thousands", "decimal", "unused"),
    "tables": ("table", "from", "columns", "where", "take", "assumed", "needs"),
    "provenance": ("source", "as_of"),
    "formula": ("column", "constant", "join", "add", "with", "prefix", "values", "pattern", "dates", "unless_dates", "unit", "rounded",
                "times", "take", "where"),
    "where": ("among", "other_than", "column", "above", "below"),
    "rules": ("rule", "text_vi", "text_en"),
}
_FIGURES = (Kind.MONEY, Kind.DECIMAL, Kind.WHOLE, Kind.SHARE, Kind.YEAR, Kind.DATE)


@dataclass(frozen=True, slots=True)
class MapRead:
    """The map, or None when it cannot be followed, and every finding about it."""

    map: ForeignMap | None
    findings: tuple[Finding, ...]


def read_map(path: Path | str) -> MapRead:
    """Read a map. Never raises for what the file holds or lacks."""
    path = Path(path)
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as error:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return MapRead(None, (finding("MAP-001", Place(file=path.name), reason=said),))
    reading = _Reading(path.name)
    found = reading.whole(raw)
    return MapRead(None if reading.findings else found, tuple(reading.findings))


@dataclass
class _Reading:
    """One file being read: ``findings`` grow, and a part that cannot be understood gives an empty one."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def tell(self, code: str, at: str, **values: object) -> None:
        self.findings.append(finding(code, Place(file=self.file, object_id=at), at=at, **values))

    # --- plain values ----------------------------------------------------------------------------------------------

    def known(self, raw: Mapping[str, Any], section: str, at: str) -> None:
        allowed = _SECTIONS[section]
        for key in raw:
            if key not in allowed:
                self.tell("MAP-002", f"{at}.{key}".strip("."), near=", ".join(get_close_matches(key, allowed, 3)) or ", ".join(allowed))

    def table(self, raw: object, at: str) -> Mapping[str, Any]:
        if not isinstance(raw, dict):
            self.tell("MAP-003", at, wanted="{…}")
            return {}
        return raw

    def text(self, raw: Mapping[str, Any], key: str, at: str, default: str | None = "") -> str:
        value = raw.get(key, default)
        if value is None or isinstance(value, dict | list):
            self.tell("MAP-003", f"{at}.{key}".strip("."), wanted="\"…\"")
            return ""
        return str(value).lower() if isinstance(value, bool) else str(value)

    def texts(self, raw: Mapping[str, Any], key: str, at: str) -> tuple[str, ...]:
        value = raw.get(key, [])
        if not isinstance(value, list) or any(isinstance(one, dict | list) for one in value):
            self.tell("MAP-003", f"{at}.{key}", wanted="[\"…\"]")
            return ()
        return tuple(str(one) for one in value)

    def pairs(self, raw: object, at: str) -> dict[str, str]:
        found = self.table(raw, at)
        return {key: self.text(found, key, at) for key in found}

    def number(self, raw: Mapping[str, Any], key: str, at: str) -> Decimal | None:
        if key not in raw:
            return None
        try:
            number = Decimal(str(raw[key]))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.tell("MAP-003", f"{at}.{key}", wanted="1.5")
            return None
        return number

    def one_of(self, text: str, known: Iterable[str], kind: str, at: str) -> bool:
        names = list(known)
        if text not in names:
            self.tell("MAP-004", at, kind=kind, name=text, near=", ".join(get_close_matches(text, names, 3) or names) or "–")
        return text in names

    # --- formulas --------------------------------------------------------------------------------------------------

    def where(self, raw: object, at: str) -> dict[str, Condition]:
        return {column: self.condition(one, f"{at}.{column}") for column, one in self.table(raw, at).items()}

    def condition(self, raw: object, at: str) -> Condition:
        if isinstance(raw, dict):
            self.known(raw, "where", at)
            return Condition(
                self.texts(raw, "among", at), self.texts(raw, "other_than", at), self.text(raw, "column", at),
                self.number(raw, "above", at), self.number(raw, "below", at),
            )
        return Condition(among=self.texts({"among": raw if isinstance(raw, list) else [raw]}, "among", at))

    def formula(self, raw: object, at: str) -> Formula:
        if isinstance(raw, str):
            return Formula(column=raw)
        given = self.table(raw, at)
        self.known(given, "formula", at)
        forms = [key for key in ("column", "constant", "join", "add") if key in given]
        if len(forms) != 1:
            self.tell("MAP-003", at, wanted="column | constant | join | add")
            return Formula()
        parts = given.get("join", given.get("add", []))
        if not isinstance(parts, list):
            self.tell("MAP-003", f"{at}.{forms[0]}", wanted="[{…}, {…}]")
            parts = []
        return self._checked(Formula(
            self.text(given, "column", at), self.text(given, "constant", at) if "constant" in given else None,
            tuple(self.formula(part, f"{at}.{forms[0]}[{n}]") for n, part in enumerate(parts, 1)), "add" in given,
            self.text(given, "with", at, "; "), self.text(given, "prefix", at), self.text(given, "values", at),
            self.text(given, "pattern", at), self.text(given, "dates", at), self.text(given, "unless_dates", at),
            self.text(given, "unit", at), given.get("rounded") is True, self.number(given, "times", at),
            self.text(given, "take", at), self.where(given.get("where", {}), f"{at}.where"),
        ), at)

    def _checked(self, formula: Formula, at: str) -> Formula:
        if formula.take:
            self.one_of(formula.take, TAKES, "take", f"{at}.take")
        if formula.unit:
            self.one_of(formula.unit, UNITS, "unit", f"{at}.unit")
        try:
            groups = re.compile(formula.pattern).groups if formula.pattern else 1
        except re.error:
            groups = 0
        if not groups:
            self.tell("MAP-003", f"{at}.pattern", wanted="\\((\\w+)\\)$")
        return formula

    # --- sections --------------------------------------------------------------------------------------------------

    def whole(self, raw: Mapping[str, Any]) -> ForeignMap:
        self.known(raw, "", "")
        scenario = self.pairs(raw.get("scenario", {}), "scenario")
        said = self.table(raw.get("provenance", {}), "provenance")
        self.known(said, "provenance", "provenance")
        files = {alias: self.a_file(alias, body) for alias, body in self.table(raw.get("files", {}), "files").items()}
        values = {name: self.pairs(body, f"values.{name}") for name, body in self.table(raw.get("values", {}), "values").items()}
        rules = self.some(raw, "rules")
        codes = [str(rule.get("rule", "")) for rule in rules]
        tables = tuple(self.a_table(body, n, files, values, codes) for n, body in enumerate(self.some(raw, "tables"), 1))
        if not files or not tables:
            self.tell("MAP-003", "tables" if files else "files", wanted="[files.NAME], [[tables]]")
        rows = (*self.stated(rules, "rules", codes), *self.stated(self.some(raw, "rows"), "rows", codes))
        return ForeignMap(
            self.file, self.pairs(raw.get("province", {}), "province"),
            {key: value for key, value in scenario.items() if key not in ("by", "name")},
            self.text(scenario, "name", "scenario", None), scenario.get("by", ""), self.text(said, "source", "provenance", None),
            self.text(said, "as_of", "provenance"), files, values, tuple(t for t in tables if t), rows, self.left_missing(raw, tables),
        )

    def some(self, raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = raw.get(key, [])
        if not isinstance(value, list):
            self.tell("MAP-003", key, wanted=f"[[{key}]]")
            return []
        return [self.table(one, f"{key}[{n}]") for n, one in enumerate(value, 1)]

    def a_file(self, alias: str, raw: object) -> ForeignFile:
        at, body = f"files.{alias}", self.table(raw, f"files.{alias}")
        self.known(body, "files", at)
        row = self.number(body, "header_row", at)
        return ForeignFile(
            alias, self.text(body, "pattern", at, None), self.text(body, "sheet", at), int(row) if row else 1,
            self.texts(body, "missing", at), self.text(body, "thousands", at), self.text(body, "decimal", at, "."),
            self.pairs(body.get("unused", {}), f"{at}.unused"),
        )

    def a_table(
        self, body: Mapping[str, Any], n: int, files: Iterable[str], values: Iterable[str], rules: Iterable[str],
    ) -> MappedTable | None:
        name = str(body.get("table", ""))
        at = f"tables[{n}] {name}".strip()
        self.known(body, "tables", at)
        if not self.one_of(name, SPECS, "table", at) or not self.one_of(str(body.get("from", "")), files, "file", f"{at}.from"):
            return None
        spec, raw = SPECS[name], self.table(body.get("columns", {}), f"{at}.columns")
        known = [column.name for column in spec.columns]
        columns = {key: self.formula(one, f"{at}.columns.{key}") for key, one in raw.items()
                   if self.one_of(key, known, "column", f"{at}.columns.{key}")}
        table = MappedTable(
            spec, str(body["from"]), columns, self.where(body.get("where", {}), f"{at}.where"), self.text(body, "take", at, "same"),
            self.text(body, "assumed", at), self.texts(body, "needs", at),
        )
        self._names(table, values, rules, at)
        self._figures(table, at)
        return table

    def _names(self, table: MappedTable, values: Iterable[str], rules: Iterable[str], at: str) -> None:
        self.one_of(table.take, TAKES, "take", f"{at}.take")
        if table.assumed:
            self.one_of(table.assumed, rules, "rule", f"{at}.assumed")
        for needed in table.needs:
            self.one_of(needed, table.columns, "column", f"{at}.needs")
        for name, whole in table.columns.items():
            for formula in whole.walk():
                if formula.values:
                    self.one_of(formula.values, values, "values", f"{at}.columns.{name}.values")

    def _figures(self, table: MappedTable, at: str) -> None:
        for column in table.spec.columns:
            formula = table.columns.get(column.name)
            if formula is None:
                if column.required or column.name in table.spec.key:
                    self.tell("MAP-005", at, column=column.name, table=table.spec.name)
                continue
            figure = column.kind in _FIGURES or (table.spec.name == "project_values" and column.name == "value")
            if figure and not table.assumed and formula.constant is not None:
                self.tell("MAP-006", f"{at}.columns.{column.name}", column=column.name, table=table.spec.name)
            leaves = [leaf for leaf in formula.walk() if leaf.column]
            if column.kind is Kind.MONEY and any(not leaf.unit for leaf in leaves):
                self.tell("MAP-007", f"{at}.columns.{column.name}", column=column.name, units=", ".join(UNITS))

    def stated(self, bodies: Iterable[Mapping[str, Any]], section: str, rules: Iterable[str]) -> tuple[StatedRow, ...]:
        found = []
        for n, body in enumerate(bodies, 1):
            name = "rules" if section == "rules" else str(body.get("table", ""))
            at = f"{section}[{n}] {name}".strip()
            if not self.one_of(name, SPECS, "table", at):
                continue
            cells = {key: self.text(body, key, at) for key in body if key != "table"}
            known = [column.name for column in SPECS[name].columns]
            for key in cells:
                self.one_of(key, known, "column", f"{at}.{key}")
            if cells.get("assumed"):
                self.one_of(cells["assumed"], rules, "rule", f"{at}.assumed")
            found.append(StatedRow(SPECS[name], cells))
        return tuple(found)

    def left_missing(self, raw: Mapping[str, Any], tables: Iterable[MappedTable | None]) -> dict[str, str]:
        filled = {f"{table.spec.name}.{column}" for table in tables if table for column in table.columns}
        known = [f"{spec.name}.{column.name}" for spec in SPECS.values() for column in spec.columns if column.name not in _PROVENANCE]
        reasons = self.pairs(raw.get("left_missing", {}), "left_missing")
        for name in reasons:
            if self.one_of(name, known, "column", f"left_missing.{name}") and name in filled and not name.startswith("project_values."):
                self.tell("MAP-008", f"left_missing.{name}", column=name)
        return reasons
