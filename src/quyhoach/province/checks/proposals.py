"""An edition's money as printed: two splits of the same money, and what was given against what was spent and is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case, cell, number
from quyhoach.tables.spec import Row

ROUNDING = 2
"""Units by which five rounded figures may miss their sum: five halves, and the sum of whole figures is whole."""

_TAKEN = ("spent", "encumbered", "pre_encumbered")


def phases_match_sources(case: Case) -> Iterator[Finding]:
    """CHK-241: a project whose money by phase is not its money by source; said once a project, with the years that differ.

    A project that has one of the two splits only is not judged.
    """
    sums: dict[str, Counter[tuple[str, int]]] = {}
    first: dict[str, Row] = {}
    for row in case.rows("proposals"):
        project = row.text("project")
        first.setdefault(project, row)
        sums.setdefault(project, Counter())[row.text("view"), row.whole("year") or 0] += row.whole("amount") or 0
    for project, by_year in sums.items():
        if {view for view, _ in by_year} != {"source", "phase"}:
            continue
        apart = [year for year in sorted({year for _, year in by_year}) if by_year["source", year] != by_year["phase", year]]
        if apart:
            phases, sources = (sum(by_year[view, year] for year in apart) for view in ("phase", "source"))
            yield finding(
                "CHK-241", cell(first[project], "amount", project), project=project, phases=number(phases), sources=number(sources),
                years=", ".join(str(year) for year in apart),
            )


def balances_close(case: Case) -> Iterator[Finding]:
    """CHK-242: money allotted less spent and promised is not the balance; CHK-243: the same within rounding, counted once."""
    slight: list[Row] = []
    rows = case.rows("balances")
    taken = [name for name in _TAKEN if any(row.whole(name) is not None for row in rows)]  # a list that never says it has no such column
    for row in rows:
        left = _left(row, taken)
        apart = 0 if left is None else (row.whole("balance") or 0) - left
        if left is not None and abs(apart) > ROUNDING:
            yield finding(
                "CHK-242", cell(row, "balance", row.text("project")), project=row.text("project"), item=row.text("item"),
                allotted=number(row.whole("allotted") or 0), left=number(left), balance=number(row.whole("balance") or 0),
                apart=number(abs(apart)),
            )
        elif apart:
            slight.append(row)
    if slight:
        yield finding("CHK-243", cell(slight[0], "balance"), count=len(slight), rounding=ROUNDING)


def _left(row: Row, columns: Iterable[str]) -> int | None:
    """What should be left; None when one of the figures is missing."""
    allotted, taken = row.whole("allotted"), [row.whole(name) for name in columns]
    if allotted is None or row.whole("balance") is None or None in taken:
        return None
    return allotted - sum(amount or 0 for amount in taken)


def spent_within_allotted(case: Case) -> Iterator[Finding]:
    """CHK-244: more spent from a source, or on a phase, than was allotted to it."""
    for row in case.rows("balances"):
        allotted, spent = row.whole("allotted"), row.whole("spent")
        if allotted is not None and spent is not None and spent > allotted:
            yield finding(
                "CHK-244", cell(row, "spent", row.text("project")), project=row.text("project"), item=row.text("item"),
                spent=number(spent), allotted=number(allotted), over=number(spent - allotted),
            )


def sources_are_known(case: Case) -> Iterator[Finding]:
    """CHK-245: money by a source the table of sources does not hold; said once a source and table."""
    known = {row.text("fund") for row in case.rows("sources")}
    seen: set[tuple[str, str]] = set()
    for table in ("proposals", "balances"):
        for row in case.rows(table):
            item = row.text("item")
            if row.text("view") == "source" and item not in known and (table, item) not in seen:
                seen.add((table, item))
                yield finding("CHK-245", cell(row, "item", item), item=item, table=table)
