"""What a ranking says in sentences: why one stands above another, what would turn them, how firm the list is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from quyhoach.findings import Finding, Severity
from quyhoach.money import format_number
from quyhoach.priorities.criteria import Method
from quyhoach.priorities.weights.elicited import ElicitedWeights
from quyhoach.province.specs.selections import CERTAINTY
from quyhoach.province.stages import ObjectStage
from quyhoach.province.weighing import MemberView
from quyhoach.province.why import Why, WhyPart, parts_of
from quyhoach.reports.ranking_report import FundsChange, RankReport
from quyhoach.reports.ranking_words import choice, figure, share, word

MOST_ALIKE = 3
"""Findings of one code that are said; the workbook and the JSON have them all."""
_SAID_ELSEWHERE = ("RNK-010", "RNK-024", "RNK-098")
"""Filled values have a list of their own, mechanisms of unknown force a table."""
EQUAL = 1e-12
MOST_REASONS = 2
MOST_NEIGHBOURS = 30
"""Places of the list whose reasons are written out."""
MOST_SCORES = 6
"""Changes of one score that are said, the smallest first; the JSON has them all."""
_DISTURBED = {
    "copy": ("thêm một bản sao của {object}", "a copy of {object} is added"),
    "dominated": ("thêm một đối tượng kém nhất", "an object with the worst values is added"),
    "ideal": ("thêm một đối tượng tốt nhất", "an object with the best values is added"),
    "dropped": ("bỏ {object}", "{object} is dropped"),
}


def draws_said(report: RankReport, lang: str) -> str:
    """How many weights were drawn, and how far a share may be off."""
    found = report.proved.acceptability
    if found is None:
        return ""
    return word("draws_said", lang, draws=format_number(found.draws, lang), seed=found.seed, error=share(found.error, lang, 1))


def why_said(report: RankReport, one: Why, lang: str) -> list[str]:
    """The stage and dominance, where they decide."""
    said = []
    if one.by_stage:
        said.append(_stage_said(report, one.a, lang))
    if one.dominates and one.swap.state == "changes":
        said.append(word("dominates", lang, a=one.a, b=one.b))
    elif one.swap.state == "changes" and not one.by_stage:
        said.append(reasons_said(report, one.a, one.b, one.parts, lang))
    return [*said, *_methods_said(one, lang)]


def reasons_said(report: RankReport, a: str, b: str, parts: Sequence[WhyPart], lang: str) -> str:
    """The criteria by which a stands above b and those in which b is ahead, two of each, what counts most first."""
    asked, told = report.proved.asked, word("and", lang)
    ahead = [p for p in parts if p.difference > EQUAL][:MOST_REASONS]
    behind = [p for p in reversed(parts) if p.difference < -EQUAL][:MOST_REASONS]
    names = {key: told.join(f"“{asked.set.criterion_name(p.criterion, lang)}”" for p in side)
             for key, side in (("ahead", ahead), ("behind", behind))}
    return word("reasons_but" if behind else "reasons", lang, a=a, b=b, **(names | {"ahead": names["ahead"] or "–"}))


def neighbours_said(report: RankReport, lang: str) -> list[str]:
    """Why each of the first places stands above the next, one sentence for each."""
    stages, said = report.proved.asked.stages, []
    for one, other in pairwise(report.proved.places[:MOST_NEIGHBOURS + 1]):
        if stages.order_of(one.id) < stages.order_of(other.id):
            said.append(_stage_said(report, one.id, lang))
        elif one.rank == other.rank:
            said.append(word("why_level", lang, a=one.id, b=other.id) + ".")
        else:
            said.append(reasons_said(report, one.id, other.id, parts_of(report.proved, one.id, other.id), lang))
    return said


def _stage_said(report: RankReport, object_id: str, lang: str) -> str:
    """That an earlier stage decides, with its document."""
    stages = report.proved.asked.stages
    stage = stages.stage(stages.objects[object_id].first)
    return word("by_stage", lang, a=object_id, document=(stage.document or stage.name(lang)) if stage else "")


def _methods_said(one: Why, lang: str) -> list[str]:
    """Whether all four methods put a above b by score, or which do not. Of two that are level nothing is said."""
    if one.against is None or (one.swap.state == "level" and not one.by_stage):
        return []
    key = "all_methods" if not one.against else "no_method" if len(one.against) == len(Method) else "some_methods"
    return [word(key, lang, a=one.a, b=one.b, methods=", ".join(choice("method", str(method), lang) for method in one.against))]


def changes_heading(one: Why, lang: str) -> str:
    """What the list of changes is about: the order, or the scores alone where the stage decides."""
    return word("changes_by_score" if one.by_stage else "changes", lang, a=one.a, b=one.b) + f" ({word('each_alone', lang)}):"


def swap_said(report: RankReport, one: Why, lang: str) -> list[str]:
    """The least changes that put b above a: all weights together, each weight alone, each score alone; the smallest first."""
    found, asked = one.swap, report.proved.asked
    if found.state != "changes":
        return []
    said = []
    if found.all_weights:
        names = [asked.set.criterion_name(c.id, lang) for c in asked.question.criteria]
        weights = "; ".join(f"{name} {_digits(w, lang)}" for name, w in zip(names, found.all_weights.weights, strict=True))
        change = word("change_weights", lang, size=_rough(found.all_weights.change, lang), weights=weights)
        said.append(_within(change, found.all_weights.agreed, lang))
    for w in sorted(found.by_weight, key=lambda w: abs(w.change)):
        name = asked.set.criterion_name(w.criterion, lang)
        change = word("change_weight", lang, criterion=name, change=_signed(w.change, lang), before=figure(w.weight, lang),
                      after=figure(w.enough, lang))
        said.append(_within(change, w.agreed, lang))
    for s in sorted(found.by_score, key=lambda s: s.share)[:MOST_SCORES]:
        name, unit = asked.set.criterion_name(s.criterion, lang), asked.set.unit(s.criterion)
        said.append(word("change_score", lang, object=s.object, criterion=f"{name} ({unit})" if unit else name,
                         change=_signed(s.change, lang), before=value_said(report, s.object, s.criterion, s.value, lang),
                         after=figure(s.enough, lang)))
    said = said or [word("no_change", lang)]
    return [*said, budget_said(report, one, lang)] if one.budget else said


def _within(said: str, agreed: bool, lang: str) -> str:
    return said if agreed else word("beyond", lang, said=said)


def budget_said(report: RankReport, one: Why, lang: str) -> str:
    """What the budget would have to be, or why none does it."""
    found, unit = one.budget, report.province.info.money_unit
    if found is None:
        return ""
    label = unit.label_vi if lang == "vi" else unit.label_en
    if found.enough is None:
        return word(f"budget_{found.state}", lang, a=one.a, b=one.b, budget=format_number(found.budget, lang), unit=label)
    return word("budget_changes", lang, a=one.a, b=one.b, budget=format_number(found.budget, lang), unit=label,
                enough=format_number(found.enough, lang), enters=", ".join(found.enters) or "–", leaves=", ".join(found.leaves) or "–")


def selections_said(report: RankReport, lang: str) -> str:
    """Where the province's zones stood in the national selections."""
    if report.proved.asked.set.ranks != "zones":
        return ""
    ranked = {place.id for place in report.proved.places}
    rows = report.province.facts["selections"].rows
    lines = []
    for year in sorted({row.whole("year") or 0 for row in rows}):
        same = [row for row in rows if row.whole("year") == year]
        own = [row for row in same if row.text("zone") in ranked]
        sure = "; ".join(dict.fromkeys(CERTAINTY[row.text("certainty")][lang != "vi"] for row in own))
        lines.append(word("selection", lang, period=same[0].text("period"), n=len(same), own=", ".join(r.text("zone") for r in own) or "–",
                          document=same[0].text("document") or "–", sure=sure or "–"))
    return "\n".join(lines)


