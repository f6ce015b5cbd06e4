from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from .conftest import Run


def spoil(small: Path) -> None:
    """A ceiling written in words."""
    with (small / "scenarios" / "co-so" / "ceilings.csv").open("a", encoding="utf-8") as file:
        file.write("NSDP.SDD,2029,năm tỷ,,,,\n")


def test_a_clean_province_exits_0(run: Run, small: Path) -> None:
    ran = run("check", small, "--json")
    assert (ran.code, [f for f in ran.data["findings"] if f["severity"] == "error"]) == (0, [])
    assert sorted(ran.data) == ["findings"]


def test_an_error_exits_1_and_names_its_cell(run: Run, small: Path) -> None:
    spoil(small)
    ran = run("check", small, "--json")
    errors = [f for f in ran.data["findings"] if f["severity"] == "error"]
    assert ran.code == 1
    assert [sorted(f) for f in errors] == [["code", "message", "remedy", "severity", "where", "who", "why"]] * len(errors)
    assert ("scenarios/co-so/ceilings.csv", 18) in [(f["where"]["file"], f["where"]["row"]) for f in errors]
    assert "ceilings.csv" in run("check", small, "--scenario", "co-so").out


def test_same_input_same_bytes(run: Run, small: Path) -> None:
    assert run("check", small, "--json").out == run("check", small, "--json").out


def test_findings_go_to_a_workbook(run: Run, small: Path) -> None:
    spoil(small)
    ran = run("check", small, "--lang", "en", "-o", small / "findings.xlsx")
    rows = list(load_workbook(small / "findings.xlsx")["Findings"].iter_rows(values_only=True))
    assert ran.code == 1
    assert rows[1] == ("No.", "Severity", "Code", "Where", "What", "Why", "What to do", "Who")
    assert rows[2][1] == "error"
    assert len(rows) - 2 == len(run("check", small, "--json").data["findings"])


def test_text_and_json_can_be_written(run: Run, small: Path) -> None:
    for name in ("a.json", "a.txt"):
        words = ("check", small, "-o", small / name, *(["--json"] if name.endswith("json") else []))
        assert run(*words).out == (small / name).read_text("utf-8")
