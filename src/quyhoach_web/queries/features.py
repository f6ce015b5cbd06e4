"""What leaves the office as a map feature: the collections, and of each property whether it leaves at all.

``public_properties`` is the one gate: a field that stands in no list below is never served, whatever a layer or a row holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from quyhoach.province.specs import FACTS
from quyhoach.tables.spec import Column, Kind
from quyhoach_web.language import say

_PROVENANCE = ("source", "as_of", "assumed")
_ZONE = ("zone", "name_vi", "name_en", "kind", "parent", "area_ha", "established", "document", "counterpart", "coord_basis", *_PROVENANCE)
PUBLIC: dict[str, tuple[str, ...]] = {
    "commune": ("unit", "code", "name_vi", "name_en", "kind", "district", "area_km2", "valid_from", "valid_to", "schematic", *_PROVENANCE),
    "zone": _ZONE, "gate": _ZONE,
    "project": ("project", "name_vi", "name_en", "sector", "programme", "ownership", "group", "status", "investor", "units", "zone",
                "total_investment", "public_total", "start_year", "end_year", "placed_by", *_PROVENANCE),
    "plan": ("name", "name_vi", "name_en", "role", "level", "plan", "parent", "zone", "commune", "code", "land_use", "kind", "stage",
             "status", "decision", "decided_on", "valid_from", "valid_to", "stated_ha", "area_ha", "density", "green", "far", "storeys",
             "colour", "schematic", *_PROVENANCE),
}
"""What everybody reads, kind by kind."""
INNER: dict[str, tuple[str, ...]] = {
    "commune": ("disputed_code", "successors"),
    "zone": ("kind_printed", "manager", "places"), "gate": ("kind_printed", "manager", "places"),
    "project": ("tier", "agency", "decision", "decision_date", "disbursed", "disbursed_as_of", "capacity", "places", "part_of"),
    "plan": ("owner", "closes"),
}
"""What those read too who may open the tables. Notes and people's names are in neither list."""

TABLES = {"commune": "units", "zone": "zones", "gate": "zones", "project": "projects"}
_JSON_TYPES = {Kind.WHOLE: "integer", Kind.MONEY: "integer", Kind.YEAR: "integer", Kind.DECIMAL: "number", Kind.SHARE: "number",
               Kind.FLAG: "boolean", Kind.CODES: "array"}
_OWN: dict[str, tuple[str, str, str]] = {
    "schematic": ("boolean", "Hình minh họa", "Schematic shape"), "placed_by": ("string", "Đặt dấu theo", "Placed by"),
    "name": ("string", "Tên", "Name"), "name_en": ("string", "Tên tiếng Anh", "Name (en)"),
    "role": ("string", "Vai trò của hình", "Role of the shape"),
    "commune": ("string", "Xã", "Commune"), "code": ("string", "Mã loại đất", "Land-use code"),
    "land_use": ("string", "Loại đất", "Land use"), "stage": ("string", "Giai đoạn", "Stage"),
    "stated_ha": ("number", "Diện tích ghi trong quy hoạch (ha)", "Area as the plan states (ha)"),
    "area_ha": ("number", "Diện tích (ha)", "Area (ha)"),
    "density": ("number", "Mật độ xây dựng", "Building density"), "green": ("number", "Tỷ lệ cây xanh", "Green share"),
    "far": ("number", "Hệ số sử dụng đất", "Floor area ratio"), "storeys": ("number", "Tầng cao", "Storeys"),
    "colour": ("string", "Màu", "Colour"), "owner": ("string", "Đơn vị phụ trách", "Who answers for it"),
    "closes": ("boolean", "Tham gia khép kín", "Takes part in tiling"), "kind": ("string", "Loại", "Kind"),
    "parent": ("string", "Nằm trong", "Inside"),
}


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a collection: its JSON type, its words, the values it may have (() = any), and what known values are called."""

    name: str
    type: str
    vi: str
    en: str
    values: tuple[str, ...] = ()
    called: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)

    def shown(self, value: Any) -> Any:
        """A value in the reader's words; what has none as it is."""
        return say(*self.called[value]) if isinstance(value, str) and value in self.called else value

    @property
    def title(self) -> str:
        """Both languages: a program reads it, whose reader's language nobody knows."""
        return f"{self.vi} · {self.en}"


def public_properties(kind: str, values: Mapping[str, Any], inner: bool = False) -> dict[str, Any]:
    """Of ``values`` what may leave: the names on the list of ``kind``, empty ones left out. ``inner``: the reader may open the tables.

    Every property of every answer, page, tile and panel of map features passes here.
    """
    listed = _listed(kind, inner)
    return {name: _plain(value) for name, value in values.items() if name in listed and (value or value == 0)}


@cache
def _listed(kind: str, inner: bool) -> frozenset[str]:
    return frozenset(PUBLIC.get(kind, ()) + (INNER.get(kind, ()) if inner else ()))


def _plain(value: Any) -> Any:
    if type(value) is str or type(value) is int:  # nearly all of them
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, tuple) else value if isinstance(value, str | int | float | list) else str(value)


@cache
def properties_of(kind: str, inner: bool = False) -> tuple[Property, ...]:
    """The listed properties of a kind, described."""
    return tuple(_described(kind, name) for name in PUBLIC.get(kind, ()) + (INNER.get(kind, ()) if inner else ()))


def _described(kind: str, name: str) -> Property:
    column = _column(TABLES.get(kind, "plans"), name)
    if column is not None and (kind != "plan" or name not in _OWN):
        unit = f" ({column.unit})" if column.unit else ""
        return Property(name, _JSON_TYPES.get(column.kind, "string"), column.header_vi + unit, column.header_en + unit,
                        tuple(column.choices or ()) if kind != "plan" else (), column.choices or {})
    return Property(name, *_OWN[name])


def _column(table: str, name: str) -> Column | None:
    return next((column for column in FACTS[table].columns if column.name == name), None)


@cache
def queryables(kind: str, inner: bool = False) -> dict[str, Property]:
    """What a collection can be asked by: its listed properties that hold one value."""
    return {one.name: one for one in properties_of(kind, inner) if one.type != "array"}
