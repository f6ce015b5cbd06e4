"""Swing weights: the swing from worst to best that matters most is 100, the others are judged against it; w_j = s_j / Σ s."""

from __future__ import annotations

from collections.abc import Mapping

from quyhoach.findings import finding
from quyhoach.priorities.soundness import figure
from quyhoach.priorities.weights.elicited import ElicitedWeights, proportional

TOP = 100.0


def weigh(criteria: tuple[str, ...], points: Mapping[str, float]) -> ElicitedWeights:
    """Weights by swing points 0–100; the highest must be 100, or it was not said which swing the others are judged against."""
    answer = proportional(criteria, points)
    highest = max((points[name] for name in criteria if name in points), default=0.0)
    if answer.weights and highest != TOP:
        return ElicitedWeights(criteria, (), (finding("RNK-027", highest=figure(highest)),))
    return answer
