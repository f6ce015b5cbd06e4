"""Foreign files as rows of cells by header: what is there against what the map speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from quyhoach.exchange.mapping import Condition, ForeignFile, ForeignMap, Formula
from quyhoach.findings import Finding, Place, finding
from quyhoach.tables.cells import printed
from quyhoach.tables.folding import clean, fold
from quyhoach.tables.origin import Origin
from quyhoach.tables.raw import Raw, Sheet
from quyhoach.tables.sheets import open_sheets


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """One row of a foreign file: cells by header as they stand and as a person reads them ("" where a cell is empty or means it),
    with its place; ``kind`` says how its numbers are written."""

    cells: Mapping[str, Raw] = field(hash=False)
    texts: Mapping[str, str] = field(hash=False)
    place: Place
    kind: ForeignFile

    def text(self, column: str) -> str:
        """The cell as a person reads it, "" when it is empty, means empty or is not there."""
        return self.texts.get(column, "")

    def at(self, column: str) -> Place:
        """The place of that cell."""
        return Place(self.place.file, self.place.sheet, self.place.row, column)


@dataclass(frozen=True, slots=True)
class ForeignRead:
    """Rows by kind of file, in file order, and what was found about the files."""

    rows: Mapping[str, tuple[ForeignRow, ...]] = field(hash=False)
    findings: tuple[Finding, ...]


def read_files(map: ForeignMap, folder: Path) -> ForeignRead:
    """Every file the map speaks of. Never raises for what a file holds or lacks."""
    findings: list[Finding] = []
    rows: dict[str, tuple[ForeignRow, ...]] = {}
    for alias, kind in map.files.items():
        rows[alias] = tuple(_rows_of(map, kind, folder, findings))
    return ForeignRead(rows, tuple(findings))


def _rows_of(map: ForeignMap, kind: ForeignFile, folder: Path, findings: list[Finding]) -> Iterator[ForeignRow]:
    try:
        paths = sorted(path for path in folder.glob(kind.pattern) if path.is_file()) if kind.pattern else []
    except (ValueError, NotImplementedError, OSError):  # a pattern that is not a glob of this folder finds nothing
        paths = []
    if not paths:
        findings.append(finding("MAP-020", Place(file=map.file, object_id=f"files.{kind.alias}"), pattern=kind.pattern, folder=folder.name))
    for path in paths:
        opened = open_sheets(path)
        findings += opened.findings
        sheet = next((one for one in opened.sheets if not kind.sheet or fold(one.name) == fold(kind.sheet)), None)
        if sheet is not None:
            yield from _rows_in(map, kind, path.name, sheet, findings)
        elif opened.sheets:
            names = "; ".join(one.name for one in opened.sheets)
            findings.append(Origin(path.name).finding("TAB-020", name=kind.sheet, names=names))


def _rows_in(map: ForeignMap, kind: ForeignFile, file: str, sheet: Sheet, findings: list[Finding]) -> Iterator[ForeignRow]:
    header = next((row for row in sheet.rows if row.number == kind.header_row), None)
    titles = {n: clean(printed(cell)) for n, cell in enumerate(header.cells) if cell is not None} if header else {}
    findings += _against(map, kind, Place(file, sheet.name, kind.header_row), list(titles.values()))
    for row in sheet.rows:
        if row.number > kind.header_row:
            cells = {title: row.cell(n) for n, title in titles.items()}
            texts = {title: clean(printed(cell)) for title, cell in cells.items() if cell is not None}
            kept = {title: text for title, text in texts.items() if text not in kind.missing}
            yield ForeignRow(cells, kept, Place(file, sheet.name, row.number), kind)


def _against(map: ForeignMap, kind: ForeignFile, place: Place, titles: list[str]) -> Iterator[Finding]:
    """MAP-021: a column the file lacks; MAP-022: a header that stands twice; MAP-023: a column nobody speaks of; MAP-008: one that is
    both used and said not to be."""
    wanted = used_columns(map, kind.alias)
    for column in kind.unused:
        if column in wanted:
            yield finding("MAP-008", Place(file=map.file, object_id=f"files.{kind.alias}.unused"), column=column)
    for column in (*wanted, *(name for name in kind.unused if name not in wanted)):
        if column not in titles:
            near = ", ".join(get_close_matches(column, titles, 3) or titles) or "–"
            yield finding("MAP-021", Place(place.file, place.sheet, place.row, column), column=column, near=near)
    for title, count in Counter(titles).items():
        if count > 1 and title in wanted:
            yield finding("MAP-022", Place(place.file, place.sheet, place.row, title), column=title, count=count)
    silent = [title for title in titles if title not in wanted and title not in kind.unused and title != map.by]
    if silent:
        yield finding("MAP-023", place, columns=", ".join(silent), file=kind.alias)


def used_columns(map: ForeignMap, alias: str) -> tuple[str, ...]:
    """The columns of a kind of file that the map draws on, each once."""
    found: dict[str, None] = {}
    for table in map.tables:
        if table.file != alias:
            continue
        found |= dict.fromkeys(_columns_of(table.where))
        for formula in (leaf for whole in table.columns.values() for leaf in whole.walk()):
            found |= dict.fromkeys(_columns_in(formula))
    return tuple(found)


def _columns_in(formula: Formula) -> Iterator[str]:
    if formula.column:
        yield formula.column
    yield from _columns_of(formula.where)


def _columns_of(where: Mapping[str, Condition]) -> Iterator[str]:
    for column, condition in where.items():
        yield column
        if condition.column:
            yield condition.column
