"""A plan's shapes as the map draws them: outline, units in the colours of their use, the places of faults."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from django.urls import reverse

from quyhoach.money import format_number
from quyhoach.places.plane import degrees_from
from quyhoach.places.systems import geometry_texts
from quyhoach.zones.checks.found import square_metres
from quyhoach.zones.checks.places import geojson
from quyhoach.zones.layer import Shape, ShapeRole
from quyhoach_web.language import language
from quyhoach_web.models import Feature
from quyhoach_web.queries.plan_shapes import Drawing
from quyhoach_web.queries.zone_land import BLANK, PlanLand, colours_of

MOST = 5_000
"""Shapes drawn at once; the largest come first. The map room draws larger layers by viewport."""
_LABELS = 30
"""Units whose names still fit on the map."""
_FAULT = "#c8372d"
_FAULTS = 300


def shapes_text(land: PlanLand, inner: bool) -> str:
    """The GeoJSON of a plan's drawing. ``inner``: with the places of faults."""
    if land.drawing is None:
        return '{"type":"FeatureCollection","features":[]}'
    features = [*_shapes(land, land.drawing), *(_faults(land) if inner else ())]
    return '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"


def _shapes(land: PlanLand, drawing: Drawing) -> list[str]:
    """Outlines below sections below units, each largest first, so that every one can be clicked."""
    codes = land.report.codes if land.report else None
    colours = colours_of(tuple({one.code for one in drawing.shapes.attributes if one.code}), codes) if codes else {}
    order = {ShapeRole.PLAN: 0, ShapeRole.SECTION: 1, ShapeRole.UNIT: 2, ShapeRole.CONSTRAINT: 3}
    areas = drawing.shapes.area_m2.tolist()
    rows = sorted(range(len(areas)), key=lambda n: (order[drawing.shapes.attributes[n].role], -areas[n]))[:MOST]
    stored = _stored(drawing, {drawing.shapes.attributes[n].row for n in rows})
    drawn = [(drawing.shapes.attributes[n], stored[drawing.shapes.attributes[n].row]) for n in rows
             if drawing.shapes.attributes[n].row in stored]
    texts = geometry_texts([shape for _, (_, shape) in drawn])
    named = drawing.units <= _LABELS
    return [_feature(_said(drawing, one, fid, colours, named), text) for (one, (fid, _)), text in zip(drawn, texts, strict=True)]


def _stored(drawing: Drawing, rows: set[int]) -> dict[int, tuple[str, bytes]]:
    """Id and shape by row of the file, which is the place in the layer."""
    found = Feature.objects.filter(layer__name=drawing.layer, shape__isnull=False).order_by("position")
    return {at + 1: (fid, bytes(shape)) for at, fid, shape in found.values_list("position", "fid", "shape") if at + 1 in rows}


def _said(drawing: Drawing, one: Shape, fid: str, colours: dict[str, str], named: bool) -> dict[str, Any]:
    colour = colours.get(one.code, BLANK if one.role is ShapeRole.UNIT else "")
    english = str(drawing.shapes.extra.get(one.id, {}).get("name_en") or "") if language() == "en" else ""
    name = " · ".join(part for part in (english or one.name or one.id, one.code) if part)
    said = {"kind": "zone", "id": fid, "name": name, "label": named or one.role is not ShapeRole.UNIT,
            "panel": reverse("map-panel", args=["plan", f"{drawing.layer}/{fid}"])}
    return {**said, "colour": colour} if colour else said


def _feature(said: dict[str, Any], geometry: str) -> str:
    return f'{{"type":"Feature","properties":{json.dumps(said, ensure_ascii=False)},"geometry":{geometry}}}'


def _faults(land: PlanLand) -> list[str]:
    if land.checked is None or land.drawing is None:
        return []
    way = degrees_from(land.drawing.shapes.crs)
    placed = [(n, one) for n, one in enumerate(land.checked.findings, 1) if one.area_m2 > 0][:_FAULTS]
    return [_feature({"kind": "zone", "id": f"fault-{n}", "colour": _FAULT, "label": len(placed) <= _LABELS,
                      "name": f"{one.finding.code} · {format_number(square_metres(one.area_m2), language())} m²"},
                     json.dumps(_in_degrees(dict(geojson(one.geometry)), way))) for n, one in placed]


def _in_degrees(geometry: dict[str, Any], way: Callable[[Any], Any]) -> dict[str, Any]:
    return {**geometry, "coordinates": _turned(geometry["coordinates"], way)}


def _turned(part: Any, way: Callable[[Any], Any]) -> Any:
    """Rings of points in another system, however deep they stand."""
    if part and isinstance(part[0][0], int | float):
        return way(np.asarray(part, dtype=np.float64)).round(9).tolist()
    return [_turned(one, way) for one in part]
