"""The faulty places as a map layer of their own, for QGIS: one feature a fault, with its code, area, owners and words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from quyhoach.zones.checks.found import ZoneFinding

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON"}
"""Kinds of file faulty places are written to, by suffix."""


def write_places(found: Sequence[tuple[str, ZoneFinding]], path: Path, lang: str = "vi") -> None:
    """Write every finding that has a place; ``found``: coordinate system ("EPSG:n") and finding. The shapes are in the system of the
    first; findings of another system are left out. Slivers come one by one."""
    crs = found[0][0] if found else "EPSG:4326"
    drawn = [one for system, whole in found if system == crs for one in (whole.parts or (whole,)) if not shapely.is_empty(one.geometry)]
    wkb = shapely.to_wkb(np.array([_multi(one.geometry) for one in drawn], dtype=object))
    columns = _columns(drawn, lang)
    pyogrio.raw.write(
        path, wkb, [columns[name] for name in columns], list(columns), geometry_type="MultiPolygon", crs=crs,
        driver=DRIVERS[path.suffix.lower()], layer="findings" if path.suffix.lower() == ".gpkg" else None,
    )


def _multi(shape: Any) -> Any:
    return shape if shape.geom_type == "MultiPolygon" else shapely.multipolygons([shape])


def _columns(drawn: Iterable[ZoneFinding], lang: str) -> dict[str, Any]:
    rows = list(drawn)
    texts = {
        "code": [one.finding.code for one in rows],
        "severity": [str(one.finding.severity) for one in rows],
        "kind": [str(one.kind) for one in rows],
        "owners": [", ".join(one.owners) for one in rows],
        "message": [one.finding.text("message", lang) for one in rows],
        "remedy": [one.finding.text("remedy", lang) for one in rows],
    }
    areas = np.array([one.area_m2 for one in rows], dtype=np.float64)
    return {**{name: np.array(column, dtype=object) for name, column in texts.items()}, "area_m2": areas}


def geojson(shape: Any) -> Mapping[str, Any]:
    """A shape as GeoJSON geometry, to a hundredth of a millimetre."""
    geometry: Mapping[str, Any] = json.loads(shapely.to_geojson(shape))
    return {**geometry, "coordinates": _rounded(geometry["coordinates"])}


def _rounded(value: Any) -> Any:
    return [_rounded(one) for one in value] if isinstance(value, list) else round(value, 5)
