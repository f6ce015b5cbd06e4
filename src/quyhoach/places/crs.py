"""Coordinate systems: what a file states, and which VN-2000 system plane numbers may be in. The room's door to pyproj."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError, ProjError

_VIETNAM = AreaOfInterest(102.0, 8.0, 110.0, 24.0)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StatedCrs:
    """What a file states: its text, "EPSG:n" or the system's name, the way to WGS84 (None: it is WGS84 already), and the area
    the system is meant for (west, south, east, north in degrees; None when it is not said)."""

    text: str
    name: str
    to_wgs84: Transformer | None
    area: tuple[float, float, float, float] | None = None

    def degrees(self, points: Floats) -> Floats:
        """Points (n × 2: east or longitude, north or latitude) as WGS84 longitude and latitude; infinite where there is no answer."""
        if self.to_wgs84 is None:
            return points
        lon, lat = self.to_wgs84.transform(points[:, 0], points[:, 1])
        return np.column_stack([lon, lat])

    def covers(self, bounds: tuple[float, float, float, float]) -> bool:
        """True when a box of degrees touches the area the system is meant for, give or take one degree, or no area is said."""
        if self.area is None or self.to_wgs84 is None:
            return True
        west, south, east, north = self.area
        return bounds[0] <= east + 1 and bounds[2] >= west - 1 and bounds[1] <= north + 1 and bounds[3] >= south - 1


def stated_crs(member: Any) -> StatedCrs | None:
    """The system a GeoJSON ``crs`` member states; no member means WGS84. None when it is not understood."""
    if member is None:
        return StatedCrs("", "WGS 84", None)
    text = crs_text(member)
    try:
        crs = CRS.from_user_input(text)
        if crs.to_epsg() == 4326 or crs.to_authority() == ("OGC", "CRS84"):
            return StatedCrs(text, crs.name, None)
        code = crs.to_epsg()
        area = crs.area_of_use.bounds if crs.area_of_use else None
        return StatedCrs(f"EPSG:{code}" if code else text, crs.name, Transformer.from_crs(crs, "EPSG:4326", always_xy=True), area)
    except (CRSError, ProjError):
        return None


def crs_text(member: Any) -> str:
    """The name inside a ``crs`` member, or the member itself as text."""
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(name if name is not None else member).strip()


@cache
def vn2000_systems() -> tuple[tuple[str, str, tuple[tuple[float, float, float, float], ...]], ...]:
    """Code, name and areas of use (west, south, east, north) of every VN-2000 plane system, by code."""
    areas: dict[tuple[int, str], list[tuple[float, float, float, float]]] = {}
    for info in query_crs_info("EPSG", PJType.PROJECTED_CRS, _VIETNAM):
        if info.name.startswith("VN-2000") and info.area_of_use:
            areas.setdefault((int(info.code), info.name), []).append(info.area_of_use.bounds)
    return tuple((f"EPSG:{code}", name, tuple(boxes)) for (code, name), boxes in sorted(areas.items()))


def candidates(x: float, y: float) -> tuple[str, ...]:
    """VN-2000 systems that put the point (metres, east and north) inside their own area of use, as "EPSG:9215 (VN-2000 / TM-3 107-15)"."""
    fitting = []
    for code, name, boxes in vn2000_systems():
        lon, lat = Transformer.from_crs(code, "EPSG:4326", always_xy=True).transform(x, y)
        if any(west <= lon <= east and south <= lat <= north for west, south, east, north in boxes):
            fitting.append(f"{code} ({name})")
    return tuple(fitting)
