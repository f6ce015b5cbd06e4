"""What a balance has to say of its layer: land nobody covers, land several claim, codes that are missing, unknown or ended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from quyhoach.dates import format_date
from quyhoach.findings import Finding, Place, finding
from quyhoach.zones.balance_lines import BalanceLine, LandState, PlanTotal
from quyhoach.zones.checks.found import square_metres
from quyhoach.zones.land_use import CodeList, land_use_codes
from quyhoach.zones.layer import PlanLayer
from quyhoach.zones.pieces import NOISE_M2, Rows

_NAMED = 5
GroupRows = tuple[str, str, Rows]
"""Plan, stage and the rows of a group."""


def layer_findings(
    layer: PlanLayer, groups: Sequence[GroupRows], lines: Iterable[BalanceLine], totals: Iterable[PlanTotal], commune_double_m2: float,
    with_communes: bool,
) -> Iterator[Finding]:
    """Findings of a layer's balance, ZON-100 to ZON-108, in order of plan and stage."""
    lines = tuple(lines)
    drawn = {(plan, stage) for plan, stage, rows in groups if len(rows)}
    for total in totals:
        if (total.plan, total.stage) in drawn:
            yield from _total_findings(layer, total)
        else:
            yield finding("ZON-116", Place(file=layer.file, object_id=total.plan), plan=_named(total.plan, total.stage))
    for plan, stage, rows in groups:
        yield from _code_findings(layer, plan, stage, rows)
    yield from _stage_findings(layer, groups)
    if commune_double_m2 > NOISE_M2:
        yield finding("ZON-107", Place(file=layer.file), area=square_metres(commune_double_m2))
    beyond = sum(line.area_m2 for line in lines if with_communes and not line.commune)
    if beyond > NOISE_M2:
        yield finding("ZON-108", Place(file=layer.file), area=square_metres(beyond))


def _named(plan: str, stage: str) -> str:
    return f"{plan or '?'} ({stage})" if stage else plan or "?"


def _total_findings(layer: PlanLayer, total: PlanTotal) -> Iterator[Finding]:
    where, plan = Place(file=layer.file, object_id=total.plan), _named(total.plan, total.stage)
    if total.unallocated_m2 > NOISE_M2:
        share = Decimal(f"{100 * total.unallocated_m2 / total.area_m2:.4f}")
        yield finding("ZON-100", where, plan=plan, area=square_metres(total.unallocated_m2), share=share)
    if total.double_m2 > NOISE_M2:
        yield finding("ZON-101", where, plan=plan, area=square_metres(total.double_m2))
    if total.outside_m2 > NOISE_M2:
        yield finding("ZON-102", where, plan=plan, area=square_metres(total.outside_m2))
    if not total.outlined:
        yield finding("ZON-106", where, plan=plan)


def _code_findings(layer: PlanLayer, plan: str, stage: str, rows: Rows) -> Iterator[Finding]:
    codes = land_use_codes()
    count = Counter(layer.attributes[row].code for row in rows.tolist())
    where = Place(file=layer.file, object_id=plan)
    if count[""]:
        bare = [layer.attributes[row].id for row in rows.tolist() if not layer.attributes[row].code]
        named = ", ".join(bare[:_NAMED]) + ("…" if len(bare) > _NAMED else "")
        yield finding("ZON-103", where, plan=_named(plan, stage), count=len(bare), units=named)
    for code in sorted(code for code in count if code and code not in codes):
        yield finding("ZON-104", where, plan=_named(plan, stage), use=code, count=count[code])


def _stage_findings(layer: PlanLayer, groups: Sequence[GroupRows]) -> Iterator[Finding]:
    stages: dict[str, dict[str, int]] = defaultdict(dict)
    for plan, stage, rows in groups:
        stages[plan][stage] = len(rows)
    for plan, found in stages.items():
        if "" in found and len(found) > 1:
            known = ", ".join(sorted(stage for stage in found if stage))
            yield finding("ZON-105", Place(file=layer.file, object_id=plan), plan=plan or "?", count=found[""], stages=known)


def ended_codes(lines: Iterable[BalanceLine], on: date, codes: CodeList | None = None) -> Iterator[Finding]:
    """ZON-109 for every code of a balance that is not valid on a day, with what took over."""
    codes = codes or land_use_codes()
    for code in sorted({line.code for line in lines if line.code in codes and line.state is not LandState.UNALLOCATED}):
        known = codes[code]
        if not known.holds_on(on):
            yield finding(
                "ZON-109", Place(object_id=code), use=code, name_vi=known.name_vi, name_en=known.name_en, day_vi=format_date(on),
                day_en=format_date(on, "en"), successors=", ".join(known.successors) or "?", document=known.document,
            )
