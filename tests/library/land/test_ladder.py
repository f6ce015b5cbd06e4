"""The ladder against cases a clearance officer can read, a slow climb written down again, and what must hold of any proofs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach import law
from quyhoach.calendar import after_months, after_working_days, working_days
from quyhoach.findings import Place
from quyhoach.land.clearance_law import Bound, governing, regimes_of, steps_of
from quyhoach.land.clock import runs_out
from quyhoach.land.ladder import Ladder, Rung, StepProof, ladder
from quyhoach.land.local_terms import LocalTerm, overrides_of
from quyhoach.land.parcel import LandParcel

CASES = Path(__file__).resolve().parents[2] / "cases" / "land_ladder.yaml"
DIGEST = "0" * 64
DAY = date(2025, 9, 1)
IN_2024, IN_2026 = date(2025, 12, 31), date(2026, 6, 30)
MAIN = tuple(step.code for step in steps_of(law.at(IN_2024), "clearance-2024") if step.branch == "main")


def proof(step: str, day: date | None, parcel: str = "T1", **more: Any) -> StepProof:
    return StepProof(parcel, step, day, **{"document": f"{step}/QĐ", "digest": DIGEST, "record": f"{parcel}-{step}", **more})


def climbed(proofs: list[StepProof], as_of: date, land: str = "LUC", **parcel: Any) -> Ladder:
    return ladder([LandParcel("T1", land_code=land, area_stated_ha=None, **parcel)], proofs, as_of=as_of, view=law.at(as_of))


def only(found: Ladder) -> Rung:
    assert len(found.rungs) == 1
    return found.rungs[0]


def told(found: Ladder) -> list[str]:
    return [one.code for one in found.findings if one.code != "LND-019"]


# --- cases ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", yaml.safe_load(CASES.read_text("utf-8")), ids=lambda case: case["case"].split(" · ")[-1])
def test_a_parcel_stands_where_the_case_says(case: dict[str, Any]) -> None:
    done = case["done"].items() if isinstance(case["done"], dict) else case["done"]
    found = climbed([proof(step, day) for step, day in done], case["as_of"], case["land"])
    rung, wanted = only(found), dict(case["expect"])
    assert told(found) == wanted.pop("codes")
    says = {"earliest": rung.earliest_clear, **{name: getattr(rung, name) for name in wanted if name != "earliest"}}
    assert {name: says[name] for name in wanted} == wanted
    for problem in found.findings:
        assert [lang for lang in ("vi", "en") if "{" in problem.text("message", lang) + problem.text("why", lang)] == []


# --- the law ----------------------------------------------------------------------------------------------------------------


def test_every_clock_has_its_unit_its_start_and_its_article() -> None:
    clocks = {step.code: step for step in steps_of(law.at(IN_2026), "clearance-2026") if step.clock}
    printed = {code: (step.clock.number, step.clock.number_other, step.clock.unit, step.clock.bound, step.clock.start_event)
               for code, step in clocks.items() if step.clock}
    assert printed == {
        "count_persuasion": (15, None, "days", Bound.LEAST, "count_refused"),
        "count_order": (10, None, "days", Bound.LEAST, "count_persuasion"),
        "opinions": (30, None, "days", Bound.LEAST, "posting"),
        "dialogue": (60, None, "days", Bound.MOST, "opinions"),
        "appraisal": (30, None, "days", Bound.MOST, "dialogue"),
        "plan_persuasion": (10, None, "days", Bound.LEAST, "plan_refused"),
        "recovery_unagreed": (10, None, "days", Bound.LEAST, "plan_persuasion"),
        "recovery": (90, 180, "days", Bound.LEAST, "notice"),
        "payment": (30, None, "days", Bound.MOST, "approval"),
        "handover_persuasion": (10, None, "days", Bound.LEAST, "handover_refused"),
        "enforcement_order": (10, None, "days", Bound.LEAST, "handover_persuasion"),
    }
    assert clocks["payment"].article == "Luật Đất đai 31/2024/QH15, điều 94 khoản 3"
    assert clocks["appraisal"].article == "Nghị định 88/2024/NĐ-CP, điều 3 khoản 3"
    assert {step.certainty for step in clocks.values()} == {"seen"}


def test_the_law_of_2013_posts_twenty_days_persuades_ten_and_is_unverified() -> None:
    steps = {step.code: step for step in steps_of(law.at(date(2020, 1, 1)), "clearance-2013")}
    numbers = {code: step.clock.number for code, step in steps.items() if step.clock}
    assert numbers == {"count_persuasion": 10, "count_order": 10, "opinions": 20, "recovery": 90, "payment": 30}
    assert {step.certainty for step in steps.values()} == {"unverified"}
    assert steps["notice"].valid_months is None


def test_who_decides_moves_to_the_commune_and_back_to_the_province() -> None:
    def decider(name: str, on: date) -> str:
        return law.at(on).row(name, "recovery")["decider"]["vi"]

    assert decider("clearance-2024", date(2025, 6, 30)) == "UBND cấp tỉnh, cấp huyện"
    assert decider("clearance-2024", date(2025, 7, 1)) == "Chủ tịch UBND cấp xã"
    assert decider("clearance-2026", date(2026, 1, 31)) == "UBND cấp tỉnh, được phân cấp, ủy quyền"


@pytest.mark.parametrize(("kept", "chosen", "as_of", "regime"), [
    (None, "", date(2024, 7, 31), "2013"), (None, "", date(2024, 8, 1), "2024"), (None, "", date(2026, 1, 30), "2024"),
    (None, "", date(2026, 1, 31), "2026"), (date(2024, 7, 31), "", IN_2026, "2013"), (date(2026, 1, 30), "", IN_2026, "2024"),
    (date(2026, 7, 1), "", IN_2026, "2026"), (date(2024, 7, 31), "2026", IN_2026, "2026"), (None, "1993", IN_2026, None),
    (None, "", date(2010, 1, 1), None),
])
def test_the_regime_is_the_chosen_one_else_that_of_the_approval_else_that_of_the_day(
    kept: date | None, chosen: str, as_of: date, regime: str | None,
) -> None:
    found = governing(regimes_of(law.at(IN_2026)), as_of, kept, chosen)
    assert (found.code if found else None) == regime


# --- clocks -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "number", "unit", "rule", "end"), [
    (date(2026, 1, 5), 30, "days", "as_counted", date(2026, 2, 4)),
    (date(2026, 1, 20), 30, "days", "next_working_day", date(2026, 2, 23)),   # 19 February is within the new-year holiday
    (date(2026, 1, 20), 30, "days", "as_counted", date(2026, 2, 19)),
    (date(2026, 8, 28), 3, "working_days", "as_counted", date(2026, 9, 7)),   # 31 August to 2 September are off
    (date(2025, 3, 3), 12, "months", "as_counted", date(2026, 3, 3)),
    (date(2024, 2, 29), 12, "months", "as_counted", date(2025, 2, 28)),
    (date(2025, 8, 31), 6, "months", "as_counted", date(2026, 2, 28)),
    (date(2026, 4, 10), 1, "months", "next_working_day", date(2026, 5, 11)),
])
def test_a_clock_runs_out_by_its_unit_and_holiday_rule(start: date, number: int, unit: str, rule: str, end: date) -> None:
    assert runs_out(start, number, unit, rule, "VN") == end


@given(st.dates(date(2020, 1, 1), date(2027, 12, 31)), st.integers(1, 25))
@settings(max_examples=25)
def test_working_days_gone_by_are_counted_back(start: date, number: int) -> None:
    assert working_days("VN", start, after_working_days("VN", start, number)) == number


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
@settings(max_examples=50)
def test_months_keep_the_day_or_end_with_the_month(day: date, number: int) -> None:
    end = after_months(day, number)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == number
    assert end.day == day.day or (end + timedelta(days=1)).day == 1


def test_without_a_calendar_of_the_country_weekends_are_off() -> None:
    assert runs_out(date(2026, 9, 4), 1, "days", "next_working_day", "??") == date(2026, 9, 7)
    assert runs_out(date(2026, 9, 4), 5, "working_days", "as_counted", "??") == date(2026, 9, 11)


# --- proofs -----------------------------------------------------------------------------------------------------------------

BEGUN = [proof("recovery_plan", DAY), proof("meeting", DAY + timedelta(5)), proof("notice", DAY + timedelta(10))]


@pytest.mark.parametrize(("spoilt", "code"), [
    ({"document": ""}, "LND-007"), ({"digest": ""}, "LND-007"), ({"digest": "12ab"}, "LND-007"), ({"done_on": None}, "LND-007"),
    ({"dated_on": DAY + timedelta(9)}, "LND-008"), ({"step": "notise"}, "LND-006"), ({"parcel": "T2"}, "LND-005"),
])
def test_a_proof_that_proves_nothing_is_told_and_does_not_count(spoilt: dict[str, Any], code: str) -> None:
    found = climbed([*BEGUN[:2], replace(BEGUN[2], **spoilt)], IN_2024)
    assert told(found) == [code]
    assert (only(found).step, only(found).waits_for) == ("meeting", "notice")


def test_a_document_of_the_day_or_later_is_a_proof() -> None:
    for dated in (DAY + timedelta(10), DAY + timedelta(12)):
        assert only(climbed([*BEGUN[:2], replace(BEGUN[2], dated_on=dated)], IN_2024)).step == "notice"


def test_an_unknown_step_names_the_nearest() -> None:
    found = climbed([replace(BEGUN[0], step="notise", place=Place("facts/clearance_steps.csv", row=7))], IN_2024)
    assert "notice" in found.findings[0].text("message", "en")
    assert (found.findings[0].where.row, found.findings[0].where.object_id) == (7, "T1")


def test_one_document_twice_is_told_and_counted_once() -> None:
    found = climbed([*BEGUN, replace(BEGUN[2], record="again")], IN_2024)
    assert told(found) == ["LND-010"]
    assert len(only(found).proofs) == 3


def test_what_is_done_later_than_the_day_looked_at_is_not_seen() -> None:
    assert only(climbed(BEGUN, DAY + timedelta(4))).step == "recovery_plan"
    assert only(climbed(BEGUN, DAY - timedelta(1))).step == ""


def test_a_regime_nobody_knows_and_a_day_before_any_law() -> None:
    assert told(climbed(BEGUN, IN_2024, regime="1993")) == ["LND-022"]
    found = climbed(BEGUN, date(2000, 1, 1))
    assert told(found) == ["LND-006", "LND-006", "LND-006", "LND-020"]
    assert (only(found).regime, only(found).step, only(found).earliest_clear) == ("", "", None)


def test_a_project_approved_in_part_is_left_to_the_province() -> None:
    approved = [proof(step, DAY + timedelta(n)) for n, step in enumerate(MAIN[:MAIN.index("approval") + 1])]
    parcels = [LandParcel("T1", project="P", land_code="LUC"), LandParcel("T2", project="P", land_code="LUC")]
    found = ladder(parcels, approved, as_of=IN_2026, view=law.at(IN_2026))
    assert [rung.regime for rung in found.rungs] == ["2024", "2026"]
    assert [one.where.object_id for one in found.findings if one.code == "LND-018"] == ["P"]
    said = next(one for one in found.findings if one.code == "LND-018")
    assert "2024: T1; 2026: T2" in said.text("message", "vi")
    assert "Nghị định 49/2026/NĐ-CP, điều 19" in said.text("why", "vi")
    chosen = ladder([replace(parcel, regime="2024") for parcel in parcels], approved, as_of=IN_2026, view=law.at(IN_2026))
    assert [one.code for one in chosen.findings if one.code == "LND-018"] == []
    assert [rung.regime for rung in chosen.rungs] == ["2024", "2024"]


# --- the province's own terms -----------------------------------------------------------------------------------------------


def term(**values: Any) -> LocalTerm:
    return LocalTerm(**{"id": "TH1", "regime": "2026", "step": "appraisal", "number": 20, "number_other": None, "time_unit": "working_days",
                        "document": "12/2026/QĐ-UBND", "article": "điều 5", "valid_from": date(2026, 5, 1), "valid_to": None, **values})


def test_the_provinces_number_stands_in_at_its_step_and_in_its_time() -> None:
    overrides, findings = overrides_of([term(), term(id="TH2", step="count", number=1, time_unit="months")], "00", IN_2026)
    assert findings == ()
    view = law.at(IN_2026, "00", overrides)
    own = {step.code: step for step in steps_of(view, "clearance-2026")}
    national = {step.code: step for step in steps_of(law.at(IN_2026), "clearance-2026")}
    assert own["appraisal"].clock is not None
    assert (own["appraisal"].clock.number, own["appraisal"].clock.unit) == (20, "working_days")
    assert own["appraisal"].article == "12/2026/QĐ-UBND, điều 5"
    assert own["count"].clock is not None
    assert (own["count"].clock.start_event, own["count"].clock.bound) == ("notice", Bound.MOST)
    unchanged = [code for code in national if code not in ("appraisal", "count")]
    assert [own[code].clock for code in unchanged] == [national[code].clock for code in unchanged]
    before = steps_of(law.at(date(2026, 4, 30), "00", overrides), "clearance-2026")
    assert {step.code: step.clock for step in before} == {code: step.clock for code, step in national.items()}


def test_working_days_of_the_province_move_the_day_due() -> None:
    days = [date(2026, 5, 4) + timedelta(7 * n) for n in range(8)]
    proofs = [proof(step, day) for step, day in zip(MAIN, days, strict=False)]
    parcels = [LandParcel("T1", land_code="LUC")]
    plain = ladder(parcels, proofs, as_of=IN_2026, view=law.at(IN_2026))
    overrides, _ = overrides_of([term()], "00", IN_2026)
    own = ladder(parcels, proofs, as_of=IN_2026, view=law.at(IN_2026, "00", overrides))
    assert (plain.rungs[0].waits_for, plain.rungs[0].due) == ("appraisal", date(2026, 7, 22))
    assert own.rungs[0].due == date(2026, 7, 20)
    assert working_days("VN", days[7], own.rungs[0].due) == 20


def test_working_days_of_2026_are_those_announced() -> None:
    """Against a table written down by hand: days off, one of them moved late, and the Saturdays worked instead."""
    off = {date(2026, 1, 1), date(2026, 1, 2), *(date(2026, 2, n) for n in range(16, 21)), date(2026, 4, 27), date(2026, 4, 30),
           date(2026, 5, 1), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24)}
    worked = {date(2026, 1, 10), date(2026, 8, 22)}
    year = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
    own = [day for day in year if day in worked or (day.weekday() < 5 and day not in off)]
    assert [day for day in year if working_days("VN", day - timedelta(1), day)] == own
    assert after_working_days("VN", date(2025, 12, 31), 6) == date(2026, 1, 10)


def test_a_term_of_no_step_is_told_and_costs_no_other() -> None:
    overrides, findings = overrides_of([term(id="A", step="appraisel"), term(id="B", regime="1993"), term(id="C")], "00", IN_2026)
    assert sorted((one.code, one.where.object_id) for one in findings) == [("LND-023", "A"), ("LND-023", "B")]
    assert [one.parameter for one in overrides] == ["clearance-2026"]


def test_terms_that_follow_each_other_change_on_their_day() -> None:
    terms = [term(id="A", number=20, valid_to=date(2026, 9, 30)), term(id="B", number=10, valid_from=date(2026, 11, 1))]
    overrides, _ = overrides_of(terms, "00", IN_2026)

    def appraisal(on: date) -> int | None:
        step = next(one for one in steps_of(law.at(on, "00", overrides), "clearance-2026") if one.code == "appraisal")
        return step.clock.number if step.clock else None

    assert [appraisal(on) for on in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1))] == [20, 30, 30, 10]


def test_a_decision_out_of_order_does_not_carry_one_made_after_the_notice_had_died() -> None:
    days = [date(2025, 6, 10), date(2025, 6, 20), date(2025, 7, 1), date(2025, 8, 12), date(2025, 9, 15), date(2025, 9, 18),
            date(2025, 10, 20), date(2025, 11, 28), date(2025, 12, 24), date(2026, 1, 20)]
    done = [proof(step, day) for step, day in zip(MAIN, days, strict=False)]
    early, late = proof("recovery", date(2026, 1, 1)), proof("recovery", date(2026, 7, 2), record="late")
    found = climbed([*done, proof("payment", date(2026, 2, 10)), early, late, proof("handover", date(2026, 8, 1))], date(2026, 8, 2),
                    regime="2024")
    assert told(found) == ["LND-009", "LND-012", "LND-016"]
    rung = only(found)
    assert (rung.step, rung.waits_for, rung.expires, rung.earliest_clear) == ("payment", "recovery", date(2026, 7, 1), date(2027, 1, 4))
    in_time = replace(late, done_on=date(2026, 7, 1))
    assert only(climbed([*done, proof("payment", date(2026, 2, 10)), early, in_time], date(2026, 8, 2), regime="2024")).step == "payment"
    assert told(climbed([*done, proof("payment", date(2026, 2, 10)), early, in_time], date(2026, 8, 2), regime="2024")) == []


# --- what holds of any proofs -----------------------------------------------------------------------------------------------

MARKS = st.lists(st.tuples(st.sampled_from(MAIN), st.integers(0, 500)), max_size=16)


def slow_step(marks: list[tuple[str, int]], as_of: int) -> str:
    """The highest step by looking at every mark again for every step, on the law of 2024; payment and recovery in any order."""
    def last(day: int) -> int:
        return (after_months(DAY + timedelta(day), 12) - DAY).days

    floor, reached, life = -1, "", as_of
    for group in [*([code] for code in MAIN[:10]), ["recovery", "payment"], ["handover"], ["managed"]]:
        took = []
        for code in group:
            last_day = min(as_of, life) if code == "recovery" else as_of
            days = sorted(day for step, day in marks if step == code and floor <= day <= last_day)
            if code == "notice" and days:
                decided = [day for step, day in marks if step == "recovery" and day <= as_of]
                used = [day for day in days if any(day <= end <= last(day) for end in decided)]
                days = used[-1:] if used else days[-1:] if as_of <= last(days[-1]) else []
                life = last(days[0]) if days else life
            if days:
                took.append(days[0])
                reached = code
        if len(took) < len(group):
            return reached
        floor = max(took)
    return reached


@given(MARKS, st.integers(0, 500))
@settings(max_examples=120)
def test_the_highest_step_is_what_looking_at_every_mark_says(marks: list[tuple[str, int]], on: int) -> None:
    as_of = DAY + timedelta(on)
    found = climbed([proof(step, DAY + timedelta(day)) for step, day in marks], as_of, regime="2024")
    assert only(found).step == slow_step(marks, on)


@given(st.lists(MARKS, min_size=2, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_a_parcel_among_others_and_rows_in_any_order_give_the_same_rung(many: list[list[tuple[str, int]]], random: Any) -> None:
    as_of = DAY + timedelta(400)
    parcels = [LandParcel(f"T{n}", land_code="ONT", regime="2024") for n in range(len(many))]
    proofs = [proof(step, DAY + timedelta(day), f"T{n}") for n, marks in enumerate(many) for step, day in marks]
    random.shuffle(proofs)
    found = ladder(parcels, proofs, as_of=as_of, view=law.at(as_of))
    for parcel in parcels:
        alone = only(ladder([parcel], [one for one in proofs if one.parcel == parcel.id], as_of=as_of, view=law.at(as_of)))
        among = found.by_parcel[parcel.id]
        assert among == alone
        assert set(among.proofs) <= set(proofs)


@given(st.integers(0, 9), st.sampled_from(["LUC", "ONT"]), st.integers(0, 25))
@settings(max_examples=30)
def test_who_lets_every_clock_run_its_length_hands_over_on_the_day_foretold(count: int, land: str, pause: int) -> None:
    """Each next step is done on the last day of its clock, or at once where it has none: no later and no sooner than foretold."""
    day, proofs = date(2026, 2, 2), []
    for step in MAIN[:count]:
        proofs.append(proof(step, day))
        day += timedelta(days=31 if step == "posting" else 5)
    day += timedelta(days=pause)
    rung = only(climbed(proofs, day, land))
    foretold = rung.earliest_clear
    while rung.waits_for != "managed":
        clock = next(one for one in steps_of(law.at(day), "clearance-2026") if one.code == rung.waits_for).clock
        starts = {one.step: one.done_on for one in rung.proofs}
        if clock and starts.get(clock.start_event):
            number = clock.number_for({"LUC": "agricultural", "ONT": "other"}[land])
            assert number is not None
            day = max(day, runs_out(starts[clock.start_event], number, clock.unit, clock.holiday_rule, "VN"))
        proofs.append(proof(rung.waits_for, day))
        rung = only(climbed(proofs, day, land))
    assert rung.earliest_clear == foretold == day
