"""A Word document in the look of Vietnamese offices: A4, Times New Roman 13, tables whose rows do not break and whose heads repeat."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.run import Run

FONT = "Times New Roman"
_CREATED = datetime(2026, 1, 1)  # fixed, so that the same report gives the same bytes
_SIZE, _TABLE_SIZE = 13, 11
_RED = RGBColor(0x9C, 0x00, 0x06)


class Document:
    """A document being written, top to bottom; ``save`` writes it. Not thread-safe."""

    def __init__(self, title: str, lang: str) -> None:
        self._word: WordDocument = docx.Document()
        self._lang = "vi-VN" if lang == "vi" else "en-GB"
        self._style()
        properties = self._word.core_properties
        properties.title, properties.author, properties.language, properties.comments = title, "quyhoach", self._lang, ""
        properties.created = properties.modified = _CREATED

    def _style(self) -> None:
        section = self._word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
        section.top_margin = section.bottom_margin = Cm(2)
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet"):
            style = self._word.styles[name]
            style.font.name = FONT
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
                fonts.set(qn(kind), FONT)
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(theme), None)
        self._word.styles["Normal"].font.size = Pt(_SIZE)

    def title(self, text: str) -> None:
        """The document's title, centred."""
        paragraph = self._word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph.add_run(text), 16, bold=True)

    def heading(self, text: str) -> None:
        """A heading that stays with what follows it."""
        self._headed(text, 1, 14)

    def subheading(self, text: str) -> None:
        """A heading below a heading."""
        self._headed(text, 2, _SIZE)

    def _headed(self, text: str, level: int, size: int) -> None:
        paragraph = self._word.add_heading(level=level)
        paragraph.paragraph_format.keep_with_next = True
        run = self._run(paragraph.add_run(text), size, bold=True)
        run.font.color.rgb = RGBColor(0, 0, 0)

    def paragraph(self, text: str) -> None:
        """A paragraph; a line break starts a new one. Nothing for empty text."""
        for line in filter(None, text.split("\n")):
            self._run(self._word.add_paragraph().add_run(line), _SIZE)

    def warning(self, text: str) -> None:
        """A line nobody overlooks."""
        run = self._run(self._word.add_paragraph().add_run(text), _SIZE, bold=True)
        run.font.color.rgb = _RED

    def bullet(self, text: str) -> None:
        """A point of a list."""
        self._run(self._word.add_paragraph(style="List Bullet").add_run(text), _SIZE)

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], numbers: Sequence[int] = (),
    ) -> None:
        """A table with borders; ``widths`` in centimetres, ``numbers`` the columns set to the right. Without heads, the first column
        is a label. A row is never cut by the end of a page; the heads come again on each."""
        table = self._word.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.autofit = False
        if heads:
            cells = self._row(table, heads, widths, bold=True)
            _repeat(cells)
        for row in rows:
            self._row(table, row, widths, numbers=numbers, label=not heads)
        self._word.add_paragraph()

    def _row(
        self, table: Table, texts: Sequence[str], widths: Sequence[float], numbers: Sequence[int] = (), bold: bool = False,
        label: bool = False,
    ) -> _Row:
        row: _Row = table.add_row()
        for n, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Cm(widths[n])
            self._fill(cell, text, n in numbers, bold or (label and n == 0))
        _property(row, "w:cantSplit")
        return row

    def _fill(self, cell: _Cell, text: str, right: bool, bold: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._run(paragraph.add_run(text), _TABLE_SIZE, bold=bold)

    def _run(self, run: Run, size: int, bold: bool = False) -> Run:
        run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), self._lang)
        run._element.get_or_add_rPr().append(language)
        return run

    def save(self, path: Path) -> None:
        """Write to ``path``; the same document gives the same bytes. Raises OSError when it cannot be written."""
        made = io.BytesIO()
        self._word.save(made)
        still = io.BytesIO()
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(zipfile.ZipInfo(name, _CREATED.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
        path.write_bytes(still.getvalue())


def _repeat(row: _Row) -> None:
    _property(row, "w:tblHeader")


def _property(row: _Row, name: str) -> None:
    """A yes-or-no property of a table row."""
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)
