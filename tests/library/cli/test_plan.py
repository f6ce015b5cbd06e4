"""``plan``, ``explain``, ``compare`` and ``demo`` on the tiny invented province."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook

from .conftest import EXAMPLES, Run

BASE = ("--scenario", "co-so")


def test_a_plan_exits_0_with_stable_keys(run: Run, small: Path) -> None:
    ran = run("plan", small, *BASE, "--json")
    assert ran.code == 0
    assert list(ran.data) == [
        "allocations", "articles", "assumed_share", "bound", "certificate", "clearings", "findings", "gamma", "gap", "illustrative",
        "law_date", "levels", "money_unit", "objective", "prices", "projects", "ranking", "scenario", "seconds", "shortfalls", "status",
        "waiting",
    ]
    assert (ran.data["status"], ran.data["law_date"], ran.data["money_unit"]) == ("optimal", "2026-01-01", "trieu_dong")
    assert [sorted(row) for row in ran.data["allocations"][:1]] == [["amount", "kind", "project", "source", "year"]]
    assert len(ran.data["projects"]) == 10
    assert [p["id"] for p in ran.data["projects"] if not p["reasons"]] == []
    assert [{*row} for row in ran.data["prices"][:1]] == [{"row", "kind", "source", "year", "value", "rhs"}]


def test_same_input_same_bytes_in_another_process(run: Run, small: Path) -> None:
    words = ("plan", str(small), *BASE, "--json")
    environment = {**os.environ, "PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-m", "quyhoach", *words], capture_output=True, text=True, check=True, env=environment)
    texts = [re.sub(r'"seconds": [\d.e-]+', '"seconds": 0', text) for text in (run(*words).out, other.stdout)]
    assert texts[0] == texts[1]


def test_the_workbook_adds_up_to_the_plan(run: Run, small: Path) -> None:
    ran = run("plan", small, *BASE, "--json", "-o", small / "ke-hoach.xlsx")
    sheet = list(load_workbook(small / "ke-hoach.xlsx", data_only=True)["Kế hoạch vốn"].iter_rows(values_only=True))
    ids = {row["project"] for row in ran.data["allocations"]}
    projects = {str(row[1]): row[7] for row in sheet[5:] if row[1] in ids}
    obligations = {str(row[2]).split(":")[0]: row[7] for row in sheet[5:] if str(row[2]).split(":")[0] in ids}
    money = {name: sum(a["amount"] for a in ran.data["allocations"] if a["project"] == name) for name in ids}
    assert {**projects, **obligations} == money
    assert sheet[4][7] == sum(money.values())


def test_the_plan_text_starts_with_its_scenario_and_one_sentence(run: Run, small: Path) -> None:
    lines = run("plan", small, *BASE).out.split("\n")
    assert lines[1:3] == [
        "Kịch bản co-so: Cơ sở", "[KỊCH BẢN MINH HỌA: các trần vốn, điểm và tỷ lệ giả định không phải là số liệu được giao]",
    ]
    assert " ".join(lines[4:6]) == (
        "6 dự án được bố trí vốn, tổng 220.000, nghĩa vụ 10.000, vốn đã khóa 5.000 triệu đồng; 3 dự án chưa được bố trí; "
        "1 dự án không xét: 1 chỉ theo dõi; đã chứng minh là phương án tốt nhất."
    )


def test_the_only_scenario_needs_no_name(run: Run, small: Path) -> None:
    shutil.rmtree(small / "scenarios" / "them-von")
    assert run("plan", small, "--json").data["scenario"] == "co-so"


def test_no_plan_exits_1_and_writes_no_workbook(run: Run, small: Path) -> None:
    (small / "scenarios" / "co-so" / "locks.csv").write_text("project,fund,year,amount\nDA09,NSDP.CD,2026,999999\n", "utf-8")
    ran = run("plan", small, *BASE, "--json", "-o", small / "a.xlsx")
    assert (ran.code, ran.data["status"], ran.data["allocations"]) == (1, "none", [])
    assert [f["code"] for f in ran.data["findings"] if f["severity"] == "error"] != []
    assert "[CLI-021]" in ran.err
    assert not (small / "a.xlsx").exists()


def test_a_changed_ceiling_and_gamma_reach_the_engine(run: Run, small: Path) -> None:
    more = run("plan", small, *BASE, "--ceiling", "NSTW.TN=+10%", "--gamma", "1", "--json").data
    limit = {row["row"]: row["rhs"] for row in more["prices"]}["yearly-ceiling:NSTW.TN:2027"]
    assert (more["gamma"], limit) == (1.0, 39600.0)


def test_an_earlier_law_gives_other_articles(run: Run, small: Path) -> None:
    then = run("plan", small, *BASE, "--law-date", "01/06/2024", "--json").data
    now = run("plan", small, *BASE, "--json").data
    ladders = [{a["document"] for a in data["articles"] if a["parameter"] == "priority-ladder"} for data in (then, now)]
    assert then["law_date"] == "2024-06-01"
    assert ladders[0] == {"Luật 39/2019/QH14"}
    assert ladders[0].isdisjoint(ladders[1])


def test_explain_says_why_and_what_would_leave(run: Run, small: Path) -> None:
    plain = run("explain", small, *BASE, "--project", "DA07", "--json")
    forced = run("explain", small, *BASE, "--project", "DA07", "--force", "--json").data["project"]
    assert (plain.code, plain.data["project"]["in_plan"]) == (0, False)
    assert [r["kind"] for r in forced["reasons"][:-1]] == [r["kind"] for r in plain.data["project"]["reasons"]]
    assert forced["reasons"][-1]["grade"] == "counterfactual"
    assert forced["reasons"][-1]["text"] in " ".join(run("explain", small, *BASE, "--project", "DA07", "--force").out.split())


def test_every_answer_says_what_it_rests_on(run: Run, small: Path) -> None:
    plan = run("plan", small, *BASE, "--json").data
    rests = {key: plan[key] for key in ("scenario", "illustrative", "law_date", "assumed_share", "articles")}
    explained = run("explain", small, *BASE, "--project", "DA07", "--json").data
    compared = run("compare", small, *BASE, "--law-date", "01/06/2024", "--json").data
    assert {key: explained[key] for key in rests} == rests
    assert {key: compared["a"][key] for key in rests} == rests
    assert (compared["b"]["law_date"], compared["b"]["articles"] != rests["articles"]) == ("2024-06-01", True)
    text = run("compare", small, *BASE, "--law-date", "01/06/2024").out
    assert [line.strip() for line in text.split("\n") if "Luật áp dụng" in line] == [
        "Luật áp dụng tại ngày: 01/01/2026", "Luật áp dụng tại ngày: 01/06/2024",
    ]


def test_exact_reasons_force_every_project_in(run: Run, small: Path) -> None:
    projects = run("plan", small, *BASE, "--reasons", "exact", "--json").data["projects"]
    out = {p["id"]: [r["grade"] for r in p["reasons"]] for p in projects if not p["in_plan"]}
    assert {name: grades[-1] for name, grades in out.items()} == {
        "DA03": "counterfactual", "DA07": "counterfactual", "DA08": "counterfactual", "DA10": "data",
    }


def test_compare_two_scenarios(run: Run, small: Path) -> None:
    ran = run("compare", small, "--scenarios", "co-so", "them-von", "--json")
    assert list(ran.data) == ["a", "b", "ceilings", "entered", "left", "money", "money_unit", "moved", "objective_change"]
    assert (ran.code, [p["id"] for p in ran.data["entered"]]) == (0, ["DA07"])
    assert {c["row"]: c["b"] - c["a"] for c in ran.data["ceilings"]} == {
        "yearly-ceiling:NSTW.TN:2027": 3600.0, "medium-term-ceiling:NSTW.TN:2026-2028": 3600.0,
    }
    text = run("compare", small, "--scenarios", "co-so", "them-von", "--lang", "en").out
    assert "Entered\n───────\n" in text
    assert "DA07" in text


def test_compare_with_a_changed_ceiling_or_with_itself(run: Run, small: Path) -> None:
    ran = run("compare", small, *BASE, "--ceiling", "NSTW.TN=+0%", "--json")
    assert (ran.code, ran.data["money"], ran.data["ceilings"], ran.data["objective_change"]) == (0, [], [], 0.0)
    assert "Hai phương án giống nhau." in run("compare", small, *BASE, "--ceiling", "NSTW.TN=+0%").out


def test_demo_prints_one_screen_and_writes_the_workbook(run: Run, tmp_path: Path) -> None:
    ran = run("demo", EXAMPLES / "tinh_nho", *BASE, "-o", tmp_path / "a.xlsx")
    headings = [a for a, b in zip(ran.out.split("\n"), ran.out.split("\n")[1:], strict=False) if set(b) == {"─"} and len(a) == len(b)]
    assert ran.code == 0
    assert headings == [
        "Nguồn vốn theo năm (triệu đồng)", "Vì sao dự án này chưa được bố trí vốn?",
        "Mạch từ câu chỉ đạo đến dự án, tiền và đất", "Tệp đã ghi",
    ]
    assert load_workbook(tmp_path / "a.xlsx").sheetnames[0] == "Tóm tắt"
    assert ran.out.rstrip().endswith("a.xlsx")


def test_demo_as_json(run: Run, tmp_path: Path) -> None:
    data = json.loads(run("demo", EXAMPLES / "tinh_nho", *BASE, "--json", "-o", tmp_path / "a.xlsx").out)
    assert (data["funded"], data["waiting_for_land"], data["breaches"], data["why"]["project"]) == (6, 0, 0, "DA07")
    assert [knot["kind"] for knot in data["thread"][:3]] == ["directive", "zone", "project"]
