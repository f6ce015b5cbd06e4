"""The ladder of parcels: each parcel on the highest step its living proofs carry it to, the clock that runs, what it waits for.

Pure: the day, the law and the proofs are given. A step without document, day and file digest is not proven; a proof that has
expired takes the parcel down again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from quyhoach.findings import Finding
from quyhoach.garbage import no_collections
from quyhoach.land.clearance_law import CLEARED, ClearanceStep, Regime, governing, regimes_of, steps_of
from quyhoach.land.climb import Climb, Mark, Route
from quyhoach.land.ladder_findings import OfClimb, of_projects, of_regimes, proof_problems
from quyhoach.land.parcel import LandParcel
from quyhoach.land.rung import DIGEST_LENGTH
from quyhoach.land.rung import Rung as Rung
from quyhoach.land.rung import StepProof as StepProof
from quyhoach.law import LawView

RegimeOf = Callable[[LandParcel, date | None], Regime | None]
"""The regime of a parcel whose compensation plan was approved on a day (None: not yet)."""


@dataclass(frozen=True)
class Ladder:
    """All parcels on a day. ``regimes`` and ``steps`` by regime code as the law of the day has them."""

    as_of: date
    rungs: tuple[Rung, ...]
    findings: tuple[Finding, ...]
    parcels: tuple[LandParcel, ...] = ()
    regimes: tuple[Regime, ...] = ()
    steps: Mapping[str, tuple[ClearanceStep, ...]] = field(default_factory=dict, hash=False)

    @cached_property
    def by_parcel(self) -> dict[str, Rung]:
        """Rungs by parcel."""
        return {rung.parcel: rung for rung in self.rungs}

    @cached_property
    def by_site(self) -> dict[str, tuple[Rung, ...]]:
        """Rungs by site; parcels without a site are left out."""
        found: dict[str, list[Rung]] = {}
        for parcel in self.parcels:
            if parcel.site and parcel.id in self.by_parcel:
                found.setdefault(parcel.site, []).append(self.by_parcel[parcel.id])
        return {site: tuple(dict.fromkeys(rungs)) for site, rungs in found.items()}

    def proven(self, rung: Rung, step: str) -> bool:
        """Whether the step is proven and alive, by its own proof or by one that stands in for it (a deposit for a payment)."""
        stands = [one.code for one in self.steps.get(rung.regime, ()) if one.stands and one.serves == step]
        return any(rung.has(code) for code in (step, *stands))

    def cleared(self, rung: Rung) -> bool:
        """Whether the land has been handed over, with every step before it alive."""
        return self.proven(rung, CLEARED)

    def site_clear(self, site: str) -> date | None:
        """The day the whole site is handed over at the earliest; None where one of its parcels does not say, or it has none."""
        days = [rung.earliest_clear for rung in self.by_site.get(site, ())]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None


def ladder(
    parcels: Sequence[LandParcel], proofs: Iterable[StepProof], *, as_of: date, view: LawView, regime_of: RegimeOf | None = None,
    country: str = "VN",
) -> Ladder:
    """Every parcel on its ladder by its proofs up to ``as_of``. Of two rows of one parcel the first counts. Never raises for bad input.

    ``view``: the law on the day, with the province's own terms; ``country`` keeps the calendar of working days.
    """
    regimes = regimes_of(view)
    steps = {regime.code: steps_of(view, regime) for regime in regimes}
    chosen = regime_of or (lambda parcel, kept: governing(regimes, as_of, kept, parcel.regime))
    own: dict[str, list[StepProof]] = {parcel.id: [] for parcel in parcels}
    findings = _sorted_in(proofs, own, {step.code: step for all_ in steps.values() for step in all_})
    climbing, keeping = _Climbing(steps, as_of, country), {regime.keeps_on for regime in regimes}
    rungs = []
    with no_collections():
        for parcel in {one.id: one for one in reversed(parcels)}.values():
            mine = own[parcel.id]
            kept = min([proof.done_on for proof in mine if proof.step in keeping and proof.done_on], default=None)
            rungs.append(climbing.rung(parcel, mine, chosen(parcel, kept)))
    rungs.reverse()
    findings += [*of_regimes(parcels, rungs, regimes, as_of), *climbing.findings, *of_projects(parcels, own, rungs, regimes, view)]
    return Ladder(as_of, tuple(rungs), tuple(findings), tuple(parcels), regimes, steps)


def _sorted_in(proofs: Iterable[StepProof], own: Mapping[str, list[StepProof]], known: Mapping[str, ClearanceStep]) -> list[Finding]:
    """Put every whole proof with its parcel; the others are told."""
    findings: list[Finding] = []
    for proof in proofs:
        mine = own.get(proof.parcel)
        whole = proof.document and len(proof.digest) == DIGEST_LENGTH and proof.done_on is not None
        dated = proof.dated_on is None or proof.done_on is None or proof.dated_on >= proof.done_on
        if mine is not None and whole and dated and proof.step in known:
            mine.append(proof)
        else:
            findings += proof_problems(proof, mine is not None, known)
    return findings


class _Climbing:
    """Rungs of parcels, with climbs shared by parcels of the same days."""

    def __init__(self, steps: Mapping[str, tuple[ClearanceStep, ...]], as_of: date, country: str) -> None:
        self.steps, self.as_of, self.country = steps, as_of, country
        self.routes: dict[tuple[str, str], Route] = {}
        self.climbs: dict[tuple[str, str, tuple[Mark, ...]], Climb] = {}
        self.findings: list[Finding] = []

    def rung(self, parcel: LandParcel, mine: Sequence[StepProof], regime: Regime | None) -> Rung:
        """The parcel's rung; what is wrong with its proofs goes to ``findings``."""
        if regime is None or not self.steps.get(regime.code):
            return Rung(parcel.id, "", "", None, None, "", False, None, None, (), (), None)
        route = self._route(regime.code, parcel.land_class)
        marks = tuple([(proof.step, proof.done_on) for proof in mine if proof.done_on is not None])
        key = regime.code, route.land_class, marks
        climb = self.climbs.get(key)
        if climb is None:
            climb = self.climbs[key] = route.climb(marks)
        late = climb.deadline is not None and self.as_of > climb.deadline
        if climb.faults or climb.expired or climb.gap or late or len(marks) > len({step for step, _ in marks}):
            self.findings += OfClimb(parcel, mine, climb, route, self.as_of).findings()
        ends = [day for day in (climb.deadline, climb.expires) if day is not None]
        return Rung(
            parcel.id, regime.code, climb.step, climb.since, min(ends) if ends else climb.opens, climb.waits_for, late, climb.opens,
            climb.expires, tuple([mine[n] for n in climb.expired]), tuple([mine[n] for n in climb.used]), climb.earliest_clear,
        )

    def _route(self, regime: str, land_class: str) -> Route:
        key = regime, land_class
        if key not in self.routes:
            self.routes[key] = Route(self.steps[regime], land_class, self.as_of, self.country)
        return self.routes[key]
