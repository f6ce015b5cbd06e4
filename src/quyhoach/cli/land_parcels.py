"""``land parcels``: parcels of a map or a list, or of both joined, as the table ``land_parcels``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb
from quyhoach.findings import finding, has_errors
from quyhoach.money import format_number
from quyhoach.reports.findings_text import findings_text

_HELP = {
    "files": (
        "bản đồ (GeoPackage, GeoJSON, Shapefile, DXF, MapInfo) hoặc bảng (Excel, CSV); tệp sau bổ sung ô trống của tệp trước",
        "a map (GeoPackage, GeoJSON, Shapefile, DXF, MapInfo) or a list (Excel, CSV); a later file fills empty cells of an earlier one",
    ),
    "crs": ("hệ tọa độ của bản đồ không ghi hệ, ví dụ EPSG:9215", "system of a map that states none, such as EPSG:9215"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    words = {name: pair[0 if lang == "vi" else 1] for name, pair in _HELP.items()}
    parser.add_argument("files", metavar="FILE", nargs="+", help=words["files"])
    parser.add_argument("--crs", metavar="EPSG:N", help=words["crs"])


def run(args: argparse.Namespace) -> Reply:
    """The table written as ``-o`` names it. Exit code 1 when something was left out or stands wrong."""
    from quyhoach.province.parcel_import import read_parcels  # slow
    from quyhoach.tables import write_csv, write_workbook  # slow

    if not args.output:
        raise Unusable(finding("CLI-002", text="-o"))
    target = Path(args.output)
    if target.exists():
        raise Unusable(finding("CLI-024", file=args.output))
    read = read_parcels([Path(name) for name in args.files], args.crs)
    if not read.table.rows:
        raise Unusable(*(read.findings or [finding("LND-025", file=args.files[0], known="–")]))
    if target.suffix.lower() == ".xlsx":
        write_workbook([read.table], target, args.lang)
    else:
        write_csv(read.table, target)
    areas = {name: _sum(row.decimal(name) for row in read.table.rows) for name in ("area_stated_ha", "area_computed_ha")}
    data = {
        "file": args.output, "read": dict(read.files), "parcels": len(read.table.rows),
        **{name: float(area) for name, area in areas.items()}, "findings": [f.as_json(args.lang) for f in read.findings],
    }
    said = {
        "vi": "{count} thửa, theo giấy tờ {stated} ha, đo trên bản đồ {computed} ha",
        "en": "{count} parcels, {stated} ha as stated, {computed} ha on the map",
    }[args.lang].format(
        count=format_number(len(read.table.rows), args.lang), stated=format_number(areas["area_stated_ha"], args.lang),
        computed=format_number(areas["area_computed_ha"], args.lang),
    )
    return Reply(NO if has_errors(read.findings) else DONE, data, f"→ {args.output}: {said}\n\n{findings_text(read.findings, args.lang)}")


def _sum(areas: Iterable[Decimal | None]) -> Decimal:
    """The hectares known, without the zeros that only say how exactly they were drawn."""
    known = sum((area for area in areas if area is not None), Decimal(0))
    return known if known == 0 else Decimal(f"{known.normalize():f}")


VERB = Verb(
    "parcels", "nạp thửa đất từ bản đồ địa chính hoặc bảng", "bring in parcels from a cadastral map or a list",
    _add_arguments, run, suffixes=(".csv", ".xlsx"), own_file=True,
)
