"""The land fund as a workbook: trial balance, years, the yearly plan the fund submits, advances, journal, reconciliation, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.utility import xl_range

from quyhoach.dates import format_date
from quyhoach.land.fund_year import Flow, FundYear
from quyhoach.province.fund_years import FundAccount
from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.fund_words import account_word, bucket_word, entry_word, flow_word, fund_word, refund_word
from quyhoach.reports.sheets import Book, Cell, book
from quyhoach.reports.words import word

Rows = list[list[Cell]]


@dataclass(frozen=True)
class _Form:
    """One sheet: its title and columns as words, the style of each column, widths, and the columns that are added up."""

    key: str
    columns: tuple[str, ...]
    styles: tuple[str, ...]
    widths: tuple[float, ...]
    totals: tuple[int, ...] = ()


_TRIAL = _Form("balances", ("account", "name", "kind", "debit", "credit", "balance"), ("text",) * 3 + ("money",) * 3,
               (14, 44, 24, 22, 22, 22), (3, 4, 5))
_YEARS = _Form("years", ("year", "basis", "what", "rank", "amount"), ("year", "text", "text", "year", "money"), (8, 14, 60, 10, 24))
_PLAN = _Form("plan", ("year", "opening", "charter", "refunded", "in", "need", "closing", "short"), ("year",) + ("money",) * 7,
              (8, 20, 20, 20, 20, 20, 20, 20))
_ADVANCES = _Form(
    "advances", ("advance", "what", "decided", "paid", "refunded", "outstanding", "cost", "due", "source", "age", "basis"),
    ("text", "text", "money", "money", "money", "money", "money", "text", "text", "text", "text"),
    (10, 44, 20, 20, 20, 20, 18, 12, 36, 20, 12), (2, 3, 4, 5, 6))
_JOURNAL = _Form("journal", ("entry", "day", "kind", "document", "text", "account", "advance", "debit_side", "credit_side", "basis"),
                 ("text",) * 7 + ("money", "money", "text"), (12, 12, 28, 20, 44, 14, 12, 20, 20, 12), (7, 8))
_RECONCILED = _Form("reconciliation", ("account", "state", "day", "reference", "entry", "document", "amount"),
                    ("text",) * 6 + ("money",), (14, 24, 12, 20, 14, 24, 22))


def write_fund_workbook(account: FundAccount, title: str, illustrative: bool, path: Path, lang: str) -> None:
    """Write the fund's reports to ``path`` (.xlsx); the same books give the same bytes. Raises OSError when it cannot be written."""
    heading = (f"{title}. {fund_word('as_of', lang)} {format_date(account.as_of, lang)}. {fund_word('unit', lang)}",
               *((word("illustrative", lang),) if illustrative else ()))
    with book(path, f"{fund_word('fund', lang)}: {title}") as file:
        for form, rows in (
            (_TRIAL, _trial(account, lang)), (_YEARS, list(_years(account, lang))), (_PLAN, [_planned(y) for y in account.years]),
            (_ADVANCES, _advances(account, lang)), (_JOURNAL, list(_journal(account, lang))),
            (_RECONCILED, list(_reconciled(account, lang))),
        ):
            _sheet(file, form, rows, heading, lang)
        findings_sheet(file, account.findings, lang)


def _sheet(file: Book, form: _Form, rows: Rows, heading: Sequence[str], lang: str) -> None:
    sheet = file.sheet(fund_word(form.key, lang)[:31], form.widths, 8)
    file.row(sheet, 0, [fund_word(form.key, lang)], ["title"])
    for n, said in enumerate(heading, 1):
        sheet.merge_range(n, 0, n, len(form.columns) - 1, said, file.formats["banner" if n > 1 else "plain"])
    top = len(heading) + 1
    file.header(sheet, top, [fund_word(key, lang) for key in form.columns])
    for n, row in enumerate(rows, top + 1):
        file.row(sheet, n, row, form.styles)
    if not form.totals or not rows:
        return
    last = top + len(rows)
    file.row(sheet, last + 1, [fund_word("total", lang), *[None] * (form.totals[0] - 1)], ["total"] * form.totals[0])
    for column in form.totals:
        value = sum(cell for row in rows if isinstance(cell := row[column], int))
        formula = f"=SUM({xl_range(top + 1, column, last, column)})"
        sheet.write_formula(last + 1, column, formula, file.formats["total_money"], value)


def _trial(account: FundAccount, lang: str) -> Rows:
    return [[one.account.code, one.account.name_vi if lang == "vi" else one.account.name_en or one.account.name_vi,
             account_word(one.account.kind, lang), one.debit, one.credit, one.balance] for one in account.trial]


def _years(account: FundAccount, lang: str) -> Iterator[list[Cell]]:
    for year in account.years:
        basis = fund_word("planned" if year.planned else "booked", lang)
        yield [year.year, basis, fund_word("opening", lang), None, year.opening]
        for sign, flows in ((1, year.inflows), (-1, year.outflows)):
            for flow in flows:
                yield [year.year, basis, f"{flow_word(flow.kind, lang)} {flow.name}".strip(), flow.rank, sign * flow.amount]
        yield [year.year, basis, fund_word("closing", lang), None, year.closing]


def _planned(year: FundYear) -> list[Cell]:
    """The plan's row: the budget line for capital, refunds, the rest of what comes in, needs, and what is left or lacking."""
    def of(flows: Sequence[Flow], *kinds: str) -> int:
        return sum(flow.amount for flow in flows if flow.kind in kinds)

    charter, refunds = of(year.inflows, "capital", "inflow"), of(year.inflows, "refund")
    rest = sum(flow.amount for flow in year.inflows) - charter - refunds
    needs = sum(flow.amount for flow in year.outflows)
    return [year.year, year.opening, charter, refunds, rest, needs, year.closing, max(0, -year.closing)]


def _advances(account: FundAccount, lang: str) -> Rows:
    return [[one.advance.id, one.advance.name, one.advance.amount, one.paid, one.refunded, one.outstanding, one.cost,
             format_date(one.advance.refund_on, lang) if one.advance.refund_on else "–",
             f"{refund_word(one.advance.refund_source, lang)} {one.advance.refund_fund}".strip(), bucket_word(one.bucket, lang),
             fund_word("assumed", lang) if one.advance.assumed else None] for one in account.standings]


def _journal(account: FundAccount, lang: str) -> Iterator[list[Cell]]:
    for entry in account.books.ledger.entries:
        said: list[Cell] = [entry.id, format_date(entry.booked_on, lang), entry_word(entry.kind, lang), entry.document, entry.text]
        for line in entry.lines:
            sides: list[Cell] = [line.amount, None] if line.amount > 0 else [None, -line.amount]
            yield [*said, line.account, line.advance, *sides, fund_word("assumed", lang) if entry.assumed else None]


def _reconciled(account: FundAccount, lang: str) -> Iterator[list[Cell]]:
    for one in account.reconciliations:
        for match in one.matches:
            said = match.statement
            yield [one.account, fund_word("matched", lang), format_date(said.booked_on, lang), said.reference, match.book.entry,
                   said.document, said.amount]
        for line in one.only_statement:
            yield [one.account, fund_word("only_statement", lang), format_date(line.booked_on, lang), line.reference, None,
                   line.document, line.amount]
        for booked in one.only_book:
            yield [one.account, fund_word("only_book", lang), format_date(booked.booked_on, lang), None, booked.entry,
                   booked.document, booked.amount]
