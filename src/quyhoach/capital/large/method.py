"""The engine at size: price the limits, close what prices decide, decide the rest in a core, and apportion whole units.

The proof is one set of prices; logic and land inside a cluster are kept jointly in it. No program over all projects is ever
solved. The caller lets the checker look at the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.large.apportionment import Short, Work, apportion
from quyhoach.capital.large.beside import plan_beside
from quyhoach.capital.large.bulk import Bulk, bulk_of
from quyhoach.capital.large.doubt import tied
from quyhoach.capital.large.kernel import NEGLIGIBLE, Core
from quyhoach.capital.large.master import Master, Priced
from quyhoach.capital.large.proof import certificate_of
from quyhoach.capital.large.ties import long_ties
from quyhoach.capital.model import ranks_to_meet
from quyhoach.capital.plan import Allocation, CapitalPlan, Leaf, Level, ProjectDecision, Status
from quyhoach.capital.problem import CapitalProblem
from quyhoach.capital.split import Split
from quyhoach.solvers.descent import Descent
from quyhoach.solvers.highs import Answer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CORE, GROWTH, CORES = 800, 1.7, 3
"""Clusters in the first core, and how it grows, and how often, where the answer is not good enough."""
WORTHWHILE = 0.1
"""Share of what a core's linear answer misses that a core twice as large must bring, or cores grow no further before they are decided."""
QUICK_REPAIRS, LARGEST_CORE = 12, 5_000
"""Repairs before a larger core is tried instead; clusters above which a core does not grow before it is decided."""
HAIR = 1e-4
"""Share by which equals are told apart."""
GIVING_WAY = 12


@dataclass(frozen=True, slots=True)
class Effort:
    """How far to go: relative ``gap`` that is good enough, ``rounds`` of the last mile for it, ``repairs`` while a limit is exceeded;
    clusters in the first ``core``, and how many ``cores``, each larger than the last; ``reserve``: keep a hair of money for rounding."""

    gap: float = 1e-3
    rounds: int = 10
    repairs: int = 60
    core: int = CORE
    cores: int = CORES
    reserve: bool = True


@dataclass(frozen=True, slots=True)
class Sized:
    """A plan, not yet checked and without reasons, with the arrays and the prices it rests on."""

    plan: CapitalPlan
    bulk: Bulk
    priced: Priced


@dataclass(frozen=True, slots=True)
class Decided:
    """Whole decisions of one level: the core they come from, its answer, and what they are worth."""

    core: Core
    answer: Answer
    value: float


def plan_at_size(problem: CapitalProblem, effort: Effort, tell: Callable[[str], None]) -> Sized | None:
    """A plan with its certificate; None when no decisions within the limits were found."""
    ties = long_ties(problem)
    found = plan_beside(problem, ties, lambda question: plan_nothing_short(question, effort, tell)) if ties.members else None
    sized = None if found is None else Sized(*found)
    sized = plan_nothing_short(problem, effort, tell) if sized is None else sized
    if sized is not None:
        return sized
    larger = replace(effort, core=int(effort.core * GROWTH ** 2))  # money is short: few choices are free of each other
    for reserve in (False, True):  # what is kept for rounding counts as short
        levels = _ladder(problem, replace(effort, reserve=reserve), tell)
        sized = None if levels is None else _plan_with(problem, levels, replace(larger, reserve=reserve), tell)
        if sized is not None:
            return sized
    return None


def plan_nothing_short(
    problem: CapitalProblem, effort: Effort, tell: Callable[[str], None], warm: Mapping[str, float] | None = None
) -> Sized | None:
    """A plan in which no rank of the ladder falls short, which needs no proof that it could be less; None when none was found.

    ``warm``: prices by limit of an earlier question, per whole unit, to begin from."""
    return _plan_with(problem, tuple(Level(rank, 0, 0.0) for rank in ranks_to_meet(problem)), effort, tell, warm)


def _plan_with(
    problem: CapitalProblem, levels: tuple[Level, ...], effort: Effort, tell: Callable[[str], None],
    warm: Mapping[str, float] | None = None,
) -> Sized | None:
    tell("prices")
    bulk = bulk_of(problem, {level.rank: level.shortfall for level in levels})
    start = None if warm is None else np.array([warm.get(row.name, 0.0) * (bulk.scale if row.money else 1.0) for row in bulk.limits.rows])
    priced = Master(bulk, bulk.benefit()).solve(start)
    if priced.short > NEGLIGIBLE:
        return None
    tell("benefit")
    untied = _untied(bulk, priced, effort)
    found = _decide(bulk, untied, effort if untied is priced else replace(effort, cores=1))  # of equals a larger core knows no more
    if found is None:
        return None
    tell("split")
    plan = settled(bulk, priced, found, levels)
    return None if plan is None else Sized(plan, bulk, priced)


