"""The earlier plan beside a changed question: what of it still holds.

Its decisions may still be the best known, and its prices prove something of any ceilings: L moves with the right-hand sides.
"""

from __future__ import annotations

from dataclasses import replace

from quyhoach.capital.certificate import proof_data
from quyhoach.capital.checker import check_plan
from quyhoach.capital.model import CapitalModel, ranks_to_meet
from quyhoach.capital.plan import CapitalPlan, Certificate, Leaf
from quyhoach.capital.split import Decisions, Split

SAME = 1e-9


def unchanged(model: CapitalModel, plan: CapitalPlan) -> bool:
    """Whether the plan answers the question of a fresh ``model`` word for word: same numbers, same limits, accepted."""
    if plan.certificate is None or plan.certificate.data != proof_data(model):
        return False
    before = {row.row: row.rhs for row in plan.certificate.rows if row.kind != "ladder"}
    now = limits_of(model)
    same = before.keys() == now.keys() and all(abs(before[name] - limit) <= SAME * abs(limit) for name, limit in now.items())
    ranks = tuple(level.rank for level in plan.levels)
    return same and ranks == ranks_to_meet(model.problem) and check_plan(model.problem, plan) == ()


def limits_of(model: CapitalModel) -> dict[str, float]:
    """Right-hand side of every priced row, in whole units."""
    return {name: model.linear.row_upper[row.index] * row.unit for name, row in model.rows.items()}


def leaves_moved(model: CapitalModel, certificate: Certificate) -> tuple[Leaf, ...] | None:
    """The cases of an earlier proof with their L at the new limits, prices per scaled unit as in a fresh proof.

    None when more than limits has changed: then the cases speak of other options or other rules."""
    if certificate.data != proof_data(model):
        return None
    before, now = {row.row: row.rhs for row in certificate.rows}, limits_of(model)
    if any(row not in before or row not in now for leaf in certificate.leaves for row in leaf.prices):
        return None
    return tuple(
        Leaf(leaf.allowed, {row: price * model.rows[row].unit for row, price in leaf.prices.items()},
             leaf.bound + sum(price * (now[row] - before[row]) for row, price in leaf.prices.items()))
        for leaf in certificate.leaves
    )


def decisions_kept(model: CapitalModel, plan: CapitalPlan) -> Decisions | None:
    """The plan's decisions among the options of ``model``; None when one of them is no option any more."""
    chosen = {}
    for decision in plan.decisions:
        if decision.in_plan:
            ways = [o for o in model.options.get(decision.id, ()) if (o.start, o.late) == (decision.start_year, decision.delay)]
            if not ways:
                return None
            chosen[decision.id] = ways[0]
    return Decisions(chosen, dict(plan.clearings))


def money_kept(plan: CapitalPlan) -> Split:
    """The plan's money, locks apart."""
    return Split(tuple(item for item in plan.allocations if item.kind != "lock"), dict(plan.shortfalls))


def without_reasons(plan: CapitalPlan) -> CapitalPlan:
    """The plan without its reasons."""
    return replace(plan, decisions=tuple(replace(decision, reasons=()) for decision in plan.decisions))
