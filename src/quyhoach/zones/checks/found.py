"""What a check answers: findings with their exact area, owners, shape and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import shapely

from quyhoach.findings import Finding, Place, Severity, finding
from quyhoach.zones.checks.faults import FaultKind, PlanFault
from quyhoach.zones.layer import PlanLayer, Shape
from quyhoach.zones.remedies import Remedy

_NAMED = 4
"""How many owners a sentence names; the others are counted."""


@dataclass(frozen=True)
class ZoneFinding:
    """``area_m2`` of ``geometry`` as its plane measures it; ``owners``: ids it concerns (two of an overlap; a gap's neighbours, longest
    shared border first); ``scope``: id of what it should fill or lie in. ``parts``: of slivers, each one as its own finding."""

    finding: Finding
    kind: FaultKind
    area_m2: float
    owners: tuple[str, ...]
    geometry: Any = field(hash=False, compare=False)
    remedy: Remedy | None = None
    scope: str = ""
    parts: tuple[ZoneFinding, ...] = ()

    @property
    def at(self) -> tuple[float, float]:
        """A point inside: metres east and north in the layer's system."""
        point = shapely.point_on_surface(self.geometry)
        return float(shapely.get_x(point)), float(shapely.get_y(point))


@dataclass(frozen=True)
class Checked:
    """The findings of one layer, and the widths they were judged by, metres."""

    findings: tuple[ZoneFinding, ...]
    tolerance: float
    sliver: float

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """Every remedy once, in the order of the findings."""
        return tuple(dict.fromkeys(found.remedy for found in self.findings if found.remedy is not None))

    def of(self, severity: Severity) -> tuple[ZoneFinding, ...]:
        """Findings of one severity."""
        return tuple(found for found in self.findings if found.finding.severity is severity)


def named(layer: PlanLayer, fault: PlanFault, remedy: Remedy | None = None, **more: object) -> ZoneFinding:
    """The fault as a finding. ``more`` fills gaps of its sentences beyond area, place, owners, scope and remedy."""
    shapes = [layer.attributes[row] for row in fault.rows]
    owners = tuple(shape.id for shape in shapes)
    scope = layer.attributes[fault.scope] if fault.scope >= 0 else None
    values: dict[str, object] = {"area": square_metres(fault.area_m2), **_place(fault.piece), "owners": labels(shapes)}
    values |= {"a": labels(shapes[:1]), "b": labels(shapes[1:2]), "scope": labels([scope] if scope else [])}
    for lang in ("vi", "en"):
        values[f"remedy_{lang}"] = remedy.says.text("message", lang) if remedy else ""
    where = Place(layer.file, row=shapes[0].row if shapes else 0, object_id=", ".join(owners[:2]))
    told = finding(fault.code, where, **{**values, **more})
    return ZoneFinding(told, fault.kind, fault.area_m2, owners, fault.piece, remedy, scope.id if scope else "")


def labels(shapes: Iterable[Shape]) -> str:
    """Names with ids, at most four, then how many more."""
    texts = [f"{shape.name} ({shape.id})" if shape.name and shape.name != shape.id else shape.id for shape in shapes]
    more = f" … +{len(texts) - _NAMED}" if len(texts) > _NAMED else ""
    return ", ".join(texts[:_NAMED]) + more or "–"


def square_metres(area: float) -> Decimal:
    """An area as it can honestly be printed: fewer decimals the larger it is, six (a square millimetre) below one square metre."""
    decimals = 2 if area >= 10_000 else 4 if area >= 1 else 6
    return _rounded(area, decimals)


def metres(length: float) -> Decimal:
    """A length in metres, to the millimetre."""
    return _rounded(length, 3)


def _rounded(value: float, decimals: int) -> Decimal:
    text = f"{value:.{decimals}f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _place(piece: Any) -> dict[str, object]:
    point = shapely.point_on_surface(piece)
    return {"x": _rounded(float(shapely.get_x(point)), 1), "y": _rounded(float(shapely.get_y(point)), 1)}
