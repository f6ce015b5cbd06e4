"""Sites: the public catalogue, one site, and from a request to a site."""

from __future__ import annotations

import hashlib

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from quyhoach.province.specs import FACTS
from quyhoach_web.access import may, reads_private
from quyhoach_web.forms.land import SiteFilter
from quyhoach_web.language import say
from quyhoach_web.models import Record
from quyhoach_web.queries import land_sites
from quyhoach_web.queries.land_sites import Catalogue
from quyhoach_web.services import provinces
from quyhoach_web.services.table_book import table_book
from quyhoach_web.views.attachments import XLSX, attachment


def _room(request: HttpRequest) -> Catalogue:
    """What this reader sees today. 404 while no province is loaded."""
    try:
        return Catalogue(provinces.current(), timezone.localdate(), may(request.user, "land"))
    except provinces.NotLoaded as nothing:
        raise Http404 from nothing


def _filter(request: HttpRequest, room: Catalogue) -> SiteFilter:
    return SiteFilter(request.GET, zones=land_sites.zone_choices(room), gates=land_sites.gate_choices(room))


@require_safe
@vary_on_headers("HX-Request")
def sites(request: HttpRequest) -> HttpResponse:
    """The catalogue: map and list; only the list when the search asks while someone types."""
    try:
        room = _room(request)
    except Http404:
        return render(request, "land/sites.html", {"loaded": False})
    form = _filter(request, room)
    found = land_sites.found(room, form.said())
    page = Paginator(found, land_sites.PAGE).get_page(request.GET.get("page"))
    live = bool(request.htmx) and not request.htmx.history_restore_request
    return render(request, "land/site_rows.html" if live else "land/sites.html", {
        "form": form, "page": page, "rows": [land_sites.row(room, one) for one in page], "counts": land_sites.counts(room),
        "inner": room.inner, "live": live, "loaded": True, "on": room.on, "gate": form.said().get("gate"),
        "broken": land_sites.broken_order(room) if room.inner and not live else []})


@require_safe
def sites_layer(request: HttpRequest) -> HttpResponse:
    """The sites with coordinates, kept by the browser until they change."""
    text = land_sites.points(_room(request))
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    return HttpResponse(text, content_type="application/geo+json", headers={"ETag": tag, "Cache-Control": "no-cache", "Vary": "Cookie"})


@require_safe
def sites_export(request: HttpRequest) -> HttpResponse:
    """What the filter leaves as the table of sites: loaded back at once, it differs in nothing."""
    room = _room(request)
    found = [one.standing.site.id for one in land_sites.found(room, _filter(request, room).said())]
    stored = dict(Record.objects.filter(layer="facts", table="sites").values_list("key", "values"))
    rows = [stored[code] for code in found if code in stored]
    return attachment(table_book(FACTS["sites"], rows), XLSX, say("mat-bang.xlsx", "sites.xlsx"))


@require_safe
def site(request: HttpRequest, site: str) -> HttpResponse:
    """One site; the map asks for its heart alone."""
    room = _room(request)
    page = land_sites.site_page(room, site)
    if page is None:
        raise Http404(site)
    fragment = request.headers.get("X-Requested-With") == "fetch"
    return render(request, "land/site_panel.html" if fragment else "land/site.html", {"site": page, "inner": room.inner, "on": room.on})


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Who seeks a site, and how far each is."""
    room, reader = _room(request), reads_private(request.user)
    return render(request, "land/requests.html", {"rows": land_sites.requests(room, reader), "reader": reader})


@require_safe
def request_detail(request: HttpRequest, asked: str) -> HttpResponse:
    """One request: the sites with reasons, what was offered, the route and its steps."""
    room, reader = _room(request), reads_private(request.user)
    page = land_sites.request_page(room, asked, reader)
    if page is None:
        raise Http404(asked)
    return render(request, "land/request.html", {"asked": page, "reader": reader})


urls = [
    path("land/sites/", sites, name="land-sites"),
    path("land/sites/sites.geojson", sites_layer, name="land-sites-layer"),
    path("land/sites/sites.xlsx", sites_export, name="land-sites-export"),
    path("land/sites/<path:site>/", site, name="land-site"),
    path("land/requests/", requests, name="land-requests"),
    path("land/requests/<path:asked>/", request_detail, name="land-request"),
]
