"""The slow and obvious exact search, against which the fast solvers are held: one choice of every item, within the limits.

It goes through the items in order and keeps, for every reachable tuple of used amounts, the cheapest way to reach it. Whole
numbers only, no tolerance. Made for a handful of items; time and memory grow with the number of reachable tuples.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import add

FREE = float("-inf")
"""Stands for the used amount of a row that the items still to come can no longer fill."""

Used = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of an item: what it uses of each row (may be negative), and its cost, compared place by place."""

    usage: Mapping[str, int]
    cost: tuple[float, ...]
    label: Hashable


@dataclass(frozen=True, slots=True)
class Best:
    """The cheapest choice: its cost, added up place by place, and one choice of each item in the order of the items."""

    cost: tuple[float, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _Ahead:
    """By row, the least and the most that the items still to come can use."""

    least: tuple[int, ...]
    most: tuple[int, ...]


def best(items: Sequence[Sequence[Choice]], limits: Mapping[str, int]) -> Best | None:
    """The least cost of picking one choice of every item so that no row uses more than its limit; None when none fits.

    An equality is two rows of opposite sign; a row without a limit is free. All costs must have the same number of places.
    """
    rows = tuple(limits)
    ceiling = tuple(limits.values())
    everything, *after_each = _ahead(items, rows)
    fits = all(least <= limit for least, limit in zip(everything.least, ceiling, strict=True))
    reached: dict[Used, Best] = {(0,) * len(rows): Best((), ())} if fits else {}
    for item, ahead in zip(items, after_each, strict=True):
        following: dict[Used, Best] = {}
        for used, choice, before in _onward(reached, item, rows, ceiling, ahead):
            cost = tuple(map(add, before.cost, choice.cost)) if before.choices else choice.cost
            if used not in following or cost < following[used].cost:
                following[used] = Best(cost, (*before.choices, choice))
        reached = following
    return min(reached.values(), key=lambda found: found.cost, default=None)


def _ahead(items: Sequence[Sequence[Choice]], rows: tuple[str, ...]) -> list[_Ahead]:
    """What all items can use, then, for each item, what the items after it can use."""
    found = [_Ahead((0,) * len(rows), (0,) * len(rows))]
    for item in reversed(items):
        uses = [[choice.usage.get(row, 0) for choice in item] or [0] for row in rows]
        least = tuple(total + min(amounts) for total, amounts in zip(found[-1].least, uses, strict=True))
        most = tuple(total + max(amounts) for total, amounts in zip(found[-1].most, uses, strict=True))
        found.append(_Ahead(least, most))
    return found[::-1]


def _onward(
    reached: Mapping[Used, Best], item: Sequence[Choice], rows: tuple[str, ...], ceiling: tuple[int, ...], ahead: _Ahead
) -> Iterator[tuple[Used, Choice, Best]]:
    """Every way to go on from what is reached that the items to come can still bring within the limits."""
    touched = [k for k, row in enumerate(rows) if any(choice.usage.get(row) for choice in item)]
    for used, before in reached.items():
        for choice in item:
            after = list(used)
            for k in touched:
                total = after[k] + choice.usage.get(rows[k], 0)
                if total + ahead.least[k] > ceiling[k]:
                    break
                after[k] = total if total + ahead.most[k] > ceiling[k] else FREE
            else:
                yield tuple(after), choice, before
