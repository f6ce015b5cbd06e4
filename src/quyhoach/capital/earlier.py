"""The earlier plan beside a changed question: what of it still holds.

Its decisions may still be the best known, and its prices prove something of any ceilings: L moves with the right-hand sides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quyhoach.capital.certificate import proof_data
from quyhoach.capital.checker import check_plan
from quyhoach.capital.large.method import Sized
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


def limits_kept(sized: Sized, plan: CapitalPlan) -> bool:
    """Whether no limit that both proofs name has moved, the ladder's aside."""
    now = {row.row: row.rhs for row in (sized.plan.certificate.rows if sized.plan.certificate else ()) if row.kind != "ladder"}
    before = {row.row: row.rhs for row in (plan.certificate.rows if plan.certificate else ())}
    return all(name in before and abs(before[name] - limit) <= SAME * abs(limit) for name, limit in now.items())


def same_data(first: Certificate, second: Certificate) -> bool:
    """Whether two proofs speak of the same projects, sources and rules, however they keep them."""
    return all(first.data[name] == second.data[name] for name in (*second.data, *first.data) if name != "clusters")


def still_good(sized: Sized, plan: CapitalPlan) -> CapitalPlan | None:
    """The earlier plan's decisions and money as a plan of the new question, with the new proof; None where it breaks a rule or
    is worth no more than the new one."""
    chosen = {d.id: d for d in plan.decisions if d.in_plan}
    known = {project.id: n for n, project in enumerate(sized.bulk.problem.projects)}
    if not chosen.keys() <= known.keys():
        return None
    value = 0.0
    options, origin = sized.bulk.options, sized.bulk.problem.years[0]
    for name, decision in chosen.items():
        span = range(int(options.first[known[name]]), int(options.first[known[name] + 1]))
        ways = [k for k in span if options.start[k] + origin == decision.start_year and options.late[k] == decision.delay]
        if not ways:
            return None
        value += float(options.value[ways[0]])
    if value <= sized.plan.objective or sized.plan.certificate is None:
        return None
    bound = max(sized.plan.bound, value)
    gap = (bound - value) / bound if bound > 0 else 0.0
    out: dict[str, Any] = {"in_plan": False, "start_year": None, "end_year": None, "delay": 0}
    decisions = tuple(replace(chosen[d.id], reasons=()) if d.id in chosen else replace(d, **out) for d in sized.plan.decisions)
    kept = replace(
        sized.plan, objective=value, bound=bound, gap=gap, allocations=plan.allocations, decisions=decisions,
        clearings=plan.clearings, shortfalls=plan.shortfalls, certificate=replace(sized.plan.certificate, bound=bound, gap=gap),
    )
    return kept if check_plan(sized.bulk.problem, kept) == () else None


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
