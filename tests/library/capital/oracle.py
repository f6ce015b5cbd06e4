"""The answer to a tiny capital problem, found by writing out every choice from the wording of the rules.

It reads the docstrings of ``capital/problem.py`` and nothing else: no model, no options, no split, no checker. A project's
columns are "out" and every whole-unit table of money by source and year that keeps its own rules; what projects share are
rows. The ladder is climbed as the law's order says: the least shortfall of a rank, which may then be one unit worse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import ceil, floor

from quyhoach.capital.plan import Allocation, CapitalPlan, Level, ProjectDecision, Status
from quyhoach.capital.problem import CapitalProblem, Mix, Obligation, Parcel, ProjectToFund
from quyhoach.solvers.reference import Choice, best

ONE_UNIT = 1
Cells = Mapping[tuple[str, int], int]


@dataclass(frozen=True)
class Funded:
    """A project in: first and last year, years late, its money and what of it repays the land fund, by year."""

    project: str
    start: int
    end: int
    late: int
    money: tuple[tuple[str, int, int], ...]
    owed: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Paid:
    """An obligation: what is paid, and what is not."""

    duty: str
    money: tuple[tuple[str, int, int], ...]
    unmet: int


@dataclass(frozen=True)
class Chosen:
    """One item's choice: at most one project or duty, and the clearing years of the parcels it carries."""

    funded: Funded | None = None
    paid: Paid | None = None
    cleared: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Answer:
    """The least shortfall of each rank, and the greatest benefit while no rank is more than one unit above its own."""

    levels: dict[int, int]
    objective: float
    chosen: tuple[Chosen, ...]


@dataclass(frozen=True)
class Reading:
    """How the wording is read. ``exact_shares``: a fixed share to the last fraction of a unit, instead of less than one
    unit off; ``without``: names of shared rules left out, to see what they cost."""

    exact_shares: bool = False
    without: frozenset[str] = frozenset()


AS_WRITTEN = Reading()


def answer(problem: CapitalProblem, levels: Mapping[int, int] | None = None, reading: Reading = AS_WRITTEN) -> Answer | None:
    """The best plan. ``levels``: shortfalls to hold each rank to (plus one unit), instead of the least ones."""
    items, limits = columns_of(problem, reading), limits_of(problem, reading)
    least: dict[int, int] = {}
    for rank in sorted({item.rank for item in (*problem.projects, *problem.obligations) if item.rank < problem.last_rank}):
        found = best([[replace(c, cost=(c.usage.get(f"ladder:{rank}", 0),)) for c in item] for item in items], limits)
        if found is None:
            return None
        least[rank] = int(found.cost[0]) if found.cost else 0
        if "ladder" not in reading.without:
            limits[f"ladder:{rank}"] = (least if levels is None else levels)[rank] + ONE_UNIT
    final = best(items, limits)
    return None if final is None else Answer(least, -sum(final.cost), tuple(c.label for c in final.choices))


def columns_of(problem: CapitalProblem, reading: Reading) -> list[list[Choice]]:
    """One item a project (with the parcels it repays), a parcel and an obligation."""
    owned = {p.id: [lot for lot in problem.parcels if lot.owner == p.id] for p in problem.projects}
    items = [list(project_columns(problem, p, owned[p.id], reading)) for p in problem.projects]
    for lot in problem.parcels:
        if lot.owner not in owned:
            items.append([parcel_column(problem, ((lot, year),)) for year in clearing_years(problem, lot)])
    items += [list(duty_columns(problem, duty)) for duty in problem.obligations]
    return [item for item in items if item]


# --- a project on its own ---------------------------------------------------------------------------------------------


def project_columns(problem: CapitalProblem, p: ProjectToFund, lots: list[Parcel], reading: Reading) -> Iterator[Choice]:
    short = {f"ladder:{p.rank}": p.need * (p.delay + 1)}
    for years in product(*(clearing_years(problem, lot) for lot in lots)):
        plots = tuple(zip(lots, years, strict=True))
        land = parcel_column(problem, plots)
        yield Choice(added(short, land.usage), (0.0,), Chosen(cleared=land.label.cleared))
        for start, late in starts(problem, p):
            yield from _funded_columns(problem, p, start, late, plots, reading)


