"""``replan``: a new plan in mid-year, as near to the assigned one as can be, and every amount that moves."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quyhoach.capital.plan import CapitalPlan
from quyhoach.capital.problem import Lock
from quyhoach.capital.replanning import DOUBLE, FREE, LEAST, nothing_to_keep, replan, with_paid
from quyhoach.cli.arguments import (
    Asked,
    add_changes,
    add_folder,
    add_scenario,
    ask,
    changes_of,
    day_of,
    gamma_of,
    province_of,
    ranked_by,
    scenario_of,
)
from quyhoach.cli.command import DONE, NO, Command, Reply, Unusable
from quyhoach.cli.plan import report_of
from quyhoach.cli.progress import Progress
from quyhoach.findings import Finding, Place, Severity, finding
from quyhoach.province.specs.scenario import LOCKS
from quyhoach.reports.plan_reading import plan_of_json
from quyhoach.reports.replanning_json import replanning_json
from quyhoach.reports.replanning_report import ReplanningReport
from quyhoach.reports.replanning_text import replanning_text
from quyhoach.reports.replanning_workbook import write_replanning_workbook
from quyhoach.tables.read import read_table

_HELP = {
    "from": ("kế hoạch đã giao: tệp của plan -o KE_HOACH.json", "the assigned plan: the file of plan -o PLAN.json"),
    "paid": (
        "bảng đã chi thực tế (dự án hoặc nghĩa vụ, nguồn, năm, số vốn), các cột như bảng vốn đã khóa",
        "table of what was really paid (project or obligation, source, year, amount), columns as in the locks table",
    ),
    "closed": ("năm cuối đã khóa sổ: đến hết năm này không bố trí thêm", "last year already closed: nothing more is given up to it"),
    "take": (
        "phương án in ra: least trong mức xáo trộn nhỏ nhất D*, double trong 2 D*, free không giới hạn",
        "the plan that is printed: least within the least disturbance D*, double within 2 D*, free without limit",
    ),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    n = 0 if lang == "vi" else 1
    add_folder(parser, lang)
    parser.add_argument("--from", dest="assigned", metavar="PLAN.json", required=True, help=_HELP["from"][n])
    parser.add_argument("--paid", metavar="FILE", help=_HELP["paid"][n])
    parser.add_argument("--closed", metavar="YEAR", type=int, help=_HELP["closed"][n])
    parser.add_argument("--take", choices=(LEAST, DOUBLE, FREE), default=LEAST, help=_HELP["take"][n])
    add_scenario(parser, lang)
    add_changes(parser, lang)


def run(args: argparse.Namespace) -> Reply:
    """D*, the values within D*, 2 D* and free, and every amount that moves. Exit code 1 when there is no such plan."""
    with Progress({"vi": "đọc bảng", "en": "reading the tables"}[args.lang], args.lang) as progress:
        before = _assigned(args.assigned)
        question = _question(args, before.scenario)
        found = replan(question.question.problem, before.plan, progress=progress)
        near = found.plan(args.take)
    if near is None:
        raise Unusable(*found.findings)
    plan = replace(near.plan, findings=(*near.plan.findings, *found.findings))
    report = ReplanningReport(report_of(question, plan), before.plan, found, near)
    files = {".xlsx": lambda path: write_replanning_workbook(report, path, args.lang)}
    return Reply(DONE if len(found.plans) == 3 else NO, replanning_json(report, args.lang), replanning_text(report, args.lang), files)


@dataclass(frozen=True)
class _Assigned:
    plan: CapitalPlan
    scenario: str


def _assigned(file: str) -> _Assigned:
    """The assigned plan: of ``plan --json``, or the plan inside the answer of ``replan --json``."""
    try:
        data: Mapping[str, Any] = json.loads(Path(file).read_text("utf-8-sig"))
        data = data.get("plan", data)
        plan, scenario = plan_of_json(data), str(data["scenario"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(finding("CLI-030", file=file, reason=str(error) or type(error).__name__)) from error
    if nothing_to_keep(plan):
        raise Unusable(finding("CLI-030", file=file, reason="status none"))
    return _Assigned(plan, scenario)


def _question(args: argparse.Namespace, assigned: str) -> Asked:
    province, found = province_of(args.folder)
    scenario = scenario_of(province, args.scenario or (assigned if assigned in province.scenarios else None), found)
    changes = changes_of(args.ceiling, province, scenario)
    ranked = ranked_by(province, scenario, args.ranking)
    asked = ask(ranked, found, scenario, changes, day_of(args.law_date), gamma_of(args.gamma))
    paid = _paid(args.paid, asked) if args.paid else ()
    problem = with_paid(asked.question.problem, paid, args.closed)
    return replace(asked, question=replace(asked.question, problem=problem))


def _paid(file: str, asked: Asked) -> tuple[Lock, ...]:
    """Rows of the paid table. Raises Unusable for a table, project, source or year that cannot be used."""
    read = read_table(file, LOCKS, unit=asked.province.info.money_unit)
    paid = tuple(Lock(row.text("project"), row.text("fund"), row.whole("year") or 0, row.whole("amount") or 0) for row in read.table.rows)
    wrong = [f for f in read.findings if f.severity is Severity.ERROR]
    wrong += [f for n, lock in enumerate(paid, 2) for f in _unknown(file, n, lock, asked)]
    if wrong:
        raise Unusable(*wrong)
    return paid


def _unknown(file: str, row: int, lock: Lock, asked: Asked) -> Iterator[Finding]:
    problem = asked.question.problem
    known = asked.province.facts["projects"].by_key().keys() | {duty.id for duty in problem.obligations}
    parts = (("dự án, nghĩa vụ", "project or obligation", lock.project in known), ("nguồn", "source", lock.fund in problem.funds),
             ("năm", "year", lock.year in problem.years))
    for vi, en, fits in parts:
        if not fits:
            yield finding("CLI-031", Place(file=Path(file).name, row=row), row=row, project=lock.project, fund=lock.fund,
                          year=lock.year, part=vi, part_en=en)
            return


COMMAND = Command(
    "replan", "lập lại kế hoạch giữa năm, ít xáo trộn kế hoạch đã giao nhất",
    "plan again in mid-year, disturbing the assigned plan as little as can be", _add_arguments, run, suffixes=(".xlsx",),
)
