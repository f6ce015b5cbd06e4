"""Planning norms: the planner's cases, and what each kind of area and lot is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import yaml

from quyhoach import law
from quyhoach.findings import Finding
from quyhoach.law import Certainty
from quyhoach.zones.balance import balance
from quyhoach.zones.balance_findings import ended_codes
from quyhoach.zones.land_use import LandClass, area_kind, area_kinds, land_use_codes
from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, Shape, ShapeRole
from quyhoach.zones.norms import NormFinding, Settlement, apartment_lot_density, check_norms, housing_lot_density

CASES = Path(__file__).resolve().parents[2] / "cases"
LOTS: dict[str, list[dict[str, Any]]] = yaml.safe_load((CASES / "zone_lot_densities.yaml").read_text("utf-8"))
PARKS: list[dict[str, Any]] = yaml.safe_load((CASES / "zone_industrial_parks.yaml").read_text("utf-8"))
COLOURS = Path(__file__).resolve().parents[4] / "shared" / "data" / "landuse" / "land_use_codes_70.csv"
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("case", LOTS["house"], ids=lambda case: f"{case['date']}-{case['lot_m2']}")
def test_house_lots(case: dict[str, Any]) -> None:
    first, other = housing_lot_density(case["lot_m2"], law.at(case["date"]))
    assert (100 * first, 100 * other) == pytest.approx((case["density"], case["other"]))


@pytest.mark.parametrize("case", LOTS["apartment"], ids=lambda case: f"{case['lot_m2']}-{case['height_m']}")
def test_apartment_lots(case: dict[str, Any]) -> None:
    assert 100 * apartment_lot_density(case["lot_m2"], case["height_m"], law.at(case["date"])) == pytest.approx(case["density"])


def strips(land: dict[str, float], kind: str) -> PlanLayer:
    """A plan of 1 km × 1 km with one strip for every code, as wide as its percent says."""
    attributes, shapes, east = [Shape("KCN", ShapeRole.PLAN, kind=kind)], [shapely.box(0, 0, 1000, 1000)], 0.0
    for code, percent in land.items():
        attributes.append(Shape(f"lô {code}", ShapeRole.UNIT, code=code, owner=f"chủ {code}"))
        shapes.append(shapely.box(east, 0, east + 10 * percent, 1000))
        east += 10 * percent
    return PlanLayer(DEFAULT_CRS, tuple(attributes), np.array(shapes, dtype=object))


def told(layer: PlanLayer, on: date = TODAY, **more: Any) -> list[NormFinding | Finding]:
    return list(check_norms(layer, balance(layer).lines, law.at(on), **more))


@pytest.mark.parametrize("case", PARKS, ids=lambda case: f"{case['date']}-{'-'.join(case['told']) or 'ok'}")
def test_industrial_parks(case: dict[str, Any]) -> None:
    codes = {"production": "nhà máy", "service": "hành chính", "roads": "giao thông", "green": "cây xanh", "technical": "hạ tầng kỹ thuật"}
    found: dict[str, list[str]] = {"ZON-120": [], "ZON-121": []}
    for item in told(strips(case["land"], "khu công nghiệp"), case["date"]):
        problem = item.finding if isinstance(item, NormFinding) else item
        named = [code for code, words in codes.items() if words in str(problem.values.get("what_vi", ""))]
        found.setdefault("ZON-120" if problem.code.startswith("LAW") else problem.code, []).extend(named or [problem.code])
    assert found == {"ZON-120": case["told"], "ZON-121": case.get("undecided", [])}


def test_a_shortfall_is_told_with_bound_article_certainty_and_hectares() -> None:
    (short,) = told(strips({"SKK": 80, "DGT": 10, "DKV": 10}, "industrial_park"))
    assert isinstance(short, NormFinding)
    assert (short.parameter, short.value, short.bound, short.certainty) == ("industrial-park-land", 0.0, 0.01, Certainty.UNVERIFIED)
    assert short.finding.text("message") == (
        "KCN: đất hạ tầng kỹ thuật chiếm 0%, quy chuẩn ít nhất 1% (chưa kiểm chứng); thiếu 1,0000 ha."
    )
    assert short.finding.text("why") == "QCVN 01:2021/BXD (Thông tư 01/2021/TT-BXD), chưa ghi điều."


def lot(kind: str, area_m2: float = 400.0, **stated: Any) -> PlanLayer:
    shape = Shape("lô 1", ShapeRole.UNIT, kind=kind, code="ODT", owner="ông A", row=7, **stated)
    return PlanLayer(DEFAULT_CRS, (shape,), np.array([shapely.box(0, 0, area_m2 / 10, 10)], dtype=object))


@pytest.mark.parametrize(("kind", "stated", "expected"), [
    ("nhà ở riêng lẻ", {"density": 0.55}, []),
    ("Nhà ở riêng lẻ", {"density": 0.56}, [("ZON-122", 0.56, 0.55, "secondary")]),
    ("resort", {"density": 0.26}, [("ZON-122", 0.26, 0.25, "secondary")]),
    ("public_park", {"density": 0.06}, [("ZON-122", 0.06, 0.05, "unverified")]),
    ("factory_lot", {"density": 0.7, "storeys": 4}, []),
    ("factory_lot", {"density": 0.7, "storeys": 5}, [("ZON-122", 0.7, 0.6, "unverified")]),
    ("public_lot_new", {"density": 0.41, "green": 0.3}, [("ZON-122", 0.41, 0.4, "secondary")]),
    ("public_lot_existing", {"density": 0.6, "green": 0.29}, [("ZON-124", 0.29, 0.3, "unverified")]),
    ("apartment_lot", {"green": 0.19}, [("ZON-124", 0.19, 0.2, "unverified")]),
    ("", {"density": 1.0, "green": 0.0}, []),
    ("đất lạ", {"density": 1.0}, []),
])
def test_lots(kind: str, stated: dict[str, float], expected: list[tuple[str, float, float, str]]) -> None:
    found = told(lot(kind, **stated))
    assert [(f.finding.code, f.value, round(f.bound, 9), str(f.certainty)) for f in found if isinstance(f, NormFinding)] == expected
    assert all(isinstance(f, NormFinding) and f.owners == ("ông A",) and f.finding.where.row == 7 for f in found)


@pytest.mark.parametrize(("density", "codes"), [(0.61, ["ZON-122"]), (0.6, ["ZON-126"]), (0.26, ["ZON-126"]), (0.25, [])])
def test_an_apartment_lot_without_a_height_is_judged_as_far_as_it_can_be(density: float, codes: list[str]) -> None:
    """A lot of a hectare: 60% up to 16 m, 25% above 46 m (the table of QCVN 01:2021 as the law's file has it)."""
    found = told(lot("chung cư", 10_000.0, density=density))
    assert [f.finding.code for f in found if isinstance(f, NormFinding)] == codes
    assert len(found) == len(codes)


def test_what_two_sources_state_differently_stays_undecided() -> None:
    (doubt,) = told(lot("housing_lot", 100.0, density=0.85))
    assert isinstance(doubt, NormFinding)
    assert (doubt.finding.code, doubt.finding.values["bound"], doubt.finding.values["other"]) == ("ZON-123", Decimal(90), Decimal(80))
    (breach,) = told(lot("housing_lot", 100.0, density=0.91))
    assert isinstance(breach, NormFinding)
    assert (breach.finding.code, breach.bound) == ("ZON-122", pytest.approx(0.9))
    assert told(lot("housing_lot", 100.0, density=0.8)) == []


@pytest.mark.parametrize(("far", "codes"), [(2.0, []), (2.004, []), (2.1, ["ZON-125"])])
def test_a_floor_area_ratio_no_building_can_have(far: float, codes: list[str]) -> None:
    assert [f.code for f in told(lot("", density=0.4, storeys=5.0, far=far)) if isinstance(f, Finding)] == codes


def test_people_of_a_residential_unit() -> None:
    layer = strips({"ODT": 99, "DKV": 1}, "đơn vị ở")
    found = told(layer, settlements={"KCN": Settlement(25_000, frozenset({"grade_5"}))})
    assert [(f.finding.code, f.value, f.bound) for f in found if isinstance(f, NormFinding)] == [
        ("ZON-128", 25_000.0, 20_000.0), ("ZON-129", 40.0, 45.0), ("ZON-129", 0.4, 2.0),
    ]
    small = told(layer, settlements={"KCN": Settlement(3_000, frozenset({"mountain"}))})
    assert [f.parameter for f in small if isinstance(f, NormFinding)] == []


def test_kinds_may_be_given_and_unknown_ones_are_told() -> None:
    layer = strips({"SKK": 100}, "")
    found = told(layer, kinds={"KCN": "industrial_park"})
    assert [f.parameter for f in found if isinstance(f, NormFinding)] == ["industrial-park-land"] * 3
    (unknown,) = told(layer, kinds={"KCN": "khu kì lạ"})
    assert isinstance(unknown, Finding)
    assert (unknown.code, unknown.values["printed"]) == ("ZON-127", "khu kì lạ")
    assert "khu công nghiệp (industrial_park); đơn vị ở (residential_unit)" in unknown.text("message", "vi")


def test_a_registered_kind_without_norms_is_not_told() -> None:
    layer = strips({"SKK": 100}, "gate_area")
    assert [f.code for f in told(layer) if isinstance(f, Finding)] == ["ZON-127"]
    assert told(layer, registered={"gate_area"}) == []


def test_a_section_is_judged_by_its_own_land() -> None:
    layer = strips({"SKK": 50, "DGT": 50}, "")
    attributes = tuple(replace(s, zone="A" if s.code == "SKK" else "B") for s in layer.attributes)
    section = Shape("khu A", ShapeRole.SECTION, zone="A", kind="khu công nghiệp")
    both = PlanLayer(DEFAULT_CRS, (*attributes, section), np.append(layer.shapes, [layer.shapes[1]]))
    found = [f for f in told(both) if isinstance(f, NormFinding)]
    assert [(f.subject, f.value) for f in found] == [("KCN · A", 0.0)] * 3


def test_every_kind_the_law_names_is_known() -> None:
    named = {row["area_kind"] for p in law.parameters().values() if p.domain == "construction_planning"
             for value in p.values for row in value.value if "area_kind" in row}
    assert named <= set(area_kinds())
    assert {str(row["land_class"]) for p in law.parameters().values() for v in p.values if isinstance(v.value, tuple)
            for row in v.value if "land_class" in row} <= {str(c) for c in LandClass}


def test_printed_kinds_are_matched_by_word_and_never_by_likeness() -> None:
    assert [k.code if (k := area_kind(p)) else None for p in ("KHU CÔNG NGHIỆP", "kcn", "Công viên", "khu công nghiệp nhẹ")] == [
        "industrial_park", "industrial_park", "public_park", None,
    ]
    words = [word for kind in area_kinds().values() for word in kind.words]
    assert len(words) == len(set(words))


def test_codes_stand_in_their_groups_and_ended_ones_name_their_successors() -> None:
    codes = land_use_codes()
    assert list(codes.above("DYT")) == ["DYT", "DSN", "PNN"]
    assert (codes.within("SKK", "PNN"), codes.within("LUC", "PNN"), codes.within("CX", "PNN")) == (True, False, False)
    ended = [code for code in codes.codes.values() if code.valid_to is not None]
    assert ended
    assert all(code.successors and all(codes[s].holds_on(TODAY) for s in code.successors) for code in ended)
    lines = balance(strips({"DDT": 60, "SKK": 40}, "")).lines
    assert [(f.code, f.values["use"], f.values["successors"]) for f in ended_codes(lines, TODAY)] == [("ZON-109", "DDT", "DDD")]
    assert list(ended_codes(lines, date(2020, 1, 1))) == []


def test_colours_come_from_outside() -> None:
    if not COLOURS.exists():
        pytest.skip("the shared colours are not beside the project")
    rows = [line.split(",")[1:3] for line in COLOURS.read_text("utf-8").splitlines()[1:]]
    codes = land_use_codes().coloured(dict(rows))
    assert (codes["SKK"].colour, codes["CNT"].colour, land_use_codes()["SKK"].colour) == ("#FAAAA0", "", "")
    missing = {"LUA", "SXN", "CHN", "LNP", "CDG", "SKX", "DCK", "MVB", "MVT", "MVR", "MVK"}
    assert {code for code, _ in rows} - set(codes.codes) == missing
