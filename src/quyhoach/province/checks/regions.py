"""Divisions into regions: every old district has its place in each of them."""

from __future__ import annotations

from collections.abc import Iterator

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case, cell
from quyhoach.tables.spec import Row


def divisions_are_whole(case: Case) -> Iterator[Finding]:
    """ZON-164: a division that leaves districts out. ZON-165: a district of a division that the list of communes does not know."""
    districts = {row.text("district_code"): row.text("district") for row in case.rows("units") if row.text("district_code")}
    if not districts:
        return
    divisions: dict[str, dict[str, Row]] = {}
    for row in case.rows("regions"):
        divisions.setdefault(row.text("division"), {})[row.text("district_code")] = row
    for division, rows in divisions.items():
        left_out = [f"{code} {name}" for code, name in districts.items() if code not in rows]
        if left_out:
            first = next(iter(rows.values()))
            yield finding("ZON-164", cell(first, "division", division), division=division, districts=", ".join(left_out))
        for code, row in rows.items():
            if code not in districts:
                yield finding("ZON-165", cell(row, "district_code", code), division=division, district=code)
