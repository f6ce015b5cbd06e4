"""The preview is quick and may be far from the best, but it is checked, honest, and the same every time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.capital.checker import check_plan
from quyhoach.capital.engine import plan_capital
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.preview import preview
from quyhoach.capital.problem import Bundle, CapitalProblem, Mix, Obligation, Precedence, ProjectToFund
from quyhoach.province.folder import read_province
from quyhoach.province.solve import parse_change, question_of
from quyhoach.province.solve import preview as preview_question

from .strategies import province_problems, tiny_problems
from .test_laws_of_nature import assert_money_adds_up

ROOT = Path(__file__).resolve().parents[3]
FEW = max(5, settings.default.max_examples // 40)
SOME = max(40, settings.default.max_examples // 10)
YEARS, FUNDS = tuple(range(2026, 2031)), ("NSDP.CD", "NSDP.XS", "NSTW.TN")
PERCENT = st.sampled_from((0, 30, 50, 70, 90, 97, 100, 103, 110, 130, 200))


def scaled(problem: CapitalProblem, percent: int) -> CapitalProblem:
    """Every ceiling changed alike."""
    return replace(
        problem, ceilings={cell: limit * percent // 100 for cell, limit in problem.ceilings.items()},
        medium_term={period: limit * percent // 100 for period, limit in problem.medium_term.items()},
    )


def many_projects(number: int, seed: int) -> CapitalProblem:
    """Random projects of real size: a fifth in transition, caps over life, fixed shares, an obligation and a few rules."""
    dice, projects = Random(seed), []
    for n in range(number):
        need, moving = int(800 * 1.5 ** dice.uniform(0, 18)), dice.random() < 0.2
        chosen = dice.sample(FUNDS, dice.choice((1, 2, 3)))
        cap = need * 2 // 3 if dice.random() < 0.2 and len(chosen) > 1 else None
        oda = Fraction(3, 10) if dice.random() < 0.1 and len(chosen) > 1 and cap is None else None
        mixes = (Mix(chosen[0], fixed_share=oda), *(Mix(fund, life_cap=cap) for fund in chosen[1:]))
        first = YEARS[0] if moving else dice.choice(YEARS[:3])
        projects.append(ProjectToFund(
            f"DA{n:03}", need, need + dice.randint(0, need), 2 if moving else 3, dice.randint(200, 1000) / 10, dice.randint(1, 3),
            first, first if moving else YEARS[-1], mixes, moving, dice.randint(0, 2) if moving else 0, YEARS[0] - 1 if moving else None,
            max_year_share=dice.choice((Fraction(1), Fraction(3, 5))),
        ))
    asked, new = sum(p.need for p in projects) // 15, [p.id for p in projects if not p.committed]
    return CapitalProblem(
        YEARS, FUNDS, {(fund, year): int(asked * dice.uniform(0.6, 1.1)) for fund in FUNDS for year in YEARS}, {}, tuple(projects),
        (Obligation("NV1", asked // 3, 1, (FUNDS[0],), YEARS[0], YEARS[1]),), precedences=(Precedence("TT", new[0], new[1], 1),),
        bundles=(Bundle("BO", (new[2], new[3])),), median_size=sorted(p.size for p in projects)[number // 2], last_rank=3,
    )


def assert_honest(problem: CapitalProblem, quick: CapitalPlan, full: CapitalPlan) -> None:
    assert (quick.status is Status.NONE) == (full.status is Status.NONE)
    if quick.status is Status.NONE:
        return
    assert check_plan(problem, quick) == ()
    assert quick.bound >= full.objective * (1 - 1e-9) - 1e-9
    assert quick.objective <= quick.bound * (1 + 1e-9)
    assert quick.gap == pytest.approx((quick.bound - quick.objective) / quick.bound if quick.bound else 0.0)
    assert quick.certificate is not None
    assert quick.bound <= quick.certificate.bound
    assert [level.shortfall for level in quick.levels] == [level.shortfall for level in full.levels]


@settings(max_examples=SOME)
@given(tiny_problems(), PERCENT)
def test_a_preview_is_accepted_and_honest_whatever_the_rules(problem: CapitalProblem, percent: int) -> None:
    changed = scaled(problem, percent)
    assert_honest(changed, preview(changed, plan_capital(problem)), plan_capital(changed))


@settings(max_examples=FEW)
@given(province_problems(5, 25), PERCENT)
def test_a_preview_of_real_amounts_is_honest_and_adds_up(problem: CapitalProblem, percent: int) -> None:
    changed = scaled(problem, percent)
    quick = preview(changed, plan_capital(problem))
    assert_honest(changed, quick, plan_capital(changed))
    if quick.status is not Status.NONE:
        assert_money_adds_up(changed, quick)


@settings(max_examples=FEW)
@given(province_problems(5, 12))
def test_the_unchanged_question_gets_the_warm_plan_back(problem: CapitalProblem) -> None:
    warm = plan_capital(problem)
    assert preview(problem, warm) == warm


@settings(max_examples=FEW)
@given(tiny_problems(), st.sampled_from((0.0, 0.25, 1.0)))
def test_another_gamma_is_valued_anew(problem: CapitalProblem, gamma: float) -> None:
    changed = replace(problem, gamma=gamma)
    assert_honest(changed, preview(changed, plan_capital(problem)), plan_capital(changed))


@pytest.mark.parametrize("percent", [50, 90, 110])
def test_many_projects_are_previewed_by_a_dive(percent: int) -> None:
    problem = many_projects(60, 1)
    changed = scaled(problem, percent)
    warm = preview(problem)
    quick = preview(changed, warm)
    assert quick.status is not Status.NONE
    assert check_plan(changed, quick) == ()
    assert_money_adds_up(changed, quick)
    assert 0 < quick.objective <= quick.bound
    again = preview(changed, warm)
    assert replace(again, seconds=0.0) == replace(quick, seconds=0.0)
    assert repr(replace(again, seconds=0.0)) == repr(replace(quick, seconds=0.0))


def test_more_money_never_lowers_what_is_shown() -> None:
    problem = many_projects(60, 2)
    warm = preview(problem)
    fund_year = (FUNDS[0], YEARS[1])
    quick = preview(replace(problem, ceilings={**problem.ceilings, fund_year: problem.ceilings[fund_year] + 5_000}), warm)
    assert quick.objective >= warm.objective


@pytest.mark.parametrize(("example", "scenario", "change"), [
    ("lang_son", "minh-hoa-2026-2030", "NSDP.CD=-20%"), ("lang_son", "minh-hoa-2026-2030", "NSDP.CD=+10%"),
    ("tinh_nho", "co-so", "NSTW.TN=-30%"), ("tinh_nho", "them-von", "NSDP.CD=+15%"),
])
def test_the_examples_are_previewed_as_well_as_planned(example: str, scenario: str, change: str) -> None:
    province = read_province(ROOT / "examples" / example).province
    assert province is not None
    warm = plan_capital(question_of(province, scenario).problem)
    question = question_of(province, scenario, (parse_change(change),))
    quick, full = preview_question(question, warm), plan_capital(question.problem)
    assert_honest(question.problem, quick, full)
    assert quick.objective == pytest.approx(full.objective)
    assert "CAP-020" not in {found.code for found in quick.findings}
