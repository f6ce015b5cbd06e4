"""Plans on their way: the list, and one plan with its steps, its run and what may come next."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from quyhoach_web.language import say
from quyhoach_web.models import Plan, PlanState, PlanStep, Role, Run
from quyhoach_web.queries.runs import finished_runs

NEXT = {
    PlanState.DRAFT: PlanState.SUBMITTED, PlanState.SUBMITTED: PlanState.RESOLVED,
    PlanState.RESOLVED: PlanState.ASSIGNED, PlanState.ASSIGNED: PlanState.ADJUSTED,
}
"""The one step that may follow each state."""

WHO = {
    PlanState.SUBMITTED: Role.PLANNER, PlanState.RESOLVED: Role.COUNCIL, PlanState.ASSIGNED: Role.LEADER, PlanState.ADJUSTED: Role.LEADER,
}
"""The role that enters each step."""


def state_label(state: str) -> str:
    """The state in the reader's language."""
    return say(*{
        "draft": ("Dự thảo", "Draft"), "submitted": ("UBND đã trình", "Submitted"), "resolved": ("HĐND đã quyết nghị", "Resolved"),
        "assigned": ("UBND đã giao", "Assigned"), "adjusted": ("Đã điều chỉnh", "Adjusted"),
    }[state])


def step_label(state: str) -> str:
    """What the button of the step says."""
    return say(*{
        "submitted": ("Ghi đã trình HĐND", "Record as submitted"), "resolved": ("Ghi nghị quyết của HĐND", "Record the resolution"),
        "assigned": ("Ghi quyết định giao kế hoạch", "Record the assignment"),
        "adjusted": ("Ghi điều chỉnh kế hoạch", "Record an adjustment"),
    }[state])


def runs_to_plan() -> QuerySet[Run]:
    """Kept, finished runs that hold a plan and are not yet a plan of the office; newest first."""
    return finished_runs().filter(plans=None, files__name="plan.vi.xlsx")


def run_label(run: Run) -> str:
    """A run as a choice: number, title, scenario."""
    return " · ".join(part for part in (f"#{run.pk}", run.title, run.scenario) if part)


def plan_list() -> QuerySet[Plan]:
    """Every plan with its run and its newest step, newest plan first."""
    return Plan.objects.select_related("run", "created_by").prefetch_related("steps").order_by("-pk")


def shown(plan: Plan) -> dict[str, Any]:
    """A plan's line in the list."""
    steps = sorted(plan.steps.all(), key=lambda step: step.pk)
    last = steps[-1] if steps else None
    return {"plan": plan, "state": plan.state, "label": state_label(plan.state), "number": last.number if last else "",
            "dated": last.dated if last else None, "run": run_label(plan.run)}


def timeline(plan: Plan) -> list[dict[str, Any]]:
    """The five states in order: what was done with number, date and name, where it stands, what is to come."""
    done = {step.state: step for step in plan.steps.select_related("by").order_by("pk")}
    reached = list(PlanState).index(PlanState(plan.state))
    return [{"state": str(state), "label": state_label(state), "step": done.get(state), "reached": n <= reached, "here": n == reached,
             "role": WHO.get(state)} for n, state in enumerate(PlanState)]


def since(plan: Plan, version: int) -> list[dict[str, Any]]:
    """The steps entered after a page showed ``version``: each step adds one to the version, the draft is number one."""
    return [_said(step) for step in plan.steps.select_related("by").order_by("pk")[max(version, 0):]]


def _said(step: PlanStep) -> dict[str, Any]:
    return {"label": state_label(step.state), "number": step.number, "dated": step.dated, "by": str(step.by or "–"), "at": step.at}
