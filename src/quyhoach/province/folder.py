"""A province on disk: a folder of tables, or one workbook, read to a frozen ``Province`` and written back to an equal one.

    province.toml            name, code, money unit, jurisdiction, coordinate system
    facts/<table>.csv        what sources say
    scenarios/<name>/        scenario.toml and the tables no source gives
    geo/<layer>.geojson      map layers

Every problem becomes a finding; what is right is kept. A table with no file is an empty table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from quyhoach.findings import Finding, Place, finding
from quyhoach.money import MoneyUnit
from quyhoach.province import settings, workbook
from quyhoach.province.province import Province, Scenario
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables import read_table, write_csv
from quyhoach.tables.spec import Table, TableSpec
from quyhoach.tables.write import replace_file

WORKBOOK_SUFFIXES = (".xlsx", ".ods", ".xls")
TABLE_SUFFIXES = (".csv", *WORKBOOK_SUFFIXES)


@dataclass(frozen=True, slots=True)
class ProvinceRead:
    """The province, or None when its settings cannot be understood, and every finding of every file."""

    province: Province | None
    findings: tuple[Finding, ...]


def read_province(path: Path | str) -> ProvinceRead:
    """Read a province folder or a workbook (.xlsx, .ods, .xls). Never raises for bad input: findings say what is wrong and where."""
    path = Path(path)
    if path.is_dir():
        return _read_folder(path)
    if path.is_file() and path.suffix.lower() in WORKBOOK_SUFFIXES:
        return ProvinceRead(*workbook.read_province_workbook(path))
    return ProvinceRead(None, (finding("PRV-001", Place(file=path.name)),))


def _read_folder(path: Path) -> ProvinceRead:
    pairs, findings = settings.toml_pairs(path / "province.toml", "province.toml")
    info = None
    if pairs is not None:
        info, more = settings.read_province_info(pairs, Place(file="province.toml"))
        findings += more
    unit = info.money_unit if info else None
    facts, found = _read_tables(path, "facts", FACTS, unit)
    findings += found
    if not facts["projects"].rows and not _table_files(path / "facts", "projects"):
        findings += (finding("PRV-011", Place(file="facts/projects.csv")),)
    scenarios, found = _read_scenarios(path, unit)
    findings += found
    layers, found = _read_layers(path)
    findings += found
    return ProvinceRead(Province(info, facts, scenarios, layers) if info else None, findings)


def _read_tables(
    root: Path, folder: str, specs: Mapping[str, TableSpec], unit: MoneyUnit | None,
) -> tuple[dict[str, Table], tuple[Finding, ...]]:
    """Every table of ``specs`` from ``root/folder``, empty when it has no file, and the findings in file order."""
    tables: dict[str, Table] = {}
    findings = list(_strangers(root, folder, specs))
    for name, spec in specs.items():
        files = _table_files(root / folder, name)
        tables[name] = Table(spec)
        if not files:
            continue
        if len(files) > 1:
            place = Place(file=f"{folder}/{files[1].name}")
            findings.append(finding("PRV-009", place, table=name, used=files[0].name, ignored=files[1].name))
        read = read_table(files[0], spec, unit=unit)
        tables[name] = Table(spec, tuple(replace(row, place=_in(folder, row.place)) for row in read.table.rows))
        findings.extend(replace(found, where=_in(folder, found.where)) for found in read.findings)
    return tables, tuple(findings)


def _in(folder: str, place: Place) -> Place:
    """The same place with its folder: several scenarios have files of the same name."""
    return replace(place, file=f"{folder}/{place.file}")


def _table_files(folder: Path, name: str) -> list[Path]:
    return [folder / (name + suffix) for suffix in TABLE_SUFFIXES if (folder / (name + suffix)).is_file()]


def _strangers(root: Path, folder: str, specs: Mapping[str, TableSpec]) -> Iterator[Finding]:
    """Files of a table folder that no table is named after: read by nobody, so said."""
    for file in _visible(root / folder):
        if file.suffix.lower() in (".md", ".toml"):
            continue
        if file.is_dir() or file.suffix not in TABLE_SUFFIXES or file.stem not in specs:
            near = ", ".join(get_close_matches(file.stem, specs, 3)) or ", ".join(specs)
            yield finding("PRV-010", Place(file=f"{folder}/{file.name}"), name=file.name, near=near)


def _visible(folder: Path) -> list[Path]:
    """What stands in a folder, by name, less hidden files and the lock files Excel leaves."""
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if not file.name.startswith((".", "~$"))), key=lambda file: file.name)


def _read_scenarios(path: Path, unit: MoneyUnit | None) -> tuple[dict[str, Scenario], tuple[Finding, ...]]:
    scenarios: dict[str, Scenario] = {}
    findings: tuple[Finding, ...] = ()
    for folder in _visible(path / "scenarios"):
        if not folder.is_dir():
            continue
        home = f"scenarios/{folder.name}"
        pairs, found = settings.toml_pairs(folder / "scenario.toml", f"{home}/scenario.toml")
        findings += found
        info = None
        if pairs is not None:
            info, found = settings.read_scenario_info(folder.name, pairs, Place(file=f"{home}/scenario.toml"))
            findings += found
        tables, found = _read_tables(path, home, SCENARIO, unit)
        findings += found
        if info:
            scenarios[folder.name] = Scenario(info, tables)
    return scenarios, findings


def _read_layers(path: Path) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    layers: dict[str, Any] = {}
    findings: list[Finding] = []
    for file in _visible(path / "geo"):
        place = Place(file=f"geo/{file.name}")
        if file.suffix != ".geojson" or not file.is_file():
            findings.append(finding("PRV-010", place, name=file.name, near="*.geojson"))
            continue
        try:
            layer = json.loads(file.read_text("utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            findings.append(finding("PRV-012", place, reason=str(error) or type(error).__name__))
            continue
        if not (isinstance(layer, dict) and layer.get("type") == "FeatureCollection" and isinstance(layer.get("features"), list)):
            findings.append(finding("PRV-012", place, reason="FeatureCollection?"))
            continue
        layers[file.stem] = layer
    return layers, tuple(findings)


def write_province(province: Province, path: Path | str, lang: str = "vi") -> tuple[Finding, ...]:
    """Write a folder, or a workbook when ``path`` ends in .xlsx. Reading it again gives an equal province.

    The same province gives the same bytes, and each file is replaced whole or not at all. A workbook holds one scenario and no
    map layers: what it cannot hold is named in the findings returned.
    """
    path = Path(path)
    if path.suffix.lower() == ".xlsx":
        return workbook.write_province_workbook(province, path, lang)
    _write_text(path / "province.toml", settings.toml_text(settings.province_pairs(province.info)))
    _write_tables(province.facts, path / "facts")
    for name, scenario in province.scenarios.items():
        home = path / "scenarios" / name
        _write_text(home / "scenario.toml", settings.toml_text(settings.scenario_pairs(scenario.info)))
        _write_tables(scenario.tables, home)
    for name, layer in province.layers.items():
        _write_text(path / "geo" / f"{name}.geojson", json.dumps(layer, ensure_ascii=False, separators=(",", ":")) + "\n")
    return ()


def _write_tables(tables: Mapping[str, Table], folder: Path) -> None:
    """A CSV for every table with rows; an empty table is written only over a file that would otherwise speak for it."""
    for name, table in tables.items():
        file = folder / f"{name}.csv"
        if table.rows or file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            write_csv(table, file)


def _write_text(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, text.encode("utf-8"))
