"""Compensation plans at a terminal: every line with figures and article, holders, totals beside those stated, what is late, findings."""

from __future__ import annotations

from collections.abc import Sequence

from quyhoach.dates import format_date
from quyhoach.findings import Finding
from quyhoach.land.compensation import PlanReckoning, TracedLine
from quyhoach.law import Certainty
from quyhoach.law.words import article_words as article_in
from quyhoach.law.words import certainty_words
from quyhoach.money import format_number
from quyhoach.province.land_compensation import CompensationBook
from quyhoach.reports.compensation_json import formula_words, worked_words
from quyhoach.reports.findings_text import findings_text
from quyhoach.reports.site_words import site_word
from quyhoach.reports.text import TextColumn, heading, paragraph, table

HOLDER_COLUMNS = ("compensation_vnd", "support_vnd", "bonus_vnd", "deducted_vnd", "debt_vnd", "net_vnd")
BUDGET = ("compensation_vnd", "support_vnd", "bonus_vnd", "organisation_vnd", "other_vnd", "budget_vnd")


def compensation_text(book: CompensationBook, plans: Sequence[PlanReckoning], findings: Sequence[Finding], lang: str) -> str:
    """The whole answer, at most 100 columns wide."""
    parts = [heading(site_word("compensation", lang))]
    for plan in plans:
        parts += [_head(plan, lang), "\n".join(_line(line, lang) for line in plan.lines), _holders(plan, lang), _totals(plan, lang)]
    parts += [_late(book, lang), paragraph(site_word("rounding", lang)), findings_text(findings, lang)]
    return "\n\n".join(part for part in parts if part)


def article_words(line: TracedLine, lang: str) -> str:
    """Every article a line rests on, with how sure we are where it was not read in the text."""
    said = []
    for one in line.articles:
        sure = "" if one.certainty is Certainty.SEEN else f" ({certainty_words(one.certainty, lang)})"
        said.append(f"{one.document}, {article_in(one.article, lang)}{sure}")
    return "; ".join(dict.fromkeys(said))


def dong(amount: int | None, lang: str) -> str:
    """Whole đồng as printed, "–" when not known."""
    return "–" if amount is None else format_number(amount, lang)


def _head(one: PlanReckoning, lang: str) -> str:
    day = format_date(one.plan.approved_on, lang) if one.plan.approved_on else "–"
    return f"{site_word('plan', lang)} {one.plan.plan} · {one.plan.site} · {one.plan.number or '–'} ({day})"


def _line(one: TracedLine, lang: str) -> str:
    line = one.line
    label = one.component.label[lang] if one.component else line.component
    worked = worked_words(one, lang) or site_word("open", lang)
    lines = [paragraph(f"{line.line} {line.parcel} {line.holder} · {label}: {worked}", "", "   ")]
    if one.difference_vnd:
        stated = f"{site_word('stated', lang)}: {dong(line.amount_vnd, lang)}"
        lines.append(paragraph(f"{stated}; {site_word('difference', lang)}: {dong(one.difference_vnd, lang)}", "   "))
    lines.append(paragraph(f"{formula_words(one, lang)} – {article_words(one, lang)}", "   "))
    return "\n".join(lines)


def _holders(one: PlanReckoning, lang: str) -> str:
    columns = [TextColumn(site_word("holder", lang)), *(TextColumn(site_word(key, lang), number=True) for key in HOLDER_COLUMNS)]
    rows = [[holder.holder or "–", *(dong(getattr(holder, key), lang) for key in HOLDER_COLUMNS)] for holder in one.holders]
    return table(columns, rows) if rows else ""


def _totals(one: PlanReckoning, lang: str) -> str:
    totals, plan = one.totals, one.plan
    stated = {"budget_vnd": plan.total_vnd}
    columns = [TextColumn(site_word("totals", lang)), TextColumn(site_word("amount", lang), number=True),
               TextColumn(site_word("stated", lang), number=True)]
    rows = [[site_word(key, lang), dong(getattr(totals, key), lang), dong(stated[key], lang) if key in stated else ""] for key in BUDGET]
    areas = ", ".join(f"{code or '–'} {format_number(area, lang)} ha" for code, area in totals.area_ha.items())
    return table(columns, rows) + f"\n{site_word('area', lang)}: {areas or '–'}"


def _late(book: CompensationBook, lang: str) -> str:
    if not book.late:
        return ""
    columns = [TextColumn(site_word(key, lang), number=key in ("days", "amount", "extra"))
               for key in ("parcel", "amount", "due", "paid_on", "days", "extra")]
    rows = [
        [one.parcel, dong(one.amount_vnd, lang), format_date(one.due, lang), format_date(one.paid_on, lang) if one.paid_on else "–",
         str(one.days), dong(one.extra_vnd, lang)]
        for one in book.late
    ]
    return heading(site_word("late", lang)) + "\n" + table(columns, rows)
