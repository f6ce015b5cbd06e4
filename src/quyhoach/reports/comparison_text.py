"""Two plans side by side on a terminal: what entered, what left, what moved, and where the money went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from quyhoach.capital.compare import Comparison
from quyhoach.capital.plan import Status
from quyhoach.dates import format_date
from quyhoach.money import format_number
from quyhoach.reports.plan_report import PlanReport, headline, why
from quyhoach.reports.plan_text import scores_said
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.reports.words import word


def comparison_text(a: PlanReport, b: PlanReport, found: Comparison, lang: str) -> str:
    """The whole comparison, at most 100 columns wide. Every change is B less A. Without a plan there is nothing to compare."""
    same = {"vi": "Hai phương án giống nhau.", "en": "The two plans are the same."}[lang]
    parts = [_plans(a, b, lang)]
    if Status.NONE not in (a.plan.status, b.plan.status):
        changes = [_entered(a, b, found, lang), _left(a, b, found, lang), _moved(a, found, lang), _money(found, a, lang)]
        parts += [_ceilings(found, a, lang), *changes] if any(changes) else [_ceilings(found, a, lang), same]
    return "\n\n".join(part for part in parts if part)


def _plans(a: PlanReport, b: PlanReport, lang: str) -> str:
    lines = []
    for letter, report in (("A", a), ("B", b)):
        lines.append(paragraph(f"{letter} · {word('scenario', lang)} {report.scenario}: {report.title(lang)}", "", "    "))
        if report.info.illustrative:
            lines.append(paragraph(f"[{word('illustrative', lang)}]", "    "))
        lines.append(f"    {word('law_date', lang)}: {format_date(report.law_date, lang)}")
        if a.question.scores or b.question.scores:
            lines.append(paragraph(f"{word('scores_from', lang)}: {scores_said(report, lang)}", "    "))
        lines.append(paragraph(headline(report, lang), "    "))
    lines.append(f"{word('objective', lang)}: {_decimal(a, lang)} → {_decimal(b, lang)}")
    return "\n".join(lines)


def _decimal(report: PlanReport, lang: str) -> str:
    return format_number(report.plan.objective, lang, 3)


def _ceilings(found: Comparison, report: PlanReport, lang: str) -> str:
    columns = [TextColumn(word("fund", lang)), TextColumn(word("period", lang), number=True), *before_after(lang)]
    rows = []
    for change in found.ceilings:
        _, fund, period = change.row.split(":")
        rows.append([report.fund_name(fund, lang), period, *amount_moved(round(change.before), round(change.after), lang)])
    title = {"vi": "Trần vốn đã đổi, sau dự phòng", "en": "Ceilings that changed, net of the reserve"}[lang]
    return _block(f"{title} ({report.money_label(lang)})", columns, rows)


def _entered(a: PlanReport, b: PlanReport, found: Comparison, lang: str) -> str:
    """Projects that came in, with the reason they were out of A."""
    before = {d.id: d for d in a.plan.decisions}
    rows = [[p, b.name(p, lang), next(iter(why(a, before[p], lang)), "") if p in before else ""] for p in found.entered]
    title = {"vi": "vì sao trước đó ở ngoài", "en": "why it was out before"}[lang]
    return _block(word("entered", lang), _project_columns(title, lang), rows)


def _left(a: PlanReport, b: PlanReport, found: Comparison, lang: str) -> str:
    """Projects that dropped out, with the reason they are out of B."""
    after = {d.id: d for d in b.plan.decisions}
    rows = [[p, a.name(p, lang), next(iter(why(b, after[p], lang)), "") if p in after else ""] for p in found.left]
    return _block(word("left_plan", lang), _project_columns(word("why", lang), lang), rows)


def _moved(a: PlanReport, found: Comparison, lang: str) -> str:
    rows = [[m.id, a.name(m.id, lang), f"{m.before} → {m.after}"] for m in found.moved]
    return _block(word("moved", lang), _project_columns(word("start", lang), lang), rows)


def _project_columns(last: str, lang: str) -> list[TextColumn]:
    return [TextColumn(word("code", lang)), TextColumn(word("project", lang)), TextColumn(last)]


def _money(found: Comparison, report: PlanReport, lang: str) -> str:
    """Money by source and year where the two plans differ; the money of each project is in the JSON."""
    before: Counter[tuple[str, int]] = Counter()
    after: Counter[tuple[str, int]] = Counter()
    for d in found.money:
        before[d.fund, d.year] += d.before
        after[d.fund, d.year] += d.after
    columns = [TextColumn(word("fund", lang)), TextColumn(word("year", lang), number=True), *before_after(lang)]
    rows = [
        [report.fund_name(fund, lang), str(year), *amount_moved(before[fund, year], after[fund, year], lang)]
        for fund, year in sorted(before) if before[fund, year] != after[fund, year]
    ]
    title = {"vi": "Tiền của các dự án có thay đổi", "en": "Money of the projects that changed"}[lang]
    return _block(f"{title} ({report.money_label(lang)})", columns, rows)


def before_after(lang: str) -> list[TextColumn]:
    """Columns of an amount here, there, and the change."""
    return [TextColumn("A", number=True), TextColumn("B", number=True), TextColumn(word("change", lang), number=True)]


def amount_moved(before: int, after: int, lang: str) -> list[str]:
    """An amount here, there, and the change with its sign."""
    change = after - before
    return [format_number(before, lang), format_number(after, lang), ("+" if change > 0 else "") + format_number(change, lang)]


def _block(title: str, columns: list[TextColumn], rows: Iterable[list[str]]) -> str:
    body = list(rows)
    return f"{heading(title)}\n{table(columns, body)}" if body else ""
