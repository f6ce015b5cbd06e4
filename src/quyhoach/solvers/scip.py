"""SCIP, the second solver, where it is installed (extra ``engine``): whole decisions of a small program, better than HiGHS there."""

from __future__ import annotations

from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quyhoach.solvers.highs import FEASIBILITY, Answer, Arrays, Outcome

if TYPE_CHECKING:
    from pyscipopt import Model, Variable


def installed() -> bool:
    """Whether PySCIPOpt can be imported."""
    return find_spec("pyscipopt") is not None


def decide(arrays: Arrays, whole: NDArray[np.int64], *, gap: float, node_limit: int) -> Answer:
    """The maximum with the columns ``whole`` whole, to a relative ``gap`` or until ``node_limit`` nodes; one thread, one seed."""
    from pyscipopt import SCIP_PARAMSETTING, Model  # type: ignore[attr-defined]  # optional; it is there, its stub does not say so

    model = Model()
    model.hideOutput()
    model.setSeparating(SCIP_PARAMSETTING.FAST)
    for name, value in (("limits/gap", gap), ("limits/totalnodes", node_limit), ("numerics/feastol", FEASIBILITY)):
        model.setParam(name, value)
    kinds = np.full(len(arrays.cost), "C")
    kinds[whole] = "I"
    columns = [
        model.addVar(vtype=str(kind), lb=_side(lower), ub=_side(upper), obj=cost)
        for kind, cost, lower, upper in zip(kinds, arrays.cost.tolist(), arrays.lower.tolist(), arrays.upper.tolist(), strict=True)
    ]
    model.setMaximize()
    _add_rows(model, columns, arrays)
    model.optimize()
    best = model.getBestSol()
    if best is None or model.getNSols() == 0:
        return Answer(Outcome.INFEASIBLE if model.getStatus() == "infeasible" else Outcome.LIMIT, None, -np.inf, model.getDualbound())
    values = np.array([best[column] for column in columns])
    done = model.getStatus() in ("optimal", "gaplimit")
    return Answer(Outcome.OPTIMAL if done else Outcome.LIMIT, values, model.getPrimalbound(), model.getDualbound())


def _side(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _add_rows(model: Model, columns: list[Variable], arrays: Arrays) -> None:
    from pyscipopt import quicksum  # optional

    rows = arrays.matrix.tocsr()
    places, values = rows.indices.tolist(), rows.data.tolist()
    sides = zip(pairwise(rows.indptr.tolist()), arrays.row_lower.tolist(), arrays.row_upper.tolist(), strict=True)
    for (begin, end), lower, upper in sides:
        if begin == end:
            continue
        row = quicksum(values[k] * columns[places[k]] for k in range(begin, end))
        if lower == upper:
            model.addCons(row == lower)
        elif not np.isfinite(lower):
            model.addCons(row <= upper)
        elif not np.isfinite(upper):
            model.addCons(row >= lower)
        else:
            model.addCons((lower <= row) <= upper)
