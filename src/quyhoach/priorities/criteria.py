"""What a ranking is judged by: a criterion with its direction, its scale, its thresholds and the bounds of its weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which way is better: ``more`` (jobs, traffic) or ``less`` (cost, distance)."""

    MORE = "more"
    LESS = "less"


class Role(StrEnum):
    """What the criterion is for: ``gap``: closes a gap in a service; ``balance``: helps regions that lag; ``plain``: neither.

    The role changes no formula; it tells the reader why the criterion stands in the list.
    """

    PLAIN = "plain"
    GAP = "gap"
    BALANCE = "balance"


class Transformation(StrEnum):
    """How a value becomes a part of the weighted sum; the other methods have a scale of their own.

    ``min_max``: 0 for the worst and 1 for the best of those ranked. ``fixed``: 0 and 1 at the stated ``low`` and ``high``.
    ``ratio``: part of the best, values > 0. ``log``: ``min_max`` of the logarithm, values > 0. ``as_scored``: the value itself.
    """

    MIN_MAX = "min_max"
    FIXED = "fixed"
    RATIO = "ratio"
    LOG = "log"
    AS_SCORED = "as_scored"


class PreferenceShape(StrEnum):
    """How preference grows with the difference in PROMETHEE: straight between the thresholds, or one half there.

    ``linear`` with q = p = 0 is the usual criterion, with q = p (or p = 0) the U-shape, with q = 0 the V-shape.
    """

    LINEAR = "linear"
    LEVEL = "level"


class Method(StrEnum):
    """The four ways to put objects in order; each result names its own."""

    WEIGHTED_SUM = "weighted_sum"
    TOPSIS = "topsis"
    PROMETHEE_2 = "promethee_2"
    VIKOR = "vikor"


class Missing(StrEnum):
    """What becomes of a missing value, never zero: its object is left out, or it counts as the worst or the median known."""

    LEAVE_OUT = "leave_out"
    WORST = "worst"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion, in its own unit.

    ``low`` < ``high``: ends of the ``fixed`` scale. ``indifference`` (q) and ``preference`` (p ≥ q, or 0 for "as q"):
    differences that do not count, and that count in full, in PROMETHEE. ``least_weight``..``most_weight``: bounds of the weight
    that the council agreed on, 0–1.
    """

    id: str
    direction: Direction
    transformation: Transformation = Transformation.MIN_MAX
    low: float | None = None
    high: float | None = None
    indifference: float = 0.0
    preference: float = 0.0
    role: Role = Role.PLAIN
    least_weight: float = 0.0
    most_weight: float = 1.0
    shape: PreferenceShape = PreferenceShape.LINEAR

    @property
    def needs_positive(self) -> bool:
        """True where a value of zero or less has no meaning: a ratio or a logarithm is taken of it."""
        return self.transformation in (Transformation.RATIO, Transformation.LOG)
