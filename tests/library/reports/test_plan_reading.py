"""A stored plan is read back as it was."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from quyhoach.reports.json_text import json_text
from quyhoach.reports.plan_json import plan_json
from quyhoach.reports.plan_reading import plan_of_json
from quyhoach.reports.plan_report import PlanReport


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_written_is_read_back(report: PlanReport, lang: str) -> None:
    decisions = tuple(replace(decision, reasons=()) for decision in report.plan.decisions)
    back = plan_of_json(json.loads(json_text(plan_json(report, lang))))
    listed = replace(report.plan.certificate, data=json.loads(json_text(report.plan.certificate.data)))
    assert back == replace(report.plan, decisions=decisions, findings=(), certificate=listed)
    assert {"DA04"} == {e.id for e in report.question.problem.excluded} - {d.id for d in back.decisions}


def test_a_plan_without_a_proof_stays_without_one(report: PlanReport) -> None:
    bare = replace(report, plan=replace(report.plan, certificate=None))
    assert plan_of_json(json.loads(json_text(plan_json(bare, "vi")))).certificate is None
