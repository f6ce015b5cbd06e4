"""A proof in cases: the options of some projects are narrowed until prices alone prove each case.

A case that must take a project is solved with a premium on it, and the ladder with a high price on falling short, instead of
hard rows: where the rules cannot hold, the prices grow until L falls below every plan, so an impossible case needs no proof
of another kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from heapq import heappop, heappush
from itertools import accumulate

from quyhoach.capital.certificate import OUT, prices_of
from quyhoach.capital.evaluation import Evaluation
from quyhoach.capital.model import CapitalModel
from quyhoach.capital.plan import Leaf
from quyhoach.solvers.highs import Answer, Relaxation, solve_lp

MOST_LEAVES = 300
WORK = 400_000
"""Leaves times columns of the model: what may be spent on the proof."""
UNDECIDED = 1e-6
PREMIUM = 1e4
"""On a project that must be taken, and on a ladder that falls short: many times the value of any plan, so that a hair is enough."""

Allowed = Mapping[str, tuple[int, ...]]
Choices = dict[str, dict[int, int]]


def branch(model: CapitalModel, value: float, gap: float) -> tuple[Leaf, ...]:
    """Leaves that cover every choice of options; the case with the greatest bound is split first, until every bound is
    within ``gap`` of ``value``, or the work is spent, or the prices leave no project undecided."""
    for row in model.rows.values():
        if row.kind in ("ladder", "disturbance"):
            model.linear.relax_row(row.index, PREMIUM * (value + 1.0))
    cases = _Case(model, value)
    most = min(MOST_LEAVES, WORK // max(1, len(model.linear.cost)))

    def split(answer: Answer, allowed: Allowed) -> tuple[Allowed, ...]:
        return _cases(model, cases.choices, answer, allowed)

    return worst_first(cases.leaf({}), lambda case, _: cases.leaf(case), split, value * (1 + gap), most)


def worst_first(
    root: tuple[Leaf, Answer], solved: Callable[[Allowed, Leaf], tuple[Leaf, Answer]],
    split: Callable[[Answer, Allowed], tuple[Allowed, ...]], enough: float, most: int,
) -> tuple[Leaf, ...]:
    """Cases that cover everything: the one of greatest bound is split until every bound is at most ``enough``, there are ``most``,
    or nothing is left to split. ``solved``: a case of a leaf as a leaf of its own, and the answer it comes from."""
    leaf, answer = root
    heap, count = [(-leaf.bound, 0, leaf, answer)], 1
    done: list[Leaf] = []
    while heap and len(heap) + len(done) < most:
        _, _, leaf, answer = heappop(heap)
        parts = () if leaf.bound <= enough else split(answer, leaf.allowed)
        if not parts:
            done.append(leaf)
        for case in parts:
            child, answer = solved(case, leaf)
            heappush(heap, (-child.bound, count, child, answer))
            count += 1
    return tuple(sorted((*done, *(leaf for _, _, leaf, _ in heap)), key=lambda leaf: (-leaf.bound, sorted(leaf.allowed.items()))))


def choices_of(model: CapitalModel) -> Choices:
    """What is decided, each by its choices and their columns: projects by option, ``parcel:`` ids by clearing year."""
    found: Choices = {name: {} for name in model.options}
    for (name, k), column in model.x.items():
        found[name][k] = column
    for (parcel, year), column in model.z.items():
        found.setdefault(f"parcel:{parcel}", {})[year] = column
    return found


class _Case:
    """The relaxation of one case after another: each starts from the last answer."""

    def __init__(self, model: CapitalModel, value: float) -> None:
        self.model, self.choices, self._premium = model, choices_of(model), PREMIUM * (value + 1.0)
        self._relaxation = Relaxation(model.linear) if model.linear.cost else None
        self._evaluation = Evaluation(model)
        self._narrowed: set[int] = set()

    def leaf(self, allowed: Allowed) -> tuple[Leaf, Answer]:
        """The case with its prices and L, and the answer they come from."""
        answer = solve_lp(self.model.linear) if self._relaxation is None else self._answer(self._relaxation, allowed)
        prices = prices_of(self.model, answer)
        return Leaf(allowed, {row: p for row, p in prices.items() if p}, self._evaluation.bound(prices, allowed)), answer

    def _answer(self, relaxation: Relaxation, allowed: Allowed) -> Answer:
        linear = self.model.linear
        for column in self._narrowed:
            relaxation.narrow(column, linear.lower[column], linear.upper[column])
            relaxation.weigh(column, linear.cost[column])
        self._narrowed = set()
        for name, open_choices in allowed.items():
            for k, column in self.choices[name].items():
                relaxation.narrow(column, linear.lower[column], float(k in open_choices))
                relaxation.weigh(column, linear.cost[column] + (0.0 if OUT in open_choices else self._premium))
                self._narrowed.add(column)
        return relaxation.solve()


def _cases(model: CapitalModel, choices: Choices, answer: Answer, allowed: Allowed) -> tuple[Allowed, ...]:
    """The two cases of the choice that the relaxation leaves most undecided, weighed by its benefit; () when none is."""
    if answer.values is None:
        return ()
    best, found = UNDECIDED, None
    for name, columns in choices.items():
        open_choices = allowed.get(name, (OUT, *columns))
        shares = {k: float(answer.values[column]) for k, column in columns.items()}
        shares[OUT] = 1.0 - sum(shares.values())
        undecided = 1.0 - max(shares[k] for k in open_choices)
        weight = undecided * (1.0 + max((model.linear.cost[column] for column in columns.values()), default=0.0))
        if len(open_choices) > 1 and undecided > UNDECIDED and weight > best:
            best, found = weight, (name, open_choices, shares)
    if found is None:
        return ()
    name, open_choices, shares = found
    return tuple({**allowed, name: part} for part in halves(open_choices, shares))


def halves(options: tuple[int, ...], shares: Mapping[int, float]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Out against in, where that is undecided; otherwise the earlier against the later options, near half of the weight."""
    inside = tuple(k for k in options if k != OUT)
    if OUT in options and (len(inside) < 2 or min(shares[OUT], 1.0 - shares[OUT]) > UNDECIDED):
        return (OUT,), inside
    sums = list(accumulate(shares[k] for k in inside))
    cut = min(range(1, len(inside)), key=lambda n: abs(sums[n - 1] - sums[-1] / 2))
    late = inside[cut:] if OUT not in options else (OUT, *inside[cut:])
    return inside[:cut], late
