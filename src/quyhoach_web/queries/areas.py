"""What an area assignment reaches: communes through reorganisations, zones with the zones inside them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from quyhoach_web.models import Record


def reached(areas: Collection[str]) -> frozenset[str]:
    """``areas`` with every successor of a commune, every old commune that went into them whole, and every zone inside a zone.

    An old commune that was cut between several new ones is reached by the person who holds all of them: half a commune's
    officer does not change the other half's rows.
    """
    if not areas:
        return frozenset()
    rows = Record.objects.filter(layer="facts", table__in=("units", "zones")).values_list("table", "key", "values")
    units = {key: values.get("successors") or [] for table, key, values in rows if table == "units"}
    parents = {key: values["parent"] for table, key, values in rows if table == "zones" and values.get("parent")}
    held = set(areas)
    while found := _next(held, units, parents):
        held |= found
    return frozenset(held)


def _next(held: set[str], units: dict[str, list[str]], parents: dict[str, str]) -> set[str]:
    later = {new for code in held for new in units.get(code, ())}
    earlier = {code for code, into in units.items() if into and held.issuperset(into)}
    inside = {zone for zone, parent in parents.items() if parent in held}
    return (later | earlier | inside) - held


def places_of(values: dict[str, Any]) -> set[str]:
    """The communes and zones a row names."""
    return {str(code) for code in (values.get("unit"), values.get("zone"), *(values.get("units") or ())) if code}
