"""The catalogue of sites: what anybody may see, what stays inside, and the way from a request to a site."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse

from quyhoach.dates import format_as_of
from quyhoach.land.allocation import RequestStanding
from quyhoach.land.catalogue import SiteMatch, SiteQuery
from quyhoach.land.site_words import SITE_PURPOSE
from quyhoach.law.words import article_words, certainty_words
from quyhoach.province.land_sites import SiteBook, site_book
from quyhoach.province.province import Province
from quyhoach.reports.catalogue_json import site_features, site_json
from quyhoach.reports.catalogue_text import began_words, missing_line, quantity_label, reasons_line
from quyhoach.reports.ladder_words import day_word
from quyhoach.reports.site_words import route_word
from quyhoach.tables.folding import fold
from quyhoach_web.language import language, say
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.feature_store import PUBLISHED
from quyhoach_web.queries.land_board import ladder_now
from quyhoach_web.queries.names import name_of
from quyhoach_web.queries.privacy import open_findings

PAGE = 50
CLEAN, WAITING = "#1f8a5b", "#c98a1b"
"""Colours of a site on the map."""
_kept: list[tuple[Province, date, SiteBook]] = []


def book_now(province: Province, on: date) -> SiteBook:
    """The sites of a province on a day, made once."""
    found = next((made for of, day, made in list(_kept) if of is province and day == on), None)
    if found is None:
        found = site_book(province, on, ladder_now(province, on))
        _kept.insert(0, (province, on, found))
        del _kept[2:]
    return found


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The sites one reader sees on a day. Not ``inner`` (signed out): those offered to investors, and nothing of requests or parcels."""

    province: Province
    on: date
    inner: bool

    @cached_property
    def book(self) -> SiteBook:
        """All of it."""
        return book_now(self.province, self.on)

    def sees(self, match: SiteMatch) -> bool:
        """Whether the reader sees the site."""
        return self.inner or match.standing.site.for_investors

    @cached_property
    def every(self) -> tuple[SiteMatch, ...]:
        """Every site the reader sees."""
        return tuple(match for match in self.book.matches(SiteQuery()) if self.sees(match))

    @cached_property
    def agencies(self) -> dict[str, str]:
        """Names by code."""
        return {row.text("agency"): name_of(row, row.text("agency")) for row in self.province.facts["agencies"].rows}

    def name(self, table: str, code: str) -> str:
        """What a code is called."""
        return name_of(self.province.facts[table].by_key().get(code), code) if code else ""


def found(room: Catalogue, asked: Mapping[str, Any]) -> list[SiteMatch]:
    """Sites that fit or may fit a query, clean ones first."""
    query = SiteQuery(
        asked.get("area_least"), asked.get("area_most"), frozenset([asked["zone"]] if asked.get("zone") else []), asked.get("gate", ""),
        asked.get("gate_km"), tuple(asked.get("needs", ())), asked.get("purpose", ""), bool(asked.get("clean")))
    words = fold(asked.get("q", "")).split()[:8]
    fitting = [one for one in room.book.matches(query) if room.sees(one) and one.fits is not False and _says(room, one, words)]
    return sorted(fitting, key=lambda one: (one.fits is None, not one.standing.clean))


def _says(room: Catalogue, match: SiteMatch, words: list[str]) -> bool:
    site = match.standing.site
    text = fold(f"{site.id} {site.name_vi} {site.name_en} {site.places} {room.name('zones', site.zone)} {room.name('units', site.unit)}")
    return all(word in text for word in words)


