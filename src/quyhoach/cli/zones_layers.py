"""Map files as arguments: one file, or a folder whose files of one plan are one layer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quyhoach.cli.command import Unusable
from quyhoach.findings import Finding, finding

if TYPE_CHECKING:
    from quyhoach.zones.layer import PlanLayer

SUFFIXES = (".gpkg", ".geojson", ".shp", ".dxf", ".tab", ".mif", ".zip")


def layers_of(source: str, crs: str | None) -> tuple[list[PlanLayer], list[Finding]]:
    """The layers of a file or folder that plan something, with what reading found. Raises Unusable when there is none."""
    from quyhoach.zones.checks.merging import only_constraints, together  # slow
    from quyhoach.zones.reading import read_layer  # slow

    findings: list[Finding] = []
    layers = []
    for file in files_of(source):
        read = read_layer(file, crs=crs)
        findings += read.findings
        if read.layer is not None and len(read.layer):
            layers.append(read.layer)
    kept = [layer for layer in together(layers) if not only_constraints(layer)]
    if not kept:
        raise Unusable(*(findings or [finding("ZON-081", folder=source, known=", ".join(SUFFIXES))]))
    return kept, findings


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
    files = sorted(file for file in path.iterdir() if file.is_file() and file.suffix.lower() in SUFFIXES)
    if not files:
        raise Unusable(finding("ZON-081", folder=source, known=", ".join(SUFFIXES)))
    return files
