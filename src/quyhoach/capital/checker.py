"""The independent checker: every rule again, from its wording, in whole numbers and exact fractions.

It shares no code with the model or the split: it reads only the question and the plan. No plan leaves the engine that it
has not accepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from quyhoach.capital.plan import CapitalPlan, ProjectDecision
from quyhoach.capital.problem import CapitalProblem, Mix, Parcel, ProjectToFund

SHORTFALL_TOLERANCE = 1
"""A ladder level may lie this many units above the least possible while lower levels are decided."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a plan does not keep: the rule's one name, the object, what the plan does and what the limit is."""

    rule: str
    object_id: str
    found: int
    limit: int


@dataclass(frozen=True, slots=True)
class _Books:
    """The plan's money added up once: by project, fund and year (repayments apart), and by fund and year."""

    spent: dict[tuple[str, str, int], int]
    of: dict[str, dict[tuple[str, int], int]]
    repaid: dict[tuple[str, int], int]
    duties: dict[str, int]
    by_fund: dict[tuple[str, int], int]


def check_plan(problem: CapitalProblem, plan: CapitalPlan) -> tuple[Breach, ...]:
    """All breaches of a plan; () means accepted."""
    books = _add_up(plan)
    decisions = {decision.id: decision for decision in plan.decisions}
    inside = {name: d for name, d in decisions.items() if d.in_plan}
    return (
        *_money_breaches(problem, plan, books),
        *_ceiling_breaches(problem, books),
        *_project_breaches(problem, inside, books),
        *_logic_breaches(problem, inside),
        *_land_breaches(problem, plan, inside, books),
        *_share_breaches(problem, books),
        *_ladder_breaches(problem, plan, inside),
        *_disturbance_breaches(problem, plan, inside),
    )


def _add_up(plan: CapitalPlan) -> _Books:
    books = _Books(defaultdict(int), defaultdict(dict), defaultdict(int), defaultdict(int), defaultdict(int))
    for item in plan.allocations:
        if item.kind == "lock":
            continue
        books.by_fund[item.fund, item.year] += item.amount
        if item.kind == "obligation":
            books.duties[item.id] += item.amount
        else:
            books.spent[item.id, item.fund, item.year] += item.amount
        if item.kind == "repayment":
            books.repaid[item.id, item.year] += item.amount
    for (name, fund, year), amount in books.spent.items():
        books.of[name][fund, year] = amount
    return books


def _money_breaches(problem: CapitalProblem, plan: CapitalPlan, books: _Books) -> Iterator[Breach]:
    """Whole, positive amounts; every obligation is met or its shortfall stated; locks appear as they were."""
    for item in plan.allocations:
        if item.amount <= 0:
            yield Breach("positive-amount", item.id, item.amount, 1)
    for duty in problem.obligations:
        accounted = books.duties[duty.id] + plan.shortfalls.get(duty.id, 0)
        if accounted != duty.amount or plan.shortfalls.get(duty.id, 0) < 0:
            yield Breach("duty", duty.id, accounted, duty.amount)
        for item in plan.allocations:
            if item.id == duty.id and item.kind == "obligation" and not (
                    item.fund in duty.funds and duty.first_year <= item.year <= duty.last_year):
                yield Breach("duty-source", duty.id, item.amount, 0)
    known = {duty.id for duty in problem.obligations}
    for item in plan.allocations:
        if item.kind == "obligation" and item.id not in known:
            yield Breach("duty", item.id, item.amount, 0)
    locked = sorted((i.id, i.fund, i.year, i.amount) for i in plan.allocations if i.kind == "lock")
    if locked != sorted((lock.project, lock.fund, lock.year, lock.amount) for lock in problem.locks):
        yield Breach("lock", "", len(locked), len(problem.locks))


def _ceiling_breaches(problem: CapitalProblem, books: _Books) -> Iterator[Breach]:
    for (fund, year), amount in books.by_fund.items():
        periods = [limit for (name, first, last), limit in problem.medium_term.items() if name == fund and first <= year <= last]
        if year not in problem.years or ((fund, year) not in problem.ceilings and not periods):
            yield Breach("yearly-ceiling", f"{fund}:{year}", amount, 0)
        elif amount > problem.ceilings.get((fund, year), amount):
            yield Breach("yearly-ceiling", f"{fund}:{year}", amount, problem.ceilings[fund, year])
    for (fund, first, last), limit in problem.medium_term.items():
        amount = sum(a for (name, year), a in books.by_fund.items() if name == fund and first <= year <= last)
        if amount > limit:
            yield Breach("medium-term-ceiling", f"{fund}:{first}-{last}", amount, limit)


def _project_breaches(problem: CapitalProblem, inside: dict[str, ProjectDecision], books: _Books) -> Iterator[Breach]:
    known = {project.id: project for project in problem.projects}
    for name in {name for name, _, _ in books.spent} - set(inside):
        yield Breach("money-without-decision", name, 1, 0)
    for name, decision in inside.items():
        if name not in known or decision.start_year is None or decision.end_year is None:
            yield Breach("unknown-project", name, 1, 0)
            continue
        yield from _one_project(problem, known[name], decision.start_year, decision.end_year, decision.delay, books)


