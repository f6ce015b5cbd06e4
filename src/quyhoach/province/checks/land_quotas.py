"""Land-use quotas of plans as tables: what amendments leave of them, and whether they fit in the plan's own area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case
from quyhoach.province.checks.plans import day_of
from quyhoach.zones.land_use import CodeList, land_use_codes
from quyhoach.zones.quotas import Quota, QuotaDelta, in_force, quotas_of, unbalanced

HALF_DIGIT = Decimal("0.005")
"""Hectares that rounding may add to each printed quota."""


def quotas_stand(case: Case) -> Iterator[Finding]:
    """ZON-112, ZON-113, ZON-115: quotas set by nobody, below zero, or set twice. ZON-114: zones' quotas beyond the whole plan's.
    ZON-166: quotas that add up to more than the plan's area.

    Quotas are taken as they stand on the day the plans are looked at; a change of what nobody set is told and counts for nothing. Of
    codes that lie within each other only the widest counts.
    """
    rows, day = case.rows("land_use_quotas"), day_of(case)
    if not rows or day is None:
        return
    quotas, deltas, twice = quotas_of(rows)
    known = {quota.key for quota in quotas}
    current, told = in_force(quotas, [delta for delta in deltas if _key(delta) in known], day)
    _, unset = in_force((), [delta for delta in deltas if _key(delta) not in known], day)
    for one in (*twice, *told, *(one for one in unset if one.code == "ZON-112")):
        yield replace(one, where=replace(one.where, file=rows[0].place.file))
    for whole, total in unbalanced(current):
        yield finding("ZON-114", replace(rows[0].place, row=whole.row, object_id=whole.code), use=whole.code, total=total,
                      allowed=whole.area_ha, decision=whole.decision or "?")
    yield from _too_much(case, current)


def _key(delta: QuotaDelta) -> tuple[str, str, str, str]:
    return delta.plan, delta.stage, delta.zone, delta.code


def _too_much(case: Case, quotas: Iterable[Quota]) -> Iterator[Finding]:
    for plan, stage, total, rounding in _totals(quotas, land_use_codes()):
        group = case.plans.by_code.get(plan)
        if group is not None and group.area_ha is not None and total > group.area_ha + rounding:
            yield finding("ZON-166", replace(group.place, column="area_ha", object_id=plan), plan=plan, stage=stage or "–", total=total,
                          area=group.area_ha, over=total - group.area_ha)


def _totals(quotas: Iterable[Quota], codes: CodeList) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    """Plan, stage, hectares of its quotas, and what rounding may add. A quota of the whole plan goes before those of its zones."""
    by_code: dict[tuple[str, str], dict[str, list[Quota]]] = defaultdict(lambda: defaultdict(list))
    for quota in quotas:
        by_code[quota.plan, quota.stage][quota.code].append(quota)
    for (plan, stage), found in by_code.items():
        counted: list[Quota] = []
        for code, of_code in found.items():
            if any(above in found for above in codes.above(code) if above != code):
                continue
            whole = [quota for quota in of_code if not quota.zone]
            counted += whole or of_code
        yield plan, stage, sum((quota.area_ha for quota in counted), Decimal(0)), HALF_DIGIT * len(counted)
