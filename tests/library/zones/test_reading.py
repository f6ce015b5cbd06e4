from __future__ import annotations

import json
import math
import struct
import time
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyogrio import raw
from pyproj import Transformer

from quyhoach.findings import Finding
from quyhoach.zones import map_file
from quyhoach.zones.geometry_faults import tangle
from quyhoach.zones.layer import ShapeRole
from quyhoach.zones.reading import LayerRead, mixed_systems, read_layer

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
X, Y = 480_000.0, 2_420_000.0
"""A corner in Lạng Sơn, EPSG:9215."""


def ring(x: float = X, y: float = Y, side: float = 100.0) -> list[list[float]]:
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def shoelace(points: list[list[float]]) -> float:
    near = [(x - points[0][0], y - points[0][1]) for x, y in points]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(near))) / 2


def feature(coordinates: Any = None, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": [ring()] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, Any], crs: str | None = "EPSG:9215", **members: Any) -> str:
    stated = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **stated, **members, "features": list(features)})


def read(folder: Path, content: str | bytes, name: str = "lop.geojson", **asked: Any) -> LayerRead:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_layer(file, **asked)


def codes(found: LayerRead) -> list[str]:
    return [one.code for one in found.findings]


def told(found: LayerRead, code: str) -> Finding:
    return next(one for one in found.findings if one.code == code)


def ids(found: LayerRead) -> list[str]:
    assert found.layer is not None
    return [shape.id for shape in found.layer.attributes]


# --- formats ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "driver", "notes"), [
    ("a.gpkg", "GPKG", []), ("a.shp", "ESRI Shapefile", []), ("a.geojson", "GeoJSON", []),
    ("a.tab", "MapInfo File", ["ZON-016"]), ("a.mif", "MapInfo File", ["ZON-016"]),
])
def test_every_format_gives_the_same_layer(tmp_path: Path, name: str, driver: str, notes: list[str]) -> None:
    crossing = [ring(), ring(X + 10, Y + 10, 20)[::-1]]
    shapes = shapely.to_wkb(np.array([shapely.Polygon(crossing[0], crossing[1:]), shapely.Polygon(ring(X + 100))], dtype=object))
    columns = [np.array(["A1", "A2"], object), np.array(["ODT", "CX"], object), np.array([0.96, 1.0])]
    options = {"RFC7946": "NO"} if driver == "GeoJSON" else {}
    raw.write(tmp_path / name, shapes, columns, ["ma_lo", "loai_dat", "dt_ha"], driver=driver, geometry_type="Polygon", crs="EPSG:9215",
              encoding="UTF-8", **options)
    found = read_layer(tmp_path / name)
    assert found.layer is not None
    assert [code for code in codes(found) if code != "ZON-031"] == notes
    assert (found.layer.crs, found.crs, found.layer.file) == ("EPSG:9215", "EPSG:9215", name)
    assert [(s.id, s.code, s.stated_ha, s.row, s.role) for s in found.layer.attributes] == [
        ("A1", "ODT", 0.96, 1, ShapeRole.UNIT), ("A2", "CX", 1.0, 2, ShapeRole.UNIT),
    ]
    near = 5 if name == "a.tab" else 0.001  # a TAB rounds its corners to a grid
    assert found.layer.area_m2 == pytest.approx([shoelace(crossing[0]) - shoelace(crossing[1]), shoelace(ring(X + 100))], abs=near)


