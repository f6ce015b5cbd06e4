"""A plan as a workbook an office can print: summary, money by source and year, the plan, who is out, the proof, findings."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from quyhoach.dates import format_date
from quyhoach.money import format_number
from quyhoach.reports.citations import citation_line
from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.outlook_sheet import outlook_sheet
from quyhoach.reports.plan_form import plan_sheet
from quyhoach.reports.plan_report import PlanReport, headline, unfunded, why
from quyhoach.reports.plan_text import scores_said
from quyhoach.reports.sheets import Book, Cell, book
from quyhoach.reports.words import percent, percent_at_most, row_kind, word


def write_plan_workbook(report: PlanReport, path: Path, lang: str) -> None:
    """Write the plan to ``path`` (.xlsx). The same plan gives the same bytes. Raises OSError when it cannot be written."""
    with book(path, f"{word('plan', lang)}: {report.title(lang)}") as file:
        _summary(file, report, lang)
        _funds(file, report, lang)
        plan_sheet(file, report, lang)
        _unfunded(file, report, lang)
        _prices(file, report, lang)
        outlook_sheet(file, report, lang)
        findings_sheet(file, report.findings, lang)


def _summary(file: Book, report: PlanReport, lang: str) -> None:
    sheet = file.sheet(word("summary", lang), [46, 90])
    info, place = report.info, report.province.info
    name = (place.name_en if lang == "en" else "") or place.name_vi
    file.row(sheet, 0, [f"{name} · {word('plan', lang)} {info.first_year}–{info.last_year}"], ["title"])
    row = 1
    if info.illustrative:
        sheet.merge_range(row, 0, row, 1, word("illustrative", lang), file.formats["banner"])
        row += 1
    sheet.merge_range(row, 0, row, 1, headline(report, lang), file.formats["plain"])
    sheet.set_row(row, 34)
    facts = _facts(report, lang)
    for n, (label, value) in enumerate(facts, row + 2):
        file.row(sheet, n, [label, value], ["label", "plain"])
    file.row(sheet, row + len(facts) + 3, [word("number_note", lang)], ["italic"])


def _facts(report: PlanReport, lang: str) -> list[tuple[str, str]]:
    plan, question = report.plan, report.question
    facts = [
        (word("scenario", lang), f"{report.scenario}: {report.title(lang)}"),
        (word("unit", lang), report.money_label(lang)),
        (word("status", lang), word(str(plan.status), lang)),
        (word("law_date", lang), format_date(report.law_date, lang)),
        (word("gamma", lang), format_number(Decimal(f"{question.problem.gamma:g}"), lang)),
        (word("objective", lang), format_number(plan.objective, lang, 6)),
        (word("bound", lang), format_number(plan.bound, lang, 6)),
        (word("gap", lang), percent_at_most(plan.gap, lang)),
    ]
    facts.append((word("scores_from", lang), scores_said(report, lang)))
    if question.assumed_share is not None:
        facts.append((word("assumed_share", lang), percent(question.assumed_share, lang)))
    if plan.certificate:
        facts.append((word("price_bound", lang), format_number(plan.certificate.bound, lang, 6)))
        facts.append((word("price_gap", lang), percent_at_most(plan.certificate.gap, lang)))
    labels = [word("articles", lang), *[""] * len(question.citations)]
    return facts + [(label, citation_line(c, lang)) for label, c in zip(labels, question.citations, strict=False)]


def _funds(file: Book, report: PlanReport, lang: str) -> None:
    """Ceiling, allocated and left for each source and year; then the medium-term amounts."""
    problem, given, held = report.question.problem, report.spent, report.locked
    sheet = file.sheet(word("fund_by_year", lang), [16, 44, 10, 18, 18, 18, 18])
    keys = ("fund_code", "fund", "year", "ceiling", "allocated", "left", "locked")
    file.row(sheet, 0, [f"{word('fund_by_year', lang)} ({report.money_label(lang)})"], ["title"])
    file.header(sheet, 1, [word(key, lang) for key in keys])
    styles = ["text", "text", "year", "money", "money", "money", "money"]
    row = 2
    for fund in problem.funds:
        for year in problem.years:
            limit, money, lock = problem.ceilings.get((fund, year), 0), given.get((fund, year), 0), held.get((fund, year), 0)
            if limit or money or lock:
                file.row(sheet, row, [fund, report.fund_name(fund, lang), year, limit, money, limit - money, lock], styles)
                row += 1
    _totals(file, sheet, row, lang, sum(problem.ceilings.values()), sum(given.values()), sum(held.values()))
    if row > 2:
        sheet.autofilter(1, 0, row - 1, len(keys) - 1)
    _medium_term(file, sheet, row + 3, report, lang)


def _totals(file: Book, sheet: Worksheet, row: int, lang: str, limit: int, money: int, lock: int) -> None:
    """Totals as formulas over the rows above, with their values stored for readers that do not calculate."""
    file.row(sheet, row, [word("total", lang), "", ""], ["total"] * 3)
    for column, value in enumerate((limit, money, limit - money, lock), 3):
        formula = f"=SUM({xl_range(2, column, max(row - 1, 2), column)})"
        sheet.write_formula(row, column, formula, file.formats["total_money"], value)


def _medium_term(file: Book, sheet: Worksheet, row: int, report: PlanReport, lang: str) -> None:
    problem, given = report.question.problem, report.spent
    if not problem.medium_term:
        return
    titles = [word(key, lang) for key in ("fund_code", "fund", "period", "ceiling", "allocated", "left")]
    file.row(sheet, row, [f"{word('medium_term', lang)} ({report.money_label(lang)})"], ["label"])
    file.row(sheet, row + 1, titles, ["header"] * len(titles))
    styles = ["text", "text", "year", "money", "money", "money"]
    for n, ((fund, first, last), limit) in enumerate(sorted(problem.medium_term.items()), row + 2):
        money = sum(amount for (f, year), amount in given.items() if f == fund and first <= year <= last)
        file.row(sheet, n, [fund, report.fund_name(fund, lang), f"{first}–{last}", limit, money, limit - money], styles)


def _unfunded(file: Book, report: PlanReport, lang: str) -> None:
    sheet = file.sheet(word("out_sheet", lang), [6, 14, 60, 18, 100])
    file.row(sheet, 0, [word("unfunded", lang)], ["title"])
    file.header(sheet, 1, [word(key, lang) for key in ("number", "code", "project", "need", "why")])
    for n, decision in enumerate(unfunded(report), 1):
        asked = report.asked.get(decision.id)
        cells: list[Cell] = [n, decision.id, report.name(decision.id, lang), asked.need if asked else None]
        file.row(sheet, n + 1, [*cells, "\n".join(why(report, decision, lang))], ["year", "text", "text", "money", "text"])


def _prices(file: Book, report: PlanReport, lang: str) -> None:
    """Every priced row with its right-hand side: with the project data of the JSON anyone recomputes the bound."""
    sheet = file.sheet(word("price_sheet", lang), [44, 22, 16, 10, 20, 22])
    file.row(sheet, 0, [word("price_sheet", lang)], ["title"])
    file.header(sheet, 1, [word(key, lang) for key in ("row", "kind", "fund_code", "year", "price", "rhs")])
    rows = report.plan.certificate.rows if report.plan.certificate else ()
    styles = ["text", "text", "text", "year", "exact", "exact"]
    for n, r in enumerate(rows, 2):
        file.row(sheet, n, [r.row, row_kind(r.kind, lang), r.fund, r.year, r.value, r.rhs], styles)
