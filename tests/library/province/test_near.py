"""What a project's page says is what the whole check says of it, on real examples and on badly spoilt ones."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from quyhoach.province.checks import check, check_project
from quyhoach.province.checks.near import about
from quyhoach.province.folder import read_province
from quyhoach.province.province import Province, Scenario
from quyhoach.tables.spec import Kind, Row, Table

EXAMPLES = Path(__file__).parents[3] / "examples"
SPOILT = ("projects", "project_costs", "project_funding", "plan_lines", "project_values", "funding", "locks", "medium_term", "logic")


def province(name: str) -> Province:
    found = read_province(EXAMPLES / name).province
    assert found is not None
    return found


def spoilt(before: Province, dice: random.Random) -> Province:
    """Rows of the tables that list projects get values of other rows, lose some, and change places."""
    facts = {name: shaken(table, before, dice) for name, table in before.facts.items()}
    facts["plan_lines"] = lines(before, dice)
    scenarios = {name: Scenario(one.info, {of: shaken(table, before, dice) for of, table in one.tables.items()})
                 for name, one in before.scenarios.items()}
    return replace(before, facts=facts, scenarios=scenarios)


def shaken(table: Table, of: Province, dice: random.Random) -> Table:
    if table.spec.name not in SPOILT or not table.rows:
        return table
    codes = [row.text("project") for row in of.facts["projects"].rows]
    rows = [Row(dict(row.values), row.place) for row in table.rows]
    keys = {"project"} if table.spec.name == "projects" else set()
    for row in dice.choices(rows, k=max(4, len(rows) // 2)):
        column = dice.choice([column for column in table.spec.columns if column.name not in keys])
        if column.name == "project" or column.refers_to == "projects":
            row.values[column.name] = tuple(dice.choices(codes, k=2)) if column.kind is Kind.CODES else dice.choice(codes)
        else:
            row.values[column.name] = dice.choice(rows).values[column.name]
    return Table(table.spec, tuple(rows))


def lines(of: Province, dice: random.Random) -> Table:
    """Medium-term lists that some projects are not on, and annual money beside them."""
    spec, codes = of.facts["plan_lines"].spec, [row.text("project") for row in of.facts["projects"].rows]
    rows = []
    for plan, periods in (("medium_term", ("2026-2030", "2021-2025")), ("annual", ("2026", "2027", "2024"))):
        for code in dice.sample(codes, 5):
            said = {"project": code, "plan": plan, "period": dice.choice(periods), "fund": "NSDP.CD", "amount": dice.randrange(1, 90_000)}
            rows.append(Row({column.name: said.get(column.name) for column in spec.columns}))
    return Table(spec, tuple(rows))


def compared(found: Province, codes: list[str]) -> int:
    said = 0
    for scenario in (None, *found.scenarios):
        whole = check(found, scenario)
        for code in codes:
            meant = tuple(one for one in whole if about(one, code))
            got = check_project(found, scenario, code)
            assert [(one.code, one.where, one.values) for one in got] == [(one.code, one.where, one.values) for one in meant]
            said += len(meant)
    return said


@pytest.mark.parametrize("name", ["tinh_nho", "lang_son"])
def test_a_project_alone_is_judged_as_among_all(name: str) -> None:
    found = province(name)
    codes = [row.text("project") for row in found.facts["projects"].rows]
    said = compared(found, random.Random(1).sample(codes, min(len(codes), 12)))
    assert (said > 0) == (name == "lang_son")


@pytest.mark.parametrize("seed", range(40))
def test_so_in_a_spoilt_province(seed: int) -> None:
    dice = random.Random(seed)
    found = spoilt(province("tinh_nho"), dice)
    said = compared(found, [row.text("project") for row in found.facts["projects"].rows])
    assert said > 0


def test_the_spoilt_provinces_break_the_rules_between_projects() -> None:
    """Otherwise nothing above would show that the neighbourhood is wide enough."""
    seen = set()
    for seed in range(40):
        found = spoilt(province("tinh_nho"), random.Random(seed))
        seen |= {one.code for scenario in found.scenarios for one in check(found, scenario)
                 if any(about(one, row.text("project")) for row in found.facts["projects"].rows)}
    assert {"CHK-134", "CHK-135", "CHK-191", "CHK-203"} <= seen