def test_a_zip_is_opened_with_care(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shape = shapely.to_wkb(np.array([shapely.Polygon(ring())], object))
    columns = [np.array(["A"], object)]
    raw.write(tmp_path / "a.shp", shape, columns, ["ma"], driver="ESRI Shapefile", geometry_type="Polygon", crs="EPSG:9215")
    parts = sorted(tmp_path.glob("a.*"))
    with zipfile.ZipFile(tmp_path / "good.zip", "w") as archive:
        for part in parts:
            archive.write(part, f"../../{part.name}")
        archive.writestr("readme.txt", "không phải bản đồ")
    assert ids(read_layer(tmp_path / "good.zip")) == ["A"]
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.geojson", collection(feature()))
        archive.writestr("b.geojson", collection(feature()))
    assert codes(read_layer(tmp_path / "two.zip")) == ["ZON-006"]
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b"0" * 30_000_000)
    assert codes(read_layer(tmp_path / "bomb.zip")) == ["ZON-006"]
    monkeypatch.setattr(map_file, "MAX_BYTES", 100)
    assert codes(read_layer(tmp_path / "good.zip")) == ["ZON-006"]
    (tmp_path / "cut.zip").write_bytes((tmp_path / "good.zip").read_bytes()[:200])
    assert codes(read_layer(tmp_path / "cut.zip")) == ["ZON-001"]


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.geojson", b"", "ZON-002"), ("a.geojson", b" \n", "ZON-002"), ("a.gpkg", b"%PDF-1.7 quy hoach", "ZON-004"),
    ("a.geojson", b"%PDF-1.7", "ZON-004"), ("a.dwg", b"AC1032", "ZON-004"), ("a.dxf", b"AutoCAD Binary DXF\r\n", "ZON-004"),
    ("a.geojson", b'{"type": "FeatureCollection", "features": [', "ZON-001"), ("a.geojson", b"{" * 100_000, "ZON-001"),
    ("a.gpkg", b"SQLite format 3\0" + b"\0" * 4096, "ZON-001"), ("a.shp", b"\0\0\x27\x0a" + b"\0" * 96, "ZON-005"),
    ("a.tab", b"!table\n!version 300\n", "ZON-005"), ("a.zip", b"PK\x03\x04", "ZON-001"), ("a.txt", b"x", "ZON-004"),
    ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "ZON-048"), ("a.geojson", b'{"type": "gdal_streamed_alg"}', "ZON-001"),
])
def test_a_file_that_is_no_map_is_named(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    found = read(tmp_path, content, name)
    assert (found.layer, codes(found)[-1], found.findings[-1].where.file) == (None, code, name)


def test_a_folder_a_missing_file_and_one_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(read_layer(tmp_path)) == ["ZON-001"]
    assert codes(read_layer(tmp_path / "không_có.gpkg")) == ["ZON-001"]
    monkeypatch.setattr(map_file, "MAX_BYTES", 50)
    assert codes(read(tmp_path, collection(feature()))) == ["ZON-003"]


# --- where it stands --------------------------------------------------------------------------------------------------


def moved(points: list[list[float]], source: str, target: str) -> list[list[float]]:
    go = Transformer.from_crs(source, target, always_xy=True)
    return [list(go.transform(*point)) for point in points]


def test_a_six_degree_zone_stated_for_numbers_of_the_default_system_is_doubted(tmp_path: Path) -> None:
    """The numbers of a lot of EPSG:9215 stand in Vietnam in the 6° zone too, near 104.5° east."""
    found = read(tmp_path, collection(feature(ma="A"), crs="EPSG:3405"))
    assert (codes(found), ids(found)) == (["ZON-075"], ["A"])
    assert codes(read(tmp_path, collection(feature(ma="A"), crs="EPSG:3405"), crs="EPSG:3405")) == []
    there = moved(ring(), "EPSG:9215", "EPSG:3405")
    assert codes(read(tmp_path, collection(feature([there], ma="A"), crs="EPSG:3405"))) == []


def test_a_share_beyond_the_whole_lot_is_named_and_missing(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature(ma="A", density=80), feature(ma="B", density=0.8)))
    assert [(f.code, f.where.row, f.where.column) for f in found.findings] == [("ZON-076", 1, "density")]
    assert found.layer is not None
    assert [shape.density for shape in found.layer.attributes] == [None, 0.8]
    percent = read(tmp_path, collection(feature(ma="A", mat_do=80), feature(ma="B", mat_do=-1), feature(ma="C", mat_do=120)), "b.geojson")
    assert [(f.code, f.where.row) for f in percent.findings] == [("ZON-076", 2), ("ZON-076", 3)]
    assert percent.layer is not None
    assert [shape.density for shape in percent.layer.attributes] == [0.8, None, None]


