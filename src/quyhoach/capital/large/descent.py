"""From the core's linear answer to whole decisions, and then the last mile.

The descent decides the largest in doubt first and the small ones in batches: it rounds to what the linear answer takes most
of, looks at what that costs, and tries the alternatives where it costs much. The last mile opens a few groups again, beside
all others as they are, and searches them depth first for something better. Groups are clusters, with their joint choices, and
parcels, with their clearing years; all limits of work are counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.large.kernel import Core
from quyhoach.solvers.highs import Answer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
WHOLE = 1e-6
MOST_STEPS = 600
WAYS = 3
"""Ways of a group that are tried."""
WIDTH, NODES = 14, 40
"""Groups opened again in one round of the last mile, and linear programs spent on it."""
BETTER = 1e-7
TOUCHING = 30.0
"""How much oftener a cluster is drawn that uses a limit which is exceeded."""


class Descent:
    """Decisions over one core. ``best``: the best whole answer so far, None before ``run`` has found one."""

    def __init__(self, core: Core, seed: int = 0) -> None:
        """The core's program is narrowed on the way. ``seed`` of the draws of the last mile."""
        self.core, self.program = core, core.program
        self._draw = np.random.default_rng(seed)
        doubt, bulk = core.doubt, core.bulk
        money = np.zeros(len(bulk.clusters.first) - 1)
        np.maximum.at(money, bulk.clusters.of_project[bulk.options.project], bulk.options.need)
        self.clusters = len(doubt.open)
        parcels = sorted({parcel for parcel, _ in core.z})
        self.place = place = {parcel: self.clusters + k for k, parcel in enumerate(parcels)}
        owner = np.r_[doubt.owner, np.array([place[parcel] for parcel, _ in core.z], dtype=np.int64)]
        columns = np.r_[core.u, np.array(list(core.z.values()), dtype=np.int64)]
        order = np.argsort(owner, kind="stable")
        self.owner, self.columns = owner[order], columns[order]
        self.first = np.searchsorted(self.owner, np.arange(self.clusters + len(parcels) + 1))
        # A parcel is decided right after the cluster that needs it, while others can still give way.
        home = np.zeros(len(bulk.problem.parcels))
        home[bulk.clusters.parcel] = money[bulk.clusters.cluster[bulk.clusters.by]]
        self.size = np.r_[money[doubt.open], 0.999 * home[np.array(parcels, dtype=np.int64)]]
        self.fixed = np.zeros(len(self.size), dtype=bool)
        self.rate = float(core.priced.aim.options.sum() / max(bulk.options.need.sum(), 1e-9))
        self.best: Answer | None = None
        self.solves = 0

    # --- steps ---

    def _solve(self) -> Answer:
        self.solves += 1
        return self.program.solve()

    def _undecided(self, answer: Answer) -> tuple[Ints, Floats]:
        assert answer.values is not None
        share = answer.values[self.columns]
        return np.unique(self.owner[(share > WHOLE) & (share < 1 - WHOLE)]), share

    def _span(self, group: int) -> slice:
        return slice(int(self.first[group]), int(self.first[group + 1]))

    def _take(self, group: int, way: int | None) -> None:
        """One way of a group (its position) or none of them."""
        span = self._span(group)
        whole = np.zeros(span.stop - span.start)
        if way is not None:
            whole[way - span.start] = 1.0
        self.program.bound(self.columns[span], whole, whole)

    def _free(self, groups: Ints) -> None:
        inside = np.isin(self.owner, groups)
        count = int(inside.sum())
        self.program.bound(self.columns[inside], np.zeros(count), np.ones(count))

    def _fix(self, groups: Ints, share: Floats) -> None:
        inside = np.isin(self.owner, groups)
        whole = np.round(share[inside])
        self.program.bound(self.columns[inside], whole, whole)

    def _ways(self, group: int, share: Floats) -> list[int | None]:
        """What the linear answer takes of the group, most first; being left out among them."""
        span = range(int(self.first[group]), int(self.first[group + 1]))
        ways: list[tuple[float, int | None]] = [(float(share[k]), k) for k in span if share[k] > WHOLE]
        out = 1.0 - sum(part for part, _ in ways)
        if group < self.clusters:
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
                self._fix(np.arange(len(self.size)), share)
                self.best = answer
                return answer
            order = undecided[np.argsort(-self.size[undecided], kind="stable")]
            self._freeze(share, self.size[order[0]], undecided)
            batch = order[:max(1, len(order) // 5)]
            following = self._rounded(batch, share, answer) if len(batch) > 1 else None
            answer = self._tried(order[0], share) if following is None else following
        return None

    def _freeze(self, share: Floats, size: float, undecided: Ints) -> None:
        """Decided groups at least that large stay as they are."""
        mask = ~self.fixed & (self.size >= size)
        mask[undecided] = False
        if mask.any():
            self._fix(np.flatnonzero(mask), share)
            self.fixed |= mask

    def _rounded(self, batch: Ints, share: Floats, before: Answer) -> Answer | None:
        for group in batch.tolist():
            self._take(group, self._ways(group, share)[0])
        answer = self._solve()
        allowed = 0.1 * float(self.size[batch].sum()) * self.rate
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

    @property
    def answer(self) -> Answer:
        """The best whole answer; only after ``run`` has found one."""
        assert self.best is not None
        return self.best

    def polish(self, enough: float, rounds: int, within: float = np.inf) -> None:
        """Rounds of deciding a few groups again, until the answer is worth ``enough`` and exceeds limits by no more than
        ``within``, or ``rounds`` are spent; it never gets worse."""
        if not self.clusters:
            return
        margin = self._margins()
        rank = np.argsort(np.argsort(margin, kind="stable"), kind="stable")
        weight = 1.0 / (20.0 + rank)
        for _ in range(rounds):
            exceeded = self.core.exceeded(self.answer) > within
            if self.answer.objective >= enough and not exceeded:
                return
            drawn = np.where(self.core.touching(self.answer), TOUCHING * weight, weight) if exceeded else weight
            size = min(WIDTH, len(weight))
            self._again(np.sort(self._draw.choice(len(weight), size=size, replace=False, p=drawn / drawn.sum())))

    def _margins(self) -> Floats:
        """How far the best of each group is ahead of the next, for its money: how little it is in doubt."""
        gains, doubt = self.core.priced.gains, self.core.doubt
        found = np.zeros(self.clusters)
        for k in range(self.clusters):
            own = np.sort(np.r_[gains.joint[doubt.joint[self._span(k)]], 0.0])
            found[k] = (own[-1] - own[-2]) / max(self.size[k], 1e-9) if len(own) > 1 else np.inf
        return found

    def _again(self, clusters: Ints) -> None:
        """The clusters and the parcels they need are searched again."""
        groups = np.r_[clusters, self._parcels_of(clusters)]
        self._free(groups)
        self._left = NODES
        self._search(groups)
        assert self.answer.values is not None
        self._fix(groups, self.answer.values[self.columns])

    def _parcels_of(self, clusters: Ints) -> Ints:
        arrays = self.core.bulk.clusters
        ours = np.isin(arrays.cluster[arrays.by], self.core.doubt.open[clusters])
        return np.array(sorted({self.place[n] for n in arrays.parcel[ours].tolist() if n in self.place}), dtype=np.int64)

    def _search(self, groups: Ints) -> None:
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
        group = int(undecided[np.argmax(self.size[undecided])])
        for way in self._ways(group, share):
            self._take(group, way)
            self._search(groups)
        self._free(np.array([group]))
