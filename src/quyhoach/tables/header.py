"""The header of a sheet as officials make them: below titles, over several rows, above a row of column numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from quyhoach.findings import Finding
from quyhoach.money import MoneyUnit
from quyhoach.tables.folding import clean, fold
from quyhoach.tables.numbers import parse_number
from quyhoach.tables.origin import Origin
from quyhoach.tables.raw import Raw, RawRow, Sheet
from quyhoach.tables.spec import Column, Kind, TableSpec
from quyhoach.tables.units import money_unit, scale, split_unit, unit_of_line

SEARCHED_ROWS, DEEPEST = 60, 3
"""A header starts within the first filled rows of a sheet and takes at most three of them."""

ORDINALS = {"stt", "tt", "so tt", "so thu tu", "no", "#"}
WHOLES = {"tong so", "tong cong", "tong", "total"}
"""Lowest texts that mean the whole of what stands above them: ``Tổng mức đầu tư`` over ``Tổng số`` and ``Trong đó``."""

NEAR = 0.75
"""From this likeness on (0–1) a name is near enough to be offered for a column of figures that was not read."""

_COLUMN_MARK = re.compile(r"[(\[]?\s*(?:([A-ZĐ])|(\d{1,2}))\s*[)\]]?(?:\s*=.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Header:
    """``columns`` by place in the row (from 0); ``printed`` is each one's text as it stands; data follow ``last_row``.

    ``ordinal`` is the place of the STT column, -1 for none. ``scales`` turn money of a column into the province's unit; a
    column whose currency differs has none. ``by_identifier`` is a table written by a program, where every row is data.
    """

    columns: Mapping[int, Column]
    printed: Mapping[int, str]
    last_row: int
    ordinal: int
    scales: Mapping[int, Decimal]
    by_identifier: bool

    def place_of(self, column: Column) -> int:
        """The place of that column, -1 when the sheet lacks it."""
        return next((place for place, found in self.columns.items() if found == column), -1)


@dataclass(frozen=True, slots=True)
class _Labels:
    """What stands over each place: the lowest text that says what it is, and all texts from the top joined."""

    leaf: dict[int, str]
    joined: dict[int, str]

    def matched(self, known: Mapping[str, Column]) -> dict[int, Column]:
        """The column of each place that has one: by its lowest text, else by all of them. The first of two places wins."""
        found: dict[int, Column] = {}
        for texts in (self.joined, self.leaf):
            for place, text in texts.items():
                column = _known(text, known)
                if column and column not in found.values() and place not in found:
                    found[place] = column
        return found


def find_header(sheet: Sheet, spec: TableSpec, unit: MoneyUnit | None, origin: Origin) -> tuple[Header | None, tuple[Finding, ...]]:
    """The header that fits the spec best, with what is missing, unknown or twice; None when no row looks like one."""
    known = _names(spec)
    best = _best_window(sheet, known)
    if best is None or len(best[1]) < min(2, len(spec.columns)):
        wanted = "; ".join(column.header_vi for column in spec.columns if column.required)
        return None, (origin.finding("TAB-021", wanted=wanted),)
    rows, columns = best
    labels = _labels(rows, sheet)
    printed = {place: clean(text) for place, text in labels.leaf.items()}
    scales, unit_findings = _scales(sheet, rows, columns, labels, unit, origin)
    row = rows[-1].number
    ordinal = next((place for place, text in labels.leaf.items() if place not in columns and fold(text) in ORDINALS), -1)
    by_identifier = all(printed[place] == column.name for place, column in columns.items())
    last_row = row if by_identifier else _column_marks(sheet.rows, row, columns) or row
    header = Header(columns, printed, last_row, ordinal, scales, by_identifier)
    return header, (*unit_findings, *_missing(spec, header, row, origin), *_strangers(spec, header, known, row, sheet, origin))


def count_matches(sheet: Sheet, spec: TableSpec) -> int:
    """How many columns of the spec the sheet's likeliest header names."""
    best = _best_window(sheet, _names(spec))
    return len(best[1]) if best else 0


def _names(spec: TableSpec) -> dict[str, Column]:
    """Every folded name a column goes by; where two columns share one, the identifier, then the Vietnamese header decides."""
    names: dict[str, Column] = {}
    for of in (lambda c: (c.name,), lambda c: (c.header_vi,), lambda c: (c.header_en,), lambda c: c.aliases):
        for column in spec.columns:
            for name in of(column):
                names.setdefault(fold(name), column)
    return names


