"""A re-planning as JSON data with stable keys."""

from __future__ import annotations

from typing import Any

from quyhoach.capital.replanning import NearPlan
from quyhoach.reports.plan_json import plan_json
from quyhoach.reports.replanning_report import ReplanningReport, headline


def replanning_json(report: ReplanningReport, lang: str) -> dict[str, Any]:
    """Keys: least (D*) and least_bound in money·years; plans (least, double, free); taken (the name of the one printed); money
    (its amounts that move); plan (the whole of it, as ``plan --json``, so that it can be the next assigned plan)."""
    return {
        "sentence": headline(report, lang),
        "money_unit": report.after.province.info.money_unit.code,
        "least": report.found.least,
        "least_bound": report.found.least_bound,
        "plans": [_near(report, near) for near in report.found.plans],
        "taken": report.near.name,
        "money": _money(report.near),
        "plan": plan_json(report.after, lang),
        "findings": [f.as_json(lang) for f in report.found.findings],
    }


def _near(report: ReplanningReport, near: NearPlan) -> dict[str, Any]:
    against, plan = report.against(near), near.plan
    return {
        "name": near.name, "limit": near.limit, "disturbance": near.disturbance, "change": near.change, "change_bound": near.change_bound,
        "status": str(plan.status), "objective": plan.objective, "bound": plan.bound, "gap": plan.gap,
        "entered": list(against.entered), "left": list(against.left),
        "moved": [{"id": m.id, "from": m.before, "to": m.after} for m in against.moved],
        "money": _money(near),
    }


def _money(near: NearPlan) -> list[dict[str, Any]]:
    return [{"project": m.id, "source": m.fund, "year": m.year, "before": m.before, "after": m.after, "change": m.after - m.before}
            for m in near.money]
