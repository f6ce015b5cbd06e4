"""Small random questions for the proofs of a rank, seeded; every transformation, shape, direction and policy on missing values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from quyhoach.priorities.criteria import Criterion, Direction, Method, Missing, PreferenceShape, Transformation
from quyhoach.priorities.engine import Prepared, prepare
from quyhoach.priorities.question import RankingQuestion


def question_of(seed: int, method: Method, objects: int = 6, criteria: int = 4, gaps: bool = False) -> RankingQuestion:
    """Values 0.1–10.1; every other seed with one decimal, so that equal values occur."""
    rng = np.random.default_rng(seed)
    values = np.round(rng.random((objects, criteria)) * 10, 1 if seed % 2 else 6) + 0.1
    rows = [list(row) for row in values.tolist()]
    if gaps:
        rows[int(rng.integers(objects))][int(rng.integers(criteria))] = None
    missing = (Missing.WORST, Missing.MEDIAN)[seed % 2] if gaps else Missing.LEAVE_OUT
    columns = tuple(_criterion(rng, j) for j in range(criteria))
    return RankingQuestion(tuple(f"o{i}" for i in range(objects)), columns, tuple(map(tuple, rows)), tuple(rng.random(criteria)),
                           method, missing)


def prepared_of(seed: int, method: Method, objects: int = 6, criteria: int = 4, gaps: bool = False) -> Prepared:
    return prepare(question_of(seed, method, objects, criteria, gaps))


def plain(rows: list[list[float]], weights: tuple[float, ...], method: Method = Method.WEIGHTED_SUM, *,
          order: tuple[tuple[str, str], ...] = (), **of_criteria: Any) -> RankingQuestion:
    """Objects A, B, C… on criteria c0, c1… where more is better and values are scores."""
    first = Criterion("c0", Direction.MORE, Transformation.AS_SCORED)
    columns = tuple(replace(first, id=f"c{j}", **of_criteria) for j in range(len(rows[0])))
    return RankingQuestion(tuple("ABCDEFGHIJ"[:len(rows)]), columns, tuple(map(tuple, rows)), weights, method, order=order)


def _criterion(rng: np.random.Generator, j: int) -> Criterion:
    kind = list(Transformation)[int(rng.integers(5))]
    stated = kind is Transformation.FIXED or rng.random() < 0.3
    direction = Direction.MORE if rng.random() < 0.5 else Direction.LESS
    shape = PreferenceShape.LINEAR if rng.random() < 0.7 else PreferenceShape.LEVEL
    q = float(rng.choice([0, 0.5]))
    p = q + float(rng.choice([0, 1.5]))
    return Criterion(f"c{j}", direction, kind, 0.0 if stated else None, 8.0 if stated else None, q, p, shape=shape)
