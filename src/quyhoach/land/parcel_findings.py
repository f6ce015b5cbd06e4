"""What a list of parcels tells: a parcel in two projects, areas that disagree, holders without a file or written like a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quyhoach.findings import Finding, Place, finding
from quyhoach.land.parcel import Holder, LandParcel, looks_personal


def parcel_findings(parcels: Sequence[LandParcel]) -> Iterator[Finding]:
    """LND-001: a parcel, or one sheet and number of a commune, in two projects. LND-002: areas that disagree. LND-003: no holder.
    LND-004: a holder written like an identity or telephone number. LND-021: one sheet and number listed twice. LND-024: no area."""
    by_code: dict[str, LandParcel] = {}
    by_number: dict[tuple[str, str, str], LandParcel] = {}
    for parcel in parcels:
        yield from _alone(parcel)
        first = by_code.setdefault(parcel.id, parcel)
        if first is not parcel:
            yield _two_projects(first, parcel) if first.project != parcel.project else _twice(first, parcel)
        if not (parcel.number and parcel.map_sheet):
            continue
        namesake = by_number.setdefault((parcel.unit, parcel.map_sheet, parcel.number), parcel)
        if namesake.id != parcel.id:
            yield _two_projects(namesake, parcel) if namesake.project != parcel.project else _twice(namesake, parcel)


def holder_findings(holders: Sequence[Holder]) -> Iterator[Finding]:
    """LND-004 for the list of holders."""
    for holder in holders:
        if looks_personal(holder.id):
            yield finding("LND-004", replace(holder.place, column="holder"), id=_masked(holder.id))


def _alone(parcel: LandParcel) -> Iterator[Finding]:
    if parcel.areas_disagree and parcel.area_stated_ha is not None and parcel.area_computed_ha is not None:
        yield finding("LND-002", _at(parcel, "area_computed_ha"), parcel=parcel.id, stated=parcel.area_stated_ha,
                      computed=parcel.area_computed_ha, difference=abs(parcel.area_stated_ha - parcel.area_computed_ha))
    if parcel.area_ha is None:
        yield finding("LND-024", _at(parcel, "area_stated_ha"), parcel=parcel.id)
    if not parcel.holder:
        yield finding("LND-003", _at(parcel, "holder"), parcel=parcel.id)
    elif looks_personal(parcel.holder):
        yield finding("LND-004", _at(parcel, "holder"), id=_masked(parcel.holder))


def _two_projects(one: LandParcel, other: LandParcel) -> Finding:
    return finding("LND-001", _at(other, "project"), parcel=_named(one, other), one=one.project or "–", other=other.project or "–",
                   row=one.place.row)


def _twice(one: LandParcel, other: LandParcel) -> Finding:
    return finding("LND-021", _at(other, "parcel"), parcel=_named(one, other), sheet=other.map_sheet or "–", number=other.number or "–",
                   row=one.place.row)


def _named(one: LandParcel, other: LandParcel) -> str:
    return one.id if one.id == other.id else f"{one.id}, {other.id}"


def _masked(code: str) -> str:
    return f"{code[:2]}…{code[-2:]}"


def _at(parcel: LandParcel, column: str) -> Place:
    return replace(parcel.place, column=column, object_id=parcel.id)
