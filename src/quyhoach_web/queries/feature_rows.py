"""Communes, zones, gates and projects as features: the rows of the tables where the map places them, kept for the province that stands."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from quyhoach.places.systems import AskedBox, packed_shape
from quyhoach.province.map_layers import map_layers
from quyhoach.province.province import Province
from quyhoach.tables.spec import Row
from quyhoach_web.queries.cooperation import Released, held_back, public_row
from quyhoach_web.queries.feature_pages import Item, Page, Wanted, equals
from quyhoach_web.queries.features import TABLES

KINDS = {"communes": "commune", "zones": "zone", "gates": "gate", "projects": "project"}
_ADDED = ("schematic", "placed_by")
_SPANS = {"commune": ("valid_from", "valid_to"), "zone": ("established", ""), "gate": ("established", ""),
          "project": ("start_year", "end_year")}
_kept: list[tuple[Province, Released, dict[str, RowFeatures]]] = []
_reading = threading.Lock()


class RowFeatures:
    """The features of one kind, in table order."""

    def __init__(self, kind: str, layer: Mapping[str, Any], rows: Mapping[str, Row], held: Released) -> None:
        self.items: list[Item] = []
        boxes, self.spans = [], []
        for feature in layer["features"]:
            said = feature["properties"]
            shape, row = packed_shape(feature["geometry"]), public_row(held, TABLES[kind], rows[said["code"]])
            self.items.append(Item(said["code"], shape.content if shape else None,
                                   {**row.values, **{name: said[name] for name in _ADDED if name in said}}))
            boxes.append(shape.bounds if shape else (np.nan,) * 4)
            self.spans.append(_span(row, *_SPANS[kind]))
        self.boxes: NDArray[np.float64] = np.array(boxes, dtype=np.float64).reshape(-1, 4)
        self.places = {item.fid: place for place, item in enumerate(self.items)}

    def page(self, wanted: Wanted) -> Page:
        """One page of what is wanted."""
        found = [place for place in self._inside(wanted.box) if self._fits(place, wanted)]
        return Page(len(found), [self.items[place] for place in found[wanted.offset:wanted.offset + wanted.limit]])

    def _inside(self, box: AskedBox | None) -> Sequence[int]:
        if box is None:
            return range(len(self.items))
        west, south, east, north = box.outer
        mine = self.boxes
        near = np.flatnonzero((mine[:, 0] <= east) & (mine[:, 2] >= west) & (mine[:, 1] <= north) & (mine[:, 3] >= south))
        touched = box.touched_by([self.items[place].shape or b"" for place in near])
        return [int(place) for place in near[touched]]

    def _fits(self, place: int, wanted: Wanted) -> bool:
        if wanted.when and not _overlap(self.spans[place], wanted.when):
            return False
        values = self.items[place].values
        return all(equals(_listed(values.get(name)), text) for name, text in wanted.equal)

    def one(self, fid: str) -> Item | None:
        """The feature of that id."""
        place = self.places.get(fid)
        return None if place is None else self.items[place]

    def drawn(self, box: AskedBox, least: float, most: int) -> Sequence[Item]:
        """What to draw in a box."""
        sizes = np.maximum(self.boxes[:, 2] - self.boxes[:, 0], self.boxes[:, 3] - self.boxes[:, 1])
        kept = [place for place in self._inside(box) if sizes[place] >= least or sizes[place] == 0]
        kept = sorted(sorted(kept, key=lambda place: -sizes[place])[:most])
        return [self.items[place] for place in kept]

    def total(self) -> int:
        """How many features there are."""
        return len(self.items)

    def extent(self) -> tuple[tuple[float, float, float, float] | None, tuple[str, str]]:
        """The box around all, first and last day."""
        real = self.boxes[~np.isnan(self.boxes[:, 0])]
        box = (*real[:, :2].min(axis=0).tolist(), *real[:, 2:].max(axis=0).tolist()) if len(real) else None
        firsts = [first for first, _ in self.spans if first]
        return box, (min(firsts, default=""), "")


def row_features(province: Province, inner: bool = True) -> dict[str, RowFeatures]:
    """Collections by name; not ``inner``: less what joint zones and projects withhold from across.

    Made once for a province as it stands, and by one of those who ask at once.
    """
    held: Released = {} if inner else held_back(province, timezone.localdate())
    found = next((made for of, by, made in list(_kept) if of is province and by == held), None)
    if found is not None:
        return found
    with _reading:
        found = next((made for of, by, made in _kept if of is province and by == held), None)
        if found is None:
            layers = map_layers(province)
            found = {name: RowFeatures(kind, layers[name], province.facts[TABLES[kind]].by_key(), held)
                     for name, kind in KINDS.items()}
            _kept.insert(0, (province, held, found))
            del _kept[4:]
    return found


def _listed(value: Any) -> Any:
    """A value as it is served: a day as its text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _span(row: Row, first: str, last: str) -> tuple[str, str]:
    return _edge(row.values.get(first), "-01-01"), _edge(row.values.get(last), "-12-31")


def _edge(value: Any, rest: str) -> str:
    if value is None or value == "":
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else f"{value}{rest}"


def _overlap(span: tuple[str, str], when: tuple[str, str]) -> bool:
    return (not span[0] or not when[1] or span[0] <= when[1]) and (not span[1] or not when[0] or span[1] >= when[0])
