"""The official balance form of one plan: zones and uses down, stages across, formulas that recompute with their values stored."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from quyhoach.dates import format_date
from quyhoach.reports.balance_table import BalanceReport, building_figures, table_rows, use_order
from quyhoach.reports.sheets import Book
from quyhoach.reports.zone_words import use_word, zone_word

_HEADER = 2
_TOTAL = _HEADER + 2
_LEFT, _RIGHT = ("number", "use", "code"), ("density", "storeys", "far")
Key = tuple[str, str]
"""Zone and use."""


def balance_form(file: Book, report: BalanceReport, plan: str, name: str, lang: str) -> None:
    """The sheet ``name`` with the form of ``plan``."""
    stages = report.stages(plan)
    sheet = file.sheet(name, [6, 46, 9, *[14, 11] * len(stages), 12, 11, 12])
    _Form(file, sheet, report, plan, tuple(stages), lang).write()


@dataclass(frozen=True)
class _Form:
    file: Book
    sheet: Worksheet
    report: BalanceReport
    plan: str
    stages: tuple[str, ...]
    lang: str

    @cached_property
    def grid(self) -> dict[Key, dict[str, Decimal]]:
        """Printed hectares by stage of every row; zones by name, land without a zone last."""
        found: dict[Key, dict[str, Decimal]] = {}
        for total in self.report.balance.totals:
            for row in table_rows(self.report, total) if total.plan == self.plan else ():
                found.setdefault((row.zone, row.use), {})[total.stage] = row.hectares
        return dict(sorted(found.items(), key=lambda item: (item[0][0] == "", item[0][0], use_order(item[0][1], self.report.codes))))

    def hectares(self, stage: str, zone: str | None = None) -> Decimal:
        """The sum of a stage, of one zone or all."""
        return sum((cells.get(stage, Decimal(0)) for (z, _), cells in self.grid.items() if zone in (None, z)), Decimal(0))

    @property
    def right(self) -> int:
        """The first column after the stages."""
        return len(_LEFT) + 2 * len(self.stages)

    def write(self) -> None:
        """Title, header, total, then each zone with its uses."""
        title = f"{zone_word('balance', self.lang)} · {self.plan or self.report.layer.file}"
        self.file.row(self.sheet, 0, [title], ["title"])
        self.file.row(self.sheet, 1, [zone_word("law_date", self.lang, day=format_date(self.report.law_date, self.lang))], ["italic"])
        self.sheet.set_row(1, 15)
        self._header()
        row, sections = _TOTAL, []
        for zone in dict.fromkeys(zone for zone, _ in self.grid):
            row += 1
            sections.append(row)
            keys = [key for key in self.grid if key[0] == zone]
            self._section(row, zone, len(keys))
            for n, key in enumerate(keys, 1):
                row += 1
                self._use(row, n, key)
        self._total(sections)

    def _header(self) -> None:
        header = self.file.formats["header"]
        for n, key in enumerate(_LEFT):
            self.sheet.merge_range(_HEADER, n, _HEADER + 1, n, zone_word(key, self.lang), header)
        for n, stage in enumerate(self.stages):
            column = len(_LEFT) + 2 * n
            named = f"{zone_word('stage', self.lang)} {stage}" if stage else zone_word("plan", self.lang)
            self.sheet.merge_range(_HEADER, column, _HEADER, column + 1, named, header)
            titles = [zone_word(key, self.lang) for key in ("area", "share")]
            self.file.row(self.sheet, _HEADER + 1, titles, ["header"] * 2, first=column)
        for n, key in enumerate(_RIGHT, self.right):
            self.sheet.merge_range(_HEADER, n, _HEADER + 1, n, zone_word(key, self.lang), header)
        self.sheet.freeze_panes(_HEADER + 2, 2)
        self.sheet.repeat_rows(_HEADER, _HEADER + 1)

    def _share(self, row: int, n: int, area: Decimal, style: str) -> None:
        """Share of the stage's total, as a formula over the two cells."""
        column, total = len(_LEFT) + 2 * n, self.hectares(self.stages[n])
        cell, whole = xl_rowcol_to_cell(row, column), xl_rowcol_to_cell(_TOTAL, column, row_abs=True)
        value = float(area / total) if total else 0.0
        self.sheet.write_formula(row, column + 1, f"=IF({whole}=0,0,{cell}/{whole})", self.file.formats[style], value)

    def _section(self, row: int, zone: str, count: int) -> None:
        title = f"{zone_word('zone', self.lang)} {zone}" if zone else zone_word("no_zone", self.lang)
        self.file.row(self.sheet, row, ["", title, ""], ["section"] * 3)
        for n, stage in enumerate(self.stages):
            column, area = len(_LEFT) + 2 * n, self.hectares(stage, zone)
            formula = f"=SUM({xl_rowcol_to_cell(row + 1, column)}:{xl_rowcol_to_cell(row + count, column)})"
            self.sheet.write_formula(row, column, formula, self.file.formats["section_hectares"], float(area))
            self._share(row, n, area, "section_percent")
        self.file.row(self.sheet, row, [""] * 3, ["section"] * 3, first=self.right)

    def _use(self, row: int, number: int, key: Key) -> None:
        zone, use = key
        name = self.report.codes.name(use, self.lang) or use_word(use, self.report.codes, self.lang)
        self.file.row(self.sheet, row, [number, name, "" if use.startswith("(") else use], ["year", "text", "text"])
        for n, stage in enumerate(self.stages):
            area = self.grid[key].get(stage, Decimal(0))
            self.file.row(self.sheet, row, [float(area)], ["hectares"], first=len(_LEFT) + 2 * n)
            self._share(row, n, area, "percent")
        figures = building_figures(self.report, self.plan, zone, use)
        self.file.row(self.sheet, row, list(figures), ["percent", "year", "hectares"], first=self.right)

    def _total(self, sections: list[int]) -> None:
        self.file.row(self.sheet, _TOTAL, ["", zone_word("total", self.lang), ""], ["total"] * 3)
        for n, stage in enumerate(self.stages):
            column, area = len(_LEFT) + 2 * n, self.hectares(stage)
            formula = "=" + ("+".join(xl_rowcol_to_cell(row, column) for row in sections) or "0")
            self.sheet.write_formula(_TOTAL, column, formula, self.file.formats["total_hectares"], float(area))
            self._share(_TOTAL, n, area, "total_percent")
        self.file.row(self.sheet, _TOTAL, [""] * 3, ["total"] * 3, first=self.right)
