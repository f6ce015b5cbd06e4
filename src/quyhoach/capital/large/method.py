"""The engine at size: price the limits, close what prices decide, decide the rest in a core, and apportion whole units.

The proof is one set of prices; logic and land inside a cluster are kept jointly in it. No program over all projects is ever
solved. The caller lets the checker look at the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.certificate import Deferred, data_of
from quyhoach.capital.large.apportionment import Short, Work, apportion
from quyhoach.capital.large.bulk import Bulk, bulk_of
from quyhoach.capital.large.clusters import members_of
from quyhoach.capital.large.kernel import NEGLIGIBLE, Core
from quyhoach.capital.large.master import Master, Priced
from quyhoach.capital.model import ranks_to_meet
from quyhoach.capital.options import has_ceiling, options_of, payable_years
from quyhoach.capital.plan import Allocation, CapitalPlan, Certificate, Leaf, Level, PricedRow, ProjectDecision, Status
from quyhoach.capital.problem import CapitalProblem
from quyhoach.capital.split import Split
from quyhoach.solvers.descent import Descent
from quyhoach.solvers.highs import Answer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CORE, GROWTH, CORES = 800, 1.7, 3
"""Clusters in the first core, and how it grows, and how often, where the answer is not good enough."""
GIVING_WAY = 12


@dataclass(frozen=True, slots=True)
class Effort:
    """How far to go: relative ``gap`` that is good enough, ``rounds`` of the last mile for it, ``repairs`` while a limit is exceeded;
    clusters in the first ``core``, and how many ``cores``, each larger than the last."""

    gap: float = 1e-3
    rounds: int = 10
    repairs: int = 60
    core: int = CORE
    cores: int = CORES


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
    sized = plan_nothing_short(problem, effort, tell)
    if sized is not None:
        return sized
    levels = _ladder(problem, effort, tell)
    return None if levels is None else _plan_with(problem, levels, effort, tell)


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
    found = _decide(bulk, priced, effort)
    if found is None:
        return None
    tell("split")
    plan = _settled(bulk, priced, found, levels)
    return None if plan is None else Sized(plan, bulk, priced)


def _decide(bulk: Bulk, priced: Priced, effort: Effort) -> Decided | None:
    """Whole decisions within the limits from cores that grow, the last mile gone where they are not good enough."""
    best: Decided | None = None
    size, bound = effort.core, priced.gains.bound
    for _ in range(effort.cores):
        core = Core(bulk, priced, size)
        descent = _descent(core)
        if descent.run() is not None:
            descent.polish(-np.inf, effort.repairs, within=NEGLIGIBLE)
            kept = core.exceeded(descent.answer) <= NEGLIGIBLE
            if kept:
                descent.polish(bound * (1 - effort.gap) - core.closed_value, effort.rounds)
            value = core.closed_value + descent.answer.objective
            if kept and (best is None or value > best.value):
                best = Decided(core, descent.answer, value)
        if (best is not None and best.value >= bound * (1 - effort.gap)) or size >= len(bulk.clusters.first) - 1:
            break
        size = int(size * GROWTH)
    return best


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
        found = _decide(bulk, priced, effort)
        if found is None:
            return None
        short = ceil(everything - found.value * bulk.scale - 0.5)
        levels.append(Level(rank, max(0, short), max(0.0, everything - priced.gains.bound * bulk.scale)))
    return tuple(levels)


# --- from an answer to a plan -----------------------------------------------------------------------------------------


def _settled(bulk: Bulk, priced: Priced, found: Decided, levels: tuple[Level, ...]) -> CapitalPlan | None:
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


def certificate_of(bulk: Bulk, priced: Priced, leaves: tuple[Leaf, ...], value: float) -> Certificate:
    """The publishable proof: prices of all limits, and the cases; the rules of clusters are kept jointly."""
    bound = max([value, *(leaf.bound for leaf in leaves)])
    prices = bulk.limits.published(priced.prices, bulk.scale)
    rows = tuple(PricedRow(row.name, row.kind, row.fund, row.year, prices[row.name], row.rhs * (bulk.scale if row.money else 1.0))
                 for row in bulk.limits.rows)
    return Certificate(bound, (bound - value) / bound if bound > 0 else 0.0, rows, leaves, Deferred(lambda: proof_data_at_size(bulk)))


def proof_data_at_size(bulk: Bulk) -> Mapping[str, Any]:
    """As ``certificate.proof_data``, and ``clusters``: projects and parcels whose rules are kept jointly, without rows of their own."""
    problem = bulk.problem
    payable = [frozenset(year for year in problem.years if year in payable_years(problem, member)) for member in bulk.classes.members]
    options = {p.id: options_of(problem, p, payable[cls]) for p, cls in zip(problem.projects, bulk.classes.of.tolist(), strict=True)}
    funds = {mix.fund for p in bulk.classes.members for mix in p.mixes} | {fund for d in problem.obligations for fund in d.funds}
    can_pay = {(fund, year) for fund in funds for year in problem.years if has_ceiling(problem, fund, year)}
    clearing = {p.id: [problem.years[t] for t in np.flatnonzero(bulk.limits.open_years[n]).tolist()]
                for n, p in enumerate(problem.parcels)}
    return {**data_of(problem, options, can_pay, clearing), "clusters": _joint(bulk)}


def _joint(bulk: Bulk) -> list[dict[str, list[str]]]:
    problem, arrays = bulk.problem, bulk.clusters
    land: dict[int, list[str]] = {}
    number = {p.id: n for n, p in enumerate(problem.projects)}
    for parcel in problem.parcels:
        for name in (*parcel.projects, parcel.owner or ""):
            if name in number and number[name] not in arrays.loose:
                land.setdefault(int(arrays.of_project[number[name]]), []).append(parcel.id)
                break
    tied = {n for r in problem.precedences for n in (r.before, r.after)}
    tied |= {n for choice in problem.alternatives for n in choice.projects} | {n for b in problem.bundles for n in b.projects}
    return [
        {"projects": [problem.projects[n].id for n in members], "parcels": land.get(cluster, [])}
        for cluster, members in members_of(arrays)
        if members[0] not in arrays.loose and (len(members) > 1 or cluster in land or problem.projects[members[0]].id in tied)
    ]

