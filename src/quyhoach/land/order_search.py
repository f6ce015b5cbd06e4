"""Whole orders: a small part of the sites is decided exactly while the others stay as they are. Money and values stay whole.

A mixed-integer program over the open ways; what it answers is rounded, counted again in whole numbers, and a balance that rounding
broke is tightened by what is missing and asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, inf

import numpy as np

from quyhoach.land.order_prices import OrderPrices
from quyhoach.land.ways import OUT, Flags, Ints, Ways
from quyhoach.solvers.highs import Outcome, solve_mip
from quyhoach.solvers.linear import LinearModel

FINE = 1e6
"""Largest coefficient of money in a program; beyond it money is scaled down."""
TRIES = 6
CORE, WIDE, WIDEST, NEAR = 60, 120, 960, 4
"""Sites decided again at first, at most while orders are found, and at most; ways of a site that come along."""


@dataclass(frozen=True, slots=True)
class OrderFound:
    """The best order found (None: none), its value, and the proven greatest value over the ways that were open (inf: not known)."""

    chosen: Ints | None
    value: int
    bound: float


def searched(ways: Ways, base: Ints, open_ways: Flags, nodes: int) -> OrderFound:
    """The best order in which each site of ``open_ways`` (sites × (years, nothing)) takes one of its ways, the others as in ``base``."""
    inside = np.flatnonzero(open_ways.any(axis=1))
    still = base.copy()
    still[inside] = OUT
    model, columns = _model(ways, open_ways, ways.balances(still))
    worth, bound = ways.total(still), inf
    for _ in range(TRIES):
        answer = solve_mip(model, gap=0.0, node_limit=nodes)
        if bound == inf:
            bound = -inf if answer.outcome is Outcome.INFEASIBLE else worth + answer.bound
        if answer.values is None:
            break
        found = still.copy()
        for (site, year), column in columns.items():
            if answer.values[column] > 0.5:
                found[site] = year
        missing = np.maximum(0, -ways.balances(found))
        if not missing.any():
            return OrderFound(found, ways.total(found), bound)
        scale = _scale(ways)
        for t in range(len(ways.years)):
            model.row_upper[t] -= float(missing[t]) / scale + (1e-6 if missing[t] else 0.0)
    return OrderFound(None, 0, bound)


def _scale(ways: Ways) -> float:
    return max(1.0, float(np.maximum(ways.cost, ways.repayment).max(initial=1)) / FINE)


def _model(ways: Ways, open_ways: Flags, cash: Ints) -> tuple[LinearModel, Mapping[tuple[int, int], int]]:
    model, size, scale = LinearModel(), len(ways.years), _scale(ways)
    columns = {
        (i, t): model.add_column(float(ways.worth[i, t]), 0.0, 1.0, whole=True)
        for i, t in zip(*(part.tolist() for part in np.nonzero(open_ways[:, :size] & ways.open)), strict=True)
    }
    rows: list[dict[int, float]] = [{} for _ in range(size)]
    one: dict[int, dict[int, float]] = {}
    for (i, c), column in columns.items():
        one.setdefault(i, {})[column] = 1.0
        for t in range(c, size):
            rows[t][column] = (int(ways.cost[i]) - (int(ways.repayment[i]) if t >= ways.back[i, c] else 0)) / scale
    for t, row in enumerate(rows):
        model.add_row(f"fund-cash:{ways.years[t]}", row, upper=float(cash[t]) / scale)
    for i, row in one.items():
        model.add_row(f"one-clearing:{ways.sites[i].id}", row, 0.0 if open_ways[i, size] else 1.0, 1.0)
    return model, columns


def core_of(ways: Ways, at: OrderPrices, count: int) -> Flags:
    """The ``count`` sites least sure of what they do, per unit of money, each with its best few ways and doing nothing."""
    size = len(ways.years)
    loss = np.column_stack([at.best[:, None] - at.gains, at.best])
    loss[:, :size][~ways.open] = np.inf
    ranked = np.sort(loss, axis=1)
    doubt = ranked[:, 1] / np.maximum(ways.cost, 1) if loss.shape[1] > 1 else ranked[:, 0]
    chosen = np.argsort(doubt, kind="stable")[:count]
    found = np.zeros(loss.shape, dtype=bool)
    nearest = np.argsort(loss[chosen], axis=1, kind="stable")[:, :NEAR]
    found[chosen[:, None], nearest] = True
    found[chosen, size] = True
    found[:, :size] &= ways.open
    return found


def rounded(ways: Ways, at: OrderPrices, nodes: int) -> Ints | None:
    """A whole order near the prices' own choices: those least in doubt stay, a growing core is decided until it grows no better; None
    when none fits."""
    count, base = CORE, at.choices()
    best: OrderFound | None = None
    while True:
        found = searched(ways, base, core_of(ways, at, min(count, len(ways.sites))), nodes)
        if found.chosen is not None and (best is None or found.value > best.value):
            best = found
        elif best is not None:
            return best.chosen
        if count >= min(WIDEST, len(ways.sites)) or (best is not None and count >= WIDE):
            return None if best is None else best.chosen
        count *= 2


def floor_of(bound: float) -> int:
    """A bound on whole values, whole."""
    return floor(bound + 1e-3 + 1e-12 * abs(bound))
