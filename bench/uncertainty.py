"""1,000 draws of a fixed plan: by sparse matrices beside a plain Python loop over draws and payments, in the same run, and the bounds.

    ./qh bench uncertainty [--quick] [--json] [--projects N] [--draws N]

The question is ``./qh bench capital``'s own. The loops add up money by source and year; they run for a few draws and their time is scaled
to all of them. Both ways start from drawn needs and give the same money. A plain loop tests every ceiling for every payment; a careful
one looks its ceilings up: the second is the fair peer. One thread. Beside the sums: the whole evaluation (who stays fundable, what
breaks), the two bounds of every draw, and one plan made again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from national.generator import SHAPES, instance

from quyhoach.capital.engine import in_order
from quyhoach.capital.plan import CapitalPlan
from quyhoach.capital.preview import preview
from quyhoach.capital.problem import CapitalProblem
from quyhoach.capital.shocks import CHUNK, DEFAULT_SHOCKS, Draws, Shock
from quyhoach.capital.uncertainty import Uncertainty

LOOPED = 3
"""Draws that the Python loop is timed on."""
ONLY_MONEY = tuple(shock for shock in DEFAULT_SHOCKS if shock.kind != "delay")


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    clock = time.perf_counter()
    work()
    return time.perf_counter() - clock


def sums_in_use(case: Uncertainty, chunks: int) -> float:
    """Seconds for the money of all draws, each chunk right after it is drawn, as an outlook does; drawing not counted."""
    found = 0.0
    for k in range(chunks):
        draws = case.lottery.chunk(k)
        found += timed(partial(case.exposure.spent, draws))
    return found


def loop(problem: CapitalProblem, plan: CapitalPlan, draws: Draws, k: int) -> dict[tuple[str, int, int], float]:
    """Money by ceiling of one draw, payment by payment."""
    drawn = {p.id: (p.need, int(draws.need[n, k])) for n, p in enumerate(problem.projects)}
    spent = dict.fromkeys((*((f, y, y) for f, y in problem.ceilings), *problem.medium_term), 0.0)
    for payment in plan.allocations:
        if payment.kind != "lock":
            amount = float(payment.amount)
            if payment.kind == "project":
                need, now = drawn[payment.id]
                amount *= now / need
            for fund, first, last in spent:
                if fund == payment.fund and first <= payment.year <= last:
                    spent[fund, first, last] += amount
    return spent


def tidy_loop(problem: CapitalProblem, plan: CapitalPlan, draws: Draws, k: int) -> dict[tuple[str, int, int], float]:
    """As ``loop`` with the ceilings of a payment looked up, which a careful hand would write."""
    drawn = {p.id: int(draws.need[n, k]) / p.need for n, p in enumerate(problem.projects)}
    of: dict[tuple[str, int], list[tuple[str, int, int]]] = {key: [(*key, key[1])] for key in problem.ceilings}
    for fund, first, last in problem.medium_term:
        for year in range(first, last + 1):
            of.setdefault((fund, year), []).append((fund, first, last))
    spent = {key: 0.0 for keys in of.values() for key in keys}
    for payment in plan.allocations:
        if payment.kind != "lock":
            amount = payment.amount * (drawn[payment.id] if payment.kind == "project" else 1.0)
            for key in of[payment.fund, payment.year]:
                spent[key] += amount
    return spent


def lean(plan: CapitalPlan) -> CapitalPlan:
    """Without the published data of the proof."""
    return replace(plan, certificate=replace(plan.certificate, data={}) if plan.certificate else None)


def measured(count: int, draws: int, shocks: tuple[Shock, ...]) -> dict[str, object]:
    """Everything for one size."""
    problem = in_order(instance(count, *SHAPES[count], 1))
    plan = lean(preview(problem))
    case = Uncertainty(problem, plan, ONLY_MONEY, 1)
    chunks = [case.lottery.chunk(k) for k in range(-(-draws // CHUNK))]
    setup = timed(lambda: case.exposure)
    spent = case.exposure.spent(chunks[0])
    looped = [tidy_loop(problem, plan, chunks[0], k) for k in range(LOOPED)]
    ours = [dict(zip(case.exposure.ceilings, spent[:, k].tolist(), strict=True)) for k in range(LOOPED)]
    equal = all(np.isclose(ours[k][key], looped[k][key], rtol=1e-9, atol=1e-6) for k in range(LOOPED) for key in looped[k])
    matrix = statistics.median(sums_in_use(case, len(chunks)) for _ in range(5))
    plain = timed(lambda: [loop(problem, plan, chunks[0], k) for k in range(LOOPED)]) * draws / LOOPED
    tidy = timed(lambda: [tidy_loop(problem, plan, chunks[0], k) for k in range(LOOPED)]) * draws / LOOPED
    whole = Uncertainty(problem, plan, shocks, 1)
    late = [whole.lottery.chunk(k) for k in range(len(chunks))]
    prepared = timed(lambda: (whole.exposure, whole.bounds))
    assert whole.bounds is not None
    return {
        "n": count, "draws": draws, "in_plan": sum(d.in_plan for d in plan.decisions), "payments": len(plan.allocations), "equal": equal,
        "setup_s": setup + prepared, "drawing_s": timed(lambda: [whole.lottery.chunk(k) for k in range(len(chunks))]),
        "sums_s": matrix, "loop_s": plain, "tidy_loop_s": tidy, "ratio": plain / matrix, "tidy_ratio": tidy / matrix,
        "evaluation_s": timed(lambda: [whole.exposure.under(chunk) for chunk in late]),
        "bounds_s": timed(lambda: [whole.bounds.under(chunk) for chunk in late if whole.bounds]),
        "remade_s": timed(lambda: whole.remade(0)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--projects", type=int, default=10_000, choices=sorted(SHAPES))
    parser.add_argument("--draws", type=int, default=1_000)
    args = parser.parse_args()
    row = measured(2_000 if args.quick else args.projects, args.draws, DEFAULT_SHOCKS)
    if args.json:
        print(json.dumps({"rows": [row]}, indent=2))
        return
    print(f"{row['n']:,} projects, {row['in_plan']:,} in the plan, {row['payments']:,} payments, {row['draws']:,} draws, one thread")
    print(f"money by ceiling: matrix {row['sums_s']:.3f} s; loop {row['loop_s']:.1f} s, {row['ratio']:,.0f}x; careful loop "
          f"{row['tidy_loop_s']:.1f} s, {row['tidy_ratio']:,.0f}x (from {LOOPED} draws); equal: {row['equal']}")
    print(f"set-up {row['setup_s']:.2f} s; drawing {row['drawing_s']:.2f} s; who stays fundable, what breaks {row['evaluation_s']:.2f} s; "
          f"both bounds of every draw {row['bounds_s']:.2f} s; one plan made again {row['remade_s']:.1f} s")


if __name__ == "__main__":
    main()
