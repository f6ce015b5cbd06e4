from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from quyhoach.places.plane import degrees_from, inside, known_crs, local_plane, mover


@pytest.mark.parametrize(("text", "code", "plane", "geographic"), [
    ("EPSG:9215", "EPSG:9215", True, False), ("urn:ogc:def:crs:EPSG::3405", "EPSG:3405", True, False),
    ("EPSG:4756", "EPSG:4756", False, True),
    ("EPSG:3857", "EPSG:3857", False, False), ("EPSG:4979", "EPSG:4326", False, True), ("OGC:CRS84", "OGC:CRS84", False, True),
    ("EPSG:2263", "EPSG:2263", False, False), ("EPSG:25832", "EPSG:25832", True, False),
])
def test_what_a_system_is_good_for(text: str, code: str, plane: bool, geographic: bool) -> None:
    known = known_crs(text)
    assert known is not None
    assert (known.code, known.plane, known.geographic, known.datum) == (code, plane, geographic, "")


@pytest.mark.parametrize("text", ["", "EPSG:99999", "kinh tuyến 107", "EPSG:4978"])
def test_what_cannot_be_placed_is_not_known(text: str) -> None:
    assert known_crs(text) is None


@pytest.mark.parametrize(("code", "meridian", "scale"), [
    ("EPSG:9215", 107.25, 0.9999), ("EPSG:9210", 105.75, 0.9999), ("EPSG:3405", 105, 0.9996),
])
def test_a_system_without_code_and_datum_is_found_by_its_numbers(code: str, meridian: float, scale: float) -> None:
    known = known_crs(f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k={scale} +x_0=500000 +y_0=0 +ellps=WGS84 +units=m +type=crs")
    assert known is not None
    assert (known.code, known.plane, bool(known.datum)) == (code, True, True)


def test_points_move_east_first() -> None:
    points = np.array([[106.75, 21.85], [107.0, 22.0]])
    there = mover("EPSG:4326", "EPSG:9215")(points)
    expected = [Transformer.from_crs("EPSG:4326", "EPSG:9215", always_xy=True).transform(*point) for point in points]
    assert there == pytest.approx(np.array(expected))
    assert degrees_from("EPSG:9215")(there) == pytest.approx(points)


def test_where_a_place_abroad_is_measured() -> None:
    assert [local_plane(13.4, 52.5), local_plane(-70.6, -33.4), local_plane(180, 1)] == ["EPSG:32633", "EPSG:32719", "EPSG:32660"]


def test_a_number_that_is_not_finite_is_nowhere() -> None:
    assert inside(np.array([[np.nan, 1], [np.inf, 1], [1, 1]]), (0, 0, 2, 2)).tolist() == [False, False, True]
