"""``zones check``: gaps, overlaps, what lies outside, slivers and conflicts of a plan layer, each with its area and what mends it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb
from quyhoach.cli.progress import Progress
from quyhoach.cli.zones_land import land_of
from quyhoach.cli.zones_layers import files_of, read_files
from quyhoach.findings import Finding, finding, has_errors

if TYPE_CHECKING:
    from quyhoach.zones.checks import Checked
    from quyhoach.zones.layer import PlanLayer

_HELP = {
    "source": ("tệp bản đồ; thư mục có nhiều tệp (kiểm tra chung khi cùng quy hoạch); hoặc thư mục của tỉnh (bản đồ ở geo)",
               "a map file; a folder of them (checked together where they draw the same plan); or a province folder (its maps in geo)"),
    "tolerance": ("bề rộng tính bằng mét mà dưới đó không nêu (mặc định 0.002)", "width in metres below which nothing is told (0.002)"),
    "sliver": ("hẹp hơn số mét này là mảnh vụn, gộp thành một số (mặc định 0.1)",
               "narrower than this is a sliver; one figure for all (0.1)"),
    "crs": ("hệ tọa độ của tệp không ghi hệ, ví dụ EPSG:9215", "system of a file that states none, such as EPSG:9215"),
    "parent": ("tệp quy hoạch cấp trên mà quy hoạch này phải nằm trong", "file of the plan above, which this one must lie in"),
    "constraints": ("tệp vùng của nơi khác: rừng, quốc phòng, di tích, quy hoạch khác; dùng được nhiều lần",
                    "file of land others answer for: forest, defence, heritage, other plans; may be repeated"),
    "quota": ("bảng chỉ tiêu land_use_quotas (.csv, .xlsx)", "table of quotas, land_use_quotas (.csv, .xlsx)"),
    "kind": ("loại khu để đối chiếu quy chuẩn, ví dụ KHU1=industrial_park; dùng được nhiều lần",
             "kind of an area for the norms, such as KHU1=industrial_park; may be repeated"),
    "law_date": ("đối chiếu quy chuẩn, chỉ tiêu có hiệu lực vào ngày này (mặc định hôm nay)",
                 "norms and quotas in force on this day (today)"),
}
_STAGES = {
    "duplicates": ("hình vẽ lặp", "duplicates"), "closure": ("khe hở và chồng lấn", "gaps and overlaps"),
    "inside": ("trong ranh", "inside the parent"), "remedies": ("cách sửa", "remedies"), "areas": ("diện tích đã ghi", "stated areas"),
    "conflicts": ("vùng của nơi khác", "land of others"), "balance": ("cân bằng đất", "land balance"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    words = {name: pair[0 if lang == "vi" else 1] for name, pair in _HELP.items()}
    parser.add_argument("source", metavar="FILE|FOLDER", help=words["source"])
    add_widths(parser, lang)
    parser.add_argument("--crs", metavar="EPSG", help=words["crs"])
    parser.add_argument("--parent", metavar="FILE", help=words["parent"])
    parser.add_argument("--constraints", metavar="FILE", action="append", default=[], help=words["constraints"])
    parser.add_argument("--quota", metavar="FILE", help=words["quota"])
    parser.add_argument("--kind", metavar="ZONE=KIND", action="append", default=[], help=words["kind"])
    parser.add_argument("--law-date", metavar="DATE", help=words["law_date"])


def add_widths(parser: argparse.ArgumentParser, lang: str) -> None:
    """``--tolerance`` and ``--sliver``."""
    words = {name: _HELP[name][0 if lang == "vi" else 1] for name in ("tolerance", "sliver")}
    parser.add_argument("--tolerance", metavar="M", default="0.002", help=words["tolerance"])
    parser.add_argument("--sliver", metavar="M", help=words["sliver"])


@dataclass
class _Read:
    layers: list[PlanLayer] = field(default_factory=list)
    constraints: list[PlanLayer] = field(default_factory=list)
    above: PlanLayer | None = None
    findings: list[Finding] = field(default_factory=list)


def run(args: argparse.Namespace) -> Reply:
    """Findings of reading and of every check, with the land balance. Exit code 1 when one is an error."""
    from quyhoach.reports.zones_check_json import check_json  # slow
    from quyhoach.reports.zones_check_text import check_text  # slow
    from quyhoach.zones.checks.places import DRIVERS, write_places  # slow

    tolerance, sliver = widths_of(args)
    with Progress({"vi": "đọc bản đồ", "en": "reading the map"}[args.lang], args.lang) as progress:
        read = _read(args)
        if not read.layers:
            raise Unusable(*read.findings)
        checked = []
        for n, layer in enumerate(read.layers):
            about = f"{layer.file}: " if len(read.layers) > 1 else ""
            checked.append((layer, _checked(layer, read, read.layers[n + 1:], tolerance, sliver, _said(progress, about, args.lang))))
        progress(_STAGES["balance"][0 if args.lang == "vi" else 1])
        land = land_of(args, read.layers)
    told = [*read.findings, *land.findings]
    found = [(layer.crs, one) for layer, answer in checked for one in answer.findings]
    bad = has_errors([*told, *(one.finding for _, one in found)])
    writers = {suffix: lambda path: write_places(found, path, args.lang) for suffix in DRIVERS}
    return Reply(
        NO if bad else DONE, check_json(told, checked, land.lines, land.quotas, land.breaches, args.lang),
        check_text(told, checked, land.lines, args.lang), writers,
    )


def _said(progress: Progress, about: str, lang: str) -> Callable[[str], None]:
    return lambda stage: progress(about + _STAGES[stage][0 if lang == "vi" else 1])


def widths_of(args: argparse.Namespace) -> tuple[float, float]:
    """Tolerance and width of a sliver, metres. Raises Unusable."""
    tolerance = _metres(args.tolerance)
    sliver = _metres(args.sliver) if args.sliver else max(0.1, tolerance)
    if sliver < tolerance:
        raise Unusable(finding("ZON-080", text=args.sliver))
    return tolerance, sliver


def _metres(text: str) -> float:
    try:
        width = float(text.replace(",", "."))
    except ValueError as error:
        raise Unusable(finding("ZON-080", text=text)) from error
    if not 0 <= width < 1_000:
        raise Unusable(finding("ZON-080", text=text))
    return width


def _read(args: argparse.Namespace) -> _Read:
    """Every layer that can be read, in one plane."""
    from quyhoach.zones.checks.merging import only_constraints, together, without_sketches  # slow

    layers, findings = read_files(files_of(args.source), args.crs)
    plane = layers[0].crs if layers else None
    drawn, told = without_sketches([layer for layer in layers if not only_constraints(layer)])
    protected, more = read_files([file for name in args.constraints for file in files_of(name)], args.crs, plane)
    read = _Read([*together(drawn)], [*(layer for layer in layers if only_constraints(layer)), *protected])
    read.findings = [*findings, *told, *more]
    if args.parent:
        above, more = read_files(files_of(args.parent)[:1], args.crs, plane)
        read.above = next(iter(above), None)
        read.findings += more
    return read


def _checked(
    layer: PlanLayer, read: _Read, beside: list[PlanLayer], tolerance: float, sliver: float, progress: Callable[[str], None],
) -> Checked:
    from quyhoach.zones.checks import check_layer  # slow

    return check_layer(
        layer, tolerance=tolerance, sliver=sliver, above=read.above, constraints=read.constraints, beside=beside, progress=progress,
    )


VERB = Verb(
    "check", "kiểm tra lớp quy hoạch: khe hở, chồng lấn, ra ngoài ranh, mảnh vụn, xung đột",
    "check a plan layer: gaps, overlaps, outside the plan, slivers, conflicts", _add_arguments, run, suffixes=(".gpkg", ".geojson"),
)
