"""The first screen: a plan in one sentence, its money, one reason, one contradiction, one thread; chosen by rule, not by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from quyhoach.capital.plan import ProjectDecision, Status
from quyhoach.dates import format_as_of
from quyhoach.findings import Finding
from quyhoach.law import Citation
from quyhoach.money import format_number
from quyhoach.province.contradictions import Contradiction, competing
from quyhoach.province.thread import Step, land_of, projects_of, thread
from quyhoach.reports.citations import articles_line
from quyhoach.reports.decision_text import money_table
from quyhoach.reports.plan_report import PlanReport, unfunded, waiting_for_land, why
from quyhoach.reports.plan_text import fund_table, rest_lines, title_lines
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.reports.thread_text import Knot, knots
from quyhoach.reports.words import nearness, word


@dataclass(frozen=True)
class Demo:
    """A plan's report, the errors ``check`` found in what it was made from, and where its workbook was written ("" = nowhere)."""

    report: PlanReport
    errors: tuple[Finding, ...]
    workbook: str


_SENTENCE = {
    "vi": "{n} dự án được bố trí vốn, {m} dự án chờ đất, {k} vi phạm; {near}.",
    "en": "{n} projects funded, {m} waiting for land, {k} breaches; {near}.",
}
_SHOWN = 5
_BREACHES = {
    "vi": "Vi phạm là lỗi trong số liệu đầu vào mà lệnh check nêu; phương án đã qua bộ kiểm tra độc lập, không vi phạm quy tắc nào.",
    "en": "Breaches are errors in the input, named by the check command; the plan itself has passed the independent checker.",
}
_NO_BREACH = {
    "vi": "Số liệu đầu vào không vi phạm quy định nào; phương án đã qua bộ kiểm tra độc lập.",
    "en": "The input breaks no rule; the plan has passed the independent checker.",
}
_ARTICLE_OF = {"years_of_capital": "capital-years", "no_source": "funding-sources"}
"""The parameter of the law behind a kind of reason; the order of priority behind every other."""
_HEADINGS = {
    "why": ("Vì sao dự án này chưa được bố trí vốn?", "Why is this project not funded?"),
    "contradiction": ("Một mâu thuẫn trong số liệu", "One contradiction in the facts"),
    "thread": ("Mạch từ câu chỉ đạo đến dự án, tiền và đất", "The thread from a directive to a project, its money and its land"),
    "file": ("Tệp đã ghi", "File written"),
}


def demo_text(demo: Demo, lang: str) -> str:
    """The whole first screen, at most 100 columns wide."""
    report = demo.report
    title = [*title_lines(report, lang), "", paragraph(sentence_of(demo, lang))]
    shown = [fund_table(report, lang), why_text(report, lang), contradiction_text(report, lang), thread_text(report, lang)]
    if demo.workbook:
        shown.append(f"{_title('file', lang)}\n{demo.workbook}")
    return "\n\n".join(["\n".join(title), *_preface(demo, lang), *filter(None, shown)])


def demo_json(demo: Demo, lang: str) -> dict[str, Any]:
    """The same screen as data: sentence, counts, the workbook, and the ids of what was chosen to show."""
    report = demo.report
    shown = _shown_project(report)
    group, found = shown_contradiction(report), shown_thread(report)
    return {
        "scenario": report.scenario,
        "illustrative": report.info.illustrative,
        "sentence": sentence_of(demo, lang),
        "funded": sum(d.in_plan for d in report.plan.decisions),
        "waiting_for_land": len(waiting_for_land(report.plan)),
        "breaches": len(demo.errors),
        "gap": report.plan.gap,
        "why": _why_json(report, shown, lang) if shown else None,
        "contradiction": {
            "subject": group.subject, "period": group.period, "question": _question(group),
            "figures": [{"id": f.id, "name": f.name, "amount": f.amount, "scope": f.scope, "as_of": f.as_of, "source": f.source}
                        for f in group.figures],
        } if group else None,
        "thread": [_step_json(step, lang) for step in found],
        "file": demo.workbook,
    }


