"""DXF drawings: closed lines become areas, open ones are named by their gap, curves by their tolerance."""

from __future__ import annotations

import mmap
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import shapely

from quyhoach.zones.geometry_faults import Mask
from quyhoach.zones.layer import Floats, Shapes
from quyhoach.zones.raw_layer import ARC_STEP, RawLayer
from quyhoach.zones.told import Told

_ENTITY = re.compile(rb"\n\s*0\r?\n(ARC|CIRCLE|ELLIPSE|SPLINE)\r?\n")
_BULGE = re.compile(rb"\n\s*42\r?\n\s*-?(?=[0-9.]*[1-9])[0-9.]+(?:[eE][-+]?\d+)?\r?\n")
_MET = 1e-6
"""Metres between two ends that are one point: what is left when the chords of a whole ellipse are computed."""
_OPEN = 0.5
"""A line whose ends stand nearer than this share of its length was meant to close; a road is not."""


def closed_areas(layer: RawLayer, path: Path, told: Told) -> tuple[RawLayer, Mask]:
    """The layer with closed lines as polygons, and the rows told of: open ones and splines, which stay out."""
    curves = _curves(path)
    if curves:
        told.say("ZON-026", kinds=curves, step=_step())
    lines = shapely.get_type_id(layer.shapes) == 1
    marks = np.array([str(mark or "") for mark in layer.columns.get("SubClasses", np.full(len(lines), ""))], dtype=str)
    handles = layer.columns.get("EntityHandle", np.full(len(lines), ""))
    splines = np.char.find(marks, "AcDbSpline") >= 0
    for row in np.flatnonzero(splines):
        told.say("ZON-027", row=int(row) + 1, object_id=str(handles[row] or ""))
    lines &= ~splines
    ends = _gaps(layer.shapes)
    closed = lines & (ends <= _MET) & (shapely.get_num_points(layer.shapes) > 3)
    opened = _open(layer, lines & ~closed & (np.char.find(marks, "AcDbCircle") < 0), handles, told)
    shapes = layer.shapes.copy()
    points, owner = shapely.get_coordinates(layer.shapes[closed], return_index=True)
    shapes[closed] = shapely.polygons(shapely.linearrings(points, indices=owner))
    return replace(layer, shapes=shapes), splines | opened


def _open(layer: RawLayer, lines: Mask, handles: object, told: Told) -> Mask:
    rows = np.flatnonzero(lines & (shapely.get_num_points(layer.shapes) > 2))
    ends = _gaps(layer.shapes[rows])
    with np.errstate(invalid="ignore"):  # numbers that are not finite are told of afterwards
        meant = ends <= _OPEN * shapely.length(layer.shapes[rows])
    names = layer.columns.get("Layer", np.full(len(layer.shapes), ""))
    for row, gap in zip(rows[meant], ends[meant], strict=True):
        handle = str(np.asarray(handles)[row] or "")
        told.say("ZON-028", row=int(row) + 1, object_id=handle, gap=Decimal(f"{gap:.3f}"), layer=names[row] or "–")
    found = np.zeros(len(layer.shapes), dtype=bool)
    found[rows[meant]] = True
    return found


def _gaps(lines: Shapes) -> Floats:
    """Metres between the ends of every line; not a number for what is no line or has none."""
    with np.errstate(invalid="ignore"):
        return np.asarray(shapely.distance(shapely.get_point(lines, 0), shapely.get_point(lines, -1)), dtype=np.float64)


def _step() -> Decimal:
    return Decimal(str(ARC_STEP))


def _curves(path: Path) -> str:
    """Curved things the drawing holds, counted: "2 CIRCLE, 1 bulge"; "" when none."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        at = text.find(b"ENTITIES")
        kinds = [found[1].decode() for found in _ENTITY.finditer(text, max(0, at))]
        bulges = sum(1 for _ in _BULGE.finditer(text, max(0, at)))
    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} | ({"bulge": bulges} if bulges else {})
    return ", ".join(f"{count} {kind}" for kind, count in counts.items())
