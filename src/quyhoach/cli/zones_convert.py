"""``zones convert``: a map file of any format that is read, as a GeoPackage or GeoJSON with the program's own property names."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb
from quyhoach.findings import Finding, finding, has_errors
from quyhoach.reports.findings_text import findings_text

if TYPE_CHECKING:
    from quyhoach.zones.layer import PlanLayer

_HELP = {
    "file": (
        "GeoPackage, GeoJSON, Shapefile, DXF, MapInfo TAB/MIF, hoặc .zip có một lớp",
        "GeoPackage, GeoJSON, Shapefile, DXF, MapInfo TAB/MIF, or a .zip with one layer",
    ),
    "crs": (
        "hệ tọa độ của tệp, đứng trước điều tệp ghi, ví dụ EPSG:9215",
        "the file's coordinate system, before what it states, e.g. EPSG:9215",
    ),
    "model": ("mô hình đối tượng: native, communes, xplanung, dxf", "object model: native, communes, xplanung, dxf"),
    "to": ("hệ tọa độ phẳng để ghi và đo, ví dụ EPSG:9215", "the plane system to write and measure in, e.g. EPSG:9215"),
    "text": ("bảng mã thật của chữ trong tệp: tcvn3, vni, utf-8, cp1258", "what the file's texts really are: tcvn3, vni, utf-8, cp1258"),
    "colours": (
        "bảng màu loại đất (cột code, colour dạng #RRGGBB); bản đồ của văn phòng tô theo màu ấy",
        "a table of land-use colours (columns code, colour as #RRGGBB); the office's maps take them",
    ),
    "swap": ("tệp ghi trục bắc trước trục đông (hoặc vĩ độ trước)", "the file has north before east (or latitude first)"),
}


def add_reading(parser: argparse.ArgumentParser, lang: str) -> None:
    """``--crs``, ``--model``, ``--text`` and ``--swap-axes``: what a person says of a map file."""
    said = {key: texts[0 if lang == "vi" else 1] for key, texts in _HELP.items()}
    parser.add_argument("--crs", metavar="EPSG:N", help=said["crs"])
    parser.add_argument("--model", metavar="NAME", help=said["model"])
    parser.add_argument("--text", metavar="ENCODING", help=said["text"])
    parser.add_argument("--swap-axes", action="store_true", help=said["swap"])


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("source", metavar="FILE", help=_HELP["file"][0 if lang == "vi" else 1])
    add_reading(parser, lang)
    parser.add_argument("--to", metavar="EPSG:N", help=_HELP["to"][0 if lang == "vi" else 1])
    parser.add_argument("--colours", metavar="FILE", help=_HELP["colours"][0 if lang == "vi" else 1])


def run(args: argparse.Namespace) -> Reply:
    """The good rows written as ``-o`` names it, and what reading found. Exit code 1 when rows were left out."""
    from quyhoach.zones.reading import read_layer  # slow
    from quyhoach.zones.writing import WRITERS, write_layer  # slow

    if not args.output:
        raise Unusable(finding("CLI-002", text="-o"))
    target = Path(args.output)
    if target.suffix.lower() not in WRITERS:
        raise Unusable(finding("CLI-020", file=args.output, known=", ".join(WRITERS)))
    if target.exists():
        raise Unusable(finding("CLI-024", file=args.output))
    read = read_layer(
        Path(args.source), crs=args.crs, model=args.model, target=args.to, text=args.text, swap_axes=args.swap_axes,
    )
    if read.layer is None:
        raise Unusable(*read.findings)
    layer, told = (read.layer, ()) if args.colours is None else _coloured(read.layer, args.colours)
    findings = (*read.findings, *told, *write_layer(layer, target))
    hectares = float(read.layer.area_m2.sum()) / 10_000
    data = {
        "file": args.output, "crs": read.layer.crs, "polygons": len(read.layer), "area_ha": round(hectares, 4),
        "findings": [f.as_json(args.lang) for f in findings],
    }
    count = {"vi": f"{len(read.layer)} vùng, {read.layer.crs}", "en": f"{len(read.layer)} polygons, {read.layer.crs}"}[args.lang]
    return Reply(NO if has_errors(findings) else DONE, data, f"→ {args.output}: {count}\n\n{findings_text(findings, args.lang)}")


def _coloured(layer: PlanLayer, file: str) -> tuple[PlanLayer, tuple[Finding, ...]]:
    """The layer with the colour of each row's land-use code as a property; codes without one stay as they are."""
    from quyhoach.tables import read_table  # slow
    from quyhoach.tables.spec import Column, Kind, TableSpec  # slow

    spec = TableSpec("land_use_colours", "Màu loại đất", "Colours of land uses", ("code",), (
        Column("code", Kind.CODE, "Mã đất", "Code", required=True), Column("colour", Kind.TEXT, "Màu", "Colour", required=True),
    ))
    read = read_table(file, spec)
    if not read.table.rows:
        raise Unusable(*read.findings)
    colours = {row.text("code"): row.text("colour") for row in read.table.rows}
    extra = {one.id: {**layer.extra.get(one.id, {}), **({"colour": colours[one.code]} if one.code in colours else {})}
             for one in layer.attributes}
    return replace(layer, extra=extra), tuple(read.findings)


VERB = Verb(
    "convert", "đổi tệp bản đồ thành GeoPackage hoặc GeoJSON, nêu mọi chỗ hỏng",
    "turn a map file into GeoPackage or GeoJSON, naming every fault",
    _add_arguments, run, suffixes=(".gpkg", ".geojson"), own_file=True,
)