def _why_json(report: PlanReport, decision: ProjectDecision, lang: str) -> dict[str, Any]:
    """The project out of the plan: what it needs (None when the engine was not asked), why it is out, the article behind it."""
    asked, article = report.asked.get(decision.id), _article_of(report, decision)
    return {
        "project": decision.id, "name": report.name(decision.id, lang), "need": asked.need if asked else None,
        "rank": report.rank_label(asked.rank, lang) if asked else "", "reasons": list(why(report, decision, lang)),
        "document": article.document if article else "", "article": article.article if article else "",
    }


def _step_json(step: Step, lang: str) -> dict[str, Any]:
    name = (step.name_en if lang == "en" else "") or step.name_vi
    return {"kind": step.kind, "id": step.id, "source": step.fund, "year": step.period, "amount": step.amount,
            "label": word(f"knot_{step.kind}", lang) if step.kind != "allocated" else "", "name": name,
            "document": step.source if step.kind == "directive" else "", "assumed": step.assumed,
            "area_ha": None if step.area is None else float(step.area), "done_ha": None if step.done is None else float(step.done)}


def sentence_of(demo: Demo, lang: str) -> str:
    """How many are funded, how many wait for land, how many breaches, how far from the best."""
    plan = demo.report.plan
    if plan.status is Status.NONE:
        return {"vi": "Không lập được phương án; xem lệnh check.", "en": "No plan could be made; see the check command."}[lang]
    funded, waiting = sum(d.in_plan for d in plan.decisions), len(waiting_for_land(plan))
    return _SENTENCE[lang].format(n=funded, m=waiting, k=len(demo.errors), near=nearness(plan.gap, lang))


def _preface(demo: Demo, lang: str) -> list[str]:
    """What the breaches are, one by one, and what the plan rests on."""
    cited = articles_line(demo.report.question.citations)
    lines = [*rest_lines(demo.report, lang), *([f"{word('articles', lang)}: {cited}"] if cited else [])]
    return ["\n".join(_breaches(demo, lang)), "\n".join(paragraph(line, "", "  ") for line in lines)]


def _breaches(demo: Demo, lang: str) -> list[str]:
    lines = [paragraph((_BREACHES if demo.errors else _NO_BREACH)[lang])]
    for f in demo.errors[:_SHOWN]:
        lines.append(paragraph(f"{f.where.object_id or f.where}: {f.text('message', lang)} [{f.code}]", "✗ ", "  "))
    if len(demo.errors) > _SHOWN:
        lines.append({"vi": "… và {n} lỗi khác", "en": "… and {n} more"}[lang].format(n=len(demo.errors) - _SHOWN))
    return lines


def _title(key: str, lang: str) -> str:
    return heading(_HEADINGS[key][0 if lang == "vi" else 1])


def _shown_project(report: PlanReport) -> ProjectDecision | None:
    """The largest project that scarce money keeps out, named by source and year; if there is none, the largest the engine
    was asked about; if that is none either, the first that is out."""
    out = unfunded(report)
    asked = [d for d in out if d.id in report.asked]
    by_money = [d for d in asked if d.reasons and "fund" in d.reasons[0].values]
    return max(by_money or asked, key=lambda d: (report.asked[d.id].need, d.id), default=next(iter(out), None))


def why_text(report: PlanReport, lang: str) -> str:
    """One project without money: what it needs, why it is out, and the article behind it."""
    decision = _shown_project(report)
    if decision is None:
        return ""
    lines = [f"{decision.id} · {report.name(decision.id, lang)}"]
    if asked := report.asked.get(decision.id):
        lines.append(f"{word('need', lang)}: {format_number(asked.need, lang)} {report.money_label(lang)}")
        lines.append(f"{word('ladder', lang)}: {report.rank_label(asked.rank, lang)}")
    body = [paragraph(line, "", "  ") for line in lines] + [paragraph(reason, "• ", "  ") for reason in why(report, decision, lang)]
    if article := _article_of(report, decision):
        body.append(paragraph(f"{word('article', lang)}: {article.document}, {article.article}", "", "  "))
    return "\n".join([_title("why", lang), *body])


