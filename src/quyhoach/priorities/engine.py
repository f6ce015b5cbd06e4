"""From a question to an order: judge it, settle its values, put every criterion on the method's scale, add up, give places.

All four methods put each criterion on their scale by itself (``column``) and then join the criteria by weights (``scores``); that
is why ten thousand sets of weights, or a single changed value, cost so little. Formulas: docs/explanation/priorities-methods.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quyhoach.findings import Finding, finding, has_errors
from quyhoach.priorities.criteria import Criterion, Method, Missing
from quyhoach.priorities.methods import promethee, topsis, vikor, weighted_sum
from quyhoach.priorities.question import Filled, RankedObject, Ranking, RankingQuestion
from quyhoach.priorities.settled import LARGEST, filled_column, settled
from quyhoach.priorities.soundness import judged, normalised

Array = NDArray[np.float64]
Column = Callable[[Array, Criterion], Array]
EQUAL = 1e-12
"""Scores nearer than this part of the scale are equal: only rounding tells them apart."""
COLUMNS: dict[Method, Column] = {Method.WEIGHTED_SUM: weighted_sum.column, Method.TOPSIS: topsis.column,
                                 Method.PROMETHEE_2: promethee.column, Method.VIKOR: vikor.column}
SCORES = {Method.WEIGHTED_SUM: weighted_sum.scores, Method.TOPSIS: topsis.scores,
          Method.PROMETHEE_2: weighted_sum.scores, Method.VIKOR: vikor.scores}
LINEAR = (Method.WEIGHTED_SUM, Method.PROMETHEE_2)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A question ready for weights: n ``objects`` that can be ranked, m ``criteria``, values settled.

    ``matrix`` (n, m): values in the criteria's units, missing ones filled; ``raw`` the same with NaN for missing.
    ``table`` (n, m): each criterion on the method's scale. ``weights`` (m,): the question's, sum 1. ``order``: as the question's.
    No objects: nothing can be ranked, the ``findings`` say why.
    """

    objects: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    matrix: Array
    method: Method
    raw: Array
    table: Array
    weights: Array
    missing: Missing
    order: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    filled: tuple[Filled, ...] = ()
    findings: tuple[Finding, ...] = ()

    def scores(self, weights: Array) -> Array:
        """Scores by weights that sum to 1, HIGHER IS BETTER for every method; (m,) → (n,), (m, k) → (n, k).

        Weighted sum: Σ w u. TOPSIS: closeness 0–1. PROMETHEE II: net flow −1..1. VIKOR: 1 − Q, in 0–1.
        """
        return SCORES[self.method](self.table, weights)

    @property
    def linear(self) -> Array | None:
        """(n, m) with score = linear @ weights, for the weighted sum and PROMETHEE II; None for the others."""
        return self.table if self.method in LINEAR else None

    @property
    def tolerance(self) -> float:
        """Scores that differ by no more than this are equal."""
        widest = float(np.abs(self.table).max()) if self.method is Method.WEIGHTED_SUM and self.table.size else 1.0
        return EQUAL * widest

    def with_value(self, object_id: str, criterion_id: str, value: float) -> Prepared:
        """The same question with one value changed: that criterion is filled and scaled anew, as ``prepare`` would.

        Raises KeyError for an id that is not ranked, ValueError for a value its scale cannot take.
        """
        places = {name: i for i, name in enumerate(self.objects)}, {c.id: j for j, c in enumerate(self.criteria)}
        i, j = places[0][object_id], places[1][criterion_id]
        criterion = self.criteria[j]
        if not abs(value) <= LARGEST or (criterion.needs_positive and value <= 0):
            raise ValueError(f"{value} is no value for {criterion_id}")
        raw, matrix, table = self.raw.copy(), self.matrix.copy(), self.table.copy()
        raw[i, j] = value
        matrix[:, j] = filled_column(raw[:, j], criterion, self.missing)
        table[:, j] = COLUMNS[self.method](matrix[:, j], criterion)
        filled = tuple(replace(f, value=float(matrix[places[0][f.object], j])) if f.criterion == criterion_id else f
                       for f in self.filled if (f.object, f.criterion) != (object_id, criterion_id))
        return replace(self, raw=raw, matrix=matrix, table=table, filled=filled)


def prepare(question: RankingQuestion) -> Prepared:
    """Judges and settles a question. Never raises on bad data: what is wrong stands in ``findings``."""
    findings = judged(question)
    weights = np.array(normalised(question.weights), dtype=np.float64)
    if has_errors(findings):
        none = np.zeros((0, len(question.criteria)))
        return Prepared((), question.criteria, none, question.method, none, none, weights, question.missing, question.order,
                        findings=findings)
    values = settled(question)
    table = tabled(values.matrix, question.criteria, question.method)
    return Prepared(values.objects, question.criteria, values.matrix, question.method, values.raw, table, weights, question.missing,
                    question.order, values.left_out, values.filled, (*findings, *values.findings))


def tabled(matrix: Array, criteria: tuple[Criterion, ...], method: Method) -> Array:
    """Every criterion of a settled matrix (n, m) on the method's scale; (n, m)."""
    table = np.zeros_like(matrix)
    for j, criterion in enumerate(criteria if len(matrix) else ()):
        table[:, j] = COLUMNS[method](matrix[:, j], criterion)
    return table


def rank(question: RankingQuestion) -> Ranking:
    """Puts the objects in order. Never raises on bad data: no standings, or objects left out, with findings that say why."""
    return ranked(prepare(question))


def ranked(prepared: Prepared) -> Ranking:
    """The order of a prepared question by its own weights."""
    scores = prepared.scores(prepared.weights) if prepared.objects else np.zeros(0)
    places = places_of(scores, prepared.tolerance)
    parts = prepared.linear * prepared.weights if prepared.linear is not None else None
    standings = [RankedObject(name, int(places[i]), float(scores[i]), tuple(parts[i].tolist()) if parts is not None else ())
                 for i, name in enumerate(prepared.objects)]
    findings = prepared.findings
    if not prepared.objects and prepared.left_out:
        findings = (*findings, finding("RNK-001"))
    if len(standings) > 1 and places.max() == 1:
        findings = (*findings, finding("RNK-015", count=len(standings)))
    return Ranking(tuple(sorted(standings, key=lambda s: (s.rank, s.id))), prepared.method, tuple(prepared.weights.tolist()),
                   prepared.left_out, prepared.filled, findings)


def places_of(scores: Array, tolerance: float) -> NDArray[np.int64]:
    """Places 1, 2, 2, 4 of scores (n,), higher first; a score within the tolerance of the best of its place shares it."""
    order = np.argsort(-scores, kind="stable")
    places = np.zeros(len(scores), dtype=np.int64)
    leader, place = np.inf, 0
    for position, i in enumerate(order, 1):
        if not leader - scores[i] <= tolerance:
            leader, place = float(scores[i]), position
        places[i] = place
    return places