def test_degrees_are_measured_in_the_plane_and_it_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature([moved(ring(), "EPSG:9215", "EPSG:4326")], ma="A"), crs=None))
    assert codes(found) == ["ZON-017"]
    assert found.layer is not None
    assert (found.layer.crs, found.crs) == ("EPSG:9215", "EPSG:4326")
    assert found.layer.area_m2 == pytest.approx([10_000], abs=0.01)


def test_a_place_abroad_is_measured_in_its_utm_zone(tmp_path: Path) -> None:
    berlin = [[13.4, 52.5], [13.41, 52.5], [13.41, 52.51], [13.4, 52.51], [13.4, 52.5]]
    found = read(tmp_path, collection(feature([berlin], ma="A"), crs=None))
    assert found.layer is not None
    assert found.layer.crs == "EPSG:32633"
    assert found.layer.area_m2 == pytest.approx([shoelace(moved(berlin, "EPSG:4326", "EPSG:32633"))])


def test_web_mercator_is_no_plane_to_measure_in(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature([moved(ring(), "EPSG:9215", "EPSG:3857")], ma="A"), crs="EPSG:3857"))
    assert found.layer is not None
    assert found.layer.crs == "EPSG:9215"
    assert found.layer.area_m2 == pytest.approx([10_000], abs=0.01)


def test_the_target_is_the_plane_asked_for(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature(ma="A")), target="EPSG:3405")
    assert found.layer is not None
    assert found.layer.crs == "EPSG:3405"
    assert found.layer.area_m2 == pytest.approx([shoelace(moved(ring(), "EPSG:9215", "EPSG:3405"))], rel=1e-9)
    assert codes(read(tmp_path, collection(feature()), target="EPSG:4326")) == ["ZON-008"]


@pytest.mark.parametrize("member", [
    {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9215"}}}, {"_crs": ["EPSG:9215"]},
])
@pytest.mark.parametrize("last", [False, True])
def test_a_geojson_states_its_system_before_or_after_its_features(tmp_path: Path, member: dict[str, Any], last: bool) -> None:
    features = {"features": [feature(ma="A", crs="EPSG:3405")]}
    text = json.dumps({"type": "FeatureCollection"} | (features | member if last else member | features))
    found = read(tmp_path, text)
    assert (codes(found), found.crs, ids(found)) == ([], "EPSG:9215", ["A"])


def test_a_system_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", ["Ở"], "UTF-8")
    path.with_suffix(".prj").write_text('PROJCS["x')
    assert read_layer(path).layer is None
    assert {"ZON-001", "ZON-008", "ZON-013"} & set(codes(read_layer(path)))
    assert codes(read(tmp_path, collection(feature(), crs="EPSG:99999"))) == ["ZON-008", "ZON-048"]
    assert codes(read(tmp_path, collection(feature()), crs="kinh tuyến 107")) == ["ZON-008", "ZON-048"]


def test_plane_numbers_without_a_system_are_refused_with_candidates(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature(), crs=None))
    assert (found.layer, codes(found)) == (None, ["ZON-013", "ZON-048"])
    assert "EPSG:9215" in str(told(found, "ZON-013").values["candidates"])
    raw.write(tmp_path / "a.shp", shapely.to_wkb(np.array([shapely.Polygon(moved(ring(), "EPSG:9215", "EPSG:4756"))], object)),
              [np.array(["A"], object)], ["ma"], driver="ESRI Shapefile", geometry_type="Polygon", crs="EPSG:4756")
    (tmp_path / "a.prj").unlink()
    assert codes(read_layer(tmp_path / "a.shp")) == ["ZON-007", "ZON-048"]
    assert ids(read_layer(tmp_path / "a.shp", crs="EPSG:4756")) == ["A"]


def test_swapped_axes_are_named_and_only_swapped_when_asked(tmp_path: Path) -> None:
    north_first = [[y, x] for x, y in ring()]
    found = read(tmp_path, collection(feature([north_first[::-1]], ma="A"), feature(ma="B")))
    assert (codes(found), ids(found)) == (["ZON-009"], ["B"])
    assert told(found, "ZON-009").values["first"] == 1
    alone = read(tmp_path, collection(feature([north_first], ma="A")), swap_axes=True)
    assert alone.layer is not None
    assert shapely.equals(alone.layer.shapes[0], shapely.Polygon(ring()))
    degrees = [[y, x] for x, y in moved(ring(), "EPSG:9215", "EPSG:4326")][::-1]
    assert codes(read(tmp_path, collection(feature([degrees], ma="A"), crs="EPSG:4326"))) == ["ZON-010", "ZON-048"]
    nothing = read(tmp_path, collection(feature([north_first], ma="A"), crs=None))
    assert "đổi trục" in str(told(nothing, "ZON-013").values["candidates"])


