"""Best-worst method, linear model (Rezaei 2016): 2n − 3 judgements, weights by one linear program.

min ξ with |w_B − a_Bj w_j| ≤ ξ and |w_j − a_jW w_W| ≤ ξ for every criterion j, Σ w = 1, w ≥ 0. ξ = 0: all judgements agree.
Consistency of what was said (Liang, Brunelli & Rezaei 2020): max_j |a_Bj · a_jW − a_BW| / (a_BW² − a_BW).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.soundness import figure
from quyhoach.priorities.weights.elicited import Revision
from quyhoach.solvers.highs import Outcome, solve_lp
from quyhoach.solvers.linear import LinearModel

LEAST, MOST = 1.0, 9.0
AGREE = 1e-9


@dataclass(frozen=True, slots=True)
class BestWorst:
    """Judgements: ``best`` is ``best_to_others[j]`` times as important as j, j is ``others_to_worst[j]`` times as ``worst``; 1–9."""

    best: str
    worst: str
    best_to_others: Mapping[str, float]
    others_to_worst: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BestWorstWeights:
    """Weights, ``xi`` (greatest disagreement, in weight) and ``ratio`` (consistency of the input, 0 best); ``revisit``: the criterion
    whose two judgements disagree most and what the first would have to be. Weights () with findings that say why."""

    criteria: tuple[str, ...]
    weights: tuple[float, ...] = ()
    xi: float = 0.0
    ratio: float = 0.0
    revisit: Revision | None = None
    findings: tuple[Finding, ...] = ()


def weigh(criteria: tuple[str, ...], judgements: BestWorst) -> BestWorstWeights:
    """Weights by the linear model; missing or impossible judgements are findings and no weights."""
    found = _unfit(criteria, judgements)
    if found:
        return BestWorstWeights(criteria, findings=tuple(found))
    weights, xi = _solved(criteria, judgements)
    ratios = _ratios(criteria, judgements)
    ratio = max(ratios.values())
    revisit = _revision(judgements, ratios)
    return BestWorstWeights(criteria, weights, xi, ratio, revisit, tuple(_disagreement(criteria, judgements, ratio, revisit)))


def _unfit(criteria: tuple[str, ...], said: BestWorst) -> list[Finding]:
    unknown = {said.best, said.worst, *said.best_to_others, *said.others_to_worst} - set(criteria)
    found = [finding("RNK-025", Place(object_id=name), criterion=name) for name in sorted(unknown)]
    if said.best == said.worst:
        found.append(finding("RNK-034", Place(object_id=said.best), criterion=said.best))
    if found:
        return found
    lacking = [name for name in criteria if name != said.best and name not in said.best_to_others]
    lacking += [name for name in criteria if name != said.worst and name not in said.others_to_worst]
    found = [finding("RNK-026", Place(object_id=name), criterion=name) for name in dict.fromkeys(lacking)]
    pairs = [(said.best, name, times) for name, times in said.best_to_others.items()]
    pairs += [(name, said.worst, times) for name, times in said.others_to_worst.items()]
    found += [_out_of_scale(*pair) for pair in pairs if not _on_scale(*pair)]
    one, other = said.best_to_others.get(said.worst), said.others_to_worst.get(said.best)
    if not found and one is not None and other is not None and one != other:
        found.append(finding("RNK-030", Place(object_id=said.best), first=said.best, second=said.worst,
                             one=figure(one), other=figure(other)))
    return found


def _on_scale(first: str, second: str, times: float) -> bool:
    return times == 1 if first == second else math.isfinite(times) and LEAST <= times <= MOST


def _out_of_scale(first: str, second: str, times: float) -> Finding:
    return finding("RNK-028", Place(object_id=first), first=first, second=second,
                   times=figure(times) if math.isfinite(times) else str(times))


def _solved(criteria: tuple[str, ...], said: BestWorst) -> tuple[tuple[float, ...], float]:
    model = LinearModel()
    at = {name: model.add_column(upper=1.0) for name in criteria}
    xi = model.add_column(cost=-1.0)
    model.add_row("sum", dict.fromkeys(at.values(), 1.0), 1.0, 1.0)
    pairs = [(said.best, name, times) for name, times in said.best_to_others.items() if name != said.best]
    pairs += [(name, said.worst, times) for name, times in said.others_to_worst.items() if name not in (said.worst, said.best)]
    for first, second, times in pairs:
        model.add_row(f"{first}>{second}", {at[first]: 1.0, at[second]: -times, xi: -1.0}, upper=0.0)
        model.add_row(f"{first}<{second}", {at[first]: 1.0, at[second]: -times, xi: 1.0}, lower=0.0)
    answer = solve_lp(model)
    if answer.outcome is not Outcome.OPTIMAL or answer.values is None:  # equal weights and a large ξ always fit
        raise RuntimeError("the best-worst program has no answer")
    shares = [max(0.0, float(answer.values[at[name]])) for name in criteria]
    total = math.fsum(shares)
    return tuple(share / total for share in shares), max(0.0, float(answer.values[xi]))


def _ratios(criteria: tuple[str, ...], said: BestWorst) -> dict[str, float]:
    """Disagreement of every criterion's two judgements with best against worst."""
    whole = said.best_to_others[said.worst]
    widest = whole * whole - whole
    between = {name: said.best_to_others[name] * said.others_to_worst[name] for name in criteria if name not in (said.best, said.worst)}
    if not widest:  # best and worst alike: every product is one of two ones, or it disagrees outright
        return {said.best: 0.0} | {name: abs(product - whole) for name, product in between.items()}
    return {said.best: 0.0} | {name: abs(product - whole) / widest for name, product in between.items()}


def _revision(said: BestWorst, ratios: Mapping[str, float]) -> Revision | None:
    name, most = max(ratios.items(), key=lambda item: item[1])
    if most <= AGREE:
        return None
    whole, given = said.best_to_others[said.worst], said.best_to_others[name]
    mended = min(MOST, max(LEAST, whole / said.others_to_worst[name]))
    others = max((ratio for other, ratio in ratios.items() if other != name), default=0.0)
    own = abs(mended * said.others_to_worst[name] - whole) / (whole * whole - whole or 1.0)
    return Revision(said.best, name, given, mended, max(others, own))


def _disagreement(criteria: tuple[str, ...], said: BestWorst, ratio: float, revisit: Revision | None) -> list[Finding]:
    found = []
    if revisit:
        found.append(finding("RNK-035", Place(object_id=revisit.second), ratio=figure(round(ratio, 4)), best=said.best, worst=said.worst,
                             criterion=revisit.second, given=figure(revisit.given), mended=figure(round(revisit.mended, 4))))
    middle = [name for name in criteria if name not in (said.best, said.worst)]
    for a, b in combinations(middle, 2):
        to_best, to_worst = said.best_to_others[a] - said.best_to_others[b], said.others_to_worst[a] - said.others_to_worst[b]
        if to_best * to_worst > 0:  # nearer to the best and nearer to the worst at once
            found.append(finding("RNK-036", Place(object_id=a), a=a, b=b))
    return found
