"""Vector tiles as GDAL decodes them, against the shapes themselves cut and projected here; boxes in every served system."""

from __future__ import annotations

import json

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from quyhoach.places.systems import CRS84, asked_box, geometry_texts, packed_shape, system_uri
from quyhoach.places.tiles import EXTENT, tile, tile_box

WORLD = 40075016.68557849
AT = (12, 3261, 1793)


def middle(zoom, column, row):
    west, south, east, north = tile_box(zoom, column, row)
    return (west + east) / 2, (south + north) / 2, (east - west) / 10


def decoded(tmp_path, *shapes, said=()):
    """Kind, properties and shape (Web Mercator) of every feature of the tile, as GDAL reads it."""
    zoom, column, row = AT
    contents = [packed_shape(json.loads(shapely.to_geojson(shape))).content for shape in shapes]
    file = tmp_path / str(zoom) / str(column) / f"{row}.mvt"
    file.parent.mkdir(parents=True)
    file.write_bytes(tile("features", contents, said or [{"n": n} for n in range(len(shapes))], *AT))
    meta, _, read, columns = pyogrio.raw.read(file)
    return dict(zip(meta["fields"], columns, strict=True)), shapely.from_wkb(read)


def mercator(shape):
    way = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3857").transform
    return shapely.transform(shape, lambda points: np.column_stack(way(points[:, 0], points[:, 1])))


def test_holes_parts_lines_and_points_come_out_as_they_went_in(tmp_path):
    x, y, s = middle(*AT)
    ring = shapely.box(x - s, y - s, x + s, y + s).exterior
    holed = shapely.Polygon(ring.coords[::-1], [shapely.box(x - s / 2, y - s / 2, x, y).exterior.coords])
    parts = shapely.MultiPolygon([shapely.box(x + 2 * s, y, x + 3 * s, y + s), shapely.box(x - 3 * s, y, x - 2 * s, y + s)])
    line, point = shapely.LineString([(x - s, y), (x, y + s), (x + s, y)]), shapely.Point(x, y)
    columns, shapes = decoded(tmp_path, holed, parts, line, point)
    step = WORLD / 2 ** AT[0] / EXTENT
    for n, meant in zip(columns["n"], (mercator(one) for one in (holed, parts, line, point)), strict=True):
        found = shapes[list(columns["n"]).index(n)]
        assert shapely.get_dimensions(found) == shapely.get_dimensions(meant)
        assert shapely.hausdorff_distance(found, meant) < 2 * step
        assert found.area == pytest.approx(meant.area, rel=0.01)


def test_what_lies_outside_the_tile_is_cut_and_what_is_too_small_is_gone(tmp_path):
    x, y, s = middle(*AT)
    wide, far = shapely.box(x - 50 * s, y - 50 * s, x + 50 * s, y + 50 * s), shapely.box(x + 50 * s, y, x + 51 * s, y + s)
    columns, shapes = decoded(tmp_path, wide, shapely.box(x, y, x + s / 1e5, y + s / 1e5), far)
    assert list(columns["n"]) == [0]
    edge, (_, column, row) = WORLD / 2 ** AT[0], AT  # GDAL leaves the margin out
    west, north = column * edge - WORLD / 2, WORLD / 2 - row * edge
    assert shapes[0].bounds == pytest.approx((west, north - edge, west + edge, north), abs=edge / EXTENT)


def test_values_keep_their_types(tmp_path):
    x, y, s = middle(*AT)
    said = [{"text": "Khu Đồng Đăng", "whole": -300, "part": 2.5, "yes": True, "big": 5_000_000_000}]
    columns, _ = decoded(tmp_path, shapely.box(x, y, x + s, y + s), said=said)
    assert {name: columns[name][0] for name in said[0]} == said[0]


@pytest.mark.parametrize("at", [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, -1), (10**19, 0, 0)])
def test_there_is_no_such_tile(at):
    with pytest.raises(ValueError, match="no tile"):
        tile_box(*at)


@pytest.mark.parametrize("geometry", [None, {}, {"type": "Circle"}, {"type": "Polygon", "coordinates": []}, 7, "x",
                                      {"type": "Point", "coordinates": [float("nan"), 1]}, {"type": "Polygon", "coordinates": [[[0, 0]]]}])
def test_what_is_no_shape_is_none(geometry):
    assert packed_shape(geometry) is None


def test_heights_are_left_out_and_digits_kept():
    kept = packed_shape({"type": "Point", "coordinates": [106.123456789012, 21.1, 300]})
    assert json.loads(geometry_texts([kept.content, None])[0]) == {"type": "Point", "coordinates": [106.123456789012, 21.1]}
    assert geometry_texts([None]) == ["null"]


@given(st.floats(400_000, 470_000), st.floats(2_360_000, 2_480_000), st.floats(100, 40_000), st.floats(100, 40_000), st.data())
def test_points_of_a_box_of_the_plane_are_told_as_the_plane_tells(x, y, width, height, data):
    """Inside by a metre: touched, whatever the box of degrees says; outside by a metre: not."""
    box = asked_box((x, y, x + width, y + height), system_uri("EPSG:9215"))
    way = pyproj.Transformer.from_crs("EPSG:9215", "OGC:CRS84").transform
    east, north = data.draw(st.floats(-0.5, 1.5)), data.draw(st.floats(-0.5, 1.5))
    px, py = x + east * width, y + north * height
    edge = min(abs(px - x), abs(px - x - width), abs(py - y), abs(py - y - height))
    point = way(px, py)
    told = bool(box.touched_by([shapely.to_wkb(shapely.Point(point))])[0])
    if edge > 1:
        assert told is (0 < east < 1 and 0 < north < 1)
    if box.inner and box.inner[0] <= point[0] <= box.inner[2] and box.inner[1] <= point[1] <= box.inner[3]:
        assert told
    if told:
        assert box.outer[0] - 1e-9 <= point[0] <= box.outer[2] + 1e-9
        assert box.outer[1] - 1e-9 <= point[1] <= box.outer[3] + 1e-9


@pytest.mark.parametrize("numbers", [(1, 2, 3), (1, 2, 3, float("nan")), (106, 22, 107, 21), (-200, 0, 0, 1), (0, 0, 1, 91)])
def test_numbers_that_make_no_box(numbers):
    assert asked_box(numbers, CRS84) is None
    assert asked_box((107, 21, 106, 22), system_uri("EPSG:9215")) is None
