from __future__ import annotations

import json

from quyhoach.reports.json_text import json_text
from quyhoach.reports.plan_json import plan_json
from quyhoach.reports.plan_report import PlanReport

KEYS = [
    "allocations", "articles", "assumed_share", "bound", "certificate", "clearings", "findings", "gamma", "gap", "illustrative",
    "law_date", "levels", "money_unit", "objective", "prices", "projects", "ranking", "scenario", "seconds", "shortfalls", "status",
    "waiting",
]


def test_keys_are_stable(report: PlanReport) -> None:
    data = json.loads(json_text(plan_json(report, "vi")))
    assert list(data) == KEYS
    assert data["allocations"][1] == {"project": "DA01", "source": "NSDP.CD", "year": 2026, "amount": 300, "kind": "project"}
    assert sorted(data["projects"][2]) == ["delay", "end_year", "id", "in_plan", "name", "reasons", "score", "start_year"]
    assert data["prices"] == [{
        "row": "yearly-ceiling:NSTW.TN:2027", "kind": "yearly-ceiling", "source": "NSTW.TN", "year": 2027, "value": 0.25, "rhs": 1000.0,
    }]
    assert data["certificate"] == {"bound": 119.0, "gap": 0.0042, "leaves": [], "data": {"a": [1, 2], "b": 2}}


def test_every_project_is_in_it_with_a_reason_when_it_is_out(report: PlanReport) -> None:
    projects = plan_json(report, "en")["projects"]
    assert [(p["id"], p["in_plan"]) for p in projects] == [("DA01", True), ("DA02", True), ("DA03", False), ("DA04", False)]
    assert projects[3]["reasons"] == [{
        "grade": "data", "kind": "CLI-018", "text": "The scenario has no project “DA04”. Nearest: DA01.",
        "values": {"project": "DA04", "near": "DA01"},
    }]


def test_same_plan_same_bytes(report: PlanReport) -> None:
    assert json_text(plan_json(report, "vi")) == json_text(plan_json(report, "vi"))
    assert json_text({"b": float("inf"), "a": "ừ"}) == '{\n  "a": "ừ",\n  "b": null\n}'
