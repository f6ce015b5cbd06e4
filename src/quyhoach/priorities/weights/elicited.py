"""What a way of weighing answers with, and what all of them ask of their input."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.soundness import figure


@dataclass(frozen=True, slots=True)
class ElicitedWeights:
    """Weights of criteria, sum 1, in the order of ``criteria``; () when the judgements give none: the findings say why."""

    criteria: tuple[str, ...]
    weights: tuple[float, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """The one judgement to look at again: ``first`` is now ``given`` times as important as ``second``; with ``mended`` instead
    the judgements agree best, and the consistency ratio becomes ``ratio``."""

    first: str
    second: str
    given: float
    mended: float
    ratio: float


def proportional(criteria: tuple[str, ...], points: Mapping[str, float]) -> ElicitedWeights:
    """Weights in proportion to points ≥ 0, one for each criterion."""
    found = list(unfit(criteria, points))
    if not found and not sum(points.values()) > 0:
        found.append(finding("RNK-012"))
    if found:
        return ElicitedWeights(criteria, (), tuple(found))
    total = math.fsum(points.values())
    return ElicitedWeights(criteria, tuple(points[c] / total for c in criteria))


def unfit(criteria: tuple[str, ...], points: Mapping[str, float]) -> list[Finding]:
    """Criteria that are not in the set, have no points, or points that are no number of zero or more."""
    found = [finding("RNK-025", Place(object_id=name), criterion=name) for name in points if name not in criteria]
    found += [finding("RNK-026", Place(object_id=name), criterion=name) for name in criteria if name not in points]
    found += [finding("RNK-013", Place(object_id=name), criterion=name, weight=figure(value) if math.isfinite(value) else str(value))
              for name, value in points.items() if name in criteria and not (math.isfinite(value) and value >= 0)]
    return found
