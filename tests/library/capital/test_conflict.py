"""Clashing rules against the oracle: the named set cannot be kept, and every smaller part of it can."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings

from quyhoach.capital.conflict import Conflict, NamedRule, conflicts_of, demanded, only
from quyhoach.capital.engine import in_order, plan_capital
from quyhoach.capital.plan import Status
from quyhoach.capital.problem import Alternative, CapitalProblem, Lock, Mix, Obligation, Parcel, Precedence, ProjectToFund
from quyhoach.capital.shortage import shortages
from quyhoach.capital.unfit import RULE_WORDS, rule_words, unfit
from quyhoach.solvers.reference import Choice, best

from .oracle import AS_WRITTEN, Chosen, columns_of, limits_of
from .strategies import tiny_problems

FEW = max(60, settings.default.max_examples // 2)


def keeps_all(problem: CapitalProblem, musts: Iterable[str]) -> bool:
    """The oracle: some plan has these projects in and pays every obligation in full."""
    needed = set(musts)
    if not needed <= {p.id for p in problem.projects}:
        return False
    items = [[c for c in item if _meets(c.label, project, needed)] for item, project in _named(problem)]
    return all(items) and best(items, limits_of(problem, AS_WRITTEN)) is not None


def _named(problem: CapitalProblem) -> Iterable[tuple[list[Choice], str]]:
    """Items in the oracle's order: projects first, then parcels and obligations."""
    items = columns_of(problem, AS_WRITTEN)
    names = [p.id for p in problem.projects] + [""] * len(items)
    return zip(items, names, strict=False)


def _meets(label: Chosen, project: str, needed: set[str]) -> bool:
    return (project not in needed or label.funded is not None) and (label.paid is None or label.paid.unmet == 0)


def possible(problem: CapitalProblem, rules: Iterable[NamedRule], money: bool) -> bool:
    kept = frozenset(rules)
    return keeps_all(only(problem, kept, money), [r.name for r in kept if r.kind in ("transition", "locked")])


def check(problem: CapitalProblem, conflict: Conflict) -> None:
    assert conflict.irreducible
    assert not possible(problem, conflict.rules, conflict.money)
    sizes = range(len(conflict.rules)) if len(conflict.rules) <= 4 else (len(conflict.rules) - 1,)
    for size in sizes:
        for part in combinations(conflict.rules, size):
            assert possible(problem, part, conflict.money), part


@settings(max_examples=FEW)
@given(tiny_problems(always=frozenset({"committed", "precedences", "alternatives"})))
def test_logic_that_clashes_is_named_and_cannot_be_cut_further(problem: CapitalProblem) -> None:
    problem = in_order(problem)
    for conflict in conflicts_of(problem):
        check(problem, conflict)
    assert plan_capital(problem).status is not Status.NONE


@settings(max_examples=FEW)
@given(tiny_problems(always=frozenset({"committed", "bundles", "parcels"})))
def test_land_and_bundles_that_clash(problem: CapitalProblem) -> None:
    for conflict in conflicts_of(in_order(problem)):
        check(in_order(problem), conflict)


@settings(max_examples=FEW)
@given(tiny_problems(always=frozenset({"committed", "obligations", "medium"})))
def test_nothing_is_named_exactly_when_all_demands_fit(problem: CapitalProblem) -> None:
    problem = in_order(problem)
    assume(all(p.min_year_share == 0 for p in problem.projects))
    found = conflicts_of(problem)
    for conflict in found:
        check(problem, conflict)
    assert (found == ()) is keeps_all(problem, demanded(problem))


@settings(max_examples=FEW)
@given(tiny_problems(always=frozenset({"committed", "obligations"})))
def test_ceilings_grown_by_what_is_short_meet_every_demand(problem: CapitalProblem) -> None:
    problem = in_order(problem)
    short = shortages(problem)
    assume(short is not None and not problem.parcels and all(p.min_year_share == 0 for p in problem.projects))
    yearly, medium = dict(problem.ceilings), dict(problem.medium_term)
    for one in short or ():
        if (one.fund, one.first) in yearly and one.first == one.last and (one.fund, one.first, one.last) not in medium:
            yearly[one.fund, one.first] += one.short
        else:
            medium[one.fund, one.first, one.last] += one.short
    if any(mix.year_cap < 1 for p in problem.projects for mix in p.mixes) or any(p.counterpart_share for p in problem.projects):
        return  # whole units of a mix may need one unit more than money that can be cut
    assert keeps_all(replace(problem, ceilings=yearly, medium_term=medium), demanded(problem))
    total = sum(one.short for one in short or ())
    if total and not problem.medium_term:
        assert not any(keeps_all(replace(problem, ceilings={**problem.ceilings, key: limit + total - 1}), demanded(problem))
                       for key, limit in problem.ceilings.items())


