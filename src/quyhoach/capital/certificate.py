"""The proof of a plan: for any prices of the right sign, L bounds the benefit of every plan that keeps the rules.

L = Σ price · right-hand side + Σ best value of each project, parcel and obligation taken alone at these prices.
Projects are whole, so one set of prices may leave a gap that no plan can close; ``branching`` then splits the question by
their options, and the bound is the greatest L of the leaves. A stranger recomputes L, the plan's value and the gap from
the numbers published here; nothing of this program is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from quyhoach.capital.model import CapitalModel
from quyhoach.capital.options import Option
from quyhoach.capital.plan import Certificate, Leaf, PricedRow
from quyhoach.capital.pricing import Pricing
from quyhoach.capital.problem import Assigned, CapitalProblem, Mix, ProjectToFund
from quyhoach.solvers.highs import Answer

OUT = -1
"""In place of an option's number or a clearing year: left out, never cleared."""


def prices_of(model: CapitalModel, relaxed: Answer) -> dict[str, float]:
    """Prices of the shared rows from the linear relaxation, with rounding noise of the wrong sign cut off."""
    if relaxed.prices is None:
        return dict.fromkeys(model.rows, 0.0)
    raw = {name: float(relaxed.prices[row.index]) for name, row in model.rows.items()}
    return {name: price if model.rows[name].kind == "bundle" else max(price, 0.0) for name, price in raw.items()}


def lagrangian_bound(pricing: Pricing, allowed: Mapping[str, tuple[int, ...]]) -> float:
    """L at these prices, in objective units; ``allowed`` narrows the options of some projects, and the clearing
    years of some parcels (``parcel:`` before the id); OUT among them: may be left out."""
    model, problem = pricing.model, pricing.model.problem
    shared = sum(price * model.linear.row_upper[model.rows[name].index] for name, price in pricing.prices.items() if price)
    projects = sum(_best_alone(pricing, project, allowed.get(project.id)) for project in problem.projects)
    parcels = sum(_best_clearing(pricing, parcel.id, allowed.get(f"parcel:{parcel.id}")) for parcel in problem.parcels)
    duties = sum(duty.amount / model.scale * pricing.duty_cost(duty.id) for duty in problem.obligations)
    return shared + projects + parcels - duties


def _best_alone(pricing: Pricing, project: ProjectToFund, allowed: tuple[int, ...] | None) -> float:
    gains = {k: price.gain for k, price in enumerate(pricing.option_prices(project))} | {OUT: 0.0}
    return max(gains[k] for k in (gains if allowed is None else allowed))


def _best_clearing(pricing: Pricing, parcel: str, allowed: tuple[int, ...] | None) -> float:
    gains = pricing.parcel_gains(parcel) | {OUT: 0.0}
    return max(gains[year] for year in (gains if allowed is None else allowed))


def certify(pricing: Pricing, leaves: tuple[Leaf, ...], value: float) -> Certificate:
    """The publishable proof of a plan of that value: root prices, and the leaves of a small branching tree."""
    bound = max([value, *(leaf.bound for leaf in leaves)])
    gap = (bound - value) / bound if bound > 0 else 0.0
    model = pricing.model
    rows = tuple(
        PricedRow(name, row.kind, row.fund, row.year, pricing.prices.get(name, 0.0) / row.unit,
                  model.linear.row_upper[row.index] * row.unit)
        for name, row in model.rows.items()
    )
    published = tuple(replace(leaf, prices={n: p / model.rows[n].unit for n, p in leaf.prices.items()}) for leaf in leaves)
    return Certificate(bound, gap, rows, published, proof_data(model))


class Deferred(Mapping[str, Any]):
    """A mapping that is made when it is first read: the data of a large proof are many, and most plans are never recomputed."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        """``make`` gives the mapping; called once."""
        self._make: Callable[[], Mapping[str, Any]] | None = make
        self._made: Mapping[str, Any] = {}

    def _all(self) -> Mapping[str, Any]:
        if self._make is not None:
            self._made, self._make = self._make(), None
        return self._made

    def __getitem__(self, key: str) -> Any:
        """One of the data."""
        return self._all()[key]

    def __iter__(self) -> Iterator[str]:
        """Their names."""
        return iter(self._all())

    def __repr__(self) -> str:
        """As the mapping it stands for."""
        return repr(dict(self))

    def __len__(self) -> int:
        """How many."""
        return len(self._all())


def proof_data(model: CapitalModel) -> Mapping[str, Any]:
    """The numbers a stranger needs besides the priced rows: options, mixes, parcels, obligations, logic. Shares as "p/q"."""
    payable = {(fund, year) for _, fund, year in (*model.a, *model.y)}
    clearing: dict[str, list[int]] = {parcel.id: [] for parcel in model.problem.parcels}
    for name, year in model.z:
        clearing[name].append(year)
    return data_of(model.problem, model.options, payable, clearing)


def data_of(
    problem: CapitalProblem,
    options: Mapping[str, tuple[Option, ...]],
    payable: Set[tuple[str, int]],
    clearing: Mapping[str, list[int]],
) -> Mapping[str, Any]:
    """As ``proof_data``, from its parts: options by project, sources and years that can pay, clearing years by parcel."""
    near = problem.assigned
    return ({} if near is None else {"assigned": _assigned_data(near)}) | {
        "years": list(problem.years),
        "counterpart_funds": sorted(problem.counterpart_funds),
        "payable": [[fund, year] for fund, year in sorted(payable)],
        "projects": [_project_data(project, options[project.id]) for project in problem.projects],
        "obligations": [
            {"id": d.id, "amount": d.amount, "rank": d.rank, "funds": list(d.funds), "first_year": d.first_year, "last_year": d.last_year}
            for d in problem.obligations
        ],
        "parcels": [
            {"id": p.id, "projects": list(p.projects), "cost": p.cost, "needed_after": p.needed_after, "repayment": p.repayment,
             "repay_lag": p.repay_lag, "owner": p.owner, "clearing_years": list(clearing[p.id])}
            for p in problem.parcels
        ],
        "precedences": [{"id": r.id, "before": r.before, "after": r.after, "lag": r.lag} for r in problem.precedences],
        "alternatives": [{"id": r.id, "projects": list(r.projects)} for r in problem.alternatives],
        "bundles": [{"id": r.id, "projects": list(r.projects)} for r in problem.bundles],
        "share_rules": [
            {"id": r.id, "funds": list(r.funds), "years": list(r.years), "projects": list(r.projects), "share": str(r.share)}
            for r in problem.share_rules
        ],
    }


def _assigned_data(near: Assigned) -> dict[str, Any]:
    spans = {name: list(span) for name, span in sorted(near.spans.items())}
    return {"limit": near.limit, "spans": spans, "clearings": dict(sorted(near.clearings.items()))}


def _project_data(project: ProjectToFund, options: tuple[Option, ...]) -> dict[str, Any]:
    return {
        "id": project.id, "need": project.need, "rank": project.rank, "delay": project.delay,
        "counterpart_share": str(project.counterpart_share),
        "mixes": [_mix_data(mix) for mix in project.mixes],
        "options": [
            {"start": o.start, "end": o.end, "since": o.since, "late": o.late, "low": list(o.low), "high": list(o.high), "value": o.value}
            for o in options
        ],
    }


def _mix_data(mix: Mix) -> dict[str, Any]:
    fixed = None if mix.fixed_share is None else str(mix.fixed_share)
    return {"fund": mix.fund, "year_cap": str(mix.year_cap), "life_cap": mix.life_cap, "fixed_share": fixed}
