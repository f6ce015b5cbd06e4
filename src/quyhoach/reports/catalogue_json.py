"""The catalogue of sites as JSON: sites with what is missing, published figures, requests, the order of work, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quyhoach.findings import Finding
from quyhoach.land.allocation import RequestStanding
from quyhoach.land.catalogue import SiteMatch
from quyhoach.land.published import PublishedFigures
from quyhoach.land.site import ElementStanding
from quyhoach.land.work_order import OrderStanding
from quyhoach.province.land_sites import SiteBook
from quyhoach.province.province import Province
from quyhoach.reports.citations import citation_json
from quyhoach.reports.site_words import criterion_word, element_word, route_word, state_word

_INTERNAL = ("taken_by", "waits_for", "due", "parcels")
"""What of a site stays inside: whose request it is, and the ladder of its parcels."""


def catalogue_json(book: SiteBook, matches: Sequence[SiteMatch], findings: Sequence[Finding], lang: str) -> dict[str, Any]:
    """Keys: as_of, clean, sites[], requests[], order_of_work[], findings[]. Holders never appear."""
    agencies = agencies_of(book.province, lang)
    return {
        "as_of": book.as_of, "clean": sum(one.clean for one in book.standings), "count": len(book.standings),
        "sites": [site_json(match, book, agencies, lang) for match in matches],
        "requests": [_request(one, lang) for one in book.requests],
        "order_of_work": [_order(one) for one in book.order],
        "findings": [one.as_json(lang) for one in findings],
    }


def public_catalogue_json(book: SiteBook, matches: Sequence[SiteMatch], lang: str) -> dict[str, Any]:
    """What anybody may see: the sites among ``matches`` offered to investors, with what each lacks; no request, no finding."""
    whole = catalogue_json(book, [match for match in matches if match.standing.site.for_investors], (), lang)
    sites = [
        {**{name: value for name, value in site.items() if name not in _INTERNAL}, "taken": bool(site["taken_by"])}
        for site in whole["sites"]
    ]
    return {"as_of": book.as_of, "clean": sum(site["clean"] for site in sites), "count": len(sites), "sites": sites}


def site_features(matches: Sequence[SiteMatch], lang: str) -> dict[str, Any]:
    """Sites with coordinates as a GeoJSON FeatureCollection of points; ``coord_basis`` says what a point stands for."""
    features = [
        {
            "type": "Feature", "id": site.id,
            "geometry": {"type": "Point", "coordinates": list(point)},
            "properties": {
                "id": site.id, "name": site.name(lang), "area_ha": None if site.area_ha is None else float(site.area_ha),
                "clean": one.clean, "missing": [element.element for element in one.missing], "expected": one.expected,
                "zone": site.zone, "coord_basis": site.coord_basis,
            },
        }
        for one in (match.standing for match in matches) if (point := (site := one.site).point) is not None
    ]
    return {"type": "FeatureCollection", "features": features}


def agencies_of(province: Province, lang: str) -> dict[str, str]:
    """Names of agencies by code; in Vietnamese where no English one is stated."""
    name = "name_vi" if lang == "vi" else "name_en"
    return {row.text("agency"): row.text(name) or row.text("name_vi") for row in province.facts["agencies"].rows}


def site_json(match: SiteMatch, book: SiteBook, agencies: Mapping[str, str], lang: str) -> dict[str, Any]:
    """One site: id, area_ha, clean, missing[] first of all; what proves the rest; published figures; how it fits the query."""
    one, site = match.standing, match.standing.site
    return {
        "id": site.id, "name": site.name(lang), "area_ha": site.area_ha, "clean": one.clean,
        "missing": [_element(element, agencies, lang) for element in one.missing],
        "expected": one.expected, "elements": [_element(element, agencies, lang) for element in one.elements],
        "zone": site.zone, "unit": site.unit, "places": site.places, "projects": list(site.projects), "plan": site.plan, "use": site.use,
        "purpose": site.purpose, "for_investors": site.for_investors, "taken_by": book.taken.get(site.id, ""),
        "price_vnd_m2": site.price_vnd_m2, "lat": site.lat, "lon": site.lon, "coord_basis": site.coord_basis,
        "parcels": one.parcels, "cleared_ha": one.cleared_ha, "waits_for": one.waits_for, "due": one.due,
        "km": None if match.km is None else round(match.km, 3), "fits": match.fits, "reasons": _reasons(match, lang),
        "published": [_figures(record) for record in book.published.get(site.id, ())],
    }


def _element(element: ElementStanding, agencies: Mapping[str, str], lang: str) -> dict[str, Any]:
    return {
        "element": element.element, "label": element_word(element.element, lang), "state": str(element.state),
        "state_label": state_word(element.state, lang), "documents": list(element.documents), "met_on": element.met_on,
        "until": element.until, "expected": element.expected, "agency": element.agency,
        "agency_name": agencies.get(element.agency, element.agency), "done": element.done, "of": element.of,
    }


def _reasons(match: SiteMatch, lang: str) -> list[dict[str, Any]]:
    return [
        {"criterion": str(one.criterion), "label": criterion_word(one.criterion, lang), "holds": one.holds, "asked": one.asked,
         "has": one.has}
        for one in match.verdicts
    ]


def _figures(record: PublishedFigures) -> dict[str, Any]:
    return {
        "record": record.record, "day": record.day, **record.figures, "said": record.said,
        "note": record.note, "source": record.source,
    }


def _request(one: RequestStanding, lang: str) -> dict[str, Any]:
    asked = one.request
    return {
        "id": asked.id, "investor": asked.investor, "name": asked.name, "site": one.site, "case": asked.case, "route": one.route.route,
        "route_label": route_word(one.route.route, lang), "article": citation_json(one.route.citation) if one.route.citation else None,
        "sites": [
            {"id": match.standing.site.id, "fits": match.fits, "km": None if match.km is None else round(match.km, 3),
             "reasons": _reasons(match, lang)}
            for match in one.matches
        ],
        "offers": [
            {"site": offer.site, "offered_on": offer.offered_on, "document": offer.document, "answer": offer.answer,
             "answered_on": offer.answered_on, "reason": offer.reason}
            for offer in one.offers
        ],
        "steps": [
            {"step": step.code, "label": step.label(lang), "done_on": step.done_on, "document": step.document,
             "amount_vnd": step.amount_vnd, "article": citation_json(step.citation)}
            for step in one.steps
        ],
        "next_step": one.next_step.code if one.next_step else "",
    }


def _order(one: OrderStanding) -> dict[str, Any]:
    return {
        "site": one.work.site, "rule": one.rule.rule if one.rule else "", "rank": one.rank, "began_on": one.work.began_on,
        "began_exactly": one.work.complete, "by": one.work.by, "broken": one.broken, "passed": list(one.passed), "unsure": list(one.open),
        "exception": one.work.exception,
    }