def _article_of(report: PlanReport, decision: ProjectDecision) -> Citation | None:
    kind = decision.reasons[0].kind if decision.reasons else ""
    return next((c for c in report.question.citations if c.parameter == _ARTICLE_OF.get(kind, "priority-ladder")), None)


def shown_contradiction(report: PlanReport) -> Contradiction | None:
    """The question about a plan total with the most different answers; of any figure, if no plan total has two."""
    groups = competing(report.province)
    plans = [group for group in groups if group.kind == "plan"] or list(groups)
    return max(plans, key=lambda group: len({figure.amount for figure in group.figures}), default=None)


def contradiction_text(report: PlanReport, lang: str) -> str:
    """Every answer to one question, side by side with date, scope and source; nothing is added up."""
    group = shown_contradiction(report)
    if group is None:
        return ""
    keys = ("code", "as_of", "scope", "message", "source")
    columns = [TextColumn(report.money_label(lang), number=True), *(TextColumn(word(key, lang)) for key in keys)]
    rows = [[format_number(f.amount, lang), f.id, format_as_of(f.as_of), f.scope, f.name, _short(f.source)] for f in group.figures]
    question = _question(group)
    said = {
        "vi": "{n} số khác nhau cho “{question}”. Đặt cạnh nhau, không cộng, không ghi đè:",
        "en": "{n} different figures for “{question}”. Side by side, never added, never overwritten:",
    }[lang].format(n=len({f.amount for f in group.figures}), question=question)
    return f"{_title('contradiction', lang)}\n{paragraph(said)}\n{table(columns, rows)}"


def _question(group: Contradiction) -> str:
    """The question in the words most of its answers use, with its period."""
    name = Counter(f.name for f in group.figures).most_common(1)[0][0]
    return name if group.period in name else f"{name} {group.period}"


def _short(source: str) -> str:
    """An address as its host; a document as it is."""
    return source.split("//", 1)[1].split("/", 1)[0] if source.startswith(("http://", "https://")) else source


def shown_thread(report: PlanReport) -> tuple[Step, ...]:
    """The thread of the first directive, in file order, that reaches a funded project whose land is recorded, and of the first
    such project; of any funded project where no land is recorded."""
    pair = _reaching(report)
    if pair is None:
        return ()
    directive, project = pair
    plan, scenario = report.plan, report.province.scenarios[report.scenario]
    steps = thread(report.province, scenario, project, plan.allocations, plan.clearings)
    return tuple(s for s in steps if s.kind != "directive" or s.id == directive)


def _reaching(report: PlanReport) -> tuple[str, str] | None:
    """The directive and the funded project that the thread joins."""
    funded = {decision.id for decision in report.plan.decisions if decision.in_plan}
    scenario = report.province.scenarios[report.scenario]
    first = None
    for row in report.province.facts["directives"].rows:
        directive = row.text("directive")
        for project in (one.text("project") for one in projects_of(report.province, directive)):
            if project in funded and land_of(report.province, scenario, project, {}):
                return directive, project
            if project in funded and first is None:
                first = directive, project
    return first


def thread_text(report: PlanReport, lang: str) -> str:
    """From the sentence down to the money and the land, one knot a line."""
    steps = shown_thread(report)
    if not steps:
        return ""
    told = [knot for knot in knots(steps, lang, report.money_label(lang)) if knot.kind != "allocated"]
    land = [_line(knot, lang) for knot in told if knot.kind in ("parcel", "land")]
    above = [_line(knot, lang) for knot in told if knot.kind not in ("parcel", "land")]
    project = next(step.id for step in steps if step.kind == "project")
    return "\n".join([_title("thread", lang), *above, money_table(report, project, lang), *land])


def _line(knot: Knot, lang: str) -> str:
    marked = f" [{word('assumed_by', lang, rule=knot.assumed)}]" if knot.assumed else ""
    said = f"{knot.word}: {knot.label}{f' – {knot.text}' if knot.text else ''}{marked}"
    return paragraph(said, "↓ " if knot.kind != "directive" else "● ", "  ")
