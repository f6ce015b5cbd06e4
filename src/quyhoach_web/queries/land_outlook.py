"""The order of clearing and the fund's cash ahead as a leader reads them: a sentence, a chart, the table behind it."""

from __future__ import annotations

from typing import Any

from quyhoach.dates import format_as_of
from quyhoach.money import format_number
from quyhoach.reports.clearing_words import clearing_word, fund_shock_line
from quyhoach.reports.foresight_text import foresight_words
from quyhoach.reports.order_report import OrderReport, plain_words
from quyhoach.reports.plan_report import PlanReport
from quyhoach_web.language import language, say
from quyhoach_web.queries.checked import shown


def order_page(report: OrderReport, plan: PlanReport) -> dict[str, Any]:
    """Which site in which year, how far from the best, what more money is worth, which project waits for which parcel."""
    lang, problem, found = language(), report.question.problem, report.plan
    projects = plan.province.facts["projects"].by_key()
    lines = [{"site": site.id, "name": report.question.names.get(site.id, ""), "year": str(year), "area": site.area_m2 / 10_000,
              "cost": site.cost, "needed": str(site.needed or ""), "earliest": str(site.earliest), "projects": list(site.for_projects),
              "late": max(0, year - site.needed) if site.needed else 0} for site, year in report.cleared()]
    left = [{"site": site.id, "name": report.question.names.get(site.id, ""),
             "why": clearing_word(f"out_{cause}", lang, year=site.earliest)}
            for site, cause in report.left()]
    worths = [{"year": str(year), "price": price, "land": land, "late": late} for year, price, land, late in report.worths()] \
        if found.proof else []
    return {
        **_sentences(plain_words(report, lang)), "unit": report.unit(lang), "step": report.step(lang), "lines": lines, "left": left,
        "scale": clearing_word("scale", lang, late=format_number(report.question.settings.late_year_m2 // 10_000, lang)),
        "worths": worths, "worth_any": any(one["price"] or one["land"] or one["late"] for one in worths),
        "gap": found.gap, "bound": found.bound / 10_000, "objective": found.objective / 10_000, "proof": found.proof is not None,
        "chart": _balances(report), "waits": _waits(plan, projects), "findings": [shown(one) for one in report.findings],
        "years": [{"year": str(year), "cash": cash} for year, cash in zip(problem.years, found.balances, strict=True)],
    }


def _balances(report: OrderReport) -> dict[str, Any]:
    problem = report.question.problem
    spent = [sum(site.cost for site, year in report.cleared() if year == one) for one in problem.years]
    return {"kind": "bars", "title": say("Quỹ từng năm", "The fund by year"), "unit": report.unit(language()), "x": list(problem.years),
            "series": [{"name": say("Chi giải phóng mặt bằng", "Spent on clearing"), "values": spent},
                       {"name": say("Số dư cuối năm", "Balance at year's end"), "values": list(report.plan.balances)}]}


def _waits(plan: PlanReport, projects: Any) -> list[dict[str, Any]]:
    """Projects beside their sites and parcels; not those whose site is ready."""
    at = 0 if language() == "vi" else 1
    return [{
        "project": wait.project, "name": projects[wait.project].text("name_vi") if wait.project in projects else "", "site": wait.site,
        "in_plan": wait.in_plan, "start": str(wait.start_year or ""), "needed": str(wait.needed or ""), "cleared": str(wait.cleared or ""),
        "earliest": str(wait.earliest), "late": bool(wait.needed and wait.cleared and wait.cleared > wait.needed),
        "basis": wait.ready.said(at) if wait.ready else "",
    } for wait in plan.waits]


def foresight_page(report: OrderReport) -> dict[str, Any]:
    """Cash by month in its range, the chance of running dry, in the words of a leader."""
    lang, made = language(), report.foresight
    if made is None:
        return {**_sentences(plain_words(report, lang)), "months": [], "findings": [shown(one) for one in report.findings]}
    unit, months = report.unit(lang), [format_as_of(one.month) for one in made.months]
    names = {key: clearing_word(key, lang) for key in ("p05", "p95", "p50", "planned")}
    values = {key: [getattr(one, key) for one in made.months] for key in names}
    cash = {"kind": "band", "title": clearing_word("balance_month", lang), "unit": unit, "x": months,
            "series": [{"name": names[key], "values": values[key]} for key in names]}
    dry = {"kind": "band", "title": clearing_word("dry", lang), "unit": "%", "x": months,
           "series": [{"name": clearing_word("dry", lang), "values": [round(100 * one.dry_share, 1) for one in made.months]}]}
    return {
        **_sentences(foresight_words(report, lang)), "unit": unit, "cash": cash, "dry": dry if made.dry_share else None,
        "months": [{"month": name, "planned": one.planned, "p05": one.p05, "p50": one.p50, "p95": one.p95, "dry": one.dry_share}
                   for name, one in zip(months, made.months, strict=True)],
        "shocks": [fund_shock_line(shock, lang) for shock in made.shocks], "paths": made.paths, "seed": str(made.seed), "names": names,
        "figures": _figures(report), "findings": [shown(one) for one in report.findings],
    }


def _figures(report: OrderReport) -> list[dict[str, Any]]:
    lang, made = language(), report.foresight
    if made is None:
        return []
    percent = format_number(round(100 * made.dry_share, 1), lang)
    return [
        {"label": say("Khả năng cạn tiền", "Chance of running dry"), "value": percent, "unit": "%"},
        {"label": say("Tháng thường thấp nhất", "Month most often lowest"), "value": format_as_of(made.low_month)},
        {"label": say("Thấp nhất như kế hoạch", "Lowest as planned"), "value": format_number(made.planned_lowest, lang),
         "unit": report.unit(lang), "note": format_as_of(made.planned_low_month)},
        {"label": say("Thấp nhất, 5 % xấu nhất", "Lowest, worst 5%"), "value": format_number(made.lowest[0], lang),
         "unit": report.unit(lang)},
        {"label": say("Rủi ro (95 %)", "At risk (95%)"), "value": format_number(made.at_risk, lang), "unit": report.unit(lang)},
    ]


def _sentences(said: str) -> dict[str, str]:
    """The first sentence, which a leader takes away, and the others."""
    first, dot, rest = said.partition("; ") if ". " not in said or 0 < said.find("; ") < said.find(". ") else said.partition(". ")
    return {"first": f"{first}." if dot else first, "rest": rest[:1].upper() + rest[1:]}
