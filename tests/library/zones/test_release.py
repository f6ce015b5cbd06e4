"""What may cross: nothing without a rule, nothing before its decision, nothing classified at all."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quyhoach import calendar
from quyhoach.province.specs import FACTS
from quyhoach.province.specs.cooperation import RELEASED_TABLE
from quyhoach.tables import read_table
from quyhoach.tables.secrecy import graded, stamp
from quyhoach.tables.spec import Kind, Row, Table
from quyhoach.zones import cooperation, release
from quyhoach.zones.cooperation import Agreement, CommitmentState
from quyhoach.zones.release import Viewer

DAY = date(2026, 5, 4)


def row(table: str, /, **values: object) -> Row:
    return Row({column.name: values.get(column.name) for column in FACTS[table].columns})


def rule(**more: object) -> Row:
    said = {"rule": "CX1", "joint": "HT", "table": "joint_projects", "row": None, "fields": ("name_vi",), "parties": ("TK",), "since": DAY,
            "until": None, "decision": "1/QĐ", "decided_on": DAY}
    return row("release_rules", **{**said, **more})


PROJECT = row("joint_projects", joint="HT", name_vi="Khu", name_zh="区", area_ours_ha=Decimal(24))
TABLES = {"joint_projects": Table(FACTS["joint_projects"], (PROJECT,))}


def seen(*rules: Row, on: date = DAY, party: str = "TK", joint: str = "HT") -> dict[str, object]:
    rows = release.view(TABLES, release.release_rules(rules), Viewer(joint, party, on))
    return {name: cell.value for one in rows for name, cell in one.cells.items()}


def test_without_a_rule_nothing_is_seen():
    assert seen() == {}


def test_a_rule_releases_its_field_to_its_party_from_its_day():
    assert seen(rule()) == {"name_vi": "Khu"}
    assert seen(rule(), party="HQ") == {}
    assert seen(rule(), joint="HT2") == {}
    assert seen(rule(row="HT")) == {"name_vi": "Khu"}
    assert seen(rule(row="HT2")) == {}
    assert seen(rule(table="joint_parties")) == {}
    assert seen(rule(fields=("name_zh", "area_ours_ha"))) == {"name_zh": "区", "area_ours_ha": Decimal(24)}
    assert seen(rule(), on=DAY - timedelta(1)) == {}
    assert seen(rule(until=DAY)) == {"name_vi": "Khu"}
    assert seen(rule(until=DAY), on=DAY + timedelta(1)) == {}


def test_nothing_is_released_before_it_was_decided():
    late = rule(decided_on=DAY + timedelta(2))
    assert seen(late) == {}
    assert seen(late, on=DAY + timedelta(2)) == {"name_vi": "Khu"}
    assert [one.code for one in release.faults([late], [row("joint_parties", joint="HT", party="TK", side="theirs")], FACTS)] == ["ZON-183"]


@pytest.mark.parametrize("lacking", ["decision", "decided_on", "since", "fields", "parties", "table", "joint"])
def test_a_rule_that_lacks_a_part_releases_nothing(lacking):
    assert release.release_rules([rule(**{lacking: None})]) == ()


def test_there_is_no_word_for_all_fields():
    for word in ("*", "all", "tất-cả", "fields"):
        assert seen(rule(fields=(word,))) == {}
    found = release.faults([rule(fields=("*",), parties=("NX",))], [row("joint_parties", joint="HT", party="NX", side="ours")], FACTS)
    assert [one.code for one in found] == ["ZON-181", "ZON-182"]


def test_the_rules_themselves_cannot_be_released():
    assert "release_rules" not in RELEASED_TABLE


def test_own_words_are_read_without_a_rule_and_carry_none():
    rows = release.view(TABLES, (), Viewer("HT", "TK", DAY), [("joint_projects", "HT", "name_zh")])
    assert [(one.key, dict(one.cells)) for one in rows] == [("HT", {"name_zh": release.ReleasedCell("区", None)})]


@given(st.lists(st.sampled_from([column.name for column in FACTS["joint_projects"].columns]), unique=True), st.integers(-3, 3))
def test_a_view_never_shows_more_than_its_rules_say(fields, shift):
    on = DAY + timedelta(shift)
    shown = seen(rule(fields=tuple(fields)), on=on)
    held = {name for name in fields if PROJECT[name] is not None} if shift >= 0 else set()
    assert set(shown) == held


# --- commitments


def report(entry: int, done: str, answer: str | None = None) -> Row:
    return row("progress_reports", commitment="CK", entry=entry, joint="HT", party="NX", done=Decimal(done), countersign=answer)


@pytest.mark.parametrize(("reports", "state", "agreed"), [
    ([], CommitmentState.OPEN, None), ([report(1, "0.4")], CommitmentState.REPORTED, None),
    ([report(1, "0.4", "agreed")], CommitmentState.UNDER_WAY, Decimal("0.4")),
    ([report(1, "1")], CommitmentState.REPORTED, None), ([report(1, "1", "agreed")], CommitmentState.DONE, Decimal(1)),
    ([report(1, "0.4", "agreed"), report(2, "1", "disputed")], CommitmentState.DISPUTED, Decimal("0.4")),
    ([report(2, "1", "agreed"), report(1, "0.4", "disputed")], CommitmentState.DONE, Decimal(1)),
])
def test_a_report_counts_when_the_other_side_agrees(reports, state, agreed):
    found = cooperation.standing(DAY, reports, DAY + timedelta(1))
    assert (found.state, found.agreed, found.late) == (state, agreed, state is not CommitmentState.DONE)


def test_a_deadline_stands_in_both_calendars():
    found = cooperation.deadline(date(2026, 10, 1), ("VN", "CN", "VN"), date(2026, 9, 25))
    assert [(one.country, one.working, one.holiday) for one in found.days] == [("VN", True, ""), ("CN", False, "国庆节")]
    assert found.common == date(2026, 10, 8)
    assert cooperation.deadline(DAY, ("ZZ", ""), DAY) is None


def test_moved_working_days_are_kept_and_years_to_come_are_marked():
    assert [calendar.day_in("CN", date(2026, 10, 10)).working, calendar.day_in("VN", date(2026, 10, 10)).working] == [True, False]
    assert [calendar.day_in("VN", date(2026, 8, 22)).working, calendar.day_in("VN", date(2026, 8, 31)).working] == [True, False]
    assert [calendar.day_in("CN", date(year, 3, 2)).announced for year in (2026, 2031)] == [True, False]
    assert calendar.working_days("VN", date(2026, 11, 20), date(2026, 11, 27)) == 4  # Tuesday the 24th is a holiday
    assert calendar.working_days("VN", date(2026, 11, 27), date(2026, 11, 20)) == -4
    with pytest.raises(ValueError, match="no calendar"):
        calendar.day_in("ZZ", DAY)


# --- both sides compared


def test_figures_are_compared_as_their_column_reads_them():
    rules = release.release_rules([rule(fields=("name_vi", "name_zh", "area_ours_ha"))])
    rows = release.view(TABLES, rules, Viewer("HT", "TK", DAY))
    said = [row("partner_statements", table="joint_projects", row="HT", field=name, value=value) for name, value in (
        ("area_ours_ha", "24,0"), ("name_zh", "园"), ("area_theirs_ha", "9"))]
    found = {one.address[2]: (one.agreement, one.theirs) for one in cooperation.compare(rows, said, FACTS)}
    assert found == {"name_vi": (Agreement.UNSTATED, ""), "name_zh": (Agreement.DIFFERENT, "园"), "area_ours_ha": (Agreement.EQUAL, "24,0"),
                     "area_theirs_ha": (Agreement.WITHDRAWN, "9")}
    assert [one.code for one in cooperation.differences(cooperation.compare(rows, said, FACTS))] == ["ZON-190"]


def test_what_joint_rows_lack_is_named():
    parties = [row("joint_parties", joint="HT", party="NX", side="ours", role="lead", jurisdiction="VN", currency="VND"),
               row("joint_parties", joint="HT", party="TK", side="theirs", role="partner", jurisdiction="ZZ", currency="CNY")]
    tables = {
        "joint_projects": [PROJECT], "joint_parties": parties,
        "joint_budgets": [row("joint_budgets", joint="HT", party="TK", year=2026, currency="VND"),
                          row("joint_budgets", joint="HT", party="XX", year=2026, currency="VND")],
        "commitments": [row("commitments", commitment="CK", joint="HT", party="NX")],
        "progress_reports": [row("progress_reports", commitment="CK", entry=1, joint="HT", party="NX", countersign="agreed",
                                 countersigned_by="NX")],
    }
    assert [one.code for one in cooperation.gaps(tables)] == ["ZON-189", "ZON-188", "ZON-186", "ZON-187", "ZON-191"]
    first = next(iter(cooperation.gaps({**tables, "joint_parties": parties[:1], "joint_budgets": []})))
    assert first.code == "ZON-185"


# --- nothing classified


@pytest.mark.parametrize("text", ["Mật", "TỐI MẬT", "tuyệt mật", "Báo cáo (MẬT)", "Độ mật: Tối mật", "机密", "机密★1年", "MẬT - x",
                                  "To\u0302\u0301i ma\u0323\u0302t", "密级：秘密", "Top secret"])
def test_stamps_are_recognised(text):
    assert stamp(text) != ""


@pytest.mark.parametrize("text", ["Mật độ xây dựng", "MẬT ĐỘ XÂY DỰNG", "mật ong", "bí mật kinh doanh", "bảo mật thông tin", "密度",
                                  "人口密集",
                                  "secretary", "Đường Bí Mật", ""])
def test_words_that_only_sound_alike_pass(text):
    assert stamp(text) == ""


@pytest.mark.parametrize(("said", "out"), [("", False), ("không", False), ("无", False), ("nội bộ", True), ("A", True)])
def test_any_grade_in_the_column_of_secrecy_keeps_the_row_out(said, out):
    assert bool(graded({"secrecy": said})) is out


def test_a_stamped_row_stays_out_and_the_others_come_in(tmp_path):
    file = tmp_path / "commitments.csv"
    file.write_text("commitment,joint,party,text_vi,secrecy,du\nC1,HT,NX,làm đường,,\nC2,HT,NX,làm bãi,Mật,\nC3,HT,NX,(MẬT) làm cầu,,\n"
                    "C4,HT,NX,làm kè,,Tối mật\n", "utf-8")
    read = read_table(file, FACTS["commitments"])
    assert [one.text("commitment") for one in read.table.rows] == ["C1"]
    assert [(one.code, one.where.row) for one in read.findings if one.code == "ZON-180"] == [("ZON-180", 3), ("ZON-180", 4), ("ZON-180", 5)]


def test_a_sheet_under_a_stamp_stays_out_whole(tmp_path):
    file = tmp_path / "projects.csv"
    file.write_text("TUYỆT MẬT\n\nMã dự án,Tên dự án,Hình thức\nD1,Đường,đầu tư công\n", "utf-8")
    read = read_table(file, FACTS["projects"])
    assert (read.table.rows, [one.code for one in read.findings]) == ((), ["ZON-180"])


def test_every_table_that_may_be_released_knows_its_project_and_has_a_column_of_secrecy():
    for name in set(RELEASED_TABLE) - {"zones", "projects"}:
        names = {column.name: column.kind for column in FACTS[name].columns}
        assert names["joint"] is Kind.CODE
        assert "secrecy" in names
