"""One project's page: each figure with its source, its money, competing costs, what the checks say, why, and its thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from quyhoach.money import format_number
from quyhoach.province.checks import check_project
from quyhoach.province.contradictions import competing
from quyhoach.province.province import Province, Scenario
from quyhoach.province.specs.projects import PROJECTS
from quyhoach.tables.spec import Column, Kind, Row, Table
from quyhoach_web.language import language, say
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.names import name_of
from quyhoach_web.queries.plan_documents import PlanDocument
from quyhoach_web.queries.privacy import open_findings
from quyhoach_web.queries.thread import thread_of

_FIGURES = ("total_investment", "public_total", "disbursed", "first_capital_year", "start_year", "end_year", "decision", "decision_date")
_ABOUT = ("status", "ownership", "group", "sector", "tier", "programme", "capacity", "investor", "places")
_NOTES = ("status_note", "funding_note", "note")
_OF_ONE = ("projects", "project_costs", "project_funding", "plan_lines", "land_records")
_MONEY_VALUES = ("public_total", "disbursed")


def project_page(province: Province, code: str, scenario_name: str, plan: PlanDocument | None) -> dict[str, Any] | None:
    """Everything the page shows; None for a code the facts do not know."""
    near = _near(province, code)
    if not near.facts["projects"].rows:
        return None
    row, scenario = near.facts["projects"].rows[0], province.scenarios.get(scenario_name)
    money = plan.money.get(code, []) if plan else []
    decision = plan.decided.get(code) if plan else None
    return {
        "row": row, "code": code, "name": name_of(row, code), "figures": _figures(row), "assumptions": _assumptions(scenario, code),
        "about": _about(row, province), "notes": _facts(row, _NOTES), "source": row.text("source"), "as_of": _when(row.text("as_of")),
        "assumed": row.text("assumed"), "decision": _decision(decision), "money": _money(money, province),
        "costs": _costs(near, code), "funding": _funding(near), "lines": _lines(near),
        "findings": [shown(one) for one in open_findings(check_project(province, scenario_name if scenario else None, code))],
        "thread": thread_of(near, scenario, code, plan),
    }


def _near(province: Province, code: str) -> Province:
    """The province with this project alone in the tables of projects: its page does not grow with the list."""
    facts = dict(province.facts)
    for name in _OF_ONE:
        facts[name] = Table(facts[name].spec, tuple(row for row in facts[name].rows if row.values["project"] == code))
    return replace(province, facts=facts)


_SHORT = {
    "tier": ("Khoản phân loại", "Sector tier"), "status_note": ("Nguồn ghi", "As printed"), "funding_note": ("Về vốn", "On funding"),
    "agency": ("Cơ quan", "Agency"), "zone": ("Khu", "Zone"), "units": ("Xã, phường", "Communes"), "places": ("Địa điểm", "Place"),
    "sector": ("Ngành", "Sector"), "capacity": ("Năng lực", "Capacity"),
}
"""Labels beside one project, where the printed header speaks of codes or is too long."""


def _when(text: str) -> str:
    """A month as 04/2024; a year or a whole date as it stands, the page writes the date."""
    return f"{text[5:]}/{text[:4]}" if len(text) == 7 and text[4] == "-" else text


def _header(column: Column) -> str:
    if column.name in _SHORT:
        return say(*_SHORT[column.name])
    return column.header_en if language() == "en" else column.header_vi


def _said(row: Row, column: Column) -> dict[str, Any]:
    """A value by kind: money and dates are formatted by the page, choices by their label."""
    value: Any = row[column.name]
    if value is not None and column.choices:
        value = column.choices[str(value)][1 if language() == "en" else 0]
    kind = "money" if column.kind is Kind.MONEY else "day" if column.kind is Kind.DATE else "text"
    return {"label": _header(column), "value": str(value) if kind == "text" and value is not None else value, "kind": kind}


def _figures(row: Row) -> list[dict[str, Any]]:
    shown = []
    for name in _FIGURES:
        as_of = row.text("disbursed_as_of") if name == "disbursed" else ""
        shown.append({**_said(row, PROJECTS.column(name)), "as_of": _when(as_of or row.text("as_of")), "source": row.text("source"),
                      "assumed": row.text("assumed")})
    return [figure for figure in shown if figure["kind"] == "money" or figure["value"] is not None]


def _facts(row: Row, names: Iterable[str]) -> list[dict[str, Any]]:
    return [_said(row, PROJECTS.column(name)) for name in names if row[name] is not None and row[name] != "none"]


def _about(row: Row, province: Province) -> list[dict[str, Any]]:
    """Label and text; places by name, with their code."""
    facts = _facts(row, _ABOUT)
    for column, table, codes in (("agency", "agencies", (row.text("agency"),)), ("units", "units", row.codes("units")),
                                 ("zone", "zones", (row.text("zone"),)), ("part_of", "projects", (row.text("part_of"),))):
        known = {one.text(province.facts[table].spec.key[0]): one for one in province.facts[table].rows} if any(codes) else {}
        named = [f"{name_of(known[code])} ({code})" if code in known else code for code in codes if code]
        if named:
            facts.append({"label": _header(PROJECTS.column(column)), "value": "; ".join(named), "kind": "text"})
    return facts


def _assumptions(scenario: Scenario | None, code: str) -> list[dict[str, Any]]:
    """Planning values of the scenario with their rule."""
    if scenario is None:
        return []
    table, rules = scenario.tables["project_values"], scenario.tables["rules"].by_key()
    choices = table.spec.column("field").choices
    shown = []
    for row in table.rows:
        if row.text("project") == code:
            field, text, rule = row.text("field"), row.text("value"), rules.get(row.text("assumed"))
            money = field in _MONEY_VALUES and text.isdigit()
            shown.append({
                "label": choices[field][1 if language() == "en" else 0] if field in choices else field,
                "value": format_number(int(text), language()) if money else _day(text) if field == "decision_date" else text,
                "source": row.text("source"),
                "assumed": row.text("assumed"), "rule": rule.text("text_en" if language() == "en" else "text_vi") if rule else ""})
    return shown


def _day(text: str) -> str:
    """An ISO date as dd/mm/yyyy; anything else as it stands."""
    parts = text.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else text


def _decision(decision: dict[str, Any] | None) -> dict[str, Any] | None:
    """The plan's answer; years as text, so that no thousands mark gets in."""
    if decision is None:
        return None
    years = [str(decision[name]) for name in ("start_year", "end_year") if decision[name]]
    grades = {"price": say("theo giá của trần", "by prices"), "logic": say("theo quy định", "by rules"),
              "counterfactual": say("đã thử bắt buộc", "tried by force"), "data": say("theo số liệu", "by the data")}
    reasons = [{"grade": grades.get(reason["grade"], reason["grade"]), "text": reason["text"]} for reason in decision["reasons"]]
    return {"in_plan": decision["in_plan"], "term": "–".join(dict.fromkeys(years)), "reasons": reasons, "score": decision.get("score")}


