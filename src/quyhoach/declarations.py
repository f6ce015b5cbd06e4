"""Uncertainty declared in one line of text: kind, shape, size, then ``common=`` or a wait, and codes, in any order.

``cost lognormal 0.10 common=0.5``, ``delay chance 0.2 years=1 DA01``, ``auction chance 30% months=6``; several are separated by ``;``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

CHANCE = "chance"
"""The shape of a kind that either happens or not: it has a wait in place of a common share."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a line says. ``size`` and ``common``: shares 0–1; ``wait``: in the grammar's unit; ``scope``: codes, () = all."""

    kind: str
    spread: str
    size: float
    common: float
    wait: int
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a room understands: shapes by kind, and the ``unit`` of a wait (years, months), ``usual`` when not said, at most ``longest``."""

    spreads: Mapping[str, tuple[str, ...]]
    unit: str
    usual: int
    longest: int

    def read(self, text: str) -> Iterator[Declaration]:
        """Declarations separated by ``;``. Raises ValueError for one that is not understood."""
        return (self.read_one(part) for part in text.split(";") if part.strip())

    def read_one(self, text: str) -> Declaration:
        """One declaration. Raises ValueError."""
        words = text.split()
        if len(words) < 3 or words[1] not in self.spreads.get(words[0], ()):
            raise ValueError(text)
        named = dict(word.split("=", 1) for word in words[3:] if "=" in word)
        if named.keys() - ({self.unit} if words[1] == CHANCE else {"common"}):
            raise ValueError(text)
        wait = named.get(self.unit, str(self.usual))
        if not wait.isascii() or not wait.isdigit() or not 1 <= int(wait) <= self.longest:
            raise ValueError(text)
        scope = tuple(word for word in words[3:] if "=" not in word)
        return Declaration(words[0], words[1], _share(words[2]), _share(named.get("common", "0")), int(wait), scope)

    def write(self, said: Declaration) -> str:
        """The text that reads back to an equal declaration."""
        more = f" {self.unit}={said.wait}" if said.spread == CHANCE else f" common={said.common:g}" if said.common else ""
        return " ".join([f"{said.kind} {said.spread} {said.size:g}{more}", *said.scope])


def _share(text: str) -> float:
    try:
        number = Decimal(text.replace(",", ".").removesuffix("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite() or not 0 <= number <= 1:
        raise ValueError(text)
    return float(number)
