"""What a slider's form says: only ceilings that exist, only whole percentages in reach. Anything else is refused in words."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from django.http import QueryDict

from quyhoach_web.language import say

LEAST, MOST = -100, 100
PUBLIC_REACH = 50
"""The public slider moves this many per cent either way."""
_OWN = {"scenario", "gamma", "title", "csrfmiddlewaretoken"}


class Refused(ValueError):
    """The form says something that no slider can say; the message is for the reader."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A scenario with percentages by (source, year), zero left out; ``gamma`` None: the scenario's own."""

    scenario: str
    percents: dict[tuple[str, int], int] = field(default_factory=dict)
    gamma: float | None = None

    @property
    def changes(self) -> tuple[str, ...]:
        """As the command line writes them, in the order of the sliders."""
        return tuple(f"{fund}:{year}={percent:+d}%" for (fund, year), percent in self.percents.items())


def what_if_of(said: QueryDict, ceilings: Collection[tuple[str, int]], own_gamma: float) -> WhatIf:
    """The form's wish. Raises ``Refused`` for a field that is no slider of the scenario, or a value out of reach."""
    known = {f"{fund}:{year}": (fund, year) for fund, year in ceilings}
    forged = sorted(set(said) - set(known) - _OWN)
    if forged:
        raise Refused(say("Không có trần vốn “{name}” trong kịch bản này.", "This scenario has no ceiling “{name}”.", name=forged[0][:60]))
    percents = {key: percent_of(said[name], LEAST, MOST) for name, key in known.items() if name in said}
    gamma = gamma_of(said.get("gamma", ""))
    return WhatIf(said.get("scenario", ""), {key: n for key, n in percents.items() if n}, None if gamma == own_gamma else gamma)


def percent_of(written: str, least: int, most: int) -> int:
    """A whole percentage from ``least`` to ``most``. Raises ``Refused``."""
    text = written.strip().removesuffix("%").strip()
    if not text.lstrip("+-").isascii() or not text.lstrip("+-").isdigit() or len(text) > 6 or not least <= _whole(text) <= most:
        raise Refused(say("Mức đổi phải là số nguyên từ {a} % đến {b} %.", "A change is a whole number from {a} % to {b} %.",
                          a=least, b=most))
    return int(text)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # "+-5"
        return MOST + 1


def gamma_of(written: str) -> float | None:
    """γ from 0 to 3, None when left empty. Raises ``Refused``."""
    if not written.strip():
        return None
    try:
        gamma = float(written.replace(",", "."))
    except ValueError:
        gamma = math.nan
    if not 0 <= gamma <= 3:
        raise Refused(say("γ là một số từ 0 đến 3.", "γ is a number from 0 to 3."))
    return gamma
