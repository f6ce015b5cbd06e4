"""The outlook of a plan under uncertainty on a terminal: what was assumed, what stays, which ceilings break, who falls out."""

from __future__ import annotations

from quyhoach.capital.uncertainty import Outlook
from quyhoach.money import format_number
from quyhoach.reports.outlook_words import benefit, measures, money, outlook_word, period, shock_line
from quyhoach.reports.plan_report import PlanReport
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.reports.words import percent, word

_ROWS = 20
"""Rows of a table on a terminal; files hold them all."""


def outlook_text(report: PlanReport, lang: str) -> str:
    """The whole outlook; "" when none was asked for."""
    outlook = report.outlook
    if outlook is None:
        return ""
    title = outlook_word("title", lang, n=format_number(outlook.scenarios, lang), seed=outlook.seed)
    shocks = [paragraph(f"· {shock_line(shock, lang)}", hanging="  ") for shock in outlook.shocks]
    parts = [
        "\n".join([heading(title), f"{outlook_word('shocks', lang)}:", *shocks]),
        _measures(outlook, lang),
        _ceilings(report, outlook, lang),
        _projects(report, outlook, lang),
        _remade(outlook, lang),
    ]
    return "\n\n".join(part for part in parts if part)


def _measures(outlook: Outlook, lang: str) -> str:
    columns = [TextColumn(outlook_word("measure", lang)), *(TextColumn(outlook_word(k, lang), True) for k in ("low", "middle", "high"))]
    plan = [[word("objective", lang), "", benefit(outlook.objective, lang), ""]]
    return table(columns, plan + [[name, *(benefit(v, lang) for v in values)] for name, values in measures(outlook, lang)])


def _ceilings(report: PlanReport, outlook: Outlook, lang: str) -> str:
    title = f"{outlook_word('ceilings', lang)} ({report.money_label(lang)})"
    if not outlook.strains:
        return f"{title}\n{outlook_word('none_break', lang)}"
    columns = [TextColumn(word("fund", lang)), TextColumn(word("period", lang)),
               *(TextColumn(outlook_word(k, lang), True) for k in ("broken", "over", "over_high", "worst"))]
    rows = [[s.source, period(s.first, s.last), percent(s.share, lang), money(s.over[1], lang), money(s.over[2], lang),
             money(s.worst, lang)] for s in outlook.strains]
    return f"{title}\n{_cut(columns, rows, lang)}"


def _projects(report: PlanReport, outlook: Outlook, lang: str) -> str:
    seldom = sorted((share, name) for name, share in outlook.fundable.items() if share < 1)
    always = outlook_word("always", lang, n=format_number(len(outlook.fundable) - len(seldom), lang))
    if not seldom:
        return f"{outlook_word('projects', lang)}\n{always}"
    columns = [TextColumn(word("code", lang)), TextColumn(word("project", lang)), TextColumn(outlook_word("share", lang), True)]
    rows = [[name, report.name(name, lang), percent(share, lang)] for share, name in seldom]
    return f"{outlook_word('projects', lang)}\n{always}\n{_cut(columns, rows, lang)}"


def _remade(outlook: Outlook, lang: str) -> str:
    if not outlook.remade:
        return ""
    columns = [TextColumn(outlook_word(key, lang), True) for key in ("draw", "objective", "proof", "bound_any", "count")]
    rows = [[str(one.draw + 1), benefit(one.objective, lang), benefit(one.bound, lang), benefit(outlook.bound_any[one.draw], lang),
             str(len(one.inside))] for one in outlook.remade]
    return f"{outlook_word('remade', lang, n=len(rows))}\n{_cut(columns, rows, lang)}"


def _cut(columns: list[TextColumn], rows: list[list[str]], lang: str) -> str:
    more = [[outlook_word("more", lang, n=format_number(len(rows) - _ROWS, lang))]] if len(rows) > _ROWS else []
    return table(columns, [*rows[:_ROWS], *more])
