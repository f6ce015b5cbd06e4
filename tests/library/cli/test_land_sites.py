"""``land catalogue`` and ``land compensation``: JSON keys, exit codes, files, questions that cannot be answered."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import EXAMPLES, Run


def test_catalogue_says_what_is_clean_and_what_is_missing(run: Run) -> None:
    ran = run("land", "catalogue", EXAMPLES / "tinh_nho", "--as-of", "2026-11-24", "--json")
    assert ran.code == 0
    assert {one["id"]: (one["area_ha"], one["clean"], [m["element"] for m in one["missing"]]) for one in ran.data["sites"]} == {
        "MB02X": (1, True, []), "MB01": (4, False, ["power", "price"]),
        "MB03X": (2, False, ["recovery", "compensation", "cleared", "power", "wastewater", "price", "no_dispute"]),
    }
    power = ran.data["sites"][1]["missing"][0]
    assert (power["expected"], power["agency"], power["agency_name"]) == ("2027-03", "CQ02", "Ban quản lý dự án tỉnh")
    assert set(ran.data) == {"as_of", "clean", "count", "sites", "requests", "order_of_work", "findings"}


def test_an_agency_is_named_in_the_readers_language(run: Run) -> None:
    words = ("land", "catalogue", EXAMPLES / "tinh_nho", "--as-of", "2026-11-24", "--lang", "en")
    assert run(*words, "--json").data["sites"][1]["missing"][0]["agency_name"] == "Provincial project management board"
    assert "Ban quản lý dự án tỉnh" not in run(*words).out


def test_catalogue_shows_no_holder(run: Run) -> None:
    for words in (("--json",), ()):
        out = run("land", "catalogue", EXAMPLES / "tinh_nho", "--as-of", "2026-11-24", *words).out
        assert re.findall(r"\b(?:H|TD|BTH)0\d\b", out) == []


@pytest.mark.parametrize(("words", "found"), [
    (("--clean", "--area-most", "1,5"), ["MB02X"]), (("--area", "2", "--public"), ["MB03X"]),
    (("--zone", "KV02", "--needs", "road;water"), ["MB02X"]), (("--gate", "KV01", "--within", "2", "--purpose", "transport"), ["MB01"]),
])
def test_catalogue_is_searched(run: Run, words: tuple[str, ...], found: list[str]) -> None:
    ran = run("land", "catalogue", EXAMPLES / "tinh_nho", "--as-of", "2026-11-24", "--json", *words)
    assert [one["id"] for one in ran.data["sites"]] == found


@pytest.mark.parametrize(("words", "code"), [
    (("--zone", "KV99"), "LND-094"), (("--needs", "wifi"), "LND-094"), (("--area", "to"), "LND-096"), (("--as-of", "hôm qua"), "CLI-013"),
    (("--within", "5"), "CLI-002"),
])
def test_catalogue_refuses_what_it_cannot_ask(run: Run, words: tuple[str, ...], code: str) -> None:
    ran = run("land", "catalogue", EXAMPLES / "tinh_nho", "--json", *words)
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, [code])


def test_land_of_a_site_without_parcels_has_no_day_it_should_have_been_cleared(run: Run, small: Path) -> None:
    file = small / "facts" / "sites.csv"
    file.write_text(file.read_text("utf-8").replace(",TMD,1,22.072,", ",TMD,3,22.072,"), "utf-8")
    ran = run("land", "catalogue", small, "--as-of", "2026-11-24", "--json")
    site = next(one for one in ran.data["sites"] if one["id"] == "MB02X")
    assert [(one["element"], one["expected"]) for one in site["missing"]] == [("cleared", "")]
    assert [f["code"] for f in ran.data["findings"] if f["where"]["object_id"] == "MB02X"] == ["LND-074", "LND-081"]


def test_a_folder_without_sites_or_plans_says_so(run: Run, small: Path) -> None:
    (small / "facts" / "sites.csv").unlink()
    (small / "facts" / "compensation_plans.csv").unlink()
    for verb in ("catalogue", "compensation"):
        ran = run("land", verb, small, "--json")
        assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, ["LND-095"])


def test_compensation_is_traced_line_by_line(run: Run) -> None:
    ran = run("land", "compensation", EXAMPLES / "tinh_nho", "--plan", "PA01", "--as-of", "2026-11-24", "--json")
    (plan,) = ran.data["plans"]
    house = next(line for line in plan["lines"] if line["component"] == "structure")
    assert (ran.code, house["worked"], house["amount_vnd"], house["difference_vnd"]) == (
        0, "600.000.000 − 600.000.000 / 50 × 20 = 360.000.000", 360_000_000, 0)
    assert [(a["document"], a["article"], a["certainty"]) for a in house["articles"]] == [
        ("Nghị định 88/2024/NĐ-CP", "Điều 14", "unverified"), ("Nghị định 88/2024/NĐ-CP", "Điều 14", "seen")]
    assert (plan["totals"]["budget_vnd"], plan["stated"]["total_vnd"], ran.data["late"]) == (8_000_000_000, 8_000_000_000, [])


def test_a_wrong_amount_is_an_error(run: Run, small: Path) -> None:
    lines = small / "facts" / "compensation_lines.csv"
    lines.write_text(lines.read_text("utf-8").replace(",360000000,", ",370000000,"), "utf-8")
    ran = run("land", "compensation", small, "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (1, ["LND-051"])
    assert run("land", "compensation", small, "--plan", "PA9").code == 2


def sheet(path: Path, number: int) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in openpyxl.load_workbook(path).worksheets[number].iter_rows(values_only=True)]


def test_workbooks_hold_the_same_figures(run: Run, tmp_path: Path) -> None:
    plans, sites = tmp_path / "pa.xlsx", tmp_path / "mb.xlsx"
    assert run("land", "compensation", EXAMPLES / "tinh_nho", "--as-of", "2026-11-24", "-o", plans).code == 0
    lines = sheet(plans, 1)
    assert lines[2][:2] + lines[2][6:8] == ("BTH01", "TD01", 1_080_000_000, 1_080_000_000)
    assert sum(row[6] for row in lines[2:17]) == 7_600_000_000
    assert lines[17][6] == "=SUM(G3:G17)"
    assert run("land", "catalogue", EXAMPLES / "lang_son", "--as-of", "2026-11-24", "-o", sites).code == 0
    assert [row[0] for row in sheet(sites, 0)[2:]] == ["MB01", "MB02", *(f"MB{n}" for n in range(11, 27))]


def test_the_public_list_holds_no_request_and_no_inner_step(run: Run, tmp_path: Path) -> None:
    points = tmp_path / "mb.geojson"
    data = run("land", "catalogue", EXAMPLES / "tinh_nho", "--as-of", "2026-11-24", "--public", "--json").data
    assert (set(data), [(one["id"], one["clean"], one["taken"]) for one in data["sites"]]) == (
        {"as_of", "clean", "count", "sites"}, [("MB02X", True, True), ("MB03X", False, False)])
    text = run("land", "catalogue", EXAMPLES / "tinh_nho", "--as-of", "2026-11-24", "--public", "-o", points).out
    assert [word for word in ("NDT", "LND-", "NC02") if word in text] == []
    assert [(one["id"], one["geometry"]["coordinates"]) for one in json.loads(points.read_text("utf-8"))["features"]] == [
        ("MB02X", [106.052, 22.072]), ("MB03X", [106.047, 22.066])]
