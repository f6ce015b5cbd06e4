"""Rank acceptability (SMAA-2, Lahdelma & Salminen 2001): how often each object takes each place over all admissible weights.

Weights are drawn, uniform and seeded (``admissible``); each draw puts all objects in order. While objects × draws stay within
``CELLS`` every place of every draw is known. Beyond that the first ``places`` are found in all draws, and the mean place and the
confidence of a lower place from the first ``rank_draws`` of them. For linear methods 32-bit products only pick the candidates for
the first places; their order is decided in 64 bits. Memory: one block of ``BLOCK`` scores at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quyhoach.findings import Finding, finding
from quyhoach.priorities.admissible import admissible_weights
from quyhoach.priorities.engine import Prepared, places_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
CELLS = 4_000_000
BLOCK = 300_000
TOP = 10
CLEAR = 4e-6
"""32-bit scores of the widest table differ from the true ones by less than this part of it."""
SURE_95 = 1.96


@dataclass(frozen=True, slots=True)
class ObjectAcceptability:
    """One object over all draws, as ``Acceptability`` has it in columns."""

    id: str
    rank: int
    share: tuple[float, ...]
    mean_rank: float
    mean_rank_error: float
    confidence: float
    central_weights: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Acceptability:
    """How firm a ranking is when only the bounds of the weights are agreed.

    By object, in the question's order: ``rank`` by the present weights; ``share`` of the draws at place 1, 2, …; ``mean_rank``
    with its standard error; ``confidence``: share of the draws at its present place; ``central_weights``: mean of the weights
    that put it first, None when none did. Objects that tie share a place, so a place's shares may sum to more than 1.
    ``error``: a share is within this much of its true value in 95 % of all seeds, at the worst (at ½); ``share_error`` for each.
    ``way``: how the weights were drawn (simplex, rejection, hit_and_run, point; none: see ``findings``).
    """

    objects: tuple[str, ...]
    rank: tuple[int, ...] = ()
    share: tuple[tuple[float, ...], ...] = ()
    mean_rank: tuple[float, ...] = ()
    mean_rank_error: tuple[float, ...] = ()
    confidence: tuple[float, ...] = ()
    central_weights: tuple[tuple[float, ...] | None, ...] = ()
    draws: int = 0
    rank_draws: int = 0
    seed: int = 0
    way: str = "none"
    findings: tuple[Finding, ...] = ()

    @property
    def places(self) -> int:
        """How many places have a share."""
        return len(self.share[0]) if self.share else 0

    @property
    def error(self) -> float:
        """95 % half-width of a share of ½, the widest there is."""
        return self.share_error(0.5)

    def share_error(self, share: float) -> float:
        """95 % half-width of a share: 1.96 √(p (1 − p) / draws); never less than 3 / draws, which a share of 0 or 1 leaves open."""
        if not self.draws:
            return math.nan
        return max(SURE_95 * math.sqrt(share * (1 - share) / self.draws), 3 / self.draws)

    def of(self, object_id: str) -> ObjectAcceptability:
        """One object's row. Raises ValueError for an id that is not ranked."""
        n = self.objects.index(object_id)
        return ObjectAcceptability(object_id, self.rank[n], self.share[n], self.mean_rank[n], self.mean_rank_error[n],
                                   self.confidence[n], self.central_weights[n])


@dataclass
class _Tally:
    """Counts over the draws, block by block. Not frozen: it grows."""

    rank: Whole
    places: int
    weights: Floats
    at: Whole = field(init=False)
    kept: Whole = field(init=False)
    first_weights: Floats = field(init=False)
    rank_sum: Floats = field(init=False)
    rank_squares: Floats = field(init=False)
    kept_low: Whole = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.rank)
        self.at = np.zeros((size, self.places), dtype=np.int64)
        self.kept, self.kept_low = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        self.first_weights = np.zeros((size, self.weights.shape[1]))
        self.rank_sum, self.rank_squares = np.zeros(size), np.zeros(size)

    def add_top(self, objects: Whole, draws: Whole, ranks: Whole) -> None:
        """Objects at ranks ≤ places, one row for each object and draw."""
        np.add.at(self.at, (objects, ranks - 1), 1)
        first = ranks == 1
        np.add.at(self.first_weights, objects[first], self.weights[draws[first]])
        self.kept += np.bincount(objects[ranks == self.rank[objects]], minlength=len(self.kept))

    def add_ranks(self, ranks: Whole) -> None:
        """All ranks of some draws, draws × objects."""
        self.rank_sum += ranks.sum(axis=0)
        self.rank_squares += np.square(ranks, dtype=np.float64).sum(axis=0)
        self.kept_low += (ranks == self.rank).sum(axis=0)


