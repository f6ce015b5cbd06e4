"""Where figures come from: every row of the facts names a source that can be found, or the rule it was assumed by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case, cell
from quyhoach.tables.spec import Row

_ADDRESS = re.compile(r"https?://\S|\d+(?:/\d{4})?/[A-ZĐ]")
"""A web address, or the number of a document (``123/QĐ-UBND``, ``58/2024/QH15``)."""


def sources_have_address(case: Case) -> Iterator[Finding]:
    """CHK-221: a source with neither an address nor a document number; said once a source, at its first row."""
    nameless: dict[str, list[Row]] = {}
    tables: dict[str, dict[str, None]] = {}
    for name, table in case.province.facts.items():
        for row in table.rows:
            source = row.text("source")
            if source and not any(_ADDRESS.search(part) for part in source.split("|")):
                nameless.setdefault(source, []).append(row)
                tables.setdefault(source, {})[name] = None
    for source, rows in nameless.items():
        yield finding("CHK-221", cell(rows[0], "source"), source=source, rows=len(rows), tables=", ".join(tables[source]))


def facts_have_source(case: Case) -> Iterator[Finding]:
    """CHK-222: rows of the facts with no source and no rule; said once a table, at the first such row."""
    for name, table in case.province.facts.items():
        bare = [row for row in table.rows if not row.text("source") and not row.text("assumed")]
        if bare:
            yield finding("CHK-222", cell(bare[0], "source"), table=name, rows=len(bare))


def assumptions_have_rule(case: Case) -> Iterator[Finding]:
    """CHK-223: rows of the scenario with no source and no rule; said once a table, at the first such row."""
    for name, table in case.scenario.tables.items() if case.scenario else ():
        bare = [row for row in table.rows if "assumed" in row.values and not row.text("source") and not row.text("assumed")]
        if bare:
            yield finding("CHK-223", cell(bare[0], "assumed"), table=name, rows=len(bare))
