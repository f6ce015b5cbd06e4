"""Map layers as rows: every layer that is saved is laid out feature by feature, so that a viewport is found without reading it whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quyhoach_web.models import Feature, Layer

DRAWN_FROM_ROWS = frozenset({"communes", "zones"})
"""Layers that belong to rows of tables; they are served with those rows and not laid out here."""
_BATCH = 500
_IDS = ("id", "fid", "feature", "lot", "code")
_STARTS = ("valid_from", "decided_on", "decision_date")
_ENDS = ("valid_to",)
_ZERO = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def lay_out(layer: Layer, collection: Mapping[str, Any]) -> int:
    """Put the features of a saved layer in place of those it had; how many. Called by ``provinces.save_layer`` alone."""
    Feature.objects.filter(layer=layer).delete()
    if layer.name in DRAWN_FROM_ROWS:
        return 0
    made = [Feature(layer=layer, **said) for said in rows_of(collection.get("features") or ())]
    for start in range(0, len(made), _BATCH):
        Feature.objects.bulk_create(made[start:start + _BATCH])
    return len(made)


def rows_of(features: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """The columns of every feature, in file order. A feature that is none is left out; one whose shape cannot be read has no shape."""
    from quyhoach.places.systems import packed_shape  # slow: geometry is loaded when a layer is saved

    taken: set[str] = set()
    for position, feature in enumerate(one for one in features if isinstance(one, Mapping)):
        said = _storable(feature.get("properties"))
        shape = packed_shape(feature.get("geometry"))
        box = shape.bounds if shape else (None,) * 4
        yield {
            "position": position, "fid": _own_id(feature, said, position, taken), "plan": _text(said, ("plan",), 100),
            "status": _text(said, ("status",), 30), "code": _text(said, ("code",), 60), "begins": _day(said, _STARTS, "-01-01"),
            "ends": _day(said, _ENDS, "-12-31"), **dict(zip(("west", "south", "east", "north"), box, strict=True)),
            "shape": shape.content if shape else None, "properties": said,
        }


def _storable(said: Any) -> dict[str, Any]:
    """Properties as every database keeps them: a number that is none (NaN) is missing, a zero character is left out."""
    if not isinstance(said, Mapping):
        return {}
    text = _ZERO.sub(r"\1", json.dumps(said, ensure_ascii=True))
    kept: dict[str, Any] = json.loads(text, parse_constant=lambda _: None)
    return kept


def _own_id(feature: Mapping[str, Any], said: Mapping[str, Any], position: int, taken: set[str]) -> str:
    """Its own id where it has one that no feature before it has, else its place in the file."""
    found = next((str(value)[:180] for value in (feature.get("id"), *(said.get(name) for name in _IDS)) if _is_id(value)), "")
    if not found or found in taken:
        found = f"{found or 'f'}~{position + 1}"
    taken.add(found)
    return found


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip() != ""


def _text(said: Mapping[str, Any], names: Iterable[str], most: int) -> str:
    return next((str(said[name])[:most] for name in names if said.get(name) not in (None, "")), "")


def _day(said: Mapping[str, Any], names: Iterable[str], rest: str) -> str:
    """An ISO day; a year alone, or a month, is its first day for a start and its last for an end. "" for what is no day."""
    text = _text(said, names, 10)
    if not text[:4].isdigit() or len(text) < 4:
        return ""
    if len(text) == 10 and text[4] == text[7] == "-":
        return text
    last = rest.endswith("31")
    if len(text) == 7 and text[4] == "-":
        return f"{text}-{31 if last else '01'}"
    return text + rest if len(text) == 4 else ""
