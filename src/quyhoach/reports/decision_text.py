"""One project's decision on a terminal: in or out, when, with how much money, and every reason."""

from __future__ import annotations

from quyhoach.capital.plan import ProjectDecision
from quyhoach.money import format_number
from quyhoach.reports.plan_report import PlanReport, why
from quyhoach.reports.plan_text import title_lines
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.reports.words import word

_VERDICT = {
    (True, "vi"): "Được bố trí vốn từ {start} đến {end}.",
    (True, "en"): "Funded from {start} to {end}.",
    (False, "vi"): "Chưa được bố trí vốn.",
    (False, "en"): "Not funded.",
}


def decision_text(report: PlanReport, decision: ProjectDecision, lang: str) -> str:
    """The answer to "why is this project in, or out?"."""
    verdict = _VERDICT[decision.in_plan, lang].format(start=decision.start_year, end=decision.end_year)
    parts = [
        "\n".join(title_lines(report, lang)),
        f"{heading(f'{decision.id} · {report.name(decision.id, lang)}')}\n{verdict}",
        money_table(report, decision.id, lang),
        "\n".join(paragraph(reason, "• ", "  ") for reason in why(report, decision, lang)),
    ]
    return "\n\n".join(part for part in parts if part)


def money_table(report: PlanReport, project: str, lang: str) -> str:
    """A project's money by source (down) and year (across); "" when it has none."""
    rows = report.money.get(project, ())
    if not rows:
        return ""
    years = sorted({a.year for a in rows})
    columns = [TextColumn(f"{word('fund', lang)} ({report.money_label(lang)})"), *(TextColumn(str(y), number=True) for y in years)]
    lines = []
    for fund in dict.fromkeys(a.fund for a in rows):
        money = [sum(a.amount for a in rows if a.fund == fund and a.year == year) for year in years]
        lines.append([report.fund_name(fund, lang), *(format_number(n, lang) for n in money), format_number(sum(money), lang)])
    return table([*columns, TextColumn(word("total", lang), number=True)], lines)
