"""One plan of ours, measured in a process of its own: seconds, greatest memory, the checker's word and the stranger's."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from quyhoach.capital.checker import check_plan
from quyhoach.capital.engine import Settings, in_order, plan_capital
from quyhoach.capital.large.bulk import bulk_of
from quyhoach.capital.large.kernel import Core
from quyhoach.capital.large.master import Master
from quyhoach.capital.model import ranks_to_meet
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.preview import preview
from quyhoach.capital.problem import CapitalProblem
from quyhoach.reports.plan_json import certificate_json, certificate_prices

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "outside"))

from recompute import Wrong, check_statements, recompute

Row = dict[str, Any]


def apart(work: Callable[..., Row], *given: object, limit: float | None = None) -> Row | None:
    """``work(*given)`` in a process of its own, so that its memory is its own; None when it does not end within ``limit`` seconds of the
    processor: others on the machine do not count."""
    context = get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_into, args=(writer, work, given, limit))
    process.start()
    writer.close()
    try:
        return reader.recv()
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def _into(writer: Connection, work: Callable[..., Row], given: tuple[object, ...], limit: float | None) -> None:
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(limit), ceil(limit)))
    writer.send(work(*given))


def memory() -> int:
    """Greatest memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def ours(make: Callable[[], CapitalProblem], target: float) -> Row:
    """A plan, whether the checker accepts it and the target is met, and what recomputing its JSON gives."""
    problem = make()
    processor = time.process_time()
    plan = plan_capital(problem, Settings(gap=target))
    row: Row = {"engine": "quyhoach", "build_s": 0.0, "solve_s": plan.seconds, "cpu_s": time.process_time() - processor, "gap": plan.gap,
                "peak_mb": memory(), "ratio": 1.0, "status": str(plan.status), "value": plan.objective, "bound": plan.bound,
                "findings": [f.code for f in plan.findings],
                "short": {level.rank: [level.shortfall, level.bound] for level in plan.levels if level.shortfall}}
    row["accepted"] = plan.status is not Status.NONE and check_plan(in_order(problem), plan) == ()
    row["met"] = row["accepted"] and plan.gap <= target
    return row | (recomputed(plan) if row["accepted"] else {"recomputed": False, "recompute_s": 0.0})


def recomputed(plan: CapitalPlan) -> Row:
    """The plan as printed, proven by ``tests/outside/recompute.py``."""
    data = json.loads(json.dumps(printed(plan)))
    clock = time.perf_counter()
    try:
        check_statements(data, *recompute(data))
    except Wrong as problem:
        return {"recomputed": False, "recompute_s": time.perf_counter() - clock, "wrong": str(problem)}
    return {"recomputed": True, "recompute_s": time.perf_counter() - clock}


def printed(plan: CapitalPlan) -> Row:
    """The keys of ``plan --json`` that a proof needs."""
    return {
        "objective": plan.objective, "bound": plan.bound, "gap": plan.gap,
        "allocations": [{"project": a.id, "source": a.fund, "year": a.year, "amount": a.amount, "kind": a.kind} for a in plan.allocations],
        "projects": [{"id": d.id, "in_plan": d.in_plan, "start_year": d.start_year, "delay": d.delay} for d in plan.decisions],
        "levels": [{"rank": level.rank, "shortfall": level.shortfall} for level in plan.levels],
        "clearings": dict(plan.clearings), "shortfalls": dict(plan.shortfalls),
        "prices": certificate_prices(plan.certificate), "certificate": certificate_json(plan.certificate),
    }


def warm(make: Callable[[], CapitalProblem]) -> Row:
    """A source's ceilings fall by 5 %; the answer begins from the plan before."""
    problem = make()
    before = preview(problem)
    fund = problem.funds[0]
    changed = replace(problem, ceilings={key: limit * 95 // 100 if key[0] == fund else limit for key, limit in problem.ceilings.items()})
    after = preview(changed, before)
    return {"seconds": after.seconds, "gap": after.gap, "accepted": check_plan(in_order(changed), after) == ()}


def bound_alone(make: Callable[[], CapitalProblem], limit: float) -> Row:
    """The bound by prices, and HiGHS' simplex on the compact program of the same arrays (joint choices of clusters, money by class),
    both in seconds of the processor; the simplex ends after ``limit`` seconds of the clock."""
    problem = in_order(make())
    clock = time.process_time()
    bulk = bulk_of(problem, dict.fromkeys(ranks_to_meet(problem), 0))
    priced = Master(bulk, bulk.benefit()).solve()
    prices = time.process_time() - clock
    core = Core(bulk, priced, len(bulk.clusters.first), choices=10_000, profiles=6, reserve=False)
    solver = core.program._solver  # the peer is the bare simplex, with its presolve and a limit that the engine never sets
    for name, value in (("presolve", "choose"), ("time_limit", limit)):
        solver.setOptionValue(name, value)
    clock = time.process_time()
    answer = core.program.solve()
    seconds = time.process_time() - clock
    done = answer.values is not None
    return {"prices_s": prices, "simplex_s": seconds, "columns": core.program.columns, "censored": not done, "ratio": seconds / prices,
            "bound": priced.gains.bound, "simplex": core.closed_value + answer.objective if done else None}
