"""Direct weights: w_j = a_j / Σ a, whatever the points sum to."""

from __future__ import annotations

from collections.abc import Mapping

from quyhoach.priorities.weights.elicited import ElicitedWeights, proportional


def weigh(criteria: tuple[str, ...], points: Mapping[str, float]) -> ElicitedWeights:
    """Weights given as they are, in any unit (points, percent); bad or missing ones are findings and no weights."""
    return proportional(criteria, points)
