"""Stamps of state secrets on a cell: whatever carries one does not enter. Words that only sound alike (mật độ, mật ong) do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

COLUMN = "secrecy"
"""A column in which any grade at all keeps the row out."""
CODE = "ZON-180"
"""The finding that says so."""

_MAYBE = re.compile(r"m[ậẬ]t|密|secret", re.IGNORECASE)
_GRADE = r"(?:tuyệt\s+mật|tối\s+mật|mật|绝密|絕密|机密|機密|秘密)"
_WHOLE = re.compile(rf"\W*(?:{_GRADE}|bí\s+mật\s+nhà\s+nước|top\s+secret|secret)\W*", re.IGNORECASE)
_NAMED = re.compile(rf"(?:độ\s+mật|dấu\s+mật|密级|密級)\s*[:：\-–]?\s*{_GRADE}(?!\w)", re.IGNORECASE)
_STAMPED = re.compile(
    r"(?<!\w)(?:TUYỆT|TỐI)\s+MẬT(?!\w)|[(\[【]\s*(?:MẬT|Mật|绝密|机密|秘密)\s*[)\]】]|^\s*MẬT\s*[-–:.]|(?:绝密|絕密|机密|機密|秘密)\s*★")
_NONE = re.compile(r"\W*(?:không|không\s+mật|công\s+khai|không\s+có|none|no|无|無|非密|公开|公開|-|–)?\W*", re.IGNORECASE)


def stamp(text: str) -> str:
    """The stamp a text carries, as it stands there; "" when it carries none."""
    if not _MAYBE.search(text) and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return ""
    text = unicodedata.normalize("NFC", text)
    if _WHOLE.fullmatch(text):
        return text.strip()
    found = _NAMED.search(text) or _STAMPED.search(text)
    return found[0].strip() if found else ""


def stamped(cells: Iterable[object]) -> str:
    """The first stamp among cells; "" when none carries one."""
    return next((found for cell in cells if isinstance(cell, str) and (found := stamp(cell))), "")


def graded(values: Mapping[str, object]) -> str:
    """The grade of a row: a stamp in any of its texts, or anything but "không" in the column of secrecy."""
    said = str(values.get(COLUMN) or "")
    if said and not _NONE.fullmatch(unicodedata.normalize("NFC", said)):
        return said
    parts = (part for value in values.values() for part in (value if isinstance(value, list | tuple) else (value,)))
    return stamped(parts)
