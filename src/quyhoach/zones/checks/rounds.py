"""Rounds of mending: remedies that touch different shapes are applied together, then the layer is checked again, until none is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from quyhoach.zones.checks.found import Checked, ZoneFinding
from quyhoach.zones.layer import PlanLayer
from quyhoach.zones.remedies import Remedy, apply

_MOST_ROUNDS = 100
"""No plan met so far takes ten; a layer that goes on for ever is left as it is then."""


@dataclass(frozen=True)
class Mended:
    """The layer after all remedies that move a border, what is still found in it, and the findings mended, in order."""

    layer: PlanLayer
    checked: Checked
    applied: tuple[ZoneFinding, ...]


def mend(layer: PlanLayer, check: Callable[[PlanLayer], Checked]) -> Mended:
    """Applies remedies until ``check`` finds none that moves a border. What needs a procedure stays."""
    applied: list[ZoneFinding] = []
    checked = check(layer)
    for _ in range(_MOST_ROUNDS):
        chosen = _apart(checked)
        if not chosen:
            break
        layer = apply(layer, _joined([found.remedy for found in chosen if found.remedy]))
        applied += chosen
        checked = check(layer)
    return Mended(layer, checked, tuple(applied))


def _apart(checked: Checked) -> list[ZoneFinding]:
    """Findings in order, each only when no shape it concerns or changes is one of an earlier one."""
    taken: set[str] = set()
    chosen = []
    for found in checked.findings:
        if found.remedy is None or not found.remedy.moves:
            continue
        concerned = {*found.owners, *found.remedy.owners}
        if not concerned & taken:
            chosen.append(found)
        taken |= concerned
    return chosen


def _joined(remedies: list[Remedy]) -> Remedy:
    first, *rest = remedies
    moves = tuple(move for one in remedies for move in one.moves)
    return replace(first, moves=moves, owners=tuple(owner for one in (first, *rest) for owner in one.owners))
