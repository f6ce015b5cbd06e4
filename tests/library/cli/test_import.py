"""``import``: a foreign list to a province folder, and the verbs other packages add."""

from __future__ import annotations

from pathlib import Path

from .conftest import EXAMPLES, Run

MAP, LIST = EXAMPLES / "maps" / "thi_tran.toml", EXAMPLES / "maps" / "thi_tran"


def codes(data: dict[str, list[dict[str, str]]]) -> list[str]:
    return [found["code"] for found in data["findings"]]


def test_list_becomes_a_province_that_plans_and_compares(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "nui-xanh"
    ran = run("import", "--map", MAP, LIST, "-o", out, "--json")
    assert (ran.code, ran.data["read"], ran.data["facts"]) == (0, {"projects": 7, "money": 18}, {"sources": 3, "projects": 5})
    assert {name: counts["listings"] for name, counts in ran.data["scenarios"].items()} == {"lan-2026": 4, "lan-2027": 3}
    plan = run("plan", out, "--scenario", "lan-2026", "--json")
    assert (plan.code, plan.data["status"], sum(a["amount"] for a in plan.data["allocations"])) == (0, "optimal", 31_000)
    assert run("compare", out, "--scenarios", "lan-2026", "lan-2027", "--json").code == 0


def test_projects_off_the_list_are_counted_not_listed(run: Run, tmp_path: Path) -> None:
    run("import", "--map", MAP, LIST, "-o", tmp_path / "out")
    page = run("plan", tmp_path / "out", "--scenario", "lan-2026", "--lang", "en").out
    assert "1 not on this list" in " ".join(page.split())
    assert "CT-05" not in page


def test_editions_are_compared_as_printed(run: Run, tmp_path: Path) -> None:
    run("import", "--map", MAP, LIST, "-o", tmp_path / "out")
    ran = run("compare", tmp_path / "out", "--scenarios", "lan-2026", "lan-2027", "--stated", "--json")
    assert (ran.code, [p["id"] for p in ran.data["entered"]], [p["id"] for p in ran.data["left"]]) == (0, ["CT-05"], ["CT-03", "CT-04"])
    assert (ran.data["total_a"], ran.data["total_b"], ran.data["money_unit"]) == (31_000, 21_000, "trieu_dong")
    page = run("compare", tmp_path / "out", "--scenarios", "lan-2026", "lan-2027", "--stated", "--lang", "en").out
    assert "4 projects in A, 3 in B: 1 entered, 2 left, 2 in both." in page
    assert max(len(line) for line in page.splitlines()) <= 100


def test_stated_asks_for_two_scenarios_that_state_money(run: Run, small: Path, tmp_path: Path) -> None:
    assert codes(run("compare", small, "--stated", "--json").data) == ["CLI-002"]
    assert codes(run("compare", small, "--stated", "--scenarios", "co-so", "them-von", "--json").data) == ["CLI-042"]
    assert codes(run("compare", small, "--stated", "--scenarios", "co-so", "them-von", "--gamma", "1", "--json").data) == ["CLI-008"]


def test_unusable_words_end_with_a_finding(run: Run, tmp_path: Path) -> None:
    out, broken = tmp_path / "out", tmp_path / "broken.toml"
    broken.write_text("tables = 3", "utf-8")
    assert codes(run("import", "--map", MAP, LIST, "--json").data) == ["CLI-002"]
    assert codes(run("import", "--map", MAP, tmp_path / "no", "-o", out, "--json").data) == ["CLI-041"]
    assert codes(run("import", "--map", MAP, LIST, LIST, "-o", out, "--json").data) == ["CLI-001"]
    assert codes(run("import", LIST, "-o", out, "--json").data) == ["CLI-040"]
    assert run("import", "--map", broken, LIST, "-o", out).code == 2
    assert not out.exists()
    assert run("import", "--map", MAP, LIST, "-o", out).code == 0
    assert codes(run("import", "--map", MAP, LIST, "-o", out, "--json").data) == ["CLI-024"]


def test_list_with_a_spelling_unknown_is_taken_without_it_and_exits_1(run: Run, tmp_path: Path) -> None:
    short = tmp_path / "map.toml"
    short.write_text(MAP.read_text("utf-8").replace('"NS huyện cũ" = "NSHUYEN"\n', ""), "utf-8")
    ran = run("import", "--map", short, LIST, "-o", tmp_path / "out", "--json")
    assert (ran.code, "MAP-030" in codes(ran.data)) == (1, True)
    assert (tmp_path / "out" / "province.toml").exists()


def test_office_adds_its_verb_under_the_same_name(run: Run) -> None:
    """``import boundaries FILE`` belongs to the office; without a file it asks for one, and no map is needed."""
    ran = run("import", "boundaries", "--json")
    assert (ran.code, codes(ran.data)) == (2, ["CLI-002"])
