"""What a map of the province shows: communes, zones, projects and gates, with names only. No notes and no figures leave here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quyhoach.places.boundaries import code_of
from quyhoach.places.schematic import Centre, FeatureCollection, schematic
from quyhoach.places.shapes import standing_point
from quyhoach.places.units import Register
from quyhoach.province.province import Province
from quyhoach.tables.spec import Row

NOTE_VI = "Dấu đặt ở tâm xã hoặc tâm khu, không phải vị trí công trình"
NOTE_EN = "Marks stand at the centre of a commune or zone, not where the works are"

_Position = tuple[float, float]


def map_layers(province: Province) -> dict[str, FeatureCollection]:
    """Layers ``communes``, ``zones``, ``projects``, ``gates``; every feature has ``kind``, ``code``, ``name_vi``, ``name_en``.

    Communes are the province's own layer "communes" when it has one, otherwise a drawing whose features say ``schematic: true``;
    only units with no last day are drawn. ``code`` is the unique id of the row. A project stands at its first commune that has a
    centre, otherwise at its zone, otherwise at the zone around that; ``placed_by`` says which (commune, zone, parent_zone). What
    has no position is in no layer.
    """
    gates: list[dict[str, Any]] = []
    zones: list[dict[str, Any]] = []
    shapes = _zone_shapes(province)
    for row in province.facts["zones"].rows:
        gate = row.text("kind") in ("gate_international", "gate_main", "gate_auxiliary", "gate_route")
        if row.text("zone") in shapes:
            feature = _feature("gate" if gate else "zone", row.text("zone"), row, shapes[row.text("zone")])
            (gates if gate else zones).append(feature)
    return {
        "communes": _communes(province), "zones": _collection(zones),
        "projects": _collection(_projects(province, shapes)), "gates": _collection(gates),
    }


def _collection(features: list[dict[str, Any]]) -> FeatureCollection:
    return {"type": "FeatureCollection", "note": NOTE_VI, "note_en": NOTE_EN, "features": features}


def _feature(kind: str, code: str, row: Row, geometry: Any, **more: Any) -> dict[str, Any]:
    english = row.text("name_en") if "name_en" in row.values else ""
    said = {"kind": kind, "code": code, "name_vi": row.text("name_vi"), "name_en": english, **more}
    return {"type": "Feature", "properties": said, "geometry": geometry}


def _communes(province: Province) -> FeatureCollection:
    rows = {row.text("unit"): row for row in province.facts["units"].rows if row.date("valid_to") is None}
    own = province.layers.get("communes")
    if own is not None and own["features"]:
        return {"type": "FeatureCollection", "features": _own_communes(rows, own["features"])}
    drawn = schematic([_centre(row) for row in rows.values()])
    features = [
        _feature("commune", code, rows[code], feature["geometry"], schematic=True)
        for feature in drawn["features"] if (code := feature["properties"]["code"])
    ]
    return {**drawn, "features": features}


def _own_communes(rows: Mapping[str, Row], features: list[Any]) -> list[dict[str, Any]]:
    """Features of the province's own layer that belong to a unit in force, under the unit's id."""
    register = Register.of(rows.values())
    kept = []
    for feature in features:
        unit = register.by_code(code_of(feature)).unit
        if unit is not None and standing_point(feature.get("geometry")) is not None:
            kept.append(_feature("commune", unit.id, rows[unit.id], feature["geometry"]))
    return kept


def _centre(row: Row) -> Centre:
    lon, lat = _position(row) or (None, None)
    area = row.decimal("area_km2")
    return Centre(row.text("unit"), row.text("name_vi"), lon, lat, None if area is None else float(area))


def _position(row: Row) -> _Position | None:
    lon, lat = row.decimal("lon"), row.decimal("lat")
    return None if lon is None or lat is None else (float(lon), float(lat))


def _point(at: _Position) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(at)}


def _zone_shapes(province: Province) -> dict[str, Any]:
    """Geometry by zone: of the layer "zones" (property ``zone`` or ``code``), otherwise the point in the table."""
    shapes = {row.text("zone"): _point(at) for row in province.facts["zones"].rows if (at := _position(row))}
    for feature in (province.layers.get("zones") or {}).get("features", []):
        said = feature.get("properties") if isinstance(feature, dict) else None
        code = (said.get("zone") or said.get("code")) if isinstance(said, dict) else None
        if isinstance(code, str) and standing_point(feature.get("geometry")) is not None:
            shapes[code] = feature["geometry"]
    return shapes


def _projects(province: Province, shapes: Mapping[str, Any]) -> list[dict[str, Any]]:
    centres = {row.text("unit"): at for row in province.facts["units"].rows if (at := _position(row))}
    parents = {row.text("zone"): row.text("parent") for row in province.facts["zones"].rows}
    features = []
    for row in province.facts["projects"].rows:
        zone = row.text("zone")
        at = next((centres[unit] for unit in row.codes("units") if unit in centres), None)
        by = "commune"
        if at is None:
            by, holder = ("zone", zone) if zone in shapes else ("parent_zone", parents.get(zone, ""))
            at = standing_point(shapes.get(holder))
        if at is not None:
            features.append(_feature("project", row.text("project"), row, _point(at), placed_by=by))
    return features
