"""Quotas of the plan above: what is over, by how much, whose it is, and swaps that mend without breaking anything."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.tables.spec import Row
from quyhoach.zones.balance import balance
from quyhoach.zones.balance_lines import BalanceLine, LandState
from quyhoach.zones.quotas import (
    Quota,
    QuotaDelta,
    QuotaMove,
    apply_remedy,
    breaches,
    in_force,
    quotas_of,
    unbalanced,
    uses,
)

from .cells import block, layer_of

ZONES, CODES = ("A", "B", "C"), ("ONT", "SKK", "DGT")


def line(zone: str, code: str, hectares: float, plan: str = "P", stage: str = "") -> BalanceLine:
    return BalanceLine(plan, stage, zone, "", code, LandState.USED, hectares * 10_000, 0.0)


def quota(zone: str, code: str, hectares: str, plan: str = "", stage: str = "") -> Quota:
    return Quota(code, Decimal(hectares), plan, zone, stage, "QĐ 1/QĐ-UBND")


def test_land_over_its_quota_is_told_with_hectares_decision_owners_and_remedy() -> None:
    units = {"u": (block(3, 1), {"zone": "A", "code": "SKK", "owner": "Công ty X"}), "v": (block(1, 1, 3), {"zone": "B", "code": "SKK"})}
    made = balance(layer_of(units, block(4, 1)), [quota("A", "SKK", "0.02"), quota("B", "SKK", "0.02")])
    (over,) = made.findings
    assert over.code == "ZON-110"
    assert over.text("message") == "Vượt chỉ tiêu A/SKK: 0,0300 ha, được 0,02 ha, vượt 0,0100 ha. Chủ đất liên quan: Công ty X."
    assert over.text("remedy", "en") == "The smallest way: move 0.01 ha of quota from B/SKK to A/SKK."
    assert over.text("why") == "Chỉ tiêu của quy hoạch cấp trên: QĐ 1/QĐ-UBND."


def test_the_rounding_of_a_printed_quota_is_no_breach() -> None:
    assert [len(breaches([line("A", "SKK", ha)], [quota("A", "SKK", "1.23")])) for ha in (1.2349, 1.2351)] == [0, 1]


def test_a_group_counts_what_stands_below_it_and_an_empty_zone_counts_all() -> None:
    lines = [line("A", "ONT", 1), line("B", "ODT", 2), line("B", "LUC", 4)]
    found = uses(lines, [quota("", "OCT", "1"), quota("B", "PNN", "1"), quota("", "NNP", "1")])
    assert [use.used_m2 / 10_000 for use in found] == [3.0, 2.0, 4.0]


def test_quotas_bind_their_plan_and_stage_only() -> None:
    lines = [line("A", "ONT", 2, stage="2030"), line("A", "ONT", 3, stage="2045"), line("A", "ONT", 4, plan="Q", stage="2030")]
    found = [(b.use.plan, b.use.stage) for b in breaches(lines, [quota("A", "ONT", "1", "P", "2030")])]
    assert found == [("P", "2030")]
    assert len(breaches(lines, [quota("A", "ONT", "1")])) == 3


def test_the_same_code_elsewhere_comes_before_other_codes_here() -> None:
    lines = [line("A", "SKK", 5), line("A", "ONT", 1), line("B", "SKK", 1)]
    quotas = [quota("A", "SKK", "4"), quota("A", "ONT", "9"), quota("B", "SKK", "3")]
    (breach,) = breaches(lines, quotas)
    assert breach.remedy.moves == (QuotaMove("B", "SKK", "A", "SKK", Decimal("1.00")),)
    (breach,) = breaches(lines, quotas[:2])
    assert breach.remedy.moves == (QuotaMove("A", "ONT", "A", "SKK", Decimal("1.00")),)
    (breach,) = breaches(lines, quotas[:1])
    assert (breach.remedy.moves, breach.remedy.increase_ha) == ((), Decimal("1.00"))
    assert "quyết định điều chỉnh" in breach.remedy.words("vi")


def test_a_swap_that_would_break_the_whole_plans_quota_is_not_offered() -> None:
    lines = [line("A", "SKK", 5), line("A", "ONT", 1)]
    quotas = [quota("A", "SKK", "4"), quota("A", "ONT", "9"), quota("", "SKK", "4.5")]
    remedies = {b.use.quota.zone: b.remedy for b in breaches(lines, quotas)}
    assert (remedies["A"].moves, remedies["A"].increase_ha) == ((), Decimal("1.00"))


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.tuples(st.sampled_from(ZONES), st.sampled_from(CODES)), st.integers(0, 900), min_size=1),
    st.dictionaries(st.tuples(st.sampled_from(("", *ZONES)), st.sampled_from((*CODES, "PNN"))), st.integers(0, 900), min_size=1),
)
def test_every_remedy_mends_its_breach_and_breaks_nothing(land: dict[tuple[str, str], int], given_ha: dict[tuple[str, str], int]) -> None:
    lines = [line(zone, code, ares / 100) for (zone, code), ares in land.items()]
    quotas = [quota(zone, code, str(Decimal(ares) / 100)) for (zone, code), ares in given_ha.items()]
    before = {b.use.quota.key for b in breaches(lines, quotas)}
    judged = {q.key for q in quotas if used(land, q) > q.area_ha + Decimal("0.005")}
    assert before == judged
    for breach in breaches(lines, quotas):
        after = apply_remedy(quotas, breach.use.quota, breach.remedy)
        left = {b.use.quota.key for b in breaches(lines, after)}
        assert left == before - {breach.use.quota.key}
        if breach.remedy.moves:
            assert sum(q.area_ha for q in after) == sum(q.area_ha for q in quotas)
            assert {q.key for q, _ in unbalanced(after)} <= {q.key for q, _ in unbalanced(quotas)}
            assert min(q.area_ha for q in after) >= 0


def used(land: dict[tuple[str, str], int], q: Quota) -> Decimal:
    return sum((Decimal(ares) / 100 for (zone, code), ares in land.items() if q.zone in ("", zone) and q.code in ("PNN", code)), Decimal(0))


def test_amendments_are_deltas_from_their_day() -> None:
    first = [quota("A", "SKK", "10", "P")]
    deltas = [
        QuotaDelta("SKK", Decimal(-3), date(2026, 6, 1), "QĐ 3", "P", "A"),
        QuotaDelta("SKK", Decimal(5), date(2025, 1, 1), "QĐ 2", "P", "A"),
    ]
    found = [in_force(first, deltas, on)[0][0] for on in (date(2024, 12, 31), date(2025, 1, 1), date(2026, 6, 1))]
    assert [(q.area_ha, q.decision) for q in found] == [(Decimal(10), "QĐ 1/QĐ-UBND"), (Decimal(15), "QĐ 2"), (Decimal(12), "QĐ 3")]


def test_an_amendment_of_nothing_and_one_below_zero_are_told() -> None:
    day = date(2025, 1, 1)
    deltas = [QuotaDelta("ONT", Decimal(2), day, "QĐ 2", zone="B"), QuotaDelta("SKK", Decimal(-4), day, "QĐ 3", zone="A")]
    quotas, findings = in_force([quota("A", "SKK", "3")], deltas, date(2026, 1, 1))
    assert [(q.zone, q.area_ha) for q in quotas] == [("A", Decimal(0))]
    assert [(f.code, f.values["quota"]) for f in findings] == [("ZON-112", "B/ONT"), ("ZON-113", "A/SKK")]


def test_quotas_that_match_nothing_and_parts_larger_than_their_whole_are_told() -> None:
    units = {"u": (block(1, 1), {"zone": "A", "code": "SKK"})}
    quotas = [quota("A", "SKK", "3"), quota("B", "SKK", "2"), quota("", "SKK", "4"), quota("", "ONT", "1", "other")]
    found = balance(layer_of(units, block(1, 1)), quotas).findings
    assert [(f.code, dict(f.values)) for f in found] == [
        ("ZON-111", {"count": 1, "quotas": "other/ONT"}),
        ("ZON-114", {"use": "SKK", "total": Decimal(5), "allowed": Decimal(4), "decision": "QĐ 1/QĐ-UBND"}),
    ]


def row(zone: str, ha: str, delta: bool | None = None, decision: str = "QĐ 1", as_of: str | None = None) -> Row:
    said = {"zone": zone, "area_ha": Decimal(ha), "delta": delta, "decision": decision, "as_of": as_of}
    return Row({"plan": "P", "stage": None, "code": "SKK", **said})


def test_rows_of_the_table_become_quotas_and_amendments() -> None:
    rows = [row("A", "3"), row("A", "-1", True, "QĐ 2", "2026-02"), row("B", "2", True), row("A", "4", False, "QĐ 3")]
    quotas, deltas, findings = quotas_of(rows)
    assert [(q.zone, q.area_ha, q.decision) for q in quotas] == [("A", Decimal(4), "QĐ 3")]
    assert [(d.zone, d.delta_ha, d.on) for d in deltas] == [("A", Decimal(-1), date(2026, 2, 1)), ("B", Decimal(2), date(1, 1, 1))]
    assert [(f.code, f.values["first"], f.values["second"]) for f in findings] == [("ZON-115", Decimal(3), Decimal(4))]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_remedies_speak_both_languages(lang: str) -> None:
    (breach,) = breaches([line("A", "SKK", 5)], [quota("A", "SKK", "4")])
    assert breach.remedy.words(lang) != ""
