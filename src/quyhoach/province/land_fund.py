"""The land fund's books read from a scenario's tables, and what they mean for the capital plan: refunds due as obligations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from quyhoach.capital.problem import Obligation
from quyhoach.findings import Finding, Severity, finding
from quyhoach.land.advances import FundAdvance, payments_faults, refusals
from quyhoach.land.ledger import Account, AccountKind, Entry, Ledger, Line, accept, overdrafts
from quyhoach.land.reconciliation import StatementLine
from quyhoach.money import UNITS, Money, MoneyUnit, convert
from quyhoach.province.province import Province, Scenario
from quyhoach.tables.spec import Row

if TYPE_CHECKING:
    from quyhoach.province.checks.case import Case

DONG = UNITS["dong"]


@dataclass(frozen=True)
class FundBooks:
    """The books as the tables hold them: what may stand, and a finding for everything that may not or lacks something."""

    ledger: Ledger
    advances: Mapping[str, FundAdvance] = field(hash=False)
    statement: tuple[StatementLine, ...]
    findings: tuple[Finding, ...]

    @property
    def wrong(self) -> frozenset[str]:
        """Advances an error speaks of."""
        errors = (f for f in self.findings if f.severity is Severity.ERROR)
        return frozenset(str(f.values["advance"]) for f in errors if "advance" in f.values)


def books_of(case: Case) -> FundBooks:
    """The books of a scenario; empty books where its tables are empty."""
    accounts = {row.text("account"): account_of(row) for row in case.rows("fund_accounts")}
    entries, torn = entries_of(case.rows("fund_entries"))
    entries, early = within_reach(case, entries)
    ledger, refused = accept(accounts, entries)
    advances = {row.text("advance"): advance_of(row) for row in case.rows("advances")}
    lines, unread = statement_of(case.rows("statement_lines"), accounts)
    law_day = case.scenario.info.law_date if case.scenario else None

    def basis(day: date | None, parameter: str, row: str) -> Mapping[str, str]:
        return case.basis(day or law_day, parameter, row)

    lacking = tuple(found for advance in advances.values() for found in refusals(advance, basis))
    lacking += tuple(plans_agree(case, advances.values()))
    wrong = (*torn, *early, *refused, *lacking, *payments_faults(advances, ledger, basis), *overdrafts(ledger), *unread)
    return FundBooks(ledger, advances, lines, tuple(dict.fromkeys(wrong)))


def within_reach(case: Case, entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[Finding, ...]]:
    """Entries up to the scenario's last year, and LND-145 for each booked later: a slip of the pen, never money of a year to come."""
    last = case.scenario.info.last_year if case.scenario else date.max.year
    beyond = [entry for entry in entries if entry.booked_on.year > last]
    told = tuple(finding("LND-145", entry.place, entry=entry.id, day=f"{entry.booked_on:%d/%m/%Y}", last=last) for entry in beyond)
    return tuple(entry for entry in entries if entry.booked_on.year <= last), told


def plans_agree(case: Case, advances: Iterable[FundAdvance]) -> Iterator[Finding]:
    """Advances beside the compensation plans of their sites, where the tables hold any: LND-143 no plan of the site was approved by
    the advance's day, LND-144 all advances of a site together are more than its plans cost."""
    plans: dict[str, list[Row]] = {}
    for row in case.rows("compensation_plans"):
        plans.setdefault(row.text("site"), []).append(row)
    sums: dict[str, int] = {}
    for advance in advances:
        if advance.site not in plans:
            continue
        approved = [day for row in plans[advance.site] if (day := row.date("approved_on"))]
        if advance.decided_on and not any(day <= advance.decided_on for day in approved):
            yield finding("LND-143", advance.place, advance=advance.id, site=advance.site, day=f"{advance.decided_on:%d/%m/%Y}")
        sums[advance.site] = before = sums.get(advance.site, 0) + advance.amount
        total = sum(row.whole("total_vnd") or 0 for row in plans[advance.site])
        if before - advance.amount <= total < before:
            gaps = {"site": advance.site, "amount": Decimal(before), "plan": Decimal(total)}
            yield finding("LND-144", advance.place, advance=advance.id, **gaps)


def account_of(row: Row) -> Account:
    """An account from its row."""
    return Account(row.text("account"), AccountKind(row.text("kind")), row.text("name_vi"), row.text("name_en"))


def entries_of(rows: Iterable[Row]) -> tuple[tuple[Entry, ...], tuple[Finding, ...]]:
    """Entries from their rows, lines in order of their number; LND-132 where the rows of one entry disagree."""
    by_entry: dict[str, list[Row]] = {}
    for row in rows:
        by_entry.setdefault(row.text("entry"), []).append(row)
    entries, findings = [], []
    for name, lines in by_entry.items():
        lines.sort(key=lambda row: row.whole("line") or 0)
        torn = list(_torn(name, lines))
        findings += torn
        if not torn:
            entries.append(_entry(name, lines))
    return tuple(entries), tuple(findings)


_ONE_AN_ENTRY = (("booked_on", "ngày ghi sổ", "day"), ("kind", "nghiệp vụ", "kind"), ("reverses", "bút toán bị đảo", "entry reversed"))


def _torn(name: str, rows: list[Row]) -> Iterator[Finding]:
    for column, vi, en in _ONE_AN_ENTRY:
        if len({row.text(column) for row in rows}) > 1:
            yield finding("LND-132", rows[0].place.at(column, name), entry=name, what_vi=vi, what_en=en)


