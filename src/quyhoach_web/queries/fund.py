"""What the pages of the land fund show: balances, advances by age, years and plan, statements beside the books."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from quyhoach.findings import Finding
from quyhoach.land.advances import AdvanceStanding, ageing, overdue, standing
from quyhoach.land.fund_year import FundYear
from quyhoach.land.ledger import Account, AccountKind, Ledger
from quyhoach.province.specs.fund_ledger import ACCOUNT_KIND, ENTRY_KIND, REFUND_SOURCE
from quyhoach.reports.fund_words import bucket_word, flow_word
from quyhoach_web.language import language, say
from quyhoach_web.models import LedgerEntry, LedgerStatement
from quyhoach_web.queries import ledger as read

LAST_DAYS = 200
"""Days on which the chart of cash changes, at most."""
MILLION = 10**6


def account_name(account: Account) -> str:
    """The account in the reader's language."""
    return account.name_vi if language() == "vi" else account.name_en or account.name_vi


def kind_name(kind: str) -> str:
    """A kind of account or entry."""
    labels = ACCOUNT_KIND.get(kind) or ENTRY_KIND.get(kind) or (kind, kind)
    return labels[language() != "vi"]


def refund_name(source: str) -> str:
    """A refund source."""
    return REFUND_SOURCE.get(source, ("–", "–"))[language() != "vi"]


def told(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as ``parts/findings.html`` takes them."""
    return [{**one.as_json(language()), "where": str(one.where)} for one in findings]


def day_asked(text: str) -> date:
    """The day a page is asked for: as typed, else today."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        day, month, year = (int(part) for part in text.split("/"))
        return date(year, month, day)
    except ValueError:
        return timezone.localdate()


def overview(as_of: date, ledger: Ledger) -> dict[str, Any]:
    """The trial balance with the figures above it and the chart of cash."""
    rows = [{"code": row.account.code, "name": account_name(row.account), "kind": kind_name(row.account.kind), "debit": row.debit,
             "credit": row.credit, "balance": row.balance} for row in ledger.trial_balance(as_of)]
    standings = standings_on(as_of, ledger)
    late, out = sum(one.outstanding for one in standings if one.days_late), sum(one.outstanding for one in standings)
    return {
        "rows": rows, "debit": sum(row["debit"] for row in rows), "credit": sum(row["credit"] for row in rows),
        "cash": ledger.cash(as_of), "outstanding": out, "late": late,
        "millions": {name: _millions(amount) for name, amount in (("cash", ledger.cash(as_of)), ("outstanding", out), ("late", late))},
        "closed": ledger.closed_until, "chart": cash_chart(as_of, ledger) if ledger.entries else None,
    }


def _millions(amount: int) -> Decimal | int:
    """Million đồng with one decimal at most, for a figure at a glance; the exact đồng stand beside it."""
    rounded = (Decimal(amount) / MILLION).quantize(Decimal("0.1"))
    return int(rounded) if rounded == rounded.to_integral_value() else rounded


def cash_chart(as_of: date, ledger: Ledger) -> dict[str, Any]:
    """Cash at the end of every day it changed, million đồng."""
    days = sorted({entry.booked_on for entry in ledger.entries if entry.booked_on <= as_of and ledger.cash_of(entry)})[-LAST_DAYS:]
    points = [[day.isoformat(), ledger.cash(day) / MILLION] for day in days]
    return {"kind": "steps", "title": say("Tiền gửi của Quỹ", "The fund's cash"), "unit": say("triệu đồng", "million dong"),
            "series": [{"name": say("Tiền gửi", "Cash"), "values": points}]}


def standings_on(as_of: date, ledger: Ledger) -> list[AdvanceStanding]:
    """Every advance on a day."""
    return [standing(advance, ledger, as_of) for advance in read.advances().values()]


def advances_page(as_of: date, ledger: Ledger) -> dict[str, Any]:
    """Advances with their age, and what is out by age."""
    standings = standings_on(as_of, ledger)
    rows = [{"advance": one.advance, "paid": one.paid, "refunded": one.refunded, "outstanding": one.outstanding, "left": one.left,
             "cost": one.cost, "due": one.advance.refund_on, "late": one.days_late, "age": bucket_word(one.bucket, language()),
             "source": refund_name(one.advance.refund_source)} for one in standings]
    ages = [(bucket_word(name, language()), amount) for name, amount in ageing(standings).items()]
    chart = {"kind": "horizontal", "title": say("Vốn ứng chưa hoàn trả theo tuổi nợ", "Advances outstanding by age"),
             "unit": say("triệu đồng", "million dong"), "x": [name for name, _ in ages],
             "series": [{"name": say("Còn phải thu", "Outstanding"), "values": [amount / MILLION for _, amount in ages]}]}
    return {"rows": rows, "ages": ages, "chart": chart if any(amount for _, amount in ages) else None, "findings": told(overdue(standings)),
            "outstanding": sum(one.outstanding for one in standings)}


def entry_rows(entries: Iterable[LedgerEntry], accounts: dict[str, Account]) -> list[dict[str, Any]]:
    """Entries with their lines, for the journal."""
    return [{"entry": entry, "kind": kind_name(entry.kind), "lines": entry_lines(entry, accounts),
             "total": sum(line["amount"] for line in entry.lines if line["amount"] > 0)} for entry in entries]


def entry_lines(entry: LedgerEntry, accounts: dict[str, Account]) -> list[dict[str, Any]]:
    """The lines of one entry: account, debit or credit, advance."""
    return [{"account": line["account"], "name": account_name(accounts[line["account"]]), "advance": line.get("advance", ""),
             "debit": line["amount"] if line["amount"] > 0 else None, "credit": -line["amount"] if line["amount"] < 0 else None}
            for line in entry.lines]


def year_rows(years: Sequence[FundYear]) -> list[dict[str, Any]]:
    """Years for the page: each flow with its words."""
    return [{"year": str(one.year), "planned": one.planned, "opening": one.opening, "closing": one.closing,
             "flows": [*({"sign": "+", "name": f"{flow_word(f.kind, language())} {f.name}".strip(), "rank": f.rank, "amount": f.amount}
                         for f in one.inflows),
                       *({"sign": "−", "name": f"{flow_word(f.kind, language())} {f.name}".strip(), "rank": f.rank, "amount": f.amount}
                         for f in one.outflows)]} for one in years]


def years_chart(years: Sequence[FundYear]) -> dict[str, Any]:
    """Closing balances by year, million đồng."""
    return {"kind": "bars", "title": say("Số dư cuối năm", "Balance at the end of the year"), "unit": say("triệu đồng", "million dong"),
            "x": [one.year for one in years],
            "series": [{"name": say("Số dư cuối năm", "Closing"), "values": [one.closing / MILLION for one in years]}]}


def statements_page(ledger: Ledger) -> list[dict[str, Any]]:
    """Statements received, newest first, each as it compares with the books now."""
    rows = []
    for one in LedgerStatement.objects.select_related("sent_by", "account").order_by("-pk")[:100]:
        found = read.reconciled(one, ledger)
        rows.append({"statement": one, "matched": len(found.matches), "only_statement": len(found.only_statement),
                     "only_book": len(found.only_book), "agrees": found.agrees})
    return rows


def cash_accounts(accounts: dict[str, Account]) -> list[tuple[str, str]]:
    """Money accounts, for a choice."""
    return [(code, f"{code} {account_name(one)}") for code, one in accounts.items() if one.kind is AccountKind.CASH]
