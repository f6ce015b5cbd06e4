from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from quyhoach.capital.plan import Allocation
from quyhoach.law.reader import parameter_named
from quyhoach.reports.plan_report import PlanReport
from quyhoach.reports.plan_workbook import write_plan_workbook

SHEETS = ["Tóm tắt", "Nguồn vốn theo năm", "Kế hoạch vốn", "Không bố trí", "Giá và chứng minh", "Phát hiện"]


def rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))


def test_the_plan_adds_up(report: PlanReport, tmp_path: Path) -> None:
    write_plan_workbook(report, tmp_path / "a.xlsx", "vi")
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == SHEETS
    sheet = rows(tmp_path / "a.xlsx", "Kế hoạch vốn")
    assert sheet[3][8:14] == ("Tổng", "NSDP.CD", "NSTW.TN", "Tổng", "NSDP.CD", "NSTW.TN")
    assert [(row[0], row[2], row[7:14]) for row in sheet[4:]] == [
        (None, "Tổng", (1530, 630, 380, 250, 900, 400, 500)),
        ("I", "NV01: hoàn ứng", (80, 80, 80, None, None, None, None)),
        ("II", "chuyển tiếp", (900, 500, 300, 200, 400, 400, None)),
        (1, "Đường vào cửa khẩu", (900, 500, 300, 200, 400, 400, None)),
        ("III", "khởi công mới", (500, None, None, None, 500, None, 500)),
        (1, "Trường học", (500, None, None, None, 500, None, 500)),
        (None, "Đã khóa", (50, 50, None, 50, None, None, None)),
    ]
    assert sheet[7][3:7] == ("B", "2026–2027", 905, 900)


def test_need_shown_holds_the_money_locked_for_the_project(report: PlanReport, tmp_path: Path) -> None:
    lock = Allocation("DA02", "NSTW.TN", 2026, 70, "lock")
    locked = replace(report, plan=replace(report.plan, allocations=(*report.plan.allocations, lock)))
    write_plan_workbook(locked, tmp_path / "a.xlsx", "vi")
    row = next(row for row in rows(tmp_path / "a.xlsx", "Kế hoạch vốn") if row[1] == "DA02")
    assert row[6:8] == (570, 570)


def test_sources_say_ceiling_given_and_left(report: PlanReport, tmp_path: Path) -> None:
    write_plan_workbook(report, tmp_path / "a.xlsx", "vi")
    sheet = rows(tmp_path / "a.xlsx", "Nguồn vốn theo năm")
    assert [(row[0], *row[2:]) for row in sheet[2:7]] == [
        ("NSDP.CD", 2026, 1000, 380, 620, 0), ("NSDP.CD", 2027, 1000, 400, 600, 0),
        ("NSTW.TN", 2026, 1000, 200, 800, 50), ("NSTW.TN", 2027, 1000, 500, 500, 0),
        ("Tổng", None, 4000, 1480, 2520, 50),
    ]
    assert sheet[-1][:6] == ("NSDP.CD", "Cân đối ngân sách địa phương", "2026–2030", 1800, 780, 1020)


def test_projects_left_out_say_why(report: PlanReport, tmp_path: Path) -> None:
    write_plan_workbook(report, tmp_path / "a.xlsx", "en")
    assert rows(tmp_path / "a.xlsx", "Not funded")[-1] == (
        2, "DA04", "Cầu", None, "The scenario has no project “DA04”. Nearest: DA01.",
    )


def test_numbers_names_and_limits_are_said_in_vietnamese(report: PlanReport, tmp_path: Path) -> None:
    write_plan_workbook(report, tmp_path / "a.xlsx", "vi")
    summary = {row[0]: row[1] for row in rows(tmp_path / "a.xlsx", "Tóm tắt")}
    assert (summary["Lợi ích của phương án"], summary["Số mũ quy mô γ"]) == ("118,500000", "0,5")
    label = parameter_named("priority-ladder").label["vi"]
    assert summary["Căn cứ pháp lý đã dùng"] == f"Luật 58/2024/QH15, Điều 54 (từ 01/07/2025): {label} [L6]"
    assert rows(tmp_path / "a.xlsx", "Giá và chứng minh")[2][:3] == ("yearly-ceiling:NSTW.TN:2027", "Trần vốn năm", "NSTW.TN")


def test_same_plan_same_bytes(report: PlanReport, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_plan_workbook(report, tmp_path / name, "vi")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_name_is_never_a_formula(report: PlanReport, tmp_path: Path) -> None:
    named = replace(report, question=replace(report.question, names={"DA01": "=1+1"}))
    write_plan_workbook(named, tmp_path / "a.xlsx", "vi")
    cell = load_workbook(tmp_path / "a.xlsx")["Kế hoạch vốn"].cell(8, 3)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_folder_that_is_not_there_is_an_os_error(report: PlanReport, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_plan_workbook(report, tmp_path / "không" / "a.xlsx", "vi")
