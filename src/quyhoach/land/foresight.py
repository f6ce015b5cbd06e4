"""The fund's cash month by month in thousands of drawn futures: when it may run dry, how low it may fall, and how much that is at risk.

Every flow keeps its whole units in every draw: what leaves one account of a path is what enters another, to the unit; what a draw moves
past the last month is counted apart. Draws come in chunks of fixed size, each with its own spawned seed, so that a path is the
same however many are drawn. Nothing stops when the cash is gone: a balance below zero is money that would be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quyhoach.land.cash_flow import CashFlow, CashQuestion
from quyhoach.land.fund_shocks import FACTORS, FundShock

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CHUNK = 1_000
"""Paths of one chunk."""
QUANTILES = (0.05, 0.5, 0.95)
LARGEST = 2**53
_FACTOR_OF = {"clearing": "cost", "auction": "price", "inflow": "inflow"}
_LATE_OF = {"clearing": "delay", "refund": "refund", "auction": "auction"}


@dataclass(frozen=True, slots=True)
class FlowDraws:
    """Flows × paths: whole ``amounts`` and months of shift ``late``."""

    amounts: Ints
    late: Ints


@dataclass(frozen=True, slots=True)
class MonthOutlook:
    """A month: balance at its end at ``QUANTILES`` and in the plan, and the share of paths in which it is below zero."""

    month: str
    p05: int
    p50: int
    p95: int
    planned: int
    dry_share: float


@dataclass(frozen=True, slots=True)
class Foresight:
    """What came out. ``dry_share``: share of paths below zero in some month; ``lowest``: lowest balance of a path at ``QUANTILES``;
    ``planned_lowest`` and its month in the plan; ``low_month``: month in which most paths are lowest, with their share;
    ``first_dry``: month by which half of the dry paths first were, "" when none is; ``at_risk``: by how much the 5 % worst lowest
    balance lies under the planned one; ``missing``: money that would keep 95 % of the paths above zero."""

    paths: int
    seed: int
    shocks: tuple[FundShock, ...]
    months: tuple[MonthOutlook, ...]
    dry_share: float
    lowest: tuple[int, int, int]
    planned_lowest: int
    planned_low_month: str
    low_month: str
    low_share: float
    first_dry: str

    @property
    def at_risk(self) -> int:
        """Value at risk at 95 %, in whole units, never below zero."""
        return max(0, self.planned_lowest - self.lowest[0])

    @property
    def missing(self) -> int:
        """Whole units."""
        return max(0, -self.lowest[0])


def draw(question: CashQuestion, shocks: Sequence[FundShock], seed: int, chunk: int) -> FlowDraws:
    """The paths ``chunk`` · CHUNK and following, CHUNK of them."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(chunk,))))
    together = {kind: rng.standard_normal(CHUNK) for kind in FACTORS}
    count = len(question.flows)
    alone, luck, length = rng.standard_normal((count, CHUNK)), rng.random((count, CHUNK)), rng.random((count, CHUNK))
    amounts = np.empty((count, CHUNK), dtype=np.int64)
    late = np.zeros((count, CHUNK), dtype=np.int64)
    place = {flow.id: k for k, flow in enumerate(question.flows)}
    for k in _in_order(question.flows):
        flow = question.flows[k]
        factor = _factor(shock_of(shocks, _FACTOR_OF.get(flow.kind, ""), flow.site), together.get(_FACTOR_OF.get(flow.kind, "")), alone[k])
        late[k] = _late(shock_of(shocks, _LATE_OF.get(flow.kind, ""), flow.site), luck[k], length[k], question.months)
        if flow.follows:
            late[k] += late[place[flow.follows]]
            if flow.scales:
                factor = factor * (amounts[place[flow.follows]] / question.flows[place[flow.follows]].amount)
        amounts[k] = np.rint(flow.amount * factor)
    return FlowDraws(amounts, late)


def _in_order(flows: Sequence[CashFlow]) -> list[int]:
    """Flows that others follow first."""
    return sorted(range(len(flows)), key=lambda k: (flows[k].follows != "", k))


def shock_of(shocks: Sequence[FundShock], kind: str, site: str) -> FundShock | None:
    """The last declaration of a kind that covers a site; None when there is none."""
    return next((s for s in reversed(shocks) if s.kind == kind and (not s.scope or site in s.scope)), None)


def _factor(shock: FundShock | None, together: Floats | None, alone: Floats) -> Floats:
    """Factors of mean 1 (a normal one is cut at 0); exactly 1 without a shock."""
    if shock is None or together is None:
        return np.ones(len(alone))
    z = np.sqrt(shock.common) * together + np.sqrt(1.0 - shock.common) * alone
    if shock.spread == "lognormal":
        return np.asarray(np.exp(shock.size * z - shock.size**2 / 2))
    return np.asarray(np.maximum(0.0, 1.0 + shock.size * z))


