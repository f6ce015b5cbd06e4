"""Values of a question with every cell settled: unusable objects left out, missing cells filled by the stated policy, all told."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.criteria import Criterion, Direction, Missing, Transformation
from quyhoach.priorities.question import Filled, RankingQuestion
from quyhoach.priorities.soundness import figure

Array = NDArray[np.float64]
LARGEST = 1e100
"""A value beyond this is a slip of the hand, and its square would be no number any more."""


@dataclass(frozen=True, slots=True)
class Settled:
    """``raw``: values of the objects that stay, NaN where missing; ``matrix``: the same with those filled; (n, m) each."""

    objects: tuple[str, ...]
    raw: Array
    matrix: Array
    left_out: tuple[tuple[str, str], ...]
    filled: tuple[Filled, ...]
    findings: tuple[Finding, ...]


def settled(question: RankingQuestion) -> Settled:
    """Settles a question of the right shape, in which every criterion has a value."""
    raw = np.array([[math.nan if v is None else v for v in row] for row in question.values], dtype=np.float64)
    known = np.array([[v is not None for v in row] for row in question.values])
    broken = _broken(question, raw, known)
    told = list(broken)
    if question.missing is Missing.LEAVE_OUT:
        told += [finding("RNK-009", Place(object_id=question.objects[i]), object=question.objects[i], criterion=question.criteria[j].id)
                 for i, j in _first_in_row(~known)]
    out = {f.where.object_id: f.code for f in reversed(told)}
    keep = [i for i, name in enumerate(question.objects) if name not in out]
    unknown = [c.id for j, c in enumerate(question.criteria) if keep and np.isnan(raw[keep, j]).all()]
    if unknown:  # only objects that are left out have a value on it
        told += [finding("RNK-011", Place(object_id=name), criterion=name) for name in unknown]
        out, keep = out | {question.objects[i]: "RNK-011" for i in keep}, []
    objects, kept = tuple(question.objects[i] for i in keep), raw[keep]
    matrix, filled, fillings = _filled(objects, kept, question.criteria, question.missing)
    left_out = tuple((name, out[name]) for name in question.objects if name in out)
    return Settled(objects, kept, matrix, left_out, filled, (*told, *fillings, *_of_scales(matrix, question.criteria)))


def _broken(question: RankingQuestion, raw: Array, known: NDArray[np.bool_]) -> list[Finding]:
    """Objects with a cell that is no number, or not positive where the scale needs it."""
    needs = np.array([c.needs_positive for c in question.criteria])
    no_number = known & ~(np.abs(raw) <= LARGEST)
    not_positive = known & ~no_number & needs & ~(raw > 0)
    found = []
    for i, j in _first_in_row(no_number | not_positive):
        name, criterion = question.objects[i], question.criteria[j]
        where = Place(object_id=name)
        if no_number[i, j]:
            found.append(finding("RNK-007", where, object=name, criterion=criterion.id, value=str(raw[i, j])))
        else:
            found.append(finding("RNK-008", where, object=name, criterion=criterion.id, value=figure(raw[i, j])))
    return found


def _first_in_row(cells: NDArray[np.bool_]) -> list[tuple[int, int]]:
    rows = np.flatnonzero(cells.any(axis=1))
    return [(int(i), int(np.argmax(cells[i]))) for i in rows]


def _filled(objects: tuple[str, ...], raw: Array, criteria: tuple[Criterion, ...],
            policy: Missing) -> tuple[Array, tuple[Filled, ...], tuple[Finding, ...]]:
    matrix, cells, found = raw.copy(), [], []
    for j, criterion in enumerate(criteria):
        matrix[:, j] = filled_column(raw[:, j], criterion, policy)
        for i in np.flatnonzero(np.isnan(raw[:, j])):
            value = float(matrix[i, j])
            cells.append(Filled(objects[i], criterion.id, value, policy))
            found.append(finding("RNK-010" if policy is Missing.WORST else "RNK-024", Place(object_id=objects[i]),
                                 object=objects[i], criterion=criterion.id, value=figure(value)))
    return matrix, tuple(cells), tuple(found)


def filled_column(raw: Array, criterion: Criterion, policy: Missing) -> Array:
    """One criterion's values (n,) with NaN filled: the worst or the median of those known; never zero, never invented."""
    missing = np.isnan(raw)
    if not missing.any() or missing.all():
        return raw.copy()
    known = raw[~missing]
    worst = known.max() if criterion.direction is Direction.LESS else known.min()
    return np.where(missing, worst if policy is Missing.WORST else np.median(known), raw)


def _of_scales(matrix: Array, criteria: tuple[Criterion, ...]) -> list[Finding]:
    found = [finding("RNK-002")] if len(matrix) == 1 else []
    for j, criterion in enumerate(criteria):
        column, where = matrix[:, j], Place(object_id=criterion.id)
        if len(column) > 1 and column.min() == column.max():
            found.append(finding("RNK-014", where, criterion=criterion.id, value=figure(float(column[0]))))
        if criterion.transformation is Transformation.FIXED and criterion.low is not None and criterion.high is not None:
            outside = int(((column < criterion.low) | (column > criterion.high)).sum())
            if outside:
                found.append(finding("RNK-017", where, criterion=criterion.id, count=outside,
                                     low=figure(criterion.low), high=figure(criterion.high)))
    return found
