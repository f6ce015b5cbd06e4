"""A file as raw sheets: rows of cells as they stand, empty rows dropped, nothing understood yet.

Every guard comes before opening: what is missing, empty, too large, damaged, locked or swollen ends here with a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.tables import delimited, workbook
from quyhoach.tables.origin import PAGES, Origin
from quyhoach.tables.raw import Sheet

LARGEST_FILE = 50 * 2**20
"""Bytes a file may take on disk."""

DELIMITED = (".csv", ".tsv", ".txt")
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class SheetsRead:
    """The sheets in file order, and the findings about the file itself."""

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]


def open_sheets(path: Path | str, page: str = PAGES) -> SheetsRead:
    """Read .csv, .tsv, .txt, .xlsx, .xlsm, .ods or .xls. Never raises for what a file holds or lacks.

    The kind is told by the first bytes, then by the ending, so a workbook named .csv is still read.
    ``page`` is the reference page that remedies name.
    """
    path = Path(path)
    origin = Origin(path.name, page=page)
    data, findings = _content(path, origin)
    if findings:
        return SheetsRead((), findings)
    if data.startswith(_ZIP):
        return SheetsRead(*workbook.read_zipped(data, origin))
    if data.startswith(_COMPOUND):
        if _LOCKED in data:
            return SheetsRead((), (origin.finding("TAB-006"),))
        return SheetsRead(*workbook.read_compound(data, origin))
    if path.suffix.lower() in DELIMITED:
        return SheetsRead(*delimited.read_delimited(data, origin))
    return SheetsRead((), (origin.finding("TAB-005", name=path.name),))


def _content(path: Path, origin: Origin) -> tuple[bytes, tuple[Finding, ...]]:
    try:
        if not path.exists():
            return b"", (origin.finding("TAB-001", name=path.name),)
        size = path.stat().st_size
        if size > LARGEST_FILE:
            limit = format_number(LARGEST_FILE // 2**20)
            return b"", (origin.finding("TAB-003", size=format_number(size / 2**20, decimals=1), limit=limit),)
        data = path.read_bytes()
    except (OSError, ValueError) as problem:
        return b"", (origin.finding("TAB-013", reason=getattr(problem, "strerror", None) or type(problem).__name__),)
    return data, () if data.strip() else (origin.finding("TAB-002"),)
