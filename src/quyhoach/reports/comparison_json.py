"""Two plans side by side as JSON data."""

from __future__ import annotations

from typing import Any

from quyhoach.capital.compare import Comparison
from quyhoach.reports.plan_json import basis_json
from quyhoach.reports.plan_report import PlanReport, headline


def comparison_json(a: PlanReport, b: PlanReport, found: Comparison, lang: str) -> dict[str, Any]:
    """Keys: a, b (what each plan is), entered, left, moved, money, ceilings, objective_change. Changes are b less a."""
    return {
        "a": _plan(a, lang),
        "b": _plan(b, lang),
        "money_unit": a.province.info.money_unit.code,
        "objective_change": found.objective,
        "entered": [{"id": project, "name": b.name(project, lang)} for project in found.entered],
        "left": [{"id": project, "name": a.name(project, lang)} for project in found.left],
        "moved": [{"id": m.id, "name": a.name(m.id, lang), "from": m.before, "to": m.after} for m in found.moved],
        "money": [{"project": d.id, "source": d.fund, "year": d.year, "a": d.before, "b": d.after} for d in found.money],
        "ceilings": [{"row": c.row, "a": c.before, "b": c.after} for c in found.ceilings],
    }


def _plan(report: PlanReport, lang: str) -> dict[str, Any]:
    plan = report.plan
    return {
        **basis_json(report), "sentence": headline(report, lang), "status": str(plan.status),
        "objective": plan.objective, "bound": plan.bound, "gap": plan.gap, "gamma": report.question.problem.gamma,
        "findings": [f.as_json(lang) for f in report.findings],
    }
