"""Two editions side by side: what entered, left and moved, and that the sums close."""

from __future__ import annotations

from pathlib import Path

from quyhoach.exchange.foreign import import_list
from quyhoach.exchange.map_reader import read_map
from quyhoach.province.checks import check, check_project
from quyhoach.province.editions import StatedChange, compare_editions, states_money
from quyhoach.province.folder import read_province
from quyhoach.province.province import Province
from quyhoach.province.solve import question_of

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def example() -> Province:
    read = read_map(EXAMPLES / "maps" / "thi_tran.toml")
    assert read.map is not None
    province = import_list(read.map, EXAMPLES / "maps" / "thi_tran").province
    assert province is not None
    return province


def test_projects_that_entered_and_left() -> None:
    found = compare_editions(example(), "lan-2026", "lan-2027")
    assert (found.entered, found.left, found.kept) == (("CT-05",), ("CT-03", "CT-04"), ("CT-01", "CT-02"))
    assert (found.total_a, found.total_b) == (31_000, 21_000)
    assert found.asked_b == {"CT-01": 4_000, "CT-02": 9_000, "CT-05": 8_000}


def test_money_moves_in_years_both_speak_of() -> None:
    """2026 and 2029 belong to one edition each: money there has not moved, it was never asked twice."""
    found = compare_editions(example(), "lan-2026", "lan-2027")
    assert found.years == (2027, 2028)
    assert StatedChange("CT-02", "NSTINH", 2028, 0, 2_000) in found.money
    assert {change.year for change in found.money} == {2027, 2028}
    assert sum(change.after - change.before for change in found.by_source) == found.total_b - found.total_a


def test_the_other_way_round_is_the_mirror_image() -> None:
    there, back = compare_editions(example(), "lan-2026", "lan-2027"), compare_editions(example(), "lan-2027", "lan-2026")
    assert (there.entered, there.left) == (back.left, back.entered)
    mirrored = [StatedChange(c.project, c.fund, c.year, c.after, c.before) for c in back.money]
    assert list(there.money) == mirrored
    assert compare_editions(example(), "lan-2026", "lan-2026").money == ()


def test_projects_off_the_list_are_kept_out_by_name() -> None:
    question = question_of(example(), "lan-2027")
    assert sorted(p.id for p in question.problem.projects) == ["CT-01", "CT-02", "CT-05"]
    assert [(e.id, e.code) for e in question.problem.excluded] == [("CT-03", "CAP-030"), ("CT-04", "CAP-030")]


def test_one_project_is_checked_as_the_province_is() -> None:
    province = example()
    for name in province.scenarios:
        for project in ("CT-01", "CT-02", "CT-03", "CT-05"):
            whole = {(f.code, f.where.row) for f in check(province, name) if project in (f.where.object_id, f.values.get("project"))}
            assert {(f.code, f.where.row) for f in check_project(province, name, project)} == whole


def test_scenario_without_proposals_states_no_money() -> None:
    small = read_province(EXAMPLES / "tinh_nho").province
    assert small is not None
    assert not states_money(small.scenarios["co-so"])
    assert states_money(example().scenarios["lan-2026"])
