"""What all four methods agree on, with the same values and the same weights."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.criteria import Method
from quyhoach.priorities.engine import places_of, prepare
from quyhoach.priorities.question import RankingQuestion
from quyhoach.priorities.weights.group import concordance

AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class MethodAgreement:
    """``places[i]``: the place of ``objects[i]`` by each of ``methods``, the question's own method first.

    ``pairs``: how many pairs of objects every method puts in the same order, strictly; ``of_pairs``: of how many. ``concordance``:
    Kendall's W over the methods, None with fewer than two objects.
    """

    objects: tuple[str, ...]
    methods: tuple[Method, ...]
    places: tuple[tuple[int, ...], ...]
    pairs: int
    of_pairs: int
    concordance: float | None

    @property
    def unanimous(self) -> tuple[str, ...]:
        """Objects with one and the same place by every method."""
        return tuple(name for name, row in zip(self.objects, self.places, strict=True) if len(set(row)) == 1)

    def against(self, a: str, b: str) -> tuple[Method, ...]:
        """The methods that do not put ``a`` strictly above ``b``; () when all agree that it is. Raises ValueError for an unknown id."""
        one, other = self.places[self.objects.index(a)], self.places[self.objects.index(b)]
        return tuple(method for method, x, y in zip(self.methods, one, other, strict=True) if x >= y)


def agreement(question: RankingQuestion) -> MethodAgreement:
    """Ranks by every method. The same objects are left out by all of them: what is unusable does not depend on the method."""
    methods = (question.method, *(method for method in Method if method is not question.method))
    prepared = [prepare(replace(question, method=method)) for method in methods]
    objects = prepared[0].objects
    if not objects:
        return MethodAgreement((), methods, (), 0, 0, None)
    places = np.column_stack([places_of(p.scores(p.weights), p.tolerance) for p in prepared])
    rows = tuple(tuple(row) for row in places.tolist())
    return MethodAgreement(objects, methods, rows, _agreed(places), len(objects) * (len(objects) - 1) // 2, concordance(rows))


def _agreed(places: NDArray[np.int64]) -> int:
    """Pairs (above, below) on which every column agrees, in blocks of rows; one column at a time, which is quickest."""
    columns = [np.ascontiguousarray(column, dtype=np.int32) for column in places.T]
    total, step = 0, max(1, AT_ONCE // len(places))
    for start in range(0, len(places), step):
        block = slice(start, start + step)
        agreed = columns[0][block, np.newaxis] < columns[0]
        for column in columns[1:]:
            agreed &= column[block, np.newaxis] < column
        total += int(np.count_nonzero(agreed))
    return total