def _untied(bulk: Bulk, priced: Priced, effort: Effort) -> Priced:
    """Prices that decide between equals: where more clusters are tied than a core holds, every option is worth a hair more or less.
    What is proven rests on the prices before."""
    if tied(bulk, priced) <= effort.core:
        return priced
    hair = HAIR * np.random.default_rng(0).random(len(priced.aim.options))
    return Master(bulk, replace(priced.aim, options=priced.aim.options * (1 + hair))).solve(priced.prices)


def _decide(bulk: Bulk, priced: Priced, effort: Effort, near: float = 0.0) -> Decided | None:
    """Whole decisions within the limits from cores that grow, the last mile gone where they are not good enough: neither within the
    gap nor ``near`` the bound."""
    best: Decided | None = None
    size, enough = effort.core, priced.gains.bound - max(near, effort.gap * abs(priced.gains.bound))
    least = priced.aim.options[priced.aim.options > 0].min(initial=np.inf)
    if not priced.aim.duties.any() and priced.gains.bound < least:
        enough = min(enough, 0.0)  # not one option fits whole: nothing is the best there is
    for number in range(effort.cores):
        core, size, reachable = _promising(bulk, priced, replace(effort, core=size), enough)
        enough = min(enough, reachable - effort.gap * abs(reachable))
        descent = _descent(core)
        last = number == effort.cores - 1 or size >= len(bulk.clusters.first) - 1
        if descent.run() is not None:
            descent.polish(-np.inf, effort.repairs if last else min(effort.repairs, QUICK_REPAIRS), within=NEGLIGIBLE)
            kept = core.exceeded(descent.answer) <= NEGLIGIBLE
            if kept:
                descent.polish(enough - core.closed_value, effort.rounds)
            value = core.closed_value + descent.answer.objective
            if kept and (best is None or value > best.value):
                best = Decided(core, descent.answer, value)
        if (best is not None and best.value >= enough) or size >= len(bulk.clusters.first) - 1:
            break
        size = int(size * GROWTH)
    return best


def _promising(bulk: Bulk, priced: Priced, effort: Effort, enough: float) -> tuple[Core, int, float]:
    """A core, its size, and what it can be worth at most: one whose linear answer keeps the limits and is worth ``enough``; grown until
    it does or growing hardly helps. Where limits are exceeded, clusters that use those are opened first."""
    size, most = effort.core, len(bulk.clusters.first) - 1
    core = Core(bulk, priced, size, reserve=effort.reserve)
    answer = core.program.solve()
    while size < min(most, LARGEST_CORE) and answer.values is not None:
        over = core.exceeded(answer) > NEGLIGIBLE
        missing = enough - core.closed_value - answer.objective
        if not over and missing <= 0:
            break
        size *= 2
        grown = Core(bulk, priced, size, also=core.touched(answer) if over else None, reserve=effort.reserve)
        following = grown.program.solve()
        gained = missing - (enough - grown.closed_value - following.objective)
        core, answer = grown, following
        if gained < WORTHWHILE * missing:
            break
    kept = answer.values is not None and core.exceeded(answer) <= NEGLIGIBLE
    return core, size, core.closed_value + answer.objective if kept else enough


def _descent(core: Core) -> Descent:
    options, aim = core.bulk.options, core.priced.aim
    rate = float(aim.options.sum() / max(options.need.sum(), 1e-9))
    return Descent(core.program, core.groups(), rate, core.exceeded, core.touching)


def _ladder(problem: CapitalProblem, effort: Effort, tell: Callable[[str], None]) -> tuple[Level, ...] | None:
    """The least shortfall of each rank in turn, as found, and its proven lower bound."""
    levels: list[Level] = []
    for rank in ranks_to_meet(problem):
        tell(f"rank {rank}")
        bulk = bulk_of(problem, {level.rank: level.shortfall for level in levels})
        aim = bulk.rank_met(rank)
        everything = sum(p.need * (p.delay + 1) for p in problem.projects if p.rank == rank)
        priced = Master(bulk, aim).solve()
        found = _decide(bulk, priced, effort, near=1.0 / bulk.scale)
        if found is None:
            return None
        short = ceil(everything - found.value * bulk.scale - 0.5)
        levels.append(Level(rank, max(0, short), max(0.0, everything - priced.gains.bound * bulk.scale)))
    return tuple(levels)


# --- from an answer to a plan -----------------------------------------------------------------------------------------


