"""Why one object stands above another: what each criterion adds, the stage, dominance, and what would turn the two."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from quyhoach.findings import Finding, finding
from quyhoach.priorities.budget import BudgetSwap, budget_swap
from quyhoach.priorities.criteria import Method
from quyhoach.priorities.dominance import dominates
from quyhoach.priorities.engine import Array, Prepared
from quyhoach.priorities.swap import Swap, swap
from quyhoach.province.measures import Measures
from quyhoach.province.province import Province
from quyhoach.province.proving import ProvedRanking


@dataclass(frozen=True, slots=True)
class WhyPart:
    """One criterion for both: values in its unit (filled where they were missing), what each adds to the score (None where the
    method is no sum), and ``difference``: what ``a`` gains on ``b`` by it, on the method's scale times the weight."""

    criterion: str
    value_a: float
    value_b: float
    adds_a: float | None
    adds_b: float | None
    difference: float


@dataclass(frozen=True, slots=True)
class Why:
    """``a`` stands above ``b`` in the list (as asked, or turned round). ``by_stage``: the resolution puts a's stage first, whatever
    the scores. ``parts``: the greatest gain first. ``dominates``: a is no worse on any criterion. ``swap``: what would put b above a
    by score. ``budget``: what a budget would have to be for b to be funded and a not, where one was named. ``against``: the methods
    that do not put a strictly above b by score, () when all four do, None without proof."""

    a: str
    b: str
    by_stage: bool
    parts: tuple[WhyPart, ...]
    dominates: bool
    swap: Swap
    findings: tuple[Finding, ...]
    budget: BudgetSwap | None = None
    against: tuple[Method, ...] | None = None


def why(proved: ProvedRanking, a: str, b: str) -> Why:
    """Why the one of the two that stands higher does. Raises KeyError for an object that is not ranked, or twice the same."""
    places = {place.id: place for place in proved.places}
    if a == b:
        raise KeyError(b)
    upper, lower = sorted((places[a], places[b]), key=lambda place: (place.rank, place.id != a))
    stages = proved.asked.stages
    by_stage = stages.order_of(upper.id) < stages.order_of(lower.id)
    above = swap(proved.prepared, None, upper.id, lower.id)
    ordered = parts_of(proved, upper.id, lower.id)
    against = proved.beside.agreement.against(upper.id, lower.id) if proved.beside else None
    dominant = dominates(proved.prepared, upper.id, lower.id)
    return Why(upper.id, lower.id, by_stage, ordered, dominant, above, above.findings, against=against)


def parts_of(proved: ProvedRanking, a: str, b: str) -> tuple[WhyPart, ...]:
    """What each criterion says of two ranked objects, what most speaks for ``a`` first. Raises ValueError for one that is not ranked."""
    gains = _gains(proved.prepared, a, b)
    parts = _parts(proved.prepared, a, b, gains * proved.prepared.weights)
    return tuple(sorted(parts, key=lambda part: (-part.difference, part.criterion)))


def with_budget(province: Province, scenario: str, proved: ProvedRanking, one: Why, budget: int) -> Why:
    """The same with the least change of a ``budget`` (whole money units) that funds b and not a, when the best set for it is taken by
    points. Costs: the public total of projects, the total investment in zones; RNK-110 names what has none and is left out."""
    measures = Measures(province, province.scenarios[scenario])
    name = "public_total" if proved.asked.set.ranks == "projects" else "project_money"
    known = {place.id: measures.measure(name, place.id).value for place in proved.places}
    costs = {object_id: int(value) for object_id, value in known.items() if value is not None}
    lacking = [object_id for object_id in known if object_id not in costs]
    told = (finding("RNK-110", set=proved.asked.set.id, objects=", ".join(lacking)),) if lacking else ()
    points = [place.points / 100 for place in proved.places if place.id in costs]
    found = budget_swap(list(costs.values()), points, budget, one.a, one.b, list(costs))
    return replace(one, budget=found, findings=(*one.findings, *told, *found.findings))


def _gains(prepared: Prepared, a: str, b: str) -> Array:
    """What a has over b on the method's scale of each criterion, (m,). VIKOR's scale is of regrets: the less the better."""
    gains = prepared.table[prepared.objects.index(a)] - prepared.table[prepared.objects.index(b)]
    return np.asarray(-gains if prepared.method is Method.VIKOR else gains)


def _parts(prepared: Prepared, a: str, b: str, differences: Array) -> tuple[WhyPart, ...]:
    i, j = prepared.objects.index(a), prepared.objects.index(b)
    adds = prepared.linear * prepared.weights if prepared.linear is not None else None
    return tuple(
        WhyPart(
            criterion.id, float(prepared.matrix[i, k]), float(prepared.matrix[j, k]),
            None if adds is None else float(adds[i, k]), None if adds is None else float(adds[j, k]), float(differences[k]),
        )
        for k, criterion in enumerate(prepared.criteria)
    )
