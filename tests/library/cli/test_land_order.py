"""``land order`` and ``land foresight`` on the tiny invented province."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from quyhoach.land.order_certificate import bound_again

from .conftest import Run

BASE = ("--scenario", "co-so")


def test_order_has_stable_keys_and_a_proof(run: Run, small: Path) -> None:
    ran = run("land", "order", small, *BASE, "--json", "-o", small / "thu-tu.xlsx")
    assert ran.code == 0
    assert list(ran.data) == [
        "balances", "bound", "certificate", "explanation", "findings", "gap", "illustrative", "land_ha_years", "late_year_ha", "late_years",
        "money_unit", "not_cleared", "objective", "order", "scenario", "shadow", "status", "unmet",
    ]
    (row,) = ran.data["order"]
    assert {key: row[key] for key in ("parcel", "year", "area_ha", "cost", "for_project")} == {
        "parcel": "MB01", "year": 2027, "area_ha": 4, "cost": 8000, "for_project": ["DA02"]}
    assert (ran.data["status"], ran.data["gap"]) == ("optimal", 0)
    assert bound_again(ran.data["certificate"]) == pytest.approx(ran.data["certificate"]["bound"])
    book = load_workbook(small / "thu-tu.xlsx")
    assert book.sheetnames[:2] == ["Thứ tự giải phóng mặt bằng", "Quỹ cuối năm"]
    assert [len(sheet._charts) for sheet in book.worksheets[:2]] == [0, 1]


def test_foresight_has_stable_keys_and_the_same_bytes(run: Run, small: Path) -> None:
    words = ("land", "foresight", small, *BASE, "--paths", "300", "--seed", "7", "--json")
    ran = run(*words, "-o", small / "du-bao.xlsx")
    assert ran.code == 0
    assert (len(ran.data["months"]), list(ran.data["months"][0])) == (36, ["dry_share", "month", "p05", "p50", "p95", "planned"])
    assert ran.data["value_at_risk"] == max(0, ran.data["planned_lowest"] - ran.data["lowest"][0])
    assert run(*words).out == ran.out
    first = (small / "du-bao.xlsx").read_bytes()
    run(*words, "-o", small / "du-bao.xlsx")
    assert (small / "du-bao.xlsx").read_bytes() == first
    assert len(load_workbook(small / "du-bao.xlsx").worksheets[0]._charts) == 1


def test_text_speaks_both_languages(run: Run, small: Path) -> None:
    assert "Đã chứng minh không thứ tự nào tốt hơn." in run("land", "order", small, *BASE).out
    said = run("land", "foresight", small, *BASE, "--paths", "200", "--lang", "en").out
    assert "Foresight of the fund's cash: 200 futures drawn, seed 0" in said


def test_without_sites_there_is_nothing_to_order(run: Run, small: Path) -> None:
    (small / "scenarios/co-so/parcels.csv").unlink()
    (small / "scenarios/co-so/land_settings.csv").unlink()
    ran = run("land", "order", small, *BASE, "--json")
    assert (ran.code, ran.data["order"], ran.data["status"], ran.data["gap"]) == (0, [], "optimal", 0)
    assert [f["code"] for f in ran.data["findings"] if f["code"].startswith("LND-15")] == ["LND-153", "LND-158"]
    cash = run("land", "foresight", small, *BASE, "--json", "--paths", "50")
    assert (cash.code, cash.data["dry_share"], cash.data["months"][-1]["planned"]) == (0, 0, 13_000)


def test_wrong_settings_and_numbers_are_told(run: Run, small: Path) -> None:
    flows = small / "scenarios/co-so/land_settings.csv"
    flows.write_text("setting,value,source,as_of,assumed\nshocks,wind normal 1,,2025-12-31,quy-dat\n", "utf-8")
    ran = run("land", "order", small, *BASE, "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, ["LND-154"])
    ran = run("land", "foresight", small, *BASE, "--paths", "0", "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, ["UNC-004"])


def test_plan_says_which_project_waits_for_which_parcel(run: Run, small: Path) -> None:
    (wait,) = run("plan", small, *BASE, "--json").data["waiting"]
    assert {key: wait[key] for key in ("project", "site", "earliest", "basis")} == {
        "project": "DA02", "site": "MB01", "earliest": 2026, "basis": "ladder"}
    assert [p["parcel"] for p in wait["parcels"]] == ["TD01", "TD02", "TD03"]
    assert json.dumps(wait)


def test_areas_of_an_order_add_up_as_printed(run: Run, small: Path) -> None:
    file = small / "scenarios" / "co-so" / "parcels.csv"
    file.write_text(file.read_text("utf-8").replace(",DA02,4,8000,", ",DA02,1.725,8000,"), "utf-8")
    text = run("land", "order", small, *BASE).out.replace("\n", " ")
    assert "1,725 ha, hết" in text
    assert "3,45 ha·năm" in text


def test_a_row_left_out_and_a_fund_without_cash_are_said(run: Run, small: Path) -> None:
    (small / "scenarios" / "co-so" / "fund_flows.csv").write_text("year,opening,inflow\n2026,0,-3000\n", "utf-8")
    foresight = run("land", "foresight", small, *BASE, "--paths", "50").out
    order = run("land", "order", small, *BASE).out
    assert ("TAB-064" in foresight, "TAB-064" in order) == (True, True)
    assert "Quỹ không đủ tiền" in order


def test_the_chance_of_running_dry_is_a_share(run: Run, small: Path) -> None:
    text = run("land", "foresight", small, *BASE, "--paths", "200").out
    assert "% số tương lai, Quỹ cạn tiền ít nhất một tháng" in text