def settled(bulk: Bulk, priced: Priced, found: Decided, levels: tuple[Level, ...]) -> CapitalPlan | None:
    """Whole units; where they do not fit, the open cluster of least worth gives way."""
    core, answer = found.core, found.answer
    ranks = np.array([p.rank for p in bulk.problem.projects])
    for _ in range(GIVING_WAY):
        assert answer.values is not None
        work = work_of(core, answer.values)
        try:
            money = apportion(bulk, work)
        except Short as short:
            following = _moved(core, short) or _give_way(core, answer, ranks)
            if following is None:
                return None
            answer = following
            continue
        return _plan(bulk, priced, work, money, levels)
    return None


def _moved(core: Core, short: Short) -> Answer | None:
    """The same decisions with money moved from limits that rounding exceeds; None where there is none to move."""
    if not short.over or not all(core.tighten(name, 2 * over + 2) for name, over in short.over.items()):
        return None
    following = core.program.solve()
    return following if core.exceeded(following) <= NEGLIGIBLE else None


def _give_way(core: Core, answer: Answer, ranks: Ints) -> Answer | None:
    assert answer.values is not None
    taken = np.flatnonzero(answer.values[core.u] > 0.5)
    arrays, last = core.bulk.clusters, core.bulk.problem.last_rank
    worth = []
    for position in taken.tolist():
        joint = int(core.doubt.joint[position])
        options = arrays.options[arrays.ends[joint]:arrays.ends[joint + 1]]
        if (ranks[core.bulk.options.project[options]] >= last).all():
            worth.append((float(core.bulk.options.value[options].sum()), position))
    if not worth:
        return None
    column = core.u[[min(worth)[1]]]
    core.program.bound(column, np.zeros(1), np.zeros(1))
    parcels = np.array(sorted(core.z.values()), dtype=np.int64)
    core.program.bound(parcels, np.zeros(len(parcels)), np.ones(len(parcels)))
    following = core.program.solve()
    whole = following.values is not None and np.abs(following.values[parcels] - np.round(following.values[parcels])).max(initial=0) < 1e-6
    return following if whole and core.exceeded(following) <= NEGLIGIBLE else None


def work_of(core: Core, values: Floats) -> Work:
    """Options, yearly shares and clearings of a whole answer of the core."""
    bulk, doubt = core.bulk, core.doubt
    o, p = bulk.options, bulk.patterns
    arrays = bulk.clusters
    opened = [arrays.options[arrays.ends[j]:arrays.ends[j + 1]] for j in doubt.joint[values[core.u] > 0.5].tolist()]
    options = np.concatenate([doubt.closed.options, *opened])
    shares = core.profile[o.pattern[options]].copy()
    for k in np.flatnonzero(core.free[o.pattern[options]]).tolist():
        option, pattern = int(options[k]), int(o.pattern[options[k]])
        if option in core.profiles:
            shares[k] = 0.0
            for column, profile in core.profiles[option]:
                shares[k, :len(profile)] += values[column] * profile
        else:
            for step in range(int(p.length[pattern])):
                money = core.free_money.get((pattern, step))
                shares[k, step] = 0.0 if money is None else values[money] / core.free_need[pattern]
    clearings = {int(n): int(t) for n, t in zip(*divmod(core.closed_columns, bulk.years), strict=True)}
    clearings |= {parcel: year for (parcel, year), column in core.z.items() if values[column] > 0.5}
    order = np.argsort(options, kind="stable")
    return Work(options[order], shares[order], dict(sorted(clearings.items())))


def _plan(bulk: Bulk, priced: Priced, work: Work, money: Split, levels: tuple[Level, ...]) -> CapitalPlan:
    problem, o = bulk.problem, bulk.options
    origin = problem.years[0]
    chosen: dict[int, int] = {int(o.project[k]): k for k in work.options.tolist()}
    decisions, value = [], 0.0
    for number, project in enumerate(problem.projects):
        if number not in chosen:
            decisions.append(ProjectDecision(project.id, False, None, None, 0))
        else:
            k = chosen[number]
            start = origin + int(o.start[k])
            decisions.append(ProjectDecision(project.id, True, start, start + int(o.length[k]) - 1, int(o.late[k])))
            value += float(o.value[k])
    prices = bulk.limits.published(priced.prices, bulk.scale)
    leaf = Leaf({}, {name: price for name, price in prices.items() if price}, max(value, priced.gains.bound))
    certificate = certificate_of(bulk, priced, (leaf,), value)
    locked = tuple(Allocation(lock.project, lock.fund, lock.year, lock.amount, "lock") for lock in problem.locks)
    clearings = {problem.parcels[n].id: origin + t for n, t in work.clearings.items()}
    return CapitalPlan(
        Status.FEASIBLE, value, certificate.bound, certificate.gap, levels, (*money.allocations, *locked), tuple(decisions),
        dict(sorted(clearings.items())), dict(sorted(money.shortfalls.items())), certificate, (),
    )
