"""Force a project in, solve again, and say what leaves and what would have to change: a reason that is true of the plan.

The rise of the score is found by Newton steps: with the project forced in, the best value grows with its score at the
rate of its own benefit per point, so the rise at which it overtakes the plan is exact once a step brings no better plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from quyhoach.capital.engine import DEFAULT, Settings, Solved, decide, in_order, small_enough_for_whole_money
from quyhoach.capital.options import benefit
from quyhoach.capital.plan import CapitalPlan, Reason
from quyhoach.capital.problem import CapitalProblem
from quyhoach.capital.split import split

MARGIN = 1e-3
"""The printed rise is this share above the break-even, so that the project enters outright and not by a tie."""
STEPS = 6
IMPOSSIBLE = Reason("counterfactual", "never_enters", {})


@dataclass(frozen=True, slots=True)
class _Forced:
    solved: Solved
    rise: float
    rate: float


def force_in(problem: CapitalProblem, plan: CapitalPlan, project: str, settings: Settings = DEFAULT) -> Reason:
    """What it takes for an excluded project to enter. ``enters_at`` holds score_rise (it enters) and stays_out_below (it
    surely does not); between them lies the gap that was not closed. ``never_enters``: no plan keeps the rules with it."""
    problem = in_order(problem)
    score = next(p.score for p in problem.projects if p.id == project)
    first = _solve(problem, plan, project, 0.0, settings)
    if first is None:
        return IMPOSSIBLE
    at = _break_even(problem, plan, project, first, settings)
    loss = max(0.0, plan.objective - first.solved.objective)
    unproven = (plan.bound - plan.objective) / at.rate
    surely_out = _stays_out(plan.objective * (1 - settings.gap), first, at)
    rise = _rounded_up((at.rise + unproven) * (1 + MARGIN) + 1e-6)
    inside = {d.id for d in plan.decisions if d.in_plan}
    return Reason("counterfactual", "enters_at", {
        "loss": loss, "leaves": sorted(inside - set(first.solved.decisions.options)), "score": score,
        "score_rise": rise, "score_enough": score + rise, "stays_out_below": min(surely_out, rise),
    })


def _break_even(problem: CapitalProblem, plan: CapitalPlan, project: str, at: _Forced, settings: Settings) -> _Forced:
    """The rise at which the forced plan is worth as much as the plan; each step uses the better plan the last one found."""
    for _ in range(STEPS):
        rise = max(0.0, at.rise + (plan.objective - at.solved.objective) / at.rate)
        again = _solve(problem, plan, project, rise, settings)
        at = replace(at, rise=rise) if again is None else again
        if again is None or again.solved.objective <= plan.objective * (1 + 1e-9):
            return at
    return at


def _solve(problem: CapitalProblem, plan: CapitalPlan, project: str, rise: float, settings: Settings) -> _Forced | None:
    raised = tuple(replace(p, score=p.score + rise) if p.id == project else p for p in problem.projects)
    solved = _decided(replace(problem, projects=raised), plan, project, settings)
    if solved is None or project not in solved.decisions.options:
        return None
    alone = next(p for p in problem.projects if p.id == project)
    rate = benefit(problem, replace(alone, score=1.0), solved.decisions.options[project].end)
    return _Forced(solved, rise, rate)


def _decided(problem: CapitalProblem, plan: CapitalPlan, project: str, settings: Settings) -> Solved | None:
    """The best decisions with the project in that whole units can pay."""
    solved = decide(problem, settings, lambda _: None, forced=project, levels=plan.levels)
    if solved is None or split(problem, solved.decisions, plan.levels) or not small_enough_for_whole_money(solved.model):
        return solved
    return decide(problem, settings, lambda _: None, whole_money=True, forced=project, levels=plan.levels)


def _stays_out(objective: float, first: _Forced, at: _Forced) -> float:
    """The rise below which no plan with the project can reach the plan. The best value with it in is convex in the rise, so
    it lies under the chord between the two proven bounds."""
    low, high = first.solved.bound, at.solved.bound
    if at.rise <= 0 or high <= low:
        return 0.0
    return max(0.0, at.rise * (objective - low) / (high - low))


def _rounded_up(value: float) -> float:
    """Four significant decimals, upward: a printed figure must still be enough."""
    return ceil(value * 1e4) / 1e4
