"""The ladder of a province's parcels: its tables, its own terms and the law of the day brought together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from quyhoach import law
from quyhoach.findings import Finding
from quyhoach.land.ladder import Ladder, StepProof, ladder
from quyhoach.land.local_terms import overrides_of, terms_of
from quyhoach.land.parcel import LandParcel, holders_of, parcels_of
from quyhoach.land.parcel_findings import holder_findings, parcel_findings
from quyhoach.province.province import Province
from quyhoach.tables.spec import Row

_SHA256 = re.compile("[0-9a-fA-F]{64}")


def ladder_of(province: Province, as_of: date) -> Ladder:
    """The ladder on ``as_of``, by the law of that day with the province's own terms. Where no law is on file one note says so."""
    parcels = parcels_of(province.facts["land_parcels"].rows)
    no_law = law.jurisdiction_note(province.info.jurisdiction)
    if no_law is not None:
        return Ladder(as_of, (), (no_law,) if parcels else (), parcels)
    terms = terms_of(province.facts["clearance_terms"].rows)
    overrides, found = overrides_of(terms, province.info.code, as_of)
    view = law.at(as_of, province.info.code, overrides)
    proofs = proofs_of(province.facts["clearance_steps"].rows, parcels)
    made = ladder(parcels, proofs, as_of=as_of, view=view, country=province.info.jurisdiction)
    return Ladder(as_of, made.rungs, (*found, *made.findings), made.parcels, made.regimes, made.steps)


def list_findings(province: Province) -> tuple[Finding, ...]:
    """What the lists of parcels and holders tell by themselves, on any day."""
    parcels = parcels_of(province.facts["land_parcels"].rows)
    return (*parcel_findings(parcels), *holder_findings(holders_of(province.facts["holders"].rows)))


def proofs_of(rows: Iterable[Row], parcels: Sequence[LandParcel]) -> tuple[StepProof, ...]:
    """The proofs of a ``clearance_steps`` table; a row of a whole site becomes one proof a parcel of it."""
    of_site: dict[str, list[str]] = {}
    for parcel in parcels:
        of_site.setdefault(parcel.site, []).append(parcel.id)
    return tuple(
        StepProof(
            parcel, row.text("step"), row.date("done_on"), row.text("document"), digest_of(row.text("digest")), row.text("source"),
            row.whole("amount_vnd") if row["parcel"] else None, row.date("dated_on"), row.text("record"), row.place,
        )
        for row in rows for parcel in _parcels(row, of_site)
    )


def digest_of(text: str) -> str:
    """A SHA-256 in small letters; "" for what is not one."""
    return text.lower() if _SHA256.fullmatch(text) else ""


def _parcels(row: Row, of_site: dict[str, list[str]]) -> Iterator[str]:
    """The parcel named, else those of the site; a site without parcels stands for itself, so that the row is not lost."""
    if row["parcel"] or not row["site"]:
        yield row.text("parcel")
    else:
        yield from dict.fromkeys(of_site.get(row.text("site"), [row.text("site")]))


def waiting(found: Ladder) -> dict[str, tuple[LandParcel, ...]]:
    """By project the parcels that are not handed over yet; projects that wait for nothing are left out."""
    waits: dict[str, dict[str, LandParcel]] = {}
    for parcel in found.parcels:
        if parcel.project and parcel.id in found.by_parcel and not found.cleared(found.by_parcel[parcel.id]):
            waits.setdefault(parcel.project, {}).setdefault(parcel.id, parcel)
    return {project: tuple(parcels.values()) for project, parcels in waits.items()}
