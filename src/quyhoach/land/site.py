"""A site (mặt bằng): what it must have to be clean land, and what proves each of it on a day.

Ready = plan, recovery decision, compensation paid, handed over, infrastructure, price, no dispute. A condition is met by a live proof only:
a document with number, day and file digest that has not expired; the plan by its decision in force; recovery, payment and hand-over by the
ladder of the site's parcels where its parcels are on file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from quyhoach.findings import Place
from quyhoach.tables.spec import Row
from quyhoach.zones.moments import last_day

_SHA256 = re.compile("[0-9a-fA-F]{64}")
ON_LADDER = {"recovery": "recovery", "compensation": "payment", "cleared": "handover"}
"""Conditions the ladder of the parcels decides, and the step that meets each."""
INFRASTRUCTURE = ("road", "power", "water", "wastewater", "telecom")
FIRST, LAST = ("plan", *ON_LADDER), ("price", "no_dispute")
"""Conditions before and after the infrastructure."""


class ElementState(StrEnum):
    """Where a condition stands on the day it is looked at."""

    MET = "met"
    EXPIRED = "expired"
    """A proof is on file, its time is over."""
    UNPROVEN = "unproven"
    """Said to be met, without number, day or file digest."""
    CONTRADICTED = "contradicted"
    """A paper says yes, the ladder or the register says no."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Site:
    """A site as its table states it. Missing text is "", a missing number None; ``needs``: infrastructure it must have."""

    id: str
    name_vi: str
    name_en: str = ""
    purpose: str = ""
    zone: str = ""
    unit: str = ""
    places: str = ""
    projects: tuple[str, ...] = ()
    plan: str = ""
    use: str = ""
    area_ha: Decimal | None = None
    lat: Decimal | None = None
    lon: Decimal | None = None
    coord_basis: str = ""
    needs: tuple[str, ...] = ()
    price_vnd_m2: int | None = None
    for_investors: bool = False
    agency: str = ""
    listed_on: date | None = None
    records: tuple[str, ...] = ()
    order_exception: str = ""
    source: str = ""
    place: Place = field(default=Place(), compare=False)

    @property
    def elements(self) -> tuple[str, ...]:
        """Its conditions in order; "infrastructure" stands in where nobody says what it must have."""
        return (*FIRST, *(self.needs or ("infrastructure",)), *LAST)

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude in degrees; None when one is missing or is no such angle."""
        return degrees(self.lon, self.lat)

    def name(self, lang: str = "vi") -> str:
        """Its name; the Vietnamese one where there is no other."""
        return self.name_vi if lang == "vi" else self.name_en or self.name_vi


@dataclass(frozen=True, slots=True)
class SiteProof:
    """A paper of one condition; without ``done_on`` it says when the condition is ``expected`` and whose hands it is in."""

    site: str
    element: str
    entry: int
    done_on: date | None = None
    document: str = ""
    digest: str = ""
    valid_to: date | None = None
    expected: str = ""
    agency: str = ""
    place: Place = field(default=Place(), compare=False)

    @property
    def complete(self) -> bool:
        """Whether it has what a proof must have: a day, a document number, the SHA-256 of its file."""
        return bool(self.done_on and self.document and _SHA256.fullmatch(self.digest))


@dataclass(frozen=True, slots=True)
class ElementStanding:
    """One condition on a day. ``documents`` prove it; ``until``: the last day they live, None: no end stated. ``expected``: when it will
    be met, as precise as known, "" unknown; ``agency``: whose hands it is in; ``done``/``of``: parcels, None where none are on file."""

    element: str
    state: ElementState
    documents: tuple[str, ...] = ()
    met_on: date | None = None
    until: date | None = None
    expected: str = ""
    agency: str = ""
    done: int | None = None
    of: int | None = None

    @property
    def met(self) -> bool:
        """Whether a live proof meets it."""
        return self.state is ElementState.MET


@dataclass(frozen=True, slots=True)
class SiteStanding:
    """A site on a day. ``parcels`` on file, ``cleared_ha`` of them handed over (None: none on file); ``waits_for``: the step next due and
    the day it is due, of the parcel furthest behind."""

    site: Site
    elements: tuple[ElementStanding, ...]
    parcels: int = 0
    cleared_ha: Decimal | None = None
    waits_for: str = ""
    due: date | None = None

    @property
    def clean(self) -> bool:
        """Clean land: every condition met by a live proof, and an area stated."""
        return self.site.area_ha is not None and all(element.met for element in self.elements)

    @property
    def missing(self) -> tuple[ElementStanding, ...]:
        """Conditions not met, in order."""
        return tuple(element for element in self.elements if not element.met)

    @property
    def expected(self) -> str:
        """When the last missing condition is expected, as precise as known; "" when one of them says nothing, or nothing is missing."""
        moments = [element.expected for element in self.missing]
        return max(moments, key=_reaches, default="") if all(moments) else ""

    def element(self, code: str) -> ElementStanding | None:
        """The standing of one condition, None when the site does not have it."""
        return next((element for element in self.elements if element.element == code), None)


@dataclass(frozen=True, slots=True)
class ParcelsOfSite:
    """What the ladder says of a site's parcels on a day: how many of ``of`` parcels are proven to each condition, by which documents, and
    which have an expired proof; ``area_ha`` of all of them (None: one lacks its area), ``cleared_ha`` handed over; ``clear_on``: the day of
    hand-over if every clock left runs its length."""

    of: int
    done: Mapping[str, int] = field(hash=False)
    documents: Mapping[str, tuple[str, ...]] = field(hash=False)
    last_on: Mapping[str, date | None] = field(hash=False)
    expired: int = 0
    area_ha: Decimal | None = None
    cleared_ha: Decimal = Decimal(0)
    clear_on: date | None = None
    waits_for: str = ""
    due: date | None = None


def degrees(lon: Decimal | None, lat: Decimal | None) -> tuple[float, float] | None:
    """A place in degrees; None when a part is missing or no longitude (±180) or latitude (±90)."""
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        return None
    return float(lon), float(lat)


def sites_of(rows: Iterable[Row]) -> tuple[Site, ...]:
    """The sites of a ``sites`` table, in table order."""
    return tuple(
        Site(
            row.text("site"), row.text("name_vi"), row.text("name_en"), row.text("purpose"), row.text("zone"), row.text("unit"),
            row.text("places"), row.codes("projects"), row.text("plan"), row.text("use"), row.decimal("area_ha"), row.decimal("lat"),
            row.decimal("lon"), row.text("coord_basis"), row.codes("needs"), row.whole("price_vnd_m2"), row.flag("for_investors"),
            row.text("agency"), row.date("listed_on"), row.codes("records"), row.text("order_exception"), row.text("source"), row.place,
        )
        for row in rows
    )


def site_proofs_of(rows: Iterable[Row]) -> tuple[SiteProof, ...]:
    """The papers of a ``site_proofs`` table, in table order."""
    return tuple(
        SiteProof(
            row.text("site"), row.text("element"), row.whole("entry") or 0, row.date("done_on"), row.text("document"), row.text("digest"),
            row.date("valid_to"), row.text("expected"), row.text("agency"), row.place,
        )
        for row in rows
    )


def standing(
    site: Site, proofs: Sequence[SiteProof], parcels: ParcelsOfSite | None, plan: ElementStanding | None, as_of: date,
) -> SiteStanding:
    """The site on a day. ``proofs`` of other sites are left aside; ``parcels`` None: no parcel of it is on file; ``plan``: what the
    register of plans says, None when the site names no plan."""
    own = [proof for proof in proofs if proof.site == site.id]
    elements = []
    for code in site.elements:
        papers = [proof for proof in own if proof.element == code]
        if code == "plan":
            elements.append(plan or by_papers(code, papers, as_of))
        elif code in ON_LADDER and parcels is not None:
            elements.append(_by_ladder(code, parcels, papers, site))
        else:
            elements.append(by_papers(code, papers, as_of, site.agency if code in ON_LADDER else ""))
    if parcels is None:
        return SiteStanding(site, tuple(elements))
    return SiteStanding(site, tuple(elements), parcels.of, parcels.cleared_ha, parcels.waits_for, parcels.due)


def by_papers(code: str, papers: Sequence[SiteProof], as_of: date, agency: str = "") -> ElementStanding:
    """A condition as its papers prove it: the newest complete one that is alive meets it, unless the entry after it is open again (a new
    dispute). ``agency`` holds it where no paper says."""
    done = sorted((paper for paper in papers if paper.done_on and paper.done_on <= as_of), key=lambda p: (p.done_on or as_of, p.entry))
    alive = [paper for paper in done if paper.complete and (paper.valid_to is None or paper.valid_to >= as_of)]
    open_again = max((paper.entry for paper in papers if paper.done_on is None), default=-1)
    if alive and alive[-1].entry > open_again:
        return ElementStanding(code, ElementState.MET, (alive[-1].document,), alive[-1].done_on, alive[-1].valid_to)
    hopes = sorted((paper for paper in papers if paper.expected), key=lambda paper: paper.entry)
    expected, holder = (hopes[-1].expected, hopes[-1].agency) if hopes else ("", "")
    holder = holder or next((paper.agency for paper in reversed(papers) if paper.agency), agency)
    state = ElementState.MISSING
    if any(paper.complete for paper in done) and not alive:
        state = ElementState.EXPIRED
    elif not alive and (done or any(paper.document and not paper.done_on and not paper.expected for paper in papers)):
        state = ElementState.UNPROVEN
    return ElementStanding(code, state, tuple(paper.document for paper in done[-1:] if paper.document), expected=expected, agency=holder)


def _by_ladder(code: str, parcels: ParcelsOfSite, papers: Sequence[SiteProof], site: Site) -> ElementStanding:
    """A condition the ladder decides: every parcel proven, and together as large as the site."""
    done, documents = parcels.done.get(code, 0), parcels.documents.get(code, ())
    covers = code != "cleared" or not smaller(parcels.area_ha, site.area_ha)
    if done == parcels.of and covers:
        return ElementStanding(code, ElementState.MET, documents, parcels.last_on.get(code), done=done, of=parcels.of)
    state = ElementState.EXPIRED if parcels.expired else ElementState.MISSING
    if any(paper.done_on for paper in papers):
        state = ElementState.CONTRADICTED
    hopes = [paper for paper in papers if paper.expected]
    behind = code == "cleared" and done < parcels.of  # land short of its area without a parcel has no day of its own
    expected = hopes[-1].expected if hopes else parcels.clear_on.isoformat() if parcels.clear_on and behind else ""
    holder = next((paper.agency for paper in reversed(papers) if paper.agency), site.agency)
    return ElementStanding(code, state, documents, None, None, expected, holder, done, parcels.of)


def _reaches(moment: str) -> date:
    """The last day a moment may mean."""
    return last_day(moment) or date.max


def smaller(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether an area is surely smaller than another: known both, and by more than half of the last digit the other is printed to."""
    if one is None or other is None:
        return one is None
    exponent = other.as_tuple().exponent
    digit = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)
    return one < other - digit / 2
