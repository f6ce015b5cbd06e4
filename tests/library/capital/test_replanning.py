"""Re-planning against brute force: D*, the values within D*, 2 D* and free, and the least change of the split."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quyhoach.capital.checker import check_plan
from quyhoach.capital.engine import Settings, in_order, plan_capital
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.problem import Assigned, CapitalProblem, Lock, Mix, Obligation, ProjectToFund
from quyhoach.capital.replanning import DOUBLE, FREE, LEAST, NearPlan, Replanning, replan, with_paid
from quyhoach.reports.plan_json import certificate_json, certificate_prices
from quyhoach.solvers.reference import Choice, best

from .oracle import AS_WRITTEN, Chosen, columns_of, limits_of
from .strategies import tiny_problems

EXACT = Settings(gap=0.0, node_limit=1_000_000)
FEW = max(50, settings.default.max_examples // 2)


@st.composite
def changed_ceilings(draw: st.DrawFn) -> tuple[CapitalProblem, CapitalProblem]:
    """A question that is planned, and the same one with other ceilings."""
    before = in_order(draw(tiny_problems()))
    moved = {key: max(0, limit + draw(st.sampled_from((0, -1, -2, -3, 1)))) for key, limit in before.ceilings.items()}
    return before, replace(before, ceilings=moved)


class Brute:
    """Every choice written out, with its disturbance and its changed units."""

    def __init__(self, problem: CapitalProblem, assigned: CapitalPlan, levels: dict[int, int]) -> None:
        self.problem, self.assigned = problem, {(a.id, a.fund, a.year): 0 for a in assigned.allocations}
        for a in assigned.allocations:
            self.assigned[a.id, a.fund, a.year] += a.amount
        self.cleared, self.costs = assigned.clearings, {lot.id: lot.cost for lot in problem.parcels}
        self.spans = {d.id: (d.start_year or 0, d.end_year or 0) for d in assigned.decisions if d.in_plan}
        self.limits = limits_of(problem, AS_WRITTEN) | {f"ladder:{rank}": least + 1 for rank, least in levels.items()}
        names = [p.id for p in problem.projects]
        items = columns_of(problem, AS_WRITTEN)
        self.items = [[self._measured(c, names[n] if n < len(names) else "") for c in item] for n, item in enumerate(items)]

    def _measured(self, choice: Choice, name: str) -> Choice:
        return replace(choice, usage={**choice.usage, "disturbance": self.moved(choice.label, name)})

    def moved(self, label: Chosen, name: str) -> int:
        land = sum(self.costs[lot] * abs(year - self.cleared.get(lot, year)) for lot, year in label.cleared)
        project = next((p for p in self.problem.projects if p.id == name), None)
        if project is None:
            return land
        span = self.spans.get(name)
        if label.funded is None:
            return land + (project.need * len(self.problem.years) if span else 0)
        years = max(abs(label.funded.start - span[0]), abs(label.funded.end - span[1])) if span else 1
        return land + project.need * years

    def least(self) -> int | None:
        found = best([[replace(c, cost=(c.usage["disturbance"],)) for c in item] for item in self.items], self.limits)
        return None if found is None else int(sum(c.usage["disturbance"] for c in found.choices))

    def value(self, limit: int | None) -> float:
        found = best(self.items, self.limits if limit is None else self.limits | {"disturbance": limit})
        assert found is not None
        return -sum(found.cost)

    def change(self, plan: CapitalPlan) -> int:
        """The least change of a split with the plan's own decisions, unmet obligations first."""
        chosen = {d.id: (d.start_year, d.end_year) if d.in_plan else None for d in plan.decisions}
        names = [*(p.id for p in self.problem.projects), *[""] * len(self.items)]
        kept = [[c for c in item if self._same(c.label, name, chosen, plan)] for item, name in zip(self.items, names, strict=False)]
        found = best([[replace(c, cost=(self._price(c.label),)) for c in item] for item in kept], self.limits)
        assert found is not None
        touched = {cell for c in found.choices for cell in self._cells(c.label)}
        silent = sum(amount for cell, amount in self.assigned.items() if cell not in touched and self._alone(cell, found.choices))
        return sum(self._changed(c.label) for c in found.choices) + silent

    def _price(self, label: Chosen) -> int:
        return 1000 * (label.paid.unmet if label.paid else 0) + self._changed(label)

    def _same(self, label: Chosen, name: str, chosen: dict[str, tuple[int | None, int | None] | None], plan: CapitalPlan) -> bool:
        span = (label.funded.start, label.funded.end) if label.funded else None
        cleared = all(plan.clearings.get(lot) == year for lot, year in label.cleared)
        owned = {lot.id for lot in self.problem.parcels if lot.owner == name}
        return (not name or chosen[name] == span) and cleared and (not name or owned & set(plan.clearings) == {n for n, _ in label.cleared})

    def _cells(self, label: Chosen) -> dict[tuple[str, str, int], int]:
        if label.funded:
            return {(label.funded.project, fund, year): amount for fund, year, amount in label.funded.money}
        return {(label.paid.duty, fund, year): amount for fund, year, amount in label.paid.money} if label.paid else {}

    def _changed(self, label: Chosen) -> int:
        """Changed units of one choice: its own cells against those assigned to the same project or obligation."""
        who = label.funded.project if label.funded else label.paid.duty if label.paid else ""
        cells = self._cells(label)
        every = set(cells) | {cell for cell in self.assigned if cell[0] == who}
        return sum(abs(cells.get(cell, 0) - self.assigned.get(cell, 0)) for cell in every) if who else 0

    def _alone(self, cell: tuple[str, str, int], choices: tuple[Choice, ...]) -> bool:
        """A cell of a project that no choice speaks of: it is out, and its assigned money is gone."""
        speaking = {c.label.funded.project for c in choices if c.label.funded} | {c.label.paid.duty for c in choices if c.label.paid}
        return cell[0] not in speaking


