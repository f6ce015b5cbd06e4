"""The map: communes, zones, projects, gates; a click opens the panel; the table stands beside it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from quyhoach_web.language import language
from quyhoach_web.queries.collections import collection_of, collections_of
from quyhoach_web.queries.map import layer_texts, panel, rows_beside
from quyhoach_web.queries.plan_layers import plan_layers, plan_panel
from quyhoach_web.queries.published import published_run
from quyhoach_web.services import provinces
from quyhoach_web.views.ogc import inner, province_now


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The whole map page; a plain page while no province is loaded."""
    layers = layers_now()
    drawn = [{**one, "tiles": reverse("map-tile", args=[one["name"], 0, 0, 0])} for one in plan_layers(
        collections_of(province_now(), inner(request)))]
    return render(request, "map/page.html", {
        **drawing(layers), "rows": rows_beside(layers), "plan_layers": drawn, "basemap": bool(settings.BASEMAP)})


def layers_now() -> dict[str, str]:
    """Every layer as the page reads it; {} while no province is loaded."""
    run = published_run()
    try:
        return layer_texts(provinces.revision(), run.pk if run else None, language(), provinces.current)
    except provinces.NotLoaded:
        return {}


def drawing(layers: dict[str, str]) -> dict[str, object]:
    """What ``map/canvas.html`` needs: the layers' names, and whether the shapes are schematic."""
    return {"layers": list(layers), "schematic": '"schematic":true' in "".join(layers.values())}


@require_safe
def map_layer(request: HttpRequest, name: str) -> HttpResponse:
    """One layer as GeoJSON, kept by the browser until the data change."""
    text = layers_now().get(name)
    if text is None:
        raise Http404
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    return HttpResponse(text, content_type="application/geo+json", headers={"ETag": tag, "Cache-Control": "no-cache"})


@require_safe
def map_panel(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """What the panel says about one thing."""
    found = _of_a_plan(request, code) if kind == "plan" else panel(provinces.current(), kind, code, published_run())
    if found is None:
        raise Http404
    unit = provinces.current().info.money_unit
    fragment = request.headers.get("X-Requested-With") == "fetch"
    return render(request, "map/panel.html", {
        "panel": found, "full": not fragment, "unit": unit.label_vi if language() == "vi" else unit.label_en})


def _of_a_plan(request: HttpRequest, code: str) -> dict[str, object] | None:
    layer, _, fid = code.partition("/")
    collection = collection_of(province_now(), inner(request), layer)
    return plan_panel(collection, fid) if collection else None


urls = [
    path("map/", map_page, name="map"),
    path("map/layers/<slug:name>.geojson", map_layer, name="map-layer"),
    path("map/panel/<slug:kind>/<path:code>/", map_panel, name="map-panel"),
]
