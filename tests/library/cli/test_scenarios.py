"""``plan --scenarios`` on the tiny invented province: same bytes anywhere, what it prints, and what it refuses."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from openpyxl import load_workbook

from quyhoach.capital.shocks import Shock
from quyhoach.cli import workers
from quyhoach.province.folder import read_province, write_province

from .conftest import Run

BASE = ("--scenario", "co-so", "--reasons", "price")
DECLARED = 'shocks = ["cost normal 0.1", "revenue uniform 0.2 NSDP.SDD", "delay chance 0.1 years=2"]\n'


def declare(folder: Path, line: str) -> None:
    with (folder / "scenarios" / "co-so" / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write(line)


def codes(data: dict[str, list[dict[str, str]]]) -> list[str]:
    return [found["code"] for found in data["findings"]]


def test_the_outlook_has_stable_keys_and_adds_up(run: Run, small: Path) -> None:
    found = run("plan", small, *BASE, "--scenarios", 120, "--remake", 2, "--json").data
    outlook = found["uncertainty"]
    assert sorted(outlook) == [
        "benefit_kept", "bound", "bound_any_shortfall", "ceilings", "projects", "quantiles", "remade", "remade_in", "scenarios", "seed",
        "shocks",
    ]
    assert [row["project"] for row in outlook["projects"]] == [p["id"] for p in found["projects"] if p["in_plan"]]
    assert [len(outlook[key]["draws"]) for key in ("benefit_kept", "bound", "bound_any_shortfall")] == [120] * 3
    assert len(outlook["remade"]) == 2
    assert all(row["objective"] <= outlook["bound_any_shortfall"]["draws"][row["draw"]] for row in outlook["remade"])
    assert {row["assumed"] for row in outlook["shocks"]} == {True}
    assert "UNC-001" in codes(found)


def test_processes_change_no_byte(run: Run, small: Path) -> None:
    texts = [run("plan", small, *BASE, "--scenarios", 130, "--seed", 5, "--workers", n, "--json").out for n in (1, 2)]
    assert len({re.sub(r'"seconds": [\d.e-]+', "", text) for text in texts}) == 1


def test_a_declared_scenario_assumes_nothing_and_reads_back(run: Run, small: Path, tmp_path: Path) -> None:
    declare(small, DECLARED)
    found = run("plan", small, *BASE, "--scenarios", 50, "--json").data
    assert "UNC-001" not in codes(found)
    assert [row["shock"] for row in found["uncertainty"]["shocks"]] == [
        "cost normal 0.1", "revenue uniform 0.2 NSDP.SDD", "delay chance 0.1 years=2",
    ]
    province = read_province(small).province
    assert province is not None
    shocks = (Shock("cost", "normal", 0.1), Shock("revenue", "uniform", 0.2, scope=("NSDP.SDD",)), Shock("delay", "chance", 0.1, years=2))
    assert province.scenarios["co-so"].info.shocks == shocks
    write_province(province, tmp_path / "again")
    again = read_province(tmp_path / "again").province
    assert again is not None
    assert again.scenarios["co-so"].info == province.scenarios["co-so"].info


def test_the_sheet_lists_every_project_of_the_plan(run: Run, small: Path) -> None:
    found = run("plan", small, *BASE, "--scenarios", 60, "--json", "-o", small / "phuong-an.xlsx").data
    rows = list(load_workbook(small / "phuong-an.xlsx")["Bất định"].iter_rows(values_only=True))
    shares = {row["project"]: row["fundable"] for row in found["uncertainty"]["projects"]}
    assert {row[0]: row[2] for row in rows if row[0] in shares} == pytest.approx(shares, rel=1e-12)
    assert [row for row in rows if row[0] == "Bất định: 60 lần rút, hạt giống 0"] != []


def test_without_scenarios_nothing_is_drawn(run: Run, small: Path) -> None:
    assert "uncertainty" not in run("plan", small, *BASE, "--json").data


@pytest.mark.parametrize(("line", "expected"), [
    ('shocks = ["cost lognormal much"]\n', ["PRV-005", "UNC-007"]),
    ('shocks = ["revenue normal 0.1 NSDP.XX"]\n', ["UNC-002"]),
    ('shocks = ["delay chance 0.1 years=1 DA99"]\n', ["UNC-002"]),
])
def test_bad_shocks_are_findings(run: Run, small: Path, line: str, expected: list[str]) -> None:
    declare(small, line)
    ran = run("plan", small, *BASE, "--scenarios", 10, "--json")
    assert (ran.code, codes(ran.data)) == (2, expected)


def test_bad_shocks_of_another_scenario_do_not_matter(run: Run, small: Path) -> None:
    declare(small, 'shocks = ["cost lognormal much"]\n')
    assert run("plan", small, "--scenario", "them-von", "--reasons", "price", "--scenarios", 10, "--json").code == 0


@pytest.mark.parametrize("words", [
    ("--scenarios", "0"), ("--scenarios", "many"), ("--scenarios", "10", "--seed", "-1"), ("--scenarios", "10", "--workers", "0"),
])
def test_numbers_out_of_range_are_refused_before_any_work(run: Run, small: Path, words: tuple[str, ...]) -> None:
    ran = run("plan", small, *BASE, *words, "--json")
    assert (ran.code, codes(ran.data)) == (2, ["UNC-004"])


def test_a_cluster_that_does_not_answer_is_a_finding(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS", 0.3)
    ran = run("plan", small, *BASE, "--scenarios", 10, "--cluster", "tcp://127.0.0.1:9", "--json")
    assert (ran.code, codes(ran.data)) == (2, ["UNC-006" if find_spec("distributed") else "UNC-005"])
