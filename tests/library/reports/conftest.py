"""A small province with a plan made by hand from the real types: what the reports print, without waiting for an engine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from quyhoach.capital.plan import Allocation, CapitalPlan, Certificate, PricedRow, ProjectDecision, Reason, Status
from quyhoach.capital.problem import CapitalProblem, Excluded, Mix, Obligation, ProjectToFund
from quyhoach.findings import Place, finding
from quyhoach.law.kinds import Certainty
from quyhoach.law.reader import Citation
from quyhoach.money import UNITS
from quyhoach.province.province import Province, ProvinceInfo, Scenario, ScenarioInfo
from quyhoach.province.solve import Question
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.reports.plan_report import PlanReport
from quyhoach.tables.spec import Row, Table, TableSpec

YEARS = (2026, 2027)
FUNDS = ("NSDP.CD", "NSTW.TN")


def table(spec: TableSpec, *rows: dict[str, object]) -> Table:
    empty = {column.name: None for column in spec.columns}
    return Table(spec, tuple(Row({**empty, **row}) for row in rows))


def province() -> Province:
    facts = {name: Table(spec) for name, spec in FACTS.items()}
    facts["sources"] = table(
        FACTS["sources"], {"fund": "NSDP.CD", "name_vi": "Cân đối ngân sách địa phương", "name_en": "Local budget"},
        {"fund": "NSTW.TN", "name_vi": "Ngân sách trung ương trong nước"},
    )
    facts["projects"] = table(
        FACTS["projects"], {"project": "DA01", "name_vi": "Đường vào cửa khẩu", "group": "B", "zone": "K1"},
        {"project": "DA02", "name_vi": "Trường học"}, {"project": "DA03", "name_vi": "Kho lạnh"}, {"project": "DA04", "name_vi": "Cầu"},
    )
    facts["zones"] = table(FACTS["zones"], {"zone": "K1", "name_vi": "Khu cửa khẩu"})
    facts["directives"] = table(
        FACTS["directives"],
        {"directive": "C0", "document": "NQ 1", "issued_on": "2024", "summary_vi": "Không tới dự án nào"},
        {"directive": "C1", "document": "NQ 2", "issued_on": "2025", "summary_vi": "Làm đường vào cửa khẩu", "zones": ("K1",)},
    )
    totals = (
        {"figure": f"C{n}", "period": "2025", "scope": f"phạm vi {n}", "quantity": "ke-hoach", "name_vi": "Kế hoạch vốn",
         "plan": amount, "snapshot_date": f"2025-0{n}", "source": f"https://bao{n}.vn/tin"}
        for n, amount in ((1, 1000), (2, 1200), (3, 1300))
    )
    facts["capital_history"] = table(
        FACTS["capital_history"], *totals,
        {"figure": "C9", "period": "2024", "scope": "tỉnh", "quantity": "ke-hoach", "name_vi": "Kế hoạch", "plan": 7},
    )
    info = ScenarioInfo(
        "co-so", "Cơ sở", "Base", True, date(2025, 8, 1), date(2025, 12, 31), 2026, 2027, ((2026, 2030),), Decimal("0.5"),
        Decimal("0.95"),
    )
    scenario = Scenario(info, {name: Table(spec) for name, spec in SCENARIO.items()})
    return Province(ProvinceInfo("99", "Tỉnh Nhỏ", "Small Province", UNITS["trieu_dong"], "VN", ""), facts, {"co-so": scenario})


def problem() -> CapitalProblem:
    def project(name: str, need: int, rank: int) -> ProjectToFund:
        return ProjectToFund(name, need, need + 5, rank, 60.0, 2, 2026, 2026, (Mix("NSDP.CD"), Mix("NSTW.TN")))

    return CapitalProblem(
        YEARS, FUNDS, {(fund, year): 1000 for fund in FUNDS for year in YEARS}, {("NSDP.CD", 2026, 2030): 1800},
        (project("DA01", 900, 6), project("DA02", 500, 8), project("DA03", 700, 8)),
        obligations=(Obligation("NV01", 100, 1, ("NSDP.CD",), 2026, 2026),), excluded=(Excluded("DA04", "CLI-018"),),
    )


def plan() -> CapitalPlan:
    money = (
        Allocation("NV01", "NSDP.CD", 2026, 80, "obligation"), Allocation("DA01", "NSDP.CD", 2026, 300),
        Allocation("DA01", "NSTW.TN", 2026, 200), Allocation("DA01", "NSDP.CD", 2027, 400), Allocation("DA02", "NSTW.TN", 2027, 500),
        Allocation("DA09", "NSTW.TN", 2026, 50, "lock"),
    )
    decisions = (
        ProjectDecision("DA01", True, 2026, 2027, 1), ProjectDecision("DA02", True, 2027, 2027, 0),
        ProjectDecision("DA03", False, None, None, 0, (Reason("logic", "window", {"duration": 9, "earliest": 2026, "last": 2027}),)),
    )
    rows = (PricedRow("yearly-ceiling:NSTW.TN:2027", "yearly-ceiling", "NSTW.TN", 2027, 0.25, 1000.0),)
    return CapitalPlan(
        Status.OPTIMAL, 118.5, 118.6, 0.000843, (), money, decisions, {}, {"NV01": 20},
        Certificate(bound=119.0, gap=0.0042, rows=rows, leaves=(), data={"b": 2, "a": (1, 2)}), (), 1.5,
    )


@pytest.fixture
def report() -> PlanReport:
    citation = Citation("priority-ladder", "L6", "Luật 58/2024/QH15", "Điều 54", Certainty.SEEN, date(2025, 7, 1), None)
    labels = {1: ("hoàn ứng", "refunds"), 6: ("chuyển tiếp", "transition"), 8: ("khởi công mới", "new starts")}
    names = {"DA01": "Đường vào cửa khẩu", "DA02": "Trường học", "DA03": "Kho lạnh", "DA04": "Cầu"}
    question = Question(problem(), (), (citation,), Decimal("0.4"), names, labels)
    kept_out = finding("CLI-018", Place(object_id="DA04"), project="DA04", near="DA01")
    return PlanReport(province(), "co-so", question, plan(), (kept_out,), date(2025, 8, 1))
