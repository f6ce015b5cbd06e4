"""Plans: decisions, hierarchy, types that have ended, and land that amendments move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from quyhoach.dates import format_as_of, format_date
from quyhoach.findings import Finding, Place, finding
from quyhoach.law import LawError
from quyhoach.province.checks.case import Case, cell
from quyhoach.province.checks.logic import circles
from quyhoach.province.specs.plans import PLAN_LEVEL, PLAN_TYPE
from quyhoach.tables.spec import Row
from quyhoach.zones.moments import first_day, last_day
from quyhoach.zones.plan import PlanGroup
from quyhoach.zones.plan_law import PlanType, type_of
from quyhoach.zones.procedure import records_of


def day_of(case: Case) -> date | None:
    """The scenario's day, else the newest day the plans themselves speak of; None when they speak of none."""
    if case.scenario is not None:
        return case.scenario.info.as_of
    moments = [row.text(column) for row in case.rows("plans") for column in ("decided_on", "as_of")]
    return max((day for moment in moments if (day := last_day(moment))), default=None)


def decisions_known(case: Case) -> Iterator[Finding]:
    """ZON-140: a plan past its drafting without a decision number. ZON-141: the number without the day."""
    for plan in case.plans.plans:
        if plan.status.needs_decision and not plan.decision:
            yield finding("ZON-140", _at(plan, "decision"), plan=plan.code, name=plan.name_vi)
        elif plan.decision and not plan.decided_on:
            yield finding("ZON-141", _at(plan, "decided_on"), plan=plan.code, decision=plan.decision)


def status_fits_decision(case: Case) -> Iterator[Finding]:
    """ZON-150: a plan said to be in the making that has a decision."""
    for plan in case.plans.plans:
        if not plan.status.needs_decision and plan.decision:
            yield finding("ZON-150", _at(plan, "status"), plan=plan.code, decision=plan.decision)


def no_circle_of_plans(case: Case) -> Iterator[Finding]:
    """ZON-142: plans that lie under, amend or succeed each other in a circle, or themselves."""
    rows = {row.text("plan"): row for row in case.rows("plans")}
    for kind in ("parent", "amends", "successors"):
        edges = {(code, plan.code): rows[plan.code] for column, plan, code in case.plans.links() if column == kind}
        for circle, row in circles(edges):
            yield finding("ZON-142", cell(row, kind, row.text("plan")), circle=" → ".join(circle))


def decided_after_parent(case: Case) -> Iterator[Finding]:
    """ZON-143: a plan decided before the plan it is to detail."""
    for plan, parent in case.plans.decided_before_parent():
        yield finding(
            "ZON-143", _at(plan, "decided_on"), plan=plan.code, day=format_as_of(plan.decided_on), parent=parent.code,
            parent_day=format_as_of(parent.decided_on),
        )


def levels_in_order(case: Case) -> Iterator[Finding]:
    """ZON-144: a plan on a wider level than the one above it. ZON-145: a coarser scale than the one above it."""
    for plan in case.plans.plans:
        parent = case.plans.by_code.get(plan.parent)
        if parent is None or parent is plan:
            continue
        if plan.rank is not None and parent.rank is not None and plan.rank < parent.rank:
            (own_vi, own_en), (up_vi, up_en) = PLAN_LEVEL[plan.level], PLAN_LEVEL[parent.level]
            yield finding("ZON-144", _at(plan, "level"), plan=plan.code, parent=parent.code, level_vi=own_vi, level_en=own_en,
                          parent_level_vi=up_vi, parent_level_en=up_en)
        if plan.scale and parent.scale and plan.scale > parent.scale:
            yield finding("ZON-145", _at(plan, "scale"), plan=plan.code, parent=parent.code, scale=Decimal(plan.scale),
                          parent_scale=Decimal(parent.scale))


def children_fit(case: Case) -> Iterator[Finding]:
    """ZON-146: plans under one plan whose areas add up to more than it has."""
    for plan, parts, total in case.plans.overfull():
        yield finding(
            "ZON-146", _at(plan, "area_ha"), plan=plan.code, area=plan.area_ha, total=total, over=total - (plan.area_ha or Decimal(0)),
            parts=", ".join(part.code for part in parts),
        )


