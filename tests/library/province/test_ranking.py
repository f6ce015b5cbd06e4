"""Rankings of a province: values with their rows, stages, mechanisms, locks, the capital link, and every finding of the tables."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from quyhoach.money import UNITS
from quyhoach.priorities.criteria import Method
from quyhoach.province.checks import check
from quyhoach.province.criteria_sets import set_of
from quyhoach.province.folder import read_province
from quyhoach.province.measures import Measures
from quyhoach.province.mechanisms import policy_status, successor_of
from quyhoach.province.province import Province, ProvinceInfo, Scenario, ScenarioInfo
from quyhoach.province.proving import ranked
from quyhoach.province.ranking import answered, placements, points, question_for, rankings_of
from quyhoach.province.scores import project_scores, with_ranking
from quyhoach.province.solve import question_of
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.province.why import why
from quyhoach.tables.spec import Row, Table

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "tests" / "cases"
REFERENCE = "minh-hoa-2026-2030"
Rows = dict[str, list[dict[str, Any]]]


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(case, id=case["name"]) for case in found]


@cache
def lang_son() -> Province:
    province = read_province(ROOT / "examples" / "lang_son").province
    assert province is not None
    return province


def table(name: str, rows: list[dict[str, Any]]) -> Table:
    spec = (FACTS | SCENARIO)[name]
    empty = {column.name: None for column in spec.columns}
    assert not [key for row in rows for key in row if key not in empty]
    return Table(spec, tuple(Row({**empty, **row}) for row in rows))


ZONES = [{"zone": "K", "name_vi": "Khu", "kind": "economic_zone", "area_ha": Decimal(100)},
         {"zone": "A", "name_vi": "Khu A", "kind": "functional_area", "parent": "K"},
         {"zone": "B", "name_vi": "Khu B", "kind": "functional_area"},
         {"zone": "V", "name_vi": "Vùng", "kind": "inter_district_region"}]
SET: Rows = {
    "criteria_sets": [{"set": "S", "version": 2, "name_vi": "Bộ", "ranks": "zones", "method": "weighted_sum"}],
    "criteria": [{"set": "S", "criterion": "x", "name_vi": "X", "direction": "more", "transformation": "as_scored"},
                 {"set": "S", "criterion": "y", "name_vi": "Y", "direction": "more", "transformation": "as_scored"}],
    "criterion_values": [{"set": "S", "object": o, "criterion": c, "value": Decimal(v)}
                         for o, c, v in (("A", "x", 10), ("A", "y", 40), ("B", "x", 20), ("B", "y", 20))],
    "members": [{"set": "S", "member": "M", "name_vi": "M", "weighing": "direct"}],
    "weights": [{"set": "S", "member": "M", "criterion": "x", "value": Decimal(3)},
                {"set": "S", "member": "M", "criterion": "y", "value": Decimal(1)}],
    "ranked_objects": [{"set": "S", "object": "A"}, {"set": "S", "object": "B"}],
}


def province(facts: Rows | None = None, ranking: str = "", **changed: list[dict[str, Any]]) -> Province:
    """Two zones A and B by two criteria, x and y, weighed 3 to 1 by M; ``changed``: tables of the scenario instead."""
    rows = {"zones": ZONES, **(facts or {})}
    info = ScenarioInfo("s", "S", "S", True, date(2026, 1, 1), date(2025, 12, 31), 2026, 2028, (), Decimal(0), Decimal(1), ranking=ranking)
    tables = {name: table(name, {**SET, **changed}.get(name, [])) for name in SCENARIO}
    return Province(ProvinceInfo("00", "Tỉnh", "Province", UNITS["trieu_dong"], "", ""),
                    {name: table(name, rows.get(name, [])) for name in FACTS}, {"s": Scenario(info, tables)})


def codes(one: Province, name: str = "S") -> list[str]:
    return [f.code for f in question_for(one, "s", name).findings]


def added(name: str, **cells: Any) -> list[dict[str, Any]]:
    return [*SET.get(name, []), {"set": "S", **cells}]


# --- the list ----------------------------------------------------------------------------------------------------------------


def test_a_ranking_is_the_weighted_sum_of_its_scores() -> None:
    asked = question_for(province(), "s", "S")
    assert [(p.id, p.rank, p.score, p.points) for p in placements(asked, answered(asked))] == [("B", 1, 20.0, 20.0), ("A", 2, 17.5, 17.5)]
    assert (asked.version, asked.findings, rankings_of(province(), "s")) == (2, (), ("S",))


def test_other_weights_members_and_methods_are_asked_for() -> None:
    asked = question_for(province(), "s", "S", weights=(1.0, 3.0), method=Method.TOPSIS)
    assert (asked.question.weights, asked.question.method) == ((1.0, 3.0), Method.TOPSIS)
    assert question_for(province(), "s", "S", member="M").question.weights == (0.75, 0.25)
    with pytest.raises(KeyError):
        question_for(province(), "s", "S", member="N")


def test_an_earlier_stage_stands_first_whatever_the_scores() -> None:
    staged = {"stages": [{"set": "S", "stage": s, "order": n, "name_vi": s} for n, s in enumerate(("G1", "G2"), 1)],
              "ranked_objects": [{"set": "S", "object": "A", "stage": "G1"}, {"set": "S", "object": "B", "stage": "G2"}]}
    proved = ranked(question_for(province(**staged), "s", "S"), draws=0)
    assert [(p.id, p.rank, p.score_rank) for p in proved.places] == [("A", 1, 2), ("B", 2, 1)]
    assert [(f.code, f.values["first"], f.values["second"]) for f in proved.findings] == [("RNK-094", "A", "B")]
    assert (why(proved, "B", "A").a, why(proved, "B", "A").by_stage) == ("A", True)


def test_why_adds_up_to_the_lead() -> None:
    found = why(ranked(question_for(province(), "s", "S"), draws=0), "A", "B")
    assert (found.a, found.b, found.by_stage, found.dominates) == ("B", "A", False, False)
    assert [(p.criterion, p.value_a, p.value_b, p.difference) for p in found.parts] == [("x", 20.0, 10.0, 7.5), ("y", 20.0, 40.0, -5.0)]
    assert found.swap.lead == pytest.approx(sum(p.difference for p in found.parts))


@pytest.mark.parametrize(("method", "score", "expect"), [
    (Method.WEIGHTED_SUM, 0.75, 75.0), (Method.TOPSIS, 0.5, 50.0), (Method.VIKOR, 1.0, 100.0), (Method.PROMETHEE_2, -1.0, 0.0),
    (Method.PROMETHEE_2, 0.5, 75.0), (Method.WEIGHTED_SUM, 0.4 + 0.3 * 25 / 30 + 0.1, 75.0),
])
def test_points_run_from_0_to_100(method: Method, score: float, expect: float) -> None:
    scaled = [{**row, "transformation": "min_max"} for row in SET["criteria"]]
    assert points(question_for(province(criteria=scaled), "s", "S", method=method).question, score) == expect


# --- values ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("criterion_values"))
def test_gap_and_balance(case: dict[str, Any]) -> None:
    figures = {key: None if case[key] is None else Decimal(case[key]) for key in ("need", "present", "added")}
    one = province(criteria=[{**SET["criteria"][0], "role": case["role"]}, SET["criteria"][1]],
                   criterion_values=[{"set": "S", "object": "A", "criterion": "x", **figures}, *SET["criterion_values"][1:]])
    asked = question_for(one, "s", "S")
    assert asked.question.values[0][0] == case["expect"]
    assert [f.code for f in asked.findings] == ([] if case["expect"] is not None else ["RNK-084"])


def measured(facts: Rows, name: str, object_id: str, part: str = "") -> tuple[Any, list[str]]:
    one = province(facts)
    found = Measures(one, one.scenarios["s"]).measure(name, object_id, part)
    return (None if found.value is None else float(found.value)), [f.code for f in found.found]


TRADE: list[dict[str, Any]] = [
    {"record": f"G{n}", "gate": "Cửa", "zone": "A", "period_kind": kind, "period": period, "trade_musd": Decimal(value),
     "trade_basis": "all"}
    for n, (kind, period, value) in enumerate((("năm", "2022", 10), ("năm", "2023", 12), ("6 tháng", "2024", 9)))
]


@pytest.mark.parametrize(("extra", "part", "expect"), [
    ([], "", (12.0, [])),
    ([{**TRADE[0], "record": "G9", "period": "2023", "trade_musd": Decimal(13)}], "", (None, ["RNK-088"])),
    ([{**TRADE[0], "record": "G9", "period": "2023", "trade_musd": Decimal("12.0")}], "", (12.0, [])),
    ([{**TRADE[0], "record": "G9", "trade_basis": "declared"}], "", (None, ["RNK-087"])),
    ([{**TRADE[0], "record": "G9", "trade_basis": "declared"}], "declared", (10.0, [])),
])
def test_trade_is_of_the_newest_whole_year_on_one_basis(extra: list[dict[str, Any]], part: str, expect: Any) -> None:
    assert measured({"gate_traffic": [*TRADE, *extra]}, "gate_trade", "A", part) == expect


def test_results_are_the_newest_of_the_place_itself() -> None:
    rows = [("T1", "2023", "actual", "Tăng trưởng", 5, "Khu A"), ("T2", "2024", "actual", "Tăng trưởng", 6, "khu a"),
            ("T3", "2025", "plan", "Tăng trưởng", 9, "Khu A"), ("T4", "2025", "actual", "Tăng trưởng", 8, "tỉnh"),
            ("T5", "2025", "actual", "Thu ngân sách", 7, "Khu A")]
    keys = ("target", "period", "kind", "indicator", "value", "scope")
    facts = {"targets": [dict(zip(keys, (*row[:4], Decimal(row[4]), row[5]), strict=True)) for row in rows]}
    assert measured(facts, "target", "A", "tăng trưởng") == (6.0, [])
    assert measured(facts, "target", "B", "Tăng trưởng") == (None, ["RNK-086"])


def test_missing_is_never_zero_but_a_count_may_be() -> None:
    assert measured({}, "gate_trade", "B") == (None, ["RNK-086"])
    assert measured({}, "land_ready", "B") == (None, ["RNK-086"])
    assert measured({}, "area_ha", "A") == (None, ["RNK-086"])
    assert measured({}, "gates", "B") == (0.0, [])
    assert measured({}, "gates", "V") == (None, ["RNK-086"])  # nothing lies in the region by code


def test_gates_and_projects_are_counted_through_the_zones_inside() -> None:
    gates = [{"zone": "C1", "name_vi": "Cửa", "kind": "gate_main", "parent": "A"},
             {"zone": "C2", "name_vi": "Lối", "kind": "gate_route", "parent": "C1"}]
    projects = [{"project": "D1", "name_vi": "1", "zone": "C1", "ownership": "public", "total_investment": 30},
                {"project": "D2", "name_vi": "2", "zone": "K", "ownership": "public"},
                {"project": "D3", "name_vi": "3", "zone": "A", "ownership": "public", "status": "completed", "total_investment": 5},
                {"project": "D4", "name_vi": "4", "zone": "A", "ownership": "public", "part_of": "D1", "total_investment": 5}]
    facts: Rows = {"zones": [*ZONES, *gates], "projects": projects}
    assert measured(facts, "gates", "K") == (1.0, [])
    assert (measured(facts, "projects", "K"), measured(facts, "projects", "A")) == ((2.0, []), (1.0, []))
    assert measured(facts, "project_money", "K") == (30.0, ["RNK-089"])


def test_land_is_of_each_projects_newest_record_with_both_figures() -> None:
    projects = [{"project": d, "name_vi": d, "zone": "A", "ownership": "public"} for d in ("D1", "D2")]
    records = [("L1", "D1", "2024-01", 50, 10), ("L2", "D1", "2025-01", 50, 20), ("L3", "D1", "2025-09", None, 50),
               ("L4", "D2", "2025", 50, 30)]
    rows = [{"record": r, "subject": r, "project": d, "snapshot_date": day, "area_required_ha": None if need is None else Decimal(need),
             "area_done_ha": Decimal(done)} for r, d, day, need, done in records]
    assert measured({"projects": projects, "land_records": rows}, "land_ready", "A") == (0.5, [])
    assert measured({"projects": projects, "land_records": rows}, "land_ready", "D1") == (0.4, [])


def test_a_given_score_beside_another_figure_is_shown() -> None:
    one = province(criteria=[{**SET["criteria"][0], "measure": "area_ha"}, SET["criteria"][1]],
                   ranked_objects=[{"set": "S", "object": "K"}],
                   criterion_values=[{"set": "S", "object": "K", "criterion": c, "value": Decimal(v)} for c, v in (("x", 90), ("y", 1))])
    asked = question_for(one, "s", "S")
    assert asked.question.values == ((90.0, 1.0),)
    assert [(f.code, f.values["given"], f.values["measured"]) for f in asked.findings] == [("RNK-085", 90, 100)]


# --- tables that do not fit --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("changed", "expect"), [
    ({"criterion_values": added("criterion_values", object="A", criterion="z", value=Decimal(1))}, ["RNK-082"]),
    ({"weights": added("weights", member="N", criterion="x", value=Decimal(1))}, ["RNK-082"]),
    ({"judgements": added("judgements", member="M", kind="pairwise", first="x", second="q", times=Decimal(2))}, ["RNK-082"]),
    ({"ranked_objects": added("ranked_objects", object="X")}, ["RNK-083"]),
    ({"weights": SET["weights"][:1]}, ["RNK-093", "RNK-099"]),
    ({"weights": [{**row, "value": Decimal(0)} for row in SET["weights"]]}, ["RNK-093", "RNK-099"]),
    ({"members": []}, ["RNK-082", "RNK-082", "RNK-099"]),
    ({"criteria_sets": [{**SET["criteria_sets"][0], "weights_of": "N"}]}, ["RNK-092", "RNK-099"]),
    ({"ranked_objects": [{"set": "S", "object": "A", "stage": "G9"}, SET["ranked_objects"][1]],
      "stages": [{"set": "S", "stage": "G1", "order": 1, "name_vi": "G1"}]}, ["RNK-096"]),
    ({"stages": [{"set": "S", "stage": f"G{n}", "order": n, "name_vi": "G", "follows": (f"G{before}",)} for n, before in
                 ((1, 2), (2, 1), (3, 2))]}, ["RNK-113", "RNK-113"]),
])
def test_what_does_not_fit_is_found(changed: Rows, expect: list[str]) -> None:
    assert codes(province(**changed)) == expect


def judged(weighing: str, judgements: list[dict[str, Any]], points: dict[str, int] | None = None) -> Province:
    """Set S with a second member N, who has twice the say."""
    members = [*SET["members"], {"set": "S", "member": "N", "name_vi": "N", "weighing": weighing, "power": Decimal(2)}]
    weights = [*SET["weights"], *({"set": "S", "member": "N", "criterion": c, "value": Decimal(v)} for c, v in (points or {}).items())]
    rows = [{"set": "S", "member": "N", **row} for row in judgements]
    return province(members=members, weights=weights, judgements=rows)


@pytest.mark.parametrize(("one", "expect"), [
    (judged("pairwise", [{"kind": "pairwise", "first": "y", "second": "x", "times": Decimal(4)}]), (0.2, 0.8)),
    (judged("best_worst", [{"kind": "best_to_others", "first": "y", "second": "x", "times": Decimal(3)},
                           {"kind": "others_to_worst", "first": "y", "second": "x", "times": Decimal(3)}]), (0.25, 0.75)),
    (judged("swing", [], {"x": 25, "y": 100}), (0.2, 0.8)),
    (judged("direct", [], {"x": 1, "y": 1}), (0.5, 0.5)),
])
def test_members_weigh_in_their_own_way_and_the_group_is_their_mean_by_their_say(one: Province, expect: tuple[float, float]) -> None:
    weighing = question_for(one, "s", "S").weighing
    assert weighing.members[1].weights == pytest.approx(expect)
    assert weighing.group == pytest.approx(((0.75 + 2 * expect[0]) / 3, (0.25 + 2 * expect[1]) / 3))
    assert weighing.disagreement == pytest.approx((0.75 - expect[0], expect[1] - 0.25))


@pytest.mark.parametrize(("weighing", "points"), [
    ("pairwise", None), ("best_worst", None), ("swing", {"x": 10, "y": 90}), ("direct", {"x": 1}),
])
def test_a_view_without_weights_is_told_and_left_out(weighing: str, points: dict[str, int] | None) -> None:
    asked = question_for(judged(weighing, [], points), "s", "S")
    assert ([f.code for f in asked.findings], asked.weighing.group) == (["RNK-093"], (0.75, 0.25))


def test_members_of_the_tutorial_disagree_and_one_should_look_again() -> None:
    read = read_province(ROOT / "examples" / "tinh_nho").province
    assert read is not None
    asked = question_for(read, "co-so", "uu-tien-mau")
    told = {m.id: (m.consistency is not None and round(m.consistency, 3), m.revisit) for m in asked.weighing.members}
    assert told == {"TV1": (0.002, ()), "TV2": (0.319, (("nguoi-huong", "thieu-hut"),)), "TV3": (False, ())}
    assert [f.code for f in asked.findings] == ["RNK-033", "RNK-031"]
    assert [f.code for f in check(read, "co-so") if f.code.startswith("RNK")] == []  # what members think is told by rank alone


def test_nobodys_weights_are_made_up() -> None:
    asked = question_for(province(weights=[]), "s", "S")
    proved = ranked(asked, draws=10)
    assert (asked.weighing.used, proved.places, proved.proof) == (None, (), None)


# --- locks -------------------------------------------------------------------------------------------------------------------


def locked(digest: str = "", **changed: list[dict[str, Any]]) -> Province:
    return province(criteria_sets=[{**SET["criteria_sets"][0], "locked": True, "digest": digest or None}], **changed)


def test_a_locked_set_must_not_change() -> None:
    digest = set_of(locked().scenarios["s"], "S").digest
    assert codes(locked()) == ["RNK-091"]
    assert codes(locked(digest)) == []
    assert codes(locked(digest, weights=[{**row, "value": Decimal(1)} for row in SET["weights"]])) == ["RNK-090"]
    assert codes(locked(digest, criteria=[{**SET["criteria"][0], "direction": "less"}, SET["criteria"][1]])) == ["RNK-090"]


def test_order_of_rows_new_values_and_sources_leave_the_lock_alone() -> None:
    digest = set_of(locked().scenarios["s"], "S").digest
    sourced = [{**row, "source": "NQ 1", "value": row["value"] * Decimal("1.0")} for row in reversed(SET["weights"])]
    assert codes(locked(digest, weights=sourced, criterion_values=[{**SET["criterion_values"][0], "value": Decimal(1)},
                                                                   *SET["criterion_values"][1:]])) == []


@pytest.mark.parametrize(("dates", "expect"), [
    ({"valid_from": "2026-01-01"}, []), ({"valid_from": "2026"}, []), ({"valid_from": "2026-02"}, ["RNK-102"]),
    ({"valid_to": "2025"}, ["RNK-102"]), ({"valid_to": "2026-01"}, []),
])
def test_a_set_has_its_time(dates: dict[str, str], expect: list[str]) -> None:
    assert codes(province(criteria_sets=[{**SET["criteria_sets"][0], **dates}])) == expect


# --- stages and mechanisms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("policy_status"))
def test_force_of_a_document(case: dict[str, Any]) -> None:
    rows = [{"policy": "V1", "title_vi": "T", "status_note": case["printed"] or None, "effective_from": case["from"] or None,
             "replaced_by": tuple(case["replaced"])}]
    assert policy_status(table("policies", rows).rows[0], case["day"]) == case["expect"]


def test_successors_are_followed_to_the_last_and_circles_end() -> None:
    chain = {"V1": ("V2",), "V2": ("V3",), "V3": (), "V4": ("V5",), "V5": ("V4",)}
    policies = table("policies", [{"policy": p, "title_vi": p, "replaced_by": by} for p, by in chain.items()]).by_key()
    found = {name: successor_of(policies, name) for name in chain}
    assert {name: row and row.text("policy") for name, row in found.items()} == {"V1": "V3", "V2": "V3", "V3": None, "V4": "V5", "V5": "V4"}


def stages(threshold: str, measure: str = "area_ha", of: str | None = None) -> Rows:
    return {
        "stages": [{"set": "S", "stage": "G1", "order": 1, "name_vi": "Một"},
                   {"set": "S", "stage": "G2", "order": 2, "name_vi": "Hai", "follows": ("G1",)}],
        "stage_conditions": [{"set": "S", "stage": "G2", "condition": "C", "name_vi": "C", "measure": measure, "of": of,
                              "comparison": "at_least", "threshold": Decimal(threshold)}],
        "ranked_objects": [{"set": "S", "object": o, "stage": "G1"} for o in ("K", "A")],
        "criterion_values": [{"set": "S", "object": o, "criterion": c, "value": Decimal(1)} for o in ("K", "A") for c in ("x", "y")],
        "mechanisms": [{"set": "S", "stage": "G1", "mechanism": "C1", "name_vi": "C1", "policy": "V1"},
                       {"set": "S", "stage": "G2", "mechanism": "C2", "name_vi": "C2", "objects": ("K",), "must_issue": "U"}],
    }


FACTS_OF_STAGES: Rows = {
    "policies": [{"policy": "V1", "title_vi": "Một", "number": "1/QĐ", "effective_from": "2020-01-01"}],
    "agencies": [{"agency": "U", "name_vi": "UBND tỉnh"}],
}


@pytest.mark.parametrize(("threshold", "expect"), [("100", {"K": "G2", "A": "G1"}), ("101", {"K": "G1", "A": "G1"})])
def test_objects_move_on_when_their_figures_allow_it(threshold: str, expect: dict[str, str]) -> None:
    view = question_for(province(FACTS_OF_STAGES, **stages(threshold)), "s", "S").stages
    assert {name: at.now for name, at in view.objects.items()} == expect
    assert [(f.code, f.values["object"]) for f in view.findings] == [("RNK-095", "A")]  # A has no area: neither met nor broken


@pytest.mark.parametrize("lost", ["threshold", "comparison"])
def test_a_condition_that_cannot_be_read_is_not_one_that_is_met(lost: str) -> None:
    given = stages("100", of="K")
    given["stage_conditions"][0][lost] = None
    view = question_for(province(FACTS_OF_STAGES, **given), "s", "S").stages
    assert {name: at.now for name, at in view.objects.items()} == {"K": "G1", "A": "G1"}
    assert [f.code for f in view.findings] == ["RNK-095", "RNK-095"]


def test_a_condition_may_look_at_another_object() -> None:
    view = question_for(province(FACTS_OF_STAGES, **stages("100", of="K")), "s", "S").stages
    assert ({name: at.now for name, at in view.objects.items()}, view.findings) == ({"K": "G2", "A": "G2"}, ())


def test_mechanisms_are_listed_by_stage_with_who_must_issue_what_is_missing() -> None:
    found = question_for(province(FACTS_OF_STAGES, **stages("100")), "s", "S").stages.mechanisms
    assert [(m.stage, m.object, m.mechanism, m.opened, str(m.status), m.document, m.starts_on, m.must_issue_name) for m in found] == [
        ("G1", "K", "C1", True, "in_force", "1/QĐ", "2020-01-01", ""), ("G1", "A", "C1", True, "in_force", "1/QĐ", "2020-01-01", ""),
        ("G2", "K", "C2", True, "not_issued", "", "", "UBND tỉnh"),
    ]


def test_a_mechanism_nobody_must_issue_is_found() -> None:
    rows = stages("100")
    rows["mechanisms"][1].pop("must_issue")
    assert "RNK-097" in [f.code for f in question_for(province(FACTS_OF_STAGES, **rows), "s", "S").findings]


# --- the reference province --------------------------------------------------------------------------------------------------


def test_the_reference_set_of_projects_gives_the_stated_scores_exactly() -> None:
    scenario = lang_son().scenarios[REFERENCE]
    rows = [row for row in scenario.tables["project_values"].rows if row.text("field") == "score"]
    stated = {row.text("project"): Decimal(row.text("value")) for row in rows}
    scores = project_scores(lang_son(), scenario)
    assert scores is not None
    assert (scores.set, scores.version, dict(scores.points), scores.findings) == ("du-an-2026", 1, stated, ())


def test_the_plan_asks_the_engine_the_same_as_with_stated_scores() -> None:
    ranked_by, stated = (question_of(with_ranking(lang_son(), REFERENCE, name), REFERENCE) for name in ("du-an-2026", ""))
    assert (ranked_by.problem, ranked_by.scores is None, stated.scores) == (stated.problem, False, None)


def test_the_reference_zones_stand_as_the_resolution_orders() -> None:
    asked = question_for(lang_son(), REFERENCE, "kktck-2021")
    places = placements(asked, answered(asked))
    assert (places[0].id, {p.stage for p in places[1:]}, len(places)) == ("Z01", {"GD2"}, 13)
    status = {m.mechanism: str(m.status) for m in asked.stages.mechanisms if m.object == "Z01"}
    assert status == {"CC01": "unclear", "CC02": "ended", "CC03": "unclear", "CC04": "in_force", "CC05": "ended", "CC06": "in_force",
                      "CC07": "in_force", "CC08": "in_force", "CC09": "not_issued", "CC30": "not_issued"}
    assert [m.mechanism for m in asked.stages.mechanisms if m.status == "not_issued" and not (m.must_issue or m.must_issue_text)] == []


def test_national_selections_have_eight_nine_and_eight_zones() -> None:
    rows = lang_son().facts["selections"].rows
    years = [row.whole("year") for row in rows]
    assert [(year, years.count(year)) for year in (2012, 2015, 2020)] == [(2012, 8), (2015, 9), (2020, 8)]
    assert [row.whole("year") for row in rows if row.text("zone") == "Z01"] == [2012, 2015, 2020]
    nine, eight = ({row.text("name_vi") for row in rows if row.whole("year") == year} for year in (2015, 2020))
    assert nine - eight == {"Cha Lo"}


# --- the capital link --------------------------------------------------------------------------------------------------------


def plan_province(ranking: str) -> Province:
    projects = [{"project": p, "name_vi": p, "zone": z, "ownership": "public"} for p, z in (("D1", "A"), ("D2", "V"))]
    values = [{"project": "D1", "field": "score", "value": "99"}]
    funds = [{"project": p, "fund": "N"} for p in ("D1", "D2")]
    return province({"projects": projects}, ranking, project_values=values, funding=funds)


def test_projects_take_the_points_of_their_zone_and_contradictions_are_told() -> None:
    one = plan_province("S")
    scores = project_scores(one, one.scenarios["s"])
    assert scores is not None
    assert (dict(scores.points), dict(scores.of)) == ({"D1": Decimal("17.5")}, {"D1": "A"})
    assert [(f.code, f.values["project"]) for f in scores.findings] == [("RNK-105", "D2"), ("RNK-100", "D1")]


def test_an_unknown_set_is_found_and_gives_no_scores() -> None:
    one = plan_province("T")
    scores = project_scores(one, one.scenarios["s"])
    assert scores is not None
    assert (dict(scores.points), [(f.code, f.values["known"]) for f in scores.findings]) == ({}, [("RNK-101", "S")])
    assert "RNK-101" in [f.code for f in check(one, "s")]


def test_a_set_that_ranks_nothing_gives_no_scores() -> None:
    one = plan_province("S")
    bare = replace(one, scenarios={"s": replace(one.scenarios["s"], tables={**one.scenarios["s"].tables, "weights": table("weights", [])})})
    scores = project_scores(bare, bare.scenarios["s"])
    assert scores is not None
    assert (dict(scores.points), [f.code for f in scores.findings]) == ({}, ["RNK-108"])


def test_scores_stated_by_the_scenario_stay_when_it_names_no_ranking() -> None:
    assert project_scores(plan_province(""), plan_province("").scenarios["s"]) is None


# --- docs --------------------------------------------------------------------------------------------------------------------


def test_every_function_the_explanation_names_is_there() -> None:
    page = (ROOT / "docs" / "explanation" / "priorities.md").read_text("utf-8")
    named = re.findall(r"`(province\.[\w.]+)`", page)
    assert len(named) >= 12
    missing = []
    for name in named:
        module, _, rest = name.removeprefix("province.").partition(".")
        found: Any = import_module(f"quyhoach.province.{module}")
        for part in rest.split("."):
            found = getattr(found, part, None)
        missing += [] if found is not None else [name]
    assert missing == []
