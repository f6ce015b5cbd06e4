"""``template``: a blank workbook for one table, made from the table's spec."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from pathlib import Path

from quyhoach.cli.command import DONE, Command, Reply, Unusable
from quyhoach.findings import finding
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.reports.text import TextColumn, table
from quyhoach.reports.words import word
from quyhoach.tables import write_template
from quyhoach.tables.spec import TableSpec

_SPECS: dict[str, TableSpec] = {**FACTS, **SCENARIO}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    helps = {"vi": "tên bảng; xem --list", "en": "name of a table; see --list"}
    parser.add_argument("spec", metavar="SPEC", nargs="?", help=helps[lang])
    parser.add_argument("--list", action="store_true", help={"vi": "liệt kê các bảng", "en": "list the tables"}[lang])


def run(args: argparse.Namespace) -> Reply:
    """Where the blank workbook goes, or the list of tables."""
    if args.list:
        return _listed(args.lang)
    if args.spec not in _SPECS:
        near = get_close_matches(args.spec or "", _SPECS, 3) or list(_SPECS)
        raise Unusable(finding("CLI-019", name=args.spec or "", near=", ".join(near)))
    if not args.output:
        raise Unusable(finding("CLI-002", text="-o"))
    spec = _SPECS[args.spec]
    title = spec.title_vi if args.lang == "vi" else spec.title_en
    path = Path(args.output)
    write_template(spec, path, args.lang)
    return Reply(DONE, {"template": spec.name, "title": title, "file": args.output}, f"{title} → {args.output}")


def _listed(lang: str) -> Reply:
    rows = [
        {"name": spec.name, "title_vi": spec.title_vi, "title_en": spec.title_en, "part": part}
        for part, specs in (("facts", FACTS), ("scenario", SCENARIO)) for spec in specs.values()
    ]
    columns = [TextColumn("SPEC"), TextColumn(word("table", lang)), TextColumn(word("part", lang))]
    lines = [[row["name"], row[f"title_{lang}"], word(f"part_{row['part']}", lang)] for row in rows]
    return Reply(DONE, {"templates": rows}, table(columns, lines))


COMMAND = Command(
    "template", "tạo biểu Excel trống của một bảng", "make the blank workbook of a table", _add_arguments, run,
    suffixes=(".xlsx",), own_file=True,
)
