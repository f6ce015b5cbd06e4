"""The fund's foresight as text and JSON: what a leader needs first, then the months."""

from __future__ import annotations

from typing import Any

from quyhoach.dates import format_as_of
from quyhoach.land.foresight import QUANTILES, Foresight
from quyhoach.money import format_number
from quyhoach.reports.clearing_words import clearing_word, fund_shock_line
from quyhoach.reports.findings_text import counts_line
from quyhoach.reports.order_report import OrderReport
from quyhoach.reports.order_text import errors_text, title_text
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.reports.words import percent


def foresight_words(report: OrderReport, lang: str) -> str:
    """The outlook in a few sentences; "" when none was asked for."""
    made, unit = report.foresight, report.unit(lang)
    if made is None:
        return ""
    if made.dry_share:
        often, first = format_number(round(100 * made.dry_share, 1), lang), format_as_of(made.first_dry)
        said = [clearing_word("plain_dry", lang, share=often, first=first)]
    else:
        said = [clearing_word("plain_safe", lang, paths=format_number(made.paths, lang))]
    planned, low, risk = (format_number(value, lang) for value in (made.planned_lowest, made.lowest[0], made.at_risk))
    said.append(clearing_word(
        "plain_low", lang, month=format_as_of(made.low_month), share=percent(made.low_share, lang), planned=planned,
        planned_month=format_as_of(made.planned_low_month), low=low, risk=risk, unit=unit))
    if made.missing:
        said.append(clearing_word("plain_missing", lang, missing=format_number(made.missing, lang), unit=unit))
    return " ".join(said)


def foresight_text(report: OrderReport, lang: str) -> str:
    """The whole outlook, at most 100 columns wide."""
    made = report.foresight
    if made is None:
        return ""
    title = clearing_word("title", lang, name=clearing_word("foresight", lang), paths=format_number(made.paths, lang), seed=made.seed)
    shocks = [paragraph(f"· {fund_shock_line(shock, lang)}", hanging="  ") for shock in made.shocks]
    keys = ("planned", "p05", "p50", "p95", "dry")
    columns = [TextColumn(clearing_word("month", lang)), *(TextColumn(clearing_word(key, lang), True) for key in keys)]
    rows = [[format_as_of(m.month), *(format_number(value, lang) for value in (m.planned, m.p05, m.p50, m.p95)), percent(m.dry_share, lang)]
            for m in made.months]
    balances = heading(f"{clearing_word('balance_month', lang)} ({report.unit(lang)})")
    return "\n\n".join([
        title_text(report, "foresight", lang), paragraph(foresight_words(report, lang)),
        "\n".join([heading(title), f"{clearing_word('shocks', lang)}:", *shocks]),
        f"{balances}\n{table(columns, rows)}", *errors_text(report.findings, lang), counts_line(report.findings, lang),
    ])


def foresight_json(report: OrderReport, lang: str) -> dict[str, Any]:
    """``months[{month, p05, p50, p95, dry_share}]`` and what they come to; money is whole units of ``money_unit``."""
    made = report.foresight
    return {
        "scenario": report.scenario, "illustrative": report.illustrative, "money_unit": report.question.unit.code,
        "of": report.of, "clearings": dict(sorted(report.plan.clearings.items())),
        **({} if made is None else _numbers(made)), "explanation": foresight_words(report, lang),
        "findings": [f.as_json(lang) for f in report.findings],
    }


def _numbers(made: Foresight) -> dict[str, Any]:
    return {
        "paths": made.paths, "seed": made.seed, "quantiles": list(QUANTILES),
        "shocks": [{"shock": shock.text, "assumed": shock.assumed} for shock in made.shocks],
        "months": [{"month": m.month, "p05": m.p05, "p50": m.p50, "p95": m.p95, "planned": m.planned, "dry_share": m.dry_share}
                   for m in made.months],
        "dry_share": made.dry_share, "first_dry": made.first_dry, "lowest": list(made.lowest), "low_month": made.low_month,
        "low_share": made.low_share, "planned_lowest": made.planned_lowest, "planned_low_month": made.planned_low_month,
        "value_at_risk": made.at_risk, "missing": made.missing,
    }
