"""The map service, OGC API – Features: read-only, as JSON for programs and as pages for people; drafts only for who has signed in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from importlib.metadata import version
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quyhoach.findings import Finding, finding
from quyhoach.places.systems import CRS84, geometry_texts
from quyhoach_web.access import may
from quyhoach_web.forms.ogc import MOST, USUAL, Unfit, known_only, system, wanted
from quyhoach_web.language import language
from quyhoach_web.queries import ogc_documents as documents
from quyhoach_web.queries.collections import Collection, collection_of, collections_of
from quyhoach_web.queries.feature_pages import Item
from quyhoach_web.queries.features import properties_of, public_properties, queryables
from quyhoach_web.queries.ogc_api import api
from quyhoach_web.services import provinces
from quyhoach_web.services.audit import head_line

VERSION = version("quyhoach")


@dataclass(frozen=True)
class Reply:
    """``document`` (or its ``text``) for a program; ``template`` with ``words`` for a person."""

    template: str
    document: dict[str, Any] | None = None
    text: str = ""
    kind: str = "application/json"
    system: str = ""
    words: dict[str, Any] = field(default_factory=dict)


class NotThere(Exception):
    """No such collection or feature for this reader."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.code)
        self.finding = found


def service(view: Callable[..., Reply]) -> Callable[..., HttpResponse]:
    """Formats, errors and tags, alike for every address of the service."""

    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, **where: Any) -> HttpResponse:
        page = wants_page(request)
        tag = None if page else tag_of(request)
        if tag and request.headers.get("If-None-Match") == tag:
            return _labelled(HttpResponse(status=304), tag)
        try:
            return _finished(request, view(request, **where), page, tag)
        except Unfit as unfit:
            return _problem(request, unfit.finding, 400, page)
        except NotThere as none:
            return _problem(request, none.finding, 404, page)

    return answered


def wants_page(request: HttpRequest) -> bool:
    """``f`` says so, or a browser asks that prefers pages."""
    asked = request.GET.get("f")
    kinds = [documents.GEOJSON, "application/json", documents.OPENAPI, "text/html"]
    return asked == "html" or (not asked and request.get_preferred_type(kinds) == "text/html")


def tag_of(request: HttpRequest) -> str:
    """Changes with the data, the day (fields are released from a day on), the reader's rights, the address and the program."""
    said = (VERSION, head_line(), timezone.localdate(), inner(request), request.build_absolute_uri())
    return f'W/"{hashlib.sha256(repr(said).encode()).hexdigest()[:24]}"'


def _finished(request: HttpRequest, reply: Reply, page: bool, tag: str | None) -> HttpResponse:
    if page:
        answer = render(request, reply.template, {"document": reply.document, **reply.words})
    else:
        text = reply.text or json.dumps(reply.document, ensure_ascii=False, separators=(",", ":"))
        answer = HttpResponse(text, content_type=reply.kind)
    if reply.system:
        answer["Content-Crs"] = f"<{reply.system}>"
    return _labelled(answer, tag)


def _labelled(answer: HttpResponse, tag: str | None) -> HttpResponse:
    if tag:
        answer["ETag"] = tag
    answer["Cache-Control"], answer["Vary"] = "private, no-cache", "Accept, Cookie"
    return answer


def _problem(request: HttpRequest, found: Finding, status: int, page: bool) -> HttpResponse:
    if page:
        lang = language()
        said = {"title": found.text("message", lang), "text": f"{found.text('why', lang)} {found.text('remedy', lang)}", "status": status}
        return render(request, "refusal.html", said, status=status)
    both = {part: f"{found.text(part, 'vi')} · {found.text(part, 'en')}" for part in ("message", "remedy")}
    said = {"type": f"urn:quyhoach:finding:{found.code}", "title": both["message"], "status": status, "detail": both["remedy"],
            "instance": request.path, "code": found.code}
    return HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type="application/problem+json")


def inner(request: HttpRequest) -> bool:
    """Who may open the tables reads drafts and the inner properties too."""
    return may(request.user, "table")


def province_now() -> Any:
    """The province; None while none is loaded."""
    try:
        return provinces.current()
    except provinces.NotLoaded:
        return None


def base_of(request: HttpRequest) -> str:
    """The service's address without the slash at its end."""
    return request.build_absolute_uri(reverse("ogc")).rstrip("/")


def collection_at(request: HttpRequest, name: str) -> Collection:
    """The collection of that name. Raises NotThere."""
    found = collection_of(province_now(), inner(request), name)
    if found is None:
        raise NotThere(finding("OGC-003", name=name[:120]))
    return found


@service
def landing(request: HttpRequest) -> Reply:
    """Where to go from here."""
    known_only(request.GET, ())
    return Reply("ogc/landing.html", documents.landing(base_of(request)))


