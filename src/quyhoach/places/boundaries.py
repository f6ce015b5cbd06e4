"""Boundaries of communes from a province's own GeoJSON: what is right is kept, everything else is a finding."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from quyhoach.findings import Finding, Place, finding
from quyhoach.places.crs import Floats, StatedCrs, candidates, crs_text, stated_crs
from quyhoach.places.names import spell_name, split_kind
from quyhoach.places.shapes import area_json, corners, kilometres_to, read_area

MAX_BYTES = 30 * 1024 * 1024
FARTHEST = 50
"""Kilometres between a shape and its unit's stated centre from which it is another place: another meridian moves it by more."""
CODE_NAMES = ("code", "unit", "ma", "ma_xa", "maxa", "ma_dvhc", "madvhc", "ma_px", "ward_code")
"""Properties that may hold the commune's code, any case, in this order."""
_NAME_NAMES = ("fullname", "name_vi", "ten_xa", "tenxa", "ten_dvhc", "tendvhc", "ten", "name")
_NO_LAYER: Mapping[str, Any] = {"type": "FeatureCollection", "features": []}


@dataclass(frozen=True, slots=True)
class Boundaries:
    """``layer``: a FeatureCollection in WGS84 of the features kept, in file order, each with ``kind`` "commune", ``code`` (as in the
    known codes) and ``name_vi`` (the known name). ``findings``: everything to know about the file."""

    layer: Mapping[str, Any] = field(hash=False)
    findings: tuple[Finding, ...] = ()


