"""A decided plan under uncertainty: many seeded draws, what holds in them, what bounds them, and plans made again for a few.

The work is cut into tasks of a fixed size that know nothing of each other; ``Spread`` says where they run. The answer is the same,
byte for byte, wherever and in whatever order they ran.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.drawn import DrawnBound, least_needs, question_of_draw
from quyhoach.capital.earlier import without_reasons
from quyhoach.capital.engine import in_order
from quyhoach.capital.exposure import Exposure, Key
from quyhoach.capital.plan import CapitalPlan, Level
from quyhoach.capital.preview import preview
from quyhoach.capital.problem import CapitalProblem
from quyhoach.capital.shocks import CHUNK, Draws, Lottery, Shock

Floats = NDArray[np.float64]
QUANTILES = (0.05, 0.5, 0.95)
ROUNDING = 1e-9
"""Of a ceiling: what adding up in floats may be off."""
Task = tuple[str, int]
Spread = Callable[["Uncertainty", Sequence[Task]], Iterable[Any]]
"""Runs ``case.run(task)`` for every task somewhere and gives the results in the order of the tasks."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What came out in the draws of one chunk: whether each project of the plan was fundable, and money over each ceiling, both by
    draw; benefit kept, and the two bounds."""

    fundable: NDArray[np.bool_]
    over: Floats
    kept: Floats
    bound: Floats
    bound_any: Floats


@dataclass(frozen=True, slots=True)
class Remade:
    """A plan made again for one draw: worth, proven bound, gap, levels of the ladder, and which projects are in it; worth nothing
    and empty where no plan was found."""

    draw: int
    objective: float
    bound: float
    gap: float
    levels: tuple[Level, ...]
    inside: frozenset[str]


@dataclass(frozen=True)
class Uncertainty:
    """What is asked: a question with its decided plan, what may come out otherwise, and the seed."""

    problem: CapitalProblem
    plan: CapitalPlan
    shocks: tuple[Shock, ...]
    seed: int = 0

    @cached_property
    def lottery(self) -> Lottery:
        """The draws."""
        return Lottery(self.problem, self.shocks, self.seed, least_needs(self.problem))

    @cached_property
    def exposure(self) -> Exposure:
        """The plan's money by ceiling and project."""
        return Exposure(self.problem, self.plan, tuple(sorted({s.years for s in self.shocks if s.kind == "delay"})))

    @cached_property
    def bounds(self) -> DrawnBound | None:
        """L at the plan's prices; None for a plan without a proof."""
        return None if self.plan.certificate is None else DrawnBound(self.problem, self.plan)

    def run(self, task: Task) -> Chunk | Remade:
        """One task: ("chunk", its number) or ("plan", the draw)."""
        kind, number = task
        return self.chunk(number) if kind == "chunk" else self.remade(number)

    def chunk(self, number: int) -> Chunk:
        """What comes out in the draws of a chunk."""
        draws = self.lottery.chunk(number)
        standing = self.exposure.under(draws)
        none = np.full(CHUNK, np.nan)
        kept, everything = (none, none) if self.bounds is None else self.bounds.under(draws)
        over = np.maximum(standing.spent - standing.limit, 0.0)
        return Chunk(standing.fundable, np.where(over > ROUNDING * (1.0 + standing.limit), over, 0.0), standing.kept, kept, everything)

    def remade(self, draw: int) -> Remade:
        """A quick checked plan of one draw's own question."""
        draws: Draws = self.lottery.chunk(draw // CHUNK)
        plan = preview(question_of_draw(self.problem, self.plan, draws, draw % CHUNK))
        inside = frozenset(d.id for d in plan.decisions if d.in_plan)
        return Remade(draw, plan.objective, plan.bound, plan.gap, plan.levels, inside)


@dataclass(frozen=True, slots=True)
class Strain:
    """A ceiling under uncertainty. ``source``, ``first``..``last`` year; ``share`` of the draws in which the plan's money exceeds it;
    ``over``: by how much in those draws, in money, at ``QUANTILES``; ``worst``: the most."""

    source: str
    first: int
    last: int
    share: float
    over: tuple[float, ...]
    worst: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What uncertainty does to a plan. ``fundable``: share of the draws in which each project of the plan stays fundable;
    ``kept``, ``bound``, ``bound_any``: benefit that stays, and the two proven bounds, by draw; ``remade``: plans made again;
    ``remade_in``: share of those that hold each project of the question."""

    scenarios: int
    seed: int
    shocks: tuple[Shock, ...]
    objective: float
    fundable: Mapping[str, float] = field(hash=False)
    strains: tuple[Strain, ...] = ()
    kept: tuple[float, ...] = ()
    bound: tuple[float, ...] = ()
    bound_any: tuple[float, ...] = ()
    remade: tuple[Remade, ...] = ()
    remade_in: Mapping[str, float] = field(default_factory=dict, hash=False)


def here(case: Uncertainty, tasks: Sequence[Task]) -> Iterable[Any]:
    """One task after the other, in this process."""
    return map(case.run, tasks)


def outlook(
    problem: CapitalProblem, plan: CapitalPlan, shocks: tuple[Shock, ...], scenarios: int, seed: int = 0, remake: int = 0,
    spread: Spread = here,
) -> Outlook:
    """The plan in ``scenarios`` draws; for the first ``remake`` of them a plan is made again. ``plan`` answers ``problem``.

    The same arguments give the same answer whatever ``spread`` is."""
    case = Uncertainty(in_order(problem), _lean(plan), shocks, seed)
    chunks = [("chunk", number) for number in range(-(-scenarios // CHUNK))]
    plans = [("plan", draw) for draw in range(min(remake, scenarios))]
    # The long tasks first: nobody waits for the last of them alone.
    results = list(spread(case, [*plans, *chunks]))
    remade, parts = results[:len(plans)], results[len(plans):]
    joined = {name: np.concatenate([getattr(part, name) for part in parts], axis=-1)[..., :scenarios]
              for name in ("fundable", "over", "kept", "bound", "bound_any")}
    names = [case.problem.projects[n].id for n in case.exposure.members]
    shares = dict(sorted(zip(names, joined["fundable"].mean(axis=-1).tolist(), strict=True)))
    kept, bound, bound_any = (tuple(joined[name].tolist()) for name in ("kept", "bound", "bound_any"))
    strains = _strains(case.exposure.ceilings, joined["over"])
    return Outlook(
        scenarios, seed, shocks, plan.objective, shares, strains, kept, bound, bound_any, tuple(remade), _shares_in(case.problem, remade),
    )


def _lean(plan: CapitalPlan) -> CapitalPlan:
    """The plan without what no draw needs: reasons, and the published data of its proof. It travels to every worker."""
    proof = None if plan.certificate is None else replace(plan.certificate, leaves=(), data={})
    return replace(without_reasons(plan), certificate=proof, findings=())


def _strains(ceilings: Sequence[Key], over: Floats) -> tuple[Strain, ...]:
    found = []
    for (fund, first, last), row in zip(ceilings, over, strict=True):
        broken = row[row > 0]
        if len(broken):
            spread = tuple(np.quantile(broken, QUANTILES).tolist())
            found.append(Strain(fund, first, last, len(broken) / len(row), spread, float(broken.max())))
    return tuple(sorted(found, key=lambda strain: (-strain.share, strain.source, strain.first, strain.last)))


def _shares_in(problem: CapitalProblem, remade: Sequence[Remade]) -> dict[str, float]:
    return {p.id: sum(p.id in one.inside for one in remade) / len(remade) for p in problem.projects} if remade else {}


def quantiles(values: Sequence[float]) -> tuple[float, ...]:
    """At ``QUANTILES``; () without values."""
    return tuple(np.quantile(np.array(values), QUANTILES).tolist()) if values else ()
