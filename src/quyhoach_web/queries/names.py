"""Names in the reader's language: of a row of the tables, of a scenario."""

from __future__ import annotations

from quyhoach.province.province import Scenario
from quyhoach.tables.spec import Row
from quyhoach_web.language import language


def name_of(row: Row | None, missing: str = "") -> str:
    """The row's English name where the reader reads English and there is one, else its Vietnamese name, else ``missing``."""
    if row is None:
        return missing
    english = row.text("name_en") if language() == "en" and "name_en" in row.values else ""
    return english or (row.text("name_vi") if "name_vi" in row.values else "") or missing


def title_of(scenario: Scenario) -> str:
    """The scenario's title; "" when it has none."""
    info = scenario.info
    return (info.title_en if language() == "en" else "") or info.title_vi
