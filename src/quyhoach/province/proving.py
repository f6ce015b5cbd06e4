"""A ranking with its proof, in the order people read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from quyhoach.findings import Finding, finding
from quyhoach.priorities.acceptability import Acceptability
from quyhoach.priorities.agreement import MethodAgreement, agreement
from quyhoach.priorities.dominance import Dominance, dominance
from quyhoach.priorities.engine import Prepared, prepare, rank
from quyhoach.priorities.engine import ranked as in_order
from quyhoach.priorities.intervals import WeightInterval
from quyhoach.priorities.place_intervals import PlaceInterval, place_intervals
from quyhoach.priorities.proof import RankProof, prove
from quyhoach.priorities.question import Ranking
from quyhoach.priorities.weights.elicited import ElicitedWeights
from quyhoach.priorities.weights.group import GroupOrder, compared
from quyhoach.priorities.weights.mirror import critic, entropy
from quyhoach.province.ranking import AskedRanking, Placement, placements

DRAWS = 10_000


@dataclass(frozen=True)
class Beside:
    """What stands beside a proof: who is no worse on every criterion (``dominance``), what all methods agree on (``agreement``), the
    members' own rankings (``members``), and weights the values alone would give (``mirror``: entropy, critic), never used."""

    dominance: Dominance
    agreement: MethodAgreement
    members: GroupOrder
    mirror: Mapping[str, ElicitedWeights] = field(hash=False)


@dataclass(frozen=True)
class ProvedRanking:
    """A ranking as it is printed: the question, the method's answer, the list with the resolution's stages first, and the proof.

    ``proof`` is None when none was asked for (``draws`` 0) or nothing could be ranked; ``place_intervals``: object → the intervals of
    the weights in which it keeps its rank by score.
    """

    asked: AskedRanking
    prepared: Prepared
    ranking: Ranking
    places: tuple[Placement, ...]
    draws: int
    seed: int
    proof: RankProof | None
    place_intervals: Mapping[str, tuple[PlaceInterval, ...]] = field(hash=False)
    beside: Beside | None
    findings: tuple[Finding, ...]

    @property
    def acceptability(self) -> Acceptability | None:
        """How often each object takes each place; None without proof."""
        return self.proof.acceptability if self.proof and self.proof.acceptability.share else None

    @property
    def intervals(self) -> tuple[WeightInterval, ...]:
        """Stability of each weight; () without proof."""
        return self.proof.intervals if self.proof else ()

    def place(self, object_id: str) -> Placement | None:
        """An object's place; None when it is not ranked."""
        return next((place for place in self.places if place.id == object_id), None)


def ranked(
    asked: AskedRanking, draws: int = DRAWS, seed: int = 0, progress: Callable[[str], None] | None = None,
) -> ProvedRanking:
    """The order of an asked question with its proof. ``draws`` 0: the order alone. Never raises on bad data: findings."""
    prepared = prepare(asked.question)
    ranking = in_order(prepared)
    places = placements(asked, ranking)
    if progress and draws:
        progress("proof")
    proof = prove(asked.question, draws, seed) if draws and places else None
    own = place_intervals(prepared) if proof else {}
    beside = _beside(asked, prepared) if proof else None
    told = (*asked.findings, *(proof.findings if proof else ranking.findings), *_overridden(places))
    return ProvedRanking(asked, prepared, ranking, places, draws, seed, proof, own, beside, tuple(dict.fromkeys(told)))


def _beside(asked: AskedRanking, prepared: Prepared) -> Beside:
    """Everything that is computed from the same question by other means."""
    rankings = {
        member.id: rank(replace(asked.question, weights=member.weights)) for member in asked.weighing.members if member.weights
    }
    mirror = {"entropy": entropy(prepared.criteria, prepared.matrix), "critic": critic(prepared.criteria, prepared.matrix)}
    return Beside(dominance(prepared), agreement(asked.question), compared(rankings), mirror)


def _overridden(places: tuple[Placement, ...]) -> tuple[Finding, ...]:
    """RNK-094: neighbours in the list whose scores alone would put the other first."""
    return tuple(
        finding("RNK-094", first=one.id, second=other.id)
        for one, other in pairwise(places) if one.score_rank > other.score_rank
    )
