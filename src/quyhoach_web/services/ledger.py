"""The land fund's books: posting, reversing, closing. One writer at a time, whole entries or none, the same request once.

The library says in words what is wrong; the database refuses by itself whatever gets past it (migration 0007, decision 0010).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from quyhoach import law
from quyhoach.findings import Finding, Place, finding
from quyhoach.land.advances import FundAdvance, payments_faults, refusals
from quyhoach.land.ledger import Account, AccountKind, Entry, Ledger, Line, entry_faults, reversal_faults, reversal_of
from quyhoach.province.checks.case import Case
from quyhoach.province.land_fund import plans_agree
from quyhoach_web.language import say
from quyhoach_web.models import Account as Person
from quyhoach_web.models import Advance, LedgerAccount, LedgerClose, LedgerEntry
from quyhoach_web.queries import ledger as read
from quyhoach_web.services import provinces
from quyhoach_web.services.audit import Act, record

LOCK = 720107
"""The advisory lock of PostgreSQL that the triggers of migration 0007 take too. SQLite lets one writer in at a time anyway."""


class BooksRefused(Exception):
    """What was asked may not stand in the books; nothing was changed. ``findings`` say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(one.text("message", "en") for one in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Posting:
    """What somebody wants to book. ``key`` makes a request sent twice the same request."""

    key: str
    booked_on: date
    kind: str
    lines: tuple[Line, ...]
    document: str = ""
    text: str = ""
    source: str = ""
    assumed: str = ""

    @property
    def stored(self) -> dict[str, Any]:
        """The columns of its entry."""
        return {"booked_on": self.booked_on, "kind": self.kind, "document": self.document, "text": self.text,
                "lines": lines_json(self.lines), "source": self.source, "assumed": self.assumed}


def lines_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines as an entry's row holds them."""
    return [{"account": line.account, "amount": line.amount, **({"advance": line.advance} if line.advance else {})} for line in lines]


def alone() -> None:
    """Wait until nobody else writes to the books; call it inside a transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def post(posting: Posting, who: object, reverses: LedgerEntry | None = None) -> LedgerEntry:
    """Book one entry. The same key with the same content answers with the entry that stands. Raises BooksRefused."""
    try:
        with transaction.atomic():
            alone()
            known = LedgerEntry.objects.filter(key=posting.key).first()
            if known is not None:
                return _same(known, posting)
            found = faults(posting, reverses)
            if found:
                raise BooksRefused(*found)
            entry = _insert(posting, who, reverses)
            record(who, [Act("reverse" if reverses else "post", "ledger", str(entry.number), None, {**_said(posting),
                             **({"reverses": reverses.number} if reverses else {})}, posting.text)])
            return entry
    except DatabaseError as error:
        said = str(error).splitlines()[0]
        if "ledger:" not in said:
            raise
        raise BooksRefused(finding("LND-139", reason=said.partition("ledger:")[2].strip())) from error


def _said(posting: Posting) -> dict[str, Any]:
    return {**posting.stored, "booked_on": posting.booked_on.isoformat()}


def _same(known: LedgerEntry, posting: Posting) -> LedgerEntry:
    if any(getattr(known, name) != value for name, value in posting.stored.items()):
        raise BooksRefused(finding("LND-134", key=posting.key, number=known.number))
    return known


def _insert(posting: Posting, who: object, reverses: LedgerEntry | None) -> LedgerEntry:
    last = LedgerEntry.objects.aggregate(last=Max("number"))["last"] or 0
    return LedgerEntry.objects.create(number=last + 1, key=posting.key, reverses=reverses, posted_by=person(who), posted_at=timezone.now(),
                                      **posting.stored)


def person(who: object) -> Person | None:
    """The account behind a name; None for the program's own acts."""
    return who if isinstance(who, Person) else None


def faults(posting: Posting, reverses: LedgerEntry | None = None) -> list[Finding]:
    """Everything that keeps a posting out, told at once."""
    accounts = read.accounts()
    name = read.entry_id(reverses.number) if reverses else ""
    entry = Entry(say("mới", "new"), posting.booked_on, posting.kind, posting.lines, posting.document, posting.text, name)
    found = list(entry_faults(entry, accounts, read.closed_until()))
    if reverses is not None:
        done = LedgerEntry.objects.filter(reverses=reverses).values_list("number", flat=True).first()
        found += reversal_faults(entry, read.library_entry(reverses.number), str(done) if done else "")
    if not found:
        found += [*_advance_faults(entry, accounts), *_overdrafts(entry, accounts)]
    return found


def _advance_faults(entry: Entry, accounts: Mapping[str, Account]) -> list[Finding]:
    """What the advances it touches lack, or would have too much of; money that comes back is not asked for papers."""
    found: list[Finding] = []
    basis = _basis()
    for code in sorted({line.advance for line in entry.lines if line.advance}):
        row = Advance.objects.filter(code=code).first()
        if row is None:
            found.append(finding("LND-105", Place(object_id=code), advance=code))
            continue
        advance, before = read.fund_advance(row), read.books_of_advance(code)
        after = Ledger(accounts, tuple(sorted((*before.entries, entry), key=lambda one: one.order)))
        pays = sum(line.amount for line in entry.lines if line.advance == code and accounts[line.account].kind is AccountKind.ADVANCE) > 0
        found += [*(refusals(advance, basis) if pays else ()), *payments_faults({code: advance}, _of(after, code), basis)]
    return found


def _of(ledger: Ledger, advance: str) -> Ledger:
    """The same entries with other advances' lines out of sight."""
    cut = tuple(Entry(e.id, e.booked_on, e.kind, tuple(line for line in e.lines if line.advance in ("", advance)), reverses=e.reverses)
                for e in ledger.entries)
    return Ledger(ledger.accounts, cut)


def _basis() -> Any:
    """The articles findings rest on; of today's law where the decision has no day yet."""
    province, today = provinces.current(), timezone.localdate()
    known = law.jurisdiction_note(province.info.jurisdiction) is None
    case = Case(province, None, (lambda day: law.at(day, province.info.code)) if known else None)
    return lambda day, parameter, row: case.basis(day or today, parameter, row)


def _overdrafts(entry: Entry, accounts: Mapping[str, Account]) -> list[Finding]:
    """LND-107: a money account that would end a day below zero, on the entry's day or later."""
    found = []
    for code in sorted({line.account for line in entry.lines}):
        change = sum(line.amount for line in entry.lines if line.account == code)
        if accounts[code].kind is not AccountKind.CASH or change >= 0:
            continue
        held, short = read.balances(entry.booked_on)[code] + change, None
        for day, amount in ((entry.booked_on, 0), *read.cash_moves(code, entry.booked_on)):
            held += amount
            if held < 0 and short is None:
                short = day, -held
        if short:
            found.append(finding("LND-107", Place(object_id=code), account=code, day=f"{short[0]:%d/%m/%Y}", amount=Decimal(short[1])))
    return found


def reverse(number: int, booked_on: date, document: str, text: str, key: str, who: object) -> LedgerEntry:
    """Undo an entry by its mirror. Raises BooksRefused."""
    undone = LedgerEntry.objects.filter(number=number).first()
    entry = read.library_entry(number)
    if undone is None or entry is None:
        raise BooksRefused(finding("LND-138", number=str(number)))
    mirror = reversal_of(entry, say("mới", "new"), booked_on, document, text)
    return post(Posting(key, booked_on, mirror.kind, mirror.lines, document, text), who, undone)


@transaction.atomic
def close(until: date, who: object) -> LedgerClose:
    """Close everything up to a day, with the balances on it. Raises BooksRefused."""
    alone()
    last = read.closed_until()
    if last is not None and until <= last:
        raise BooksRefused(_not_closed(until, f"đã khóa đến {last:%d/%m/%Y}", f"closed until {last:%d/%m/%Y} already"))
    if until > timezone.localdate():
        raise BooksRefused(_not_closed(until, "ngày này chưa tới", "that day has not come"))
    number = LedgerEntry.objects.aggregate(last=Max("number"))["last"] or 0
    made = LedgerClose.objects.create(
        until=until, last_number=number, balances=read.balances(until), closed_by=person(who), closed_at=timezone.now())
    record(who, [Act("close", "ledger", until.isoformat(), None, {"balances": made.balances, "last_number": number})])
    return made


def _not_closed(until: date, vi: str, en: str) -> Finding:
    return finding("LND-135", day=f"{until:%d/%m/%Y}", reason_vi=vi, reason_en=en)


@transaction.atomic
def decide(advance: FundAdvance, who: object, source: str = "") -> Advance:
    """Enter an advance as decided: refused with the article while plan, refund or cost is missing. Raises BooksRefused."""
    alone()
    found = [*refusals(advance, _basis()), *plans_agree(Case(provinces.current(), None, None), [*read.advances().values(), advance])]
    found = [one for one in found if one.values.get("advance") == advance.id]
    if Advance.objects.filter(code=advance.id).exists():
        found.append(finding("LND-137", name=advance.id))
    if found:
        raise BooksRefused(*found)
    made = Advance.objects.create(entered_by=person(who), entered_at=timezone.now(), source=source, **advance_columns(advance))
    said = {name: value if isinstance(value, int | None) else str(value) for name, value in advance_columns(advance).items()}
    record(who, [Act("decide", "ledger", advance.id, None, said)])
    return made


def advance_columns(advance: FundAdvance) -> dict[str, Any]:
    """The columns of an advance's row."""
    names = ("name", "project", "site", "borrower", "amount", "plan_decision", "plan_decided_on", "plan_amount", "decision", "decided_on",
             "refund_source", "refund_fund", "refund_on", "cost_rate", "cost_document", "assumed")
    return {"code": advance.id, **{name: getattr(advance, name) for name in names}}


@transaction.atomic
def add_account(account: Account, who: object) -> LedgerAccount:
    """Open an account. Raises BooksRefused when its code is taken."""
    alone()
    if LedgerAccount.objects.filter(code=account.code).exists():
        raise BooksRefused(finding("LND-137", name=account.code))
    said = {"code": account.code, "kind": str(account.kind), "name_vi": account.name_vi, "name_en": account.name_en}
    made = LedgerAccount.objects.create(**said)
    record(who, [Act("add", "ledger", account.code, None, said)])
    return made
