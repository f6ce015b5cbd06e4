"""The budget that would change who is funded: every best set for every budget, by the front of (cost, score).

A set of objects is worth keeping when no other costs no more and scores more; these sets, in order of cost, are the best sets of
all budgets (Nemhauser and Ullmann 1969). Walking that front gives the nearest budget with b funded and a not, exactly: costs are
whole units and scores are counted in billionths. Of sets equal in score and cost the one whose last object comes first is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.findings import Finding, Place, finding

BILLIONTHS = 10**9
LARGEST_FRONT = 400_000
"""More best sets than this are not listed: the answer is then a finding, not a guess."""
WORD = 63


@dataclass(frozen=True, slots=True)
class BudgetSwap:
    """What the budget would have to be for ``b`` to be funded and ``a`` not, everything else as it is.

    ``enough`` is that budget and ``change`` what it takes from today's (whole units, negative: less money); both None when
    ``state`` is not ``changes``: ``already`` (b is funded and a is not), ``never`` (no budget does it), ``unknown``
    (see ``findings``). ``enters`` and ``leaves`` compare the funded sets of the two budgets.
    """

    a: str
    b: str
    budget: int
    state: str
    funded: tuple[str, ...] = ()
    enough: int | None = None
    change: int | None = None
    funded_then: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def enters(self) -> tuple[str, ...]:
        """Funded with the changed budget only."""
        return tuple(one for one in self.funded_then if one not in self.funded)

    @property
    def leaves(self) -> tuple[str, ...]:
        """Funded with today's budget only."""
        return tuple(one for one in self.funded if one not in self.funded_then) if self.enough is not None else ()


@dataclass(frozen=True, slots=True)
class Front:
    """The best sets in order of cost: whole ``cost``, ``score`` in billionths, ``members`` as bits in words (sets × words)."""

    cost: NDArray[np.int64]
    score: NDArray[np.int64]
    members: NDArray[np.int64]

    def best(self, budget: int) -> int:
        """The position of the best set within a budget ≥ 0."""
        return int(np.searchsorted(self.cost, budget, side="right")) - 1

    def has(self, one: int) -> NDArray[np.bool_]:
        """By set: whether it holds the object at this position."""
        return np.asarray((self.members[:, one // WORD] >> (one % WORD)) & 1, dtype=np.bool_)

    def objects(self, position: int, size: int) -> list[int]:
        """The objects of one set."""
        return [one for one in range(size) if self.members[position, one // WORD] >> (one % WORD) & 1]


def front_of(costs: Sequence[int], scores: Sequence[float], largest: int = LARGEST_FRONT) -> Front | None:
    """The front of all sets; objects without a positive score are in none, those that cost nothing in all. None: too many."""
    words = len(costs) // WORD + 1
    front = Front(np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros((1, words), np.int64))
    for one, (cost, score) in enumerate(zip(costs, scores, strict=True)):
        worth = round(score * BILLIONTHS)
        if worth > 0:
            front = _joined(front, one, cost, worth)
        if len(front.cost) > largest:
            return None
    return front


def _joined(front: Front, one: int, cost: int, worth: int) -> Front:
    """The front when one more object may be taken; among equals the set without it stays."""
    members = front.members.copy()
    members[:, one // WORD] |= 1 << (one % WORD)
    costs = np.concatenate([front.cost, front.cost + cost])
    scores = np.concatenate([front.score, front.score + worth])
    order = np.lexsort((-scores, costs))
    best = np.maximum.accumulate(scores[order])
    kept = order[np.concatenate([[True], best[1:] > best[:-1]])]
    return Front(costs[kept], scores[kept], np.concatenate([front.members, members])[kept])


def budget_swap(
    costs: Sequence[int], scores: Sequence[float], budget: int, a: str, b: str, objects: Sequence[str], largest: int = LARGEST_FRONT
) -> BudgetSwap:
    """The least change of the budget that funds ``b`` and not ``a`` in the best set. Of two as near, the smaller budget."""
    objects = tuple(objects)
    found = _faults(costs, budget, a, b, objects)
    front = None if found else front_of(costs, scores, largest)
    if front is None:
        found = found or (finding("RNK-061", count=len(objects), limit=largest),)
        return BudgetSwap(a, b, budget, "unknown", findings=found)
    now = front.best(budget)
    funded = _named(front, now, objects)
    wanted = np.flatnonzero(front.has(objects.index(b)) & ~front.has(objects.index(a)))
    if now in wanted:
        return BudgetSwap(a, b, budget, "already", funded, findings=(finding("RNK-063", a=a, b=b),))
    if not len(wanted):
        return BudgetSwap(a, b, budget, "never", funded, findings=(finding("RNK-062", a=a, b=b),))
    enough, then = _nearest(front, wanted, now, budget)
    return BudgetSwap(a, b, budget, "changes", funded, enough, enough - budget, _named(front, then, objects))


def _nearest(front: Front, wanted: NDArray[np.int64], now: int, budget: int) -> tuple[int, int]:
    """The nearest budget whose best set is wanted, and that set: from below the last unit before the next set begins."""
    below, above = wanted[wanted < now], wanted[wanted > now]
    choices = []
    if len(below):
        choices.append((int(front.cost[below[-1] + 1]) - 1, int(below[-1])))
    if len(above):
        choices.append((int(front.cost[above[0]]), int(above[0])))
    return min(choices, key=lambda choice: abs(choice[0] - budget))


def _named(front: Front, position: int, objects: Sequence[str]) -> tuple[str, ...]:
    return tuple(objects[one] for one in front.objects(position, len(objects)))


def _faults(costs: Sequence[int], budget: int, a: str, b: str, objects: tuple[str, ...]) -> tuple[Finding, ...]:
    unknown = [one for one in (a, b) if one not in objects]
    wrong = [name for name, cost in zip(objects, costs, strict=True) if cost < 0 or cost != int(cost)]
    found = [finding("RNK-055", Place(object_id=one), object=one) for one in unknown]
    found += [finding("RNK-056", object=a)] if a == b else []
    found += [finding("RNK-060", Place(object_id=name), object=name) for name in wrong]
    found += [finding("RNK-060", object="–")] if budget < 0 else []
    return tuple(found)