def _known(text: str, known: Mapping[str, Column]) -> Column | None:
    return known.get(fold(text)) or known.get(fold(split_unit(text)[0]))


def _best_window(sheet: Sheet, known: Mapping[str, Column]) -> tuple[Sequence[RawRow], dict[int, Column]] | None:
    """The rows that name the most columns; among equals those with no header line left below, the fewest rows, the first."""
    best: tuple[Sequence[RawRow], dict[int, Column]] | None = None
    rank = (0, False)
    for depth in range(1, DEEPEST + 1):
        for start in range(min(SEARCHED_ROWS, len(sheet.rows) - depth + 1)):
            rows = sheet.rows[start:start + depth]
            if rows[-1].number - rows[0].number >= DEEPEST:
                continue
            found = _labels(rows, sheet).matched(known)
            if found and len(found) >= rank[0] and (here := (len(found), not _goes_on(rows, sheet, found))) > rank:
                best, rank = (rows, found), here
    return best


def _goes_on(rows: Sequence[RawRow], sheet: Sheet, found: Mapping[int, Column]) -> bool:
    """True when the line below is header too: a merged text reaches into it, or it is all text and splits a column."""
    first, last = rows[0].number, rows[-1].number
    if any(first <= top <= last < bottom for (top, _), (bottom, _) in sheet.merges):
        return True
    below = next((row for row in sheet.rows if row.number == last + 1), None)
    if below is None or any(is_figure(cell) for cell in below.cells):
        return False
    return any(_is_whole(cell) for place, cell in enumerate(below.cells) if place in found)


def _is_whole(cell: Raw) -> bool:
    return isinstance(cell, str) and fold(split_unit(cell)[0]) in WHOLES


def _labels(rows: Sequence[RawRow], sheet: Sheet) -> _Labels:
    lines = [_spread(row, sheet) for row in rows]
    leaf: dict[int, str] = {}
    joined: dict[int, str] = {}
    for place in sorted({place for line in lines for place in line}):
        texts: list[str] = []
        for depth, line in enumerate(lines):
            text = line.get(place) or (_to_the_left(line, place) if any(place in below for below in lines[depth + 1:]) else "")
            if text and text not in texts:
                texts.append(text)
        if texts:
            leaf[place], joined[place] = _lowest(texts), " ".join(texts)
    return _Labels(leaf, joined)


def _lowest(texts: Sequence[str]) -> str:
    """The last text; where it only says ``Tổng số``, the one above, with the brackets of either."""
    if len(texts) == 1 or not _is_whole(texts[-1]):
        return texts[-1]
    behind = split_unit(texts[-1])[1]
    return f"{texts[-2]} ({behind})" if behind and not split_unit(texts[-2])[1] else texts[-2]


def _spread(row: RawRow, sheet: Sheet) -> dict[int, str]:
    """Texts by place; a merged text stands over every place of its range, in every row of it."""
    texts = {place: cell for place, cell in enumerate(row.cells) if isinstance(cell, str)}
    for (top, left), (bottom, right) in sheet.merges:
        if top <= row.number <= bottom:
            first = next((r for r in sheet.rows if r.number == top), None)
            text = first.cell(left) if first else None
            if isinstance(text, str):
                texts.update((place, text) for place in range(left, min(right, left + 500) + 1))
    return texts


def _to_the_left(line: Mapping[int, str], place: int) -> str:
    """The text a group header shows to its left when the file keeps no merged ranges."""
    return next((line[left] for left in range(place - 1, -1, -1) if left in line), "")


# Units ---------------------------------------------------------------------------------------------------------------------


