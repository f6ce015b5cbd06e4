"""What a balance is made of: lines of land by use, and the totals of each plan and stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LandState(StrEnum):
    """What is known of a line's use."""

    USED = "used"
    """A unit states the code."""
    UNCODED = "uncoded"
    """A unit covers it and states no code."""
    DISPUTED = "disputed"
    """Several units cover it and differ; what they agree on (code, zone, commune) is kept."""
    UNALLOCATED = "unallocated"
    """Inside the plan, and no unit covers it."""


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """Land of one kind. "" = not stated, or not agreed. ``share`` is its part (0–1) of the plan's area at that stage."""

    plan: str
    stage: str
    zone: str
    commune: str
    code: str
    state: LandState
    area_m2: float
    share: float

    @property
    def area_ha(self) -> float:
        """Hectares, not rounded."""
        return self.area_m2 / 10_000

    @property
    def use(self) -> str:
        """The code where one is known, else the state in brackets: what lines of one use have in common."""
        return self.code or f"({self.state})"


@dataclass(frozen=True, slots=True)
class PlanTotal:
    """One plan at one stage: its area and what does not fit, m². ``outlined``: an outline was drawn; without one the units are it."""

    plan: str
    stage: str
    area_m2: float
    outlined: bool
    double_m2: float
    outside_m2: float
    unallocated_m2: float
