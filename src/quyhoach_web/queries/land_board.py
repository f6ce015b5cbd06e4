"""The board of parcels: who stands on which step, late ones first, whose clock runs out, searched and filtered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.urls import reverse

from quyhoach.dates import format_as_of
from quyhoach.land.clearance_law import ClearanceStep
from quyhoach.land.ladder import Ladder, Rung
from quyhoach.land.parcel import LandParcel
from quyhoach.money import format_number
from quyhoach.province.land_ladder import ladder_of, waiting
from quyhoach.province.province import Province
from quyhoach.reports.ladder_json import Board, area_of, ladder_json
from quyhoach.reports.ladder_text import clear_word, due_word
from quyhoach.tables.folding import fold
from quyhoach_web.language import language, say
from quyhoach_web.queries.names import name_of

PAGE = 50
CARDS = 5
"""Parcels a column of the board names; its link shows all of them."""
NAMED = 12
"""Parcels a waiting project names."""
SOON = timedelta(days=30)
NOWHERE = "none"
"""Asks for parcels that stand on no step."""
_WORDS = 8
_READ = ("land_parcels", "clearance_steps", "clearance_terms")
"""Tables the ladder is made of: while they stay the same, so does it."""


class Marks(NamedTuple):
    """What the filter knows of a parcel."""

    late: bool
    expired: bool
    soon: bool
    open: bool
    cleared: bool


@dataclass(frozen=True, eq=False)
class Standing:
    """The ladder on a day, with the marks of every parcel, and the parcels' places when the most urgent come first."""

    tables: tuple[Any, ...]
    on: date
    ladder: Ladder
    marks: Mapping[str, Marks]
    place: Mapping[str, int]


_kept: list[Standing] = []


def ladder_now(province: Province, on: date) -> Ladder:
    """The ladder of a province on a day, made once."""
    return standing_now(province, on).ladder


def standing_now(province: Province, on: date) -> Standing:
    """The same with its marks."""
    known = kept(province, on)
    if known is not None:
        return known
    tables, found = _tables(province), ladder_of(province, on)
    marks = {rung.parcel: _marks(found, rung, on) for rung in found.rungs}
    rungs = sorted(found.rungs, key=lambda rung: _urgency(rung, marks[rung.parcel]))
    made = Standing(tables, on, found, marks, {rung.parcel: n for n, rung in enumerate(rungs)})
    _kept.insert(0, made)
    del _kept[2:]
    return made


def kept(province: Province, on: date) -> Standing | None:
    """What is ready of exactly these tables and this day."""
    tables = _tables(province)
    return next((one for one in list(_kept) if one.on == on and all(old is new for old, new in zip(one.tables, tables, strict=True))), None)


def _tables(province: Province) -> tuple[Any, ...]:
    return province.info, *(province.facts[name] for name in _READ)


def _marks(ladder: Ladder, rung: Rung, on: date) -> Marks:
    cleared = ladder.cleared(rung)
    soon = rung.due is not None and rung.due != rung.opens and on <= rung.due <= on + SOON
    return Marks(rung.late, bool(rung.expired), soon, not cleared, cleared)


def _urgency(rung: Rung, marks: Marks) -> tuple[bool, bool, bool, date, str]:
    return not marks.late, not marks.expired, marks.cleared, rung.due or date.max, rung.parcel


@dataclass(frozen=True, eq=False)
class LandRoom:
    """The parcels one reader sees on one day. ``areas``: communes and zones the reader works for, None = the whole province."""

    province: Province
    on: date
    areas: frozenset[str] | None = None

    @cached_property
    def standing(self) -> Standing:
        """The whole ladder with its marks."""
        return standing_now(self.province, self.on)

    @property
    def ladder(self) -> Ladder:
        """The whole ladder."""
        return self.standing.ladder

    @cached_property
    def board(self) -> Board:
        """The parcels of the reader's areas."""
        whole = Board.of(self.ladder, records=self.province.facts["land_records"].rows)
        if self.areas is None:
            return whole
        return Board(whole.ladder, tuple(one for one in whole.parcels if self._inside(one)), records=whole.records)

    def _inside(self, parcel: LandParcel) -> bool:
        site = self.names["sites"].get(parcel.site)
        places = {parcel.unit, parcel.zone, *((site.text("unit"), site.text("zone")) if site else ())}
        return bool(places & (self.areas or frozenset()))

    @cached_property
    def names(self) -> dict[str, dict[str, Any]]:
        """Rows by key of the tables parcels refer to."""
        return {name: self.province.facts[name].by_key() for name in ("sites", "projects", "zones", "units")}

    def name(self, table: str, code: str) -> str:
        """What a code is called; the code itself where nobody says."""
        return name_of(self.names[table].get(code), code) if code else ""

    def rung(self, parcel: LandParcel) -> Rung:
        """Where a parcel stands."""
        return self.ladder.by_parcel[parcel.id]

    def marks(self, parcel: LandParcel) -> Marks:
        """What the filter knows of it."""
        return self.standing.marks[parcel.id]


