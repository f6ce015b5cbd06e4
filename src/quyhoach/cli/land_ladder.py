"""``land ladder``: every parcel on its ladder of dated proofs, and which clock is running out."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from quyhoach.cli.arguments import add_folder, day_of, province_of
from quyhoach.cli.command import DONE, NO, Reply, Verb
from quyhoach.cli.land_catalogue import known_code
from quyhoach.cli.progress import Progress
from quyhoach.findings import has_errors

if TYPE_CHECKING:
    from quyhoach.province.province import Province

_HELP = {
    "as_of": ("xem vào ngày này (mặc định hôm nay)", "as it stands on this day (today)"),
    "site": ("chỉ các thửa của mặt bằng này", "only the parcels of this site"),
    "project": ("chỉ các thửa của dự án này", "only the parcels of this project"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    words = {name: pair[0 if lang == "vi" else 1] for name, pair in _HELP.items()}
    add_folder(parser, lang)
    parser.add_argument("--as-of", metavar="DATE", help=words["as_of"])
    parser.add_argument("--site", metavar="CODE", default="", help=words["site"])
    parser.add_argument("--project", metavar="CODE", default="", help=words["project"])


def run(args: argparse.Namespace) -> Reply:
    """The board on a day. Exit code 1 when a finding is an error."""
    from quyhoach.province.land_ladder import ladder_of, list_findings  # slow
    from quyhoach.reports.json_text import plain  # slow
    from quyhoach.reports.ladder_json import Board, ladder_json  # slow
    from quyhoach.reports.ladder_text import ladder_text  # slow
    from quyhoach.reports.ladder_workbook import write_ladder_workbook  # slow

    day = day_of(args.as_of) or date.today()
    with Progress({"vi": "xếp các thửa lên thang", "en": "placing parcels on the ladder"}[args.lang], args.lang):
        province, read = province_of(args.folder)
        _known(args, province)
        found = ladder_of(province, day)
        told = (*read, *list_findings(province), *found.findings)
        board = Board.of(found, told, province.facts["land_records"].rows, args.site, args.project)
    return Reply(
        NO if has_errors(board.findings) else DONE, plain(ladder_json(board, args.lang)), ladder_text(board, args.lang),
        {".xlsx": lambda path: write_ladder_workbook(board, path, args.lang)},
    )


def _known(args: argparse.Namespace, province: Province) -> None:
    """Raises Unusable for a site or a project no table names: an empty board would say that all is well."""
    for asked, table, column, what in (
        (args.site, "sites", "site", ("mặt bằng", "site")), (args.project, "projects", "project", ("dự án", "project")),
    ):
        if asked:
            codes = (row.text(column) for name in (table, "land_parcels") for row in province.facts[name].rows)
            known_code(asked, dict.fromkeys(code for code in codes if code), what)


VERB = Verb(
    "ladder", "thửa đất đang ở bước nào, hạn nào sắp hết", "which step each parcel stands on, which clock is running out",
    _add_arguments, run, suffixes=(".xlsx",),
)
