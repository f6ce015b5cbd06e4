"""A re-planning as a workbook: the three plans, and every amount that moves in the one taken."""

from __future__ import annotations

from pathlib import Path

from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.plan_form import plan_sheet
from quyhoach.reports.replanning_report import ReplanningReport, headline, moved_rows, name_of
from quyhoach.reports.sheets import Book, book
from quyhoach.reports.words import word

_TITLES = {
    "plans": (("Phương án", "Xáo trộn cho phép", "Xáo trộn", "Vốn thay đổi", "Cận dưới", "Lợi ích", "Cận trên", "Khoảng cách"),
              ("Plan", "Allowed", "Disturbance", "Money changed", "At least", "Benefit", "Bound", "Gap")),
    "money": (("Mã", "Dự án, nghĩa vụ", "Nguồn vốn", "Năm", "Đã giao", "Mới", "Tăng, giảm"),
              ("Code", "Project or obligation", "Source", "Year", "Assigned", "New", "Change")),
    "sheets": (("Lập lại", "Vốn thay đổi"), ("Re-planning", "Money changed")),
}


def write_replanning_workbook(report: ReplanningReport, path: Path, lang: str) -> None:
    """Write the answer to ``path`` (.xlsx); the same answer gives the same bytes. Raises OSError when it cannot be written."""
    with book(path, f"{_titles('sheets', lang)[0]}: {report.after.title(lang)}") as file:
        _plans(file, report, lang)
        _money(file, report, lang)
        plan_sheet(file, report.after, lang)
        findings_sheet(file, report.after.findings, lang)


def _titles(part: str, lang: str) -> tuple[str, ...]:
    return _TITLES[part][0 if lang == "vi" else 1]


def _plans(file: Book, report: ReplanningReport, lang: str) -> None:
    sheet = file.sheet(_titles("sheets", lang)[0], [30, 18, 18, 18, 18, 16, 16, 14])
    file.row(sheet, 0, [report.after.title(lang)], ["title"])
    row = 1
    if report.after.info.illustrative:
        sheet.merge_range(row, 0, row, 7, word("illustrative", lang), file.formats["banner"])
        row += 1
    sheet.merge_range(row, 0, row, 7, headline(report, lang), file.formats["plain"])
    sheet.set_row(row, 34)
    file.row(sheet, row + 2, _titles("plans", lang), ["header"] * 8)
    styles = ["text", *["money"] * 4, "exact", "exact", "share"]
    for n, near in enumerate(report.found.plans, row + 3):
        plan = near.plan
        cells = [name_of(near, lang), near.limit, near.disturbance, near.change, near.change_bound, plan.objective, plan.bound, plan.gap]
        file.row(sheet, n, cells, styles)


def _money(file: Book, report: ReplanningReport, lang: str) -> None:
    sheet = file.sheet(_titles("sheets", lang)[1], [12, 46, 34, 8, 16, 16, 16])
    file.row(sheet, 0, [f"{word('unit', lang)}: {report.after.money_label(lang)}"], ["italic"])
    file.header(sheet, 1, _titles("money", lang))
    styles = ["text", "text", "text", "year", "money", "money", "money"]
    for n, (code, name, fund, year, before, after) in enumerate(moved_rows(report, lang), 2):
        file.row(sheet, n, [code, name, fund, year, before, after, after - before], styles)
