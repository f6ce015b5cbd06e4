"""One plan's page: what is known of it, its kin, the steps of its procedure, what was said of it, what asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from quyhoach.dates import format_as_of, format_date
from quyhoach.law import Citation
from quyhoach.law.kinds import CERTAINTY_WORDS
from quyhoach.law.schema import ARTICLE_UNKNOWN
from quyhoach.province.specs.consultation import OPINION_OUTCOME, OPINION_SIDE
from quyhoach.province.specs.plans import PLAN_LEVEL, PLAN_STEP, PLAN_TYPE
from quyhoach.province.specs.zones import ZONE_KIND
from quyhoach.tables.spec import Row
from quyhoach.zones.conformity import Knot, PlanItem
from quyhoach.zones.consultation import Opinion, opinions_of, unanswered
from quyhoach.zones.plan import PlanGroup
from quyhoach.zones.procedure import Stage, StageState, StepRecord, day_of_law, records_of, timeline
from quyhoach_web.language import language, say
from quyhoach_web.queries.capital import label
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.cooperation import held_back, public_row
from quyhoach_web.queries.names import name_of
from quyhoach_web.queries.zones import PlanRoom, scale_of, state_of

_STAGES = {
    StageState.DONE: ("xong", "done", "state-done"), StageState.RUNNING: ("đang làm", "under way", "state-running"),
    StageState.UNDATED: ("có ghi, chưa rõ ngày", "recorded, no date", "state-waiting"),
    StageState.MISSING: ("thiếu", "missing", "state-out"), StageState.AHEAD: ("chưa đến", "still ahead", "state-draft"),
}
_OUTCOMES = {"accepted": "state-done", "partly": "state-adjusted", "explained": "state-resolved", "no_change": "state-draft"}


def plan_page(room: PlanRoom, code: str, may_open_projects: bool) -> dict[str, Any] | None:
    """Everything but shapes and land; None for a plan this reader does not see."""
    plan = room.register.by_code.get(code)
    if plan is None:
        return None
    row = room.province.facts["plans"].by_key()[code]
    return {
        "code": code, "name": room.name(plan), "row": row, **state_of(room, plan), "facts": _facts(room, plan, row),
        "authority": plan.authority, "scale": scale_of(plan), "area": plan.area_ha,
        "sources": sources_of(row), "as_of": format_as_of(row.text("as_of")), "assumed": row.text("assumed"),
        "note": plan.note if room.inner else "", "above": room.links(*(one.code for one in reversed(room.register.ancestors(code)))),
        "children": _children(room, plan), "zones": _zones(room, plan), "procedure": _procedure(room, plan),
        "opinions": _opinions(room, plan), "items": _items(room, plan, may_open_projects), "left": _left(room, plan),
        "findings": [shown(one) for one in room.findings(code)] if room.inner else [],
    }


def sources_of(row: Row) -> list[str]:
    """The sources one by one; several stand in one cell with bars between."""
    return [part.strip() for part in row.text("source").split(" | ") if part.strip()]


def _facts(room: PlanRoom, plan: PlanGroup, row: Row) -> list[dict[str, Any]]:
    zone = room.province.facts["zones"].by_key().get(plan.zone)
    policy = room.province.facts["policies"].by_key().get(row.text("policy")) if "policies" in room.province.facts else None
    held = " – ".join(filter(None, (format_as_of(plan.valid_from), format_as_of(plan.valid_to)))) or ""
    decided = format_as_of(plan.decided_on)
    return [
        {"label": say("Loại quy hoạch", "Type"), "value": label(PLAN_TYPE, plan.type)},
        {"label": say("Cấp độ", "Level"), "value": label(PLAN_LEVEL, plan.level)},
        {"label": say("Tỷ lệ", "Scale"), "value": scale_of(plan)},
        {"label": say("Thời kỳ", "Period"), "value": plan.period},
        {"label": say("Khu được quy hoạch", "Zone"), "value": f"{plan.zone} {name_of(zone)}".strip() if plan.zone else ""},
        {"label": say("Diện tích như quyết định ghi", "Area as decided"), "value": plan.area_ha, "unit": "ha"},
        {"label": say("Số quyết định", "Decision"), "value": plan.decision, "asked": plan.status.needs_decision},
        {"label": say("Ngày quyết định", "Decided on"), "value": decided, "asked": bool(plan.decision)},
        {"label": say("Cơ quan phê duyệt", "Authority"), "value": plan.authority},
        {"label": say("Hiệu lực", "In force"), "value": held},
        {"label": say("Văn bản trong danh mục", "Document on file"), "value": f"{row.text('policy')} {name_of(policy)}".strip()},
    ]


def _children(room: PlanRoom, plan: PlanGroup) -> list[dict[str, Any]]:
    """Plans directly under it, and those that amend or were amended by it, with how they are kin."""
    kin = [(one, say("cụ thể hóa", "details it")) for one in room.register.children(plan.code)]
    kin += [(one, say("điều chỉnh toàn diện", "amends it as a whole")) for one in room.register.plans if one.amends == plan.code]
    kin += [(one, say("được quy hoạch này điều chỉnh", "amended by it")) for one in room.register.plans if one.code == plan.amends]
    kin += [(one, say("kết thúc, quy hoạch này kế tiếp", "ended, followed by it")) for one in room.register.plans
            if plan.code in one.successors]
    return [{"code": one.code, "name": room.name(one), "kin": words, "area": one.area_ha, **state_of(room, one)} for one, words in kin]


def _zones(room: PlanRoom, plan: PlanGroup) -> list[dict[str, Any]]:
    """The zone it covers and those directly inside; of joint zones the public reads what was released."""
    table = room.province.facts["zones"].by_key()
    held = {} if room.inner else held_back(room.province, room.on)
    rows = {code: public_row(held, "zones", row) for code, row in table.items()}
    return [{"code": unit.zone, "name": name_of(rows[unit.zone]), "kind": label(ZONE_KIND, unit.kind), "area": unit.area_ha}
            for unit in room.register.units(plan.code, rows)]


def _procedure(room: PlanRoom, plan: PlanGroup) -> dict[str, Any]:
    """The steps of the law beside what is recorded; without law on file, what is recorded alone."""
    records = records_of(room.province.facts["plan_steps"].rows, plan.code)
    view = room.law_on(day_of_law(plan, room.on))
    if view is None:
        return {"stages": [], "records": [_record(one) for one in records], "missing": [], "late": []}
    line = timeline(plan, records, view, room.on)
    stages = [_stage(stage, line.stages) for stage in line.stages]
    amended = {one.record for one in line.amendments}
    placed = {one.record for stage in line.stages for one in stage.records} | amended
    rest = [_record(one) for one in records if one.record in amended or one.record not in placed]
    return {"stages": stages, "records": rest, "missing": [one["name"] for one in stages if one["missing"]],
            "late": [one["name"] for one in stages if one["late"]], "day": format_date(day_of_law(plan, room.on))}


def _stage(stage: Stage, stages: Iterable[Stage]) -> dict[str, Any]:
    vi, en, look = _STAGES[stage.state]
    names = {one.step.code: say(one.step.name_vi, one.step.name_en) for one in stages}
    return {
        "name": say(stage.step.name_vi, stage.step.name_en), "state": say(vi, en), "look": look,
        "missing": stage.state is StageState.MISSING, "begun": format_as_of(stage.begun_on), "done": format_as_of(stage.done_on),
        "due": format_date(stage.due) if stage.due else "", "late": stage.late, "days": stage.days, "short": stage.short,
        "least": stage.step.least_days, "within": stage.step.within_days, "after": [names.get(code, code) for code in stage.after],
        "records": [_record(one) for one in stage.records], **cited(stage.step.citation),
    }


def cited(citation: Citation) -> dict[str, str]:
    """The article a step rests on and how sure it is."""
    article = "" if citation.article == ARTICLE_UNKNOWN else citation.article
    return {"document": citation.document, "article": article, "sure": say(*CERTAINTY_WORDS[citation.certainty])}


def _record(one: StepRecord) -> dict[str, str]:
    done = format_as_of(one.done_on) or (say("từ {day}", "from {day}", day=format_as_of(one.begun_on)) if one.begun_on else "")
    return {"step": label(PLAN_STEP, one.step), "day": done, "document": one.document, "authority": one.authority, "result": one.result}


def _opinions(room: PlanRoom, plan: PlanGroup) -> dict[str, Any]:
    found = opinions_of(room.province.facts["opinions"].rows, plan.code)
    open_ = {one.code for one in unanswered(found, plan.decided_on)}
    agencies = room.province.facts["agencies"].by_key()
    told = [_opinion(room, one, one.code in open_, agencies) for one in found]
    return {"all": told, "open": len(open_), "changed": sum(bool(one["change"] or one["items"]) for one in told)}


def _opinion(room: PlanRoom, one: Opinion, unanswered_: bool, agencies: dict[str, Row]) -> dict[str, Any]:
    english = language() == "en"
    items = [room.conformity.items[code] for code in one.changed_items if code in room.conformity.items]
    return {
        "code": one.code, "side": label(OPINION_SIDE, one.side), "who": one.author or name_of(agencies.get(one.agency), one.agency),
        "day": format_as_of(one.received_on), "text": (one.summary_en if english else "") or one.summary_vi, "reply": one.reply,
        "replied": format_as_of(one.replied_on), "outcome": label(OPINION_OUTCOME, one.outcome), "look": _OUTCOMES.get(one.outcome, ""),
        "unanswered": unanswered_, "change": one.change, "change_missing": one.change_missing,
        "items": [{"code": item.code, "name": _item_name(item), "plan": item.plan} for item in items],
    }


def _item_name(item: PlanItem) -> str:
    return (item.name_en if language() == "en" else "") or item.name_vi


def _items(room: PlanRoom, plan: PlanGroup, projects: bool) -> list[dict[str, Any]]:
    """What the plan sets out, what asks for each, who carries it out."""
    found, named = room.conformity, room.province.facts["projects"].by_key()
    zones = room.province.facts["zones"].by_key()
    return [{
        "code": item.code, "name": _item_name(item), "zone": f"{item.zone} {name_of(zones.get(item.zone))}".strip(), "area": item.area_ha,
        "reasons": [_knot(room, knot, named, projects) for knot in found.reasons(item.code)], "roots": found.roots(item.code),
        "carriers": [_knot(room, knot, named, projects) for knot in found.carriers("item", item.code)],
    } for item in found.items.values() if item.plan == plan.code]


def _knot(room: PlanRoom, knot: Knot, projects: dict[str, Row], open_: bool) -> dict[str, str]:
    kind, code = knot
    if kind == "item":
        item = room.conformity.items[code]
        url = reverse("zones-plan", args=[item.plan]) + f"#item-{code}" if item.plan in room.register.by_code else ""
        return {"kind": say("nội dung {plan}", "item of {plan}", plan=item.plan), "code": code, "name": _item_name(item), "url": url}
    if kind == "directive":
        mandate = room.conformity.mandates[code]
        name = (mandate.name_en if language() == "en" else "") or mandate.name_vi
        return {"kind": say("chỉ đạo", "directive"), "code": code, "name": name, "document": mandate.document, "url": ""}
    url = reverse("project", args=[code]) if open_ and code in projects else ""
    return {"kind": say("dự án", "project"), "code": code, "name": name_of(projects.get(code), ""), "url": url}


def _left(room: PlanRoom, plan: PlanGroup) -> list[dict[str, str]]:
    """Items of the plan above that neither this plan, another, nor a project carries out."""
    found = room.conformity
    codes = [code for kind, code in found.unfulfilled if kind == "item" and found.items[code].plan == plan.parent]
    return [{"code": code, "name": _item_name(found.items[code]), "plan": plan.parent} for code in codes] if plan.parent else []
