"""Two drawings of plans side by side: which use became which, which units moved, whom it touches."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.reports.balance_table import use_order
from quyhoach.reports.zone_words import change_word, use_word
from quyhoach.zones.difference import ChangedUnits, Difference, PlanDifference, difference
from quyhoach.zones.hectares import rounded, rounded_table
from quyhoach.zones.land_use import land_use_codes
from quyhoach_web.language import language, say
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.plan_shapes import Drawing
from quyhoach_web.queries.zone_land import drawing_of, hectares
from quyhoach_web.queries.zones import PlanRoom

SHOWN = 200
"""Changed units a page lists; the workbook has all."""
_KINDS = {"zone": ("khu", "zone"), "commune": ("xã", "commune"), "owner": ("đơn vị phụ trách", "who answers for it")}
_asking = threading.Lock()


def other_side(room: PlanRoom, code: str, other: str) -> Drawing | None:
    """What is compared with: the first drawing of another plan, or the drawing of the same plan on the layer ``other``."""
    return drawing_of(room, other) if other in room.register.by_code else drawing_of(room, code, other)


def partners(room: PlanRoom, code: str, layer: str) -> list[dict[str, str]]:
    """What a drawing may be compared with: other drawings of the plan, and plans that amend, replace or cover the same zone."""
    plan = room.register.by_code[code]
    found = [{"other": one.layer, "name": say("lớp {layer}", "layer {layer}", layer=one.layer)} for one in room.drawings.get(code, ())
             if one.layer != layer]
    for one in room.register.plans:
        kin = one.code == plan.amends or one.amends == code or code in one.successors or one.code in plan.successors
        if one.code != code and (kin or (one.zone and one.zone == plan.zone)) and one.code in room.drawings:
            found.append({"other": one.code, "name": f"{one.code} {room.name(one)}"})
    return found


def compared(before: Drawing, after: Drawing) -> Difference:
    """The difference; made once for two drawings."""
    with _asking:
        return _compared(before, after)


@lru_cache(maxsize=32)
def _compared(before: Drawing, after: Drawing) -> Difference:
    return difference(before.shapes, after.shapes)


def comparison(found: Difference) -> dict[str, Any]:
    """The difference as the page shows it."""
    return {"plans": [_plan(one) for one in found.plans], "findings": [shown(one) for one in found.findings]}


def told(before: Drawing, after: Drawing) -> tuple[Finding, ...]:
    """What reading the two layers said."""
    return tuple(dict.fromkeys((*before.findings, *after.findings)))


def _plan(one: PlanDifference) -> dict[str, Any]:
    return {"stage": one.stage, "changed": hectares(rounded(one.changed_m2)), "none": one.changed_m2 <= 0, "unchanged": one.unchanged,
            "matrix": _matrix(one), "units": [_units(unit) for unit in one.units[:SHOWN]], "more": max(len(one.units) - SHOWN, 0),
            "moves": _moves(one), "touched": [
                {"kind": say(*_KINDS[each.kind]), "name": each.name, "area": hectares(rounded(each.area_m2))} for each in one.touched]}


def _moves(one: PlanDifference) -> list[dict[str, str]]:
    """From which use to which, the largest first."""
    codes, lang = land_use_codes(), language()
    changed = sorted(((uses, area) for uses, area in one.matrix.items() if uses[0] != uses[1]), key=lambda pair: -pair[1])
    return [{"from": use_word(uses[0], codes, lang), "to": use_word(uses[1], codes, lang), "area": hectares(rounded(area))}
            for uses, area in changed if rounded(area)]


def _matrix(one: PlanDifference) -> dict[str, Any]:
    """Uses before down, uses after across; hectares add up row by row as the workbook prints them."""
    codes, lang = land_use_codes(), language()
    old, new = (sorted({pair[side] for pair in one.matrix}, key=lambda use: use_order(use, codes)) for side in (0, 1))
    printed = rounded_table({use: [one.matrix.get((use, other), 0.0) for other in new] for use in old})
    columns = [sum((printed[use][n] for use in old), Decimal(0)) for n in range(len(new))]
    return {
        "heads": [use_word(use, codes, lang) for use in new],
        "rows": [{"name": use_word(use, codes, lang), "cells": _cells(use, new, printed[use]), "total": hectares(_sum(printed[use]))}
                 for use in old],
        "totals": [hectares(value) for value in columns], "total": hectares(_sum(columns)),
    }


def _cells(use: str, new: Sequence[str], values: Sequence[Decimal]) -> list[dict[str, Any]]:
    return [{"text": hectares(value) if value else "", "same": use == other} for other, value in zip(new, values, strict=True)]


def _sum(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _units(one: ChangedUnits) -> dict[str, Any]:
    return {"change": change_word(one.change, language()), "before": ", ".join(one.before), "after": ", ".join(one.after),
            "old": ", ".join(filter(None, one.before_uses)), "new": ", ".join(filter(None, one.after_uses)),
            "owners": ", ".join(one.owners), "area": format_number(one.area_m2 / 10_000, language(), 4)}
