"""The plans of the province as a tree: searched without accents, filtered, with what is drawn beside what is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from quyhoach import law
from quyhoach.dates import format_as_of, format_date
from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.province.checks import RULES
from quyhoach.province.checks.case import Case
from quyhoach.province.province import Province
from quyhoach.province.specs.plans import PLAN_LEVEL, PLAN_STATUS, PLAN_TYPE
from quyhoach.tables.folding import fold
from quyhoach.zones.conformity import Conformity
from quyhoach.zones.hectares import rounded
from quyhoach.zones.plan import PlanGroup, PlanRegister
from quyhoach.zones.plan_law import type_of
from quyhoach_web.language import language, say
from quyhoach_web.queries.capital import label
from quyhoach_web.queries.feature_store import PUBLISHED
from quyhoach_web.queries.plan_shapes import Drawing, drawings

PAGE = 200
_RULES = tuple(rule for rule in RULES if rule.__module__.rpartition(".")[2] in ("plans", "procedure", "conformity", "land_quotas"))
_DEEPEST = 5
_WORDS = 8
_STATES = {"draft": "draft", "consulted": "submitted", "appraised": "submitted", "decided": "in", "amended": "adjusted",
           "ended": "cancelled"}
"""Which look of ``.badge.state-*`` a status has."""
_kept: list[tuple[Province, tuple[Finding, ...]]] = []


@dataclass(frozen=True, eq=False)
class PlanRoom:
    """The plans one reader sees on one day. Not ``inner`` (signed out): those with a decision, without notes and findings."""

    province: Province
    inner: bool
    on: date

    @cached_property
    def register(self) -> PlanRegister:
        """Plans in table order."""
        every = PlanRegister.of(self.province.facts["plans"].rows)
        return every if self.inner else PlanRegister(tuple(plan for plan in every.plans if plan.status in PUBLISHED))

    @cached_property
    def drawings(self) -> dict[str, tuple[Drawing, ...]]:
        """Every drawing this reader sees by plan."""
        return {plan: those for plan, those in drawings(self.province, self.inner).items() if not plan or plan in self.register.by_code}

    @cached_property
    def conformity(self) -> Conformity:
        """Items and directives; of plans the reader does not see nothing."""
        facts = self.province.facts
        known = self.register.by_code
        items = [row for row in facts["plan_items"].rows if self.inner or row.text("plan") in known]
        return Conformity.of(items, facts["directives"].rows)

    @cached_property
    def law(self) -> law.LawView | None:
        """The law on the day; None where none is on file."""
        return self.law_on(self.on)

    def law_on(self, day: date) -> law.LawView | None:
        """The law on a day; None where none is on file."""
        if law.jurisdiction_note(self.province.info.jurisdiction) is not None:
            return None
        try:
            return law.at(day, self.province.info.code)
        except law.LawError:
            return None

    def findings(self, code: str = "") -> list[Finding]:
        """What the checks of the tables say of plans, or of one."""
        found = _told(self.province)
        return [one for one in found if code in ("", one.where.object_id, one.values.get("plan"))]

    def ended_type(self, plan: PlanGroup) -> date | None:
        """The day after which no plan of its type may be made, where it is past."""
        kind = type_of(self.law, plan.type) if self.law and plan.type else None
        return kind.valid_to if kind and kind.valid_to and kind.valid_to < self.on else None

    def name(self, plan: PlanGroup) -> str:
        """The plan's name in the reader's language."""
        return (plan.name_en if language() == "en" else "") or plan.name_vi

    def links(self, *codes: str) -> list[dict[str, str]]:
        """Codes and names of those plans the reader sees."""
        return [{"code": code, "name": self.name(self.register.by_code[code])} for code in codes if code in self.register.by_code]


def _told(province: Province) -> tuple[Finding, ...]:
    """The findings of the rules on plans; asked once a province."""
    found = next((told for of, told in list(_kept) if of is province), None)
    if found is None:
        laws = None if law.jurisdiction_note(province.info.jurisdiction) else lambda day: law.at(day, province.info.code)
        case = Case(province, None, laws)
        found = tuple(dict.fromkeys(one for rule in _RULES for one in rule(case)))
        _kept.insert(0, (province, found))
        del _kept[2:]
    return found


def tree(room: PlanRoom, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The plans asked for as rows, parents before children; a parent that was not asked for itself is there as ``context``."""
    matched = {plan.code for plan in room.register.plans if _fits(room, plan, asked)}
    shown = matched | {above.code for code in matched for above in room.register.ancestors(code)}
    return [{**_row(room, plan, depth), "context": plan.code not in matched} for plan, depth in _walk(room.register) if plan.code in shown]


