"""What prices leave in doubt: clusters whose best choice is hardly better than the next, and the choices still in question."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.large.bulk import Bulk
from quyhoach.capital.large.master import Priced, Taken, best_choices, taken

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PER_CLASS = 12
"""Clusters of each class that stay open besides those in most doubt, so that every source can be filled."""
MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Doubt:
    """Which clusters are open, their joint choices still in question, and what the closed ones take."""

    open: Ints
    joint: Ints
    owner: Ints
    closed: Taken


def doubt_of(bulk: Bulk, priced: Priced, size: int, choices: int = MOST_CHOICES) -> Doubt:
    """The ``size`` clusters whose best choice at the prices is least ahead of the next, for their money; and some of each class.
    ``choices``: how many of a cluster's choices stay in question."""
    clusters, gains = bulk.clusters, priced.gains
    count = len(clusters.first) - 1
    best = best_choices(bulk, gains)
    others = gains.joint.copy()
    others[best.joint[best.joint >= 0]] = -inf
    second = np.where(best.joint >= 0, 0.0, -inf)
    filled = clusters.first[1:] > clusters.first[:-1]
    second[filled] = np.maximum(second[filled], np.maximum.reduceat(others, clusters.first[:-1][filled]))
    money = np.maximum(bulk.cluster_money(), 1e-9)
    margin = np.where(filled, (gains.best - second) / money, inf)
    order = np.argsort(margin, kind="stable")
    order = order[np.isfinite(margin[order])]
    chosen = set(order[:size].tolist())
    cls = np.zeros(count, dtype=np.int64)
    cls[clusters.of_project] = bulk.classes.of
    for number in range(len(bulk.classes.members)):
        chosen.update(order[cls[order] == number][:PER_CLASS].tolist())
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
