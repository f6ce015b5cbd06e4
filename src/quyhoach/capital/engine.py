"""The capital engine: which projects, when, from which money; proven within a stated gap, accepted by the checker.

The order of work: meet the ladder rank by rank, then the greatest benefit, then whole units as early as possible. If the
whole units do not come out, the decisions are made again with whole money, and at last projects of least benefit give way,
so that a checked plan with its honest gap is always returned while the rules themselves can be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.branching import branch
from quyhoach.capital.certificate import certify, prices_of
from quyhoach.capital.checker import check_plan
from quyhoach.capital.large.bulk import bulk_of
from quyhoach.capital.large.cases import cases_of
from quyhoach.capital.large.master import Master
from quyhoach.capital.large.method import Effort, Sized, plan_at_size
from quyhoach.capital.large.proof import certificate_of
from quyhoach.capital.large.reasons import with_reasons_at_size
from quyhoach.capital.large.whole import plan_whole
from quyhoach.capital.model import CapitalModel, build, keep_ladder, ranks_to_meet, shortfall
from quyhoach.capital.plan import Allocation, CapitalPlan, Certificate, Level, ProjectDecision, Status
from quyhoach.capital.pricing import Pricing
from quyhoach.capital.problem import CapitalProblem
from quyhoach.capital.reasons import with_reasons
from quyhoach.capital.split import Decisions, Split, split
from quyhoach.capital.unfit import lock_findings, nothing_fits
from quyhoach.findings import Finding, Place, finding
from quyhoach.money import LARGEST_EXACT
from quyhoach.solvers import scip
from quyhoach.solvers.highs import Outcome, solve_lp, solve_mip

Progress = Callable[[str], None]
MANY_CHOICES = 150
"""Starts of all projects up to which one program of everything decides; above it prices and a core do."""
EXACT_QUESTION, LARGEST_QUESTION = 300, 200_000
"""Projects up to which branch and bound helps where prices leave too wide a gap; and up to which a plan is made at all."""
GOOD_ENOUGH, ROUNDS = 1e-4, 10
"""Gap at which a plan of a large question is not worked on further, and rounds of the last mile for it."""
WHOLE_MONEY_COLUMNS = 6_000
NODES_OF_CORE = 3
"""Nodes of the core for one of the program of everything: it is that much smaller."""
NODE_WORK = 2_000_000
"""Nodes of branch and bound times columns of the model: what one question may cost."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How far to go: relative ``gap`` to prove, ``node_limit`` of branch and bound. Limits are counts, never seconds."""

    gap: float = 1e-6
    node_limit: int = 2_000

    def nodes(self, columns: int) -> int:
        """Nodes for a model of that many columns: a large one gets fewer, so that work stays in proportion."""
        return max(50, min(self.node_limit, NODE_WORK // max(1, columns)))


DEFAULT = Settings()


@dataclass(frozen=True, slots=True)
class Solved:
    """A model with its levels met and its decisions made: what the plan, the certificate and the reasons are read from."""

    model: CapitalModel
    levels: tuple[Level, ...]
    decisions: Decisions
    objective: float
    bound: float
    proven: bool


def plan_capital(problem: CapitalProblem, settings: Settings = DEFAULT, progress: Progress | None = None) -> CapitalPlan:
    """The plan for a question. Status ``none`` with findings when no plan keeps the rules; never raises for data."""
    clock = perf_counter()
    problem, tell = in_order(problem), progress or (lambda _: None)
    refused = refusals(problem)
    if refused:
        return no_plan(refused, perf_counter() - clock)
    if many_choices(problem):
        return _plan_by_prices(problem, settings, tell, clock)
    solved = decide(problem, settings, tell)
    tell("split")
    outcome = None if solved is None else settle(problem, solved, settings, tell)
    if outcome is None:
        return no_plan(nothing_fits(problem), perf_counter() - clock)
    final, money = outcome
    plan = assemble(final, money, settings)
    refused = breaches_of(problem, plan)
    if refused:
        return no_plan(refused, perf_counter() - clock)
    return replace(with_reasons(problem, plan), seconds=perf_counter() - clock)


def many_choices(problem: CapitalProblem) -> bool:
    """Whether prices and a core decide, rather than one program of everything."""
    return sum(p.delay + 1 if p.committed else p.latest - p.earliest + 1 for p in problem.projects) > MANY_CHOICES


def _plan_by_prices(problem: CapitalProblem, settings: Settings, tell: Progress, clock: float) -> CapitalPlan:
    """The price method; a question of few projects that it leaves too wide a gap is decided by one program as well, and
    proven in cases. What the checker does not accept is no plan."""
    few = len(problem.projects) <= EXACT_QUESTION
    effort = Effort(gap=max(settings.gap, GOOD_ENOUGH), rounds=0 if few else ROUNDS)
    sized = plan_at_size(problem, effort, tell)
    if few and (sized is None or sized.plan.gap > settings.gap):
        sized = _decided_whole(problem, settings, sized, tell)
    if sized is None:
        return no_plan(nothing_fits(problem), perf_counter() - clock)
    refused = breaches_of(problem, sized.plan)
    if refused:
        return no_plan(refused, perf_counter() - clock)
    return replace(with_reasons_at_size(sized.bulk, sized.priced, sized.plan), seconds=perf_counter() - clock)


def _decided_whole(problem: CapitalProblem, settings: Settings, sized: Sized | None, tell: Progress) -> Sized | None:
    """Branch and bound on the core where SCIP is there and the ladder is met as far as can be; else on one program of everything."""
    if sized is None or not scip.installed() or any(level.shortfall > level.bound + 1.0 for level in sized.plan.levels):
        return _exact(problem, settings, sized, tell)
    tell("whole decisions")
    better = plan_whole(sized, settings.gap, NODES_OF_CORE * settings.node_limit)
    tell("proof")
    return replace(better, plan=proven_in_cases(better, better.plan, better.plan.bound, settings))


def _exact(problem: CapitalProblem, settings: Settings, sized: Sized | None, tell: Progress) -> Sized | None:
    """The better of a plan by prices and one by branch and bound, proven in cases."""
    solved = decide(problem, settings, tell)
    tell("split")
    outcome = None if solved is None else settle(problem, solved, settings, tell)
    if outcome is None:
        return sized
    final, money = outcome
    tell("proof")
    if sized is None or sized.plan.levels != final.levels:
        bulk = bulk_of(problem, {level.rank: level.shortfall for level in final.levels})
        priced = Master(bulk, bulk.benefit()).solve()
    elif sized.plan.objective >= final.objective:
        bound = min(final.bound, sized.plan.bound)
        return replace(sized, plan=proven_in_cases(sized, sized.plan, max(bound, sized.plan.objective), settings))
    else:
        bulk, priced = sized.bulk, sized.priced
    leaves = cases_of(bulk, priced, final.objective, settings.gap)
    plan = assemble(final, money, settings, certificate_of(bulk, priced, leaves, final.objective))
    return Sized(plan, bulk, priced)


def proven_in_cases(sized: Sized, plan: CapitalPlan, bound: float, settings: Settings) -> CapitalPlan:
    """The plan with a proof in cases; ``bound``: another proven bound of it."""
    leaves = cases_of(sized.bulk, sized.priced, plan.objective, settings.gap)
    certificate = certificate_of(sized.bulk, sized.priced, leaves, plan.objective)
    bound = min(bound, certificate.bound)
    gap = (bound - plan.objective) / bound if bound > 0 else 0.0
    return replace(plan, bound=bound, gap=gap, certificate=certificate, status=Status.OPTIMAL if gap <= settings.gap else Status.FEASIBLE)


def breaches_of(problem: CapitalProblem, plan: CapitalPlan) -> tuple[Finding, ...]:
    """What the checker finds, as findings; () means accepted."""
    return tuple(finding("CAP-003", Place(object_id=b.object_id), rule=b.rule, found=b.found, limit=b.limit)
                 for b in check_plan(problem, plan))


def in_order(problem: CapitalProblem) -> CapitalProblem:
    """The same question in a canonical order, so that the order of rows in a file never matters."""
    return replace(
        problem,
        funds=tuple(sorted(problem.funds)),
        ceilings=dict(sorted(problem.ceilings.items())),
        medium_term=dict(sorted(problem.medium_term.items())),
        projects=tuple(
            replace(p, mixes=tuple(sorted(p.mixes, key=lambda m: m.fund))) for p in sorted(problem.projects, key=lambda p: p.id)
        ),
        obligations=tuple(replace(d, funds=tuple(sorted(d.funds))) for d in sorted(problem.obligations, key=lambda d: d.id)),
        parcels=tuple(replace(p, projects=tuple(sorted(p.projects))) for p in sorted(problem.parcels, key=lambda p: p.id)),
        precedences=tuple(sorted(problem.precedences, key=lambda r: r.id)),
        alternatives=tuple(replace(r, projects=tuple(sorted(r.projects))) for r in sorted(problem.alternatives, key=lambda r: r.id)),
        bundles=tuple(replace(b, projects=tuple(sorted(b.projects))) for b in sorted(problem.bundles, key=lambda b: b.id)),
        share_rules=tuple(
            replace(r, funds=tuple(sorted(r.funds)), years=tuple(sorted(r.years)), projects=tuple(sorted(r.projects)))
            for r in sorted(problem.share_rules, key=lambda r: r.id)
        ),
        locks=tuple(sorted(problem.locks, key=lambda k: (k.project, k.year, k.fund))),
    )


def refusals(problem: CapitalProblem) -> tuple[Finding, ...]:
    """What the engine cannot take: money a solver could not tell apart, over-committed locks, more projects than it is made for."""
    found = []
    if len(problem.projects) > LARGEST_QUESTION:
        found.append(finding("CAP-004", Place(), projects=len(problem.projects), limit=LARGEST_QUESTION))
    amounts = {p.id: max(p.need, p.size) for p in problem.projects} | {d.id: d.amount for d in problem.obligations}
    amounts |= {p.id: p.cost for p in problem.parcels}
    amounts |= {f"{fund}:{year}": limit for (fund, year), limit in problem.ceilings.items()}
    for name, amount in amounts.items():
        if amount >= LARGEST_EXACT:
            found.append(finding("CAP-005", Place(object_id=name), amount=amount))
    return (*found, *lock_findings(problem))


def no_plan(findings: tuple[Finding, ...], seconds: float) -> CapitalPlan:
    """A plan object that says there is none, and why."""
    return CapitalPlan(Status.NONE, 0.0, 0.0, 0.0, (), (), (), {}, {}, None, findings, seconds)


def decide(
    problem: CapitalProblem,
    settings: Settings,
    tell: Progress,
    *,
    whole_money: bool = False,
    forced: str | None = None,
    levels: tuple[Level, ...] | None = None,
) -> Solved | None:
    """Levels, then benefit. ``forced`` puts one project in; ``levels`` already met are kept instead of met again."""
    model = build(problem, whole_money=whole_money, loose_shares=whole_money)
    if forced is not None:
        model.linear.add_row("forced", model.taken(forced), lower=1.0)
    met_here = levels is None
    if levels is None:
        levels = meet_ladder(model, settings, tell)
        if levels is None:
            return None
    else:
        for level in levels:
            keep_ladder(model, level.rank, level.shortfall)
    tell("benefit")
    model.linear.set_objective(benefit_of(model))
    nodes = settings.nodes(len(model.linear.cost))
    answer = solve_mip(model.linear, gap=settings.gap, node_limit=nodes)
    if answer.outcome is Outcome.INFEASIBLE and met_here:  # what met the ladder is a solution
        answer = solve_mip(model.linear, gap=settings.gap, node_limit=nodes, presolve=False)
    if answer.values is None:
        return None
    decisions = read_decisions(model, answer.values)
    objective = value_of(decisions)
    return Solved(model, levels, decisions, objective, max(answer.bound, objective), answer.outcome is Outcome.OPTIMAL)


def benefit_of(model: CapitalModel) -> dict[int, float]:
    """The benefit by column: each option's value."""
    return {model.x[name, k]: option.value for name, options in model.options.items() for k, option in enumerate(options)}


def value_of(decisions: Decisions) -> float:
    """The benefit of decisions, added in one order."""
    return sum(option.value for _, option in sorted(decisions.options.items()))


def meet_ladder(model: CapitalModel, settings: Settings, tell: Progress) -> tuple[Level, ...] | None:
    """The least shortfall of each rank in turn; a rank that is met stays met."""
    levels: list[Level] = []
    for rank in ranks_to_meet(model.problem):
        tell(f"rank {rank}")
        terms, constant = shortfall(model, rank)
        model.linear.set_objective({column: -value / model.scale for column, value in terms.items()})
        answer = solve_mip(model.linear, gap=0.0, node_limit=settings.nodes(len(model.linear.cost)))
        if answer.values is None:
            return None
        # One unit below the noise of the solver; a true shortfall is whole.
        least = max(0, ceil(constant - answer.objective * model.scale - 0.5))
        levels.append(Level(rank, least, max(0.0, constant - answer.bound * model.scale)))
        keep_ladder(model, rank, least)
    return tuple(levels)


def read_decisions(model: CapitalModel, values: NDArray[np.float64]) -> Decisions:
    """The options and clearings that a whole solution chooses."""
    chosen = {name: model.options[name][k] for (name, k), column in model.x.items() if values[column] > 0.5}
    clearings = {parcel: year for (parcel, year), column in model.z.items() if values[column] > 0.5}
    return Decisions(chosen, clearings)


def settle(problem: CapitalProblem, solved: Solved, settings: Settings, tell: Progress) -> tuple[Solved, Split] | None:
    """Whole units for the decisions; if there are none, decide with whole money; at last let the least benefit give way."""
    money = split(problem, solved.decisions, solved.levels)
    if money is None and small_enough_for_whole_money(solved.model):
        tell("whole money")
        again = decide(problem, settings, tell, whole_money=True)
        if again is not None:
            solved = replace(again, bound=max(min(solved.bound, again.bound), again.objective))
            money = split(problem, solved.decisions, solved.levels)
    while money is None and (smaller := give_way(problem, solved)) is not None:
        solved = smaller
        money = split(problem, solved.decisions, solved.levels)
    return None if money is None else (solved, money)


def small_enough_for_whole_money(model: CapitalModel) -> bool:
    """Whether the decisions can be made again with every amount a whole number."""
    return len(model.a) * len(model.problem.years) <= WHOLE_MONEY_COLUMNS


def give_way(problem: CapitalProblem, solved: Solved) -> Solved | None:
    """Take out the project of least benefit that no ladder rank and no other chosen project needs."""
    needed = {rule.before for rule in problem.precedences if rule.after in solved.decisions.options}
    needed |= {name for bundle in problem.bundles for name in bundle.projects}
    needed |= {parcel.owner for parcel in problem.parcels if parcel.owner}
    ranks = {project.id: project.rank for project in problem.projects}
    free = [(option.value, name) for name, option in solved.decisions.options.items()
            if name not in needed and ranks[name] >= problem.last_rank]
    if not free:
        return None
    value, name = min(free)
    options = {key: option for key, option in solved.decisions.options.items() if key != name}
    used = {p.id for p in problem.parcels if any(user in options for user in p.projects)}
    clearings = {parcel: year for parcel, year in solved.decisions.clearings.items() if parcel in used}
    return replace(solved, decisions=Decisions(options, clearings), objective=solved.objective - value, proven=False)


def assemble(solved: Solved, money: Split, settings: Settings, certificate: Certificate | None = None) -> CapitalPlan:
    """The plan with its certificate, proven here unless given; reasons are added by the caller who wants them."""
    problem = solved.model.problem
    certificate = prove(solved, settings) if certificate is None else certificate
    bound = min(solved.bound, certificate.bound)
    gap = (bound - solved.objective) / bound if bound > 0 else 0.0
    locked = tuple(Allocation(lock.project, lock.fund, lock.year, lock.amount, "lock") for lock in problem.locks)
    decisions = []
    for project in problem.projects:
        option = solved.decisions.options.get(project.id)
        if option is None:
            decisions.append(ProjectDecision(project.id, False, None, None, 0))
        else:
            decisions.append(ProjectDecision(project.id, True, option.start, option.end, option.late))
    status = Status.OPTIMAL if solved.proven and gap <= settings.gap + 1e-12 else Status.FEASIBLE
    return CapitalPlan(status, solved.objective, bound, gap, solved.levels, (*money.allocations, *locked), tuple(decisions),
                       dict(sorted(solved.decisions.clearings.items())), dict(sorted(money.shortfalls.items())),
                       certificate, tuple(_repaid_later(solved)))


def _repaid_later(solved: Solved) -> Iterator[Finding]:
    """Repayments to the land fund that fall after the plan's last year."""
    for parcel in solved.model.problem.parcels:
        cleared = solved.decisions.clearings.get(parcel.id)
        if cleared is not None and parcel.repayment and (due := cleared + parcel.repay_lag) > solved.model.problem.years[-1]:
            yield finding("CAP-019", Place(object_id=parcel.id), parcel=parcel.id, cleared=cleared, due=due, amount=parcel.repayment)


def prove(solved: Solved, settings: Settings) -> Certificate:
    """The certificate a stranger can recompute."""
    root = Pricing(solved.model, prices_of(solved.model, solve_lp(solved.model.linear)))
    return certify(root, branch(solved.model, solved.objective, settings.gap), solved.objective)