def starts(problem: CapitalProblem, p: ProjectToFund) -> Iterator[tuple[int, int]]:
    """The first year of the capital still needed, and the years late."""
    years = (p.earliest,) if p.committed else range(p.earliest, p.latest + 1)
    for start, late in product(years, range(p.delay + 1 if p.committed else 1)):
        end = start + p.duration + late - 1
        first = start if p.first_capital_year is None else p.first_capital_year
        inside = start in problem.years and end in problem.years
        if inside and (p.last_allowed_offset is None or (end - first) + 1 <= p.last_allowed_offset):
            yield start, late


def _funded_columns(
    problem: CapitalProblem, p: ProjectToFund, start: int, late: int, plots: tuple[tuple[Parcel, int | None], ...], reading: Reading
) -> Iterator[Choice]:
    end = start + p.duration + late - 1
    land = parcel_column(problem, plots)
    owed = Counter(dict(repayments(problem, plots)))
    value = p.score * (p.size / problem.median_size) ** problem.gamma * problem.discount ** (end - problem.years[0])
    shared = added(land.usage, project_rows(problem, p, start), {f"ladder:{p.rank}": p.need * late})
    for work in yearly_tables(problem, p, start, end):
        total = {year: work.get(year, 0) + owed[year] for year in problem.years}
        for cells in source_tables(problem, p, total, reading):
            usage = added(shared, money_rows(problem, cells, p.id))
            funded = Funded(p.id, start, end, late, listed(cells), tuple(sorted(owed.items())))
            yield Choice(usage, (-value,), Chosen(funded, cleared=land.label.cleared))


def yearly_tables(problem: CapitalProblem, p: ProjectToFund, start: int, end: int) -> Iterator[dict[int, int]]:
    """Every way to cut the need into active years within the shares of a year; a year that cannot pay is not held to them."""
    length = end - start + 1
    low = floor(p.need * min(p.min_year_share, Fraction(1, length)))
    high = ceil(p.need * max(p.max_year_share, Fraction(1, length)))
    years = range(start, end + 1)
    rooms = [range(low, high + 1) if can_pay(problem, p, year) else range(1) for year in years]
    for amounts in product(*rooms):
        if sum(amounts) == p.need:
            yield dict(zip(years, amounts, strict=True))


def source_tables(problem: CapitalProblem, p: ProjectToFund, total: Mapping[int, int], reading: Reading) -> Iterator[Cells]:
    """Every way to pay the totals of the years from the project's sources."""
    per_year = [list(mixes_of(problem, p, year, amount, reading)) for year, amount in total.items()]
    for choice in product(*per_year):
        cells = {cell: amount for part in choice for cell, amount in part.items()}
        if all(mix.life_cap is None or paid(cells, mix.fund) <= mix.life_cap for mix in p.mixes):
            yield cells


def mixes_of(problem: CapitalProblem, p: ProjectToFund, year: int, total: int, reading: Reading) -> Iterator[Cells]:
    """Every way to pay one year's total: caps, fixed shares and the counterpart's least share of that total."""
    rooms = [range(total + 1) if pays(problem, mix.fund, year) else range(1) for mix in p.mixes]
    for amounts in product(*rooms):
        given = sum(a for a, mix in zip(amounts, p.mixes, strict=True) if mix.fund in problem.counterpart_funds)
        if (sum(amounts) == total and given >= p.counterpart_share * total
                and all(_share_kept(mix, a, total, reading) for a, mix in zip(amounts, p.mixes, strict=True))):
            yield {(mix.fund, year): a for a, mix in zip(amounts, p.mixes, strict=True) if a}


def _share_kept(mix: Mix, amount: int, total: int, reading: Reading) -> bool:
    if mix.fixed_share is None:
        return amount <= mix.year_cap * total
    off = abs(amount - mix.fixed_share * total)
    return off == 0 if reading.exact_shares else off < ONE_UNIT


def pays(problem: CapitalProblem, fund: str, year: int) -> bool:
    """A source pays in a year for which it has a ceiling, and none of its ceilings is zero."""
    ceilings = [limit for (name, t), limit in problem.ceilings.items() if (name, t) == (fund, year)]
    ceilings += [limit for (name, first, last), limit in problem.medium_term.items() if name == fund and first <= year <= last]
    return bool(ceilings) and min(ceilings) > 0


def can_pay(problem: CapitalProblem, p: ProjectToFund, year: int) -> bool:
    """Whether sources that pay in that year can make up a whole mix, were there money enough."""
    open_mixes = [mix for mix in p.mixes if pays(problem, mix.fund, year)]
    fixed = {mix.fund: mix.fixed_share for mix in open_mixes if mix.fixed_share is not None}
    free = {mix.fund: mix.year_cap for mix in open_mixes if mix.fixed_share is None}
    rest = 1 - sum(fixed.values())
    ours = sum(share for fund, share in fixed.items() if fund in problem.counterpart_funds)
    ours += min(rest, sum(cap for fund, cap in free.items() if fund in problem.counterpart_funds))
    closed = any(mix.fixed_share for mix in p.mixes if mix not in open_mixes)
    return not closed and (sum(free.values()) >= rest if rest else True) and ours >= p.counterpart_share


