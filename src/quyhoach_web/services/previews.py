"""What a slider answers while it moves: a quick checked plan beside the plan it started from. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import perf_counter
from typing import Any

from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.reports.plan_report import PlanReport
from quyhoach.reports.words import percent_at_most
from quyhoach_web.language import language, say
from quyhoach_web.services import provinces, runs
from quyhoach_web.services.runs import Failed


@dataclass(frozen=True, slots=True)
class Start:
    """What is changed: a scenario as written, or as an earlier run asked it (its own changes, γ and law date)."""

    scenario: str
    changes: tuple[str, ...] = ()
    gamma: float | None = None
    law_date: date | None = None


def preview(start: Start, changes: Sequence[str], gamma: float | None = None) -> dict[str, Any]:
    """A page's values: sentence, gap, objective, who enters and leaves against the start, ms. Raises ``Failed``."""
    clock = perf_counter()
    base = _base(provinces.revision(), start)
    report = runs.previewed(
        start.scenario, (*start.changes, *changes), start.gamma if gamma is None else gamma, start.law_date, base.plan)
    if report.plan.status is Status.NONE:
        raise Failed(report.findings)
    found = _shown(report, base)
    return {**found, "changes": list(changes), "gamma": gamma, "ms": max(1, round((perf_counter() - clock) * 1000))}


@lru_cache(maxsize=8)
def _base(_revision: int, start: Start) -> PlanReport:
    return runs.previewed(start.scenario, start.changes, start.gamma, start.law_date)


def _shown(report: PlanReport, base: PlanReport) -> dict[str, Any]:
    before, after, lang = _inside(base.plan), _inside(report.plan), language()
    known = {d.id for d in report.plan.decisions}
    entering, leaving = sorted(after - before), sorted(before - after)
    return {
        "report": report, "funded": len(after), "before": len(before), "gap": percent_at_most(report.plan.gap, lang),
        "sentence": _sentence(report, len(after), len(entering), len(leaving)),
        "objective": round(report.plan.objective, 1), "objective_change": round(report.plan.objective - base.plan.objective, 1),
        "entering": _listed(report, entering), "leaving": _listed(base, leaving),
        "states": {code: "in" if code in after else "out" for code in known if (code in after) != (code in before)},
        "money": _total(report.plan), "money_change": _total(report.plan) - _total(base.plan),
        "sign": "+" if _total(report.plan) >= _total(base.plan) else "",
    }


def _sentence(report: PlanReport, funded: int, entering: int, leaving: int) -> str:
    moved = say("không dự án nào vào hay ra", "none enters or leaves") if not entering and not leaving else say(
        "{a} dự án vào, {b} dự án ra", "{a} entering, {b} leaving", a=entering, b=leaving)
    return say(
        "{n} dự án được bố trí vốn: {moved}; phương án cách tốt nhất có thể không quá {gap}.",
        "{n} projects funded: {moved}; the plan is at most {gap} from the best possible.",
        n=funded, moved=moved, gap=percent_at_most(report.plan.gap, language()))


def _inside(plan: CapitalPlan) -> frozenset[str]:
    return frozenset(d.id for d in plan.decisions if d.in_plan)


def _total(plan: CapitalPlan) -> int:
    return sum(a.amount for a in plan.allocations if a.kind in ("project", "repayment"))


def _listed(report: PlanReport, codes: Sequence[str]) -> list[dict[str, Any]]:
    return [{"code": code, "name": report.name(code, language()),
             "money": sum(a.amount for a in report.money.get(code, ()) if a.kind != "lock")} for code in codes]
