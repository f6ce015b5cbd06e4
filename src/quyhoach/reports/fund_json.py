"""The land fund as JSON: amounts in whole đồng."""

from __future__ import annotations

from typing import Any

from quyhoach.land.advances import AdvanceStanding
from quyhoach.land.fund_year import Flow, FundYear
from quyhoach.land.reconciliation import Reconciliation
from quyhoach.province.fund_years import FundAccount
from quyhoach.reports.fund_words import flow_word


def fund_json(account: FundAccount, scenario: str, illustrative: bool, lang: str) -> dict[str, Any]:
    """``years[{year, opening, in[], out[], closing, planned}]`` and what they rest on; keys are stable."""
    rows = [{"account": r.account.code, "kind": str(r.account.kind), "debit": r.debit, "credit": r.credit, "balance": r.balance}
            for r in account.trial]
    return {
        "scenario": scenario, "illustrative": illustrative, "money_unit": "dong", "as_of": account.as_of,
        "years": [year_json(year, lang) for year in account.years],
        "accounts": rows,
        "advances": [advance_json(one) for one in account.standings],
        "ageing": account.ageing,
        "budget_lines": [{"obligation": b.obligation, "name": b.name, "amount": b.amount, "first_year": b.first, "last_year": b.last,
                          "rank": b.rank} for b in account.budget_lines],
        "reconciliation": [reconciliation_json(one) for one in account.reconciliations],
        "findings": [f.as_json(lang) for f in account.findings],
    }


def year_json(year: FundYear, lang: str) -> dict[str, Any]:
    """One year."""
    return {"year": year.year, "opening": year.opening, "in": [_flow(f, lang) for f in year.inflows],
            "out": [_flow(f, lang) for f in year.outflows], "closing": year.closing, "planned": year.planned}


def _flow(flow: Flow, lang: str) -> dict[str, Any]:
    return {"kind": flow.kind, "label": flow_word(flow.kind, lang), "amount": flow.amount, "name": flow.name, "rank": flow.rank}


def advance_json(one: AdvanceStanding) -> dict[str, Any]:
    """One advance as it stands."""
    advance = one.advance
    return {
        "advance": advance.id, "name": advance.name, "project": advance.project, "site": advance.site, "amount": advance.amount,
        "paid": one.paid, "refunded": one.refunded, "outstanding": one.outstanding, "cost": one.cost,
        "refund_source": advance.refund_source, "refund_fund": advance.refund_fund, "refund_on": advance.refund_on,
        "days_late": one.days_late, "bucket": one.bucket, "assumed": advance.assumed,
    }


def reconciliation_json(one: Reconciliation) -> dict[str, Any]:
    """One statement beside the books."""
    return {
        "account": one.account, "first": one.first, "last": one.last, "agrees": one.agrees, "book_balance": one.book_balance,
        "statement_balance": one.statement_balance,
        "matches": [{"reference": m.statement.reference, "entry": m.book.entry, "how": m.how, "days_apart": m.days_apart}
                    for m in one.matches],
        "only_statement": [{"reference": s.reference, "day": s.booked_on, "amount": s.amount, "document": s.document}
                           for s in one.only_statement],
        "only_book": [{"entry": b.entry, "day": b.booked_on, "amount": b.amount, "document": b.document} for b in one.only_book],
    }
