"""One tile of a collection: what of it can be seen at that zoom, with the few properties the map draws and opens by."""

from __future__ import annotations

from typing import Any

from quyhoach.places.systems import asked_box
from quyhoach.places.tiles import EXTENT, degrees_a_step, tile, tile_box
from quyhoach_web.queries.collections import Collection
from quyhoach_web.queries.features import public_properties

MOST = 6000
"""Features of one tile; beyond it the largest are drawn."""
LEAST = EXTENT // 512
"""Steps under which a shape is not drawn: half a pixel of a tile 256 pixels wide."""
_DRAWN = ("name_vi", "name_en", "name", "code", "status", "colour", "kind")


def made(collection: Collection, zoom: int, column: int, row: int) -> bytes:
    """The tile, b"" where nothing is seen. Its one layer is called ``features``."""
    box = asked_box(tile_box(zoom, column, row))
    if box is None:
        return b""
    items = [item for item in collection.source.drawn(box, LEAST * degrees_a_step(zoom), MOST) if item.shape]
    said = [{"id": item.fid, **_drawn(public_properties(collection.kind, item.values, collection.inner))} for item in items]
    return tile("features", [item.shape for item in items if item.shape], said, zoom, column, row) if items else b""


def _drawn(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in _DRAWN if isinstance(values.get(name), str | int | float)}
