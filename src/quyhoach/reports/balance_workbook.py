"""Balances as a workbook an office prints and goes on with: the forms, land by commune, quotas, a chart, findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from quyhoach.reports.balance_form import balance_form
from quyhoach.reports.balance_json import chart_data
from quyhoach.reports.balance_table import BalanceReport, use_order
from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.sheets import Book, book
from quyhoach.reports.zone_words import use_word, zone_word
from quyhoach.zones.balance_lines import PlanTotal
from quyhoach.zones.hectares import rounded, rounded_table


def write_balance_workbook(reports: Sequence[BalanceReport], path: Path, lang: str) -> None:
    """Write balances to ``path`` (.xlsx). The same balance gives the same bytes. Raises OSError when it cannot be written."""
    with book(path, zone_word("balance", lang)) as file:
        names: set[str] = set()
        for report in reports:
            for plan in report.plans():
                balance_form(file, report, plan, sheet_name(plan or report.layer.file or zone_word("balance", lang), names), lang)
            for total in report.balance.totals:
                _communes(file, report, total, names, lang)
        _quotas(file, reports, names, lang)
        _chart(file, reports, names, lang)
        findings_sheet(file, (f for report in reports for f in report.findings), lang)


def sheet_name(text: str, taken: set[str]) -> str:
    """A name Excel takes: at most 31 characters, none of the forbidden ones, not used yet."""
    clean = "".join(letter for letter in text if letter not in "[]:*?/\\").strip("' ")[:27].strip("' ") or "-"
    name, n = clean, 1
    while name.casefold() in taken:
        n += 1
        name = f"{clean} {n}"
    taken.add(name.casefold())
    return name


def _communes(file: Book, report: BalanceReport, total: PlanTotal, names: set[str], lang: str) -> None:
    """Uses down, communes across, sums as formulas; no sheet where no commune is known."""
    land: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in report.balance.lines:
        if (line.plan, line.stage) == (total.plan, total.stage):
            land[line.use][line.commune] += line.area_m2
    communes = sorted({commune for areas in land.values() for commune in areas}, key=lambda name: (name == "", name))
    if communes in ([], [""]):
        return
    uses = sorted(land, key=lambda use: use_order(use, report.codes))
    printed = rounded_table({use: [land[use].get(c, 0.0) for c in communes] for use in uses}, rounded(total.area_m2))
    sheet = file.sheet(sheet_name(f"{zone_word('by_commune', lang)} {total.plan} {total.stage}", names), [46, *[13] * (len(communes) + 1)])
    file.row(sheet, 0, [f"{zone_word('by_commune', lang)} · {total.plan} {total.stage} (ha)"], ["title"])
    file.header(sheet, 1, [zone_word("use", lang), *(c or zone_word("no_commune", lang) for c in communes), zone_word("total", lang)])
    for row, use in enumerate(uses, 2):
        cells = [float(area) for area in printed[use]]
        file.row(sheet, row, [use_word(use, report.codes, lang), *cells], ["text", *["hectares"] * len(cells)])
        value = float(sum(printed[use], Decimal(0)))
        sheet.write_formula(row, len(cells) + 1, f"=SUM({xl_range(row, 1, row, len(cells))})", file.formats["total_hectares"], value)
    file.row(sheet, len(uses) + 2, [zone_word("total", lang)], ["total"])
    columns = [sum((printed[use][n] for use in uses), Decimal(0)) for n in range(len(communes))]
    for n, total_ha in enumerate([*columns, sum(columns, Decimal(0))], 1):
        formula = f"=SUM({xl_range(2, n, len(uses) + 1, n)})"
        sheet.write_formula(len(uses) + 2, n, formula, file.formats["total_hectares"], float(total_ha))


def _quotas(file: Book, reports: Sequence[BalanceReport], names: set[str], lang: str) -> None:
    found = [use for report in reports for use in report.quota_uses()]
    if not found:
        return
    sheet = file.sheet(sheet_name(zone_word("quota", lang), names), [18, 18, 14, 10, 14, 14, 14, 36])
    file.row(sheet, 0, [zone_word("quotas", lang)], ["title"])
    file.header(sheet, 1, [zone_word(key, lang) for key in ("plan", "zone", "stage", "code", "quota", "used", "left", "decision")])
    for row, use in enumerate(found, 2):
        quota, used = float(use.quota.area_ha), round(use.used_m2 / 10_000, 4)
        texts = [use.plan, use.quota.zone, use.stage, use.quota.code]
        file.row(sheet, row, [*texts, quota, used], [*["text"] * 4, "hectares", "hectares"])
        formula = f"={xl_rowcol_to_cell(row, 4)}-{xl_rowcol_to_cell(row, 5)}"
        sheet.write_formula(row, 6, formula, file.formats["hectares"], round(quota - used, 4))
        file.row(sheet, row, [use.quota.decision], ["text"], first=7)


def _chart(file: Book, reports: Sequence[BalanceReport], names: set[str], lang: str) -> None:
    """The points of the chart, and the bars themselves, which follow the cells."""
    points = [point for report in reports for point in chart_data(report, lang)]
    name = sheet_name(zone_word("chart", lang), names)
    sheet = file.sheet(name, [18, 14, 46, 11, 14])
    file.row(sheet, 0, [zone_word("chart", lang)], ["title"])
    file.header(sheet, 1, [zone_word(key, lang) for key in ("plan", "stage", "use", "colour", "area")])
    for row, point in enumerate(points, 2):
        cells = [point["plan"], point["stage"], point["name"], point["colour"], point["area_ha"]]
        file.row(sheet, row, cells, [*["text"] * 4, "hectares"])
    if not points:
        return
    chart = file.file.add_chart({"type": "bar"})
    fills = [{"fill": {"color": point["colour"]}} if point["colour"] else None for point in points]
    last = len(points) + 1
    chart.add_series({"categories": [name, 2, 2, last, 2], "values": [name, 2, 4, last, 4], "points": fills, "gap": 40})
    chart.set_title({"name": zone_word("area", lang)})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    sheet.insert_chart(1, 6, chart, {"x_scale": 1.4, "y_scale": max(1.0, len(points) / 14)})
