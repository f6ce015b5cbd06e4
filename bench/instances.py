"""Public instances: OR-Library's first three multi-constraint knapsacks to their stated optima, and PPSSP PI_1 and PI_2 (project
portfolio selection and scheduling) to a valid bound and a checked plan within a time limit.

The same parts as the engine: a strong linear form (one 0/1 column a project and start, cumulative prerequisite rows), its linear
bound, ``Descent`` and its last mile; every answer is looked at by a checker of its own that reads only the instance. Instances are
read from the folder of real data beside the repository; without it the bench says so and ends.

    ./qh bench instances [--quick] [--json] [--limit SECONDS]      --quick: a tenth of the last mile
"""

from __future__ import annotations

import argparse
import json
import math
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csc_array

from quyhoach.solvers import scip
from quyhoach.solvers.descent import Descent, Groups
from quyhoach.solvers.highs import Answer, Arrays, Program, solve_mip
from quyhoach.solvers.linear import LinearModel

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
NODES, DESCENT = 200, 0.4
"""Nodes of branch and bound on the starts left in doubt, where SCIP is installed; the descent's share of the time then."""
MOST_COLUMNS = 6_000
"""Starts left open for the descent."""


def knapsacks() -> list[dict[str, Any]]:
    """Each instance of mknap1's first three: ours against the stated optimum."""
    words = iter((DATA / "knapsack" / "mknap1_first3.txt").read_text("utf-8").split())
    found = []
    for _ in range(int(next(words))):
        items, limits, optimum = int(next(words)), int(next(words)), float(next(words))
        values = [float(next(words)) for _ in range(items)]
        uses = [[float(next(words)) for _ in range(items)] for _ in range(limits)]
        most = [float(next(words)) for _ in range(limits)]
        model = LinearModel()
        columns = [model.add_column(value, upper=1.0, whole=True) for value in values]
        for row, limit in zip(uses, most, strict=True):
            model.add_row("limit", dict(zip(columns, row, strict=True)), upper=limit)
        clock = time.perf_counter()
        answer = solve_mip(model)
        seconds = time.perf_counter() - clock
        chosen = [k for k in columns if answer.values is not None and answer.values[k] > 0.5]
        kept = all(sum(row[k] for k in chosen) <= limit + 1e-9 for row, limit in zip(uses, most, strict=True))
        value = sum(values[k] for k in chosen)
        found.append({"items": items, "limits": limits, "stated": optimum, "value": value, "bound": answer.bound, "kept": kept,
                      "met": kept and abs(value - optimum) < 1e-6 and answer.bound <= optimum + 1e-6, "seconds": seconds})
    return found


