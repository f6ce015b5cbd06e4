"""The proof of a ranking: the order, how firm every place is, how far each weight may move, and what a change of the list would do."""

from __future__ import annotations

from dataclasses import dataclass

from quyhoach.findings import Finding
from quyhoach.priorities.acceptability import Acceptability, acceptability
from quyhoach.priorities.engine import Prepared, prepare, ranked
from quyhoach.priorities.intervals import WeightInterval, intervals
from quyhoach.priorities.question import Ranking, RankingQuestion
from quyhoach.priorities.reversal import Reversal, reversal
from quyhoach.priorities.swap import Swap, swap


@dataclass(frozen=True, eq=False)
class RankProof:
    """A ranking and all that defends it. ``findings``: of every part, each once; the parts' own are among them.

    ``acceptability``: by object in the question's order; ``intervals``: by criterion. ``draws`` and ``seed`` repeat it to the byte.
    """

    question: RankingQuestion
    prepared: Prepared
    ranking: Ranking
    acceptability: Acceptability
    intervals: tuple[WeightInterval, ...]
    reversal: Reversal
    draws: int
    seed: int
    findings: tuple[Finding, ...]

    def why(self, a: str, b: str) -> Swap:
        """What would put ``b`` above ``a``."""
        return swap(self.prepared, None, a, b)


def prove(question: RankingQuestion, draws: int = 10_000, seed: int = 0) -> RankProof:
    """Ranks and proves. Never raises on bad data: what is wrong stands in ``findings``, and the parts are empty."""
    prepared = prepare(question)
    ranking = ranked(prepared)
    firm = acceptability(prepared, draws, seed)
    turned = reversal(prepared)
    found = (*ranking.findings, *firm.findings, *turned.findings)
    once = tuple(one for n, one in enumerate(found) if one not in found[:n])
    return RankProof(question, prepared, ranking, firm, intervals(prepared), turned, draws, seed, once)
