from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from pyproj import Transformer
from shapely.geometry import Point, shape

from quyhoach.findings import Severity
from quyhoach.places import boundaries as module
from quyhoach.places.boundaries import Boundaries, read_boundaries
from quyhoach.places.shapes import kilometres_to, standing_point

KNOWN = {"06001": "Xã Đoàn Kết", "06004": "Xã Quốc Khánh"}
SHAPES = Path(__file__).resolve().parents[4] / "shared" / "data" / "geo" / "langson_communes_2025.geojson"


def square(x: float, y: float, side: float = 0.1) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]}


def feature(code: Any = "06001", geometry: Any = None, name: str = "Đoàn Kết", key: str = "code") -> dict[str, Any]:
    return {"type": "Feature", "properties": {key: code, "name": name}, "geometry": geometry or square(106, 22)}


def other(**changes: Any) -> dict[str, Any]:
    return {**feature("06004", square(106.1, 22), "Quốc Khánh"), **changes}


def read(*features: Any, crs: Any = None, known: dict[str, str] = KNOWN) -> Boundaries:
    data = {"type": "FeatureCollection", "features": list(features), **({"crs": crs} if crs else {})}
    return read_boundaries(json.dumps(data).encode(), "xa.geojson", known)


def codes(found: Boundaries) -> list[str]:
    return [finding.code for finding in found.findings]


def kept(found: Boundaries) -> list[str]:
    return [feature["properties"]["code"] for feature in found.layer["features"]]


def test_good_features_are_kept_as_they_stand() -> None:
    found = read(feature(), other())
    assert (codes(found), kept(found)) == ([], ["06001", "06004"])
    assert found.layer["features"][0]["properties"] == {"kind": "commune", "code": "06001", "name_vi": "Xã Đoàn Kết"}
    assert shape(found.layer["features"][0]["geometry"]).equals(shape(square(106, 22)))


@pytest.mark.parametrize(("data", "code"), [
    (b"not json", "GEO-001"), (b"\xff\xfe", "GEO-001"), (b"", "GEO-001"), (b"[" * 100_000, "GEO-001"),
    (b"[]", "GEO-002"), (b'{"type": "Feature"}', "GEO-002"), (b'{"type": "FeatureCollection", "features": {}}', "GEO-002"),
])
def test_a_file_that_is_no_collection(data: bytes, code: str) -> None:
    found = read_boundaries(data, "xa.geojson", KNOWN)
    assert (codes(found), found.layer["features"]) == ([code], [])
    assert found.findings[0].where.file == "xa.geojson"


def test_a_file_on_disk_and_one_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    assert codes(read_boundaries(path, "a.geojson", KNOWN)) == ["GEO-001"]
    path.write_text("\ufeff" + json.dumps({"type": "FeatureCollection", "features": [feature(), other()]}), "utf-8")
    assert kept(read_boundaries(path, "a.geojson", KNOWN)) == ["06001", "06004"]


def test_a_file_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 2_000_000)
    found = read_boundaries(b" " * 2_500_000, "xa.geojson", KNOWN)
    assert codes(found) == ["GEO-003"]
    assert found.findings[0].text("message") == "xa.geojson nặng 2,5 MB, tối đa 2 MB."


def test_swapped_coordinates_are_said_once_and_not_guessed() -> None:
    found = read(feature(geometry=square(22, 106)), other(geometry=square(22, 106.1)))
    assert (codes(found), kept(found)) == (["GEO-004", "GEO-012"], [])
    assert "2 đối tượng" in found.findings[0].text("message")


def test_plane_numbers_name_the_systems_they_may_be_in() -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:9215", always_xy=True).transform(106.7, 21.9)
    found = read(feature(geometry=square(x, y, 100)), other())
    assert (codes(found), kept(found)) == (["GEO-005", "GEO-012"], ["06004"])
    said = found.findings[0].text("message")
    assert "EPSG:9215 (VN-2000 / TM-3 107-15)" in said
    assert "EPSG:9217" not in said, "that zone's area of use lies in the south"


@pytest.mark.parametrize("name", ["EPSG:9215", "urn:ogc:def:crs:EPSG::9215"])
def test_a_stated_system_is_transformed(name: str) -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:9215", always_xy=True).transform(106.7, 21.9)
    found = read(feature(geometry=square(x, y, 100)), crs={"type": "name", "properties": {"name": name}}, known={"06001": "Xã Đoàn Kết"})
    assert (codes(found), kept(found)) == (["GEO-006"], ["06001"])
    area = shape(found.layer["features"][0]["geometry"])
    assert area.distance(Point(106.7, 21.9)) < 1e-8
    assert area.area * 111.195e3**2 * math.cos(math.radians(21.9)) == pytest.approx(100 * 100, rel=0.01)
    assert found.findings[0].severity is Severity.NOTE


def test_degrees_under_a_plane_system_are_caught() -> None:
    found = read(feature(), crs="EPSG:9215", known={"06001": "Xã Đoàn Kết"})
    assert (codes(found), kept(found)) == (["GEO-015", "GEO-012"], [])