def acceptability(prepared: Prepared, draws: int = 10_000, seed: int = 0, *, places: int | None = None) -> Acceptability:
    """Shares of places over ``draws`` admissible weights; ``places``: how many (all in small cases, else ``TOP``)."""
    size = len(prepared.objects)
    if not size or draws < 1:
        return Acceptability(prepared.objects, findings=(finding("RNK-058"),) if size else ())
    drawn = admissible_weights(prepared.criteria, prepared.order).draw(draws, seed)
    if drawn is None:
        return Acceptability(prepared.objects, seed=seed, findings=(finding("RNK-050"),))
    whole = size * draws <= CELLS
    rank = places_of(prepared.scores(prepared.weights), prepared.tolerance)
    tally = _Tally(rank, min(size, places or (size if whole else TOP)), drawn.weights)
    rank_draws = draws if whole else max(1, min(draws, CELLS // size))
    for start, scores in _blocks(prepared, drawn.weights[:rank_draws]):
        _add_all(tally, start, _ranks(scores.T, prepared.tolerance), whole)
    if not whole:
        _add_tops(prepared, tally)
    found = (finding("RNK-051"),) if drawn.way == "point" else ()
    return _told(prepared, tally, (draws, rank_draws, seed), drawn.way, found)


def _blocks(prepared: Prepared, weights: Floats) -> Iterator[tuple[int, Floats]]:
    """Scores (objects × draws) of some draws at a time, with the number of the first."""
    step = max(1, BLOCK // len(prepared.objects))
    for start in range(0, len(weights), step):
        yield start, prepared.scores(np.ascontiguousarray(weights[start:start + step].T))


def _ranks(scores: Floats, tolerance: float) -> Whole:
    """Ranks (draws × objects) of scores (draws × objects), as ``places_of`` gives each row."""
    order = np.argsort(-scores, axis=1)
    ordered = np.take_along_axis(scores, order, axis=1)
    parted = np.ones(ordered.shape, dtype=bool)
    parted[:, 1:] = ordered[:, :-1] - ordered[:, 1:] > tolerance
    position = np.where(parted, np.arange(1, ordered.shape[1] + 1), 0)
    ranks = np.empty(ordered.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(position, axis=1), axis=1)
    return ranks


def _add_all(tally: _Tally, start: int, ranks: Whole, whole: bool) -> None:
    tally.add_ranks(ranks)
    if whole:
        draws, objects = np.nonzero(ranks <= tally.places)
        tally.add_top(objects, draws + start, ranks[draws, objects])


def _add_tops(prepared: Prepared, tally: _Tally) -> None:
    """The first places of all draws, by candidates whose score reaches the last place sought."""
    linear = prepared.linear
    rows = None if linear is None else np.ascontiguousarray(linear, dtype=np.float32)
    clear = 0.0 if rows is None else CLEAR * float(np.abs(rows).max())
    step = max(1, BLOCK // len(prepared.objects))
    for start in range(0, len(tally.weights), step):
        weights = tally.weights[start:start + step]
        turned = np.ascontiguousarray(weights.T)
        scores = prepared.scores(turned) if rows is None else rows @ turned.astype(np.float32)
        objects, draws = np.nonzero(scores >= _threshold(scores, tally.places) - max(clear, prepared.tolerance))
        chosen = scores[objects, draws] if linear is None else np.einsum("ij,ij->i", linear[objects], weights[draws])
        exact = np.asarray(chosen, dtype=np.float64)
        order = np.lexsort((-exact, draws))
        objects, draws, exact = objects[order], draws[order], exact[order]
        ranks = _ranks_within(draws, exact, prepared.tolerance)
        top = ranks <= tally.places
        tally.add_top(objects[top], draws[top] + start, ranks[top])


def _threshold(scores: NDArray[np.floating], places: int) -> NDArray[np.floating]:
    """By draw, a score that at least ``places`` objects reach: of the bests of many groups of objects, the last one sought."""
    groups = max(64, 8 * places)
    rows = len(scores) // groups
    if rows < 2:
        return np.asarray(np.partition(scores, len(scores) - places, axis=0)[len(scores) - places])
    bests = scores[:rows * groups].reshape(rows, groups, -1).max(axis=0)
    return np.asarray(np.partition(bests, groups - places, axis=0)[groups - places])


def _ranks_within(draws: Whole, scores: Floats, tolerance: float) -> Whole:
    """Ranks of candidates in order of draw, then of score."""
    at = np.arange(len(draws))
    opens = np.concatenate([[True], draws[1:] != draws[:-1]])
    parted = opens.copy()
    parted[1:] |= scores[:-1] - scores[1:] > tolerance
    leader = np.maximum.accumulate(np.where(parted, at, 0))
    return leader - np.maximum.accumulate(np.where(opens, at, 0)) + 1


def _told(prepared: Prepared, tally: _Tally, counts: tuple[int, int, int], way: str, found: tuple[Finding, ...]) -> Acceptability:
    draws, rank_draws, seed = counts
    mean = tally.rank_sum / rank_draws
    spread = np.sqrt(np.maximum(tally.rank_squares / rank_draws - mean**2, 0) / rank_draws)
    kept = np.where(tally.rank <= tally.places, tally.kept / draws, tally.kept_low / rank_draws)
    firsts = tally.at[:, 0]
    central = tuple(tuple((row / count).tolist()) if count else None for row, count in zip(tally.first_weights, firsts, strict=True))
    if rank_draws < draws:
        found = (*found, finding("RNK-053", count=len(prepared.objects), places=tally.places, draws=draws, rank_draws=rank_draws))
    return Acceptability(prepared.objects, tuple(tally.rank.tolist()), tuple(map(tuple, (tally.at / draws).tolist())), tuple(mean.tolist()),
                         tuple(spread.tolist()), tuple(kept.tolist()), central, draws, rank_draws, seed, way, found)
