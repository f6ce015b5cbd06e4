"""``rank``: keys, pairs, stability, another set's money, the run file and its replay; ``plan --ranking``."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Run = Callable[..., Any]
EXAMPLES = Path(__file__).parents[3] / "examples"
SET = ("--scenario", "co-so", "--set", "uu-tien-mau")
QUICK = (*SET, "--draws", "200")


def edit(file: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Rows of a CSV changed in place."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    change(rows)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def table(folder: Path, name: str) -> Path:
    return folder / "scenarios" / "co-so" / f"{name}.csv"


def test_a_ranking_exits_0_with_stable_keys(run: Run, small: Path) -> None:
    ran = run("rank", small, *QUICK, "--json")
    assert ran.code == 0
    assert list(ran.data) == [
        "acceptability", "assumed_share", "beside", "criteria", "day", "digests", "draws", "filled", "findings", "funds", "illustrative",
        "kind", "lang", "left_out", "made_by", "mechanisms", "member", "members", "method", "missing", "ranking", "reversals", "scenario",
        "seed", "selections", "set", "stages", "title", "values", "version", "weights", "why",
    ]
    assert [row["rank"] for row in ran.data["ranking"]] == list(range(1, 10))
    first = ran.data["ranking"][0]
    assert (len(first["acceptability"]), sum(first["acceptability"])) == (9, pytest.approx(1))
    assert [one["criterion"] for one in first["weight_intervals"]] == ["nguoi-huong", "thieu-hut", "kinh-te", "von"]
    assert sum(first["contributions"].values()) == pytest.approx(first["score"])
    assert sorted(ran.data["digests"]) == ["definition", "inputs", "result"]


def test_why_names_the_pair_as_it_stands_and_its_change_turns_them(run: Run, small: Path) -> None:
    order = [row["id"] for row in run("rank", small, *QUICK, "--json").data["ranking"]]
    found = run("rank", small, *QUICK, "--why", order[3], order[2], "--json").data["why"][0]
    assert (found["a"], found["b"]) == (order[2], order[3])
    change = min((one for one in found["swap"]["one_score"] if one["criterion"] == "nguoi-huong"), key=lambda one: one["share"])

    def changed(rows: list[dict[str, str]]) -> None:
        row = next(r for r in rows if (r["object"], r["criterion"]) == (change["id"], "nguoi-huong"))
        row["value"] = repr(change["after"])

    edit(table(small, "criterion_values"), changed)
    after = [row["id"] for row in run("rank", small, *QUICK, "--json").data["ranking"]]
    assert after.index(order[3]) < after.index(order[2])


def test_the_change_the_tutorial_tries_turns_the_first_two(run: Run, small: Path) -> None:
    def less_added(rows: list[dict[str, str]]) -> None:
        row = next(r for r in rows if (r["object"], r["criterion"]) == ("DA08", "thieu-hut"))
        assert (row["need"], row["present"], row["added"]) == ("100", "70", "25")
        row["added"] = "20"

    before = [row["id"] for row in run("rank", small, *QUICK, "--json").data["ranking"]]
    edit(table(small, "criterion_values"), less_added)
    after = [row["id"] for row in run("rank", small, *QUICK, "--json").data["ranking"]]
    assert (before[:2], after[:2]) == (["DA08", "DA02"], ["DA02", "DA08"])


def test_stability_adds_intervals_members_and_what_dropping_turns(run: Run, small: Path) -> None:
    plain, more = run("rank", small, *QUICK).out, run("rank", small, *QUICK, "--stability").out
    assert ("Giữ hạng nhất" in plain, "Giữ hạng nhất" in more, "Ý kiến của các thành viên" in more) == (False, True, True)
    assert max(len(line) for line in more.splitlines()) <= 100


def test_without_draws_there_is_a_list_and_no_proof(run: Run, small: Path) -> None:
    data = run("rank", small, *SET, "--draws", "0", "--json").data
    assert (data["acceptability"], data["ranking"][0]["acceptability"], len(data["ranking"])) == (None, [], 9)


def test_the_same_seed_gives_the_same_bytes(run: Run, small: Path) -> None:
    one, same, other = (run("rank", small, *QUICK, "--seed", seed, "--json").out for seed in (1, 1, 2))
    assert (one == same, one == other) == (True, False)


def test_a_budget_without_a_pair_is_refused(run: Run, small: Path) -> None:
    ran = run("rank", small, *SET, "--budget", "40000")
    assert (ran.code, "--why" in ran.err) == (2, True)


def test_a_budget_is_named_that_funds_the_one_and_not_the_other(run: Run, small: Path) -> None:
    """The best sets by points, tried one by one: 2⁹ of them."""
    data = run("rank", small, *SET, "--draws", "0", "--why", "DA08", "DA03", "--budget", "150.000", "--json").data
    points = {row["id"]: row["points"] for row in data["ranking"]}
    costs = {row["id"]: int(row["value"]) for row in data["values"] if row["criterion"] == "von"}
    found = data["why"][0]["budget"]

    def best(budget: int) -> set[str]:
        sets = (set(names) for n in range(len(costs) + 1) for names in combinations(costs, n))
        return max((one for one in sets if sum(costs[name] for name in one) <= budget), key=lambda one: sum(points[name] for name in one))

    assert (found["state"], found["enough"], set(found["funded"])) == ("never", None, best(150_000))
    turned = run("rank", small, *SET, "--draws", "0", "--why", "DA01", "DA06", "--budget", "40000", "--json").data["why"][0]["budget"]
    assert (turned["state"], set(turned["funded"])) == ("changes", best(40_000))
    then = set(turned["funded"]) - set(turned["leaves"]) | set(turned["enters"])
    a, b = (row["id"] for row in data["ranking"] if row["id"] in ("DA01", "DA06"))
    assert (then, a in then, b in then) == (best(turned["enough"]), False, True)
    assert not any({b} <= best(budget) and a not in best(budget) for budget in range(40_000, turned["enough"], 1_000))


# --- the run file ------------------------------------------------------------------------------------------------------------


def test_a_run_file_replays_to_the_same_bytes(run: Run, small: Path, tmp_path: Path) -> None:
    file = tmp_path / "chay.json"
    assert run("rank", small, *QUICK, "--method", "topsis", "--why", "DA02", "DA06", "-o", file).code == 0
    ran = run("rank", small, "--replay", file, "--json")
    assert (ran.code, ran.data["same"], ran.data["differences"]) == (0, True, [])


def test_a_run_of_a_folder_replays_from_its_workbook(run: Run, small: Path, tmp_path: Path) -> None:
    file, book = tmp_path / "chay.json", tmp_path / "tinh.xlsx"
    assert (run("rank", small, *QUICK, "-o", file).code, run("convert", small, "-o", book).code) == (0, 0)
    assert run("rank", book, "--replay", file).code == 0


def test_a_replay_says_what_differs(run: Run, small: Path, tmp_path: Path) -> None:
    file = tmp_path / "chay.json"
    run("rank", small, *QUICK, "-o", file)
    edit(table(small, "criterion_values"), lambda rows: rows[0].update(value="1"))
    ran = run("rank", small, "--replay", file, "--json")
    told = {row["at"]: (row["file"], row["now"]) for row in ran.data["differences"]}
    assert (ran.code, ran.data["same"], told["values[DA01/nguoi-huong].value"]) == (1, False, (6.0, 1.0))
    digests = ran.data["digests"]
    assert {key: pair["file"] == pair["now"] for key, pair in digests.items()} == {"inputs": False, "definition": True, "result": False}


@pytest.mark.parametrize(("text", "reason"), [
    ("", "nội dung không phải JSON của rank"), ("[]", "nội dung không phải JSON của rank"),
    ('{"kind": "khac"}', "khóa kind thiếu hoặc không đúng"), ('{"kind": "quyhoach-ranking"}', "khóa digests thiếu hoặc không đúng"),
    ('{"kind": "quyhoach-ranking", "digests": {}}', "khóa scenario thiếu hoặc không đúng"),
])
def test_a_file_that_is_no_run_is_unusable_and_says_why(run: Run, small: Path, tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "chay.json"
    file.write_text(text, "utf-8")
    ran = run("rank", small, "--replay", file, "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, ["RNK-103"])
    assert ran.data["findings"][0]["message"].endswith(f": {reason}.")


def test_a_run_of_another_province_is_unusable(run: Run, small: Path, tmp_path: Path) -> None:
    file = tmp_path / "chay.json"
    file.write_text(json.dumps({"kind": "quyhoach-ranking", "digests": {}, "scenario": "co-so", "set": "kktck-2021"}), "utf-8")
    ran = run("rank", small, "--replay", file, "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, ["RNK-107"])


# --- options that cannot be used ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "code"), [
    (("--scenario", "co-so", "--set", "khac"), "RNK-080"),
    (("--scenario", "them-von"), "RNK-081"),
    ((*SET, "--method", "topsis", "--why", "DA01", "DA99"), "RNK-104"),
    ((*SET, "--why", "DA01", "DA99"), "RNK-104"),
    ((*SET, "--why", "DA01", "DA01"), "RNK-056"),
    ((*SET, "--draws", "nhiều"), "RNK-106"),
    ((*SET, "--seed", "-1"), "RNK-106"),
    ((*SET, "--member", "TV9"), "RNK-106"),
    ((*SET, "--method", "ahp"), "CLI-003"),
    ((*SET, "--funds", "khac"), "RNK-080"),
])
def test_unusable_options_exit_2(run: Run, small: Path, options: tuple[str, ...], code: str) -> None:
    ran = run("rank", small, *options, "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, [code])


def test_nothing_ranked_exits_1(run: Run, small: Path) -> None:
    for name in ("weights", "judgements"):
        table(small, name).unlink()
    ran = run("rank", small, *QUICK, "--json")
    assert (ran.code, ran.data["ranking"]) == (1, [])
    assert "RNK-099" in [f["code"] for f in ran.data["findings"]]
    assert set(ran.data["weights"].values()) == {None}
    assert "RNK-021" not in [f["code"] for f in ran.data["findings"]]
    shown = run("rank", small, *QUICK)
    assert (shown.code, "[RNK-099]" in shown.out, "0,0 %" in shown.out) == (1, True, False)


def test_an_object_left_out_is_not_called_unknown_and_its_reason_is_said(run: Run, small: Path) -> None:
    lacking = ("DA02", "nguoi-huong")

    def emptied(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if (row["object"], row["criterion"]) != lacking]

    edit(table(small, "criterion_values"), emptied)
    ran = run("rank", small, *QUICK, "--why", "DA01", "DA02", "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, ["RNK-112", "RNK-009"])
    assert "[RNK-009]" in run("rank", small, *QUICK).out


def test_a_view_that_is_not_counted_is_said_on_the_list_itself(run: Run, small: Path) -> None:
    def twice(rows: list[dict[str, str]]) -> None:
        rows.append({**rows[0], "first": rows[0]["second"], "second": rows[0]["first"]})

    edit(table(small, "judgements"), twice)
    out = run("rank", small, *QUICK).out
    assert ("Điều cần biết khi dùng danh sách" in out, "[RNK-093]" in out) == (True, True)


def test_where_nothing_is_ranked_a_pair_is_not_called_unknown(run: Run, small: Path) -> None:
    table(small, "criterion_values").unlink()
    ran = run("rank", small, *QUICK, "--why", "DA01", "DA02", "--json")
    assert (ran.code, ran.data["why"], "RNK-011" in [f["code"] for f in ran.data["findings"]]) == (1, [], True)


def test_a_criterion_that_cannot_be_read_is_not_dropped_from_the_weights(run: Run, small: Path) -> None:
    def unmarked(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["criterion"] == "kinh-te").update(low="", high="")

    edit(table(small, "criteria"), unmarked)
    ran = run("rank", small, *QUICK, "--json")
    assert (ran.code, ran.data["ranking"], {m["id"]: m["weights"] for m in ran.data["members"]}) == (
        1, [], {"TV1": None, "TV2": None, "TV3": None})


def test_the_list_says_whose_weights_it_stands_on(run: Run, small: Path) -> None:
    said = [run("rank", small, *QUICK, *more).out for more in ((), ("--member", "TV2"))]
    assert ["Trọng số của: cả nhóm" in text for text in said] == [True, False]
    assert "Trọng số của: TV2, Ban quản lý khu (tưởng tượng)" in said[1]


def test_one_of_several_sets_is_not_chosen_for_the_reader(run: Run) -> None:
    ran = run("rank", EXAMPLES / "lang_son", "--json")
    assert (ran.code, [f["code"] for f in ran.data["findings"]]) == (2, ["RNK-111"])


def test_why_names_the_methods_that_say_otherwise(run: Run, small: Path) -> None:
    data = run("rank", small, *QUICK, "--why", "DA08", "DA02", "--why", "DA08", "DA01", "--json").data
    methods, places = data["beside"]["methods"], data["beside"]["places"]
    for one in data["why"]:
        against = [m for m, a, b in zip(methods, places[one["a"]], places[one["b"]], strict=True) if a >= b]
        assert one["methods_against"] == against
    assert [bool(one["methods_against"]) for one in data["why"]] == [True, False]
    said = " ".join(run("rank", small, *QUICK, "--why", "DA08", "DA02", "--why", "DA08", "DA01").out.split())
    assert "TOPSIS: gần điểm lý tưởng không xếp DA08 trên DA02" in said
    assert "Cả bốn phương pháp đều xếp DA08 trên DA01" in said


# --- files -------------------------------------------------------------------------------------------------------------------


def test_the_workbook_holds_the_list(run: Run, small: Path, tmp_path: Path) -> None:
    file = tmp_path / "uu_tien.xlsx"
    ranking = run("rank", small, *QUICK, "--why", "DA02", "DA06", "-o", file, "--json").data["ranking"]
    book = openpyxl.load_workbook(file)
    rows = [row for row in book["Danh sách ưu tiên"].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [row[:2] for row in rows] == [(one["rank"], one["id"]) for one in ranking]
    assert [row[4] for row in rows] == pytest.approx([one["score"] for one in ranking], rel=1e-14)
    assert "DA02 - DA06" in book.sheetnames


# --- money follows -----------------------------------------------------------------------------------------------------------


def test_a_plan_says_whose_scores_it_used(run: Run, small: Path) -> None:
    ranked = run("plan", small, "--scenario", "co-so", "--reasons", "price", "--ranking", "uu-tien-mau", "--json").data
    places = {row["id"]: row["points"] for row in run("rank", small, *SET, "--draws", "0", "--json").data["ranking"]}
    assert (ranked["ranking"]["set"], ranked["ranking"]["version"]) == ("uu-tien-mau", 1)
    scores = {row["id"]: row["score"] for row in ranked["projects"] if row["id"] in places}
    assert scores == {name: {"value": value, "set": "uu-tien-mau", "version": 1, "of": name} for name, value in places.items()}


def test_funds_are_what_two_plans_differ_in(run: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLES / "tinh_nho", tmp_path / "tinh"))
    sets, other = table(folder, "criteria_sets"), "von-truoc"
    for name in ("criteria_sets", "criteria", "criterion_values", "members", "weights", "judgements", "ranked_objects"):
        edit(table(folder, name), lambda rows: rows.extend([{**row, "set": other} for row in rows if row["set"] == "uu-tien-mau"]))
    assert sets.is_file()
    edit(table(folder, "criteria"), lambda rows: [row.update(direction="less") for row in rows if row["set"] == other])
    ran = run("rank", folder, *QUICK[:2], "--set", "uu-tien-mau", "--draws", "0", "--funds", other, "--json")
    plain = ("--scenario", "co-so", "--reasons", "price", "--json")
    plans = [run("plan", folder, *plain, "--ranking", name).data for name in ("uu-tien-mau", other)]
    funded = [{row["id"] for row in plan["projects"] if row["in_plan"]} for plan in plans]
    funds = ran.data["funds"]
    told = [{row["id"] for row in funds[key]} for key in ("enters", "leaves")]
    assert told == [funded[1] - funded[0], funded[0] - funded[1]]
    assert funds["unscored"] == []
    assert (funds["set"], funds["other"], told != [set(), set()]) == ("uu-tien-mau", other, True)
