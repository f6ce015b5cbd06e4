"""Shapes of the map layers, one row a feature, found by viewport: what is served piece by piece instead of whole."""

from __future__ import annotations

from django.db import models

from quyhoach_web.models.office import Layer


class Feature(models.Model):
    """One feature of a layer. ``shape``: well-known binary in longitude and latitude, None when it has none; ``west`` … its box.

    ``position`` counts from 0 without gaps. ``plan``, ``status``, ``code``, ``begins`` and ``ends`` (ISO days, "" = not bounded) repeat
    what ``properties`` say, for filters. The database keeps an index of the boxes beside the table (migration 0003).
    """

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="features", db_index=False)
    position = models.PositiveIntegerField()
    fid = models.CharField(max_length=200)
    plan = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=30, blank=True)
    code = models.CharField(max_length=60, blank=True)
    begins = models.CharField(max_length=10, blank=True)
    ends = models.CharField(max_length=10, blank=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    shape = models.BinaryField(null=True)
    properties = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("layer", "position"), name="features_in_order"),
            models.UniqueConstraint(fields=("layer", "fid"), name="one_feature_an_id"),
        )
        indexes = (
            models.Index(fields=("layer", "plan", "status"), name="features_of_a_plan"),
            models.Index(fields=("layer", "code", "position"), name="features_of_a_code"),
        )
