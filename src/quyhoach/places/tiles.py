"""Vector tiles of the web map: shapes cut to a tile, thinned to its pixels and written as Mapbox Vector Tile 2.1."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quyhoach.places.crs import Floats

EXTENT = 4096
"""Steps along a tile's edge."""
_MARGIN = 64
"""Steps beyond the edge that are drawn too, so that outlines do not show the tiles."""
_FINEST = 4
"""Steps a line may be off: a quarter of a pixel on a tile drawn 256 pixels wide."""
_MOST_LATITUDE = 85.0511287798066
Value = str | int | float | bool


def tile_box(zoom: int, column: int, row: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile and its margin, degrees. Raises ValueError where there is no such tile."""
    if not (0 <= zoom <= 22 and 0 <= column < 2.0**zoom and 0 <= row < 2.0**zoom):
        raise ValueError(f"no tile {zoom}/{column}/{row}")
    margin, size = _MARGIN / EXTENT, 2.0**zoom
    west, east = (max(0.0, column - margin) / size, min(size, column + 1 + margin) / size)
    north, south = (max(0.0, row - margin) / size, min(size, row + 1 + margin) / size)
    return west * 360 - 180, _latitude(south), east * 360 - 180, _latitude(north)


def _latitude(share: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def degrees_a_step(zoom: int) -> float:
    """Degrees of longitude one step of a tile is wide."""
    return 360 / 2.0**zoom / EXTENT


def tile(name: str, contents: Sequence[bytes], properties: Sequence[Mapping[str, Value]], zoom: int, column: int, row: int) -> bytes:
    """One layer ``name`` with the shapes (well-known binary, degrees) that leave something in the tile, each with its properties.

    Points, lines and areas are drawn; b"" when nothing is left. Feature ids are places in ``contents``, from 1.
    """
    shapes = shapely.from_wkb(list(contents), on_invalid="ignore")
    drawn = shapely.transform(shapes, lambda points: _steps(points, zoom, column, row))
    drawn = shapely.clip_by_rect(drawn, -_MARGIN, -_MARGIN, EXTENT + _MARGIN, EXTENT + _MARGIN)
    drawn = shapely.simplify(drawn, _FINEST, preserve_topology=False)
    words = _Words()
    features = []
    for place, shape in enumerate(drawn):
        kind, commands = _commands(shape)
        if commands:
            tags = words.tags(properties[place])
            body = _number(1, place + 1) + _packed(2, tags) + _number(3, kind) + _packed(4, commands)
            features.append(_bytes(2, body))
    if not features:
        return b""
    layer = _bytes(1, name.encode()) + b"".join(features) + words.written() + _number(5, EXTENT) + _number(15, 2)
    return _bytes(3, layer)


def _steps(points: Floats, zoom: int, column: int, row: int) -> Floats:
    """Degrees as steps of a tile, east and down."""
    size = 2.0**zoom
    bounded = np.radians(np.clip(points[:, 1], -_MOST_LATITUDE, _MOST_LATITUDE))
    x = (points[:, 0] / 360 + 0.5) * size - column
    y = (0.5 - np.arcsinh(np.tan(bounded)) / (2 * np.pi)) * size - row
    return np.column_stack([x, y]) * EXTENT


def _commands(shape: Any) -> tuple[int, list[int]]:
    """Kind (1 point, 2 line, 3 area) and drawing commands of what is left of a shape; of a mixture the areas, then lines."""
    if shape is None or shape.is_empty:
        return 0, []
    parts = shapely.get_parts(shape)
    kinds = shapely.get_type_id(parts)
    if shape.geom_type == "GeometryCollection":
        parts = shapely.get_parts(parts)
        kinds = shapely.get_type_id(parts)
    for type_id, kind in ((3, 3), (1, 2), (0, 1)):
        chosen = parts[kinds == type_id]
        if len(chosen):
            return kind, _lines(_rings(chosen), kind == 3) if kind > 1 else _dots(chosen)
    return 0, []


def _rings(parts: Any) -> Iterable[tuple[NDArray[np.int64], bool | None]]:
    """Whole steps of every line, or of every ring with whether it is a hole."""
    for part in parts:
        if shapely.get_type_id(part) == 1:
            yield _whole(part), None
            continue
        yield _whole(part.exterior), False
        for hole in part.interiors:
            yield _whole(hole), True


def _whole(line: Any) -> NDArray[np.int64]:
    """Whole steps, points that fall on the one before left out."""
    points: NDArray[np.int64] = shapely.get_coordinates(line).round().astype(np.int64)
    kept = np.ones(len(points), dtype=bool)
    kept[1:] = (points[1:] != points[:-1]).any(axis=1)
    return points[kept]


def _lines(rings: Iterable[tuple[NDArray[np.int64], bool | None]], closed: bool) -> list[int]:
    """Outer rings turn clockwise on the screen (positive area of the standard's formula), holes the other way."""
    commands: list[int] = []
    at = np.zeros(2, dtype=np.int64)
    hidden = False
    for points, hole in rings:
        if closed:
            points = points[:-1]
            turn = _twice_area(points)
            if hole is False:
                hidden = len(points) < 3 or turn == 0
            if hidden or len(points) < 3 or turn == 0:
                continue
            if (turn > 0) is bool(hole):
                points = points[::-1]
        elif len(points) < 2:
            continue
        moves = np.diff(np.vstack([at, points]), axis=0)
        numbers = ((moves << 1) ^ (moves >> 63)).ravel().tolist()
        commands += [9, *numbers[:2], (len(points) - 1) << 3 | 2, *numbers[2:], *([15] if closed else [])]
        at = points[-1]
    return commands


def _twice_area(points: NDArray[np.int64]) -> int:
    x, y = points[:, 0], points[:, 1]
    return int((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def _dots(parts: Any) -> list[int]:
    points = shapely.get_coordinates(parts).round().astype(np.int64)
    moves = np.diff(np.vstack([np.zeros((1, 2), dtype=np.int64), points]), axis=0)
    return [len(points) << 3 | 1, *((moves << 1) ^ (moves >> 63)).ravel().tolist()]


class _Words:
    """Keys and values of a layer, each written once."""

    def __init__(self) -> None:
        self.keys: dict[str, int] = {}
        self.values: dict[tuple[type, Value], int] = {}

    def tags(self, properties: Mapping[str, Value]) -> list[int]:
        found = []
        for name, value in properties.items():
            found += [self.keys.setdefault(name, len(self.keys)), self.values.setdefault((type(value), value), len(self.values))]
        return found

    def written(self) -> bytes:
        keys = b"".join(_bytes(3, key.encode()) for key in self.keys)
        return keys + b"".join(_bytes(4, _value(value)) for _, value in self.values)


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return _number(7, int(value))
    if isinstance(value, int):
        return _number(6, value << 1 if value >= 0 else (-value << 1) - 1)
    return b"\x19" + struct.pack("<d", value) if isinstance(value, float) else _bytes(1, value.encode())


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _packed(field: int, numbers: Sequence[int]) -> bytes:
    if not numbers:
        return b""
    if max(numbers) < 128:
        return _bytes(field, bytes(numbers))
    return _bytes(field, b"".join(map(_varint, numbers)))
