"""``quyhoach zones check``: a file, a folder, other people's land, bad input; text, JSON and the faulty places as a layer."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, Shape, ShapeRole
from quyhoach.zones.reading import read_layer
from quyhoach.zones.writing import write_layer

from .conftest import Run

EAST, NORTH = 500_000, 2_415_000


def box(west: float, south: float, east: float, north: float):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def layer(**shapes: tuple[Shape, object]) -> PlanLayer:
    rows = list(shapes.values())
    return PlanLayer(DEFAULT_CRS, tuple(shape for shape, _ in rows), np.array([shape for _, shape in rows], dtype=object))


def unit(name: str, west: float, east: float, code: str = "SKK") -> tuple[Shape, object]:
    return Shape(name, ShapeRole.UNIT, plan="P", code=code), box(west, 0, east, 100)


PLAN = (Shape("P", ShapeRole.PLAN, name="Khu Bắc", plan="P"), box(0, 0, 300, 100))


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """b covers 5 m of a; c sticks out of the plan by 2 m; between b and c 3 m are open."""
    write_layer(layer(P=PLAN, a=unit("a", 0, 105), b=unit("b", 100, 200), c=unit("c", 203, 302, "DGT")), tmp_path / "khu.geojson")
    return tmp_path / "khu.geojson"


def found(data: dict) -> dict[str, float]:
    return {f["code"]: f["area_m2"] for f in data["findings"] if "area_m2" in f}


def test_findings_balance_and_remedies(run: Run, spoilt: Path) -> None:
    ran = run("zones", "check", spoilt, "--json")
    assert ran.code == 1
    assert found(ran.data) == pytest.approx({"ZON-053": 500, "ZON-050": 300, "ZON-055": 200})
    assert (ran.data["tolerance_m"], ran.data["sliver_m"]) == (0.002, 0.1)
    overlap = next(f for f in ran.data["findings"] if f["code"] == "ZON-053")
    assert {*overlap} >= {"code", "severity", "where", "message", "why", "remedy", "who", "area_m2", "owners", "at", "remedy_number"}
    assert (overlap["owners"], overlap["severity"]) == (["a", "b"], "error")
    remedy = ran.data["remedies"][overlap["remedy_number"]]
    assert (remedy["kind"], remedy["text"], remedy["area_m2"], remedy["furthest_m"]) == ("move_boundary", overlap["remedy"], 500.0, 5.0)
    assert shapely.area(shapely.from_geojson(json.dumps(remedy["moves"][0]["piece"]))) == pytest.approx(500)
    land = {(line["code"], line["state"]): line["area_ha"] for line in ran.data["balance"]}
    assert land == pytest.approx({("SKK", "used"): 2.0, ("DGT", "used"): 0.97, ("", "unallocated"): 0.03})  # outside does not count
    assert {*ran.data["balance"][0]} >= {"zone", "code", "area_ha", "share", "quota_ha"}
    assert ran.data["balance"][0]["quota_ha"] is None


def test_a_clean_plan_exits_with_zero(run: Run, tmp_path: Path) -> None:
    write_layer(layer(P=PLAN, a=unit("a", 0, 100), b=unit("b", 100, 300)), tmp_path / "khu.gpkg")
    ran = run("zones", "check", tmp_path / "khu.gpkg", "--json")
    assert (ran.code, ran.data["findings"], ran.data["remedies"]) == (0, [], [])


def test_text_in_both_languages(run: Run, spoilt: Path) -> None:
    text = " ".join(run("zones", "check", spoilt).out.split())
    assert "a và b chồng lên nhau 500 m²" in text
    assert "ranh của b lùi nhiều nhất 5 m" in text
    assert "Dung sai 0,002 m" in text
    assert "Phát hiện: 2 lỗi, 1 cảnh báo, 0 ghi chú." in text
    assert "a and b both cover 500 m²" in " ".join(run("zones", "check", spoilt, "--lang", "en").out.split())


def test_many_findings_are_counted_in_the_text_and_whole_in_json(run: Run, tmp_path: Path) -> None:
    strips = {f"s{n}": unit(f"s{n}", 10 * n, 10 * n + 9) for n in range(30)}
    write_layer(layer(P=PLAN, **strips), tmp_path / "khu.geojson")
    assert "… và 10 phát hiện ZON-050 nữa" in run("zones", "check", tmp_path / "khu.geojson").out
    assert len(run("zones", "check", tmp_path / "khu.geojson", "--json").data["findings"]) == 30


def test_options_move_the_limits(run: Run, spoilt: Path) -> None:
    assert [f["code"] for f in run("zones", "check", spoilt, "--json", "--sliver", "10").data["findings"]] == ["ZON-061"]
    assert run("zones", "check", spoilt, "--json", "--tolerance", "6").data["findings"] == []
    for wrong in ("x", "-1", "nan"):
        ran = run("zones", "check", spoilt, "--json", "--tolerance", wrong)
        assert (ran.code, ran.data["findings"][0]["code"]) == (2, "ZON-080")
    assert run("zones", "check", spoilt, "--json", "--sliver", "0.001").data["findings"][0]["code"] == "ZON-080"


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson"])
def test_faulty_places_come_as_a_layer(run: Run, spoilt: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"cho-sai{suffix}"
    assert run("zones", "check", spoilt, "-o", target).code == 1
    meta, _, shapes, columns = pyogrio.raw.read(target)
    rows = dict(zip(meta["fields"].tolist(), columns, strict=True))
    assert sorted(rows["code"].tolist()) == ["ZON-050", "ZON-053", "ZON-055"]
    assert shapely.area(shapely.from_wkb(shapes)).tolist() == pytest.approx(rows["area_m2"].tolist())
    assert "9215" in meta["crs"]


def test_nothing_wrong_still_writes_a_layer(run: Run, tmp_path: Path) -> None:
    write_layer(layer(P=PLAN, a=unit("a", 0, 300)), tmp_path / "khu.gpkg")
    assert run("zones", "check", tmp_path / "khu.gpkg", "-o", tmp_path / "sai.geojson").code == 0
    assert json.loads((tmp_path / "sai.geojson").read_text("utf-8"))["features"] == []


def test_a_folder_is_checked_together_where_it_draws_one_plan(run: Run, tmp_path: Path) -> None:
    write_layer(layer(P=PLAN, a=unit("a", 0, 150)), tmp_path / "a.geojson")
    write_layer(layer(P=PLAN, b=unit("b", 145, 300)), tmp_path / "b.geojson")
    other = (Shape("Q", ShapeRole.PLAN, plan="Q"), box(0, 0, 300, 100))
    write_layer(layer(Q=other, u=(Shape("u", ShapeRole.UNIT, plan="Q"), box(0, 0, 300, 100))), tmp_path / "q.geojson")
    (tmp_path / "hong.geojson").write_text("{", "utf-8")
    (tmp_path / "ghi-chu.txt").write_text("không phải bản đồ", "utf-8")
    data = run("zones", "check", tmp_path, "--json").data
    assert found(data) == pytest.approx({"ZON-053": 500})
    assert [one["file"] for one in data["layers"]] == ["a.geojson, b.geojson", "q.geojson"]
    assert [f["where"]["file"] for f in data["findings"] if "area_m2" not in f] == ["hong.geojson"]


def test_the_same_ids_in_two_files_stay_two_shapes(run: Run, tmp_path: Path) -> None:
    write_layer(layer(P=PLAN, a=unit("lô 1", 0, 150)), tmp_path / "a.geojson")
    write_layer(layer(P=PLAN, b=unit("lô 1", 145, 300)), tmp_path / "b.geojson")
    (overlap,) = run("zones", "check", tmp_path, "--json").data["findings"]
    assert overlap["owners"] == ["lô 1", "lô 1@b.geojson"]


def test_other_peoples_land_and_the_plan_above(run: Run, spoilt: Path, tmp_path: Path) -> None:
    forest = Shape("F", ShapeRole.CONSTRAINT, name="Rừng", kind="forest", owner="Hạt Kiểm lâm")
    write_layer(layer(F=(forest, box(150, 0, 160, 10))), tmp_path / "rung.gpkg")
    above = (replace(PLAN[0], id="TREN", plan="TREN"), box(0, 0, 290, 100))
    write_layer(layer(T=above), tmp_path / "tren.gpkg")
    ran = run("zones", "check", spoilt, "--json", "--constraints", tmp_path / "rung.gpkg", "--parent", tmp_path / "tren.gpkg")
    assert found(ran.data) == pytest.approx({"ZON-053": 500, "ZON-050": 300, "ZON-055": 200, "ZON-059": 1000, "ZON-066": 100})


def test_quotas_are_told_with_their_swap(run: Run, tmp_path: Path) -> None:
    write_layer(layer(P=PLAN, a=unit("a", 0, 200), b=unit("b", 200, 300, "DGT")), tmp_path / "khu.geojson")
    (tmp_path / "chi-tieu.csv").write_text("plan,code,area_ha\nP,SKK,1.5\nP,DGT,3\n", "utf-8")
    ran = run("zones", "check", tmp_path / "khu.geojson", "--json", "--quota", tmp_path / "chi-tieu.csv", "--law-date", "2026-01-01")
    assert [f["code"] for f in ran.data["findings"] if f["code"].startswith("ZON-11")] == ["ZON-110"]
    assert {line["code"]: line["quota_ha"] for line in ran.data["balance"]} == {"SKK": 1.5, "DGT": 3.0}
    assert [(one["kind"], one["moves"][0]["area_ha"]) for one in ran.data["remedies"]] == [("quota_swap", 0.5)]


def test_what_cannot_be_checked_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("zones", "check", tmp_path / "khong-co.gpkg", "--json").data["findings"][0]["code"] == "ZON-082"
    assert run("zones", "check", tmp_path, "--json").data["findings"][0]["code"] == "ZON-081"
    (tmp_path / "hong.geojson").write_text("{", "utf-8")
    ran = run("zones", "check", tmp_path / "hong.geojson", "--json")
    assert ran.code == 2
    assert ran.data["findings"][0]["severity"] == "error"
    assert run("zones", "check", tmp_path, "-o", tmp_path / "x.xlsx").code == 2


def test_options_stand_before_or_after_the_verb(run: Run, spoilt: Path) -> None:
    assert run("zones", "--json", "check", spoilt).data == run("zones", "check", spoilt, "--json").data
    ran = run("zones", "--lang", "en")
    assert (ran.code, "VERB" in ran.err) == (2, True)


def test_the_layer_read_back_is_the_layer_checked(spoilt: Path) -> None:
    assert len(read_layer(spoilt).layer or ()) == 4


# --- zones mend


def test_mending_writes_a_clean_copy_and_leaves_the_file(run: Run, spoilt: Path, tmp_path: Path) -> None:
    before = spoilt.read_bytes()
    ran = run("zones", "mend", spoilt, "--json", "-o", tmp_path / "da-sua.gpkg")
    assert (ran.code, spoilt.read_bytes()) == (0, before)
    assert sorted(one["code"] for one in ran.data["mended"]) == ["ZON-050", "ZON-053", "ZON-055"]
    assert ran.data["findings"] == []
    assert run("zones", "check", tmp_path / "da-sua.gpkg", "--json").data["findings"] == []
    after = read_layer(tmp_path / "da-sua.gpkg").layer
    assert float(shapely.union_all(after.shapes[1:]).area) == pytest.approx(30_000)
    assert [one.code for one in after.attributes] == ["", "SKK", "SKK", "DGT"]


def test_what_no_border_mends_stays_and_is_told(run: Run, tmp_path: Path) -> None:
    write_layer(layer(P=PLAN, a=unit("a", 0, 300), b=unit("b", 0, 300)), tmp_path / "khu.geojson")
    ran = run("zones", "mend", tmp_path / "khu.geojson")
    assert ran.code == 1
    assert "Đã sửa 0 chỗ." in ran.out
    assert "ZON-062" in ran.out


def test_the_balance_is_said_in_words(run: Run, spoilt: Path) -> None:
    text = run("zones", "check", spoilt).out
    assert "chưa phân bổ" in text
    assert "Đất khu công nghiệp (SKK)" in text
    assert "(unallocated)" not in text
    assert "Giai đoạn" not in text  # no stage is stated
    assert "not allocated" in run("zones", "check", spoilt, "--lang", "en").out


def test_a_folder_of_two_systems_is_checked_in_one_plane(run: Run, tmp_path: Path) -> None:
    """b.geojson is drawn in the 6° system: it overlaps a by the same 5 m strip, to the precision of the transformation."""
    to_utm = pyproj.Transformer.from_crs("EPSG:9215", "EPSG:3405", always_xy=True).transform
    write_layer(layer(P=PLAN, a=unit("a", 0, 150)), tmp_path / "a.geojson")
    there = layer(b=unit("b", 145, 300))
    moved = shapely.transform(there.shapes, lambda points: np.column_stack(to_utm(*points.T)))
    write_layer(PlanLayer("EPSG:3405", there.attributes, moved), tmp_path / "b.gpkg")
    data = run("zones", "check", tmp_path, "--json").data
    assert [(one["file"], one["crs"]) for one in data["layers"]] == [("a.geojson, b.gpkg", DEFAULT_CRS)]
    assert found(data) == pytest.approx({"ZON-053": 500}, abs=0.01)
    assert {f["code"] for f in data["findings"]} == {"ZON-053", "ZON-025", "ZON-017"}


def test_land_of_others_may_be_in_another_system(run: Run, tmp_path: Path) -> None:
    to_utm = pyproj.Transformer.from_crs("EPSG:9215", "EPSG:3405", always_xy=True).transform
    write_layer(layer(P=PLAN, a=unit("a", 0, 300)), tmp_path / "khu.geojson")
    forest = Shape("F", ShapeRole.CONSTRAINT, kind="forest")
    strip = shapely.transform(box(10, -50, 20, 50), lambda points: np.column_stack(to_utm(*points.T)))
    write_layer(PlanLayer("EPSG:3405", (forest,), np.array([strip])), tmp_path / "rung.gpkg")
    data = run("zones", "check", tmp_path / "khu.geojson", "--json", "--constraints", tmp_path / "rung.gpkg").data
    assert found(data) == pytest.approx({"ZON-066": 500}, abs=0.01)


def test_the_stated_system_of_a_folder_is_that_of_files_without_one(run: Run, tmp_path: Path) -> None:
    write_layer(layer(P=PLAN, a=unit("a", 0, 150)), tmp_path / "a.geojson")
    other = layer(b=unit("b", 150, 300))
    fields = {"id": ["b"], "role": ["unit"], "plan": ["P"], "code": ["SKK"]}
    pyogrio.raw.write(
        tmp_path / "b.shp", shapely.to_wkb(other.shapes), [np.array(v, dtype=object) for v in fields.values()], list(fields),
        geometry_type="Polygon", crs=DEFAULT_CRS,
    )
    (tmp_path / "b.prj").unlink()
    assert "ZON-013" in {f["code"] for f in run("zones", "check", tmp_path, "--json").data["findings"]}
    data = run("zones", "check", tmp_path, "--json", "--crs", DEFAULT_CRS).data
    assert ([one["shapes"] for one in data["layers"]], data["findings"]) == ([3], [])


@pytest.mark.parametrize("verb", ["check", "balance"])
def test_a_province_folder_is_its_maps_and_quotas(run: Run, small: Path, verb: str) -> None:
    (small / "geo" / "lots.geojson").unlink(missing_ok=True)
    ran = run("zones", verb, small, "--json")
    assert {line["plan"] for line in ran.data["balance"]} == {"QH02", "QH03"}
    assert [f["code"] for f in ran.data["findings"] if f["code"] == "ZON-111"] == ["ZON-111"]  # all layers together, once
    assert "ZON-127" not in {f["code"] for f in ran.data["findings"]}


def test_a_sketch_gives_way_to_a_drawing_of_the_plan(run: Run, small: Path) -> None:
    drawn = Shape("KV", ShapeRole.PLAN, plan="QH03", kind="functional_area")
    write_layer(layer(P=(drawn, box(0, 0, 300, 100))), small / "geo" / "lots.geojson")
    data = run("zones", "check", small, "--json").data
    assert {line["plan"]: round(line["area_ha"], 4) for line in data["balance"]} == {"QH02": 1200.0, "QH03": 3.0}
    assert "QH03" in next(f["message"] for f in data["findings"] if f["code"] == "ZON-074")


def test_a_reader_who_is_gone_costs_no_traceback(small: Path) -> None:
    for words in (["zones", "check", str(small), "--json"], ["zones", "check", str(small / "nothing"), "--json"]):
        asked = subprocess.Popen([sys.executable, "-m", "quyhoach", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        asked.stdout.close()
        _, said = asked.communicate(timeout=60)
        assert (asked.returncode, b"Traceback" in said, b"Exception" in said) == (1, False, False)
