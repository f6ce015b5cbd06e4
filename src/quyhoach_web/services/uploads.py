"""A file as it came: refused at the door with a clear word, or read into tables with the columns it has."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from quyhoach.findings import Finding, Place, Severity, finding
from quyhoach.money import MoneyUnit
from quyhoach.tables import TableRead, read_table, read_workbook
from quyhoach.tables.folding import fold
from quyhoach.tables.header import find_header
from quyhoach.tables.origin import Origin
from quyhoach.tables.raw import Sheet
from quyhoach.tables.read import GUIDE_SHEETS
from quyhoach.tables.sheets import open_sheets
from quyhoach.tables.spec import Kind, TableSpec
from quyhoach_web.queries.data import specs_of
from quyhoach_web.services import provinces

TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
LAYERS = (".geojson", ".json")
OTHER_MAPS = (".shp", ".shx", ".dbf", ".prj", ".kml", ".kmz", ".gpkg", ".mif", ".tab", ".dgn", ".dwg", ".dxf")
"""Map files that officials have and that are not read here: told how to export them."""

Covers = Callable[[str, str, dict[str, Any]], bool]
"""Whether the person may change a row: (layer, table, values)."""


class Refused(Exception):
    """What was asked cannot be done; ``finding`` says why and what to do. Nothing was changed."""

    def __init__(self, said: Finding) -> None:
        super().__init__(said.text("message", "en"))
        self.finding = said


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name, bytes, the layer it is meant for, and the table ("": by the names of its sheets)."""

    name: str
    content: bytes
    layer: str = "facts"
    table: str = ""

    @property
    def is_map(self) -> bool:
        """Whether the name says it is a map layer."""
        return Path(self.name).suffix.casefold() in LAYERS


@dataclass(frozen=True, slots=True)
class FileRead:
    """``tables`` by name; ``columns``: of each table, the columns the file has, with the header it prints over each."""

    tables: Mapping[str, TableRead]
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def checked(name: str, size: int) -> None:
    """Raises Refused for a file that is too large, empty, or of a kind nobody reads here."""
    suffix, place = Path(name).suffix.casefold(), Place(file=name)
    if suffix in OTHER_MAPS:
        raise Refused(finding("WEB-012", place, name=name))
    if suffix not in (*TABLES, *LAYERS):
        raise Refused(finding("WEB-001", place, name=name, kinds=", ".join((*TABLES, *LAYERS))))
    if size > settings.UPLOAD_LIMIT:
        code = "GEO-003" if suffix in LAYERS else "WEB-002"
        raise Refused(finding(code, place, name=name, size=_megabytes(size), limit=_megabytes(settings.UPLOAD_LIMIT)))
    if size == 0:
        raise Refused(finding("WEB-003", place, name=name))


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}".replace(".", ",")


def read_tables(upload: Upload) -> FileRead:
    """The tables of the file. Raises Refused for one that cannot be opened, and one nobody can tell the table of."""
    unit, specs = provinces.current().info.money_unit, specs_of(upload.layer)
    with _as_file(upload) as path:
        opened = open_sheets(path)
        if not opened.sheets:
            raise Refused(next(one for one in opened.findings if one.severity is Severity.ERROR))
        table = upload.table or _told_by_name(upload.name, opened.sheets, specs)
        reads = ({table: read_table(path, specs[table], unit=unit, opened=opened)} if table
                 else read_workbook(path, specs, unit=unit, opened=opened))
    if not reads:
        raise Refused(finding("WEB-004", Place(file=upload.name), name=upload.name))
    sources = {name: _source(read, opened.sheets) for name, read in reads.items()}
    columns = {name: _columns(sheet, specs[name], unit) if sheet else {} for name, sheet in sources.items()}
    return FileRead(reads, columns, _unread(upload.name, opened.sheets, sources[table]) if table else ())


@contextmanager
def _as_file(upload: Upload) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(upload.name.replace("\\", "/")).name[-120:] or "file")
        path.write_bytes(upload.content)
        yield path


def _told_by_name(name: str, sheets: tuple[Sheet, ...], specs: Mapping[str, TableSpec]) -> str:
    """A text file has no names of sheets: its own name must be a table's. "" for a workbook. Raises Refused."""
    if any(sheet.name for sheet in sheets):
        return ""
    stem = fold(Path(name).stem)
    found = next((spec.name for spec in specs.values() if stem in {fold(word) for word in (spec.name, spec.title_vi, spec.title_en)}), "")
    if not found:
        raise Refused(finding("WEB-011", Place(file=name), name=name))
    return found


def _source(read: TableRead, sheets: tuple[Sheet, ...]) -> Sheet | None:
    """The sheet a table was read from; None while that cannot be told."""
    if not read.table.rows:
        return sheets[0] if len(sheets) == 1 else None
    return next((sheet for sheet in sheets if sheet.name == read.table.rows[0].place.sheet), None)


def _columns(sheet: Sheet, spec: TableSpec, unit: MoneyUnit) -> dict[str, str]:
    """The columns the sheet has, with their printed headers: a column it lacks keeps what stands."""
    header, _ = find_header(sheet, spec, unit, Origin("").of(sheet.name, spec))
    if header is None:
        return {}
    return {column.name: header.printed[at] for at, column in header.columns.items()
            if column.kind is not Kind.MONEY or at in header.scales}


def _unread(name: str, sheets: tuple[Sheet, ...], source: Sheet | None) -> tuple[Finding, ...]:
    """WEB-013: one table was asked for, so the workbook's other sheets stay outside."""
    others = [sheet.name for sheet in sheets
              if sheet is not source and sheet.rows and not sheet.hidden and fold(sheet.name) not in GUIDE_SHEETS]
    if source is None or not others:
        return ()
    return (finding("WEB-013", Place(file=name, sheet=source.name), sheet=source.name, others="; ".join(others)),)
