"""A ranking on a terminal: the list, how firm it is, criteria and weights, stages, mechanisms, why, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quyhoach.dates import format_date
from quyhoach.money import format_number
from quyhoach.province.mechanisms import OpenedMechanism
from quyhoach.province.why import Why
from quyhoach.reports.findings_text import counts_line, finding_line
from quyhoach.reports.ranking_report import RankReport, headline, owed_said, since_said, status_said, whose_said
from quyhoach.reports.ranking_sentences import (
    beside_said,
    changes_heading,
    conditions_said,
    difference_said,
    draws_said,
    filled_said,
    funds_said,
    pressing,
    reversal_said,
    revisit_said,
    selections_said,
    swap_said,
    value_said,
    why_said,
)
from quyhoach.reports.ranking_words import choice, figure, share, word
from quyhoach.reports.text import TextColumn, heading, paragraph, table


def ranking_text(report: RankReport, lang: str, stability: bool = False) -> str:
    """The whole ranking as text, at most 100 columns wide; ``stability`` adds the weights' intervals and the members' views."""
    more = (_members(report, lang), reversal_said(report, lang), _beside(report, lang)) if stability else ()
    parts = [
        _title(report, lang), paragraph(headline(report, lang)), _rest(report, lang), _list(report, lang),
        _criteria(report, lang, stability), *more, *(_why(report, one, lang) for one in report.whys), _funds(report, lang),
        _stages(report, lang),
        _mechanisms(report, lang), _selections(report, lang), _filled(report, lang), _told(report, lang),
        counts_line(report.findings, lang),
    ]
    return "\n\n".join(part for part in parts if part)


def _title(report: RankReport, lang: str) -> str:
    asked = report.proved.asked
    lines = [f"{report.province_name(lang)} · {word('ranking', lang)}"]
    lines.append(paragraph(f"{word('set', lang)} {asked.set.id}: {asked.set.name(lang)}, {word('version', lang)} {asked.version}"
                           + (f" ({word('locked', lang)})" if asked.set.locked else "")))
    if report.info.illustrative:
        lines.append(paragraph(f"[{word('illustrative', lang)}]"))
    return "\n".join(lines)


def _rest(report: RankReport, lang: str) -> str:
    asked = report.proved.asked
    lines = [f"{word('method', lang)}: {choice('method', str(asked.question.method), lang)}",
             paragraph(f"{word('weights_of', lang)}: {whose_said(report, lang)}"),
             f"{word('missing', lang)}: {choice('missing', str(asked.question.missing), lang)}",
             f"{word('day', lang)}: {format_date(asked.day, lang)}"]
    if report.assumed_share is not None:
        lines.append(f"{word('assumed_share', lang)}: {share(float(report.assumed_share), lang)}")
    lines.append(f"{word('digest', lang)}: {asked.digest[:16]}…")
    return "\n".join(lines)


def _list(report: RankReport, lang: str) -> str:
    proved = report.proved
    if not proved.places:
        return ""
    firm = {one: proved.acceptability.of(one) for one in proved.acceptability.objects} if proved.acceptability else {}
    staged = bool(proved.asked.stages.stages)
    columns = [TextColumn(word("place", lang), number=True), TextColumn(word("code", lang)), TextColumn(word("name", lang))]
    columns += [TextColumn(word("stage_listed", lang))] if staged else []
    columns += [TextColumn(word("score", lang), number=True)]
    columns += [TextColumn(word(key, lang), number=True) for key in ("firm", "first_share", "mean_place")] if firm else []
    rows = []
    for place in proved.places:
        row = [str(place.rank), place.id, report.name(place.id, lang), *([place.stage] if staged else [])]
        row.append(format_number(place.score, lang, 4))
        if firm:
            one = firm[place.id]
            row += [share(one.confidence, lang), share(one.share[0], lang), format_number(one.mean_rank, lang, 1)]
        rows.append(row)
    notes = [word("proof_said", lang), draws_said(report, lang)] if firm else []
    return "\n".join([heading(word("list", lang)), table(columns, rows), *(paragraph(note) for note in notes)])


def _criteria(report: RankReport, lang: str, stability: bool) -> str:
    proved, asked = report.proved, report.proved.asked
    kept = {one.criterion: one for one in proved.intervals} if stability else {}
    columns = [TextColumn(word("criterion", lang)), TextColumn(word("direction", lang)), TextColumn(word("weight", lang), number=True)]
    columns += [TextColumn(word("allowed", lang), number=True)]
    columns += [TextColumn(word(key, lang)) for key in ("keeps_first", "keeps_order")] if kept else []
    known = any(proved.ranking.weights)
    rows = []
    for criterion, weight in zip(asked.question.criteria, proved.ranking.weights, strict=True):
        row = [f"{asked.set.criterion_name(criterion.id, lang)} ({criterion.id})", choice("direction", str(criterion.direction), lang),
               share(weight, lang) if known else "–", _range((criterion.least_weight, criterion.most_weight), lang, 0)]
        if kept:
            row += [_range(ends, lang, 2) for ends in (kept[criterion.id].first, kept[criterion.id].order)]
        rows.append(row)
    return f"{heading(word('criteria', lang))}\n{table(columns, rows)}"


def _range(ends: Sequence[float], lang: str, decimals: int) -> str:
    return f"{share(ends[0], lang, decimals)}\u2013{share(ends[1], lang, decimals)}"


def _members(report: RankReport, lang: str) -> str:
    asked = report.proved.asked
    weighing, criteria = asked.weighing, asked.set.criteria
    if not weighing.members:
        return ""
    columns = [TextColumn(word("member", lang)), *(TextColumn(c.id, number=True) for c in criteria), TextColumn(word("consistency", lang))]
    rows = []
    for member in weighing.members:
        weights = [share(w, lang, 0) for w in member.weights] if member.weights else ["–"] * len(criteria)
        said = [] if member.consistency is None else [figure(member.consistency, lang, 3)]
        said += [revisit_said(member, lang)] if member.revision else []
        rows.append([f"{member.name(lang)} · {choice('weighing', member.weighing, lang)}", *weights, "; ".join(said)])
    if weighing.group:
        rows.append([word("group", lang), *(share(w, lang, 0) for w in weighing.group), ""])
        rows.append([word("spread", lang), *(share(w, lang, 0) for w in weighing.disagreement), ""])
    return f"{heading(word('members', lang))}\n{table(columns, rows)}"


def _beside(report: RankReport, lang: str) -> str:
    return "\n".join(paragraph(line) for line in beside_said(report, lang))


def _why(report: RankReport, one: Why, lang: str) -> str:
    asked = report.proved.asked
    columns = [TextColumn(word("criterion", lang)), *(TextColumn(name, number=True) for name in (one.a, one.b)),
               TextColumn(word("difference", lang), number=True)]
    rows = [
        [asked.set.criterion_name(p.criterion, lang), value_said(report, one.a, p.criterion, p.value_a, lang),
         value_said(report, one.b, p.criterion, p.value_b, lang), difference_said(p.difference, lang)]
        for p in one.parts
    ]
    level = one.swap.state == "level" and not one.by_stage
    title = word("why_level" if level else "why", lang, a=one.a, b=one.b)
    lines = [heading(title), *(paragraph(text) for text in why_said(report, one, lang)), table(columns, rows)]
    changes = swap_said(report, one, lang)
    if changes:
        lines += ["", paragraph(changes_heading(one, lang)), *(paragraph(text, "  · ", "    ") for text in changes)]
    return "\n".join(lines)


def _funds(report: RankReport, lang: str) -> str:
    funds = report.funds
    if funds is None:
        return ""
    return "\n".join([heading(word("funds", lang)), *(paragraph(line, "", "  ") for line in funds_said(funds, lang))])


def _stages(report: RankReport, lang: str) -> str:
    view = report.proved.asked.stages
    if not view.stages:
        return ""
    columns = [TextColumn(word(key, lang)) for key in ("code", "now", "waits", "condition")]
    rows: list[list[str]] = []
    for stage in view.stages:
        objects = [at for at in view.objects.values() if at.first == stage.id]
        rows.append([f"▸ {stage.id} {stage.name(lang)}" + (f" ({stage.document})" if stage.document else "")])
        for at in objects:
            rows.append([at.object, at.now or "–", at.waits_for or "–", conditions_said(at, lang)])
    return f"{heading(word('stages', lang))}\n{table(columns, rows)}"


def _mechanisms(report: RankReport, lang: str) -> str:
    """One row for each mechanism of a stage; the objects it is for stand together."""
    view = report.proved.asked.stages
    if not view.mechanisms:
        return ""
    columns = [TextColumn(word("mechanism", lang)), TextColumn(word("object", lang)), TextColumn(word("document", lang)),
               TextColumn(word("force", lang)), TextColumn(word("must_issue", lang))]
    rows: list[list[str]] = []
    for stage in view.stages:
        rows.append([f"▸ {stage.id} {stage.name(lang)}"])
        for same in grouped(one for one in view.mechanisms if one.stage == stage.id):
            first = same[0]
            document = f"{first.document}, {since_said(first, lang)}" if first.document else "–"
            rows.append([first.name(lang), objects_said(same, lang), document, status_said(first, lang), owed_said(first, lang) or "–"])
    return f"{heading(word('mechanisms', lang))}\n{table(columns, rows)}"


def grouped(found: Iterable[OpenedMechanism]) -> list[list[OpenedMechanism]]:
    """Mechanisms of one stage by code, in order."""
    groups: dict[str, list[OpenedMechanism]] = {}
    for one in found:
        groups.setdefault(one.mechanism, []).append(one)
    return list(groups.values())


def objects_said(same: Sequence[OpenedMechanism], lang: str) -> str:
    """The objects a mechanism is for; those that have not come to the stage are said apart."""
    here, later = ([one.object for one in same if one.opened is opened] for opened in (True, False))
    parts = [", ".join(here)] if here else []
    return "; ".join([*parts, f"{', '.join(later)}: {word('opened_no', lang)}"] if later else parts)


def _selections(report: RankReport, lang: str) -> str:
    said = selections_said(report, lang)
    return "\n".join([heading(word("selections", lang)), *(paragraph(line) for line in said.splitlines())]) if said else ""


def _filled(report: RankReport, lang: str) -> str:
    lines = filled_said(report, lang)
    out = [f"{name} ({code})" for name, code in report.proved.ranking.left_out]
    parts = [heading(word("filled", lang)), *(paragraph(line, "  ", "    ") for line in lines)] if lines else []
    parts += [heading(word("left_out", lang)), paragraph(", ".join(out), "  ")] if out else []
    return "\n".join(parts)


def _told(report: RankReport, lang: str) -> str:
    """What is wrong or open, so that nobody uses the list without knowing it."""
    shown, more = pressing(report)
    if not shown:
        return ""
    lines = [*(finding_line(f, lang) for f in shown), *(f"  {word('more_alike', lang, n=n, code=code)}" for code, n in more)]
    return "\n".join([heading(word("told", lang)), *lines])