class Portfolio:
    """One PPSSP instance as a program: a column a project and start period, an elastic column a budget row."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data, self.projects = data, data["projects"]
        self.starts, self.periods = data["start_periods"], data["budget_periods"]
        self.columns = [(n, s) for n, p in enumerate(self.projects) for s in range(self.starts) if s + p["duration"] <= self.periods]
        self.number = {pair: k for k, pair in enumerate(self.columns)}
        self.value = np.array([self._value(n, s) for n, s in self.columns])
        self.upper: list[float] = []
        self.terms: list[tuple[int, int, float]] = []
        self._budgets()
        self.elastic = len(self.upper)
        self._logic()
        self.first_group = len(self.upper)
        for n, own in enumerate(self._by_project()):
            self.row([(self.number[n, s], 1.0) for s in own], 1.0)
        rows, columns, values = (np.array(part) for part in zip(*self.terms, strict=True))
        self.matrix = csc_array(coo_array((values, (rows, columns)), shape=(len(self.upper), len(self.columns))))

    def _value(self, n: int, s: int) -> float:
        rate = 1.0 + self.data["discount_rate"]
        return sum(value / rate ** (s + k) for k, value in enumerate(self.projects[n]["value"]))

    def _by_project(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.projects]
        for n, s in self.columns:
            found[n].append(s)
        return found

    def row(self, terms: list[tuple[int, float]], upper: float) -> None:
        self.terms += [(len(self.upper), column, value) for column, value in terms]
        self.upper.append(upper)

    def _budgets(self) -> None:
        total, ongoing, first, count = ([[] for _ in range(self.periods)] for _ in range(4))
        streams: list[list[tuple[int, float]]] = [[] for _ in self.data["stream_budgets"]]
        base = min(p["stream"] for p in self.projects)
        for k, (n, s) in enumerate(self.columns):
            p = self.projects[n]
            for at, cost in enumerate(p["cost"]):
                total[s + at].append((k, cost))
                (first if at == 0 else ongoing)[s + at].append((k, cost))
            count[s].append((k, 1.0))
            streams[p["stream"] - base].append((k, float(sum(p["cost"][: max(0, self.starts - s)]))))
        for rows, limits in ((total, self.data["budget"]), (ongoing, self.data["ongoing_budget"]), (first, self.data["initiation_budget"])):
            for terms, limit in zip(rows, limits, strict=True):
                if terms:
                    self.row(terms, limit)
        for terms in count:
            if len(terms) > self.data["initiation_max_count"]:
                self.row(terms, self.data["initiation_max_count"])
        for terms, limit in zip(streams, self.data["stream_budgets"], strict=True):
            self.row(terms, limit)

    def _logic(self) -> None:
        place = {p["id"]: n for n, p in enumerate(self.projects)}
        own = self._by_project()
        for n, p in enumerate(self.projects):
            for before in p["prerequisites"]:
                b = place[before]
                for s in own[n]:
                    terms = [(self.number[n, u], 1.0) for u in own[n] if u <= s]
                    terms += [(self.number[b, u], -1.0) for u in own[b] if u + self.projects[b]["duration"] <= s]
                    self.row(terms, 0.0)
            for other in p["excludes"]:
                if place[other] > n:
                    self.row([(self.number[m, s], 1.0) for m in (n, place[other]) for s in own[m]], 1.0)

    def program(self) -> Program:
        upper, number = np.array(self.upper), np.arange(self.elastic)
        program = Program(np.full(len(upper), -math.inf), upper)
        count = len(self.columns)
        program.add(self.value, np.zeros(count), np.ones(count), self.matrix)
        slack = csc_array(coo_array((-np.ones(self.elastic), (number, number)), shape=(len(upper), self.elastic)))
        program.add(np.full(self.elastic, -float(self.value.max())), np.zeros(self.elastic), np.full(self.elastic, math.inf), slack)
        return program

    def narrowed(self, answer: Answer) -> Groups:
        """Only the starts that the prices of the linear answer leave in doubt, as groups by project."""
        owner = np.array([n for n, _ in self.columns])
        size = np.array([float(sum(p["cost"])) for p in self.projects])
        assert answer.prices is not None
        assert answer.values is not None
        prices = answer.prices.copy()
        prices[self.first_group:] = 0.0
        gains = self.value - self.matrix.T @ prices
        margin, behind = np.full(len(self.projects), math.inf), np.zeros(len(owner))
        cuts = np.searchsorted(owner, np.arange(len(self.projects) + 1)).tolist()
        for n, (begin, end) in enumerate(pairwise(cuts)):
            best = np.sort(np.r_[gains[begin:end], 0.0])
            margin[n] = (best[-1] - best[-2]) / max(size[n], 1.0) if end > begin else math.inf
            behind[begin:end] = (best[-1] - gains[begin:end]) / max(size[n], 1.0)
        kept = np.sort(np.argsort(behind - 1e9 * (answer.values[:len(owner)] > 1e-9), kind="stable")[:MOST_COLUMNS])
        self.columns = [self.columns[k] for k in kept.tolist()]
        self.value, self.matrix = self.value[kept], csc_array(self.matrix[:, kept])
        return Groups(owner[kept], np.arange(len(kept)), size, margin, len(self.projects))

    def touching(self, answer: Answer) -> np.ndarray:
        assert answer.values is not None
        over = np.flatnonzero(answer.values[len(self.columns):] > 1e-6)
        columns = np.unique(self.matrix[over, :].nonzero()[1]) if len(over) else np.zeros(0, dtype=int)
        found = np.zeros(len(self.projects), dtype=bool)
        found[[self.columns[k][0] for k in columns.tolist()]] = True
        return found

    def exceeded(self, answer: Answer) -> float:
        return math.inf if answer.values is None else float(answer.values[len(self.columns):].sum())


def check(data: dict[str, Any], chosen: dict[int, int]) -> tuple[list[str], float]:
    """Breaches of a plan {project: start} and its value, from the instance alone."""
    found, spend, ongoing, begun = [], [0.0] * data["budget_periods"], [0.0] * data["budget_periods"], [0.0] * data["budget_periods"]
    streams: dict[int, float] = {}
    by_id = {p["id"]: p for p in data["projects"]}
    value, counts = 0.0, [0] * data["budget_periods"]
    for name, start in chosen.items():
        p = by_id[name]
        counts[start] += 1
        for at, cost in enumerate(p["cost"]):
            spend[start + at] += cost
            (begun if at == 0 else ongoing)[start + at] += cost
            if start + at < data["start_periods"]:
                streams[p["stream"]] = streams.get(p["stream"], 0.0) + cost
        value += sum(v / (1 + data["discount_rate"]) ** (start + at) for at, v in enumerate(p["value"]))
        for before in p["prerequisites"]:
            if before not in chosen or chosen[before] + by_id[before]["duration"] > start:
                found.append(f"{name} begins before {before} is finished")
        found += [f"{name} and {other} exclude each other" for other in p["excludes"] if other in chosen]
    for kind, used, limits in (("budget", spend, data["budget"]), ("ongoing", ongoing, data["ongoing_budget"]),
                               ("initiation", begun, data["initiation_budget"])):
        found += [f"{kind} {t}: {u} > {limit}" for t, (u, limit) in enumerate(zip(used, limits, strict=True)) if u > limit + 1e-6]
    base = min(p["stream"] for p in data["projects"])
    found += [f"stream {s}: {u}" for s, u in streams.items() if u > data["stream_budgets"][s - base] + 1e-6]
    found += [f"starts {t}: {n}" for t, n in enumerate(counts) if n > data["initiation_max_count"]]
    return found, value


def portfolio(file: Path, limit: float) -> dict[str, Any]:
    """A valid bound, and the better of the plans of two ways: descent with its last mile, and branch and bound; each is checked."""
    data = json.loads(file.read_text("utf-8"))
    clock = time.perf_counter()
    question = Portfolio(data)
    relaxed = question.program().solve()
    bound = relaxed.objective
    if scip.installed():
        bound = min(bound, with_cuts(question))
    bound_seconds = time.perf_counter() - clock
    groups = question.narrowed(relaxed)
    ways = {"descent": by_descent(question, groups, clock + limit * (DESCENT if scip.installed() else 1.0), bound)}
    if scip.installed():
        ways["branch and bound"] = by_branching(question)
    best: dict[str, Any] = {"name": data["name"], "bound": bound, "bound_seconds": bound_seconds, "value": None, "met": False}
    for way, taken in ways.items():
        if taken is None:
            continue
        starts = {data["projects"][question.columns[k][0]]["id"]: question.columns[k][1] for k in taken}
        breaches, value = check(data, starts)
        gap = (bound - value) / bound
        if not breaches and (best["value"] is None or value > best["value"]):
            best |= {"value": value, "gap": gap, "way": way, "met": gap <= 0.045}
    return {**best, "seconds": time.perf_counter() - clock}


def by_descent(question: Portfolio, groups: Groups, until: float, bound: float) -> list[int] | None:
    """Columns chosen by descent, its last mile gone until a moment."""
    rate = float(question.value.sum() / groups.size[groups.owner].sum())
    descent = Descent(question.program(), groups, rate, question.exceeded, question.touching)
    if descent.run() is None:
        return None
    while time.perf_counter() < until and (bound - descent.answer.objective) / bound > 0.005:
        descent.polish(math.inf, 2, within=1e-7)
    assert descent.answer.values is not None
    return np.flatnonzero(descent.answer.values[:len(question.columns)] > 0.5).tolist()


def by_branching(question: Portfolio) -> list[int] | None:
    """Columns chosen by SCIP among the starts left in doubt."""
    count, limits = len(question.columns), np.array(question.upper)
    arrays = Arrays(question.value, np.zeros(count), np.ones(count), np.full(len(limits), -math.inf), limits, question.matrix)
    answer = scip.decide(arrays, np.arange(count), gap=0.005, node_limit=NODES)
    return None if answer.values is None else np.flatnonzero(answer.values > 0.5).tolist()


def with_cuts(question: Portfolio) -> float:
    """The bound of the root of branch and bound on the whole instance, cuts added."""
    model = LinearModel()
    for value in question.value.tolist():
        model.add_column(value, upper=1.0, whole=True)
    rows = question.matrix.tocsr()
    for k, upper in enumerate(question.upper):
        begin, end = rows.indptr[k], rows.indptr[k + 1]
        model.add_row("row", dict(zip(rows.indices[begin:end].tolist(), rows.data[begin:end].tolist(), strict=True)), upper=upper)
    return solve_mip(model, gap=0.005, node_limit=1).bound


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./qh bench instances", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--limit", type=float, default=300.0)
    asked = parser.parse_args()
    if not DATA.is_dir():
        print("Không có thư mục dữ liệu thật bên cạnh kho mã · the folder of real data is not beside the repository")
        return
    found: dict[str, Any] = {"knapsacks": knapsacks(), "portfolios": []}
    for row in found["knapsacks"]:
        print(f"mknap1 {row['items']} × {row['limits']}: {row['value']:g}, stated {row['stated']:g}, {'met' if row['met'] else 'MISSED'}")
    for file in sorted((DATA / "ppssp").glob("PI_*.json")):
        row = portfolio(file, asked.limit * (0.1 if asked.quick else 1.0))
        found["portfolios"].append(row)
        if row["value"] is None:
            print(f"{row['name']}: bound {row['bound']:,.1f}, no plan")
        else:
            print(f"{row['name']}: bound {row['bound']:,.1f} in {row['bound_seconds']:.1f} s, plan {row['value']:,.1f} by {row['way']}, "
                  f"gap {row['gap']:.2%}, accepted, in all {row['seconds']:.0f} s")
    if asked.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
