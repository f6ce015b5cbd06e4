"""Joint projects across the border: rules that release what they say, and rows both sides can work with."""

from __future__ import annotations

from collections.abc import Iterable

from quyhoach.findings import Finding
from quyhoach.province.checks.case import Case
from quyhoach.zones import cooperation, release

_READ = ("joint_projects", "joint_parties", "joint_budgets", "commitments", "progress_reports")


def rules_release_what_they_say(case: Case) -> Iterable[Finding]:
    """ZON-181 to ZON-184."""
    specs = {name: table.spec for name, table in case.province.facts.items()}
    return release.faults(case.rows("release_rules"), case.rows("joint_parties"), specs)


def both_sides_can_work(case: Case) -> Iterable[Finding]:
    """ZON-185 to ZON-191."""
    return cooperation.gaps({name: case.rows(name) for name in _READ})