def named(found: Replanning, name: str) -> NearPlan:
    near = found.plan(name)
    assert near is not None, found.findings
    return near


@settings(max_examples=FEW)
@given(changed_ceilings())
def test_least_disturbance_and_values_agree_with_brute_force(pair: tuple[CapitalProblem, CapitalProblem]) -> None:
    before, after = pair
    assume(not before.locks)
    assigned = plan_capital(before, EXACT)
    found = replan(after, assigned, EXACT)
    least, double, free = (named(found, name) for name in (LEAST, DOUBLE, FREE))
    brute = Brute(after, assigned, {level.rank: level.shortfall for level in free.plan.levels})
    assert found.least == brute.least() == found.least_bound
    assert least.disturbance <= found.least
    for near in (least, double, free):
        assert abs(near.plan.objective - brute.value(near.limit)) <= 1e-9 * max(1.0, near.plan.objective)
        assert near.change == brute.change(near.plan)
        assert near.change_bound <= near.change
        asked = after if near.limit is None else replace(after, assigned=replace(found.near, limit=near.limit))
        assert check_plan(asked, near.plan) == ()
        assert near.plan.certificate is not None
        assert near.plan.certificate.bound >= near.plan.objective - 1e-9
    assert least.plan.objective <= double.plan.objective + 1e-9 <= free.plan.objective + 2e-9


@settings(max_examples=FEW)
@given(tiny_problems())
def test_an_unchanged_question_keeps_the_assigned_plan(problem: CapitalProblem) -> None:
    assigned = plan_capital(in_order(problem), EXACT)
    near = named(replan(problem, assigned, EXACT), LEAST)
    assert (near.disturbance, near.change, near.money) == (0, 0, ())
    assert near.plan.decisions == tuple(replace(d, reasons=n.reasons) for d, n in zip(assigned.decisions, near.plan.decisions, strict=True))


def project(name: str, need: int, score: float, **changes: Any) -> ProjectToFund:
    return replace(ProjectToFund(name, need, need, 3, score, 1, 2026, 2027, (Mix("A"),)), **changes)


def two_years(first: int, second: int, *projects: ProjectToFund, **changes: Any) -> CapitalProblem:
    asked = CapitalProblem((2026, 2027), ("A",), {("A", 2026): first, ("A", 2027): second}, {}, projects, last_rank=3)
    return replace(asked, **changes)


PAIR = (project("P1", 10, 5.0), project("P2", 10, 9.0))


