"""The capital engine against itself and its peers, on one invented kind of question, side by side in one run.

Generator (``instance``): see its docstring. Ours is ``plan_capital``: from the question as objects to a plan the checker accepted,
with certificate and reasons. The naive model is one column a project, source and year and one binary a start, written out for PuLP
with CBC, for highspy's objects, and for OR-Tools' MathOpt with SCIP; each runs where it is installed, to the same target, with a time
limit. A ratio against a peer that ran out of time is printed with ">"; failures are listed. Everything is one thread.

    ./qh bench capital [--quick] [--json] [--seeds N] [--sizes 200,2000,10000,50000]

Warm: one source's ceilings fall by 5 % and the preview answers from the plan before.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec

from quyhoach.capital.checker import check_plan
from quyhoach.capital.engine import Settings, in_order, plan_capital
from quyhoach.capital.options import options_of, payable_years
from quyhoach.capital.plan import Status
from quyhoach.capital.preview import preview
from quyhoach.capital.problem import (
    Alternative,
    Bundle,
    CapitalProblem,
    Mix,
    Obligation,
    Parcel,
    Precedence,
    ProjectToFund,
)

MONEY_SHARE = 0.44
SHAPES = {200: (5, 6), 2_000: (5, 8), 10_000: (10, 10), 50_000: (10, 10)}
"""Years and sources by number of projects."""
TARGETS = {200: 1e-3, 2_000: 1e-3, 10_000: 1e-3, 50_000: 2e-4}


# --- the generator ----------------------------------------------------------------------------------------------------


def instance(count: int, horizon: int, sources: int, seed: int) -> CapitalProblem:
    """An invented question: heavy-tailed costs in million đồng (lognormal, median 22 billion, with a Pareto tail, at most
    6,000 billion), three groups of cost, 1–6 years of work, 14 % of the two lower groups on the ladder (transition projects), 30 % with
    a free yearly profile, 28 % with a parcel (a tenth of those shared, three in ten repaid by the project), 2 % in pairs of precedence,
    1.2 % in alternatives, 0.8 % in bundles, 38 classes of sources; money for 44 % of what is asked; benefit = score · cost^0.85."""
    rng = random.Random(f"{count}/{horizon}/{sources}/{seed}")
    years = tuple(range(2026, 2026 + horizon))
    funds = tuple(f"S{k:02}" for k in range(sources))
    classes = [_class(rng, funds) for _ in range(38)]
    projects = [_project(rng, n, years, classes) for n in range(count)]
    names = [p.id for p in projects if p.rank == 3]
    rng.shuffle(names)
    pairs, alternatives, bundles, rest = _logic(names, count)
    asked = sum(p.need for p in projects)
    parcels = _parcels(rng, rest, projects, years)
    weights = {fund: sum(p.need for p in projects if fund in {m.fund for m in p.mixes}) for fund in funds}
    whole = sum(weights.values())
    ceilings = {(fund, year): int(MONEY_SHARE * asked / horizon * weights[fund] / whole * rng.uniform(0.85, 1.15))
                for fund in funds for year in years}
    medium = {(fund, years[0], years[min(4, horizon - 1)]): int(0.97 * sum(ceilings[fund, y] for y in years[:5])) for fund in funds[::3]}
    land = sum(p.cost for p in parcels)
    duties = tuple(Obligation(f"N{k}", asked // 4000, 1, (funds[k % sources],), years[0], years[1]) for k in range(3))
    return CapitalProblem(
        years, funds, ceilings, medium, tuple(projects), duties, parcels, pairs, alternatives, bundles,
        counterpart_funds=frozenset(funds[:2]), fund_opening=int(0.12 * land), fund_inflow={y: int(0.035 * land) for y in years[1:]},
        gamma=0.85, median_size=22_000, last_rank=3,
    )


def _class(rng: random.Random, funds: tuple[str, ...]) -> tuple[tuple[Mix, ...], Fraction]:
    chosen = rng.sample(funds, rng.choice((1, 2, 2, 3, 3, 4)))
    caps = (Fraction(1), Fraction(1), Fraction(7, 10), Fraction(1, 2))
    mixes = [Mix(fund, rng.choice(caps)) for fund in chosen]
    if sum(m.year_cap for m in mixes) <= 1 or len(mixes) == 1:
        mixes = [Mix(m.fund) for m in mixes]
    if len(mixes) > 2 and rng.random() < 0.2:
        mixes[0] = Mix(mixes[0].fund, fixed_share=Fraction(3, 10))
        mixes[1:] = [Mix(m.fund) for m in mixes[1:]]
    return tuple(sorted(mixes, key=lambda m: m.fund)), Fraction(0)


def _project(rng: random.Random, n: int, years: tuple[int, ...], classes: list[tuple[tuple[Mix, ...], Fraction]]) -> ProjectToFund:
    cost = 22_000 * rng.lognormvariate(0, 1.1) if rng.random() < 0.9 else 120_000 * rng.paretovariate(1.2)
    cost = int(min(max(cost, 300), 6_000_000))
    group = 0 if cost < 60_000 else 1 if cost < 400_000 else 2
    duration = min(len(years), rng.choice(((1, 2, 2, 3), (2, 3, 4), (3, 4, 5, 6))[group]))
    ladder = rng.random() < 0.14 and group < 2
    mixes, counterpart = rng.choice(classes)
    free = rng.random() < 0.3 and duration > 1
    earliest = years[0] + (rng.randrange(0, max(1, len(years) - duration - 1)) if ladder else rng.choice((0, 0, 0, 1, 2)))
    least, most = (Fraction(1, 2 * duration), Fraction(3, 2 * duration)) if free else (Fraction(1, duration),) * 2
    return ProjectToFund(
        f"P{n:05}", cost, cost, 2 if ladder else 3, rng.uniform(20, 100), duration, earliest, years[-1], mixes,
        committed=ladder, delay=2 if ladder else 0, last_allowed_offset=None if ladder else (3, 4, 6)[group],
        min_year_share=least, max_year_share=most, counterpart_share=counterpart,
    )


def _logic(names: list[str], count: int) -> tuple[tuple[Precedence, ...], tuple[Alternative, ...], tuple[Bundle, ...], list[str]]:
    take = iter(names)
    pairs = tuple(Precedence(f"T{k}", next(take), next(take), 1) for k in range(count // 100))
    alternatives = tuple(Alternative(f"A{k}", tuple(next(take) for _ in range(3))) for k in range(max(1, int(count * 0.012) // 3)))
    bundles = tuple(Bundle(f"B{k}", tuple(next(take) for _ in range(2))) for k in range(max(1, int(count * 0.008) // 2)))
    return pairs, alternatives, bundles, list(take)


def _parcels(rng: random.Random, names: list[str], projects: list[ProjectToFund], years: tuple[int, ...]) -> tuple[Parcel, ...]:
    need = {p.id: p.need for p in projects}
    chosen, found = names[: int(len(projects) * 0.28)], []
    while chosen:
        users = [chosen.pop()]
        if chosen and rng.random() < 0.05:
            users.append(chosen.pop())
        cost = int(sum(need[u] for u in users) * rng.uniform(0.03, 0.15)) + 1
        owner = users[0] if rng.random() < 0.3 else None
        repay = cost if owner or rng.random() < 0.5 else 0
        after, lag = rng.choice((0, 1)), rng.choice((2, 3, 4))
        found.append(Parcel(f"L{len(found)}", tuple(sorted(users)), cost, years[0], after, repay, lag, owner))
    return tuple(found)


# --- ours -------------------------------------------------------------------------------------------------------------


def ours(problem: CapitalProblem, target: float) -> dict[str, object]:
    """One plan: seconds, gap, whether the checker and the target are met."""
    plan = plan_capital(problem, Settings(gap=target))
    accepted = plan.status is not Status.NONE and check_plan(in_order(problem), plan) == ()
    return {"seconds": plan.seconds, "gap": plan.gap, "accepted": accepted, "met": accepted and plan.gap <= target, "value": plan.objective}


def warm(problem: CapitalProblem) -> dict[str, object]:
    """A source's ceilings fall by 5 %; the answer begins from the plan before."""
    before = preview(problem)
    fund = problem.funds[0]
    changed = replace(problem, ceilings={key: limit * 95 // 100 if key[0] == fund else limit for key, limit in problem.ceilings.items()})
    after = preview(changed, before)
    return {"seconds": after.seconds, "gap": after.gap, "accepted": check_plan(in_order(changed), after) == ()}


# --- the naive model --------------------------------------------------------------------------------------------------


class Naive:
    """The model that every textbook writes, as rows and columns for any solver: a binary a start, money by project, source, year."""

    def __init__(self, problem: CapitalProblem) -> None:
        self.problem = problem
        self.cost: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.x: dict[tuple[str, int], int] = {}
        self.paid: dict[tuple[str, int], dict[int, float]] = {}
        self.begun: dict[str, list[tuple[int, int]]] = {}
        self.scale = 1e-3
        for project in problem.projects:
            self._project(project)
        self._duties()
        self._logic()
        for key, limit in problem.ceilings.items():
            self.rows.append((self.paid.get(key, {}), -math.inf, limit * self.scale))
        for (fund, first, last), limit in problem.medium_term.items():
            terms: dict[int, float] = {}
            for year in range(first, last + 1):
                terms |= self.paid.get((fund, year), {})
            self.rows.append((terms, -math.inf, limit * self.scale))

    def column(self, cost: float = 0.0, whole: bool = False) -> int:
        self.cost.append(cost)
        self.whole.append(whole)
        return len(self.cost) - 1

    def _project(self, p: ProjectToFund) -> None:
        payable = payable_years(self.problem, p)
        options = options_of(self.problem, p, payable)
        starts = []
        by_year: dict[int, list[tuple[int, float, float]]] = {}
        for k, option in enumerate(options):
            x = self.x[p.id, k] = self.column(option.value, whole=True)
            starts.append((option.start, x))
            for year, low, high in zip(option.years, option.low, option.high, strict=True):
                by_year.setdefault(year, []).append((x, low * self.scale, high * self.scale))
        self.begun[p.id] = starts
        taken = {x: 1.0 for _, x in starts}
        must = p.rank < self.problem.last_rank
        self.rows.append((taken, 1.0 if must and not p.committed else -math.inf, 1.0))
        if must:
            on_time = {self.x[p.id, k]: 1.0 for k, o in enumerate(options) if o.late == 0}
            self.rows.append((on_time, 1.0, 1.0))
        need: dict[int, float] = {x: -p.need * self.scale for _, x in starts}
        for year, ways in by_year.items():
            money = {mix.fund: self.column() for mix in p.mixes if self.problem.ceilings.get((mix.fund, year), 0) > 0}
            total = dict.fromkeys(money.values(), 1.0)
            need |= total
            self.rows.append((total | {x: -high for x, _, high in ways}, -math.inf, 0.0))
            self.rows.append((total | {x: -low for x, low, _ in ways}, 0.0, math.inf))
            for mix in p.mixes:
                if mix.fund in money:
                    self.paid.setdefault((mix.fund, year), {})[money[mix.fund]] = 1.0
                    share = mix.fixed_share if mix.fixed_share is not None else mix.year_cap
                    if share < 1:
                        terms = {c: (1.0 if f == mix.fund else 0.0) - float(share) for f, c in money.items()}
                        self.rows.append((terms, 0.0 if mix.fixed_share is not None else -math.inf, 0.0))
        self.rows.append((need, 0.0, 0.0))

    def _duties(self) -> None:
        for duty in self.problem.obligations:
            terms = {}
            for fund in duty.funds:
                for year in range(duty.first_year, duty.last_year + 1):
                    column = self.column()
                    terms[column] = 1.0
                    self.paid.setdefault((fund, year), {})[column] = 1.0
            self.rows.append((terms, duty.amount * self.scale, duty.amount * self.scale))

    def _logic(self) -> None:
        problem, years = self.problem, self.problem.years
        for rule in problem.precedences:
            for year in years:
                terms = {x: 1.0 for t, x in self.begun[rule.after] if t <= year}
                terms |= {x: -1.0 for t, x in self.begun[rule.before] if t <= year - rule.lag}
                self.rows.append((terms, -math.inf, 0.0))
        for choice in problem.alternatives:
            self.rows.append(({x: 1.0 for name in choice.projects for _, x in self.begun[name]}, -math.inf, 1.0))
        for bundle in problem.bundles:
            first, second = bundle.projects
            self.rows.append(({x: 1.0 for _, x in self.begun[first]} | {x: -1.0 for _, x in self.begun[second]}, 0.0, 0.0))
        cash: dict[int, dict[int, float]] = {year: {} for year in years}
        for parcel in problem.parcels:
            z = {year: self.column(whole=True) for year in years}
            everyone = {x: -1.0 for name in parcel.projects for _, x in self.begun[name]}
            self.rows.append((dict.fromkeys(z.values(), 1.0), -math.inf, 1.0))
            self.rows.append((dict.fromkeys(z.values(), 1.0) | everyone, -math.inf, 0.0))
            for name in parcel.projects:
                for year in years:
                    terms = {x: 1.0 for t, x in self.begun[name] if t <= year}
                    terms |= {c: -1.0 for t, c in z.items() if t <= year + parcel.needed_after}
                    self.rows.append((terms, -math.inf, 0.0))
            for cleared, column in z.items():
                for year in years:
                    if cleared <= year:
                        back = parcel.repayment if cleared + parcel.repay_lag <= year else 0
                        cash[year][column] = (parcel.cost - back) * self.scale
        available = problem.fund_opening
        for year in years:
            available += problem.fund_inflow.get(year, 0)
            self.rows.append((cash[year], -math.inf, available * self.scale))


def by_cbc(naive: Naive, gap: float, limit: float) -> tuple[float, float]:
    """(value, bound) by PuLP and CBC; CBC says nothing of its bound here, so the bound is open."""
    import pulp  # optional

    question = pulp.LpProblem("plan", pulp.LpMaximize)
    columns = [pulp.LpVariable(f"c{k}", 0, 1 if whole else None, pulp.LpInteger if whole else pulp.LpContinuous)
               for k, whole in enumerate(naive.whole)]
    question += pulp.lpSum(cost * columns[k] for k, cost in enumerate(naive.cost) if cost)
    for terms, lower, upper in naive.rows:
        total = pulp.lpSum(value * columns[k] for k, value in terms.items())
        if terms and lower > -math.inf:
            question += total >= lower
        if terms and upper < math.inf:
            question += total <= upper
    question.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=gap, timeLimit=limit, threads=1))
    value = pulp.value(question.objective)
    return (-math.inf if value is None or question.sol_status <= 0 else float(value)), math.inf


