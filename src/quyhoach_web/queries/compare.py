"""Two plans side by side, from their stored documents: nothing is computed but differences."""

from __future__ import annotations

from collections import Counter
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
    sums = [Counter({}), Counter({})]
    for total, plan in zip(sums, (before, after), strict=True):
        for part in plan.data["allocations"]:
            if part["kind"] != "lock":
                total[part["source"], part["year"]] += part["amount"]
    keys = sorted(set(sums[0]) | set(sums[1]))
    return [{"source": fund, "year": str(year), "before": sums[0][fund, year], "after": sums[1][fund, year],
             "change": sums[1][fund, year] - sums[0][fund, year]} for fund, year in keys if sums[0][fund, year] != sums[1][fund, year]]
