"""What the ladder tells: proofs that prove nothing, clocks not kept, proofs that have died, steps passed over, rules in transition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from quyhoach.dates import format_date
from quyhoach.findings import Finding, Gap, Place, finding
from quyhoach.land.clearance_law import ClearanceStep, Regime, cited
from quyhoach.land.climb import Climb, Route, StepFaultKind
from quyhoach.land.parcel import UNKNOWN, LandParcel
from quyhoach.land.rung import DIGEST_LENGTH, Rung, StepProof
from quyhoach.law import LawView
from quyhoach.law.kinds import CERTAINTY_WORDS

OWN_TERMS_FROM = date(2026, 7, 1)
"""From this day every province has its own steps and times (Decree 49/2026)."""
_OWN_TERMS_REGIME = "2026"


def proof_problems(proof: StepProof, parcel_known: bool, known: Mapping[str, ClearanceStep]) -> Iterator[Finding]:
    """LND-005: no such parcel. LND-006: no such step. LND-007: document, day or digest missing. LND-008: dated before the step."""
    where = replace(proof.place, object_id=proof.parcel or proof.record)
    named = _step(known[proof.step]) if proof.step in known else {"step_vi": proof.step or "–", "step_en": proof.step or "–"}
    if not parcel_known:
        yield finding("LND-005", replace(where, column="parcel"), record=proof.record or "–", parcel=proof.parcel or "–")
    if proof.step not in known:
        near = ", ".join(get_close_matches(proof.step, sorted(known), 3)) or ", ".join(sorted(known)) or "–"
        yield finding("LND-006", replace(where, column="step"), step=proof.step or "–", parcel=proof.parcel or "–", near=near)
    lacking = [pair for pair, there in (
        (("số văn bản", "document number"), proof.document), (("ngày làm xong", "day done"), proof.done_on),
        (("mã băm SHA-256 của tệp", "SHA-256 of the file"), len(proof.digest) == DIGEST_LENGTH),
    ) if not there]
    if lacking:
        yield finding("LND-007", replace(where, column="document"), parcel=proof.parcel or "–", **named,
                      lacking_vi=", ".join(vi for vi, _ in lacking), lacking_en=", ".join(en for _, en in lacking))
    if proof.dated_on is not None and proof.done_on is not None and proof.dated_on < proof.done_on:
        yield finding("LND-008", replace(where, column="dated_on"), parcel=proof.parcel or "–", **named,
                      document=proof.document or "–", dated=format_date(proof.dated_on), done=format_date(proof.done_on))


@dataclass(frozen=True, slots=True)
class OfClimb:
    """What one parcel's climb has to tell."""

    parcel: LandParcel
    proofs: Sequence[StepProof]
    climb: Climb
    route: Route
    as_of: date

    def findings(self) -> Iterator[Finding]:
        """LND-009 to LND-016."""
        yield from self._twice()
        yield from self._expired()
        for fault in self.climb.faults:
            yield self._fault(fault.kind, fault.mark, fault.day, fault.other)
        waits = self.route.steps.get(self._waiting())
        if waits is not None and self.climb.deadline is not None and self.as_of > self.climb.deadline:
            yield finding("LND-015", self._at(), parcel=self.parcel.id, due=format_date(self.climb.deadline),
                          as_of=format_date(self.as_of), **_step(waits), **_basis(waits))
        if self.climb.gap:
            missing = self.route.steps[self.climb.waits_for]
            above = dict.fromkeys(self.route.steps[self.proofs[n].step].code for n in self.climb.gap)
            labels = [self.route.steps[code] for code in above]
            yield finding("LND-016", self._at(), parcel=self.parcel.id, count=len(self.climb.gap), **_step(missing), **_basis(missing),
                          above_vi=", ".join(step.label_vi for step in labels), above_en=", ".join(step.label_en for step in labels))

    def _waiting(self) -> str:
        """The main step that is overdue: what is waited for may be a step of its branch."""
        step = self.route.steps.get(self.climb.waits_for)
        return (step.serves or step.code) if step else ""

    def _twice(self) -> Iterator[Finding]:
        seen: dict[tuple[str, date | None, str], StepProof] = {}
        for proof in self.proofs:
            key = proof.step, proof.done_on, proof.document
            if key in seen:
                yield finding("LND-010", replace(proof.place, column="document", object_id=self.parcel.id), parcel=self.parcel.id,
                              document=proof.document, first=seen[key].record or "–", again=proof.record or "–",
                              **_step(self.route.steps[proof.step]))
            seen.setdefault(key, proof)

    def _expired(self) -> Iterator[Finding]:
        if not self.climb.expired:
            return
        proof = self.proofs[self.climb.expired[-1]]
        step = self.route.steps[proof.step]
        back = self.route.steps.get(self.climb.step)
        yield finding(
            "LND-011", replace(proof.place, column="done_on", object_id=self.parcel.id), parcel=self.parcel.id, document=proof.document,
            done=_day(proof.done_on), months=step.valid_months or 0, as_of=format_date(self.as_of), **_step(step), **_basis(step),
            back_vi=back.label_vi if back else "chưa bước nào", back_en=back.label_en if back else "no step yet",
        )

    def _fault(self, kind: StepFaultKind, mark: int, day: date, other: str) -> Finding:
        proof = self.proofs[mark]
        step = self.route.steps[proof.step]
        basis = step
        if kind is StepFaultKind.EARLY and step.stands and step.clock is None:
            basis = self.route.steps[step.serves]
        from_step = self.route.steps.get(other)
        gaps: dict[str, Gap] = {
            "parcel": self.parcel.id, "document": proof.document, "done": _day(proof.done_on), "day": format_date(day),
            "from_vi": from_step.label_vi if from_step else "–", "from_en": from_step.label_en if from_step else "–",
            **_step(step), **_basis(basis),
        }
        where = replace(proof.place, column="done_on", object_id=self.parcel.id)
        if kind is StepFaultKind.ORDER:
            return finding("LND-009", where, **gaps)
        if kind is StepFaultKind.DEAD:
            return finding("LND-012", where, **gaps)
        return finding("LND-013", where, **gaps) if kind is StepFaultKind.EARLY else finding("LND-014", where, **gaps)

    def _at(self) -> Place:
        return replace(self.parcel.place, column="parcel", object_id=self.parcel.id)


