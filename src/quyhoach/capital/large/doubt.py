"""What prices leave in doubt: clusters whose best choice is hardly better than the next, and the choices still in question."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.large.bulk import Bulk, Gains
from quyhoach.capital.large.master import Priced, Taken, best_choices, taken

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
PER_CLASS = 12
"""Clusters of each class that stay open besides those in most doubt, so that every source can be filled."""
MOST_CHOICES = 8
NOISE = 1e-5
"""Share of the greatest benefit per unit of money below which a margin is a tie: prices are no more exact than that."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Which clusters are open, their joint choices still in question, and what the closed ones take."""

    open: Ints
    joint: Ints
    owner: Ints
    closed: Taken


def margins(bulk: Bulk, gains: Gains, best: Taken) -> Floats:
    """By how much the best choice of each cluster is ahead of the next, for its money; ``inf`` where there is no choice."""
    clusters = bulk.clusters
    others = gains.joint.copy()
    others[best.joint[best.joint >= 0]] = -inf
    second = np.where(best.joint >= 0, 0.0, -inf)
    filled = clusters.first[1:] > clusters.first[:-1]
    if filled.any():
        second[filled] = np.maximum(second[filled], np.maximum.reduceat(others, clusters.first[:-1][filled]))
    return np.where(filled, (gains.best - second) / np.maximum(bulk.cluster_money(), 1e-9), inf)


def tied(bulk: Bulk, priced: Priced) -> int:
    """Clusters that the prices cannot decide: two of their choices are equally good but for noise."""
    unit = float((priced.aim.options / bulk.options.need).max(initial=0.0))
    return int((margins(bulk, priced.gains, best_choices(bulk, priced.gains)) <= NOISE * unit).sum())


def doubt_of(bulk: Bulk, priced: Priced, size: int, choices: int = MOST_CHOICES, also: Flags | None = None, more: int = 0) -> Doubt:
    """The ``size`` clusters whose best choice at the prices is least ahead of the next, for their money; some of each class; and of
    the clusters marked in ``also`` the ``more`` that are most in doubt. ``choices``: how many of a cluster's choices stay in question."""
    clusters, gains = bulk.clusters, priced.gains
    count = len(clusters.first) - 1
    best = best_choices(bulk, gains)
    money, margin = np.maximum(bulk.cluster_money(), 1e-9), margins(bulk, gains, best)
    order = np.argsort(margin, kind="stable")
    order = order[np.isfinite(margin[order])]
    chosen = set(order[:size].tolist())
    cls = np.zeros(count, dtype=np.int64)
    cls[clusters.of_project] = bulk.classes.of
    for number in range(len(bulk.classes.members)):
        chosen.update(order[cls[order] == number][:PER_CLASS].tolist())
    if also is not None:
        chosen.update(order[also[order]][:more].tolist())
    opened = np.array(sorted(chosen), dtype=np.int64)
    widest = margin[order[min(size, len(order)) - 1]] if len(order) > size else inf
    window = money[opened] * 4 * widest if widest < inf else np.full(len(opened), inf)
    joint, owner = _in_question(bulk, gains.joint, gains.best, opened, window, choices)
    closed = best.joint.copy()
    closed[opened] = -1
    return Doubt(opened, joint, owner, taken(bulk, gains, closed))


def _in_question(bulk: Bulk, gains: Floats, best: Floats, opened: Ints, window: Floats, most: int) -> tuple[Ints, Ints]:
    joint, owner = [], []
    first = bulk.clusters.first
    for k, cluster in enumerate(opened.tolist()):
        begin, end = int(first[cluster]), int(first[cluster + 1])
        own = gains[begin:end]
        near = np.flatnonzero(own >= best[cluster] - window[k])
        near = near[np.argsort(-own[near], kind="stable")][:most]
        joint.append(np.sort(near) + begin)
        owner.append(np.full(len(near), k))
    empty = np.zeros(0, dtype=np.int64)
    return np.concatenate([empty, *joint]), np.concatenate([empty, *owner])
