"""The totals a compensation plan must state (Decree 88/2024 Art 3(1)), reckoned from its lines, beside those it states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from quyhoach.findings import Finding, finding
from quyhoach.land.compensation_law import ORGANISATION, CompensationLaw, Side
from quyhoach.land.compensation_lines import CompensationLine, CompensationPlan
from quyhoach.law import LawError

CONTENTS = "compensation-plan-contents"
LandArea = tuple[str, Decimal | None]
"""Land-use code and area (ha, None: not known) of a parcel."""


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """Totals of a plan: ``area_ha`` by land-use code of the parcels its lines name ("" where no code is stated), sums in whole đồng.

    ``budget_vnd`` is compensation, support and bonus before deductions, with organisation and other cost; what holders owe is deducted from
    what they are paid, not from the budget. ``area_known``: every parcel is on file with its area; ``whole``: and no line is open.
    """

    area_ha: Mapping[str, Decimal]
    holders: int
    compensation_vnd: int
    support_vnd: int
    bonus_vnd: int
    deducted_vnd: int
    organisation_vnd: int | None
    other_vnd: int | None
    graves: Decimal
    retrained: int
    area_known: bool
    whole: bool

    @property
    def total_area_ha(self) -> Decimal:
        """Area of all parcels, ha."""
        return sum(self.area_ha.values(), Decimal(0))

    @property
    def to_holders_vnd(self) -> int:
        """Compensation, support and bonus before deductions."""
        return self.compensation_vnd + self.support_vnd + self.bonus_vnd

    @property
    def paid_vnd(self) -> int:
        """What is paid out to holders, after deductions."""
        return self.to_holders_vnd - self.deducted_vnd

    @property
    def budget_vnd(self) -> int:
        """All cost of the plan as far as stated."""
        return self.to_holders_vnd + (self.organisation_vnd or 0) + (self.other_vnd or 0)


def totals_of(
    plan: CompensationPlan, lines: Sequence[tuple[CompensationLine, int | None, Side | None]], land: Mapping[str, LandArea],
    deducted_vnd: int,
) -> PlanTotals:
    """The totals of lines already reckoned. A parcel counts once, however many lines it has."""
    parcels = list(dict.fromkeys(line.parcel for line, _, _ in lines if line.parcel))
    areas: dict[str, Decimal] = {}
    for parcel in parcels:
        code, area = land.get(parcel, ("", None))
        areas[code] = areas.get(code, Decimal(0)) + (area or Decimal(0))
    known = all(land.get(parcel, ("", None))[1] is not None for parcel in parcels)
    sums = {side: sum(amount for _, amount, own in lines if own is side and amount is not None) for side in Side}
    graves = sum((line.quantity for line, _, _ in lines if line.component == "graves" and line.quantity is not None), Decimal(0))
    retrained = sum(line.persons or 0 for line, _, _ in lines if line.component == "job_change")
    holders = len({line.holder for line, _, _ in lines if line.holder})
    whole = known and all(amount is not None for _, amount, _ in lines)
    return PlanTotals(
        dict(sorted(areas.items())), holders, sums[Side.COMPENSATION], sums[Side.SUPPORT], sums[Side.BONUS], deducted_vnd,
        plan.organisation_vnd, plan.other_vnd, graves, retrained, known, whole,
    )


def total_findings(plan: CompensationPlan, totals: PlanTotals, law: CompensationLaw) -> tuple[Finding, ...]:
    """Totals that differ (LND-058), totals the law asks for that are missing (LND-059), organisation cost over its share (LND-065)."""
    return (*_differences(plan, totals), *_asked(lambda: _missing(plan, law)), *_asked(lambda: _organisation(plan, totals, law)))


def _asked(rule: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What a rule of the law finds; nothing on a day the law on file has no such rule."""
    try:
        return list(rule())
    except LawError:
        return []


_STATED: tuple[tuple[str, str, str], ...] = (
    ("compensation_vnd", "bồi thường, hỗ trợ, thưởng (đồng)", "compensation, support, bonus (đồng)"),
    ("total_vnd", "tổng kinh phí (đồng)", "total budget (đồng)"),
    ("area_ha", "diện tích (ha)", "area (ha)"),
    ("holders", "số người có đất", "holders"),
    ("graves", "số mồ mả", "graves"),
)


def _differences(plan: CompensationPlan, totals: PlanTotals) -> Iterator[Finding]:
    reckoned: dict[str, Decimal] = {
        "compensation_vnd": Decimal(totals.to_holders_vnd), "total_vnd": Decimal(totals.budget_vnd), "area_ha": totals.total_area_ha,
        "holders": Decimal(totals.holders), "graves": totals.graves,
    }
    for column, vi, en in _STATED:
        stated = getattr(plan, column)
        if stated is not None and Decimal(stated) != reckoned[column] and (column != "area_ha" or totals.area_known):
            yield finding(
                "LND-058", plan.place.at(column, plan.plan), plan=plan.plan, what_vi=vi, what_en=en, stated=Decimal(stated),
                reckoned=reckoned[column], difference=Decimal(stated) - reckoned[column],
            )


def _missing(plan: CompensationPlan, law: CompensationLaw) -> Iterator[Finding]:
    stated = {
        "area": plan.area_ha, "holders": plan.holders, "retrained": plan.retrained, "graves": plan.graves,
        "resettled": None if plan.resettled is None or (plan.resettled and not plan.resettlement_site) else plan.resettled,
        "infrastructure_moved": plan.infrastructure_moved or None, "schedule": plan.schedule or None,
        "budget": None if None in (plan.compensation_vnd, plan.organisation_vnd, plan.total_vnd) else plan.total_vnd,
    }
    lacking = [row for row in law.view.value(CONTENTS) if row["code"] in stated and stated[row["code"]] is None]
    if lacking:
        cited = law.cite(CONTENTS)
        yield finding(
            "LND-059", plan.place.at(object_id=plan.plan), plan=plan.plan, lacking_vi="; ".join(row["label"]["vi"] for row in lacking),
            lacking_en="; ".join(row["label"]["en"] for row in lacking), article=f"{cited.document}, {cited.article}",
        )


def _organisation(plan: CompensationPlan, totals: PlanTotals, law: CompensationLaw) -> Iterator[Finding]:
    share = law.organisation_share()
    if share is not None and plan.organisation_vnd is not None and plan.organisation_vnd > share * totals.to_holders_vnd:
        cited = law.cite(ORGANISATION)
        yield finding(
            "LND-065", plan.place.at("organisation_vnd", plan.plan), plan=plan.plan, stated=Decimal(plan.organisation_vnd),
            most=Decimal(int(share * totals.to_holders_vnd)), article=f"{cited.document}, {cited.article}",
        )