@service
def api_document(request: HttpRequest) -> Reply:
    """OpenAPI 3.0."""
    known_only(request.GET, ())
    found = collections_of(province_now(), inner(request))
    return Reply("ogc/api.html", api(base_of(request), VERSION, found, MOST, USUAL), kind=documents.OPENAPI)


@service
def conformance(request: HttpRequest) -> Reply:
    """Which parts of the standards hold."""
    known_only(request.GET, ())
    return Reply("ogc/conformance.html", documents.conformance(base_of(request)))


@service
def collections(request: HttpRequest) -> Reply:
    """Every collection this reader sees."""
    known_only(request.GET, ())
    found = collections_of(province_now(), inner(request))
    rows = [{"one": one, "total": one.source.total()} for one in found]
    return Reply("ogc/collections.html", documents.collections_document(base_of(request), found), words={"rows": rows})


@service
def collection(request: HttpRequest, name: str) -> Reply:
    """One collection."""
    known_only(request.GET, ())
    one = collection_at(request, name)
    said = {"one": one, "total": one.source.total(), "properties": properties_of(one.kind, one.inner)}
    return Reply("ogc/collection.html", documents.collection_document(base_of(request), one), words=said)


@service
def queryables_schema(request: HttpRequest, name: str) -> Reply:
    """What a collection can be asked by."""
    known_only(request.GET, ())
    one = collection_at(request, name)
    asked = queryables(one.kind, one.inner).values()
    return Reply("ogc/queryables.html", documents.queryables_document(base_of(request), one), kind=documents.SCHEMA,
                 words={"one": one, "properties": asked})


@service
def items(request: HttpRequest, name: str) -> Reply:
    """Features, page by page."""
    one = collection_at(request, name)
    asked, at = wanted(request.GET, queryables(one.kind, one.inner)), system(request.GET)
    page = one.source.page(asked)
    links = documents.page_links(f"{documents.address(base_of(request), one.name)}/items", request.GET.dict(), asked, page)
    if wants_page(request):
        return Reply("ogc/items.html", system=at, words=_items_words(one, page, links, asked.offset))
    return Reply("", text=documents.items_text(one, page, links, at), kind=documents.GEOJSON, system=at)


def _items_words(one: Collection, page: Any, links: list[dict[str, str]], offset: int) -> dict[str, Any]:
    shown = [said for said in properties_of(one.kind) if said.name not in ("name_vi", "name_en", "name", "source", "as_of", "assumed")][:6]
    rows = [{"fid": item.fid, "name": name_of(one, item), "cells": _cells(one, item, shown)}
            for item in page.items]
    turns = {said["rel"]: said["href"].replace("f=json", "f=html") for said in links if said["rel"] in ("next", "prev")}
    return {"one": one, "page": page, "shown": shown, "rows": rows, "turns": turns, "first": offset + 1, "last": offset + len(rows)}


def _cells(one: Collection, item: Item, shown: list[Any]) -> list[Any]:
    said = public_properties(one.kind, item.values)
    return [about.shown(said.get(about.name)) for about in shown]


def name_of(one: Collection, item: Item) -> str:
    """A feature's name in the reader's language, else its id."""
    said = public_properties(one.kind, item.values)
    english = said.get("name_en") if language() == "en" else ""
    return str(english or said.get("name_vi") or said.get("name") or item.fid)


@service
def item(request: HttpRequest, name: str, feature: str) -> Reply:
    """One feature."""
    one = collection_at(request, name)
    known_only(request.GET, ("crs",))
    at, found = system(request.GET), one.source.one(feature)
    if found is None:
        raise NotThere(finding("OGC-004", name=one.name, feature=feature[:120]))
    said = public_properties(one.kind, found.values, one.inner)
    rows = [{"said": about, "value": about.shown(said[about.name])} for about in properties_of(one.kind, one.inner) if about.name in said]
    shape = geometry_texts([found.shape], CRS84)[0][:400]
    return Reply("ogc/item.html", text=documents.item_text(base_of(request), one, found, request.GET.dict(), at), kind=documents.GEOJSON,
                 system=at, words={"one": one, "title": name_of(one, found), "fid": found.fid, "rows": rows, "shape": shape})


urls = [
    path("ogc/", landing, name="ogc"),
    path("ogc/api", api_document, name="ogc-api"),
    path("ogc/conformance", conformance, name="ogc-conformance"),
    path("ogc/collections", collections, name="ogc-collections"),
    path("ogc/collections/<str:name>", collection, name="ogc-collection"),
    path("ogc/collections/<str:name>/queryables", queryables_schema, name="ogc-queryables"),
    path("ogc/collections/<str:name>/items", items, name="ogc-items"),
    path("ogc/collections/<str:name>/items/<path:feature>", item, name="ogc-item"),
]
