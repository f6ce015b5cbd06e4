"""A plan layer: the polygons of one or several plans in one plane system, one row a polygon, attributes beside the shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

DEFAULT_CRS = "EPSG:9215"
"""VN-2000 / TM-3 107°15′: metres east and north, where areas are measured unless a province states another."""
TOLERANCE = 0.002
"""Metres: a border that two neighbours draw differently by less is one border."""

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]


class ShapeRole(StrEnum):
    """What a polygon stands for (ISO 19152-5 names where it has one)."""

    PLAN = "plan"
    """The outline a plan group covers."""
    SECTION = "section"
    """A part of the plan that has its own units: a functional area, a sheet."""
    UNIT = "unit"
    """A plan unit: one land-use area, block or lot. The closing ones tile their section or plan."""
    CONSTRAINT = "constraint"
    """What another owner drew and a plan must respect: forest, defence, heritage, another plan."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One polygon's attributes. Missing text is "", a missing number None; nothing is ever filled in.

    ``id`` is unique in its layer; ``plan`` is the plan it belongs to, ``parent`` the polygon it must lie inside ("" = its plan's
    outline); ``zone`` the functional area and ``commune`` the unit its land counts for; ``code`` the land-use code; ``stage`` the
    year or stage it holds for; ``owner`` who answers for it; ``closes``: it takes part in tiling its parent. ``stated_ha`` hectares
    as the plan prints them; ``density`` and ``green`` shares 0–1, ``far`` floor area ratio, ``storeys`` most floors as printed.
    ``kind``: of a constraint what it protects ("forest", "defence", "heritage", "plan"), of another role its printed kind.
    ``row`` is its place in the file (1-based).
    """

    id: str
    role: ShapeRole
    name: str = ""
    plan: str = ""
    parent: str = ""
    zone: str = ""
    commune: str = ""
    code: str = ""
    stage: str = ""
    kind: str = ""
    owner: str = ""
    closes: bool = True
    stated_ha: float | None = None
    density: float | None = None
    green: float | None = None
    far: float | None = None
    storeys: float | None = None
    row: int = 0


@dataclass(frozen=True)
class PlanLayer:
    """``shapes[i]``: a valid, non-empty two-dimensional Polygon or MultiPolygon of ``attributes[i]``, in metres of ``crs`` ("EPSG:n").

    ``file`` is where it came from ("" = not from a file). ``extra``: what else the file said of a row, by id, kept for writing back.
    """

    crs: str
    attributes: tuple[Shape, ...]
    shapes: Shapes = field(hash=False, compare=False)
    file: str = ""
    extra: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False, compare=False)

    def __len__(self) -> int:
        return len(self.attributes)

    @cached_property
    def area_m2(self) -> Floats:
        """Area of every shape, m², as the plane of ``crs`` measures it."""
        return np.asarray(shapely.area(self.shapes), dtype=np.float64)

    @cached_property
    def by_id(self) -> Mapping[str, int]:
        """Row of each id."""
        return {shape.id: row for row, shape in enumerate(self.attributes)}

    def rows(self, *roles: ShapeRole) -> NDArray[np.int64]:
        """Rows of the given roles, in layer order."""
        wanted = frozenset(roles)
        return np.array([n for n, shape in enumerate(self.attributes) if shape.role in wanted], dtype=np.int64)

    def with_shapes(self, moved: Mapping[int, Any]) -> PlanLayer:
        """The same layer with the shapes of some rows replaced (row → Polygon or MultiPolygon)."""
        shapes = self.shapes.copy()
        for row, shape in moved.items():
            shapes[row] = shape
        return PlanLayer(self.crs, self.attributes, shapes, self.file, self.extra)
