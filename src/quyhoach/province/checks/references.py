"""Codes that name nothing: every column that refers to a table holds only codes the table knows."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from quyhoach.findings import Finding, Place, finding
from quyhoach.province.checks.case import Case, cell
from quyhoach.tables.spec import Column, Row

MOST_SUGGESTED = 100
"""Unknown codes of one column for which near ones are looked for; more of them mean a wrong table, not slips of the pen."""
MOST_COMPARED = 300_000
"""Pairs of codes compared for it in one column: about two seconds."""


def known_codes(case: Case) -> Iterator[Finding]:
    """CHK-181: a code that its table does not hold. Communes are found through either code of a pair in dispute."""
    for name, column, target in _references(case):
        known = _codes(case, target)
        if not known:
            continue  # told once for the table, by tables_referred_to
        unknown = [(row, code) for row in case.rows(name) for code in _values(row, column) if code not in known]
        pool = sorted(known) if len(unknown) <= min(MOST_SUGGESTED, MOST_COMPARED // len(known)) else []
        for row, code in unknown:
            near = ", ".join(get_close_matches(code, pool, 3)) or "–"
            yield finding("CHK-181", cell(row, column.name, code), wrong=code, table=name, target=target, near=near)


def tables_referred_to(case: Case) -> Iterator[Finding]:
    """CHK-183: a table without rows (no file, or one that could not be read) to which others refer, once for the table."""
    counts: dict[str, dict[str, int]] = {}
    for name, column, target in _references(case):
        if not _codes(case, target) and (count := sum(len(_values(row, column)) for row in case.rows(name))):
            counts.setdefault(target, {}).setdefault(name, 0)
            counts[target][name] += count
    for target, by_table in counts.items():
        yield finding("CHK-183", Place(object_id=target), target=target, count=sum(by_table.values()), tables=", ".join(by_table))


def _references(case: Case) -> Iterator[tuple[str, Column, str]]:
    """(table, column, table whose codes it holds) of every column that refers to a table of this case."""
    for name, table in case.tables.items():
        for column in table.spec.columns:
            if column.refers_to and column.refers_to != "rules" and column.refers_to in case.tables:
                yield name, column, column.refers_to


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
