"""What changed between two versions of a plan, as JSON."""

from __future__ import annotations

from typing import Any

from quyhoach.findings import Finding
from quyhoach.reports.balance_json import exact_hectares
from quyhoach.reports.zone_words import use_word
from quyhoach.zones.difference import Difference, PlanDifference
from quyhoach.zones.land_use import land_use_codes


def difference_json(found: Difference, findings: tuple[Finding, ...], lang: str) -> dict[str, Any]:
    """``plans[]`` with ``matrix[]``, ``before[]``, ``after[]``, ``units[]``, ``touched[]``; then ``findings[]``. Areas in ha to 1 cm²."""
    return {"plans": [_plan(plan, lang) for plan in found.plans], "findings": [f.as_json(lang) for f in (*findings, *found.findings)]}


def _plan(plan: PlanDifference, lang: str) -> dict[str, Any]:
    codes = land_use_codes()
    return {
        "plan": plan.plan, "stage": plan.stage, "changed_ha": exact_hectares(plan.changed_m2), "unchanged_units": plan.unchanged,
        "matrix": [{"from": one, "to": other, "area_ha": exact_hectares(area)} for (one, other), area in plan.matrix.items()],
        "before": [_side(use, area) | {"name": use_word(use, codes, lang)} for use, area in plan.row_sums().items()],
        "after": [_side(use, area) | {"name": use_word(use, codes, lang)} for use, area in plan.column_sums().items()],
        "units": [
            {
                "change": str(c.change), "before": list(c.before), "after": list(c.after), "area_ha": exact_hectares(c.area_m2),
                "before_uses": list(c.before_uses), "after_uses": list(c.after_uses), "owners": list(c.owners),
            }
            for c in plan.units
        ],
        "touched": [{"kind": t.kind, "name": t.name, "area_ha": exact_hectares(t.area_m2)} for t in plan.touched],
    }


def _side(use: str, area_m2: float) -> dict[str, Any]:
    return {"use": use, "area_ha": exact_hectares(area_m2)}
