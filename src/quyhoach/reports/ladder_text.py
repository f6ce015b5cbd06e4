"""The ladder on a terminal: how many parcels stand on each step, each parcel with its clock, projects that wait, published figures."""

from __future__ import annotations

from collections.abc import Iterator

from quyhoach.dates import format_as_of, format_date
from quyhoach.land.parcel import LandParcel
from quyhoach.money import format_number
from quyhoach.province.land_ladder import waiting
from quyhoach.reports.findings_text import findings_text
from quyhoach.reports.ladder_json import Board, area_of
from quyhoach.reports.ladder_words import area_word, day_word, ladder_word
from quyhoach.reports.text import TextColumn, heading, paragraph, table
from quyhoach.tables.spec import Row

_SHOWN = 60


def ladder_text(board: Board, lang: str) -> str:
    """The board as text; of many parcels the first sixty of each step."""
    title = f"{ladder_word('board', lang)}, {ladder_word('on', lang, day=format_date(board.ladder.as_of, lang))}"
    blocks = [heading(title)]
    if board.parcels:
        blocks += [_counts(board, lang), _parcels(board, lang)]
    else:
        blocks.append(ladder_word("nothing_of", lang, code=board.asked) if board.asked else ladder_word("nothing", lang))
    blocks += [block for block in (_waiting(board, lang), _records(board, lang)) if block]
    return "\n\n".join([*blocks, findings_text(board.findings, lang)])


def due_word(board: Board, parcel: LandParcel, lang: str) -> str:
    """The clock of a parcel: the day due with what it is the day of, e.g. ``01/10/2026, hết hiệu lực``."""
    rung = board.ladder.by_parcel[parcel.id]
    if rung.due is None:
        return "–"
    day = format_date(rung.due, lang)
    if rung.late:
        return f"{day}, {ladder_word('late', lang)}"
    if rung.due == rung.expires:
        return f"{day}, {ladder_word('dies', lang)}"
    return f"{ladder_word('opens', lang)} {day}" if rung.due == rung.opens else day


def clear_word(board: Board, parcel: LandParcel, lang: str) -> str:
    """When the land was handed over, or can be at the earliest."""
    rung = board.ladder.by_parcel[parcel.id]
    day = day_word(rung.earliest_clear, lang)
    return f"{day} ✓" if board.ladder.cleared(rung) else day


def _counts(board: Board, lang: str) -> str:
    columns = [TextColumn(ladder_word("step", lang)), *(TextColumn(ladder_word(key, lang), True) for key in ("parcels", "area"))]
    rows = [
        (step.label(lang) if step else ladder_word("none", lang), format_number(len(parcels), lang), area_word(area_of(parcels), lang))
        for _, step, parcels in board.columns()
    ]
    return table(columns, rows)


def _parcels(board: Board, lang: str) -> str:
    keys = ("parcel", "site", "project", "area", "since", "waits", "due", "earliest")
    columns = [TextColumn(ladder_word(key, lang), key == "area") for key in keys]
    return table(columns, _lines(board, lang))


def _lines(board: Board, lang: str) -> Iterator[tuple[str, ...]]:
    for _, step, parcels in board.columns():
        yield (f"▸ {step.label(lang) if step else ladder_word('none', lang)}",)
        for parcel in parcels[:_SHOWN]:
            rung = board.ladder.by_parcel[parcel.id]
            waits = board.step(rung, rung.waits_for)
            name = waits.label(lang) if waits else "–" if rung.regime else ladder_word("no_law", lang)
            if rung.expired:
                name = f"{name} ({ladder_word('expired', lang)})"
            yield (parcel.id, parcel.site or "–", parcel.project or "–", area_word(parcel.area_ha, lang), day_word(rung.since, lang), name,
                   due_word(board, parcel, lang), clear_word(board, parcel, lang))
        if len(parcels) > _SHOWN:
            yield (ladder_word("more", lang, count=format_number(len(parcels) - _SHOWN, lang)),)


def _waiting(board: Board, lang: str) -> str:
    shown = {parcel.id for parcel in board.parcels}
    lines = []
    for project, parcels in waiting(board.ladder).items():
        own = [one for one in parcels if one.id in shown]
        if own:
            listed = ", ".join(f"{one.id} ({clear_word(board, one, lang)})" for one in own[:_SHOWN])
            more = " …" if len(own) > _SHOWN else ""
            lines.append(paragraph(f"{project}: {listed}{more}", "  ", "    "))
    return "\n".join([heading(ladder_word("projects", lang)), *lines]) if lines else ""


def _records(board: Board, lang: str) -> str:
    if not board.records:
        return ""
    keys = ("record", "subject", "snapshot", "done", "required", "share", "households")
    columns = [TextColumn(ladder_word(key, lang), key in ("done", "required", "share", "households")) for key in keys]
    return "\n".join([heading(ladder_word("records", lang)), table(columns, [record_cells(row, lang) for row in board.records])])


def record_cells(row: Row, lang: str) -> tuple[str, ...]:
    """A published record in words: code, subject, moment, hectares done and required, share, households."""
    required, done = row.decimal("area_required_ha"), row.decimal("area_done_ha")
    share = f"{format_number(round(100 * done / required, 1), lang)} %" if required and done is not None else "–"
    total, finished = row.whole("households_total"), row.whole("households_done")
    heads = "/".join(format_number(n, lang) for n in (finished, total) if n is not None) or "–"
    return (row.text("record"), row.text("subject"), format_as_of(row.text("snapshot_date") or row.text("as_of")), area_word(done, lang),
            area_word(required, lang), share, heads)
