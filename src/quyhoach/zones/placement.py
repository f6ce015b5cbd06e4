"""Where a layer stands: the system its file states or a person gives, and whether its numbers can be in that system."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from quyhoach.places.crs import Floats, candidates
from quyhoach.places.plane import VIETNAM, KnownCrs, degrees_from, inside, known_crs
from quyhoach.zones.geometry_faults import Mask
from quyhoach.zones.layer import DEFAULT_CRS
from quyhoach.zones.map_file import MapKind
from quyhoach.zones.told import Told

_LAT_LON = (VIETNAM[1], VIETNAM[0], VIETNAM[3], VIETNAM[2])
SIX_DEGREES = ("EPSG:3405", "EPSG:3406")
"""VN-2000 / UTM zones 48N and 49N."""
_IN_DEGREES = "EPSG:4756 (VN-2000), EPSG:4326 (WGS 84)"


@dataclass(frozen=True, slots=True)
class Frame:
    """The system a layer's numbers are in. ``asked``: a person gave it, and so confirms where the shapes stand."""

    crs: KnownCrs
    asked: bool = False


def frame_of(stated: str | None, asked: str | None, kind: MapKind, centres: Floats, told: Told) -> Frame | None:
    """The system given by a person, else the stated one; a GeoJSON that states none is in degrees. None when ``told`` says why not."""
    text = asked or stated
    if text is None and kind is MapKind.GEOJSON and not _beyond(np.median(centres, axis=0)[None])[0]:
        text = "EPSG:4326"
    if text is None:
        _refuse(centres, told)
        return None
    crs = known_crs(text)
    if crs is None:
        told.say("ZON-008", crs=text[:80])
        return None
    if crs.datum:
        told.say("ZON-016", crs=crs.code, crs_name=crs.name, datum=crs.datum)
    said = known_crs(stated) if asked and stated else None
    if said and said.code != crs.code:
        told.say("ZON-043", stated=said.code or said.name, asked=crs.code or crs.name)
    return Frame(crs, bool(asked))


def _beyond(points: Floats) -> Mask:
    beyond: Mask = (np.abs(points[:, 0]) > 180) | (np.abs(points[:, 1]) > 90)
    return beyond


def _refuse(centres: Floats, told: Told) -> None:
    """No system is stated: the likely ones by where they would put the shapes, straight or with swapped axes."""
    x, y = (float(np.median(centres[:, axis])) for axis in (0, 1))
    middle = np.array([[x, y]])
    if inside(middle, VIETNAM)[0]:
        told.say("ZON-007", x=_degree(x), y=_degree(y), candidates=_IN_DEGREES)
    elif inside(middle, _LAT_LON)[0]:
        told.say("ZON-010", count=len(centres), first=1, x=_degree(x), y=_degree(y))
    else:
        straight, crossed = (sorted(found, key=_not_default) for found in (candidates(x, y), candidates(y, x)))
        swapped = [f"{one} – đổi trục X, Y · axes swapped" for one in crossed]
        told.say("ZON-013", x=_metre(x), y=_metre(y), candidates="; ".join(straight or swapped) or "–")


def _not_default(candidate: str) -> bool:
    return not candidate.startswith(DEFAULT_CRS)


def standing(frame: Frame, centres: Floats, rows: NDArray[np.int64], told: Told) -> Mask:
    """Which shapes (by their centres, n × 2, in the frame's system) can stand where they say; the others are told and stay out."""
    return _degrees(frame, centres, rows, told) if frame.crs.geographic else _metres(frame, centres, rows, told)


def _degrees(frame: Frame, centres: Floats, rows: NDArray[np.int64], told: Told) -> Mask:
    swapped = inside(centres, _LAT_LON)
    plane = _beyond(centres) & ~swapped
    if swapped.any():
        n = int(np.argmax(swapped))
        told.say("ZON-010", count=int(swapped.sum()), first=int(rows[n]) + 1, x=_degree(centres[n, 0]), y=_degree(centres[n, 1]))
    if plane.any():
        n = int(np.argmax(plane))
        names = "; ".join(candidates(*map(float, centres[n]))) or "–"
        told.say(
            "ZON-014", count=int(plane.sum()), first=int(rows[n]) + 1, crs=frame.crs.code or frame.crs.name,
            x=_metre(centres[n, 0]), y=_metre(centres[n, 1]), candidates=names,
        )
    return ~(swapped | plane)


