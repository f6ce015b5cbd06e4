"""Why one object stands above another: what each criterion adds, the stage, dominance, and what would turn the two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quyhoach.findings import Finding
from quyhoach.priorities.criteria import Method
from quyhoach.priorities.engine import Array, Prepared
from quyhoach.priorities.swap import Swap, swap
from quyhoach.province.proving import ProvedRanking


@dataclass(frozen=True, slots=True)
class WhyPart:
    """One criterion for both: values in its unit (filled where they were missing), what each adds to the score (None where the
    method is no sum), and ``difference``: what ``a`` gains on ``b`` by it, on the method's scale times the weight."""

    criterion: str
    value_a: float
    value_b: float
    adds_a: float | None
    adds_b: float | None
    difference: float


@dataclass(frozen=True, slots=True)
class Why:
    """``a`` stands above ``b`` in the list (as asked, or turned round). ``by_stage``: the resolution puts a's stage first, whatever
    the scores. ``parts``: the greatest gain first. ``dominates``: a is no worse on any criterion. ``swap``: what would put b above a
    by score."""

    a: str
    b: str
    by_stage: bool
    parts: tuple[WhyPart, ...]
    dominates: bool
    swap: Swap
    findings: tuple[Finding, ...]


def why(proved: ProvedRanking, a: str, b: str) -> Why:
    """Why the one of the two that stands higher does. Raises KeyError for an object that is not ranked, or twice the same."""
    places = {place.id: place for place in proved.places}
    if a == b:
        raise KeyError(b)
    upper, lower = sorted((places[a], places[b]), key=lambda place: (place.rank, place.id != a))
    stages = proved.asked.stages
    by_stage = stages.order_of(upper.id) < stages.order_of(lower.id)
    gains = _gains(proved.prepared, upper.id, lower.id)
    parts = _parts(proved.prepared, upper.id, lower.id, gains * proved.prepared.weights)
    above = swap(proved.prepared, None, upper.id, lower.id)
    ordered = tuple(sorted(parts, key=lambda part: (-part.difference, part.criterion)))
    return Why(upper.id, lower.id, by_stage, ordered, bool((gains >= 0).all()), above, above.findings)


def _gains(prepared: Prepared, a: str, b: str) -> Array:
    """What a has over b on the method's scale of each criterion, (m,). VIKOR's scale is of regrets: the less the better."""
    gains = prepared.table[prepared.objects.index(a)] - prepared.table[prepared.objects.index(b)]
    return np.asarray(-gains if prepared.method is Method.VIKOR else gains)


def _parts(prepared: Prepared, a: str, b: str, differences: Array) -> tuple[WhyPart, ...]:
    i, j = prepared.objects.index(a), prepared.objects.index(b)
    adds = prepared.linear * prepared.weights if prepared.linear is not None else None
    return tuple(
        WhyPart(
            criterion.id, float(prepared.matrix[i, k]), float(prepared.matrix[j, k]),
            None if adds is None else float(adds[i, k]), None if adds is None else float(adds[j, k]), float(differences[k]),
        )
        for k, criterion in enumerate(prepared.criteria)
    )
