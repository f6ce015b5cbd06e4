"""From a request to a site: offers with their reasons, the route the law gives the case, and how far its dated steps have come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from quyhoach.dates import format_date
from quyhoach.findings import Finding, Place, finding
from quyhoach.land.catalogue import SiteMatch, SiteQuery, best_first, search
from quyhoach.land.site import SiteStanding
from quyhoach.land.site_words import ALLOCATION_ROUTE, element_words
from quyhoach.law import Citation, LawError, LawView
from quyhoach.tables.spec import Row

ROUTES = "allocation-routes"


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """Who seeks a site, as a code, and what for. Missing text is "", a missing number None; ``case``: the case of the law, "" not known."""

    id: str
    investor: str = ""
    name: str = ""
    project: str = ""
    purpose: str = ""
    area_least_ha: Decimal | None = None
    area_most_ha: Decimal | None = None
    zones: tuple[str, ...] = ()
    gate: str = ""
    gate_km_most: Decimal | None = None
    needs: tuple[str, ...] = ()
    needed_by: date | None = None
    case: str = ""
    received_on: date | None = None
    place: Place = field(default=Place(), compare=False)

    def query(self, zones: Iterable[str]) -> SiteQuery:
        """What it asks of the catalogue, clean land always; ``zones`` are its zones with all zones inside them."""
        return SiteQuery(
            self.area_least_ha, self.area_most_ha, frozenset(zones), self.gate, self.gate_km_most, self.needs, self.purpose, clean=True,
        )


@dataclass(frozen=True, slots=True)
class SiteOffer:
    """A site that was offered for a request; ``answer`` waiting, accepted, declined or ""."""

    request: str
    site: str
    offered_on: date | None = None
    document: str = ""
    answer: str = ""
    answered_on: date | None = None
    reason: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class AllocationRecord:
    """One recorded step of allocating a site; ``amount_vnd`` whole đồng that came in with it."""

    request: str
    site: str
    route: str
    step: str
    done_on: date | None = None
    document: str = ""
    digest: str = ""
    amount_vnd: int | None = None
    agency: str = ""
    result: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class AllocationRoute:
    """The way the law gives a case: auction, bidding or direct; "" where the law on file does not say, ``citation`` then None."""

    route: str
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class RouteStep:
    """A step of a route with what is recorded of it; ``done_on`` None: not done."""

    code: str
    label_vi: str
    label_en: str
    rank: int
    citation: Citation
    done_on: date | None = None
    document: str = ""
    amount_vnd: int | None = None

    def label(self, lang: str = "vi") -> str:
        """The step's name."""
        return self.label_vi if lang == "vi" else self.label_en


@dataclass(frozen=True, slots=True)
class RequestStanding:
    """A request on a day: every site beside it, best first; what was offered; the route; the steps of the site accepted, () without one."""

    request: SiteRequest
    matches: tuple[SiteMatch, ...]
    offers: tuple[SiteOffer, ...]
    route: AllocationRoute
    steps: tuple[RouteStep, ...]

    @property
    def site(self) -> str:
        """The site accepted, "" while none is."""
        return next((offer.site for offer in self.offers if offer.answer == "accepted"), "")

    @property
    def next_step(self) -> RouteStep | None:
        """The first step not done; None when all are, or no site is accepted."""
        return next((step for step in self.steps if step.done_on is None), None)


def requests_of(rows: Iterable[Row]) -> tuple[SiteRequest, ...]:
    """The requests of a ``site_requests`` table, in table order."""
    return tuple(
        SiteRequest(
            row.text("request"), row.text("investor"), row.text("name_vi"), row.text("project"), row.text("purpose"),
            row.decimal("area_least_ha"), row.decimal("area_most_ha"), row.codes("zones"), row.text("gate"), row.decimal("gate_km_most"),
            row.codes("needs"), row.date("needed_by"), row.text("case"), row.date("received_on"), row.place,
        )
        for row in rows
    )


def offers_of(rows: Iterable[Row]) -> tuple[SiteOffer, ...]:
    """The offers of a ``site_offers`` table, in table order."""
    return tuple(
        SiteOffer(row.text("request"), row.text("site"), row.date("offered_on"), row.text("document"), row.text("answer"),
                  row.date("answered_on"), row.text("reason_vi"), row.place)
        for row in rows
    )


def allocation_records_of(rows: Iterable[Row]) -> tuple[AllocationRecord, ...]:
    """The steps of an ``allocation_steps`` table, in table order."""
    return tuple(
        AllocationRecord(
            row.text("request"), row.text("site"), row.text("route"), row.text("step"), row.date("done_on"), row.text("document"),
            row.text("digest"), row.whole("amount_vnd"), row.text("agency"), row.text("result_vi"), row.place,
        )
        for row in rows
    )


def route_of(view: LawView, case: str) -> AllocationRoute:
    """The route of a case on the view's day; unknown stays unknown."""
    try:
        row = view.row(ROUTES, case) if case else None
    except LawError:
        row = None
    return AllocationRoute(row["route"], view.cite(ROUTES, case)) if row is not None else AllocationRoute("", None)


