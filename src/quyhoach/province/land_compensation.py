"""Compensation of a province reckoned again: every plan by the law of its day, payments against what is due, what is owed for delay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from quyhoach import law
from quyhoach.dates import format_date
from quyhoach.findings import Finding, finding
from quyhoach.land.clock import runs_out
from quyhoach.land.compensation import PlanReckoning, TracedLine, reckon
from quyhoach.land.compensation_law import Side
from quyhoach.land.compensation_lines import CompensationLine, CompensationPlan, lines_of, plans_of
from quyhoach.land.compensation_totals import LandArea
from quyhoach.land.ladder import Ladder, StepProof
from quyhoach.land.late_payment import RATE, LatePayment, late_payer, late_payment, late_rate
from quyhoach.law import LawError
from quyhoach.province.land_ladder import ladder_of, proofs_of
from quyhoach.province.province import Province

PAYMENTS = ("payment", "deposit")
"""Steps with which money reaches a holder, or waits for one at a bank."""


@dataclass(frozen=True, slots=True)
class CompensationBook:
    """All plans reckoned on a day, what was or is paid late, and every finding."""

    as_of: date
    plans: tuple[PlanReckoning, ...]
    late: tuple[LatePayment, ...]
    findings: tuple[Finding, ...]


def compensation_book(province: Province, as_of: date, ladder: Ladder | None = None) -> CompensationBook:
    """Every compensation plan of a province reckoned again; ``ladder`` saves making it again. One note where no law is on file."""
    plans = plans_of(province.facts["compensation_plans"].rows)
    no_law = law.jurisdiction_note(province.info.jurisdiction)
    if no_law is not None:
        return CompensationBook(as_of, (), (), (no_law,) if plans else ())
    made = ladder if ladder is not None else ladder_of(province, as_of)
    reckoned, findings = reckonings(province, as_of)
    proofs: dict[str, list[StepProof]] = {}
    for proof in proofs_of(province.facts["clearance_steps"].rows, made.parcels):
        if proof.step in PAYMENTS and proof.document and proof.done_on:
            proofs.setdefault(proof.parcel, []).append(proof)
    late: list[LatePayment] = []
    for one in reckoned:
        found, told = _late(province, one, made, proofs, as_of)
        late += found
        findings += (*told, *_underpaid(one, made, proofs, as_of))
    return CompensationBook(as_of, reckoned, tuple(late), findings)


def reckonings(province: Province, day: date | None) -> tuple[tuple[PlanReckoning, ...], tuple[Finding, ...]]:
    """Every plan by the law of the day it was approved, of ``day`` where it has none (LND-057; None: left out); lines of no plan on file
    (LND-066)."""
    plans, lines = plans_of(province.facts["compensation_plans"].rows), lines_of(province.facts["compensation_lines"].rows)
    land: dict[str, LandArea] = {
        row.text("parcel"): (row.text("land_code"), row.decimal("area_stated_ha")) for row in province.facts["land_parcels"].rows
    }
    own: dict[str, list[CompensationLine]] = {}
    for line in lines:
        own.setdefault(line.plan, []).append(line)
    days = [(plan, plan.approved_on or day) for plan in plans]
    reckoned = tuple(reckon(plan, own.get(plan.plan, ()), law.at(on, province.info.code), land) for plan, on in days if on is not None)
    known = {plan.plan for plan in plans}
    lost = [finding("LND-066", replace(line.place, column="plan", object_id=line.line), line=line.line, plan=line.plan)
            for line in lines if line.plan not in known]
    undated = [finding("LND-057", plan.place.at("approved_on", plan.plan), plan=plan.plan, day=format_date(day) if day else "–")
               for plan in plans if plan.approved_on is None]
    return reckoned, (*undated, *lost, *(one for plan in reckoned for one in plan.findings))


def due_by_parcel(reckoned: PlanReckoning) -> dict[str, int]:
    """What each parcel's lines come to, deductions taken off, whole đồng; parcels with an open line are left out."""
    due: dict[str, int] = {}
    for line in reckoned.lines:
        if line.line.parcel:
            due[line.line.parcel] = due.get(line.line.parcel, 0) + _signed(line)
    open_ = {line.line.parcel for line in reckoned.lines if line.amount_vnd is None}
    return {parcel: max(amount, 0) for parcel, amount in due.items() if parcel not in open_}


