from __future__ import annotations

import json
from pathlib import Path

import pytest

from quyhoach.cli import main
from quyhoach.zones.reading import read_layer


def ring(x: float) -> list[list[float]]:
    return [[x, 2_420_000.0], [x + 100, 2_420_000.0], [x + 100, 2_420_100.0], [x, 2_420_100.0], [x, 2_420_000.0]]


def plan(path: Path, *, crs: str | None = "EPSG:9215", bad: bool = False, swapped: bool = False) -> str:
    rings = [ring(480_000.0), ring(480_100.0)]
    if swapped:
        rings = [[[y, x] for x, y in one][::-1] for one in rings]
    if bad:
        rings[1][1], rings[1][2] = rings[1][2], rings[1][1]
    features = [
        {"type": "Feature", "properties": {"ma_lo": f"L{n}", "loai_dat": "ODT"}, "geometry": {"type": "Polygon", "coordinates": [one]}}
        for n, one in enumerate(rings)
    ]
    stated = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    path.write_text(json.dumps({"type": "FeatureCollection", **stated, "features": features}))
    return str(path)


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson"])
def test_a_file_is_written_and_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str) -> None:
    target = tmp_path / f"ra{suffix}"
    assert main(["zones", "convert", plan(tmp_path / "a.geojson"), "-o", str(target), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["polygons"], answer["crs"], answer["area_ha"], answer["findings"]) == (2, "EPSG:9215", 2.0, [])
    layer = read_layer(target).layer
    assert layer is not None
    assert [(shape.id, shape.code) for shape in layer.attributes] == [("L0", "ODT"), ("L1", "ODT")]


def test_rows_left_out_give_exit_code_1_and_their_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "ra.gpkg"
    assert main(["zones", "convert", plan(tmp_path / "a.geojson", bad=True), "-o", str(target), "--lang", "en"]) == 1
    text = capsys.readouterr().out
    assert "ZON-020" in text
    assert "1 polygons, EPSG:9215" in text


def test_a_file_without_a_system_needs_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = plan(tmp_path / "a.geojson", crs=None), tmp_path / "ra.gpkg"
    assert main(["zones", "convert", source, "-o", str(target)]) == 2
    assert "EPSG:9215" in capsys.readouterr().err
    assert not target.exists()
    assert main(["zones", "convert", source, "-o", str(target), "--crs", "EPSG:9215"]) == 0


def test_axes_are_swapped_on_request(tmp_path: Path) -> None:
    source, target = plan(tmp_path / "a.geojson", swapped=True), tmp_path / "ra.gpkg"
    assert main(["zones", "convert", source, "-o", str(target)]) == 2
    assert main(["zones", "convert", source, "-o", str(target), "--swap-axes", "--to", "EPSG:3405"]) == 0
    layer = read_layer(target).layer
    assert layer is not None
    assert layer.crs == "EPSG:3405"


def test_a_file_there_before_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = plan(tmp_path / "a.geojson")
    assert main(["zones", "convert", source]) == 2
    assert main(["zones", "convert", source, "-o", source]) == 2
    assert main(["zones", "convert", source, "-o", str(tmp_path / "ra.shp")]) == 2
    capsys.readouterr()
    assert len(json.loads(Path(source).read_text())["features"]) == 2


def test_a_table_of_colours_goes_along(tmp_path: Path) -> None:
    table, target = tmp_path / "mau.csv", tmp_path / "ra.geojson"
    table.write_text("code,colour\nODT,#FFA0FF\nLUC,#FFFC8C\n", "utf-8")
    assert main(["zones", "convert", plan(tmp_path / "a.geojson"), "-o", str(target), "--colours", str(table)]) == 0
    features = json.loads(target.read_text("utf-8"))["features"]
    assert [one["properties"]["colour"] for one in features] == ["#FFA0FF", "#FFA0FF"]