def read_boundaries(
    source: Path | str | bytes, filename: str, known_codes: Mapping[str, str], centres: Mapping[str, tuple[float, float]] | None = None,
) -> Boundaries:
    """Read a GeoJSON file (or its bytes) of commune shapes. ``known_codes``: code → name of the units in force.

    ``centres``: code → longitude and latitude of those whose centre is known; a shape far from its own is kept out.

    Coordinates are longitude and latitude, unless the file states another system, which is then transformed to WGS84.
    Never raises for bad input, a missing file included: findings GEO-001… say what is wrong.
    """
    place = Place(file=filename)
    try:
        size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
        if size > MAX_BYTES:
            megabytes = Decimal(size).scaleb(-6).quantize(Decimal("0.1"))
            return Boundaries(_NO_LAYER, (finding("GEO-003", place, name=filename, size=megabytes, limit=MAX_BYTES // 10**6),))
        data = json.loads((source if isinstance(source, bytes) else Path(source).read_bytes()).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return Boundaries(_NO_LAYER, (finding("GEO-001", place, name=filename, reason=reason or type(error).__name__),))
    if not (isinstance(data, dict) and data.get("type") == "FeatureCollection" and isinstance(data.get("features"), list)):
        return Boundaries(_NO_LAYER, (finding("GEO-002", place, name=filename),))
    crs = stated_crs(data.get("crs"))
    if crs is None:
        return Boundaries(_NO_LAYER, (finding("GEO-007", place, crs=crs_text(data["crs"])),))
    reading = _Reading(filename, known_codes, crs, centres or {})
    for number, feature in enumerate(data["features"], 1):
        reading.take(number, feature)
    return Boundaries({"type": "FeatureCollection", "features": list(reading.kept.values())}, tuple(reading.told()))


def code_of(feature: Any) -> str:
    """The code written in a feature's properties (or its ``id``), "" when none; a number gets its leading zeros back."""
    found = _property(feature, CODE_NAMES)
    if found is None and isinstance(feature, Mapping):
        found = feature.get("id")
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if isinstance(found, int) and not isinstance(found, bool):
        return f"{found:05d}"
    return found.strip() if isinstance(found, str) else ""


def _property(feature: Any, names: tuple[str, ...]) -> Any:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(properties, Mapping):
        return None
    folded = {str(name).casefold(): value for name, value in properties.items()}
    return next((folded[name] for name in names if folded.get(name) not in (None, "")), None)


@dataclass
class _Reading:
    """One file being read: features kept by code, and what was met on the way."""

    filename: str
    known: Mapping[str, str]
    crs: StatedCrs
    centres: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    swapped: list[str] = field(default_factory=list)
    plane: list[tuple[float, float]] = field(default_factory=list)

    def take(self, number: int, feature: Any) -> None:
        """Keep a good feature; say what is wrong with another."""
        code = code_of(feature)
        place = Place(file=self.filename, object_id=code or f"#{number}")
        if not code:
            self.findings.append(finding("GEO-014", place, number=str(number), names=", ".join(CODE_NAMES)))
        elif code not in self.known:
            near = ", ".join(f"{near} {self.known[near]}" for near in get_close_matches(code, self.known, 3)) or "–"
            self.findings.append(finding("GEO-008", place, unit=code, near=near))
        elif code in self.kept:
            self.findings.append(finding("GEO-009", place, unit=code, number=str(number)))
        else:
            self._shape(code, feature, place)

    def _shape(self, code: str, feature: Mapping[str, Any], place: Place) -> None:
        geometry = feature.get("geometry")
        points = corners(geometry)
        if points is not None and self._elsewhere(code, points):
            return
        read = read_area(geometry, self.crs.degrees if self.crs.to_wgs84 else None)
        if read.area is None:
            self.findings.append(finding("GEO-010", place, unit=code, reason=read.reason))
            return
        if not self.crs.covers(read.area.bounds):
            self.findings.append(finding("GEO-015", place, unit=code, crs=self.crs.text, crs_name=self.crs.name))
            return
        away = kilometres_to(read.area, self.centres[code]) if code in self.centres else 0.0
        if away > FARTHEST:
            self.findings.append(finding("GEO-016", place, unit=code, distance=Decimal(round(away)), limit=FARTHEST))
            return
        if read.reason:
            self.findings.append(finding("GEO-011", place, unit=code, reason=read.reason))
        self._name(code, feature, place)
        properties = {"kind": "commune", "code": code, "name_vi": self.known[code]}
        self.kept[code] = {"type": "Feature", "properties": properties, "geometry": area_json(read.area)}

    def _elsewhere(self, code: str, points: Floats) -> bool:
        """True when numbers said to be degrees cannot be: swapped, or metres. Told once for the file."""
        if self.crs.to_wgs84 is not None:
            return False
        east, north = np.abs(points).max(axis=0)
        if east > 180 or north > 180:
            self.plane.append((float(points[0, 0]), float(points[0, 1])))
        elif north > 90:
            self.swapped.append(code)
        return bool(north > 90 or east > 180)

    def _name(self, code: str, feature: Mapping[str, Any], place: Place) -> None:
        printed = _property(feature, _NAME_NAMES)
        if isinstance(printed, str) and spell_name(split_kind(printed)[1]) != spell_name(split_kind(self.known[code])[1]):
            self.findings.append(finding("GEO-013", place, unit=code, printed=printed, known=self.known[code]))

    def told(self) -> Iterator[Finding]:
        """All findings: on the whole file first, then by feature, last what is missing."""
        place = Place(file=self.filename)
        if self.crs.to_wgs84 is not None and self.kept:
            yield finding("GEO-006", place, crs=self.crs.text, crs_name=self.crs.name)
        if self.plane:
            x, y = self.plane[0]
            listed = ", ".join(candidates(x, y)) or "–"
            yield finding("GEO-005", place, count=Decimal(len(self.plane)), x=f"{x:.0f}", y=f"{y:.0f}", candidates=listed)
        if self.swapped:
            yield finding("GEO-004", place, count=Decimal(len(self.swapped)), first=self.swapped[0])
        yield from self.findings
        missing = [f"{code} {name}" for code, name in self.known.items() if code not in self.kept]
        if missing:
            yield finding("GEO-012", place, count=Decimal(len(missing)), codes=", ".join(missing))
