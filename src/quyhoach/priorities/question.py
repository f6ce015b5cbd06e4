"""The question of a ranking and its answer, in names and plain numbers, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from quyhoach.findings import Finding
from quyhoach.priorities.criteria import Criterion, Method, Missing


@dataclass(frozen=True, slots=True)
class RankingQuestion:
    """What is put in order, by what.

    ``values``: one row for each object, one cell for each criterion, in the criterion's unit; None: not known.
    ``weights`` ≥ 0, one for each criterion; only their proportions count. ``order``: pairs (a, b) of criteria of which the
    council agreed that a weighs at least as much as b.
    """

    objects: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    values: tuple[tuple[float | None, ...], ...]
    weights: tuple[float, ...]
    method: Method = Method.WEIGHTED_SUM
    missing: Missing = Missing.LEAVE_OUT
    order: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RankedObject:
    """One object's place: ``rank`` 1 is best, objects of one score share a rank and the next ones are passed over (1, 2, 2, 4).

    ``score``: the higher the better, whatever the method. ``contributions``: what each criterion adds to the score, where the
    method is a sum (weighted sum, PROMETHEE II); () where it is not.
    """

    id: str
    rank: int
    score: float
    contributions: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A missing cell and the value it counts as, by the policy ``how``."""

    object: str
    criterion: str
    value: float
    how: Missing


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer: ``standings`` best first (ties by id), ``weights`` as used (sum 1), and everything that was not as it should be.

    ``left_out``: (object, finding code) of every object that could not be ranked. No standings: the findings say why.
    """

    standings: tuple[RankedObject, ...]
    method: Method
    weights: tuple[float, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    filled: tuple[Filled, ...] = ()
    findings: tuple[Finding, ...] = ()
