from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from quyhoach.capital.plan import Reason, Status
from quyhoach.capital.problem import Excluded
from quyhoach.capital.reasons import WAITS_FOR_LAND
from quyhoach.findings import finding
from quyhoach.province.specs import FACTS
from quyhoach.province.thread import Step
from quyhoach.reports.demo_text import Demo, demo_json, demo_text, sentence_of, shown_contradiction, shown_thread
from quyhoach.reports.findings_text import counts_line, findings_text
from quyhoach.reports.plan_report import PlanReport, headline, sections
from quyhoach.reports.plan_text import fund_table, funded_list, plan_text
from quyhoach.reports.text import WIDTH, width_of
from quyhoach.reports.thread_text import knots
from quyhoach.tables.spec import Row, Table


def test_headline_counts_and_rounds_the_gap_up(report: PlanReport) -> None:
    assert headline(report, "vi") == (
        "2 dự án được bố trí vốn, tổng 1.400, nghĩa vụ 80, vốn đã khóa 50 triệu đồng; 1 dự án chưa được bố trí; "
        "1 dự án không xét: 1 vì lý do khác; phương án cách tốt nhất có thể không quá 0,085\u00a0%."
    )
    none = replace(report, plan=replace(report.plan, status=Status.NONE))
    assert headline(none, "en") == "No plan could be made; see the findings."


def test_headline_says_why_projects_were_not_considered(report: PlanReport) -> None:
    codes = ("CAP-010", "CAP-010", "CAP-011", "CAP-012", "CAP-013", "CAP-017", "CHK-171", "CHK-172", "CAP-014")
    excluded = tuple(Excluded(f"X{n}", code) for n, code in enumerate(codes))
    problem = replace(report.question.problem, excluded=excluded, obligations=(), locks=())
    projects = tuple(a for a in report.plan.allocations if a.kind == "project")
    found = replace(report, question=replace(report.question, problem=problem), plan=replace(report.plan, allocations=projects, gap=0.0))
    assert headline(found, "en") == (
        "2 projects are funded with 1,400 million dong; 1 are not; 9 are not considered: 2 only tracked, 1 part of another, "
        "3 over, paid in full or dropped, 2 lacking figures, 1 for other reasons; it is proven to be the best plan."
    )


def test_money_out_of_the_ceilings_is_everything_but_locks(report: PlanReport) -> None:
    assert report.spent == {("NSDP.CD", 2026): 380, ("NSTW.TN", 2026): 200, ("NSDP.CD", 2027): 400, ("NSTW.TN", 2027): 500}


def test_sections_follow_the_ladder(report: PlanReport) -> None:
    assert [(s.rank, [d.id for d in s.decisions]) for s in sections(report)] == [(6, ["DA01"]), (8, ["DA02"])]


def test_fund_table(report: PlanReport) -> None:
    assert fund_table(report, "en").split("\n")[2:] == [
        "Source                                                 2026   2027  Total",
        "─────────────────────────────────────────  ─────────  ─────  ─────  ─────",
        "Local budget (NSDP.CD)                     Allocated    380    400    780",
        "                                           Ceiling    1,000  1,000  2,000",
        "Ngân sách trung ương trong nước (NSTW.TN)  Allocated    200    500    700",
        "                                           Ceiling    1,000  1,000  2,000",
        "                                           Locked        50      0     50",
        "Total                                      Allocated    580    900  1,480",
        "                                           Locked        50      0     50",
    ]


def test_ten_years_of_large_money_stay_within_the_line(report: PlanReport) -> None:
    years = tuple(range(2026, 2036))
    ceilings = {(fund, year): 10**10 for fund in report.question.problem.funds for year in years}
    problem = replace(report.question.problem, years=years, ceilings=ceilings)
    text = fund_table(replace(report, question=replace(report.question, problem=problem)), "vi")
    assert max(width_of(line) for line in text.split("\n")) <= WIDTH
    assert [str(year) for year in years if f" {year}" not in text] == []


def test_lists_name_rank_and_delay(report: PlanReport) -> None:
    assert funded_list(report, "vi").split("\n")[4:6] == [
        "▸ chuyển tiếp", "DA01  Đường vào cửa khẩu  2026–2027, chậm 1 năm    60     900",
    ]


def test_one_year_is_one_year_in_english(report: PlanReport) -> None:
    assert "2026–2027, 1 year late " in funded_list(report, "en")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_line_is_wider_than_the_terminal(report: PlanReport, lang: str) -> None:
    text = plan_text(report, lang) + "\n" + demo_text(Demo(report, report.findings, "out/a.xlsx"), lang)
    assert [line for line in text.split("\n") if width_of(line) > WIDTH] == []


