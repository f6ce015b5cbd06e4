"""A re-planning on a terminal: D*, the three plans side by side, who enters, leaves or moves, and every amount that moves."""

from __future__ import annotations

from quyhoach.capital.replanning import NearPlan
from quyhoach.money import format_number
from quyhoach.reports.findings_text import counts_line
from quyhoach.reports.plan_text import rest_lines, title_lines, unfit_list
from quyhoach.reports.replanning_report import ReplanningReport, headline, moved_rows, name_of
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.reports.words import percent_at_most, word


def replanning_text(report: ReplanningReport, lang: str) -> str:
    """The whole answer, at most 100 columns wide."""
    parts = [
        "\n".join(title_lines(report.after, lang)), paragraph(headline(report, lang)), "\n".join(rest_lines(report.after, lang)),
        plans_table(report, lang), decisions_list(report, lang), money_table(report, lang), unfit_list(report.after, lang),
        counts_line(report.after.findings, lang),
    ]
    return "\n\n".join(part for part in parts if part)


def plans_table(report: ReplanningReport, lang: str) -> str:
    """The plans within D*, 2 D* and free: what each allows, disturbs, is worth and changes."""
    titles = {
        "vi": ("Phương án", "Xáo trộn cho phép", "Xáo trộn", "Vốn thay đổi", "Lợi ích", "Khoảng cách"),
        "en": ("Plan", "Allowed", "Disturbance", "Money changed", "Benefit", "Gap"),
    }[lang]
    columns = [TextColumn(titles[0]), *(TextColumn(title, number=True) for title in titles[1:])]
    title = _titled("Ba mức xáo trộn", "Three levels of disturbance", lang)
    return f"{heading(title)}\n{table(columns, [_row(near, lang) for near in report.found.plans])}"


def _row(near: NearPlan, lang: str) -> list[str]:
    limit = "–" if near.limit is None else format_number(near.limit, lang)
    return [name_of(near, lang), limit, format_number(near.disturbance, lang), format_number(near.change, lang),
            format_number(near.plan.objective, lang, 3), percent_at_most(near.plan.gap, lang)]


def decisions_list(report: ReplanningReport, lang: str) -> str:
    """Projects that enter, leave or move in the printed plan."""
    found, name = report.against(report.near), report.after.name
    rows = [[p, name(p, lang), word("entered", lang)] for p in found.entered]
    rows += [[p, name(p, lang), word("left_plan", lang)] for p in found.left]
    rows += [[m.id, name(m.id, lang), f"{m.before} → {m.after}"] for m in found.moved]
    cleared = report.before.clearings, report.near.plan.clearings
    rows += [[lot, _titled("giải phóng mặt bằng", "land clearance", lang), f"{cleared[0].get(lot, '–')} → {cleared[1].get(lot, '–')}"]
             for lot in sorted({*cleared[0], *cleared[1]}) if cleared[0].get(lot) != cleared[1].get(lot)]
    if not rows:
        return _titled("Không dự án nào vào, ra hay đổi năm.", "No project enters, leaves or moves.", lang)
    columns = [TextColumn(word("code", lang)), TextColumn(word("project", lang)), TextColumn(word("change", lang))]
    return f"{heading(_titled('Dự án thay đổi', 'Projects that change', lang))}\n{table(columns, rows)}"


def money_table(report: ReplanningReport, lang: str) -> str:
    """Every amount that moves, before and after."""
    columns = [TextColumn(word("code", lang)), TextColumn(word("project", lang)), TextColumn(word("fund", lang)),
               TextColumn(word("year", lang), number=True)]
    columns += [TextColumn(title, number=True) for title in _before_after(lang)]
    rows = [[code, name, fund, str(year), *(format_number(n, lang) for n in (before, after)), signed(after - before, lang)]
            for code, name, fund, year, before, after in moved_rows(report, lang)]
    if not rows:
        return _titled("Không khoản vốn nào thay đổi.", "No amount changes.", lang)
    title = _titled("Từng khoản vốn thay đổi", "Every amount that changes", lang)
    return f"{heading(f'{title} ({report.after.money_label(lang)})')}\n{table(columns, rows)}"


def _before_after(lang: str) -> tuple[str, str, str]:
    return ("Đã giao", "Mới", "Tăng, giảm") if lang == "vi" else ("Assigned", "New", "Change")


def signed(change: int, lang: str) -> str:
    """A change with its sign."""
    return ("+" if change > 0 else "") + format_number(change, lang)


def _titled(vi: str, en: str, lang: str) -> str:
    return vi if lang == "vi" else en
