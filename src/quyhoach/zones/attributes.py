"""Rows of a map file as shapes' attributes, by an object model; what the model does not name is kept beside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quyhoach.zones.column_values import chosen, numbers, plain, texts, truths
from quyhoach.zones.layer import Floats, Shape, ShapeRole
from quyhoach.zones.object_model import ObjectModel, Property
from quyhoach.zones.told import Told

_TEXTS = ("name", "plan", "parent", "zone", "commune", "code", "stage", "kind", "owner")
_NUMBERS = ("density", "green", "far", "storeys")
_PER_HA = {"ha": 1.0, "m2": 10_000.0, "km2": 0.01}
_NEAR = 2.0
"""A stated area is told in the unit that puts the middle of all rows within this factor of the shapes' areas."""


@dataclass
class AttributeTable:
    """The kept rows of one layer: ``columns[name][i]`` of row ``rows[i]`` (0-based) of the file, ``area_m2[i]`` of its shape."""

    columns: Mapping[str, NDArray[Any]]
    whole: frozenset[str]
    rows: NDArray[np.int64]
    area_m2: Floats
    model: ObjectModel
    told: Told
    taken: dict[str, tuple[str, Property]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.taken = self.model.columns(self.columns)

    def shapes(self, seen: set[str]) -> tuple[Shape, ...]:
        """The attributes of every row. ``seen``: ids taken already, by the layers before; those of this one are added."""
        count = len(self.rows)
        roles = self._roles()
        written = {name: self._text(name) for name in _TEXTS}
        printed = {name: self._numbers(name) for name in _NUMBERS}
        shapes = tuple(map(
            Shape, self._ids(seen), roles, *(written[name] or repeat("", count) for name in _TEXTS), self._closes(roles),
            self._stated() or repeat(None, count), *(printed[name] or repeat(None, count) for name in _NUMBERS),
            (self.rows + 1).tolist(),
        ))
        return self._one_plan(shapes)

    def extra(self, shapes: tuple[Shape, ...]) -> Mapping[str, Mapping[str, Any]]:
        """Columns no attribute was read from, by id; missing values are left out."""
        used = {column for column, _ in self.taken.values()}
        left = {name: plain(column, name in self.whole) for name, column in self.columns.items() if name not in used}
        return ExtraRows(left, {shape.id: n for n, shape in enumerate(shapes)}) if left else {}

    def _text(self, attribute: str) -> list[str] | None:
        if attribute not in self.taken:
            return None
        digits = self.model.digits if attribute == "commune" else 0
        found = texts(self.columns[self.taken[attribute][0]], digits)
        pattern = (self.model.patterns or {}).get(attribute)
        return [text if re.fullmatch(pattern, text) else "" for text in found] if pattern else found

    def _ids(self, seen: set[str]) -> list[str]:
        if "id" not in self.taken:
            self.told.say("ZON-044")
            found = [""] * len(self.rows)
        else:
            found = texts(self.columns[self.taken["id"][0]], self.model.digits)
        if "id" in self.taken and "" not in found and not seen and len(set(found)) == len(found):
            seen.update(found)
            return found
        return [self._id(id, int(row) + 1, seen) for id, row in zip(found, self.rows, strict=True)]

    def _id(self, id: str, row: int, seen: set[str]) -> str:
        free = id or f"#{row}"
        if not id and "id" in self.taken:
            self.told.say("ZON-035", row=row, column=self.taken["id"][0], given=free)
        if free in seen:
            number = row
            while f"{id}#{number}" in seen:
                number += 1
            free = f"{id}#{number}"
            if id:
                self.told.say("ZON-034", row=row, object_id=id, id=id, given=free)
        seen.add(free)
        return free

    def _roles(self) -> list[ShapeRole]:
        if "role" not in self.taken:
            return [ShapeRole.UNIT] * len(self.rows)
        name = self.taken["role"][0]
        return chosen(self.columns[name], name, self.rows, self.told, self.model.roles, ShapeRole.UNIT)

    def _closes(self, roles: list[ShapeRole]) -> list[bool]:
        if "closes" in self.taken:
            name = self.taken["closes"][0]
            return truths(self.columns[name], name, self.rows, self.told, self.model.closes)
        return [self.model.closes and role is not ShapeRole.CONSTRAINT for role in roles]

    def _numbers(self, attribute: str) -> list[float | None] | None:
        if attribute not in self.taken:
            return None
        name, property = self.taken[attribute]
        found = numbers(self.columns[name], name, self.rows, self.told, most=attribute == "storeys")
        if property.unit not in ("share", "percent"):
            return found
        largest = max((value for value in found if value is not None), default=None)
        fits = largest is not None and 0 < largest <= 1
        if property.unit == "percent" and fits:
            self.told.say("ZON-039", column=name, name=name)
        return self._shares(name, found, 1 if property.unit == "share" or fits else 100)

    def _shares(self, name: str, found: list[float | None], whole: int) -> list[float | None]:
        """Shares 0–1 of figures of which ``whole`` (1 or 100) is all; a figure beyond is said as ZON-076 and missing."""
        shares: list[float | None] = []
        for value, row in zip(found, self.rows, strict=True):
            beyond = value is not None and not 0 <= value <= whole
            if beyond:
                self.told.say("ZON-076", row=int(row) + 1, column=name, name=name, value=Decimal(repr(value)), most=whole)
            shares.append(None if value is None or beyond else value / whole)
        return shares

    def _stated(self) -> list[float | None] | None:
        """Hectares as printed; the unit of a bare "diện tích" is the one the shapes' own areas speak for, else nothing is taken."""
        if "stated_ha" not in self.taken:
            return None
        name, property = self.taken["stated_ha"]
        found = numbers(self.columns[name], name, self.rows, self.told)
        unit = property.unit or "ha"
        if unit == "?":
            unit = self._unit(np.array([np.nan if value is None else value for value in found]))
            self.told.say("ZON-038" if unit else "ZON-047", column=name, name=name, unit=unit)
        if not unit:
            return [None] * len(found)
        return [None if value is None else value / _PER_HA[unit] for value in found]

    def _unit(self, values: Floats) -> str:
        known = np.isfinite(values) & (values > 0)
        if not known.any():
            return ""
        middle = float(np.median(values[known] * 10_000 / self.area_m2[known]))
        return next((unit for unit, per_ha in _PER_HA.items() if 1 / _NEAR < middle / per_ha < _NEAR), "")

    def _one_plan(self, shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
        plans = [shape.id for shape in shapes if shape.role is ShapeRole.PLAN]
        if not self.model.one_plan or len(plans) != 1:
            return shapes
        return tuple(shape if shape.plan else replace(shape, plan=plans[0]) for shape in shapes)


class ExtraRows(Mapping[str, Mapping[str, Any]]):
    """Columns seen as rows by id: a row is only made when somebody looks."""

    def __init__(self, columns: Mapping[str, list[Any]], index: Mapping[str, int]) -> None:
        self._columns, self._index = columns, index

    def __getitem__(self, id: str) -> Mapping[str, Any]:
        n = self._index[id]
        return {name: values[n] for name, values in self._columns.items() if values[n] is not None}

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)
