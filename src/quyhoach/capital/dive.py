"""A dive: from the linear relaxation to whole decisions, one project or parcel after another, the least doubtful first.

It finds a plan that is near the best in a few dozen short solves, and proves nothing: the bound comes from prices.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.branching import UNDECIDED, choices_of
from quyhoach.capital.certificate import OUT
from quyhoach.capital.model import CapitalModel
from quyhoach.solvers.highs import Answer, Outcome, Relaxation

MOST_STEPS = 80
FREE_STEPS = 10
"""Choices made while every other is still free; after them, and once the ladder's projects are decided, what is decided stays."""
INSERTIONS = 8
"""Projects left out that are tried once more, the most wanted first, when all is decided."""

Values = NDArray[np.float64]
NOTHING = Answer(Outcome.INFEASIBLE, None, -np.inf, -np.inf)


class Dive:
    """One descent. ``fixed``: whole values by column that are kept from the start, e.g. of the ladder's projects."""

    def __init__(self, model: CapitalModel, relaxation: Relaxation, fixed: dict[int, float] | None = None) -> None:
        """The relaxation is narrowed on the way."""
        self._relaxation = relaxation
        ladder = {p.id for p in model.problem.projects if p.rank < model.problem.last_rank}
        self._groups = {name: tuple(columns.values()) for name, columns in choices_of(model).items() if columns}
        self._first = {name for name in self._groups if name in ladder}
        self._wanted: dict[str, tuple[float, int]] = {}
        self._kept = False
        for column, value in (fixed or {}).items():
            relaxation.narrow(column, value, value)

    def run(self) -> Values | None:
        """Values by column with everything decided; None when a choice fails both ways or the steps are spent."""
        answer, closed = self._relaxation.solve(), set[int]()
        for step in range(MOST_STEPS):
            if answer.values is None:
                return None
            open_groups = self._undecided(answer.values)
            if not open_groups:
                return self._inserted(answer.values)
            if step >= FREE_STEPS and not self._kept and not self._first & open_groups.keys():
                self._keep(answer.values, open_groups)
            chosen = max(open_groups, key=lambda name: (name in self._first, max(open_groups[name].values())))
            answer = self._decided(chosen, open_groups[chosen], closed)
        return None

    def _undecided(self, values: Values) -> dict[str, dict[int, float]]:
        """Groups not yet whole: share of each column, and of OUT."""
        found = {}
        for name, columns in self._groups.items():
            shares = {column: float(values[column]) for column in columns}
            if any(UNDECIDED < share < 1 - UNDECIDED for share in shares.values()):
                found[name] = shares | {OUT: 1.0 - sum(shares.values())}
                best = max(columns, key=lambda column: shares[column])
                self._wanted[name] = max(self._wanted.get(name, (0.0, best)), (1.0 - found[name][OUT], best))
        return found

    def _keep(self, values: Values, undecided: Container[str]) -> None:
        """Projects that are decided stay as they are; parcels may still move."""
        self._kept = True
        for name, columns in self._groups.items():
            if name not in undecided and not name.startswith("parcel:"):
                for column in columns:
                    self._relaxation.narrow(column, round(values[column]), round(values[column]))

    def _decided(self, name: str, shares: dict[int, float], closed: set[int]) -> Answer:
        """The choice with the greatest share is taken; where that cannot be, it is left."""
        inside = sorted((c for c in shares if c != OUT and c not in closed), key=lambda column: (-shares[column], column))
        if not inside:
            return NOTHING
        # The law or a neighbour may need one of these: leave them one by one.
        one_by_one = name in self._first or name.startswith("parcel:")
        out_first = shares[OUT] > shares[inside[0]] and not one_by_one
        for take in (not out_first, out_first):
            part = inside[:1] if take or one_by_one else inside
            for column in part:
                self._relaxation.narrow(column, float(take), float(take))
            answer = self._relaxation.solve()
            if answer.values is not None:
                closed.update(() if take else part)
                break
            for column in part:
                self._relaxation.narrow(column, 0.0, 1.0)
        return answer

    def _inserted(self, values: Values) -> Values:
        """What was wanted in part and left out is tried again beside all that is in."""
        self._keep(values, ())
        out = [(share, column) for name, (share, column) in sorted(self._wanted.items())
               if not name.startswith("parcel:") and not any(values[c] > 0.5 for c in self._groups[name])]
        for _, column in sorted(out, reverse=True)[:INSERTIONS]:
            self._relaxation.narrow(column, 1.0, 1.0)
            answer = self._relaxation.solve()
            if answer.values is not None and not self._undecided(answer.values):
                values = answer.values
            else:
                self._relaxation.narrow(column, 0.0, 0.0)
        return values