def row(room: Catalogue, match: SiteMatch) -> dict[str, Any]:
    """A site as a line of the list."""
    one, site = match.standing, match.standing.site
    return {
        "id": site.id, "name": site.name(language()), "area": site.area_ha, "clean": one.clean, "taken": site.id in room.book.taken,
        "missing": missing_line(one, language(), room.agencies) if one.missing else "", "expected": format_as_of(one.expected),
        "zone": room.name("zones", site.zone), "place": room.name("units", site.unit) or site.places,
        "purpose": SITE_PURPOSE[site.purpose][language() != "vi"] if site.purpose in SITE_PURPOSE else "",
        "km": None if match.km is None else round(Decimal(str(match.km)), 1), "unsure": match.fits is None,
        "price": site.price_vnd_m2, "on_map": site.lat is not None and site.lon is not None,
    }


def counts(room: Catalogue) -> dict[str, Any]:
    """How many, how many of them clean, and the hectares of those."""
    clean = [one.standing for one in room.every if one.standing.clean]
    free = [one for one in clean if one.site.id not in room.book.taken]
    area = sum((one.site.area_ha or 0 for one in clean), Decimal(0))
    return {"all": len(room.every), "clean": len(clean), "free": len(free), "area": area}


def points(room: Catalogue) -> str:
    """Sites with coordinates for the map."""
    features = site_features(room.every, language())
    for one in features["features"]:
        said = one["properties"]
        one["properties"] = {"kind": "site", "id": said["id"], "name": f"{said['id']} {said['name']}", "label": len(room.every) <= 30,
                             "colour": CLEAN if said["clean"] else WAITING, "panel": reverse("land-site", args=[said["id"]])}
    return json.dumps(features, ensure_ascii=False, separators=(",", ":"))


def site_page(room: Catalogue, code: str) -> dict[str, Any] | None:
    """One site: what proves it clean, what is missing and when it is expected; inside also its parcels, requests and place in the order."""
    match = next((one for one in room.every if one.standing.site.id == code), None)
    if match is None:
        return None
    said, site = site_json(match, room.book, room.agencies, language()), match.standing.site
    for element in said["elements"]:
        element["expected"] = format_as_of(element["expected"])
    page = {**row(room, match), "elements": said["elements"], "use": site.use, "plan": site.plan, "plan_open": _plan_open(room, site.plan),
            "coord_basis": site.coord_basis, "lat": site.lat, "lon": site.lon,
            "published": [_published(room, one) for one in room.book.published.get(code, ())], "source": site.source}
    return {**page, **_inner(room, match)} if room.inner else page


def _plan_open(room: Catalogue, plan: str) -> bool:
    """Whether the plan has a page for this reader."""
    row = room.province.facts["plans"].by_key().get(plan)
    return row is not None and (room.inner or row.text("status") in PUBLISHED)


def _published(room: Catalogue, one: Any) -> dict[str, Any]:
    figures = [(quantity_label(name, room.book, language()), value) for name, value in one.figures.items()]
    return {"record": one.record, "day": format_as_of(one.day), "figures": figures, "said": one.said, "source": one.source}


def _inner(room: Catalogue, match: SiteMatch) -> dict[str, Any]:
    site = match.standing.site
    order = next((one for one in room.book.order if one.work.site == site.id), None)
    return {
        "parcels": match.standing.parcels, "cleared_ha": match.standing.cleared_ha, "taken_by": room.book.taken.get(site.id, ""),
        "projects": [{"code": code, "name": room.name("projects", code)} for code in site.projects],
        "requests": [one.request for one in room.book.requests if any(offer.site == site.id for offer in one.offers)],
        "order": broken_row(room, order) if order and order.passed else None,
        "findings": [shown(one) for one in open_findings(room.book.findings) if one.where.object_id == site.id],
    }


def zone_choices(room: Catalogue) -> list[tuple[str, str]]:
    """Zones that sites lie in, with the zones around them."""
    parents = {row.text("zone"): row.text("parent") for row in room.province.facts["zones"].rows}
    codes: set[str] = set()
    for one in room.every:
        code = one.standing.site.zone
        while code and code not in codes:
            codes.add(code)
            code = parents.get(code, "")
    return sorted(((code, room.name("zones", code)) for code in codes), key=lambda pair: pair[1])


