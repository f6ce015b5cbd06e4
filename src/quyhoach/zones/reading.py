"""A map file as a plan layer: what is right is loaded in a plane in metres, everything else is a finding with its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quyhoach.findings import Finding, Place, finding
from quyhoach.garbage import no_collections
from quyhoach.places.plane import VIETNAM, degrees_from, inside, known_crs, local_plane, mover
from quyhoach.zones.attributes import AttributeTable
from quyhoach.zones.dxf_lines import closed_areas
from quyhoach.zones.geometry_faults import Mask, areas_only, valid_areas, wrong_turns
from quyhoach.zones.layer import DEFAULT_CRS, Floats, PlanLayer, Shape, Shapes
from quyhoach.zones.legacy_text import READINGS, convert, lost, recognise
from quyhoach.zones.map_file import MapFile, MapKind, opened
from quyhoach.zones.object_model import ObjectModel, model_for, models
from quyhoach.zones.placement import Frame, frame_of, standing
from quyhoach.zones.raw_layer import ARC_STEP, RawLayer, read_raw
from quyhoach.zones.told import Told


@dataclass(frozen=True, slots=True)
class LayerRead:
    """The layer, None when nothing of the file can be used, and everything to know about the file. ``crs``: the file's own system."""

    layer: PlanLayer | None
    findings: tuple[Finding, ...] = ()
    crs: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says about a file: its system, the object model, the plane to measure in, the encoding of its texts
    (a key of ``READINGS``), and whether its first number is the north one."""

    crs: str | None = None
    model: str | None = None
    target: str | None = None
    text: str | None = None
    swap_axes: bool = False


def read_layer(
    path: Path, *, crs: str | None = None, model: str | None = None, target: str | None = None, text: str | None = None,
    swap_axes: bool = False,
) -> LayerRead:
    """Read a GeoPackage, GeoJSON, Shapefile, DXF, MapInfo TAB or MIF, or a zip with one of them. Never raises for bad input.

    ``crs`` goes before what the file states, and confirms it. Areas are measured in ``target``, else in the file's own plane when it is
    one in metres, else in EPSG:9215 (outside Vietnam: in the UTM zone). Nothing is repaired; ``text`` and ``swap_axes`` are a
    person's word.
    """
    path = Path(path)
    told = Told(path.name)
    asked = Said(crs, model, target, text, swap_axes)
    if not _understood(asked, told):
        return LayerRead(None, told.all())
    with opened(path, told) as file:
        raws = read_raw(file, told) if file else ()
        parts = [part for raw in raws if file and (part := _part(raw, file, asked, Told(path.name, raw.sheet if len(raws) > 1 else "")))]
    if not parts:
        return LayerRead(None, told.all())
    with no_collections():
        layer = _joined(parts, asked, told, path.name)
    findings = (*told.all(), *(one for part in parts for one in part.told.all()))
    named = next((part.frame.crs.code for part in parts if part.frame), "")
    if layer is None:
        findings = (*findings, finding("ZON-048", Place(path.name), name=path.name))
    return LayerRead(layer, findings, named)


def mixed_systems(reads: Iterable[LayerRead]) -> tuple[Finding, ...]:
    """ZON-025 when files of one folder were drawn in different systems."""
    found: dict[str, list[str]] = {}
    for read in reads:
        if read.layer is not None and read.crs:
            found.setdefault(read.crs, []).append(read.layer.file)
    if len(found) < 2:
        return ()
    listed = "; ".join(f"{crs}: {', '.join(files[:3])}{'…' if len(files) > 3 else ''}" for crs, files in found.items())
    return (finding("ZON-025", count=len(found), listed=listed),)


def _understood(asked: Said, told: Told) -> bool:
    if asked.model is not None and asked.model not in models():
        told.say("ZON-041", model=asked.model, reason=", ".join(models()))
    elif asked.text is not None and asked.text not in READINGS:
        told.say("ZON-041", model=asked.text, reason=", ".join(READINGS))
    elif asked.target is not None and not ((known := known_crs(asked.target)) and known.plane):
        told.say("ZON-008", crs=asked.target)
    else:
        return True
    return False


@dataclass
class _Part:
    """One layer of the file with its good rows: shapes in the file's own numbers."""

    raw: RawLayer
    told: Told
    shapes: Shapes
    rows: NDArray[np.int64]
    frame: Frame | None
    model: ObjectModel | None


def _part(raw: RawLayer, file: MapFile, asked: Said, told: Told) -> _Part:
    skip: Mask | None = None
    if file.kind is MapKind.DXF:
        raw, skip = closed_areas(raw, file.path, told)
    elif raw.curved:
        told.say("ZON-026", kinds=raw.sheet or file.path.name, step=str(ARC_STEP))
    shapes, keep = areas_only(raw.shapes, told, skip)
    rows = np.flatnonzero(keep).astype(np.int64)
    shapes = shapes[rows]
    if asked.swap_axes:
        shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
    good = valid_areas(shapes, rows, told, digits=3 if _large(shapes) else 6)
    shapes, rows = shapes[good], rows[good]
    _ring_order(raw, shapes, file.kind, told)
    raw = _texts(raw, asked, told)
    centres = _centres(shapes)
    frame = frame_of(raw.crs, asked.crs, file.kind, centres, told) if len(shapes) else None
    if frame is not None:
        stands = standing(frame, centres, rows, told)
        shapes, rows = shapes[stands], rows[stands]
    return _Part(raw, told, shapes, rows, frame, _model(raw, asked, told))


