"""A balance at a terminal: each plan and stage with its table, the quotas, the communes, then the findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from quyhoach.dates import format_date
from quyhoach.money import format_number
from quyhoach.reports.balance_table import BalanceReport, TableRow, table_rows
from quyhoach.reports.findings_text import findings_text
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.reports.zone_words import hectares, use_word, zone_word
from quyhoach.zones.balance_lines import PlanTotal
from quyhoach.zones.hectares import rounded, rounded_parts


def balance_text(reports: Sequence[BalanceReport], lang: str) -> str:
    """The whole answer, at most 100 columns wide."""
    parts = [heading(zone_word("balance", lang))]
    for report in reports:
        for total in report.balance.totals:
            parts += [_head(report, total, lang), _table(report, total, lang), _communes(report, total, lang)]
        parts.append(_quotas(report, lang))
    parts.append(paragraph(zone_word("rounding", lang)))
    if reports:
        parts.append(zone_word("law_date", lang, day=format_date(reports[0].law_date, lang)))
    parts.append(findings_text((f for report in reports for f in report.findings), lang))
    return "\n\n".join(part for part in parts if part)


def _head(report: BalanceReport, total: PlanTotal, lang: str) -> str:
    name = " · ".join(part for part in (total.plan or report.layer.file or "–", total.stage) if part)
    part = next(p for p in report.balance.parts if (p.group.plan, p.group.stage) == (total.plan, total.stage))
    count = format_number(len(part.group.rows), lang)
    line = zone_word("headline", lang, plan=name, area=hectares(rounded(total.area_m2), lang), units=count)
    told = [(key, area) for key, area in (("double", total.double_m2), ("outside", total.outside_m2)) if area >= 0.01]
    return "; ".join([line, *(zone_word(key, lang, area=format_number(Decimal(f"{area:.2f}"), lang)) for key, area in told)])


def _table(report: BalanceReport, total: PlanTotal, lang: str) -> str:
    rows = table_rows(report, total)
    zones = list(dict.fromkeys(row.zone for row in rows))
    columns = [TextColumn(zone_word("use", lang)), *(TextColumn(zone_word(key, lang), number=True) for key in ("area", "share", "quota"))]
    body: list[list[str]] = []
    for zone in zones:
        mine = [row for row in rows if row.zone == zone]
        if zones != [""]:
            body.append([f"{zone_word('zone', lang)} {zone}" if zone else zone_word("no_zone", lang)])
        body += [_row(row, report, lang) for row in mine]
        if zones != [""] and len(mine) > 1:
            body.append(_sum(mine, lang))
    body.append([zone_word("total", lang), *_sum(rows, lang)[1:]])
    return table(columns, body)


def _row(row: TableRow, report: BalanceReport, lang: str) -> list[str]:
    quota = "" if row.quota_ha is None else hectares(row.quota_ha, lang)
    return [use_word(row.use, report.codes, lang), hectares(row.hectares, lang), _percent(row.share, lang), quota]


def _sum(rows: Sequence[TableRow], lang: str) -> list[str]:
    return ["Σ", hectares(sum((row.hectares for row in rows), Decimal(0)), lang), _percent(sum(row.share for row in rows), lang), ""]


def _percent(share: float, lang: str) -> str:
    return format_number(Decimal(f"{100 * share:.2f}"), lang, 2)


def _communes(report: BalanceReport, total: PlanTotal, lang: str) -> str:
    """Land by commune, when a commune is known for any of it."""
    land: dict[str, float] = defaultdict(float)
    for line in report.balance.lines:
        if (line.plan, line.stage) == (total.plan, total.stage):
            land[line.commune] += line.area_m2
    names = sorted(land, key=lambda name: (name == "", name))
    if names in ([""], []):
        return ""
    printed = rounded_parts([land[name] for name in names])
    columns = [TextColumn(zone_word("commune", lang)), TextColumn(zone_word("area", lang), number=True)]
    rows = zip(names, printed, strict=True)
    return table(columns, [[name or zone_word("no_commune", lang), hectares(area, lang)] for name, area in rows])


def _quotas(report: BalanceReport, lang: str) -> str:
    found = report.quota_uses()
    if not found:
        return ""
    keys = ("zone", "code", "stage", "quota", "used", "left", "decision")
    columns = [TextColumn(zone_word(key, lang), number=key in ("quota", "used", "left")) for key in keys]
    body = []
    for use in found:
        used = Decimal(f"{use.used_m2 / 10_000:.2f}")
        figures = [hectares(area, lang) for area in (use.quota.area_ha, used, use.quota.area_ha - used)]
        body.append([use.quota.zone or "–", use.quota.code, use.stage or "–", *figures, use.quota.decision or "–"])
    return zone_word("quotas", lang) + "\n" + table(columns, body)
