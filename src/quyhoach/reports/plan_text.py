"""A plan on a terminal: one sentence, the money by source and year, who is funded, who is not and why, what was found."""

from __future__ import annotations

from quyhoach.capital.plan import ProjectDecision
from quyhoach.dates import format_date
from quyhoach.money import format_number
from quyhoach.reports.findings_text import counts_line
from quyhoach.reports.plan_report import PlanReport, headline, sections, spent, unfunded, why
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


def fund_table(report: PlanReport, lang: str, number: str = "") -> str:
    """Allocated over ceiling for every source and year; the years are cut into blocks that fit the line.

    ``number`` stands before the heading, where headings are numbered.
    """
    title = heading(f"{number}{word('fund_by_year', lang)} ({report.money_label(lang)})")
    blocks = _year_blocks(report, lang)
    return title + "\n" + "\n\n".join(_fund_block(report, years, lang, last=years is blocks[-1]) for years in blocks)


def _year_blocks(report: PlanReport, lang: str) -> list[tuple[int, ...]]:
    problem = report.question.problem
    widest = max((width_of(format_number(n, lang)) for n in problem.ceilings.values()), default=0)
    per_block = max(1, (WIDTH - 40) // (max(widest, 4) + 3) - 1)
    years = problem.years
    return [years[n : n + per_block] for n in range(0, len(years), per_block)] or [()]


def _fund_block(report: PlanReport, years: tuple[int, ...], lang: str, last: bool) -> str:
    problem, given = report.question.problem, spent(report.plan)
    columns = [TextColumn(word("fund", lang)), TextColumn(""), *(TextColumn(str(year), number=True) for year in years)]
    columns += [TextColumn(word("total", lang), number=True)] if last else []
    rows: list[list[str]] = []
    for fund in problem.funds:
        money = [given.get((fund, year), 0) for year in problem.years]
        limits = [problem.ceilings.get((fund, year), 0) for year in problem.years]
        if any(money) or any(limits):
            rows.append([report.fund_name(fund, lang), word("allocated", lang), *_cells(problem.years, years, money, lang, last)])
            rows.append([fund, word("ceiling", lang), *_cells(problem.years, years, limits, lang, last)])
    money = [sum(given.get((fund, year), 0) for fund in problem.funds) for year in problem.years]
    rows.append([word("total", lang), word("allocated", lang), *_cells(problem.years, years, money, lang, last)])
    return table(columns, rows)


def _cells(all_years: tuple[int, ...], years: tuple[int, ...], money: list[int], lang: str, last: bool) -> list[str]:
    cells = [format_number(amount, lang) for year, amount in zip(all_years, money, strict=True) if year in years]
    return [*cells, format_number(sum(money), lang)] if last else cells


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
    return [decision.id, report.name(decision.id), term, format_number(amount, lang)]


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
    rows = [[d.id, report.name(d.id), next(iter(why(report, d, lang)), "")] for d in unfunded(report)]
    if not rows:
        return ""
    columns = [TextColumn(word("code", lang)), TextColumn(word("project", lang)), TextColumn(word("why", lang))]
    return f"{heading(word('unfunded', lang))}\n{table(columns, rows)}"

