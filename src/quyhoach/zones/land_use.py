"""Land-use codes with the days they are valid, the group above, what took over, and what the norms count their land as."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from quyhoach.law import Certainty
from quyhoach.tables.folding import fold


class LandClass(StrEnum):
    """What the planning norms count land as."""

    HOUSING = "housing"
    PUBLIC = "public"
    SERVICE = "service"
    PRODUCTION = "production"
    GREEN = "green"
    ROADS = "roads"
    TECHNICAL = "technical"
    OTHER = "other"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class LandUseCode:
    """One code. ``group`` is the code above ("" = a top group); ``valid_from``/``valid_to`` first and last day (None: not known).

    ``successors``: what an ended code became. ``land_class`` is this program's reading, not the circular's. ``colour`` "#RRGGBB",
    "" until a province supplies one. ``certainty`` of the code's name and days.
    """

    code: str
    name_vi: str
    name_en: str
    group: str
    land_class: LandClass
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    certainty: Certainty
    document: str
    colour: str = ""

    def name(self, lang: str = "vi") -> str:
        """The name in a language."""
        return self.name_vi if lang == "vi" else self.name_en

    def holds_on(self, day: date) -> bool:
        """True on the days of validity, both ends included; an end that is not known does not bound."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class CodeList:
    """Codes by their letters, in the order of the list."""

    codes: Mapping[str, LandUseCode] = field(hash=False)

    def __getitem__(self, code: str) -> LandUseCode:
        return self.codes[code]

    def __contains__(self, code: str) -> bool:
        return code in self.codes

    def name(self, code: str, lang: str = "vi") -> str:
        """The name of a code, "" when it is not on the list."""
        return self.codes[code].name(lang) if code in self.codes else ""

    def land_class(self, code: str) -> LandClass:
        """What the norms count the code as; UNKNOWN when it is not on the list or stands for several."""
        return self.codes[code].land_class if code in self.codes else LandClass.UNKNOWN

    def above(self, code: str) -> Iterator[str]:
        """The code itself, then its groups, nearest first."""
        while code:
            yield code
            code = self.codes[code].group if code in self.codes else ""

    def within(self, code: str, group: str) -> bool:
        """True when ``code`` is ``group`` or stands below it."""
        return group in self.above(code)

    def position(self, code: str) -> tuple[int, str]:
        """Where a code comes in a table: in order of the list, unknown ones last by letter."""
        places = {known: n for n, known in enumerate(self.codes)}
        return places.get(code, len(places)), code

    def extended(self, codes: Iterable[LandUseCode]) -> CodeList:
        """The list with a province's own codes, which replace those of the same letters."""
        return CodeList(MappingProxyType({**self.codes, **{code.code: code for code in codes}}))

    def coloured(self, colours: Mapping[str, str]) -> CodeList:
        """The list with colours by code; codes that are not on it are left out."""
        return self.extended(replace(self.codes[code], colour=colour) for code, colour in colours.items() if code in self.codes)


@cache
def land_use_codes() -> CodeList:
    """The codes of the land law as this program knows them, read once. Raises ValueError when the list contradicts itself."""
    found: dict[str, LandUseCode] = {}
    for row in _rows("land_use_codes.csv"):
        if row["code"] in found:
            raise ValueError(f"land-use code {row['code']} stands twice")
        found[row["code"]] = LandUseCode(
            row["code"], row["name_vi"], row["name_en"], row["group"], LandClass(row["land_class"]), _day(row["valid_from"]),
            _day(row["valid_to"]), tuple(row["successors"].split()), Certainty(row["certainty"]), row["document"],
        )
    for code in found.values():
        for named in (*code.successors, *([code.group] if code.group else [])):
            if named not in found:
                raise ValueError(f"land-use code {code.code} names {named}, which is not on the list")
    return CodeList(MappingProxyType(found))


@dataclass(frozen=True, slots=True)
class AreaKind:
    """A kind of area or lot the norms speak of. ``words`` are printed words for it, folded; ``lot``: one plot, not an area."""

    code: str
    name_vi: str
    name_en: str
    lot: bool
    words: tuple[str, ...]

    def name(self, lang: str = "vi") -> str:
        """The name in a language."""
        return self.name_vi if lang == "vi" else self.name_en


@cache
def area_kinds() -> Mapping[str, AreaKind]:
    """Kinds of areas and lots by code."""
    kinds = [
        AreaKind(row["code"], row["name_vi"], row["name_en"], row["lot"] == "1", tuple(fold(w) for w in row["words"].split(";") if w))
        for row in _rows("area_kinds.csv")
    ]
    return MappingProxyType({kind.code: kind for kind in kinds})


def area_kind(printed: str) -> AreaKind | None:
    """The kind a plan prints, by code, name or listed word; None when it is none of them: never the nearest."""
    folded = fold(printed)
    for kind in area_kinds().values():
        if printed == kind.code or folded in (fold(kind.name_vi), fold(kind.name_en), *kind.words):
            return kind
    return None


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("quyhoach.zones") / "codes" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
