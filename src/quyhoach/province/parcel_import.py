"""Parcels from what offices have: a map (GeoPackage, GeoJSON, Shapefile, DXF, MapInfo), a workbook or a CSV, several files joined.

A map gives the area as drawn, a list the area as stated; the two meet in one row by the parcel's code, else by sheet and number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from quyhoach.findings import Finding, Place, finding
from quyhoach.land.parcel import parcels_of
from quyhoach.land.parcel_findings import parcel_findings
from quyhoach.province.specs.land_parcels import LAND_PARCELS
from quyhoach.tables import read_table
from quyhoach.tables.folding import fold
from quyhoach.tables.spec import Column, Row, Table, Value
from quyhoach.tables.units import split_unit
from quyhoach.zones.layer import PlanLayer, Shape
from quyhoach.zones.reading import read_layer

MAP_SUFFIXES = (".gpkg", ".geojson", ".shp", ".dxf", ".tab", ".mif", ".zip")
LIST_SUFFIXES = (".csv", ".xlsx", ".ods", ".xls")
_NAMES = {
    "site": ("site", "mat_bang", "ma_mat_bang", "khu_dat"), "project": ("project", "du_an", "ma_du_an"),
    "map_sheet": ("map_sheet", "to_ban_do", "so_to", "shbando", "so_hieu_to_ban_do"),
    "number": ("number", "so_thua", "thua_so", "shthua", "so_hieu_thua", "thua_dat_so"),
    "holder": ("holder", "ma_ho_so", "ma_ho"), "regime": ("regime", "trinh_tu"), "note": ("note", "ghi_chu"),
}
"""Properties of a map that are columns of the table, folded, beside those every plan layer knows."""
_SAME_COLUMNS = ("map_sheet", "number")
_OTHER_UNIT, _PER_HA = "TAB-027", 10_000


@dataclass(frozen=True, slots=True)
class ParcelsRead:
    """The parcels of all files in one table, and what was found. ``files``: rows read of each file."""

    table: Table
    findings: tuple[Finding, ...]
    files: Mapping[str, int]


def read_parcels(paths: Sequence[Path], crs: str | None = None) -> ParcelsRead:
    """Read and join files; of two that state one cell differently the earlier file counts, and LND-026 says so. Never raises for
    bad input. ``crs``: the system of maps that state none."""
    findings: list[Finding] = []
    rows: list[Row] = []
    files: dict[str, int] = {}
    for path in paths:
        found, told = _read(path, crs)
        findings += told
        files[path.name] = len(found)
        rows = list(_joined(rows, found, findings))
    findings += parcel_findings(parcels_of(rows))
    return ParcelsRead(Table(LAND_PARCELS, tuple(rows)), tuple(findings), files)


def _read(path: Path, crs: str | None) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    if path.suffix.lower() in LIST_SUFFIXES:
        return _listed(path)
    if path.suffix.lower() not in MAP_SUFFIXES:
        known = ", ".join((*MAP_SUFFIXES, *LIST_SUFFIXES))
        return (), (finding("LND-025", Place(path.name), file=path.name, known=known),)
    if not path.exists():
        return (), (finding("TAB-001", Place(path.name), name=path.name),)
    layer_read = read_layer(path, crs=crs)
    if layer_read.layer is None:
        return (), layer_read.findings
    return tuple(_rows(layer_read.layer, path.name)), layer_read.findings


def _listed(path: Path) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The rows of a list; areas printed in square metres become hectares, which is told instead of asked."""
    read = read_table(path, LAND_PARCELS)
    metres = {column.name: one for one in read.findings if (column := _in_metres(one))}
    rows = []
    for row in read.table.rows:
        values: dict[str, Value] = {**row.values, "source": row["source"] or path.name}
        values |= {name: area / _PER_HA for name in metres if (area := row.decimal(name)) is not None}
        rows.append(Row(values, row.place))
    kept = tuple(one for one in read.findings if one not in metres.values())
    return tuple(rows), (*kept, *(finding("LND-027", one.where, column=one.where.column) for one in metres.values()))


def _in_metres(found: Finding) -> Column | None:
    """The area column of which a finding says that it is printed in square metres."""
    if found.code != _OTHER_UNIT or fold(str(found.values.get("stated", ""))) != "m2":
        return None
    title = fold(split_unit(found.where.column)[0])
    areas = (LAND_PARCELS.column(name) for name in ("area_stated_ha", "area_computed_ha"))
    return next((one for one in areas if title in map(fold, (one.name, one.header_vi, one.header_en, *one.aliases))), None)


def _rows(layer: PlanLayer, file: str) -> Iterator[Row]:
    for shape, area in zip(layer.attributes, layer.area_m2, strict=True):
        values: dict[str, Value] = dict.fromkeys(column.name for column in LAND_PARCELS.columns)
        values |= _extra(layer.extra.get(shape.id, {})) | _known(shape)
        values |= {"area_computed_ha": Decimal(f"{float(area) / 10_000:.5f}"), "source": file}
        yield Row(values, Place(file, row=shape.row, object_id=shape.id))


def _known(shape: Shape) -> dict[str, Value]:
    stated = None if shape.stated_ha is None else Decimal(repr(round(shape.stated_ha, 6)))
    texts: dict[str, Value] = {"parcel": shape.id.replace(" ", "_"), "zone": shape.zone, "unit": shape.commune, "land_code": shape.code}
    return {name: value for name, value in {**texts, "area_stated_ha": stated}.items() if value not in ("", None)}


def _extra(properties: Mapping[str, Any]) -> dict[str, Value]:
    folded = {fold(str(name)): value for name, value in properties.items()}
    names = {column: next((fold(name) for name in listed if fold(name) in folded), "") for column, listed in _NAMES.items()}
    return {column: _text(folded[name]) for column, name in names.items() if name and _text(folded[name])}


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _joined(rows: Sequence[Row], more: Iterable[Row], findings: list[Finding]) -> Iterator[Row]:
    """Rows with what later ones add to their empty cells; later rows of no earlier parcel follow."""
    by_code = {row.text("parcel"): n for n, row in enumerate(rows)}
    by_number = {key: n for n, row in enumerate(rows) if all(key := tuple(row.text(name) for name in _SAME_COLUMNS))}
    joined, new = list(rows), []
    for row in more:
        place = by_code.get(row.text("parcel"), by_number.get(tuple(row.text(name) for name in _SAME_COLUMNS)))
        if place is None:
            new.append(row)
        else:
            joined[place] = _filled(joined[place], row, findings)
    yield from joined
    yield from new


def _filled(first: Row, other: Row, findings: list[Finding]) -> Row:
    values = dict(first.values)
    for name, value in other.values.items():
        if value is None or name == "parcel":
            continue
        if values[name] is None:
            values[name] = value
        elif name == "source":
            values[name] = f"{values[name]} | {value}"
        elif values[name] != value and name not in ("note", "as_of", "assumed"):
            where = replace(other.place, column=name, object_id=first.text("parcel"))
            findings.append(finding("LND-026", where, parcel=first.text("parcel"), column_vi=LAND_PARCELS.column(name).header_vi,
                                    column_en=LAND_PARCELS.column(name).header_en, kept=str(values[name]), other=str(value)))
    return Row(values, first.place)