def types_in_time(case: Case) -> Iterator[Finding]:
    """ZON-147: a plan of a type that has ended, kept to be read. ZON-148: one decided when its type could not be made.
    ZON-149: one of an ended type that names no successor."""
    day = day_of(case)
    for plan, kind in _typed(case, day):
        over = kind.valid_to is not None and day is not None and kind.valid_to < day
        basis = case.basis(day, "planning-types", plan.type)
        if over:
            known = case.plans.by_code
            heirs = [f"{code} {known[code].name_vi}" for code in plan.successors if code in known]
            vi, en = PLAN_TYPE[plan.type]
            yield finding(
                "ZON-147", _at(plan, "type"), plan=plan.code, type_vi=vi, type_en=en, ended=format_date(kind.valid_to or date.max),
                successors="; ".join(heirs) or "–", **basis,
            )
            if not plan.successors:
                yield finding("ZON-149", _at(plan, "successors"), plan=plan.code, ended=format_date(kind.valid_to or date.max))
        if _out_of_time(plan, kind):
            vi, en = PLAN_TYPE[plan.type]
            yield finding("ZON-148", _at(plan, "decided_on"), plan=plan.code, type_vi=vi, type_en=en,
                          day=format_as_of(plan.decided_on), **basis)


def _typed(case: Case, day: date | None) -> Iterator[tuple[PlanGroup, PlanType]]:
    """Plans with what the law says of their type, looked up once a type."""
    if case.laws is None or day is None:
        return
    try:
        view = case.laws(day)
    except LawError:
        return
    known = {code: type_of(view, code) for code in {plan.type for plan in case.plans.plans} if code}
    for plan in case.plans.plans:
        kind = known.get(plan.type)
        if kind is not None:
            yield plan, kind


def _out_of_time(plan: PlanGroup, kind: PlanType) -> bool:
    first, last = first_day(plan.decided_on), last_day(plan.decided_on)
    if first is None or last is None:
        return False
    return (kind.valid_to is not None and first > kind.valid_to) or (kind.valid_from is not None and last < kind.valid_from)


def deltas_have_decision(case: Case) -> Iterator[Finding]:
    """ZON-158: a change of a land quota that belongs to no recorded amendment. ZON-159: an amendment whose changes do not cancel out.

    Changes of one stage are added up over codes and zones: land that one use gains another has lost.
    """
    amended = {(record.plan, record.document) for record in records_of(case.rows("plan_steps")) if record.step == "amendment"}
    sums: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in case.rows("land_use_quotas"):
        if not row.flag("delta"):
            continue
        key = row.text("plan"), row.text("decision")
        sums[(*key, row.text("stage"))].append(row)
        if not key[1] or key not in amended:
            yield finding("ZON-158", cell(row, "decision", row.text("quota")), quota=row.text("quota"), plan=key[0], decision=key[1] or "–")
    for (plan, decision, stage), rows in sums.items():
        total = sum((row.decimal("area_ha") or Decimal(0) for row in rows), Decimal(0))
        if total:
            yield finding("ZON-159", cell(rows[0], "area_ha", plan), plan=plan, decision=decision or "–", stage=stage or "–", total=total)


def shapes_have_measures(case: Case) -> Iterator[Finding]:
    """ZON-167: zones of plans that cannot be drawn, not even schematically: no area, or no centre. One line for all of them."""
    zones = {row.text("zone"): row for row in case.rows("zones")}
    covered = dict.fromkeys(plan.zone for plan in case.plans.plans if plan.zone in zones)
    lacking = [code for code in covered if any(zones[code].decimal(column) is None for column in ("area_ha", "lat", "lon"))]
    if lacking:
        no_area = [code for code in lacking if zones[code].decimal("area_ha") is None]
        yield finding("ZON-167", Place(file=zones[lacking[0]].place.file, object_id="zones"), count=Decimal(len(lacking)),
                      zones=", ".join(lacking), no_area=", ".join(no_area) or "–")


def _at(plan: PlanGroup, column: str) -> Place:
    return replace(plan.place, column=column, object_id=plan.code)
