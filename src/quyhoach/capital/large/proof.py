"""The publishable proof of a plan at size: prices of all limits, the cases, and the numbers a stranger needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from quyhoach.capital.certificate import Deferred, data_of
from quyhoach.capital.large.bulk import Bulk
from quyhoach.capital.large.clusters import members_of
from quyhoach.capital.large.master import Priced
from quyhoach.capital.options import has_ceiling, options_of, payable_years
from quyhoach.capital.plan import Certificate, Leaf, PricedRow


def certificate_of(bulk: Bulk, priced: Priced, leaves: tuple[Leaf, ...], value: float) -> Certificate:
    """The publishable proof: prices of all limits, and the cases; the rules of clusters are kept jointly."""
    bound = max([value, *(leaf.bound for leaf in leaves)])
    prices = bulk.limits.published(priced.prices, bulk.scale)
    rows = tuple(PricedRow(row.name, row.kind, row.fund, row.year, prices[row.name], row.rhs * (bulk.scale if row.money else 1.0))
                 for row in bulk.limits.rows)
    return Certificate(bound, (bound - value) / bound if bound > 0 else 0.0, rows, leaves, Deferred(lambda: proof_data_at_size(bulk)))


def proof_data_at_size(bulk: Bulk) -> Mapping[str, Any]:
    """As ``certificate.proof_data``, and ``clusters``: projects and parcels whose rules are kept jointly, without rows of their own."""
    problem = bulk.problem
    payable = [frozenset(year for year in problem.years if year in payable_years(problem, member)) for member in bulk.classes.members]
    options = {p.id: options_of(problem, p, payable[cls]) for p, cls in zip(problem.projects, bulk.classes.of.tolist(), strict=True)}
    funds = {mix.fund for p in bulk.classes.members for mix in p.mixes} | {fund for d in problem.obligations for fund in d.funds}
    can_pay = {(fund, year) for fund in funds for year in problem.years if has_ceiling(problem, fund, year)}
    clearing = {p.id: [problem.years[t] for t in np.flatnonzero(bulk.limits.open_years[n]).tolist()]
                for n, p in enumerate(problem.parcels)}
    return {**data_of(problem, options, can_pay, clearing), "clusters": _joint(bulk)}


def _joint(bulk: Bulk) -> list[dict[str, list[str]]]:
    problem, arrays = bulk.problem, bulk.clusters
    land: dict[int, list[str]] = {}
    number = {p.id: n for n, p in enumerate(problem.projects)}
    for parcel in problem.parcels:
        for name in (*parcel.projects, parcel.owner or ""):
            if name in number and number[name] not in arrays.loose:
                land.setdefault(int(arrays.of_project[number[name]]), []).append(parcel.id)
                break
    tied = {n for r in problem.precedences for n in (r.before, r.after)}
    tied |= {n for choice in problem.alternatives for n in choice.projects} | {n for b in problem.bundles for n in b.projects}
    return [
        {"projects": [problem.projects[n].id for n in members], "parcels": land.get(cluster, [])}
        for cluster, members in members_of(arrays)
        if members[0] not in arrays.loose and (len(members) > 1 or cluster in land or problem.projects[members[0]].id in tied)
    ]
