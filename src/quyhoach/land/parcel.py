"""Cadastral parcels and their holders: what is to be recovered, from whose file, how large on paper and on the map."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from quyhoach.findings import Place
from quyhoach.tables.spec import Row
from quyhoach.zones.land_use import land_use_codes

AGRICULTURAL, OTHER, UNKNOWN = "agricultural", "other", ""
"""What a land-use code counts as where the law gives farmland another time limit."""

_FARMLAND = "NNP"
_PERSONAL = re.compile(r"\D*(?:\d{9}|\d{12}|0\d{9}|\+?84\d{9})\D*")


@dataclass(frozen=True, slots=True)
class LandParcel:
    """A parcel (thửa đất). Missing text is "", a missing area None.

    ``site`` the ground it is a part of, ``project`` the one project that needs it ("" = banked land); ``holder`` the code of a file,
    never a name; ``regime`` the procedure the province chose for it ("" = by the rule of transition).
    """

    id: str
    site: str = ""
    project: str = ""
    zone: str = ""
    unit: str = ""
    map_sheet: str = ""
    number: str = ""
    land_code: str = ""
    area_stated_ha: Decimal | None = None
    area_computed_ha: Decimal | None = None
    holder: str = ""
    regime: str = ""
    place: Place = field(default=Place(), compare=False)

    @property
    def area_ha(self) -> Decimal | None:
        """The area that counts: the stated one, else the computed one, ha."""
        return self.area_stated_ha if self.area_stated_ha is not None else self.area_computed_ha

    @property
    def areas_disagree(self) -> bool:
        """Whether the areas differ by more than rounding: half of the last digit printed of either explains a difference."""
        stated, computed = self.area_stated_ha, self.area_computed_ha
        if stated is None or computed is None:
            return False
        return abs(stated - computed) > (_last_digit(stated) + _last_digit(computed)) / 2

    @property
    def land_class(self) -> str:
        """AGRICULTURAL, OTHER, or UNKNOWN for a code that is missing or on no list."""
        return class_of(self.land_code)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the land, as a coded file. ``kind``: household, individual, organisation…; ``persons`` and ``workers`` heads;
    ``farmland_lost`` share 0–1 of the holder's farmland that is recovered. None: not known."""

    id: str
    kind: str = ""
    unit: str = ""
    persons: int | None = None
    workers: int | None = None
    farmland_lost: Decimal | None = None
    place: Place = field(default=Place(), compare=False)


def parcels_of(rows: Iterable[Row]) -> tuple[LandParcel, ...]:
    """The parcels of a ``land_parcels`` table, in table order."""
    return tuple(
        LandParcel(
            row.text("parcel"), row.text("site"), row.text("project"), row.text("zone"), row.text("unit"), row.text("map_sheet"),
            row.text("number"), row.text("land_code"), row.decimal("area_stated_ha"), row.decimal("area_computed_ha"),
            row.text("holder"), row.text("regime"), row.place,
        )
        for row in rows
    )


def holders_of(rows: Iterable[Row]) -> tuple[Holder, ...]:
    """The files of a ``holders`` table, in table order."""
    return tuple(
        Holder(row.text("holder"), row.text("kind"), row.text("unit"), row.whole("persons"), row.whole("workers"),
               row.decimal("farmland_lost"), row.place)
        for row in rows
    )


@cache
def class_of(code: str) -> str:
    """What a land-use code counts as: AGRICULTURAL, OTHER or UNKNOWN."""
    codes = land_use_codes()
    if code not in codes:
        return UNKNOWN
    return AGRICULTURAL if codes.within(code, _FARMLAND) else OTHER


def looks_personal(code: str) -> bool:
    """Whether a code is written like an identity number (9 or 12 digits) or a telephone number."""
    return _PERSONAL.fullmatch(code) is not None


def _last_digit(area: Decimal) -> Decimal:
    exponent = area.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)
