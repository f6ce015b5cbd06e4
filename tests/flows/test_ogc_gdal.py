"""GDAL reads the served office as it reads any OGC API – Features server: layers, features over several pages, boxes, filters, systems.

QGIS uses the same protocol; it is not on the machines these tests run on, so GDAL's driver stands for it.
"""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

EXAMPLE = Path(__file__).parents[2] / "examples" / "tinh_nho"
COUNT = 2500
"""More than two of GDAL's pages of 1,000."""


@pytest.fixture
def lots(tmp_path):
    """The small province with a layer of 2,500 invented lots and one draft, in a folder of its own."""
    folder, dice = tmp_path / "tinh", random.Random(5)
    shutil.copytree(EXAMPLE, folder)
    features = []
    for n in range(COUNT):
        x, y = 106.4 + 0.004 * (n % 50), 21.7 + 0.004 * (n // 50)
        ring = [[x, y], [x + 0.003, y], [x + 0.003, y + 0.003], [x, y + 0.003], [x, y]]
        features.append({"type": "Feature", "id": f"L{n:04}", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {
            "name_vi": f"Lô {n}", "plan": "ngoai", "status": "decided", "code": dice.choice(("SKK", "ODT", "DGT")), "stated_ha": n / 4,
            "note": "khong-ra-ngoai"}})
    draft = {**features[0], "id": "nhap", "properties": {**features[0]["properties"], "status": "draft"}}
    (folder / "geo").mkdir(exist_ok=True)
    (folder / "geo" / "lots.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [*features, draft]}), "utf-8")
    return folder, features


def read(server, **asked):
    """Ids, columns and shapes of a layer as GDAL hands them over."""
    meta, _, shapes, columns = pyogrio.raw.read(server, layer="lots", **asked)
    return dict(zip(meta["fields"], columns, strict=True)), shapely.from_wkb(shapes), meta


def test_gdal_reads_layers_pages_boxes_filters_and_systems(serve_bare, lots):
    folder, features = lots
    office = serve_bare(str(folder))
    server = f"OAPIF:http://127.0.0.1:{office.port}/ogc/"
    own = {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in features}

    assert set(pyogrio.list_layers(server)[:, 0]) >= {"communes", "zones", "gates", "projects", "lots"}
    about = pyogrio.read_info(server, layer="lots")
    assert (about["features"], about["geometry_type"]) == (COUNT, "Polygon")

    columns, shapes, _ = read(server)
    assert list(columns["id"]) == list(own)
    assert shapely.equals_exact(shapes, list(own.values())).all()
    assert list(columns["stated_ha"]) == [n / 4 for n in range(COUNT)]
    assert "note" not in columns

    box = (106.4505, 21.7505, 106.5005, 21.8005)
    inside, _, _ = read(server, bbox=box)
    assert list(inside["id"]) == [name for name, shape in own.items() if shape.intersects(shapely.box(*box))]

    industrial, _, _ = read(server, where="code = 'SKK'")
    assert list(industrial["id"]) == [one["id"] for one in features if one["properties"]["code"] == "SKK"]

    _, plane, meta = read(server, CRS="EPSG:9215", max_features=3)
    assert meta["crs"] == "EPSG:9215"
    way = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:9215").transform
    meant = [shapely.transform(own[f"L000{n}"], lambda p: np.column_stack(way(p[:, 0], p[:, 1]))) for n in range(3)]
    assert shapely.equals_exact(plane, meant, tolerance=0.001).all()
