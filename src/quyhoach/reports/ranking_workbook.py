"""A ranking as a workbook: the list, criteria and weights, values with their sources, members, stages, mechanisms, why, findings."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path

from quyhoach.dates import format_date
from quyhoach.province.why import Why
from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.ranking_report import RankReport, day_said, headline, owed_said, since_said, status_said, whose_said
from quyhoach.reports.ranking_sentences import changes_heading, draws_said, filled_said, funds_said, revisit_said, swap_said, why_said
from quyhoach.reports.ranking_words import choice, figure, origin, share, word
from quyhoach.reports.sheets import Book, Cell, book


def write_ranking_workbook(report: RankReport, path: Path, lang: str) -> None:
    """Write the ranking to ``path`` (.xlsx). The same ranking gives the same bytes. Raises OSError when it cannot be written."""
    with book(path, f"{word('ranking', lang)}: {report.proved.asked.set.name(lang)}") as file:
        _list(file, report, lang)
        _criteria(file, report, lang)
        _values(file, report, lang)
        _members(file, report, lang)
        _stages(file, report, lang)
        _mechanisms(file, report, lang)
        _funds(file, report, lang)
        for one in report.whys:
            _why(file, report, one, lang)
        findings_sheet(file, report.findings, lang)


def _list(file: Book, report: RankReport, lang: str) -> None:
    proved, asked = report.proved, report.proved.asked
    sheet = file.sheet(word("list", lang)[:31], [8, 12, 60, 12, 14, 14, 12, 12, 14])
    out = [name for name, _ in proved.ranking.left_out]
    lines = [f"{report.province_name(lang)} · {asked.set.name(lang)}", headline(report, lang),
             f"{word('method', lang)}: {choice('method', str(asked.question.method), lang)}",
             f"{word('weights_of', lang)}: {whose_said(report, lang)}",
             f"{word('missing', lang)}: {choice('missing', str(asked.question.missing), lang)}",
             *(f"{word('filled', lang)}: {line}" for line in filled_said(report, lang)),
             f"{word('left_out', lang)}: {', '.join(out)}" if out else "",
             f"{word('day', lang)}: {format_date(asked.day, lang)}",
             f"{word('digest', lang)}: {asked.digest}", draws_said(report, lang)]
    row = 0
    for n, line in enumerate(line for line in lines if line):
        sheet.merge_range(n, 0, n, 8, line, file.formats["title" if n == 0 else "plain"])
        if n:
            sheet.set_row(n, 15 * ceil(len(line) / 140))
        row = n + 1
    if report.info.illustrative:
        sheet.merge_range(row, 0, row, 8, word("illustrative", lang), file.formats["banner"])
        row += 1
    keys = ("place", "code", "name", "stage_listed", "score", "points", "firm", "first_share", "mean_place")
    file.header(sheet, row, [word(key, lang) for key in keys])
    for n, place in enumerate(proved.places, row + 1):
        firm = proved.acceptability.of(place.id) if proved.acceptability else None
        cells: list[Cell] = [place.rank, place.id, report.name(place.id, lang), place.stage, place.score, place.points,
                             firm.confidence if firm else None, firm.share[0] if firm else None, firm.mean_rank if firm else None]
        file.row(sheet, n, cells, ["year", "text", "text", "text", "exact", "score", "share", "share", "score"])


def _criteria(file: Book, report: RankReport, lang: str) -> None:
    proved, asked = report.proved, report.proved.asked
    kept = {one.criterion: one for one in proved.intervals}
    sheet = file.sheet(word("criteria", lang)[:31], [16, 44, 14, 24, 24, 26, 12, 12, 12, 22, 22])
    keys = ("code", "criterion", "unit", "direction", "role", "scale", "weight", "allowed", "spread", "keeps_first", "keeps_order")
    file.header(sheet, 0, [word(key, lang) for key in keys])
    spread = asked.weighing.disagreement or (None,) * len(asked.set.criteria)
    rows = zip(asked.question.criteria, proved.ranking.weights, spread, strict=True)
    for n, (c, weight, apart) in enumerate(rows, 1):
        one = kept.get(c.id)
        cells: list[Cell] = [
            c.id, asked.set.criterion_name(c.id, lang), asked.set.unit(c.id), choice("direction", str(c.direction), lang),
            choice("role", str(c.role), lang), choice("transformation", str(c.transformation), lang), weight,
            _range((c.least_weight, c.most_weight), lang), apart, _range(one.first, lang) if one else None,
            _range(one.order, lang) if one else None,
        ]
        file.row(sheet, n, cells, [*["text"] * 6, "percent", "text", "percent", "text", "text"])


def _range(ends: Sequence[float], lang: str) -> str:
    return f"{share(ends[0], lang, 2)}–{share(ends[1], lang, 2)}"


def _values(file: Book, report: RankReport, lang: str) -> None:
    asked = report.proved.asked
    filled = {(f.object, f.criterion): f.value for f in report.proved.ranking.filled}
    sheet = file.sheet(word("values", lang)[:31], [12, 46, 40, 14, 14, 60, 16, 22, 40])
    keys = ("code", "name", "criterion", "value", "counts_as", "source", "stated", "assumed", "evidence")
    file.header(sheet, 0, [word(key, lang) for key in keys])
    for n, ((name, criterion), one) in enumerate(asked.values.items(), 1):
        cells: list[Cell] = [name, report.name(name, lang), asked.set.criterion_name(criterion, lang),
                             None if one.value is None else float(one.value), filled.get((name, criterion)), origin(one, lang),
                             day_said(one.as_of, lang), one.assumed, one.evidence]
        file.row(sheet, n, cells, ["text", "text", "text", "score", "score", "text", "text", "text", "text"])


def _members(file: Book, report: RankReport, lang: str) -> None:
    asked = report.proved.asked
    criteria, weighing = asked.set.criteria, asked.weighing
    sheet = file.sheet(word("members", lang)[:31], [48, 34, *[14] * len(criteria), 14, 40])
    heads = [word("member", lang), word("weighing", lang), *(asked.set.criterion_name(c.id, lang) for c in criteria)]
    file.header(sheet, 0, [*heads, word("consistency", lang), word("to_revisit", lang)])
    empty: list[Cell] = [None] * len(criteria)
    rows: list[list[Cell]] = [
        [m.name(lang), choice("weighing", m.weighing, lang), *(list(m.weights) if m.weights else empty), m.consistency,
         revisit_said(m, lang)] for m in weighing.members
    ]
    if weighing.group:
        rows.append([word("group", lang), None, *weighing.group, None, None])
        rows.append([word("spread", lang), None, *weighing.disagreement, None, None])
    for n, cells in enumerate(rows, 1):
        file.row(sheet, n, cells, ["text", "text", *["percent"] * len(criteria), "score", "text"])


def _stages(file: Book, report: RankReport, lang: str) -> None:
    view = report.proved.asked.stages
    if not view.stages:
        return
    sheet = file.sheet(word("stages", lang)[:31], [12, 46, 12, 12, 50, 14, 14, 16, 60])
    keys = ("code", "name", "now", "waits", "condition", "figure", "level_mark", "holds", "source")
    file.header(sheet, 0, [word(key, lang) for key in keys])
    n = 1
    for at in view.objects.values():
        for c in at.conditions or (None,):
            cells: list[Cell] = [at.object, report.name(at.object, lang), at.now, at.waits_for]
            if c is None:
                cells += [None] * 5
            else:
                value = c.measured.value
                said = word("open" if c.holds is None else "met" if c.holds else "unmet", lang)
                cells += [f"{c.stage} · {c.name(lang)}", None if value is None else float(value),
                          f"{choice('comparison', c.comparison, lang)} {figure(c.threshold, lang)}".strip(), said, origin(c.measured, lang)]
            file.row(sheet, n, cells, ["text", "text", "text", "text", "text", "score", "text", "text", "text"])
            n += 1


def _mechanisms(file: Book, report: RankReport, lang: str) -> None:
    found = report.proved.asked.stages.mechanisms
    if not found:
        return
    sheet = file.sheet(word("mechanism", lang)[:31], [12, 12, 40, 12, 50, 24, 60, 22, 26, 60, 50])
    keys = ("stage", "code", "object", "mechanism", "name", "document", "figure", "since", "force", "must_issue", "source")
    titles = [word(key, lang) for key in keys]
    titles[6] = {"vi": "Trích yếu", "en": "Title"}[lang]
    file.header(sheet, 0, titles)
    for n, one in enumerate(found, 1):
        status = status_said(one, lang) + ("" if one.opened else f" ({word('opened_no', lang)})")
        cells: list[Cell] = [one.stage, one.object, report.name(one.object, lang), one.mechanism, one.name(lang), one.document, one.title,
                             since_said(one, lang), status, owed_said(one, lang), one.source]
        file.row(sheet, n, cells, ["text"] * 11)
    sheet.autofilter(0, 0, len(found), len(keys) - 1)
    sheet.freeze_panes(1, 0)


def _why(file: Book, report: RankReport, one: Why, lang: str) -> None:
    asked = report.proved.asked
    sheet = file.sheet(f"{one.a} - {one.b}"[:31], [50, 18, 18, 18])
    level = one.swap.state == "level" and not one.by_stage
    file.row(sheet, 0, [word("why_level" if level else "why", lang, a=one.a, b=one.b)], ["title"])
    file.header(sheet, 1, [word("criterion", lang), one.a, one.b, word("difference", lang)])
    row = 2
    for part in one.parts:
        cells: list[Cell] = [asked.set.criterion_name(part.criterion, lang), part.value_a, part.value_b, part.difference]
        file.row(sheet, row, cells, ["text", "score", "score", "exact"])
        row += 1
    changes = swap_said(report, one, lang)
    for line in (*why_said(report, one, lang), *([changes_heading(one, lang)] if changes else []), *changes):
        row += 1
        sheet.merge_range(row, 0, row, 3, line, file.formats["plain"])
        sheet.set_row(row, 15 * ceil(len(line) / 90))


def _funds(file: Book, report: RankReport, lang: str) -> None:
    if report.funds is None:
        return
    sheet = file.sheet(word("funds", lang)[:31], [14, 14, 90])
    sheet.merge_range(0, 0, 0, 2, funds_said(report.funds, lang)[0], file.formats["plain"])
    file.header(sheet, 1, ["", word("code", lang), word("name", lang)])
    rows = [(key, *one) for key, found in (("enters", report.funds.enters), ("leaves", report.funds.leaves)) for one in found]
    for n, (key, code, name) in enumerate(rows, 2):
        file.row(sheet, n, [word(key, lang), code, name], ["text", "text", "text"])
