"""The columns of a project that lists filter and sort by; the row itself is its ``Record``."""

from __future__ import annotations

from django.db import models


class Project(models.Model):
    """Written together with its record, never alone. ``search_text`` is folded (no accents, no case); ``sort_key`` is the
    Vietnamese order as hexadecimal text, so every database sorts it alike."""

    record = models.OneToOneField("quyhoach_web.Record", on_delete=models.CASCADE, related_name="project")
    code = models.CharField(max_length=60, unique=True)
    name = models.TextField()
    search_text = models.TextField()
    sort_key = models.CharField(max_length=400, db_index=True)
    status = models.CharField(max_length=30, blank=True, db_index=True)
    ownership = models.CharField(max_length=30, blank=True, db_index=True)
    sector = models.CharField(max_length=120, blank=True, db_index=True)
    group = models.CharField(max_length=20, blank=True)
    agency = models.CharField(max_length=60, blank=True, db_index=True)
    zone = models.CharField(max_length=60, blank=True, db_index=True)
    units = models.TextField(blank=True)
    total_investment = models.BigIntegerField(null=True, db_index=True)
    public_total = models.BigIntegerField(null=True)
    disbursed = models.BigIntegerField(null=True)
    start_year = models.IntegerField(null=True)
    end_year = models.IntegerField(null=True)