def _metres(frame: Frame, centres: Floats, rows: NDArray[np.int64], told: Told) -> Mask:
    if _surely(frame, centres):
        _three_for_six(frame, centres, told)
        return np.ones(len(centres), dtype=bool)
    degrees = inside(centres, VIETNAM)
    if degrees.any() and not degrees.all() and not frame.crs.covers(degrees_from(frame.crs.text)(centres[~degrees])).any():
        degrees[:] = False  # a drawing in local coordinates passes through such numbers too
    if degrees.any():
        n = int(np.argmax(degrees))
        told.say(
            "ZON-015", count=int(degrees.sum()), first=int(rows[n]) + 1, crs=frame.crs.code or frame.crs.name,
            x=_degree(centres[n, 0]), y=_degree(centres[n, 1]), candidates=_IN_DEGREES,
        )
    if frame.crs.area is None:
        return ~degrees
    to_degrees = degrees_from(frame.crs.text)
    outside = ~degrees & ~frame.crs.covers(to_degrees(centres))
    if not outside.any():
        return ~degrees
    swapped = outside.copy()
    swapped[outside] = frame.crs.covers(to_degrees(centres[outside][:, ::-1]))
    if swapped.any():
        _say(told, "ZON-009", frame, centres, swapped, rows)
    return ~degrees & ~swapped & ~_elsewhere(frame, centres, outside & ~swapped, rows, told)


def _three_for_six(frame: Frame, centres: Floats, told: Told) -> None:
    """ZON-075: a 6° zone is so wide that numbers of the default 3° system stand in it too, elsewhere in the country."""
    home = known_crs(DEFAULT_CRS)
    if frame.asked or home is None or frame.crs.code not in SIX_DEGREES:
        return
    middle = np.median(centres, axis=0)[None]
    if home.covers(degrees_from(home.text)(middle))[0] and not home.covers(degrees_from(frame.crs.text)(middle))[0]:
        lon, lat = degrees_from(frame.crs.text)(middle)[0]
        told.say(
            "ZON-075", crs=frame.crs.code, crs_name=frame.crs.name, default=home.code, default_name=home.name, x=_metre(middle[0, 0]),
            y=_metre(middle[0, 1]), lon=_degree(lon), lat=_degree(lat),
        )


def _surely(frame: Frame, centres: Floats) -> Mask | np.bool_:
    """True when the box around all centres stands in the system's area: no row needs looking at."""
    if frame.crs.area is None:
        return np.bool_(False)
    (west, south), (east, north) = centres.min(axis=0), centres.max(axis=0)
    corners = np.array([(west, south), (west, north), (east, south), (east, north)])
    return inside(degrees_from(frame.crs.text)(corners), frame.crs.area).all()


def _elsewhere(frame: Frame, centres: Floats, outside: Mask, rows: NDArray[np.int64], told: Told) -> Mask:
    """Rows outside the system's area that another VN-2000 system puts in place: a mix-up, unless a person gave the system."""
    if not outside.any():
        return outside
    n = int(np.argmax(outside))
    others = [one for one in candidates(*map(float, centres[n])) if one.split(" ")[0] != frame.crs.code]
    mixed = bool(others) and not frame.asked
    _say(told, "ZON-011" if mixed else "ZON-012", frame, centres, outside, rows, "; ".join(others) or "–")
    return outside if mixed else np.zeros_like(outside)


def _say(told: Told, code: str, frame: Frame, centres: Floats, which: Mask, rows: NDArray[np.int64], others: str = "") -> None:
    n = int(np.argmax(which))
    told.say(
        code, count=int(which.sum()), first=int(rows[n]) + 1, x=_metre(centres[n, 0]), y=_metre(centres[n, 1]),
        crs=frame.crs.code, crs_name=frame.crs.name, candidates=others,
    )


def _metre(value: float) -> Decimal:
    return Decimal(f"{value:.1f}") if np.isfinite(value) else Decimal(0)


def _degree(value: float) -> Decimal:
    return Decimal(f"{value:.5f}")
