"""Exit code 2: one clear finding, on stderr and as JSON, and never a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import Run


@pytest.mark.parametrize(("words", "code"), [
    ((), "CLI-002"),
    (("bogus",), "CLI-003"),
    (("plan",), "CLI-002"),
    (("plan", "{small}", "--nothing"), "CLI-001"),
    (("plan", "{small}", "--gamma"), "CLI-004"),
    (("plan", "{small}", "--reasons", "all"), "CLI-003"),
    (("plan", "{small}"), "CLI-011"),
    (("plan", "{small}", "--scenario", "khong-co"), "CLI-012"),
    (("plan", "{small}", "--scenario", "co-so", "--law-date", "hôm nay"), "CLI-013"),
    (("plan", "{small}", "--scenario", "co-so", "--ceiling", "NSTW.TN"), "CLI-014"),
    (("plan", "{small}", "--scenario", "co-so", "--ceiling", "XX:2027=+10%"), "CLI-015"),
    (("plan", "{small}", "--scenario", "co-so", "--ceiling", "NSTW.TN:2040=+10%"), "CLI-016"),
    (("plan", "{small}", "--scenario", "co-so", "--gamma", "-1"), "CLI-017"),
    (("plan", "{small}", "--scenario", "co-so", "--gamma", "nan"), "CLI-017"),
    (("explain", "{small}", "--scenario", "co-so", "--project", "DA99"), "CLI-018"),
    (("template", "du-an", "-o", "{small}/a.xlsx"), "CLI-019"),
    (("template", "projects"), "CLI-002"),
    (("plan", "{small}", "--scenario", "co-so", "-o", "a.pdf"), "CLI-020"),
    (("convert", "{small}"), "CLI-002"),
    (("compare", "{small}", "--scenario", "co-so"), "CLI-007"),
    (("compare", "{small}", "--scenarios", "co-so", "them-von", "--gamma", "1"), "CLI-008"),
    (("compare", "{small}", "--scenarios", "co-so"), "CLI-004"),
    (("law", "show", "group-thresholds"), "CLI-002"),
    (("law", "show", "group-threshold", "--on", "2024-06-01"), "LAW-001"),
    (("law", "show", "group-thresholds", "--on", "1990-01-01"), "LAW-002"),
    (("check", "{small}/khong-co"), "PRV-001"),
    (("template", "projects", "-o", "{small}/" + "a" * 300 + ".xlsx"), "CLI-022"),
    (("template", "projects", "-o", "{small}/province.toml/a.xlsx"), "CLI-023"),
    (("plan", "{small}", "--scenario", "co-so", "-o", "{small}/khong-co/a.xlsx"), "CLI-023"),
    (("convert", "{small}", "-o", "{small}/khong-co/a"), "CLI-023"),
    (("convert", "{small}", "-o", "{small}"), "CLI-024"),
    (("convert", "{small}", "-o", "{small}/province.toml"), "CLI-020"),
])
def test_what_cannot_be_used_is_one_finding(run: Run, small: Path, words: tuple[str, ...], code: str) -> None:
    filled = [word.format(small=small) for word in words]
    ran = run(*filled, "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, [code])
    said = run(*filled)
    assert (said.code, said.out, f"[{code}]" in said.err) == (2, "", True)


def test_nearest_names_are_offered(run: Run, small: Path) -> None:
    assert "co-so" in run("plan", small, "--scenario", "co-sơ").err
    assert "plan" in run("plam", small).err


def test_a_province_without_scenario(run: Run, small: Path) -> None:
    shutil.rmtree(small / "scenarios")
    assert run("plan", small, "--json").data["findings"][0]["code"] == "CLI-010"


def test_convert_leaves_what_is_there_alone(run: Run, small: Path, tmp_path: Path) -> None:
    there = tmp_path / "a.xlsx"
    there.write_bytes(b"mine")
    assert (run("convert", small, "-o", there, "--json").data["findings"][0]["code"], there.read_bytes()) == ("CLI-024", b"mine")
    (tmp_path / "empty").mkdir()
    assert run("convert", small, "-o", tmp_path / "empty").code == 0


@pytest.mark.parametrize(("wrong", "codes"), [
    ("title_vi = ", ["PRV-003"]),
    (None, ["PRV-003"]),
    ("first_year = 2028\nlast_year = 2026\n", ["PRV-005"]),
])
def test_a_scenario_that_cannot_be_read_says_why(run: Run, small: Path, wrong: str | None, codes: list[str]) -> None:
    shutil.rmtree(small / "scenarios" / "them-von")
    settings = small / "scenarios" / "co-so" / "scenario.toml"
    if wrong is None:
        settings.unlink()
    elif "=" in wrong and "\n" not in wrong:
        settings.write_text(wrong, "utf-8")
    else:
        kept = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith(("first_year", "last_year"))]
        settings.write_text("\n".join([*kept, wrong]), "utf-8")
    ran = run("plan", small, "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, codes)


@pytest.mark.parametrize("words", [
    ("plan", "--scenario", "co-so"), ("explain", "--scenario", "co-so", "--project", "DA01"), ("demo", "--scenario", "co-so"),
    ("compare", "--scenarios", "co-so", "them-von"),
])
def test_no_project_to_plan_is_said_instead_of_an_empty_plan(run: Run, small: Path, words: tuple[str, ...]) -> None:
    projects = small / "facts" / "projects.csv"
    command, *rest = words
    projects.write_text(projects.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    ran = run(command, small, *rest, "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, ["CHK-231"])
    projects.write_bytes(b"\x00\x01PK")
    ran = run(command, small, *rest, "--json")
    assert (ran.code, {f["severity"] for f in ran.data["findings"]}) == (2, {"error"})
    assert "facts/projects.csv" in {f["where"]["file"] for f in ran.data["findings"]}


def test_errors_speak_the_language_asked_for(run: Run) -> None:
    assert run("check", "--lang", "en").err.startswith("✗ A required argument is missing: FOLDER.")
    assert run("check", "--lang=vi").err.startswith("✗ Còn thiếu tham số bắt buộc: FOLDER.")
