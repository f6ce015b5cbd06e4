"""A sheet read by its spec: rows that are right, and a finding for everything that is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from quyhoach.findings import Finding, Severity
from quyhoach.money import MoneyUnit
from quyhoach.tables.cells import from_program, printed, read_cell
from quyhoach.tables.folding import fold
from quyhoach.tables.furniture import RowKind, furniture, is_untouched_example
from quyhoach.tables.header import Header, count_matches, find_header
from quyhoach.tables.origin import Origin, reference_path
from quyhoach.tables.raw import RawRow, Sheet
from quyhoach.tables.secrecy import CODE, COLUMN, graded, stamped
from quyhoach.tables.sheets import SheetsRead, open_sheets
from quyhoach.tables.spec import Column, Kind, Row, Table, TableSpec, Value
from quyhoach.tables.totals import Total, unclosed_totals

_ROWS = (RowKind.DATA, RowKind.EXAMPLE)
GUIDE_SHEETS = {"huong dan", "guide"}
"""Sheets that explain a template, folded: read by people only."""


@dataclass(frozen=True, slots=True)
class TableRead:
    """The rows that could be read, in file order, and every finding, in file order."""

    table: Table
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Body:
    """What has been gathered so far from the rows under a header."""

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    by_key: dict[tuple[Value, ...], int] = field(default_factory=dict)
    left_out: int = 0
    stamps: dict[int, str] = field(default_factory=dict)


def read_table(
    path: Path | str, spec: TableSpec, *, sheet: str | None = None, unit: MoneyUnit | None = None, opened: SheetsRead | None = None,
) -> TableRead:
    """Read one table from .csv, .xlsx, .xls or .ods. Never raises for what the file holds or lacks.

    ``sheet`` names the sheet of a workbook; without it the sheet of the table's name is taken, else the visible one whose
    header fits best. ``unit`` is the province's money unit: a sheet in another unit of the same currency is converted exactly.
    ``opened``: the file's sheets where the caller has opened them already.
    """
    path = Path(path)
    origin = Origin(path.name, page=reference_path(spec))
    opened = opened or open_sheets(path, origin.page)
    if not opened.sheets:
        return TableRead(Table(spec), opened.findings)
    chosen = _named(opened.sheets, sheet) if sheet is not None else _fitting(opened.sheets, spec)
    if chosen is None:
        names = "; ".join(one.name for one in opened.sheets)
        return TableRead(Table(spec), (*opened.findings, origin.finding("TAB-020", name=sheet, names=names)))
    read = _read_sheet(chosen, spec, unit, origin.of(chosen.name, spec))
    return TableRead(read.table, opened.findings + read.findings)


def read_workbook(
    path: Path | str, specs: Mapping[str, TableSpec], *, unit: MoneyUnit | None = None, opened: SheetsRead | None = None,
) -> dict[str, TableRead]:
    """Read every sheet that carries the name or the title of a table; the tables found, by name.

    What concerns the file itself (it cannot be opened, a sheet belongs to no table) stands with the first table in the
    answer, or with the first table asked for when none was found. Never raises for what the file holds or lacks.
    ``opened``: the file's sheets where the caller has opened them already.
    """
    path = Path(path)
    opened = opened or open_sheets(path)
    origin = Origin(path.name)
    findings = list(opened.findings)
    sheets: dict[str, Sheet] = {}
    for sheet in opened.sheets:
        spec = next((spec for spec in specs.values() if fold(sheet.name) in _sheet_names(spec)), None)
        if spec is None:
            if not sheet.hidden and fold(sheet.name) not in GUIDE_SHEETS and sheet.rows:
                wanted = "; ".join(spec.name for spec in specs.values())
                findings.append(origin.of(sheet.name).finding("TAB-028", name=sheet.name, wanted=wanted))
        elif spec.name in sheets:
            findings.append(origin.of(sheet.name).finding("TAB-029", name=sheet.name, first=sheets[spec.name].name))
        else:
            sheets[spec.name] = sheet
    reads = {name: _read_sheet(sheet, specs[name], unit, origin.of(sheet.name, specs[name])) for name, sheet in sheets.items()}
    if findings and specs:
        first = next(iter(reads), next(iter(specs)))
        read = reads.get(first, TableRead(Table(specs[first]), ()))
        reads[first] = TableRead(read.table, (*findings, *read.findings))
    return reads


def _sheet_names(spec: TableSpec) -> set[str]:
    return {fold(name) for name in (spec.name, spec.title_vi, spec.title_en, spec.sheet_name("vi"), spec.sheet_name("en"))}


def _named(sheets: Sequence[Sheet], name: str) -> Sheet | None:
    return next((sheet for sheet in sheets if fold(sheet.name) == fold(name)), None)


def _fitting(sheets: Sequence[Sheet], spec: TableSpec) -> Sheet:
    named = next((sheet for sheet in sheets if fold(sheet.name) in _sheet_names(spec)), None)
    visible = [sheet for sheet in sheets if not sheet.hidden] or sheets
    return named or max(visible, key=lambda sheet: count_matches(sheet, spec))


def _read_sheet(sheet: Sheet, spec: TableSpec, unit: MoneyUnit | None, origin: Origin) -> TableRead:
    if not sheet.rows:
        return TableRead(Table(spec), (origin.finding("TAB-002"),))
    header, findings = find_header(sheet, spec, unit, origin)
    if header is None:
        return TableRead(Table(spec), findings)
    body = _Body()
    parts = furniture(sheet, spec, header)
    body.stamps = {raw.number: found for raw in sheet.rows if (found := stamped(raw.cells))}
    if stamp := _classified(sheet, header, body.stamps, parts.kind):
        return TableRead(Table(spec), (origin.finding(CODE, stamp=stamp),))
    for raw in sheet.rows:
        if raw.number > header.last_row:
            _take(raw, parts.kind(raw), body, spec, header, origin)
    body.findings += unclosed_totals(body.totals, body.rows, body.breaks, body.left_out, header, origin)
    return TableRead(Table(spec, tuple(body.rows)), (*findings, *body.findings))


def _classified(sheet: Sheet, header: Header, stamps: Mapping[int, str], kind: Callable[[RawRow], RowKind]) -> str:
    """The stamp that covers the whole sheet: in its name, in or above its header, or on a line that is no row of the table."""
    marked = (raw for raw in sheet.rows if raw.number in stamps) if stamps else ()
    return stamped([sheet.name]) or next((stamps[raw.number] for raw in marked if raw.number <= header.last_row
                                          or kind(raw) not in _ROWS), "")


def _take(raw: RawRow, kind: RowKind, body: _Body, spec: TableSpec, header: Header, origin: Origin) -> None:
    """Put one row where it belongs."""
    if kind is RowKind.DATA:
        _take_data(raw, body, spec, header, origin)
    elif kind is RowKind.TOTAL:
        body.totals.append(Total(raw, len(body.rows)))
    elif kind in (RowKind.SECTION, RowKind.SUBTOTALLED_SECTION):
        body.breaks.append(len(body.rows))
        if kind is RowKind.SUBTOTALLED_SECTION:
            body.findings.append(origin.finding("TAB-043", raw.number, title=_title(raw)))
    elif kind is RowKind.KEYLESS_TEXT:
        body.findings.append(origin.finding("TAB-045", raw.number, title=_title(raw)))
    elif kind is RowKind.EXAMPLE and not is_untouched_example(raw, header):
        body.findings.append(origin.finding("TAB-044", raw.number))


def _take_data(raw: RawRow, body: _Body, spec: TableSpec, header: Header, origin: Origin) -> None:
    row, findings = _read_row(raw, spec, header, origin)
    if stamp := body.stamps.get(raw.number) or (graded(row.values) if row and row.values.get(COLUMN) else ""):
        row, findings = None, [origin.finding(CODE, raw.number, stamp=stamp)]
    body.findings += findings
    if row is None:
        body.left_out += 1
        return
    key = tuple(row[name] for name in spec.key)
    if key in body.by_key:
        text = " / ".join(row.text(name) for name in spec.key)
        column = header.printed[header.place_of(spec.column(spec.key[0]))]
        body.findings.append(origin.finding("TAB-041", raw.number, column, key=text, first=body.by_key[key], here=raw.number))
        body.left_out += 1
        return
    body.by_key[key] = raw.number
    body.rows.append(row)


def _read_row(raw: RawRow, spec: TableSpec, header: Header, origin: Origin) -> tuple[Row | None, list[Finding]]:
    """The row, or None when a required cell is empty or wrong; an optional cell that is wrong is None and costs nothing else."""
    values: dict[str, Value] = dict.fromkeys(column.name for column in spec.columns)
    findings: list[Finding] = []
    settled = {column.name for column in spec.columns if column.required} - {column.name for column in header.columns.values()}
    for place, column in header.columns.items():
        if column.kind is Kind.MONEY and place not in header.scales:
            settled.add(column.name)  # another currency: said once, in the header
            continue
        content = from_program(raw.cell(place), column) if header.by_identifier else raw.cell(place)
        cell = read_cell(content, column, header.scales.get(place, Decimal(1)))
        values[column.name] = cell.value
        if cell.code:
            found = origin.finding(cell.code, raw.number, header.printed[place], **cell.values)
            findings.append(found)
            if found.severity is Severity.ERROR:
                settled.add(column.name)
    required = [column for column in spec.columns if _is_required(column, values)]
    for column in required:
        if values[column.name] is None and column.name not in settled:
            printed_header = header.printed.get(header.place_of(column), column.header_vi)
            findings.append(origin.finding("TAB-040", raw.number, printed_header, name=column.name, because=_because(column, spec)))
    complete = all(values[column.name] is not None for column in required)
    return (Row(values, origin.place(raw.number)) if complete else None), findings


def _is_required(column: Column, values: Mapping[str, Value]) -> bool:
    if column.required or column.required_if is None:
        return column.required
    other, wanted = column.required_if
    value = values[other]
    return (str(int(value)) if isinstance(value, bool) else str(value)) in wanted


def _because(column: Column, spec: TableSpec) -> str:
    if column.required or column.required_if is None:
        return ""
    other, wanted = column.required_if
    return f" ({spec.column(other).header_vi}: {', '.join(wanted)})"


def _title(raw: RawRow) -> str:
    return " ".join(printed(cell) for cell in raw.cells if isinstance(cell, str))
