"""Plane systems: what a coordinate system is good for, the way from one to another, and who else may be meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from quyhoach.places.crs import Floats, vn2000_systems

Box = tuple[float, float, float, float]
Move = Callable[[Floats], Floats]
MARGIN = 0.15
"""Degrees a shape may stand outside the area a system is meant for: a plan on the border of its province."""
VIETNAM: Box = (102.0, 8.0, 110.0, 24.0)
_SAME = {"Longitude of natural origin": 1e-6, "Scale factor at natural origin": 1e-7, "False easting": 1e-3, "False northing": 1e-3}
"""How near two numbers of a Transverse Mercator are to be the same system."""


@dataclass(frozen=True, slots=True)
class KnownCrs:
    """A system pyproj knows. ``code`` is "EPSG:n", "" when it has none; ``text`` is what it was read from.

    ``plane``: east and north in metres, in a projection that keeps areas to a thousandth near its meridian (no plain Mercator).
    ``datum`` is only said when the code was found by the projection's numbers, the file's datum being another or none.
    ``area``: west, south, east, north in degrees, None when it is not said.
    """

    code: str
    name: str
    text: str
    plane: bool
    geographic: bool
    area: Box | None
    datum: str = ""

    def covers(self, degrees: Floats) -> NDArray[np.bool_]:
        """Which points (n × 2, longitude and latitude) stand where the system is meant for; all of them when no area is said."""
        if self.area is None:
            return np.ones(len(degrees), dtype=bool)
        return inside(degrees, self.area, MARGIN)


def inside(points: Floats, box: Box, margin: float = 0.0) -> NDArray[np.bool_]:
    """Which points (n × 2) stand in a box widened by ``margin``; a number that is not finite stands nowhere."""
    west, south, east, north = box
    x, y = points[:, 0], points[:, 1]
    found: NDArray[np.bool_] = (x >= west - margin) & (x <= east + margin) & (y >= south - margin) & (y <= north + margin)
    return found


@cache
def known_crs(text: str) -> KnownCrs | None:
    """The system a text means ("EPSG:9215", a name of OGC, WKT); heights are left aside. None when it is not understood."""
    try:
        crs = _flat(CRS.from_user_input(text))
        epsg = crs.to_epsg()
        if not (crs.is_projected or crs.is_geographic):
            return None
        Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except (CRSError, ProjError):
        return None
    code = f"EPSG:{epsg}" if epsg else "OGC:CRS84" if crs.to_authority() == ("OGC", "CRS84") else ""
    said = crs.datum.name if crs.datum else "?"
    found = _by_numbers(crs) if crs.is_projected and (not code or "unknown" in said.lower()) else ""
    datum = said if found else ""
    if found:
        code, crs = found, CRS.from_user_input(found)
    area = crs.area_of_use.bounds if crs.area_of_use else None
    return KnownCrs(code, crs.name, code or text, bool(code) and _is_plane(crs), crs.is_geographic, area, datum)


def _flat(crs: CRS) -> CRS:
    if crs.is_bound and crs.source_crs is not None:
        crs = crs.source_crs
    if crs.is_compound:
        crs = next((part for part in crs.sub_crs_list if not part.is_vertical), crs)
    return crs.to_2d()


def _is_plane(crs: CRS) -> bool:
    method = crs.coordinate_operation.method_name if crs.coordinate_operation else ""
    bent = "Mercator" in method and "Transverse" not in method and "Oblique" not in method
    return bool(crs.is_projected and not bent and [axis.unit_name for axis in crs.axis_info] == ["metre", "metre"])


def _numbers(crs: CRS) -> dict[str, float] | None:
    operation = crs.coordinate_operation
    if operation is None or operation.method_name != "Transverse Mercator":
        return None
    return {number.name: float(number.value) for number in operation.params}


def _by_numbers(crs: CRS) -> str:
    """The VN-2000 system with the same Transverse Mercator numbers on the same ellipsoid, "" when none."""
    said = _numbers(crs)
    if said is None or crs.ellipsoid is None or abs(crs.ellipsoid.semi_major_metre - 6378137) > 0.5:
        return ""
    for code, _, _ in vn2000_systems():
        known = _numbers(CRS.from_user_input(code)) or {}
        if all(abs(said.get(name, 1e9) - known.get(name, -1e9)) <= near for name, near in _SAME.items()):
            return code
    return ""


@cache
def mover(source: str, target: str) -> Move:
    """Points (n × 2, east or longitude first) of one system as points of another; infinite where there is no answer."""
    transformer = Transformer.from_crs(source, target, always_xy=True)

    def move(points: Floats) -> Floats:
        x, y = transformer.transform(points[:, 0], points[:, 1])
        return np.column_stack([x, y])

    return move


def degrees_from(source: str) -> Move:
    """Points of a system as WGS84 longitude and latitude."""
    return mover(source, "EPSG:4326")


def local_plane(lon: float, lat: float) -> str:
    """The UTM zone of WGS84 for a place in degrees: where areas abroad are measured when nobody states a plane."""
    zone = min(60, max(1, int((lon + 180) // 6) + 1))
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"