# --- land and obligations ---------------------------------------------------------------------------------------------


def clearing_years(problem: CapitalProblem, lot: Parcel) -> list[int | None]:
    return [None, *(year for year in problem.years if year >= lot.earliest)]


def repayments(problem: CapitalProblem, plots: tuple[tuple[Parcel, int | None], ...]) -> list[tuple[int, int]]:
    """(year, amount) that the owner owes inside the plan."""
    owed: Counter[int] = Counter()
    for lot, year in plots:
        if lot.owner is not None and year is not None and lot.repayment and year + lot.repay_lag in problem.years:
            owed[year + lot.repay_lag] += lot.repayment
    return list(owed.items())


def parcel_column(problem: CapitalProblem, plots: tuple[tuple[Parcel, int | None], ...]) -> Choice:
    """Land fund cash by year, work that waits for the land, and the rule that land is cleared for someone."""
    usage: Counter[str] = Counter()
    for lot, cleared in plots:
        for year in problem.years:
            if cleared is not None and cleared <= year:
                usage[f"land-fund-cash:{year}"] += lot.cost - (lot.repayment if cleared + lot.repay_lag <= year else 0)
            for name in lot.projects:
                usage[f"land-first:{name}:{lot.id}:{year}"] -= cleared is not None and cleared <= year + lot.needed_after
        if cleared is not None:
            usage[f"clear-for-work:{lot.id}"] += 1
            usage[f"clear-for-work:{lot.id}:owner"] += lot.owner is not None
    done = tuple((lot.id, year) for lot, year in plots if year is not None)
    return Choice(usage, (0.0,), Chosen(cleared=done))


def duty_columns(problem: CapitalProblem, duty: Obligation) -> Iterator[Choice]:
    """Every table of payments, the rest unmet."""
    cells = [(fund, year) for fund, year in product(duty.funds, problem.years)
             if duty.first_year <= year <= duty.last_year and pays(problem, fund, year)]
    for amounts in product(range(duty.amount + 1), repeat=len(cells)):
        unmet = duty.amount - sum(amounts)
        if unmet >= 0:
            money = {cell: amount for cell, amount in zip(cells, amounts, strict=True) if amount}
            usage = added(money_rows(problem, money, None), {f"ladder:{duty.rank}": unmet})
            yield Choice(usage, (0.0,), Chosen(paid=Paid(duty.id, listed(money), unmet)))


# --- what is shared ---------------------------------------------------------------------------------------------------


def money_rows(problem: CapitalProblem, cells: Cells, project: str | None) -> Counter[str]:
    """What money uses of ceilings and, for projects, of the share rules."""
    usage: Counter[str] = Counter()
    for (fund, year), amount in cells.items():
        usage[f"yearly-ceiling:{fund}:{year}"] += amount
        for name, first, last in problem.medium_term:
            if name == fund and first <= year <= last:
                usage[f"medium-term-ceiling:{fund}:{first}:{last}"] += amount
        for rule in problem.share_rules:
            if project is not None and fund in rule.funds and year in rule.years:
                favoured = rule.share.denominator if project in rule.projects else 0
                usage[f"share-rule:{rule.id}"] += amount * (rule.share.numerator - favoured)
    return usage


def project_rows(problem: CapitalProblem, p: ProjectToFund, start: int) -> Counter[str]:
    """What a project that is in, from that year on, uses of the rules between projects."""
    usage: Counter[str] = Counter()
    since = start if p.first_capital_year is None else p.first_capital_year
    for lot in problem.parcels:
        for year in problem.years:
            usage[f"land-first:{p.id}:{lot.id}:{year}"] += p.id in lot.projects and start <= year
        usage[f"clear-for-work:{lot.id}"] -= p.id in lot.projects
        usage[f"clear-for-work:{lot.id}:owner"] -= p.id == lot.owner
    for rule in problem.precedences:
        for year in known_years(problem):
            usage[f"precedence:{rule.id}:{year}"] += p.id == rule.after and since <= year
            usage[f"precedence:{rule.id}:{year}"] -= p.id == rule.before and since <= year - rule.lag
    for choice in problem.alternatives:
        usage[f"alternative:{choice.id}"] += p.id in choice.projects
    for bundle in problem.bundles:
        for first, second in zip(bundle.projects, bundle.projects[1:], strict=False):
            usage[f"bundle:{bundle.id}:{first}:{second}"] += (p.id == first) - (p.id == second)
            usage[f"bundle:{bundle.id}:{second}:{first}"] += (p.id == second) - (p.id == first)
    return usage


