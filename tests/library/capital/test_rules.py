"""The rules of public investment against cases a planner can read, and against laws of nature."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quyhoach import law
from quyhoach.capital.rules import (
    Rank,
    SourceRule,
    disbursement_deadline,
    group_of,
    ladder,
    last_rank,
    max_extension,
    project_kind,
    rank_of,
    reserve_share,
    source_rule,
    years_allowed,
)
from quyhoach.law.kinds import LADDER_KINDS
from quyhoach.province.specs.projects import PROGRAMME, STATUS, TIER
from quyhoach.province.specs.scenario import OBLIGATIONS

CASES = Path(__file__).resolve().parents[2] / "cases"
BILLION, MILLION, DONG = 10**9, 10**6, 1
GROUP_ORDER = ("C", "B", "A", "national")


def cases(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((CASES / name).read_text("utf-8")))


def named(case: dict[str, Any]) -> str:
    return str(case.get("name") or case["date"])


@pytest.mark.parametrize("case", cases("law_groups.yaml"), ids=named)
@pytest.mark.parametrize("size", [BILLION, MILLION, DONG])
def test_group_by_date_tier_and_total(case: dict[str, Any], size: int) -> None:
    scale = BILLION // size
    total, public = (None if case.get(key) is None else case[key] * scale for key in ("total", "public_total"))
    assert group_of(law.at(case["date"]), tier=case["tier"], total=total, money_unit_size=size, public_total=public) == case["expect"]


def test_one_dong_below_the_threshold_is_the_lower_group() -> None:
    view = law.at(date(2025, 8, 15))
    assert group_of(view, tier="T2", total=3000 * BILLION - 1, money_unit_size=DONG) == "B"
    assert group_of(view, tier="T2", total=160 * BILLION - 1, money_unit_size=DONG) == "C"
    assert group_of(view, tier="T2", total=30000 * BILLION - 1, money_unit_size=DONG) == "A"


def test_an_unknown_tier_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown sector tier 'T9'"):
        group_of(law.at(date(2025, 8, 15)), tier="T9", total=1, money_unit_size=BILLION)


@given(st.sampled_from(sorted(TIER)), st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.integers(0, 40000), st.integers(0, 40000))
def test_a_larger_total_never_lowers_the_group(tier: str, on: date, first: int, second: int) -> None:
    small, large = sorted((first, second))
    groups = [group_of(law.at(on), tier=tier, total=total, money_unit_size=BILLION) for total in (small, large)]
    assert GROUP_ORDER.index(str(groups[0])) <= GROUP_ORDER.index(str(groups[1]))


@given(st.sampled_from(sorted(TIER)), st.integers(0, 40000 * 1000))
def test_the_group_does_not_depend_on_the_money_unit(tier: str, million: int) -> None:
    view = law.at(date(2026, 11, 24))
    in_million = group_of(view, tier=tier, total=million, money_unit_size=MILLION)
    assert in_million == group_of(view, tier=tier, total=million * MILLION, money_unit_size=DONG)


def test_the_same_project_in_2024_in_january_and_in_august_2025() -> None:
    found = []
    for on in (date(2024, 6, 1), date(2025, 1, 15), date(2025, 8, 15)):
        view = law.at(on)
        group = group_of(view, tier="T2", total=2000, money_unit_size=BILLION)
        kind = project_kind(view, status="transition", programme="none", finishing_in_period=True)
        order = view.cite("priority-ladder")
        found.append((group, years_allowed(view, str(group)), kind, rank_of(view, str(kind)), order.document, order.certainty))
    assert found == [
        ("A", 6, "transition", 4, "Luật 39/2019/QH14", "seen"),
        ("B", 4, "transition_finishing", 7, "Luật 58/2024/QH15", "unverified"),
        ("B", 4, "transition_finishing", 7, "Luật 58/2024/QH15, sửa đổi bởi Luật 90/2025/QH15 (Điều 7 khoản 23)", "seen"),
    ]


def test_the_group_rests_on_the_threshold_of_its_own_tier() -> None:
    view = law.at(date(2024, 6, 1))
    group_of(view, tier="T2", total=2000, money_unit_size=BILLION)
    assert [(c.parameter, c.part, c.document, c.article, str(c.certainty)) for c in view.read_log()] == [
        ("group-thresholds", "T2", "Luật 39/2019/QH14", "Điều 8 khoản 3; Điều 9, 10", "secondary"),
        ("national-threshold", "", "Luật 39/2019/QH14", "Điều 7", "unverified"),
    ]


@pytest.mark.parametrize("case", cases("law_years.yaml"), ids=lambda case: f"{case['date']}-{case['group']}-{case['total']}")
def test_years_of_capital_and_extension(case: dict[str, Any]) -> None:
    view = law.at(case["date"])
    assert years_allowed(view, case["group"]) == case["years"]
    for size in (BILLION, MILLION):
        longest = max_extension(view, case["group"], total=case["total"] * (BILLION // size), money_unit_size=size)
        assert longest == case["extension"]


def test_a_granted_extension_adds_to_the_years() -> None:
    view = law.at(date(2025, 8, 15))
    assert [years_allowed(view, group, 1) for group in ("A", "B", "C", "national")] == [7, 5, 4, None]
    with pytest.raises(ValueError, match="an extension of -1 years"):
        years_allowed(view, "A", -1)
    with pytest.raises(ValueError, match="unknown project group 'D'"):
        years_allowed(view, "D")
    with pytest.raises(ValueError, match="unknown project group 'D'"):
        max_extension(view, "D", total=1, money_unit_size=BILLION)


@pytest.mark.parametrize("case", cases("law_ladder.yaml"), ids=named)
def test_ladder_by_date(case: dict[str, Any]) -> None:
    view = law.at(case["date"])
    assert {kind: rank_of(view, kind) for kind in LADDER_KINDS} == case["ranks"]
    assert last_rank(view) == case["last"] == len(ladder(view))
    assert [rank.rank for rank in ladder(view)] == list(range(1, case["last"] + 1))
    cited = view.cite("priority-ladder")
    assert (cited.document, str(cited.certainty)) == (case["document"], case["certainty"])


def test_a_rank_speaks_both_languages() -> None:
    assert ladder(law.at(date(2024, 6, 1)))[1] == Rank(
        2, ("oda_counterpart",), "vốn đối ứng của ODA, vay ưu đãi", "counterpart of ODA and concessional loans",
    )


@pytest.mark.parametrize("case", cases("law_project_kinds.yaml"), ids=named)
def test_where_a_project_stands(case: dict[str, Any]) -> None:
    view = law.at(case["date"])
    kind = project_kind(view, status=case["status"], programme=case["programme"], finishing_in_period=case["finishing"])
    assert kind == case["kind"]
    assert (rank_of(view, kind) if kind else None) == case["rank"]


@pytest.mark.parametrize("on", [date(2017, 1, 1), date(2024, 6, 1), date(2025, 8, 15)])
def test_every_project_that_is_not_dropped_has_a_rank(on: date) -> None:
    view = law.at(on)
    unranked = [
        (status, programme) for status in STATUS for programme in PROGRAMME
        if project_kind(view, status=status, programme=programme, finishing_in_period=False) is None
    ]
    assert unranked == [("dropped", programme) for programme in PROGRAMME]


def test_every_kind_of_obligation_is_on_the_ladder_of_today() -> None:
    view = law.at(date(2026, 11, 24))
    assert [kind for kind in OBLIGATIONS.column("kind").choices if rank_of(view, kind) is None] == []
    with pytest.raises(ValueError, match="unknown kind on the ladder: 'gift'"):
        rank_of(view, "gift")


@pytest.mark.parametrize(("on", "fund", "expect"), [
    (date(2026, 11, 24), "NSTW.TN", SourceRule("NSTW.TN", "central", public=True, final=True, open=True)),
    (date(2026, 11, 24), "QPTD", SourceRule("QPTD", "local", public=False, final=False, open=True)),
    (date(2026, 11, 24), "DAN", SourceRule("DAN", "other", public=False, final=True, open=True)),
    (date(2020, 12, 31), "NSTW.TPCP", SourceRule("NSTW.TPCP", "central", public=True, final=True, open=True)),
    (date(2021, 1, 1), "NSTW.TPCP", SourceRule("NSTW.TPCP", "central", public=True, final=True, open=False)),
    (date(2025, 6, 30), "NSDP.H", SourceRule("NSDP.H", "local", public=True, final=True, open=True)),
    (date(2025, 7, 1), "NSDP.H", SourceRule("NSDP.H", "local", public=True, final=True, open=False)),
    (date(2026, 11, 24), "VAY.KHAC", None),
])
def test_what_a_source_may_pay(on: date, fund: str, expect: SourceRule | None) -> None:
    assert source_rule(law.at(on), fund) == expect


def test_reserve_by_level_and_period() -> None:
    shares = {(on.year, level): reserve_share(law.at(on), level)
              for on in (date(2018, 1, 1), date(2023, 1, 1), date(2026, 1, 1)) for level in ("central", "local")}
    assert shares == {
        (2018, "central"): Fraction(1, 10), (2018, "local"): None, (2023, "central"): Fraction(1, 10), (2023, "local"): None,
        (2026, "central"): Fraction(1, 10), (2026, "local"): None,
    }


def test_a_council_sets_the_local_reserve() -> None:
    resolution = law.override("reserve", "20", [{
        "from": date(2026, 1, 1), "document": "Nghị quyết 1/NQ-HĐND", "article": "Điều 1", "certainty": "seen",
        "value": [{"code": "local", "label": {"vi": "Ngân sách địa phương", "en": "Local budget"}, "share": 0.15}],
    }])
    assert reserve_share(law.at(date(2026, 6, 1), "20", [resolution]), "local") == Fraction(3, 20)
    assert reserve_share(law.at(date(2026, 6, 1), "04", [resolution]), "local") is None


@pytest.mark.parametrize(("on", "case", "expect"), [
    (date(2018, 6, 1), "normal", date(2018, 12, 31)),
    (date(2018, 6, 1), "extended", date(2019, 12, 31)),
    (date(2018, 6, 1), "late_assigned", None),
    (date(2024, 6, 1), "normal", date(2025, 1, 31)),
    (date(2024, 6, 1), "period_end", date(2025, 1, 31)),
    (date(2026, 6, 1), "normal", date(2027, 1, 31)),
    (date(2026, 6, 1), "late_assigned", date(2027, 12, 31)),
    (date(2026, 6, 1), "extended", date(2027, 12, 31)),
])
def test_last_day_of_disbursement(on: date, case: str, expect: date | None) -> None:
    assert disbursement_deadline(law.at(on), on.year, case) == expect
