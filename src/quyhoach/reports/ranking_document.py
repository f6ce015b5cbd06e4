"""A ranking as a document to sign and publish: method, weights, list, proof and reasons in words, mechanisms by stage."""

from __future__ import annotations

from pathlib import Path

from quyhoach.dates import format_date
from quyhoach.money import format_number
from quyhoach.province.why import Why
from quyhoach.reports.documents import Document
from quyhoach.reports.ranking_report import RankReport, headline, owed_said, since_said, status_said, whose_said
from quyhoach.reports.ranking_sentences import (
    beside_said,
    changes_heading,
    conditions_said,
    difference_said,
    draws_said,
    filled_said,
    funds_said,
    neighbours_said,
    pressing,
    reversal_said,
    revisit_said,
    selections_said,
    swap_said,
    value_said,
    why_said,
)
from quyhoach.reports.ranking_text import grouped, objects_said
from quyhoach.reports.ranking_words import choice, figure, share, word


def write_ranking_document(report: RankReport, path: Path, lang: str) -> None:
    """Write the ranking to ``path`` (.docx). The same ranking gives the same bytes. Raises OSError when it cannot be written."""
    asked = report.proved.asked
    page = Document(f"{word('ranking', lang)}: {asked.set.name(lang)}", lang)
    _opening(page, report, lang)
    _list(page, report, lang)
    _criteria(page, report, lang)
    _members(page, report, lang)
    for one in report.whys:
        _why(page, report, one, lang)
    _funds(page, report, lang)
    _stages(page, report, lang)
    _mechanisms(page, report, lang)
    _sources(page, report, lang)
    page.save(path)


def _opening(page: Document, report: RankReport, lang: str) -> None:
    asked = report.proved.asked
    page.title(f"{report.province_name(lang)} · {word('ranking', lang)}")
    locked = f" ({word('locked', lang)})" if asked.set.locked else ""
    page.paragraph(f"{word('set', lang)} {asked.set.id}: {asked.set.name(lang)}, {word('version', lang).lower()} {asked.version}{locked}")
    if report.info.illustrative:
        page.warning(word("illustrative", lang))
    page.paragraph(headline(report, lang))
    facts = [
        (word("method", lang), choice("method", str(asked.question.method), lang)),
        (word("weights_of", lang), whose_said(report, lang)),
        (word("missing", lang), choice("missing", str(asked.question.missing), lang)),
        (word("day", lang), format_date(asked.day, lang)),
        (word("digest", lang), asked.digest),
        (word("definition", lang), asked.set.digest),
    ]
    if report.assumed_share is not None:
        facts.insert(4, (word("assumed_share", lang), share(float(report.assumed_share), lang)))
    page.table([], [list(fact) for fact in facts], [5.5, 11.5])


def _list(page: Document, report: RankReport, lang: str) -> None:
    proved = report.proved
    page.heading(word("list", lang))
    heads = [word(key, lang) for key in ("place", "code", "name", "stage_listed", "score", "firm", "mean_place")]
    rows = []
    for place in proved.places:
        firm = proved.acceptability.of(place.id) if proved.acceptability else None
        rows.append([str(place.rank), place.id, report.name(place.id, lang), place.stage or "–", format_number(place.score, lang, 4),
                     share(firm.confidence, lang) if firm else "–", format_number(firm.mean_rank, lang, 1) if firm else "–"])
    page.table(heads, rows, [1.3, 1.6, 6.6, 1.8, 1.9, 1.9, 1.9], numbers=(0, 4, 5, 6))
    if len(proved.places) > 1:
        page.subheading(word("neighbours", lang))
    for line in neighbours_said(report, lang):
        page.bullet(line)
    if proved.acceptability:
        page.heading(word("proof", lang))
        page.paragraph(word("proof_said", lang))
        page.paragraph(draws_said(report, lang))
        for line in reversal_said(report, lang).splitlines():
            (page.bullet if line.startswith("  · ") else page.paragraph)(line.removeprefix("  · "))
        for line in beside_said(report, lang):
            page.paragraph(line)


def _criteria(page: Document, report: RankReport, lang: str) -> None:
    proved, asked = report.proved, report.proved.asked
    kept = {one.criterion: one for one in proved.intervals}
    page.heading(word("criteria", lang))
    heads = [word(key, lang) for key in ("criterion", "direction", "scale", "weight", "allowed", "keeps_first", "keeps_order")]
    rows = []
    for c, weight in zip(asked.question.criteria, proved.ranking.weights, strict=True):
        one = kept.get(c.id)
        unit = asked.set.unit(c.id)
        rows.append([
            asked.set.criterion_name(c.id, lang) + (f" ({unit})" if unit else ""), choice("direction", str(c.direction), lang),
            choice("transformation", str(c.transformation), lang), share(weight, lang), _range((c.least_weight, c.most_weight), lang),
            _range(one.first, lang) if one else "–", _range(one.order, lang) if one else "–",
        ])
    page.table(heads, rows, [4.2, 2.4, 3.0, 1.7, 1.9, 1.9, 1.9], numbers=(3,))


