"""The command line as argparse sees it: subcommands from entry points, help and errors in the reader's language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import metadata
from typing import Any, NoReturn

from quyhoach.cli import check, compare, convert, demo, explain, importing, land, law, plan, rank, replan, template, zones
from quyhoach.cli.command import Command, Unusable
from quyhoach.findings import LANGUAGES, Finding, finding

GROUP = "quyhoach.commands"
BUILT_IN: tuple[Command, ...] = (
    check.COMMAND, plan.COMMAND, explain.COMMAND, compare.COMMAND, replan.COMMAND, rank.COMMAND,
    template.COMMAND, law.COMMAND, convert.COMMAND, importing.COMMAND, demo.COMMAND, zones.COMMAND, land.COMMAND,
)
_WORDS = {
    "usage": ("Cách dùng: ", "Usage: "),
    "arguments": ("Tham số", "Arguments"),
    "options": ("Tùy chọn", "Options"),
    "commands": ("Lệnh", "Commands"),
    "verbs": ("Việc", "Verbs"),
    "help": ("in trang này", "print this page"),
    "about": (
        "Lập, kiểm tra và giải thích kế hoạch vốn của một tỉnh. Mã thoát: 0 xong; 1 kiểm tra thấy lỗi hoặc không có "
        "phương án; 2 đầu vào hoặc tùy chọn không dùng được.",
        "Make, check and explain a province's capital plan. Exit codes: 0 done; 1 check found errors or there is no plan; "
        "2 unusable input or options.",
    ),
    "json": ("in kết quả dạng JSON", "print the result as JSON"),
    "lang": ("ngôn ngữ: vi hoặc en (mặc định vi)", "language: vi or en (default vi)"),
    "output": ("ghi kết quả ra tệp ({suffixes})", "write the result to a file ({suffixes})"),
    "folder": ("thư mục", "folder"),
}


def wording(key: str, lang: str, **values: object) -> str:
    """A word of the parser in ``lang``."""
    return _WORDS[key][LANGUAGES.index(lang)].format(**values)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises ``Unusable`` instead of leaving the program, and speaks ``lang``."""

    def __init__(self, prog: str, description: str = "", lang: str = "vi") -> None:
        super().__init__(prog, description=description, add_help=False, allow_abbrev=False, formatter_class=_formatter(lang))
        self.lang = lang
        self._positionals.title = wording("arguments", lang)
        self._optionals.title = wording("options", lang)
        self.add_argument("-h", "--help", action="help", help=wording("help", lang))

    def error(self, message: str) -> NoReturn:
        """Every complaint of argparse becomes a finding."""
        raise Unusable(_complaint(message))


def _formatter(lang: str) -> type[argparse.HelpFormatter]:
    class _Formatter(argparse.HelpFormatter):
        def __init__(self, prog: str) -> None:
            super().__init__(prog, max_help_position=30, width=100)

        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, wording("usage", lang) if prefix is None else prefix)

    return _Formatter


_COMPLAINTS = (
    (re.compile(r"unrecognized arguments: (?P<text>.*)"), "CLI-001"),
    (re.compile(r"the following arguments are required: (?P<text>.*)"), "CLI-002"),
    (re.compile(r"argument (?P<option>[^:]*): invalid choice: '?(?P<text>[^']*)'? \(choose from (?P<known>.*)\)"), "CLI-003"),
    (re.compile(r"argument (?P<option>[^:]*): expected (?P<text>.*)"), "CLI-004"),
)


def _complaint(message: str) -> Finding:
    for pattern, code in _COMPLAINTS:
        if match := pattern.fullmatch(message):
            return _with_nearest(Finding(code, values=match.groupdict()))
    return finding("CLI-005", text=message)


def _with_nearest(complaint: Finding) -> Finding:
    if complaint.code != "CLI-003":
        return complaint
    known = [name.strip(" '\"") for name in str(complaint.values["known"]).split(",")]
    near = get_close_matches(str(complaint.values["text"]), known, 3) or known
    return finding("CLI-003", option=complaint.values["option"], text=complaint.values["text"], near=", ".join(near))


def commands() -> tuple[dict[str, Command], tuple[Finding, ...]]:
    """Commands by name: the built-in ones, then those other packages register in the group ``quyhoach.commands``.

    A registered command that cannot be loaded is left out, with a finding.
    """
    found = {command.name: command for command in BUILT_IN}
    findings: list[Finding] = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
        if point.name in found:
            continue
        try:
            found[point.name] = point.load()
        except (ImportError, AttributeError) as error:
            findings.append(finding("CLI-006", name=point.name, reason=error))
    return found, tuple(findings)


def parser_for(known: Mapping[str, Command], lang: str) -> Parser:
    """The whole command line."""
    parser = Parser(prog="quyhoach", description=wording("about", lang), lang=lang)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, title=wording("commands", lang))
    for command in known.values():
        text = command.help(lang)
        _add_all(subparsers.add_parser(command.name, help=text, description=text, lang=lang), command, lang)
    return parser


def parser_of(command: Command, lang: str) -> Parser:
    """The parser of one command, alone."""
    parser = Parser(prog=f"quyhoach {command.name}", lang=lang)
    _add_all(parser, command, lang)
    return parser


def _add_all(parser: argparse.ArgumentParser, command: Command, lang: str, top: bool = True) -> None:
    command.add_arguments(parser, lang)
    _add_common(parser, command, lang, top)
    if not command.verbs:
        return
    subparsers = parser.add_subparsers(dest="verb", metavar="VERB", required=True, title=wording("verbs", lang))
    for verb in command.verbs:
        text = verb.help(lang)
        _add_all(subparsers.add_parser(verb.name, help=text, description=text, lang=lang), verb, lang, top=False)


def _add_common(parser: argparse.ArgumentParser, command: Command, lang: str, top: bool) -> None:
    """``--json``, ``--lang`` and ``-o``, the same for every command; a verb leaves what it is not given to its command."""
    suffixes = ", ".join(suffix or wording("folder", lang) for suffix in command.offered())
    values = {"json": False, "lang": "vi", "output": None} if top else dict.fromkeys(("json", "lang", "output"), argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", default=values["json"], help=wording("json", lang))
    parser.add_argument("--lang", choices=LANGUAGES, default=values["lang"], help=wording("lang", lang))
    parser.add_argument("-o", "--output", metavar="FILE", default=values["output"], help=wording("output", lang, suffixes=suffixes))


def language_of(argv: Sequence[str]) -> str:
    """The language asked for, looked up before anything else so that help and errors speak it too."""
    for n, argument in enumerate(argv):
        value = argv[n + 1] if argument == "--lang" and n + 1 < len(argv) else argument.removeprefix("--lang=")
        if argument.startswith("--lang") and value in LANGUAGES:
            return value
    return "vi"
