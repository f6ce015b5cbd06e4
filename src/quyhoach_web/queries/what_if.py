"""The sliders: which ceilings of a scenario may be moved, and the one that the first screen offers."""

from __future__ import annotations

from typing import Any

from quyhoach.province.checks.case import Case
from quyhoach.province.checks.ceilings import available, ceilings_of
from quyhoach.province.province import Province, Scenario
from quyhoach.reports.plan_json import certificate_prices
from quyhoach.reports.plan_report import PlanReport
from quyhoach_web.models import Run, RunKind, RunState, Snapshot
from quyhoach_web.queries.matrix import matrix
from quyhoach_web.queries.names import name_of
from quyhoach_web.queries.plan_documents import PlanDocument


def yearly(province: Province, scenario: Scenario) -> dict[tuple[str, int], int]:
    """Yearly ceilings net of the reserve, whole money units, by (source, year), in the order of the sources and years."""
    order = list(province.facts["sources"].by_key())
    found = {(fund, first): available(row) for (fund, (first, last)), row in ceilings_of(Case(province, scenario, None)).items()
             if first == last}
    return dict(sorted(found.items(), key=lambda one: (order.index(one[0][0]) if one[0][0] in order else len(order), one[0])))


def source_name(province: Province, fund: str) -> str:
    """The source in the reader's language; its code when the facts do not name it."""
    return name_of(province.facts["sources"].by_key().get(fund), fund)


def grid(province: Province, scenario: Scenario, percents: dict[tuple[str, int], int]) -> list[dict[str, Any]]:
    """One entry a source: its sliders year by year, with the stated ceiling and the percentage chosen."""
    rows: dict[str, dict[str, Any]] = {}
    for (fund, year), ceiling in yearly(province, scenario).items():
        row = rows.setdefault(fund, {"code": fund, "name": source_name(province, fund), "total": 0, "sliders": [], "moved": False})
        percent = percents.get((fund, year), 0)
        row["total"] += ceiling
        row["moved"] |= bool(percent)
        row["sliders"].append({"name": f"{fund}:{year}", "id": f"s-{fund}-{year}".replace(".", "-"), "year": str(year),
                               "ceiling": ceiling, "percent": str(percent)})
    return list(rows.values())


def offered(plan: PlanDocument | None) -> dict[str, Any] | None:
    """The source and year whose money is scarcest by the plan's prices, the larger of equals, as ``slider.json`` says it; untried."""
    rows = [row for row in plan.data["prices"] if row["kind"] == "yearly-ceiling" and row["rhs"] > 0] if plan else []
    best = max(rows, key=lambda row: (row["value"], row["rhs"], row["row"]), default=None)
    return {"source": best["source"], "year": best["year"], "ceiling": round(best["rhs"]), "moves": []} if best else None


def left_by(report: PlanReport) -> dict[str, Any] | None:
    """Money by source and year of a preview: its ceilings as moved, what it places, what is left. None for a plan without prices."""
    plan = report.plan
    if plan.certificate is None:
        return None
    money = [{"source": part.fund, "year": part.year, "amount": part.amount, "kind": part.kind} for part in plan.allocations]
    document = PlanDocument({"prices": certificate_prices(plan.certificate), "allocations": money}, {}, {})
    return matrix(report.province, report.scenario, document)


def same_question(snapshot: Snapshot, scenario: str, changes: list[str], gamma: float | None) -> Run | None:
    """A run that asks the same of the same data and is not lost: nobody proves a thing twice."""
    asked = Run.objects.filter(kind=RunKind.PLAN, snapshot=snapshot, scenario=scenario, gamma=gamma, law_date=None, cancel_asked=False,
                               state__in=(RunState.QUEUED, RunState.RUNNING, RunState.DONE)).order_by("kept", "-pk")
    return next((run for run in asked.defer("findings")[:200] if run.changes == changes), None)
