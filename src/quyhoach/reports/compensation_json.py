"""Compensation plans as JSON: every line with its formula, figures and articles; holders, totals, what is late, findings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from quyhoach.findings import Finding
from quyhoach.land.compensation import HolderAccount, PlanReckoning, TracedLine
from quyhoach.land.late_payment import LatePayment
from quyhoach.law.kinds import COMPENSATION_FORMULAS
from quyhoach.money import format_number
from quyhoach.province.land_compensation import CompensationBook
from quyhoach.reports.citations import citation_json


def compensation_json(book: CompensationBook, plans: Sequence[PlanReckoning], findings: Sequence[Finding], lang: str) -> dict[str, Any]:
    """Keys: as_of, plans[] with lines[], holders[], totals, stated; late[]; findings[]. Holders are codes. Amounts in whole đồng."""
    return {
        "as_of": book.as_of, "plans": [_plan(plan, lang) for plan in plans], "late": [_late(one) for one in book.late],
        "findings": [one.as_json(lang) for one in findings],
    }


def _plan(one: PlanReckoning, lang: str) -> dict[str, Any]:
    plan, totals = one.plan, one.totals
    return {
        "plan": plan.plan, "site": plan.site, "number": plan.number, "approved_on": plan.approved_on, "whole": one.whole,
        "lines": [line_json(line, lang) for line in one.lines], "holders": [_holder(holder) for holder in one.holders],
        "totals": {
            "area_ha": dict(totals.area_ha), "total_area_ha": totals.total_area_ha, "holders": totals.holders,
            "compensation_vnd": totals.compensation_vnd, "support_vnd": totals.support_vnd, "bonus_vnd": totals.bonus_vnd,
            "to_holders_vnd": totals.to_holders_vnd, "deducted_vnd": totals.deducted_vnd, "paid_vnd": totals.paid_vnd,
            "organisation_vnd": totals.organisation_vnd, "other_vnd": totals.other_vnd, "budget_vnd": totals.budget_vnd,
            "graves": totals.graves, "retrained": totals.retrained, "whole": totals.whole,
        },
        "stated": {
            "area_ha": plan.area_ha, "holders": plan.holders, "compensation_vnd": plan.compensation_vnd, "total_vnd": plan.total_vnd,
            "resettled": plan.resettled, "resettlement_site": plan.resettlement_site, "graves": plan.graves, "retrained": plan.retrained,
            "infrastructure_moved": plan.infrastructure_moved, "schedule": plan.schedule,
        },
    }


def line_json(one: TracedLine, lang: str) -> dict[str, Any]:
    """One line: what it is, how it was reckoned, what the plan states, where the law says so."""
    component, line = one.component, one.line
    return {
        "line": line.line, "parcel": line.parcel, "holder": line.holder, "component": line.component,
        "label": component.label[lang] if component else line.component, "what": line.what, "side": str(one.side or ""),
        "formula": component.formula if component else "", "formula_label": formula_words(one, lang), "worked": worked_words(one, lang),
        "amount_vnd": one.amount_vnd, "stated_vnd": line.amount_vnd, "difference_vnd": one.difference_vnd,
        "articles": [citation_json(citation) for citation in one.articles],
    }


def formula_words(one: TracedLine, lang: str) -> str:
    """The formula in letters, "" for an unknown component."""
    return COMPENSATION_FORMULAS[one.component.formula][lang != "vi"] if one.component else ""


def worked_words(one: TracedLine, lang: str) -> str:
    """The figures as they went in: ``15.000 × 60.000 × 1,2 = 1.080.000.000``; "" for an open line."""
    if one.amount_vnd is None:
        return ""
    parts = [token if isinstance(token, str) else _figure(token, lang) for token in one.tokens]
    return f"{' '.join(parts)} = {format_number(one.amount_vnd, lang)}".replace("( ", "(").replace(" )", ")")


def _figure(token: int | Decimal, lang: str) -> str:
    return format_number(token if isinstance(token, int) else Decimal(f"{token:f}"), lang)


def _holder(one: HolderAccount) -> dict[str, Any]:
    return {
        "holder": one.holder, "compensation_vnd": one.compensation_vnd, "support_vnd": one.support_vnd, "bonus_vnd": one.bonus_vnd,
        "deducted_vnd": one.deducted_vnd, "debt_vnd": one.debt_vnd, "net_vnd": one.net_vnd, "whole": one.whole,
    }


def _late(one: LatePayment) -> dict[str, Any]:
    return {
        "parcel": one.parcel, "amount_vnd": one.amount_vnd, "due": one.due, "paid_on": one.paid_on, "days": one.days, "rate": one.rate,
        "extra_vnd": one.extra_vnd,
    }
