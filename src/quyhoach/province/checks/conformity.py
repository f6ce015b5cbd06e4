"""Conformity of plan items: what nobody asked for, what nobody carries out, and reasons that run in a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.province.checks.case import Case, cell
from quyhoach.province.checks.logic import circles
from quyhoach.zones.conformity import Conformity, PlanItem


def items_have_reason(case: Case) -> Iterator[Finding]:
    """ZON-160: items that nothing on file asks for, one line a plan."""
    by_plan: dict[str, list[PlanItem]] = defaultdict(list)
    for item in _conformity(case).orphans:
        by_plan[item.plan].append(item)
    for plan, items in by_plan.items():
        yield finding("ZON-160", _at(items[0], plan), plan=plan, count=Decimal(len(items)), items=", ".join(item.code for item in items))


def asked_is_carried_out(case: Case) -> Iterator[Finding]:
    """ZON-161: directives (one line for all) and items (one line a plan) that no item and no project carries out.

    A province without any plan item is not asked: its directives are followed by the thread of its projects alone.
    """
    found = _conformity(case)
    if not found.items:
        return
    by_source: dict[str, list[str]] = defaultdict(list)
    for kind, code in found.unfulfilled:
        by_source[found.items[code].plan if kind == "item" else ""].append(code)
    for plan, codes in by_source.items():
        where = _at(found.items[codes[0]], plan) if plan else replace(found.mandates[codes[0]].place, object_id="directives")
        yield finding("ZON-161", where, source_vi=f"quy hoạch {plan}" if plan else "các chỉ đạo",
                      source_en=f"plan {plan}" if plan else "the directives", count=Decimal(len(codes)), codes=", ".join(codes))


def reasons_run_up(case: Case) -> Iterator[Finding]:
    """ZON-162: items that carry each other out in a circle. ZON-163: an item said to carry out an item of a narrower plan."""
    found, plans = _conformity(case), case.plans.by_code
    rows = {row.text("item"): row for row in case.rows("plan_items")}
    edges = {(above, item.code): rows[item.code] for item in found.items.values() for above in item.carries_out if above in found.items}
    for circle, row in circles(edges):
        yield finding("ZON-162", cell(row, "carries_out", row.text("item")), circle=" → ".join(circle))
    for above, own in edges:
        upper, lower = (plans.get(found.items[code].plan) for code in (above, own))
        if upper and lower and upper.rank is not None and lower.rank is not None and upper.rank > lower.rank:
            yield finding("ZON-163", cell(rows[own], "carries_out", own), item=own, plan=lower.code, above=above, above_plan=upper.code)


def _conformity(case: Case) -> Conformity:
    return Conformity.of(case.rows("plan_items"), case.rows("directives"))


def _at(item: PlanItem, plan: str) -> Place:
    return replace(item.place, column="directives", object_id=plan)
