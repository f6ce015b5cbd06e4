"""Balances and differences as printed: the form's cells and formulas, the words at a terminal, JSON, and the commands."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import shapely
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from quyhoach.cli import main
from quyhoach.reports.balance_json import balance_json
from quyhoach.reports.balance_table import BalanceReport, building_figures
from quyhoach.reports.balance_text import balance_text
from quyhoach.reports.balance_workbook import sheet_name, write_balance_workbook
from quyhoach.reports.zone_difference_json import difference_json
from quyhoach.reports.zone_difference_text import difference_text
from quyhoach.reports.zone_difference_workbook import write_difference_workbook
from quyhoach.zones.balance import balance
from quyhoach.zones.difference import difference
from quyhoach.zones.layer import PlanLayer, ShapeRole
from quyhoach.zones.quotas import Quota

from .cells import block, layer_of

COMMUNES = Path(__file__).resolve().parents[4] / "shared" / "data" / "geo" / "langson_communes_2025.geojson"
TODAY = date(2026, 11, 24)


def two_stages() -> PlanLayer:
    """40 cells of 100 m²: in 2030 factories, roads and open land, in 2045 nothing open. 0.01 ha is one cell."""
    said: dict[str, tuple[Any, dict[str, Any]]] = {
        "a30": (block(5, 3), {"code": "SKK", "zone": "A", "stage": "2030", "density": 0.7, "storeys": 5.0, "far": 3.5, "owner": "X"}),
        "b30": (block(3, 4, 5), {"code": "DGT", "zone": "B", "stage": "2030"}),
        "c30": (block(2, 4, 8), {"code": "", "zone": "B", "stage": "2030"}),
        "a45": (block(5, 4), {"code": "SKK", "zone": "A", "stage": "2045", "density": 0.6, "storeys": 3.0, "owner": "X"}),
        "b45": (block(5, 4, 5), {"code": "DGT", "zone": "B", "stage": "2045"}),
    }
    return layer_of(said, block(10, 4))


def report() -> BalanceReport:
    layer = two_stages()
    quotas = [Quota("SKK", Decimal("0.14"), zone="A", stage="2030", decision="QĐ 9"), Quota("PNN", Decimal("0.50"), decision="QĐ 9")]
    made = balance(layer, quotas)
    return BalanceReport(layer, made, TODAY, made.findings)


def cells(path: Path, sheet: str, formulas: bool = False) -> Worksheet:
    found = load_workbook(path, data_only=not formulas)[sheet]
    assert isinstance(found, Worksheet)
    return found


def recomputed(sheet: Worksheet, cell: str, seen: Mapping[str, Any] | None = None) -> float:
    """A cell as a spreadsheet would compute it: sums, differences, quotients, from constants only."""
    value = sheet[cell.replace("$", "")].value
    if not isinstance(value, str) or not value.startswith("="):
        return float(value or 0)
    formula = value[1:]
    if match := re.fullmatch(r"SUM\((\w+):(\w+)\)", formula):
        return sum(recomputed(sheet, c.coordinate) for row in sheet[f"{match[1]}:{match[2]}"] for c in row)
    if match := re.fullmatch(r"IF\(([\w$]+)=0,0,([\w$]+)/([\w$]+)\)", formula):
        whole = recomputed(sheet, match[1])
        return 0.0 if whole == 0 else recomputed(sheet, match[2]) / recomputed(sheet, match[3])
    if match := re.fullmatch(r"([\w$]+)-([\w$]+)", formula):
        return recomputed(sheet, match[1]) - recomputed(sheet, match[2])
    return sum(recomputed(sheet, part) for part in formula.split("+"))


def test_the_form_is_the_official_one(tmp_path: Path) -> None:
    write_balance_workbook([report()], tmp_path / "a.xlsx", "vi")
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == ["PLAN", "Chỉ tiêu (ha)", "Biểu đồ", "Phát hiện"]
    rows = list(cells(tmp_path / "a.xlsx", "PLAN").iter_rows(values_only=True))
    assert rows[0][0] == "Cân bằng sử dụng đất · PLAN"
    assert rows[1][0] == "Quy chuẩn áp dụng tại ngày 24/11/2026."
    assert rows[2] == ("TT", "Chức năng sử dụng đất", "Mã", "Giai đoạn 2030", None, "Giai đoạn 2045", None,
                       "Mật độ XD gộp tối đa", "Tầng cao tối đa", "Hệ số SDĐ tối đa")
    assert rows[3][3:7] == ("Diện tích (ha)", "Tỷ lệ (%)", "Diện tích (ha)", "Tỷ lệ (%)")
    assert rows[4:] == [
        (None, "Tổng", None, 0.4, 1, 0.4, 1, None, None, None),
        (None, "Khu A", None, 0.15, 0.375, 0.2, 0.5, None, None, None),
        (1, "Đất khu công nghiệp", "SKK", 0.15, 0.375, 0.2, 0.5, 0.7, 5, 3.5),
        (None, "Khu B", None, 0.2, 0.5, 0.2, 0.5, None, None, None),
        (1, "Đất giao thông", "DGT", 0.12, 0.3, 0.2, 0.5, None, None, None),
        (2, "chưa ghi mã", None, 0.08, 0.2, 0, 0, None, None, None),
        (None, "(không ghi khu)", None, 0.05, 0.125, 0, 0, None, None, None),
        (1, "chưa phân bổ", None, 0.05, 0.125, 0, 0, None, None, None),
    ]


def test_formulas_give_the_values_that_are_stored(tmp_path: Path) -> None:
    write_balance_workbook([report()], tmp_path / "a.xlsx", "vi")
    count = 0
    for name in load_workbook(tmp_path / "a.xlsx").sheetnames:
        formulas, values = cells(tmp_path / "a.xlsx", name, True), cells(tmp_path / "a.xlsx", name)
        for row in formulas.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    count += 1
                    assert recomputed(formulas, cell.coordinate) == pytest.approx(values[cell.coordinate].value, abs=1e-9), cell.coordinate
    assert count == 2 * (4 + 8) + 3  # of each stage four sums and eight shares; three quotas


def test_what_exists_comes_before_the_stages_to_come() -> None:
    units = {name: (block(1, 1), {"code": "ONT", "stage": name}) for name in ("2045", "Hiện trạng", "2030")}
    layer = layer_of(units, block(1, 1))
    assert BalanceReport(layer, balance(layer), TODAY).stages("PLAN") == ["Hiện trạng", "2030", "2045"]


def test_quotas_stand_beside_what_is_used(tmp_path: Path) -> None:
    write_balance_workbook([report()], tmp_path / "a.xlsx", "vi")
    rows = list(cells(tmp_path / "a.xlsx", "Chỉ tiêu (ha)").iter_rows(min_row=3, values_only=True))
    assert rows == [
        ("PLAN", "A", "2030", "SKK", 0.14, 0.15, -0.01, "QĐ 9"),
        ("PLAN", None, "2030", "PNN", 0.5, 0.27, 0.23, "QĐ 9"),
        ("PLAN", None, "2045", "PNN", 0.5, 0.4, 0.1, "QĐ 9"),
    ]


def test_the_same_balance_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_balance_workbook([report()], tmp_path / name, "en")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_land_by_commune_adds_up_both_ways(tmp_path: Path) -> None:
    layer = two_stages()
    made = balance(layer, (), layer_of({"W": (block(4, 9), {}), "E": (block(9, 9, 4), {})}, None))
    write_balance_workbook([BalanceReport(layer, made, TODAY)], tmp_path / "a.xlsx", "vi")
    sheet = cells(tmp_path / "a.xlsx", "Theo xã PLAN 2030")
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [
        ("Chức năng sử dụng đất", "E", "W", "Tổng"),
        ("Đất khu công nghiệp (SKK)", 0.03, 0.12, 0.15),
        ("Đất giao thông (DGT)", 0.12, 0, 0.12),
        ("chưa ghi mã", 0.08, 0, 0.08),
        ("chưa phân bổ", 0.01, 0.04, 0.05),
        ("Tổng", 0.24, 0.16, 0.4),
    ]


def test_sheet_names_are_short_clean_and_their_own() -> None:
    taken: set[str] = set()
    names = [sheet_name(text, taken) for text in ("Khu [A]: 1/2000" * 4, "Khu [A]: 1/2000" * 4, "khu", "KHU", "///")]
    assert names == ["Khu A 12000Khu A 12000Khu A", "Khu A 12000Khu A 12000Khu A 2", "khu", "KHU 2", "-"]


def test_the_terminal_shows_the_same_figures() -> None:
    text = balance_text([report()], "vi")
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "PLAN · 2030: 0,40 ha, 3 ô đất" in text
    assert re.search(r"Đất khu công nghiệp \(SKK\) +0,15 +37,50 +0,14", text)
    assert re.search(r"chưa phân bổ +0,05 +12,50", text)
    assert "ZON-110 lỗi" in text
    assert "Land-use balance" in balance_text([report()], "en")


def test_json_has_exact_lines_quotas_and_chart() -> None:
    data = json.loads(json.dumps(balance_json([report()], "vi")))
    line = data["balance"][0]
    assert {k: line[k] for k in ("zone", "code", "stage", "area_ha", "share", "quota_ha")} == {
        "zone": "A", "code": "SKK", "stage": "2030", "area_ha": 0.15, "share": 0.375, "quota_ha": 0.14,
    }
    assert [q["over_ha"] for q in data["quotas"]] == [0.01, 0.0, 0.0]
    assert [(p["stage"], p["use"], p["area_ha"]) for p in data["chart"]] == [
        ("2030", "SKK", 0.15), ("2030", "DGT", 0.12), ("2030", "(uncoded)", 0.08), ("2030", "(unallocated)", 0.05),
        ("2045", "SKK", 0.2), ("2045", "DGT", 0.2),
    ]
    assert [p["area_ha"] for p in data["plans"]] == [0.4, 0.4]
    assert sum(row["area_ha"] for row in data["printed"]) == pytest.approx(0.8)


def test_building_figures_are_the_greatest_stated() -> None:
    assert building_figures(report(), "PLAN", "A", "SKK") == (0.7, 5.0, 3.5)
    assert building_figures(report(), "PLAN", "B", "DGT") == (None, None, None)


def versions() -> tuple[PlanLayer, PlanLayer]:
    factory, rice = {"code": "SKK", "zone": "A", "owner": "X"}, {"code": "LUC", "owner": "Y"}
    before = layer_of({"a": (block(5, 4), factory), "b": (block(5, 4, 5), rice)}, block(10, 4))
    return before, layer_of({"a": (block(7, 4), factory), "b": (block(3, 4, 7), rice)}, block(10, 4))


def test_a_difference_reads_as_a_sentence_and_a_table(tmp_path: Path) -> None:
    found = difference(*versions())
    text = difference_text(found, (), "vi")
    assert "PLAN: 0,0800 ha đổi chức năng; 0 ô đất không đổi" in text
    assert re.search(r"Đất chuyên trồng lúa \(LUC\) +Đất khu công nghiệp \(SKK\) +0,0800", text)
    assert re.search(r"Chủ +X +0,0800", text)
    assert max(len(line) for line in text.splitlines()) <= 100
    (plan,) = json.loads(json.dumps(difference_json(found, (), "en")))["plans"]
    assert plan["matrix"] == [{"from": "LUC", "to": "LUC", "area_ha": 0.12}, {"from": "LUC", "to": "SKK", "area_ha": 0.08},
                              {"from": "SKK", "to": "SKK", "area_ha": 0.2}]
    assert [(u["change"], u["before"], u["area_ha"]) for u in plan["units"]] == [("moved", ["a"], 0.08), ("moved", ["b"], 0.08)]
    write_difference_workbook(found, (), tmp_path / "d.xlsx", "vi")
    names = load_workbook(tmp_path / "d.xlsx").sheetnames
    sheet, formulas = cells(tmp_path / "d.xlsx", names[0]), cells(tmp_path / "d.xlsx", names[0], True)
    assert list(sheet.iter_rows(min_row=3, values_only=True)) == [
        ("Đất chuyên trồng lúa (LUC)", 0.12, 0.08, 0.2), ("Đất khu công nghiệp (SKK)", 0, 0.2, 0.2), ("Tổng", 0.12, 0.28, 0.4),
    ]
    assert [recomputed(formulas, c) for c in ("D3", "D4", "B5", "C5", "D5")] == pytest.approx([0.2, 0.2, 0.12, 0.28, 0.4])


def test_versions_that_are_the_same_say_so() -> None:
    before, _ = versions()
    assert "Không mét vuông nào đổi chức năng." in difference_text(difference(before, before), (), "vi")


# --- commands


def write(layer: PlanLayer, path: Path) -> Path:
    """A layer in the program's own words as GeoJSON."""
    features = [
        {
            "type": "Feature", "geometry": json.loads(shapely.to_geojson(layer.shapes[row])),
            "properties": {name: str(getattr(s, name)) for name in ("id", "role", "plan", "zone", "code", "stage", "owner")},
        }
        for row, s in enumerate(layer.attributes)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9215"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), "utf-8")
    return path


def ran(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code = main([str(word) for word in words])
    return code, json.loads(capsys.readouterr().out)


def test_zones_balance_reads_quotas_and_communes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = write(two_stages(), tmp_path / "plan.geojson")
    west = write(layer_of({"W": (block(4, 9), {}), "E": (block(9, 9, 4), {})}, None), tmp_path / "communes.geojson")
    quota = tmp_path / "quota.csv"
    quota.write_text("plan,zone,code,stage,area_ha,decision\nPLAN,A,SKK,2030,\"0,14\",QĐ 9\n", "utf-8")
    code, data = ran(capsys, "zones", "balance", plan, "--quota", quota, "--communes", west, "--law-date", "24/11/2026", "--json")
    assert (code, [f["code"] for f in data["findings"] if f["severity"] == "error"]) == (1, ["ZON-110"])
    assert sum(line["area_ha"] for line in data["balance"]) == pytest.approx(0.8, abs=1e-6)
    assert {line["commune"] for line in data["balance"]} == {"W", "E"}
    assert [q["over_ha"] for q in data["quotas"]] == [pytest.approx(0.01, abs=1e-6)]
    code = main(["zones", "balance", str(plan), "-o", str(tmp_path / "form.xlsx")])
    assert code == 0
    assert cells(tmp_path / "form.xlsx", "PLAN")["D5"].value == pytest.approx(0.4)


def test_zones_balance_judges_the_kind_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = write(two_stages(), tmp_path / "plan.geojson")
    code, data = ran(capsys, "zones", "balance", plan, "--kind", "A=industrial_park", "--law-date", "2026-11-24", "--json")
    told = [f["code"] for f in data["findings"]]
    assert (code, told.count("ZON-120")) == (0, 6)
    code, data = ran(capsys, "zones", "balance", plan, "--kind", "A", "--json")
    assert (code, [f["code"] for f in data["findings"]]) == (2, ["ZON-133"])


def test_zones_compare_tells_what_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = (write(layer, tmp_path / f"{n}.geojson") for n, layer in enumerate(versions()))
    code, data = ran(capsys, "zones", "compare", before, after, "--json")
    assert (code, data["plans"][0]["changed_ha"]) == (0, pytest.approx(0.08, abs=1e-6))
    code, data = ran(capsys, "zones", "compare", before, tmp_path / "none.geojson", "--json")
    assert (code, [f["code"] for f in data["findings"]]) == (2, ["ZON-082"])


def test_the_real_communes_balance_to_their_union(capsys: pytest.CaptureFixture[str]) -> None:
    if not COMMUNES.exists():
        pytest.skip("the shared boundaries of 2025 are not beside the project")
    from quyhoach.zones.reading import read_layer

    layer = read_layer(COMMUNES).layer
    assert layer is not None
    union = float(shapely.area(shapely.union_all(layer.shapes)))
    twice = float(layer.area_m2.sum()) - union
    (total,) = balance(layer).totals
    assert (total.area_m2, total.double_m2) == pytest.approx((union, twice), abs=0.1)
    assert {shape.role for shape in layer.attributes} <= {ShapeRole.UNIT, ShapeRole.SECTION}
