"""The capital problem: what the engine is asked, in numbers and names, frozen.

Money is whole units of the province's stated unit; shares are exact fractions 0–1; years are calendar years.
Scores, ranks, years of capital and land terms arrive here as plain numbers from ``province/solve.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Mix:
    """How one funding source may carry a project: ``year_cap`` greatest share of each year's money, ``life_cap`` money
    over the whole plan (None: no cap), ``fixed_share`` exact share of each year's money (ODA; None: free)."""

    fund: str
    year_cap: Fraction = Fraction(1)
    life_cap: int | None = None
    fixed_share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ProjectToFund:
    """One project as the engine sees it.

    ``need``: public total less what was paid up to the scenario's ``as_of``, less locks; > 0.
    ``rank``: level on the ladder of the law (1 first); the last level is decided by benefit.
    ``duration``: years of capital still needed. ``earliest``..``latest``: years in which the first of them may fall.
    ``committed``: a transition project: its first year is fixed at ``earliest`` and it may end up to ``delay`` years late.
    ``first_capital_year``: first year with implementation capital, in the past or by a lock; None for a new start.
    ``last_allowed_offset``: greatest (last − first capital year) + 1 the law allows, extension included; None: no limit.
    ``min_year_share``/``max_year_share``: bounds of each active year's money as a share of the need.
    ``score``: priority score ≥ 0. ``size``: public total, the C_i of the benefit (need may be smaller).
    ``counterpart_share``: least share of each year's money from counterpart sources.
    """

    id: str
    need: int
    size: int
    rank: int
    score: float
    duration: int
    earliest: int
    latest: int
    mixes: tuple[Mix, ...]
    committed: bool = False
    delay: int = 0
    first_capital_year: int | None = None
    last_allowed_offset: int | None = None
    min_year_share: Fraction = Fraction(0)
    max_year_share: Fraction = Fraction(1)
    counterpart_share: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Obligation:
    """A divisible duty (refund, arrears, under-funded completed project): ``amount`` from ``funds`` in the given years."""

    id: str
    amount: int
    rank: int
    funds: tuple[str, ...]
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """Land to clear once, for all its projects. ``needed_after``: years after the first capital (h).

    ``cost`` is paid by the land fund in the clearing year; ``repayment`` comes back ``repay_lag`` years later, from
    revenue or, when ``owner`` names a project, from that project's own sources on top of its need.
    """

    id: str
    projects: tuple[str, ...]
    cost: int
    earliest: int
    needed_after: int = 0
    repayment: int = 0
    repay_lag: int = 0
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Precedence:
    """``after`` starts at least ``lag`` years after ``before`` starts, and not at all without it."""

    id: str
    before: str
    after: str
    lag: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """At most one of the projects."""

    id: str
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """All of the projects or none."""

    id: str
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareRule:
    """Of the money of ``funds`` in ``years``, at least ``share`` goes to ``projects``. A council's value; off by default."""

    id: str
    funds: tuple[str, ...]
    years: tuple[int, ...]
    projects: tuple[str, ...]
    share: Fraction


@dataclass(frozen=True, slots=True)
class Lock:
    """Money already decided: kept as it is, and subtracted from ceilings, caps and need before the engine starts."""

    project: str
    fund: str
    year: int
    amount: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """A decided plan to stay near: ``spans`` project → first and last year of its money still to come; ``limit``: Δ, the
    greatest disturbance, in money·years; ``clearings``: parcel → clearing year (docs/explanation/replanning.md)."""

    spans: Mapping[str, tuple[int, int]] = field(hash=False)
    limit: int
    clearings: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A project that never reaches the engine, with the finding code that says why (missing figure, private, ended…)."""

    id: str
    code: str


@dataclass(frozen=True, slots=True)
class CapitalProblem:
    """The whole question.

    ``ceilings``: (fund, year) → B_st, already net of the reserve and of locks. ``medium_term``: (fund, first, last) → M_sp,
    likewise. ``counterpart_funds``: the CP set. ``fund_opening``/``fund_inflow``: the land fund's cash by year.
    ``gamma``: exponent of size in the benefit; ``discount``: δ per year of waiting for completion; ``median_size``: C_median.
    ``last_rank``: the ladder level that is decided by benefit. ``assigned``: a decided plan to stay near to, when re-planning.
    """

    years: tuple[int, ...]
    funds: tuple[str, ...]
    ceilings: Mapping[tuple[str, int], int] = field(hash=False)
    medium_term: Mapping[tuple[str, int, int], int] = field(hash=False)
    projects: tuple[ProjectToFund, ...]
    obligations: tuple[Obligation, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    precedences: tuple[Precedence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    share_rules: tuple[ShareRule, ...] = ()
    locks: tuple[Lock, ...] = ()
    counterpart_funds: frozenset[str] = frozenset()
    fund_opening: int = 0
    fund_inflow: Mapping[int, int] = field(default_factory=dict, hash=False)
    gamma: float = 0.5
    discount: float = 0.95
    median_size: int = 1
    last_rank: int = 13
    excluded: tuple[Excluded, ...] = ()
    assigned: Assigned | None = None
