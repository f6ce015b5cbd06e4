"""Parameters of the map service on their way in: what stands in the address, read strictly, or a finding that says what to write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.http import QueryDict

from quyhoach.findings import Finding, finding
from quyhoach.places.systems import CRS84, AskedBox, asked_box
from quyhoach_web.queries.collections import SYSTEMS
from quyhoach_web.queries.feature_pages import Wanted

MOST = 10_000
"""Features one answer holds at most; a larger ``limit`` is answered with as many."""
USUAL = 100
FORMATS = ("json", "html")
OF_ITEMS = ("limit", "offset", "bbox", "bbox-crs", "crs", "datetime")
_FAR = 10**9
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?", re.IGNORECASE)


class Unfit(Exception):
    """The address asks for something it may not; ``finding`` says what."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.code)
        self.finding = found


def known_only(said: QueryDict, names: Iterable[str]) -> None:
    """Raises Unfit for a parameter that is not one of ``names`` (or ``f``), and for one that stands twice."""
    known = ("f", *names)
    for name in said:
        if name not in known:
            raise Unfit(finding("OGC-001", name=name[:60], names=", ".join(known)))
        if len(said.getlist(name)) > 1:
            raise _unread(said, name, "1 ×")
    if said.get("f") and said["f"] not in FORMATS:
        raise _unread(said, "f", " | ".join(FORMATS))


def wanted(said: QueryDict, properties: Mapping[str, object]) -> Wanted:
    """What a query of items asks for. Raises Unfit."""
    known_only(said, (*OF_ITEMS, *properties))
    equal = tuple((name, said[name]) for name in said if name in properties and name not in OF_ITEMS)
    return Wanted(min(_whole(said, "limit", 1, USUAL), MOST), _whole(said, "offset", 0, 0), _box(said), _when(said), equal)


def system(said: QueryDict, name: str = "crs") -> str:
    """The coordinate system of an answer, or of a box. Raises Unfit for one that is not served."""
    uri = said.get(name, CRS84)
    if uri not in SYSTEMS:
        raise _unread(said, name, " | ".join(SYSTEMS))
    return uri


def _unread(said: QueryDict, name: str, form: str) -> Unfit:
    return Unfit(finding("OGC-002", name=name, value=said.get(name, "")[:120], form=form))


def _whole(said: QueryDict, name: str, least: int, usual: int) -> int:
    text = said.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= _FAR):
        raise _unread(said, name, f"{least} … {_FAR}")
    return int(text)


def _box(said: QueryDict) -> AskedBox | None:
    if "bbox" not in said:
        system(said, "bbox-crs")
        return None
    try:
        box = asked_box([float(part) for part in said["bbox"].split(",")], system(said, "bbox-crs"))
    except ValueError:
        box = None
    if box is None:
        raise _unread(said, "bbox", "106.5,21.8,106.8,22.0")
    return box


def _when(said: QueryDict) -> tuple[str, str] | None:
    """A day or moment, or two with "/" between, ".." for an open end; the day counts."""
    if "datetime" not in said:
        return None
    first, mark, last = said["datetime"].partition("/")
    edges = [_day(first, bool(mark)), _day(last, True) if mark else _day(first, False)]
    if None in edges or edges == ["", ""] or ("" not in edges and edges[0] > edges[1]):
        raise _unread(said, "datetime", "2026-01-31 | 2026-01-01/2026-12-31 | ../2026-12-31 | 2026-01-01T00:00:00Z/..")
    return str(edges[0]), str(edges[1])


def _day(text: str, may_be_open: bool) -> str | None:
    """The ISO day, "" where it is open, None where it is none."""
    if may_be_open and text in ("", ".."):
        return ""
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1]).isoformat() if found else None
    except ValueError:
        return None
