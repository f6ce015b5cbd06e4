"""The plan of a finished run as pages ask it: who is in, what each gets, what each source holds.

A run's file never changes, so its digest is the key of what is kept in memory.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from quyhoach.capital.reasons import WAITS_FOR_LAND
from quyhoach_web.language import language
from quyhoach_web.models import Run, RunFile


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """``data``: the keys of ``plan --json``; ``decided``: its projects by code; ``money``: its allocations by project or obligation."""

    data: dict[str, Any]
    decided: dict[str, dict[str, Any]]
    money: dict[str, list[dict[str, Any]]]

    @property
    def inside(self) -> frozenset[str]:
        """Codes of the projects in the plan."""
        return frozenset(code for code in self.decided if self.state(code) == "in")

    @property
    def outside(self) -> frozenset[str]:
        """Codes of the projects that the plan weighed and left out, those that wait for land among them."""
        return frozenset(code for code in self.decided if self.state(code) in ("out", "waiting"))

    def by_source(self, locks: bool = False) -> Counter[tuple[str, int]]:
        """Money by (source, year): the locks, or everything but the locks, which ceilings no longer hold."""
        found: Counter[tuple[str, int]] = Counter()
        for part in self.data["allocations"]:
            if (part["kind"] == "lock") == locks:
                found[part["source"], part["year"]] += part["amount"]
        return found

    def state(self, code: str) -> str:
        """in, out, waiting (for land), or "" for a project never weighed: finished, tracked only, or without the data."""
        decision = self.decided.get(code)
        if decision is None:
            return ""
        if decision["in_plan"]:
            return "in"
        if any(reason["kind"] in WAITS_FOR_LAND for reason in decision["reasons"]):
            return "waiting"
        return "" if any(reason["grade"] == "data" for reason in decision["reasons"]) else "out"


def plan_of(run: Run | None) -> PlanDocument | None:
    """The run's plan in the reader's language; None without a run or without its file."""
    name = f"plan.{language()}.json"
    digest = run.files.filter(name=name).values_list("digest", flat=True).first() if run else None
    return _read(run.pk, name, digest) if run and digest else None


@lru_cache(maxsize=4)
def _read(run: int, name: str, _digest: str) -> PlanDocument:
    data = json.loads(bytes(RunFile.objects.get(run=run, name=name).content))
    money: dict[str, list[dict[str, Any]]] = {}
    for part in data["allocations"]:
        money.setdefault(part["project"], []).append(part)
    return PlanDocument(data, {decision["id"]: decision for decision in data["projects"]}, money)
