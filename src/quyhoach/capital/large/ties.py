"""Long ties: bundles and chains of precedence with far too many joint choices to write out, decided by themselves at prices.

At given prices of money such a group has one best choice, found by working back from its ends; what its rules are worth then
follows in closed form, so L is exact for the group. The choice is made the group's only one, the rest is planned beside it, and
the prices of that plan give the next choice, until one comes again. The best plan stays, and the best bound.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.large.bulk import Bulk
from quyhoach.capital.large.clusters import components
from quyhoach.capital.problem import Bundle, CapitalProblem, Precedence

Floats = NDArray[np.float64]
LONG = 40
"""Projects tied together from which on they are decided by themselves."""


@dataclass(frozen=True, slots=True)
class Ties:
    """The long groups of a question: ``bundles``, and ``before``: the precedence of each project that has one (trees only)."""

    bundles: tuple[Bundle, ...]
    before: Mapping[str, Precedence]
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first year (counted from the plan's first) of each member that is in, and the price of each rule by the row's name."""

    starts: Mapping[str, int]
    prices: Mapping[str, float]


def long_ties(problem: CapitalProblem) -> Ties:
    """Groups that are one bundle, or trees of precedence, of new starts alone; any other long group is left to priced rows."""
    label = components(problem)
    sizes = np.bincount(label, minlength=len(label))
    members = defaultdict(list)
    for number in np.flatnonzero(sizes[label] >= LONG).tolist():
        members[int(label[number])].append(problem.projects[number])
    tied = {name for choice in problem.alternatives for name in choice.projects}
    tied |= {name for parcel in problem.parcels for name in (*parcel.projects, parcel.owner or "")}
    afters = Counter(rule.after for rule in problem.precedences)
    ruled = {name for rule in problem.precedences for name in (rule.before, rule.after)}
    bundled = Counter(name for bundle in problem.bundles for name in bundle.projects)
    bundles: list[Bundle] = []
    before: dict[str, Precedence] = {}
    inside: set[str] = set()
    for group in members.values():
        names = {p.id for p in group}
        plain = all(p.rank >= problem.last_rank and not p.committed and p.first_capital_year is None for p in group)
        if not plain or names & tied:
            continue
        if not names & ruled and all(bundled[name] == 1 for name in names):
            bundles += [bundle for bundle in problem.bundles if bundle.projects[0] in names]
        elif not any(bundled[name] for name in names) and sum(afters[name] for name in names) == len(names) - 1 and all(
                afters[name] <= 1 for name in names):
            before |= {rule.after: rule for rule in problem.precedences if rule.after in names}
        else:
            continue
        inside |= names
    return Ties(tuple(bundles), before, frozenset(inside))


def without(problem: CapitalProblem, ties: Ties) -> CapitalProblem:
    """The question without the rules of long groups."""
    ours = {bundle.id for bundle in ties.bundles}
    return replace(problem, bundles=tuple(b for b in problem.bundles if b.id not in ours),
                   precedences=tuple(r for r in problem.precedences if ties.before.get(r.after) != r))


def decided(problem: CapitalProblem, ties: Ties, starts: Mapping[str, int]) -> CapitalProblem:
    """The question in which members start as chosen, as a rank of their own that must not fall short, or cannot start."""
    origin, rank = problem.years[0], min(p.rank for p in problem.projects) - 1
    rest = without(problem, ties)
    return replace(rest, projects=tuple(
        p if p.id not in ties.members else
        replace(p, rank=rank, earliest=origin + starts[p.id], latest=origin + starts[p.id]) if p.id in starts else
        replace(p, latest=p.earliest - 1) for p in rest.projects))


def best_choice(bulk: Bulk, ties: Ties, gains: Floats) -> Choice:
    """What the long groups of a question take when every option gains what is given."""
    number = {p.id: n for n, p in enumerate(bulk.problem.projects)}
    own = {name: _by_start(bulk, number[name], gains) for name in ties.members}
    starts: dict[str, int] = {}
    prices: dict[str, float] = {}
    for bundle in ties.bundles:
        _bundle(bundle, own, starts, prices)
    _trees(bulk.problem, ties, own, starts, prices)
    return Choice(starts, prices)


def _by_start(bulk: Bulk, number: int, gains: Floats) -> Floats:
    """Gain by first year, −inf where the project cannot start."""
    o = bulk.options
    span = slice(int(o.first[number]), int(o.first[number + 1]))
    found = np.full(bulk.years, -np.inf)
    found[o.start[span]] = gains[span]
    return found


def _bundle(bundle: Bundle, own: Mapping[str, Floats], starts: dict[str, int], prices: dict[str, float]) -> None:
    """All that the others gain is handed to the first member: in when the sum is worth it."""
    best = np.array([own[name].max() for name in bundle.projects])
    best[~np.isfinite(best)] = -1.0 - 2 * np.abs(best[np.isfinite(best)]).sum()
    handed = np.cumsum(best[::-1])[::-1]
    for k in range(len(bundle.projects) - 1):
        prices[f"bundle:{bundle.id}:{bundle.projects[k]}:{bundle.projects[k + 1]}"] = -float(handed[k + 1])
    if handed[0] > 0:
        starts.update({name: int(own[name].argmax()) for name in bundle.projects})


def _trees(problem: CapitalProblem, ties: Ties, own: Mapping[str, Floats], starts: dict[str, int], prices: dict[str, float]) -> None:
    """Backwards: the worth of all that follows a project by its first year; forwards: the first years."""
    order = _order(ties)
    following = defaultdict(list)
    for name, rule in ties.before.items():
        following[rule.before].append(name)
    horizon = len(problem.years)
    total: dict[str, Floats] = {}
    worth: dict[str, Floats] = {}  # at least 0, by the earliest year in which the project may start; one year past the last: 0
    for name in reversed(order):
        total[name] = own[name] + sum((worth[after][np.minimum(np.arange(horizon) + ties.before[after].lag, horizon)]
                                       for after in following[name]), np.zeros(horizon))
        worth[name] = np.append(np.maximum(np.maximum.accumulate(total[name][::-1])[::-1], 0.0), 0.0)
    for name in order:
        before = ties.before.get(name)
        if before is not None:
            years = np.flatnonzero(np.isfinite(own[name]))
            steps = worth[name][years] - np.append(worth[name][years[1:]], 0.0) if len(years) else years
            prices.update({f"precedence:{before.id}:{problem.years[t]}": float(step) for t, step in zip(years, steps, strict=True)})
            if before.before not in starts:
                continue
        first = 0 if before is None else starts[before.before] + before.lag
        if first < horizon and total[name][first:].max() > 0:
            starts[name] = first + int(total[name][first:].argmax())


def _order(ties: Ties) -> list[str]:
    """Members of trees, each after its predecessor."""
    bundled = {name for bundle in ties.bundles for name in bundle.projects}
    following = defaultdict(list)
    for name, rule in ties.before.items():
        following[rule.before].append(name)
    found = [name for name in sorted(ties.members - bundled) if name not in ties.before]
    for name in found:  # grows while it is read
        found += sorted(following[name])
    return found
