"""A plan layer as a GeoPackage or a GeoJSON that reads back as the same layer: every attribute, every corner, its system."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyogrio import raw

from quyhoach.findings import Finding, Place, finding
from quyhoach.zones.layer import PlanLayer

_FIELDS = (
    "id", "role", "name", "plan", "parent", "zone", "commune", "code", "stage", "kind", "owner", "closes",
    "stated_ha", "density", "green", "far", "storeys",
)
_NUMBERS = ("stated_ha", "density", "green", "far", "storeys")
_LAYER = "zones"
_RESERVED = frozenset((*_FIELDS, "fid", "geom", "geometry"))
WRITERS = (".gpkg", ".geojson")
"""Suffixes that can be written."""


def write_layer(layer: PlanLayer, path: Path) -> tuple[Finding, ...]:
    """Write every row with its attributes and extra properties, in the layer's own system; a file there before is replaced.

    GeoJSON states its system in a ``crs`` member, and the same layer always gives the same bytes. Corners are written exactly.
    Findings name extra properties that had to be renamed. Raises ValueError for another suffix, OSError when it cannot be written.
    """
    writers: Mapping[str, Callable[[PlanLayer, Path, Mapping[str, str]], None]] = {".gpkg": _gpkg, ".geojson": _geojson}
    if path.suffix.lower() not in writers:
        raise ValueError(f"a plan layer is written as {' or '.join(WRITERS)}, not {path.suffix or path.name}")
    names = _extra_names(layer.extra.values())
    with tempfile.TemporaryDirectory(prefix=".quyhoach-", dir=path.parent) as folder:
        draft = Path(folder) / f"layer{path.suffix.lower()}"
        writers[path.suffix.lower()](layer, draft, names)
        os.replace(draft, path)
    return tuple(
        finding("ZON-049", Place(path.name, column=old), name=old, written=new) for old, new in names.items() if old != new
    )


def _extra_names(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Extra property → its name in the file: another one where it is taken, letter case aside."""
    names: dict[str, str] = {}
    taken = set(_RESERVED)
    for row in rows:
        for name in row:
            if name in names:
                continue
            free, number = name or "x", 2
            while free.casefold() in taken:
                free, number = f"{name or 'x'}_{number}", number + 1
            names[name] = free
            taken.add(free.casefold())
    return names


def _geojson(layer: PlanLayer, path: Path, names: Mapping[str, str]) -> None:
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{layer.crs.replace(':', '::', 1)}"}}
    shapes = shapely.to_geojson(shapely.orient_polygons(layer.shapes))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"type":"FeatureCollection","crs":{_json(crs)},"features":[\n')
        for n, (one, shape) in enumerate(zip(layer.attributes, shapes, strict=True)):
            said = {name: getattr(one, name) for name in _FIELDS}
            more = layer.extra.get(one.id, {})
            said = {name: None if value == "" else value for name, value in said.items()} | {names[name]: more[name] for name in more}
            comma = ",\n" if n + 1 < len(layer) else "\n"
            file.write(f'{{"type":"Feature","properties":{_json(said)},"geometry":{shape}}}{comma}')
        file.write("]}\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _gpkg(layer: PlanLayer, path: Path, names: Mapping[str, str]) -> None:
    columns = [_column([getattr(one, name) for one in layer.attributes], name in _NUMBERS) for name in _FIELDS]
    rows = [layer.extra.get(one.id, {}) for one in layer.attributes]
    columns += [_column([row.get(name) for row in rows]) for name in names]
    kinds = set(shapely.get_type_id(layer.shapes).tolist())
    raw.write(
        path, shapely.to_wkb(layer.shapes), [values for values, _ in columns], [*_FIELDS, *names.values()], [mask for _, mask in columns],
        layer=_LAYER, driver="GPKG", crs=layer.crs, geometry_type={(3,): "Polygon", (6,): "MultiPolygon"}.get(tuple(kinds), "Unknown"),
        nan_as_null=True,
    )


def _column(values: list[Any], number: bool = False) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """A column as GDAL takes it, and where it is missing: truths, whole numbers and numbers as such, all else as text."""
    missing = np.array([value is None or value == "" for value in values], dtype=bool)
    kinds = {type(value) for value, none in zip(values, missing, strict=True) if not none}
    if number or (kinds and kinds <= {int, float} and (float in kinds)):
        return np.array([np.nan if none else float(value) for value, none in zip(values, missing, strict=True)]), None
    if kinds == {int} and all(none or abs(value) < 2**63 for value, none in zip(values, missing, strict=True)):
        return np.array([0 if none else value for value, none in zip(values, missing, strict=True)], dtype=np.int64), missing
    if kinds == {bool}:
        return np.array([False if none else value for value, none in zip(values, missing, strict=True)], dtype=bool), missing
    text = [None if none else str(value) if isinstance(value, str) else _json(value) for value, none in zip(values, missing, strict=True)]
    return np.array(text, dtype=object), None
