"""What would put b above a: the least change of all weights together, of one weight, of one score. Enough as printed, 99 % is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.admissible import AdmissibleWeights, admissible_weights
from quyhoach.priorities.all_weights import AllWeights, least_weights
from quyhoach.priorities.change import first_working, printed
from quyhoach.priorities.crossing import OneWeight
from quyhoach.priorities.engine import Prepared, places_of
from quyhoach.priorities.naming import METHOD_NAMES
from quyhoach.priorities.one_score import OneScore, ScoreChange, turns_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeightChange:
    """The weight of ``criterion`` goes from ``weight`` to ``enough``, ``change`` more; the others keep their proportions.

    ``weights``: all of them then, sum 1. ``agreed``: they keep the agreed bounds and order."""

    criterion: str
    weight: float
    change: float
    enough: float
    weights: tuple[float, ...]
    agreed: bool


@dataclass(frozen=True, slots=True)
class Swap:
    """What it takes for ``b`` to stand above ``a``.

    ``state``: ``changes`` (a is above; what would turn it is below), ``already`` (b is above), ``level``, ``unknown`` (``findings``).
    ``lead``: score of a − score of b. ``all_weights``: None when no weights do it, or when the method is no sum (RNK-059).
    ``by_weight``: a change for each criterion whose weight alone can do it; ``by_score``: for each value of a or b that alone can.
    """

    a: str
    b: str
    state: str
    lead: float = 0.0
    all_weights: AllWeights | None = None
    by_weight: tuple[WeightChange, ...] = ()
    by_score: tuple[ScoreChange, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def one_weight(self) -> WeightChange | None:
        """The least change of one weight; of two as small the earlier criterion."""
        return min(self.by_weight, key=lambda change: abs(change.change), default=None)

    @property
    def one_score(self) -> ScoreChange | None:
        """The least change of one score, as a part of its scale."""
        return min(self.by_score, key=lambda change: change.share, default=None)

    @property
    def impossible(self) -> bool:
        """True when no single weight and no single score, and no weights together where that is known, turn the two."""
        return self.state == "changes" and not (self.all_weights or self.by_weight or self.by_score)


def swap(prepared: Prepared, weights: Sequence[float] | Floats | None, a: str, b: str) -> Swap:
    """The least changes that put ``b`` above ``a``, from ``weights`` (the question's when None)."""
    unknown = [one for one in (a, b) if one not in prepared.objects]
    if unknown or a == b:
        found = [finding("RNK-055", Place(object_id=one), object=one) for one in unknown] or [finding("RNK-056", object=a)]
        return Swap(a, b, "unknown", findings=tuple(found))
    given = np.asarray(prepared.weights if weights is None else weights, dtype=np.float64)
    given = given / given.sum()
    at = prepared.objects.index(a), prepared.objects.index(b)
    scores = prepared.scores(given)
    asked = Swap(a, b, "changes", float(scores[at[0]] - scores[at[1]]))
    places = places_of(scores, prepared.tolerance)
    if abs(asked.lead) <= prepared.tolerance or places[at[0]] == places[at[1]]:
        return replace(asked, state="level", findings=(finding("RNK-052", a=a, b=b),))
    if asked.lead < 0:
        return replace(asked, state="already", findings=(finding("RNK-057", a=a, b=b),))
    return _answered(prepared, given, at, asked)


def _answered(prepared: Prepared, weights: Floats, at: tuple[int, int], asked: Swap) -> Swap:
    admitted = admissible_weights(prepared.criteria, prepared.order)
    found = [] if admitted.holds(weights) else [finding("RNK-067")]
    together = None
    if prepared.linear is None:
        found.append(finding("RNK-059", method=METHOD_NAMES[prepared.method][0]))
    else:
        gains = prepared.linear[at[1]] - prepared.linear[at[0]]
        together = least_weights(gains, weights, admitted, lambda new: _above(prepared, new, at))
        found += [] if together else [finding("RNK-054", a=asked.a, b=asked.b)]
    scores = (OneScore(prepared, weights, moved, k, *at).least() for moved in at for k in range(len(prepared.criteria)))
    return replace(asked, all_weights=together, by_weight=tuple(_by_weight(prepared, weights, at, admitted)),
                   by_score=tuple(change for change in scores if change is not None), findings=tuple(found))


def _above(prepared: Prepared, weights: Floats, at: tuple[int, int]) -> bool:
    scores = prepared.scores(weights)
    return bool(scores[at[1]] - scores[at[0]] > prepared.tolerance)


def _by_weight(prepared: Prepared, weights: Floats, at: tuple[int, int], admitted: AdmissibleWeights) -> Iterator[WeightChange]:
    for k, criterion in enumerate(prepared.criteria):
        line = OneWeight(prepared, weights, k)
        ways = [change for up in (True, False) if (change := _one_way(line, at, up)) is not None]
        if ways:
            change = min(ways, key=abs)
            new = line.at(line.here + change)
            yield WeightChange(criterion.id, line.here, change, line.here + change, tuple(new.tolist()), admitted.holds(new))


def _one_way(line: OneWeight, at: tuple[int, int], up: bool) -> float | None:
    limit = 1 - line.here if up else -line.here
    sign = 1.0 if up else -1.0

    def works(change: float) -> bool:
        return _above(line.prepared, line.at(min(1.0, max(0.0, line.here + change))), at)

    turns = turns_of(line.stretches(up, np.array([at[0]]), np.array([at[1]])))
    moves = [abs(line.weight(q, up) - line.here) for q in turns]
    least = first_working(sorted({*moves, abs(limit)}), lambda q: works(sign * q))
    return None if least is None else printed(sign * least, works, limit)
