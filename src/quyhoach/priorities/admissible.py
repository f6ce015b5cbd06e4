"""The weights a council admits, and weights drawn from all of them alike.

Admissible: every weight between its agreed least and most, in the agreed order, their sum 1. Draws are uniform over that set:
by the flat Dirichlet where it is the whole simplex, by rejection where that keeps a share of at least ``KEPT``, and otherwise by
hit-and-run from a point inside: uniform in the limit; ``CHAINS`` separate walks, thinned, whose directions learn the shape of the set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.criteria import Criterion
from quyhoach.solvers.highs import Outcome, solve_lp
from quyhoach.solvers.linear import LinearModel

Floats = NDArray[np.float64]
KEPT = 1 / 64
"""Rejection is used when at least this share of the draws is kept."""
PROBE = 8_192
CHAINS, ROUNDS, BURN_IN, THINNING = 512, 3, 20, 6
"""Walks side by side; rounds before the first draw; steps of a round, and between two draws, per free dimension."""
ROOM = 1e-7
"""A bound with no more room than this leaves none: the solver's own tolerance."""


@dataclass(frozen=True, slots=True)
class DrawnWeights:
    """``weights``: draws × criteria, each row sums to 1. ``way``: simplex, rejection, hit_and_run or point."""

    weights: Floats
    way: str


@dataclass(frozen=True)
class AdmissibleWeights:
    """Bounds by criterion and the pairs (a, b) of positions for which a weighs at least as much as b."""

    least: tuple[float, ...]
    most: tuple[float, ...]
    order: tuple[tuple[int, int], ...] = ()

    @cached_property
    def rows(self) -> tuple[Floats, Floats]:
        """Every bound as ``rows · w ≥ right``: least, most, order."""
        size = len(self.least)
        pairs = np.zeros((len(self.order), size))
        for row, (more, less) in enumerate(self.order):
            pairs[row, more] += 1.0
            pairs[row, less] -= 1.0
        right = np.concatenate([self.least, np.negative(self.most), np.zeros(len(self.order))])
        return np.vstack([np.eye(size), -np.eye(size), pairs]), right

    @property
    def whole(self) -> bool:
        """True when every weight from 0 to 1 is admitted, in any order."""
        return not self.order and not any(self.least) and min(self.most) >= 1

    def holds(self, weights: Sequence[float] | Floats, slack: float = 1e-9) -> bool:
        """True when these weights are admissible."""
        rows, right = self.rows
        given = np.asarray(weights, dtype=float)
        return bool(abs(given.sum() - 1) <= slack and (rows @ given >= right - slack).all())

    def model(self) -> LinearModel:
        """The set as a linear program without objective: one column for each weight, in order."""
        model = LinearModel()
        for least, most in zip(self.least, self.most, strict=True):
            model.add_column(lower=least, upper=most)
        model.add_row("sum", dict.fromkeys(range(len(self.least)), 1.0), 1.0, 1.0)
        for more, less in self.order:
            if more != less:
                model.add_row("order", {more: 1.0, less: -1.0}, lower=0.0)
        return model

    @cached_property
    def inside(self) -> tuple[Floats, Floats] | None:
        """A point inside, and the rows that hold with equality everywhere in the set; None when nothing is admissible."""
        rows, right = self.rows
        corners, tight = [], []
        for row, bound in zip(rows, right, strict=True):
            model = self.model()
            model.set_objective({int(j): float(row[j]) for j in np.flatnonzero(row)})
            answer = solve_lp(model)
            if answer.outcome is not Outcome.OPTIMAL or answer.values is None:
                return None
            corners.append(answer.values)
            if float(row @ answer.values) - bound <= ROOM:
                tight.append(row)
        return np.mean(corners, axis=0), np.array(tight).reshape(-1, len(self.least))

    def draw(self, count: int, seed: int) -> DrawnWeights | None:
        """``count`` weights, uniform over the set; the same seed gives the same bytes. None when nothing is admissible."""
        rng = np.random.Generator(np.random.PCG64(seed))
        if self.whole:
            return DrawnWeights(_flat(rng, count, len(self.least)), "simplex")
        found = self.inside
        if found is None:
            return None
        start, tight = found
        basis = _directions(tight, len(start))
        if not basis.shape[1]:
            return DrawnWeights(np.tile(start / start.sum(), (count, 1)), "point")
        kept = self._rejected(rng, count)
        return DrawnWeights(self._walked(rng, count, start, basis), "hit_and_run") if kept is None else DrawnWeights(kept, "rejection")

    def _rejected(self, rng: np.random.Generator, count: int) -> Floats | None:
        """Draws over the simplex above the least weights, those outside thrown away; None when too few stay."""
        rows, right = self.rows
        least = np.array(self.least)
        free = np.flatnonzero(np.array(self.most) > least + ROOM)
        parts: list[Floats] = []
        have = 0
        while have < count:
            weights = np.tile(least, (PROBE, 1))
            weights[:, free] += (1 - least.sum()) * _flat(rng, PROBE, len(free))
            kept = weights[(weights @ rows.T >= right - 1e-12).all(axis=1)]
            if not parts and len(kept) < PROBE * KEPT:
                return None
            parts.append(kept)
            have += len(kept)
        return np.concatenate(parts)[:count]

    def _walked(self, rng: np.random.Generator, count: int, start: Floats, basis: Floats) -> Floats:
        """Walks from the point inside; the directions learn the shape of the set in ``ROUNDS`` of burning in, then stay."""
        rows, right = self.rows
        at, free = np.tile(start, (CHAINS, 1)), basis.shape[1]
        for _ in range(ROUNDS):
            for _ in range(BURN_IN * free):
                at = _stepped(rng, at, basis, rows, right)
            basis = _shaped(at, basis)
        drawn = []
        for _ in range(-(-count // CHAINS)):
            for _ in range(THINNING * free):
                at = _stepped(rng, at, basis, rows, right)
            drawn.append(at)
        weights = np.clip(np.concatenate(drawn)[:count], 0, None)
        return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float64)


def admissible_weights(criteria: Sequence[Criterion], order: Sequence[tuple[str, str]] = ()) -> AdmissibleWeights:
    """What the criteria and the agreed order admit; pairs that name an unknown criterion are left out."""
    position = {criterion.id: n for n, criterion in enumerate(criteria)}
    pairs = tuple((position[a], position[b]) for a, b in order if a in position and b in position)
    return AdmissibleWeights(tuple(c.least_weight for c in criteria), tuple(c.most_weight for c in criteria), pairs)


def _flat(rng: np.random.Generator, count: int, size: int) -> Floats:
    drawn = rng.standard_exponential((count, size))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True), dtype=np.float64)