def project(name: str, need: int, **changes: Any) -> ProjectToFund:
    return replace(ProjectToFund(name, need, need, 3, 1.0, 1, 2026, 2027, (Mix("A"),)), **changes)


def two_years(*projects: ProjectToFund, **changes: Any) -> CapitalProblem:
    ceilings = {("A", 2026): 10, ("A", 2027): 10}
    return replace(CapitalProblem((2026, 2027), ("A",), ceilings, {}, projects, last_rank=3), **changes)


GOING: dict[str, Any] = {"committed": True, "latest": 2026, "rank": 2}


def test_two_transition_projects_that_exclude_each_other() -> None:
    going = project("P1", 2, **GOING), project("P2", 2, **GOING)
    asked = two_years(*going, project("P3", 2), alternatives=(Alternative("X", ("P1", "P2")),))
    rules = (NamedRule("transition", "P1"), NamedRule("transition", "P2"), NamedRule("alternative", "X"))
    assert conflicts_of(asked) == (Conflict(rules, False, True),)
    said = unfit(asked, plan_capital(asked), lambda rule: "Điều 54" if rule.kind == "transition" else "")
    assert [f.code for f in said] == ["CAP-021"]
    assert said[0].values["rules_en"] == (
        "transition project P1 must go on (Điều 54); transition project P2 must go on (Điều 54); X: at most one of P1, P2")


def test_a_precedence_that_a_transition_project_cannot_wait_for() -> None:
    asked = two_years(project("P1", 2), project("P2", 2, **GOING), precedences=(Precedence("T", "P1", "P2", 1),))
    assert conflicts_of(asked)[0].rules == (NamedRule("transition", "P2"), NamedRule("precedence", "T"))


def test_obligations_over_a_ceiling_say_source_year_and_amount() -> None:
    asked = two_years(project("P1", 8, **GOING), obligations=(Obligation("D1", 7, 1, ("A",), 2026, 2026),))
    said = unfit(asked, plan_capital(asked), lambda _: "")
    assert [(f.code, f.where.object_id) for f in said] == [
        ("CAP-022", "A:2026"), ("CAP-021", "transition:P1+obligation:D1+yearly-ceiling:A:2026")]
    assert (said[0].values["short"], said[0].values["limit"], said[0].values["total"]) == (5, 10, 5)


def test_locks_over_a_ceiling_are_named() -> None:
    asked = two_years(project("P1", 8), ceilings={("A", 2026): -3, ("A", 2027): 10}, locks=(Lock("P1", "A", 2026, 13),))
    plan = plan_capital(asked)
    assert plan.status is Status.NONE
    assert [(f.code, f.values["short"], f.values["period"], f.values["locks"]) for f in plan.findings] == [("CAP-006", 3, "2026", "P1 13")]


def test_no_plan_names_what_clashes() -> None:
    asked = two_years(project("P1", 8), fund_opening=-1)
    assert plan_capital(asked).status is not Status.NONE  # cash matters only with land
    plan = plan_capital(replace(asked, parcels=(Parcel("L", ("P1",), 1, 2026),)))
    assert [f.code for f in plan.findings] == ["CAP-002", "CAP-021"]
    assert plan.findings[1].values["rules_en"] == "cash of the land fund"


def test_every_kind_of_rule_has_words_without_gaps_left() -> None:
    asked = two_years(project("P1", 8), obligations=(Obligation("D", 1, 1, ("A",), 2026, 2026),))
    for kind, name in (("obligation", "D"), ("yearly-ceiling", "A:2026"), ("window", "P1"), ("share-rule", "W")):
        assert "{" not in rule_words(asked, NamedRule(kind, name), "vi") + rule_words(asked, NamedRule(kind, name), "en")
    assert all(vi and en for vi, en in RULE_WORDS.values())
