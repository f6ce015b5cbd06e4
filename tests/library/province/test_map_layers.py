from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from quyhoach.province.folder import read_province
from quyhoach.province.map_layers import map_layers
from quyhoach.province.province import Province

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
SQUARE = {"type": "Polygon", "coordinates": [[[106, 22], [107, 22], [107, 23], [106, 23], [106, 22]]]}


def province(name: str) -> Province:
    read = read_province(EXAMPLES / name).province
    assert read is not None
    return read


def where(province: Province) -> dict[str, tuple[str, list[float]]]:
    features = map_layers(province)["projects"]["features"]
    return {f["properties"]["code"]: (f["properties"]["placed_by"], f["geometry"]["coordinates"]) for f in features}


@pytest.mark.parametrize("name", ["lang_son", "tinh_nho"])
def test_names_only_leave_the_room(name: str) -> None:
    layers = map_layers(province(name))
    assert list(layers) == ["communes", "zones", "projects", "gates"]
    said = {kind: set().union(*(feature["properties"] for feature in layer["features"])) for kind, layer in layers.items()}
    names = {"kind", "code", "name_vi", "name_en"}
    assert said == {"communes": names | {"schematic"}, "zones": names, "projects": names | {"placed_by"},
                    "gates": names if name == "lang_son" else set()}
    assert json.dumps(layers) == json.dumps(map_layers(province(name)))


def test_lang_son_draws_64_of_65_communes_and_names_the_one_without_an_area() -> None:
    layers = map_layers(province("lang_son"))
    assert len(layers["communes"]["features"]) == 64
    assert layers["communes"]["left_out"] == [{"code": "2025-06187", "name_vi": "Phường Kỳ Lừa", "lacks": "area"}]
    assert layers["communes"]["note"] == "Sơ đồ minh họa, không thể hiện địa giới, biên giới"
    assert layers["communes"]["area_error"] < 0.001
    assert (len(layers["zones"]["features"]), len(layers["gates"]["features"])) == (16, 14)


def test_projects_stand_where_their_commune_or_zone_does() -> None:
    small = province("tinh_nho")
    placed = where(small)
    assert len(placed) == 10
    assert placed["DA01"] == ("commune", [106.15, 21.96])
    bare = [replace(row, values={**row.values, "units": ()}) for row in small.facts["projects"].rows]
    moved = replace(small, facts={**small.facts, "projects": replace(small.facts["projects"], rows=tuple(bare))},
                    layers={"zones": {"features": [{"properties": {"zone": "KV01"}, "geometry": SQUARE}]}})
    placed = where(moved)
    assert placed["DA02"] == ("zone", [106.5, 22.5])
    assert placed["DA03"] == ("zone", [106.05, 22.07])
    assert "DA01" not in placed
    pointless = [replace(row, values={**row.values, "lat": None}) for row in small.facts["zones"].rows]
    moved = replace(moved, facts={**moved.facts, "zones": replace(small.facts["zones"], rows=tuple(pointless))})
    placed = where(moved)
    assert placed["DA03"] == ("parent_zone", [106.5, 22.5])


def test_boundaries_of_its_own_go_before_the_drawing() -> None:
    own = {"type": "FeatureCollection", "features": [
        {"properties": {"code": "00011", "population": 5}, "geometry": SQUARE},
        {"properties": {"code": "00099"}, "geometry": SQUARE}, {"properties": {"code": "00013"}, "geometry": None}, None]}
    layer = map_layers(replace(province("tinh_nho"), layers={"communes": own}))["communes"]
    assert layer == {"type": "FeatureCollection", "features": [{
        "type": "Feature", "geometry": SQUARE,
        "properties": {"kind": "commune", "code": "2025-00011", "name_vi": "Xã Suối Chè", "name_en": ""}}]}
