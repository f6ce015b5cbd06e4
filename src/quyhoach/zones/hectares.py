"""Square metres as the hectares a table prints: every figure within 0.01 ha of the truth, and the printed sum exact."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from math import floor, fsum
from typing import TypeVar

STEP_M2 = 100
"""0.01 ha, the last digit a balance table prints."""

Key = TypeVar("Key", bound=Hashable)


def rounded(area_m2: float) -> Decimal:
    """One area in hectares to 0.01, half up."""
    return _hectares(floor(area_m2 / STEP_M2 + 0.5))


def rounded_parts(areas_m2: Sequence[float], total_ha: Decimal | None = None) -> tuple[Decimal, ...]:
    """Areas in hectares to 0.01 that add up exactly to ``total_ha``, by default to their rounded sum (largest remainders first).

    A figure moves by less than 0.01 ha as long as ``total_ha`` is within rounding of the sum; a zero stays a zero.
    """
    whole = [floor(area / STEP_M2) for area in areas_m2]
    target = floor(fsum(areas_m2) / STEP_M2 + 0.5) if total_ha is None else int(total_ha * 10_000 / STEP_M2)
    missing = target - sum(whole)
    order = sorted(range(len(whole)), key=lambda n: (-(areas_m2[n] / STEP_M2 - whole[n]), n))
    order = [n for n in order if areas_m2[n] > 0]
    for turn in range(abs(missing)) if order else ():
        whole[order[turn % len(order)] if missing > 0 else order[-1 - turn % len(order)]] += 1 if missing > 0 else -1
    return tuple(_hectares(steps) for steps in whole)


def rounded_table(groups: Mapping[Key, Sequence[float]], total_ha: Decimal | None = None) -> dict[Key, tuple[Decimal, ...]]:
    """Groups of areas so that the parts add up to their group and the groups to the total, all as printed."""
    sums = rounded_parts([fsum(areas) for areas in groups.values()], total_ha)
    return {key: rounded_parts(areas, group) for (key, areas), group in zip(groups.items(), sums, strict=True)}


def _hectares(steps: int) -> Decimal:
    return Decimal(steps * STEP_M2).scaleb(-4).quantize(Decimal("0.01"))
