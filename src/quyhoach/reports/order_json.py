"""The clearing order as JSON data with stable keys; money is whole units of ``money_unit``, land years are hectare·years."""

from __future__ import annotations

from typing import Any

from quyhoach.land.order_certificate import proof_of
from quyhoach.province.land_waiting import PendingParcel, ProjectWait
from quyhoach.reports.order_report import OrderReport, plain_words


def order_json(report: OrderReport, lang: str) -> dict[str, Any]:
    """``order[{parcel, year, area_ha, cost, for_project}]`` with ``bound`` and ``gap``, prices, what is late, and the proof."""
    plan, problem = report.plan, report.question.problem
    return {
        "scenario": report.scenario, "illustrative": report.illustrative, "money_unit": report.question.unit.code,
        "status": str(plan.status), "objective": plan.objective, "bound": plan.bound, "gap": plan.gap,
        "explanation": plain_words(report, lang),
        "land_ha_years": plan.land / 10_000, "late_years": plan.late, "late_year_ha": report.question.settings.late_year_m2 / 10_000,
        "order": [
            {"parcel": s.id, "name": report.question.names.get(s.id, ""), "year": year, "area_ha": s.area_m2 / 10_000, "cost": s.cost,
             "for_project": list(s.for_projects), "needed": s.needed, "earliest": s.earliest} for s, year in report.cleared()
        ],
        "not_cleared": [{"parcel": s.id, "cause": cause, "earliest": s.earliest, "needed": s.needed} for s, cause in report.left()],
        "unmet": [{"parcel": u.site, "needed": u.needed, "year": u.cleared, "late": u.late, "cause": u.cause} for u in plan.unmet],
        "balances": [{"year": year, "closing": cash} for year, cash in zip(problem.years, plan.balances, strict=True)],
        "shadow": [
            {"year": year, "amount": report.question.step, "value": price, "land_gained": land, "late_avoided": late}
            for year, price, land, late in report.worths()
        ] if plan.proof else [],
        "certificate": proof_of(problem, plan),
        "findings": [f.as_json(lang) for f in report.findings],
    }


def wait_json(wait: ProjectWait, lang: str) -> dict[str, Any]:
    """Which project waits for which site and parcels."""
    pending = wait.ready.pending if wait.ready else ()
    return {
        "project": wait.project, "in_plan": wait.in_plan, "start_year": wait.start_year, "site": wait.site, "needed": wait.needed,
        "cleared": wait.cleared, "earliest": wait.earliest, "basis": "ladder" if wait.ready else "scenario",
        "ready_on": wait.ready.day if wait.ready else None, "parcels": [_pending(one, lang) for one in pending],
    }


def _pending(one: PendingParcel, lang: str) -> dict[str, Any]:
    label = one.step_vi if lang == "vi" else one.step_en
    return {"parcel": one.parcel, "waits_for": one.step, "label": label, "due": one.due, "late": one.late, "expired": one.expired}
