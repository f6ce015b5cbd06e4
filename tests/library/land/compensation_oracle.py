"""Compensation from the wording of the articles, with other arithmetic than the engine: decimals of 60 digits, months by if."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, localcontext
from typing import Any


def rounded(amount: Decimal) -> int:
    return int((amount + Decimal("0.5")).to_integral_value(ROUND_FLOOR))


def months_for(lost: Decimal, held: Decimal, moving: str) -> int:
    """Decree 88/2024 Art 19; 0 below thirty per cent. For a hard area the most."""
    if lost * 10 < held * 3:
        return 0
    some = lost * 10 <= held * 7
    if moving == "stay":
        return 6 if some else 12
    if moving == "move":
        return 12 if some else 24
    return 24 if some else 36


def amount_of(line: dict[str, Any], rice_price: int) -> int:
    """The amount of a line with every figure stated, plan approved in 2025 (no coefficient is asked for)."""
    with localcontext() as context:
        context.prec = 60
        figures = {name: Decimal(str(value)) for name, value in line.items() if isinstance(value, int | Decimal)}
        kind = line["component"]
        if kind == "structure":
            new = figures["new_value_vnd"]
            left = max(Decimal(0), new * (figures["life_years"] - figures["used_years"]) / figures["life_years"])
            return rounded(min(new, left + figures.get("extra_share", Decimal(0)) * new))
        if kind == "life_stabilisation":
            most = months_for(figures["farmland_lost_m2"], figures["farmland_held_m2"], line["moving"])
            months = min(most, int(figures["months"])) if line["moving"] == "hard" and most else most
            return rounded(figures["persons"] * months * 30 * rice_price)
        if kind == "business_stabilisation":
            return rounded(min(figures["share"], Decimal("0.3")) * figures["income_vnd"])
        if kind == "worker_stoppage":
            return rounded(figures["persons"] * min(figures["months"], Decimal(6)) * figures["unit_price_vnd"])
        if kind == "job_change":
            area = min(figures["quantity"], figures["quota_m2"])
            return rounded(min(figures["times"], Decimal(5)) * figures["unit_price_vnd"] * area)
        return rounded(figures["quantity"] * figures["unit_price_vnd"])
