"""The thread as ``parts/thread.html`` draws it: one wording for the first screen, the map's panel and a project's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from quyhoach.capital.plan import Allocation
from quyhoach.province.province import Province, Scenario
from quyhoach.province.thread import Step, thread
from quyhoach.reports.thread_text import Knot, knots
from quyhoach_web.language import language
from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.plan_documents import PlanDocument


def drawn(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The knots in the reader's language; a place or project leads to its panel."""
    return [_drawn(knot) for knot in knots(steps, language(), money_label())]


def _drawn(knot: Knot) -> dict[str, Any]:
    url = reverse("map-panel", args=[knot.kind, knot.code]) if knot.kind in ("zone", "project") else ""
    return {"kind": knot.word, "label": knot.label, "text": knot.text, "url": url, "assumed": bool(knot.assumed), "missing": knot.missing}


def thread_of(province: Province, scenario: Scenario | None, code: str, plan: PlanDocument | None) -> list[dict[str, Any]]:
    """A project's thread; its money is the plan's where the plan looked at the project."""
    known = plan is not None and code in plan.decided
    money = [Allocation(part["project"], part["source"], part["year"], part["amount"], part["kind"])
             for part in plan.money.get(code, ())] if plan and known else None
    return drawn(thread(province, scenario, code, money, plan.data["clearings"] if plan else None))