def value_said(report: RankReport, object_id: str, criterion: str, value: float, lang: str) -> str:
    """A value as it counts; one that was missing is marked as filled."""
    filled = any((f.object, f.criterion) == (object_id, criterion) for f in report.proved.ranking.filled)
    return word("counted", lang, value=figure(value, lang)) if filled else figure(value, lang)


def funds_said(funds: FundsChange, lang: str) -> list[str]:
    """What the plan by the other set's scores funds instead."""
    lines = [word("funds_said", lang, a=funds.first, b=funds.second)]
    if not funds.enters and not funds.leaves:
        lines.append(word("funds_same", lang))
    for key, rows in (("enters", funds.enters), ("leaves", funds.leaves)):
        lines += [f"{word(key, lang)}: " + "; ".join(f"{code} {name}" for code, name in rows)] if rows else []
    return [*lines, f"{word('unscored', lang, set=funds.second)}: {', '.join(funds.unscored)}"] if funds.unscored else lines


def conditions_said(at: ObjectStage, lang: str) -> str:
    """The conditions an object does not meet yet, or that cannot be judged."""
    return "; ".join(f"{c.name(lang)}: {word('open' if c.holds is None else 'unmet', lang)}" for c in at.unmet) or "–"


def difference_said(value: float, lang: str) -> str:
    """What one has over another by a criterion, signed, four decimals."""
    rounded = round(value, 4)
    return ("+" if rounded > 0 else "−" if rounded < 0 else "") + format_number(abs(rounded), lang, 4)


