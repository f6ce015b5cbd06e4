"""The documents of the map service: landing page, conformance, collections, features. Words in both languages stand side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from quyhoach.places.systems import CRS84, geometry_texts
from quyhoach_web.queries.collections import SYSTEMS, Collection
from quyhoach_web.queries.feature_pages import Item, Page, Wanted
from quyhoach_web.queries.features import Property, public_properties, queryables

GEOJSON, OPENAPI, SCHEMA = "application/geo+json", "application/vnd.oai.openapi+json;version=3.0", "application/schema+json"
TITLE, ABOUT = "quyhoach: bản đồ quy hoạch của tỉnh · planning map of the province", (
    "Ranh giới, khu, cửa khẩu, dự án và quy hoạch, chỉ đọc. · Boundaries, zones, gates, projects and plans, read-only.")
_PART = "http://www.opengis.net/spec/ogcapi-features-"
CONFORMS = [
    *(f"{_PART}1/1.0/conf/{name}" for name in ("core", "oas30", "html", "geojson")), f"{_PART}2/1.0/conf/crs",
    *(f"{_PART}3/1.0/conf/{name}" for name in ("queryables", "queryables-query-parameters")),
]
_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"


def link(href: str, rel: str, kind: str, title: str) -> dict[str, str]:
    """One link of a document."""
    return {"href": href, "rel": rel, "type": kind, "title": title}


def own_links(here: str, said: dict[str, str], kind: str = "application/json") -> list[dict[str, str]]:
    """This document, and the same as a page."""
    rest = {name: value for name, value in said.items() if name != "f"}
    return [link(_at(here, {**rest, "f": "json"}), "self", kind, "JSON"),
            link(_at(here, {**rest, "f": "html"}), "alternate", "text/html", "HTML")]


def _at(here: str, said: dict[str, str]) -> str:
    return f"{here}?{urlencode(said)}" if said else here


def landing(base: str) -> dict[str, Any]:
    """The first document. ``base``: the service's address, without a slash at its end."""
    return {"title": TITLE, "description": ABOUT, "links": [
        *own_links(f"{base}/", {}),
        link(f"{base}/api?f=json", "service-desc", OPENAPI, "OpenAPI 3.0"),
        link(f"{base}/api?f=html", "service-doc", "text/html", "OpenAPI"),
        link(f"{base}/conformance", "conformance", "application/json", "Phần tuân thủ · Conformance"),
        link(f"{base}/collections", "data", "application/json", "Bộ dữ liệu · Collections"),
    ]}


def conformance(base: str) -> dict[str, Any]:
    """What of the standards holds."""
    return {"conformsTo": CONFORMS, "links": own_links(f"{base}/conformance", {})}


def collections_document(base: str, found: Sequence[Collection]) -> dict[str, Any]:
    """Every collection the reader sees."""
    return {"links": own_links(f"{base}/collections", {}), "crs": list(SYSTEMS),
            "collections": [collection_document(base, one) for one in found]}


def address(base: str, name: str) -> str:
    """A collection's address."""
    return f"{base}/collections/{quote(name, safe='')}"


def collection_document(base: str, one: Collection) -> dict[str, Any]:
    """One collection with its extent, systems and links."""
    here, title = address(base, one.name), f"{one.vi} · {one.en}"
    box, (first, last) = one.source.extent()
    extent: dict[str, Any] = {}
    if box:
        extent["spatial"] = {"bbox": [list(box)], "crs": CRS84}
    if first or last:
        extent["temporal"] = {"interval": [[_moment(first), _moment(last)]], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}
    return {
        "id": one.name, "title": title, "description": f"{one.about_vi} · {one.about_en}", "itemType": "feature",
        **({"extent": extent} if extent else {}), "crs": list(SYSTEMS), "storageCrs": CRS84,
        "links": [*own_links(here, {}), link(f"{here}/items?f=json", "items", GEOJSON, title),
                  link(f"{here}/items?f=html", "items", "text/html", title), link(f"{here}/queryables", _QUERYABLES, SCHEMA, "Queryables")],
    }


def _moment(day: str) -> str | None:
    return f"{day}T00:00:00Z" if day else None


def queryables_document(base: str, one: Collection) -> dict[str, Any]:
    """The properties a collection can be asked by, as JSON Schema."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{address(base, one.name)}/queryables", "type": "object",
            "title": f"{one.vi} · {one.en}", "additionalProperties": False,
            "properties": {name: schema_of(said) for name, said in queryables(one.kind, one.inner).items()}}


def schema_of(said: Property) -> dict[str, Any]:
    """A property as JSON Schema."""
    items: dict[str, Any] = {"items": {"type": "string"}} if said.type == "array" else {}
    return {"title": said.title, "type": said.type, **items, **({"enum": list(said.values)} if said.values else {})}


def feature_texts(one: Collection, items: Sequence[Item], system: str) -> list[str]:
    """Features as JSON texts; shapes are written straight from how they are kept."""
    shapes = geometry_texts([item.shape for item in items], system) if items else []
    return [f'{{"type":"Feature","id":{_text(item.fid)},"geometry":{shape},'
            f'"properties":{_text(public_properties(one.kind, item.values, one.inner))}}}'
            for item, shape in zip(items, shapes, strict=True)]


def page_links(here: str, said: dict[str, str], wanted: Wanted, page: Page) -> list[dict[str, str]]:
    """This page, the one before and the one after."""
    links = own_links(here, said, GEOJSON)
    rest = {name: value for name, value in said.items() if name not in ("offset", "f")}
    last = wanted.offset + len(page.items)
    if page.items and last < page.matched:
        links.append(link(_at(here, {**rest, "offset": str(last), "f": "json"}), "next", GEOJSON, "Trang sau · Next"))
    if wanted.offset:
        before = {"offset": str(max(0, wanted.offset - wanted.limit))}
        links.append(link(_at(here, {**rest, **before, "f": "json"}), "prev", GEOJSON, "Trang trước · Previous"))
    return links


def items_text(one: Collection, page: Page, links: Sequence[dict[str, str]], system: str) -> str:
    """A page of features as GeoJSON."""
    head = _text({"type": "FeatureCollection", "numberMatched": page.matched, "numberReturned": len(page.items), "links": links})
    return f'{head[:-1]},"features":[{",".join(feature_texts(one, page.items, system))}]}}'


def item_text(base: str, one: Collection, item: Item, said: dict[str, str], system: str) -> str:
    """One feature as GeoJSON."""
    here = f"{address(base, one.name)}/items/{quote(item.fid, safe='')}"
    links = [*own_links(here, said, GEOJSON), link(address(base, one.name), "collection", "application/json", f"{one.vi} · {one.en}")]
    return f'{feature_texts(one, [item], system)[0][:-1]},"links":{_text(links)}}}'
