"""``check``: everything that is wrong or doubtful in the tables, with its article and what to do."""

from __future__ import annotations

import argparse

from quyhoach.cli.arguments import add_folder, province_of, scenario_of
from quyhoach.cli.command import DONE, NO, Command, Reply
from quyhoach.cli.progress import Progress
from quyhoach.findings import Finding, has_errors
from quyhoach.province.checks import check
from quyhoach.province.province import Province
from quyhoach.reports.findings_text import findings_text
from quyhoach.reports.findings_workbook import write_findings_workbook


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    add_folder(parser, lang)
    helps = {"vi": "kịch bản cần kiểm tra; bỏ qua thì kiểm tra mọi kịch bản", "en": "scenario to check; all of them when left out"}
    parser.add_argument("--scenario", metavar="NAME", help=helps[lang])


def run(args: argparse.Namespace) -> Reply:
    """Findings of reading and of every check. Exit code 1 when one is an error."""
    with Progress({"vi": "đọc và kiểm tra", "en": "reading and checking"}[args.lang], args.lang):
        province, found = province_of(args.folder)
        scenario = scenario_of(province, args.scenario, found) if args.scenario else None
        findings = (*found, *checked(province, scenario))
    return Reply(
        NO if has_errors(findings) else DONE,
        {"findings": [f.as_json(args.lang) for f in findings]},
        findings_text(findings, args.lang),
        {".xlsx": lambda path: write_findings_workbook(findings, path, args.lang)},
    )


def checked(province: Province, scenario: str | None) -> tuple[Finding, ...]:
    """Findings of the checks for one scenario, or of all scenarios, each finding once."""
    names: list[str | None] = [scenario] if scenario else [*sorted(province.scenarios)] or [None]
    return tuple(dict.fromkeys(f for name in names for f in check(province, name)))


COMMAND = Command(
    "check", "kiểm tra mọi bảng theo quy định đang áp dụng", "check every table against the rules in force",
    _add_arguments, run, suffixes=(".xlsx",),
)
