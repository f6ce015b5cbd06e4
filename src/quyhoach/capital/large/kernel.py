"""The core: what prices leave in doubt, decided in one small linear program beside all that is decided.

Clusters whose best choice is far better than their next one are closed; money of closed projects with a free yearly profile
stays movable, added up by pattern (sums of equal profiles are a profile again). Limits may be exceeded at a high price, so
that every question put to the core has an answer.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from quyhoach.capital.large.bulk import Bulk
from quyhoach.capital.large.choices import shares_by_year, year_prices
from quyhoach.capital.large.doubt import MOST_CHOICES, doubt_of
from quyhoach.capital.large.master import Priced, Taken
from quyhoach.capital.large.rows import Rows
from quyhoach.solvers.descent import Groups
from quyhoach.solvers.highs import Answer, Arrays

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_PROFILES = 4
NEGLIGIBLE = 1e-6
"""Scaled units by which a limit may seem exceeded through the solver's noise."""
RESERVE, MOST_RESERVE = 1e-5, 2_000.0
"""Share of a ceiling, and most whole units, that are left for rounding."""
PENALTY = 2_000.0
"""Price of exceeding a limit, as a multiple of the greatest benefit per unit of money: a hair must cost more than a project."""
OPEN_PARCELS = 150
"""Parcels of closed clusters whose clearing year stays open."""


