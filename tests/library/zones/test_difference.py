"""What changed between two versions of a plan, against land counted cell by cell."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.zones.difference import OUTSIDE, UNALLOCATED, PlanDifference, UnitChange, difference
from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, Shape, ShapeRole

from .cells import EAST, NORTH, Cell, block, land, layer_of

GRID = sorted(block(5, 4))
Units = dict[str, tuple[set[Cell], dict[str, str]]]


@st.composite
def versions(draw: st.DrawFn) -> tuple[Units, set[Cell] | None]:
    units: Units = {}
    for name in ("a", "b", "c"):
        cells = draw(st.sets(st.sampled_from(GRID), max_size=12))
        units[name] = (cells, {"code": draw(st.sampled_from(("ONT", "SKK", ""))), "owner": name})
    plan = draw(st.one_of(st.none(), st.sets(st.sampled_from(GRID), min_size=8)))
    return units, plan


def use_of(cell: Cell, units: Units, plan: set[Cell] | None) -> str:
    said = {u["code"] for cells, u in units.values() if cell in cells}
    if plan is not None and cell not in plan:
        return OUTSIDE
    if not said:
        return OUTSIDE if plan is None else UNALLOCATED
    return (said.pop() or "(uncoded)") if len(said) == 1 else "(disputed)"


def only(before: PlanLayer, after: PlanLayer) -> PlanDifference:
    (found,) = difference(before, after).plans
    return found


@settings(max_examples=100, deadline=None)
@given(versions(), versions())
def test_the_matrix_is_that_of_the_cells_and_adds_up_to_both_balances(
    old: tuple[Units, set[Cell] | None], new: tuple[Units, set[Cell] | None],
) -> None:
    before, after = layer_of(*old), layer_of(*new)
    if not (len(before) and len(after)):
        return
    found = difference(before, after)
    (plan,) = found.plans
    expected: dict[tuple[str, str], float] = defaultdict(float)
    for cell in GRID:
        uses = use_of(cell, *old), use_of(cell, *new)
        if uses != (OUTSIDE, OUTSIDE):
            expected[uses] += 100.0
    assert dict(plan.matrix) == pytest.approx(dict(expected), abs=1e-3)
    rows, columns = plan.row_sums(), plan.column_sums()
    rows.pop(OUTSIDE, None)
    columns.pop(OUTSIDE, None)
    assert rows == pytest.approx({k[0]: a for k, a in found.before.summed("use").items()}, abs=1e-3)
    assert columns == pytest.approx({k[0]: a for k, a in found.after.summed("use").items()}, abs=1e-3)
    for owner in ("a", "b", "c"):
        area = sum(100.0 for cell in GRID if use_of(cell, *old) != use_of(cell, *new)
                   and any(cell in units[owner][0] and (plan is None or cell in plan) for units, plan in (old, new)))
        assert sum(t.area_m2 for t in plan.touched if (t.kind, t.name) == ("owner", owner)) == pytest.approx(area, abs=1e-3)


def unit(cells: set[Cell], code: str = "ONT", owner: str = "", zone: str = "") -> tuple[set[Cell], dict[str, str]]:
    return cells, {"code": code, "owner": owner, "zone": zone}


ROW = block(6, 1)


@pytest.mark.parametrize(("before", "after", "expected"), [
    ({"a": unit(block(3, 1))}, {"a": unit(block(3, 1))}, []),
    ({"a": unit(block(3, 1))}, {"z": unit(block(3, 1))}, []),
    ({"a": unit(block(3, 1))}, {"a": unit(block(4, 1))}, [("moved", ("a",), ("a",), 100.0)]),
    ({"a": unit(block(3, 1))}, {"a": unit(block(3, 1, 1))}, [("moved", ("a",), ("a",), 200.0)]),
    ({"a": unit(block(3, 1))}, {"a": unit(block(3, 2))}, [("moved", ("a",), ("a",), 300.0)]),
    ({"a": unit(block(3, 1))}, {"a": unit(block(3, 1), "SKK")}, [("recoded", ("a",), ("a",), 300.0)]),
    ({"a": unit(block(3, 1))}, {"a": unit(block(3, 1), owner="bà B")}, [("recoded", ("a",), ("a",), 300.0)]),
    ({"a": unit(block(4, 1))}, {"b": unit(block(2, 1)), "c": unit(block(2, 1, 2))}, [("split", ("a",), ("b", "c"), 400.0)]),
    ({"b": unit(block(2, 1)), "c": unit(block(2, 1, 2))}, {"a": unit(block(4, 1))}, [("merged", ("b", "c"), ("a",), 400.0)]),
    ({"a": unit(block(3, 1))}, {"a": unit(block(3, 1)), "b": unit(block(2, 1, 4))}, [("new", (), ("b",), 200.0)]),
    ({"a": unit(block(3, 1)), "b": unit(block(2, 1, 4))}, {"a": unit(block(3, 1))}, [("gone", ("b",), (), 200.0)]),
    ({"a": unit(block(2, 1)), "b": unit(block(2, 1, 3))}, {"a": unit(block(3, 1)), "b": unit(block(2, 1, 3))},
     [("moved", ("a",), ("a",), 100.0)]),
])
def test_what_became_of_the_units(before: Units, after: Units, expected: list[tuple[str, tuple[str, ...], tuple[str, ...], float]]) -> None:
    found = only(layer_of(before, ROW), layer_of(after, ROW))
    assert [(str(c.change), c.before, c.after, round(c.area_m2, 3)) for c in found.units] == expected


def test_units_that_exchange_halves_are_redrawn() -> None:
    before = layer_of({"a": unit(block(2, 4)), "b": unit(block(2, 4, 2))}, block(4, 4))
    after = layer_of({"a": unit(block(3, 3)), "b": unit(block(4, 4) - block(3, 3))}, block(4, 4))
    found = only(before, after)
    assert [c.change for c in found.units] == [UnitChange.MOVED, UnitChange.MOVED]
    assert found.changed_m2 == 0.0


def corner(shift: float) -> PlanLayer:
    points = [(EAST, NORTH), (EAST + 100, NORTH), (EAST + 100 - shift, NORTH + 100), (EAST, NORTH + 100)]
    shapes = np.array([shapely.box(EAST, NORTH, EAST + 100, NORTH + 100), shapely.Polygon(points)], dtype=object)
    return PlanLayer(DEFAULT_CRS, (Shape("P", ShapeRole.PLAN), Shape("u", ShapeRole.UNIT, code="ONT", owner="ông A")), shapes)


@pytest.mark.parametrize(("shift", "moved"), [(0.001, 0), (0.003, 1)])
def test_a_corner_is_silent_at_one_millimetre_and_named_at_three(shift: float, moved: int) -> None:
    found = only(corner(0.0), corner(shift))
    assert [(c.change, c.owners) for c in found.units] == [(UnitChange.MOVED, ("ông A",))] * moved
    assert found.matrix["ONT", UNALLOCATED] == pytest.approx(100 * shift / 2, abs=1e-5)


def test_zones_and_owners_that_are_touched_are_told_with_their_land() -> None:
    before = layer_of({"a": unit(block(3, 1), "ONT", "ông A", "Z1"), "b": unit(block(3, 1, 3), "SKK", "bà B", "Z2")}, ROW)
    after = layer_of({"a": unit(block(2, 1), "ONT", "ông A", "Z1"), "b": unit(block(4, 1, 2), "SKK", "bà B", "Z2")}, ROW)
    found = only(before, after)
    assert [(t.kind, t.name, t.area_m2) for t in found.touched] == [
        ("zone", "Z1", 100.0), ("zone", "Z2", 100.0), ("owner", "bà B", 100.0), ("owner", "ông A", 100.0),
    ]
    assert dict(found.matrix) == {("ONT", "ONT"): 200.0, ("ONT", "SKK"): 100.0, ("SKK", "SKK"): 300.0}
    assert found.unchanged == 0


def test_plans_only_one_version_has_are_told_and_not_compared() -> None:
    def two(*plans: str) -> PlanLayer:
        attributes = [Shape(p, ShapeRole.PLAN) for p in plans] + [Shape(f"u{p}", ShapeRole.UNIT, plan=p, code="ONT") for p in plans]
        return PlanLayer(DEFAULT_CRS, tuple(attributes), np.array([land(block(2, 2))] * len(attributes), dtype=object))

    found = difference(two("P", "Q"), two("P", "R"))
    assert [plan.plan for plan in found.plans] == ["P"]
    assert [(f.code, f.values["plan"], f.values["version_en"]) for f in found.findings] == [
        ("ZON-131", "Q", "before"), ("ZON-131", "R", "after"),
    ]
    assert [plan.plan for plan in difference(two("old name"), two("new name")).plans] == ["new name"]


def test_versions_in_different_planes_are_refused() -> None:
    layer = corner(0.0)
    with pytest.raises(ValueError, match="the versions are in EPSG:9215 and EPSG:3405"):
        difference(layer, PlanLayer("EPSG:3405", layer.attributes, layer.shapes))