def gate_choices(room: Catalogue) -> list[tuple[str, str]]:
    """Gates and zones with coordinates, gates first."""
    placed = [row for row in room.province.facts["zones"].rows if row["lat"] is not None and row["lon"] is not None]
    placed.sort(key=lambda row: not row.text("kind").startswith("gate"))
    return [(row.text("zone"), name_of(row, row.text("zone"))) for row in placed]


# The order of work ---------------------------------------------------------------------------------------------------------


def broken_order(room: Catalogue) -> list[dict[str, Any]]:
    """Sites begun while earlier ones in the rule's order waited."""
    return [broken_row(room, one) for one in room.book.order if one.passed]


def broken_row(room: Catalogue, one: Any) -> dict[str, Any]:
    """One of them: by whom, since when, which sites it passed, what allows it."""
    return {"site": one.work.site, "name": room.name("sites", one.work.site), "rule": _rule(one),
            "began": began_words(one.work, language()), "by": one.work.by,
            "passed": list(one.passed), "exception": one.work.exception, "broken": one.broken}


def _rule(one: Any) -> str:
    return ((one.rule.name_en if language() == "en" else "") or one.rule.name_vi) if one.rule else ""


# Requests ------------------------------------------------------------------------------------------------------------------


def requests(room: Catalogue, reader: bool) -> list[dict[str, Any]]:
    """The pipeline: who seeks what (the investor's code for a ``reader``), how far it is."""
    return [_request(room, one, reader) for one in room.book.requests]


def _request(room: Catalogue, one: RequestStanding, reader: bool) -> dict[str, Any]:
    asked, step = one.request, one.next_step
    fitting = [match for match in one.matches if match.fits]
    return {
        "id": asked.id, "name": asked.name, "investor": asked.investor if reader else "",
        "received": day_word(asked.received_on, language()),
        "needed": day_word(asked.needed_by, language()), "least": asked.area_least_ha, "most": asked.area_most_ha, "site": one.site,
        "site_name": room.name("sites", one.site), "fitting": len(fitting), "offers": len(one.offers),
        "route": route_word(one.route.route, language()), "next": step.label(language()) if step else "",
        "done": sum(step.done_on is not None for step in one.steps), "of": len(one.steps),
        "stage": _stage(one),
    }


def _stage(one: RequestStanding) -> str:
    if one.site:
        return say("đang giao đất", "being allocated") if one.next_step else say("đã giao đất", "allocated")
    return say("đã giới thiệu", "sites offered") if one.offers else say("đang tìm", "searching")


_ANSWERS = {"waiting": ("đang chờ", "waiting"), "accepted": ("nhận", "accepted"), "declined": ("không nhận", "declined")}


def request_page(room: Catalogue, code: str, reader: bool) -> dict[str, Any] | None:
    """One request: every site with the reasons for and against, what was offered, the route and its dated steps."""
    one = next((one for one in room.book.requests if one.request.id == code), None)
    if one is None:
        return None
    cited = one.route.citation
    return {
        **_request(room, one, reader),
        "sites": [{**row(room, match), "fits": match.fits, "reasons": reasons_line(match, language()).split("; ")}
                  for match in one.matches],
        "offered": [{"offer": offer, "name": room.name("sites", offer.site), "answer": say(*_ANSWERS[offer.answer])
                     if offer.answer in _ANSWERS else ""} for offer in one.offers],
        "article": f"{cited.document}, {article_words(cited.article, language())}" if cited else "",
        "certainty": certainty_words(cited.certainty, language()) if cited else "",
        "steps": [{"step": step, "name": step.label(language()),
                   "article": f"{step.citation.document}, {article_words(step.citation.article, language())}"} for step in one.steps],
        "findings": [shown(found) for found in open_findings(room.book.findings)
                     if found.where.object_id == code or str(found.values.get("request", "")) == code],
    }