MARKS = {
    "late": ("trễ hạn", "overdue"), "expired": ("có chứng cứ hết hiệu lực", "a proof has expired"),
    "soon": ("hạn trong 30 ngày", "due within 30 days"), "open": ("chưa bàn giao", "not handed over"),
    "cleared": ("đã bàn giao", "handed over"),
}


def asked_for(room: LandRoom, asked: Mapping[str, str]) -> list[LandParcel]:
    """The parcels a filter leaves, late ones first, then those that fell back, then by the next day due."""
    words = fold(asked.get("q", "")).split()[:_WORDS]
    found = [one for one in room.board.parcels if _fits(room, one, asked) and (not words or _says(room, one, words))]
    return sorted(found, key=lambda one: room.standing.place[one.id])


def _fits(room: LandRoom, parcel: LandParcel, asked: Mapping[str, str]) -> bool:
    own = {"site": parcel.site, "project": parcel.project, "unit": parcel.unit}
    if any(asked.get(name) and asked[name] != value for name, value in own.items()):
        return False
    if asked.get("step") and asked["step"] != (room.rung(parcel).step or NOWHERE):
        return False
    return not asked.get("mark") or getattr(room.marks(parcel), asked["mark"])


def _says(room: LandRoom, parcel: LandParcel, words: Iterable[str]) -> bool:
    parts = [parcel.id, parcel.map_sheet, parcel.number, parcel.land_code, parcel.site, parcel.project, parcel.zone, parcel.unit]
    parts += [room.name(table, code) for table, code in (("sites", parcel.site), ("projects", parcel.project), ("units", parcel.unit))]
    text = " ".join([_folded(part) for part in parts])
    return all(word in text for word in words)


@lru_cache(maxsize=200_000)
def _folded(text: str) -> str:
    return fold(text)


def rows(room: LandRoom, parcels: Iterable[LandParcel]) -> list[dict[str, Any]]:
    """Parcels as lines of the list."""
    return [_row(room, parcel) for parcel in parcels]


def _row(room: LandRoom, parcel: LandParcel) -> dict[str, Any]:
    rung = room.rung(parcel)
    step, waits = room.board.step(rung, rung.step), room.board.step(rung, rung.waits_for)
    return {
        "code": parcel.id, "where": where(parcel), "site": parcel.site, "site_name": room.name("sites", parcel.site),
        "project": parcel.project, "project_name": room.name("projects", parcel.project), "unit": room.name("units", parcel.unit),
        "land": parcel.land_code, "area": parcel.area_ha, "step": label(step), "since": rung.since, "waits": label(waits) if waits else "",
        "due": due_word(room.board, parcel, language()), "late": rung.late, "expired": bool(rung.expired),
        "soon": room.marks(parcel).soon, "cleared": room.marks(parcel).cleared, "clear": clear_word(room.board, parcel, language()),
    }


def where(parcel: LandParcel) -> str:
    """Map sheet and number as officials say them."""
    parts = [say("tờ {n}", "sheet {n}", n=parcel.map_sheet) if parcel.map_sheet else "",
             say("thửa {n}", "no. {n}", n=parcel.number) if parcel.number else ""]
    return ", ".join(part for part in parts if part)


def label(step: ClearanceStep | None) -> str:
    """A step by its name; no step."""
    return step.label(language()) if step else say("chưa bước nào", "no step yet")


def columns(room: LandRoom, parcels: Iterable[LandParcel]) -> list[dict[str, Any]]:
    """The board: a column a step that holds parcels, with counts, hectares and the most urgent parcels."""
    wanted = {one.id: at for at, one in enumerate(parcels)}
    found = []
    for code, step, held in room.board.columns():
        here = sorted((one for one in held if one.id in wanted), key=lambda one: wanted[one.id])
        if here:
            found.append({
                "step": code or NOWHERE, "name": label(step), "count": len(here), "area": area_of(here),
                "late": sum(room.rung(one).late for one in here), "cards": rows(room, here[:CARDS]), "more": max(0, len(here) - CARDS)})
    return found


