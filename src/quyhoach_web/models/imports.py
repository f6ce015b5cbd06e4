"""An uploaded file on its way into the tables: previewed, accepted, undone."""

from __future__ import annotations

from django.db import models


class Import(models.Model):
    """``changes``: list of {table, layer, key, kind: new|changed|unchanged, before, after}; ``findings``: as JSON in both languages.

    ``revision``: the office's revision the preview was made on. ``undo_of`` is not needed: undoing swaps before and after.
    """

    filename = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)  # table, workbook, layer
    table = models.CharField(max_length=60, blank=True)
    layer = models.CharField(max_length=100, default="facts")
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default="preview")  # preview, accepted, undone, dropped
    changes = models.JSONField(default=list)
    findings = models.JSONField(default=dict)
    revision = models.PositiveBigIntegerField()
    created_by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="imports")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
