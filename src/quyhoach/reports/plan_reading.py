"""A stored plan read back: the answer of ``plan --json`` as the plan it was written from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quyhoach.capital.plan import Allocation, CapitalPlan, Certificate, Leaf, Level, PricedRow, ProjectDecision, Status


def plan_of_json(data: Mapping[str, Any]) -> CapitalPlan:
    """The plan of ``plan_json``'s data, in either language, without its reasons and findings. Raises KeyError for other data."""
    return CapitalPlan(
        Status(data["status"]), data["objective"], data["bound"], data["gap"],
        tuple(Level(one["rank"], one["shortfall"], one["bound"]) for one in data["levels"]),
        tuple(Allocation(one["project"], one["source"], one["year"], one["amount"], one["kind"]) for one in data["allocations"]),
        tuple(_decision(one) for one in data["projects"] if not _never_asked(one)),
        dict(data["clearings"]), dict(data["shortfalls"]), _certificate(data), (), data["seconds"],
    )


def _never_asked(project: Mapping[str, Any]) -> bool:
    """``plan_json`` lists the projects that never reached the engine after its decisions."""
    return any(reason["grade"] == "data" for reason in project["reasons"])


def _decision(one: Mapping[str, Any]) -> ProjectDecision:
    return ProjectDecision(one["id"], one["in_plan"], one["start_year"], one["end_year"], one["delay"])


def _certificate(data: Mapping[str, Any]) -> Certificate | None:
    said = data["certificate"]
    if said is None:
        return None
    rows = tuple(PricedRow(one["row"], one["kind"], one["source"], one["year"], one["value"], one["rhs"]) for one in data["prices"])
    leaves = tuple(
        Leaf({name: tuple(choices) for name, choices in leaf["allowed"].items()}, dict(leaf["prices"]), leaf["bound"])
        for leaf in said["leaves"]
    )
    return Certificate(said["bound"], said["gap"], rows, leaves, said["data"])