def steps_of(view: LawView, route: str) -> tuple[RouteStep, ...]:
    """The steps of a route in order; () for a route or a day the law on file has none of."""
    name = f"allocation-steps-{route}"
    try:
        rows = view.value(name) if route else ()
    except LawError:
        return ()
    return tuple(RouteStep(row["code"], row["label"]["vi"], row["label"]["en"], row["rank"], view.cite(name, row["code"])) for row in rows)


def request_standing(
    request: SiteRequest, standings: Sequence[SiteStanding], offers: Iterable[SiteOffer], records: Iterable[AllocationRecord],
    view: LawView, *, zones: Iterable[str] = (), km: Mapping[str, float] | None = None,
) -> RequestStanding:
    """A request beside every site offered to investors and not accepted by another. ``zones``: its zones with those inside them; ``km``:
    distances to its gate."""
    offers = tuple(offers)
    given = taken_sites(offers)
    open_sites = [one for one in standings if one.site.for_investors and given.get(one.site.id, request.id) == request.id]
    matches = best_first(search(open_sites, request.query(zones), km or {}))
    own = tuple(offer for offer in offers if offer.request == request.id)
    route = route_of(view, request.case)
    site = next((offer.site for offer in own if offer.answer == "accepted"), "")
    mine = [record for record in records if record.request == request.id and record.site == site]
    taken = route.route or next((record.route for record in mine if record.route), "")
    steps = tuple(_recorded(step, mine) for step in steps_of(view, taken)) if site else ()
    return RequestStanding(request, matches, own, route, steps)


def taken_sites(offers: Iterable[SiteOffer]) -> dict[str, str]:
    """The request that accepted each site; of two the first counts."""
    taken: dict[str, str] = {}
    for offer in offers:
        if offer.answer == "accepted":
            taken.setdefault(offer.site, offer.request)
    return taken


def _recorded(step: RouteStep, records: Sequence[AllocationRecord]) -> RouteStep:
    record = next((one for one in records if one.step == step.code and one.done_on is not None), None)
    if record is None:
        return step
    return replace(step, done_on=record.done_on, document=record.document, amount_vnd=record.amount_vnd)


def allocation_findings(
    requests: Sequence[RequestStanding], records: Sequence[AllocationRecord], standings: Mapping[str, SiteStanding],
) -> Iterator[Finding]:
    """One site given twice (LND-080), a site offered that is not clean (LND-081), a case the law on file does not know (LND-082), an
    unknown step (LND-083), a step before an earlier one (LND-084), another route than the law's (LND-085)."""
    given: dict[str, str] = {}
    for one in requests:
        site = one.site
        if site and site in given:
            yield finding("LND-080", _at(one.request.place, one.request.id), site=site, request=one.request.id, other=given[site])
        given.setdefault(site, one.request.id)
        for offer in one.offers:
            standing = standings.get(offer.site)
            if standing is not None and not standing.clean:
                vi, en = element_words(element.element for element in standing.missing)
                yield finding("LND-081", _at(offer.place, offer.site), site=offer.site, request=offer.request, missing_vi=vi, missing_en=en)
        if not one.route.route:
            yield finding("LND-082", _at(one.request.place, one.request.id, "case"), request=one.request.id, case=one.request.case or "–")
        yield from _step_findings(one, [record for record in records if record.request == one.request.id])


def _step_findings(one: RequestStanding, records: Sequence[AllocationRecord]) -> Iterator[Finding]:
    known = {step.code for step in one.steps}
    for record in records:
        place = _at(record.place, record.request, "step")
        if one.steps and record.site == one.site and record.step not in known:
            yield finding("LND-083", place, request=record.request, step=record.step, known=", ".join(step.code for step in one.steps))
        if record.route and one.route.route and record.route != one.route.route and one.route.citation is not None:
            cited = one.route.citation
            (vi, en), (lawful_vi, lawful_en) = ALLOCATION_ROUTE[record.route], ALLOCATION_ROUTE[one.route.route]
            yield finding("LND-085", place, request=record.request, route_vi=vi, route_en=en, lawful_vi=lawful_vi, lawful_en=lawful_en,
                          article=f"{cited.document}, {cited.article}")
    done = [step for step in one.steps if step.done_on is not None]
    for step in done:
        day = step.done_on or date.max
        before = next((other for other in done if other.rank < step.rank and (other.done_on or date.min) > day), None)
        if before is not None and step.done_on is not None and before.done_on is not None:
            yield finding("LND-084", _at(one.request.place, one.request.id), request=one.request.id, step_vi=step.label_vi,
                          step_en=step.label_en, day=format_date(step.done_on), before_vi=before.label_vi, before_en=before.label_en,
                          before_day=format_date(before.done_on))


def _at(place: Place, object_id: str, column: str = "") -> Place:
    return replace(place, column=column, object_id=object_id)