@pytest.mark.parametrize("name", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_wgs84_said_aloud_changes_nothing(name: str) -> None:
    assert read(feature(), other(), crs={"type": "name", "properties": {"name": name}}) == read(feature(), other())
    assert codes(read(feature(), other(), crs={"type": "name", "properties": {"name": name}})) == []


@pytest.mark.parametrize("crs", [{"type": "name", "properties": {"name": "EPSG:1"}}, "hệ tọa độ tỉnh", {"type": "link"}, 7.5])
def test_a_system_nobody_knows(crs: Any) -> None:
    assert codes(read(feature(), crs=crs)) == ["GEO-007"]


def test_unknown_duplicate_and_missing_codes() -> None:
    found = read(feature(), feature("06002"), feature(), feature("", key="code"), {"type": "Feature"}, None)
    assert kept(found) == ["06001"]
    assert codes(found) == ["GEO-008", "GEO-009", "GEO-014", "GEO-014", "GEO-014", "GEO-012"]
    assert "06001 Xã Đoàn Kết" in found.findings[0].text("message")
    assert found.findings[-1].text("message") == "1 đơn vị không có hình: 06004 Xã Quốc Khánh."


@pytest.mark.parametrize(("code", "key"), [(6001, "code"), (6001.0, "MA_XA"), (" 06001 ", "MaXa"), ("06001", "unit")])
def test_codes_as_programs_write_them(code: Any, key: str) -> None:
    assert kept(read(feature(code, key=key))) == ["06001"]


def test_the_id_serves_when_no_property_does() -> None:
    assert kept(read({**feature(key="fid"), "id": "06001"})) == ["06001"]


@pytest.mark.parametrize("geometry", [
    None, {}, {"type": "Point", "coordinates": [106, 22]}, {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[[106, 22]]]},
    {"type": "Polygon", "coordinates": "x"}, {"type": "Polygon", "coordinates": [[[106, 22], [107, float("nan")], [106, 23], [106, 22]]]},
    {"type": "Polygon", "coordinates": [[[106, 22], [107, 22], [108, 22], [106, 22]]]}, {"type": "GeometryCollection", "geometries": []},
])
def test_empty_shapes_are_left_out(geometry: Any) -> None:
    found = read({**feature(), "geometry": geometry}, other())
    assert (codes(found), kept(found)) == (["GEO-010", "GEO-012"], ["06004"])


def test_a_shape_that_crosses_itself_is_mended_and_said() -> None:
    bow = {"type": "Polygon", "coordinates": [[[106, 22], [106.2, 22.2], [106.2, 22], [106, 22.2], [106, 22]]]}
    found = read(feature(geometry=bow), other())
    assert (codes(found), kept(found)) == (["GEO-011"], ["06001", "06004"])
    area = shape(found.layer["features"][0]["geometry"])
    assert (area.is_valid, area.area) == (True, pytest.approx(0.02))


def test_names_are_compared_without_kind_and_spelling() -> None:
    assert codes(read(feature(name="xã ĐOÀN KẾT"), other())) == []
    found = read(feature(name="Tân Tiến"), other())
    assert (codes(found), kept(found)) == (["GEO-013"], ["06001", "06004"])


def test_a_mark_stands_inside() -> None:
    assert standing_point(square(106, 22, 1)) == (106.5, 22.5)
    ring = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [8, 9], [8, 1], [1, 1], [1, 9], [0, 9], [0, 0]]]}
    at = standing_point(ring)
    assert at is not None
    assert shape(ring).covers(shape({"type": "Point", "coordinates": at}))
    assert standing_point({"type": "Point", "coordinates": []}) is standing_point(None) is None


def test_the_65_communes_of_2025() -> None:
    if not SHAPES.is_file():
        pytest.skip("the shared boundaries of 2025 are not beside the project")
    known = {f["properties"]["code"]: f["properties"]["fullName"] for f in json.loads(SHAPES.read_text("utf-8"))["features"]}
    found = read_boundaries(SHAPES, SHAPES.name, known)
    assert kept(found) == list(known)
    assert len(known) == 65
    assert set(codes(found)) <= {"GEO-011"}


def test_a_shape_far_from_its_centre_is_kept_out_and_the_distance_is_said() -> None:
    data = json.dumps({"type": "FeatureCollection", "features": [feature(), other()]}).encode()
    centres = {"06001": (106.05, 22.05), "06004": (107.2, 22.05)}  # a degree east of the square that ends at 106.2
    found = read_boundaries(data, "xa.geojson", KNOWN, centres)
    assert (codes(found), kept(found)) == (["GEO-016", "GEO-012"], ["06001"])
    assert found.findings[0].text("message") == "Hình của “06004” cách tâm đơn vị trong danh mục 103 km (quá 50 km)."
    assert kept(read_boundaries(data, "xa.geojson", KNOWN, {"06001": (106.05, 22.05), "06004": (106.6, 22.05)})) == ["06001", "06004"]


def test_distance_is_nothing_inside_and_on_the_plane_of_the_point_outside() -> None:
    area = shape(square(106, 22))
    assert kilometres_to(area, (106.02, 22.09)) == 0
    assert kilometres_to(area, (106.05, 23.1)) == pytest.approx(110.6, abs=0.1)
    assert kilometres_to(area, (107.1, 22.05)) == pytest.approx(111.32 * math.cos(math.radians(22.05)), abs=0.1)