def _signed(line: TracedLine) -> int:
    amount = line.amount_vnd or 0
    return -amount if line.side is Side.DEDUCTION else amount


def _late(
    province: Province, reckoned: PlanReckoning, ladder: Ladder, proofs: Mapping[str, Sequence[StepProof]], as_of: date,
) -> tuple[list[LatePayment], list[Finding]]:
    found, told = [], []
    for parcel, amount in due_by_parcel(reckoned).items():
        day = _due(province, reckoned.plan, ladder, parcel) if parcel in ladder.by_parcel else None
        paid = min(proofs.get(parcel, ()), key=lambda proof: proof.done_on or date.max, default=None)
        if day is None or day >= as_of:
            continue
        until = paid.done_on if paid is not None and paid.done_on is not None else as_of
        view = law.at(until, province.info.code)
        try:
            owed, on = ((paid.amount_vnd or amount), paid.done_on) if paid is not None else (amount, None)
            one = late_payment(parcel, owed, day, on, as_of, late_rate(view))
            payers = late_payer(view)
        except LawError:
            continue  # no rate on file for that day: nothing is guessed
        if one is not None:
            found.append(one)
            told.append(_told(one, view, payers[0]["decider"], reckoned.plan, as_of))
    return found, told


def _told(one: LatePayment, view: law.LawView, payer: dict[str, str], plan: CompensationPlan, as_of: date) -> Finding:
    cited = view.cite(RATE)
    place, article = plan.place.at(object_id=plan.plan), f"{cited.document}, {cited.article}"
    if one.paid_on is not None:
        return finding("LND-061", place, parcel=one.parcel, days=one.days, due=format_date(one.due), extra=Decimal(one.extra_vnd),
                       article=article, payer_vi=payer["vi"], payer_en=payer["en"])
    return finding("LND-062", place, parcel=one.parcel, days=one.days, due=format_date(one.due), extra=Decimal(one.extra_vnd),
                   as_of=format_date(as_of), article=article, payer_vi=payer["vi"], payer_en=payer["en"])


def _due(province: Province, plan: CompensationPlan, ladder: Ladder, parcel: str) -> date | None:
    """The last day for paying a parcel: the clock of payment from the day the plan took effect; None where either is not known."""
    if plan.in_effect_on is None:
        return None
    steps = ladder.steps.get(ladder.by_parcel[parcel].regime, ())
    clock = next((step.clock for step in steps if step.code == "payment"), None)
    if clock is None:
        return None
    return runs_out(plan.in_effect_on, clock.number, clock.unit, clock.holiday_rule, province.info.jurisdiction)


def _underpaid(
    reckoned: PlanReckoning, ladder: Ladder, proofs: Mapping[str, Sequence[StepProof]], as_of: date,
) -> Iterator[Finding]:
    """LND-064 for every parcel whose payments on file do not come to what is due."""
    site_of = {parcel.id: parcel.site for parcel in ladder.parcels}
    for parcel, amount in due_by_parcel(reckoned).items():
        known = [proof for proof in proofs.get(parcel, ()) if (proof.done_on or date.max) <= as_of]
        paid = [proof.amount_vnd for proof in known if proof.amount_vnd is not None]
        if paid and sum(paid) != amount:
            yield finding("LND-064", reckoned.plan.place.at(object_id=reckoned.plan.plan), site=site_of.get(parcel, reckoned.plan.site),
                          parcel=parcel, paid=Decimal(sum(paid)), due=Decimal(amount))