def _large(shapes: Shapes) -> bool:
    return len(shapes) > 0 and float(np.nanmax(np.abs(shapely.total_bounds(shapes)))) > 360


def _centres(shapes: Shapes) -> Floats:
    box = shapely.bounds(shapes)
    return np.asarray((box[:, :2] + box[:, 2:]) / 2, dtype=np.float64)


def _ring_order(raw: RawLayer, shapes: Shapes, kind: MapKind, told: Told) -> None:
    count = int(np.count_nonzero(wrong_turns(shapes))) if kind is MapKind.GEOJSON and len(shapes) else 0
    if count or raw.turned:
        told.say("ZON-031", count=str(count) if count else "?", kind=kind)


def _model(raw: RawLayer, asked: Said, told: Told) -> ObjectModel | None:
    if asked.model is None:
        return model_for(raw.columns)
    model = models()[asked.model]
    lacking = model.lacking(raw.columns)
    if lacking:
        told.say("ZON-041", model=asked.model, reason=f"thiếu · lacks {', '.join(lacking)}")
        return None
    return model


def _texts(raw: RawLayer, asked: Said, told: Told) -> RawLayer:
    """The layer with its texts converted when that was asked; else old encodings and lost letters are named."""
    changed: dict[str, NDArray[Any]] = {}
    for name, column in raw.columns.items():
        words = _words(column)
        if not words:
            continue
        found = recognise(words) if asked.text is None else None
        if found:
            told.say("ZON-032", column=name, name=name, sample=found.sample, encoding=found.encoding, meant=found.meant)
        if bad := lost(words):
            told.say("ZON-033", column=name, name=name, sample=bad[:60])
        if asked.text is not None:
            read = {word: convert(word, asked.text) for word in words}
            changed[name] = np.array([read.get(value, value) if type(value) is str else value for value in column.tolist()], dtype=object)
    return replace(raw, columns={**raw.columns, **changed}) if changed else raw


def _words(column: NDArray[Any]) -> tuple[str, ...]:
    """The column's different texts; none when all are plain ASCII without a question mark."""
    if column.dtype != object:
        return ()
    try:
        whole = "".join(filter(None, column.tolist()))
    except TypeError:
        whole = "?"
    if whole.isascii() and "?" not in whole:
        return ()
    return tuple(value for value in dict.fromkeys(map(_only_text, column.tolist())) if value)


def _only_text(value: Any) -> str:
    return value if type(value) is str else ""


def _joined(parts: list[_Part], asked: Said, told: Told, name: str) -> PlanLayer | None:
    """All parts in one plane. None when nothing is left."""
    ready = [part for part in parts if part.frame and part.model and len(part.shapes)]
    if not ready:
        return None
    systems = dict.fromkeys(part.frame.crs.code or part.frame.crs.name for part in ready if part.frame)
    if len(systems) > 1:
        told.say("ZON-025", count=len(systems), listed="; ".join(systems))
    target = asked.target or _plane(ready)
    seen: set[str] = set()
    attributes: list[Shape] = []
    extra: Mapping[str, Mapping[str, Any]] = {}
    for part in ready:
        _move(part, target)
        shapes, others = _attributes(part, seen)
        attributes.extend(shapes)
        extra = others if not extra else {**extra, **others}
    shapes_of_all = np.concatenate([part.shapes for part in ready])
    return PlanLayer(target, tuple(attributes), shapes_of_all, name, extra) if attributes else None


def _plane(parts: list[_Part]) -> str:
    """The first part's own plane, else the default one, else, for a place far from Vietnam, its UTM zone."""
    frame = parts[0].frame
    assert frame is not None
    if frame.crs.plane:
        return frame.crs.code
    middle = degrees_from(frame.crs.text)(np.median(_centres(parts[0].shapes), axis=0)[None])
    return DEFAULT_CRS if inside(middle, VIETNAM)[0] or not np.isfinite(middle).all() else local_plane(*map(float, middle[0]))


def _move(part: _Part, target: str) -> None:
    """The part's shapes into the plane; a shape that cannot be there, or is broken by it, stays out."""
    assert part.frame is not None
    source = part.frame.crs
    if source.code == target:
        return
    moved = shapely.transform(part.shapes, mover(source.text, target))
    points, owner = shapely.get_coordinates(moved, return_index=True)
    there = np.ones(len(moved), dtype=bool)
    there[owner[~np.isfinite(points).all(axis=1)]] = False
    for row in part.rows[~there]:
        part.told.say("ZON-023", row=int(row) + 1)
    moved, part.rows = moved[there], part.rows[there]
    good = valid_areas(moved, part.rows, part.told)
    part.shapes, part.rows = moved[good], part.rows[good]
    plane = known_crs(target)
    name = plane.name if plane else target
    part.told.say("ZON-017", source=source.code or source.name, source_name=source.name, target=target, target_name=name)


def _attributes(part: _Part, seen: set[str]) -> tuple[tuple[Shape, ...], Mapping[str, Mapping[str, Any]]]:
    assert part.model is not None
    columns = {name: column[part.rows] for name, column in part.raw.columns.items()}
    area = np.asarray(shapely.area(part.shapes), dtype=np.float64)
    table = AttributeTable(columns, part.raw.whole, part.rows, area, part.model, part.told)
    shapes = table.shapes(seen)
    return shapes, table.extra(shapes)
