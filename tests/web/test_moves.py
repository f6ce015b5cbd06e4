"""What a slider's answer says of who moves and why, on the province of the first screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from quyhoach.province.folder import read_province
from quyhoach.province.province import Province
from quyhoach.reports.plan_report import PlanReport
from quyhoach_web.queries.moves import moves
from quyhoach_web.services import runs

SCENARIO = "minh-hoa-2026-2030"


@pytest.fixture(scope="module")
def province() -> Province:
    found = read_province(Path(__file__).parents[2] / "examples" / "lang_son").province
    assert found is not None
    return found


@pytest.fixture(scope="module")
def base(province: Province) -> PlanReport:
    return runs.previewed(province, SCENARIO)


def moved(base: PlanReport, change: str) -> dict:
    return moves(base, runs.previewed(base.province, SCENARIO, (change,), None, None, base.plan))


def test_less_money_that_places_more_is_explained(base: PlanReport) -> None:
    found = moved(base, "NSTW.TN:2026=-30%")
    assert ([one["code"] for one in found["entering"]], [one["code"] for one in found["leaving"]]) == (["P069"], ["P006"])
    assert found["turn"] == (
        "Trần giảm 633.960 mà vốn bố trí tăng 1.204.489: P006 ra nên thang ưu tiên không còn giữ 898.000 cho dự án ấy; "
        "phần còn lại nay đủ cho trọn P069 (cần 2.102.489), trước đó chưa đủ.")
    assert found["leaving"][0]["why"].startswith("Chờ ở bậc 7 (")
    assert found["entering"][0]["why"].startswith("Vào ở bậc 13 (")


def test_nobody_moves_but_years_do(base: PlanReport) -> None:
    found = moved(base, "NSTW.MTQG:2026=-50%")
    assert (found["entering"], found["leaving"]) == ([], [])
    assert [(one["code"], one["text"]) for one in found["later"]] == [("P075", "2026–2027 → 2026–2028")]
    assert found["turn"] == "Vẫn những dự án ấy được bố trí; có dự án đổi năm."


def test_more_money_that_moves_nobody_says_so(base: PlanReport) -> None:
    assert moved(base, "NSTW.TN:2026=+15%")["turn"] == "Phần trần thêm chưa đủ cho trọn một dự án đang chờ nào."


def test_the_way_one_expects_needs_no_sentence(base: PlanReport) -> None:
    found = moved(base, "NSTW.MTQG:2026=+15%")
    assert ([one["code"] for one in found["entering"]], found["leaving"], found["turn"]) == (["P069"], [], "")
    assert moves(base, base) == {"entering": [], "leaving": [], "later": [], "turn": ""}
