"""``demo``: the main job on one screen, for a province folder that has a scenario."""

from __future__ import annotations

import argparse
from pathlib import Path

from quyhoach.capital.plan import Status
from quyhoach.cli.arguments import add_folder, add_scenario, ask, province_of, scenario_of
from quyhoach.cli.check import checked
from quyhoach.cli.command import DONE, NO, Command, Reply
from quyhoach.cli.plan import report_of
from quyhoach.cli.progress import Progress
from quyhoach.findings import Severity
from quyhoach.province.solve import explain_all, quickly_explained, solve
from quyhoach.reports.demo_text import Demo, demo_json, demo_text
from quyhoach.reports.plan_workbook import write_plan_workbook

_WORKBOOK = Path("out") / "ke-hoach-von.xlsx"


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    add_folder(parser, lang)
    add_scenario(parser, lang)


def run(args: argparse.Namespace) -> Reply:
    """One screen, and the plan as a workbook in ``out/`` unless ``-o`` names another. Exit code 1 when there is no plan."""
    with Progress({"vi": "đọc bảng", "en": "reading the tables"}[args.lang], args.lang) as progress:
        province, found = province_of(args.folder)
        question = ask(province, found, scenario_of(province, args.scenario, found))
        errors = tuple(f for f in (*found, *checked(province, question.scenario)) if f.severity is Severity.ERROR)
        plan = solve(question.question, progress=progress)
        if quickly_explained(plan):
            plan = explain_all(question.question, plan, progress)
        report = report_of(question, plan)
    has_plan = report.plan.status is not Status.NONE
    workbook = Path(args.output or _WORKBOOK)
    if has_plan:
        if not args.output:
            workbook.parent.mkdir(exist_ok=True)
        write_plan_workbook(report, workbook, args.lang)
    demo = Demo(report, errors, str(workbook) if has_plan else "")
    return Reply(DONE if has_plan else NO, demo_json(demo, args.lang), demo_text(demo, args.lang))


COMMAND = Command(
    "demo", "xem trên một màn hình: phương án, một lý do, một mâu thuẫn số liệu, một mạch chỉ đạo – dự án – tiền",
    "see on one screen: the plan, one reason, one contradiction, one thread from directive to money",
    _add_arguments, run, suffixes=(".xlsx",), own_file=True,
)
