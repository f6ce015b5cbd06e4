"""The sites of a province on a day: tables, ladder, plans and law brought together into the catalogue, requests and the order of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from quyhoach import law
from quyhoach.findings import Finding
from quyhoach.land.allocation import (
    RequestStanding,
    allocation_findings,
    allocation_records_of,
    offers_of,
    request_standing,
    requests_of,
    taken_sites,
)
from quyhoach.land.catalogue import SiteMatch, SiteQuery, search
from quyhoach.land.ladder import Ladder, Rung, StepProof
from quyhoach.land.published import PublishedFigures, disagreements, published_of
from quyhoach.land.site import (
    ON_LADDER,
    ElementStanding,
    ElementState,
    ParcelsOfSite,
    Site,
    SiteProof,
    SiteStanding,
    degrees,
    site_proofs_of,
    sites_of,
    standing,
)
from quyhoach.land.site_findings import site_findings, standing_findings
from quyhoach.land.work_order import OrderStanding, SiteWork, Zone, order_findings, order_of_work, order_rules_of
from quyhoach.places.distance import kilometres
from quyhoach.province.land_ladder import ladder_of, proofs_of
from quyhoach.province.province import Province
from quyhoach.zones.moments import first_day, last_day
from quyhoach.zones.plan import PlanGroup, PlanRegister


@dataclass(frozen=True)
class SiteBook:
    """Every site on a day, with published figures side by side, the requests and the order of work. ``ladder``: what it rests on."""

    province: Province
    as_of: date
    ladder: Ladder
    standings: tuple[SiteStanding, ...]
    published: Mapping[str, tuple[PublishedFigures, ...]] = field(hash=False)
    requests: tuple[RequestStanding, ...] = ()
    order: tuple[OrderStanding, ...] = ()
    findings: tuple[Finding, ...] = ()

    @cached_property
    def by_site(self) -> dict[str, SiteStanding]:
        """Standings by site."""
        return {one.site.id: one for one in self.standings}

    @cached_property
    def taken(self) -> dict[str, str]:
        """The request that accepted each site."""
        return taken_sites(offers_of(self.province.facts["site_offers"].rows))

    @property
    def public(self) -> tuple[SiteStanding, ...]:
        """What investors are shown: sites offered to them, clean ones first."""
        return tuple(sorted((one for one in self.standings if one.site.for_investors), key=lambda one: not one.clean))

    def matches(self, query: SiteQuery) -> tuple[SiteMatch, ...]:
        """Every site beside a query; ``query.zones`` as asked, the zones inside them are added here."""
        wide = replace(query, zones=zones_inside(self.province, query.zones))
        return search(self.standings, wide, kilometres_to(self.province, query.gate))


def site_book(province: Province, as_of: date, ladder: Ladder | None = None, scenario: str = "") -> SiteBook:
    """The sites of a province on ``as_of``; ``ladder`` saves making it again, ``scenario`` names the one whose fund's advances count as
    work begun ("" none). Never raises for bad input."""
    facts = province.facts
    made = ladder if ladder is not None else ladder_of(province, as_of)
    sites, proofs = sites_of(facts["sites"].rows), site_proofs_of(facts["site_proofs"].rows)
    parcels = parcels_of_sites(made)
    plans = PlanRegister.of(facts["plans"].rows).by_code
    papers: dict[str, list[SiteProof]] = {}
    for proof in proofs:
        papers.setdefault(proof.site, []).append(proof)
    standings = tuple(
        standing(site, papers.get(site.id, ()), parcels.get(site.id), plan_standing(site, plans, as_of), as_of) for site in sites
    )
    records = published_of(facts["land_records"].rows)
    published = {site.id: tuple(records[code] for code in site.records if code in records) for site in sites}
    requests, of_requests = _requests(province, standings, as_of)
    first = _first_steps(province, made, scenario)
    order = order_of_work(_works(province, sites, made, published, first), order_rules_of(facts["clearing_order"].rows), as_of)
    findings = (
        *site_findings(sites, proofs, parcels), *standing_findings(standings, proofs, as_of),
        *(one for site in sites for one in disagreements(site.id, published[site.id])), *of_requests,
        *(order_findings(order) if facts["clearing_order"].rows else ()),
    )
    return SiteBook(province, as_of, made, standings, published, requests, order, findings)


def plan_standing(site: Site, plans: Mapping[str, PlanGroup], as_of: date) -> ElementStanding | None:
    """What the register of plans says of the plan a site rests on; None where the site names none, or one not in the register."""
    plan = plans.get(site.plan)
    if plan is None:
        return None
    until = last_day(plan.valid_to)
    if plan.in_force(as_of) and plan.decision:
        return ElementStanding("plan", ElementState.MET, (plan.decision,), first_day(plan.decided_on), until)
    state = ElementState.EXPIRED if until is not None and until < as_of else ElementState.MISSING
    return ElementStanding("plan", state, (plan.decision,) if plan.decision else ())


def parcels_of_sites(ladder: Ladder) -> dict[str, ParcelsOfSite]:
    """What the ladder says of the parcels of every site that has any on file."""
    areas: dict[str, dict[str, Decimal | None]] = {}
    for parcel in reversed(ladder.parcels):  # of two rows of one parcel the first counts
        areas.setdefault(parcel.site, {})[parcel.id] = parcel.area_ha
    return {site: _parcels(site, rungs, areas[site], ladder) for site, rungs in ladder.by_site.items()}


def _parcels(site: str, rungs: Sequence[Rung], areas: Mapping[str, Decimal | None], ladder: Ladder) -> ParcelsOfSite:
    proven = {element: [rung for rung in rungs if ladder.proven(rung, step)] for element, step in ON_LADDER.items()}
    proofs = {element: [_proof(ladder, rung, ON_LADDER[element]) for rung in there] for element, there in proven.items()}
    documents = {name: tuple(dict.fromkeys(proof.document for proof in there if proof)) for name, there in proofs.items()}
    last_on = {name: max((proof.done_on for proof in there if proof and proof.done_on), default=None) for name, there in proofs.items()}
    whole = None if None in areas.values() else sum((area for area in areas.values() if area is not None), Decimal(0))
    cleared = sum((areas[rung.parcel] or Decimal(0) for rung in proven["cleared"]), Decimal(0))
    behind = min((rung for rung in rungs if rung.waits_for), key=lambda rung: (rung.due or date.max, rung.parcel), default=None)
    return ParcelsOfSite(
        len(rungs), {name: len(there) for name, there in proven.items()}, documents, last_on, sum(bool(rung.expired) for rung in rungs),
        whole, cleared, ladder.site_clear(site), behind.waits_for if behind else "", behind.due if behind else None,
    )


def _proof(ladder: Ladder, rung: Rung, step: str) -> StepProof | None:
    stands = [one.code for one in ladder.steps.get(rung.regime, ()) if one.stands and one.serves == step]
    return rung.proof(step, *stands)


def zones_inside(province: Province, zones: Iterable[str]) -> frozenset[str]:
    """The zones named and all that lie in them, however deep; circles are looked at once."""
    found = set(zones)
    inner: dict[str, list[str]] = {}
    for row in province.facts["zones"].rows:
        inner.setdefault(row.text("parent"), []).append(row.text("zone"))
    left = list(found)
    while left:
        for zone in inner.get(left.pop(), ()):
            if zone not in found:
                found.add(zone)
                left.append(zone)
    return frozenset(found)


def zones_around(province: Province, zone: str) -> tuple[Zone, ...]:
    """A zone and those around it, from the inside out, as (code, kind)."""
    rows = {row.text("zone"): row for row in province.facts["zones"].rows}
    found: dict[str, str] = {}
    while zone and zone in rows and zone not in found:
        found[zone] = rows[zone].text("kind")
        zone = rows[zone].text("parent")
    return tuple(found.items())


def kilometres_to(province: Province, gate: str) -> dict[str, float]:
    """Kilometres from every site with coordinates to a gate with coordinates, as the crow flies."""
    row = next((row for row in province.facts["zones"].rows if row.text("zone") == gate), None)
    there = degrees(row.decimal("lon"), row.decimal("lat")) if row is not None else None
    if there is None:
        return {}
    points = ((site.id, site.point) for site in sites_of(province.facts["sites"].rows))
    return {site: kilometres(*there, *point) for site, point in points if point is not None}


def _requests(
    province: Province, standings: Sequence[SiteStanding], as_of: date,
) -> tuple[tuple[RequestStanding, ...], tuple[Finding, ...]]:
    facts = province.facts
    asked = requests_of(facts["site_requests"].rows)
    if not asked or law.jurisdiction_note(province.info.jurisdiction) is not None:
        return (), ()
    offers, records = offers_of(facts["site_offers"].rows), allocation_records_of(facts["allocation_steps"].rows)
    view = law.at(as_of, province.info.code)
    found = tuple(
        request_standing(
            one, standings, offers, records, view, zones=zones_inside(province, one.zones), km=kilometres_to(province, one.gate),
        )
        for one in asked
    )
    return found, tuple(allocation_findings(found, records, {one.site.id: one for one in standings}))


def _works(
    province: Province, sites: Iterable[Site], ladder: Ladder, published: Mapping[str, tuple[PublishedFigures, ...]],
    first: Mapping[str, tuple[date | None, str]],
) -> list[SiteWork]:
    """The work on every site: its first step on file, else the first published record that tells of work done by then."""
    works = []
    for site in sites:
        rungs = ladder.by_site.get(site.id, ())
        handed = [proof.done_on for rung in rungs if ladder.cleared(rung) and (proof := _proof(ladder, rung, "handover"))]
        done = max((day for day in handed if day), default=None) if rungs and len(handed) == len(rungs) else None
        began, by = first.get(site.id) or (_told_by(published.get(site.id, ())), "")
        zones = zones_around(province, site.zone)
        exception = site.order_exception
        works.append(SiteWork(site.id, site.name_vi, zones, site.listed_on, began, done, by, bool(rungs), exception, site.place))
    return works


def _first_steps(province: Province, ladder: Ladder, scenario: str) -> dict[str, tuple[date | None, str]]:
    """Day and authority of the first recorded step of every site; an advance of the fund is one, by its decision."""
    first: dict[str, tuple[date, str]] = {}
    rows = province.facts["clearance_steps"].rows
    by = {row.text("record"): row.text("authority") for row in rows}
    site_of = {parcel.id: parcel.site for parcel in ladder.parcels}
    for proof in proofs_of(rows, ladder.parcels):
        if proof.done_on is not None:
            site, step = site_of.get(proof.parcel, proof.parcel), (proof.done_on, by.get(proof.record, ""))
            first[site] = min(first.get(site, step), step)
    advances = province.scenarios[scenario].tables["advances"].rows if scenario in province.scenarios else ()
    for row in advances:
        day, site = row.date("decided_on"), row.text("site")
        if day is not None and site:
            first[site] = min(first.get(site, (day, row.text("decision"))), (day, row.text("decision")))
    return {**first}


def _told_by(records: Iterable[PublishedFigures]) -> date | None:
    """The last day the earliest record may mean that tells of land, households or money done."""
    days = [
        day for one in records
        if any(one.figures.get(name) for name in ("area_done_ha", "households_done", "paid")) and (day := last_day(one.day)) is not None
    ]
    return min(days, default=None)