def test_findings_come_errors_first_with_counts() -> None:
    found = (finding("CLI-021", file="a"), finding("CLI-010"))
    assert [line[:9] for line in findings_text(found, "en").split("\n\n")] == ["✗ CLI-010", "! CLI-021", "Findings:"]
    assert counts_line(found, "vi") == "Phát hiện: 1 lỗi, 1 cảnh báo, 0 ghi chú."


def test_demo_shows_by_rule_not_by_name(report: PlanReport) -> None:
    group = shown_contradiction(report)
    assert group is not None
    assert [f.amount for f in group.figures] == [1000, 1200, 1300]
    assert [(step.kind, step.id) for step in shown_thread(report)[:3]] == [("directive", "C1"), ("zone", "K1"), ("project", "DA01")]
    data = demo_json(Demo(report, report.findings, ""), "vi")
    assert (data["funded"], data["waiting_for_land"], data["breaches"], data["why"]["project"]) == (2, 0, 1, "DA03")


def lines(name: str, *rows: dict[str, object]) -> Table:
    empty = {column.name: None for column in FACTS[name].columns}
    return Table(FACTS[name], tuple(Row({**empty, **row}) for row in rows))


def test_the_thread_prefers_a_project_whose_land_is_recorded(report: PlanReport) -> None:
    facts = dict(report.province.facts)
    facts["projects"] = lines("projects", *({**row.values, "zone": "K1"} for row in facts["projects"].rows))
    both = replace(report, province=replace(report.province, facts=facts))
    assert [step.kind for step in shown_thread(both)][:3] == ["directive", "zone", "project"]
    assert project_of(shown_thread(both)) == "DA01"
    assert "Thửa đất: chưa có thửa đất nào được ghi" in demo_text(Demo(both, (), ""), "vi")
    facts["land_records"] = lines("land_records", {"record": "L1", "subject": "Trường", "project": "DA02", "as_of": "2025-03-26",
                                                   "area_required_ha": Decimal("1.50")})
    assert project_of(shown_thread(both)) == "DA02"
    assert "Thu hồi đất: cần 1,5 ha, chưa ghi đã xong bao nhiêu – Trường · 26/03/2025 · L1" in demo_text(Demo(both, (), ""), "vi")
    assert demo_json(Demo(both, (), ""), "en")["thread"][-1]["area_ha"] == 1.5


def project_of(steps: tuple[Step, ...]) -> str:
    return next(step.id for step in steps if step.kind == "project")


def test_every_knot_of_the_thread_has_one_wording() -> None:
    steps = (
        Step("directive", "C1", "Làm đường", "Build the road", period="2013-09-13", source="NQ 68"), Step("project", "P1", "Đường"),
        Step("cost", "P1", "Tổng mức đầu tư", "Total", 1500, period="2024-04"),
        Step("funding", "P1", "Xổ số"), Step("funding", "P1", "Phí"),
        Step("allocated", "P1", "Phí", "", 7, "PHI", "2027"), Step("allocated", "P1", "Xổ số", "", 5, "XS", "2026"),
        Step("allocated", "P1", "Phí", "", 5, "PHI", "2026"),
        Step("parcel", "MB1", "Bãi", "", 20, period="2026", area=Decimal("1.7250"), assumed="r"),
        Step("land", "L1", "Bãi", done=Decimal(2)), Step("land", "L2", "Bãi"),
    )
    assert [(knot.word, knot.label, knot.text) for knot in knots(steps, "vi", "đồng")] == [
        ("Chỉ đạo", "“Làm đường”", "NQ 68 · 13/09/2013 · C1"), ("Dự án", "Đường", "P1"), ("Vốn", "1.500 đồng", "Tổng mức đầu tư · 04/2024"),
        ("Nguồn được dùng", "Xổ số · Phí", ""), ("Phương án bố trí", "17 đồng", "2026: 10 · 2027: 7"),
        ("Thửa đất", "1,725 ha", "Bãi · giải phóng mặt bằng 20 đồng · giao đất năm 2026 · MB1"),
        ("Thu hồi đất", "đã xong 2 ha, chưa ghi cần bao nhiêu", "Bãi · L1"), ("Thu hồi đất", "có hồ sơ, chưa ghi diện tích", "Bãi · L2"),
    ]
    assert [knot.assumed for knot in knots(steps, "vi", "đồng")[-3:]] == ["r", "", ""]
    assert [(knot.label, knot.missing) for knot in knots(steps[:1], "en", "dong")] == [
        ("“Build the road”", False), ("no parcel is recorded", True)]
    assert knots((), "vi", "đồng") == ()


def test_demo_counts_projects_that_wait_for_land(report: PlanReport) -> None:
    *rest, out = report.plan.decisions
    waiting = replace(out, reasons=(Reason("logic", min(WAITS_FOR_LAND)),))
    found = replace(report, plan=replace(report.plan, decisions=(*rest, waiting)))
    assert sentence_of(Demo(found, (), ""), "vi").startswith("2 dự án được bố trí vốn, 1 dự án chờ đất, 0 vi phạm; ")
