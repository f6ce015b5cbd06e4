"""``import``: a foreign list through a map into a province folder; other packages add verbs, such as ``import boundaries FILE``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import cast

from quyhoach.cli.command import DONE, NO, Command, Reply, Unusable
from quyhoach.cli.progress import Progress
from quyhoach.exchange.foreign import Imported, import_list
from quyhoach.exchange.map_reader import read_map
from quyhoach.findings import finding, has_errors
from quyhoach.money import format_number
from quyhoach.province.folder import write_province
from quyhoach.province.province import Province
from quyhoach.reports.findings_text import findings_text

VERBS = "quyhoach.imports"
"""Entry-point group: a verb names a function from its words and the language to a reply."""

Verb = Callable[[tuple[str, ...], str], Reply]


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    folders = {
        "vi": "thư mục có danh mục cần nạp, cùng --map và -o; hoặc: boundaries FILE, ranh giới xã vào chương trình",
        "en": "folder of the list to take, with --map and -o; or: boundaries FILE, commune boundaries into the office",
    }
    parser.add_argument("what", metavar="FOLDER", nargs="+", help=folders[lang])
    maps = {"vi": "tệp ánh xạ (.toml): cột nào điền cột nào", "en": "the map (.toml): which column fills which"}
    parser.add_argument("--map", metavar="MAP", help=maps[lang])


def run(args: argparse.Namespace) -> Reply:
    """With ``--map``, a province folder; else the verb that the first word names. Exit code 1 when rows were refused."""
    if args.map is None:
        return _verb(args.what[0])(tuple(args.what[1:]), args.lang)
    if len(args.what) != 1:
        raise Unusable(finding("CLI-001", text=" ".join(args.what[1:])))
    if not args.output:
        raise Unusable(finding("CLI-002", text="-o"))
    folder, target = Path(args.what[0]), Path(args.output)
    if any(target.iterdir()) if target.is_dir() else target.exists():
        raise Unusable(finding("CLI-024", file=args.output))
    if not folder.is_dir():
        raise Unusable(finding("CLI-041", folder=args.what[0]))
    with Progress({"vi": "đọc danh mục", "en": "reading the list"}[args.lang], args.lang):
        imported = _imported(Path(args.map), folder)
        write_province(cast(Province, imported.province), target)
    return _reply(imported, args.output, args.lang)


def _verb(name: str) -> Verb:
    known = {point.name: point for point in metadata.entry_points(group=VERBS)}
    if name not in known:
        raise Unusable(finding("CLI-040", name=name, known=", ".join(sorted(known)) or "–"))
    try:
        return cast(Verb, known[name].load())
    except (ImportError, AttributeError) as error:
        raise Unusable(finding("CLI-006", name=name, reason=error)) from error


def _imported(map_file: Path, folder: Path) -> Imported:
    """What the map makes of the folder. Raises Unusable when the map cannot be followed, or nothing is found to follow it on."""
    read = read_map(map_file)
    if read.map is None:
        raise Unusable(*read.findings)
    imported = import_list(read.map, folder)
    if imported.province is None:
        raise Unusable(*imported.findings)
    return imported


def _reply(imported: Imported, output: str, lang: str) -> Reply:
    province = cast(Province, imported.province)
    written = {name: len(table.rows) for name, table in province.facts.items() if table.rows}
    scenarios = {
        name: {table: len(rows.rows) for table, rows in one.tables.items() if rows.rows} for name, one in province.scenarios.items()
    }
    data = {
        "file": output, "read": dict(imported.read), "facts": written, "scenarios": scenarios,
        "findings": [f.as_json(lang) for f in imported.findings],
    }
    lines = [f"→ {output}", _counted({"vi": "đọc", "en": "read"}[lang], imported.read, lang)]
    lines += [_counted(name, counts, lang) for name, counts in {"facts": written, **scenarios}.items()]
    text = "\n".join(lines) + "\n\n" + findings_text(imported.findings, lang)
    return Reply(NO if has_errors(imported.findings) else DONE, data, text)


def _counted(title: str, counts: Mapping[str, int], lang: str) -> str:
    return f"  {title}: " + ", ".join(f"{name} {format_number(count, lang)}" for name, count in counts.items())


COMMAND = Command(
    "import", "nạp danh mục của nơi khác theo tệp ánh xạ, hoặc ranh giới xã", "take a foreign list by a map, or commune boundaries",
    _add_arguments, run, suffixes=("",), own_file=True,
)
