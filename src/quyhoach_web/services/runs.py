"""The one seam to the engines: what is asked, carried out, and recorded. Nothing else in the office solves anything."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.cli.arguments import Asked, ask, changes_of
from quyhoach.cli.command import Unusable
from quyhoach.cli.plan import report_of
from quyhoach.findings import LANGUAGES, Finding, Severity
from quyhoach.province.folder import read_province
from quyhoach.province.province import Province
from quyhoach.province.solve import explain_all, preview, quickly_explained, solve
from quyhoach.reports.demo_text import Demo, demo_json
from quyhoach.reports.json_text import json_text
from quyhoach.reports.plan_json import plan_json
from quyhoach.reports.plan_reading import plan_of_json
from quyhoach.reports.plan_report import PlanReport, waiting_for_land
from quyhoach.reports.plan_workbook import write_plan_workbook
from quyhoach_web.models import Run, RunFile, RunKind, RunState
from quyhoach_web.services import provinces
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.sliders import most_for, telling


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


def carry_out(run: Run, progress: Callable[[str], None] | None = None) -> PlanReport:
    """What the command line would answer on the run's inputs. Raises ``Failed``."""
    question = _asked(run)
    return report_of(question, _solved(question, progress))


def answered(run: Run, plan: Mapping[str, Any], province: Province | None = None) -> PlanReport:
    """A finished run again: its own inputs beside its stored ``plan`` file. Nothing is solved, and the checks are not asked again.
    ``province``: its inputs where they are at hand. Raises ``Failed``."""
    asked = _question(run, province, ()) if province else _asked(run)
    return PlanReport(asked.province, asked.scenario, asked.question, plan_of_json(plan), asked.findings, asked.law_date)


def _asked(run: Run) -> Asked:
    with tempfile.TemporaryDirectory() as folder:
        provinces.unzip(run.snapshot, Path(folder))
        read = read_province(folder)
    if read.province is None:
        raise Failed(read.findings)
    return _question(run, read.province, read.findings)


def _question(run: Run, province: Province, found: tuple[Finding, ...]) -> Asked:
    try:
        return ask(province, found, run.scenario, changes_of(run.changes, province, run.scenario), run.law_date, run.gamma)
    except Unusable as problem:
        raise Failed(problem.findings) from problem


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


def finish(run: Run, report: PlanReport, attempt: int) -> bool:
    """Write the result once: only the worker that holds the newest attempt may. False when another has taken over."""
    files = files_of(report) | _slider(run, report)
    plan = report.plan
    with transaction.atomic():
        done = Run.objects.filter(pk=run.pk, state=RunState.RUNNING, attempt=attempt).update(
            state=RunState.DONE, finished_at=timezone.now(), lease_until=None, progress="", status=str(plan.status),
            objective=plan.objective, bound=plan.bound, gap=plan.gap, seconds=plan.seconds,
            funded=sum(d.in_plan for d in plan.decisions), waiting=len(waiting_for_land(plan)),
            breaches=sum(f.severity is Severity.ERROR for f in report.findings),
            money=sum(a.amount for a in plan.allocations if a.kind in ("project", "repayment")))
        if done:
            digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
            RunFile.objects.bulk_create(RunFile(run=run, name=name, content=files[name], digest=digests[name]) for name in files)
            record("worker", [Act("result", "run", str(run.pk), None, digests)])
    return bool(done)
