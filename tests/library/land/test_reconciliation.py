"""Every line of both sides stands in exactly one list, and what is left over explains the difference to the đồng."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.land.reconciliation import BookLine, StatementLine, differences, reconcile

DAY = date(2026, 1, 1)


def said(reference: str, days: int, amount: int, document: str = "") -> StatementLine:
    return StatementLine("TG", reference, DAY + timedelta(days), amount, document)


def booked(entry: str, days: int, amount: int, document: str = "") -> BookLine:
    return BookLine(entry, "TG", DAY + timedelta(days), amount, document)


SIDE = st.lists(st.tuples(st.integers(0, 12), st.integers(-3, 3).filter(bool), st.sampled_from(["", "", "UNC 1", "unc 1", "UNC 2"])),
                max_size=8)


@given(SIDE.filter(bool), SIDE, st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_no_line_is_lost_or_used_twice(left, right, random) -> None:
    statement = [said(f"S{n}", *row) for n, row in enumerate(left)]
    books = [booked(f"B{n}", *row) for n, row in enumerate(right)]
    first, last = DAY, DAY + timedelta(12)
    balance = sum(b.amount for b in books)
    found = reconcile("TG", statement, books, balance, first, last)
    assert sorted([m.statement.reference for m in found.matches] + [s.reference for s in found.only_statement]) == sorted(
        s.reference for s in statement)
    assert sorted([m.book.entry for m in found.matches] + [b.entry for b in found.only_book]) == sorted(b.entry for b in books)
    assert all(m.statement.amount == m.book.amount for m in found.matches)
    assert found.statement_balance == sum(s.amount for s in statement), "what is left over explains the whole difference"
    mixed, other = list(statement), list(books)
    random.shuffle(mixed)
    random.shuffle(other)
    assert reconcile("TG", mixed, other, balance, first, last) == found
    assert len(differences(found)) == len(found.only_statement) + len(found.only_book) + sum(m.days_apart > 0 for m in found.matches)


def test_document_goes_before_day_and_day_before_nearness() -> None:
    found = reconcile("TG", [said("S1", 3, 100, "UNC 7"), said("S2", 3, 100), said("S3", 3, 100)],
                      [booked("B1", 3, 100), booked("B2", 90, 100, "unc 7"), booked("B3", 5, 100), booked("B4", 9, 100)], 400, DAY,
                      DAY + timedelta(99))
    assert [(m.statement.reference, m.book.entry, m.how) for m in found.matches] == [
        ("S1", "B2", "document"), ("S2", "B1", "day"), ("S3", "B3", "near")]
    assert [b.entry for b in found.only_book] == ["B4"]
    assert [f.code for f in differences(found)] == ["LND-127", "LND-130", "LND-130"]


def test_bookings_outside_the_statements_days_are_not_its_business() -> None:
    found = reconcile("TG", [said("S1", 3, 100)], [booked("B1", 3, 100), booked("B2", 30, 5)], 105)
    assert (found.only_book, found.agrees, found.first, found.last) == ((), True, DAY + timedelta(3), DAY + timedelta(3))
    with pytest.raises(ValueError, match="without lines"):
        reconcile("TG", [], [], 0)
