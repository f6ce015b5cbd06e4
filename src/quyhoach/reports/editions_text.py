"""Two editions of a list side by side, as they are printed: JSON data and a terminal page."""

from __future__ import annotations

from collections import Counter
from typing import Any

from quyhoach.money import format_number
from quyhoach.province.editions import EditionChange
from quyhoach.province.province import Province
from quyhoach.reports.comparison_text import amount_moved, before_after
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.reports.words import word

MOST_SHOWN = 20
"""Projects printed in each list of the terminal page, the largest money first; the JSON has them all."""

_TEXTS = {
    "stated": ("Hai lần lập như danh mục in, chưa lập phương án", "Two editions as printed; nothing is planned"),
    "counts": (
        "{a} dự án ở A, {b} ở B: {entered} vào, {left} ra, {kept} ở cả hai.",
        "{a} projects in A, {b} in B: {entered} entered, {left} left, {kept} in both.",
    ),
    "totals": ("Tổng vốn: {a} → {b} {unit}.", "Total money: {a} → {b} {unit}."),
    "shared": ("Các năm cả hai cùng nói đến: {years}.", "Years both speak of: {years}."),
    "entered": ("Vào danh mục", "Entered the list"),
    "left": ("Ra khỏi danh mục", "Left the list"),
    "kept": ("Ở cả hai, vốn các năm chung có đổi", "In both, with other money in the shared years"),
    "by_source": ("Vốn theo nguồn và năm, các năm chung", "Money by source and year, shared years"),
    "more": ("… và {n} dự án nữa; --json có đủ.", "… and {n} projects more; --json has them all."),
}


def _say(key: str, lang: str, **values: object) -> str:
    return _TEXTS[key][0 if lang == "vi" else 1].format(**values)


def editions_json(province: Province, names: tuple[str, str], found: EditionChange, lang: str) -> dict[str, Any]:
    """Keys: a, b, money_unit, total_a, total_b, years (shared), entered, left, kept, money, by_source. Changes are b less a."""
    return {
        "a": names[0], "b": names[1], "money_unit": province.info.money_unit.code, "total_a": found.total_a, "total_b": found.total_b,
        "years": list(found.years),
        "entered": [{"id": p, "name": _name(province, p, lang), "amount": found.asked_b[p]} for p in found.entered],
        "left": [{"id": p, "name": _name(province, p, lang), "amount": found.asked_a[p]} for p in found.left],
        "kept": list(found.kept),
        "money": [{"project": c.project, "source": c.fund, "year": c.year, "a": c.before, "b": c.after} for c in found.money],
        "by_source": [{"source": c.fund, "year": c.year, "a": c.before, "b": c.after} for c in found.by_source],
    }


def editions_text(province: Province, names: tuple[str, str], found: EditionChange, lang: str) -> str:
    """The whole comparison, at most 100 columns wide."""
    unit = province.info.money_unit.label_vi if lang == "vi" else province.info.money_unit.label_en
    lines = [heading(_say("stated", lang))]
    for letter, name in zip("AB", names, strict=True):
        info = province.scenarios[name].info
        title = (info.title_vi if lang == "vi" else info.title_en) or info.title_vi
        lines.append(paragraph(f"{letter} · {name}: {title}", "", "    "))
    counts = {"a": len(found.left) + len(found.kept), "b": len(found.entered) + len(found.kept), "entered": len(found.entered),
              "left": len(found.left), "kept": len(found.kept)}
    lines.append(_say("counts", lang, **counts))
    lines.append(_say("totals", lang, a=format_number(found.total_a, lang), b=format_number(found.total_b, lang), unit=unit))
    lines.append(_say("shared", lang, years=", ".join(str(year) for year in found.years) or "–"))
    parts = [
        "\n".join(lines),
        _projects(province, "entered", {p: (0, found.asked_b[p]) for p in found.entered}, lang),
        _projects(province, "left", {p: (found.asked_a[p], 0) for p in found.left}, lang),
        _projects(province, "kept", _moved(found), lang), _by_source(province, found, lang),
    ]
    return "\n\n".join(part for part in parts if part)


def _name(province: Province, project: str, lang: str) -> str:
    row = province.facts["projects"].by_key().get(project)
    return ((row.text("name_en") if lang == "en" else "") or row.text("name_vi")) if row else project


def _moved(found: EditionChange) -> dict[str, tuple[int, int]]:
    """Of projects in both editions: the money of the shared years that changed place, before and after."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for change in found.money:
        before[change.project] += change.before
        after[change.project] += change.after
    return {p: (before[p], after[p]) for p in found.kept if p in before}


def _projects(province: Province, key: str, amounts: dict[str, tuple[int, int]], lang: str) -> str:
    if not amounts:
        return ""
    ordered = sorted(amounts, key=lambda p: (-abs(amounts[p][1] - amounts[p][0]), -max(amounts[p]), p))
    rows = [[p, _name(province, p, lang), *amount_moved(*amounts[p], lang)] for p in ordered[:MOST_SHOWN]]
    columns = [TextColumn(word("code", lang)), TextColumn(word("project", lang)), *before_after(lang)]
    more = [_say("more", lang, n=len(ordered) - MOST_SHOWN)] if len(ordered) > MOST_SHOWN else []
    return "\n".join([heading(f"{_say(key, lang)} ({len(ordered)})"), table(columns, rows), *more])


def _by_source(province: Province, found: EditionChange, lang: str) -> str:
    funds = province.facts["sources"].by_key()
    rows = []
    for change in found.by_source:
        if change.year in found.years and change.before != change.after:
            row = funds.get(change.fund)
            name = ((row.text("name_en") if lang == "en" else "") or row.text("name_vi")) if row else change.fund
            rows.append([name, str(change.year), *amount_moved(change.before, change.after, lang)])
    columns = [TextColumn(word("fund", lang)), TextColumn(word("year", lang), number=True), *before_after(lang)]
    return f"{heading(_say('by_source', lang))}\n{table(columns, rows)}" if rows else ""
