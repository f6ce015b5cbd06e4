"""Conformity: walks up and down against brute force, the two lists, circles, and ``quyhoach zones trace``."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.cli import main
from quyhoach.province.checks import conformity
from quyhoach.zones.conformity import Conformity, Knot

from .plan_rows import EXAMPLES, changed, codes, example, found, row, with_rows

CODES = [f"N{n}" for n in range(6)]
ASKED = ["D0", "D1", "D2"]
PROJECTS = ["P0", "P1"]
SOME = (st.sets(st.sampled_from(pool)) for pool in ([*ASKED, "D?"], [*CODES, "N?"], PROJECTS))
ITEMS = st.lists(st.tuples(*SOME), max_size=6)


def built(items: list[tuple[set[str], set[str], set[str]]], named: list[set[str]]) -> Conformity:
    rows = [row("plan_items", item=code, plan="Q", name_vi=code, directives=tuple(sorted(d)), carries_out=tuple(sorted(c)),
                projects=tuple(sorted(p))) for code, (d, c, p) in zip(CODES, items, strict=False)]
    asked = [row("directives", directive=code, document="x", summary_vi=code, projects=tuple(sorted(p)))
             for code, p in zip(ASKED, named, strict=True)]
    return Conformity.of(rows, asked)


@settings(max_examples=200)
@given(ITEMS, st.lists(st.sets(st.sampled_from(PROJECTS)), min_size=3, max_size=3))
def test_reach_is_that_of_brute_force_on_any_graph(items: list[tuple[set[str], set[str], set[str]]], named: list[set[str]]) -> None:
    """Warshall's closure over every knot, from the sets as drawn: no shared code with what is tested."""
    known = CODES[:len(items)]
    knots: list[Knot] = [*(("directive", d) for d in ASKED), *(("item", c) for c in known), *(("project", p) for p in PROJECTS)]
    down: set[tuple[Knot, Knot]] = {(("directive", d), ("project", p)) for d, ps in zip(ASKED, named, strict=True) for p in ps}
    for code, (directives, above, projects) in zip(known, items, strict=True):
        down |= {(("directive", d), ("item", code)) for d in directives if d in ASKED}
        down |= {(("item", a), ("item", code)) for a in above if a in known}
        down |= {(("item", code), ("project", p)) for p in projects}
    closure = set(down)
    for middle, one, other in product(knots, knots, knots):
        if (one, middle) in closure and (middle, other) in closure:
            closure.add((one, other))
    graph = built(items, named)
    for kind, code in knots[:3 + len(known)]:
        assert graph.below(kind, code) == {b for a, b in closure if a == (kind, code)}
        assert graph.above(kind, code) == {a for a, b in closure if b == (kind, code)}
    assert {item.code for item in graph.orphans} == {c for c in known if not any(b == ("item", c) for _, b in down)}
    assert set(graph.unfulfilled) == {knot for knot in knots if knot[0] != "project" and not any(a == knot for a, _ in down)}
    for code in known:
        assert graph.roots(code) == tuple(d for d in ASKED if (("directive", d), ("item", code)) in closure)


def test_what_is_not_on_file_is_no_reason() -> None:
    graph = built([({"D?"}, {"N?"}, set())], [set(), set(), set()])
    assert (graph.reasons("N0"), [item.code for item in graph.orphans], graph.reasons("N9")) == ((), ["N0"], ())


# --- findings ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("item", "values", "rule", "told"), [
    ("ND02", {"directives": None, "carries_out": None}, conformity.items_have_reason, [("ZON-160", "QH02")]),
    ("ND05", {"projects": None}, conformity.asked_is_carried_out, [("ZON-161", "QH03")]),
    ("ND01", {"carries_out": ("ND05",)}, conformity.reasons_run_up, [("ZON-162", "ND05"), ("ZON-163", "ND01")]),
    ("ND01", {"carries_out": ("ND01",)}, conformity.reasons_run_up, [("ZON-162", "ND01")]),
    ("ND02", {"carries_out": ("ND04",)}, conformity.reasons_run_up, [("ZON-163", "ND02")]),
])
def test_each_fault_is_named(item: str, values: dict[str, Any], rule: Any, told: list[tuple[str, str]]) -> None:
    assert codes(changed(example("tinh_nho"), "plan_items", item, **values), rule) == told


def test_a_directive_nobody_carries_out_is_named_once_for_all() -> None:
    province = changed(example("tinh_nho"), "directives", "CD01-2", projects=None)
    told = found(province, conformity.asked_is_carried_out)
    assert [(f.code, f.values["codes"]) for f in told] == [("ZON-161", "CD01-2")]
    assert codes(with_rows(province, plan_items=[]), conformity.asked_is_carried_out) == []


# --- the command ------------------------------------------------------------------------------------------------------------


def traced(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["zones", "trace", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_reference_province_lists_what_has_no_reason_and_what_nobody_does(capsys: pytest.CaptureFixture[str]) -> None:
    code, data = traced(capsys, str(EXAMPLES / "lang_son"))
    assert code == 0
    assert sorted(data) == ["findings", "items", "orphans", "unfulfilled"]
    assert len(data["items"]) == 18
    assert [one["item"] for one in data["orphans"]] == ["ND01", "ND02", "ND03", "ND04", "ND05", "ND06", "ND14", "ND16"]
    assert [one["code"] for one in data["unfulfilled"] if one["kind"] == "directive"] == ["CT13-1", "CT13-2", "CT13-11", "CT13-12"]
    by_code = {one["item"]: one for one in data["items"]}
    assert [(r["kind"], r["code"]) for r in by_code["ND18"]["reasons"]] == [("directive", "CT13-6"), ("item", "ND12")]
    assert by_code["ND18"]["roots"] == ["CT13-6", "CT13-9"]
    assert [(r["kind"], r["code"]) for r in by_code["ND12"]["carried_by"]] == [("item", "ND18")]
    assert {one["code"] for one in data["findings"]} == {"ZON-160", "ZON-161"}


def test_the_walk_from_one_knot_goes_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    _, data = traced(capsys, str(EXAMPLES / "tinh_nho"), "--of", "ND03")
    assert [one["code"] for one in data["above"]] == ["CD01-1", "ND01"]
    assert [one["code"] for one in data["below"]] == ["ND04", "ND05", "DA03", "DA10"]
    _, other = traced(capsys, str(EXAMPLES / "tinh_nho"), "--of", "CD01-1")
    assert {"ND03", "ND05", "DA10"} <= {one["code"] for one in other["below"]}
    assert other["above"] == []


def test_the_text_says_it_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for lang, title in (("vi", "Nội dung chưa nêu căn cứ: không có"), ("en", "Items with no reason: none")):
        assert main(["zones", "trace", str(EXAMPLES / "tinh_nho"), "--lang", lang]) == 0
        assert title in capsys.readouterr().out.splitlines()


def test_an_unknown_code_is_answered_with_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    code, data = traced(capsys, str(EXAMPLES / "tinh_nho"), "--of", "ND3")
    assert (code, data["findings"][0]["code"]) == (2, "ZON-170")
    assert "ND03" in data["findings"][0]["remedy"] + data["findings"][0]["message"]


def test_a_folder_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["zones", "trace", str(tmp_path / "none")]) == 2
    assert "PRV-001" in capsys.readouterr().err
