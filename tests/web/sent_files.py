"""Files of every kind made on the spot, and sent to the office as a person sends them."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from quyhoach_web.models import Import


def upload(client, content, name, layer="facts", table="projects"):
    return client.post("/data/imports/new/", {"file": SimpleUploadedFile(name, content), "layer": layer, "table": table})


def newest():
    return Import.objects.latest("pk")


def xlsx(rows, name="Trang 1", more=()):
    book = openpyxl.Workbook()
    book.active.title = name
    for title, lines in ((name, rows), *more):
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(rows):
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text"))
    cells = ("".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in line)
             for line in rows)
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in cells)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        archive.writestr("content.xml", f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="A">'
                         f"{body}</table:table></office:spreadsheet></office:body></office:document-content>")
    return buffer.getvalue()


def xls(rows):
    """A workbook of Excel 97, record by record, in the smallest compound file there is."""
    def record(kind, content=b""):
        return struct.pack("<HH", kind, len(content)) + content

    def begin(kind):
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0xDBB, 0x7CC, 0, 6))

    cells = b"".join(record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))
                     for row, line in enumerate(rows) for column, text in enumerate(line))
    sheet = begin(0x10) + record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0)) + cells + record(0xA)
    bound = struct.pack("<BBBB", 0, 0, 1, 1) + "A".encode("utf-16-le")
    start = len(begin(5)) + 4 + 4 + len(bound) + 4
    stream = begin(5) + record(0x85, struct.pack("<I", start) + bound) + record(0xA) + sheet
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    table = [0xFFFFFFFD, end, *range(3, sectors + 2), end]
    head = struct.pack("<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
                       0, 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<108I", *[free] * 108)

    def entry(name, kind, child, first, size):
        text = name.encode("utf-16-le") + b"\0\0"
        return struct.pack("<64sHBBIII16sIQQIII", text, len(text), kind, 1, free, free, child, b"", 0, 0, 0, first, size, 0)

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    return head + struct.pack("<128I", *table, *[free] * (128 - len(table))) + folder.ljust(512, b"\0") + stream


def text(rows, delimiter, encoding):
    return "\r\n".join(delimiter.join(line) for line in rows).encode(encoding)
