"""Rank reversal: does the order of two objects depend on who else is listed? Every method is asked, by adding and by dropping.

Added one at a time: a copy of an object, an object with the worst value on every criterion, one with the best. Dropped: each object.
After each the order of the objects that were there before is compared with what it was; a pair *turns* when who stood above stands below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from quyhoach.findings import Finding, finding
from quyhoach.priorities.criteria import Direction, Method
from quyhoach.priorities.engine import Prepared, places_of, tabled
from quyhoach.priorities.naming import METHOD_NAMES

Whole = NDArray[np.int64]
MOST_TESTED = 40
"""Copies and drops are tried for this many objects, the best placed first."""
MOST_OBJECTS = 1_000
"""Longer lists are not tested: every test compares all pairs."""
MOST_PAIRS = 20
"""Pairs named for one test; ``count`` counts all."""


class Disturbance(StrEnum):
    """What is done to the list: a copy, a dominated or an ideal object comes in, or an object goes out."""

    COPY = "copy"
    DOMINATED = "dominated"
    IDEAL = "ideal"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ReversalTest:
    """One disturbance by one method. ``object``: the one copied or dropped, "" for the dominated and the ideal.

    ``count`` pairs turn; ``turned``: the first of them (at most ``MOST_PAIRS``), (stood above, stands above now), best placed first.
    ``first_before`` and ``first_now``: who is first of those in both lists; they differ when the first place changes.
    """

    method: Method
    kind: Disturbance
    object: str
    count: int
    turned: tuple[tuple[str, str], ...]
    first_before: tuple[str, ...]
    first_now: tuple[str, ...]

    @property
    def changes_first(self) -> bool:
        """True when the first place goes to another."""
        return self.first_before != self.first_now


@dataclass(frozen=True, slots=True)
class Reversal:
    """All tests; ``tested``: how many objects were copied and dropped."""

    tests: tuple[ReversalTest, ...] = ()
    tested: int = 0
    findings: tuple[Finding, ...] = ()

    def by(self, method: Method) -> tuple[ReversalTest, ...]:
        """The tests of one method."""
        return tuple(test for test in self.tests if test.method is method)

    def turning(self, method: Method) -> tuple[ReversalTest, ...]:
        """The tests of one method that turn a pair or change the first place."""
        return tuple(test for test in self.by(method) if test.count or test.changes_first)


def reversal(prepared: Prepared, methods: Sequence[Method] = tuple(Method)) -> Reversal:
    """Tests every method on the settled values (filled cells stay as they are filled) by the question's weights."""
    size = len(prepared.objects)
    if size < 2 or size > MOST_OBJECTS:
        return Reversal(findings=(finding("RNK-064", count=size, limit=MOST_OBJECTS),) if size > 1 else ())
    tested = min(size, MOST_TESTED)
    tests: list[ReversalTest] = []
    for method in methods:
        changed = replace(prepared, method=method, table=tabled(prepared.matrix, prepared.criteria, method))
        tests += _tests(changed, tested)
    found = [finding("RNK-065", tested=tested, count=size)] if tested < size else []
    answer = Reversal(tuple(tests), tested)
    turning = answer.turning(prepared.method)
    if turning:
        found.append(_said(prepared.method, turning))
    return replace(answer, findings=tuple(found))


def _said(method: Method, turning: tuple[ReversalTest, ...]) -> Finding:
    first = sum(test.changes_first for test in turning)
    name_vi, name_en = METHOD_NAMES[method]
    return finding("RNK-068" if first else "RNK-066", method_vi=name_vi, method_en=name_en, count=len(turning), first=first)


def _tests(prepared: Prepared, tested: int) -> Iterator[ReversalTest]:
    before = places_of(prepared.scores(prepared.weights), prepared.tolerance)
    everyone = np.arange(len(before))
    for kind, name, matrix, kept in _disturbed(prepared, before, tested, everyone):
        table = tabled(matrix, prepared.criteria, prepared.method)
        changed = replace(prepared, matrix=matrix, table=table)
        now = places_of(changed.scores(prepared.weights), changed.tolerance)[:len(kept)]
        yield _compared(prepared, kind, name, kept, (before[kept], now))


def _disturbed(prepared: Prepared, before: Whole, tested: int,
               everyone: Whole) -> Iterator[tuple[Disturbance, str, NDArray[np.float64], Whole]]:
    """Each changed matrix: objects kept first, in order, then the one that comes in."""
    matrix = prepared.matrix
    more = np.array([criterion.direction is Direction.MORE for criterion in prepared.criteria])
    high, low = matrix.max(axis=0), matrix.min(axis=0)
    yield Disturbance.DOMINATED, "", np.vstack([matrix, np.where(more, low, high)]), everyone
    yield Disturbance.IDEAL, "", np.vstack([matrix, np.where(more, high, low)]), everyone
    for one in np.argsort(before, kind="stable")[:tested]:
        name = prepared.objects[int(one)]
        yield Disturbance.COPY, name, np.vstack([matrix, matrix[one]]), everyone
        if len(everyone) > 2:
            kept = np.delete(everyone, one)
            yield Disturbance.DROPPED, name, matrix[kept], kept


def _compared(prepared: Prepared, kind: Disturbance, name: str, kept: Whole, places: tuple[Whole, Whole]) -> ReversalTest:
    before, now = places
    names = [prepared.objects[int(one)] for one in kept]
    above, below = np.nonzero((before[:, None] < before) & (now[:, None] > now))
    best = np.lexsort((before[below], before[above]))[:MOST_PAIRS]
    turned = tuple((names[int(above[n])], names[int(below[n])]) for n in best)
    firsts = tuple(tuple(names[int(n)] for n in np.flatnonzero(of == of.min())) for of in places)
    return ReversalTest(prepared.method, kind, name, len(above), turned, *firsts)
