"""A statement of the Treasury or a bank, read like any other upload and kept as it was sent."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from quyhoach.findings import Finding, Place, finding, has_errors
from quyhoach.land.reconciliation import StatementLine
from quyhoach.province.land_fund import statement_of
from quyhoach.province.specs.fund_ledger import STATEMENT_LINES
from quyhoach.tables import read_table
from quyhoach.tables.sheets import open_sheets
from quyhoach.tables.spec import Row
from quyhoach_web.models import LedgerStatement
from quyhoach_web.queries import ledger as read
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.ledger import BooksRefused, person
from quyhoach_web.services.uploads import LAYERS, Refused, checked

SPEC = replace(STATEMENT_LINES, key=("reference",), columns=tuple(c for c in STATEMENT_LINES.columns if c.name != "account"))
"""The table of a statement as a bank gives it: of one account, which the page asks for."""


def receive(name: str, content: bytes, account: str, who: object) -> LedgerStatement:
    """Keep a statement of an account. Raises Refused for a file nobody reads, BooksRefused naming every row that is wrong.

    A statement is kept whole or not at all: one that lacks rows would find differences that are none.
    """
    if Path(name).suffix.casefold() in LAYERS:
        raise Refused(finding("LND-141", Place(file=name)))
    checked(name, len(content))
    digest = hashlib.sha256(content).hexdigest()
    if LedgerStatement.objects.filter(account_id=account, digest=digest).exists():
        raise BooksRefused(finding("LND-140", Place(file=name), account=account))
    lines, found = _lines(name, content, account)
    if has_errors(found) or not lines:
        raise BooksRefused(*(found or [finding("LND-141", Place(file=name))]))
    return _keep(name, digest, account, lines, who)


def _lines(name: str, content: bytes, account: str) -> tuple[tuple[StatementLine, ...], list[Finding]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name.replace("\\", "/")).name[-120:] or "file")
        path.write_bytes(content)
        opened = open_sheets(path)
        if not opened.sheets:
            return (), list(opened.findings)
        got = read_table(path, SPEC, opened=opened)
    rows = [Row({**row.values, "account": account}, row.place) for row in got.table.rows]
    lines, wrong = statement_of(rows, read.accounts())
    return lines, [*got.findings, *wrong]


@transaction.atomic
def _keep(name: str, digest: str, account: str, lines: Iterable[StatementLine], who: object) -> LedgerStatement:
    kept = sorted(lines, key=lambda line: (line.booked_on, line.reference))
    made = LedgerStatement.objects.create(
        account_id=account, filename=name[-200:], digest=digest, first_day=kept[0].booked_on, last_day=kept[-1].booked_on,
        lines=[{"reference": s.reference, "booked_on": s.booked_on.isoformat(), "amount": s.amount, "document": s.document, "text": s.text}
               for s in kept], sent_by=person(who), sent_at=timezone.now())
    record(who, [Act("statement", "ledger", f"{account}/{made.pk}", None, {"file": name[-200:], "digest": digest, "lines": len(kept)})])
    return made
