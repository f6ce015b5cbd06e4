"""Who may do what, where: an account, and its roles with the agency and area each holds for."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """The roles of the office. The public has none; ``PARTNER`` belongs to the other side of a joint project and opens nothing else."""

    LEADER = "leader"
    PLANNER = "planner"
    COUNCIL = "council"
    PROJECT_OWNER = "project_owner"
    TREASURY = "treasury"
    ZONE_BOARD = "zone_board"
    LAND_FUND = "land_fund"
    AGENCY = "agency"
    COMMUNE = "commune"
    JUSTICE = "justice"
    AUDITOR = "auditor"
    ADMIN = "admin"
    PARTNER = "partner"


class Account(AbstractUser):
    """A person who signs in. ``demo`` accounts exist in the demo only."""

    display_name = models.CharField(max_length=120, blank=True)
    demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.display_name or self.username


class Assignment(models.Model):
    """One role of one account. ``agency``: code, "" = every agency; ``areas``: commune or zone codes, [] = everywhere; a partner's
    one area is its joint project and party, ``HT01/TK``."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role.choices)
    agency = models.CharField(max_length=60, blank=True)
    areas = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "role", "agency"), name="one_assignment"),)
