from __future__ import annotations

import json
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.zones.layer import PlanLayer, Shape, ShapeRole
from quyhoach.zones.reading import read_layer
from quyhoach.zones.writing import write_layer

WORDS = st.text("aăâbcđêgôơưAĐ 0123,.;'\"<&-", max_size=8).map(str.strip)
NUMBERS = st.none() | st.floats(0, 1e6, allow_subnormal=False)
SHARES = st.none() | st.floats(0, 1)
KINDS: list[st.SearchStrategy[Any]] = [
    st.none() | WORDS.filter(bool), st.none() | st.integers(-(2**53), 2**53), st.none() | st.floats(-1e9, 1e9, allow_subnormal=False),
    st.booleans(),
]


@st.composite
def layers(draw: st.DrawFn) -> PlanLayer:
    ids = draw(st.lists(WORDS.filter(bool), min_size=1, max_size=6, unique=True))
    attributes = tuple(
        Shape(
            id, draw(st.sampled_from(ShapeRole)), *(draw(WORDS) for _ in range(9)), draw(st.booleans()),
            *(draw(kind) for kind in (NUMBERS, SHARES, SHARES, NUMBERS, NUMBERS)), row,
        )
        for row, id in enumerate(ids, 1)
    )
    shapes = np.array([draw(areas(n)) for n in range(len(ids))], dtype=object)
    columns = draw(st.dictionaries(st.sampled_from(["ghi_chu", "Ngày", "số", "ID", "loại khác"]), st.sampled_from(KINDS), max_size=3))
    extra = {id: {name: value for name, kind in columns.items() if (value := draw(kind)) is not None} for id in ids}
    return PlanLayer("EPSG:9215", attributes, shapes, "a.gpkg", extra)


@st.composite
def areas(draw: st.DrawFn, n: int) -> shapely.Geometry:
    x, y = 450_000 + 400 * n, 2_420_000 + draw(st.floats(0, 100))
    side = draw(st.floats(1, 300))
    square = shapely.box(x, y, x + side, y + side)
    kind = draw(st.sampled_from(["plain", "holed", "parts"]))
    if kind == "holed":
        return square.difference(shapely.box(x + side / 3, y + side / 3, x + side / 2, y + side / 2))
    return shapely.MultiPolygon([square, shapely.box(x, y + 1000, x + 1, y + 1001)]) if kind == "parts" else square


def same(found: PlanLayer, layer: PlanLayer) -> None:
    assert found.crs == layer.crs
    assert found.attributes == layer.attributes
    assert shapely.equals_exact(shapely.normalize(found.shapes), shapely.normalize(layer.shapes), tolerance=0).all()
    assert {id: dict(row) for id, row in found.extra.items() if row} == {id: dict(row) for id, row in renamed(layer).items() if row}


def renamed(layer: PlanLayer) -> dict[str, dict[str, Any]]:
    """"ID" cannot stand beside "id" in a GeoPackage."""
    return {id: {"ID_2" if name == "ID" else name: value for name, value in row.items()} for id, row in layer.extra.items()}


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson"])
@given(layer=layers())
@settings(max_examples=40)
def test_a_layer_reads_back_as_it_was_written(suffix: str, layer: PlanLayer) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"lớp{suffix}"
        findings = write_layer(layer, path)
        found = read_layer(path)
    assert [one.code for one in findings] == (["ZON-049"] if any("ID" in row for row in layer.extra.values()) else [])
    assert found.layer is not None
    assert {one.code for one in found.findings} <= {"ZON-032", "ZON-033"}  # random letters may look like an old font
    same(found.layer, layer)


def small() -> PlanLayer:
    clockwise = shapely.Polygon([(480_000, 2_420_000), (480_000, 2_420_100.123456789), (480_100, 2_420_100), (480_100, 2_420_000)])
    return PlanLayer("EPSG:9215", (Shape("A", ShapeRole.UNIT, name="Khu đất ở", code="ODT", row=1),), np.array([clockwise], dtype=object))


def test_the_same_layer_gives_the_same_geojson_bytes(tmp_path: Path) -> None:
    for name in ("a.geojson", "b.geojson"):
        write_layer(small(), tmp_path / name)
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()
    data = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert data["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::9215"
    said = data["features"][0]["properties"]
    assert (said["id"], said["code"], said["name"], said["far"], said["plan"]) == ("A", "ODT", "Khu đất ở", None, None)
    ring = data["features"][0]["geometry"]["coordinates"][0]
    assert [480_000, 2_420_100.123456789] in ring
    assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def test_a_file_there_before_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_text("cũ")
    write_layer(small(), path)
    assert [file.name for file in tmp_path.iterdir()] == ["a.gpkg"]
    found = read_layer(path)
    assert found.layer is not None
    assert [shape.id for shape in found.layer.attributes] == ["A"]


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.shp"):
        write_layer(small(), tmp_path / "a.shp")
