"""``explain``: why one project is in the plan, or out of it."""

from __future__ import annotations

import argparse
from difflib import get_close_matches

from quyhoach.capital.plan import Status
from quyhoach.cli.arguments import add_changes, add_folder, add_scenario, asked
from quyhoach.cli.command import DONE, NO, Command, Reply, Unusable
from quyhoach.cli.plan import report_of
from quyhoach.cli.progress import Progress
from quyhoach.findings import finding
from quyhoach.province.solve import Question, explain, solve
from quyhoach.reports.decision_text import decision_text
from quyhoach.reports.plan_json import basis_json, decision_json


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    add_folder(parser, lang)
    add_scenario(parser, lang)
    add_changes(parser, lang)
    parser.add_argument("--project", metavar="CODE", required=True, help={"vi": "mã dự án", "en": "project code"}[lang])
    helps = {"vi": "buộc dự án vào phương án và cho biết cái gì phải ra", "en": "force the project in and show what leaves"}
    parser.add_argument("--force", action="store_true", help=helps[lang])


def run(args: argparse.Namespace) -> Reply:
    """The decision on one project with every reason. Exit code 1 when there is no plan."""
    with Progress({"vi": "đọc bảng", "en": "reading the tables"}[args.lang], args.lang) as progress:
        question = asked(args)
        _known(question.question, args.project)
        plan = solve(question.question, progress=progress)
        report = report_of(question, plan)
        decision = explain(question.question, plan, args.project, force=args.force)
    data = {**basis_json(report), "project": decision_json(report, decision, args.lang)}
    return Reply(NO if plan.status is Status.NONE else DONE, data, decision_text(report, decision, args.lang))


def _known(question: Question, project: str) -> None:
    known = [*(p.id for p in question.problem.projects), *(e.id for e in question.problem.excluded)]
    if project not in known:
        near = ", ".join(get_close_matches(project, known, 5) or known[:5])
        raise Unusable(finding("CLI-018", project=project, near=near))


COMMAND = Command(
    "explain", "vì sao một dự án được, hay chưa được, bố trí vốn", "why one project is, or is not, funded", _add_arguments, run,
)
