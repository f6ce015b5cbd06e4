"""Every change: who, when, what, from, to, why; append-only, each entry chained to the one before by its hash."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """``number`` counts without gaps. ``hash`` = SHA-256 of the previous hash and this entry's canonical JSON."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=150)
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)   # record, run, plan, account, layer, import
    object_id = models.CharField(max_length=400, db_index=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class AuditHead(models.Model):
    """One row: the number and hash of the newest entry. Locked while an entry is added."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
