"""Judged from outside: eight plans with another validator's verdict, and the real communes of 2025 looked at pair by pair."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from quyhoach.findings import Severity
from quyhoach.zones.checks import FaultKind, check_layer
from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, Shape, ShapeRole
from quyhoach.zones.reading import read_layer

from .plans import SHARED, read_features, thick

PLANS = sorted((SHARED / "zoning").glob("*.geojson"))
COMMUNES = SHARED / "geo" / "langson_communes_2025.geojson"
CLOSURE, INSIDE = ("ZON-050", "ZON-051", "ZON-053", "ZON-054", "ZON-060", "ZON-061"), ("ZON-055", "ZON-056", "ZON-057", "ZON-059")


@pytest.mark.skipif(not PLANS, reason="no ../shared/data/zoning: the outside validator's plans are not here")
def test_there_are_eight_plans_with_a_verdict() -> None:
    assert len(PLANS) == 8
    assert all(json.loads(file.read_text("utf-8"))["_expected"] for file in PLANS)


@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.stem)
def test_errors_and_warnings_are_those_of_the_outside_validator(file: Path) -> None:
    (expected,) = json.loads(file.read_text("utf-8"))["_expected"]
    layer = read_layer(file).layer
    assert layer is not None
    asked = CLOSURE if "Flaechenschluss" in expected["class"] else INSIDE
    found = Counter(one.finding.severity for one in check_layer(layer).findings if one.finding.code in asked)
    assert (found[Severity.ERROR] == 0) is expected["valid"]
    if expected["errors"] is not None:
        assert found[Severity.ERROR] == expected["errors"]
    if expected["warnings"] is not None:
        assert found[Severity.WARNING] == expected["warnings"]


@pytest.fixture(scope="module")
def communes() -> PlanLayer:
    if not COMMUNES.is_file():
        pytest.skip("no ../shared/data/geo: the communes of 2025 are not here")
    to_plane = Transformer.from_crs("EPSG:4326", DEFAULT_CRS, always_xy=True)
    rows = [
        (Shape(f["code"], ShapeRole.UNIT, name=f["name"]), shapely.transform(s, lambda p: np.column_stack(to_plane.transform(*p.T))))
        for f, s in read_features(COMMUNES)
    ]
    return PlanLayer(DEFAULT_CRS, tuple(shape for shape, _ in rows), np.array([shape for _, shape in rows], dtype=object))


def test_overlaps_of_the_real_communes_are_those_of_every_pair(communes: PlanLayer) -> None:
    slow = {}
    for (one, a), (other, b) in itertools.combinations(zip(communes.attributes, communes.shapes, strict=True), 2):
        area = sum(part.area for part in thick(a.intersection(b), 0.002)) if a.intersects(b) else 0
        if area:
            slow[one.id, other.id] = area
    found = [part for one in check_layer(communes).findings for part in (one.parts or (one,))]
    assert {part.owners: part.area_m2 for part in found if part.kind is FaultKind.OVERLAP} == pytest.approx(slow, abs=1e-6)
    assert (len(communes), len(slow)) == (65, 9)


def test_gaps_between_the_real_communes_are_the_holes_of_their_union(communes: PlanLayer) -> None:
    union = shapely.unary_union(list(communes.shapes))
    holes = [shapely.Polygon(hole) for part in getattr(union, "geoms", [union]) for hole in part.interiors]
    slow = sorted(part.area for hole in holes for part in thick(hole, 0.002))
    found = [part for one in check_layer(communes).findings for part in (one.parts or (one,))]
    assert sorted(part.area_m2 for part in found if part.kind is FaultKind.GAP) == pytest.approx(slow, abs=1e-6)
