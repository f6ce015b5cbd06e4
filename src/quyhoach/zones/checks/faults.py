"""Faults: what a check saw, before it is put in words. Rows point into the layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import shapely

from quyhoach.zones.borders import joined, polygons_of, wider
from quyhoach.zones.layer import Shapes

SLIVER = 0.1
"""Metres: a gap, overlap or strip outside that is nowhere wider is a sliver: 0.2 mm on paper at 1/500."""


class FaultKind(StrEnum):
    """What is wrong."""

    GAP = "gap"
    OVERLAP = "overlap"
    OUTSIDE = "outside"
    SLIVERS = "slivers"
    DUPLICATE = "duplicate"
    AREA = "area"
    PARENT = "parent"
    CONFLICT = "conflict"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class PlanFault:
    """``rows``: whose it is (a gap's neighbours, longest shared border first); ``scope``: the row it should fill or lie in,
    −1 for none. ``thin``: nowhere wider than a sliver. ``borders``: metres of border a gap shares with each of ``rows``."""

    kind: FaultKind
    code: str
    rows: tuple[int, ...]
    piece: Any = field(hash=False, compare=False)
    scope: int = -1
    thin: bool = False
    borders: tuple[float, ...] = ()

    @property
    def area_m2(self) -> float:
        """Area of the piece, m²."""
        return float(shapely.area(self.piece))


@dataclass(frozen=True)
class Widths:
    """What is silent and what is a sliver, metres."""

    tolerance: float
    sliver: float = SLIVER

    def pieces(self, results: Shapes) -> dict[int, tuple[Any, bool]]:
        """Of each overlay result (by its place): the parts wider than the tolerance as one shape, and whether all are slivers."""
        parts, source = polygons_of(results)
        loud = wider(parts, self.tolerance)
        parts, source = parts[loud], source[loud]
        broad = wider(parts, self.sliver)
        order = np.argsort(source, kind="stable")
        found: dict[int, tuple[Any, bool]] = {}
        for place in np.unique(source):
            mine = order[np.searchsorted(source[order], place):np.searchsorted(source[order], place, side="right")]
            found[int(place)] = (joined(parts[mine]), not bool(broad[mine].any()))
        return found