def _one_project(problem: CapitalProblem, p: ProjectToFund, start: int, end: int, late: int, books: _Books) -> Iterator[Breach]:
    cells = books.of.get(p.id, {})
    total = {year: sum(a for (_, t), a in cells.items() if t == year) for year in problem.years}
    work = {year: total[year] - books.repaid[p.id, year] for year in problem.years}
    if sum(work.values()) != p.need:
        yield Breach("need", p.id, sum(work.values()), p.need)
    if not p.earliest <= start <= (p.earliest if p.committed else p.latest):
        yield Breach("window", p.id, start, p.earliest)
    length = p.duration + late
    if end - start + 1 != length or not 0 <= late <= (p.delay if p.committed else 0) or start < problem.years[0] or end > problem.years[-1]:
        yield Breach("duration", p.id, end - start + 1, length)
    since = start if p.first_capital_year is None else p.first_capital_year
    if p.last_allowed_offset is not None and end - since + 1 > p.last_allowed_offset:
        yield Breach("years-of-capital", p.id, end - since + 1, p.last_allowed_offset)
    most = _rounded_up(p.need * max(p.max_year_share, Fraction(1, length)))
    least = int(p.need * min(p.min_year_share, Fraction(1, length)))
    for year, amount in work.items():
        active = start <= year <= end
        if amount > (most if active else 0):
            yield Breach("year-most", f"{p.id}:{year}", amount, most if active else 0)
        if active and amount < least and _payable(problem, p, year):
            yield Breach("year-least", f"{p.id}:{year}", amount, least)
        yield from _mix_breaches(problem, p, year, total[year], {fund: a for (fund, t), a in cells.items() if t == year})
    yield from _life_breaches(p, cells)


