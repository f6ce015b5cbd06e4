"""Text files with a delimiter: the encoding, the delimiter and the quotes are settled here."""

from __future__ import annotations

import codecs
import csv
from collections import Counter

from quyhoach.findings import Finding
from quyhoach.tables.origin import Origin
from quyhoach.tables.raw import Sheet, raw_rows

DELIMITERS = (",", ";", "\t")
_SNIFFED_LINES = 40


def read_delimited(data: bytes, origin: Origin) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """One nameless sheet of text cells. A quote that never closes costs its own line only, with a finding.

    A row's number counts records, as Excel shows them, so a line break inside quotes does not shift the rows below.
    """
    text, findings = _decode(data, origin)
    if findings:
        return (), findings
    lines = text.splitlines(keepends=True)
    records, findings = _records(lines, _delimiter(lines), origin)
    rows = raw_rows(records)
    return ((Sheet("", rows),), findings) if rows else ((), (origin.finding("TAB-002"),))


def _decode(data: bytes, origin: Origin) -> tuple[str, tuple[Finding, ...]]:
    """UTF-8, or UTF-16 when its mark stands first. Old Vietnamese codings (TCVN3, VNI) look alike and are never guessed."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return "", (origin.finding("TAB-008", line, line=line, byte=f"0x{data[problem.start]:02X}"),)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", (origin.finding("TAB-008", line, line=line, byte="0x00"),)
    return text.replace("\r\n", "\n").replace("\r", "\n"), ()


def _delimiter(lines: list[str]) -> str:
    """The delimiter that cuts the most lines into the same number of cells: a table is as wide below as in its header."""
    def evenness(delimiter: str) -> tuple[int, int]:
        sample = [line for line in lines[:_SNIFFED_LINES] if line.strip()]
        widths = Counter(len(next(csv.reader([line], delimiter=delimiter), [])) for line in sample)
        wide = [(count, width) for width, count in widths.items() if width > 1]
        return max(wide, default=(0, 0))

    return max(DELIMITERS, key=evenness)


def _records(lines: list[str], delimiter: str, origin: Origin) -> tuple[list[list[str]], tuple[Finding, ...]]:
    records: list[list[str]] = []
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 0
    try:
        for record in reader:
            records.append(record)
            start = reader.line_num
    except csv.Error:
        broken = len(records) + 1
        records += [_alone(line, delimiter) for line in lines[start:]]
        return records, (origin.finding("TAB-009", broken),)
    return records, ()


def _alone(line: str, delimiter: str) -> list[str]:
    """One line read by itself, quotes taken as they come."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
