"""``zones mend``: the remedies of ``zones check`` that move a border, applied to a copy of the layer, and what is left for people."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from quyhoach.cli.command import DONE, NO, Reply, Verb
from quyhoach.cli.progress import Progress
from quyhoach.cli.zones_check import add_widths, widths_of
from quyhoach.cli.zones_layers import layer_of
from quyhoach.findings import has_errors

if TYPE_CHECKING:
    from quyhoach.zones.checks import Checked
    from quyhoach.zones.checks.rounds import Mended
    from quyhoach.zones.layer import PlanLayer

_HELP = {
    "source": ("tệp bản đồ một quy hoạch, hoặc thư mục của nó; tệp gốc không bị sửa, -o ghi bản đã sửa",
               "a map file of one plan, or its folder; the file itself is never changed, -o writes the mended copy"),
    "crs": ("hệ tọa độ của tệp không ghi hệ, ví dụ EPSG:9215", "system of a file that states none, such as EPSG:9215"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    words = {name: pair[0 if lang == "vi" else 1] for name, pair in _HELP.items()}
    parser.add_argument("source", metavar="FILE|FOLDER", help=words["source"])
    add_widths(parser, lang)
    parser.add_argument("--crs", metavar="EPSG", help=words["crs"])


def run(args: argparse.Namespace) -> Reply:
    """What was mended and what is left. Exit code 1 when an error is left."""
    from quyhoach.reports.zones_check_json import mended_json  # slow
    from quyhoach.reports.zones_check_text import mended_text  # slow
    from quyhoach.zones.checks import check_layer  # slow
    from quyhoach.zones.checks.rounds import mend  # slow

    tolerance, sliver = widths_of(args)

    def check(layer: PlanLayer) -> Checked:
        return check_layer(layer, tolerance=tolerance, sliver=sliver)

    with Progress({"vi": "kiểm tra và sửa", "en": "checking and mending"}[args.lang], args.lang):
        layer, told = layer_of(args.source, args.crs)
        mended = mend(layer, check)
    bad = has_errors([*told, *(one.finding for one in mended.checked.findings)])
    writers = {suffix: lambda path: _write(mended, path) for suffix in VERB.suffixes}
    return Reply(NO if bad else DONE, mended_json(told, mended, args.lang), mended_text(told, mended, args.lang), writers)


def _write(mended: Mended, path: Path) -> None:
    from quyhoach.zones.writing import write_layer  # slow

    write_layer(mended.layer, path)


VERB = Verb(
    "mend", "sửa ranh theo các cách sửa của zones check vào một bản sao", "move borders by the remedies of zones check, in a copy",
    _add_arguments, run, suffixes=(".gpkg", ".geojson"),
)
