"""Two plans side by side, from their stored documents: nothing is computed but differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quyhoach.reports.words import nearness
from quyhoach_web.language import language, say
from quyhoach_web.models import Run, RunKind, RunState
from quyhoach_web.queries.plan_documents import PlanDocument
from quyhoach_web.queries.runs import LIVE, finished_runs, scenario_choices

_BARE = "scenario:"
"""Before a scenario's name where a side of the comparison is chosen; a run is chosen by its number."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison as the reader chose it. ``run``: what is compared, None when there is none yet; ``scenario``: a
    scenario as written was chosen; ``live``: the run that makes its plan now; ``wrong``: what was asked for is not there."""

    value: str = ""
    run: Run | None = None
    scenario: str = ""
    live: Run | None = None
    wrong: bool = False


def side(value: str) -> Side:
    """The side chosen by ``value``: the number of a kept run, or a scenario, whose newest plan it is."""
    if value.startswith(_BARE):
        return _scenario(value, value.removeprefix(_BARE))
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 18 else 0
    run = finished_runs().filter(pk=number).first()
    return Side(value, run, wrong=bool(value) and run is None)


def _scenario(value: str, name: str) -> Side:
    """A scenario as written: without changes, on its own law date and γ."""
    bare = Run.objects.filter(kind=RunKind.PLAN, scenario=name, changes=[], gamma=None, law_date=None).defer("findings").order_by("-pk")
    run = bare.filter(state=RunState.DONE).exclude(status="none").first()
    live = bare.filter(state__in=LIVE).first()
    known = name in {key for key, _ in scenario_choices()}
    return Side(value, run, name, live, wrong=not known)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a side may be: (heading, (value, text) …), scenarios first, then kept runs, newest first."""
    kept = [(str(run.pk), f"#{run.pk} {run.title or run.scenario}") for run in finished_runs()[:200]]
    bare = [(f"{_BARE}{name}", text) for name, text in scenario_choices()]
    return [(say("Kịch bản, phương án mới nhất", "Scenarios, newest plan"), bare), (say("Lần chạy đã lưu", "Kept runs"), kept)]


def comparison(before: PlanDocument, after: PlanDocument) -> dict[str, Any]:
    """Who enters, leaves or gets another amount, and the money by source and year that differs (whole money units)."""
    entering, leaving = sorted(after.inside - before.inside), sorted(before.inside - after.inside)
    both = sorted(before.inside & after.inside)
    return {
        "entering": [_one(after, code) for code in entering],
        "leaving": [_one(before, code) | {"why": _why(after, code)} for code in leaving],
        "changed": [_one(after, code) | {"before": _sum(before, code), "was": _years(before, code), "now": _years(after, code)}
                    for code in both if _by_year(before, code) != _by_year(after, code)],
        "rows": _by_source(before, after), "before": _head(before), "after": _head(after),
    }


def _head(plan: PlanDocument) -> dict[str, Any]:
    said = plan.data
    return {"funded": len(plan.inside), "money": sum(_sum(plan, code) for code in plan.inside), "near": nearness(said["gap"], language()),
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


def _years(plan: PlanDocument, code: str) -> str:
    """First and last year with money: what differs where the sum does not; where both agree, only the sources differ."""
    years = sorted({part["year"] for part in plan.money.get(code, ()) if part["amount"]})
    return "–".join(str(year) for year in dict.fromkeys((years[0], years[-1]))) if years else ""


def _by_source(before: PlanDocument, after: PlanDocument) -> list[dict[str, Any]]:
    old, new = before.by_source(), after.by_source()
    return [{"source": key[0], "year": str(key[1]), "before": old[key], "after": new[key], "change": new[key] - old[key]}
            for key in sorted({*old, *new}) if old[key] != new[key]]
