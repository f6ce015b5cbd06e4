"""What may come out otherwise than planned, as declared, and seeded draws of it.

A declaration is one line of text: ``cost lognormal 0.10 common=0.5``, ``revenue normal 0.15 NSDP.SDD``, ``delay chance 0.2 years=1``.
Draws come in chunks of fixed size, each with its own spawned seed: a draw is the same whoever makes it, and however many are made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from quyhoach.capital.problem import CapitalProblem
from quyhoach.declarations import CHANCE, Declaration, Grammar

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CHUNK = 50
"""Draws of one chunk, whatever the number of workers."""
_FACTOR = ("lognormal", "normal", "uniform")
GRAMMAR = Grammar({"cost": _FACTOR, "revenue": _FACTOR, "delay": (CHANCE,)}, "years", 1, 50)
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Shock:
    """One declared uncertainty.

    ``kind``: cost (of what a project still needs), revenue (ceilings of a source), delay (of a project). ``spread``: the shape.
    ``size``: spread of the factor (standard deviation of its logarithm for lognormal, of itself for normal, half-width for uniform),
    share 0–1; for ``chance`` the probability. ``common``: share 0–1 of the variance that all objects of a draw have together.
    ``years``: length of a delay. ``scope``: codes of projects or sources; () = all. ``assumed``: not declared by anybody.
    """

    kind: str
    spread: str
    size: float
    common: float = 0.0
    years: int = 1
    scope: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def text(self) -> str:
        """The declaration that reads back to an equal shock."""
        return GRAMMAR.write(Declaration(self.kind, self.spread, self.size, self.common, self.years, self.scope))


DEFAULT_SHOCKS = (
    Shock("cost", "lognormal", 0.10, 0.5, assumed=True), Shock("revenue", "normal", 0.10, 0.5, assumed=True),
    Shock("delay", "chance", 0.10, years=1, assumed=True),
)
"""Taken where a scenario declares nothing; invented for illustration, and every report says so."""


def parse_shocks(text: str) -> tuple[Shock, ...]:
    """Declarations separated by ``;``. Raises ValueError for one that is not understood."""
    return tuple(_shock(said) for said in GRAMMAR.read(text))


def _shock(said: Declaration) -> Shock:
    return Shock(said.kind, said.spread, said.size, said.common, said.wait, said.scope)


@dataclass(frozen=True, slots=True)
class Draws:
    """Some draws: ``need`` projects × draws, whole units in floats, which add up faster; ``late`` projects × draws, years of delay;
    ``yearly``, ``medium``: ceilings in the order of the question × draws, whole units; ``same``: the draws in which nothing differs
    from the plan's question."""

    need: Floats
    late: Ints
    yearly: Ints
    medium: Ints
    same: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lottery:
    """The shocks of a question by object: size, common share and shape of each project's cost, each source's revenue, each delay."""

    problem: CapitalProblem
    shocks: tuple[Shock, ...]
    seed: int
    least: Ints = field(hash=False)

    def chunk(self, number: int) -> Draws:
        """The draws ``number`` · CHUNK and following, CHUNK of them."""
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=(number,))))
        problem = self.problem
        names, years = [p.id for p in problem.projects], len(problem.years)
        cost = self._factors(rng, "cost", names, 1)[:, 0]
        late = self._late(rng, names)
        funds = sorted({fund for fund, _ in problem.ceilings} | {fund for fund, _, _ in problem.medium_term})
        revenue = self._factors(rng, "revenue", funds, years)
        need = np.array([p.need for p in problem.projects], dtype=np.int64)[:, None]
        drawn = np.maximum(np.ceil(need * cost - _ROUNDING), np.minimum(need, self.least[:, None]))
        yearly, medium = _limits(problem, {fund: revenue[k] for k, fund in enumerate(funds)})
        base = np.array([*problem.ceilings.values()], dtype=np.int64), np.array([*problem.medium_term.values()], dtype=np.int64)
        same = (drawn == need).all(axis=0) & (late == 0).all(axis=0)
        same &= (yearly - base[0][:, None] == 0).all(axis=0) & (medium - base[1][:, None] == 0).all(axis=0)
        return Draws(drawn, late, yearly, medium, same)

    def _factors(self, rng: np.random.Generator, kind: str, names: Sequence[str], each: int) -> Floats:
        """Factors, names × each × CHUNK; the last declaration that covers a name counts, 1 where none does."""
        together, alone = rng.standard_normal(CHUNK), rng.standard_normal((CHUNK, len(names), each))
        factors = np.ones((len(names), each, CHUNK))
        for shock, covered in self._covered(kind, names):
            z = np.sqrt(shock.common) * together + np.sqrt(1.0 - shock.common) * np.moveaxis(alone[:, covered], 0, -1)
            factors[covered] = _factor(shock, z)
        return factors

    def _late(self, rng: np.random.Generator, names: Sequence[str]) -> Ints:
        luck = rng.random((CHUNK, len(names)))
        late = np.zeros((len(names), CHUNK), dtype=np.int64)
        for shock, covered in self._covered("delay", names):
            late[covered] = np.where((luck[:, covered] < shock.size).T, shock.years, 0)
        return late

    def _covered(self, kind: str, names: Sequence[str]) -> list[tuple[Shock, Ints]]:
        last: dict[int, Shock] = {}
        for shock in self.shocks:
            if shock.kind == kind:
                last |= {k: shock for k, name in enumerate(names) if not shock.scope or name in shock.scope}
        return [(shock, np.array([k for k, found in sorted(last.items()) if found is shock], dtype=np.int64)) for shock in self.shocks
                if any(found is shock for found in last.values())]


def _factor(shock: Shock, z: Floats) -> Floats:
    if shock.spread == "lognormal":
        return np.asarray(np.exp(shock.size * z))
    if shock.spread == "normal":
        return np.maximum(0.0, 1.0 + shock.size * z)
    return np.asarray(1.0 + shock.size * (2.0 * ndtr(z) - 1.0))


def _limits(problem: CapitalProblem, revenue: dict[str, Floats]) -> tuple[Ints, Ints]:
    """Ceilings × draws. A ceiling above zero stays at least one unit, so that the years in which a source can pay stay the same; a
    medium-term ceiling moves as the yearly ones of its period do together."""
    first = problem.years[0]
    yearly = np.zeros((len(problem.ceilings), CHUNK), dtype=np.int64)
    for row, ((fund, year), limit) in enumerate(problem.ceilings.items()):
        inside = year in problem.years
        yearly[row] = _moved(limit, revenue[fund][year - first] if inside else np.ones(CHUNK))
    medium = np.zeros((len(problem.medium_term), CHUNK), dtype=np.int64)
    for row, ((fund, since, until), limit) in enumerate(problem.medium_term.items()):
        years = [year - first for year in problem.years if since <= year <= until]
        weights = np.array([max(0, problem.ceilings.get((fund, first + t), 0)) for t in years], dtype=np.float64)
        weights = weights if weights.sum() > 0 else np.ones(len(years))
        shares = revenue[fund][years]
        # A mean of ones must be exactly one, which a weighted sum need not be.
        moved = 1.0 + weights @ (shares - 1.0) / weights.sum() if years else np.ones(CHUNK)
        medium[row] = _moved(limit, moved)
    return yearly, medium


def _moved(limit: int, factor: Floats) -> Ints:
    if limit < 1:
        return np.full(len(factor), limit, dtype=np.int64)
    return np.maximum(1, np.floor(limit * factor + _ROUNDING)).astype(np.int64)
