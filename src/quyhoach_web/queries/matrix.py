"""Money by source and year: the ceiling, what a plan places in it, what is left; with the rule of every assumed ceiling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quyhoach.province.checks.case import Case
from quyhoach.province.checks.ceilings import available, ceilings_of
from quyhoach.province.province import Province, Scenario
from quyhoach_web.language import language, say
from quyhoach_web.queries.names import name_of
from quyhoach_web.queries.plan_documents import PlanDocument

Key = tuple[str, int, int]
"""(source, first year, last year); a year's own ceiling begins and ends in it."""

_TIGHT = 50
"""A ceiling with less than one part in so many left is marked as nearly used up."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Whole money units. ``ceiling`` None: nobody states one; ``allocated`` None: there is no plan; ``rule``: code of an assumption."""

    ceiling: int | None
    allocated: int | None
    locked: int = 0
    rule: str = ""

    @property
    def left(self) -> int | None:
        """What the plan leaves of the ceiling; None when either is missing."""
        return None if self.ceiling is None or self.allocated is None else self.ceiling - self.allocated

    @property
    def mood(self) -> str:
        """over: beyond the ceiling; tight: nearly used up."""
        if self.left is None or not self.ceiling:
            return ""
        return "over" if self.left < 0 else "tight" if self.left * _TIGHT < self.ceiling else ""


@dataclass(frozen=True, slots=True)
class _Money:
    ceilings: Mapping[Key, int]
    spent: Mapping[tuple[str, int], int] | None
    locked: Mapping[tuple[str, int], int]
    rules: Mapping[Key, str]
    years: list[int]

    def cell(self, fund: str, first: int, last: int) -> Cell:
        years = [year for year in self.years if first <= year <= last]
        spent = None if self.spent is None else sum(self.spent.get((fund, year), 0) for year in years)
        return Cell(self.ceilings.get((fund, first, last)), spent, sum(self.locked.get((fund, year), 0) for year in years),
                    self.rules.get((fund, first, last), ""))


def matrix(province: Province, scenario_name: str, plan: PlanDocument | None) -> dict[str, Any]:
    """Rows of sources with a cell a year and one for the period, totals, the chart and the rules that were used."""
    scenario = province.scenarios.get(scenario_name)
    money = _money(scenario, province, plan)
    named = province.facts["sources"].by_key()
    funds = [fund for fund in named if _speaks(fund, money)]
    funds += sorted({key[0] for key in money.ceilings} - set(funds))
    period = (money.years[0], money.years[-1]) if money.years else (0, 0)
    rows = [{"code": fund, "name": name_of(named.get(fund), fund), "cells": [money.cell(fund, year, year) for year in money.years],
             "period": money.cell(fund, *period)} for fund in funds]
    total = {"cells": [_sum(row["cells"][n] for row in rows) for n in range(len(money.years))],
             "period": _sum(row["period"] for row in rows)}
    return {
        "years": [str(year) for year in money.years],
        "span": f"{period[0]}–{period[1]}" if money.years else "", "rows": rows, "total": total,
        "chart": _chart(money.years, rows, total, plan is not None), "rules": _rules(scenario, money.rules),
        "locked": any(money.locked.values()), "planned": plan is not None,
    }


def _speaks(fund: str, money: _Money) -> bool:
    return any(key[0] == fund for key in money.ceilings) or any(key[0] == fund and n for key, n in (money.spent or {}).items())


def _money(scenario: Scenario | None, province: Province, plan: PlanDocument | None) -> _Money:
    stated = ceilings_of(Case(province, scenario, None)) if scenario else {}
    rules = {(fund, *years): row.text("assumed") for (fund, years), row in stated.items() if row.text("assumed")}
    locked = plan.by_source(locks=True) if plan else _locks(scenario)
    spent = plan.by_source() if plan else None
    ceilings = _priced(plan) if plan else {}
    if not ceilings:  # a plan without a proof, or no plan yet: the scenario's own, less reserve and locks
        ceilings = {(fund, *years): available(row) - sum(n for (f, y), n in locked.items() if f == fund and years[0] <= y <= years[1])
                    for (fund, years), row in stated.items()}
    seen = {year for _, first, last in ceilings for year in (first, last)} | {year for _, year in spent or {}}
    years = list(range(min(seen), max(seen) + 1)) if seen else []
    return _Money(ceilings, spent, locked, rules, years)


def _priced(plan: PlanDocument) -> dict[Key, int]:
    """Ceilings as the engine was asked, what-ifs included: the right sides of the proof's rows."""
    found = {}
    for row in plan.data["prices"]:
        if row["kind"] == "yearly-ceiling":
            found[row["source"], row["year"], row["year"]] = round(row["rhs"])
        elif row["kind"] == "medium-term-ceiling":
            first, last = row["row"].rsplit(":", 1)[1].split("-")
            found[row["source"], int(first), int(last)] = round(row["rhs"])
    return found


def _locks(scenario: Scenario | None) -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = {}
    for row in scenario.tables["locks"].rows if scenario else ():
        key = row.text("fund"), row.whole("year") or 0
        found[key] = found.get(key, 0) + (row.whole("amount") or 0)
    return found


def _sum(cells: Iterable[Cell]) -> Cell:
    """Known ceilings added up, with the money placed in any source; nothing known stays missing."""
    cells = list(cells)
    ceilings = [cell.ceiling for cell in cells if cell.ceiling is not None]
    given = [cell.allocated for cell in cells if cell.allocated is not None]
    return Cell(sum(ceilings) if ceilings else None, sum(given) if given else None, sum(cell.locked for cell in cells))


def _chart(years: list[int], rows: list[dict[str, Any]], total: dict[str, Any], planned: bool) -> dict[str, Any]:
    """Money placed, stacked by source, under the line of ceilings; without a plan the ceilings themselves are stacked."""
    part = "allocated" if planned else "ceiling"
    series = [{"name": row["name"], "values": [getattr(cell, part) for cell in row["cells"]]} for row in rows]
    chart = {
        "kind": "stacked", "x": [str(year) for year in years], "unit": "",
        "title": say("Vốn bố trí theo nguồn và năm", "Money placed by source and year") if planned
        else say("Trần vốn theo nguồn và năm", "Ceilings by source and year"),
        "series": [one for one in series if any(one["values"])],
    }
    if planned:
        chart["line"] = {"name": say("Tổng trần", "All ceilings"), "values": [cell.ceiling for cell in total["cells"]]}
    return chart


def _rules(scenario: Scenario | None, used: Mapping[Key, str]) -> list[dict[str, str]]:
    known = scenario.tables["rules"].by_key() if scenario else {}
    said = []
    for code in dict.fromkeys(used.values()):
        row = known.get(code)
        said.append({"code": code, "text": ((row.text("text_en") if language() == "en" else "") or row.text("text_vi")) if row else ""})
    return said
