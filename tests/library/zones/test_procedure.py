"""The procedure of a plan: steps of the law beside what is recorded, and opinions with their answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quyhoach import law
from quyhoach.law.schema import parse_parameter
from quyhoach.province.checks import procedure
from quyhoach.province.province import Province
from quyhoach.tables.spec import Row
from quyhoach.zones.consultation import opinions_of, unanswered
from quyhoach.zones.plan import PlanRegister
from quyhoach.zones.plan_law import steps_of
from quyhoach.zones.procedure import Stage, StageState, Timeline, day_of_law, records_of, timeline

from .plan_rows import changed, codes, example, found, row, with_rows

ORDER = ["task", "drafting", "agencies", "public", "appraisal", "decision", "publication"]
AS_OF = date(2025, 12, 31)
IN_2024 = date(2024, 6, 1)
CLOCKS = {"agencies": 20, "public": 40}
PUBLISHED_WITHIN = 15


def steps(**days: tuple[str, str]) -> list[Row]:
    return [row("plan_steps", record=f"B{n}", plan="Q", step=name, begun_on=begun or None, done_on=done or None)
            for n, (name, (begun, done)) in enumerate(days.items())]


def line(rows: list[Row], decided: str = "", as_of: date = AS_OF, on: date = IN_2024, type_: str = "detailed") -> Timeline:
    plan = PlanRegister.of([row("plans", plan="Q", name_vi="Q", type=type_, level=type_, decided_on=decided or None)]).plans[0]
    return timeline(plan, records_of(rows), law.at(on), as_of)


def stages(found_: Timeline) -> dict[str, Stage]:
    return {stage.step.code: stage for stage in found_.stages}


# --- the law ----------------------------------------------------------------------------------------------------------------


def test_steps_are_dated_law_and_say_how_sure_they_are() -> None:
    before, after = steps_of(law.at(IN_2024), "planning-steps-construction"), steps_of(law.at(AS_OF), "planning-steps-construction")
    assert [step.code for step in before] == [step.code for step in after] == ORDER
    assert {step.code: step.least_days for step in before if step.least_days} == CLOCKS
    clocked = [(step.code, step.within_days, step.after) for step in before if step.within_days]
    assert clocked == [("publication", PUBLISHED_WITHIN, "decision")]
    assert [step.least_days or step.within_days for step in after] == [None] * len(ORDER)
    assert {str(step.citation.certainty) for step in (*before, *after)} == {"unverified"}
    assert [step.citation.document.split()[-1] for step in (before[0], after[0])] == ["50/2014/QH13", "47/2024/QH15"]


@pytest.mark.parametrize(("type_", "on", "count"), [
    ("province", IN_2024, 7), ("general", IN_2024, 7), ("sedp_region", IN_2024, 0), ("", IN_2024, 0), ("general", date(2010, 7, 8), 0),
])
def test_a_plan_without_a_procedure_on_file_has_no_stages(type_: str, on: date, count: int) -> None:
    assert len(line(steps(task=("", "2024-01-01")), on=on, type_=type_).stages) == count


def test_the_law_of_the_decision_governs_else_that_of_the_day() -> None:
    small = PlanRegister.of(example("tinh_nho").facts["plans"].rows).by_code
    assert day_of_law(small["QH02"], AS_OF) == date(2023, 6, 15)
    undecided = PlanRegister.of([row("plans", plan="Q", name_vi="Q")]).plans[0]
    assert day_of_law(undecided, AS_OF) == AS_OF


# --- states -----------------------------------------------------------------------------------------------------------------


def test_every_state_of_a_step() -> None:
    told = stages(line(steps(task=("", "2024-01-10"), drafting=("2024-01-11", ""), public=("", ""), appraisal=("", "2024-05"))))
    assert {code: stage.state for code, stage in told.items()} == {
        "task": StageState.DONE, "drafting": StageState.RUNNING, "agencies": StageState.MISSING, "public": StageState.UNDATED,
        "appraisal": StageState.DONE, "decision": StageState.AHEAD, "publication": StageState.AHEAD,
    }


def test_the_plans_own_decision_stands_in_for_its_record() -> None:
    told = stages(line([], decided="2024-06-01"))
    assert told["decision"].done_on == "2024-06-01"
    assert [code for code, stage in told.items() if stage.state is StageState.MISSING] == [code for code in ORDER if code != "decision"]


@pytest.mark.parametrize(("done", "as_of", "late", "state"), [
    ("2024-06-16", AS_OF, False, StageState.DONE), ("2024-06-17", AS_OF, True, StageState.DONE), ("2024-06", AS_OF, False, StageState.DONE),
    ("2024-07", AS_OF, True, StageState.DONE), ("", date(2024, 6, 16), False, StageState.AHEAD),
    ("", date(2024, 6, 17), False, StageState.MISSING),
])
def test_publication_has_fifteen_days(done: str, as_of: date, late: bool, state: StageState) -> None:
    rows = steps(publication=("", done)) if done else []
    stage = stages(line(rows, decided="2024-06-01", as_of=as_of))["publication"]
    assert (stage.due, stage.late, stage.state) == (date(2024, 6, 16), late, state)


@pytest.mark.parametrize(("begun", "done", "days", "short"), [
    ("2024-03-01", "2024-04-09", 40, False), ("2024-03-01", "2024-04-08", 39, True), ("2024-03", "2024-04", 61, False),
    ("", "2024-04-08", None, False), ("2024-03-01", "", None, False),
])
def test_the_public_has_forty_days(begun: str, done: str, days: int | None, short: bool) -> None:
    stage = stages(line(steps(public=(begun, done))))["public"]
    assert (stage.days, stage.short) == (days, short)


@given(st.lists(st.one_of(st.none(), st.integers(0, 60)), min_size=7, max_size=7))
def test_what_is_out_of_order_is_what_comparing_every_pair_says(offsets: list[int | None]) -> None:
    start = date(2024, 1, 1)
    days = {code: str(start + timedelta(days=n)) for code, n in zip(ORDER, offsets, strict=True) if n is not None}
    rank = {code: min(n, 3) if code == "public" else n for n, code in enumerate(ORDER)} | {"public": 2}
    told = stages(line(steps(**{code: ("", day) for code, day in days.items()})))
    by_hand = {(code, other) for code in days for other in days if rank[other] < rank[code] and days[code] < days[other]}
    assert {(code, other) for code, stage in told.items() for other in stage.after} == by_hand
    last = max((rank[code] for code in days), default=-1)
    skipped = {code for code in ORDER if code not in days and rank[code] < last}
    if "decision" in days and "publication" not in days:
        skipped.add("publication")  # its fifteen days are long past on the day we look
    assert {stage.step.code for stage in told.values() if stage.state is StageState.MISSING} == skipped


def test_amendments_follow_by_date_and_are_no_steps() -> None:
    days = (("B", "2025-03"), ("A", "2024-12-01"), ("C", None))
    rows = [row("plan_steps", record=r, plan="Q", step="amendment", done_on=day) for r, day in days]
    told = line(rows, decided="2024-06-01")
    assert [record.record for record in told.amendments] == ["A", "B", "C"]
    assert stages(told)["publication"].done_on == ""


# --- findings ---------------------------------------------------------------------------------------------------------------


def small() -> Province:
    return example("tinh_nho")


STEPS = {(r.text("plan"), r.text("step")): r.text("record") for r in small().facts["plan_steps"].rows}


@pytest.mark.parametrize(("step", "values", "told"), [
    ("publication", {"done_on": "2025-06-05"}, ["ZON-153"]),
    ("publication", {"done_on": "2025-06-04"}, []),
    ("public", {"begun_on": "2025-01-13"}, ["ZON-154"]),
    ("public", {"begun_on": "2025-01-12"}, []),
    ("agencies", {"begun_on": "2025-02-02"}, ["ZON-154"]),
    ("appraisal", {"done_on": "2025-02-01"}, ["ZON-152", "ZON-152"]),
    ("task", {"done_on": "2025-05-21"}, ["ZON-152"] * 5),
])
def test_a_step_against_its_law_is_named(step: str, values: dict[str, Any], told: list[str]) -> None:
    province = changed(small(), "plan_steps", STEPS["QH03", step], **values)
    assert codes(province, procedure.steps_follow_the_law) == [(code, "QH03") for code in told]


def test_steps_passed_over_are_one_line_with_the_law_and_how_sure_it_is() -> None:
    rows = [r for r in small().facts["plan_steps"].rows if not (r.text("plan") == "QH03" and r.text("step") in ("public", "appraisal"))]
    told = found(with_rows(small(), plan_steps=rows), procedure.steps_follow_the_law)
    assert [(f.code, f.where.object_id, f.values["steps_vi"]) for f in told] == [("ZON-151", "QH03", "lấy ý kiến cộng đồng, thẩm định")]
    assert (told[0].values["article"], told[0].values["sure_en"]) == ("Luật Xây dựng 50/2014/QH13", "unverified")


@pytest.mark.parametrize(("opinion", "values", "told"), [
    ("YK01", {"reply_vi": None, "replied_on": None}, [("ZON-155", "YK01")]),
    ("YK01", {"replied_on": "2025-05-21"}, [("ZON-155", "YK01")]),
    ("YK01", {"replied_on": "2025-05-20"}, []),
    ("YK01", {"replied_on": "2025"}, []),
    ("YK03", {"reply_vi": None, "replied_on": None, "outcome": "no_change"}, []),
    ("YK02", {"change_vi": None, "changed_items": None}, [("ZON-156", "YK02")]),
    ("YK02", {"change_vi": None}, []),
    ("YK03", {"reply_vi": "Giữ nguyên."}, []),
])
def test_an_opinion_without_its_answer_is_named(opinion: str, values: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert codes(changed(small(), "opinions", opinion, **values), procedure.opinions_answered) == told


def test_before_the_decision_there_is_time_to_answer() -> None:
    silent = changed(small(), "opinions", "YK01", reply_vi=None, replied_on=None)
    province = changed(silent, "plans", "QH03", decision=None, decided_on=None)
    assert codes(province, procedure.opinions_answered) == []


def test_opinions_come_by_date_and_only_of_their_plan() -> None:
    days = (("B", "P", "2025-02"), ("C", "P", None), ("A", "P", "2025-01-01"), ("D", "R", "2020"))
    rows = [row("opinions", opinion=code, plan=plan, received_on=day, summary_vi="x") for code, plan, day in days]
    assert [o.code for o in opinions_of(rows, "P")] == ["A", "B", "C"]
    assert [o.code for o in unanswered(opinions_of(rows), "")] == ["D", "A", "B", "C"]


@pytest.mark.parametrize(("values", "told"), [
    ({"document": "21/QĐ-UBND"}, 1), ({"done_on": "2025-05-21"}, 1), ({"document": None}, 0), ({"done_on": "2025-05"}, 0),
])
def test_two_tables_name_one_decision(values: dict[str, Any], told: int) -> None:
    record = STEPS["QH03", "decision"]
    assert codes(changed(small(), "plan_steps", record, **values), procedure.decisions_agree) == [("ZON-157", record)] * told


# --- the law's own shape ----------------------------------------------------------------------------------------------------

STEP = "{{code: {code}, label: {{vi: a, en: b}}, rank: {rank}{more}}}"


@pytest.mark.parametrize(("rows", "good"), [
    ([("task", 1, ""), ("decision", 2, ""), ("publication", 3, ", within_days: 15, after: decision")], True),
    ([("task", 2, ""), ("decision", 1, "")], False),
    ([("publication", 1, ", within_days: 15, after: decision"), ("decision", 2, "")], False),
    ([("task", 1, ""), ("publication", 2, ", within_days: 15")], False),
    ([("task", 1, ""), ("publication", 2, ", after: task")], False),
])
def test_a_procedure_whose_clock_counts_from_a_later_step_is_refused(rows: list[tuple[str, int, str]], good: bool) -> None:
    values = ", ".join(STEP.format(code=code, rank=rank, more=more) for code, rank, more in rows)
    head = "label: {vi: a, en: b}\nunit: rank\nkind: procedure\nvalues:\n"
    text = head + f"  - {{from: 2020-01-01, document: d, article: a, certainty: seen, value: [{values}]}}\n"
    if good:
        assert [one["code"] for one in parse_parameter(text, "x", "planning").values[0].value] == [code for code, _, _ in rows]
    else:
        with pytest.raises(ValueError, match="ranks never fall"):
            parse_parameter(text, "x", "planning")