def test_utm_numbers_under_a_3_degree_system_are_named_with_what_they_are(tmp_path: Path) -> None:
    utm = moved(ring(), "EPSG:9215", "EPSG:3405")
    text = collection(feature([utm], ma="A"))
    found = read(tmp_path, text)
    assert (found.layer, codes(found)) == (None, ["ZON-011", "ZON-048"])
    assert "EPSG:3405" in str(told(found, "ZON-011").values["candidates"])
    assert (codes(read(tmp_path, text, crs="EPSG:9215")), ids(read(tmp_path, text, crs="EPSG:9215"))) == (["ZON-012"], ["A"])
    right = read(tmp_path, text, crs="EPSG:3405")
    assert codes(right) == ["ZON-043"]
    assert right.layer is not None
    assert right.layer.crs == "EPSG:3405"


def test_another_central_meridian_is_named(tmp_path: Path) -> None:
    other = moved([[106.3, 21.9], [106.301, 21.9], [106.301, 21.901], [106.3, 21.9]], "EPSG:4326", "EPSG:9216")
    shifted = [[x + 180_000, y] for x, y in other]
    found = read(tmp_path, collection(feature([shifted], ma="A")))
    assert codes(found) == ["ZON-011", "ZON-048"]


def test_degrees_and_metres_mixed_in_one_file(tmp_path: Path) -> None:
    degrees = moved(ring(), "EPSG:9215", "EPSG:4326")
    found = read(tmp_path, collection(feature([degrees], ma="A"), feature(ma="B")))
    assert (codes(found), ids(found), told(found, "ZON-015").values["first"]) == (["ZON-015"], ["B"], 1)
    other = read(tmp_path, collection(feature(ma="B"), feature([degrees], ma="A"), feature([degrees], ma="C"), crs=None))
    assert (codes(other), ids(other)) == (["ZON-014", "ZON-017"], ["A", "C"])


def test_layers_and_files_of_different_systems_are_named(tmp_path: Path) -> None:
    shape = [shapely.to_wkb(np.array([shapely.Polygon(moved(ring(), "EPSG:9215", crs))], object)) for crs in ("EPSG:9215", "EPSG:3405")]
    for n, crs in enumerate(("EPSG:9215", "EPSG:3405")):
        raw.write(tmp_path / "a.gpkg", shape[n], [np.array([f"L{n}"], object)], ["ma"], layer=f"lop{n}", driver="GPKG",
                  geometry_type="Polygon", crs=crs, append=bool(n))
    found = read_layer(tmp_path / "a.gpkg")
    assert (codes(found), ids(found)) == (["ZON-025", "ZON-017"], ["L0", "L1"])
    assert told(found, "ZON-017").where.sheet == "lop1"
    assert found.layer is not None
    assert shapely.hausdorff_distance(*found.layer.shapes) < 1e-4
    one = read(tmp_path, collection(feature(ma="A")), "a.geojson")
    two = read(tmp_path, collection(feature([moved(ring(), "EPSG:9215", "EPSG:3405")]), crs="EPSG:3405"), "b.geojson")
    assert [f.code for f in mixed_systems((one, two))] == ["ZON-025"]
    assert mixed_systems((one, one)) == ()


# --- shapes -----------------------------------------------------------------------------------------------------------