def _scales(
    sheet: Sheet, rows: Sequence[RawRow], columns: Mapping[int, Column], labels: _Labels, unit: MoneyUnit | None, origin: Origin,
) -> tuple[dict[int, Decimal], tuple[Finding, ...]]:
    """What turns each money column into the province's unit, told once for the sheet and once for a column that differs."""
    stated = _stated_unit(sheet, rows)
    scales: dict[int, Decimal] = {}
    findings: dict[tuple[str, str], Finding] = {}
    for place, column in columns.items():
        printed = split_unit(labels.leaf[place])[1]
        if column.kind is not Kind.MONEY:
            findings.update(_other_unit(column, printed, labels.leaf[place], rows[-1].number, origin))
            continue
        own = money_unit(printed)
        here = own or (stated[0] if stated else None)
        factor = scale(here, unit) if here and unit else Decimal(1)
        if factor is not None:
            scales[place] = factor
        if here and unit and factor != 1:
            code = "TAB-026" if factor is None else "TAB-025"
            row, name = (rows[-1].number, clean(labels.leaf[place])) if own or not stated else (stated[1], "")
            values = {"stated": here.label_vi, "stated_en": here.label_en, "wanted": unit.label_vi, "wanted_en": unit.label_en}
            findings.setdefault((code, name), origin.finding(code, row, name, **values))
    return scales, tuple(findings.values())


def _stated_unit(sheet: Sheet, rows: Sequence[RawRow]) -> tuple[MoneyUnit, int] | None:
    """The unit a line above the table states, and that line's row."""
    for row in sheet.rows:
        if row.number > rows[-1].number:
            return None
        for cell in row.cells:
            if isinstance(cell, str) and (unit := unit_of_line(cell)):
                return unit, row.number
    return None


def _other_unit(column: Column, printed: str, header: str, row: int, origin: Origin) -> dict[tuple[str, str], Finding]:
    """A unit behind the header that is not the spec's: the figures are kept as they are, the person is asked."""
    expected = fold(column.unit)
    if not printed or not expected or fold(printed) == expected or fold(header) in {fold(column.header_vi), fold(column.header_en)}:
        return {}
    found = origin.finding("TAB-027", row, clean(header), stated=printed, wanted=column.unit)
    return {("TAB-027", column.name): found}


# What the header lacks and what it has too much ----------------------------------------------------------------------------


def _missing(spec: TableSpec, header: Header, row: int, origin: Origin) -> Iterator[Finding]:
    present = {column.name for column in header.columns.values()}
    for column in spec.columns:
        if column.required and column.name not in present:
            yield origin.finding("TAB-022", row, column.header_vi, name=column.name)


def _strangers(
    spec: TableSpec, header: Header, known: Mapping[str, Column], row: int, sheet: Sheet, origin: Origin,
) -> Iterator[Finding]:
    for place, text in header.printed.items():
        if place in header.columns or fold(text) in ORDINALS or not fold(text):
            continue
        twin = _known(text, known)
        if twin is not None and twin in header.columns.values():
            yield origin.finding("TAB-024", row, text, first=header.printed[header.place_of(twin)], name=twin.name)
            continue
        nearest = max(spec.columns, key=lambda column: _likeness(text, column))
        count = sum(raw.number > header.last_row and is_figure(raw.cell(place)) for raw in sheet.rows)
        if count:
            near = f"“{nearest.header_vi}”" if _likeness(text, nearest) >= NEAR else "–"
            yield origin.finding("TAB-030", row, text, count=count, near=near)
        else:
            yield origin.finding("TAB-023", row, text, nearest=nearest.header_vi)


def is_figure(cell: Raw) -> bool:
    """True for a number, and for a text that reads as one (``60.000,0``)."""
    if isinstance(cell, str):
        return parse_number(clean(cell)) is not None
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _likeness(text: str, column: Column) -> float:
    names = (column.name, column.header_vi, column.header_en, *column.aliases)
    return max(SequenceMatcher(None, fold(text), fold(name)).ratio() for name in names)


def _column_marks(rows: Sequence[RawRow], header_row: int, columns: Mapping[int, Column]) -> int:
    """The row under the header that only letters or numbers the columns (A, B, 1, 2, 3=1+2), 0 when there is none."""
    row = next((row for row in rows if row.number > header_row), None)
    if row is None or not set(columns) <= set(row.filled()) or len(row.filled()) < 3:
        return 0
    letters, numbers = [], []
    for place in row.filled():
        cell = row.cell(place)
        text = f"{cell:g}" if isinstance(cell, float) else str(cell).strip()
        match = _COLUMN_MARK.fullmatch(text)
        if not match:
            return 0
        if match[1]:
            letters.append(match[1])
        else:
            numbers.append(int(match[2]))
    runs_on = letters == [chr(65 + i) for i in range(len(letters))] and numbers == list(range(1, len(numbers) + 1))
    return row.number if runs_on else 0
