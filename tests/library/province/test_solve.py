"""From a province's tables and the law of a day to the engine's numbers: both examples, and copies with a few cells changed."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from quyhoach.capital.problem import Mix, Obligation, Parcel, Precedence, ProjectToFund
from quyhoach.law import LawError
from quyhoach.province.folder import read_province
from quyhoach.province.province import Province
from quyhoach.province.solve import Change, Question, parse_change, question_of

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
JUNE_2024, JANUARY_2025, AUGUST_2025 = date(2024, 6, 1), date(2025, 1, 15), date(2025, 8, 15)
TENTH = parse_change("NSTW.TN=+10%")

Edit = Callable[[Path], object]


def read(folder: Path) -> Province:
    province = read_province(folder).province
    assert province is not None
    return province


@cache
def example(name: str) -> Province:
    return read(EXAMPLES / name)


def asked(name: str = "tinh_nho", *changes: Change, on: date | None = None) -> Question:
    scenario = {"tinh_nho": "co-so", "lang_son": "minh-hoa-2026-2030"}[name]
    return question_of(example(name), scenario, changes, on)


def projects(question: Question) -> dict[str, ProjectToFund]:
    return {project.id: project for project in question.problem.projects}


def csv_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def with_cells(table: str, change: Callable[[dict[str, str]], dict[str, str]], *more: dict[str, str]) -> Edit:
    """Every row of a table of the copy changed, then rows more."""
    def edit(folder: Path) -> None:
        file = next(folder.rglob(f"co-so/{table}.csv"), folder / "facts" / f"{table}.csv")
        columns = file.read_text("utf-8").split("\n", 1)[0].split(",")
        rows = [*(change(row) for row in csv_rows(file)), *more]
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return edit


def same(row: dict[str, str]) -> dict[str, str]:
    return row


def setting(key: str, value: str) -> Edit:
    def edit(folder: Path) -> None:
        lines = (folder / "province.toml").read_text("utf-8").splitlines()
        (folder / "province.toml").write_text("\n".join(f'{key} = "{value}"' if x.startswith(f"{key} ") else x for x in lines), "utf-8")
    return edit


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Question]:
    """The question of a copy of the small province after some edits."""
    def ask(*edits: Edit, on: date | None = None) -> Question:
        folder = Path(shutil.copytree(EXAMPLES / "tinh_nho", tmp_path / "tinh"))
        for edit in edits:
            edit(folder)
        return question_of(read(folder), "co-so", law_date=on)
    return ask


# --- needs and times --------------------------------------------------------------------------------------------------


def test_need_is_the_public_total_less_paid_and_locked() -> None:
    needs = {name: (p.need, p.size) for name, p in projects(asked()).items()}
    assert needs == {
        "DA01": (40_000, 60_000), "DA02": (90_000, 90_000), "DA03": (80_000, 80_000), "DA04": (50_000, 50_000), "DA05": (20_000, 20_000),
        "DA06": (10_000, 10_000), "DA07": (18_000, 18_000), "DA08": (24_000, 24_000), "DA09": (10_000, 15_000),
    }


def test_needs_of_the_reference_province_follow_its_tables() -> None:
    home = EXAMPLES / "lang_son"
    stated = {(r["project"], r["field"]): r["value"] for r in csv_rows(home / "scenarios" / "minh-hoa-2026-2030" / "project_values.csv")}
    facts = {row["project"]: row for row in csv_rows(home / "facts" / "projects.csv")}

    def figure(project: str, field: str) -> int:
        return int(stated.get((project, field)) or facts[project][field] or 0)

    found = {name: (p.need, p.size) for name, p in projects(asked("lang_son")).items()}
    assert found == {p: (figure(p, "public_total") - figure(p, "disbursed"), figure(p, "public_total")) for p in found}
    assert len(found) == 17


def test_a_transition_project_starts_at_once_and_may_be_late() -> None:
    found = {name: (p.committed, p.delay, p.earliest, p.latest, p.first_capital_year) for name, p in projects(asked()).items()}
    assert found.pop("DA01") == (True, 2, 2026, 2026, 2025)
    assert found.pop("DA09") == (False, 0, 2026, 2028, 2026)  # a lock in 2026 is its first capital
    assert set(found.values()) == {(False, 0, 2026, 2028, None)}


def test_shares_of_a_project_reach_the_engine_exactly() -> None:
    found = projects(asked())
    assert (found["DA02"].max_year_share, found["DA04"].min_year_share) == (Fraction(3, 5), Fraction(1, 5))
    assert found["DA04"].counterpart_share == Fraction(3, 10)
    assert asked().problem.counterpart_funds == {"NSDP.CD", "NSDP.SDD"}


# --- the law of the day -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "bridge", "water", "road", "last", "duties"), [
    (JUNE_2024, (4, 3), (2, 3), (6, 4), 6, {}),
    (JANUARY_2025, (7, 3), (5, 3), (13, 3), 13, {"NV01": 3}),
    (AUGUST_2025, (7, 3), (5, 3), (13, 3), 13, {"NV01": 3}),
], ids=str)
def test_the_law_of_the_day_gives_rank_and_years_of_capital(
    on: date, bridge: tuple[int, int], water: tuple[int, int], road: tuple[int, int], last: int, duties: dict[str, int],
) -> None:
    question = asked(on=on)
    found = {name: (p.rank, p.last_allowed_offset) for name, p in projects(question).items()}
    assert (found["DA01"], found["DA04"], found["DA02"], question.problem.last_rank) == (bridge, water, road, last)
    assert {duty.id: duty.rank for duty in question.problem.obligations} == duties
    assert ("CAP-015" in {f.code for f in question.findings}) is (not duties)


def test_the_law_of_the_day_gives_the_ladder_its_article() -> None:
    ladders = [{(c.document, c.article) for c in asked(on=on).citations if c.parameter == "priority-ladder"}
               for on in (JUNE_2024, JANUARY_2025, AUGUST_2025)]
    assert ladders == [
        {("Luật 39/2019/QH14", "Điều 51 khoản 4")}, {("Luật 58/2024/QH15", "Điều 54 khoản 4")},
        {("Luật 58/2024/QH15, sửa đổi bởi Luật 90/2025/QH15 (Điều 7 khoản 23)", "Điều 54 khoản 4")},
    ]


def test_urgent_works_stand_first_only_once_the_law_says_so() -> None:
    ranks = [{name: p.rank for name, p in projects(asked("lang_son", on=on)).items()} for on in (JUNE_2024, JANUARY_2025, AUGUST_2025)]
    assert [(by["P065"], by["P002"], by["P069"]) for by in ranks] == [(4, 3, 6), (1, 6, 13), (1, 6, 13)]


def test_labels_of_the_ladder_are_those_of_the_law() -> None:
    labels = [asked(on=on).rank_labels for on in (JUNE_2024, AUGUST_2025)]
    assert [sorted(ladder) for ladder in labels] == [list(range(1, 7)), list(range(1, 14))]
    assert labels[1][3] == ("hoàn trả vốn ứng trước", "refund of advanced capital")


def test_a_day_without_law_is_refused() -> None:
    with pytest.raises(LawError):
        asked(on=date(1990, 1, 1))


def test_where_no_law_is_on_file_the_ladder_has_three_steps_and_every_source_is_open(edited: Callable[..., Question]) -> None:
    question = edited(setting("jurisdiction", ""), with_cells("funding", same, {"project": "DA05", "fund": "QPTD", "assumed": "nguon-von"}))
    found = projects(question)
    assert {name: p.rank for name, p in found.items()} == {"DA01": 2} | {f"DA0{n}": 3 for n in range(2, 10)}
    assert (question.problem.last_rank, [duty.rank for duty in question.problem.obligations]) == (3, [1])
    assert {p.last_allowed_offset for p in found.values()} == {None}
    assert "QPTD" in [mix.fund for mix in found["DA05"].mixes]
    assert question.citations == ()
    assert question.rank_labels[3] == ("khởi công mới", "new starts")


# --- sources ----------------------------------------------------------------------------------------------------------


def test_an_advance_of_the_land_fund_or_a_closed_source_never_pays(edited: Callable[..., Question]) -> None:
    more = [{"project": "DA05", "fund": fund, "assumed": "nguon-von"} for fund in ("QPTD", "NSTW.TPCP", "DN", "LA.HOAC")]
    question = edited(
        with_cells("funding", same, *more),
        with_cells("obligations", lambda row: {**row, "funds": "QPTD;NSDP.CD"}),
    )
    assert [mix.fund for mix in projects(question)["DA05"].mixes] == ["NSDP.CD", "NSDP.SDD", "NSTW.TN"]
    assert question.problem.obligations == (Obligation("NV01", 10_000, 3, ("NSDP.CD",), 2026, 2027),)


def test_no_example_pays_from_what_is_only_an_advance() -> None:
    used = {mix.fund for name in ("tinh_nho", "lang_son") for p in asked(name).problem.projects for mix in p.mixes}
    assert used == {"NSTW.TN", "NSTW.NN", "NSTW.MTQG", "NSTW.KKTCK", "NSDP.CD", "NSDP.SDD", "NSDP.XSKT", "PHI.CK"}


def test_caps_and_fixed_shares_of_a_source() -> None:
    found = projects(asked())
    assert {mix.fund: mix for mix in found["DA01"].mixes} == {"NSTW.TN": Mix("NSTW.TN", life_cap=25_000), "NSDP.CD": Mix("NSDP.CD")}
    assert {mix.fund: mix for mix in found["DA04"].mixes} == {
        "NSTW.NN": Mix("NSTW.NN", fixed_share=Fraction(7, 10)), "NSDP.CD": Mix("NSDP.CD"),
    }
    assert Mix("NSDP.SDD", Fraction(1, 2)) in found["DA02"].mixes


def test_what_the_medium_term_plan_still_holds_is_a_cap_over_life(edited: Callable[..., Question]) -> None:
    rows = [
        {"project": "DA01", "fund": "NSTW.TN", "amount": "30000", "given": "12000", "assumed": "nguon-von"},
        {"project": "DA09", "fund": "NSDP.CD", "amount": "9000", "given": "", "assumed": "nguon-von"},
        {"project": "DA05", "fund": "NSDP.SDD", "amount": "2000", "given": "2500", "assumed": "nguon-von"},
    ]
    found = projects(edited(with_cells("medium_term", same, *rows)))
    caps = {(name, mix.fund): mix.life_cap for name, p in found.items() for mix in p.mixes if mix.life_cap is not None}
    # DA01: the tighter of 25,000 and 30,000 − 12,000; DA09: less its lock of 5,000; DA05: overspent, so nothing is left.
    assert caps == {("DA01", "NSTW.TN"): 18_000, ("DA09", "NSDP.CD"): 4_000, ("DA05", "NSDP.SDD"): 0}


# --- ceilings ---------------------------------------------------------------------------------------------------------


def test_ceilings_are_net_of_the_reserve_and_of_locks() -> None:
    problem = asked().problem
    yearly = {("NSTW.TN", y): 36_000 for y in problem.years} | {("NSTW.NN", y): 18_000 for y in problem.years}
    yearly |= {("NSDP.CD", y): 27_000 for y in problem.years} | {("NSDP.SDD", y): 9_000 for y in problem.years}
    assert problem.ceilings == yearly | {("NSDP.CD", 2026): 22_000}
    assert {fund: limit for (fund, _, _), limit in problem.medium_term.items()} == {
        "NSTW.TN": 108_000, "NSTW.NN": 54_000, "NSDP.CD": 76_000, "NSDP.SDD": 27_000,
    }
    assert set(problem.medium_term) == {(fund, 2026, 2028) for fund in problem.funds}


def test_a_change_of_every_year_also_moves_the_medium_term_ceiling() -> None:
    problem = asked("tinh_nho", TENTH, parse_change("NSDP.CD=+10%")).problem
    assert [problem.ceilings["NSTW.TN", year] for year in problem.years] == [39_600] * 3
    # The lock of 5,000 is not 10 % more: it is taken from the raised ceiling.
    assert [problem.ceilings["NSDP.CD", year] for year in problem.years] == [24_700, 29_700, 29_700]
    assert problem.medium_term["NSTW.TN", 2026, 2028] == 118_800
    assert problem.medium_term["NSDP.CD", 2026, 2028] == 84_100
    assert problem.ceilings["NSDP.SDD", 2027] == 9_000


def test_a_change_of_one_year_leaves_the_rest_and_the_medium_term() -> None:
    before, after = asked().problem, asked("tinh_nho", parse_change("NSTW.TN:2027=-25%"), parse_change("NSDP.SDD:2028=12345")).problem
    assert {k: v for k, v in after.ceilings.items() if before.ceilings[k] != v} == {("NSTW.TN", 2027): 27_000, ("NSDP.SDD", 2028): 11_110}
    assert after.medium_term == before.medium_term


@pytest.mark.parametrize(("text", "change"), [
    ("NSTW.TN:2027=+10%", Change("NSTW.TN", 2027, Fraction(11, 10), None)),
    ("NSTW.TN=-5%", Change("NSTW.TN", None, Fraction(19, 20), None)),
    ("NSTW.TN=2,5%", Change("NSTW.TN", None, Fraction(41, 40), None)),
    (" NSDP.CD:2026=120000 ", Change("NSDP.CD", 2026, None, 120_000)),
    ("NSDP.CD:2026=0", Change("NSDP.CD", 2026, None, 0)),
])
def test_a_change_is_read(text: str, change: Change) -> None:
    assert parse_change(text) == change


@pytest.mark.parametrize("text", [
    "", "NSTW.TN", "NSTW.TN=", "=+10%", "NSTW.TN:27=+10%", "NSTW.TN:2027=10 %", "NSTW.TN:2027=+1000", "NSTW.TN:2027=-1000",
    "NSTW.TN:2027=1.5", "NSTW.TN:2027=mười", "NSTW.TN:2027:2028=5%",
])
def test_what_is_no_change_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NGUỒN:NĂM"):
        parse_change(text)


def test_the_share_of_ceilings_that_rests_on_assumptions(edited: Callable[..., Question]) -> None:
    assert [asked(name).assumed_share for name in ("tinh_nho", "lang_son")] == [Decimal(1), Decimal(1)]
    known = edited(with_cells("ceilings", lambda row: {**row, "assumed": "", "source": "NQ 1"} if row["fund"] == "NSTW.TN" else row))
    assert known.assumed_share == Decimal("0.6")  # 360 of 600 billion đồng


# --- what stays out ---------------------------------------------------------------------------------------------------


def test_every_project_is_asked_or_left_out_with_a_code() -> None:
    question = asked("lang_son")
    left_out = {e.id: e.code for e in question.problem.excluded}
    everyone = {row.text("project") for row in example("lang_son").facts["projects"].rows}
    assert left_out.keys() | projects(question).keys() == everyone
    assert left_out.keys() & projects(question).keys() == set()
    assert Counter(left_out.values()) == {"CAP-010": 35, "CHK-171": 35, "CAP-012": 20, "CAP-011": 8}
    assert {e.code: e.id for e in asked().problem.excluded} == {"CAP-010": "DA10"}


def facts_of(project: str, **cells: str) -> Edit:
    return with_cells("projects", lambda row: {**row, **cells} if row["project"] == project else row)


LOCKED_WHOLE = {"project": "DA05", "fund": "NSDP.CD", "year": "2027", "amount": "20000", "assumed": "khoa-von"}


@pytest.mark.parametrize(("edit", "code"), [
    (facts_of("DA05", ownership="private"), "CAP-010"),
    (facts_of("DA05", part_of="DA02"), "CAP-011"),
    (facts_of("DA05", status="completed"), "CAP-012"),
    (facts_of("DA05", status="dropped"), "CAP-012"),
    (facts_of("DA05", disbursed="20000"), "CAP-013"),
    (facts_of("DA05", public_total=""), "CHK-171"),
    (with_cells("locks", same, LOCKED_WHOLE), "CAP-013"),
    (with_cells("locks", same, {**LOCKED_WHOLE, "amount": "19999"}), None),
])
def test_why_a_project_stays_out(edited: Callable[..., Question], edit: Edit, code: str | None) -> None:
    question = edited(edit)
    left_out = {e.id: e.code for e in question.problem.excluded}
    assert left_out.get("DA05") == code
    assert ("DA05" in projects(question)) is (code is None)


def test_a_missing_figure_is_not_zero(edited: Callable[..., Question]) -> None:
    score = ("DA02", "score")
    question = edited(with_cells("project_values", lambda row: {**row, "value": ""} if (row["project"], row["field"]) == score else row))
    assert {e.id: e.code for e in question.problem.excluded} == {"DA02": "CHK-171", "DA10": "CAP-010"}


# --- land and logic ---------------------------------------------------------------------------------------------------


def test_land_and_the_cash_of_the_fund() -> None:
    problem = asked().problem
    assert problem.parcels == (Parcel("MB01", ("DA02",), 8_000, 2026, 1, 8_000, 1, "DA02"),)
    assert (problem.fund_opening, problem.fund_inflow) == (4_000, {2026: 3_000, 2027: 3_000, 2028: 3_000})


@pytest.mark.parametrize(("cells", "repayment", "owner"), [
    ({"repaid_by": "project", "repayment": ""}, 8_000, "DA02"),
    ({"repaid_by": "revenue", "repayment": "6000"}, 6_000, None),
    ({"repaid_by": "none", "repayment": ""}, 0, None),
])
def test_who_repays_the_fund(edited: Callable[..., Question], cells: dict[str, str], repayment: int, owner: str | None) -> None:
    parcel, = edited(with_cells("parcels", lambda row: row | cells)).problem.parcels
    assert (parcel.repayment, parcel.owner) == (repayment, owner)


def test_a_parcel_of_projects_that_stay_out_is_not_asked(edited: Callable[..., Question]) -> None:
    assert edited(with_cells("parcels", lambda row: {**row, "projects": "DA10"})).problem.parcels == ()


def test_work_waits_for_the_lag_or_else_for_the_work_before(edited: Callable[..., Question]) -> None:
    assert asked().problem.precedences == (Precedence("RB01", "DA02", "DA03", 1),)
    longer = {"projects": "DA02;DA03;DA06", "lag_years": ""}
    chain = edited(with_cells("logic", lambda row: row | longer if row["rule"] == "RB01" else row))
    assert chain.problem.precedences == (Precedence("RB01", "DA02", "DA03", 2), Precedence("RB01.2", "DA03", "DA06", 1))


@pytest.mark.parametrize("cells", [{"status": "completed"}, {"disbursed": "90000"}], ids=str)
def test_nothing_waits_for_a_project_that_is_finished_or_paid(edited: Callable[..., Question], cells: dict[str, str]) -> None:
    assert edited(facts_of("DA02", **cells)).problem.precedences == ()


@pytest.mark.parametrize("cells", [{"status": "completed"}, {"disbursed": "10000"}], ids=str)
def test_a_finished_or_paid_project_shuts_no_partner_out(edited: Callable[..., Question], cells: dict[str, str]) -> None:
    assert [(b.id, b.projects) for b in edited(facts_of("DA06", **cells)).problem.bundles] == [("RB03", ("DA05",))]


def test_a_partner_that_can_never_be_in_shuts_the_others_out(edited: Callable[..., Question]) -> None:
    assert [(b.id, b.projects) for b in edited(facts_of("DA06", status="dropped")).problem.bundles] == [("RB03", ("DA05", "DA06"))]


def test_an_alternative_of_a_finished_project_is_not_planned(edited: Callable[..., Question]) -> None:
    question = edited(facts_of("DA07", status="completed"))
    assert {e.id: e.code for e in question.problem.excluded if e.id in ("DA07", "DA08")} == {"DA07": "CAP-012", "DA08": "CAP-017"}


def test_a_year_without_a_ceiling_gives_nothing(edited: Callable[..., Question]) -> None:
    """Missing never means without limit."""
    def drop(folder: Path) -> None:
        file = next(folder.rglob("co-so/ceilings.csv"))
        kept = [line for line in file.read_text("utf-8").splitlines(keepends=True) if not line.startswith("NSTW.TN,2027,")]
        file.write_text("".join(kept), "utf-8")
    assert edited(drop).problem.ceilings["NSTW.TN", 2027] == 0


def test_a_ceiling_of_no_known_period_costs_no_other(edited: Callable[..., Question]) -> None:
    """The check names it (CHK-113); the plan goes on without it."""
    stray = {"fund": "NSTW.TN", "period": "kỳ sau", "amount": "5", "assumed": "tran-von"}
    assert edited(with_cells("ceilings", same, stray)).problem.ceilings == asked().problem.ceilings


def test_a_share_rule_of_no_known_period_is_not_asked(edited: Callable[..., Question]) -> None:
    stray = {"rule": "TL9", "name_vi": "x", "funds": "NSTW.TN", "period": "kỳ sau", "projects": "DA02", "share": "0.1"}
    assert edited(with_cells("share_rules", same, stray)).problem.share_rules == asked().problem.share_rules


def test_no_years_of_capital_is_a_finding(edited: Callable[..., Question]) -> None:
    def zero(row: dict[str, str]) -> dict[str, str]:
        return {**row, "value": "0"} if (row["project"], row["field"]) == ("DA02", "duration") else row
    question = edited(with_cells("project_values", zero))
    assert {e.id: e.code for e in question.problem.excluded if e.id == "DA02"} == {"DA02": "CAP-018"}


def test_nothing_replaces_a_fixed_share_that_is_not_eligible(edited: Callable[..., Question]) -> None:
    question = edited(with_cells("funding", lambda row: {**row, "fund": "QPTD"} if row["fixed_share"] else row))
    assert {e.id: e.code for e in question.problem.excluded if e.id == "DA04"} == {"DA04": "CAP-016"}


@pytest.mark.parametrize("text", ["NSTW.TN=120000", "NSTW.TN:2027=-150%", "NSTW.TN:27=+1%"])
def test_a_change_that_says_too_little_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NGUỒN"):
        parse_change(text)


def test_a_period_changes_the_medium_term_ceiling_alone() -> None:
    question, changed = asked(), asked("tinh_nho", parse_change("NSTW.TN:2026-2028=+10%"))
    assert changed.problem.ceilings == question.problem.ceilings
    key = ("NSTW.TN", 2026, 2028)
    assert changed.problem.medium_term[key] == question.problem.medium_term[key] * 11 // 10


def test_groups_of_projects_reach_the_engine() -> None:
    problem = asked().problem
    assert [(a.id, a.projects) for a in problem.alternatives] == [("RB02", ("DA07", "DA08"))]
    assert [(b.id, b.projects) for b in problem.bundles] == [("RB03", ("DA05", "DA06"))]


def test_a_share_rule_holds_in_the_years_of_the_plan(edited: Callable[..., Question]) -> None:
    row = {"rule": "QT01", "name_vi": "Giáo dục", "funds": "NSDP.CD", "period": "2025-2027", "projects": "DA05;DA06", "share": "0.2",
           "assumed": "nguon-von"}
    rule, = edited(with_cells("share_rules", same, row)).problem.share_rules
    assert (rule.years, rule.share, rule.projects) == ((2026, 2027), Fraction(1, 5), ("DA05", "DA06"))


def test_the_question_is_the_same_however_often_it_is_asked() -> None:
    first, second = asked("lang_son"), asked("lang_son")
    assert (first.problem, first.findings, first.citations) == (second.problem, second.findings, second.citations)


def test_asked_again_with_other_ceilings_a_province_answers_as_if_asked_for_the_first_time() -> None:
    name, found = "minh-hoa-2026-2030", read(EXAMPLES / "lang_son")
    other = replace(found, scenarios={name: replace(found.scenarios[name])})
    assert question_of(found, name) != question_of(found, name, (TENTH,))
    assert question_of(found, name, (TENTH,)) == question_of(other, name, (TENTH,))
    fewer = replace(found, facts={**found.facts, "projects": replace(found.facts["projects"], rows=found.facts["projects"].rows[:20])})
    kept, all_kept = ({e.id for e in question_of(one, name).problem.excluded} for one in (fewer, found))
    assert kept < all_kept
