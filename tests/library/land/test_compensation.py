"""Compensation reckoned again: cases an officer can check by hand, an oracle from the wording of the articles, laws of nature."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach import law
from quyhoach.land.compensation import PlanReckoning, reckon
from quyhoach.land.compensation_law import COMPONENTS
from quyhoach.land.compensation_lines import CompensationLine, CompensationPlan
from quyhoach.land.formulas import FORMULAS
from quyhoach.land.late_payment import late_payment
from quyhoach.law.kinds import COMPENSATION_FORMULAS

from .compensation_oracle import amount_of

CASES = Path(__file__).parents[2] / "cases"
LINES = yaml.safe_load((CASES / "land_compensation.yaml").read_text("utf-8"))
ACCOUNTS = yaml.safe_load((CASES / "land_accounts.yaml").read_text("utf-8"))
DAY = date(2025, 5, 10)
_DECIMALS = ("quantity", "coefficient", "life_years", "used_years", "extra_share", "farmland_held_m2", "farmland_lost_m2", "share",
             "times", "quota_m2")


def line_of(figures: dict[str, Any], number: int = 1) -> CompensationLine:
    values = {name: Decimal(str(value)) if name in _DECIMALS and value is not None else value for name, value in figures.items()}
    return CompensationLine(**{"line": f"D{number}", "plan": "PA", "parcel": "T1", "holder": "H1", **values})


def plan_of(lines: list[CompensationLine], approved_on: date = DAY, rice: int | None = 15000, **stated: Any) -> PlanReckoning:
    plan = CompensationPlan("PA", "MB", "1/QĐ", approved_on, rice_price_vnd=rice, **stated)
    return reckon(plan, lines, law.at(approved_on), {"T1": ("LUC", Decimal("1.5"))})


@pytest.mark.parametrize("case", LINES, ids=lambda case: case["name"])
def test_line_is_reckoned_by_its_article(case: dict[str, Any]) -> None:
    made = plan_of([line_of(case["line"])], case["approved_on"], case.get("rice_price_vnd", 15000))
    assert made.lines[0].amount_vnd == case["expect"]
    about_lines = [found.code for found in made.findings if found.where.object_id == "D1"]
    assert about_lines == case.get("codes", [])


@pytest.mark.parametrize("case", ACCOUNTS, ids=lambda case: case["name"])
def test_deductions_take_only_what_they_may(case: dict[str, Any]) -> None:
    lines = [line_of({"component": component, "quantity": 1, "unit_price_vnd": amount}, n)
             for n, (component, amount) in enumerate(case["lines"])]
    (account,) = plan_of(lines).holders
    assert {
        "compensation": account.compensation_vnd, "support": account.support_vnd, "bonus": account.bonus_vnd,
        "deducted": account.deducted_vnd, "debt": account.debt_vnd, "net": account.net_vnd,
    } == case["expect"]


def test_every_formula_of_the_law_files_has_a_function() -> None:
    assert set(FORMULAS) == set(COMPENSATION_FORMULAS)
    assert {row["formula"] for day in (date(2019, 1, 1), date(2026, 11, 1)) for row in law.at(day).value(COMPONENTS)} == set(FORMULAS)


def test_a_line_is_traced_to_its_figures_and_articles() -> None:
    (line,) = plan_of([line_of({"component": "structure", "new_value_vnd": 600_000_000, "life_years": 50, "used_years": 20})]).lines
    assert line.tokens == (600_000_000, "−", 600_000_000, "/", Decimal(50), "×", Decimal(20))
    assert [(c.parameter, c.part, c.article, str(c.certainty)) for c in line.articles] == [
        ("compensation-components", "structure", "Điều 14", "unverified"), ("compensation-limits", "structure", "Điều 14", "seen"),
    ]


@pytest.mark.parametrize(("price", "short"), [(2_000_000, 100_000_000), (2_999_999, 100), (3_000_001, 0)])
def test_a_shortfall_is_measured_against_the_holders_own_land(price: int, short: int) -> None:
    lines = [line_of({"component": "resettlement_shortfall", "new_value_vnd": 300_000_000}),
             line_of({"component": "land", "quantity": 100, "unit_price_vnd": price}, 2),
             line_of({"component": "land", "quantity": 900, "unit_price_vnd": price, "holder": "H2"}, 3)]
    assert [one.amount_vnd for one in plan_of(lines).lines] == [short, 100 * price, 900 * price]
    still_open = [lines[0], line_of({"component": "land", "quantity": 100}, 2)]
    assert [one.amount_vnd for one in plan_of(still_open).lines] == [None, None]


def test_a_province_may_give_more_months() -> None:
    months = [{**row, "months": 10} if row["code"] == "part_stay" else dict(row) for row in law.at(DAY).value("life-stabilisation-months")]
    own = law.override("life-stabilisation-months", "00", [
        {"from": date(2025, 1, 1), "value": months, "document": "9/2025/QĐ-UBND", "article": "Điều 4", "certainty": "seen"},
    ])
    line = line_of({"component": "life_stabilisation", "persons": 1, "moving": "stay", "farmland_held_m2": 100, "farmland_lost_m2": 50})
    made = reckon(CompensationPlan("PA", "MB", approved_on=DAY, rice_price_vnd=10000), [line], law.at(DAY, "00", [own]), {})
    assert (made.lines[0].amount_vnd, made.lines[0].articles[-1].document) == (10 * 30 * 10000, "9/2025/QĐ-UBND")


def test_totals_stand_beside_those_stated() -> None:
    lines = [line_of({"component": "land", "quantity": 100, "unit_price_vnd": 50_000}),
             line_of({"component": "graves", "quantity": 2, "unit_price_vnd": 1_000_000}, 2)]
    made = plan_of(lines, organisation_vnd=100_000, other_vnd=0, compensation_vnd=7_000_000, total_vnd=7_100_000, area_ha=Decimal(2),
                   graves=2, holders=1, retrained=0, resettled=0, infrastructure_moved="không", schedule="tháng 6")
    assert (made.totals.to_holders_vnd, made.totals.budget_vnd, made.totals.total_area_ha) == (7_000_000, 7_100_000, Decimal("1.5"))
    assert [(found.code, found.where.column) for found in made.findings] == [("LND-058", "area_ha")]


def test_totals_the_decree_asks_for_are_missed() -> None:
    (told,) = plan_of([], compensation_vnd=0, total_vnd=0, organisation_vnd=0).findings
    assert told.code == "LND-059"
    assert str(told.values["lacking_vi"]).count(";") == 6
    assert "Điều 3 khoản 1" in told.text("why")


def test_organisation_cost_was_capped_by_the_old_law_only() -> None:
    lines = [line_of({"component": "land", "quantity": 100, "unit_price_vnd": 50_000})]
    assert [f.code for f in plan_of(lines, date(2019, 6, 1), organisation_vnd=100_001).findings] == ["LND-065"]
    assert [f.code for f in plan_of(lines, date(2019, 6, 1), organisation_vnd=100_000).findings] == []
    assert "LND-065" not in [f.code for f in plan_of(lines, organisation_vnd=100_001).findings]


@pytest.mark.parametrize(("paid_on", "days", "extra"), [
    (date(2026, 2, 23), None, None), (date(2026, 2, 24), 1, 300_000), (date(2026, 3, 5), 10, 3_000_000), (None, 38, 11_400_000),
])
def test_late_payment_owes_the_tax_rate_by_days(paid_on: date | None, days: int | None, extra: int | None) -> None:
    late = late_payment("T1", 1_000_000_000, date(2026, 2, 23), paid_on, date(2026, 4, 2), Decimal("0.0003"))
    assert (late.days, late.extra_vnd) == (days, extra) if late else days is None


# --- against the oracle

_AMOUNT, _AREA = st.integers(1, 10**10), st.decimals(Decimal("0.1"), 50_000, places=1)
_PART = st.decimals(0, 1, places=3)
_FARM = {"persons": st.integers(0, 12), "farmland_held_m2": st.integers(1, 100), "farmland_lost_m2": st.integers(0, 100)}


def lines_of_kind(*components: str, **figures: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"component": st.sampled_from(components), **figures})


def lost_at_most_held(line: dict[str, Any]) -> dict[str, Any]:
    held = line.get("farmland_held_m2")
    return line if held is None else {**line, "farmland_lost_m2": min(line["farmland_lost_m2"], held)}


ANY_LINE = st.one_of(
    lines_of_kind("land", "crops", "graves", "resettlement", quantity=_AREA, unit_price_vnd=_AMOUNT),
    lines_of_kind("structure", new_value_vnd=_AMOUNT, life_years=st.integers(1, 100), used_years=st.integers(0, 120), extra_share=_PART),
    lines_of_kind("life_stabilisation", moving=st.just("hard"), months=st.integers(0, 60), **_FARM),
    lines_of_kind("life_stabilisation", moving=st.sampled_from(["stay", "move"]), **_FARM),
    lines_of_kind("business_stabilisation", income_vnd=_AMOUNT, share=_PART),
    lines_of_kind("worker_stoppage", persons=st.integers(0, 50), months=st.integers(0, 12), unit_price_vnd=_AMOUNT),
    lines_of_kind("job_change", times=st.decimals(0, 9, places=2), unit_price_vnd=_AMOUNT, quantity=_AREA, quota_m2=_AREA),
).map(lost_at_most_held)


@settings(max_examples=80, deadline=None)
@given(ANY_LINE)
def test_engine_agrees_with_the_wording(figures: dict[str, Any]) -> None:
    assert plan_of([line_of(figures)]).lines[0].amount_vnd == amount_of(figures, 15000)


@settings(max_examples=25, deadline=None)
@given(st.lists(ANY_LINE, max_size=6), st.integers(0, 10**11), st.randoms(use_true_random=False))
def test_money_is_conserved_and_order_does_not_matter(figures: list[dict[str, Any]], owed: int, dice: Any) -> None:
    lines = [replace(line_of(one, n), holder=f"H{n % 2}") for n, one in enumerate(figures)]
    lines.append(line_of({"component": "duties_owed", "quantity": 1, "unit_price_vnd": owed, "holder": "H0"}, 99))
    made = plan_of(lines)
    assert sum(holder.net_vnd + holder.deducted_vnd for holder in made.holders) == made.totals.to_holders_vnd
    assert made.totals.paid_vnd == sum(holder.net_vnd for holder in made.holders)
    assert all(holder.net_vnd >= 0 and holder.debt_vnd >= 0 for holder in made.holders)
    dice.shuffle(lines)
    again = plan_of(lines)
    assert (again.holders, again.totals) == (made.holders, made.totals)
