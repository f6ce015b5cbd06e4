"""Compensation plans as a workbook: totals the law asks for, lines with figures and articles, holders with sums as formulas, findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from quyhoach.dates import format_date
from quyhoach.findings import Finding
from quyhoach.land.compensation import PlanReckoning
from quyhoach.province.land_compensation import CompensationBook
from quyhoach.reports.balance_workbook import sheet_name
from quyhoach.reports.compensation_json import formula_words, worked_words
from quyhoach.reports.compensation_text import BUDGET, HOLDER_COLUMNS, article_words
from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.sheets import Book, Cell, book
from quyhoach.reports.site_words import site_word


def write_compensation_workbook(
    made: CompensationBook, plans: Sequence[PlanReckoning], findings: Sequence[Finding], path: Path, lang: str,
) -> None:
    """Write plans to ``path`` (.xlsx). The same plans give the same bytes. Raises OSError when it cannot be written."""
    with book(path, site_word("compensation", lang)) as file:
        names: set[str] = set()
        for plan in plans:
            _totals(file, plan, sheet_name(f"{plan.plan.plan} {site_word('totals', lang)}", names), lang)
            _lines(file, plan, sheet_name(f"{plan.plan.plan} {site_word('line', lang)}", names), lang)
            _holders(file, plan, sheet_name(f"{plan.plan.plan} {site_word('holder', lang)}", names), lang)
        _late(file, made, names, lang)
        findings_sheet(file, findings, lang)


def _totals(file: Book, one: PlanReckoning, name: str, lang: str) -> None:
    plan, totals = one.plan, one.totals
    sheet = file.sheet(name, (44, 20, 20, 20))
    day = format_date(plan.approved_on, lang) if plan.approved_on else "–"
    file.row(sheet, 0, [f"{site_word('plan', lang)} {plan.plan} · {plan.site} · {plan.number} ({day})"], ["title"])
    file.header(sheet, 1, [site_word(key, lang) for key in ("totals", "amount", "stated", "difference")])
    stated = {"budget_vnd": plan.total_vnd}
    row = 2
    for key in BUDGET:
        value, said = getattr(totals, key), stated.get(key)
        style = "total" if key == "budget_vnd" else "text"
        file.row(sheet, row, [site_word(key, lang), value, said], [style, f"{style}_money" if style == "total" else "money", "money"])
        if said is not None and value is not None:
            sheet.write_formula(row, 3, f"=C{row + 1}-B{row + 1}", file.formats["money"], said - value)
        row += 1
    counts: list[tuple[str, float | None, int | None]] = [
        ("holder", totals.holders, plan.holders), ("graves", float(totals.graves), plan.graves),
        ("retrained", totals.retrained, plan.retrained), ("resettled", None, plan.resettled),
    ]
    for key, number, told in counts:
        file.row(sheet, row, [site_word(key, lang), number, told], ["text", "money", "money"])
        row += 1
    for code, area in totals.area_ha.items():
        file.row(sheet, row, [f"{site_word('area', lang)} {code or '–'}", float(area)], ["text", "hectares"])
        row += 1
    said_area = None if plan.area_ha is None else float(plan.area_ha)
    file.row(sheet, row, [site_word("total", lang), float(totals.total_area_ha), said_area], ["total", "total_hectares", "hectares"])
    file.row(sheet, row + 2, [site_word("rounding", lang)], ["italic"])


def _lines(file: Book, one: PlanReckoning, name: str, lang: str) -> None:
    keys = ("line", "parcel", "holder", "component", "formula", "worked", "amount", "stated", "difference", "article")
    sheet = file.sheet(name, (9, 9, 9, 26, 34, 44, 18, 18, 16, 50))
    file.row(sheet, 0, [f"{site_word('plan', lang)} {one.plan.plan}"], ["title"])
    file.header(sheet, 1, [site_word(key, lang) for key in keys])
    for n, traced in enumerate(one.lines, 2):
        line = traced.line
        label = traced.component.label[lang] if traced.component else line.component
        worked = worked_words(traced, lang) or site_word("open", lang)
        texts: list[Cell] = [line.line, line.parcel, line.holder, label, formula_words(traced, lang), worked]
        cells = [*texts, traced.amount_vnd, line.amount_vnd, None, article_words(traced, lang)]
        file.row(sheet, n, cells, [*["text"] * 6, *["money"] * 3, "text"])
        if traced.difference_vnd is not None:
            sheet.write_formula(n, 8, f"=H{n + 1}-G{n + 1}", file.formats["money"], traced.difference_vnd)
    sums = {6: sum(traced.amount_vnd or 0 for traced in one.lines), 7: sum(traced.line.amount_vnd or 0 for traced in one.lines)}
    _sums(file, sheet, len(one.lines) + 2, sums, lang)


def _sums(file: Book, sheet: Worksheet, row: int, sums: dict[int, int], lang: str) -> None:
    """A row of sums as formulas over the rows above it."""
    file.row(sheet, row, [site_word("total", lang)], ["total"])
    for column, value in sums.items():
        sheet.write_formula(row, column, f"=SUM({xl_range(2, column, row - 1, column)})", file.formats["total_money"], value)


def _holders(file: Book, one: PlanReckoning, name: str, lang: str) -> None:
    sheet = file.sheet(name, (14, *[20] * len(HOLDER_COLUMNS)))
    file.row(sheet, 0, [f"{site_word('plan', lang)} {one.plan.plan} · {site_word('holders', lang)}"], ["title"])
    file.header(sheet, 1, [site_word("holder", lang), *(site_word(key, lang) for key in HOLDER_COLUMNS)])
    for n, holder in enumerate(one.holders, 2):
        file.row(sheet, n, [holder.holder or "–", *(getattr(holder, key) for key in HOLDER_COLUMNS)], ["text", *["money"] * 6])
    sums = {n: sum(getattr(holder, key) for holder in one.holders) for n, key in enumerate(HOLDER_COLUMNS, 1)}
    _sums(file, sheet, len(one.holders) + 2, sums, lang)


def _late(file: Book, made: CompensationBook, names: set[str], lang: str) -> None:
    if not made.late:
        return
    sheet = file.sheet(sheet_name(site_word("late", lang), names), (12, 20, 14, 14, 12, 20))
    file.row(sheet, 0, [site_word("late", lang)], ["title"])
    file.header(sheet, 1, [site_word(key, lang) for key in ("parcel", "amount", "due", "paid_on", "days", "extra")])
    for n, one in enumerate(made.late, 2):
        paid = format_date(one.paid_on, lang) if one.paid_on else ""
        file.row(sheet, n, [one.parcel, one.amount_vnd, format_date(one.due, lang), paid, one.days, one.extra_vnd],
                 ["text", "money", "text", "text", "money", "money"])
