"""The what-if preview: a checked plan of a changed question at once, beside an earlier plan, with an honest gap.

It does the engine's work with less of it: a small question is decided as the engine would, a large one by a dive from
the linear relaxation; the proof is one set of prices, or the earlier plan's cases at the new limits, whichever is tighter.
The plan passes the same checker, or the engine answers in full and the plan says so (CAP-020).
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from quyhoach.capital.certificate import certify, lagrangian_bound, prices_of
from quyhoach.capital.checker import check_plan
from quyhoach.capital.dive import Dive
from quyhoach.capital.earlier import (
    decisions_kept,
    leaves_moved,
    limits_kept,
    money_kept,
    same_data,
    still_good,
    unchanged,
    without_reasons,
)
from quyhoach.capital.engine import (
    DEFAULT,
    Settings,
    Solved,
    assemble,
    benefit_of,
    give_way,
    in_order,
    many_choices,
    meet_ladder,
    no_plan,
    plan_capital,
    read_decisions,
    refusals,
    value_of,
)
from quyhoach.capital.large.method import Effort, plan_nothing_short
from quyhoach.capital.model import CapitalModel, build, keep_ladder, ranks_to_meet
from quyhoach.capital.plan import CapitalPlan, Certificate, Leaf, Level
from quyhoach.capital.pricing import Pricing
from quyhoach.capital.problem import CapitalProblem
from quyhoach.capital.split import Decisions, Split, split
from quyhoach.findings import Place, finding
from quyhoach.solvers.highs import Relaxation, solve_lp, solve_mip

ONCE = Effort(rounds=0, repairs=8, core=200, cores=1)
SMALL = 400
"""Columns up to which branch and bound decides; above it a dive does."""
FEW_NODES = 50
MOST_GIVING_WAY = 3
"""Projects that may give way when the decisions do not come out in whole units."""


def preview(problem: CapitalProblem, warm: CapitalPlan | None = None, settings: Settings = DEFAULT) -> CapitalPlan:
    """A checked plan of the question, quickly. ``warm``: the plan of an earlier question of the same projects, if there is one.

    The unchanged question gets ``warm`` back. Otherwise bound and gap are honest but may be wide, reasons are left out, and
    the plan is never worth less than ``warm`` where that still keeps every rule. Work is limited by counts, never by
    seconds. Status ``none`` with findings when no plan keeps the rules; never raises for data.
    """
    clock = perf_counter()
    problem = in_order(problem)
    refused = refusals(problem)
    if refused:
        return no_plan(refused, perf_counter() - clock)
    earlier = None if warm is None or warm.certificate is None else warm
    plan = _quick(problem, earlier, settings)
    if plan is None:
        full = without_reasons(plan_capital(problem, settings))
        plan = replace(full, findings=(*full.findings, finding("CAP-020", Place())))
    return replace(plan, seconds=perf_counter() - clock)


def _quick(problem: CapitalProblem, warm: CapitalPlan | None, settings: Settings) -> CapitalPlan | None:
    nothing_short = warm is None or not any(level.shortfall for level in warm.levels)
    if nothing_short and many_choices(problem):
        plan = _at_size(problem, warm)
        if plan is not None:
            return plan
    model = build(problem)
    if warm is not None and unchanged(model, warm):
        return warm
    large = len(model.linear.cost) > SMALL
    if large and (warm is None or not any(level.shortfall for level in warm.levels)):
        plan = _nothing_short(model, warm, settings)
        if plan is not None:
            return plan
        model = build(problem)
    levels = meet_ladder(model, settings, lambda _: None)
    return None if levels is None else _plan_at(model, levels, warm, settings)


def _at_size(problem: CapitalProblem, warm: CapitalPlan | None) -> CapitalPlan | None:
    """By prices and one descent, begun from the warm plan's prices; the better of it and the warm plan, where that still holds."""
    prices = None if warm is None or warm.certificate is None else {row.row: row.value for row in warm.certificate.rows}
    sized = plan_nothing_short(problem, ONCE, lambda _: None, prices)
    if sized is None or check_plan(problem, sized.plan):
        return None
    if warm is None or warm.certificate is None:
        return sized.plan
    if limits_kept(sized, warm) and sized.plan.certificate is not None and same_data(sized.plan.certificate, warm.certificate):
        return warm
    kept = still_good(sized, warm)
    return sized.plan if kept is None else kept


def _nothing_short(model: CapitalModel, warm: CapitalPlan | None, settings: Settings) -> CapitalPlan | None:
    """A plan in which no rank falls short at all, which needs no proof that it could be less; None when there is none."""
    problem = model.problem
    levels = tuple(Level(rank, 0, 0.0) for rank in ranks_to_meet(problem))
    for level in levels:
        keep_ladder(model, level.rank, level.shortfall)
    plan = _plan_at(model, levels, warm, settings)
    if plan is None:
        return None
    ranks, kept = {level.rank for level in levels}, {d.id for d in plan.decisions if d.in_plan and not d.delay}
    short = any(duty.rank in ranks and duty.id in plan.shortfalls for duty in problem.obligations)
    return None if short or any(p.rank in ranks and p.id not in kept for p in problem.projects) else plan


