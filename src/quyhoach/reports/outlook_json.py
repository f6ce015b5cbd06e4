"""The outlook of a plan under uncertainty as JSON data with stable keys."""

from __future__ import annotations

from typing import Any

from quyhoach.capital.uncertainty import QUANTILES, Outlook, Strain, quantiles


def outlook_json(outlook: Outlook) -> dict[str, Any]:
    """The key ``uncertainty`` of ``plan --scenarios N --json``; money is whole units, shares 0–1. Lists by draw are in order of draws."""
    return {
        "scenarios": outlook.scenarios,
        "seed": outlook.seed,
        "shocks": [{"shock": shock.text, "assumed": shock.assumed} for shock in outlook.shocks],
        "quantiles": list(QUANTILES),
        "projects": [{"project": name, "fundable": share} for name, share in outlook.fundable.items()],
        "ceilings": [_strain(strain) for strain in outlook.strains],
        "benefit_kept": {"quantiles": list(quantiles(outlook.kept)), "draws": list(outlook.kept)},
        "bound": {"quantiles": list(quantiles(outlook.bound)), "draws": list(outlook.bound)},
        "bound_any_shortfall": {"quantiles": list(quantiles(outlook.bound_any)), "draws": list(outlook.bound_any)},
        "remade": [
            {"draw": one.draw, "objective": one.objective, "bound": one.bound, "gap": one.gap, "projects": sorted(one.inside)}
            for one in outlook.remade
        ],
        "remade_in": dict(outlook.remade_in),
    }


def _strain(strain: Strain) -> dict[str, Any]:
    return {"source": strain.source, "first_year": strain.first, "last_year": strain.last, "broken": strain.share,
            "over": list(strain.over), "worst": strain.worst}