def by_highs(naive: Naive, gap: float, limit: float) -> tuple[float, float]:
    """(value, bound) by highspy's modelling objects."""
    import highspy  # optional

    solver = highspy.Highs()
    solver.silent()
    for name, value in (("threads", 1), ("time_limit", limit), ("mip_rel_gap", gap)):
        solver.setOptionValue(name, value)
    kinds = highspy.HighsVarType
    columns = [solver.addVariable(0, 1 if whole else highspy.kHighsInf, type=kinds.kInteger if whole else kinds.kContinuous)
               for whole in naive.whole]
    for terms, lower, upper in naive.rows:
        if terms:
            total = solver.qsum(value * columns[k] for k, value in terms.items())
            solver.addConstr(total == lower if lower == upper else total <= upper if lower == -math.inf else total >= lower)
            if -math.inf < lower < upper < math.inf:
                solver.addConstr(total <= upper)
    solver.maximize(solver.qsum(cost * columns[k] for k, cost in enumerate(naive.cost) if cost))
    info = solver.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return (float(info.objective_function_value) if found else -math.inf), float(info.mip_dual_bound)


def by_scip(naive: Naive, gap: float, limit: float) -> tuple[float, float]:
    """(value, bound) by OR-Tools' MathOpt with SCIP."""
    from datetime import timedelta  # optional

    from ortools.math_opt.python import mathopt  # optional

    model = mathopt.Model()
    columns = [model.add_binary_variable() if whole else model.add_variable(lb=0.0) for whole in naive.whole]
    model.maximize(mathopt.fast_sum(cost * columns[k] for k, cost in enumerate(naive.cost) if cost))
    for terms, lower, upper in naive.rows:
        row = model.add_linear_constraint(lb=lower, ub=upper)
        for k, value in terms.items():
            row.set_coefficient(columns[k], value)
    asked = mathopt.SolveParameters(time_limit=timedelta(seconds=limit), relative_gap_tolerance=gap, threads=1)
    result = mathopt.solve(model, mathopt.SolverType.GSCIP, params=asked)
    value = result.objective_value() if result.has_primal_feasible_solution() else -math.inf
    return value, result.termination.objective_bounds.dual_bound


