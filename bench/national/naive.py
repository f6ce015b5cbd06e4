"""The naive model: a binary a start, money by project, source and year; and the peers that solve it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from importlib.util import find_spec

from quyhoach.capital.options import options_of, payable_years
from quyhoach.capital.problem import CapitalProblem, ProjectToFund


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


def installed(name: str) -> bool:
    """Whether the peer can be run here."""
    return find_spec(PEERS[name][0]) is not None


def peer(name: str, problem: CapitalProblem, target: float, limit: float) -> dict[str, object]:
    """The naive model, built and solved to the target or the limit."""
    clock = time.perf_counter()
    naive = Naive(problem)
    built = time.perf_counter() - clock
    value, bound = PEERS[name][1](naive, target, limit)
    seconds = time.perf_counter() - clock
    gap = (bound - value) / bound if value > -math.inf and 0 < bound < math.inf else None
    met = gap is not None and gap <= target * 1.001
    return {"build_s": built, "solve_s": seconds - built, "gap": gap, "value": None if value == -math.inf else value, "met": met}