def of_regimes(parcels: Sequence[LandParcel], rungs: Sequence[Rung], regimes: Sequence[Regime], as_of: date) -> Iterator[Finding]:
    """LND-017: the class of land is not known, nor then the 90 or 180 days. LND-020: no law on file. LND-022: no such regime."""
    by_parcel = {rung.parcel: rung for rung in rungs}
    codes = ", ".join(regime.code for regime in regimes) or "–"
    for parcel in parcels:
        if parcel.land_class != UNKNOWN and by_parcel[parcel.id].regime:
            continue
        where = replace(parcel.place, object_id=parcel.id)
        if parcel.land_class == UNKNOWN:
            yield finding("LND-017", replace(where, column="land_code"), parcel=parcel.id, land=parcel.land_code or "–")
        if parcel.regime and parcel.regime not in {regime.code for regime in regimes}:
            yield finding("LND-022", replace(where, column="regime"), parcel=parcel.id, regime=parcel.regime, known=codes)
        elif not by_parcel[parcel.id].regime:
            yield finding("LND-020", replace(where, column="parcel"), parcel=parcel.id, day=format_date(as_of))


def of_projects(
    parcels: Sequence[LandParcel], own: Mapping[str, Sequence[StepProof]], rungs: Sequence[Rung], regimes: Sequence[Regime], view: LawView,
) -> Iterator[Finding]:
    """LND-018: a project whose plan was approved in part before the procedure changed. LND-019: the law's figures stand in for the
    province's own."""
    by_project: dict[str, dict[str, list[str]]] = {}
    chosen = {parcel.id for parcel in parcels if parcel.regime}
    projects = {parcel.id: parcel.project for parcel in parcels}
    for rung in rungs:
        if rung.regime and projects[rung.parcel] and rung.parcel not in chosen:
            by_project.setdefault(projects[rung.parcel], {}).setdefault(rung.regime, []).append(rung.parcel)
    for project, by_regime in by_project.items():
        if len(by_regime) > 1:
            listed = "; ".join(f"{code}: {', '.join(ids[:5])}{'…' if len(ids) > 5 else ''}" for code, ids in sorted(by_regime.items()))
            newest = next(regime for regime in reversed(regimes) if regime.code in by_regime)
            yield finding("LND-018", Place(object_id=project), project=project, listed=listed, **_regime(newest, regimes))
    if view.as_of >= OWN_TERMS_FROM and any(rung.regime == _OWN_TERMS_REGIME for rung in rungs):
        regime = next(one for one in regimes if one.code == _OWN_TERMS_REGIME)
        if not any(one.parameter == regime.procedure for one in view.overrides):
            yield finding("LND-019", Place(object_id=regime.procedure), count=sum(rung.regime == regime.code for rung in rungs))


def _regime(newest: Regime, regimes: Sequence[Regime]) -> dict[str, str]:
    """The rule of transition stands with the regime that ended."""
    place = regimes.index(newest)
    ended = regimes[place - 1] if place else newest
    return {"article": cited(ended.citation), "known": ", ".join(regime.code for regime in regimes)}


def _step(step: ClearanceStep) -> dict[str, str]:
    return {"step_vi": step.label_vi, "step_en": step.label_en}


def _basis(step: ClearanceStep) -> dict[str, str]:
    vi, en = CERTAINTY_WORDS[step.citation.certainty]
    return {"article": step.article, "sure_vi": vi, "sure_en": en}


def _day(day: date | None) -> str:
    return format_date(day) if day else "–"
