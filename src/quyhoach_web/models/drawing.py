"""A plan being drawn: areas in plane coordinates, kept beside the decided layer and never in its place."""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """``content``: ``crs`` and ``shapes``, each with its attributes, rings in the plane (to the last bit) and other properties.

    ``layer`` and ``digest``: the drawing it was begun from ("" = from nothing). ``version`` grows with each save.
    A discarded draft stays and can be read.
    """

    plan = models.CharField(max_length=100, db_index=True)
    title = models.CharField(max_length=200)
    layer = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    discarded = models.BooleanField(default=False)
    created_by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="drafts")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey("quyhoach_web.Account", null=True, on_delete=models.PROTECT, related_name="drafts_changed")
    changed_at = models.DateTimeField()
