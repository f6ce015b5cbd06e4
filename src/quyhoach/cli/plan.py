"""``plan``: the capital plan of a scenario, with its proof and a reason for every project."""

from __future__ import annotations

import argparse
from dataclasses import replace

from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.cli.arguments import Asked, add_changes, add_folder, add_scenario, asked
from quyhoach.cli.command import DONE, NO, Command, Reply
from quyhoach.cli.progress import Progress
from quyhoach.cli.uncertainty import add_uncertainty, numbers_of, outlook_of
from quyhoach.findings import Severity
from quyhoach.province.checks import check
from quyhoach.province.clashes import clashes
from quyhoach.province.solve import explain_all, quickly_explained, solve
from quyhoach.reports.plan_json import plan_json
from quyhoach.reports.plan_report import PlanReport
from quyhoach.reports.plan_text import plan_text
from quyhoach.reports.plan_workbook import write_plan_workbook


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    add_folder(parser, lang)
    add_scenario(parser, lang)
    add_changes(parser, lang)
    helps = {
        "vi": "price: lý do theo logic và giá; exact: thêm phép thử buộc từng dự án vào phương án; auto (mặc định): exact khi ít dự án",
        "en": "price: reasons by logic and prices; exact: also force each project in and solve again; auto (default): exact when few",
    }
    parser.add_argument("--reasons", choices=("auto", "price", "exact"), default="auto", help=helps[lang])
    add_uncertainty(parser, lang)


def run(args: argparse.Namespace) -> Reply:
    """A checked plan, exit code 0; no plan, exit code 1."""
    numbers_of(args)
    with Progress({"vi": "đọc bảng", "en": "reading the tables"}[args.lang], args.lang) as progress:
        question = asked(args)
        plan = solve(question.question, progress=progress)
        if args.reasons == "exact" or (args.reasons == "auto" and quickly_explained(plan)):
            plan = explain_all(question.question, plan, progress)
        report = report_of(question, plan)
        if args.scenarios is not None and plan.status is not Status.NONE:
            outlook, found = outlook_of(args, question, plan, progress)
            report = replace(report, outlook=outlook, findings=tuple(dict.fromkeys((*report.findings, *found))))
    return reply(report, args.lang)


def report_of(question: Asked, plan: CapitalPlan) -> PlanReport:
    """The plan with everything a report of it needs, the errors of ``check`` among its findings."""
    checked = (f for f in check(question.province, question.scenario) if f.severity is Severity.ERROR)
    unkept = clashes(question.question, plan)
    own = (f for f in plan.findings if not (unkept and f.code in ("CAP-021", "CAP-022")))  # told again, with articles
    findings = tuple(dict.fromkeys((*question.findings, *own, *unkept, *checked)))
    return PlanReport(question.province, question.scenario, question.question, plan, findings, question.law_date)


def reply(report: PlanReport, lang: str) -> Reply:
    """A plan as an answer."""
    if report.plan.status is Status.NONE:
        return Reply(NO, plan_json(report, lang), plan_text(report, lang))
    files = {".xlsx": lambda path: write_plan_workbook(report, path, lang)}
    return Reply(DONE, plan_json(report, lang), plan_text(report, lang), files)


COMMAND = Command(
    "plan", "lập kế hoạch vốn nhiều năm, nhiều nguồn cho một kịch bản", "make the multi-year, multi-source capital plan of a scenario",
    _add_arguments, run, suffixes=(".xlsx",),
)
