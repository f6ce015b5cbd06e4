"""One parcel's page: every step of its procedure with proof and clock, what it waits for, and for their readers the money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quyhoach.land.clearance_law import ClearanceStep
from quyhoach.land.parcel import LandParcel
from quyhoach.land.rung import StepProof
from quyhoach.law.words import article_words, certainty_words
from quyhoach.province.land_compensation import CompensationBook, compensation_book
from quyhoach.province.land_ladder import list_findings
from quyhoach.reports.compensation_json import line_json
from quyhoach.reports.ladder_words import branch_word, clock_word
from quyhoach_web.language import language
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.land_board import LandRoom, rows
from quyhoach_web.queries.privacy import open_findings

_kept: list[tuple[Any, Any, CompensationBook]] = []


def parcel_of(room: LandRoom, code: str) -> LandParcel | None:
    """The parcel, where the reader sees it."""
    return next((one for one in room.board.parcels if one.id == code), None)


def parcel_page(room: LandRoom, parcel: LandParcel) -> dict[str, Any]:
    """Where it stands, its ladder, its next clock, what was found."""
    rung = room.rung(parcel)
    steps = room.ladder.steps.get(rung.regime, ())
    labels = {step.code: step.label(language()) for step in steps}
    regime = next((one for one in room.ladder.regimes if one.code == rung.regime), None)
    waits = next((step for step in steps if step.code == rung.waits_for), None)
    return {
        **rows(room, [parcel])[0], "zone": parcel.zone, "zone_name": room.name("zones", parcel.zone), "stated": parcel.area_stated_ha,
        "computed": parcel.area_computed_ha, "disagree": parcel.areas_disagree, "regime": regime.label(language()) if regime else "",
        "steps": [_step(step, labels, rung.proofs, rung.expired, rung.waits_for) for step in _shown(steps, rung.proofs)],
        "next": _clock(waits, labels) if waits else None, "due_on": rung.due, "opens": rung.opens, "expires": rung.expires,
        "findings": [shown(one) for one in open_findings(findings(room, parcel.id))],
    }


def _shown(steps: Iterable[ClearanceStep], proofs: Iterable[StepProof]) -> list[ClearanceStep]:
    """The main way, and of persuasion and enforcement what was done."""
    done = {proof.step for proof in proofs}
    return [step for step in steps if step.branch == "main" or step.code in done]


def _step(
    step: ClearanceStep, labels: dict[str, str], proofs: Iterable[StepProof], expired: Iterable[StepProof], waits_for: str,
) -> dict[str, Any]:
    proven = [proof for proof in proofs if proof.step == step.code]
    dead = [proof for proof in expired if proof.step == step.code]
    return {**_clock(step, labels), "proofs": proven, "expired": dead, "waits": step.code == waits_for,
            "branch": "" if step.branch == "main" else branch_word(step, language())}


def _clock(step: ClearanceStep, labels: dict[str, str]) -> dict[str, Any]:
    start = labels.get(step.clock.start_event, step.clock.start_event) if step.clock else ""
    return {"code": step.code, "name": step.label(language()), "clock": clock_word(step, start, language()), "article": step.article,
            "certainty": certainty_words(step.citation.certainty, language()), "sure": step.certainty == "seen"}


def step_choices(room: LandRoom, parcel: LandParcel) -> list[tuple[str, str]]:
    """The steps a proof may be entered for, in the order of the parcel's own procedure."""
    return [(step.code, step.label(language())) for step in room.ladder.steps.get(room.rung(parcel).regime, ())]


def findings(room: LandRoom, code: str) -> list[Any]:
    """What the ladder and the lists say of one parcel."""
    told = (*room.ladder.findings, *list_findings(room.province))
    return [one for one in dict.fromkeys(told) if one.where.object_id == code]


def _book(room: LandRoom) -> CompensationBook:
    found = next((book for of, day, book in list(_kept) if of is room.province and day == room.on), None)
    if found is None:
        found = compensation_book(room.province, room.on, room.ladder)
        _kept.insert(0, (room.province, room.on, found))
        del _kept[2:]
    return found


def money_of(room: LandRoom, parcel: LandParcel) -> dict[str, Any]:
    """For those who may read it: whose the land is, every line of its compensation traced, what was paid late."""
    book = _book(room)
    lines = [(plan, line) for plan in book.plans for line in plan.lines if line.line.parcel == parcel.id]
    told = [{**line_json(line, language()), "plan": plan.plan.plan, "number": plan.plan.number} for plan, line in lines]
    for one in told:
        one["deducted"] = one["side"] == "deduction"
        one["cited"] = list(dict.fromkeys(_cited(cited) for cited in one["articles"]))
    amounts = [(-1 if one["deducted"] else 1) * one["amount_vnd"] for one in told if one["amount_vnd"] is not None]
    holder = room.province.facts["holders"].by_key().get(parcel.holder)
    kind = holder.text("kind") if holder else ""
    kinds = room.province.facts["holders"].spec.column("kind").choices
    return {
        "holder": parcel.holder, "kind": kinds[kind][language() != "vi"] if kind in kinds else "",
        "persons": holder.whole("persons") if holder else None, "lines": told, "open": sum(one["amount_vnd"] is None for one in told),
        "total": sum(amounts) if amounts else None, "late": [one for one in book.late if one.parcel == parcel.id],
        "findings": [shown(one) for one in book.findings if _of_parcel(one, parcel.id)],
    }


def _cited(cited: dict[str, Any]) -> str:
    return f"{cited['document']}, {article_words(str(cited['article']), language())}"


def _of_parcel(one: Any, code: str) -> bool:
    return str(one.values.get("parcel", "")) == code