def test_bad_shapes_are_named_by_row_and_good_ones_load(tmp_path: Path) -> None:
    bow = [[X, Y], [X + 100, Y + 100], [X + 100, Y], [X, Y + 60], [X, Y]]
    outside = [ring(), ring(X + 500, Y, 10)]
    rows = [
        feature(ma="good"), feature([bow], ma="bow"), {**feature(ma="null"), "geometry": None}, feature([], ma="empty"),
        feature([[[X, Y], [X + 1, math.nan], [X + 1, Y + 1], [X, Y]]], ma="nan"),
        feature([[[X, Y], [X + 1, math.inf], [X + 1, Y + 1], [X, Y]]], ma="inf"),
        feature([[[x, y, 5.0] for x, y in ring(X + 200)]], ma="tall"), feature([ring(X + 300)[::-1]], ma="turned"),
        feature([X, Y], "Point", ma="point"), feature(outside, ma="hole"), feature([[[X, Y], [X + 1, Y], [X + 2, Y], [X, Y]]], ma="flat"),
        feature([ring()[:-1]], ma="open"),
    ]
    found = read(tmp_path, collection(*rows))
    assert ids(found) == ["good", "tall", "turned"]
    assert sorted((one.code, one.where.row) for one in found.findings) == sorted([
        ("ZON-020", 2), ("ZON-019", 3), ("ZON-022", 4), ("ZON-023", 5), ("ZON-023", 6), ("ZON-024", 0), ("ZON-031", 0), ("ZON-018", 0),
        ("ZON-021", 10), ("ZON-020", 11), ("ZON-019", 12),
    ])
    assert found.layer is not None
    assert not shapely.has_z(found.layer.shapes).any()
    assert "lỗ nằm ngoài" in str(told(found, "ZON-021").values["reason"])


def test_a_crossing_is_told_with_its_point_and_what_mending_would_change(tmp_path: Path) -> None:
    bow = [[X, Y], [X + 100, Y + 100], [X + 100, Y], [X, Y + 60], [X, Y]]
    said = told(read(tmp_path, collection(feature([bow]), feature())), "ZON-020").values
    at = 600 / 16  # x = y of the diagonal and of the line from (100, 0) to (0, 60)
    left, right = 60 * at / 2, 100 * (100 - at) / 2
    assert float(said["x"]) == pytest.approx(X + at, abs=1e-3)
    assert float(said["y"]) == pytest.approx(Y + at, abs=1e-3)
    assert float(said["change"]) == pytest.approx(left + right - abs(right - left), abs=1e-2)


def test_many_faults_of_one_kind_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature(ma="A"), *({**feature(ma=str(n)), "geometry": None} for n in range(60))))
    assert codes(found).count("ZON-019") == 50
    assert told(found, "ZON-029").values["count"] == 10


def circle(count: int, seed: int | None = None) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    points = np.column_stack([X + 1000 * np.cos(angle), Y + 1000 * np.sin(angle)])
    if seed is not None:
        points = np.random.default_rng(seed).uniform((X, Y), (X + 1000, Y + 1000), (count, 2))
    return shapely.Polygon(points)


def test_a_polygon_of_a_million_corners_loads_and_a_tangle_of_as_many_is_found_in_time(tmp_path: Path) -> None:
    count = 1_000_000
    shapes = shapely.to_wkb(np.array([circle(count), circle(count, seed=1)], object))
    raw.write(tmp_path / "a.gpkg", shapes, [np.array(["A", "B"], object)], ["ma"], driver="GPKG", geometry_type="Polygon", crs="EPSG:9215")
    start = time.perf_counter()
    found = read_layer(tmp_path / "a.gpkg")
    assert time.perf_counter() - start < 20  # the tangle alone takes GEOS most of a minute
    assert (codes(found), ids(found)) == (["ZON-020"], ["A"])
    assert found.layer is not None
    assert found.layer.area_m2 == pytest.approx([count / 2 * 1e6 * math.sin(2 * math.pi / count)], rel=1e-9)


def test_a_tangle_is_looked_for_in_runs() -> None:
    assert tangle(circle(5_000)) is None
    crossed = shapely.get_coordinates(circle(5_000))
    crossed[[2_000, 2_001]] = crossed[[2_001, 2_000]]
    spot = tangle(shapely.Polygon(crossed))
    assert spot is not None
    assert math.dist(spot, crossed[2_000]) < 3


