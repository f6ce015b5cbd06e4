"""``law``: dated values of the law with document and article."""

from __future__ import annotations

import argparse

from quyhoach.cli.arguments import day_of
from quyhoach.cli.command import DONE, Command, Reply, Unusable
from quyhoach.findings import finding
from quyhoach.law.reader import LawError, parameters
from quyhoach.law.show import as_json, show
from quyhoach.reports.text import TextColumn, table
from quyhoach.reports.words import word


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    verbs = {"vi": "show: một tham số vào một ngày; list: danh mục tham số", "en": "show: one parameter on a day; list: all parameters"}
    parser.add_argument("verb", metavar="show/list", choices=("show", "list"), help=verbs[lang])
    parser.add_argument("name", metavar="NAME", nargs="?", help={"vi": "tên tham số", "en": "parameter"}[lang])
    days = {"vi": "ngày áp dụng, ví dụ 01/07/2025 hoặc 2025-07-01", "en": "the day, e.g. 2025-07-01 or 01/07/2025"}
    parser.add_argument("--on", metavar="DATE", help=days[lang])


def run(args: argparse.Namespace) -> Reply:
    """One parameter on a day, or the list of all. Unusable for an unknown name or a day the law has no answer for."""
    if args.verb == "list":
        return _listed(args.lang)
    day = day_of(args.on)
    if args.name is None or day is None:
        raise Unusable(finding("CLI-002", text="NAME" if args.name is None else "--on"))
    try:
        return Reply(DONE, as_json(args.name, day), show(args.name, day, args.lang))
    except LawError as error:
        raise Unusable(error.finding) from error


def _listed(lang: str) -> Reply:
    rows = [{"name": p.name, "domain": p.domain, "label": p.label[lang]} for p in parameters().values()]
    columns = [TextColumn(word("parameter", lang)), TextColumn(word("domain", lang)), TextColumn(word("message", lang))]
    return Reply(DONE, {"parameters": rows}, table(columns, [[row["name"], row["domain"], row["label"]] for row in rows]))


COMMAND = Command(
    "law", "xem tham số luật theo ngày, kèm văn bản và điều khoản", "show dated values of the law with document and article",
    _add_arguments, run,
)
