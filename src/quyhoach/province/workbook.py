"""A province in one Excel workbook: a sheet of settings, a sheet a table, and one scenario at most."""

from __future__ import annotations

from pathlib import Path

from quyhoach.findings import Finding, Place, finding
from quyhoach.province import settings
from quyhoach.province.province import Province, Scenario
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables import TableRead, read_workbook, write_workbook
from quyhoach.tables.spec import Column, Kind, Row, Table, TableSpec

SCENARIO_PREFIX = "scenario."
SCENARIO_NAME = "workbook"
"""Name of a workbook's scenario when its settings state none (``scenario.name``)."""

SETTINGS = TableSpec(
    "province", "Tỉnh", "Province", ("key",),
    (
        Column("key", Kind.CODE, "Mục", "Key", required=True, example="money_unit"),
        Column("value", Kind.TEXT, "Giá trị", "Value", example="trieu_dong"),
    ),
    "Các mục của tỉnh; mục của kịch bản viết sau “scenario.”.", "Settings of the province; those of the scenario follow “scenario.”.",
)


def read_province_workbook(path: Path) -> tuple[Province | None, tuple[Finding, ...]]:
    """The province a workbook describes, None when its settings cannot be understood, and every finding of every sheet.

    The workbook is opened twice: the money unit must be known before the first amount is read.
    """
    pairs = _settings(read_workbook(path, {SETTINGS.name: SETTINGS}))
    own = {key: value for key, value in pairs.items() if not key.startswith(SCENARIO_PREFIX)}
    place = Place(file=path.name, sheet=SETTINGS.title_vi)
    info, findings = settings.read_province_info(own, place) if pairs else (None, (finding("PRV-002", place, sheet=SETTINGS.title_vi),))
    reads = read_workbook(path, {SETTINGS.name: SETTINGS, **FACTS, **SCENARIO}, unit=info.money_unit if info else None)
    findings += tuple(found for read in reads.values() for found in read.findings)
    tables = {name: reads[name].table if name in reads else Table(spec) for name, spec in {**FACTS, **SCENARIO}.items()}
    if "projects" not in reads:
        findings += (finding("PRV-011", Place(file=path.name)),)
    scenarios, more = _scenario(pairs, tables, place)
    province = Province(info, {name: tables[name] for name in FACTS}, scenarios) if info else None
    return province, findings + more


def _settings(reads: dict[str, TableRead]) -> dict[str, str]:
    read = reads.get(SETTINGS.name)
    return {row.text("key"): row.text("value") for row in read.table.rows} if read else {}


def _scenario(pairs: dict[str, str], tables: dict[str, Table], place: Place) -> tuple[dict[str, Scenario], tuple[Finding, ...]]:
    stated = {key.removeprefix(SCENARIO_PREFIX): value for key, value in pairs.items() if key.startswith(SCENARIO_PREFIX)}
    if not stated and not any(tables[name].rows for name in SCENARIO):
        return {}, ()
    name = stated.pop("name", "") or SCENARIO_NAME
    info, findings = settings.read_scenario_info(name, stated, place, SCENARIO_PREFIX)
    return ({name: Scenario(info, {table: tables[table] for table in SCENARIO})} if info else {}), findings


def write_province_workbook(province: Province, path: Path, lang: str) -> tuple[Finding, ...]:
    """Write the facts and the first scenario. PRV-020 names what a workbook cannot hold; PRV-021 when nothing was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scenarios = list(province.scenarios.values())
    pairs = settings.province_pairs(province.info)
    tables = list(province.facts.values())
    for scenario in scenarios[:1]:
        pairs[f"{SCENARIO_PREFIX}name"] = scenario.info.name
        pairs |= {SCENARIO_PREFIX + key: value for key, value in settings.scenario_pairs(scenario.info).items()}
        tables += scenario.tables.values()
    rows = tuple(Row({"key": key, "value": settings.plain_text(value) or None}) for key, value in pairs.items())
    try:
        write_workbook((Table(SETTINGS, rows), *(table for table in tables if table.rows)), path, lang)
    except ValueError as error:
        return (finding("PRV-021", Place(file=path.name), reason=error),)
    left_out = [scenario.info.name for scenario in scenarios[1:]] + [f"{name}.geojson" for name in province.layers]
    return (finding("PRV-020", Place(file=path.name), left_out=", ".join(left_out)),) if left_out else ()
