"""The one seam to the engines: what is asked, carried out, and recorded. Nothing else in the office solves anything."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.cli.arguments import Asked, ask, changes_of
from quyhoach.cli.command import Unusable
from quyhoach.cli.plan import report_of
from quyhoach.findings import LANGUAGES, Finding, Severity, finding
from quyhoach.priorities.criteria import Method
from quyhoach.priorities.intervals import WeightInterval, intervals
from quyhoach.province.folder import read_province
from quyhoach.province.land_foresight import cash_foresight
from quyhoach.province.land_order import clearing_order, more_money, order_question
from quyhoach.province.province import Province
from quyhoach.province.proving import DRAWS, ProvedRanking
from quyhoach.province.proving import ranked as proved
from quyhoach.province.ranking import AskedRanking, question_for
from quyhoach.province.solve import explain_all, preview, quickly_explained, solve
from quyhoach.province.why import Why, why, with_budget
from quyhoach.reports.demo_text import Demo, demo_json
from quyhoach.reports.json_text import json_text
from quyhoach.reports.order_report import OrderReport
from quyhoach.reports.plan_json import plan_json
from quyhoach.reports.plan_reading import plan_of_json
from quyhoach.reports.plan_report import PlanReport, waiting_for_land
from quyhoach.reports.plan_workbook import write_plan_workbook
from quyhoach.reports.ranking_document import write_ranking_document
from quyhoach.reports.ranking_json import ranking_json
from quyhoach.reports.ranking_report import RankReport
from quyhoach.reports.ranking_workbook import write_ranking_workbook
from quyhoach_web.models import Run, RunFile, RunKind, RunState
from quyhoach_web.queries.privacy import open_findings
from quyhoach_web.services import provinces
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.sliders import most_for, telling

_EXPLAINED = 12
"""Neighbours at the head of a recorded ranking whose order is explained."""


def request(
    *, scenario: str, changes: Sequence[str] = (), law_date: date | None = None, gamma: float | None = None, title: str = "",
    kept: bool, by: object, again: Run | None = None, kind: str = RunKind.PLAN, question: Mapping[str, Any] | None = None,
) -> Run:
    """Queue a run on the data as they stand now, or on the inputs of an earlier run (``again``). ``question``: what its kind asks."""
    asked = {"scenario": scenario, "changes": list(changes), **(question or {})}
    with transaction.atomic():
        run = Run.objects.create(
            kind=kind, question=dict(question or {}), scenario=scenario, title=title, changes=list(changes), law_date=law_date,
            gamma=gamma, kept=kept, again=again,
            snapshot=again.snapshot if again else provinces.snapshot(), created_by=by if getattr(by, "pk", None) else None,
            created_at=timezone.now(), code_version=metadata.version("quyhoach"))
        if kept:
            record(by, [Act("run", "run", str(run.pk), None, asked)])
    return run


class Failed(Exception):
    """The inputs cannot be planned with; ``findings`` say why."""

    def __init__(self, findings: Sequence[Any]) -> None:
        super().__init__("; ".join(f.code for f in findings))
        self.findings = findings


def carry_out(run: Run, progress: Callable[[str], None] | None = None) -> PlanReport | RankReport:
    """What the command line would answer on the run's inputs. Raises ``Failed``."""
    if run.kind == RunKind.RANKING:
        return _ranking(run, progress)
    question = _asked(run)
    report = report_of(question, _solved(question, progress))
    return replace(report, findings=open_findings(report.findings))  # what a run tells, whoever opens the run may read


def answered(run: Run, plan: Mapping[str, Any], province: Province | None = None) -> PlanReport:
    """A finished run again: its own inputs beside its stored ``plan`` file. Nothing is solved, and the checks are not asked again.
    ``province``: its inputs where they are at hand. Raises ``Failed``."""
    asked = _question(run, province, ()) if province else _asked(run)
    return PlanReport(asked.province, asked.scenario, asked.question, plan_of_json(plan), asked.findings, asked.law_date)


def _asked(run: Run) -> Asked:
    return _question(run, *_inputs(run))


