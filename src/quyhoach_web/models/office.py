"""The province this office works for: one row of settings, its scenarios' settings, its map layers."""

from __future__ import annotations

from django.db import models


class Office(models.Model):
    """One row. ``settings`` are the pairs of ``province.toml``; ``revision`` grows with every change of data."""

    settings = models.JSONField(default=dict)
    revision = models.PositiveBigIntegerField(default=0)


class ScenarioSettings(models.Model):
    """The pairs of ``scenario.toml`` of one scenario."""

    name = models.CharField(max_length=100, unique=True)
    settings = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)


class Layer(models.Model):
    """A GeoJSON map layer, as text. ``source`` says where it came from."""

    name = models.CharField(max_length=60, unique=True)
    geojson = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("name", "digest"), name="layers_without_text"),)  # a text of megabytes lies before the digest
