"""A plan on a terminal: one sentence, the money by source and year, who is funded, who is not and why, what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quyhoach.capital.plan import ProjectDecision
from quyhoach.dates import format_date
from quyhoach.money import format_number
from quyhoach.reports.findings_text import counts_line
from quyhoach.reports.plan_report import PlanReport, headline, sections, unfunded, why
from quyhoach.reports.text import WIDTH, TextColumn, heading, paragraph, table, width_of
from quyhoach.reports.words import percent, percent_at_most, word


def plan_text(report: PlanReport, lang: str) -> str:
    """The whole plan as text, at most 100 columns wide."""
    parts = [
        "\n".join(title_lines(report, lang)),
        paragraph(headline(report, lang)),
        "\n".join(rest_lines(report, lang)),
        fund_table(report, lang),
        funded_list(report, lang),
        obligation_list(report, lang),
        unfunded_list(report, lang),
        counts_line(report.findings, lang),
    ]
    return "\n\n".join(part for part in parts if part)


def title_lines(report: PlanReport, lang: str) -> list[str]:
    """Province, scenario, years, and the banner of an illustrative scenario."""
    info, place = report.info, report.province.info
    name = (place.name_en if lang == "en" else "") or place.name_vi
    lines = [f"{name} · {word('plan', lang)} {info.first_year}–{info.last_year}"]
    lines.append(paragraph(f"{word('scenario', lang)} {report.scenario}: {report.title(lang)}"))
    if info.illustrative:
        lines.append(paragraph(f"[{word('illustrative', lang)}]"))
    return lines


def rest_lines(report: PlanReport, lang: str) -> list[str]:
    """What the plan rests on: the law's date, the share of assumed figures, the second proof."""
    lines = [f"{word('law_date', lang)}: {format_date(report.law_date, lang)}"]
    if report.question.assumed_share is not None:
        lines.append(f"{word('assumed_share', lang)}: {percent(report.question.assumed_share, lang)}")
    if report.plan.certificate:
        lines.append(f"{word('price_gap', lang)}: {percent_at_most(report.plan.certificate.gap, lang)}")
    return lines


_NAME_WIDTH = 20
"""Columns kept for a source's name beside the money of its years."""


def fund_table(report: PlanReport, lang: str) -> str:
    """Allocated over ceiling for every source and year; the years are cut into blocks that fit the line."""
    title = heading(f"{word('fund_by_year', lang)} ({report.money_label(lang)})")
    rows = [_FundRow(report.fund_name(fund, lang), fund, *_fund_money(report, fund)) for fund in report.question.problem.funds]
    rows = [row for row in rows if any(row.given) or any(row.limits)]
    totals = [sum(column) for column in zip(*(row.given for row in rows), strict=True)]
    widest = max((width_of(format_number(sum(money), lang)) for money in (*(row.limits for row in rows), totals)), default=4)
    years = report.question.problem.years
    room = WIDTH - _NAME_WIDTH - 2 - max(width_of(word(key, lang)) for key in ("allocated", "ceiling"))
    per_block = max(1, room // (widest + 2) - 1)
    blocks = [range(n, min(n + per_block, len(years))) for n in range(0, len(years), per_block)]
    return title + "\n" + "\n\n".join(_fund_block(years, rows, totals, block, lang) for block in blocks)


@dataclass(frozen=True, slots=True)
class _FundRow:
    name: str
    fund: str
    given: tuple[int, ...]
    limits: tuple[int, ...]


def _fund_money(report: PlanReport, fund: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    problem, given = report.question.problem, report.spent
    return (
        tuple(given.get((fund, year), 0) for year in problem.years),
        tuple(problem.ceilings.get((fund, year), 0) for year in problem.years),
    )


def _fund_block(years: Sequence[int], rows: Sequence[_FundRow], totals: Sequence[int], block: range, lang: str) -> str:
    last = block.stop == len(years)
    columns = [TextColumn(word("fund", lang)), TextColumn(""), *(TextColumn(str(years[n]), number=True) for n in block)]
    columns += [TextColumn(word("total", lang), number=True)] if last else []
    labels = f"{word('allocated', lang)}\n{word('ceiling', lang)}"
    lines = []
    for row in rows:
        pairs = [(row.given[n], row.limits[n]) for n in block] + ([(sum(row.given), sum(row.limits))] if last else [])
        money = [f"{format_number(given, lang)}\n{format_number(limit, lang)}" for given, limit in pairs]
        lines.append([f"{row.name} ({row.fund})", labels, *money])
    sums = [totals[n] for n in block] + ([sum(totals)] if last else []) if totals else [0] * (len(columns) - 2)
    return table(columns, [*lines, [word("total", lang), word("allocated", lang), *(format_number(n, lang) for n in sums)]])


def funded_list(report: PlanReport, lang: str) -> str:
    """Funded projects, level by level of the ladder."""
    money = {key: sum(a.amount for a in rows) for key, rows in report.money.items()}
    rows: list[list[str]] = []
    for section in sections(report):
        rows.append([f"▸ {report.rank_label(section.rank, lang)}"])
        rows += [_funded_row(report, decision, money.get(decision.id, 0), lang) for decision in section.decisions]
    if not rows:
        return ""
    columns = [
        TextColumn(word("code", lang)), TextColumn(word("project", lang)), TextColumn(word("term", lang)),
        TextColumn(word("allocated", lang), number=True),
    ]
    return f"{heading(word('funded', lang))}\n{table(columns, rows)}"


def _funded_row(report: PlanReport, decision: ProjectDecision, amount: int, lang: str) -> list[str]:
    term = f"{decision.start_year}–{decision.end_year}"
    if decision.delay:
        term += f", {word('delayed', lang, years=decision.delay)}"
    return [decision.id, report.name(decision.id, lang), term, format_number(amount, lang)]


def obligation_list(report: PlanReport, lang: str) -> str:
    """Obligations with what they get and what they still lack."""
    obligations = report.question.problem.obligations
    if not obligations:
        return ""
    money = {key: sum(a.amount for a in rows) for key, rows in report.money.items()}
    columns = [
        TextColumn(word("code", lang)), TextColumn(word("ladder", lang)), TextColumn(word("allocated", lang), number=True),
        TextColumn(word("shortfall", lang), number=True),
    ]
    rows = [
        [o.id, report.rank_label(o.rank, lang), format_number(money.get(o.id, 0), lang),
         format_number(report.plan.shortfalls.get(o.id, 0), lang)]
        for o in obligations
    ]
    return f"{heading(word('obligations', lang))}\n{table(columns, rows)}"


def unfunded_list(report: PlanReport, lang: str) -> str:
    """Projects without money, each with its strongest reason."""
    rows = [[d.id, report.name(d.id, lang), " ".join(why(report, d, lang))] for d in unfunded(report)]
    if not rows:
        return ""
    columns = [TextColumn(word("code", lang)), TextColumn(word("project", lang)), TextColumn(word("why", lang))]
    return f"{heading(word('unfunded', lang))}\n{table(columns, rows)}"

