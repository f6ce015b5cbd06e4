"""A row of a table of the province, exactly as its spec reads it (docs/decisions: one table of rows)."""

from __future__ import annotations

from django.db import models


class Record(models.Model):
    """``layer``: ``facts`` or a scenario's name. ``values``: the spec's columns as JSON. ``position`` keeps the file's order.

    ``version`` grows with each change: a form that carries an older one is told what changed meanwhile.
    """

    layer = models.CharField(max_length=100)
    table = models.CharField(max_length=60)
    key = models.CharField(max_length=300)
    position = models.PositiveIntegerField()
    values = models.JSONField()
    place = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    search_text = models.TextField(blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("layer", "table", "key"), name="one_row_a_key"),)
        indexes = (models.Index(fields=("layer", "table", "position"), name="rows_in_order"),)
