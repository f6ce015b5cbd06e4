"""The least change of all weights together that puts b above a, for methods whose score is a sum over the weights.

Moving a share from criterion i to j gains d_j − d_i on a, with d = row of b − row of a, and costs twice the share in Σ|change|. So the
least change takes from the smallest d and gives to the greatest, within the agreed bounds: a greedy that is exact. With an agreed order
between weights it is a linear program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.priorities.admissible import AdmissibleWeights
from quyhoach.priorities.change import SHORT
from quyhoach.solvers.highs import Outcome, solve_lp
from quyhoach.solvers.linear import LinearModel

Floats = NDArray[np.float64]
MARGIN = 1e-3
"""The lead of a is turned into a lead of b this part as wide, so that b stands above outright."""
DIGITS = range(4, 16)


@dataclass(frozen=True, slots=True)
class AllWeights:
    """``weights`` that put b above a, ``change`` = Σ|new − present|, and the break-even ``least`` no admissible weights undercut.

    ``agreed``: sought within the agreed bounds and order; False: over all weights."""

    weights: tuple[float, ...]
    change: float
    least: float
    agreed: bool


def least_weights(gains: Floats, weights: Floats, admitted: AdmissibleWeights, above: Callable[[Floats], bool]) -> AllWeights | None:
    """``gains`` (m,): row of b − row of a, with gains · weights < 0 now; ``above``: whether b stands above a by some weights."""
    limits = [(admitted, True)] if admitted.holds(weights) else []
    if not admitted.whole or not limits:
        size = len(weights)
        limits.append((AdmissibleWeights((0.0,) * size, (1.0,) * size), admitted.whole))
    for bounds, agreed in limits:
        lead = -float(gains @ weights)
        even, beyond = _moved(gains, weights, bounds, lead), _beyond(gains, weights, bounds, lead)
        if even is not None and beyond is not None:
            least = float(np.abs(even - weights).sum())
            found = _printed(beyond, weights, least, bounds, above)
            if found is not None:
                return AllWeights(tuple(found.tolist()), float(np.abs(found - weights).sum()), least, agreed)
    return None


def _beyond(gains: Floats, weights: Floats, bounds: AdmissibleWeights, lead: float) -> Floats | None:
    """Weights a little past level; nearer to level where the bounds leave no more room."""
    for margin in (MARGIN, MARGIN / 100, MARGIN / 10_000):
        found = _moved(gains, weights, bounds, lead * (1 + margin))
        if found is not None:
            return found
    return None


def _moved(gains: Floats, weights: Floats, bounds: AdmissibleWeights, gain: float) -> Floats | None:
    greedy = _greedy(gains, weights, bounds, gain)
    return greedy if greedy is None or not bounds.order else _programmed(gains, weights, bounds, gain, greedy)


def _greedy(gains: Floats, weights: Floats, bounds: AdmissibleWeights, gain: float) -> Floats | None:
    """From the smallest gains to the greatest until ``gain`` is reached; None when it cannot be."""
    new, order = weights.copy(), np.argsort(gains, kind="stable")
    giver, taker, need = 0, len(order) - 1, gain
    while giver < taker:
        i, j = order[giver], order[taker]
        rate = float(gains[j] - gains[i])
        if rate <= 0:
            return None
        room = min(float(new[i]) - bounds.least[i], bounds.most[j] - float(new[j]))
        share = max(0.0, min(room, need / rate))
        new[i] -= share
        new[j] += share
        need -= share * rate
        if share < room or need <= 0:
            return new
        giver, taker = (giver + 1, taker) if new[i] - bounds.least[i] <= bounds.most[j] - new[j] else (giver, taker - 1)
    return None


def _programmed(gains: Floats, weights: Floats, bounds: AdmissibleWeights, gain: float, greedy: Floats) -> Floats | None:
    """With an order: a linear program in units of the greedy's change and of the lead, so that its figures are near 1."""
    unit = float(np.abs(greedy - weights).max()) or 1.0
    model = LinearModel()
    more = [model.add_column(-1.0, 0.0, max(0.0, (most - w) / unit)) for most, w in zip(bounds.most, weights, strict=True)]
    less = [model.add_column(-1.0, 0.0, max(0.0, (w - least) / unit)) for least, w in zip(bounds.least, weights, strict=True)]
    model.add_row("sum", dict.fromkeys(more, 1.0) | dict.fromkeys(less, -1.0), 0.0, 0.0)
    pace = (gains - float(gains.mean())) * unit / gain
    model.add_row("gain", {more[j]: float(p) for j, p in enumerate(pace)} | {less[j]: -float(p) for j, p in enumerate(pace)}, lower=1.0)
    for a, b in bounds.order:
        if a != b:
            model.add_row("order", {more[a]: 1.0, less[a]: -1.0, more[b]: -1.0, less[b]: 1.0}, lower=float(weights[b] - weights[a]) / unit)
    answer = solve_lp(model)
    if answer.outcome is not Outcome.OPTIMAL or answer.values is None:
        return None
    return np.asarray(weights + unit * (answer.values[more] - answer.values[less]), dtype=np.float64)


def _printed(new: Floats, weights: Floats, least: float, bounds: AdmissibleWeights, above: Callable[[Floats], bool]) -> Floats | None:
    """The new weights with as few digits as keep them enough, 99 % of the way not enough, and the change within 1 % of the least."""
    for digits in DIGITS:
        rounded = _rounded(new, digits)
        near = float(np.abs(rounded - weights).sum()) <= least * 1.01 + 1e-15
        if near and bounds.holds(rounded) and above(rounded) and not above(weights + SHORT * (rounded - weights)):
            return rounded
    return None


def _rounded(weights: Floats, digits: int) -> Floats:
    """Weights in whole units of the last digit that sum to 1: down, then one more to those that lost most."""
    units = np.maximum(weights, 0.0) * 10.0**digits
    whole = np.floor(units + 1e-9)
    short = round(10.0**digits - whole.sum())
    whole[np.argsort(whole - units, kind="stable")[:max(short, 0)]] += 1
    return np.asarray(whole / 10.0**digits, dtype=np.float64)