def _entry(name: str, rows: list[Row]) -> Entry:
    first = rows[0]
    lines = tuple(Line(row.text("account"), _amount(row), row.text("advance")) for row in rows)
    document, text = (next((row.text(column) for row in rows if row.text(column)), "") for column in ("document", "text"))
    return Entry(name, first.date("booked_on") or date.min, first.text("kind"), lines, document, text, first.text("reverses"),
                 first.text("source"), first.text("assumed"), first.place.at(object_id=name))


def _amount(row: Row) -> int:
    """Debit positive, credit negative; 0, which no entry may have, unless exactly one of the two is stated."""
    debit, credit = row.whole("debit_vnd") or 0, row.whole("credit_vnd") or 0
    return 0 if debit and credit else debit - credit


def advance_of(row: Row) -> FundAdvance:
    """An advance from its row."""
    return FundAdvance(
        row.text("advance"), row.whole("amount_vnd") or 0, row.text("name_vi"), row.text("project"), row.text("site"), row.text("borrower"),
        row.text("plan_decision"), row.date("plan_decided_on"), row.whole("plan_amount_vnd"), row.text("decision"), row.date("decided_on"),
        row.text("refund_source"), row.text("refund_fund"), row.date("refund_on"), row.decimal("cost_rate"), row.text("cost_document"),
        row.text("assumed"), row.place.at(object_id=row.text("advance")))


def statement_of(rows: Iterable[Row], accounts: Mapping[str, Account]) -> tuple[tuple[StatementLine, ...], tuple[Finding, ...]]:
    """Movements from the rows of a statement; LND-128 for an account that holds no money, LND-129 for an amount nobody can tell."""
    lines, findings = [], []
    for row in rows:
        code, reference = row.text("account"), row.text("reference")
        into, out = row.whole("received_vnd") or 0, row.whole("paid_vnd") or 0
        if code not in accounts or accounts[code].kind is not AccountKind.CASH:
            findings.append(finding("LND-128", row.place.at("account", reference), account=code))
        elif bool(into) == bool(out):
            findings.append(finding("LND-129", row.place.at("received_vnd", reference), reference=reference))
        else:
            day = row.date("booked_on") or date.min
            place = row.place.at(object_id=reference)
            lines.append(StatementLine(code, reference, day, into - out, row.text("document"), row.text("text"), place))
    return tuple(lines), tuple(findings)


def dong(amount: int, unit: MoneyUnit) -> int:
    """An amount of the province's unit in whole đồng. Raises ValueError for another currency."""
    return convert(Money(amount, unit), DONG)[0].amount


@dataclass(frozen=True, slots=True)
class RefundDue:
    """A refund the capital plan has to arrange: ``amount`` in the province's unit, rounded up by ``rest`` đồng."""

    advance: FundAdvance
    amount: int
    rest: int
    year: int


def refunds_due(case: Case, books: FundBooks) -> tuple[tuple[RefundDue, ...], tuple[Finding, ...]]:
    """What is still out and comes back from a project's own budget line, each once.

    A site the scenario lists among its ``parcels`` is repaid there by project or revenue: no second obligation (LND-124). A wrong
    advance is left out and said (LND-142).
    """
    unit = case.province.info.money_unit
    repaid_there = {row.text("parcel") for row in case.rows("parcels")}
    due, findings = [], []
    for code, advance in books.advances.items():
        outstanding = books.ledger.outstanding(code)
        if outstanding <= 0 or advance.refund_source not in ("", "project_budget") or unit.currency != DONG.currency:
            continue
        if code in books.wrong or advance.refund_on is None:
            findings.append(finding("LND-142", advance.place, advance=code))
        elif advance.site and advance.site in repaid_there:
            findings.append(finding("LND-124", advance.place, advance=code, site=advance.site))
        else:
            whole, left = convert(Money(outstanding, DONG), unit)
            rest = unit.size - left.amount if left.amount else 0
            due.append(RefundDue(advance, whole.amount + (rest > 0), rest, advance.refund_on.year))
            findings += _told(due[-1])
    return tuple(due), tuple(findings)


def _told(due: RefundDue) -> list[Finding]:
    advance, amount = due.advance, Decimal(due.amount)
    found = [finding("LND-123", advance.place, advance=advance.id, year=due.year, fund=advance.refund_fund, amount=amount)]
    if due.rest:
        found.append(finding("LND-133", advance.place, advance=advance.id, amount=amount, rest=Decimal(due.rest)))
    return found


def refund_obligations(
    case: Case, years: tuple[int, ...], rank: int | None, eligible: Callable[[str], bool], found: list[Finding],
) -> Iterator[Obligation]:
    """Refunds due within the plan's years as obligations of the capital plan; an overdue one falls in its first year.

    ``rank``: where refunds of advances stand on the ladder of the law in force, None = nowhere (CAP-015). Findings go to ``found``.
    """
    if not case.rows("advances"):
        return
    due, findings = refunds_due(case, books_of(case))
    found += findings
    for one in due:
        if one.year > years[-1]:
            continue
        if rank is None:
            found.append(finding("CAP-015", one.advance.place, obligation=one.advance.id))
            continue
        year = max(one.year, years[0])
        funds = (one.advance.refund_fund,) if eligible(one.advance.refund_fund) else ()
        yield Obligation(one.advance.id, one.amount, rank, funds, year, year)


def scenario_with_books(province: Province, name: str | None) -> Scenario | None:
    """The scenario asked for; without a name the only one, or the only one that keeps the fund's books. None when that is unclear."""
    if name is not None:
        return province.scenarios.get(name)
    kept = [s for s in province.scenarios.values() if any(s.tables[t].rows for t in ("fund_entries", "advances") if t in s.tables)]
    known = list(province.scenarios.values())
    return kept[0] if len(kept) == 1 else known[0] if len(known) == 1 else None
