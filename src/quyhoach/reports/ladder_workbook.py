"""The ladder as a workbook: steps with counts, parcels with their clocks, the proofs, the procedures with articles, what was
published, findings."""

from __future__ import annotations

from pathlib import Path

from quyhoach.land.rung import StepProof
from quyhoach.law.words import certainty_words
from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.ladder_json import Board, area_of
from quyhoach.reports.ladder_text import clear_word, due_word, record_cells
from quyhoach.reports.ladder_words import branch_word, clock_word, day_word, ladder_word
from quyhoach.reports.sheets import Book, Cell, book


def write_ladder_workbook(board: Board, path: Path, lang: str) -> None:
    """Write the board to ``path`` (.xlsx). The same board gives the same bytes. Raises OSError when it cannot be written."""
    with book(path, ladder_word("board", lang)) as file:
        _counts(file, board, lang)
        _parcels(file, board, lang)
        _proofs(file, board, lang)
        _procedures(file, board, lang)
        _records(file, board, lang)
        findings_sheet(file, board.findings, lang)


def _counts(file: Book, board: Board, lang: str) -> None:
    sheet = file.sheet(ladder_word("board", lang), [56, 12, 16])
    file.row(sheet, 0, [f"{ladder_word('board', lang)}, {ladder_word('on', lang, day=day_word(board.ladder.as_of, lang))}"], ["title"])
    file.header(sheet, 1, [ladder_word(key, lang) for key in ("step", "parcels", "area")])
    columns = board.columns()
    for n, (_, step, parcels) in enumerate(columns, 2):
        name = step.label(lang) if step else ladder_word("none", lang)
        file.row(sheet, n, [name, len(parcels), float(area_of(parcels))], ["text", "money", "hectares"])
    if columns:
        chart = file.file.add_chart({"type": "bar"})
        name, last = ladder_word("board", lang), len(columns) + 1
        chart.add_series({"categories": [name, 2, 0, last, 0], "values": [name, 2, 1, last, 1], "gap": 40})
        chart.set_title({"name": ladder_word("parcels", lang)})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        sheet.insert_chart(len(columns) + 3, 0, chart, {"x_scale": 1.3})


def _parcels(file: Book, board: Board, lang: str) -> None:
    keys = ("parcel", "site", "project", "zone", "land", "area", "regime", "step", "since", "waits", "due", "earliest", "mark")
    sheet = file.sheet(ladder_word("parcels", lang), [12, 12, 12, 10, 10, 12, 10, 32, 12, 32, 22, 16, 24])
    file.header(sheet, 0, [ladder_word(key, lang) for key in keys])
    styles = [*["text"] * 5, "hectares", *["text"] * 7]
    for n, parcel in enumerate(board.parcels, 1):
        rung = board.ladder.by_parcel[parcel.id]
        step, waits = board.step(rung, rung.step), board.step(rung, rung.waits_for)
        cells: list[Cell] = [
            parcel.id, parcel.site, parcel.project, parcel.zone, parcel.land_code,
            None if parcel.area_ha is None else float(parcel.area_ha), rung.regime, step.label(lang) if step else ladder_word("none", lang),
            day_word(rung.since, lang), waits.label(lang) if waits else "", due_word(board, parcel, lang), clear_word(board, parcel, lang),
            ladder_word("expired", lang) if rung.expired else ladder_word("late", lang) if rung.late else "",
        ]
        file.row(sheet, n, cells, styles)
    if board.parcels:
        sheet.autofilter(0, 0, len(board.parcels), len(keys) - 1)


def _proofs(file: Book, board: Board, lang: str) -> None:
    keys = ("parcel", "one_step", "done_on", "document", "digest", "alive")
    sheet = file.sheet(ladder_word("proofs", lang), [12, 34, 12, 28, 68, 12])
    file.header(sheet, 0, [ladder_word(key, lang) for key in keys])
    row = 1
    for parcel in board.parcels:
        rung = board.ladder.by_parcel[parcel.id]
        rows: list[tuple[StepProof, str]] = [(one, "yes") for one in rung.proofs] + [(one, "no") for one in rung.expired]
        for proof, alive in rows:
            step = board.step(rung, proof.step)
            cells = [parcel.id, step.label(lang) if step else proof.step, day_word(proof.done_on, lang), proof.document, proof.digest]
            file.row(sheet, row, [*cells, ladder_word(alive, lang)], ["text"] * 6)
            row += 1


def _procedures(file: Book, board: Board, lang: str) -> None:
    keys = ("regime", "one_step", "branch", "clock", "article", "certainty")
    sheet = file.sheet(ladder_word("procedure", lang), [26, 40, 22, 50, 50, 22])
    file.header(sheet, 0, [ladder_word(key, lang) for key in keys])
    row = 1
    used = {board.ladder.by_parcel[parcel.id].regime for parcel in board.parcels}
    for regime in board.ladder.regimes:
        steps = board.ladder.steps[regime.code] if regime.code in used else ()
        labels = {step.code: step.label(lang) for step in steps}
        for step in steps:
            clock = clock_word(step, labels[step.clock.start_event] if step.clock else "", lang)
            sure = certainty_words(step.citation.certainty, lang)
            file.row(sheet, row, [regime.label(lang), step.label(lang), branch_word(step, lang), clock, step.article, sure], ["text"] * 6)
            row += 1


def _records(file: Book, board: Board, lang: str) -> None:
    """Clearance as published; no sheet where nothing was."""
    if not board.records:
        return
    keys = ("record", "subject", "snapshot", "done", "required", "share", "households", "source")
    sheet = file.sheet(ladder_word("records_sheet", lang), [8, 44, 14, 14, 14, 12, 14, 50])
    file.header(sheet, 0, [ladder_word(key, lang) for key in keys])
    for n, row in enumerate(board.records, 1):
        code, subject, day, _, _, share, heads = record_cells(row, lang)
        done, required = (None if area is None else float(area) for area in (row.decimal("area_done_ha"), row.decimal("area_required_ha")))
        cells: list[Cell] = [code, subject, day, done, required, share, heads, row.text("source")]
        file.row(sheet, n, cells, [*["text"] * 3, "hectares", "hectares", *["text"] * 3])
