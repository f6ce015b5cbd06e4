"""Plan units as pieces of land that never overlap: each piece with the units that claim it.

Land that two units claim becomes a piece of its own, counted once; what lies outside the outline is cut off and remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quyhoach.zones.layer import Floats, Shapes
from quyhoach.zones.overlay import GRID, as_array, common, less, polygonal, regions, united
from quyhoach.zones.tiling import doubtful

NOISE_M2 = 1e-4
"""A piece smaller than this is the rounding of coordinates, not land."""

_TOUCH = 1e-9
_SLACK = 10 * GRID
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """Disjoint pieces. ``rows[i]`` is the one row that claims ``shapes[i]``, -1 where ``shared[i]`` lists several.

    ``outside`` is what lies outside the outline, m², by row; ``double_m2`` the land that more than one row claims, counted once.
    """

    shapes: Shapes = field(compare=False)
    rows: Rows = field(compare=False)
    area_m2: Floats = field(compare=False)
    shared: Mapping[int, tuple[int, ...]]
    outside: Mapping[int, float]

    @property
    def double_m2(self) -> float:
        """Land claimed more than once, m², counted once."""
        return float(sum(self.area_m2[piece] for piece in self.shared))

    def claimants(self, piece: int) -> tuple[int, ...]:
        """Rows that claim a piece."""
        return self.shared[piece] if self.rows[piece] < 0 else (int(self.rows[piece]),)

    def without(self, rows: Rows) -> Pieces:
        """The pieces that none of ``rows`` claims. Rows that share a piece must leave together."""
        gone = set(rows.tolist())
        stays = ~np.isin(self.rows, rows)
        for piece, members in self.shared.items():
            stays[piece] = gone.isdisjoint(members)
        place = np.cumsum(stays) - 1
        shared = {int(place[piece]): members for piece, members in self.shared.items() if stays[piece]}
        outside = {row: area for row, area in self.outside.items() if row not in gone}
        return Pieces(self.shapes[stays], self.rows[stays], self.area_m2[stays], shared, outside)

    def joined(self, other: Pieces) -> Pieces:
        """These pieces and others of other rows."""
        shared = {**self.shared, **{len(self.rows) + piece: members for piece, members in other.shared.items()}}
        return Pieces(
            np.concatenate((self.shapes, other.shapes)), np.concatenate((self.rows, other.rows)),
            np.concatenate((self.area_m2, other.area_m2)), shared, {**self.outside, **other.outside},
        )


def pieces_of(shapes: Shapes, rows: Rows, outline: Any = None) -> Pieces:
    """The land of ``rows`` of ``shapes`` inside ``outline`` (None: everywhere) as disjoint pieces, single claims first, in row order."""
    cut, rows = shapes[rows], rows
    outside: dict[int, float] = {}
    if outline is not None:
        cut, rows, outside = _clipped(cut, rows, outline)
    return _resolved(cut, rows, outside)


def _clipped(cut: Shapes, rows: Rows, outline: Any) -> tuple[Shapes, Rows, dict[int, float]]:
    shapely.prepare(outline)
    over = np.flatnonzero(~shapely.covers(outline, cut))
    if not len(over):
        return cut, rows, {}
    cut, before = cut.copy(), shapely.area(cut[over])
    cut[over] = common(cut[over], outline)
    lost = before - shapely.area(cut[over])
    outside = {int(rows[n]): float(area) for n, area in zip(over, lost, strict=True) if area > _TOUCH}
    stays = shapely.area(cut) > 0
    return cut[stays], rows[stays], outside


def _resolved(cut: Shapes, rows: Rows, outside: Mapping[int, float]) -> Pieces:
    """Pieces of polygons that may overlap: first what one row claims alone, then what several claim."""
    faces = [face for cluster in _clusters(overlaps(cut)) for face in _faces(cluster)]
    claimed: dict[int, list[Any]] = defaultdict(list)
    for shape, members in faces:
        for n in members:
            claimed[n].append(shape)
    if not faces:
        return Pieces(cut, rows, shapely.area(cut), {}, outside)
    cut = cut.copy()
    for n, lost in claimed.items():
        cut[n] = _without(cut[n], lost)
    alone = np.flatnonzero(shapely.area(cut) > 0)
    shapes = np.concatenate((cut[alone], as_array([shape for shape, _ in faces])))
    owners = np.concatenate((rows[alone], np.full(len(faces), -1, dtype=np.int64)))
    shared = {len(alone) + n: tuple(sorted(int(rows[m]) for m in members)) for n, (_, members) in enumerate(faces)}
    return Pieces(shapes, owners, shapely.area(shapes), shared, outside)


def _without(shape: Any, lost: Sequence[Any]) -> Any:
    """The shape less disjoint parts of it; what is left is measured, and cut part by part where it is not what must be left."""
    left = float(shapely.area(shape)) - float(shapely.area(lost).sum())
    rest = less(shape, united(lost))
    if abs(float(shapely.area(rest)) - left) > NOISE_M2:
        rest = shape
        for part in lost:
            rest = polygonal(shapely.difference(rest, part, grid_size=GRID))
    return rest


def overlaps(shapes: Shapes) -> dict[tuple[int, int], Any]:
    """The common land of every two polygons that have some, by their places (i < j)."""
    rows = doubtful(shapes)
    one, other = shapely.STRtree(shapes[rows]).query(shapes[rows], predicate="intersects")
    pairs = np.stack((rows[one], rows[other]))
    pairs = pairs[:, pairs[0] < pairs[1]]
    shared = common(shapes[pairs[0]], shapes[pairs[1]])
    real = np.flatnonzero(shapely.area(shared) > _TOUCH)
    return {(int(pairs[0][n]), int(pairs[1][n])): shared[n] for n in real}


def _clusters(shared: Mapping[tuple[int, int], Any]) -> Iterable[dict[tuple[int, int], Any]]:
    """Overlaps that hang together through common members."""
    leader: dict[int, int] = {}

    def found(n: int) -> int:
        while leader.setdefault(n, n) != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    for one, other in shared:
        leader[found(one)] = found(other)
    groups: dict[int, dict[tuple[int, int], Any]] = defaultdict(dict)
    for pair, shape in shared.items():
        groups[found(pair[0])][pair] = shape
    return groups.values()


def _faces(cluster: Mapping[tuple[int, int], Any]) -> list[tuple[Any, frozenset[int]]]:
    """The doubly claimed land of one cluster, cut so that one set of members claims the whole of each face."""
    if len(cluster) == 1:
        ((both, shape),) = cluster.items()
        return [(shape, frozenset(both))]
    pairs, shapes = list(cluster), as_array(list(cluster.values()))
    faces, face, pair = _parted(regions(shapely.boundary(shapes)), shapes)
    members: dict[int, set[int]] = defaultdict(set)
    for n, k in zip(face.tolist(), pair.tolist(), strict=True):
        members[n].update(pairs[k])
    by_members: dict[frozenset[int], list[Any]] = defaultdict(list)
    for n in sorted(members):
        by_members[frozenset(members[n])].append(faces[n])
    return [(parts[0] if len(parts) == 1 else shapely.multipolygons(parts), members) for members, parts in by_members.items()]


def _parted(faces: Shapes, shapes: Shapes) -> tuple[Shapes, Rows, Rows]:
    """Faces that every shape covers whole or not at all; then which face which shape covers. Most are so from the start."""
    tree = shapely.STRtree(shapes)
    face, pair, part = _covered(faces, shapes, tree)
    if len(part):
        cut = as_array([one for n in part.tolist() for one in _cut(faces[n], shapes, tree)])
        faces = np.concatenate((np.delete(faces, part), cut))
        face, pair, _ = _covered(faces, shapes, tree)
    return faces, face, pair


def _covered(faces: Shapes, shapes: Shapes, tree: Any) -> tuple[Rows, Rows, Rows]:
    """Which face is mostly covered by which shape, and the faces some shape covers in part."""
    face, pair = tree.query(faces, predicate="intersects")
    land, whole = shapely.area(shapely.intersection(faces[face], shapes[pair])), shapely.area(faces)[face]
    slack = np.maximum(NOISE_M2, _SLACK * shapely.length(faces)[face])
    part = np.unique(face[(land > slack) & (land < whole - slack)])
    mostly = land > 0.5 * whole
    return face[mostly], pair[mostly], part


def _cut(face: Any, shapes: Shapes, tree: Any) -> list[Any]:
    """One face cut along every shape that covers a part of it: what the lines failed to part."""
    whole, waiting = [], [face]
    while waiting:
        one = waiting.pop()
        near = tree.query(one, predicate="intersects")
        land = shapely.area(common(shapes[near], one))
        slack = max(NOISE_M2, _SLACK * float(shapely.length(one)))
        part = near[(land > slack) & (land < float(shapely.area(one)) - slack)]
        if not len(part):
            whole.append(one)
            continue
        by = shapes[part[0]]
        for piece in (shapely.intersection(one, by, grid_size=GRID), shapely.difference(one, by, grid_size=GRID)):
            waiting += [polygon for polygon in shapely.get_parts(polygonal(piece)) if shapely.area(polygon) > 0]
    return whole


def touched_rows(pieces: Pieces, shapes: Shapes, rows: Rows, moved: frozenset[int]) -> Rows:
    """The rows whose pieces change when the shapes of ``moved`` become those of ``shapes``: what overlapped, overlaps, and so on."""
    partners: dict[int, set[int]] = defaultdict(set)
    for members in pieces.shared.values():
        for row in members:
            partners[row].update(members)
    bounds = shapely.bounds(shapes[rows])
    for row in moved:
        for other in _overlapping(shapes, rows, bounds, row):
            partners[row].add(other)
            partners[other].add(row)
    touched, waiting = set(moved), list(moved)
    while waiting:
        fresh = partners.get(waiting.pop(), set()) - touched
        touched |= fresh
        waiting += fresh
    return np.array(sorted(touched), dtype=np.int64)


def _overlapping(shapes: Shapes, rows: Rows, bounds: Floats, row: int) -> list[int]:
    low_x, low_y, high_x, high_y = shapely.bounds(shapes[row])
    near = (bounds[:, 0] <= high_x) & (bounds[:, 2] >= low_x) & (bounds[:, 1] <= high_y) & (bounds[:, 3] >= low_y)
    others = rows[near & (rows != row)]
    land = shapely.area(common(shapes[others], shapes[row]))
    return [int(other) for other in others[land > _TOUCH]]
