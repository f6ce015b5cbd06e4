"""Clusters: projects and parcels that logic or land ties together, with their joint choices written out.

A joint choice is one option for each project that is in (the others are out) that keeps every rule of the cluster, with the
last year in which each parcel it needs may be cleared. All out is always a choice, worth nothing, and is not written out.
A cluster with too many of them is loose: its projects and parcels stand alone and its rules become priced rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from quyhoach.capital.large.choices import Options
from quyhoach.capital.problem import CapitalProblem, Parcel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_JOINT = 3_000
"""Joint choices of a cluster, before its rules are looked at, up to which they are written out."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Joint choices of all clusters, one position a joint choice, in order of clusters.

    ``cluster``: its cluster; ``first``: position of each cluster's first joint choice, and the end. ``options``/``ends``: the
    options it takes, as a flat list and where each one's part begins. ``parcel``/``latest``/``by``: parcel lookups, flat:
    the parcel, the last year it may be cleared, and the joint choice that needs it. ``loose``: projects whose cluster is
    loose.
    """

    cluster: Ints
    first: Ints
    options: Ints
    ends: Ints
    parcel: Ints
    latest: Ints
    by: Ints
    of_project: Ints
    loose: frozenset[int]

    def best(self, gains: Floats, land: Floats) -> tuple[Floats, Floats]:
        """Gain of each joint choice and the best of each cluster (≥ 0: all out), from gains by option and the best gain of a
        parcel cleared by a year (parcels × years)."""
        joint = np.add.reduceat(gains[self.options], self.ends[:-1]) if len(self.options) else np.zeros(0)
        if len(self.parcel):
            joint = joint + np.bincount(self.by, weights=land[self.parcel, self.latest], minlength=len(joint))
        best = np.zeros(len(self.first) - 1)
        filled = self.first[1:] > self.first[:-1]
        if filled.any():
            best[filled] = np.maximum(np.maximum.reduceat(joint, self.first[:-1][filled]), 0.0)
        return joint, best


def clusters_of(problem: CapitalProblem, options: Options) -> Clusters:
    """The clusters of a question, in order of their first project."""
    label = components(problem)
    tied = np.bincount(label, minlength=len(label))
    land = {name for parcel in problem.parcels for name in (*parcel.projects, parcel.owner)}
    rules = _Rules(problem)
    members = defaultdict(list)
    alone = []
    for number, project in enumerate(problem.projects):
        if tied[label[number]] == 1 and project.id not in land and project.id not in rules.ruled:
            alone.append(number)
        else:
            members[label[number]].append(number)
    builder = _Builder(options)
    for number in alone:
        builder.add_alone(number)
    loose: set[int] = set()
    for group in members.values():
        sizes = [options.first[n + 1] - options.first[n] + 1 for n in group]
        if prod(int(size) for size in sizes) > MOST_JOINT:
            loose.update(group)
            for number in group:
                builder.add_alone(number)
        else:
            builder.add_joint(group, rules)
    return builder.finish(len(problem.projects), frozenset(loose))


def components(problem: CapitalProblem) -> Ints:
    """By project: which set of tied projects it belongs to."""
    index = {p.id: n for n, p in enumerate(problem.projects)}
    groups: list[tuple[str, ...]] = [(r.before, r.after) for r in problem.precedences]
    groups += [r.projects for r in problem.alternatives]
    groups += [r.projects for r in problem.bundles]
    groups += [(*p.projects, *((p.owner,) if p.owner else ())) for p in problem.parcels]
    edges = [pair for group in groups for pair in pairwise(index[name] for name in group if name in index)]
    size = len(problem.projects)
    rows, columns = ([e[k] for e in edges] for k in (0, 1))
    graph = coo_array((np.ones(len(edges)), (rows, columns)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


class _Rules:
    """The rules by project."""

    def __init__(self, problem: CapitalProblem) -> None:
        self.index = {p.id: n for n, p in enumerate(problem.projects)}
        self.problem = problem
        self.origin, self.horizon = problem.years[0], len(problem.years)
        self.precedences, self.alternatives, self.bundles, self.parcels = (defaultdict(set) for _ in range(4))
        for k, rule in enumerate(problem.precedences):
            for name in (rule.before, rule.after):
                self.precedences[name].add(k)
        for k, choice in enumerate(problem.alternatives):
            for name in choice.projects:
                self.alternatives[name].add(k)
        for k, bundle in enumerate(problem.bundles):
            for name in bundle.projects:
                self.bundles[name].add(k)
        for k, parcel in enumerate(problem.parcels):
            for name in (*parcel.projects, *((parcel.owner,) if parcel.owner else ())):
                self.parcels[name].add(k)
        self.ruled = set(self.precedences) | set(self.alternatives) | set(self.bundles)

    def since(self, number: int, start: int) -> int:
        first = self.problem.projects[number].first_capital_year
        return start if first is None else first - self.origin

    def of(self, group: list[int]) -> tuple[list[int], ...]:
        names = [self.problem.projects[n].id for n in group]
        return tuple(sorted(set().union(*(found[name] for name in names)))
                     for found in (self.precedences, self.alternatives, self.bundles, self.parcels))

    def kept(self, chosen: dict[str, tuple[int, int]], rules: tuple[list[int], ...]) -> list[tuple[int, int]] | None:
        """Parcels needed and by when, for the start and first-capital year of each project that is in; None: a rule is broken."""
        problem = self.problem
        for k in rules[0]:
            rule = problem.precedences[k]
            if rule.after in chosen and (rule.before not in chosen or chosen[rule.after][1] < chosen[rule.before][1] + rule.lag):
                return None
        for k in rules[1]:
            if sum(name in chosen for name in problem.alternatives[k].projects) > 1:
                return None
        for k in rules[2]:
            if sum(name in chosen for name in problem.bundles[k].projects) not in (0, len(problem.bundles[k].projects)):
                return None
        needed = []
        for k in rules[3]:
            parcel = problem.parcels[k]
            latest = self._latest(parcel, chosen)
            if latest is not None:
                if latest < parcel.earliest - self.origin or latest < 0 or (parcel.owner and parcel.owner not in chosen):
                    return None
                needed.append((k, latest))
        return needed

    def _latest(self, parcel: Parcel, chosen: dict[str, tuple[int, int]]) -> int | None:
        ends = [chosen[name][0] + parcel.needed_after for name in parcel.projects if name in chosen]
        return min(*ends, self.horizon - 1) if ends else None


class _Builder:
    def __init__(self, options: Options) -> None:
        self._all = options
        self._cluster: list[Ints] = []
        self._options: list[Ints] = []
        self._sizes: list[Ints] = []
        self._lookups: list[tuple[int, int, int]] = []
        self._count = self._joint = 0
        self._of: dict[int, int] = {}

    def add_alone(self, number: int) -> None:
        """Each option by itself."""
        begin, end = int(self._all.first[number]), int(self._all.first[number + 1])
        self._put([number], np.arange(begin, end), np.ones(end - begin, dtype=np.int64))

    def add_joint(self, group: list[int], rules: _Rules) -> None:
        """Every combination of options that keeps the rules."""
        problem = rules.problem
        flat: list[int] = []
        sizes: list[int] = []
        ours = rules.of(group)
        ways = [(-1, *range(int(self._all.first[n]), int(self._all.first[n + 1]))) for n in group]
        starts = self._all.start
        for combined in product(*ways):
            taken = [(n, option) for n, option in zip(group, combined, strict=True) if option >= 0]
            if not taken:
                continue
            chosen = {problem.projects[n].id: (int(starts[o]), rules.since(n, int(starts[o]))) for n, o in taken}
            needed = rules.kept(chosen, ours)
            if needed is not None:
                self._lookups += [(parcel, latest, self._joint + len(sizes)) for parcel, latest in needed]
                flat += [option for _, option in taken]
                sizes.append(len(taken))
        self._put(group, np.array(flat, dtype=np.int64), np.array(sizes, dtype=np.int64))

    def _put(self, group: list[int], options: Ints, sizes: Ints) -> None:
        self._of.update(dict.fromkeys(group, self._count))
        self._cluster.append(np.full(len(sizes), self._count, dtype=np.int64))
        self._options.append(options)
        self._sizes.append(sizes)
        self._count += 1
        self._joint += len(sizes)

    def finish(self, projects: int, loose: frozenset[int]) -> Clusters:
        cluster, options, sizes = (np.concatenate([np.zeros(0, dtype=np.int64), *part]) for part in
                                   (self._cluster, self._options, self._sizes))
        lookups = np.array(self._lookups, dtype=np.int64).reshape(-1, 3)
        of = np.array([self._of[n] for n in range(projects)], dtype=np.int64)
        return Clusters(cluster, np.searchsorted(cluster, np.arange(self._count + 1)), options, np.r_[0, np.cumsum(sizes)],
                        lookups[:, 0], lookups[:, 1], lookups[:, 2], of, loose)


def members_of(clusters: Clusters) -> Iterator[tuple[int, list[int]]]:
    """(cluster, its projects)."""
    order = np.argsort(clusters.of_project, kind="stable")
    cuts = np.searchsorted(clusters.of_project[order], np.arange(len(clusters.first)))
    for k in range(len(clusters.first) - 1):
        yield k, order[cuts[k]:cuts[k + 1]].tolist()