class Core:
    """The linear program of what is in doubt. Columns: ``u`` joint choices, ``z`` clearings, then money."""

    def __init__(self, bulk: Bulk, priced: Priced, size: int, choices: int = MOST_CHOICES, profiles: int = MOST_PROFILES,
                 also: NDArray[np.bool_] | None = None, reserve: bool = True) -> None:
        """The ``size`` clusters most in doubt are open, and as many of those marked in ``also``; each with so many of its choices,
        each of those with so many profiles. ``reserve``: a hair of money is kept for rounding."""
        self.bulk, self.priced, self._most_profiles = bulk, priced, profiles
        self.doubt = doubt_of(bulk, priced, size, choices, also, size)
        self.complete = True
        """Whether every corner of every open profile is there."""
        self._rows = Rows()
        self._columns: list[tuple[float, float, float]] = []
        self._cells = self._rows.block(np.full(len(bulk.classes.members) * bulk.years, -inf), -self._closed_money())
        self._rhs = rhs = bulk.limits.rhs - self._closed_uses() - (self._reserve() if reserve else 0.0)
        equal = np.array([row.equal for row in bulk.limits.rows], dtype=bool)
        self._limits = self._rows.block(np.where(equal, rhs, -inf), rhs)
        owed = np.array([duty.amount / bulk.scale for duty in bulk.problem.obligations])
        self._owed = self._rows.block(owed, owed)
        self.u = self._add_choices()
        self.z = self._add_clearings()
        self._add_free_money()
        self.w = self._add_mixes()
        self.y = self._add_duties()
        self.slack = self._add_slack()
        self.program = self._rows.program(self._columns)
        self.worth = [cost for cost, _, _ in self._columns]
        self.whole = np.r_[self.u, np.array(sorted(self.z.values()), dtype=np.int64)]

    def _column(self, cost: float, lower: float = 0.0, upper: float = inf) -> int:
        self._columns.append((cost, lower, upper))
        return len(self._columns) - 1

    def tighten(self, name: str, units: float) -> bool:
        """Keep that many whole units more of a limit for rounding; False where there is no such limit of money."""
        position = self.bulk.limits.position.get(name)
        if position is None or self.bulk.limits.rows[position].equal:
            return False
        self._rhs[position] -= units / self.bulk.scale
        self.program.limit(self._limits + position, -inf, float(self._rhs[position]))
        return True

    def everything(self) -> Arrays:
        """The program with nothing kept for rounding and no limit exceeded: no plan is cut off."""
        arrays = self.program.arrays()
        row_upper, upper = arrays.row_upper.copy(), arrays.upper.copy()
        row_upper[self._limits:self._limits + len(self._rhs)] += self._reserve()
        upper[self.slack] = 0.0
        return replace(arrays, row_upper=row_upper, upper=upper)

    def spend_reserve(self) -> None:
        """Give back what is kept for rounding."""
        for position, kept in enumerate(self._reserve().tolist()):
            if kept > 0:
                self._rhs[position] += kept
                self.program.limit(self._limits + position, -inf, float(self._rhs[position]))

    def groups(self) -> Groups:
        """Open clusters with their joint choices, then parcels with their clearing years; size is money in scaled units."""
        bulk, doubt, arrays = self.bulk, self.doubt, self.bulk.clusters
        money = bulk.cluster_money()
        opened = len(doubt.open)
        parcels = sorted({parcel for parcel, _ in self.z})
        place = {parcel: opened + k for k, parcel in enumerate(parcels)}
        owner = np.r_[doubt.owner, np.array([place[parcel] for parcel, _ in self.z], dtype=np.int64)]
        columns = np.r_[self.u, np.array(list(self.z.values()), dtype=np.int64)]
        order = np.argsort(owner, kind="stable")
        # A parcel is decided right after the cluster that needs it, while others can still give way.
        home = np.zeros(len(bulk.problem.parcels))
        home[arrays.parcel] = money[arrays.cluster[arrays.by]]
        size = np.r_[money[doubt.open], 0.999 * home[np.array(parcels, dtype=np.int64)]]

        def follows(chosen: Ints) -> Ints:
            ours = np.isin(arrays.cluster[arrays.by], doubt.open[chosen])
            return np.array(sorted({place[n] for n in arrays.parcel[ours].tolist() if n in place}), dtype=np.int64)

        return Groups(owner[order], columns[order], size, self._margins(money), opened, follows)

    def _margins(self, money: Floats) -> Floats:
        """How far the best choice of each open cluster is ahead of the next, for its money."""
        gains, doubt = self.priced.gains, self.doubt
        first = np.searchsorted(doubt.owner, np.arange(len(doubt.open) + 1))
        found = np.full(len(doubt.open), inf)
        for k, cluster in enumerate(doubt.open.tolist()):
            own = np.sort(np.r_[gains.joint[doubt.joint[first[k]:first[k + 1]]], 0.0])
            if len(own) > 1:
                found[k] = (own[-1] - own[-2]) / max(money[cluster], 1e-9)
        return found

    def limit_prices(self, answer: Answer) -> Floats:
        """Prices of the limits in an answer."""
        assert answer.prices is not None
        return answer.prices[self._limits:self._limits + len(self.bulk.limits.rows)]

    def touching(self, answer: Answer) -> NDArray[np.bool_]:
        """Open clusters that use a limit which an answer exceeds."""
        return np.asarray(self.touched(answer)[self.doubt.open])

    def touched(self, answer: Answer) -> NDArray[np.bool_]:
        """Clusters that use a limit which an answer exceeds, or a source of an obligation that it leaves unmet."""
        assert answer.values is not None
        over = {row for row, column in self._slack_of if answer.values[column] > NEGLIGIBLE}
        bulk, rows = self.bulk, self.bulk.limits.rows
        funds = {rows[k].fund for k in over if rows[k].fund}
        if any(rows[k].kind == "ladder" for k in over):
            unmet = {way.number for way, column in zip(bulk.duties, self.y.tolist(), strict=True)
                     if way.year is None and answer.values[column] > NEGLIGIBLE}
            funds |= {way.fund for way in bulk.duties if way.number in unmet and way.fund}
        uses = np.array([any(mix.fund in funds for mix in member.mixes) for member in bulk.classes.members], dtype=bool)
        found = np.zeros(len(bulk.clusters.first) - 1, dtype=bool)
        found[bulk.clusters.of_project] |= uses[bulk.classes.of]
        if any(rows[k].kind == "land-fund-cash" for k in over):
            found[bulk.clusters.cluster[bulk.clusters.by]] = True
        return found

    @property
    def closed_value(self) -> float:
        """What the closed clusters are worth."""
        return float(self.priced.aim.options[self.doubt.closed.options].sum())

    def exceeded(self, answer: Answer) -> float:
        """By how much an answer exceeds limits, in scaled units."""
        return inf if answer.values is None else float(answer.values[self.slack].sum())

    # --- what is closed ---

    def _closed_money(self) -> Floats:
        """Money by cell of closed projects whose profile is not free; the free ones are added up by pattern."""
        bulk, closed = self.bulk, self.doubt.closed
        o, p = bulk.options, bulk.patterns
        needs = np.bincount(o.pattern[closed.options], weights=o.need[closed.options], minlength=len(p.cls))
        profile = shares_by_year(year_prices(self.priced.gains.money, p.cls, p.start, p.length), p.low, p.high)
        self.profile = profile
        payable = np.isfinite(year_prices(self.priced.gains.money, p.cls, p.start, p.length))
        self.payable = payable
        free = (p.high - p.low > 1e-9) & (payable.sum(axis=1) > 1)
        self.free = free
        self.free_need = np.where(free, needs, 0.0)
        cells = self.cells_of_pattern()
        spent = np.zeros(len(bulk.classes.members) * bulk.years)
        np.add.at(spent, cells, np.where(free[:, None], 0.0, needs[:, None] * profile))
        columns = np.asarray(closed.parcels * bulk.years + closed.years, dtype=np.int64)
        self._open_parcels = self._parcels_in_doubt()
        kept = ~np.isin(closed.parcels, self._open_parcels)
        self.closed_columns = columns[kept]
        spent += np.asarray(bulk.limits.repaid[:, self.closed_columns].sum(axis=1)).reshape(-1)
        return np.asarray(spent).astype(np.float64)

    def cells_of_pattern(self) -> Ints:
        """Class · years + year of every step of every pattern (steps past its length repeat the last year, with no money)."""
        p, years = self.bulk.patterns, self.bulk.years
        steps = np.arange(self.profile.shape[1])
        return np.asarray(p.cls[:, None] * years + np.minimum(p.start[:, None] + steps, years - 1))

    def _parcels_in_doubt(self) -> Ints:
        """Parcels of closed clusters whose next best clearing year is nearly as good."""
        closed, clearings = self.doubt.closed, self.priced.gains.clearings
        if not len(closed.parcels):
            return np.zeros(0, dtype=np.int64)
        within = self._years_within(closed)
        gains = np.where(within, clearings[closed.parcels], -inf)
        ordered = np.sort(gains, axis=1)
        money = np.array([max(self.bulk.problem.parcels[n].cost, 1) for n in closed.parcels.tolist()]) / self.bulk.scale
        lead = (ordered[:, -1] - ordered[:, -2]) / money if self.bulk.years > 1 else np.full(len(money), inf)
        return closed.parcels[np.argsort(lead, kind="stable")[:OPEN_PARCELS]]

    def _years_within(self, closed: Taken) -> NDArray[np.bool_]:
        clusters = self.bulk.clusters
        inside = np.zeros(len(clusters.cluster), dtype=bool)
        inside[closed.joint[closed.joint >= 0]] = True
        latest = clusters.latest[inside[clusters.by]]
        return np.asarray(np.arange(self.bulk.years) <= latest[:, None]) & self.bulk.limits.open_years[closed.parcels]

    def _closed_uses(self) -> Floats:
        limits = self.bulk.limits
        uses: Floats = limits.options[:, self.doubt.closed.options] @ np.ones(len(self.doubt.closed.options))
        land: Floats = limits.parcels[:, self.closed_columns] @ np.ones(len(self.closed_columns))
        return uses + land

    def _reserve(self) -> Floats:
        """A hair of every source's money is kept for the rounding to whole units; of a project's life caps no more than they spare."""
        rows = self.bulk.limits.rows
        kept = np.minimum(RESERVE * self.bulk.limits.rhs, MOST_RESERVE / self.bulk.scale)
        kept[[row.kind not in ("yearly-ceiling", "medium-term-ceiling", "life-cap") for row in rows]] = 0.0
        for project in self.bulk.problem.projects:
            capped = [self.bulk.limits.position[f"life-cap:{project.id}:{mix.fund}"] for mix in project.mixes if mix.life_cap is not None]
            if capped and len(capped) == len(project.mixes):
                spare = sum(mix.life_cap or 0 for mix in project.mixes) - project.need
                kept[capped] = np.minimum(kept[capped], max(spare, 0) / 2 / len(capped) / self.bulk.scale)
        return kept

    # --- what is open ---

    def _add_choices(self) -> Ints:
        bulk, doubt = self.bulk, self.doubt
        clusters, o = bulk.clusters, bulk.options
        one = self._rows.block(np.full(len(doubt.open), -inf), np.ones(len(doubt.open)))
        found = []
        linked: dict[int, int] = {}
        self.profiles: dict[int, list[tuple[int, Floats]]] = {}
        for joint, owner in zip(doubt.joint.tolist(), doubt.owner.tolist(), strict=True):
            options = clusters.options[clusters.ends[joint]:clusters.ends[joint + 1]]
            column = self._column(float(self.priced.aim.options[options].sum()), upper=1.0)
            found.append(column)
            self._rows.put(one + owner, column, 1.0)
            for option in options.tolist():
                self._use(bulk.limits.options, option, column)
                if self.free[o.pattern[option]]:
                    if option not in linked:
                        linked[option] = self._add_profiles(option)
                    self._rows.put(linked[option], column, -1.0)
                else:
                    self._spend(option, column, self.profile[o.pattern[option]])
        return np.array(found, dtype=np.int64)

    def _use(self, matrix: csc_array, source: int, column: int) -> None:
        for k in range(matrix.indptr[source], matrix.indptr[source + 1]):
            self._rows.put(self._limits + int(matrix.indices[k]), column, float(matrix.data[k]))

    def _spend(self, option: int, column: int, profile: Floats) -> None:
        o, p = self.bulk.options, self.bulk.patterns
        pattern = o.pattern[option]
        base = self._cells + int(p.cls[pattern]) * self.bulk.years + int(p.start[pattern])
        for step, share in enumerate(profile[:p.length[pattern]].tolist()):
            if share > 0:
                self._rows.put(base + step, column, float(o.need[option]) * share)

    def _add_profiles(self, option: int) -> int:
        """The cheapest profiles of an open option; they add up to how much of it is taken."""
        row = self._rows.block(np.zeros(1), np.zeros(1))
        self.profiles[option] = []
        for profile in self._corners(int(self.bulk.options.pattern[option])):
            column = self._column(0.0)
            self._rows.put(row, column, 1.0)
            self._spend(option, column, profile)
            self.profiles[option].append((column, profile))
        return row

    def _corners(self, pattern: int) -> list[Floats]:
        p = self.bulk.patterns
        length = int(p.length[pattern])
        prices = self.priced.gains.money[p.cls[pattern], p.start[pattern]:p.start[pattern] + length]
        years = np.flatnonzero(np.isfinite(prices))
        low, step = float(p.low[pattern]), float(p.high[pattern] - p.low[pattern])
        rest = 1.0 - low * len(years)
        whole = min(int(rest / step + 1e-9), len(years))
        left = rest - whole * step
        found = []
        for full in combinations(years.tolist(), whole):
            others = [t for t in years.tolist() if t not in full] if left > 1e-9 else [None]
            for part in others:
                profile = np.zeros(length)
                profile[years] = low
                profile[list(full)] += step
                if part is not None:
                    profile[part] += left
                found.append((float(profile[years] @ prices[years]), profile))
        self.complete = self.complete and len(found) <= self._most_profiles
        return [profile for _, profile in sorted(found, key=lambda item: item[0])[:self._most_profiles]]

    def _add_clearings(self) -> dict[tuple[int, int], int]:
        """Clearing years of parcels that open choices need, of closed ones in doubt, and of loose ones."""
        bulk, clusters = self.bulk, self.bulk.clusters
        column_of = {int(joint): int(column) for joint, column in zip(self.doubt.joint, self.u, strict=True)}
        needs: dict[int, list[tuple[int, int]]] = {}
        for parcel, latest, by in zip(clusters.parcel.tolist(), clusters.latest.tolist(), clusters.by.tolist(), strict=True):
            if by in column_of:
                needs.setdefault(parcel, []).append((latest, column_of[by]))
        sure = dict(zip(self.doubt.closed.parcels.tolist(), self._latest_closed(), strict=True))
        z: dict[tuple[int, int], int] = {}
        for parcel in [*needs, *self._open_parcels.tolist(), *bulk.loose_parcels.tolist()]:
            must = parcel in sure and parcel not in needs
            one = self._rows.block(np.array([1.0 if must else -inf]), np.ones(1))
            for year in np.flatnonzero(bulk.limits.open_years[parcel]).tolist():
                if not must or year <= sure[parcel]:
                    z[parcel, year] = self._add_clearing(parcel, year, one)
            if parcel in needs:
                self._only_for_work(parcel, needs[parcel], z)
            for latest in sorted({latest for latest, _ in needs.get(parcel, ())}):
                row = self._rows.block(np.full(1, -inf), np.zeros(1))
                for by, column in needs[parcel]:
                    if by <= latest:
                        self._rows.put(row, column, 1.0)
                for year in range(latest + 1):
                    if (parcel, year) in z:
                        self._rows.put(row, z[parcel, year], -1.0)
        return z

    def _only_for_work(self, parcel: int, needs: list[tuple[int, int]], z: dict[tuple[int, int], int]) -> None:
        row = self._rows.block(np.full(1, -inf), np.zeros(1))
        for year in range(self.bulk.years):
            if (parcel, year) in z:
                self._rows.put(row, z[parcel, year], 1.0)
        for _, column in needs:
            self._rows.put(row, column, -1.0)

    def _latest_closed(self) -> list[int]:
        clusters = self.bulk.clusters
        inside = np.zeros(len(clusters.cluster), dtype=bool)
        inside[self.doubt.closed.joint[self.doubt.closed.joint >= 0]] = True
        return clusters.latest[inside[clusters.by]].tolist() if len(clusters.by) else []

    def _add_clearing(self, parcel: int, year: int, one: int) -> int:
        limits, column = self.bulk.limits, self._column(0.0, upper=1.0)
        self._rows.put(one, column, 1.0)
        source = parcel * self.bulk.years + year
        self._use(limits.parcels, source, column)
        for k in range(limits.repaid.indptr[source], limits.repaid.indptr[source + 1]):
            self._rows.put(self._cells + int(limits.repaid.indices[k]), column, float(limits.repaid.data[k]))
        return column

    def _add_free_money(self) -> None:
        """Money of closed projects with a free profile, by pattern and year."""
        p = self.bulk.patterns
        self.free_money: dict[tuple[int, int], int] = {}
        for pattern in np.flatnonzero(self.free_need > 0).tolist():
            total = float(self.free_need[pattern])
            row = self._rows.block(np.array([total]), np.array([total]))
            for step in range(int(p.length[pattern])):
                if self.payable[pattern, step]:
                    column = self._column(0.0, p.low[pattern] * total, p.high[pattern] * total)
                    self.free_money[pattern, step] = column
                    self._rows.put(row, column, 1.0)
                    self._rows.put(self._cells + int(p.cls[pattern]) * self.bulk.years + int(p.start[pattern]) + step, column, 1.0)

    def _add_mixes(self) -> Ints:
        mixes = self.bulk.mixes
        found = []
        for k, cell in enumerate(mixes.cell.tolist()):
            column = self._column(0.0)
            self._rows.put(self._cells + cell, column, -1.0)
            self._use(mixes.uses, k, column)
            found.append(column)
        return np.array(found, dtype=np.int64)

    def _add_duties(self) -> Ints:
        found = []
        for way, unmet in zip(self.bulk.duties, self.priced.aim.duties.tolist(), strict=True):
            column = self._column(-unmet)
            self._rows.put(self._owed + way.number, column, 1.0)
            for row, use in way.uses:
                self._rows.put(self._limits + row, column, use)
            found.append(column)
        return np.array(found, dtype=np.int64)

    def _add_slack(self) -> Ints:
        self._slack_of: list[tuple[int, int]] = []
        unit = float((self.priced.aim.options / self.bulk.options.need).max(initial=1.0))
        found = []
        for k, row in enumerate(self.bulk.limits.rows):
            for sign in (-1.0, 1.0) if row.equal else (-1.0,):
                column = self._column(-PENALTY * unit)
                self._rows.put(self._limits + k, column, sign)
                self._slack_of.append((k, column))
                found.append(column)
        return np.array(found, dtype=np.int64)
