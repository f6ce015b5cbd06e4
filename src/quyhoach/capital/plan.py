"""The capital plan: what the engine answers. It says how good it is, and why each project is in or out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from quyhoach.findings import Finding


class Status(StrEnum):
    """``optimal``: gap at most the one asked for; ``feasible``: a checked plan with its honest gap; ``none``: no plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Allocation:
    """Money to one project or obligation. ``kind``: project, repayment (to the land fund), obligation or lock."""

    id: str
    fund: str
    year: int
    amount: int
    kind: str = "project"


@dataclass(frozen=True, slots=True)
class PricedRow:
    """A shared limit and its shadow price at the proof: objective units per unit of the row. ``fund``/``year`` where meant.

    ``row`` is its one name everywhere, e.g. ``yearly-ceiling:NSTW.TN:2027``.
    """

    row: str
    kind: str
    fund: str
    year: int | None
    value: float
    rhs: float


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the ladder: least possible shortfall in money·years, and its proven lower bound."""

    rank: int
    shortfall: int
    bound: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a project is in or out. ``kind`` names the sentence in ``capital/reasons.py``; ``values`` fill it.

    ``grade``: logic (a rule shuts it out), price (at the plan's prices), counterfactual (forced in and solved again).
    """

    grade: str
    kind: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ProjectDecision:
    """In or out, when, how late (transition projects), and the reasons."""

    id: str
    in_plan: bool
    start_year: int | None
    end_year: int | None
    delay: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One case of the proof: the options that some projects still have (numbers in the published list) and the years
    in which some parcels (``parcel:`` before the id) may be cleared, −1 = left out, the
    nonzero prices by row (per unit of the row's right-hand side), and the L they give."""

    allowed: Mapping[str, tuple[int, ...]] = field(hash=False)
    prices: Mapping[str, float] = field(hash=False)
    bound: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """The proof a stranger recomputes: prices of all shared rows, the bound L they give, and the gap to the plan.

    ``bound`` = the greatest L over ``leaves`` ≥ value of every plan that keeps the rules; the leaves together cover every
    choice of projects. ``rows`` are the prices before any project is held, used for reasons. ``data`` repeats the numbers
    needed to recompute it all without this program (docs/explanation/capital.md, section *certificate*).
    """

    bound: float
    gap: float
    rows: tuple[PricedRow, ...]
    leaves: tuple[Leaf, ...]
    data: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class CapitalPlan:
    """A checked plan. ``objective`` is the benefit; ``bound`` its tightest proven upper bound (branch and bound);
    ``gap`` = (bound − objective) / bound. No plan leaves the engine that the checker has not accepted."""

    status: Status
    objective: float
    bound: float
    gap: float
    levels: tuple[Level, ...]
    allocations: tuple[Allocation, ...]
    decisions: tuple[ProjectDecision, ...]
    clearings: Mapping[str, int] = field(hash=False)  # parcel → clearing year
    shortfalls: Mapping[str, int] = field(hash=False)  # obligation → unmet money
    certificate: Certificate | None
    findings: tuple[Finding, ...]
    seconds: float = field(compare=False, default=0.0)
