"""HiGHS behind two functions: an LP with prices, and a mixed-integer program with its proven bound.

One thread, a fixed seed and limits in nodes, never in seconds: the same model gives the same answer on every run.
"""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from quyhoach.solvers.linear import LinearModel

FEASIBILITY = 1e-7
DUAL, PRIMAL = 1, 4


class Outcome(StrEnum):
    """``optimal`` within the gap asked for; ``limit``: values may be there, the bound holds; ``infeasible``."""

    OPTIMAL = "optimal"
    LIMIT = "limit"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Answer:
    """``values`` by column (None when no solution is known), ``objective`` and proven ``bound`` of the maximum.

    ``prices`` by row, LP only: how much the maximum grows per unit of the row's binding side (≥ 0 at an upper side).
    """

    outcome: Outcome
    values: NDArray[np.float64] | None
    objective: float
    bound: float
    prices: NDArray[np.float64] | None = None


def solve_lp(model: LinearModel) -> Answer:
    """The linear relaxation (whole columns may be fractional) with the price of every row."""
    if not model.cost:
        return _without_columns(model)
    return _relaxed(_loaded(model, relaxed=True))


class Relaxation:
    """The linear relaxation kept loaded: after ``narrow`` it starts again from its last answer, in a few steps.

    Needs a model with at least one column; it does not see what is changed in the model afterwards."""

    def __init__(self, model: LinearModel) -> None:
        """Loads the arrays of ``model``."""
        self._solver = _loaded(model, relaxed=True)

    def narrow(self, column: int, lower: float, upper: float) -> None:
        """New bounds for one column."""
        self._solver.changeColBounds(column, lower, upper)

    def weigh(self, column: int, cost: float) -> None:
        """A new objective coefficient for one column."""
        self._solver.changeColCost(column, cost)

    def solve(self) -> Answer:
        """As ``solve_lp``."""
        return _relaxed(self._solver)


@dataclass(frozen=True, slots=True)
class Arrays:
    """A program as arrays: maximise ``cost`` within column and row bounds; ``matrix``: rows × columns."""

    cost: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    matrix: csc_array


class Program:
    """A linear program that grows column by column and is narrowed, warm from answer to answer: maximise, rows in bounds."""

    def __init__(self, row_lower: NDArray[np.float64], row_upper: NDArray[np.float64]) -> None:
        """Rows without columns yet."""
        _banner_shown()
        self._solver = _silent()
        self._solver.setOptionValue("presolve", "off")
        none = np.zeros(0)
        self._solver.addRows(len(row_lower), row_lower, row_upper, 0, np.zeros(len(row_lower), dtype=np.int32),
                             none.astype(np.int32), none)
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.columns = 0

    def add(self, cost: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64], matrix: csc_array) -> int:
        """New columns; ``matrix``: rows × new columns. Returns the position of the first."""
        first, self.columns = self.columns, self.columns + len(cost)
        self._solver.addCols(len(cost), np.ascontiguousarray(cost), np.ascontiguousarray(lower), np.ascontiguousarray(upper),
                             matrix.nnz, matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32), matrix.data)
        return first

    def add_dense(self, cost: NDArray[np.float64], upper: NDArray[np.float64], matrix: NDArray[np.float64]) -> int:
        """As ``add`` with lower bounds 0; ``matrix``: rows × new columns, all of it."""
        return self.add(cost, np.zeros(len(cost)), upper, csc_array(matrix))

    def bound(self, columns: NDArray[np.int64], lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """New bounds for some columns."""
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def weigh(self, columns: NDArray[np.int64], cost: NDArray[np.float64]) -> None:
        """New objective coefficients for some columns."""
        self._solver.changeColsCost(len(columns), columns.astype(np.int32), cost)

    def limit(self, row: int, lower: float, upper: float) -> None:
        """New bounds for one row."""
        self._solver.changeRowBounds(row, lower, upper)

    def arrays(self) -> Arrays:
        """The program as it stands."""
        lp = self._solver.getLp()
        a = lp.a_matrix_
        matrix = csc_array((np.asarray(a.value_), np.asarray(a.index_), np.asarray(a.start_)), shape=(lp.num_row_, lp.num_col_))
        return Arrays(np.asarray(lp.col_cost_), np.asarray(lp.col_lower_), np.asarray(lp.col_upper_),
                      np.asarray(lp.row_lower_), np.asarray(lp.row_upper_), matrix)

    def solve(self, strategy: int = DUAL) -> Answer:
        """As ``solve_lp``; ``strategy``: ``DUAL`` after bounds have changed, ``PRIMAL`` after columns were added."""
        self._solver.setOptionValue("simplex_strategy", strategy)
        return _relaxed(self._solver)


def _relaxed(solver: highspy.Highs) -> Answer:
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return Answer(Outcome.INFEASIBLE, None, -np.inf, -np.inf)
    solution = solver.getSolution()
    objective = float(solver.getInfo().objective_function_value)
    # HiGHS reports duals of the problem as maximised: non-negative where an upper side binds.
    return Answer(Outcome.OPTIMAL, np.asarray(solution.col_value), objective, objective, np.asarray(solution.row_dual))


def solve_mip(model: LinearModel, *, gap: float = 0.0, node_limit: int = 20_000, presolve: bool = True) -> Answer:
    """The mixed-integer maximum to a relative ``gap`` or until ``node_limit`` nodes.

    Presolve can call a model infeasible that holds by a hair: who knows of a solution asks again without it.
    """
    if not model.cost:
        return _without_columns(model)
    solver = _loaded(model, relaxed=False)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    solver.setOptionValue("mip_max_nodes", node_limit)
    if not presolve:
        solver.setOptionValue("presolve", "off")
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(Outcome.INFEASIBLE, None, -np.inf, -np.inf)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.asarray(solver.getSolution().col_value) if found else None
    objective = float(info.objective_function_value) if found else -np.inf
    optimal = status == highspy.HighsModelStatus.kOptimal
    return Answer(Outcome.OPTIMAL if optimal else Outcome.LIMIT, values, objective, float(info.mip_dual_bound))


def _without_columns(model: LinearModel) -> Answer:
    """HiGHS looks at no row of a model without columns: each holds when nothing is within its bounds."""
    if any(lower > 0 or upper < 0 for lower, upper in zip(model.row_lower, model.row_upper, strict=True)):
        return Answer(Outcome.INFEASIBLE, None, -np.inf, -np.inf)
    return Answer(Outcome.OPTIMAL, np.zeros(0), 0.0, 0.0, np.zeros(len(model.row_names)))


@cache
def _banner_shown() -> bool:
    """The first HiGHS object of a process prints a licence banner that no option stops; standard output must stay ours."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()
        ctypes.CDLL(None).fflush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
    return True


def _silent() -> highspy.Highs:
    solver = highspy.Highs()
    for name, value in (("log_to_console", False), ("output_flag", False), ("threads", 1), ("random_seed", 0),
                        ("primal_feasibility_tolerance", FEASIBILITY), ("mip_feasibility_tolerance", FEASIBILITY)):
        solver.setOptionValue(name, value)
    return solver


def _loaded(model: LinearModel, relaxed: bool) -> highspy.Highs:
    _banner_shown()
    solver = _silent()
    starts, rows, values = model.matrix()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.cost), len(model.row_names)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(model.cost), np.array(model.lower), np.array(model.upper)
    lp.row_lower_, lp.row_upper_ = np.array(model.row_lower), np.array(model.row_upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, rows, values
    lp.sense_ = highspy.ObjSense.kMaximize
    if not relaxed:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in model.whole]
    solver.passModel(lp)
    return solver
