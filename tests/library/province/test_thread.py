from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quyhoach.capital.plan import Allocation
from quyhoach.province.checks import check
from quyhoach.province.contradictions import competing
from quyhoach.province.folder import read_province
from quyhoach.province.province import Province, Scenario
from quyhoach.province.thread import Step, directives_of, land_of, projects_of, thread, zones_of
from quyhoach.tables.spec import Row, Table

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def read(path: Path) -> Province:
    province = read_province(path).province
    assert province is not None
    return province


@pytest.fixture
def province(folder: Any, tmp_path: Path) -> Province:
    folder.facts["projects"][1].update(zone="")
    folder.facts["plan_lines"] = [
        {"project": project, "fund": "NSTW.TN", "plan": "annual", "period": "2025", "amount": 7} for project in ("DA01", "DA02")
    ]
    return read(folder.write(tmp_path))


def knots(steps: tuple[Step, ...]) -> list[tuple[str, str, int | None, str, str]]:
    return [(step.kind, step.id, step.amount, step.fund, step.period) for step in steps]


def test_thread_leads_from_sentence_to_money(province: Province) -> None:
    before = [
        ("directive", "CD1", None, "", ""), ("zone", "K0", None, "", ""), ("zone", "K1", None, "", ""), ("project", "DA01", None, "", ""),
        ("cost", "DA01", 200_000, "", ""), ("assigned", "DA01", 7, "NSTW.TN", "2025"),
    ]
    assert knots(thread(province, province.scenarios["co-so"], "DA01")) == [*before, ("funding", "DA01", None, "NSDP.CD", "")]
    plan = (Allocation("DA01", "NSDP.CD", 2027, 5), Allocation("DA02", "NSDP.CD", 2026, 6), Allocation("DA01", "NSDP.CD", 2026, 4))
    assert knots(thread(province, province.scenarios["co-so"], "DA01", plan)) == [
        *before, ("allocated", "DA01", 4, "NSDP.CD", "2026"), ("allocated", "DA01", 5, "NSDP.CD", "2027"),
    ]
    assert knots(thread(province, None, "DA01", ())) == before


def test_the_thread_ends_at_the_land(folder: Any, tmp_path: Path) -> None:
    folder.facts["land_records"] = [
        {"record": "L1", "subject": "a", "project": "DA01", "snapshot_date": "2025-10", "area_required_ha": 9},
        {"record": "L2", "subject": "b", "project": "DA01", "as_of": "2025-11-02", "area_required_ha": 9, "area_done_ha": 3},
        {"record": "L3", "subject": "c", "project": "DA01", "as_of": "2026"}, {"record": "L4", "subject": "d", "as_of": "2026"},
    ]
    province = read(folder.write(tmp_path))
    scenario = with_parcel(province.scenarios["co-so"])
    parcel, land = land_of(province, scenario, "DA01", {"MB1": 2027})
    assert (parcel.kind, parcel.id, parcel.amount, parcel.period, parcel.area) == ("parcel", "MB1", 70, "2027", Decimal("1.5"))
    assert (land.id, land.period, land.area, land.done) == ("L2", "2025-11-02", Decimal(9), Decimal(3))
    assert thread(province, scenario, "DA01", (), {"MB1": 2027})[-2:] == (parcel, land)
    assert land_of(province, scenario, "DA02", {}) == ()


def with_parcel(scenario: Scenario) -> Scenario:
    spec = scenario.tables["parcels"].spec
    values = {**{column.name: None for column in spec.columns}, "parcel": "MB1", "name_vi": "Bãi", "projects": ("DA01",),
              "area_ha": Decimal("1.5"), "clearing_cost": 70}
    return replace(scenario, tables={**scenario.tables, "parcels": Table(spec, (Row(values),))})


def test_knots_carry_words_and_sources(province: Province) -> None:
    steps = thread(province, province.scenarios["co-so"], "DA01")
    directive, *_, cost, money, _ = (step for step in steps if step.kind not in ("parcel", "land"))
    assert (directive.name_vi, directive.source) == ("Mở khu lớn", "NQ 1/NQ-HĐND")
    assert (cost.name_en, cost.source) == ("Total investment", "https://example.vn/1")
    assert (money.name_vi, money.place.row) == ("Trung ương", 2)


def test_project_named_directly_needs_no_zone(province: Province) -> None:
    assert [step.id for step in thread(province, None, "DA02")] == ["CD2", "DA02", "DA02", "DA02"]


def test_unknown_project_has_no_thread(province: Province) -> None:
    assert (thread(province, None, "DA09"), directives_of(province, "DA09"), projects_of(province, "CD9")) == ((), (), ())


@pytest.mark.parametrize("example", ["lang_son", "tinh_nho"])
def test_thread_is_walked_both_ways(example: str) -> None:
    facts = read(EXAMPLES / example)
    down = {
        (row.text("directive"), project.text("project"))
        for row in facts.facts["directives"].rows for project in projects_of(facts, row.text("directive"))
    }
    up = {
        (row.text("directive"), project)
        for project in facts.facts["projects"].by_key() for row in directives_of(facts, project)
    }
    assert down == up != set()


def test_circle_of_zones_ends(folder: Any, tmp_path: Path) -> None:
    folder.facts["zones"][0].update(parent="K1")
    assert [row.text("zone") for row in zones_of(read(folder.write(tmp_path)), "K1")] == ["K1", "K0"]


def test_four_plan_totals_of_2025() -> None:
    totals = next(group for group in competing(read(EXAMPLES / "lang_son")) if group.subject == "public_plan_total")
    assert (totals.kind, totals.period) == ("plan", "2025")
    assert sorted((figure.amount, figure.as_of) for figure in totals.figures) == [
        (5_710_000, "2025-04-30"), (6_295_000, "2025-10-16"), (6_316_000, "2025-11-27"), (7_218_000, "2025-09-28"),
    ]


def test_five_totals_of_one_motorway() -> None:
    costs = next(group for group in competing(read(EXAMPLES / "lang_son")) if group.subject == "P002")
    assert [figure.amount for figure in costs.figures] == [8_310_000, 11_190_000, 11_024_000, 11_020_000, 11_800_000]


def test_competing_totals_are_dated_as_people_write_dates() -> None:
    found = next(one for one in check(read(EXAMPLES / "lang_son")) if one.code == "CHK-212" and one.where.object_id == "P002")
    said = found.text("message", "vi")
    assert "11.190.000 (59,87 km; phê duyệt, 07/12/2023)" in said
    assert "2023-12" not in said


def test_total_in_the_list_competes_unless_a_version_says_the_same(folder: Any, tmp_path: Path) -> None:
    folder.facts["project_costs"] = [
        {"project": "DA01", "version": "v1", "amount": 200_000}, {"project": "DA02", "version": "v1", "amount": 210_000, "scope": "cả cầu"},
    ]
    (group,) = competing(read(folder.write(tmp_path)))
    assert [(f.id, f.amount, f.name, f.scope) for f in group.figures] == [
        ("DA02", 200_000, "Đường số 2", ""), ("v1", 210_000, "Đường số 2", "cả cầu"),
    ]


def test_same_answer_twice_is_no_contradiction(folder: Any, tmp_path: Path) -> None:
    folder.facts["capital_history"] = [
        {"figure": f"C{n}", "period": period, "scope": "tỉnh", "quantity": "tong", "name_vi": "Tổng", "plan": plan}
        for n, (period, plan) in enumerate([("2024", 1), ("2025", 2), ("2025", 2), ("2025", "")])
    ]
    assert competing(read(folder.write(tmp_path))) == ()
