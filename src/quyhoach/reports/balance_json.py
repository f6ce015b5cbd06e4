"""A balance as JSON: plans, lines with exact hectares, quotas, the data of a chart, findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from quyhoach.reports.balance_table import BalanceReport, table_rows, use_order
from quyhoach.reports.zone_words import use_word
from quyhoach.zones.balance_lines import BalanceLine


def balance_json(reports: Sequence[BalanceReport], lang: str) -> dict[str, Any]:
    """Everything a program needs: ``plans``, ``balance``, ``printed``, ``quotas``, ``chart``, ``findings``. Areas in ha to 1 cm²."""
    return {
        "plans": [plan for report in reports for plan in _plans(report)],
        "balance": [line for report in reports for line in balance_rows(report, lang)],
        "printed": [row for report in reports for row in _printed(report, lang)],
        "quotas": [quota for report in reports for quota in _quotas(report)],
        "chart": [point for report in reports for point in chart_data(report, lang)],
        "law_date": reports[0].law_date.isoformat() if reports else None,
        "findings": [f.as_json(lang) for report in reports for f in report.findings],
    }


def exact_hectares(area_m2: float) -> float:
    """Hectares to the square centimetre, never minus zero."""
    return round(area_m2 / 10_000, 8) + 0.0


def _plans(report: BalanceReport) -> list[dict[str, Any]]:
    return [
        {
            "plan": total.plan, "stage": total.stage, "file": report.layer.file, "crs": report.layer.crs,
            "area_ha": exact_hectares(total.area_m2),
            "outlined": total.outlined, "unallocated_ha": exact_hectares(max(total.unallocated_m2, 0.0)),
            "double_ha": exact_hectares(total.double_m2), "outside_ha": exact_hectares(total.outside_m2),
        }
        for total in report.balance.totals
    ]


def balance_rows(report: BalanceReport, lang: str) -> list[dict[str, Any]]:
    """The lines: plan, stage, zone, commune, code, state, name, area_ha, share, quota_ha (of the same zone, code and stage; else null)."""
    quotas = {(u.plan, u.stage, u.quota.zone, u.quota.code): float(u.quota.area_ha) for u in report.quota_uses()}
    return [_line(line, quotas.get((line.plan, line.stage, line.zone, line.code)), report, lang) for line in report.balance.lines]


def _line(line: BalanceLine, quota: float | None, report: BalanceReport, lang: str) -> dict[str, Any]:
    return {
        "plan": line.plan, "stage": line.stage, "zone": line.zone, "commune": line.commune, "code": line.code,
        "state": str(line.state), "name": use_word(line.use, report.codes, lang),
        "area_ha": exact_hectares(line.area_m2), "share": round(line.share, 10),
        "quota_ha": quota,
    }


def _printed(report: BalanceReport, lang: str) -> list[dict[str, Any]]:
    """The rows of the printed table, whose hectares add up to the printed total."""
    return [
        {"plan": total.plan, "stage": total.stage, "zone": row.zone, "use": row.use, "name": use_word(row.use, report.codes, lang),
         "area_ha": float(row.hectares)}
        for total in report.balance.totals for row in table_rows(report, total)
    ]


def _quotas(report: BalanceReport) -> list[dict[str, Any]]:
    return [
        {
            "plan": use.plan, "stage": use.stage, "zone": use.quota.zone, "code": use.quota.code,
            "quota_ha": float(use.quota.area_ha), "used_ha": exact_hectares(use.used_m2), "over_ha": exact_hectares(max(use.over_m2, 0.0)),
            "decision": use.quota.decision,
        }
        for use in report.quota_uses()
    ]


def chart_data(report: BalanceReport, lang: str) -> list[dict[str, Any]]:
    """Land by use, for a chart: one point a use, with its colour where a province supplied one ("" otherwise)."""
    points = []
    for total in report.balance.totals:
        land: dict[str, float] = defaultdict(float)
        for line in report.balance.lines:
            if (line.plan, line.stage) == (total.plan, total.stage):
                land[line.use] += line.area_m2
        for use in sorted(land, key=lambda use: use_order(use, report.codes)):
            colour = report.codes[use].colour if use in report.codes else ""
            points.append({
                "plan": total.plan, "stage": total.stage, "use": use, "name": use_word(use, report.codes, lang), "colour": colour,
                "area_ha": exact_hectares(land[use]), "share": round(land[use] / (total.area_m2 or 1.0), 10),
            })
    return points
