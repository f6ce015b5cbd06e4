"""The procedure of plans: steps passed over, late, too short or out of order, and opinions left without an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from quyhoach.dates import format_as_of, format_date
from quyhoach.findings import Finding, Place, finding
from quyhoach.law import Citation, LawError
from quyhoach.law.kinds import CERTAINTY_WORDS
from quyhoach.law.schema import ARTICLE_UNKNOWN
from quyhoach.province.checks.case import Case
from quyhoach.province.checks.plans import day_of
from quyhoach.zones.consultation import opinions_of, unanswered
from quyhoach.zones.moments import surely_before
from quyhoach.zones.plan import PlanGroup
from quyhoach.zones.procedure import Stage, Timeline, day_of_law, records_of, timeline


def steps_follow_the_law(case: Case) -> Iterator[Finding]:
    """ZON-151: steps passed over, one line a plan. ZON-152: a step done before an earlier one. ZON-153: a step past its day.
    ZON-154: a consultation shorter than the law's least."""
    day = day_of(case)
    for plan, line in _timelines(case, day):
        if line.missing:
            names = [(stage.step.name_vi, stage.step.name_en) for stage in line.missing]
            yield finding(
                "ZON-151", _at(plan, "plan"), plan=plan.code, steps_vi=", ".join(vi for vi, _ in names),
                steps_en=", ".join(en for _, en in names), **_basis(line.stages[0].step.citation, whole=True),
            )
        for stage in line.stages:
            yield from _of_stage(plan, line, stage, day)


def _of_stage(plan: PlanGroup, line: Timeline, stage: Stage, day: date | None) -> Iterator[Finding]:
    where, step = _at_stage(plan, stage), stage.step
    names = {"step_vi": step.name_vi, "step_en": step.name_en}
    for code in stage.after:
        before = next(other for other in line.stages if other.step.code == code)
        yield finding(
            "ZON-152", where, plan=plan.code, day=format_as_of(stage.done_on), before_vi=before.step.name_vi,
            before_en=before.step.name_en, before_day=format_as_of(before.done_on), **names,
        )
    if stage.late and stage.due and day:
        done = format_as_of(stage.done_on) if stage.done_on else "–"
        yield finding("ZON-153", where, plan=plan.code, due=format_date(stage.due), done=done, as_of=format_date(day),
                      **names, **_basis(step.citation))
    if stage.short:
        yield finding("ZON-154", where, plan=plan.code, days=stage.days, least=step.least_days, **names, **_basis(step.citation))


def opinions_answered(case: Case) -> Iterator[Finding]:
    """ZON-155: an opinion without a reply before the plan was decided. ZON-156: one accepted, with no word of what changed."""
    for plan in case.plans.plans:
        opinions = opinions_of(case.rows("opinions"), plan.code)
        if plan.decision or plan.decided_on:
            for opinion in unanswered(opinions, plan.decided_on):
                yield finding(
                    "ZON-155", replace(opinion.place, column="reply_vi", object_id=opinion.code), opinion=opinion.code, plan=plan.code,
                    who=opinion.author or opinion.agency or "–", day=format_as_of(plan.decided_on) or "–",
                )
        for opinion in opinions:
            if opinion.change_missing:
                yield finding("ZON-156", replace(opinion.place, column="change_vi", object_id=opinion.code), opinion=opinion.code,
                              plan=plan.code)


def decisions_agree(case: Case) -> Iterator[Finding]:
    """ZON-157: a plan and the record of its decision that name different numbers or days."""
    plans = case.plans.by_code
    for record in records_of(case.rows("plan_steps")):
        plan = plans.get(record.plan)
        if plan is None or record.step != "decision":
            continue
        unlike = [f"{plan.decision} ≠ {record.document}"] if plan.decision and record.document not in ("", plan.decision) else []
        days = plan.decided_on, record.done_on
        if surely_before(*days) or surely_before(*reversed(days)):
            unlike.append(" ≠ ".join(format_as_of(day) for day in days))
        if unlike:
            yield finding("ZON-157", replace(record.place, column="document", object_id=record.record), plan=plan.code,
                          record=record.record, unlike="; ".join(unlike))


def _timelines(case: Case, day: date | None) -> Iterator[tuple[PlanGroup, Timeline]]:
    if case.laws is None or day is None:
        return
    records = records_of(case.rows("plan_steps"))
    for plan in case.plans.plans:
        try:
            yield plan, timeline(plan, records, case.laws(day_of_law(plan, day)), day)
        except LawError:
            continue  # no law on file for that day: nothing is judged


def _basis(citation: Citation, whole: bool = False) -> dict[str, str]:
    """The article a finding rests on and how sure we are of it; ``whole``: of the procedure, not of one step."""
    article = citation.document if whole or citation.article == ARTICLE_UNKNOWN else f"{citation.document}, {citation.article}"
    vi, en = CERTAINTY_WORDS[citation.certainty]
    return {"article": article, "sure_vi": vi, "sure_en": en}


def _at(plan: PlanGroup, column: str) -> Place:
    return replace(plan.place, column=column, object_id=plan.code)


def _at_stage(plan: PlanGroup, stage: Stage) -> Place:
    record = stage.records[-1] if stage.records else None
    return replace(record.place, column="done_on", object_id=plan.code) if record else _at(plan, "decided_on")
