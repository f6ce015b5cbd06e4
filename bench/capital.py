"""The capital engine against itself and its peers, on one invented kind of question, side by side in one run.

Generator: ``national/generator.py``, ``instance``. Ours is ``plan_capital``: from the question as objects to a plan the checker
accepted, with certificate and reasons; ``recomputed``: its JSON passed ``tests/outside/recompute.py``. The naive model is one column
a project, source and year and one binary a start, written out for PuLP with CBC, for highspy's objects, and for OR-Tools' MathOpt with
SCIP (``requirements-bench.lock``), to the same target, with a time limit. A ratio against a peer that ran out of time is printed
with ">"; failures are listed. Everything is one thread; every plan of ours has a process of its own.

    ./qh bench capital [--quick] [--json] [--seeds N] [--sizes 200,2000,10000,50000]
    ./qh bench capital --caps | --hard | --bound | --short

Warm: one source's ceilings fall by 5 % and the preview answers from the plan before. ``--caps``: projects with life caps.
``--hard``: hard and odd questions. ``--bound``: the bound alone beside the simplex. ``--short``: 1.3 times the money is owed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
from fractions import Fraction
from functools import partial

from national.generator import SHAPES, national, owing, with_life_caps
from national.hard import QUESTIONS
from national.naive import PEERS, installed, peer
from national.ours import Row, apart, bound_alone, ours, warm

TARGETS = {200: 1e-3, 2_000: 1e-3, 10_000: 1e-3, 50_000: 2e-4}
CAPS = (0.0, 0.01, 0.05, 0.2)


def measure(sizes: list[int], seeds: list[int], peers: dict[int, tuple[list[str], float]]) -> list[Row]:
    """Rows by size: ours on every seed, warm on the first, peers on the first beside ours at the same target."""
    rows: list[Row] = []
    for size in sizes:
        target = TARGETS[size]
        runs = [{"n": size, "seed": seed, "target": target, **(apart(ours, partial(national, size, seed), target) or {})} for seed in seeds]
        show_ours(size, target, runs)
        show_warm(apart(warm, partial(national, size, seeds[0])))
        rows += runs
        names, limit = peers.get(size, ([], 0.0))
        for name in names:
            row = apart(peer, name, national(size, seeds[0]), target, limit, limit=2 * limit + 120) if limit and installed(name) else None
            if row is not None:
                ratio = (row["build_s"] + row["solve_s"]) / runs[0]["solve_s"]
                row = {"n": size, "engine": name, "target": target, **row, "ratio": ratio, "censored": not row["met"]}
                rows.append(row)
            show_peer(name, row)
    return rows


def exponent(rows: list[Row]) -> float | None:
    """Fitted growth of the median seconds with the number of projects, over sizes decided by prices."""
    mine = [row for row in rows if row["engine"] == "quyhoach" and row["n"] >= 2_000]
    points = [(math.log(n), math.log(statistics.median(row["solve_s"] for row in mine if row["n"] == n)))
              for n in sorted({row["n"] for row in mine})]
    if len(points) < 2:
        return None
    mean_x, mean_y = (statistics.fmean(part) for part in zip(*points, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


def show_ours(size: int, target: float, runs: list[Row]) -> None:
    """One size in words."""
    (years, sources), many = SHAPES[size], len(runs)
    gaps, seconds, cpu = ([run[key] for run in runs] for key in ("gap", "solve_s", "cpu_s"))
    accepted, met, again = (sum(run[key] for run in runs) for key in ("accepted", "met", "recomputed"))
    print(f"N {size:>6} × {years} × {sources}, to {target:.2%}: accepted {accepted} of {many}, recomputed {again} of {many} (in at most "
          f"{max(run['recompute_s'] for run in runs):.1f} s), target met {met} of {many}; gap {min(gaps):.4%}–{max(gaps):.4%}; "
          f"{statistics.median(seconds):.2f} s (worst {max(seconds):.2f}; processor {statistics.median(cpu):.2f}, worst {max(cpu):.2f}); "
          f"{max(run['peak_mb'] for run in runs)} MB; load {os.getloadavg()[0]:.1f}", flush=True)
    for run in runs:
        if not run["met"] or not run["recomputed"]:
            print(f"    missed: seed {run['seed']}, gap {run['gap']:.4%}, accepted {run['accepted']}, {run['solve_s']:.1f} s "
                  f"{run.get('wrong', '')}", flush=True)


def show_warm(after: Row | None) -> None:
    """The warm answer in words."""
    if after is not None:
        print(f"    warm (one source −5 %): {after['seconds']:.2f} s, gap {after['gap']:.4%}, accepted {after['accepted']}", flush=True)


def show_peer(name: str, other: Row | None) -> None:
    """One peer beside ours on the first seed."""
    if other is None:
        print(f"    {name}: not run (not installed, or no time given)", flush=True)
        return
    gap = "no plan" if other["value"] is None else "no bound" if other["gap"] is None else f"gap {other['gap']:.3%}"
    seconds = other["build_s"] + other["solve_s"]
    more = "> " if other["censored"] else ""
    print(f"    {name}: {seconds:.1f} s, {gap}; ours is {more}{other['ratio']:.1f}× as fast on the first seed", flush=True)


def show_plan(name: str, row: Row | None, limit: float) -> None:
    """One plan of a list in words."""
    if row is None:
        print(f"{name}: > {limit:.0f} s", flush=True)
        return
    said = f"gap {row['gap']:.4%}, accepted {row['accepted']}, recomputed {row['recomputed']}"
    said = said if row["status"] != "none" else f"no plan: {', '.join(row['findings'])}"
    short = "".join(f"; rank {rank} short {found:,}, proven {low:,.0f}" for rank, (found, low) in row["short"].items())
    print(f"{name}: {row['solve_s']:.2f} s (processor {row['cpu_s']:.2f}), {row['peak_mb']} MB, {said}{short}", flush=True)


def several(questions: dict[str, object], target: float, limit: float) -> list[Row]:
    """Named questions one after another, each within the limit."""
    rows = []
    for name, make in questions.items():
        row = apart(ours, make, target, limit=limit)
        show_plan(name, row, limit)
        rows.append({"name": name, "target": target, **(row or {"engine": "quyhoach", "solve_s": limit, "censored": True})})
    return rows


def bounds(sizes: list[int], limit: float) -> list[Row]:
    """The bound alone beside the simplex at 10,000 and 50,000."""
    rows = []
    for size in sizes:
        row = apart(bound_alone, partial(national, size, 1), limit, limit=2 * limit + 120)
        if row is not None:
            more = "> " if row["censored"] else ""
            print(f"bound alone, N {size}: prices {row['prices_s']:.2f} s, simplex on {row['columns']} columns "
                  f"{more}{row['simplex_s']:.1f} s: {more}{row['ratio']:.1f}×; {row['bound']:.2f} and {row['simplex']}", flush=True)
            rows.append({"n": size, **row})
    return rows


def capped(size: int, share: float) -> object:
    """A question of that size with life caps on a share of its projects."""
    return with_life_caps(national(size, 1), share)


def short(size: int) -> object:
    """A question of that size that owes 1.3 times its money."""
    return owing(national(size, 1), Fraction(13, 10))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./qh bench capital", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="ours at 200, 2,000 and 10,000; SCIP at 2,000 for 45 s")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--sizes")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for a peer, or for a plan of a list; 0: no peer is run")
    for name in ("caps", "hard", "bound", "short"):
        parser.add_argument(f"--{name}", action="store_true")
    asked = parser.parse_args()
    chosen = [int(part) for part in asked.sizes.split(",")] if asked.sizes else None
    if asked.hard:
        rows = several(dict(QUESTIONS), 1e-6, asked.limit)
    elif asked.caps:
        rows = several({f"N {n}, life caps on {share:.0%}": partial(capped, n, share) for n in chosen or (2_000, 10_000) for share in CAPS},
                       1e-3, asked.limit)
    elif asked.short:
        rows = several({f"N {n}, owing 1.3 times the money": partial(short, n) for n in chosen or (2_000, 10_000)}, 1e-3, asked.limit)
    elif asked.bound:
        rows = bounds(chosen or [10_000, 50_000], asked.limit)
    else:
        sizes = chosen or [200, 2_000, 10_000] + ([] if asked.quick else [50_000])
        peers = {2_000: (["MathOpt + SCIP"], 45.0)} if asked.quick else dict.fromkeys((200, 2_000, 10_000), (list(PEERS), asked.limit))
        rows = measure(sizes, list(range(1, (asked.seeds or (2 if asked.quick else 10)) + 1)), peers if asked.limit else {})
        if (growth := exponent(rows)) is not None:
            print(f"growth from 2,000 projects on: seconds ~ N^{growth:.2f}")
    if asked.json:
        print(json.dumps({"rows": rows}))


if __name__ == "__main__":
    main()
