"""A plan's steps: a run frozen as a draft, then one allowed step at a time, each with number, date and who entered it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from quyhoach_web.language import say
from quyhoach_web.models import Plan, PlanState, PlanStep, Role, Run
from quyhoach_web.queries.plans import NEXT, WHO, runs_to_plan
from quyhoach_web.services.audit import Act, record


@dataclass(frozen=True, slots=True)
class Step:
    """What someone enters: the state reached, the document's number and date; for an adjustment, the run that takes over."""

    state: str
    number: str
    dated: date | None
    run: Run | None = None


class Refused(Exception):
    """The step may not be taken; ``field`` is the field to mend ("" = none), the text says why."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class Overtaken(Exception):
    """Someone else took a step since the page was opened; ``plan`` is as it stands now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.pk)
        self.plan = plan


class NotYours(Exception):
    """None of the person's roles enters this step."""


@transaction.atomic
def freeze(run: Run, title: str, who: Any, follows: Plan | None = None) -> Plan:
    """A draft plan that says what the run says, for good. Raises Refused for a run without a plan, not kept, or taken already."""
    Run.objects.select_for_update().filter(pk=run.pk).first()  # two people at once: the second waits, and is refused below
    if not runs_to_plan().filter(pk=run.pk).exists():
        raise Refused("run", say("Lần chạy này chưa xong, không có phương án, chưa lưu hoặc đã thành một kế hoạch khác.",
                                 "This run is unfinished, holds no plan, is not kept, or already is another plan."))
    now = timezone.now()
    plan = Plan.objects.create(title=title, run=run, follows=follows, created_by=_account(who), created_at=now)
    PlanStep.objects.create(plan=plan, state=PlanState.DRAFT, by=_account(who), at=now)
    after = {"title": title, "run": run.pk, "state": str(PlanState.DRAFT), "follows": follows.pk if follows else None}
    record(who, [Act("plan-new", "plan", str(plan.pk), None, after)])
    return plan


@transaction.atomic
def advance(plan_id: int, step: Step, version: int, who: Any, roles: Iterable[Role]) -> Plan:
    """Take the next step. Returns the plan to look at: for an adjustment the new draft that follows, else the plan itself.

    ``version`` is what the page showed. Raises Overtaken, NotYours, Refused; then nothing is changed.
    """
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    if plan.version != version:
        raise Overtaken(plan)
    if NEXT.get(PlanState(plan.state)) != step.state:
        raise Refused("", say("Kế hoạch không chuyển được sang trạng thái này từ trạng thái hiện tại.",
                              "The plan cannot go there from where it stands."))
    if WHO[PlanState(step.state)] not in set(roles):
        raise NotYours
    _complete(plan, step)
    before = {"state": plan.state, "version": plan.version}
    plan.state, plan.version = step.state, plan.version + 1
    plan.save(update_fields=["state", "version"])
    PlanStep.objects.create(plan=plan, state=step.state, number=step.number, dated=step.dated, by=_account(who), at=timezone.now())
    after = {"state": step.state, "version": plan.version, "number": step.number, "dated": step.dated.isoformat() if step.dated else None}
    record(who, [Act("plan-step", "plan", str(plan.pk), before, after)])
    return freeze(step.run, plan.title, who, plan) if step.run else plan


def _complete(plan: Plan, step: Step) -> None:
    """Number and date are there, in order; an adjustment names the run that takes over. Raises Refused."""
    if not step.number.strip():
        raise Refused("number", say("Cần số văn bản.", "The document's number is needed."))
    if step.dated is None:
        raise Refused("dated", say("Cần ngày văn bản.", "The document's date is needed."))
    earlier = max((s.dated for s in plan.steps.all() if s.dated), default=None)
    if earlier and step.dated < earlier:
        raise Refused("dated", say("Ngày văn bản không được trước bước liền trước ({day}).",
                                   "The date may not be before the step before it ({day}).",
                                   day=earlier.strftime("%d/%m/%Y")))
    if (step.state == PlanState.ADJUSTED) != (step.run is not None):
        raise Refused("run", say("Điều chỉnh cần một lần chạy khác thay phương án cũ.", "An adjustment needs another run that takes over."))


def _account(who: Any) -> Any:
    return who if getattr(who, "pk", None) else None
