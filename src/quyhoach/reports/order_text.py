"""The clearing order on a terminal: in plain words first, then which site in which year, who is late, and what more money is worth."""

from __future__ import annotations

from collections.abc import Sequence

from quyhoach.findings import Finding, Severity
from quyhoach.money import format_number
from quyhoach.province.land_waiting import ProjectWait
from quyhoach.reports.clearing_words import clearing_word, hectares
from quyhoach.reports.findings_text import counts_line, finding_text
from quyhoach.reports.order_report import OrderReport, plain_words
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.reports.words import word

_ROWS = 40


def order_text(report: OrderReport, lang: str) -> str:
    """The whole order, at most 100 columns wide."""
    late = format_number(report.question.settings.late_year_m2 // 10_000, lang)
    parts = [
        title_text(report, "order", lang), paragraph(plain_words(report, lang)), paragraph(clearing_word("scale", lang, late=late)),
        _order(report, lang), _unmet(report, lang), _left(report, lang), _balances(report, lang), _worth(report, lang),
        *errors_text(report.findings, lang, "LND-15"), counts_line(report.findings, lang),
    ]
    return "\n\n".join(part for part in parts if part)


def errors_text(findings: Sequence[Finding], lang: str, also: str = "-") -> list[str]:
    """What must be mended, and findings whose code begins with ``also``; notes are counted only."""
    return [finding_text(f, lang) for f in findings if f.severity is Severity.ERROR or f.code.startswith(also)]


def title_text(report: OrderReport, key: str, lang: str) -> str:
    """Province, scenario, and the banner of an illustrative one."""
    lines = [f"{report.title} · {clearing_word(key, lang)}", f"{word('scenario', lang)} {report.scenario}"]
    return "\n".join([*lines, *([paragraph(f"[{word('illustrative', lang)}]")] if report.illustrative else [])])


def _columns(lang: str, *keys: str) -> list[TextColumn]:
    return [TextColumn(clearing_word(key, lang), key in ("year", "area", "cost", "needed", "balance", "by_price", "land_more", "late_less"))
            for key in keys]


def _cut(columns: list[TextColumn], rows: list[list[str]]) -> str:
    return table(columns, [*rows[:_ROWS], *([[f"… +{len(rows) - _ROWS}"]] if len(rows) > _ROWS else [])])


def _order(report: OrderReport, lang: str) -> str:
    rows = [
        [str(year), s.id, report.question.names.get(s.id, ""), hectares(s.area_m2, lang), format_number(s.cost, lang), str(s.needed or ""),
         ", ".join(s.for_projects)] for s, year in report.cleared()
    ]
    columns = _columns(lang, "year", "site", "name", "area", "cost", "needed", "projects")
    title = heading(f"{clearing_word('order', lang)} ({report.unit(lang)})")
    return f"{title}\n{_cut(columns, rows)}" if rows else ""


def _unmet(report: OrderReport, lang: str) -> str:
    rows = [[u.site, str(u.needed), str(u.cleared or clearing_word("never", lang)), clearing_word("years_late", lang, n=u.late),
             clearing_word(f"cause_{u.cause}", lang)] for u in report.plan.unmet]
    columns = _columns(lang, "site", "needed", "cleared", "late", "cause")
    return f"{heading(clearing_word('unmet', lang))}\n{_cut(columns, rows)}" if rows else ""


def _left(report: OrderReport, lang: str) -> str:
    rows = [[s.id, report.question.names.get(s.id, ""), clearing_word(f"out_{cause}", lang, year=s.earliest)] for s, cause in report.left()]
    return f"{heading(clearing_word('not_cleared', lang))}\n{_cut(_columns(lang, 'site', 'name', 'why'), rows)}" if rows else ""


def _balances(report: OrderReport, lang: str) -> str:
    rows = [[str(year), format_number(cash, lang)] for year, cash in zip(report.question.problem.years, report.plan.balances, strict=True)]
    return table(_columns(lang, "year", "balance"), rows)


def _worth(report: OrderReport, lang: str) -> str:
    rows = [[str(year), format_number(price, lang, 2), "" if land is None else format_number(land, lang, 2),
             "" if late is None else str(late)] for year, price, land, late in report.worths()] if report.plan.proof else []
    title = heading(clearing_word("worth", lang, money=report.step(lang)))
    return f"{title}\n{table(_columns(lang, 'year', 'by_price', 'land_more', 'late_less'), rows)}" if rows else ""


def waits_text(waits: Sequence[ProjectWait], lang: str) -> str:
    """Which project of a capital plan waits for which site, and the parcels behind it; "" when none does."""
    rows = []
    for wait in waits:
        parcels = wait.ready.said(0 if lang == "vi" else 1) if wait.ready else ""
        said = clearing_word("by_ladder" if wait.ready else "by_scenario", lang, parcels=parcels)
        start = str(wait.start_year) if wait.in_plan else clearing_word("unfunded", lang)
        rows.append([wait.project, start, wait.site, str(wait.earliest), str(wait.cleared or ""), said])
    columns = _columns(lang, "project", "start", "site", "earliest", "cleared", "basis")
    return f"{heading(clearing_word('waiting', lang))}\n{table(columns, rows)}" if rows else ""
