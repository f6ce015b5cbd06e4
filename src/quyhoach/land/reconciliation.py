"""The books beside the statement of the Treasury or a bank: what both say, and what only one of them says, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.land.ledger import Ledger
from quyhoach.tables.folding import fold

NEAR_DAYS = 5
"""A booking and a movement of the same amount are one when no more days lie between them."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement as the Treasury or bank states it: whole đồng, money in positive."""

    account: str
    reference: str
    booked_on: date
    amount: int
    document: str = ""
    text: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class BookLine:
    """What one entry did on a cash account: whole đồng, money in positive."""

    entry: str
    account: str
    booked_on: date
    amount: int
    document: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class StatementMatch:
    """A movement and its booking. ``how``: document (same number), day (same day), near (some days apart)."""

    statement: StatementLine
    book: BookLine
    how: str

    @property
    def days_apart(self) -> int:
        """Days between the two."""
        return abs((self.statement.booked_on - self.book.booked_on).days)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One account over the days of its statement. Every line stands in exactly one of the three lists; đồng."""

    account: str
    first: date
    last: date
    matches: tuple[StatementMatch, ...]
    only_statement: tuple[StatementLine, ...]
    only_book: tuple[BookLine, ...]
    book_balance: int

    @property
    def agrees(self) -> bool:
        """Nothing stands on one side only."""
        return not self.only_statement and not self.only_book

    @property
    def statement_balance(self) -> int:
        """What the balance of the books becomes once both sides say the same: less what only they say, plus what only the
        statement says."""
        return self.book_balance + sum(s.amount for s in self.only_statement) - sum(b.amount for b in self.only_book)


def book_lines(ledger: Ledger, account: str, first: date, last: date) -> tuple[BookLine, ...]:
    """What the books did on an account from ``first`` to ``last``; lines of one entry are one movement, as at the bank."""
    found = []
    for entry in ledger.entries:
        amount = sum(line.amount for line in entry.lines if line.account == account)
        if amount and first <= entry.booked_on <= last:
            found.append(BookLine(entry.id, account, entry.booked_on, amount, entry.document, entry.place))
    return tuple(found)


def reconcile(
    account: str, statement: Sequence[StatementLine], books: Iterable[BookLine], book_balance: int,
    first: date | None = None, last: date | None = None,
) -> Reconciliation:
    """Pair by document and amount, then by day and amount, then by amount within ``NEAR_DAYS``. The order of rows does not matter.

    ``first``..``last``: the days the statement speaks for (None: from its first to its last line). Raises ValueError for no line.
    """
    if not statement:
        raise ValueError("a statement without lines speaks for no day")
    first = first or min(line.booked_on for line in statement)
    last = last or max(line.booked_on for line in statement)
    left = sorted(statement, key=lambda s: (s.booked_on, s.reference))
    booked = sorted((b for b in books if b.account == account), key=lambda b: (b.booked_on, b.entry))
    matches: list[StatementMatch] = []
    for how, same in _PASSES:
        left, booked = _pass(left, booked, how, same, matches)
    matches.sort(key=lambda m: (m.statement.booked_on, m.statement.reference))
    inside = tuple(b for b in booked if first <= b.booked_on <= last)
    return Reconciliation(account, first, last, tuple(matches), tuple(left), inside, book_balance)


Same = Callable[[StatementLine, BookLine], bool]


def _pass(
    left: Sequence[StatementLine], booked: Sequence[BookLine], how: str, same: Same, matches: list[StatementMatch],
) -> tuple[list[StatementLine], list[BookLine]]:
    """One way of matching: each line takes the nearest booking of its amount that is still free. Returns what is left."""
    by_amount: dict[int, list[BookLine]] = {}
    for book in booked:
        by_amount.setdefault(book.amount, []).append(book)
    unmatched, taken = [], set()
    for line in left:
        free = [b for b in by_amount.get(line.amount, ()) if b.entry not in taken and same(line, b)]
        if not free:
            unmatched.append(line)
            continue
        best = min(free, key=lambda b: (abs((b.booked_on - line.booked_on).days), b.booked_on, b.entry))
        taken.add(best.entry)
        matches.append(StatementMatch(line, best, how))
    return unmatched, [b for b in booked if b.entry not in taken]


_PASSES: tuple[tuple[str, Same], ...] = (
    ("document", lambda s, b: bool(s.document) and fold(s.document) == fold(b.document)),
    ("day", lambda s, b: s.booked_on == b.booked_on),
    ("near", lambda s, b: abs((s.booked_on - b.booked_on).days) <= NEAR_DAYS),
)


def differences(found: Reconciliation) -> tuple[Finding, ...]:
    """LND-126 a movement nobody booked, LND-127 a booking the statement does not have, LND-130 the two some days apart."""
    return (
        *(finding("LND-126", s.place, account=s.account, reference=s.reference, day=f"{s.booked_on:%d/%m/%Y}", amount=Decimal(s.amount))
          for s in found.only_statement),
        *(finding("LND-127", b.place, account=b.account, entry=b.entry, day=f"{b.booked_on:%d/%m/%Y}", amount=Decimal(b.amount))
          for b in found.only_book),
        *(finding("LND-130", m.statement.place, entry=m.book.entry, reference=m.statement.reference, days=m.days_apart)
          for m in found.matches if m.days_apart),
    )
