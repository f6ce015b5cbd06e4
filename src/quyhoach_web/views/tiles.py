"""What the map loads as it moves: vector tiles of large layers, and the basemap a place supplies."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from quyhoach_web.queries.collections import collection_of
from quyhoach_web.queries.tiles import made
from quyhoach_web.services.audit import head_line
from quyhoach_web.views.ogc import inner, province_now

_KEPT = 1024
_PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
_tiles: OrderedDict[tuple[object, ...], bytes] = OrderedDict()


@require_safe
def map_tile(request: HttpRequest, name: str, zoom: int, column: int, row: int) -> HttpResponse:
    """One tile of a collection as Mapbox Vector Tile; made once for the data as they stand and this reader's rights."""
    if zoom > 22 or column >= 2**zoom or row >= 2**zoom:
        raise Http404
    at = (head_line(), timezone.localdate(), inner(request), name, zoom, column, row)
    tag = f'"{hashlib.sha256(repr(at).encode()).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(_kept(at), content_type="application/vnd.mapbox-vector-tile", headers=headers)


def _kept(at: tuple[object, ...]) -> bytes:
    content = _tiles.get(at)
    if content is None:
        _, _, may_see_drafts, name, *where = at
        collection = collection_of(province_now(), bool(may_see_drafts), str(name))
        if collection is None:
            raise Http404
        content = _tiles[at] = made(collection, *where)
        while len(_tiles) > _KEPT:
            _tiles.popitem(last=False)
    return content


@require_safe
def basemap(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The PMTiles file that ``QUYHOACH_BASEMAP`` names, piece by piece as its reader asks; 404 where there is none."""
    file = Path(settings.BASEMAP) if settings.BASEMAP else None
    if file is None or not file.is_file():
        raise Http404
    at = file.stat()
    tag = f'"{at.st_size:x}-{at.st_mtime_ns:x}"'
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    first, last = (int(asked[1]), min(int(asked[2] or at.st_size), at.st_size - 1)) if asked else (0, at.st_size - 1)
    if asked and (first >= at.st_size or first > last):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{at.st_size}"})
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": "no-cache", "Content-Length": str(last - first + 1)}
    if asked:
        headers["Content-Range"] = f"bytes {first}-{last}/{at.st_size}"
    return StreamingHttpResponse(_pieces(file, first, last + 1), status=206 if asked else 200, headers=headers,
                                 content_type="application/vnd.pmtiles")


def _pieces(file: Path, first: int, end: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        opened.seek(first)
        while first < end and (piece := opened.read(min(_PIECE, end - first))):
            first += len(piece)
            yield piece


urls = [
    path("map/tiles/<str:name>/<int:zoom>/<int:column>/<int:row>.mvt", map_tile, name="map-tile"),
    path("map/basemap.pmtiles", basemap, name="basemap"),
]
