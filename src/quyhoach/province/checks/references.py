"""Codes that name nothing: every column that refers to a table holds only codes the table knows."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case, cell
from quyhoach.tables.spec import Column, Row

MOST_SUGGESTED = 100
"""Unknown codes of one column for which near ones are looked for; more of them mean a wrong table, not slips of the pen."""


def known_codes(case: Case) -> Iterator[Finding]:
    """CHK-181: a code that its table does not hold. Communes are found through either code of a pair in dispute."""
    for name, table in case.tables.items():
        for column in table.spec.columns:
            target = column.refers_to
            if not target or target == "rules" or target not in case.tables:
                continue
            known = _codes(case, target)
            unknown = [(row, code) for row in table.rows for code in _values(row, column) if code not in known]
            pool = sorted(known) if len(unknown) <= MOST_SUGGESTED else []
            for row, code in unknown:
                near = ", ".join(get_close_matches(code, pool, 3)) or "–"
                yield finding("CHK-181", cell(row, column.name, code), wrong=code, table=name, target=target, near=near)


def known_rules(case: Case) -> Iterator[Finding]:
    """CHK-182: a figure assumed by a rule that is written nowhere. Facts may rest on the rules of any scenario."""
    scenarios = (case.scenario,) if case.scenario else tuple(case.province.scenarios.values())
    known = {row.text("rule") for scenario in scenarios for row in scenario.tables["rules"].rows}
    for name, table in case.tables.items():
        if "assumed" not in (column.name for column in table.spec.columns):
            continue
        for row in table.rows:
            rule = row.text("assumed")
            if rule and rule not in known:
                yield finding("CHK-182", cell(row, "assumed", rule), rule=rule, table=name)


def _codes(case: Case, table: str) -> set[str]:
    if table == "units":
        return set(case.register.codes)
    key = case.tables[table].spec.key[0]
    return {row.text(key) for row in case.rows(table)}


def _values(row: Row, column: Column) -> tuple[str, ...]:
    value = row[column.name]
    return value if isinstance(value, tuple) else ((str(value),) if value is not None else ())
