"""Stability of one object's place: how far each weight may move, the others in proportion, before that object passes or is passed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quyhoach.priorities.crossing import OneWeight
from quyhoach.priorities.engine import Prepared, places_of
from quyhoach.priorities.intervals import End, nearest_end

MOST_OBJECTS = 400
"""Beyond this many objects the place of each is left to the acceptability."""


@dataclass(frozen=True, slots=True)
class PlaceInterval:
    """The widest open interval of a criterion's weight around the present one in which the object keeps its place. Exact."""

    criterion: str
    weight: float
    low: End
    high: End


def place_intervals(prepared: Prepared) -> dict[str, tuple[PlaceInterval, ...]]:
    """Object → an interval for each criterion, around the question's weights; {} beyond ``MOST_OBJECTS`` and when nothing is ranked."""
    size = len(prepared.objects)
    if not 0 < size <= MOST_OBJECTS:
        return {}
    rank = places_of(prepared.scores(prepared.weights), prepared.tolerance)
    found: dict[str, list[PlaceInterval]] = {name: [] for name in prepared.objects}
    for k, criterion in enumerate(prepared.criteria):
        line = OneWeight(prepared, prepared.weights, k)
        for i, name in enumerate(prepared.objects):
            others = np.array([j for j in range(size) if j != i], dtype=np.int64)
            above = rank[others] < rank[i]
            pairs = np.where(above, others, i), np.where(above, i, others)
            low, high = (nearest_end(line, rank, pairs, up) for up in (False, True))
            found[name].append(PlaceInterval(criterion.id, line.here, low, high))
    return {name: tuple(rows) for name, rows in found.items()}
