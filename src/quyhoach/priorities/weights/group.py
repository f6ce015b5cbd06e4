"""A group's weights: each member's view kept beside the group's, and how far they are apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.question import Ranking
from quyhoach.priorities.soundness import figure
from quyhoach.priorities.weights.elicited import ElicitedWeights

AGREED = 0.5
"""Kendall's W below one half: the members' orders have less than half of full agreement."""


@dataclass(frozen=True, slots=True)
class GroupWeights:
    """``individual``: one row for each of ``members``; ``weights``: their mean, by the members' say; sum 1. ``least`` and ``most``:
    the lowest and highest weight any member gives each criterion. ``left_out``: members without usable weights."""

    criteria: tuple[str, ...]
    members: tuple[str, ...]
    individual: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]
    left_out: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def spread(self) -> tuple[float, ...]:
        """Disagreement on each criterion: highest less lowest weight, 0–1."""
        return tuple(high - low for low, high in zip(self.least, self.most, strict=True))


def joined(criteria: tuple[str, ...], members: Mapping[str, ElicitedWeights], say: Mapping[str, float] | None = None) -> GroupWeights:
    """The mean of the members' weights; ``say``: how much each counts (all alike without it). Members without weights are told."""
    says = {name: (say or {}).get(name, 1.0) for name in members}
    heard = [name for name, own in members.items() if len(own.weights) == len(criteria) and _counts(says[name])]
    left_out = tuple(name for name in members if name not in heard)
    found = [finding("RNK-037", Place(object_id=name), member=name) for name in left_out]
    if not heard:
        return GroupWeights(criteria, (), (), (), (), (), left_out, (*found, finding("RNK-038")))
    rows = np.array([members[name].weights for name in heard])
    share = np.array([says[name] for name in heard])
    mean = (rows * share[:, np.newaxis]).sum(axis=0) / share.sum()
    return GroupWeights(criteria, tuple(heard), tuple(tuple(row) for row in rows.tolist()), tuple((mean / mean.sum()).tolist()),
                        tuple(rows.min(axis=0).tolist()), tuple(rows.max(axis=0).tolist()), left_out, tuple(found))


def _counts(say: float) -> bool:
    return math.isfinite(say) and say > 0


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """Members' rankings side by side: ``places[i]``: the place of ``objects[i]`` by each of ``members``; ``concordance``: Kendall's W,
    0 (no agreement) to 1 (one order), corrected for ties; None with fewer than two members or objects."""

    objects: tuple[str, ...]
    members: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]
    concordance: float | None
    findings: tuple[Finding, ...] = ()

    @property
    def spread(self) -> tuple[tuple[int, int], ...]:
        """Best and worst place any member gives each object."""
        return tuple((min(row), max(row)) for row in self.places)


def compared(rankings: Mapping[str, Ranking]) -> GroupOrder:
    """Compares the members' rankings over the objects that all of them rank, in the order of the first."""
    members = tuple(rankings)
    by_member = [{standing.id: standing.rank for standing in ranking.standings} for ranking in rankings.values()]
    objects = tuple(name for name in (by_member[0] if by_member else {}) if all(name in own for own in by_member))
    places = tuple(tuple(own[name] for own in by_member) for name in objects)
    agreement = concordance(places)
    found = () if agreement is None or agreement >= AGREED else (finding("RNK-039", concordance=figure(round(agreement, 4))),)
    return GroupOrder(objects, members, places, agreement, found)


def concordance(places: Sequence[Sequence[int]]) -> float | None:
    """Kendall's W = 12 S / (m² (n³ − n) − m Σ T), T = Σ (t³ − t) over each member's ties; places: n objects × m members.

    Ties count as the mean of the places they fill. None with n or m under 2; 1 when every member puts all objects equal.
    """
    n, m = len(places), len(places[0]) if places else 0
    if n < 2 or m < 2:
        return None
    sums, ties = np.zeros(n), 0.0
    for column in np.array(places).T:
        _, kind, sizes = np.unique(column, return_inverse=True, return_counts=True)
        sums += (np.cumsum(sizes) - (sizes - 1) / 2)[kind]
        ties += float((sizes.astype(float) ** 3 - sizes).sum())
    spread = float(np.square(sums - m * (n + 1) / 2).sum())
    widest = m * m * (n**3 - n) - m * ties
    return 12 * spread / widest if widest else 1.0
