"""Covering: which tiles lie over each other, and what of an outline no tile covers. Exact work only where borders do not match."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException

from quyhoach.zones.borders import polygons_of
from quyhoach.zones.layer import Floats, Shapes
from quyhoach.zones.overlay import common, less, united

Bools = NDArray[np.bool_]
Pairs = list[tuple[int, int]]
_NOISE = 1e-7
"""Metres: rounding of a computed corner makes strips narrower than this; nobody drew them."""


def matched(tiles: Shapes, outline: Any = None) -> Bools:
    """Tiles (n) every edge of which is exactly one other tile's edge the other way round, or the outline's own edge.

    Where all are matched nothing overlaps at that border and nothing is open beside it.
    """
    start, end, owner = _edges(tiles)
    sign = np.ones(len(start), dtype=np.int64)
    if outline is not None:
        a, b, _ = _edges(np.array([outline], dtype=object))
        start, end = np.concatenate([start, a]), np.concatenate([end, b])
        owner, sign = np.concatenate([owner, np.full(len(a), -1)]), np.concatenate([sign, -np.ones(len(a), dtype=np.int64)])
    backward = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    low, high = np.where(backward[:, None], end, start), np.where(backward[:, None], start, end)
    sign = np.where(backward, -sign, sign)
    group = _groups(np.column_stack([low, high]))
    count, net = np.bincount(group), np.bincount(group, weights=sign)
    single = (count[group] != 2) | (net[group] != 0)
    answer = np.ones(len(tiles), dtype=np.bool_)
    answer[owner[single & (owner >= 0)]] = False
    return answer


def _edges(shapes: Shapes) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Edges of all rings, shells counter-clockwise: start (m × 2), end (m × 2) and whose (m)."""
    parts, source = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])
    return points[first], points[first + 1], source[part[ring[first]]]


def _groups(rows: Floats) -> NDArray[np.int64]:
    """A number for each row (m × k), equal exactly for equal rows."""
    order = np.lexsort(rows.T)
    new = np.ones(len(rows), dtype=np.int64)
    new[1:] = (np.diff(rows[order], axis=0) != 0).any(axis=1)
    group = np.empty(len(rows), dtype=np.int64)
    group[order] = np.cumsum(new) - 1
    return group


def overlapping(tiles: Shapes, clean: Bools) -> tuple[Pairs, Shapes]:
    """Pairs of tiles whose insides meet (i < j), and what they share.

    Land covered twice always ends at an edge that is not matched; so the search starts at the tiles that have one and goes on
    from every tile it finds overlapped until it finds no more.
    """
    tree = shapely.STRtree(tiles)
    asked = np.zeros(len(tiles), dtype=np.bool_)
    pairs: Pairs = []
    shared: list[Any] = []
    ask = np.flatnonzero(~clean)
    while len(ask):
        asked[ask] = True
        left, right = _unasked_pairs(tree, tiles, ask, asked)
        both = common(tiles[left], tiles[right]) if len(left) else tiles[:0]
        lies_over = np.flatnonzero(shapely.area(both) > _NOISE * shapely.length(both))
        pairs += zip(np.minimum(left, right)[lies_over].tolist(), np.maximum(left, right)[lies_over].tolist(), strict=True)
        shared += both[lies_over].tolist()
        met = np.union1d(left[lies_over], right[lies_over])
        ask = met[~asked[met]]
    order = sorted(range(len(pairs)), key=pairs.__getitem__)
    return [pairs[n] for n in order], np.array([shared[n] for n in order], dtype=object)


def _unasked_pairs(tree: Any, tiles: Shapes, ask: NDArray[np.int64], asked: Bools) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each pair of meeting tiles once: of two that are both asked now the lower number asks; one asked before has answered."""
    place, right = tree.query(tiles[ask], predicate="intersects")
    left = ask[place]
    now = np.zeros(len(tiles), dtype=np.bool_)
    now[ask] = True
    keep = np.where(now[right], left < right, ~asked[right])
    return left[keep], right[keep]


def union_of(tiles: Shapes, clean: Bools) -> Any:
    """The land the tiles cover. ``clean``: matched and not overlapped, so that their shared borders can simply be left out."""
    try:
        whole = [shapely.coverage_union_all(tiles[clean])] if clean.any() else []
        return shapely.union_all([*whole, *tiles[~clean]])
    except GEOSException:
        return united(tiles)


def open_land(outline: Any, covered: Any) -> Shapes:
    """Polygons (n) of the outline that are not covered; without an outline, the holes of what is covered."""
    if outline is not None:
        return polygons_of(np.array([less(outline, covered)], dtype=object))[0]
    parts, _ = polygons_of(np.array([covered], dtype=object))
    holes = [shapely.polygons(hole) for part in parts for hole in shapely.get_rings(part)[1:]]
    return polygons_of(np.array([less(hole, covered) for hole in holes], dtype=object))[0]
