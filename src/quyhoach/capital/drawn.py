"""The question of a draw, and a proven bound of every draw from the plan's own prices.

L moves with costs and right-hand sides, and any prices bound every plan: nothing is solved. Two bounds a draw: of the plans that
fall no shorter of the ladder than the plan does, and of all plans (ladder prices zero).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.large.bulk import Bulk, Gains, bulk_of
from quyhoach.capital.large.choices import year_prices
from quyhoach.capital.plan import CapitalPlan, ProjectDecision
from quyhoach.capital.problem import CapitalProblem, ProjectToFund
from quyhoach.capital.shocks import Draws

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
WAYS = 120_000
"""Options times draws looked at in one go: what fits near the processor."""
ROUNDING = 1e-9


def question_of_draw(problem: CapitalProblem, plan: CapitalPlan, draws: Draws, k: int) -> CapitalProblem:
    """The question of the ``k``-th draw: its costs, its ceilings, and a delayed project no earlier than its year in the plan plus the
    delay."""
    decided = {d.id: d for d in plan.decisions if d.in_plan}
    projects = tuple(
        _drawn(problem, project, decided.get(project.id), round(draws.need[n, k]), int(draws.late[n, k]))
        for n, project in enumerate(problem.projects)
    )
    yearly = dict(zip(problem.ceilings, draws.yearly[:, k].tolist(), strict=True))
    medium = dict(zip(problem.medium_term, draws.medium[:, k].tolist(), strict=True))
    return replace(problem, projects=projects, ceilings=yearly, medium_term=medium)


def _drawn(problem: CapitalProblem, project: ProjectToFund, decided: ProjectDecision | None, need: int, late: int) -> ProjectToFund:
    if late and project.committed:
        least = min(late + (decided.delay if decided else 0), project.delay)
        return replace(project, need=need, duration=project.duration + least, delay=project.delay - least)
    if late:
        first = (decided.start_year if decided else None) or max(project.earliest, problem.years[0])
        return replace(project, need=need, earliest=first + late)
    return replace(project, need=need)


def least_needs(problem: CapitalProblem) -> Ints:
    """Units below which a cheaper project is not drawn, by project: rounding a few units outward may open options that the plan's
    question does not have, where sources cannot pay in every year; the bound knows only that question's options."""
    horizon = len(problem.years)
    return np.array([horizon * max(p.max_year_share.denominator, horizon) + 1 for p in problem.projects], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Priced:
    """What does not change from draw to draw at some prices. By option, in the order in which joint choices take them: gain apart
    from its project's need, cost of one scaled unit of need, what rounding may save, cost at the plan's own need; the land's gains,
    and the rest of L."""

    prices: Floats
    apart: Floats
    rate: Floats
    rounding: Floats
    exact: Floats
    land: Floats
    rest: float


class DrawnBound:
    """L of draws at the prices of a plan's proof."""

    def __init__(self, problem: CapitalProblem, plan: CapitalPlan) -> None:
        """Arrays of the question, in canonical order (``engine.in_order``), and of the plan's prices. The plan has a certificate."""
        rows = plan.certificate.rows if plan.certificate else ()
        bulk = bulk_of(problem, {level.rank: level.shortfall for level in plan.levels})
        prices = _on_limits(bulk, {row.row: row.value for row in rows})
        ladder = np.array([row.kind == "ladder" for row in bulk.limits.rows], dtype=bool)
        self._bulk, self._plan = bulk, plan
        self._kept = _priced(bulk, prices)
        self._any = _priced(bulk, np.where(ladder, 0.0, prices)) if prices[ladder].any() else None
        self._base = np.array([p.need for p in problem.projects], dtype=np.int64)
        self._ranks = np.array([p.rank for p in problem.projects], dtype=np.int64)
        self._first, self._late = _least_starts(problem, plan)
        self._committed = np.array([p.committed for p in problem.projects], dtype=bool)
        self._delay = np.array([p.delay for p in problem.projects], dtype=np.int64)
        o, taken = bulk.options, bulk.clusters.options
        self._project = o.project[taken]
        self._reach = np.where(self._committed[self._project], o.late[taken], o.start[taken] + problem.years[0])

    def under(self, draws: Draws) -> tuple[Floats, Floats]:
        """Bound of the plans that fall no shorter than the plan, and of all plans, by draw; in objective units."""
        count = draws.need.shape[1]
        step = max(1, WAYS // max(1, len(self._project)))
        parts = [self._bounds(draws, slice(k, k + step)) for k in range(0, count, step)]
        kept = np.concatenate([part[0] for part in parts])
        # The plan's own proof, which may be in cases, holds where the question is the same.
        proven = draws.same & (self._plan.bound <= kept + ROUNDING * np.abs(kept))
        kept = np.where(proven, self._plan.bound, kept)
        return kept, np.maximum(np.concatenate([part[-1] for part in parts]), kept)

    def _bounds(self, draws: Draws, part: slice) -> list[Floats]:
        """L of the kept and, where it differs, of any: by draw."""
        need, late = draws.need[:, part], draws.late[:, part]
        scaled = (need / self._bulk.scale)[self._project]
        shut = self._shut(late) if late.any() else None
        still = need == self._base[:, None]
        unmoved = still[self._project] if still.any() else None
        found = []
        for priced in (self._kept, self._any):
            if priced is not None:
                gains = scaled * -priced.rate[:, None]
                gains += (priced.apart + priced.rounding)[:, None]
                if unmoved is not None:
                    np.copyto(gains, (priced.apart - priced.exact)[:, None], where=unmoved)
                if shut is not None:
                    np.copyto(gains, -np.inf, where=shut)
                found.append(np.asarray(priced.prices @ self._rhs(draws, part) + self._best(gains, priced.land) + priced.rest))
        return found

    def _shut(self, late: Ints) -> NDArray[np.bool_]:
        """Options × draws that a delay takes away, as ``question_of_draw``: the others begin late enough, or end late enough."""
        least = np.where(self._committed[:, None], self._delayed(late), self._first[:, None] + late)
        least = np.where(late > 0, least, -1)
        return np.asarray(self._reach[:, None] < least[self._project])

    def _delayed(self, late: Ints) -> Ints:
        """Least years late of a transition project with a delay."""
        return np.asarray(np.minimum(self._late[:, None] + late, self._delay[:, None]))

    def _best(self, gains: Floats, land: Floats) -> Floats:
        """Σ over clusters of the best joint choice, by draw, as ``Clusters.best``."""
        c = self._bulk.clusters
        if not len(c.options):
            return np.zeros(gains.shape[1])
        joint = gains if len(c.ends) == len(c.options) + 1 else np.add.reduceat(gains, c.ends[:-1], axis=0)
        if len(c.parcel):
            joint += np.bincount(c.by, weights=land[c.parcel, c.latest], minlength=len(joint))[:, None]
        filled = c.first[1:] > c.first[:-1]
        return np.asarray(np.maximum(np.maximum.reduceat(joint, c.first[:-1][filled], axis=0), 0.0).sum(axis=0))

    def _rhs(self, draws: Draws, part: slice) -> Floats:
        """Right-hand sides × draws, in scaled units: ceilings as drawn, the ladder's constant as the needs make it, others as they are."""
        bulk = self._bulk
        found = np.repeat(bulk.limits.rhs[:, None], draws.need[:, part].shape[1], axis=1)
        drawn = np.concatenate([draws.yearly[:, part], draws.medium[:, part]])
        found[:len(drawn)] = drawn / bulk.scale
        late = draws.late[:, part]
        for k, row in enumerate(bulk.limits.rows):
            if row.kind == "ladder":
                ours = self._ranks == int(row.name.split(":")[1])
                left_out = self._delay[:, None] + 1 - np.where((late > 0) & self._committed[:, None], self._delayed(late), 0)
                more = draws.need[ours, part] * left_out[ours] - (self._base * (self._delay + 1))[ours, None]
                found[k] -= more.sum(axis=0) / bulk.scale
        return found


def _on_limits(bulk: Bulk, prices: Mapping[str, float]) -> Floats:
    """Prices by limit, per scaled unit, from prices by name per whole unit; a limit that is not named has none."""
    found = np.array([prices.get(row.name, 0.0) * (bulk.scale if row.money else 1.0) for row in bulk.limits.rows], dtype=np.float64)
    equal = np.array([row.equal for row in bulk.limits.rows], dtype=bool)
    return np.where(equal, found, np.maximum(found, 0.0))


def _priced(bulk: Bulk, prices: Floats) -> _Priced:
    aim, o, limits = bulk.benefit(), bulk.options, bulk.limits
    gains: Gains = bulk.at(prices, aim, exact=True)
    exact = aim.options - gains.options
    unit = bulk.costs(gains.money, False) / o.need
    by_year = year_prices(gains.money, bulk.classes.of[o.project], o.start, o.length)
    finite = np.isfinite(by_year)
    span = np.where(finite, by_year, -np.inf).max(axis=1, initial=-np.inf) - np.where(finite, by_year, np.inf).min(axis=1, initial=np.inf)
    ladder = np.array([row.kind == "ladder" for row in limits.rows], dtype=bool)
    rules = limits.options.T @ np.where(ladder, 0.0, prices) if limits.options.nnz else np.zeros(len(o.need))
    falling = limits.options.T @ np.where(ladder, prices, 0.0) if limits.options.nnz else np.zeros(len(o.need))
    rest = gains.bound - float(prices @ limits.rhs) - float(gains.best.sum())
    # L apart from what the need costs; ``exact`` is what it costs, and the ladder, at the plan's own need.
    rounding = o.length / bulk.scale * np.where(np.isfinite(span), span, 0.0)
    taken = bulk.clusters.options
    return _Priced(prices, (aim.options - rules)[taken], (unit + falling / o.need)[taken], rounding[taken], (exact - rules)[taken],
                   gains.land, rest)


def _least_starts(problem: CapitalProblem, plan: CapitalPlan) -> tuple[Ints, Ints]:
    """From where a delay counts, by project: its first year in the plan or the earliest, and its years late in the plan."""
    decided = {d.id: d for d in plan.decisions if d.in_plan}
    first, late = [], []
    for project in problem.projects:
        decision = decided.get(project.id)
        first.append((decision.start_year if decision else None) or max(project.earliest, problem.years[0]))
        late.append(decision.delay if decision else 0)
    return np.array(first, dtype=np.int64), np.array(late, dtype=np.int64)
