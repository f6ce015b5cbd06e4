"""A map file at the door: its kind by name and first bytes, its size, its companions, a zip opened with care."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from quyhoach.zones.told import Told

MAX_BYTES = 1024**3
"""Largest file read, and largest sum of a zip's files."""
_MAX_RATIO = 200
_MAX_MEMBERS = 1000
_MEGABYTE = 10**6


class MapKind(StrEnum):
    """The formats that are read."""

    GPKG = "GeoPackage"
    GEOJSON = "GeoJSON"
    SHAPEFILE = "Shapefile"
    DXF = "DXF"
    MAPINFO = "MapInfo"


SUFFIXES = {
    ".gpkg": MapKind.GPKG, ".geojson": MapKind.GEOJSON, ".json": MapKind.GEOJSON, ".shp": MapKind.SHAPEFILE, ".dxf": MapKind.DXF,
    ".tab": MapKind.MAPINFO, ".mif": MapKind.MAPINFO,
}
"""Kinds by the suffix of the file a person names."""
_COMPANIONS = frozenset((*SUFFIXES, ".dbf", ".shx", ".prj", ".cpg", ".dat", ".map", ".id", ".ind", ".mid"))
_STARTS = {
    MapKind.GPKG: (b"SQLite format 3\0",), MapKind.SHAPEFILE: (b"\x00\x00\x27\x0a",), MapKind.GEOJSON: (b"{",),
    MapKind.DXF: (b"0", b"999"), MapKind.MAPINFO: (b"!table", b"version"),
}
_OTHERS = (
    (b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP, XLSX"), (b"<", "XML, KML, HTML"), (b"{\\rtf", "RTF"), (b"AutoCAD Binary DXF", "DXF binary"),
    (b"AC10", "DWG"), (b"\xd0\xcf\x11\xe0", "XLS, DOC"), (b"\x89PNG", "PNG"), (b"\xff\xd8", "JPEG"), (b"Rar!", "RAR"), (b"II*\0", "TIFF"),
    (b"SQLite format 3\0", "GeoPackage"), (b"\x00\x00\x27\x0a", "Shapefile"), (b"{", "JSON"), (b"!table", "MapInfo TAB"),
)
_NEEDED = {".shp": (".shx",), ".tab": (".dat", ".map", ".id")}


@dataclass(frozen=True, slots=True)
class MapFile:
    """A file that may be opened: its path on disk and its kind."""

    path: Path
    kind: MapKind


@contextmanager
def opened(path: Path, told: Told) -> Iterator[MapFile | None]:
    """The map file at ``path``, or the only one in a zip (unpacked for as long as it is held). None when ``told`` says why not."""
    if path.suffix.lower() != ".zip":
        yield _looked_at(path, told)
        return
    with tempfile.TemporaryDirectory(prefix="quyhoach-") as folder:
        inner = _unpacked(path, Path(folder), told)
        yield _looked_at(inner, told) if inner else None


def _looked_at(path: Path, told: Told) -> MapFile | None:
    kind = SUFFIXES.get(path.suffix.lower())
    if path.is_dir():
        told.say("ZON-001", name=path.name, reason="thư mục · a folder")
        return None
    if kind is None:
        told.say("ZON-004", name=path.name, suffix=path.suffix or "–", seems=_seems(path), known=", ".join((*SUFFIXES, ".zip")))
        return None
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        told.say("ZON-001", name=path.name, reason=error.strerror or type(error).__name__)
        return None
    return MapFile(path, kind) if _sound(path, kind, size, start, told) else None


def _sound(path: Path, kind: MapKind, size: int, start: bytes, told: Told) -> bool:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not size or not text:
        told.say("ZON-002", name=path.name)
        return False
    if size > MAX_BYTES:
        told.say("ZON-003", name=path.name, size=size // _MEGABYTE, limit=MAX_BYTES // _MEGABYTE)
        return False
    plain = text if kind is not MapKind.MAPINFO else text.lower()
    if not plain.startswith(_STARTS[kind]) and not start.startswith(_STARTS[kind]):
        told.say("ZON-004", name=path.name, suffix=path.suffix, seems=_seems(path), known=kind)
        return False
    lacking = [suffix for suffix in _NEEDED.get(path.suffix.lower(), ()) if not _companion(path, suffix)]
    if lacking:
        told.say("ZON-005", name=path.name, lacking=", ".join(lacking))
        return False
    if path.suffix.lower() == ".shp" and not _companion(path, ".dbf"):
        told.say("ZON-030", name=path.name)
    return True


def _companion(path: Path, suffix: str) -> bool:
    return any(path.with_suffix(one).exists() for one in (suffix, suffix.upper()))


def _seems(path: Path) -> str:
    """What the first bytes look like, "?" when nobody knows."""
    try:
        with path.open("rb") as file:
            start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    except OSError:
        return "?"
    return next((name for first, name in _OTHERS if start.startswith(first)), "?")


def _unpacked(path: Path, folder: Path, told: Told) -> Path | None:
    """The one map file of a zip, with its companions, in ``folder``. Names are flattened; what is no map stays packed."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if PurePosixPath(m.filename).suffix.lower() in _COMPANIONS and not m.is_dir()]
            members = [m for m in members if not m.filename.startswith("__MACOSX")]
            reason = _unfit(archive, members)
            if reason:
                told.say("ZON-006", name=path.name, reason=reason)
                return None
            for member in members:
                (folder / PurePosixPath(member.filename).name).write_bytes(archive.read(member))
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        told.say("ZON-001", name=path.name, reason=str(error) or type(error).__name__)
        return None
    return next(file for file in sorted(folder.iterdir()) if file.suffix.lower() in SUFFIXES)


def _unfit(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> str:
    total, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    maps = [m.filename for m in members if PurePosixPath(m.filename).suffix.lower() in SUFFIXES]
    if len(archive.infolist()) > _MAX_MEMBERS:
        return f"{len(archive.infolist())} > {_MAX_MEMBERS} tệp · files"
    if total > MAX_BYTES:
        return f"{total // _MEGABYTE} > {MAX_BYTES // _MEGABYTE} MB"
    if total > 10 * _MEGABYTE and total > _MAX_RATIO * max(1, packed):
        return f"nén quá {_MAX_RATIO} lần · packed more than {_MAX_RATIO} times"
    if len(maps) != 1:
        return f"{len(maps)} tệp bản đồ · map files: {', '.join(maps[:5]) or '–'}"
    return ""
