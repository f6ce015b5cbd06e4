"""Compensation plans and their lines as their tables state them: what is reckoned again from the figures of each formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from quyhoach.findings import Place
from quyhoach.tables.spec import Row


@dataclass(frozen=True, slots=True)
class CompensationLine:
    """One component of one holder. Amounts are whole đồng, areas m², shares 0–1; None is not stated. ``amount_vnd`` is what the
    approved plan says; ``moving`` stay, move, hard or ""; ``document`` a provincial document the line rests on."""

    line: str
    plan: str
    parcel: str
    holder: str
    component: str
    what: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_price_vnd: int | None = None
    coefficient: Decimal | None = None
    new_value_vnd: int | None = None
    life_years: Decimal | None = None
    used_years: Decimal | None = None
    extra_share: Decimal | None = None
    persons: int | None = None
    months: int | None = None
    moving: str = ""
    farmland_held_m2: Decimal | None = None
    farmland_lost_m2: Decimal | None = None
    income_vnd: int | None = None
    share: Decimal | None = None
    times: Decimal | None = None
    quota_m2: Decimal | None = None
    plan_price_vnd: int | None = None
    amount_vnd: int | None = None
    document: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class CompensationPlan:
    """A plan as approved, with the totals it states. Money in whole đồng; ``rice_price_vnd`` đồng a kg; None is not stated."""

    plan: str
    site: str
    number: str = ""
    approved_on: date | None = None
    effective_on: date | None = None
    digest: str = ""
    rice_price_vnd: int | None = None
    organisation_vnd: int | None = None
    other_vnd: int | None = None
    area_ha: Decimal | None = None
    holders: int | None = None
    retrained: int | None = None
    resettled: int | None = None
    resettlement_site: str = ""
    graves: int | None = None
    infrastructure_moved: str = ""
    schedule: str = ""
    compensation_vnd: int | None = None
    total_vnd: int | None = None
    place: Place = field(default=Place(), compare=False)

    @property
    def in_effect_on(self) -> date | None:
        """The day the plan takes effect: as stated, else the day of approval."""
        return self.effective_on or self.approved_on


def lines_of(rows: Iterable[Row]) -> tuple[CompensationLine, ...]:
    """The lines of a ``compensation_lines`` table, in table order."""
    return tuple(
        CompensationLine(
            row.text("line"), row.text("plan"), row.text("parcel"), row.text("holder"), row.text("component"), row.text("what_vi"),
            row.decimal("quantity"), row.text("unit"), row.whole("unit_price_vnd"), row.decimal("coefficient"), row.whole("new_value_vnd"),
            row.decimal("life_years"), row.decimal("used_years"), row.decimal("extra_share"), row.whole("persons"), row.whole("months"),
            row.text("moving"), row.decimal("farmland_held_m2"), row.decimal("farmland_lost_m2"), row.whole("income_vnd"),
            row.decimal("share"), row.decimal("times"), row.decimal("quota_m2"), row.whole("plan_price_vnd"),
            row.whole("amount_vnd"), row.text("document"), row.place,
        )
        for row in rows
    )


def plans_of(rows: Iterable[Row]) -> tuple[CompensationPlan, ...]:
    """The plans of a ``compensation_plans`` table, in table order."""
    return tuple(
        CompensationPlan(
            row.text("plan"), row.text("site"), row.text("number"), row.date("approved_on"), row.date("effective_on"), row.text("digest"),
            row.whole("rice_price_vnd"), row.whole("organisation_vnd"), row.whole("other_vnd"), row.decimal("area_ha"),
            row.whole("holders"), row.whole("retrained"), row.whole("resettled"), row.text("resettlement_site"), row.whole("graves"),
            row.text("infrastructure_moved"), row.text("schedule"), row.whole("compensation_vnd"), row.whole("total_vnd"), row.place,
        )
        for row in rows
    )
