"""The proof of a clearing order as plain data, and the bound recomputed from that data alone.

For any prices ≥ 0 no order that keeps the rules is worth more than L; whoever has the JSON adds L up without this program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quyhoach.land.clearing import ClearingPlan, ClearingProblem


def proof_of(problem: ClearingProblem, plan: ClearingPlan) -> dict[str, Any]:
    """Everything L is made of: cash without clearing by year, its prices, the sites, and the bound they give. {} without a proof."""
    if plan.proof is None:
        return {}
    return {
        "years": list(problem.years),
        "cash": list(problem.cash()),
        "prices": list(plan.proof.cash),
        "bound": plan.proof.bound,
        "sites": [
            {"id": s.id, "cost": s.cost, "area_m2": s.area_m2, "earliest": s.earliest, "needed": s.needed,
             "penalty_per_year": s.penalty_per_year, "repayment": s.repayment, "repay_lag": s.repay_lag}
            for s in sorted(problem.sites, key=lambda site: site.id)
        ],
    }


def bound_again(proof: Mapping[str, Any]) -> float:
    """L from the published data alone."""
    years, prices = proof["years"], proof["prices"]
    from_year = [sum(prices[t:]) for t in range(len(years) + 1)]
    total = sum(price * cash for price, cash in zip(prices, proof["cash"], strict=True))
    return float(total + sum(_best(site, years, from_year) for site in proof["sites"]))


def _best(site: Mapping[str, Any], years: Sequence[int], from_year: Sequence[float]) -> float:
    """What a site is worth alone at the prices: its best year, or nothing."""
    best, end = 0.0, years[-1] + 1
    needed = end if site["needed"] is None else site["needed"]
    for t, year in enumerate(years):
        if year >= site["earliest"]:
            avoided = max(0, end - needed) - max(0, year - needed)
            back = from_year[min(t + site["repay_lag"], len(years))]
            worth = site["area_m2"] * (end - year) + site["penalty_per_year"] * avoided
            best = max(best, worth - site["cost"] * from_year[t] + site["repayment"] * back)
    return best
