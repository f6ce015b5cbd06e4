"""Map files as arguments: one file, a folder whose files of one plan are one layer, or a province folder, whose maps stand in ``geo``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quyhoach.cli.command import Unusable
from quyhoach.findings import Finding, Severity, finding, has_errors

if TYPE_CHECKING:
    from quyhoach.zones.layer import PlanLayer
    from quyhoach.zones.reading import LayerRead

SUFFIXES = (".gpkg", ".geojson", ".shp", ".dxf", ".tab", ".mif", ".zip")
_PROVINCE, _MAPS = "province.toml", "geo"
_STATES_NO_SYSTEM = frozenset({"ZON-007", "ZON-013"})
_NO_AREA = "ZON-048"


def layers_of(source: str, crs: str | None) -> tuple[list[PlanLayer], list[Finding]]:
    """The layers of a file or folder that plan something, with what reading found. Raises Unusable when there is none."""
    from quyhoach.zones.checks.merging import only_constraints, together, without_sketches  # slow

    layers, findings = read_files(files_of(source), crs)
    drawn, told = without_sketches(layers)
    kept = [layer for layer in together(drawn) if not only_constraints(layer)]
    if not kept:
        raise Unusable(*(findings or [finding("ZON-081", folder=source, known=", ".join(SUFFIXES))]))
    return kept, [*findings, *told]


def layer_of(source: str, crs: str | None) -> tuple[PlanLayer, list[Finding]]:
    """The one layer of a file or folder. Raises Unusable when it holds several plans that do not belong together."""
    layers, findings = layers_of(source, crs)
    if len(layers) > 1:
        raise Unusable(finding("ZON-132", file=source, count=len(layers), files=", ".join(layer.file for layer in layers)))
    return layers[0], findings


def files_of(source: str) -> list[Path]:
    """The file itself, or the map files of a folder. Raises Unusable when there is nothing there."""
    path = Path(source)
    if not path.exists():
        raise Unusable(finding("ZON-082", file=source))
    if path.is_file():
        return [path]
    folder = path / _MAPS if (path / _PROVINCE).is_file() and (path / _MAPS).is_dir() else path
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.suffix.lower() in SUFFIXES)
    if not files:
        raise Unusable(finding("ZON-081", folder=source, known=", ".join(SUFFIXES)))
    return files


def quotas_beside(source: str, given: str | None) -> str | None:
    """The table of quotas named, else a province folder's own; None without one."""
    own = Path(source) / "facts" / "land_use_quotas.csv"
    return given or (str(own) if (Path(source) / _PROVINCE).is_file() and own.is_file() else None)


def read_files(files: Sequence[Path], crs: str | None, plane: str | None = None) -> tuple[list[PlanLayer], list[Finding]]:
    """The layers of files, all in one plane ("EPSG:n"): ``plane``, else the default one where a file has it, else the first file's.

    A file in another system is moved there, and told. ``crs`` goes before what a single file states; of several, it is the system of
    those that state none. A file that cannot be read costs no other.
    """
    from quyhoach.zones.layer import DEFAULT_CRS  # slow
    from quyhoach.zones.reading import mixed_systems  # slow

    alone = len(files) == 1 and plane is None
    reads = [_read(file, crs, alone, None) for file in files]
    planes = dict.fromkeys(read.layer.crs for read in reads if read.layer is not None)
    plane = plane or (DEFAULT_CRS if DEFAULT_CRS in planes else next(iter(planes), None))
    away = [read.layer is not None and read.layer.crs != plane for read in reads]
    reads = [_read(file, crs, alone, plane) if moved else read for file, read, moved in zip(files, reads, away, strict=True)]
    layers = [read.layer for read in reads if read.layer is not None and len(read.layer)]
    findings = [one for read in reads for one in (_of_points(read) if layers else read.findings)]
    return layers, [*findings, *mixed_systems(reads)]


def _read(file: Path, crs: str | None, alone: bool, plane: str | None) -> LayerRead:
    from quyhoach.zones.reading import read_layer  # slow

    read = read_layer(file, crs=crs if alone else None, target=plane)
    if crs is not None and not alone and _STATES_NO_SYSTEM & {one.code for one in read.findings}:
        return read_layer(file, crs=crs, target=plane)
    return read


def _of_points(read: LayerRead) -> tuple[Finding, ...]:
    """Beside maps of areas a file of points or lines is no error: its own note says what it holds."""
    others = tuple(one for one in read.findings if one.code != _NO_AREA)
    points = others and not has_errors(others) and all(one.severity is Severity.NOTE for one in others)
    return others if points else read.findings
