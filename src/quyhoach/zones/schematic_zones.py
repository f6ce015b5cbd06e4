"""Schematic shapes of zones whose drawing is not on file: a disc of the stated area at the stated centre, exact in the plane.

The disc is a regular polygon of ``CORNERS`` corners with exactly the stated area; it shows size and place, never a border. A zone
inside another is moved the least way that keeps it inside, and zones side by side are moved apart; how far is said. A zone with no
area or no centre gets no shape.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyproj import Transformer
from pyproj.enums import TransformDirection

from quyhoach.places.schematic import NOTE_EN, NOTE_VI
from quyhoach.tables.spec import Row
from quyhoach.zones.layer import DEFAULT_CRS
from quyhoach.zones.plan import PlanGroup, PlanRegister, PlanStatus

CORNERS = 48
GAP = 10.0
"""Metres left between neighbours that had to be moved apart."""
_ROUNDS = 200
_TURN = 0.3  # radians
_DIGITS = 13
"""Decimals of a degree: a tenth of a thousandth of a millimetre, so that areas hold when they are read back."""
_WIDEST = (PlanStatus.AMENDED, PlanStatus.DECIDED, PlanStatus.UNKNOWN, PlanStatus.APPRAISED, PlanStatus.CONSULTED, PlanStatus.DRAFT,
           PlanStatus.ENDED)
"""Of several plans of one zone the sketch belongs to the first of these."""
_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ZoneSketch:
    """A zone to draw: ``lon``/``lat`` in degrees (WGS84), hectares as stated, ``parent`` the zone it lies in. None is missing."""

    zone: str
    plan: str
    status: str
    parent: str
    name_vi: str
    name_en: str
    kind: str
    lon: float | None
    lat: float | None
    area_ha: float | None

    @property
    def lacks(self) -> str:
        """What keeps it out of the drawing: "centre", "area", "centre area", or "" when nothing does."""
        centre = all(v is not None and math.isfinite(v) for v in (self.lon, self.lat)) and abs(self.lat or 0) < 85
        area = self.area_ha is not None and math.isfinite(self.area_ha) and self.area_ha > 0
        return " ".join(name for name, known in (("centre", centre), ("area", area)) if not known)


@dataclass
class _Disc:
    sketch: ZoneSketch
    x: float
    y: float
    radius: float
    start: _Point

    @property
    def moved(self) -> float:
        return math.dist((self.x, self.y), self.start)


def sketches_of(plans: PlanRegister, zones: Mapping[str, Row]) -> tuple[ZoneSketch, ...]:
    """Every zone a plan covers, once, in table order of the zones. ``zones`` is the zones table by code.

    The parent is the nearest zone around it that has a plan and can be drawn.
    """
    by_zone: dict[str, PlanGroup] = {}
    for plan in sorted(plans.plans, key=lambda plan: _WIDEST.index(plan.status)):
        by_zone.setdefault(plan.zone, plan)
    bare = {code: _sketch(by_zone[code], row, "") for code, row in zones.items() if code in by_zone}
    return tuple(_sketch(by_zone[code], zones[code], _around(code, bare, zones)) for code in bare)


def _sketch(plan: PlanGroup, row: Row, parent: str) -> ZoneSketch:
    lon, lat, area = (row.decimal(column) for column in ("lon", "lat", "area_ha"))
    numbers = (None if number is None else float(number) for number in (lon, lat, area))
    return ZoneSketch(
        row.text("zone"), plan.code, str(plan.status), parent, row.text("name_vi"), row.text("name_en"), row.text("kind"), *numbers,
    )


def _around(code: str, sketches: Mapping[str, ZoneSketch], zones: Mapping[str, Row]) -> str:
    seen = {code}
    while (code := zones[code].text("parent")) in zones and code not in seen:
        seen.add(code)
        if code in sketches and not sketches[code].lacks:
            return code
    return ""


def schematic_zones(sketches: Iterable[ZoneSketch], crs: str = DEFAULT_CRS) -> dict[str, Any]:
    """A GeoJSON FeatureCollection in degrees (WGS84), one feature a drawn zone, widest first; areas are exact in the plane ``crs``.

    Property names are those of the native object model. Members ``left_out`` (zone, name_vi, lacks) and ``notice`` say what is not
    there and what it is not. Never raises for missing values.
    """
    sketches = sorted(sketches, key=lambda one: (-(one.area_ha or 0), one.zone))
    drawn = [one for one in sketches if not one.lacks]
    to_plane = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    discs = []
    for one in drawn:
        x, y = to_plane.transform(one.lon, one.lat)
        discs.append(_Disc(one, x, y, radius_m(one.area_ha or 0), (x, y)))
    _settle(discs)
    return {
        "type": "FeatureCollection", "name": "plans", "notice": NOTE_VI, "notice_en": NOTE_EN, "schematic": True,
        "measured_in": crs,
        "left_out": [{"zone": one.zone, "name_vi": one.name_vi, "lacks": one.lacks} for one in sketches if one.lacks],
        "features": [_feature(disc, to_plane) for disc in discs],
    }


def radius_m(area_ha: float) -> float:
    """Metres from the middle to a corner of the polygon of that area: A = n/2 · r² · sin(2π/n)."""
    return math.sqrt(2 * area_ha * 10_000 / (CORNERS * math.sin(2 * math.pi / CORNERS)))


def _ring(disc: _Disc, to_plane: Transformer) -> list[list[float]]:
    turns = [2 * math.pi * n / CORNERS for n in range(CORNERS)]
    corners = [_degrees(disc.x + disc.radius * math.cos(t), disc.y + disc.radius * math.sin(t), to_plane) for t in turns]
    ring = [[round(lon, _DIGITS), round(lat, _DIGITS)] for lon, lat in corners]
    return [*ring, ring[0]]


def _degrees(x: float, y: float, to_plane: Transformer) -> _Point:
    """The degrees that ``to_plane`` puts at (x, y). The way back through a change of datum is only nearly its inverse, so the rest
    is taken back until less than a thousandth of a millimetre is left."""
    aim_x, aim_y = x, y
    lon, lat = to_plane.transform(x, y, direction=TransformDirection.INVERSE)
    for _ in range(4):
        found_x, found_y = to_plane.transform(lon, lat)
        aim_x, aim_y = aim_x + x - found_x, aim_y + y - found_y
        lon, lat = to_plane.transform(aim_x, aim_y, direction=TransformDirection.INVERSE)
    return lon, lat


def _feature(disc: _Disc, to_plane: Transformer) -> dict[str, Any]:
    one = disc.sketch
    return {
        "type": "Feature",
        "properties": {
            "id": one.zone, "role": "plan", "plan": one.plan, "status": one.status, "parent": one.parent, "zone": one.zone,
            "name": one.name_vi, "name_en": one.name_en, "kind": one.kind, "code": "", "stated_ha": one.area_ha, "closes": False,
            "moved_m": round(disc.moved, 1), "schematic": True, "notice": NOTE_VI,
        },
        "geometry": {"type": "Polygon", "coordinates": [_ring(disc, to_plane)]},
    }


def _settle(discs: Sequence[_Disc]) -> None:
    """Move discs until siblings stand apart and each lies in its parent, the smaller one giving way; at most ``_ROUNDS`` rounds.

    From the second round on the way out turns a little each time, so that no disc goes to and fro between two others.
    """
    by_zone = {disc.sketch.zone: disc for disc in discs}
    for turn in range(_ROUNDS):
        moved = False
        for n, disc in enumerate(discs):
            for other in discs[:n]:
                if other.sketch.parent == disc.sketch.parent:
                    moved |= _part(disc, other, _TURN * turn)
            parent = by_zone.get(disc.sketch.parent)
            if parent is not None and parent is not disc:
                moved |= _hold(disc, parent)
        if not moved:
            return


def _part(disc: _Disc, other: _Disc, turn: float) -> bool:
    """Move ``disc`` away from ``other``, ``turn`` radians off the straight way, until they no longer touch."""
    away = math.dist((disc.x, disc.y), (other.x, other.y))
    need = disc.radius + other.radius
    if away >= need:
        return False
    angle = (math.atan2(disc.y - other.y, disc.x - other.x) if away > 0 else 0.0) + turn
    disc.x, disc.y = other.x + math.cos(angle) * (need + GAP), other.y + math.sin(angle) * (need + GAP)
    return True


def _hold(disc: _Disc, parent: _Disc) -> bool:
    """Move ``disc`` towards the middle of its parent until it lies inside; one that is too large stays at its centre."""
    most = parent.radius * math.cos(math.pi / CORNERS) - disc.radius - GAP
    away = math.dist((disc.x, disc.y), (parent.x, parent.y))
    if most < 0 or away <= most + GAP / 2:
        return False
    disc.x = parent.x + (disc.x - parent.x) / away * most
    disc.y = parent.y + (disc.y - parent.y) / away * most
    return True
