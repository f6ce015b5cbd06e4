"""The generator: see ``instance``; and its questions with life caps, or with more owed than there is money."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from quyhoach.capital.problem import (
    Alternative,
    Bundle,
    CapitalProblem,
    Mix,
    Obligation,
    Parcel,
    Precedence,
    ProjectToFund,
)

MONEY_SHARE = 0.44
SHAPES = {200: (5, 6), 2_000: (5, 8), 10_000: (10, 10), 50_000: (10, 10)}
"""Years and sources by number of projects."""


def instance(count: int, horizon: int, sources: int, seed: int) -> CapitalProblem:
    """An invented question: heavy-tailed costs in million đồng (lognormal, median 22 billion, with a Pareto tail, at most
    6,000 billion), three groups of cost, 1–6 years of work, 14 % of the two lower groups on the ladder (transition projects), 30 % with
    a free yearly profile, 28 % with a parcel (a tenth of those shared, three in ten repaid by the project), 2 % in pairs of precedence,
    1.2 % in alternatives, 0.8 % in bundles, 38 classes of sources; money for 44 % of what is asked; benefit = score · cost^0.85."""
    rng = random.Random(f"{count}/{horizon}/{sources}/{seed}")
    years = tuple(range(2026, 2026 + horizon))
    funds = tuple(f"S{k:02}" for k in range(sources))
    classes = [_class(rng, funds) for _ in range(38)]
    projects = [_project(rng, n, years, classes) for n in range(count)]
    names = [p.id for p in projects if p.rank == 3]
    rng.shuffle(names)
    pairs, alternatives, bundles, rest = _logic(names, count)
    asked = sum(p.need for p in projects)
    parcels = _parcels(rng, rest, projects, years)
    weights = {fund: sum(p.need for p in projects if fund in {m.fund for m in p.mixes}) for fund in funds}
    whole = sum(weights.values())
    ceilings = {(fund, year): int(MONEY_SHARE * asked / horizon * weights[fund] / whole * rng.uniform(0.85, 1.15))
                for fund in funds for year in years}
    medium = {(fund, years[0], years[min(4, horizon - 1)]): int(0.97 * sum(ceilings[fund, y] for y in years[:5])) for fund in funds[::3]}
    land = sum(p.cost for p in parcels)
    duties = tuple(Obligation(f"N{k}", asked // 4000, 1, (funds[k % sources],), years[0], years[1]) for k in range(3))
    return CapitalProblem(
        years, funds, ceilings, medium, tuple(projects), duties, parcels, pairs, alternatives, bundles,
        counterpart_funds=frozenset(funds[:2]), fund_opening=int(0.12 * land), fund_inflow={y: int(0.035 * land) for y in years[1:]},
        gamma=0.85, median_size=22_000, last_rank=3,
    )


def _class(rng: random.Random, funds: tuple[str, ...]) -> tuple[tuple[Mix, ...], Fraction]:
    chosen = rng.sample(funds, rng.choice((1, 2, 2, 3, 3, 4)))
    caps = (Fraction(1), Fraction(1), Fraction(7, 10), Fraction(1, 2))
    mixes = [Mix(fund, rng.choice(caps)) for fund in chosen]
    if sum(m.year_cap for m in mixes) <= 1 or len(mixes) == 1:
        mixes = [Mix(m.fund) for m in mixes]
    if len(mixes) > 2 and rng.random() < 0.2:
        mixes[0] = Mix(mixes[0].fund, fixed_share=Fraction(3, 10))
        mixes[1:] = [Mix(m.fund) for m in mixes[1:]]
    return tuple(sorted(mixes, key=lambda m: m.fund)), Fraction(0)


def _project(rng: random.Random, n: int, years: tuple[int, ...], classes: list[tuple[tuple[Mix, ...], Fraction]]) -> ProjectToFund:
    cost = 22_000 * rng.lognormvariate(0, 1.1) if rng.random() < 0.9 else 120_000 * rng.paretovariate(1.2)
    cost = int(min(max(cost, 300), 6_000_000))
    group = 0 if cost < 60_000 else 1 if cost < 400_000 else 2
    duration = min(len(years), rng.choice(((1, 2, 2, 3), (2, 3, 4), (3, 4, 5, 6))[group]))
    ladder = rng.random() < 0.14 and group < 2
    mixes, counterpart = rng.choice(classes)
    free = rng.random() < 0.3 and duration > 1
    earliest = years[0] + (rng.randrange(0, max(1, len(years) - duration - 1)) if ladder else rng.choice((0, 0, 0, 1, 2)))
    least, most = (Fraction(1, 2 * duration), Fraction(3, 2 * duration)) if free else (Fraction(1, duration),) * 2
    return ProjectToFund(
        f"P{n:05}", cost, cost, 2 if ladder else 3, rng.uniform(20, 100), duration, earliest, years[-1], mixes,
        committed=ladder, delay=2 if ladder else 0, last_allowed_offset=None if ladder else (3, 4, 6)[group],
        min_year_share=least, max_year_share=most, counterpart_share=counterpart,
    )


def _logic(names: list[str], count: int) -> tuple[tuple[Precedence, ...], tuple[Alternative, ...], tuple[Bundle, ...], list[str]]:
    take = iter(names)
    pairs = tuple(Precedence(f"T{k}", next(take), next(take), 1) for k in range(count // 100))
    alternatives = tuple(Alternative(f"A{k}", tuple(next(take) for _ in range(3))) for k in range(max(1, int(count * 0.012) // 3)))
    bundles = tuple(Bundle(f"B{k}", tuple(next(take) for _ in range(2))) for k in range(max(1, int(count * 0.008) // 2)))
    return pairs, alternatives, bundles, list(take)


def _parcels(rng: random.Random, names: list[str], projects: list[ProjectToFund], years: tuple[int, ...]) -> tuple[Parcel, ...]:
    need = {p.id: p.need for p in projects}
    chosen, found = names[: int(len(projects) * 0.28)], []
    while chosen:
        users = [chosen.pop()]
        if chosen and rng.random() < 0.05:
            users.append(chosen.pop())
        cost = int(sum(need[u] for u in users) * rng.uniform(0.03, 0.15)) + 1
        owner = users[0] if rng.random() < 0.3 else None
        repay = cost if owner or rng.random() < 0.5 else 0
        after, lag = rng.choice((0, 1)), rng.choice((2, 3, 4))
        found.append(Parcel(f"L{len(found)}", tuple(sorted(users)), cost, years[0], after, repay, lag, owner))
    return tuple(found)


def national(count: int, seed: int) -> CapitalProblem:
    """``instance`` in the shape of that many projects."""
    return instance(count, *SHAPES[count], seed)


def with_life_caps(problem: CapitalProblem, share: float) -> CapitalProblem:
    """That share of the projects may take at most 60 % of its need from each source (all of it where it has one)."""
    rng = random.Random(f"caps/{share}")
    picked = set(rng.sample([p.id for p in problem.projects], int(share * len(problem.projects))))
    return replace(problem, projects=tuple(replace(p, mixes=_capped(p)) if p.id in picked else p for p in problem.projects))


def _capped(project: ProjectToFund) -> tuple[Mix, ...]:
    part = Fraction(3, 5) if len(project.mixes) > 1 else Fraction(1)
    return tuple(replace(mix, life_cap=None if mix.fixed_share else -(-project.need * part.numerator // part.denominator))
                 for mix in project.mixes)


def owing(problem: CapitalProblem, times: Fraction) -> CapitalProblem:
    """Obligations of ``times`` the money of each source, over all years, so that the ladder must fall short."""
    money = {fund: sum(limit for (name, _), limit in problem.ceilings.items() if name == fund) for fund in problem.funds}
    for fund, first, last in problem.medium_term:
        outside = sum(limit for (name, year), limit in problem.ceilings.items() if name == fund and not first <= year <= last)
        money[fund] = min(money[fund], problem.medium_term[fund, first, last] + outside)
    return replace(problem, obligations=tuple(
        Obligation(f"N{fund}", int(times * amount), 1, (fund,), problem.years[0], problem.years[-1]) for fund, amount in money.items()))
