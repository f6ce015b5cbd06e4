"""The land fund's books as pages read them: one library ledger of what is posted, kept in memory and grown by what came since."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from quyhoach.land.advances import FundAdvance
from quyhoach.land.ledger import Account, AccountKind, Entry, Ledger, Line
from quyhoach.land.reconciliation import Reconciliation, StatementLine, book_lines, reconcile
from quyhoach_web.models import Advance, LedgerAccount, LedgerClose, LedgerEntry, LedgerLine, LedgerStatement


def entry_id(number: int) -> str:
    """How an entry of the office is named in the library's ledger: its number, so that names sort like numbers."""
    return f"{number:07d}"


def accounts() -> dict[str, Account]:
    """The accounts, in the order they were opened."""
    rows = LedgerAccount.objects.order_by("pk").values_list("code", "kind", "name_vi", "name_en")
    return {code: Account(code, AccountKind(kind), vi, en) for code, kind, vi, en in rows}


def closed_until() -> date | None:
    """The last closed day; None while no period is closed."""
    return LedgerClose.objects.order_by("-until").values_list("until", flat=True).first()


@dataclass(frozen=True)
class _Kept:
    """``mark``: number and key of the newest entry read; a history that was rolled back has another key under the same number.
    ``ledger`` is kept with the sums it has made of its entries."""

    mark: tuple[int, str]
    ledger: Ledger


_kept: list[_Kept] = []
_reading = threading.Lock()


def books() -> Ledger:
    """Every entry posted so far."""
    with _reading:
        kept = _kept[0] if _kept and _stands(_kept[0].mark) else _Kept((0, ""), Ledger({}))
        newer, known, closed = list(_rows(kept.mark[0])), accounts(), closed_until()
        if newer or known != kept.ledger.accounts or closed != kept.ledger.closed_until:
            entries = sorted((*kept.ledger.entries, *(entry_of(row) for row in newer)), key=lambda one: one.order)
            mark = (newer[-1]["number"], newer[-1]["key"]) if newer else kept.mark
            kept = _Kept(mark, Ledger(known, tuple(entries), closed))
            _kept[:] = [kept]
        return kept.ledger


def _stands(mark: tuple[int, str]) -> bool:
    return LedgerEntry.objects.filter(number=mark[0], key=mark[1]).exists()


_COLUMNS = ("number", "booked_on", "kind", "lines", "document", "text", "reverses__number", "source", "assumed", "key")


def _rows(after: int) -> Iterable[dict[str, Any]]:
    return LedgerEntry.objects.filter(number__gt=after).order_by("number").values(*_COLUMNS).iterator(chunk_size=2000)


def entry_of(row: Mapping[str, Any]) -> Entry:
    """An entry of the library from its columns."""
    lines = tuple(Line(line["account"], line["amount"], line.get("advance", "")) for line in row["lines"])
    reverses = entry_id(row["reverses__number"]) if row["reverses__number"] else ""
    return Entry(entry_id(row["number"]), row["booked_on"], row["kind"], lines, row["document"], row["text"], reverses,
                 row["source"], row["assumed"])


def library_entry(number: int) -> Entry | None:
    """One entry as the library knows it."""
    row = LedgerEntry.objects.filter(number=number).values(*_COLUMNS).first()
    return entry_of(row) if row else None


def balances(as_of: date) -> dict[str, int]:
    """Đồng by account at the end of a day, debit positive: from the last period closed by then, and what was booked since."""
    close = LedgerClose.objects.filter(until__lte=as_of).order_by("-until").first()
    sums = dict.fromkeys(LedgerAccount.objects.order_by("pk").values_list("code", flat=True), 0)
    sums |= close.balances if close else {}
    lines = LedgerLine.objects.filter(booked_on__lte=as_of)
    lines = lines.filter(booked_on__gt=close.until) if close else lines
    for code, amount in lines.values_list("account_id").annotate(Sum("amount")):
        sums[code] += int(amount)
    return sums


def cash_moves(code: str, after: date) -> list[tuple[date, int]]:
    """What an account gained or lost each day after one, in order of day."""
    rows = LedgerLine.objects.filter(account_id=code, booked_on__gt=after).values_list("booked_on").annotate(Sum("amount"))
    return [(day, int(amount)) for day, amount in rows.order_by("booked_on")]


def fund_advance(row: Advance) -> FundAdvance:
    """An advance as the library knows it."""
    return FundAdvance(
        row.code, row.amount, row.name, row.project, row.site, row.borrower, row.plan_decision, row.plan_decided_on, row.plan_amount,
        row.decision, row.decided_on, row.refund_source, row.refund_fund, row.refund_on, row.cost_rate, row.cost_document, row.assumed)


def advances() -> dict[str, FundAdvance]:
    """Every advance decided, by code."""
    return {row.code: fund_advance(row) for row in Advance.objects.order_by("code")}


def books_of_advance(code: str) -> Ledger:
    """The entries that touch one advance."""
    numbers = LedgerLine.objects.filter(advance=code).values("entry_id")
    rows = LedgerEntry.objects.filter(pk__in=numbers).order_by("number").values(*_COLUMNS)
    entries = sorted((entry_of(row) for row in rows), key=lambda one: one.order)
    return Ledger(accounts(), tuple(entries), closed_until())


def journal(account: str = "", advance: str = "", words: str = "") -> QuerySet[LedgerEntry]:
    """Entries, newest first; of one account or advance, or with these words in document or text."""
    found = LedgerEntry.objects.select_related("reverses", "posted_by").order_by("-number")
    if account or advance:
        lines = LedgerLine.objects.filter(**{name: code for name, code in (("account_id", account), ("advance", advance)) if code})
        found = found.filter(pk__in=lines.values("entry_id"))
    for word in words.split():
        found = found.filter(document__icontains=word) | found.filter(text__icontains=word)
    return found


def statement_lines(statement: LedgerStatement) -> tuple[StatementLine, ...]:
    """The movements of a statement."""
    return tuple(StatementLine(statement.account_id, one["reference"], date.fromisoformat(one["booked_on"]), one["amount"],
                               one["document"], one["text"]) for one in statement.lines)


def reconciled(statement: LedgerStatement, ledger: Ledger | None = None) -> Reconciliation:
    """The books beside a statement, as both stand now."""
    ledger = ledger or books()
    account, first, last = statement.account_id, statement.first_day, statement.last_day
    booked = book_lines(ledger, account, first, last)
    return reconcile(account, statement_lines(statement), booked, ledger.balance(account, last), first, last)
