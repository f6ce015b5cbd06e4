"""What is wrong with sites and their papers: told all at once, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from quyhoach.dates import format_date
from quyhoach.findings import Finding, Place, finding
from quyhoach.land.site import INFRASTRUCTURE, ON_LADDER, ElementState, ParcelsOfSite, Site, SiteProof, SiteStanding, smaller
from quyhoach.land.site_words import element_words
from quyhoach.money import format_number
from quyhoach.zones.moments import last_day


def site_findings(sites: Iterable[Site], proofs: Sequence[SiteProof], parcels: Mapping[str, ParcelsOfSite]) -> Iterator[Finding]:
    """What does not depend on the day: papers without number, day or digest (LND-070), a price without a figure (LND-079), unknown words
    of infrastructure (LND-077), no place on earth (LND-067), no area (LND-076), parcels smaller than their site (LND-074)."""
    by_site = {site.id: site for site in sites}
    for proof in proofs:
        undated = bool(proof.document) and proof.done_on is None and not proof.expected
        if undated or (proof.done_on is not None and not proof.complete):
            yield finding("LND-070", _at(proof.place, "document", proof.site), site=proof.site, **_words(proof.element))
        site = by_site.get(proof.site)
        if proof.element == "price" and proof.done_on and site is not None and site.price_vnd_m2 is None:
            yield finding("LND-079", _at(site.place, "price_vnd_m2", site.id), site=site.id, document=proof.document or "–")
    for site in by_site.values():
        unknown = [word for word in site.needs if word not in INFRASTRUCTURE]
        if unknown:
            yield finding("LND-077", _at(site.place, "needs", site.id), site=site.id, words=", ".join(unknown),
                          known=", ".join(INFRASTRUCTURE))
        if site.point is None and (site.lat is not None or site.lon is not None):
            yield finding("LND-067", _at(site.place, "lat", site.id), site=site.id, at_vi=_written(site.lat, site.lon, "vi"),
                          at_en=_written(site.lat, site.lon, "en"))
        if site.area_ha is None:
            yield finding("LND-076", _at(site.place, "area_ha", site.id), site=site.id)
        here = parcels.get(site.id)
        if here is not None and here.area_ha is not None and site.area_ha is not None and smaller(here.area_ha, site.area_ha):
            yield finding("LND-074", _at(site.place, "area_ha", site.id), site=site.id, area=site.area_ha, parcels=here.of,
                          sum=here.area_ha)


def standing_findings(standings: Iterable[SiteStanding], proofs: Sequence[SiteProof], as_of: date) -> Iterator[Finding]:
    """What depends on the day: a paper of the future (LND-072), an expired one that keeps a site out (LND-071), a hand-over said and not
    proven (LND-073), an expected day that is past (LND-078)."""
    for proof in proofs:
        if proof.done_on is not None and proof.done_on > as_of:
            yield finding("LND-072", _at(proof.place, "done_on", proof.site), site=proof.site, **_words(proof.element),
                          day=format_date(proof.done_on), as_of=format_date(as_of))
    for one in standings:
        for element in one.missing:
            place = _at(one.site.place, "", one.site.id)
            if element.state is ElementState.EXPIRED and element.element not in ON_LADDER:
                yield finding("LND-071", place, site=one.site.id, **_words(element.element), document=", ".join(element.documents) or "–")
            if element.state is ElementState.CONTRADICTED:
                yield finding("LND-073", place, site=one.site.id, **_words(element.element), done=element.done or 0, of=element.of or 0)
            due = last_day(element.expected)
            if due is not None and due < as_of:
                yield finding("LND-078", place, site=one.site.id, **_words(element.element), day=format_date(due))


def _at(place: Place, column: str, object_id: str) -> Place:
    return replace(place, column=column, object_id=object_id)


def _written(latitude: Decimal | None, longitude: Decimal | None, lang: str) -> str:
    return "; ".join("–" if angle is None else format_number(angle, lang) for angle in (latitude, longitude))


def _words(element: str) -> dict[str, str]:
    vi, en = element_words((element,))
    return {"element_vi": vi, "element_en": en}