def filled_said(report: RankReport, lang: str) -> list[str]:
    """The missing values that were filled: criterion, what it counts as, and the objects."""
    groups: dict[tuple[str, float], list[str]] = {}
    for f in report.proved.ranking.filled:
        groups.setdefault((f.criterion, f.value), []).append(f.object)
    of = report.proved.asked.set
    return [f"{of.criterion_name(c, lang)}, {figure(value, lang)}: {', '.join(objects)}" for (c, value), objects in groups.items()]


def pressing(report: RankReport) -> tuple[list[Finding], list[tuple[str, int]]]:
    """Errors, and warnings of the ranking: the first few of each code, and how many more there are by code."""
    errors = [f for f in report.findings if f.severity is Severity.ERROR]
    warned = (f for f in report.findings if f.severity is Severity.WARNING and f.code.startswith("RNK-"))
    warnings = [f for f in warned if f.code not in _SAID_ELSEWHERE]
    seen: Counter[str] = Counter()
    shown = []
    for f in (*errors, *warnings):
        seen[f.code] += 1
        shown += [f] if seen[f.code] <= MOST_ALIKE else []
    return shown, [(code, n - MOST_ALIKE) for code, n in seen.items() if n > MOST_ALIKE]


def _rough(value: float, lang: str) -> str:
    """A size to read, with four digits that count; what must be enough is printed beside it."""
    return figure(float(f"{value:.4g}"), lang, 12)


def _digits(value: float, lang: str) -> str:
    """A figure that must stay enough as printed: all digits it has."""
    return figure(value, lang, 12)


def _signed(value: float, lang: str) -> str:
    return ("+" if value > 0 else "−") + _digits(abs(value), lang)


def revisit_said(member: MemberView, lang: str) -> str:
    """The judgement a member should look at again, and what would agree with the others; "" for none."""
    one = member.revision
    if one is None:
        return ""
    given, mended = figure(one.given, lang, 2), figure(one.mended, lang, 2)
    return word("revisit", lang, first=one.first, second=one.second, given=given, mended=mended)


def reversal_said(report: RankReport, lang: str) -> str:
    """What adding, dropping or copying an object would turn, by the method used."""
    proof = report.proved.proof
    if proof is None or not proof.reversal.tests:
        return ""
    method = report.proved.asked.question.method
    tests = [t for t in proof.reversal.tests if t.method is method]
    turning = [t for t in tests if t.count]
    title, name = word("reversal", lang), choice("method", str(method), lang)
    if not turning:
        no = {"vi": f"{title}: {len(tests)} phép thử bằng {name}, không cặp nào đảo thứ tự.",
              "en": f"{title}: {len(tests)} tests by {name}, no pair turns."}
        return no[lang]
    lines = [f"{title} ({name}):"]
    for t in turning:
        what = _DISTURBED[str(t.kind)][lang != "vi"].format(object=t.object)
        pairs = _pairs(t.turned, lang)
        lines.append({"vi": f"  · {what}: {t.count} cặp đảo ({pairs})", "en": f"  · {what}: {t.count} pairs turn ({pairs})"}[lang])
    return "\n".join(lines)


def beside_said(report: RankReport, lang: str) -> list[str]:
    """What all methods agree on, the members' own orders, who is no better on any criterion, and the mirror of the values."""
    beside = report.proved.beside
    if beside is None:
        return []
    agreed, order = beside.agreement, beside.members
    names = ", ".join(agreed.unanimous)
    one = word("one_place", lang, names=names) if names else word("one_place_none", lang)
    said = [f"{word('agreement', lang)}: " + word("agreed_pairs", lang, pairs=agreed.pairs, of=agreed.of_pairs, one=one)]
    if order.concordance is not None:
        widest = max(range(len(order.objects)), key=lambda n: order.spread[n][1] - order.spread[n][0])
        best, worst = order.spread[widest]
        key = "members_order" if worst > best else "members_alike"
        said.append(word(key, lang, w=figure(order.concordance, lang, 3), object=order.objects[widest], best=best, worst=worst))
    if beside.dominance.dominated:
        pairs = "; ".join(word("dominated_said", lang, id=d.id, by=d.by) for d in beside.dominance.dominated[:MOST_SCORES])
        said.append(f"{word('dominance', lang)}: {pairs}.")
    mirrors = {name: f"{name} " + _shares(one, lang) for name, one in beside.mirror.items()}
    return [*said, word("mirror", lang, **mirrors)]


def _shares(one: ElicitedWeights, lang: str) -> str:
    return ", ".join(f"{name} {share(w, lang, 0)}" for name, w in zip(one.criteria, one.weights, strict=True)) if one.weights else "–"


def _pairs(pairs: Sequence[tuple[str, str]], lang: str) -> str:
    shown = "; ".join(f"{a} / {b}" for a, b in pairs[:3])
    return shown + ("; …" if len(pairs) > 3 else "")
