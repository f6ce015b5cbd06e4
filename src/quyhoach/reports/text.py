"""Plain text for a terminal: headings, wrapped paragraphs and aligned tables, no wider than 100 columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 100
"""Greatest width of a line, in terminal columns."""
_GAP = "  "
_NARROWEST = 16
_SPACE = re.compile(r"[ \t\r\n]+")  # a no-break space is no place to break


def width_of(text: str) -> int:
    """Terminal columns ``text`` takes after NFC: combining marks none, East Asian wide and full-width signs two."""
    composed = unicodedata.normalize("NFC", text)
    return sum(_columns(sign) for sign in composed)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def wrap(text: str, width: int = WIDTH) -> list[str]:
    """Lines of at most ``width`` columns, broken between words; a word longer than the width is cut."""
    lines: list[str] = []
    line = ""
    for word in _short_words(text, width):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line or not lines else lines


def _short_words(text: str, width: int) -> Iterable[str]:
    for word in _SPACE.split(unicodedata.normalize("NFC", text).strip(" \t\r\n")):
        while width_of(word) > width:
            cut = max(n for n in range(1, len(word) + 1) if width_of(word[:n]) <= max(width, 2))
            yield word[:cut]
            word = word[cut:]
        yield word


def paragraph(text: str, indent: str = "", hanging: str | None = None, width: int = WIDTH) -> str:
    """``text`` wrapped; the first line starts with ``indent``, the others with ``hanging`` (same as ``indent`` if not given)."""
    later = indent if hanging is None else hanging
    lines = wrap(text, width - max(width_of(indent), width_of(later)))
    return "\n".join((indent if n == 0 else later) + line for n, line in enumerate(lines))


def heading(text: str) -> str:
    """A heading with a rule under it as long as the text."""
    return f"{text}\n{'─' * min(width_of(text), WIDTH)}"


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of a text table: its title, and whether it holds numbers (flush right, never broken)."""

    title: str
    number: bool = False


def table(columns: Sequence[TextColumn], rows: Iterable[Sequence[str]], width: int = WIDTH) -> str:
    """An aligned table; text columns share what the numbers leave and wrap. A row of one cell is a section line.

    A line break in a cell starts a new line within its row.
    """
    body = [tuple(unicodedata.normalize("NFC", cell) for cell in row) for row in rows]
    widths = _widths(columns, body, width)
    lines = [*_row_lines(columns, [c.title for c in columns], widths), _GAP.join("─" * w for w in widths)]
    for row in body:
        lines += [paragraph(row[0], width=width)] if len(row) == 1 else _row_lines(columns, row, widths)
    return "\n".join(lines)


def _widths(columns: Sequence[TextColumn], body: Sequence[Sequence[str]], width: int) -> list[int]:
    full = [row for row in body if len(row) > 1]
    widths = [max([width_of(c.title), *(width_of(line) for row in full for line in row[n].split("\n"))]) for n, c in enumerate(columns)]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while excess > 0:
        texts = [n for n, c in enumerate(columns) if not c.number and widths[n] > _NARROWEST]
        if not texts:
            break
        widest = max(texts, key=lambda n: widths[n])
        cut = min(excess, max(1, (widths[widest] - _NARROWEST) // 2))
        widths[widest] -= cut
        excess -= cut
    return widths


def _row_lines(columns: Sequence[TextColumn], row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = [_cell_lines(cell, c, w) for c, cell, w in zip(columns, row, widths, strict=True)]
    height = max(len(cell) for cell in cells)
    lines = []
    for n in range(height):
        parts = [_pad(cell[n] if n < len(cell) else "", w, c.number) for c, cell, w in zip(columns, cells, widths, strict=True)]
        lines.append(_GAP.join(parts).rstrip())
    return lines


def _cell_lines(cell: str, column: TextColumn, width: int) -> list[str]:
    lines = cell.split("\n")
    return lines if column.number else [part for line in lines for part in wrap(line, width)]


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * max(0, width - width_of(text))
    return space + text if right else text + space
