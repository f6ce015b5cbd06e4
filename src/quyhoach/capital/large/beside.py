"""A question with long ties, choice by choice: what the ties take is decided at prices, the rest is planned beside it, and the prices
of that plan give the next choice. The best plan stays, and the prices that prove most; a single bundle is proven in two cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.certificate import OUT
from quyhoach.capital.large.bulk import Bulk, bulk_of
from quyhoach.capital.large.cases import bound_in_case
from quyhoach.capital.large.master import Master, Priced
from quyhoach.capital.large.proof import certificate_of
from quyhoach.capital.large.ties import Choice, Ties, best_choice, decided, without
from quyhoach.capital.model import ranks_to_meet
from quyhoach.capital.plan import CapitalPlan, Leaf, ProjectDecision
from quyhoach.capital.problem import CapitalProblem

Floats = NDArray[np.float64]
MOST_CHOICES = 8
"""Choices of the ties that are tried."""
DEARER = (1.0, 1.3, 2.0, 4.0, 8.0, 16.0, 64.0)
"""Multiples of the prices of money that are tried as proofs; the second where a choice did not fit."""


class _Planned(Protocol):
    """A plan with the arrays and the prices it rests on."""

    @property
    def plan(self) -> CapitalPlan: ...

    @property
    def bulk(self) -> Bulk: ...

    @property
    def priced(self) -> Priced: ...


@dataclass(slots=True)
class _Proof:
    """The prices that prove most so far: of the whole question, and of each case (by its choices of one project)."""

    bulk: Bulk
    ties: Ties
    cases: tuple[tuple[int, ...], ...]
    first: int
    best: Priced | None = None
    leaves: dict[tuple[int, ...], Leaf] = field(default_factory=dict)

    def look(self, known: Mapping[str, float]) -> Choice:
        """The choice of the ties at known prices per whole unit; what they prove, and multiples of them, is kept where it is more."""
        _, choice = self._priced(known, 1.0)
        for dearer in DEARER:
            prices, _ = self._priced(known, dearer)
            gains = self.bulk.at(prices, self.bulk.benefit(), exact=True)
            priced = Priced(self.bulk.benefit(), prices, gains, gains.bound, 0.0, 0)
            if self.best is None or gains.bound < self.best.gains.bound:
                self.best = priced
            for case in self.cases:
                bound = bound_in_case(self.bulk, priced, prices, {self.first: case})
                if case not in self.leaves or bound < self.leaves[case].bound:
                    name = self.bulk.problem.projects[self.first].id
                    self.leaves[case] = Leaf({name: case}, _nonzero(self.bulk, prices), bound)
        return choice

    def _priced(self, known: Mapping[str, float], dearer: float) -> tuple[Floats, Choice]:
        """Prices of all limits, those of the rules of long ties in closed form."""
        rows, position = self.bulk.limits.rows, self.bulk.limits.position
        kinds = ("yearly-ceiling", "medium-term-ceiling")
        prices = np.array([known.get(row.name, 0.0) * (self.bulk.scale if row.money else 1.0) * (dearer if row.kind in kinds else 1.0)
                           for row in rows])
        choice = best_choice(self.bulk, self.ties, self.bulk.at(prices, self.bulk.benefit(), exact=True).options)
        for name, price in choice.prices.items():
            if name in position:
                prices[position[name]] = price
        return prices, choice


def plan_beside(
    problem: CapitalProblem, ties: Ties, plan: Callable[[CapitalProblem], _Planned | None]
) -> tuple[CapitalPlan, Bulk, Priced] | None:
    """The best plan found, with arrays and prices of the whole question; None where the ladder falls short or nothing fits."""
    levels = dict.fromkeys(ranks_to_meet(problem), 0)
    relaxed, proof = bulk_of(without(problem, ties), levels), _proof_of(bulk_of(problem, levels), ties)
    known = relaxed.limits.published(Master(relaxed, relaxed.benefit()).solve().prices, relaxed.scale)
    best: CapitalPlan | None = None
    tried: list[Mapping[str, int]] = []
    while len(tried) < MOST_CHOICES:
        starts = proof.look(known).starts
        if starts in tried:
            if {} in tried:
                break
            starts = {}  # leaving them all out is always tried
        tried.append(starts)
        sized = plan(decided(problem, ties, starts))
        if sized is None:
            known = {name: price * DEARER[1] for name, price in known.items()}
            continue
        known = sized.bulk.limits.published(sized.priced.prices, sized.bulk.scale)
        best = sized.plan if best is None or sized.plan.objective > best.objective else best
    proof.look(known)
    return None if best is None or proof.best is None else (_whole(proof, proof.best, best), proof.bulk, proof.best)


def _proof_of(bulk: Bulk, ties: Ties) -> _Proof:
    if len(ties.bundles) != 1 or ties.before:
        return _Proof(bulk, ties, (), 0)
    first = next(n for n, p in enumerate(bulk.problem.projects) if p.id == ties.bundles[0].projects[0])
    options = int(bulk.options.first[first + 1] - bulk.options.first[first])
    return _Proof(bulk, ties, ((OUT,), tuple(range(options))) if options else (), first)


def _nonzero(bulk: Bulk, prices: Floats) -> dict[str, float]:
    return {name: price for name, price in bulk.limits.published(prices, bulk.scale).items() if price}


def _whole(proof: _Proof, priced: Priced, plan: CapitalPlan) -> CapitalPlan:
    """The plan of a question with less in it as a plan of the whole one."""
    bulk, inside = proof.bulk, {decision.id: decision for decision in plan.decisions if decision.in_plan}
    leaves = tuple(proof.leaves.values()) or (Leaf({}, _nonzero(bulk, priced.prices), priced.gains.bound),)
    certificate = certificate_of(bulk, priced, leaves, plan.objective)
    ranks = set(ranks_to_meet(bulk.problem))
    return replace(
        plan, bound=certificate.bound, gap=certificate.gap, certificate=certificate,
        levels=tuple(level for level in plan.levels if level.rank in ranks),
        decisions=tuple(inside.get(p.id, ProjectDecision(p.id, False, None, None, 0)) for p in bulk.problem.projects),
    )
