"""Distances on the ground between places in degrees: the shortest way over the ellipsoid of WGS84."""

from __future__ import annotations

from functools import cache

from pyproj import Geod


@cache
def _ellipsoid() -> Geod:
    return Geod(ellps="WGS84")


def kilometres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Kilometres from one place to another, as the crow flies; longitudes and latitudes in degrees of WGS84."""
    _, _, metres = _ellipsoid().inv(lon, lat, other_lon, other_lat)
    return float(metres) / 1000
