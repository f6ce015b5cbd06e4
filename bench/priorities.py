"""Ten thousand alternatives by twelve criteria: each method, and ten thousand sets of weights; beside pymcdm and scikit-criteria.

Generator: uniform values, seeded, more is better everywhere, weights uniform over the simplex, PROMETHEE thresholds q = 0.05, p = 0.3.
Every answer is compared before anything is timed: scores of one set of weights to 1e-12 (weighted sum of min-max values, TOPSIS on vector
normalisation, VIKOR with v = ½, PROMETHEE II linear), and who comes first in the draws both made. One thread each, in one process;
seconds are the processor's, the median of several runs. From values as an array to scores; what a peer checks or builds on every
call is in its figure.

PROMETHEE by pymcdm compares all pairs, criterion by criterion: time and memory grow with the square (2 GB at 4,000), so beyond 4,000 it
is not run. Draws: a peer ranks draw after draw until ``LIMIT`` seconds have passed; what it did not finish is censored, and its ratio is
"at least". scikit-criteria has no PROMETHEE. Peers are measured where they are installed; none is part of the program.

    ./qh bench priorities [--quick] [--json] [--limit SECONDS]
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is there: one thread each

import argparse
import json
import resource
import statistics
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from quyhoach.priorities.acceptability import acceptability
from quyhoach.priorities.admissible import admissible_weights
from quyhoach.priorities.criteria import Criterion, Direction, Method
from quyhoach.priorities.engine import SCORES, Prepared, prepare, tabled
from quyhoach.priorities.intervals import intervals
from quyhoach.priorities.question import RankingQuestion
from quyhoach.priorities.reversal import reversal
from quyhoach.priorities.swap import swap

CRITERIA, Q, P = 12, 0.05, 0.3
SIZES, QUICK = (1_000, 2_000, 4_000, 10_000), (500, 1_000)
PAIRS_UP_TO = 4_000
"""pymcdm's PROMETHEE is run up to here: 2 GB."""
LIMIT, QUICK_LIMIT = 20.0, 2.0
PROVINCE = 40
"""Objects of a province's ranking, for the proofs."""
Scores = Callable[[np.ndarray, np.ndarray], np.ndarray]


# --- the question -----------------------------------------------------------------------------------------------------


def values_of(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.1, 1.1, (count, CRITERIA))


def weights_of(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(CRITERIA))


def criteria() -> tuple[Criterion, ...]:
    return tuple(Criterion(f"c{j}", Direction.MORE, indifference=Q, preference=P) for j in range(CRITERIA))


def prepared(values: np.ndarray, method: Method) -> Prepared:
    names = tuple(f"a{i}" for i in range(len(values)))
    return prepare(RankingQuestion(names, criteria(), tuple(map(tuple, values.tolist())), tuple(weights_of().tolist()), method))


def ours(method: Method) -> Scores:
    return lambda values, weights: SCORES[method](tabled(values, criteria(), method), weights)


# --- the peers --------------------------------------------------------------------------------------------------------


def pymcdm_scores(method: Method) -> Scores | None:
    """pymcdm's scores, higher is better; None where it is not installed."""
    if find_spec("pymcdm") is None:
        return None
    from pymcdm import methods, normalizations  # optional

    types = np.ones(CRITERIA)
    made = {
        Method.WEIGHTED_SUM: lambda: methods.WSM(normalizations.minmax_normalization), Method.VIKOR: methods.VIKOR,
        Method.TOPSIS: lambda: methods.TOPSIS(normalizations.vector_normalization),
        Method.PROMETHEE_2: lambda: methods.PROMETHEE_II("vshape_2", p=[P] * CRITERIA, q=[Q] * CRITERIA),  # made anew: it serves one call
    }[method]
    sign = -1.0 if method is Method.VIKOR else 1.0
    return lambda values, weights: sign * made()(values, weights, types)