def figures(room: LandRoom) -> list[dict[str, Any]]:
    """What stands above the board."""
    parcels = room.board.parcels
    marks = [room.marks(one) for one in parcels]
    done = [one for one, mark in zip(parcels, marks, strict=True) if mark.cleared]
    counted = {name: sum(getattr(mark, name) for mark in marks) for name in ("late", "expired", "soon")}
    return [
        {"label": say("Thửa đất", "Parcels"), "value": _said(len(parcels)), "note": f"{_said(area_of(parcels))} ha"},
        {"label": say("Đã bàn giao", "Handed over"), "value": _said(len(done)), "note": f"{_said(area_of(done))} ha"},
        {"label": say("Trễ hạn", "Overdue"), "value": _said(counted["late"]), "url": "?mark=late"},
        {"label": say("Chứng cứ hết hiệu lực", "Proof expired"), "value": _said(counted["expired"]), "url": "?mark=expired"},
        {"label": say("Hạn trong 30 ngày", "Due within 30 days"), "value": _said(counted["soon"]), "url": "?mark=soon"},
    ]


def _said(value: int | Decimal) -> str:
    return format_number(value, language())


def choices(room: LandRoom) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: only what parcels here say."""
    offered = {}
    for name, table in (("site", "sites"), ("project", "projects"), ("unit", "units")):
        codes = sorted({getattr(one, name) for one in room.board.parcels} - {""})
        offered[name] = [(code, f"{code} {room.name(table, code)}" if name != "unit" else room.name(table, code)) for code in codes]
    offered["step"] = [(code or NOWHERE, label(step)) for code, step, _ in room.board.columns()]
    offered["mark"] = [(code, say(*words)) for code, words in MARKS.items()]
    return offered


def sites_beside(room: LandRoom) -> list[dict[str, Any]]:
    """Sites with their parcels on the ladder: how many of them, how large, how many handed over, when the rest at the earliest."""
    held: dict[str, list[LandParcel]] = {}
    for parcel in room.board.parcels:
        held.setdefault(parcel.site, []).append(parcel)
    found = []
    for site, parcels in held.items():
        done = [one for one in parcels if room.marks(one).cleared]
        if site:
            found.append({"site": site, "name": room.name("sites", site), "parcels": len(parcels), "cleared": len(done),
                          "area": area_of(parcels), "cleared_area": area_of(done), "done": len(done) == len(parcels),
                          "earliest": room.ladder.site_clear(site)})
    return found


def projects_waiting(room: LandRoom) -> list[dict[str, Any]]:
    """Projects that wait for parcels of the reader's."""
    own, found = {one.id for one in room.board.parcels}, []
    for project, parcels in waiting(room.ladder).items():
        codes = [one.id for one in parcels if one.id in own]
        days = [room.ladder.by_parcel[code].earliest_clear for code in codes]
        known = [day for day in days if day is not None]
        if codes:
            found.append({"project": project, "name": room.name("projects", project), "parcels": codes[:NAMED], "more": len(codes) - NAMED,
                          "earliest": max(known) if len(known) == len(days) else None})
    return found


def published(room: LandRoom) -> list[dict[str, Any]]:
    """Clearance as published, side by side with its source."""
    told = ladder_json(Board(Ladder(room.on, (), ()), (), records=room.board.records), language())["records"]
    return [{**one, "snapshot": format_as_of(one["snapshot"] or one["as_of"])} for one in told]


def urgent(room: LandRoom) -> list[dict[str, str]]:
    """What waits for who enters proofs: overdue parcels, expired proofs, clocks that run out."""
    words = {"late": say("{n} thửa trễ hạn", "{n} parcels overdue"),
             "expired": say("{n} thửa có chứng cứ hết hiệu lực", "{n} parcels with an expired proof"),
             "soon": say("{n} thửa có hạn trong 30 ngày", "{n} parcels due within 30 days")}
    marks = [room.marks(one) for one in room.board.parcels]
    counted = {name: sum(getattr(mark, name) for mark in marks) for name in words}
    return [{"text": words[name].format(n=_said(count)), "url": f"{reverse('land')}?mark={name}", "note": ""}
            for name, count in counted.items() if count]