def _plan_at(model: CapitalModel, levels: tuple[Level, ...], warm: CapitalPlan | None, settings: Settings) -> CapitalPlan | None:
    """The better of the warm plan, where it still keeps every rule, and a new one; accepted by the checker."""
    model.linear.set_objective(benefit_of(model))
    large = len(model.linear.cost) > SMALL
    answer = solve_lp(model.linear)
    if answer.values is None:
        return None
    root = Pricing(model, prices_of(model, answer))
    leaves = _leaves(root, warm)
    bound = max(leaf.bound for leaf in leaves)
    kept = None if warm is None else _kept(root, leaves, levels, warm, settings)
    if kept is not None and kept.gap <= settings.gap:
        return kept
    solved = _dived(model, levels, bound) if large else _decide(model, levels, bound, settings)
    fresh = None if solved is None else _settled(root, leaves, solved, settings)
    both = [plan for plan in (fresh, kept) if plan is not None]
    return max(both, key=lambda plan: plan.objective, default=None)


def _leaves(root: Pricing, warm: CapitalPlan | None) -> tuple[Leaf, ...]:
    """The tighter proof: one case at the new prices, or the earlier cases at the new limits."""
    here = Leaf({}, {row: price for row, price in root.prices.items() if price}, lagrangian_bound(root, {}))
    moved = None if warm is None or warm.certificate is None else leaves_moved(root.model, warm.certificate)
    return moved if moved and max(leaf.bound for leaf in moved) < here.bound else (here,)


def _dived(model: CapitalModel, levels: tuple[Level, ...], bound: float) -> Solved | None:
    """A dive; where it fails, one in which the ladder's projects are decided first, by branch and bound; else any plan."""
    values = Dive(model, Relaxation(model.linear)).run()
    if values is None:
        benefit = list(model.linear.cost)
        model.linear.set_objective({})
        base = solve_mip(model.linear, gap=1.0, node_limit=FEW_NODES).values
        model.linear.cost = benefit
        if base is None:
            return None
        ranks = {p.id: p.rank for p in model.problem.projects}
        fixed = {column: float(round(base[column])) for (name, _), column in model.x.items() if ranks[name] < model.problem.last_rank}
        values = Dive(model, Relaxation(model.linear), fixed).run()
        values = base if values is None else values
    return None if values is None else _solved(model, levels, read_decisions(model, values), bound)


def _decide(model: CapitalModel, levels: tuple[Level, ...], bound: float, settings: Settings) -> Solved | None:
    """Branch and bound with few nodes; its own bound counts where it is tighter."""
    answer = solve_mip(model.linear, gap=settings.gap, node_limit=min(FEW_NODES, settings.node_limit))
    if answer.values is None:
        return None
    return _solved(model, levels, read_decisions(model, answer.values), min(bound, answer.bound))


def _solved(model: CapitalModel, levels: tuple[Level, ...], decisions: Decisions, bound: float) -> Solved:
    value = value_of(decisions)
    return Solved(model, levels, decisions, value, max(bound, value), True)


def _settled(root: Pricing, leaves: tuple[Leaf, ...], solved: Solved, settings: Settings) -> CapitalPlan | None:
    """Whole units, a project or two giving way where they do not come out, and the checker's word."""
    problem, bound = solved.model.problem, solved.bound
    for _ in range(1 + MOST_GIVING_WAY):
        money = split(problem, solved.decisions, solved.levels, _shares(problem, solved.decisions))
        if money is not None:
            return _checked(root, leaves, replace(solved, bound=bound), money, settings)
        smaller = give_way(problem, solved)
        if smaller is None:
            return None
        solved = smaller
    return None


def _shares(problem: CapitalProblem, decisions: Decisions) -> tuple[bool, ...]:
    """A fixed share seldom comes out to the unit: it is not tried first, as the engine does."""
    fixed = any(mix.fixed_share for p in problem.projects if p.id in decisions.options for mix in p.mixes)
    return (fixed,)


def _kept(
    root: Pricing, leaves: tuple[Leaf, ...], levels: tuple[Level, ...], warm: CapitalPlan, settings: Settings
) -> CapitalPlan | None:
    """The warm plan's decisions and money as a plan of this question; None where they break a rule of it."""
    decisions = decisions_kept(root.model, warm)
    if decisions is None:
        return None
    solved = _solved(root.model, levels, decisions, max(leaf.bound for leaf in leaves))
    return _checked(root, leaves, solved, money_kept(warm), settings)


def _checked(root: Pricing, leaves: tuple[Leaf, ...], solved: Solved, money: Split, settings: Settings) -> CapitalPlan | None:
    certificate: Certificate = certify(root, leaves, solved.objective)
    plan = assemble(solved, money, settings, certificate)
    return plan if check_plan(root.model.problem, plan) == () else None
