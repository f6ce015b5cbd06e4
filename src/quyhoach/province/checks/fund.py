"""The land fund's books beside the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from quyhoach.findings import Finding
from quyhoach.province.checks.case import Case
from quyhoach.province.fund_years import opening_agrees
from quyhoach.province.land_fund import books_of


def fund_books_stand(case: Case) -> Iterator[Finding]:
    """LND-100…121: entries that do not balance, advances without plan, refund or cost; LND-131: books and scenario open apart."""
    books = books_of(case)
    yield from books.findings
    yield from opening_agrees(case, books)
