"""When nothing fits: a smallest set of rules that cannot all be kept. Without any one of them the others can.

What must be is asked as a yes-or-no question: every transition project and every project with locked money in the plan, every
obligation paid in full. Logic is asked first, with money and land cash set aside; only what logic allows is asked with money.
Leaving a rule out never makes anything harder (docs/explanation/conflicts.md), so an irreducible set is found by halving.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

from quyhoach.capital.model import build
from quyhoach.capital.options import payable_years
from quyhoach.capital.problem import CapitalProblem, Mix, Parcel, ProjectToFund
from quyhoach.solvers.highs import Outcome, solve_mip

DEMANDS = ("transition", "locked", "obligation")
LOGIC = ("transition", "locked", "precedence", "alternative", "bundle", "land-first", "years-of-capital", "window")
MONEY = ("obligation", "share-rule", "life-cap", "shares", "year-shares", "land-fund-cash", "medium-term-ceiling", "yearly-ceiling")
MOST_OF_LOGIC, MOST_WITH_MONEY, WORK = 20, 2, 10_000
"""Sets that are looked for; the demands of one are set aside before the next is sought. WORK: projects × sets of logic."""
WHOLE_COLUMNS, WHOLE_MONEY = 1_500, 1_000
"""Money columns and greatest amount up to which the question is also asked in whole units."""
NODES = 20_000
FREE = "*"
"""The source of the logic question: it always pays."""


@dataclass(frozen=True, slots=True, order=True)
class NamedRule:
    """One rule of a question by its kind and its name: an id, ``project:fund``, ``fund:year`` or ``fund:first-last``."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot all be kept. ``money``: only with money counted. ``irreducible``: without any one of them, a plan
    that keeps the others was found."""

    rules: tuple[NamedRule, ...]
    money: bool
    irreducible: bool


def conflicts_of(problem: CapitalProblem) -> tuple[Conflict, ...]:
    """Irreducible sets of clashing rules, those of logic first; () when all demands can be met together.

    Later sets are those that remain once the demands of the earlier ones are set aside."""
    found: list[Conflict] = []
    waived: set[NamedRule] = set()
    of_logic = max(3, min(MOST_OF_LOGIC, WORK // (len(problem.projects) + 1)))
    for money, most in ((False, of_logic), (True, MOST_WITH_MONEY)):
        for _ in range(most):
            conflict = irreducible(problem, [rule for rule in rules_of(problem, money) if rule not in waived], money)
            if conflict is None:
                break
            found.append(conflict)
            demands = {rule for rule in conflict.rules if rule.kind in DEMANDS}
            if not demands:
                return tuple(found)
            waived |= demands
    return tuple(found)


def demanded(problem: CapitalProblem) -> frozenset[str]:
    """Projects that must be in: transition projects and those with locked money."""
    locked = {lock.project for lock in problem.locks}
    return frozenset(p.id for p in problem.projects if p.committed or p.id in locked)


def rules_of(problem: CapitalProblem, money: bool) -> tuple[NamedRule, ...]:
    """Every rule that may be named, in the order in which it is kept rather than questioned."""
    kinds = LOGIC + MONEY if money else LOGIC
    order = {kind: n for n, kind in enumerate(kinds)}
    found = [rule for rule in _every_rule(problem) if rule.kind in order]
    return tuple(sorted(found, key=lambda rule: (order[rule.kind], rule.name)))


def _every_rule(problem: CapitalProblem) -> Iterator[NamedRule]:
    for project in problem.projects:
        yield from (NamedRule(kind, project.id) for kind in _project_kinds(problem, project))
        yield from (NamedRule("life-cap", f"{project.id}:{mix.fund}") for mix in project.mixes if mix.life_cap is not None)
    named = (("obligation", problem.obligations), ("precedence", problem.precedences), ("alternative", problem.alternatives),
             ("bundle", problem.bundles), ("share-rule", problem.share_rules))
    for kind, rules in named:
        yield from (NamedRule(kind, rule.id) for rule in rules)
    yield from (NamedRule("land-first", parcel.id) for parcel in problem.parcels if not _gains(parcel))
    if problem.parcels:
        yield NamedRule("land-fund-cash", "")
    yield from (NamedRule("yearly-ceiling", f"{fund}:{year}") for fund, year in problem.ceilings)
    yield from (NamedRule("medium-term-ceiling", f"{fund}:{first}-{last}") for fund, first, last in problem.medium_term)


def _project_kinds(problem: CapitalProblem, project: ProjectToFund) -> Iterator[str]:
    if project.committed:
        yield "transition"
    elif any(lock.project == project.id for lock in problem.locks):
        yield "locked"
    if not project.committed and (project.earliest > problem.years[0] or project.latest < problem.years[-1]):
        yield "window"
    if project.last_allowed_offset is not None:
        yield "years-of-capital"
    if project.min_year_share or project.max_year_share < 1:
        yield "year-shares"
    if project.counterpart_share or any(mix.year_cap < 1 or mix.fixed_share is not None for mix in project.mixes):
        yield "shares"


def _gains(parcel: Parcel) -> bool:
    """Clearing it brings the land fund more than it costs: leaving it out could make something harder, so it always stays."""
    return parcel.repayment > parcel.cost


# --- which set -------------------------------------------------------------------------------------------------------------


def irreducible(problem: CapitalProblem, rules: Sequence[NamedRule], money: bool) -> Conflict | None:
    """One irreducible set among ``rules``, or None when they can all be kept (or it is not known that they cannot)."""
    asked = _Asked(problem, money)
    if asked.possible(rules) is not False:
        return None
    found = asked.smallest((), (), tuple(rules))
    proven = all(asked.possible([rule for rule in found if rule != one]) is True for one in found)
    return Conflict(tuple(sorted(found, key=rules.index)), money, proven)


class _Asked:
    """The yes-or-no question for any set of rules, each asked once."""

    def __init__(self, problem: CapitalProblem, money: bool) -> None:
        self.problem, self.money = problem, money
        self._known: dict[frozenset[NamedRule], bool | None] = {}

    def possible(self, kept: Iterable[NamedRule]) -> bool | None:
        """Whether some plan keeps these rules; None: the search ended without an answer."""
        key = frozenset(kept)
        if key not in self._known:
            self._known[key] = possible(self.problem, key, self.money)
        return self._known[key]

    def smallest(self, kept: tuple[NamedRule, ...], new: tuple[NamedRule, ...], rest: tuple[NamedRule, ...]) -> tuple[NamedRule, ...]:
        """The part of ``rest`` that is needed, beside ``kept``, so that nothing fits (QuickXplain)."""
        if new and self.possible(kept) is False:
            return ()
        if len(rest) <= 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2:]
        later = self.smallest((*kept, *first), first, second)
        return (*self.smallest((*kept, *later), later, first), *later)


def possible(problem: CapitalProblem, kept: frozenset[NamedRule], money: bool) -> bool | None:
    """Whether some plan keeps exactly these rules of a question (and its years); None: not found out."""
    if money and NamedRule("land-fund-cash", "") in kept and _cash_never_there(problem):
        return False
    musts = frozenset(rule.name for rule in kept if rule.kind in ("transition", "locked"))
    asked = loosened(problem, needed_part(with_rules(problem, kept, money), musts), kept, money)
    answer = _feasible(asked, musts, whole=False)
    if answer and money and _small(asked):
        exact = _feasible(asked, musts, whole=True)
        return answer if exact is None else exact
    return answer


def _cash_never_there(problem: CapitalProblem) -> bool:
    """Whether the land fund is overdrawn before any parcel is cleared, and no parcel brings more than it costs."""
    cash = accumulate((problem.fund_inflow.get(year, 0) for year in problem.years), initial=problem.fund_opening)
    return bool(problem.parcels) and not any(_gains(p) for p in problem.parcels) and min(list(cash)[1:]) < 0


def _small(problem: CapitalProblem) -> bool:
    columns = sum(len(p.mixes) for p in problem.projects) * len(problem.years)
    return columns <= WHOLE_COLUMNS and _everything(problem) <= WHOLE_MONEY


def _feasible(problem: CapitalProblem, musts: frozenset[str], whole: bool) -> bool | None:
    model = build(problem, whole_money=whole, loose_shares=whole)
    for name in sorted(musts):
        if not model.options[name]:
            return False
        model.linear.add_row("demanded", model.taken(name), lower=1.0)
    for column in model.e.values():
        model.linear.upper[column] = 0.0
    model.linear.set_objective({})
    answer = solve_mip(model.linear, node_limit=NODES)
    if answer.outcome is Outcome.INFEASIBLE:
        # Presolve can take what holds by a hair for impossible.
        answer = solve_mip(model.linear, node_limit=NODES, presolve=False)
    if answer.outcome is Outcome.INFEASIBLE:
        return False
    return None if answer.values is None else True


# --- a question with some of its rules -------------------------------------------------------------------------------------


def only(problem: CapitalProblem, kept: frozenset[NamedRule], money: bool) -> CapitalProblem:
    """The question with only these rules: what is not kept is loosened until it binds nothing."""
    return loosened(problem, with_rules(problem, kept, money), kept, money)


def loosened(problem: CapitalProblem, asked: CapitalProblem, kept: frozenset[NamedRule], money: bool) -> CapitalProblem:
    """``asked``, a part of ``problem``, with each project bound only by its own rules that are kept."""
    return replace(asked, projects=tuple(_loosened(problem, project, kept, money) for project in asked.projects))


def with_rules(problem: CapitalProblem, kept: frozenset[NamedRule], money: bool) -> CapitalProblem:
    """The question with only those rules between projects and over money that are kept."""
    total = _everything(problem)
    ceilings = {(fund, year): limit if NamedRule("yearly-ceiling", f"{fund}:{year}") in kept else total
                for (fund, year), limit in problem.ceilings.items()}
    medium = {(fund, first, last): limit if NamedRule("medium-term-ceiling", f"{fund}:{first}-{last}") in kept else total
              for (fund, first, last), limit in problem.medium_term.items()}
    cash = NamedRule("land-fund-cash", "") in kept
    free = {(FREE, year): total for year in problem.years}
    return replace(
        problem, funds=problem.funds if money else (FREE,), ceilings=ceilings if money else free, medium_term=medium if money else {},
        obligations=tuple(duty for duty in problem.obligations if NamedRule("obligation", duty.id) in kept),
        parcels=tuple(parcel for parcel in problem.parcels if _gains(parcel) or NamedRule("land-first", parcel.id) in kept),
        precedences=tuple(rule for rule in problem.precedences if NamedRule("precedence", rule.id) in kept),
        alternatives=tuple(rule for rule in problem.alternatives if NamedRule("alternative", rule.id) in kept),
        bundles=tuple(rule for rule in problem.bundles if NamedRule("bundle", rule.id) in kept),
        share_rules=tuple(rule for rule in problem.share_rules if NamedRule("share-rule", rule.id) in kept),
        fund_opening=problem.fund_opening if cash else total + abs(problem.fund_opening), fund_inflow=problem.fund_inflow if cash else {},
    )


def _everything(problem: CapitalProblem) -> int:
    """At least all the money that can ever be asked for."""
    land = sum(parcel.cost + parcel.repayment for parcel in problem.parcels)
    return sum(p.need for p in problem.projects) + sum(duty.amount for duty in problem.obligations) + land + 1


def _loosened(problem: CapitalProblem, p: ProjectToFund, kept: frozenset[NamedRule], money: bool) -> ProjectToFund:
    def has(kind: str) -> bool:
        return NamedRule(kind, p.id) in kept

    window = p.committed or has("window")
    bounds, shares = money and has("year-shares"), money and has("shares")
    # A year that cannot pay is held to no least amount; so that more money never brings a least amount with it, the least
    # amounts count only where every year can pay from the start.
    steady = bounds and len(payable_years(problem, p)) == len(problem.years)
    return replace(
        p, earliest=p.earliest if window else problem.years[0], latest=p.latest if window else problem.years[-1],
        last_allowed_offset=p.last_allowed_offset if has("years-of-capital") else None,
        min_year_share=p.min_year_share if steady else Fraction(0), max_year_share=p.max_year_share if bounds else Fraction(1),
        counterpart_share=p.counterpart_share if shares else Fraction(0),
        mixes=tuple(_loosened_mix(p, mix, kept, shares) for mix in p.mixes) if money else (Mix(FREE),),
    )


def _loosened_mix(p: ProjectToFund, mix: Mix, kept: frozenset[NamedRule], shares: bool) -> Mix:
    cap = mix.life_cap if NamedRule("life-cap", f"{p.id}:{mix.fund}") in kept else None
    return Mix(mix.fund, mix.year_cap if shares else Fraction(1), cap, mix.fixed_share if shares else None)


def needed_part(problem: CapitalProblem, musts: frozenset[str]) -> CapitalProblem:
    """The question without the projects and parcels that no demand can need: leaving those out breaks no rule."""
    needed = set(musts).union(*(rule.projects for rule in problem.share_rules), *(_users(p) for p in problem.parcels if _gains(p)))
    before: set[str] = set()
    while needed != before:
        before = set(needed)
        needed.update(rule.before for rule in problem.precedences if rule.after in before)
        needed.update(*(bundle.projects for bundle in problem.bundles if before.intersection(bundle.projects)))
        needed.update(*(_users(parcel) for parcel in problem.parcels if before.intersection(parcel.projects)))
    return replace(
        problem, projects=tuple(p for p in problem.projects if p.id in needed),
        parcels=tuple(parcel for parcel in problem.parcels if needed.intersection(parcel.projects)),
    )


def _users(parcel: Parcel) -> tuple[str, ...]:
    return (*parcel.projects, parcel.owner) if parcel.owner else parcel.projects