def _walk(register: PlanRegister) -> Iterator[tuple[PlanGroup, int]]:
    """Every plan once with its depth; those that only a circle holds stand last."""
    seen: set[str] = set()

    def down(plan: PlanGroup, depth: int) -> Iterator[tuple[PlanGroup, int]]:
        if plan.code not in seen:
            seen.add(plan.code)
            yield plan, depth
            for child in register.children(plan.code):
                yield from down(child, depth + 1)

    widest = sorted(register.roots, key=lambda plan: (plan.status.read_only, 9 if plan.rank is None else plan.rank))
    for plan in (*widest, *register.plans):
        yield from down(plan, 0)


def _fits(room: PlanRoom, plan: PlanGroup, asked: Mapping[str, str]) -> bool:
    text = fold(f"{plan.code} {plan.name_vi} {plan.name_en} {plan.decision} {plan.authority} {plan.zone}")
    if not all(word in text for word in fold(asked.get("q", "")).split()[:_WORDS]):
        return False
    for name, own in (("level", plan.level), ("status", str(plan.status))):
        if asked.get(name) and (own or "none") != asked[name]:
            return False
    return not asked.get("decision") or (asked["decision"] == "known") == bool(plan.decision)


def _row(room: PlanRoom, plan: PlanGroup, depth: int) -> dict[str, Any]:
    drawn = next(iter(room.drawings.get(plan.code, ())), None)
    return {
        "code": plan.code, "name": room.name(plan), "depth": min(depth, _DEEPEST), "deeper": depth > 0,
        **state_of(room, plan), "level": label(PLAN_LEVEL, plan.level), "type": label(PLAN_TYPE, plan.type), "scale": scale_of(plan),
        "stated": plan.area_ha, "drawn": rounded(drawn.outline_m2) if drawn and drawn.outline_m2 is not None else None,
        "schematic": bool(drawn and drawn.schematic), "units": drawn.units if drawn else 0, "off": _off(plan.area_ha, drawn),
    }


def state_of(room: PlanRoom, plan: PlanGroup) -> dict[str, Any]:
    """Status, decision and what is not known of it; an ended plan or type with what took over."""
    over = room.ended_type(plan)
    return {
        "status": label(PLAN_STATUS, str(plan.status)), "state": _STATES.get(str(plan.status), ""),
        "decision": plan.decision, "decided_on": format_as_of(plan.decided_on),
        "undecided": not plan.decision and plan.status.needs_decision, "undated": bool(plan.decision) and not plan.decided_on,
        "read_only": plan.status.read_only or over is not None, "type_ended": format_date(over, language()) if over else "",
        "successors": room.links(*plan.successors),
    }


def scale_of(plan: PlanGroup) -> str:
    """1/2.000, "" when not known."""
    return f"1/{format_number(plan.scale, language())}" if plan.scale else ""


def _off(stated: Decimal | None, drawn: Drawing | None) -> Decimal | None:
    """Drawn less stated in hectares where they differ by more than the last digit printed."""
    if stated is None or drawn is None or drawn.outline_m2 is None:
        return None
    off = rounded(drawn.outline_m2) - stated
    return off if abs(off) > Decimal("0.01") else None


def unasked(room: PlanRoom) -> list[dict[str, str]]:
    """Directives that no item and no project carries out."""
    mandates = [room.conformity.mandates[code] for kind, code in room.conformity.unfulfilled if kind == "directive"]
    return [{"code": one.code, "name": (one.name_en if language() == "en" else "") or one.name_vi, "document": one.document}
            for one in mandates] if room.conformity.items else []


def counts(room: PlanRoom) -> list[dict[str, Any]]:
    """Key figures above the list."""
    plans = room.register.plans
    known = sum(bool(plan.decision) for plan in plans)
    unknown = sum(not plan.decision and plan.status.needs_decision for plan in plans)
    making = sum(not plan.status.needs_decision for plan in plans)
    drawn = sum(plan.code in room.drawings for plan in plans)
    lang = language()
    return [
        {"label": say("Quy hoạch", "Plans"), "value": format_number(len(plans), lang)},
        {"label": say("Có số quyết định", "Decision known"), "value": format_number(known, lang)},
        {"label": say("Chưa rõ quyết định", "Decision not known"), "value": format_number(unknown, lang)},
        {"label": say("Đang lập", "Being made"), "value": format_number(making, lang)},
        {"label": say("Có hình vẽ", "Drawn"), "value": format_number(drawn, lang)},
    ]
