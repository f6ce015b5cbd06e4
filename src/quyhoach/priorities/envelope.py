"""Lowest and highest of many straight lines a + b·q from q = 0 to a length, piece by piece: what VIKOR's spreads are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TINY = 1e-14
"""Steps shorter than this part of the length are rounding."""
EVEN = 1e-12
"""Lines nearer than this part of their height meet there."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Straight lines ``at`` + ``slope``·q; (n,) each."""

    at: Floats
    slope: Floats

    def value(self, q: float) -> Floats:
        """All lines at q."""
        return self.at + self.slope * q

    def with_others(self, others: Lines) -> Lines:
        """Both sets of lines in one."""
        return Lines(np.concatenate([self.at, others.at]), np.concatenate([self.slope, others.slope]))


@dataclass(frozen=True, slots=True)
class Piece:
    """From ``start`` on, until the next piece starts, the sought value is ``at`` + ``slope``·q."""

    start: float
    at: float
    slope: float


def highest(lines: Lines, length: float) -> list[Piece]:
    """The greatest of the lines."""
    return [Piece(p.start, -p.at, -p.slope) for p in lowest(Lines(-lines.at, -lines.slope), length)]


def lowest(lines: Lines, length: float) -> list[Piece]:
    """The least of the lines: from each piece to the first line that goes below it."""
    active, q, pieces = _least(lines.at, lines.slope), 0.0, []
    while True:
        pieces.append(Piece(q, float(lines.at[active]), float(lines.slope[active])))
        falls = lines.slope < lines.slope[active]
        drop = np.where(falls, lines.slope[active] - lines.slope, 1.0)
        meets = np.where(falls, (lines.at - lines.at[active]) / drop, np.inf)
        q = max(q, float(meets.min()))
        if q >= length:
            return pieces
        active = _least(np.where(meets <= q, 0.0, 1.0), lines.slope)


def _least(values: Floats, slopes: Floats) -> int:
    """The least value; of equals the one that falls fastest."""
    return int(np.lexsort((slopes, values))[0])


def lowest_of_higher(one: Lines, other: Lines, length: float) -> list[Piece]:
    """The least over i of the greater of ``one``[i] and ``other``[i]."""
    q, pieces, tiny = 0.0, [], TINY * length
    for _ in range(8 * len(one.at) + 16):
        active = _least(*_ahead(one, other, q))
        mine = (float(one.at[active]), float(one.slope[active])), (float(other.at[active]), float(other.slope[active]))
        at, slope = _greater(mine, q)
        pieces.append(Piece(q, at, slope))
        kink = min((meet for meet in (_meeting(mine),) if meet > q + tiny), default=np.inf)
        low, high = _below(one, at, slope)
        lower, higher = _below(other, at, slope)
        opens, closes = np.maximum(np.maximum(low, lower), q), np.minimum(high, higher)
        overtaken = float(np.where(closes > opens + tiny, opens, np.inf).min())
        q = max(min(kink, overtaken), q + tiny)
        if q >= length:
            break
    return pieces


def _ahead(one: Lines, other: Lines, q: float) -> tuple[Floats, Floats]:
    """The greater of each pair at q, rounded so that equals are equal, and its slope just after."""
    first, second = one.value(q), other.value(q)
    scale = float(np.abs(first).max(initial=0) + np.abs(second).max(initial=0)) or 1.0
    even = np.abs(first - second) <= EVEN * scale
    slope = np.where(even, np.maximum(one.slope, other.slope), np.where(first > second, one.slope, other.slope))
    return np.round(np.maximum(first, second) / scale, 12), slope


def _greater(lines: tuple[tuple[float, float], tuple[float, float]], q: float) -> tuple[float, float]:
    """The greater of two lines at q; where they meet the one that rises faster, for it is the greater one from there on."""
    (at, slope), (other_at, other_slope) = lines
    first, second = at + slope * q, other_at + other_slope * q
    if abs(first - second) <= EVEN * (abs(first) + abs(second)):
        return max(lines, key=lambda line: line[1])
    return lines[0] if first > second else lines[1]


def _meeting(lines: tuple[tuple[float, float], tuple[float, float]]) -> float:
    (at, slope), (other_at, other_slope) = lines
    return (other_at - at) / (slope - other_slope) if slope != other_slope else np.inf


def _below(lines: Lines, at: float, slope: float) -> tuple[Floats, Floats]:
    """From where to where each line lies below at + slope·q."""
    gap, grows = lines.at - at, lines.slope - slope
    with np.errstate(divide="ignore", invalid="ignore"):
        meets = -gap / grows
    low = np.where(grows < 0, meets, np.where((grows > 0) | (gap < 0), -np.inf, np.inf))
    high = np.where(grows > 0, meets, np.inf)
    return low, high