def _range(ends: tuple[float, float], lang: str) -> str:
    return f"{share(ends[0], lang, 1)}–{share(ends[1], lang, 1)}"


def _members(page: Document, report: RankReport, lang: str) -> None:
    asked = report.proved.asked
    weighing = asked.weighing
    if not weighing.members:
        return
    page.heading(word("members", lang))
    for member in weighing.members:
        said = f"{member.name(lang)} ({choice('weighing', member.weighing, lang)})"
        if member.weights:
            pairs = zip(asked.set.criteria, member.weights, strict=True)
            said += ": " + "; ".join(f"{asked.set.criterion_name(c.id, lang)} {share(w, lang, 0)}" for c, w in pairs)
        if member.consistency is not None:
            said += f". {word('consistency', lang)}: {figure(member.consistency, lang, 3)}"
        if member.revision:
            said += f"; {revisit_said(member, lang)}"
        page.bullet(said)


def _why(page: Document, report: RankReport, one: Why, lang: str) -> None:
    asked = report.proved.asked
    level = one.swap.state == "level" and not one.by_stage
    names = {"a": f"{one.a} {report.name(one.a, lang)}", "b": f"{one.b} {report.name(one.b, lang)}"}
    page.heading(word("why_level" if level else "why", lang, **names))
    for said in why_said(report, one, lang):
        page.paragraph(said)
    rows = [[asked.set.criterion_name(p.criterion, lang), value_said(report, one.a, p.criterion, p.value_a, lang),
             value_said(report, one.b, p.criterion, p.value_b, lang), difference_said(p.difference, lang)] for p in one.parts]
    page.table([word("criterion", lang), one.a, one.b, word("difference", lang)], rows, [8.0, 3.0, 3.0, 3.0], numbers=(1, 2, 3))
    changes = swap_said(report, one, lang)
    if changes:
        page.paragraph(changes_heading(one, lang))
        for change in changes:
            page.bullet(change)


def _funds(page: Document, report: RankReport, lang: str) -> None:
    if report.funds is None:
        return
    page.heading(word("funds", lang))
    first, *rest = funds_said(report.funds, lang)
    page.paragraph(first)
    for key, rows in (("enters", report.funds.enters), ("leaves", report.funds.leaves)):
        if rows:
            page.table([f"{word(key, lang)}: {word('code', lang).lower()}", word("name", lang)], [list(row) for row in rows], [4.0, 13.0])
    for line in rest[sum(bool(rows) for rows in (report.funds.enters, report.funds.leaves)):]:
        page.paragraph(line)


def _stages(page: Document, report: RankReport, lang: str) -> None:
    view = report.proved.asked.stages
    if not view.stages:
        return
    page.heading(word("stages", lang))
    heads = [word(key, lang) for key in ("code", "now", "waits", "condition")]
    for stage in view.stages:
        rows = [[at.object, at.now or "–", at.waits_for or "–", conditions_said(at, lang)]
                for at in view.objects.values() if at.first == stage.id]
        if rows:
            page.subheading(f"{stage.id} · {stage.name(lang)}" + (f" ({stage.document})" if stage.document else ""))
            page.table(heads, rows, [1.8, 1.8, 1.8, 11.6])


def _mechanisms(page: Document, report: RankReport, lang: str) -> None:
    view = report.proved.asked.stages
    if not view.mechanisms:
        return
    page.heading(word("mechanisms", lang))
    heads = [word(key, lang) for key in ("mechanism", "object", "document", "since", "force", "must_issue")]
    for stage in view.stages:
        rows = [
            [same[0].name(lang), objects_said(same, lang), same[0].document or "–", since_said(same[0], lang), status_said(same[0], lang),
             owed_said(same[0], lang) or "–"]
            for same in grouped(one for one in view.mechanisms if one.stage == stage.id)
        ]
        page.subheading(f"{stage.id} · {stage.name(lang)}" + (f" ({stage.document})" if stage.document else ""))
        page.table(heads, rows, [3.6, 2.6, 2.8, 2.0, 2.2, 3.8])


def _sources(page: Document, report: RankReport, lang: str) -> None:
    said = selections_said(report, lang)
    if said:
        page.heading(word("selections", lang))
        page.paragraph(said)
    _open(page, report, lang)
    page.paragraph(word("page_note", lang))


def _open(page: Document, report: RankReport, lang: str) -> None:
    """What was filled, who is not ranked, and what is wrong or open."""
    out = [f"{name} {report.name(name, lang)}" for name, _ in report.proved.ranking.left_out]
    shown, more = pressing(report)
    told = [f"{f.text('message', lang)} {f.text('remedy', lang)}" for f in shown]
    told += [word("more_alike", lang, n=n, code=code) for code, n in more]
    for key, lines in (("filled", filled_said(report, lang)), ("left_out", out), ("told", told)):
        if lines:
            page.heading(word(key, lang))
            for line in lines:
                page.bullet(line)
