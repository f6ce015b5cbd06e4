"""Hard and odd questions at the sizes of the issue (the tests ask them smaller: tests/library/capital/test_hard_questions.py)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from quyhoach.capital.problem import Alternative, Bundle, CapitalProblem, Mix, Precedence, ProjectToFund

YEARS = tuple(range(2026, 2031))
SOURCES = (("A",), ("B",), ("A", "B"))


def _project(
    number: int, need: int, score: float = 50.0, funds: tuple[str, ...] = ("A",), duration: int = 2, rank: int = 3
) -> ProjectToFund:
    mixes = tuple(Mix(fund) for fund in funds)
    return ProjectToFund(f"P{number:05}", need, need, rank, score, duration, YEARS[0], YEARS[-1], mixes)


def _question(projects: list[ProjectToFund], share: float) -> CapitalProblem:
    """Money for that share of what is asked, evenly over sources and years."""
    funds = tuple(sorted({mix.fund for p in projects for mix in p.mixes}))
    limit = int(share * sum(p.need for p in projects) / len(funds) / len(YEARS))
    middle = sorted(p.size for p in projects)[len(projects) // 2]
    return CapitalProblem(YEARS, funds, {(f, y): limit for f in funds for y in YEARS}, {}, tuple(projects), median_size=middle, last_rank=3)


def wide(count: int, share: float = 0.5) -> CapitalProblem:
    """Costs from 1 to 10⁶ units."""
    rng = random.Random(1)
    return _question([_project(n, int(10 ** rng.uniform(0, 6)), rng.uniform(20, 100), rng.choice(SOURCES), rng.choice((1, 2, 3)))
                      for n in range(count)], share)


def _plain(count: int, share: float, rank: int = 3, sources: tuple[tuple[str, ...], ...] = SOURCES) -> CapitalProblem:
    rng = random.Random(3)
    return _question([_project(n, rng.randint(100, 10_000), rng.uniform(20, 100), rng.choice(sources), rank=rank)
                      for n in range(count)], share)


def _lonely(count: int) -> CapitalProblem:
    problem = _plain(count - 1, 0.4, sources=(("A",),))
    return replace(problem, projects=(*problem.projects, _project(count - 1, 5_000, funds=("Z",))), funds=("A", "Z"),
                   ceilings=dict(problem.ceilings) | {("Z", year): 3_000 for year in YEARS})


def _tied(share: float, kind: str, lag: int = 0) -> CapitalProblem:
    problem = wide(1_500, share)
    names = tuple(p.id for p in problem.projects[:1_000])
    if kind == "bundle":
        return replace(problem, bundles=(Bundle("G", names),))
    if kind == "alternatives":
        return replace(problem, alternatives=(Alternative("X", names),))
    return replace(problem, precedences=tuple(Precedence(f"T{k:03}", names[k], names[k + 1], lag) for k in range(len(names) - 1)))


QUESTIONS: Mapping[str, Callable[[], CapitalProblem]] = {
    "costs from 1 to 10^6, 200 projects": lambda: wide(200),
    "costs from 1 to 10^6, 2,000 projects": lambda: wide(2_000),
    "a source that funds one project only, 2,000": lambda: _lonely(2_000),
    "10,000 identical projects": lambda: _question([_project(n, 1_000) for n in range(10_000)], 0.4),
    "all mandatory, room for all, 2,000": lambda: _plain(2_000, 1.3, rank=2),
    "all mandatory, money for 60 %, 2,000": lambda: _plain(2_000, 0.6, rank=2),
    "ceilings of zero, 2,000": lambda: replace(wide(2_000), ceilings={(f, y): 0 for f in ("A", "B") for y in YEARS}),
    "a bundle of 1,000 that fits, 1,500": lambda: _tied(1.5, "bundle"),
    "a bundle of 1,000 that does not fit, 1,500": lambda: _tied(0.25, "bundle"),
    "a chain of 1,000, a year apart, 1,500": lambda: _tied(0.25, "chain", lag=1),
    "a chain of 1,000 that fits, 1,500": lambda: _tied(1.5, "chain"),
    "a chain of 1,000 that money cuts, 1,500": lambda: _tied(0.25, "chain"),
    "1,000 alternatives, 1,500": lambda: _tied(0.25, "alternatives"),
    "one source, 10,000": lambda: _plain(10_000, 0.4, sources=(("A",),)),
    "scores of zero and below, 2,000": lambda: replace(
        wide(2_000), projects=tuple(replace(p, score=(0.0, -10.0, p.score)[n % 3]) for n, p in enumerate(wide(2_000).projects))),
    "one project": lambda: wide(1, 1.5),
}