def test_the_checker_counts_the_disturbance_itself() -> None:
    asked = two_years(10, 10, *PAIR)
    plan = plan_capital(asked)
    assert {d.id: d.start_year for d in plan.decisions} == {"P1": 2027, "P2": 2026}
    for spans, moved in (({"P1": (2026, 2026), "P2": (2026, 2026)}, 10), ({"P1": (2026, 2026), "P2": (2027, 2027)}, 20), ({}, 20)):
        assert check_plan(replace(asked, assigned=Assigned(spans, moved)), plan) == ()
        assert [b.rule for b in check_plan(replace(asked, assigned=Assigned(spans, moved - 1)), plan)] == ["disturbance"]
    out = replace(plan, decisions=(plan.decisions[0], replace(plan.decisions[1], in_plan=False, start_year=None, end_year=None)),
                  allocations=tuple(a for a in plan.allocations if a.id == "P1"))
    near = Assigned({"P1": (2027, 2027), "P2": (2026, 2026)}, 19)
    assert [(b.rule, b.found) for b in check_plan(replace(asked, assigned=near), out)] == [("disturbance", 20)]


def test_what_was_paid_becomes_a_lock_and_is_taken_from_need_and_ceiling() -> None:
    asked = two_years(10, 10, *PAIR, locks=(Lock("P1", "A", 2026, 2),), obligations=(Obligation("D", 5, 1, ("A",), 2026, 2027),))
    paid = (Lock("P1", "A", 2026, 5), Lock("D", "A", 2026, 1), Lock("P2", "A", 2026, 0))
    after = with_paid(asked, paid)
    assert (after.ceilings["A", 2026], after.ceilings["A", 2027]) == (10 - 3 - 1, 10)
    assert [(p.id, p.need, p.first_capital_year) for p in after.projects] == [("P1", 7, 2026), ("P2", 10, None)]
    assert after.locks == (Lock("P1", "A", 2026, 2), Lock("P1", "A", 2026, 3))
    assert [d.amount for d in after.obligations] == [4]
    assert with_paid(asked, (), closed=2026).ceilings == {("A", 2026): 0, ("A", 2027): 10}


def test_a_fully_paid_project_is_done_for_every_rule() -> None:
    after = with_paid(two_years(20, 10, *PAIR), (Lock("P1", "A", 2026, 10),))
    assert ([p.id for p in after.projects], [(e.id, e.code) for e in after.excluded]) == (["P2"], [("P1", "CAP-013")])


def test_the_certificate_publishes_the_disturbance_and_a_stranger_recomputes_it(tmp_path: Path) -> None:
    assigned = plan_capital(two_years(10, 10, project("P1", 10, 9.0), project("P2", 10, 5.0)))
    found = replan(two_years(10, 10, *PAIR, project("P3", 10, 20.0)), assigned)
    least, free = named(found, LEAST), named(found, FREE)
    assert (found.least, least.disturbance, least.change) == (0, 0, 0)
    assert free.plan.objective > least.plan.objective
    assert least.plan.certificate is not None
    assert [row.row for row in least.plan.certificate.rows if row.kind == "disturbance"] == ["disturbance:plan"]
    assert least.plan.status is Status.OPTIMAL
    plan = least.plan
    data: dict[str, Any] = {
        "objective": plan.objective, "bound": plan.bound, "gap": plan.gap, "clearings": {}, "shortfalls": {}, "levels": [],
        "allocations": [{"project": a.id, "source": a.fund, "year": a.year, "amount": a.amount, "kind": a.kind} for a in plan.allocations],
        "projects": [{"id": d.id, "in_plan": d.in_plan, "start_year": d.start_year, "delay": d.delay} for d in plan.decisions],
        "prices": certificate_prices(plan.certificate), "certificate": certificate_json(plan.certificate),
    }
    file = tmp_path / "plan.json"
    script = Path(__file__).parents[2] / "outside" / "recompute.py"

    def stranger() -> int:
        file.write_text(json.dumps(data), "utf-8")
        return subprocess.run([sys.executable, str(script), str(file)], capture_output=True, check=False).returncode

    assert stranger() == 0
    data["certificate"]["data"]["assigned"]["spans"] = {"P3": [2026, 2026]}
    assert stranger() == 1
