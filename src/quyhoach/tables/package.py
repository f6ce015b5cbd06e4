"""The zip a workbook is: measured before anything is opened, so that no file can unpack to more than it says or we allow."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.tables.origin import Origin

LARGEST_UNPACKED = 200 * 2**20
"""Bytes a workbook may unpack to. A table of 100,000 projects takes about a third of it."""

_ENCRYPTED = 0x1
# NotImplementedError is what zipfile raises for a compression it does not know.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, NotImplementedError, RuntimeError, ValueError, IndexError)
_NEEDED = (".xml", ".rels", "mimetype")


def unpack(data: bytes, origin: Origin) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The XML members by name, never more than ``LARGEST_UNPACKED`` bytes; {} and a finding when it cannot be.

    The sum is taken from the central directory first. A member that lies about its size is cut off by the reader at the size
    it states and then fails its checksum, so the lie costs nothing.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if info.filename.lower().endswith(_NEEDED)]
            if any(info.flag_bits & _ENCRYPTED for info in members):
                return {}, (origin.finding("TAB-006"),)
            if sum(info.file_size for info in members) > LARGEST_UNPACKED:
                return {}, (origin.finding("TAB-007", limit=format_number(LARGEST_UNPACKED // 2**20)),)
            return {info.filename: archive.read(info) for info in members}, ()
    except _DAMAGE:
        return {}, (origin.finding("TAB-004"),)


def pack(members: Mapping[str, bytes]) -> bytes:
    """The measured members as a zip again, stored without compression: what is opened is what was measured."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
