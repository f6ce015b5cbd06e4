"""The sliders: which ceilings of a scenario may be moved, and the one that the first screen offers."""

from __future__ import annotations

from typing import Any

from quyhoach.province.checks.case import Case
from quyhoach.province.checks.ceilings import available, ceilings_of
from quyhoach.province.province import Province, Scenario
from quyhoach_web.models import Run, RunState, Snapshot
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


def offered(plan: PlanDocument) -> tuple[str, int, int] | None:
    """The source and year whose money is scarcest by the plan's prices, the larger of equals; (source, year, ceiling) or None."""
    rows = [row for row in plan.data["prices"] if row["kind"] == "yearly-ceiling" and row["rhs"] > 0]
    best = max(rows, key=lambda row: (row["value"], row["rhs"], row["row"]), default=None)
    return (best["source"], best["year"], round(best["rhs"])) if best else None


def same_question(snapshot: Snapshot, scenario: str, changes: list[str], gamma: float | None) -> Run | None:
    """A run that asks the same of the same data and is not lost: nobody proves a thing twice."""
    asked = Run.objects.filter(snapshot=snapshot, scenario=scenario, gamma=gamma, law_date=None, cancel_asked=False,
                               state__in=(RunState.QUEUED, RunState.RUNNING, RunState.DONE)).order_by("kept", "-pk")
    return next((run for run in asked.defer("findings")[:200] if run.changes == changes), None)
