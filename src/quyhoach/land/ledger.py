"""The land fund's books: double entry in whole đồng, append-only, with balances on any day.

An entry is a set of lines whose amounts add up to nothing: debit positive, credit negative. Nothing is ever changed or taken
out: a mistake is answered by a reversal. No floating point anywhere (docs/explanation/land-fund.md).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from quyhoach.findings import Finding, Place, finding
from quyhoach.money import LARGEST_EXACT

REVERSAL, OPENING, ADVANCE = "reversal", "opening", "advance"
PAYING = (ADVANCE, OPENING)
"""Kinds of entry by which an advance is paid out."""


class AccountKind(StrEnum):
    """What an account holds; the first two grow by debit."""

    CASH = "cash"          # money at the Treasury or a bank
    ADVANCE = "advance"    # money advanced and not refunded yet; every line names its advance
    EXPENSE = "expense"
    PAYABLE = "payable"    # owed to, or held for, others: auction money on its way to the budget
    CAPITAL = "capital"
    INCOME = "income"


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its code."""

    code: str
    kind: AccountKind
    name_vi: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One line: whole đồng, debit positive, credit negative, never 0. ``advance``: the advance it belongs to, "" = none."""

    account: str
    amount: int
    advance: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``kind`` says what happened (province/specs/fund_ledger.ENTRY_KIND); ``reverses``: the entry it turns round."""

    id: str
    booked_on: date
    kind: str
    lines: tuple[Line, ...]
    document: str = ""
    text: str = ""
    reverses: str = ""
    source: str = ""
    assumed: str = ""
    place: Place = field(default=Place(), compare=False)

    @property
    def order(self) -> tuple[date, str, tuple[Line, ...]]:
        """Where the entry stands in the books, whatever the order of the rows."""
        return self.booked_on, self.id, self.lines


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account of a trial balance, đồng: what was debited and credited in all, and the balance (debit positive)."""

    account: Account
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Debits less credits."""
        return self.debit - self.credit


@dataclass(frozen=True)
class Ledger:
    """Books that balance: accepted entries in order of day and id. ``closed_until``: nothing more is booked up to that day."""

    accounts: Mapping[str, Account] = field(hash=False)
    entries: tuple[Entry, ...] = ()
    closed_until: date | None = None

    def balance(self, account: str, as_of: date | None = None) -> int:
        """Đồng on the account at the end of ``as_of`` (None: in all), debit positive; 0 for an account nobody used."""
        return _at(self._by_account.get(account), as_of)

    def balances(self, as_of: date | None = None) -> dict[str, int]:
        """Every account's balance at the end of ``as_of``; they add up to 0."""
        return {code: self.balance(code, as_of) for code in self.accounts}

    def outstanding(self, advance: str, as_of: date | None = None) -> int:
        """Đồng of the advance not refunded at the end of ``as_of``."""
        return _at(self._by_advance.get(advance), as_of)

    def paid_out(self, advance: str, as_of: date | None = None) -> int:
        """Đồng that left the fund on the advance by the end of ``as_of``, less payments that were reversed."""
        return _at(self._by_payment.get(advance), as_of)

    def outstanding_by_day(self, advance: str) -> list[tuple[date, int]]:
        """(day, đồng outstanding from that day on), in order."""
        days, sums = self._by_advance.get(advance, ([], []))
        return list(dict(zip(days, sums, strict=True)).items())

    def cash(self, as_of: date | None = None) -> int:
        """Đồng on all cash accounts together."""
        return sum(self.balance(code, as_of) for code, account in self.accounts.items() if account.kind is AccountKind.CASH)

    def cash_of(self, entry: Entry) -> int:
        """What an entry adds to the fund's cash, đồng; negative when money leaves."""
        return sum(line.amount for line in entry.lines if self.accounts[line.account].kind is AccountKind.CASH)

    def trial_balance(self, as_of: date | None = None) -> tuple[TrialRow, ...]:
        """Debits and credits of every account up to ``as_of``; both columns have the same total."""
        debit: dict[str, int] = defaultdict(int)
        credit: dict[str, int] = defaultdict(int)
        for entry in self.entries:
            if as_of is not None and entry.booked_on > as_of:
                break
            for line in entry.lines:
                (debit if line.amount > 0 else credit)[line.account] += abs(line.amount)
        return tuple(TrialRow(account, debit[code], credit[code]) for code, account in self.accounts.items())

    @cached_property
    def _by_account(self) -> dict[str, tuple[list[date], list[int]]]:
        return _running((line.account, entry.booked_on, line.amount) for entry in self.entries for line in entry.lines)

    @cached_property
    def _by_advance(self) -> dict[str, tuple[list[date], list[int]]]:
        return _running(self._advance_moves())

    @cached_property
    def _by_payment(self) -> dict[str, tuple[list[date], list[int]]]:
        kinds = {entry.id: entry.kind for entry in self.entries}
        return _running(self._advance_moves({entry.id for entry in self.entries if kinds.get(entry.reverses, entry.kind) in PAYING}))

    def _advance_moves(self, of: Container[str] | None = None) -> Iterator[tuple[str, date, int]]:
        advances = {code for code, account in self.accounts.items() if account.kind is AccountKind.ADVANCE}
        for entry in self.entries:
            for line in entry.lines if of is None or entry.id in of else ():
                if line.account in advances:
                    yield line.advance, entry.booked_on, line.amount