def limits_of(problem: CapitalProblem, reading: Reading) -> dict[str, int]:
    """The right-hand side of every shared row."""
    limits = {f"yearly-ceiling:{fund}:{year}": limit for (fund, year), limit in problem.ceilings.items()}
    limits |= {f"medium-term-ceiling:{fund}:{first}:{last}": limit for (fund, first, last), limit in problem.medium_term.items()}
    limits |= {f"share-rule:{rule.id}": 0 for rule in problem.share_rules}
    limits |= {f"precedence:{rule.id}:{year}": 0 for rule in problem.precedences for year in known_years(problem)}
    limits |= {f"alternative:{choice.id}": 1 for choice in problem.alternatives}
    for bundle in problem.bundles:
        for pair in zip(bundle.projects, bundle.projects[1:], strict=False):
            limits |= {f"bundle:{bundle.id}:{first}:{second}": 0 for first, second in (pair, pair[::-1])}
    for lot in problem.parcels:
        limits |= {f"land-first:{name}:{lot.id}:{year}": 0 for name in lot.projects for year in problem.years}
        limits |= {f"clear-for-work:{lot.id}": 0, f"clear-for-work:{lot.id}:owner": 0}
    for year in problem.years:
        came_in = sum(amount for t, amount in problem.fund_inflow.items() if problem.years[0] <= t <= year)
        limits[f"land-fund-cash:{year}"] = problem.fund_opening + came_in
    return {row: limit for row, limit in limits.items() if row.split(":")[0] not in reading.without}


def known_years(problem: CapitalProblem) -> range:
    """From the earliest first capital year to the end of the plan."""
    past = [p.first_capital_year for p in problem.projects if p.first_capital_year is not None]
    return range(min((*past, problem.years[0])), problem.years[-1] + 1)


def added(*parts: Mapping[str, int]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for part in parts:
        for row, amount in part.items():
            total[row] += amount
    return {row: amount for row, amount in total.items() if amount}


def paid(cells: Cells, fund: str) -> int:
    return sum(amount for (name, _), amount in cells.items() if name == fund)


def listed(cells: Cells) -> tuple[tuple[str, int, int], ...]:
    return tuple(sorted((fund, year, amount) for (fund, year), amount in cells.items()))


# --- as a plan --------------------------------------------------------------------------------------------------------


def plan_of(problem: CapitalProblem, found: Answer) -> CapitalPlan:
    """The oracle's answer as a plan, for the checker to judge. It carries no proof."""
    funded = {c.funded.project: c.funded for c in found.chosen if c.funded}
    duties = [c.paid for c in found.chosen if c.paid]
    decisions = tuple(
        ProjectDecision(p.id, True, funded[p.id].start, funded[p.id].end, funded[p.id].late) if p.id in funded
        else ProjectDecision(p.id, False, None, None, 0) for p in problem.projects)
    money = (*(a for f in funded.values() for a in _allocations(f)),
             *(Allocation(d.duty, fund, year, amount, "obligation") for d in duties for fund, year, amount in d.money),
             *(Allocation(lock.project, lock.fund, lock.year, lock.amount, "lock") for lock in problem.locks))
    levels = tuple(Level(rank, short, short) for rank, short in found.levels.items())
    clearings = {name: year for c in found.chosen for name, year in c.cleared}
    return CapitalPlan(Status.OPTIMAL, found.objective, found.objective, 0.0, levels, money, decisions, clearings,
                       {d.duty: d.unmet for d in duties if d.unmet}, None, ())


def _allocations(funded: Funded) -> Iterable[Allocation]:
    owed = Counter(dict(funded.owed))
    for fund, year, amount in funded.money:
        back = min(amount, owed[year])
        owed[year] -= back
        if back:
            yield Allocation(funded.project, fund, year, back, "repayment")
        if amount > back:
            yield Allocation(funded.project, fund, year, amount - back)


def chosen_starts(found: Answer) -> dict[str, int]:
    """Projects that are in, with their first year."""
    return {c.funded.project: c.funded.start for c in found.chosen if c.funded}