def _money(parts: list[dict[str, Any]], province: Province) -> dict[str, Any] | None:
    """Money by source and year as a chart with its table; None when the plan gives nothing."""
    if not parts:
        return None
    named, years = province.facts["sources"].by_key(), sorted({part["year"] for part in parts})
    series = []
    for fund in sorted({part["source"] for part in parts}):
        given = [sum(part["amount"] for part in parts if (part["source"], part["year"]) == (fund, year)) for year in years]
        series.append({"name": name_of(named.get(fund), fund), "values": given, "total": sum(given)})
    return {"years": [str(year) for year in years], "series": series,
            "totals": [sum(one["values"][n] for one in series) for n in range(len(years))], "total": sum(part["amount"] for part in parts),
            "chart": {"kind": "stacked", "title": say("Vốn theo nguồn và năm", "Money by source and year"), "unit": "",
                      "x": [str(year) for year in years], "series": [{"name": one["name"], "values": one["values"]} for one in series]}}


def _costs(near: Province, code: str) -> dict[str, Any]:
    """Answers to "what does it cost": side by side, oldest first; ``differ`` when they are not all the same."""
    bare = replace(near, facts={**near.facts, "capital_history": Table(near.facts["capital_history"].spec)})
    found = [one for one in competing(bare) if one.kind == "project_cost" and one.subject == code]
    if found:
        figures = [{"version": one.id, "amount": one.amount, "scope": one.scope, "as_of": one.as_of, "source": one.source}
                   for one in sorted(found[0].figures, key=lambda one: one.as_of)]
    else:
        figures = [{"version": row.text("version"), "amount": row.whole("amount"), "scope": row.text("scope"), "as_of": row.text("as_of"),
                    "source": row.text("source")} for row in near.facts["project_costs"].rows]
    chart = _steps(figures) if found else None
    return {"differ": bool(found), "figures": [{**one, "as_of": _when(one["as_of"])} for one in figures], "chart": chart}


def _steps(figures: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The figures over time; one known to the month or year stands at its first day."""
    points = [[(one["as_of"] + "-01-01")[:10] if len(one["as_of"]) == 4 else (one["as_of"] + "-01")[:10], one["amount"]]
              for one in figures if one["as_of"][:4].isdigit()]
    if len(points) < 2:
        return None
    return {"kind": "steps", "title": say("Tổng mức đầu tư qua các nguồn", "Total investment by source over time"), "unit": "",
            "series": [{"name": say("Tổng mức", "Total"), "values": points}]}


def _funding(near: Province) -> list[dict[str, Any]]:
    table = near.facts["project_funding"]
    return [{"part": _said(row, table.spec.column("part"))["value"], "version": row.text("version"), "amount": row.whole("amount"),
             "as_of": _when(row.text("as_of")), "source": row.text("source"), "assumed": row.text("assumed")} for row in table.rows]


def _lines(near: Province) -> list[dict[str, Any]]:
    """Money assigned so far, as the plans of the past say it."""
    table, named = near.facts["plan_lines"], near.facts["sources"].by_key()
    return [{"fund": name_of(named[row.text("fund")]) if row.text("fund") in named else row.text("fund"), "period": row.text("period"),
             "plan": _said(row, table.spec.column("plan"))["value"], "amount": row.whole("amount"), "disbursed": row.whole("disbursed"),
             "assigned_on": row.date("assigned_on"), "source": row.text("source"), "assumed": row.text("assumed")} for row in table.rows]