def _running(moves: Iterable[tuple[str, date, int]]) -> dict[str, tuple[list[date], list[int]]]:
    """Days and running sums by name; moves come in order of day."""
    found: dict[str, tuple[list[date], list[int]]] = {}
    for name, day, amount in moves:
        days, sums = found.setdefault(name, ([], []))
        days.append(day)
        sums.append((sums[-1] if sums else 0) + amount)
    return found


def _at(run: tuple[list[date], list[int]] | None, as_of: date | None) -> int:
    if run is None:
        return 0
    days, sums = run
    end = len(days) if as_of is None else bisect_right(days, as_of)
    return sums[end - 1] if end else 0


def accept(
    accounts: Mapping[str, Account], entries: Iterable[Entry], closed_until: date | None = None,
) -> tuple[Ledger, tuple[Finding, ...]]:
    """The books of every entry that may stand, and a finding for each that may not: nothing else is lost with it.

    The order of ``entries`` does not matter. ``closed_until`` refuses what is booked up to that day.
    """
    kept: dict[str, Entry] = {}
    reversed_by: dict[str, str] = {}
    findings: list[Finding] = []
    for entry in sorted(entries, key=lambda one: one.order):
        found = list(entry_faults(entry, accounts, closed_until))
        if entry.id in kept:
            found.append(finding("LND-109", entry.place, entry=entry.id))
        if entry.reverses:
            found += reversal_faults(entry, kept.get(entry.reverses), reversed_by.get(entry.reverses, ""))
        if not found:
            kept[entry.id] = entry
            reversed_by |= {entry.reverses: entry.id} if entry.reverses else {}
        findings += found
    return Ledger(accounts, tuple(kept.values()), closed_until), tuple(findings)


def entry_faults(entry: Entry, accounts: Mapping[str, Account], closed_until: date | None = None) -> tuple[Finding, ...]:
    """What keeps one entry out of the books, whatever else stands in them: LND-100…104, LND-108."""
    found = [finding("LND-101", entry.place, entry=entry.id)] if len(entry.lines) < 2 else []
    for line in entry.lines:
        account = accounts.get(line.account)
        if account is None:
            found.append(finding("LND-102", entry.place, entry=entry.id, account=line.account))
        elif account.kind is AccountKind.ADVANCE and not line.advance:
            found.append(finding("LND-108", entry.place, entry=entry.id, account=line.account))
        if not 0 < abs(line.amount) < LARGEST_EXACT:
            found.append(finding("LND-103", entry.place, entry=entry.id, account=line.account))
    debit, credit = _sides(entry.lines)
    if debit != credit:
        found.append(finding("LND-100", entry.place, entry=entry.id, debit=Decimal(debit), credit=Decimal(credit),
                             difference=Decimal(abs(debit - credit))))
    if closed_until is not None and entry.booked_on <= closed_until:
        found.append(finding("LND-104", entry.place, entry=entry.id, day=f"{entry.booked_on:%d/%m/%Y}", closed=f"{closed_until:%d/%m/%Y}"))
    return tuple(found)


def _sides(lines: Sequence[Line]) -> tuple[int, int]:
    return sum(line.amount for line in lines if line.amount > 0), -sum(line.amount for line in lines if line.amount < 0)


def reversal_faults(entry: Entry, reversed_entry: Entry | None, already: str = "") -> tuple[Finding, ...]:
    """LND-106: what it reverses is not there, later, reversed by ``already``, itself a reversal, or not its mirror."""
    def refused(why_vi: str, why_en: str) -> tuple[Finding, ...]:
        gaps = {"entry": entry.id, "reversed": entry.reverses, "reason_vi": why_vi, "reason_en": why_en}
        return (finding("LND-106", entry.place, **gaps),)

    if reversed_entry is None:
        return refused("không có bút toán này trước đó trong sổ", "no such entry stands before it")
    if already:
        return refused(f"đã bị đảo bởi {already}", f"it was reversed by {already}")
    if reversed_entry.reverses:
        return refused("bản thân nó là bút toán đảo", "it is itself a reversal")
    if entry.booked_on < reversed_entry.booked_on:
        return refused("bút toán đảo ghi trước bút toán gốc", "the reversal is booked before it")
    if sorted(entry.lines) != sorted(_turned(reversed_entry.lines)):
        return refused("các dòng không đối xứng với bút toán gốc", "its lines do not mirror it")
    return ()


def _turned(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(Line(line.account, -line.amount, line.advance) for line in lines)


def reversal_of(entry: Entry, id: str, booked_on: date, document: str = "", text: str = "") -> Entry:
    """The entry that undoes ``entry``: every line with its sign turned, in the same order."""
    return Entry(id, booked_on, REVERSAL, _turned(entry.lines), document, text, entry.id)


def overdrafts(ledger: Ledger) -> tuple[Finding, ...]:
    """LND-107 for each cash account at the first day it ends below zero: an account at the Treasury holds no less than nothing."""
    found = []
    for code, account in ledger.accounts.items():
        if account.kind is not AccountKind.CASH:
            continue
        days, sums = ledger._by_account.get(code, ([], []))
        ends = dict(zip(days, sums, strict=True))
        short = next(((day, amount) for day, amount in ends.items() if amount < 0), None)
        if short:
            found.append(finding("LND-107", Place(object_id=code), account=code, day=f"{short[0]:%d/%m/%Y}", amount=Decimal(-short[1])))
    return tuple(found)