def _inputs(run: Run) -> tuple[Province, tuple[Finding, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        provinces.unzip(run.snapshot, Path(folder))
        read = read_province(folder)
    if read.province is None:
        raise Failed(open_findings(read.findings))
    return read.province, open_findings(read.findings)


def _question(run: Run, province: Province, found: tuple[Finding, ...]) -> Asked:
    try:
        asked = ask(province, found, run.scenario, changes_of(run.changes, province, run.scenario), run.law_date, run.gamma)
    except Unusable as problem:
        raise Failed(problem.findings) from problem
    return replace(asked, findings=open_findings(asked.findings))


def previewed(
    province: Province, scenario: str, changes: Sequence[str] = (), gamma: float | None = None, law_date: date | None = None,
    warm: CapitalPlan | None = None,
) -> PlanReport:
    """A quick checked plan of the province, beside an earlier plan ``warm``; nothing is recorded. Raises ``Failed``."""
    try:
        question = ask(province, (), scenario, changes_of(changes, province, scenario), law_date, gamma)
    except Unusable as problem:
        raise Failed(problem.findings) from problem
    plan = preview(question.question, warm)
    return PlanReport(province, scenario, question.question, plan, (*question.findings, *plan.findings), question.law_date)


def _solved(question: Asked, progress: Callable[[str], None] | None) -> CapitalPlan:
    plan = solve(question.question, progress=progress)
    return explain_all(question.question, plan, progress) if quickly_explained(plan) else plan


def files_of(report: PlanReport) -> dict[str, bytes]:
    """Every file of a finished run by name. The same report gives the same bytes: time is kept in the run's row only."""
    timeless = replace(report, plan=replace(report.plan, seconds=0.0))
    errors = tuple(f for f in report.findings if f.severity is Severity.ERROR)
    made: dict[str, bytes] = {}
    for lang in LANGUAGES:
        made[f"plan.{lang}.json"] = json_text(plan_json(timeless, lang)).encode()
        made[f"screen.{lang}.json"] = json_text(demo_json(Demo(timeless, errors, ""), lang)).encode()
        if report.plan.status is not Status.NONE:
            with tempfile.TemporaryDirectory() as folder:
                write_plan_workbook(timeless, Path(folder) / "plan.xlsx", lang)
                made[f"plan.{lang}.xlsx"] = (Path(folder) / "plan.xlsx").read_bytes()
    return made


def _slider(run: Run, report: PlanReport) -> dict[str, bytes]:
    """``slider.json`` of a kept run: the ceiling the public may move. A repeat has it where its first run has."""
    wanted = run.again.files.filter(name="slider.json").exists() if run.again else run.kept
    if not wanted or report.plan.status is Status.NONE:
        return {}

    def tried(change: str) -> CapitalPlan:
        return previewed(report.province, report.scenario, (*run.changes, change), run.gamma, run.law_date, report.plan).plan

    found = telling(report.plan, tried, most_for(len(report.province.facts["projects"].rows)))
    return {"slider.json": json_text(found).encode()} if found else {}


def finish(run: Run, report: PlanReport | RankReport, attempt: int) -> bool:
    """Write the result once: only the worker that holds the newest attempt may. False when another has taken over."""
    ranking = isinstance(report, RankReport)
    files = ranking_files(report) if ranking else files_of(report) | _slider(run, report)
    figures = {"status": "ranked"} if ranking else _figures(report)
    with transaction.atomic():
        done = Run.objects.filter(pk=run.pk, state=RunState.RUNNING, attempt=attempt).update(
            state=RunState.DONE, finished_at=timezone.now(), lease_until=None, progress="",
            breaches=sum(f.severity is Severity.ERROR for f in report.findings), **figures)
        if done:
            digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
            RunFile.objects.bulk_create(RunFile(run=run, name=name, content=files[name], digest=digests[name]) for name in files)
            record("worker", [Act("result", "run", str(run.pk), None, digests)])
    return bool(done)


def _figures(report: PlanReport) -> dict[str, Any]:
    """What a plan's row says of it."""
    plan = report.plan
    return {"status": str(plan.status), "objective": plan.objective, "bound": plan.bound, "gap": plan.gap, "seconds": plan.seconds,
            "funded": sum(d.in_plan for d in plan.decisions), "waiting": len(waiting_for_land(plan)),
            "money": sum(a.amount for a in plan.allocations if a.kind in ("project", "repayment"))}


# Land ------------------------------------------------------------------------------------------------------------------------


def land_outlook(report: PlanReport, paths: int) -> OrderReport:
    """The best order of clearing beside a capital plan, what more money is worth, and the fund's cash in ``paths`` futures.

    Raises ``Failed``."""
    info = report.province.scenarios[report.scenario].info
    question = order_question(report.province, report.scenario, report.question.problem, report.plan)
    wrong = [one for one in question.findings if one.severity is Severity.ERROR]
    if wrong:
        raise Failed(open_findings(wrong))
    try:
        plan = clearing_order(question)
        more = more_money(question, plan) if plan.proof else {}
        seen = cash_foresight(question, plan.clearings, paths) if plan.proof else None
    except OverflowError as problem:
        raise Failed([finding("LND-157")]) from problem
    named = report.province.info
    return OrderReport(named.name_vi, info.name, info.illustrative, question, plan, open_findings(question.findings), more, seen)


# Rankings --------------------------------------------------------------------------------------------------------------------


def ask_ranking(
    province: Province, scenario: str, name: str, method: str = "", weights: tuple[float, ...] | None = None, member: str = "",
) -> AskedRanking:
    """The ranking question of a set; ``method``, ``weights`` and ``member`` as in ``question_for``. Raises KeyError, ValueError."""
    return question_for(province, scenario, name, method=Method(method) if method else None, weights=weights, member=member)


def ranked(asked: AskedRanking, draws: int = DRAWS, progress: Callable[[str], None] | None = None) -> ProvedRanking:
    """The list people read, with its proof; ``draws`` 0: the list alone."""
    return proved(asked, draws, progress=progress)


def weight_intervals(found: ProvedRanking) -> tuple[WeightInterval, ...]:
    """How far each weight may move before the first place, or the order, changes; also of a list without proof."""
    return found.intervals or intervals(found.prepared)


def compared(found: ProvedRanking, one: str, other: str, province: Province | None = None, budget: int | None = None) -> Why:
    """Why one of two stands above the other, and what would turn them, a change of ``budget`` included. Raises KeyError."""
    told = why(found, one, other)
    return told if province is None or budget is None else with_budget(province, found.asked.scenario, found, told, budget)


def _ranking(run: Run, progress: Callable[[str], None] | None) -> RankReport:
    """A ranking with the reasons between neighbours of its head. Raises ``Failed``."""
    province, found = _inputs(run)
    try:
        asked = ask_ranking(province, run.scenario, run.question.get("set", ""), run.question.get("method", ""))
    except (KeyError, ValueError) as unknown:
        raise Failed([finding("RNK-107", file="inputs.zip", scenario=run.scenario, set=run.question.get("set", ""))]) from unknown
    answer = ranked(asked, progress=progress)
    found = open_findings(found)  # whoever opens the run may read them
    if not answer.places:
        raise Failed([*found, *answer.findings])
    order = [place.id for place in answer.places[:_EXPLAINED + 1]]
    return RankReport(province, answer, tuple(why(answer, a, b) for a, b in pairwise(order)), None, found)


def ranking_files(report: RankReport) -> dict[str, bytes]:
    """Every file of a ranking by name: the run file as ``rank -o`` writes it, the document, the workbook, in both languages."""
    made: dict[str, bytes] = {}
    for lang in LANGUAGES:
        made[f"ranking.{lang}.json"] = (json_text(ranking_json(report, lang)) + "\n").encode()
        with tempfile.TemporaryDirectory() as folder:
            write_ranking_document(report, Path(folder) / "ranking.docx", lang)
            write_ranking_workbook(report, Path(folder) / "ranking.xlsx", lang)
            made |= {f"ranking.{lang}.{suffix}": (Path(folder) / f"ranking.{suffix}").read_bytes() for suffix in ("docx", "xlsx")}
    return made