def skcriteria_scores(method: Method) -> Scores | None:
    """scikit-criteria's scores, higher is better; None where it is not installed or has no such method."""
    if find_spec("skcriteria") is None or method is Method.PROMETHEE_2:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import skcriteria  # optional
        from skcriteria.agg import simple, topsis, vikor  # optional
        from skcriteria.pipelines import mkpipe  # optional
        from skcriteria.preprocessing import scalers  # optional

    made, score = {
        Method.WEIGHTED_SUM: (lambda: mkpipe(scalers.MinMaxScaler("matrix"), simple.WeightedSumModel()), lambda extra: extra.score),
        Method.TOPSIS: (lambda: mkpipe(scalers.VectorScaler("matrix"), topsis.TOPSIS()), lambda extra: extra.similarity),
        Method.VIKOR: (lambda: vikor.VIKOR(use_compromise_set=False), lambda extra: -extra.q_k),
    }[method]
    pipe = made()

    def scores(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
        table = skcriteria.mkdm(values, [max] * CRITERIA, weights=weights)
        return np.asarray(score(pipe.evaluate(table).e_))

    return scores


PEERS: dict[str, Callable[[Method], Scores | None]] = {"pymcdm": pymcdm_scores, "scikit-criteria": skcriteria_scores}


# --- measuring --------------------------------------------------------------------------------------------------------


def median(work: Callable[[], Any], runs: int) -> float:
    """Median processor seconds; as few runs as one when a run takes long."""
    taken: list[float] = []
    while len(taken) < runs and sum(taken) < 5.0:
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def off_by(mine: np.ndarray, theirs: np.ndarray, method: Method) -> float:
    """The greatest difference of scores; VIKOR's Q is turned round by either side, so what they add to 1 does not count."""
    shift = 1.0 if method is Method.VIKOR else 0.0
    return float(np.abs(mine - shift - theirs).max())


def method_row(method: Method, count: int) -> dict[str, Any]:
    """One method at one size: answers compared, then timed."""
    values, weights = values_of(count), weights_of()
    mine = ours(method)
    row: dict[str, Any] = {"what": str(method), "n": count, "seconds": median(lambda: mine(values, weights), 9), "peers": {}}
    for name, make in PEERS.items():
        theirs = make(method)
        if theirs is None:
            continue
        if method is Method.PROMETHEE_2 and count > PAIRS_UP_TO:
            row["peers"][name] = {"seconds": None, "why": "n² memory"}
            continue
        off = off_by(mine(values, weights), theirs(values, weights), method)
        assert off <= 1e-12, (method, name, off)
        seconds = median(lambda theirs=theirs: theirs(values, weights), 9)
        row["peers"][name] = {"seconds": seconds, "ratio": seconds / row["seconds"], "off": off}
    return row


def draws_row(method: Method, count: int, draws: int, limit: float) -> dict[str, Any]:
    """Rank acceptability of the first ten places; a peer ranks draw by draw until the limit."""
    values, asked = values_of(count), prepared(values_of(count), method)
    row: dict[str, Any] = {"what": f"draws {method}", "n": count, "draws": draws, "peers": {}}
    row["seconds"] = median(lambda: acceptability(asked, draws, 1), 3)
    drawn = admissible_weights(asked.criteria).draw(draws, 1)
    assert drawn is not None
    for name, make in PEERS.items():
        theirs = make(method)
        if theirs is None or (method is Method.PROMETHEE_2 and count > 1_000):
            continue
        firsts, seconds = ranked_by_peer(theirs, values, drawn.weights, limit)
        mine = np.array(acceptability(asked, len(firsts), 1).share)[:, 0]
        assert np.array_equal(np.bincount(firsts, minlength=count) / len(firsts), mine), (method, name)
        done = len(firsts)
        row["peers"][name] = {"seconds": seconds, "draws": done, "ratio": seconds / row["seconds"], "censored": done < draws,
                              "ratio_estimated": seconds / done * draws / row["seconds"]}
    return row


def ranked_by_peer(scores: Scores, values: np.ndarray, weights: np.ndarray, limit: float) -> tuple[list[int], float]:
    """Who came first in each draw made within the limit; its ten first places are found too."""
    start, firsts = time.process_time(), []
    for one in weights:
        found = scores(values, one)
        top = np.argpartition(-found, 10)[:10]
        firsts.append(int(top[np.argmax(found[top])]))
        if time.process_time() - start > limit:
            break
    return firsts, time.process_time() - start


def proof_rows(count: int) -> list[dict[str, Any]]:
    """What no peer makes: intervals at full size; intervals, least changes and rank reversal at a province's size."""
    rows = []
    for method in Method:
        large, small = prepared(values_of(count), method), prepared(values_of(PROVINCE), method)
        order = [small.objects[n] for n in np.argsort(-small.scores(small.weights), kind="stable")]
        works: list[tuple[str, int, Callable[[], Any]]] = [
            ("intervals", count, lambda large=large: intervals(large)), ("intervals", PROVINCE, lambda small=small: intervals(small)),
            ("swap", PROVINCE, lambda small=small, order=order: swap(small, None, order[0], order[5])),
            ("reversal", PROVINCE, lambda small=small, method=method: reversal(small, [method])),
        ]
        rows += [{"what": f"{what} {method}", "n": size, "seconds": median(work, 3), "peers": {}} for what, size, work in works]
    return rows


def exponents(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Growth of each method over the sizes, ours and the peers'."""
    found = {}
    for method in Method:
        own = [row for row in rows if row["what"] == str(method)]
        series = {"": [(row["n"], row["seconds"]) for row in own]}
        for name in PEERS:
            series[f" {name}"] = [(row["n"], row["peers"][name]["seconds"]) for row in own if row["peers"].get(name, {}).get("seconds")]
        for who, points in series.items():
            if len(points) > 1:
                n, seconds = np.log(np.array(points)).T
                found[f"{method}{who}"] = float(np.polyfit(n, seconds, 1)[0])
    return found


def show(row: dict[str, Any]) -> None:
    """One row for people."""
    draws = f", {row['draws']:,} draws" if "draws" in row else ""
    line = f"{row['what']:<24}{row['n']:>7,}{draws}: {row['seconds']:.4f} s"
    for name, peer in row["peers"].items():
        if peer["seconds"] is None:
            line += f"; {name} not run ({peer['why']})"
        elif peer.get("censored"):
            line += (f"; {name} stopped after {peer['draws']:,} draws, {peer['seconds']:.1f} s: ≥ {peer['ratio']:.1f}×, "
                     f"about {peer['ratio_estimated']:,.0f}× at its pace")
        else:
            line += f"; {name} {peer['seconds']:.4f} s, {peer['ratio']:.1f}×"
    print(line, flush=True)


def main() -> None:
    """Measure and print."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="./qh bench priorities", description=__doc__, formatter_class=raw)
    parser.add_argument("--quick", action="store_true", help="500 and 1,000 alternatives, 1,000 draws")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--limit", type=float, help="seconds a peer may spend on one method's draws (20; quick: 2)")
    asked = parser.parse_args()
    sizes, draws, limit = (QUICK, 1_000, QUICK_LIMIT) if asked.quick else (SIZES, 10_000, LIMIT)
    limit = asked.limit or limit
    rows: list[dict[str, Any]] = []

    def add(*new: dict[str, Any]) -> None:
        rows.extend(new)
        for row in new if not asked.json else ():
            show(row)

    for method in Method:
        method_row(method, 100)  # the first call of everything opens libraries
        for count in sizes:
            add(method_row(method, count))
    for method in Method:
        add(draws_row(method, sizes[-1], draws, limit))
    add(*proof_rows(sizes[-1]))
    growth, memory = exponents(rows), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if asked.json:
        print(json.dumps({"rows": rows, "growth": growth, "memory_mb": memory}))
        return
    print("growth: " + ", ".join(f"{what} n^{slope:.2f}" for what, slope in growth.items()))
    print(f"memory, the peers' included: {memory:,} MB")


if __name__ == "__main__":
    main()
