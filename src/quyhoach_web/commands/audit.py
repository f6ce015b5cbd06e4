"""``audit verify``: whether the chain of changes still holds, and which row somebody edited in the database by hand."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from quyhoach.cli.command import DONE, NO, Command, Reply
from quyhoach_web.commands.office import standing_office


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    verbs = {"vi": "verify: tính lại chuỗi băm và so từng dòng với nhật ký", "en": "verify: count the chain again and compare every row"}
    parser.add_argument("verb", metavar="verify", choices=("verify",), help=verbs[lang])
    heads = {"vi": "đầu chuỗi in trên một bản xuất cũ, ví dụ 12:ab34cd56ef78ab90",
             "en": "the head an old export prints, e.g. 12:ab34cd56ef78ab90"}
    parser.add_argument("--head", metavar="HEAD", default="", help=heads[lang])


def run(args: argparse.Namespace) -> Reply:
    """0 when nothing was touched, 1 with the names of what was. Unusable where there is no office database."""
    with standing_office():
        from django.utils import translation  # app-ready: settings are read first

        from quyhoach_web.services.audit_check import verify  # app-ready: models need the registry

        with translation.override(args.lang):
            report = verify(args.head)
            return Reply(NO if report.problems else DONE, _data(report), _text(report))


def _data(report: Any) -> dict[str, Any]:
    return {"entries": report.entries, "head": report.head, "problems": [asdict(problem) for problem in report.problems]}


def _text(report: Any) -> str:
    from quyhoach_web.language import say  # app-ready: words follow the language the office reads

    first = say("Nhật ký: {n} dòng, đầu chuỗi {head}.", "Audit: {n} entries, head {head}.", n=report.entries, head=report.head)
    if not report.problems:
        return f"{first}\n" + say("0 chỗ bị sửa tay.", "0 places edited by hand.")
    found = say("{n} chỗ bị sửa tay:", "{n} places edited by hand:", n=len(report.problems))
    return "\n".join([first, found, *(f"✗ {problem.text}" for problem in report.problems)])


COMMAND = Command(
    "audit", "kiểm tra nhật ký: ai đã sửa tay trong cơ sở dữ liệu", "check the audit chain against edits by hand",
    _add_arguments, run,
)
