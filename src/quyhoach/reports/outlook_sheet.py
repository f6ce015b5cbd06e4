"""The sheet of a plan's workbook that tells its outlook under uncertainty."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from quyhoach.capital.uncertainty import Outlook
from quyhoach.money import format_number
from quyhoach.reports.outlook_words import measures, outlook_word, period, shock_line
from quyhoach.reports.plan_report import PlanReport
from quyhoach.reports.sheets import Book, Cell
from quyhoach.reports.words import word


def outlook_sheet(file: Book, report: PlanReport, lang: str) -> None:
    """Shocks, what stays, every ceiling that breaks, every project; nothing when no outlook was asked for."""
    outlook = report.outlook
    if outlook is None:
        return
    sheet = file.sheet(outlook_word("sheet", lang), [16, 60, 16, 16, 16, 16])
    title = outlook_word("title", lang, n=format_number(outlook.scenarios, lang), seed=outlook.seed)
    file.row(sheet, 0, [title], ["title"])
    row = _lines(file, sheet, 1, [outlook_word("shocks", lang), *(shock_line(shock, lang) for shock in outlook.shocks)])
    row = _block(file, sheet, row + 1, ["", outlook_word("measure", lang), *(outlook_word(k, lang) for k in ("low", "middle", "high"))],
                 [["", name, *values] for name, values in measures(outlook, lang)], ["text", "text", "money", "money", "money"])
    row = _lines(file, sheet, row + 1, [f"{outlook_word('ceilings', lang)} ({report.money_label(lang)})"])
    titles = [word("fund_code", lang), word("fund", lang), word("period", lang), outlook_word("broken", lang), outlook_word("over", lang),
              outlook_word("worst", lang)]
    ceilings: list[list[Cell]] = [[s.source, report.fund_name(s.source, lang), period(s.first, s.last), s.share, s.over[1], s.worst]
                                  for s in outlook.strains]
    row = _block(file, sheet, row, titles, ceilings, ["text", "text", "year", "share", "money", "money"])
    row = _lines(file, sheet, row + 1, [outlook_word("projects", lang)])
    titles = [word("code", lang), word("project", lang), outlook_word("share", lang), outlook_word("in_remade", lang)]
    _block(file, sheet, row, titles, _projects(report, outlook, lang), ["text", "text", "share", "share"])


def _projects(report: PlanReport, outlook: Outlook, lang: str) -> list[list[Cell]]:
    """Projects of the plan, the least sure first, then those that only plans made again hold."""
    ours = sorted(outlook.fundable, key=lambda name: (outlook.fundable[name], name))
    others = [name for name, share in outlook.remade_in.items() if share and name not in outlook.fundable]
    return [[name, report.name(name, lang), outlook.fundable.get(name), outlook.remade_in.get(name)] for name in (*ours, *others)]


def _lines(file: Book, sheet: Worksheet, row: int, texts: Sequence[str]) -> int:
    """Lines of text across the sheet, the first as a label; the row after them."""
    for n, text in enumerate(texts):
        sheet.merge_range(row + n, 0, row + n, 5, text, file.formats["plain" if n else "label"])
    return row + len(texts)


def _block(
    file: Book, sheet: Worksheet, row: int, titles: Sequence[str], rows: Sequence[Sequence[Cell]], styles: Sequence[str]
) -> int:
    """A table with its header; the row after it."""
    file.row(sheet, row, titles, ["header"] * len(titles))
    for n, cells in enumerate(rows, row + 1):
        file.row(sheet, n, cells, styles)
    return row + 1 + len(rows)