def test_curves_of_a_geopackage_are_named_and_close_to_their_circle(tmp_path: Path) -> None:
    radius = 50.0
    corners = [(X - radius, Y), (X, Y + radius), (X + radius, Y), (X, Y - radius), (X - radius, Y)]
    arcs = struct.pack("<BII", 1, 8, len(corners)) + b"".join(struct.pack("<dd", *corner) for corner in corners)
    curve = struct.pack("<BII", 1, 10, 1) + arcs
    raw.write(tmp_path / "a.gpkg", np.array([curve], object), [np.array(["A"], object)], ["ma"], driver="GPKG", geometry_type="Unknown",
              crs="EPSG:9215")
    found = read_layer(tmp_path / "a.gpkg")
    assert (codes(found), ids(found)) == (["ZON-026"], ["A"])
    assert found.layer is not None
    assert found.layer.area_m2 == pytest.approx([math.pi * radius**2], rel=2e-5)


# --- drawings ---------------------------------------------------------------------------------------------------------


def entity(*pairs: tuple[int, object]) -> str:
    return "".join(f"{code}\n{value}\n" for code, value in pairs)


def polyline(handle: str, points: list[list[float]], closed: bool, bulge: float = 0.0) -> str:
    pairs: list[tuple[int, object]] = [
        (0, "LWPOLYLINE"), (5, handle), (100, "AcDbEntity"), (8, "ODT"), (100, "AcDbPolyline"), (90, len(points)), (70, int(closed)),
    ]
    for n, (x, y) in enumerate(points):
        pairs += [(10, x), (20, y), *([(42, bulge)] if bulge and n == 1 else [])]
    return entity(*pairs)


def drawing(*entities: str) -> str:
    return entity((0, "SECTION"), (2, "ENTITIES")) + "".join(entities) + entity((0, "ENDSEC"), (0, "EOF"))


def test_a_drawing_has_closed_lines_as_areas_and_names_open_ones_and_curves(tmp_path: Path) -> None:
    spline = entity(
        (0, "SPLINE"), (5, "F"), (100, "AcDbEntity"), (8, "S"), (100, "AcDbSpline"), (70, 8), (71, 3), (72, 8), (73, 4),
        *((40, n) for n in (0, 0, 0, 0, 1, 1, 1, 1)), *((c, v) for k in range(4) for c, v in ((10, X + k), (20, Y + k % 2))),
    )
    text = drawing(
        polyline("A", ring()[:4], True), polyline("B", ring(X + 200), False), polyline("C", ring(X + 400)[:4], False),
        polyline("D", ring(X + 600)[:4], True, bulge=0.5), polyline("E", [[X, Y], [X + 900, Y], [X + 1800, Y + 10]], False), spline,
        entity((0, "CIRCLE"), (5, "G"), (100, "AcDbEntity"), (8, "TRON"), (100, "AcDbCircle"), (10, X), (20, Y + 500), (40, 50)),
    )
    found = read(tmp_path, text, "a.dxf", crs="EPSG:9215")
    assert ids(found) == ["A", "B", "D", "G"]
    assert codes(found) == ["ZON-026", "ZON-027", "ZON-028", "ZON-018"]
    assert (told(found, "ZON-028").where.object_id, float(told(found, "ZON-028").values["gap"])) == ("C", 100.0)
    assert told(found, "ZON-026").values["kinds"] == "1 SPLINE, 1 CIRCLE, 1 bulge"
    assert found.layer is not None
    radius, angle = 62.5, 4 * math.atan(0.5)
    segment = radius**2 / 2 * (angle - math.sin(angle))
    assert found.layer.area_m2 == pytest.approx([10_000, 10_000, 10_000 + segment, math.pi * 2500], rel=2e-5)
    assert [(s.code, s.kind) for s in found.layer.attributes] == [("ODT", "ODT")] * 3 + [("", "TRON")]
    assert codes(read(tmp_path, text, "a.dxf"))[-2:] == ["ZON-013", "ZON-048"]


def test_a_drawing_with_numbers_that_are_none(tmp_path: Path) -> None:
    text = drawing(polyline("A", ring()[:4], True), polyline("B", [[X, Y], [math.inf, Y], [X, Y + 9]], False))
    found = read(tmp_path, text, "a.dxf", crs="EPSG:9215")
    assert ids(found) == ["A"]


# --- tables -----------------------------------------------------------------------------------------------------------