def _rounded_up(amount: Fraction) -> int:
    return -(-amount.numerator // amount.denominator)


def _payable(problem: CapitalProblem, p: ProjectToFund, year: int) -> bool:
    """A year in which the sources that have money cannot make up a whole mix is not held to a least amount."""
    paying = [mix for mix in p.mixes if _has_money(problem, mix.fund, year)]
    fixed = sum((mix.fixed_share for mix in paying if mix.fixed_share is not None), Fraction(0))
    free = sum((mix.year_cap for mix in paying if mix.fixed_share is None), Fraction(0))
    if fixed + free < 1 or any(mix.fixed_share and mix not in paying for mix in p.mixes):
        return False
    ours = [mix for mix in paying if mix.fund in problem.counterpart_funds]
    given = sum((mix.fixed_share for mix in ours if mix.fixed_share is not None), Fraction(0))
    given += min(1 - fixed, sum((mix.year_cap for mix in ours if mix.fixed_share is None), Fraction(0)))
    return given >= p.counterpart_share


def _has_money(problem: CapitalProblem, fund: str, year: int) -> bool:
    limits = [limit for (name, first, last), limit in problem.medium_term.items() if name == fund and first <= year <= last]
    limits += [problem.ceilings[fund, year]] if (fund, year) in problem.ceilings else []
    return bool(limits) and min(limits) > 0


def _life_breaches(p: ProjectToFund, cells: dict[tuple[str, int], int]) -> Iterator[Breach]:
    for mix in p.mixes:
        paid = sum(a for (fund, _), a in cells.items() if fund == mix.fund)
        if mix.life_cap is not None and paid > mix.life_cap:
            yield Breach("life-cap", f"{p.id}:{mix.fund}", paid, mix.life_cap)


def _mix_breaches(problem: CapitalProblem, p: ProjectToFund, year: int, total: int, cells: dict[str, int]) -> Iterator[Breach]:
    mixes: dict[str, Mix] = {mix.fund: mix for mix in p.mixes}
    for fund, amount in cells.items():
        if fund not in mixes:
            yield Breach("source", f"{p.id}:{fund}", amount, 0)
        elif mixes[fund].fixed_share is None and mixes[fund].year_cap < 1 and amount > mixes[fund].year_cap * total:
            yield Breach("year-cap", f"{p.id}:{fund}:{year}", amount, int(mixes[fund].year_cap * total))
    for fund, mix in mixes.items():
        if mix.fixed_share is not None and abs(cells.get(fund, 0) - mix.fixed_share * total) >= 1:
            yield Breach("fixed-share", f"{p.id}:{fund}:{year}", cells.get(fund, 0), int(mix.fixed_share * total))
    counterpart = sum(a for fund, a in cells.items() if fund in problem.counterpart_funds)
    if p.counterpart_share and counterpart < p.counterpart_share * total:
        yield Breach("counterpart", f"{p.id}:{year}", counterpart, int(p.counterpart_share * total))


def _since(fixed: dict[str, int], decision: ProjectDecision) -> int:
    return fixed.get(decision.id, decision.start_year or 0)


def _logic_breaches(problem: CapitalProblem, inside: dict[str, ProjectDecision]) -> Iterator[Breach]:
    fixed = {p.id: p.first_capital_year for p in problem.projects if p.first_capital_year is not None}
    for rule in problem.precedences:
        if rule.after in inside:
            after = _since(fixed, inside[rule.after])
            before = _since(fixed, inside[rule.before]) if rule.before in inside else after + 1
            if after < before + rule.lag:
                yield Breach("precedence", rule.id, after, before + rule.lag)
    for choice in problem.alternatives:
        if (chosen := sum(name in inside for name in choice.projects)) > 1:
            yield Breach("alternative", choice.id, chosen, 1)
    for bundle in problem.bundles:
        if (chosen := sum(name in inside for name in bundle.projects)) not in (0, len(bundle.projects)):
            yield Breach("bundle", bundle.id, chosen, len(bundle.projects))


def _land_breaches(
    problem: CapitalProblem, plan: CapitalPlan, inside: dict[str, ProjectDecision], books: _Books
) -> Iterator[Breach]:
    owed: dict[tuple[str, int], int] = defaultdict(int)
    cash = problem.fund_opening
    for year in problem.years:
        cash += problem.fund_inflow.get(year, 0)
        for parcel in problem.parcels:
            cleared = plan.clearings.get(parcel.id)
            cash -= parcel.cost if cleared == year else 0
            if cleared is not None and cleared + parcel.repay_lag == year:
                cash += parcel.repayment
                owed[parcel.owner or "", year] += parcel.repayment if parcel.owner else 0
        if cash < 0 and problem.parcels:  # without parcels nothing of the plan touches the fund
            yield Breach("land-fund-cash", str(year), cash, 0)
    for parcel in problem.parcels:
        yield from _one_parcel(problem, parcel, plan.clearings.get(parcel.id), inside)
    for key in set(owed) | set(books.repaid):
        if owed.get(key, 0) != books.repaid.get(key, 0) and key[0]:
            yield Breach("repayment", f"{key[0]}:{key[1]}", books.repaid.get(key, 0), owed.get(key, 0))


def _one_parcel(
    problem: CapitalProblem, parcel: Parcel, cleared: int | None, inside: dict[str, ProjectDecision]
) -> Iterator[Breach]:
    if cleared is not None:
        wanted = any(name in inside for name in parcel.projects) and (parcel.owner is None or parcel.owner in inside)
        if not wanted or cleared < parcel.earliest or cleared not in problem.years:
            yield Breach("clear-for-work", parcel.id, cleared, parcel.earliest)
    for name in parcel.projects:
        start = inside[name].start_year if name in inside else None
        if start is not None and (cleared is None or cleared > start + parcel.needed_after):
            yield Breach("land-first", f"{name}:{parcel.id}", cleared or 0, start + parcel.needed_after)


def _share_breaches(problem: CapitalProblem, books: _Books) -> Iterator[Breach]:
    for rule in problem.share_rules:
        money = {key: amount for key, amount in books.spent.items() if key[1] in rule.funds and key[2] in rule.years}
        total = sum(money.values())
        favoured = sum(amount for (name, _, _), amount in money.items() if name in rule.projects)
        if favoured < rule.share * total:
            yield Breach("share-rule", rule.id, favoured, int(rule.share * total))


def _ladder_breaches(problem: CapitalProblem, plan: CapitalPlan, inside: dict[str, ProjectDecision]) -> Iterator[Breach]:
    for level in plan.levels:
        short = sum(plan.shortfalls.get(d.id, 0) for d in problem.obligations if d.rank == level.rank)
        for p in problem.projects:
            if p.rank == level.rank:
                short += p.need * (inside[p.id].delay if p.id in inside else p.delay + 1)
        if short > level.shortfall + SHORTFALL_TOLERANCE:
            yield Breach("ladder", str(level.rank), short, level.shortfall)


def _disturbance_breaches(problem: CapitalProblem, plan: CapitalPlan, inside: dict[str, ProjectDecision]) -> Iterator[Breach]:
    """Money·years by which decisions leave an assigned plan: moved by years at either end, taken in anew, or left out;
    and parcels cleared in another year."""
    if problem.assigned is None:
        return
    moved = 0
    for p in problem.projects:
        span, decision = problem.assigned.spans.get(p.id), inside.get(p.id)
        if decision is None or decision.start_year is None or decision.end_year is None:
            moved += 0 if span is None else p.need * len(problem.years)
        elif span is None:
            moved += p.need
        else:
            moved += p.need * max(abs(decision.start_year - span[0]), abs(decision.end_year - span[1]))
    for parcel in problem.parcels:
        if parcel.id in plan.clearings and parcel.id in problem.assigned.clearings:
            moved += parcel.cost * abs(plan.clearings[parcel.id] - problem.assigned.clearings[parcel.id])
    if moved > problem.assigned.limit:
        yield Breach("disturbance", "plan", moved, problem.assigned.limit)
