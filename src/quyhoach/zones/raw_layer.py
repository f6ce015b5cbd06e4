"""What GDAL reads from a map file, as arrays: shapes as they stand, columns, the stated system, what GDAL warned of."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyogrio import list_layers, raw, set_gdal_config_options
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from quyhoach.places.crs import crs_text
from quyhoach.zones.layer import Shapes
from quyhoach.zones.map_file import MapFile, MapKind
from quyhoach.zones.told import Told

ARC_STEP = 0.5
"""Degrees of one chord of a curve: a chord leaves its circle by less than a hundred-thousandth of the radius."""
_ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, ValueError, RuntimeError, OSError, MemoryError)
_QUIET = ("Several features with id", "invalid value encountered", "winding order", "Non closed ring", "crs")
_HEAD = 1 << 16


@dataclass(frozen=True)
class RawLayer:
    """One layer of a file: ``shapes[i]`` (None: no geometry, or unreadable) and ``columns[name][i]``.

    ``crs``: the system's text, None when not stated."""

    sheet: str
    crs: str | None
    shapes: Shapes
    columns: Mapping[str, NDArray[Any]]
    whole: frozenset[str] = frozenset()
    """Columns of whole numbers, even where missing ones made them floats."""
    curved: bool = False
    """The file says that the layer holds curves, which GDAL turned into chords of ``ARC_STEP``."""
    turned: bool = False
    """GDAL set rings of a shapefile right that ran the wrong way."""


def read_raw(file: MapFile, told: Told) -> tuple[RawLayer, ...]:
    """Every layer with geometry; () when ``told`` says why none."""
    set_gdal_config_options({"OGR_ARC_STEPSIZE": str(ARC_STEP)})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            kinds = {str(name): str(kind) for name, kind in list_layers(file.path) if kind} if file.kind is MapKind.GPKG else {"": ""}
            curved = _curved(file) if file.kind is MapKind.GPKG else frozenset()
        layers = tuple(_read(file, name, name.casefold() in curved, told) for name in kinds)
    except UnboundLocalError:  # pyogrio, of a system it cannot name
        told.say("ZON-008", crs=".prj" if file.kind is MapKind.SHAPEFILE else "?")
        return ()
    except _ERRORS as error:
        told.say("ZON-001", name=file.path.name, reason=" ".join(str(error).split())[:300] or type(error).__name__)
        return ()
    if not layers:
        told.say("ZON-048", name=file.path.name)
    return layers


def _curved(file: MapFile) -> frozenset[str]:
    """Layers of a GeoPackage that hold curves, as the file itself says."""
    sql = "SELECT table_name FROM gpkg_extensions WHERE extension_name LIKE 'gpkg_geom_%' AND table_name IS NOT NULL"
    try:
        _, _, _, (names,) = raw.read(file.path, sql=sql, read_geometry=False)
    except _ERRORS:  # no extension at all
        return frozenset()
    return frozenset(str(name).casefold() for name in names)


def _read(file: MapFile, layer: str, curved: bool, told: Told) -> RawLayer:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        meta, geometry, fields = _arrays(file, layer, told)
        with np.errstate(invalid="ignore"):  # numbers that are not finite are looked for afterwards
            shapes = np.asarray(shapely.from_wkb(geometry, on_invalid="ignore"), dtype=object)
    messages = dict.fromkeys(str(one.message) for one in caught)
    for message in [one for one in messages if not any(quiet in one for quiet in _QUIET)][:5]:
        told.say("ZON-045", text=message[:300])
    stated = meta["crs"]
    if file.kind is MapKind.GEOJSON:
        stated = geojson_crs(file.path)
    return RawLayer(
        layer, stated, shapes, dict(zip(map(str, meta["fields"]), fields, strict=True)),
        frozenset(str(name) for name, kind in zip(meta["fields"], meta["ogr_types"], strict=True) if kind.startswith("OFTInteger")),
        curved,
        any("winding order" in message for message in messages),
    )


def _arrays(file: MapFile, layer: str, told: Told) -> tuple[dict[str, Any], NDArray[np.object_], Any]:
    """Meta, WKB and columns. A table whose letters are not what it states is read byte by byte, and told."""
    options: dict[str, Any] = {"datetime_as_string": True}
    source: Any = file.path
    if file.kind is MapKind.GEOJSON:
        source, options = f"GeoJSON:{file.path.absolute()}", options | {"DATE_AS_STRING": "YES"}
    if file.kind is MapKind.DXF:
        options["CLOSED_LINE_AS_POLYGON"] = "YES"
    if layer:
        options["layer"] = layer
    try:
        meta, _, geometry, fields = raw.read(source, **options)
    except UnicodeDecodeError as error:
        told.say("ZON-046", reason=str(error))
        meta, _, geometry, fields = raw.read(source, encoding="ISO-8859-1", **options)
    return meta, np.array([], dtype=object) if geometry is None else geometry, fields


def geojson_crs(path: Path) -> str | None:
    """The system a GeoJSON states: the ``crs`` member of before 2016, or a ``_crs`` member; None when neither. Looks at both ends only."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD).decode("utf-8", "replace")
        file.seek(max(0, size - _HEAD))
        tail = file.read().decode("utf-8", "replace")
    before = re.split(r'"features"\s*:', head, maxsplit=1)[0]
    _, *pieces = re.split(r"\}\s*\]\s*,", tail)
    after = pieces[-1] if pieces else ""
    for text in (before, after):
        found = re.search(r'(?:^|[{,\s])"(_?crs)"\s*:\s*', text)
        if found:
            return _named(text[found.end():])
    return None


def _named(text: str) -> str | None:
    try:
        member, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return text[:60]
    if isinstance(member, list) and len(member) == 1:
        member = member[0]
    return None if member is None else crs_text(member)