PEERS: dict[str, tuple[str, Callable[[Naive, float, float], tuple[float, float]]]] = {
    "MathOpt + SCIP": ("ortools", by_scip), "highspy objects": ("highspy", by_highs), "PuLP + CBC": ("pulp", by_cbc),
}


def peer(name: str, problem: CapitalProblem, target: float, limit: float) -> dict[str, object]:
    """The naive model, built and solved to the target or the limit."""
    clock = time.perf_counter()
    naive = Naive(problem)
    value, bound = PEERS[name][1](naive, target, limit)
    seconds = time.perf_counter() - clock
    gap = (bound - value) / bound if value > -math.inf and 0 < bound < math.inf else None
    met = gap is not None and gap <= target * 1.001
    return {"seconds": seconds, "gap": gap, "value": None if value == -math.inf else value, "met": met}


# --- the table --------------------------------------------------------------------------------------------------------


def measure(sizes: list[int], seeds: int, peers: dict[int, tuple[list[str], float]]) -> dict[str, object]:
    """Rows by size: ours on every seed, warm on the first, peers on the first beside ours at the same target."""
    rows = []
    for size in sizes:
        horizon, sources = SHAPES[size]
        target = TARGETS[size]
        runs = [ours(instance(size, horizon, sources, seed), target) for seed in range(1, seeds + 1)]
        first = instance(size, horizon, sources, 1)
        names, limit = peers.get(size, ([], 0.0))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        row = {"projects": size, "years": horizon, "sources": sources, "target": target, "runs": runs, "warm": warm(first),
               "memory_mb": memory, "peers": {}}
        show_ours(row)
        for name in names:
            row["peers"][name] = peer(name, first, target, limit) if limit and find_spec(PEERS[name][0]) else None
            show_peer(name, row["peers"][name], runs[0]["seconds"])
        rows.append(row)
    return {"rows": rows, "exponent": exponent(rows)}


