"""A plane system as two polynomials over a small country: what a page needs to draw metres on a map of degrees, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from quyhoach.places.plane import degrees_from
from quyhoach.zones.layer import Floats

_ORDER = 5
_GRID = 13


def plane_fit(crs: str, box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Both ways between metres of ``crs`` and degrees in a box (west, south, east, north, metres).

    A way is ``{"from": [x0, y0], "size": [sx, sy], "to": [u0, v0], "x": [...], "y": [...]}``: with p = (x − x0) / sx and q likewise, the
    answer is u0 + Σ x[n]·pⁱ·qʲ over i + j ≤ 5, by i and then j. Good to a tenth of a millimetre over 100 km; for drawing on a
    screen only, coordinates that are kept stay in the plane.
    """
    west, south, east, north = box
    x, y = np.meshgrid(np.linspace(west, east, _GRID), np.linspace(south, north, _GRID))
    plane = np.column_stack([x.ravel(), y.ravel()])
    degrees = degrees_from(crs)(plane)
    return {"degrees": _way(plane, degrees), "plane": _way(degrees, plane), "box": list(box)}


def _way(given: Floats, wanted: Floats) -> dict[str, Any]:
    start = (given.min(axis=0) + given.max(axis=0)) / 2
    size = np.maximum((given.max(axis=0) - given.min(axis=0)) / 2, 1e-9)
    to = (wanted.min(axis=0) + wanted.max(axis=0)) / 2
    p, q = ((given - start) / size).T
    terms = np.column_stack([p**i * q**j for i in range(_ORDER + 1) for j in range(_ORDER + 1 - i)])
    found = np.linalg.lstsq(terms, wanted - to, rcond=None)[0]
    return {"from": start.tolist(), "size": size.tolist(), "to": to.tolist(), "x": found[:, 0].tolist(), "y": found[:, 1].tolist()}
