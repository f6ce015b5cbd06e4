"""A plan on a terminal: one sentence, the money by source and year, who is funded, who is not and why, what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quyhoach.capital.plan import ProjectDecision
from quyhoach.dates import format_date
from quyhoach.money import format_number
from quyhoach.reports.findings_text import counts_line, finding_text
from quyhoach.reports.order_text import waits_text
from quyhoach.reports.outlook_text import outlook_text
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
        waits_text(report.waits, lang),
        unfit_list(report, lang),
        outlook_text(report, lang),
        counts_line(report.findings, lang),
    ]
    return "\n\n".join(part for part in parts if part)


UNFIT = ("CAP-002", "CAP-003", "CAP-004", "CAP-005", "CAP-006", "CAP-021", "CAP-022")
"""Findings a plan prints in full: why there is none, or what it could not keep."""


def unfit_list(report: PlanReport, lang: str) -> str:
    """What cannot all be kept: clashing rules with their articles, and sources that are short by year."""
    found = [finding_text(f, lang) for f in report.findings if f.code in UNFIT]
    return "\n\n".join([heading(word("unfit", lang)), *found]) if found else ""


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
    lines.append(f"{word('scores_from', lang)}: {scores_said(report, lang)}")
    if report.plan.certificate:
        lines.append(f"{word('price_gap', lang)}: {percent_at_most(report.plan.certificate.gap, lang)}")
    return lines


def scores_said(report: PlanReport, lang: str) -> str:
    """Where the projects' scores come from: the ranking with its version, or the scenario."""
    scores = report.question.scores
    if scores is None:
        return word("scores_stated", lang)
    return word("scores_ranked", lang, set=scores.set, version=scores.version, method=word(f"method_{scores.method}", lang))


_NAME_WIDTH = 20
"""Columns kept for a source's name beside the money of its years."""


def fund_table(report: PlanReport, lang: str) -> str:
    """Allocated over ceiling for every source and year, and locks where there are any; the years are cut into blocks that fit."""
    title = heading(f"{word('fund_by_year', lang)} ({report.money_label(lang)})")
    rows = [_FundRow(report.fund_name(fund, lang), fund, *_fund_money(report, fund)) for fund in report.question.problem.funds]
    rows = [row for row in rows if any(row.given) or any(row.limits) or any(row.locked)]
    years = report.question.problem.years
    given, locked = ([sum(getattr(row, part)[n] for row in rows) for n in range(len(years))] for part in ("given", "locked"))
    widest = max(width_of(format_number(sum(money), lang)) for money in (*(row.limits for row in rows), given, locked))
    room = WIDTH - _NAME_WIDTH - 2 - max(width_of(word(key, lang)) for key in ("allocated", "ceiling", "locked"))
    per_block = max(1, room // (widest + 2) - 1)
    blocks = [range(n, min(n + per_block, len(years))) for n in range(0, len(years), per_block)]
    return title + "\n" + "\n\n".join(_fund_block(years, rows, (given, locked), block, lang) for block in blocks)


@dataclass(frozen=True, slots=True)
class _FundRow:
    name: str
    fund: str
    given: tuple[int, ...]
    limits: tuple[int, ...]
    locked: tuple[int, ...]


def _fund_money(report: PlanReport, fund: str) -> tuple[tuple[int, ...], ...]:
    problem = report.question.problem
    return tuple(tuple(money.get((fund, year), 0) for year in problem.years) for money in (report.spent, problem.ceilings, report.locked))


def _fund_block(
    years: Sequence[int], rows: Sequence[_FundRow], totals: tuple[Sequence[int], Sequence[int]], block: range, lang: str,
) -> str:
    last = block.stop == len(years)
    columns = [TextColumn(word("fund", lang)), TextColumn(""), *(TextColumn(str(years[n]), number=True) for n in block)]
    columns += [TextColumn(word("total", lang), number=True)] if last else []

    def line(name: str, given: Sequence[int], limits: Sequence[int] | None, locked: Sequence[int]) -> list[str]:
        parts = {"allocated": given} | ({"ceiling": limits} if limits is not None else {}) | ({"locked": locked} if any(locked) else {})
        shown = [[money[n] for n in block] + ([sum(money)] if last else []) for money in parts.values()]
        return [name, "\n".join(word(key, lang) for key in parts),
                *("\n".join(format_number(n, lang) for n in column) for column in zip(*shown, strict=True))]

    body = [line(f"{row.name} ({row.fund})", row.given, row.limits, row.locked) for row in rows]
    return table(columns, [*body, line(word("total", lang), totals[0], None, totals[1])])


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
        TextColumn(word("score", lang), number=True), TextColumn(word("allocated", lang), number=True),
    ]
    return f"{heading(word('funded', lang))}\n{table(columns, rows)}"


def _funded_row(report: PlanReport, decision: ProjectDecision, amount: int, lang: str) -> list[str]:
    term = f"{decision.start_year}–{decision.end_year}"
    if decision.delay:
        term += f", {word('delayed_one' if decision.delay == 1 else 'delayed', lang, years=decision.delay)}"
    return [decision.id, report.name(decision.id, lang), term, score_of(report, decision.id, lang), format_number(amount, lang)]


def score_of(report: PlanReport, project: str, lang: str) -> str:
    """A project's score as printed, "–" where it has none."""
    asked = report.asked.get(project)
    return format_number(asked.score, lang, 1).removesuffix(",0").removesuffix(".0") if asked else "–"


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
    rows = [[d.id, report.name(d.id, lang), score_of(report, d.id, lang), " ".join(why(report, d, lang))] for d in unfunded(report)]
    if not rows:
        return ""
    columns = [TextColumn(word("code", lang)), TextColumn(word("project", lang)), TextColumn(word("score", lang), number=True),
               TextColumn(word("why", lang))]
    return f"{heading(word('unfunded', lang))}\n{table(columns, rows)}"

