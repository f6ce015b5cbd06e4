"""Findings on a terminal: errors first, each with its place, its reason and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from quyhoach.findings import Finding, Severity
from quyhoach.money import format_number
from quyhoach.reports.text import paragraph
from quyhoach.reports.words import word

ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}


def findings_text(findings: Iterable[Finding], lang: str) -> str:
    """Every finding, errors first and otherwise in the order met, then a line of counts."""
    found = tuple(findings)
    blocks = [finding_text(f, lang) for severity in ORDER for f in found if f.severity is severity]
    return "\n\n".join([*blocks, counts_line(found, lang)])


def finding_text(f: Finding, lang: str) -> str:
    """One finding: code and place, what, why, what to do and who."""
    place = f" · {f.where}" if str(f.where) else ""
    lines = [f"{_MARKS[f.severity]} {f.code} {word(str(f.severity), lang)}{place}", paragraph(f.text("message", lang), "  ")]
    lines.append(paragraph(f"{word('article', lang)}: {f.text('why', lang)}", "  ", "    "))
    who = f.text("who", lang)
    remedy = f"{word('remedy', lang)}: {f.text('remedy', lang)}" + (f" ({who})" if who else "")
    lines.append(paragraph(remedy, "  ", "    "))
    return "\n".join(lines)


def finding_line(f: Finding, lang: str) -> str:
    """One finding as one short paragraph: place, what, what to do, code."""
    place = f"{f.where}: " if str(f.where) else ""
    return paragraph(f"{_MARKS[f.severity]} {place}{f.text('message', lang)} {f.text('remedy', lang)} [{f.code}]", "", "  ")


def counts_line(findings: Iterable[Finding], lang: str) -> str:
    """How many findings of each severity, e.g. ``Phát hiện: 2 lỗi, 1 cảnh báo, 0 ghi chú``."""
    counts = Counter(f.severity for f in findings)
    plural = {severity: word(str(severity), lang) + ("s" if lang == "en" and counts[severity] != 1 else "") for severity in ORDER}
    numbers = ", ".join(f"{format_number(counts[severity], lang)} {plural[severity]}" for severity in ORDER)
    return f"{word('findings', lang)}: {numbers}."
