"""A plan on its way from draft to decision. Each step has its number and date; the plan itself is a run, frozen by reference."""

from __future__ import annotations

from django.db import models


class PlanState(models.TextChoices):
    """The way of a plan (DESIGN: draft, submitted by UBND, resolved by HĐND, assigned by UBND, adjusted)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RESOLVED = "resolved"
    ASSIGNED = "assigned"
    ADJUSTED = "adjusted"


class Plan(models.Model):
    """``run`` is what the plan says. A submitted plan keeps its run for good; the draft goes on as another plan."""

    title = models.CharField(max_length=200)
    level = models.CharField(max_length=60, blank=True)
    run = models.ForeignKey("quyhoach_web.Run", on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="plans")
    created_at = models.DateTimeField()


class PlanStep(models.Model):
    """One step: the state reached, the document's number and date, who entered it when."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=PlanState.choices)
    number = models.CharField(max_length=80, blank=True)
    dated = models.DateField(null=True)
    by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="plan_steps")
    at = models.DateTimeField()
