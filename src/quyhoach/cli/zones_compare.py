"""``zones compare A B``: two versions of a plan, for people: what moved, which use became which, whom it touches."""

from __future__ import annotations

import argparse

from quyhoach.cli.command import DONE, Reply, Unusable, Verb
from quyhoach.cli.progress import Progress
from quyhoach.cli.zones_layers import layer_of
from quyhoach.findings import finding

_HELP = {
    "before": ("bản trước: tệp hoặc thư mục", "the earlier version: a file or folder"),
    "after": ("bản sau: tệp hoặc thư mục", "the later version: a file or folder"),
    "crs": ("hệ tọa độ của tệp không ghi hệ, ví dụ EPSG:9215", "system of a file that states none, such as EPSG:9215"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    words = {name: pair[0 if lang == "vi" else 1] for name, pair in _HELP.items()}
    parser.add_argument("before", metavar="A", help=words["before"])
    parser.add_argument("after", metavar="B", help=words["after"])
    parser.add_argument("--crs", metavar="EPSG", help=words["crs"])


def run(args: argparse.Namespace) -> Reply:
    """The difference of two versions."""
    from quyhoach.reports.zone_difference_json import difference_json  # slow
    from quyhoach.reports.zone_difference_text import difference_text  # slow
    from quyhoach.reports.zone_difference_workbook import write_difference_workbook  # slow
    from quyhoach.zones.difference import difference  # slow

    with Progress({"vi": "so sánh hai bản", "en": "comparing two versions"}[args.lang], args.lang):
        (before, told), (after, more) = layer_of(args.before, args.crs), layer_of(args.after, args.crs)
        if before.crs != after.crs:
            raise Unusable(finding("ZON-130", one=args.before, first=before.crs, other=args.after, second=after.crs))
        found = difference(before, after)
    findings = tuple(dict.fromkeys([*told, *more]))
    return Reply(
        DONE, difference_json(found, findings, args.lang), difference_text(found, findings, args.lang),
        {".xlsx": lambda path: write_difference_workbook(found, findings, path, args.lang)},
    )


VERB = Verb(
    "compare", "so sánh hai bản quy hoạch: ô nào dời, tách, nhập; bao nhiêu ha từ chức năng nào sang chức năng nào",
    "compare two versions of a plan: units that moved, split or merged, and which use became which", _add_arguments, run,
    suffixes=(".xlsx",),
)
