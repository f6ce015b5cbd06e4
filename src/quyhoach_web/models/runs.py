"""A run of the engine: what was asked, on which inputs and law, and what came out. The row is also the queue."""

from __future__ import annotations

from django.db import models


class RunState(models.TextChoices):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RunKind(models.TextChoices):
    """Which engine answers."""

    PLAN = "plan"
    RANKING = "ranking"


class Snapshot(models.Model):
    """The inputs of runs, as a zipped province folder, stored once per digest. Never edited."""

    digest = models.CharField(max_length=64, primary_key=True)
    revision = models.PositiveBigIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField()


class Run(models.Model):
    """Immutable once done. ``changes`` are written as on the command line (``NSTW.TN:2027=+10%``).

    ``kept``: someone saved it under a title; a run that only proves a what-if is not listed. ``attempt`` is the fencing token:
    only the worker that took the newest attempt may write the result, and only while its ``lease_until`` holds.
    ``question`` holds what a kind asks beyond scenario and changes: of a ranking the ``set`` and, where another than the set's own
    is asked, the ``method``.
    """

    kind = models.CharField(max_length=20, choices=RunKind.choices, default=RunKind.PLAN)
    scenario = models.CharField(max_length=100)
    title = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=list)
    question = models.JSONField(default=dict)
    law_date = models.DateField(null=True)
    gamma = models.FloatField(null=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="runs")
    kept = models.BooleanField(default=False)
    published = models.BooleanField(default=False)  # the plan the public first screen shows; of each criteria set the ranking it sees
    again = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="repeats")
    created_by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="runs")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.QUEUED, db_index=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    progress = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    code_version = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=20, blank=True)
    objective = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    funded = models.PositiveIntegerField(null=True)
    waiting = models.PositiveIntegerField(null=True)
    breaches = models.PositiveIntegerField(null=True)
    money = models.BigIntegerField(null=True)
    seconds = models.FloatField(null=True)
    findings = models.JSONField(default=list)  # of a run that failed: code, values


class RunFile(models.Model):
    """A file of a finished run: plan.vi.json, plan.en.json, screen.vi.json, plan.vi.xlsx …"""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=60)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "name"), name="one_file_a_name"),)
