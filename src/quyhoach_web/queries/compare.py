"""Two plans side by side, from their stored documents: nothing is computed but differences."""

from __future__ import annotations

from typing import Any

from quyhoach_web.queries.plan_documents import PlanDocument


def comparison(before: PlanDocument, after: PlanDocument) -> dict[str, Any]:
    """Who enters, leaves or gets another amount, and the money by source and year that differs (whole money units)."""
    entering, leaving = sorted(after.inside - before.inside), sorted(before.inside - after.inside)
    both = sorted(before.inside & after.inside)
    return {
        "entering": [_one(after, code) for code in entering],
        "leaving": [_one(before, code) | {"why": _why(after, code)} for code in leaving],
        "changed": [_one(after, code) | {"before": _sum(before, code)} for code in both if _by_year(before, code) != _by_year(after, code)],
        "rows": _by_source(before, after), "before": _head(before), "after": _head(after),
    }


def _head(plan: PlanDocument) -> dict[str, Any]:
    said = plan.data
    return {"funded": len(plan.inside), "money": sum(_sum(plan, code) for code in plan.inside), "gap": said["gap"],
            "objective": said["objective"], "scenario": said["scenario"], "law_date": said["law_date"]}


def _one(plan: PlanDocument, code: str) -> dict[str, Any]:
    return {"code": code, "name": plan.decided[code]["name"], "money": _sum(plan, code), "start": plan.decided[code]["start_year"]}


def _why(plan: PlanDocument, code: str) -> str:
    decision = plan.decided.get(code)
    return decision["reasons"][0]["text"] if decision and decision["reasons"] else ""


def _sum(plan: PlanDocument, code: str) -> int:
    return sum(part["amount"] for part in plan.money.get(code, ()) if part["kind"] in ("project", "repayment"))


def _by_year(plan: PlanDocument, code: str) -> list[tuple[str, int, int]]:
    return sorted((part["source"], part["year"], part["amount"]) for part in plan.money.get(code, ()))


def _by_source(before: PlanDocument, after: PlanDocument) -> list[dict[str, Any]]:
    old, new = before.by_source(), after.by_source()
    return [{"source": key[0], "year": str(key[1]), "before": old[key], "after": new[key], "change": new[key] - old[key]}
            for key in sorted({*old, *new}) if old[key] != new[key]]
