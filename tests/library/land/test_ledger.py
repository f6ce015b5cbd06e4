"""The books: what is accepted balances, on every day, whatever the order of the rows; a reversal brings everything back."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.land.ledger import Account, AccountKind, Entry, Ledger, Line, accept, overdrafts, reversal_of

ACCOUNTS = {code: Account(code, kind) for code, kind in (
    ("TG", AccountKind.CASH), ("UV", AccountKind.ADVANCE), ("VDL", AccountKind.CAPITAL), ("GH", AccountKind.PAYABLE))}
DAY = date(2026, 1, 1)
AMOUNTS = st.integers(-3, 3) | st.integers(-10**13, 10**13)


def entry(id: str, *lines: tuple, day: date = DAY, kind: str = "capital", reverses: str = "") -> Entry:
    return Entry(id, day, kind, tuple(Line(*line) for line in lines), reverses=reverses)


@st.composite
def any_entries(draw) -> list[Entry]:
    """Sets of entries, about half of them balanced, some with codes and numbers that are wrong."""
    made = []
    for n in range(draw(st.integers(0, 8))):
        codes = draw(st.lists(st.sampled_from(["TG", "VDL", "GH", "UV", "XX"]), min_size=1, max_size=4))
        amounts = [draw(AMOUNTS) for _ in codes]
        if draw(st.booleans()):
            amounts[-1] = -sum(amounts[:-1])
        lines = tuple(Line(code, amount, "UV01" if code == "UV" and draw(st.booleans()) else "")
                      for code, amount in zip(codes, amounts, strict=True))
        made.append(Entry(draw(st.sampled_from([f"B{n}", f"B{n}", "B0"])), DAY + timedelta(draw(st.integers(0, 40))), "capital", lines))
    return made


def slow_balances(ledger: Ledger, as_of: date | None) -> dict[str, int]:
    """Every line of every entry looked at, one after the other."""
    sums = dict.fromkeys(ledger.accounts, 0)
    for one in ledger.entries:
        for line in one.lines:
            if as_of is None or one.booked_on <= as_of:
                sums[line.account] += line.amount
    return sums


@given(any_entries(), st.integers(-1, 42), st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_what_is_accepted_balances_on_every_day_and_the_order_of_rows_does_not_matter(entries, days, random) -> None:
    ledger, findings = accept(ACCOUNTS, entries)
    day = DAY + timedelta(days)
    assert all(sum(line.amount for line in one.lines) == 0 for one in ledger.entries)
    assert ledger.balances(day) == slow_balances(ledger, day)
    assert sum(ledger.balances(day).values()) == 0
    rows = ledger.trial_balance(day)
    assert {row.account.code: row.balance for row in rows} == slow_balances(ledger, day)
    assert sum(row.debit for row in rows) == sum(row.credit for row in rows)
    shuffled = list(entries)
    random.shuffle(shuffled)
    again, found = accept(ACCOUNTS, shuffled)
    assert (again.entries, sorted(map(str, found))) == (ledger.entries, sorted(map(str, findings)))
    refused = len(entries) - len(ledger.entries)
    assert (refused > 0) == bool(findings), "what is left out is said"


@given(any_entries(), st.integers(0, 7), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_a_reversal_restores_every_balance(entries, which, later) -> None:
    ledger, _ = accept(ACCOUNTS, entries)
    if not ledger.entries:
        return
    undone = ledger.entries[which % len(ledger.entries)]
    with_reversal, found = accept(ACCOUNTS, [*ledger.entries, reversal_of(undone, "DAO", undone.booked_on + timedelta(later))])
    without, _ = accept(ACCOUNTS, [one for one in ledger.entries if one is not undone])
    assert found == ()
    assert with_reversal.balances() == without.balances()
    assert with_reversal.cash() == without.cash()


def codes(*entries: Entry, closed: date | None = None) -> list[str]:
    return [f.code for f in accept(ACCOUNTS, entries, closed)[1]]


def test_each_fault_has_its_own_word_and_keeps_only_its_entry_out() -> None:
    good = entry("B1", ("TG", 500), ("VDL", -500))
    assert codes(good) == []
    assert codes(good, entry("B2", ("TG", 500), ("VDL", -499))) == ["LND-100"]
    assert codes(entry("B2", ("TG", 5))) == ["LND-101", "LND-100"]
    assert codes(entry("B2", ("XX", 5), ("VDL", -5))) == ["LND-102"]
    assert codes(entry("B2", ("TG", 5), ("GH", 0), ("VDL", -5))) == ["LND-103"]
    assert codes(entry("B2", ("TG", 2**53), ("VDL", -(2**53)))) == ["LND-103", "LND-103"]
    assert codes(entry("B2", ("UV", 5), ("TG", -5))) == ["LND-108"]
    assert codes(good, entry("B1", ("TG", 7), ("VDL", -7))) == ["LND-109"]
    assert codes(good, closed=DAY) == ["LND-104"]
    assert codes(good, closed=DAY - timedelta(1)) == []
    ledger, found = accept(ACCOUNTS, [good, entry("B2", ("TG", 1), ("VDL", -2))])
    assert (ledger.entries, [f.values["difference"] for f in found]) == ((good,), [1])


def test_a_reversal_is_of_an_entry_that_stands_once_later_and_its_mirror() -> None:
    first = entry("B1", ("TG", 500), ("VDL", -500), day=DAY + timedelta(5))
    mirror = reversal_of(first, "B2", first.booked_on)
    assert codes(first, mirror) == []
    assert codes(mirror) == ["LND-106"]
    assert codes(first, mirror, reversal_of(first, "B3", DAY + timedelta(9))) == ["LND-106"]
    assert codes(first, reversal_of(first, "B2", DAY)) == ["LND-106"]
    assert codes(first, mirror, reversal_of(mirror, "B3", DAY + timedelta(9))) == ["LND-106"]
    assert codes(first, entry("B2", ("TG", -499), ("VDL", 499), day=DAY + timedelta(9), reverses="B1")) == ["LND-106"]


def test_the_first_day_below_zero_is_named_once() -> None:
    ledger, _ = accept(ACCOUNTS, [
        entry("B1", ("TG", 100), ("VDL", -100)), entry("B2", ("TG", -150), ("GH", 150), day=DAY + timedelta(3)),
        entry("B3", ("TG", -10), ("GH", 10), day=DAY + timedelta(4))])
    found = overdrafts(ledger)
    assert [(f.code, f.values["day"], f.values["amount"]) for f in found] == [("LND-107", "04/01/2026", 50)]
    inside, _ = accept(ACCOUNTS, [  # out and in on one day: what counts is how the day ends
        entry("B1", ("TG", -150), ("GH", 150)), entry("B2", ("TG", 150), ("VDL", -150))])
    assert overdrafts(inside) == ()
