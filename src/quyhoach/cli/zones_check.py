"""``zones check``: gaps, overlaps, what lies outside, slivers and conflicts of a plan layer, each with its area and what mends it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb
from quyhoach.cli.progress import Progress
from quyhoach.cli.zones_land import land_of
from quyhoach.cli.zones_layers import files_of
from quyhoach.findings import Finding, finding, has_errors

if TYPE_CHECKING:
    from quyhoach.zones.checks import Checked
    from quyhoach.zones.layer import PlanLayer

_HELP = {
    "source": ("tệp bản đồ, hoặc thư mục có nhiều tệp (kiểm tra chung khi cùng quy hoạch)",
               "a map file, or a folder of them (checked together where they draw the same plan)"),
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
            beside = [one for one in read.layers[n + 1:] if one.crs == layer.crs]
            checked.append((layer, _checked(layer, read, beside, tolerance, sliver, _said(progress, args.lang))))
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


def _said(progress: Progress, lang: str) -> Callable[[str], None]:
    return lambda stage: progress(_STAGES[stage][0 if lang == "vi" else 1])


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
    """Every layer that can be read; a file that cannot costs no other."""
    from quyhoach.zones.checks.merging import only_constraints, together  # slow

    read = _Read()
    layers = list(_layers(files_of(args.source), args.crs, read))
    read.layers = [*together([layer for layer in layers if not only_constraints(layer)])]
    given = [file for name in args.constraints for file in files_of(name)]
    read.constraints = [*(layer for layer in layers if only_constraints(layer)), *_layers(given, args.crs, read)]
    if args.parent:
        read.above = next(iter(_layers(files_of(args.parent)[:1], args.crs, read)), None)
    return read


def _layers(files: Iterable[Path], crs: str | None, read: _Read) -> list[PlanLayer]:
    from quyhoach.zones.reading import mixed_systems, read_layer  # slow

    answers = [read_layer(file, crs=crs) for file in files]
    read.findings += [one for answer in answers for one in answer.findings]
    read.findings += mixed_systems(answers)
    return [answer.layer for answer in answers if answer.layer is not None and len(answer.layer)]


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
