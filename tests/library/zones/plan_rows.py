"""Rows and provinces for the tests of plans: what is not said is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from quyhoach import law
from quyhoach.findings import Finding
from quyhoach.province.checks.case import Case, Rule
from quyhoach.province.folder import read_province
from quyhoach.province.province import Province
from quyhoach.province.specs import FACTS
from quyhoach.tables.spec import Row, Table

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def row(table: str, **values: Any) -> Row:
    return Row({**{column.name: None for column in FACTS[table].columns}, **values})


def example(name: str) -> Province:
    found = read_province(EXAMPLES / name)
    assert found.province is not None
    return found.province


def with_rows(province: Province, **tables: list[Row]) -> Province:
    """The province with whole tables put in place of its own."""
    return replace(province, facts={**province.facts, **{name: Table(FACTS[name], tuple(rows)) for name, rows in tables.items()}})


def changed(province: Province, table: str, key: str, **values: Any) -> Province:
    """The province with one row changed."""
    code = FACTS[table].key[0]
    rows = [Row({**one.values, **values}, one.place) if one.text(code) == key else one for one in province.facts[table].rows]
    assert rows != list(province.facts[table].rows)
    return with_rows(province, **{table: rows})


def found(province: Province, rule: Rule, scenario: str | None = None) -> list[Finding]:
    case = Case(province, province.scenarios[scenario] if scenario else None, lambda day: law.at(day, province.info.code))
    problems = list(rule(case))
    for problem in problems:
        for lang in ("vi", "en"):
            assert [part for part in ("message", "why", "remedy", "who") if "{" in problem.text(part, lang)] == []
    return problems


def codes(province: Province, rule: Rule, scenario: str | None = None) -> list[tuple[str, str]]:
    """(code, object) of everything a rule finds."""
    return [(problem.code, problem.where.object_id) for problem in found(province, rule, scenario)]
