"""The map service described for programs: OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quyhoach_web.queries.collections import SYSTEMS, Collection
from quyhoach_web.queries.features import queryables
from quyhoach_web.queries.ogc_documents import ABOUT, GEOJSON, OPENAPI, SCHEMA, TITLE, schema_of

_SPACE = {"type": "array", "items": {"type": "number"}}


def api(base: str, version: str, found: Sequence[Collection], most: int, usual: int) -> dict[str, Any]:
    """The whole description. ``most`` and ``usual``: the largest and the default ``limit``."""
    paths: dict[str, Any] = {
        "/": _get("landing", "Trang đầu · Landing page", "application/json"),
        "/api": _get("api", "Mô tả này · This description", OPENAPI),
        "/conformance": _get("conformance", "Phần tuân thủ · Conformance", "application/json"),
        "/collections": _get("collections", "Bộ dữ liệu · Collections", "application/json"),
    }
    for one in found:
        paths |= _paths(one)
    return {
        "openapi": "3.0.3", "info": {"title": TITLE, "description": ABOUT, "version": version}, "servers": [{"url": base}], "paths": paths,
        "components": {"parameters": _parameters(most, usual), "responses": {"Problem": {
            "description": "RFC 7807", "content": {"application/problem+json": {"schema": {"type": "object"}}}}}},
    }


def _paths(one: Collection) -> dict[str, Any]:
    here, title = f"/collections/{one.name}", f"{one.vi} · {one.en}"
    asked = [{"$ref": f"#/components/parameters/{name}"} for name in ("limit", "offset", "bbox", "bbox-crs", "crs", "datetime")]
    mine = [{"name": name, "in": "query", "required": False, "description": said.title, "style": "form", "explode": False,
             "schema": {key: value for key, value in schema_of(said).items() if key != "title"}}
            for name, said in queryables(one.kind, one.inner).items() if name not in ("limit", "offset", "bbox", "crs", "datetime")]
    feature = [{"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}, {"$ref": "#/components/parameters/crs"}]
    return {
        here: _get(f"{one.name}-collection", title, "application/json"),
        f"{here}/queryables": _get(f"{one.name}-queryables", title, SCHEMA),
        f"{here}/items": _get(f"{one.name}-items", title, GEOJSON, [*asked, *mine]),
        f"{here}/items/{{featureId}}": _get(f"{one.name}-item", title, GEOJSON, feature),
    }


def _get(name: str, summary: str, kind: str, parameters: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "200": {"description": summary, "content": {kind: {"schema": {"type": "object"}}, "text/html": {"schema": {"type": "string"}}}}}
    answers |= {code: {"$ref": "#/components/responses/Problem"} for code in ("400", "404")}
    return {"get": {"operationId": name, "summary": summary, "parameters": [*parameters, {"$ref": "#/components/parameters/f"}],
                    "responses": answers}}


def _parameters(most: int, usual: int) -> dict[str, Any]:
    def one(name: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "in": "query", "required": False, "description": text, "style": "form", "explode": False, "schema": schema}

    box = {"oneOf": [{**_SPACE, "minItems": n, "maxItems": n} for n in (4, 6)]}
    system = {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": SYSTEMS[0]}
    return {
        "limit": one("limit", "Số đối tượng một trang · Features a page",
                     {"type": "integer", "minimum": 1, "maximum": most, "default": usual}),
        "offset": one("offset", "Bỏ qua bao nhiêu · How many to skip", {"type": "integer", "minimum": 0, "default": 0}),
        "bbox": one("bbox", "Khung · Box", box), "bbox-crs": one("bbox-crs", "Hệ tọa độ của khung · System of the box", system),
        "crs": one("crs", "Hệ tọa độ trả về · System of the answer", system),
        "datetime": one("datetime", "Ngày hoặc khoảng · Day or interval (RFC 3339)", {"type": "string"}),
        "f": one("f", "Dạng · Format", {"type": "string", "enum": ["json", "html"]}),
    }
