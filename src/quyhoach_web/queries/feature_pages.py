"""What somebody asks of a collection of features, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from quyhoach.places.systems import AskedBox


@dataclass(frozen=True, slots=True)
class Wanted:
    """``limit`` features from ``offset`` on that touch ``box``, hold between the two days of ``when`` ("" = not bounded) and have
    every value of ``equal``, as text."""

    limit: int = 100
    offset: int = 0
    box: AskedBox | None = None
    when: tuple[str, str] | None = None
    equal: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One feature: its id, its shape as well-known binary, and everything its row says; pass it through ``public_properties``."""

    fid: str
    shape: bytes | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """``matched``: how many there are in all; ``items``: those of this page."""

    matched: int
    items: Sequence[Item]


class Source(Protocol):
    """Where a collection's features are: rows in memory or the features of a layer in the database."""

    def page(self, wanted: Wanted) -> Page:
        """One page of what is wanted."""

    def one(self, fid: str) -> Item | None:
        """The feature of that id that this reader may see."""

    def drawn(self, box: AskedBox, least: float, most: int) -> Sequence[Item]:
        """What to draw in a box: no smaller than ``least`` degrees, points apart, and the ``most`` largest at most."""

    def total(self) -> int:
        """How many features there are."""

    def extent(self) -> tuple[tuple[float, float, float, float] | None, tuple[str, str]]:
        """The box around all (degrees), first and last day ("" = not bounded)."""


def equals(value: Any, text: str) -> bool:
    """Whether a value is what ``text`` says, as its own type: "2" is 2 and 2.0, "true" is True."""
    if isinstance(value, bool):
        return text == ("true" if value else "false")
    if isinstance(value, str):
        return value == text
    number = number_of(text)
    return value is not None and number is not None and not isinstance(value, list | dict) and float(value) == number


def number_of(text: str) -> float | None:
    """The number a text is, None when it is none."""
    try:
        return float(text)
    except ValueError:
        return None