def test_numbers_are_read_the_vietnamese_way_and_words_are_named(tmp_path: Path) -> None:
    rows = [
        feature(**{"Mã lô": "A", "Diện tích (ha)": "1.234,5", "Mật độ": "40", "Tầng cao": "1-5", "Hệ số SDĐ": "2,5", "Ghi chú": "x"}),
        feature([ring(X + 100)], **{"Mã lô": "B", "Diện tích (ha)": "1.234", "Mật độ": "60,5", "Tầng cao": "3", "Hệ số SDĐ": "nhiều"}),
    ]
    found = read(tmp_path, collection(*rows))
    assert found.layer is not None
    assert [(s.id, s.stated_ha, s.density, s.storeys, s.far) for s in found.layer.attributes] == [
        ("A", 1234.5, 0.4, 5.0, 2.5), ("B", 1234.0, 0.605, 3.0, None),
    ]
    assert sorted(codes(found)) == ["ZON-036", "ZON-037"]
    assert (told(found, "ZON-036").where.row, told(found, "ZON-036").where.column) == (2, "Hệ số SDĐ")
    assert dict(found.layer.extra["A"]) == {"Ghi chú": "x"}
    assert dict(found.layer.extra["B"]) == {}


@pytest.mark.parametrize(("stated", "code", "hectares"), [
    ([1.0, 4.0], "ZON-038", [1.0, 4.0]), ([10_000.0, 40_100.0], "ZON-038", [1.0, 4.01]), ([5.0, 20.0], "ZON-047", [None, None]),
])
def test_the_unit_of_a_bare_area_is_what_the_shapes_speak_for(
    tmp_path: Path, stated: list[float], code: str, hectares: list[float | None],
) -> None:
    rows = (feature(ma="A", dien_tich=stated[0]), feature([ring(X + 200, side=200)], ma="B", dien_tich=stated[1]))
    found = read(tmp_path, collection(*rows))
    assert found.layer is not None
    assert ([s.stated_ha for s in found.layer.attributes], codes(found)) == (hectares, [code])


def test_ids_that_stand_twice_or_nowhere(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature(ma="A"), feature(ma="A"), feature(ma=None), feature(ma=7)))
    assert ids(found) == ["A", "A#2", "#3", "7"]
    assert [(one.code, one.where.row) for one in found.findings] == [("ZON-034", 2), ("ZON-035", 3)]
    none = read(tmp_path, collection(feature(x=1), feature(x=2)))
    assert (ids(none), codes(none)) == (["#1", "#2"], ["ZON-044"])


def test_roles_and_closure_in_words(tmp_path: Path) -> None:
    rows = [feature(ma="P", vai_tro="Ranh giới", khep_kin=None), feature(ma="A", vai_tro="Lô", khep_kin="không"),
            feature(ma="B", vai_tro="gì đó", khep_kin="có")]
    found = read(tmp_path, collection(*rows))
    assert found.layer is not None
    assert [(s.role, s.closes) for s in found.layer.attributes] == [
        (ShapeRole.PLAN, True), (ShapeRole.UNIT, False), (ShapeRole.UNIT, True),
    ]
    assert [(one.code, one.where.row) for one in found.findings] == [("ZON-040", 3)]


def shapefile(path: Path, names: list[str], encoding: str) -> Path:
    shapes = shapely.to_wkb(np.array([shapely.Polygon(ring(X + 100 * n)) for n in range(len(names))], object))
    ids = np.array([f"L{n}" for n in range(len(names))], object)
    raw.write(path, shapes, [ids, np.array(names, object)], ["ma", "ten"], driver="ESRI Shapefile", geometry_type="Polygon",
              crs="EPSG:9215", encoding=encoding)
    return path


