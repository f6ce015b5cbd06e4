"""Re-planning in mid-year: what was really paid stays, locks hold, and the assigned plan is disturbed as little as can be.

The ladder comes first, as in any plan. Then D*, the least disturbance with which the rules can still be kept; then the best
plan within D*, within 2 D* and with no limit; and for each the split that moves the fewest units: least Σ |a − ā|.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

from quyhoach.capital.compare import MoneyChange, compare
from quyhoach.capital.disturbance import disturbance_of, disturbance_terms
from quyhoach.capital.engine import (
    DEFAULT,
    EXACT_QUESTION,
    Progress,
    Settings,
    Solved,
    assemble,
    breaches_of,
    decide,
    in_order,
    meet_ladder,
    read_decisions,
    refusals,
    small_enough_for_whole_money,
    value_of,
)
from quyhoach.capital.model import CapitalModel, build, keep_ladder
from quyhoach.capital.plan import CapitalPlan, Level, Status
from quyhoach.capital.problem import Assigned, CapitalProblem, Excluded, Lock, ProjectToFund
from quyhoach.capital.reasons import with_reasons
from quyhoach.capital.split import Cell, Decisions, Split, changes_from, fixed_model, split
from quyhoach.capital.unfit import nothing_fits
from quyhoach.findings import Finding, finding
from quyhoach.solvers.highs import solve_lp, solve_mip

LEAST, DOUBLE, FREE = "least", "double", "free"
FULLY_PAID = "CAP-013"


@dataclass(frozen=True, slots=True)
class NearPlan:
    """One plan near the assigned one. ``limit``: Δ it was made under, None when free; ``disturbance``: its own, money·years;
    ``money``: every amount that differs; ``change``: Σ |a − ā| over them; ``change_bound``: no split of its decisions has less."""

    name: str
    limit: int | None
    disturbance: int
    change: int
    change_bound: int
    plan: CapitalPlan
    money: tuple[MoneyChange, ...]


@dataclass(frozen=True, slots=True)
class Replanning:
    """``least``: D*; ``least_bound``: its proven lower bound. ``plans``: within D*, within 2 D*, free. ``near``: the assigned
    years, with no limit yet (0). ``findings``: why a plan, or all, are missing."""

    least: int
    least_bound: int
    plans: tuple[NearPlan, ...]
    near: Assigned
    findings: tuple[Finding, ...] = ()

    def plan(self, name: str) -> NearPlan | None:
        """The plan of that name."""
        return next((near for near in self.plans if near.name == name), None)


# --- what was really paid --------------------------------------------------------------------------------------------------


def with_paid(problem: CapitalProblem, paid: tuple[Lock, ...], closed: int | None = None) -> CapitalProblem:
    """The question once money is paid: each payment is a lock (the part of it that was not locked before), taken from need,
    caps over life and ceilings, or from an obligation. ``closed``: up to this year no ceiling has anything left to give."""
    new = _beyond_locks(problem, paid)
    duties = {duty.id for duty in problem.obligations}
    by_owner: Counter[str] = Counter()
    for lock in new:
        by_owner[lock.project] += lock.amount
    projects = tuple(_after_payment(p, new, by_owner[p.id]) for p in problem.projects if p.need > by_owner[p.id])
    done = tuple(Excluded(p.id, FULLY_PAID) for p in problem.projects if p.need <= by_owner[p.id])
    return replace(
        problem, projects=projects, excluded=(*problem.excluded, *done),
        locks=(*problem.locks, *(lock for lock in new if lock.project not in duties)),
        obligations=tuple(replace(d, amount=d.amount - by_owner[d.id]) for d in problem.obligations if d.amount > by_owner[d.id]),
        ceilings={key: 0 if closed is not None and key[1] <= closed else limit - _paid_from(new, key[0], key[1], key[1])
                  for key, limit in problem.ceilings.items()},
        medium_term={key: limit - _paid_from(new, *key) for key, limit in problem.medium_term.items()},
        parcels=tuple(p for p in (replace(q, projects=_still(q.projects, projects)) for q in problem.parcels) if p.projects),
        precedences=tuple(rule for rule in problem.precedences if rule.before not in {e.id for e in done}),
        bundles=tuple(b for b in (replace(b, projects=_still(b.projects, projects, done)) for b in problem.bundles) if b.projects),
    )


def _still(names: tuple[str, ...], projects: tuple[ProjectToFund, ...], done: tuple[Excluded, ...] | None = None) -> tuple[str, ...]:
    """The names still asked about; with ``done``, only those fully paid are taken out."""
    if done is not None:
        return tuple(name for name in names if name not in {e.id for e in done})
    return tuple(name for name in names if name in {p.id for p in projects})


def _beyond_locks(problem: CapitalProblem, paid: tuple[Lock, ...]) -> tuple[Lock, ...]:
    locked: Counter[Cell] = Counter()
    for lock in problem.locks:
        locked[lock.project, lock.fund, lock.year] += lock.amount
    total: Counter[Cell] = Counter()
    for lock in paid:
        total[lock.project, lock.fund, lock.year] += lock.amount
    return tuple(Lock(*cell, amount - locked[cell]) for cell, amount in sorted(total.items()) if amount > locked[cell])


def _after_payment(p: ProjectToFund, paid: tuple[Lock, ...], amount: int) -> ProjectToFund:
    if not amount:
        return p
    years = [lock.year for lock in paid if lock.project == p.id] + ([] if p.first_capital_year is None else [p.first_capital_year])
    mixes = tuple(mix if mix.life_cap is None else replace(mix, life_cap=max(0, mix.life_cap - sum(
        lock.amount for lock in paid if (lock.project, lock.fund) == (p.id, mix.fund)))) for mix in p.mixes)
    return replace(p, need=p.need - amount, first_capital_year=min(years), mixes=mixes)


def _paid_from(paid: tuple[Lock, ...], fund: str, first: int, last: int) -> int:
    return sum(lock.amount for lock in paid if lock.fund == fund and first <= lock.year <= last)


# --- near the assigned plan ------------------------------------------------------------------------------------------------


def replan(
    problem: CapitalProblem, assigned: CapitalPlan, settings: Settings = DEFAULT, progress: Progress | None = None
) -> Replanning:
    """D* and the plans within D*, 2 D* and free. Never raises for data: what cannot be made is a finding."""
    problem, tell = in_order(replace(problem, assigned=None)), progress or (lambda _: None)
    known = {p.id for p in problem.projects}
    spans = {d.id: (d.start_year, d.end_year) for d in assigned.decisions
             if d.id in known and d.start_year is not None and d.end_year is not None}
    near = Assigned(spans, 0, dict(assigned.clearings))
    refused = refusals(problem)
    if len(problem.projects) > EXACT_QUESTION:
        refused = (*refused, finding("CAP-023", projects=len(problem.projects), limit=EXACT_QUESTION))
    if refused:
        return Replanning(0, 0, (), near, refused)
    nearest = _least(problem, assigned, near, settings, tell)
    if nearest is None:
        return Replanning(0, 0, (), near, nothing_fits(problem))
    least, bound, levels = _moved(problem, nearest.decisions, near), nearest.bound, nearest.levels
    plans: list[NearPlan] = []
    findings: list[Finding] = []
    for name, limit in ((LEAST, least), (DOUBLE, 2 * least), (FREE, None)):
        tell(name)
        asked = replace(problem, assigned=None if limit is None else replace(near, limit=limit))
        plan = _best(asked, assigned, nearest, levels, settings, tell)
        if plan is None:
            findings.append(finding("CAP-024", limit="∞" if limit is None else limit))
        else:
            plans.append(_measured(name, asked, assigned, near, plan))
    return Replanning(least, min(least, ceil(bound - 1e-6)), tuple(plans), near, tuple(findings))


def _moved(problem: CapitalProblem, decisions: Decisions, near: Assigned) -> int:
    return disturbance_of(problem, decisions.options, decisions.clearings, near)


def _targets(problem: CapitalProblem, assigned: CapitalPlan) -> Mapping[Cell, int]:
    """ā for the money still free: what was assigned, less what is paid or locked by now."""
    cells: Counter[Cell] = Counter()
    for item in assigned.allocations:
        cells[item.id, item.fund, item.year] += item.amount
    for lock in problem.locks:
        cells[lock.project, lock.fund, lock.year] -= lock.amount
    return cells


@dataclass(frozen=True, slots=True)
class _Nearest:
    """The decisions that disturb least, the levels they keep, and the proven lower bound of their disturbance."""

    model: CapitalModel
    levels: tuple[Level, ...]
    decisions: Decisions
    bound: float


def _least(problem: CapitalProblem, assigned: CapitalPlan, near: Assigned, settings: Settings, tell: Progress) -> _Nearest | None:
    """Decisions of least disturbance that whole units can pay."""
    model = build(problem)
    levels = meet_ladder(model, settings, tell)
    if levels is None:
        return None
    tell("disturbance")
    towards = _targets(problem, assigned)
    for whole in (False, True) if small_enough_for_whole_money(model) else (False,):
        asked = build(problem, whole_money=True, loose_shares=True) if whole else model
        nearest = _least_in(asked, near, levels, settings, whole)
        if nearest is not None and split(problem, nearest.decisions, levels, towards=towards) is not None:
            return nearest
    return None


def _least_in(
    model: CapitalModel, near: Assigned, levels: tuple[Level, ...], settings: Settings, fresh: bool
) -> _Nearest | None:
    for level in levels if fresh else ():  # the model that met the ladder keeps it already
        keep_ladder(model, level.rank, level.shortfall)
    terms, constant = disturbance_terms(model.problem, model.options, model.x, model.z, near)
    model.linear.set_objective({column: -value / model.scale for column, value in terms.items()})
    answer = solve_mip(model.linear, gap=0.0, node_limit=settings.nodes(len(model.linear.cost)))
    if answer.values is None:
        return None
    return _Nearest(model, levels, read_decisions(model, answer.values), max(0.0, constant - answer.bound * model.scale))


def _best(
    problem: CapitalProblem, assigned: CapitalPlan, nearest: _Nearest, levels: tuple[Level, ...], settings: Settings, tell: Progress
) -> CapitalPlan | None:
    """The checked plan of greatest benefit within the limit, its split near the assigned one; at last the nearest decisions."""
    towards, bound = _targets(problem, assigned), float("inf")
    for whole in (False, True):
        solved = decide(problem, settings, tell, whole_money=whole, levels=levels)
        if solved is None:
            continue
        bound = min(bound, solved.bound)
        plan = _settled(problem, replace(solved, bound=max(bound, solved.objective)), towards, settings)
        if plan is not None or not small_enough_for_whole_money(solved.model):
            break
    else:
        plan = None
    if plan is not None:
        return plan
    value = value_of(nearest.decisions)
    model = build(problem)
    for level in levels:
        keep_ladder(model, level.rank, level.shortfall)
    model.linear.set_objective({model.x[n, k]: o.value for n, options in model.options.items() for k, o in enumerate(options)})
    return _settled(problem, Solved(model, levels, nearest.decisions, value, max(value, bound), False), towards, settings)


def _settled(problem: CapitalProblem, solved: Solved, towards: Mapping[Cell, int], settings: Settings) -> CapitalPlan | None:
    money: Split | None = split(problem, solved.decisions, solved.levels, towards=towards)
    if money is None:
        return None
    plan = assemble(solved, money, settings)
    return None if breaches_of(problem, plan) else with_reasons(problem, plan)


def _measured(name: str, problem: CapitalProblem, assigned: CapitalPlan, near: Assigned, plan: CapitalPlan) -> NearPlan:
    options = build(problem).options
    chosen = {d.id: next(o for o in options[d.id] if (o.start, o.late) == (d.start_year, d.delay)) for d in plan.decisions if d.in_plan}
    money = compare(assigned, plan).money
    change = sum(abs(one.after - one.before) for one in money)
    limit = None if problem.assigned is None else problem.assigned.limit
    decisions = Decisions(chosen, dict(plan.clearings))
    lower = _change_bound(problem, assigned, plan, decisions)
    return NearPlan(name, limit, _moved(problem, decisions, near), change, min(change, lower), plan, money)


def _change_bound(problem: CapitalProblem, assigned: CapitalPlan, plan: CapitalPlan, decisions: Decisions) -> int:
    """Σ |a − ā| that no split of these decisions, with these obligations unmet, can go below."""
    towards = _targets(problem, assigned)
    model = fixed_model(problem, decisions, plan.levels, loose_shares=True)
    for duty, column in model.e.items():
        model.linear.upper[column] = float(plan.shortfalls.get(duty, 0))
    terms = changes_from(model, towards)
    model.linear.set_objective({column: -weight for column, weight in terms.items()})
    placed = {*model.a, *model.y}
    fixed = sum(abs(amount) for cell, amount in towards.items() if cell not in placed)
    answer = solve_lp(model.linear)
    return fixed + (max(0, ceil(-answer.objective - 1e-6)) if answer.values is not None else 0)


def nothing_to_keep(assigned: CapitalPlan) -> bool:
    """Whether the assigned plan is none: there is nothing to stay near to."""
    return assigned.status is Status.NONE