def _directions(tight: Floats, size: int) -> Floats:
    """Orthonormal directions (criteria × free) that keep the sum and every equality."""
    equal = np.vstack([np.ones(size), tight])
    _, values, turned = np.linalg.svd(equal, full_matrices=True)
    rank = int((values > 1e-9).sum())
    return np.asarray(turned[rank:].T, dtype=np.float64)


def _shaped(at: Floats, basis: Floats) -> Floats:
    """Directions by the spread of the walks: a long and narrow set is walked as if it were round."""
    along = (at - at.mean(axis=0)) @ np.linalg.pinv(basis).T
    values, turned = np.linalg.eigh(along.T @ along / len(at))
    return np.asarray(basis @ (turned * np.sqrt(np.maximum(values, 1e-6 * values.max()))), dtype=np.float64)


def _stepped(rng: np.random.Generator, at: Floats, basis: Floats, rows: Floats, right: Floats) -> Floats:
    """One step of every walk: a random direction, a uniform point on the chord inside the set."""
    towards = rng.standard_normal((len(at), basis.shape[1])) @ basis.T
    room = np.maximum(at @ rows.T - right, 0.0)
    pace = towards @ rows.T
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = room / -pace
    forth = np.where(pace < -1e-16, reach, np.inf).min(axis=1)
    back = np.where(pace > 1e-16, reach, -np.inf).max(axis=1)
    there = back + rng.random(len(at)) * (forth - back)
    return np.asarray(at + there[:, None] * towards, dtype=np.float64)