def exponent(rows: list[dict[str, object]]) -> float | None:
    """Fitted growth of the median seconds with the number of projects, over sizes decided by prices."""
    points = [(math.log(row["projects"]), math.log(median(row["runs"]))) for row in rows if row["projects"] > 2_000]
    if len(points) < 2:
        return None
    mean_x, mean_y = (statistics.fmean(part) for part in zip(*points, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


def median(runs: list[dict[str, object]]) -> float:
    """Median seconds."""
    return statistics.median(run["seconds"] for run in runs)


def show_ours(row: dict[str, object]) -> None:
    """One size in words."""
    runs, many = row["runs"], len(row["runs"])
    gaps = [run["gap"] for run in runs]
    accepted, met = sum(run["accepted"] for run in runs), sum(run["met"] for run in runs)
    print(f"N {row['projects']:>6} × {row['years']} × {row['sources']}, to {row['target']:.2%}: accepted {accepted} of {many}, "
          f"target met {met} of {many}; gap {min(gaps):.4%}–{max(gaps):.4%}; "
          f"{median(runs):.2f} s (worst {max(r['seconds'] for r in runs):.2f}); {row['memory_mb']} MB", flush=True)
    for number, run in enumerate(runs, 1):
        if not run["met"]:
            print(f"    missed: seed {number}, gap {run['gap']:.4%}, accepted {run['accepted']}, {run['seconds']:.1f} s")
    after = row["warm"]
    print(f"    warm (one source −5 %): {after['seconds']:.2f} s, gap {after['gap']:.4%}, accepted {after['accepted']}")


def show_peer(name: str, other: dict[str, object] | None, seconds: float) -> None:
    """One peer beside ours on the first seed."""
    if other is None:
        print(f"    {name}: not run (not installed, or no time given)", flush=True)
        return
    gap = "no plan" if other["value"] is None else "no bound" if other["gap"] is None else f"gap {other['gap']:.3%}"
    more = "" if other["met"] else "> "
    print(f"    {name}: {other['seconds']:.1f} s, {gap}; ours is {more}{other['seconds'] / seconds:.1f}× as fast on seed 1", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./qh bench capital", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="ours at 200, 2,000 and 10,000; SCIP at 2,000 for 45 s")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--sizes")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for a peer; 0: none is run")
    asked = parser.parse_args()
    sizes = [int(part) for part in asked.sizes.split(",")] if asked.sizes else [200, 2_000, 10_000] + ([] if asked.quick else [50_000])
    peers = {2_000: (["MathOpt + SCIP"], 45.0)} if asked.quick else dict.fromkeys((200, 2_000, 10_000), (list(PEERS), asked.limit))
    found = measure(sizes, asked.seeds or (2 if asked.quick else 10), peers)
    if found["exponent"] is not None:
        print(f"growth over 2,000 projects: seconds ~ N^{found['exponent']:.2f}")
    if asked.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
