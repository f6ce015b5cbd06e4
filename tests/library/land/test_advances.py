"""Advances: refused without plan, refund and cost; what they cost to the đồng; how old they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.land.advances import BUCKET_NAMES, FundAdvance, ageing, bucket_of, cost_of_money, overdue, payments_faults, refusals, standing
from quyhoach.land.ledger import Account, AccountKind, Entry, Line, accept, reversal_of

ACCOUNTS = {code: Account(code, kind) for code, kind in (
    ("TG", AccountKind.CASH), ("UV", AccountKind.ADVANCE), ("CHI", AccountKind.ADVANCE), ("VDL", AccountKind.CAPITAL))}
DAY = date(2026, 1, 1)
GOOD = FundAdvance("UV01", 1_000, "ứng", "DA01", "MB01", "BQL", "1/QĐ", DAY, 1_000, "2/QĐ", DAY, "project_budget", "NSDP.CD",
                   DAY + timedelta(300), Decimal("0.024"), "2/QĐ")


def no_law(_day, _parameter, _row) -> dict[str, str]:
    return {"basis_vi": "", "basis_en": ""}


def move(id: str, days: int, amount: int, kind: str = "advance", account: str = "UV") -> Entry:
    return Entry(id, DAY + timedelta(days), kind, (Line(account, amount, "UV01"), Line("TG", -amount)))


def books(*entries: Entry):
    return accept(ACCOUNTS, entries)[0]


def test_nothing_leaves_without_plan_refund_decision_and_cost() -> None:
    def lacking(**changes) -> list[str]:
        return [f.code for f in refusals(replace(GOOD, **changes), no_law)]

    assert lacking() == []
    assert lacking(plan_decision="") == ["LND-110"]
    assert lacking(plan_decided_on=None) == ["LND-110"]
    assert lacking(plan_decided_on=DAY + timedelta(1)) == ["LND-118"]
    assert lacking(plan_amount=999) == ["LND-115"]
    assert lacking(refund_source="") == ["LND-111"]
    assert lacking(refund_fund="") == ["LND-121"]
    assert lacking(refund_source="auction", refund_fund="") == []
    assert lacking(refund_fund="QPTD") == ["LND-120"]
    assert lacking(refund_on=None) == ["LND-112"]
    assert lacking(refund_on=DAY) == ["LND-112"]
    assert lacking(decision="") == ["LND-114"]
    assert lacking(cost_rate=None) == ["LND-113"]
    assert lacking(cost_rate=Decimal(0)) == [], "0 is an answer, missing is none"
    assert lacking(cost_document="") == ["LND-113"]


def test_the_article_stands_in_the_finding() -> None:
    asked = []

    def basis(day, parameter, row):
        asked.append((day, parameter, row))
        return {"basis_vi": " Căn cứ: Điều 15.", "basis_en": " Basis: Article 15."}

    found = refusals(replace(GOOD, plan_decision=""), basis)
    assert [f.text("why", "vi")[-17:] for f in found] == [" Căn cứ: Điều 15."]
    assert asked == [(DAY, "fund-advance-conditions", "approved_plan")]


def test_books_and_advances_are_held_against_each_other() -> None:
    def wrong(*entries: Entry, advance: FundAdvance = GOOD) -> list[tuple[str, object]]:
        return [(f.code, f.values.get("over")) for f in payments_faults({"UV01": advance}, books(*entries), no_law)]

    assert wrong(move("B1", 0, 1_000)) == []
    assert wrong(move("B1", 0, 1_001)) == [("LND-116", 1)]
    assert wrong(move("B1", 0, 600), move("B2", 5, -700, "refund")) == [("LND-117", 100)]
    assert wrong(move("B1", -1, 600)) == [("LND-119", None)]
    again = wrong(move("B1", 0, 1_000), move("B2", 1, -1_000, "refund"), move("B3", 2, 1))
    assert again == [("LND-116", 1)], "refunded money is not decided anew"
    paid = move("B1", 0, 1_000)
    assert wrong(paid, reversal_of(paid, "B2", DAY), move("B3", 1, 1_000)) == [], "a payment that was reversed was none"
    assert [f.code for f in payments_faults({}, books(move("B1", 0, 5)), no_law)] == ["LND-105"]


def test_spending_an_advance_leaves_what_is_owed() -> None:
    spent = Entry("B2", DAY + timedelta(3), "spent", (Line("CHI", 700, "UV01"), Line("UV", -700, "UV01")))
    one = standing(GOOD, books(move("B1", 0, 900), spent, move("B3", 10, -200, "refund", "CHI")), DAY + timedelta(20))
    assert (one.paid, one.refunded, one.outstanding, one.left) == (900, 200, 700, 100)


def slow_cost(ledger, rate: Decimal, until: date) -> int:
    """Each đồng of each day, one day after the other."""
    day, total = DAY, Fraction(0)
    while day <= until:
        total += ledger.outstanding("UV01", day) * Fraction(rate) / 365
        day += timedelta(1)
    whole = total.numerator * 2 // total.denominator
    return (whole + 1) // 2


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 10**12)), min_size=1, max_size=5), st.integers(0, 90),
       st.decimals(0, "0.2", places=4))
@settings(max_examples=60, deadline=None)
def test_cost_of_money_is_every_dong_every_day(moves, until, rate) -> None:
    ledger = books(*(move(f"B{n}", days, amount) for n, (days, amount) in enumerate(moves)))
    advance, day = replace(GOOD, cost_rate=rate), DAY + timedelta(until)
    assert cost_of_money(advance, ledger, day) == slow_cost(ledger, rate, day)
    assert cost_of_money(replace(GOOD, cost_rate=None), ledger, day) is None


def test_the_cost_of_the_worked_example() -> None:
    advance = replace(GOOD, cost_rate=Decimal("0.024"))
    paid_out, back = date(2026, 3, 2), date(2026, 9, 30)
    ledger = books(Entry("B1", paid_out, "advance", (Line("UV", 2 * 10**9, "UV01"), Line("TG", -2 * 10**9))),
                   Entry("B2", back, "refund", (Line("TG", 2 * 10**9), Line("UV", -2 * 10**9, "UV01"))))
    assert cost_of_money(advance, ledger, date(2026, 12, 31)) == 27_879_452  # 2.000.000.000 × 2,4% × 212 ngày / 365 = 27.879.452,05


def test_age_of_debts_adds_up_to_what_is_out() -> None:
    due = GOOD.refund_on
    ledger = books(move("B1", 0, 900))
    assert [bucket_of(days) for days in (0, 1, 30, 31, 90, 91, 180, 181, 365, 366)] == [
        "not_due", "to_30", "to_30", "to_90", "to_90", "to_180", "to_180", "to_365", "to_365", "over_365"]
    ages = ageing([standing(GOOD, ledger, due + timedelta(days)) for days in (0, 31, 400)])
    assert ages == {**dict.fromkeys(BUCKET_NAMES, 0), "not_due": 900, "to_90": 900, "over_365": 900}
    late = standing(GOOD, ledger, due + timedelta(31))
    assert [(f.code, f.values["days"]) for f in overdue([late, standing(GOOD, ledger, due)])] == [("LND-122", 31)]
    assert standing(GOOD, books(move("B1", 0, 900), move("B2", 1, -900, "refund")), due + timedelta(99)).days_late == 0
