"""Workbooks opened through calamine, after their content was measured; hidden defects of the cells come along as faults."""

from __future__ import annotations

import io
from collections.abc import Mapping
from xml.etree import ElementTree

import python_calamine as calamine

from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.tables import package
from quyhoach.tables.origin import Origin
from quyhoach.tables.raw import Fault, Merge, Sheet, raw_rows
from quyhoach.tables.sheet_xml import Survey, ods_grid, string_sizes, survey

LARGEST_GRID = 8_000_000
"""Cells between the first and the last filled cell of a sheet; the opened sheet takes 32 bytes for each."""

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def read_zipped(data: bytes, origin: Origin) -> Read:
    """Sheets of an .xlsx or .ods file."""
    members, findings = package.unpack(data, origin)
    if findings:
        return (), findings
    if any(name.lower() == "xl/workbook.xml" for name in members):
        return _read_xlsx(members, origin)
    if "content.xml" in members and b"opendocument.spreadsheet" in members.get("mimetype", b""):
        return _read_ods(members, origin)
    return (), (origin.finding("TAB-005", name=origin.file),)


def read_compound(data: bytes, origin: Origin) -> Read:
    """Sheets of an .xls file. Its error cells cannot be told from empty ones, so a note says so."""
    return _open(data, {}, (origin.finding("TAB-012", kind=".xls"),), origin)


def _read_ods(members: Mapping[str, bytes], origin: Origin) -> Read:
    if ods_grid(members["content.xml"]) > LARGEST_GRID:
        return (), (origin.finding("TAB-011", limit=format_number(LARGEST_GRID)),)
    return _open(package.pack(members), {}, (origin.finding("TAB-012", kind=".ods"),), origin)


def _read_xlsx(members: dict[str, bytes], origin: Origin) -> Read:
    sizes = string_sizes(members.get("xl/sharedStrings.xml", b""))
    names = _sheet_names(members)
    surveys: dict[str, Survey] = {}
    findings: list[Finding] = []
    for member in [name for name, content in members.items() if b"sheetData" in content]:
        seen = survey(members[member], sizes, LARGEST_GRID)
        sheet = origin.of(names.get(member, ""))
        if seen.grid > LARGEST_GRID:
            return (), (sheet.finding("TAB-011", limit=format_number(LARGEST_GRID)),)
        if seen.beyond:
            findings.append(sheet.finding("TAB-010", seen.beyond_row, address=seen.beyond))
        members[member] = seen.xml
        surveys[names.get(member, member)] = seen
    if sum(seen.text_bytes for seen in surveys.values()) > package.LARGEST_UNPACKED:
        return (), (origin.finding("TAB-007", limit=format_number(package.LARGEST_UNPACKED // 2**20)),)
    faults = {name: seen.faults for name, seen in surveys.items()}
    return _open(package.pack(members), faults, tuple(findings), origin)


def _sheet_names(members: Mapping[str, bytes]) -> dict[str, str]:
    """The sheet's printed name by the member that holds its cells; {} when the index of the workbook cannot be read."""
    try:
        book = ElementTree.fromstring(members["xl/workbook.xml"])
        links = ElementTree.fromstring(members["xl/_rels/workbook.xml.rels"])
    except (KeyError, ElementTree.ParseError, ValueError):
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    names = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION), "")
            names[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = sheet.get("name", "")
    return names


def _open(
    data: bytes, faults: Mapping[str, Mapping[tuple[int, int], Fault]], findings: tuple[Finding, ...], origin: Origin,
) -> Read:
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets, broken = _sheets(book, faults, origin)
    except calamine.PasswordError:
        return (), (origin.finding("TAB-006"),)
    except BaseException as problem:  # calamine's Rust panics do not derive from Exception
        if isinstance(problem, (KeyboardInterrupt, SystemExit)):
            raise
        return (), (origin.finding("TAB-004"),)
    return sheets, findings + broken


def _sheets(
    book: calamine.CalamineWorkbook, faults: Mapping[str, Mapping[tuple[int, int], Fault]], origin: Origin,
) -> Read:
    """Every worksheet; one that cannot be opened costs itself only."""
    sheets, findings = [], []
    for meta in book.sheets_metadata:
        if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            opened = book.get_sheet_by_name(meta.name)
        except calamine.CalamineError:
            findings.append(origin.of(meta.name).finding("TAB-004"))
            continue
        rows = raw_rows(opened.iter_rows(), faults.get(meta.name))
        merges: tuple[Merge, ...] = tuple(((a + 1, b), (c + 1, d)) for (a, b), (c, d) in opened.merged_cell_ranges or ())
        sheets.append(Sheet(meta.name, rows, merges, meta.visible is not calamine.SheetVisibleEnum.Visible))
    return tuple(sheets), tuple(findings)
