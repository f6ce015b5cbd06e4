"""``replan`` on the tiny invented province, and what ``plan`` prints when not all can be kept."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import load_workbook

from .conftest import Run

BASE = ("--scenario", "co-so")
PAID = "project,fund,year,amount\nDA01,NSTW.TN,2026,30000\nDA05,NSDP.CD,2026,4000\n"


def assigned(run: Run, small: Path) -> Path:
    file = small / "ke-hoach.json"
    assert run("plan", small, *BASE, "-o", file).code == 0
    return file


def test_replan_names_every_amount_that_moves(run: Run, small: Path) -> None:
    file, paid = assigned(run, small), small / "da-chi.csv"
    paid.write_text(PAID, "utf-8")
    words = ("replan", small, "--from", file, "--paid", paid, "--ceiling", "NSDP.CD:2027=-25%", "--json")
    ran = run(*words, "-o", small / "lai.xlsx")
    assert ran.code == 0
    assert (ran.data["least"], ran.data["least_bound"], ran.data["taken"]) == (10_000, 10_000, "least")
    assert [(p["name"], p["limit"], p["disturbance"]) for p in ran.data["plans"]] == [
        ("least", 10_000, 10_000), ("double", 20_000, 10_000), ("free", None, 60_000)]
    assert [m["id"] for m in ran.data["plans"][0]["moved"]] == ["DA09"]
    before, after = (cells(json.loads(file.read_text("utf-8"))), cells(ran.data["plan"]))
    moved = {(m["project"], m["source"], m["year"]): (m["before"], m["after"]) for m in ran.data["money"]}
    assert moved == {k: (before.get(k, 0), after.get(k, 0)) for k in {*before, *after} if before.get(k, 0) != after.get(k, 0)}
    assert sum(abs(b - a) for a, b in moved.values()) == ran.data["plans"][0]["change"]
    assert (after["DA01", "NSTW.TN", 2026], after["DA05", "NSDP.CD", 2026] >= 4000) == (30_000, True)
    sheet = list(load_workbook(small / "lai.xlsx")["Vốn thay đổi"].iter_rows(min_row=3, values_only=True))
    assert [row[6] for row in sheet] == [m["change"] for m in ran.data["money"]]
    again = small / "lai.json"
    assert run(*words[:-1], "-o", again).code == 0
    chained = run("replan", small, "--from", again, "--paid", paid, "--ceiling", "NSDP.CD:2027=-25%", "--json")
    assert (chained.data["least"], chained.data["money"]) == (0, [])


def cells(plan: dict[str, list[dict[str, object]]]) -> dict[tuple[object, object, object], int]:
    found: dict[tuple[object, object, object], int] = {}
    for a in plan["allocations"]:
        key = a["project"], a["source"], a["year"]
        found[key] = found.get(key, 0) + int(str(a["amount"]))
    return found


def test_an_unchanged_province_moves_nothing_in_both_languages(run: Run, small: Path) -> None:
    file = assigned(run, small)
    for lang, said in (("vi", "Không khoản vốn nào thay đổi."), ("en", "No amount changes.")):
        ran = run("replan", small, "--from", file, "--lang", lang)
        assert (ran.code, said in ran.out) == (0, True)


def test_a_closed_year_gives_nothing_more(run: Run, small: Path) -> None:
    ran = run("replan", small, "--from", assigned(run, small), "--closed", "2026", "--json")
    assert {a["kind"] for a in ran.data["plan"]["allocations"] if a["year"] == 2026} == {"lock"}


def test_what_cannot_be_used_is_said(run: Run, small: Path) -> None:
    file, paid = assigned(run, small), small / "da-chi.csv"
    for wrong in ("province.toml", "none.json"):
        ran = run("replan", small, "--from", small / wrong)
        assert (ran.code, "[CLI-030]" in ran.err) == (2, True)
    for text in ("DA77,NSTW.TN,2026,5", "DA01,NSTW.XX,2026,5", "DA01,NSTW.TN,2035,5"):
        paid.write_text(f"project,fund,year,amount\n{text}\n", "utf-8")
        ran = run("replan", small, "--from", file, "--paid", paid)
        assert (ran.code, ran.err.count("[CLI-031]")) == (2, 1)


def test_plan_prints_clashing_rules_with_their_articles(run: Run, small: Path) -> None:
    logic = small / "scenarios" / "co-so" / "logic.csv"
    logic.write_text(logic.read_text("utf-8") + "RB09,precedence,DA02;DA01,1,,2025-12-31,rang-buoc\n", "utf-8")
    ran = run("plan", small, *BASE, "--lang", "en")
    assert ran.code == 0
    said = " ".join(ran.out.split())
    assert ("2 rules cannot all be kept: transition project DA01 must go on (Luật 58/2024/QH15, sửa đổi bởi Luật 90/2025/QH15 "
            "(Điều 7 khoản 23), Điều 54 khoản 4); RB09: DA01 at least 1 years after DA02.") in said


def test_plan_prints_locks_over_a_ceiling_by_source_and_year(run: Run, small: Path) -> None:
    locks = small / "scenarios" / "co-so" / "locks.csv"
    locks.write_text(locks.read_text("utf-8").replace("5000", "40000"), "utf-8")
    ran = run("plan", small, *BASE, "--lang", "en")
    assert ran.code == 1
    assert "Locked money of source NSDP.CD in 2026 exceeds the ceiling by 13,000 units: DA09 40000." in " ".join(ran.out.split())
