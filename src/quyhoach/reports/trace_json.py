"""Conformity as plain JSON values: items with their reasons and carriers, what nobody asked for, what nobody carries out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from quyhoach.zones.conformity import Conformity, Knot, PlanItem
from quyhoach.zones.plan import PlanGroup


def trace_json(found: Conformity, plans: Mapping[str, PlanGroup], lang: str = "vi") -> dict[str, Any]:
    """``items[]`` (item, plan, plan_name, name, zone, area_ha, reasons[], roots[], carried_by[]), ``orphans[]``, ``unfulfilled[]``
    (kind, code, name, plan). A reason or carrier is {kind, code, name}; areas are text, so that no digit is lost."""
    return {
        "items": [_item(found, plans, item, lang) for item in found.items.values()],
        "orphans": [_head(plans, item, lang) for item in found.orphans],
        "unfulfilled": [_unfulfilled(found, knot, lang) for knot in found.unfulfilled],
    }


def walk_json(found: Conformity, kind: str, code: str, lang: str = "vi") -> dict[str, Any]:
    """Both ways from one knot: ``above`` and ``below``, every knot once, by kind and code."""
    knot = (kind, code)
    return {
        "of": knot_json(found, knot, lang),
        "above": knots_json(found, found.above(*knot), lang),
        "below": knots_json(found, found.below(*knot), lang),
    }


def knots_json(found: Conformity, knots: Iterable[Knot], lang: str) -> list[dict[str, str]]:
    """Knots in order of kind and code."""
    return [knot_json(found, knot, lang) for knot in sorted(knots)]


def knot_json(found: Conformity, knot: Knot, lang: str) -> dict[str, str]:
    """One knot with its name; a project has none here, it stands in the table of projects."""
    kind, code = knot
    named = found.items.get(code) if kind == "item" else found.mandates.get(code) if kind == "directive" else None
    return {"kind": kind, "code": code, "name": _name(named.name_vi, named.name_en, lang) if named else ""}


def _head(plans: Mapping[str, PlanGroup], item: PlanItem, lang: str) -> dict[str, Any]:
    plan = plans.get(item.plan)
    return {
        "item": item.code, "plan": item.plan, "plan_name": _name(plan.name_vi, plan.name_en, lang) if plan else "",
        "name": _name(item.name_vi, item.name_en, lang), "zone": item.zone,
    }


def _item(found: Conformity, plans: Mapping[str, PlanGroup], item: PlanItem, lang: str) -> dict[str, Any]:
    return {
        **_head(plans, item, lang), "area_ha": None if item.area_ha is None else str(item.area_ha),
        "reasons": [knot_json(found, knot, lang) for knot in found.reasons(item.code)],
        "roots": list(found.roots(item.code)),
        "carried_by": [knot_json(found, knot, lang) for knot in found.carriers("item", item.code)],
    }


def _unfulfilled(found: Conformity, knot: Knot, lang: str) -> dict[str, str]:
    kind, code = knot
    return {**knot_json(found, knot, lang), "plan": found.items[code].plan if kind == "item" else ""}


def _name(vi: str, en: str, lang: str) -> str:
    return (en if lang == "en" else "") or vi
