"""Findings as a sheet: one row a finding, errors first, with filters."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from quyhoach.findings import Finding
from quyhoach.reports.findings_text import ORDER
from quyhoach.reports.sheets import Book, book
from quyhoach.reports.words import word

_KEYS = ("number", "severity", "code", "where", "message", "article", "remedy", "who")


def write_findings_workbook(findings: Iterable[Finding], path: Path, lang: str) -> None:
    """Write findings to ``path`` (.xlsx). Raises OSError when it cannot be written."""
    with book(path, word("findings", lang)) as file:
        findings_sheet(file, findings, lang)


def findings_sheet(file: Book, findings: Iterable[Finding], lang: str) -> None:
    """The sheet of findings in a workbook being written."""
    found = tuple(findings)
    sheet = file.sheet(word("findings", lang), [6, 11, 11, 34, 60, 50, 50, 24])
    file.row(sheet, 0, [word("findings", lang)], ["title"])
    file.header(sheet, 1, [word(key, lang) for key in _KEYS])
    rows = [f for severity in ORDER for f in found if f.severity is severity]
    for n, f in enumerate(rows, 1):
        texts = [f.text(part, lang) for part in ("message", "why", "remedy", "who")]
        file.row(sheet, n + 1, [n, word(str(f.severity), lang), f.code, str(f.where), *texts], ["year", *["text"] * 7])
    if rows:
        sheet.autofilter(1, 0, len(rows) + 1, len(_KEYS) - 1)
