"""From the linear answer of a program with groups of 0/1 columns to whole decisions, and then the last mile.

The descent decides the largest groups in doubt first and the small ones in batches: it rounds to what the linear answer takes
most of, looks at what that costs, and tries the alternatives where it costs much. The last mile opens a few groups again, beside
all others as they are, and searches them depth first for something better. Limits of work are counts. It knows no noun of the field.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quyhoach.solvers.highs import Answer, Program

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
WHOLE = 1e-6
MOST_STEPS = 600
WAYS = 3
"""Ways of a group that are tried."""
WIDTH, NODES = 14, 40
"""Groups opened again in one round of the last mile, and linear programs spent on it."""
BETTER, STALE = 1e-7, 8
"""Share by which an answer must be better; rounds in a row without one after which the last mile ends."""
TOUCHING = 30.0
"""How much oftener a group is drawn that uses a limit which is exceeded."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of columns of which at most one is 1.

    ``owner``: group of each position, ascending; ``columns``: its column in the program; ``size`` by group: the largest is
    decided first; ``margin``: how little it is in doubt, for the draws of the last mile; ``free``: the first so many groups
    may be left out and are drawn, the others follow one of them (``follows``: groups opened with a group).
    """

    owner: Ints
    columns: Ints
    size: Floats
    margin: Floats
    free: int
    follows: Callable[[Ints], Ints] = field(default=lambda _: np.zeros(0, dtype=np.int64))


class Descent:
    """Decisions over one program that is narrowed on the way. ``best``: the best whole answer, None before ``run`` finds one."""

    def __init__(
        self, program: Program, groups: Groups, rate: float, exceeded: Callable[[Answer], float],
        touching: Callable[[Answer], Flags], seed: int = 0,
    ) -> None:
        """``rate``: what a unit of size is worth on the whole; ``exceeded``: by how much an answer exceeds limits; ``touching``: free
        groups that use such a limit; ``seed`` of the draws of the last mile."""
        self.program, self.groups, self.rate = program, groups, rate
        self._exceeded, self._touching, self._draw = exceeded, touching, np.random.default_rng(seed)
        self.first = np.searchsorted(groups.owner, np.arange(len(groups.size) + 1))
        self.fixed = np.zeros(len(groups.size), dtype=bool)
        self.best: Answer | None = None
        self.solves = 0

    @property
    def answer(self) -> Answer:
        """The best whole answer; only after ``run`` has found one."""
        assert self.best is not None
        return self.best

    # --- steps ---

    def _solve(self) -> Answer:
        self.solves += 1
        return self.program.solve()

    def _undecided(self, answer: Answer) -> tuple[Ints, Floats]:
        assert answer.values is not None
        share = answer.values[self.groups.columns]
        return np.unique(self.groups.owner[(share > WHOLE) & (share < 1 - WHOLE)]), share

    def _take(self, group: int, way: int | None) -> None:
        """One way of a group (its position) or none of them."""
        span = slice(int(self.first[group]), int(self.first[group + 1]))
        whole = np.zeros(span.stop - span.start)
        if way is not None:
            whole[way - span.start] = 1.0
        self.program.bound(self.groups.columns[span], whole, whole)

    def _free(self, groups: Ints) -> None:
        inside = np.isin(self.groups.owner, groups)
        count = int(inside.sum())
        self.program.bound(self.groups.columns[inside], np.zeros(count), np.ones(count))

    def _fix(self, groups: Ints, share: Floats) -> None:
        inside = np.isin(self.groups.owner, groups)
        whole = np.round(share[inside])
        self.program.bound(self.groups.columns[inside], whole, whole)

    def _ways(self, group: int, share: Floats) -> list[int | None]:
        """What the linear answer takes of the group, most first; being left out among them."""
        span = range(int(self.first[group]), int(self.first[group + 1]))
        ways: list[tuple[float, int | None]] = [(float(share[k]), k) for k in span if share[k] > WHOLE]
        out = 1.0 - sum(part for part, _ in ways)
        if group < self.groups.free:
            ways.append((out, None))
        return [way for _, way in sorted(ways, key=lambda item: -item[0])][:WAYS]

    # --- the descent ---

    def run(self) -> Answer | None:
        """Everything decided once; None when the program has no answer or the steps are spent."""
        answer = self._solve()
        for _ in range(MOST_STEPS):
            if answer.values is None:
                return None
            undecided, share = self._undecided(answer)
            if not len(undecided):
                self._fix(np.arange(len(self.groups.size)), share)
                self.best = answer
                return answer
            order = undecided[np.argsort(-self.groups.size[undecided], kind="stable")]
            self._freeze(share, self.groups.size[order[0]], undecided)
            batch = order[:max(1, len(order) // 5)]
            following = self._rounded(batch, share, answer) if len(batch) > 1 else None
            answer = self._tried(order[0], share) if following is None else following
        return None

    def _freeze(self, share: Floats, size: float, undecided: Ints) -> None:
        """Decided groups at least that large stay as they are."""
        mask = ~self.fixed & (self.groups.size >= size)
        mask[undecided] = False
        if mask.any():
            self._fix(np.flatnonzero(mask), share)
            self.fixed |= mask

    def _rounded(self, batch: Ints, share: Floats, before: Answer) -> Answer | None:
        for group in batch.tolist():
            self._take(group, self._ways(group, share)[0])
        answer = self._solve()
        allowed = 0.1 * float(self.groups.size[batch].sum()) * self.rate
        if answer.values is not None and before.objective - answer.objective <= allowed:
            self.fixed[batch] = True
            return answer
        self._free(batch)
        return None

    def _tried(self, group: int, share: Floats) -> Answer:
        ways = self._ways(group, share)
        answers = []
        for way in ways:
            self._take(group, way)
            answers.append(self._solve())
        best = max(range(len(ways)), key=lambda k: answers[k].objective)
        self.fixed[group] = True
        if best != len(ways) - 1:
            self._take(group, ways[best])
            return self._solve()
        return answers[best]

    # --- the last mile ---

    def polish(self, enough: float, rounds: int, within: float = np.inf) -> None:
        """Rounds of deciding a few groups again, until the answer is worth ``enough`` and exceeds limits by no more than
        ``within``, or ``rounds`` are spent, or too many in a row found nothing; it never gets worse."""
        if not self.groups.free:
            return
        weight = 1.0 / (20.0 + np.argsort(np.argsort(self.groups.margin, kind="stable"), kind="stable"))
        stale = 0
        for _ in range(rounds):
            exceeded = self._exceeded(self.answer) > within
            if self.answer.objective >= enough and not exceeded:
                return
            drawn = np.where(self._touching(self.answer), TOUCHING * weight, weight) if exceeded else weight
            size = min(WIDTH, len(weight))
            before = self.answer.objective
            self._again(np.sort(self._draw.choice(len(weight), size=size, replace=False, p=drawn / drawn.sum())))
            stale = 0 if self.answer.objective > before else stale + 1
            if stale >= STALE:
                return

    def _again(self, chosen: Ints) -> None:
        """The groups and what follows them are searched again."""
        groups = np.r_[chosen, self.groups.follows(chosen)]
        self._free(groups)
        self._left = NODES
        self._search()
        assert self.answer.values is not None
        self._fix(groups, self.answer.values[self.groups.columns])

    def _search(self) -> None:
        """Depth first, the largest undecided group first; a branch that cannot beat the best answer is left."""
        if self._left <= 0:
            return
        self._left -= 1
        answer = self._solve()
        if answer.values is None or answer.objective <= self.answer.objective + BETTER * abs(self.answer.objective):
            return
        undecided, share = self._undecided(answer)
        if not len(undecided):
            self.best = answer
            return
        group = int(undecided[np.argmax(self.groups.size[undecided])])
        for way in self._ways(group, share):
            self._take(group, way)
            self._search()
        self._free(np.array([group]))