def _late(shock: FundShock | None, luck: Floats, length: Floats, horizon: int) -> Ints:
    """Months of shift; an auction may fail again and again, never later than just past the horizon."""
    if shock is None:
        return np.zeros(len(luck), dtype=np.int64)
    if shock.kind == "auction":
        if shock.size in (0.0, 1.0):
            return np.full(len(luck), horizon if shock.size else 0, dtype=np.int64)
        failures = np.floor(np.log(np.maximum(luck, 1e-300)) / np.log(shock.size))
        return np.asarray(np.minimum(failures * shock.months, horizon).astype(np.int64))
    return np.asarray(np.where(luck < shock.size, 1 + np.floor(length * shock.months), 0).astype(np.int64))


def cash_of(question: CashQuestion, draws: FlowDraws) -> Ints:
    """Money in less money out, paths × (months + 1); the last column is what falls after the last month."""
    paths, width = draws.amounts.shape[1], question.months + 1
    if not question.flows:
        return np.zeros((paths, width), dtype=np.int64)
    signs = _column([-1 if flow.kind == "clearing" else 1 for flow in question.flows])
    first, months = _column([flow.month for flow in question.flows]), _column([flow.months for flow in question.flows])
    total, start = signs * draws.amounts, first + draws.late
    part: Ints = signs * (draws.amounts // months)
    # A flow is a monthly part that begins and ends, and what is left over with the last part.
    cash = np.cumsum(_scattered(start, part, width) - _scattered(start + months, part, width), axis=1)
    cash += _scattered(start + months - 1, total - part * months, width)
    cash[:, -1] = total.sum(axis=0) - cash[:, :-1].sum(axis=1)
    return np.asarray(cash)


def _column(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)[:, None]


def _scattered(months: Ints, amounts: Ints, width: int) -> Ints:
    """Flows × paths added up by path and month, what is too late in the last column. Sums stay below 2⁵³, so floats lose nothing."""
    paths = months.shape[1]
    places = np.arange(paths) * width + np.minimum(months, width - 1)
    sums = np.bincount(places.ravel(), weights=amounts.ravel(), minlength=paths * width)
    return np.asarray(sums.astype(np.int64).reshape(paths, width))


def balances_of(question: CashQuestion, draws: FlowDraws) -> Ints:
    """Cash at the end of each month, paths × months."""
    return np.asarray(question.opening + np.cumsum(cash_of(question, draws)[:, :-1], axis=1))


def planned(question: CashQuestion) -> Ints:
    """Cash at the end of each month when everything comes out as planned."""
    amounts = np.array([[flow.amount] for flow in question.flows], dtype=np.int64).reshape(len(question.flows), 1)
    return np.asarray(balances_of(question, FlowDraws(amounts, np.zeros_like(amounts)))[0])


def foresee(question: CashQuestion, shocks: Sequence[FundShock], paths: int, seed: int = 0) -> Foresight:
    """The fund in ``paths`` drawn futures. The same arguments give the same answer. Raises OverflowError for money beyond exact sums."""
    if 8 * (abs(question.opening) + sum(flow.amount for flow in question.flows)) >= LARGEST:
        raise OverflowError("sums beyond 2**53")
    chunks = range(-(-paths // CHUNK))
    balances = np.concatenate([balances_of(question, draw(question, shocks, seed, n)) for n in chunks])[:paths]
    return summary(question, tuple(shocks), balances, seed)


def summary(question: CashQuestion, shocks: tuple[FundShock, ...], balances: Ints, seed: int) -> Foresight:
    """Quantiles are balances that really occurred: the least that at least that share of the paths does not exceed."""
    plan, paths = planned(question), len(balances)
    at = [max(0, int(np.ceil(q * paths)) - 1) for q in QUANTILES]
    ranked, lowest = np.partition(np.ascontiguousarray(balances.T), at, axis=1), np.sort(balances.min(axis=1))
    dry = balances < 0
    low, middle, high = (ranked[:, k].tolist() for k in at)
    months = tuple(
        MonthOutlook(question.month_name(m), low[m], middle[m], high[m], int(plan[m]), float(dry[:, m].mean()))
        for m in range(question.months)
    )
    lows = np.bincount(balances.argmin(axis=1), minlength=question.months)
    wet = ~dry.any(axis=1)
    first = np.sort(dry.argmax(axis=1)[~wet])
    return Foresight(
        paths, seed, shocks, months, float((~wet).mean()), (int(lowest[at[0]]), int(lowest[at[1]]), int(lowest[at[2]])),
        int(plan.min()), question.month_name(int(plan.argmin())), question.month_name(int(lows.argmax())), float(lows.max() / paths),
        question.month_name(int(first[(len(first) - 1) // 2])) if len(first) else "",
    )
