"""What changed between two versions of a plan, as a workbook: the matrix with sums as formulas, the units, whom it touches."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from xlsxwriter.utility import xl_range

from quyhoach.findings import Finding
from quyhoach.reports.balance_table import use_order
from quyhoach.reports.balance_workbook import sheet_name
from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.sheets import Book, book
from quyhoach.reports.zone_words import change_word, use_word, zone_word
from quyhoach.zones.difference import Difference, PlanDifference
from quyhoach.zones.hectares import rounded_table
from quyhoach.zones.land_use import land_use_codes


def write_difference_workbook(found: Difference, findings: Sequence[Finding], path: Path, lang: str) -> None:
    """Write the difference to ``path`` (.xlsx). Raises OSError when it cannot be written."""
    with book(path, zone_word("difference", lang)) as file:
        names: set[str] = set()
        for plan in found.plans:
            named = " ".join(part for part in (plan.plan, plan.stage) if part)
            _matrix(file, plan, sheet_name(f"{zone_word('use', lang)[:9]} {named}", names), lang)
            _units(file, plan, sheet_name(f"{zone_word('units', lang)} {named}", names), lang)
            _touched(file, plan, sheet_name(f"{zone_word('owner', lang)} {named}", names), lang)
        findings_sheet(file, [*findings, *found.findings], lang)


def _matrix(file: Book, plan: PlanDifference, name: str, lang: str) -> None:
    """Uses before down, uses after across; hectares add up row by row to the balance before."""
    codes = land_use_codes()
    uses = [sorted({pair[side] for pair in plan.matrix}, key=lambda use: use_order(use, codes)) for side in (0, 1)]
    printed = rounded_table({one: [plan.matrix.get((one, other), 0.0) for other in uses[1]] for one in uses[0]})
    sheet = file.sheet(name, [40, *[16] * (len(uses[1]) + 1)])
    file.row(sheet, 0, [f"{zone_word('matrix', lang)} · {plan.plan} {plan.stage}"], ["title"])
    corner = f"{zone_word('before', lang)} ↓ · {zone_word('after', lang)} →"
    file.header(sheet, 1, [corner, *(use_word(use, codes, lang) for use in uses[1]), zone_word("total", lang)])
    for row, one in enumerate(uses[0], 2):
        cells = [float(area) for area in printed[one]]
        file.row(sheet, row, [use_word(one, codes, lang), *cells], ["text", *["hectares"] * len(cells)])
        value = float(sum(printed[one], Decimal(0)))
        sheet.write_formula(row, len(cells) + 1, f"=SUM({xl_range(row, 1, row, len(cells))})", file.formats["total_hectares"], value)
    last = len(uses[0]) + 1
    file.row(sheet, last + 1, [zone_word("total", lang)], ["total"])
    columns = [sum((printed[one][n] for one in uses[0]), Decimal(0)) for n in range(len(uses[1]))]
    for n, total_ha in enumerate([*columns, sum(columns, Decimal(0))], 1):
        sheet.write_formula(last + 1, n, f"=SUM({xl_range(2, n, last, n)})", file.formats["total_hectares"], float(total_ha))


def _units(file: Book, plan: PlanDifference, name: str, lang: str) -> None:
    sheet = file.sheet(name, [20, 40, 40, 20, 20, 34, 16])
    file.row(sheet, 0, [zone_word("units", lang)], ["title"])
    titles = ("change", "before", "after", "from_use", "to_use", "owner", "area")
    file.header(sheet, 1, [zone_word(key, lang) for key in titles])
    for row, c in enumerate(plan.units, 2):
        lists = [", ".join(filter(None, names)) for names in (c.before, c.after, c.before_uses, c.after_uses, c.owners)]
        file.row(sheet, row, [change_word(c.change, lang), *lists, round(c.area_m2 / 10_000, 8)], [*["text"] * 6, "exact"])


def _touched(file: Book, plan: PlanDifference, name: str, lang: str) -> None:
    sheet = file.sheet(name, [16, 50, 16])
    file.row(sheet, 0, [zone_word("touched", lang)], ["title"])
    file.header(sheet, 1, [zone_word(key, lang) for key in ("kind", "name", "area")])
    for row, t in enumerate(plan.touched, 2):
        file.row(sheet, row, [zone_word(t.kind, lang), t.name, round(t.area_m2 / 10_000, 8)], ["text", "text", "exact"])
