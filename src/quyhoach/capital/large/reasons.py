"""The reasons of a plan at size: the same sentences, from arrays of gains instead of one model of everything."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.large.bulk import Bulk, Gains
from quyhoach.capital.large.master import Priced
from quyhoach.capital.options import Option, options_of, usable_mixes
from quyhoach.capital.plan import CapitalPlan, ProjectDecision, Reason
from quyhoach.capital.pricing import OptionPrice
from quyhoach.capital.problem import CapitalProblem, ProjectToFund
from quyhoach.capital.reasons import logic_reasons, price_reason, used_by

Floats = NDArray[np.float64]
MOST_PARTNERS = 5
"""Members of a bundle that cannot be funded, as many as are named."""


def with_reasons_at_size(bulk: Bulk, priced: Priced, plan: CapitalPlan) -> CapitalPlan:
    """The plan with logic and price reasons on every decision."""
    return replace(plan, decisions=tuple(_Reasons(bulk, priced, plan).all()))


class _Reasons:
    def __init__(self, bulk: Bulk, priced: Priced, plan: CapitalPlan) -> None:
        self.bulk, self.gains, self.plan, self.prices = bulk, priced.gains, plan, priced.prices
        self.used = used_by(plan)
        self.inside = {d.id: d for d in plan.decisions if d.in_plan}
        self.land = _land_costs(bulk, priced.gains)
        self.short = {level.rank: level.shortfall for level in plan.levels}
        empty = np.flatnonzero(np.diff(bulk.options.first) == 0).tolist()
        self.rules = _rules_by_project(bulk.problem, {bulk.problem.projects[n].id for n in empty})
        self.other = np.asarray(bulk.limits.options.T @ priced.prices) if bulk.limits.options.nnz else np.zeros(len(bulk.options.project))
        self.payable = [frozenset(year for year, pays in zip(bulk.problem.years, row, strict=True) if pays)
                        for row in bulk.classes.payable.tolist()]
        self.projects = {p.id: p for p in bulk.problem.projects}

    def all(self) -> list[ProjectDecision]:
        """Every decision with its reasons."""
        pairs = zip(self.bulk.problem.projects, self.plan.decisions, strict=True)
        return [replace(decision, reasons=self.of(n, project, decision)) for n, (project, decision) in enumerate(pairs)]

    def of(self, number: int, project: ProjectToFund, decision: ProjectDecision) -> tuple[Reason, ...]:
        """As ``reasons.reasons_of``."""
        problem, o = self.bulk.problem, self.bulk.options
        first, last = int(o.first[number]), int(o.first[number + 1])
        ladder = project.rank < problem.last_rank
        if decision.in_plan:
            if ladder:
                return (Reason("logic", "ladder_first", {"rank": project.rank, "late": decision.delay}),)
            start = (decision.start_year or 0) - problem.years[0]
            k = next(k for k in range(first, last) if o.start[k] == start and o.late[k] == decision.delay)
            price = self._priced(number, project, k)
            kind = "worth_it" if price.gain >= 0 else "fills_gap"
            return (Reason("price", kind, {"value": price.option.value, "cost": price.option.value - price.gain}),)
        logic = tuple(self._logic(number, project, first == last))
        if first == last:
            return logic
        if ladder:
            values = {"rank": project.rank, "short": self.short.get(project.rank, 0), "need": project.need}
            return (*logic, Reason("price", "ladder_short", values))
        k = first + int(np.argmax(self.gains.options[first:last] - self.land[first:last]))
        best = self._priced(number, project, k)
        return (*logic, price_reason(problem, project, best, lambda: self._scarcest(number, project, k), self.used))

    def _logic(self, number: int, project: ProjectToFund, shut_out: bool) -> list[Reason]:
        """The rules of this project alone beside the plan."""
        part = self.rules.get(project.id)
        if part is None and not shut_out:
            return []
        problem = self.bulk.problem if part is None else part
        others = tuple(self.inside[name] for name in _named(problem) if name in self.inside) if part is not None else ()
        here = replace(problem, projects=tuple(self._known(problem, project)))
        options = options_of(here, project, self.payable[self.bulk.classes.of[number]])
        return list(logic_reasons(here, replace(self.plan, decisions=others), project, options))

    def _known(self, problem: CapitalProblem, project: ProjectToFund) -> list[ProjectToFund]:
        names = dict.fromkeys((project.id, *(name for bundle in problem.bundles for name in bundle.projects)))
        return [self.projects[name] for name in names if name in self.projects]

    def _priced(self, number: int, project: ProjectToFund, k: int) -> OptionPrice:
        o = self.bulk.options
        cost = float(o.value[k] - self.gains.options[k])
        other = float(self.other[k])
        return OptionPrice(self._option(number, project, k), cost - other, float(self.land[k]), other)

    def _option(self, number: int, project: ProjectToFund, k: int) -> Option:
        o, years = self.bulk.options, self.bulk.problem.years
        start, length = int(o.start[k]), int(o.length[k])
        payable = self.bulk.classes.payable[self.bulk.classes.of[number]]
        high = tuple(int(bool(payable[t])) for t in range(start, start + length))
        return Option(years[start], years[start + length - 1], years[start], int(o.late[k]), high, high, float(o.value[k]))

    def _scarcest(self, number: int, project: ProjectToFund, k: int) -> tuple[str, int]:
        o, problem, cls = self.bulk.options, self.bulk.problem, int(self.bulk.classes.of[number])
        span = range(int(o.start[k]), int(o.start[k] + o.length[k]))
        payable = [t for t in span if self.bulk.classes.payable[cls, t]]
        t = max(payable, key=lambda t: (self.gains.money[cls, t], -t))
        member, favoured, year = self.bulk.classes.members[cls], self.bulk.classes.favoured[cls], problem.years[t]
        prices = [(sum(self.prices[row] * use for row, use in self.bulk.limits.of_money(member.id, favoured, mix.fund, year)), mix.fund)
                  for mix in usable_mixes(problem, project, year)]
        return min(prices)[1], year


def _land_costs(bulk: Bulk, gains: Gains) -> Floats:
    """What land costs each option of a project that stands alone with its parcels; 0 where a cluster decides it together."""
    clusters = bulk.clusters
    cost = np.zeros(len(bulk.options.project))
    single = (clusters.ends[1:] - clusters.ends[:-1]) == 1
    if len(clusters.by):
        land = np.bincount(clusters.by, weights=gains.land[clusters.parcel, clusters.latest], minlength=len(clusters.cluster))
        cost[clusters.options[clusters.ends[:-1][single]]] = -land[single]
    return cost


def _rules_by_project(problem: CapitalProblem, shut_out: set[str]) -> dict[str, CapitalProblem]:
    """The question with only the rules and parcels that name a project, for each project that has any. Of a bundle it is enough to know
    a few of the members that are not there or have no option at all (``shut_out``)."""
    known = {p.id for p in problem.projects} - shut_out
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for rule in problem.precedences:
        for name in (rule.before, rule.after):
            found[name]["precedences"].append(rule)
    for bundle in problem.bundles:
        blocked = tuple(name for name in bundle.projects if name not in known)[:MOST_PARTNERS]
        for name in bundle.projects:
            found[name]["bundles"].append(replace(bundle, projects=tuple(dict.fromkeys((name, *blocked)))))
    for kind in ("alternatives", "parcels"):
        for rule in getattr(problem, kind):
            for name in rule.projects:
                found[name][kind].append(rule)
    empty: dict[str, Any] = {"precedences": (), "alternatives": (), "bundles": (), "parcels": ()}
    return {name: replace(problem, **{**empty, **{kind: tuple(rules) for kind, rules in kinds.items()}}) for name, kinds in found.items()}


def _named(problem: CapitalProblem) -> list[str]:
    names = Counter(name for rule in problem.precedences for name in (rule.before, rule.after))
    names.update(name for choice in problem.alternatives for name in choice.projects)
    names.update(name for bundle in problem.bundles for name in bundle.projects)
    return list(names)

