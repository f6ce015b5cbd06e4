"""Pairwise comparison (AHP, Saaty 1980): the principal eigenvector, how consistent the judgements are, and which one to revisit.

A w = λ_max w, Σ w = 1; CI = (λ_max − n) / (n − 1); CR = CI / RI(n). Judgements with CR > 0.10 are looked at again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.soundness import figure
from quyhoach.priorities.weights.elicited import Revision

Array = NDArray[np.float64]
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Saaty (1980): mean CI of random reciprocal matrices of 1, 2, … 15 criteria."""
ACCEPTED = 0.10
SCALE = tuple(1 / k for k in range(9, 1, -1)) + tuple(float(k) for k in range(1, 10))
"""What a person can answer: one ninth to nine times as important."""
STEPS = 100
"""Steps of the power iteration: its error shrinks by λ₂/λ_max each, well under one half unless judgements are wild."""
SAME = 0.05
"""A judgement and its turned-round twin agree within one part in twenty: people write 0.33 for a third and 0.13 for an eighth."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """``first`` is ``times`` as important as ``second``: 1/9 to 9."""

    first: str
    second: str
    times: float


@dataclass(frozen=True, slots=True)
class PairwiseWeights:
    """Weights () when judgements are missing or contradict each other. ``eigenvalue`` λ_max ≥ n; ``index`` CI; ``ratio`` CR, None
    beyond 15 criteria (no random index). ``revisit``: only when the ratio is over 0.10."""

    criteria: tuple[str, ...]
    weights: tuple[float, ...] = ()
    eigenvalue: float = 0.0
    index: float = 0.0
    ratio: float | None = None
    revisit: Revision | None = None
    findings: tuple[Finding, ...] = ()


def weigh(criteria: tuple[str, ...], judgements: Sequence[Judgement]) -> PairwiseWeights:
    """Weights by the principal eigenvector of all n(n − 1)/2 judgements; a pair may be given either way round."""
    matrix, found = matrix_of(criteria, judgements)
    if found:
        return PairwiseWeights(criteria, findings=tuple(found))
    n = len(criteria)
    eigenvalue, weights = principal(matrix)
    index = max(0.0, (eigenvalue - n) / (n - 1)) if n > 2 else 0.0
    ratio = ratio_of(index, n)
    revisit = revision(criteria, matrix) if ratio is not None and ratio > ACCEPTED else None
    told = [*_circles(criteria, matrix), *_of_consistency(n, ratio, revisit)]
    return PairwiseWeights(criteria, tuple(weights.tolist()), eigenvalue, index, ratio, revisit, tuple(told))


def ratio_of(index: float, n: int) -> float | None:
    """CR = CI / RI(n); 0 for one or two criteria, which cannot disagree; None beyond 15."""
    if n > len(RANDOM_INDEX):
        return None
    return index / RANDOM_INDEX[n - 1] if n > 2 else 0.0


def matrix_of(criteria: tuple[str, ...], judgements: Sequence[Judgement]) -> tuple[Array, list[Finding]]:
    """The reciprocal matrix (n, n), and what keeps it from being complete and free of contradiction."""
    at = {name: i for i, name in enumerate(criteria)}
    matrix = np.full((len(criteria), len(criteria)), np.nan)
    np.fill_diagonal(matrix, 1.0)
    found: list[Finding] = []
    for judgement in judgements:
        problem = _unfit(judgement, at)
        if problem:
            found.append(problem)
            continue
        i, j = at[judgement.first], at[judgement.second]
        if i != j and not np.isnan(matrix[i, j]):
            if abs(matrix[i, j] / judgement.times - 1) > SAME:
                found.append(finding("RNK-030", Place(object_id=judgement.first), first=judgement.first, second=judgement.second,
                                     one=figure(matrix[i, j]), other=figure(judgement.times)))
            continue
        matrix[i, j], matrix[j, i] = judgement.times, 1 / judgement.times
    return matrix, [*found, *_missing(criteria, matrix)] if criteria else [finding("RNK-006")]


def _unfit(judgement: Judgement, at: dict[str, int]) -> Finding | None:
    for name in (judgement.first, judgement.second):
        if name not in at:
            return finding("RNK-025", Place(object_id=name), criterion=name)
    times = judgement.times
    own = judgement.first == judgement.second and times != 1
    if own or not (math.isfinite(times) and SCALE[0] * (1 - SAME) <= times <= SCALE[-1]):
        return finding("RNK-028", Place(object_id=judgement.first), first=judgement.first, second=judgement.second,
                       times=figure(times) if math.isfinite(times) else str(times))
    return None


def _missing(criteria: tuple[str, ...], matrix: Array) -> list[Finding]:
    open_pairs = [(a, b) for (i, a), (j, b) in combinations(enumerate(criteria), 2) if np.isnan(matrix[i, j])]
    if not open_pairs:
        return []
    first, second = open_pairs[0]
    return [finding("RNK-029", Place(object_id=first), count=len(open_pairs), first=first, second=second)]


def principal(matrix: Array) -> tuple[float, Array]:
    """λ_max and the eigenvector that belongs to it, sum 1, of a positive matrix (n, n)."""
    values, vectors = np.linalg.eig(matrix)
    best = int(np.argmax(values.real))
    vector = np.abs(vectors[:, best].real)
    return float(values[best].real), np.asarray(vector / vector.sum())


def revision(criteria: tuple[str, ...], matrix: Array) -> Revision:
    """The judgement which, changed alone to the best answer 1/9…9, makes the judgements most consistent; by trying them all.

    With several equally good the first pair and the answer nearest to the given one. n ≥ 3.
    """
    n = len(criteria)
    trials = [(i, j, value) for i, j in combinations(range(n), 2) for value in SCALE]
    stack = np.repeat(matrix[np.newaxis], len(trials), axis=0)
    rows = np.arange(len(trials))
    first, second, values = (np.array(part) for part in zip(*trials, strict=True))
    stack[rows, first, second], stack[rows, second, first] = values, 1 / values
    eigenvalues = _largest(stack).round(9)
    change = np.abs(np.log(values / matrix[first, second]))
    best = int(np.lexsort((change, second, first, eigenvalues))[0])
    i, j, value = trials[best]
    index = max(0.0, (principal(stack[best])[0] - n) / (n - 1))
    return Revision(criteria[i], criteria[j], float(matrix[i, j]), value, ratio_of(index, n) or 0.0)


def _largest(stack: Array) -> Array:
    """λ_max of every positive matrix of a stack (k, n, n), by power iteration: far quicker than all eigenvalues of each."""
    vectors = np.ones(stack.shape[:2])
    growth = np.zeros(len(stack))
    for _ in range(STEPS):
        moved = (stack @ vectors[:, :, np.newaxis])[:, :, 0]
        growth = moved.sum(axis=1)
        vectors = moved / growth[:, np.newaxis]
    return growth


def _of_consistency(n: int, ratio: float | None, revisit: Revision | None) -> list[Finding]:
    if ratio is None:
        return [finding("RNK-032", count=n, most=len(RANDOM_INDEX))]
    if revisit is None:
        return []
    return [finding("RNK-031", Place(object_id=revisit.first), ratio=figure(round(ratio, 4)), first=revisit.first, second=revisit.second,
                    given=figure(revisit.given), mended=figure(revisit.mended), after=figure(round(revisit.ratio, 4)))]


def _circles(criteria: tuple[str, ...], matrix: Array) -> list[Finding]:
    """a over b, b over c, c over a: one finding for each such three, the first of the three named first."""
    over = matrix > 1 + SAME
    triads = ((i, j, k) for i, j, k in permutations(range(len(criteria)), 3) if i < j and i < k)
    return [finding("RNK-033", Place(object_id=criteria[i]), a=criteria[i], b=criteria[j], c=criteria[k])
            for i, j, k in triads if over[i, j] and over[j, k] and over[k, i]]
