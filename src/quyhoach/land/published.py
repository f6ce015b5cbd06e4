"""Figures published of a site, side by side with their day and source: nothing is chosen, nothing overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from quyhoach.dates import format_as_of
from quyhoach.findings import Finding, Place, finding
from quyhoach.money import format_number
from quyhoach.tables.spec import Row

QUANTITIES: dict[str, tuple[str, str]] = {
    "area_required_ha": ("diện tích cần (ha)", "area required (ha)"),
    "area_done_ha": ("diện tích đã xong (ha)", "area done (ha)"),
    "households_total": ("số hộ", "households"),
    "households_done": ("số hộ đã xong", "households done"),
    "compensation_plan": ("phương án bồi thường", "compensation plan"),
    "paid": ("đã chi trả", "paid"),
}
MONEY = ("compensation_plan", "paid")
"""Quantities in the money unit of the province."""
GROWING = ("area_done_ha", "households_done", "paid")
"""What can only grow as work goes on: an older figure that is larger contradicts a newer one."""


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """One published record: ``day`` as precise as printed ("" unknown), quantities stated (absent: not stated), words printed beside."""

    record: str
    day: str
    figures: Mapping[str, Decimal] = field(hash=False)
    said: str
    note: str
    source: str
    place: Place = field(default=Place(), compare=False)


def published_of(rows: Iterable[Row]) -> dict[str, PublishedFigures]:
    """Records of a ``land_records`` table by code."""
    found = {}
    for row in rows:
        figures: dict[str, Decimal] = {}
        for name in QUANTITIES:
            value = row[name]
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                figures[name] = Decimal(value)
        day = row.text("snapshot_date") or row.text("as_of")
        found[row.text("record")] = PublishedFigures(
            row.text("record"), day, figures, row.text("value_text"), row.text("note"), row.text("source"), row.place,
        )
    return found


def disagreements(site: str, records: Sequence[PublishedFigures]) -> Iterable[Finding]:
    """LND-075 for every quantity on which records of a site do not agree: a total stated in two ways, or work undone with time."""
    for name, (vi, en) in QUANTITIES.items():
        stated = _without_parts(sorted((one for one in records if name in one.figures), key=lambda one: (one.day, one.record)), name)
        values = [one.figures[name] for one in stated]
        odd = any(a > b for a, b in pairwise(values)) if name in GROWING else len(set(values)) > 1
        if odd:
            figures = {f"figures_{lang}": _listed(stated, name, lang) for lang in ("vi", "en")}
            place = replace(stated[0].place, column=name, object_id=site)
            yield finding("LND-075", place, site=site, what_vi=vi, what_en=en, **figures)


def _listed(records: Sequence[PublishedFigures], name: str, lang: str) -> str:
    return "; ".join(f"{one.record} ({format_as_of(one.day) or '–'}): {format_number(one.figures[name], lang)}" for one in records)


def _without_parts(records: Sequence[PublishedFigures], name: str) -> list[PublishedFigures]:
    """The records less those of one day that add up to another of that day: parts beside their total do not disagree."""
    parts: set[str] = set()
    for whole in records:
        others = [one for one in records if one.day == whole.day and one is not whole]
        if len(others) > 1 and sum(one.figures[name] for one in others) == whole.figures[name]:
            parts |= {one.record for one in others}
    return [one for one in records if one.record not in parts]
