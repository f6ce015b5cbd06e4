"""Which ceiling the public may move: the scarcest one that really moves projects, tried once when a run is finished."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quyhoach.capital.plan import CapitalPlan, PricedRow

STEPS = (-50, -30, -15, 15, 30, 50)
"""Per cent at which a ceiling is tried."""
MOST = 8
"""Ceilings tried at most; each try is a preview."""
_WORK = 200_000
"""Tries times projects at most: a province of many projects tries fewer ceilings, never none."""
_NOT_QUICK = "CAP-020"


def most_for(projects: int) -> int:
    """How many ceilings are tried in a province of so many projects."""
    return max(1, min(MOST, _WORK // (len(STEPS) * max(projects, 1))))


def telling(plan: CapitalPlan, tried: Callable[[str], CapitalPlan], most: int = MOST) -> dict[str, Any] | None:
    """The first ceiling, scarcest first, that moves projects both ways; else the one that does at most steps; None without prices.

    ``tried``: the quick plan with one change, written as on the command line. A plan that was not quick ends the trying;
    ``most`` ceilings are tried.
    Keys: source, year, ceiling (whole money units), moves (the steps at which a project enters or leaves).
    """
    best: dict[str, Any] | None = None
    for row in _scarcest(plan)[:most]:
        moves, quick = _moving(row, plan, tried)
        here = {"source": row.fund, "year": row.year, "ceiling": round(row.rhs), "moves": moves}
        if moves and moves[0] < 0 < moves[-1]:
            return here
        if best is None or len(moves) > len(best["moves"]):
            best = here
        if not quick:
            break
    return best


def _scarcest(plan: CapitalPlan) -> list[PricedRow]:
    """Yearly ceilings by price, the larger of equals first."""
    rows = plan.certificate.rows if plan.certificate else ()
    yearly = [row for row in rows if row.kind == "yearly-ceiling" and row.year is not None and row.rhs > 0]
    return sorted(yearly, key=lambda row: (-row.value, -row.rhs, row.row))


def _moving(row: PricedRow, plan: CapitalPlan, tried: Callable[[str], CapitalPlan]) -> tuple[list[int], bool]:
    before, moves, quick = _inside(plan), [], True
    for step in STEPS:
        found = tried(f"{row.fund}:{row.year}={step:+d}%")
        if _inside(found) != before:
            moves.append(step)
        if any(one.code == _NOT_QUICK for one in found.findings):
            quick = False
            break
    return moves, quick


def _inside(plan: CapitalPlan) -> frozenset[str]:
    return frozenset(decision.id for decision in plan.decisions if decision.in_plan)