@pytest.mark.parametrize(("written", "meant", "encoding"), [
    (["Céng hoµ", "x· héi chñ nghÜa"], ["Cộng hoà", "xã hội chủ nghĩa"], "tcvn3"),
    (["Coäng hoøa", "Phöôøng Ñoâng Kinh"], ["Cộng hòa", "Phường Đông Kinh"], "vni"),
])
def test_a_table_for_old_fonts_is_named_and_converted_on_request(
    tmp_path: Path, written: list[str], meant: list[str], encoding: str,
) -> None:
    path = shapefile(tmp_path / "a.shp", written, "ISO-8859-1")
    found = read_layer(path)
    assert found.layer is not None
    assert ([s.name for s in found.layer.attributes], codes(found)) == (written, ["ZON-032"])
    assert (told(found, "ZON-032").values["encoding"], told(found, "ZON-032").where.column) == (encoding, "ten")
    converted = read_layer(path, text=encoding)
    assert converted.layer is not None
    assert ([s.name for s in converted.layer.attributes], codes(converted)) == (meant, [])


def test_a_table_whose_stated_encoding_is_wrong(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", ["Khu đất ở", "Lạng Sơn"], "UTF-8")
    path.with_suffix(".cpg").unlink()
    assert told(read_layer(path), "ZON-032").values["encoding"] == "utf-8"
    right = read_layer(path, text="utf-8")
    assert right.layer is not None
    assert [s.name for s in right.layer.attributes] == ["Khu đất ở", "Lạng Sơn"]
    other = shapefile(tmp_path / "b.shp", ["Céng hoµ", "x· héi"], "ISO-8859-1")
    other.with_suffix(".cpg").write_text("UTF-8")
    assert codes(read_layer(other)) == ["ZON-046", "ZON-032"]
    lost = shapefile(tmp_path / "c.shp", ["Khu d?t ?", "L?ng S?n"], "UTF-8")
    assert codes(read_layer(lost)) == ["ZON-033"]
    path.with_suffix(".dbf").unlink()
    assert codes(read_layer(path)) == ["ZON-030", "ZON-044"]


# --- object models ----------------------------------------------------------------------------------------------------


def test_a_model_is_chosen_by_name_or_refused(tmp_path: Path) -> None:
    text = collection(feature(ma="A"))
    assert codes(read(tmp_path, text, model="lạ")) == ["ZON-041"]
    assert codes(read(tmp_path, text, model="xplanung")) == ["ZON-041", "ZON-048"]
    assert codes(read(tmp_path, text, text="utf-16")) == ["ZON-041"]
    assert ids(read(tmp_path, text, model="native")) == ["A"]


@pytest.mark.skipif(not (DATA / "zoning").is_dir(), reason="the eight foreign plans are not beside the project")
def test_foreign_plans_have_their_plan_sections_and_positions() -> None:
    for path in sorted((DATA / "zoning").glob("*.geojson")):
        features = json.loads(path.read_text("utf-8"))["features"]
        areas = [one for one in features if one["geometry"]["type"].endswith("Polygon")]
        found = read_layer(path)
        assert found.layer is not None
        assert (found.layer.crs, len(found.layer)) == ("EPSG:25832", len(areas)), path.name
        assert [s.id for s in found.layer.attributes] == [one["properties"]["gml_id"] for one in areas]
        assert [s.closes for s in found.layer.attributes] == [one["properties"].get("flaechenschluss") == "true" for one in areas]
        roles = {"raeumlicherGeltungsbereich": "plan", "geltungsbereich": "section", "position": "unit"}
        assert [s.role for s in found.layer.attributes] == [roles[one["properties"]["geom_role"]] for one in areas]
        plan = next(s.id for s in found.layer.attributes if s.role is ShapeRole.PLAN)
        assert {s.plan for s in found.layer.attributes} == {plan}
        assert set(codes(found)) <= {"ZON-018", "ZON-031"}


@pytest.mark.skipif(not (DATA / "geo").is_dir(), reason="the communes of 2025 are not beside the project")
def test_the_65_communes_load_with_their_codes() -> None:
    found = read_layer(DATA / "geo" / "langson_communes_2025.geojson")
    assert found.layer is not None
    assert (len(found.layer), found.layer.crs) == (65, "EPSG:9215")
    first = found.layer.attributes[0]
    assert (first.id, first.commune, first.name, first.stated_ha) == ("05977", "05977", "Phường Đông Kinh", 5471.0)
    stated = np.array([shape.stated_ha for shape in found.layer.attributes], dtype=float)
    assert float(np.median(np.abs(found.layer.area_m2 / 10_000 / stated - 1))) < 0.02
