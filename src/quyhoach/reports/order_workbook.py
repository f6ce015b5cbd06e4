"""The clearing order and the fund's foresight as workbooks with charts; the same answer gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quyhoach.dates import format_as_of
from quyhoach.reports.clearing_words import clearing_word, fund_shock_line
from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.foresight_text import foresight_words
from quyhoach.reports.order_report import OrderReport, plain_words
from quyhoach.reports.sheets import Book, Cell, book
from quyhoach.reports.words import word


def write_order_workbook(report: OrderReport, path: Path, lang: str) -> None:
    """Order, balances with a chart, worth of money, what is left, findings. Raises OSError when it cannot be written."""
    with book(path, clearing_word("order", lang)) as file:
        _order(file, report, lang)
        _years(file, report, lang)
        _left(file, report, lang)
        findings_sheet(file, report.findings, lang)


def write_foresight_workbook(report: OrderReport, path: Path, lang: str) -> None:
    """Months with a chart of the band, shocks, findings. Raises OSError when it cannot be written."""
    with book(path, clearing_word("foresight", lang)) as file:
        _months(file, report, lang)
        findings_sheet(file, report.findings, lang)


def _head(file: Book, report: OrderReport, sheet_key: str, widths: Sequence[float], said: str, lang: str) -> int:
    """A sheet's title, banner and explanation; the row after them. The sheet is named after ``sheet_key``."""
    sheet = file.sheet(clearing_word(sheet_key, lang)[:31], widths)
    lines = [(f"{report.title} · {report.scenario}", "title"), (said, "plain")]
    lines += [(word("illustrative", lang), "banner")] if report.illustrative else []
    for n, (text, style) in enumerate(lines):
        sheet.merge_range(n, 0, n, len(widths) - 1, text, file.formats[style])
        if style == "plain":
            sheet.set_row(n, 15.0 * (1 + len(text) // int(sum(widths))))
    return len(lines)


def _rows(file: Book, name: str, top: int, titles: Sequence[str], rows: Sequence[Sequence[Cell]], styles: Sequence[str]) -> int:
    """A table with its header; the last row."""
    sheet = file.file.get_worksheet_by_name(name)
    file.header(sheet, top, titles)
    for n, cells in enumerate(rows, top + 1):
        file.row(sheet, n, cells, styles)
    return top + len(rows)


def _order(file: Book, report: OrderReport, lang: str) -> None:
    top = _head(file, report, "order", [8, 12, 44, 14, 18, 10, 24], plain_words(report, lang), lang)
    titles = [clearing_word(key, lang) for key in ("year", "site", "name", "area", "cost", "needed", "projects")]
    rows = [[year, s.id, report.question.names.get(s.id, ""), s.area_m2 / 10_000, s.cost, s.needed, ", ".join(s.for_projects)]
            for s, year in report.cleared()]
    _rows(file, clearing_word("order", lang), top, titles, rows, ["year", "text", "text", "hectares", "money", "year", "text"])


def _years(file: Book, report: OrderReport, lang: str) -> None:
    name = clearing_word("balance", lang)
    top = _head(file, report, "balance", [10, 22, 22, 26, 22], clearing_word("worth", lang, money=report.step(lang)), lang)
    worths = {year: (price, land, late) for year, price, land, late in report.worths()} if report.plan.proof else {}
    titles = [clearing_word(key, lang) for key in ("year", "balance", "by_price", "land_more", "late_less")]
    rows = [[year, cash, *worths.get(year, (None, None, None))]
            for year, cash in zip(report.question.problem.years, report.plan.balances, strict=True)]
    last = _rows(file, name, top, titles, rows, ["year", "money", "hectares", "hectares", "money"])
    chart = file.file.add_chart({"type": "column"})
    chart.add_series({"categories": [name, top + 1, 0, last, 0], "values": [name, top + 1, 1, last, 1], "gap": 60})
    chart.set_title({"name": f"{name} ({report.unit(lang)})"})
    chart.set_legend({"none": True})
    file.file.get_worksheet_by_name(name).insert_chart(last + 2, 0, chart, {"x_scale": 1.3})


def _left(file: Book, report: OrderReport, lang: str) -> None:
    name = clearing_word("not_cleared", lang)[:31]
    top = _head(file, report, "not_cleared", [12, 44, 60], clearing_word("not_cleared", lang), lang)
    rows = [[s.id, report.question.names.get(s.id, ""), clearing_word(f"out_{cause}", lang, year=s.earliest)] for s, cause in report.left()]
    _rows(file, name, top, [clearing_word(key, lang) for key in ("site", "name", "why")], rows, ["text"] * 3)


def _months(file: Book, report: OrderReport, lang: str) -> None:
    made, name = report.foresight, clearing_word("foresight", lang)
    if made is None:
        return
    shocks = "; ".join(fund_shock_line(shock, lang) for shock in made.shocks)
    said = f"{foresight_words(report, lang)} {clearing_word('shocks', lang)}: {shocks}."
    top = _head(file, report, "foresight", [12, 20, 20, 20, 20, 16], said, lang)
    keys = ("month", "planned", "p05", "p50", "p95", "dry")
    rows: list[list[Cell]] = [[format_as_of(m.month), m.planned, m.p05, m.p50, m.p95, m.dry_share] for m in made.months]
    last = _rows(file, name, top, [clearing_word(key, lang) for key in keys], rows, ["text", *["money"] * 4, "share"])
    chart = file.file.add_chart({"type": "line"})
    for column in range(1, 5):
        chart.add_series({"name": [name, top, column], "categories": [name, top + 1, 0, last, 0],
                          "values": [name, top + 1, column, last, column], "line": {"width": 2.25 if column == 3 else 1.25}})
    chart.set_title({"name": f"{clearing_word('balance_month', lang)} ({report.unit(lang)})"})
    chart.set_legend({"position": "bottom"})
    file.file.get_worksheet_by_name(name).insert_chart(top, 7, chart, {"x_scale": 1.8, "y_scale": 1.4})
