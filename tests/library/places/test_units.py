from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from quyhoach.places.units import Register
from quyhoach.province.specs import FACTS
from quyhoach.tables import read_table
from quyhoach.tables.spec import Table

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "lang_son" / "facts"
OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)


def table(name: str) -> Table:
    return read_table(FOLDER / f"{name}.csv", FACTS[name]).table


@cache
def register() -> Register:
    return Register.of(table("units").rows)


def test_194_communes_become_65() -> None:
    assert (len(register().on(OLD)), len(register().on(NEW)), len(register().units)) == (194, 65, 259)


def test_every_commune_has_an_heir_and_two_were_divided() -> None:
    old, new = register().on(OLD), register().on(NEW)
    heirs = {unit.name: register().successors(unit, NEW) for unit in old}
    assert {name: len(of) for name, of in heirs.items() if len(of) != 1} == {"Xã Bính Xá": 2, "Xã Kiên Mộc": 2}
    assert {heir for of in heirs.values() for heir in of} == set(new)
    before = [unit for heir in new for unit in register().predecessors(heir)]
    assert (len(before), {unit.id for unit in before}) == (196, {unit.id for unit in old})


def test_unit_in_force_is_its_own_successor() -> None:
    old = register().on(OLD)[0]
    assert register().successors(old, OLD) == (old,)


@pytest.mark.parametrize(("code", "disputed", "name"), [
    ("06004", "06016", "Xã Quốc Khánh"), ("06124", "06214", "Xã Na Sầm"), ("06211", "06193", "Xã Cao Lộc"),
    ("06196", "06202", "Xã Ba Sơn"), ("06436", "06421", "Xã Thiện Tân"),
])
def test_either_code_in_dispute_finds_the_unit(code: str, disputed: str, name: str) -> None:
    for asked in (code, disputed):
        found = register().by_code(asked, NEW)
        assert found.unit is not None
        assert (found.unit.name, [f.code for f in found.findings]) == (name, ["PLA-004"])
    assert len([unit for unit in register().units if unit.disputed_code]) == 5


def test_one_code_two_units_is_told_apart_by_date() -> None:
    old, new = register().by_code("05977", OLD).unit, register().by_code("05977", NEW).unit
    assert (old and old.name, new and new.name) == ("Phường Vĩnh Trại", "Phường Đông Kinh")


def test_unknown_code_finds_nothing() -> None:
    assert register().by_code("99999").unit is None


def test_zone_boundary_of_2024_lies_in_nine_units_of_today() -> None:
    """QĐ 1009/QĐ-TTg names 23 units; one of them had ended before the list of 194 began and stays without a code."""
    named = [row for row in table("zone_units").rows if row.text("adjustment").startswith(("có", "một phần", "yes"))]
    units = [register().by_code(row.text("unit")).unit for row in named if row.text("unit")]
    today = {heir.name for unit in units if unit for heir in register().successors(unit, NEW)}
    assert (len(named), len(units), None in units) == (23, 22, False)
    assert today == {
        "Phường Kỳ Lừa", "Phường Tam Thanh", "Phường Đông Kinh", "Phường Lương Văn Tri", "Xã Đồng Đăng", "Xã Cao Lộc", "Xã Khánh Khê",
        "Xã Hoàng Văn Thụ", "Xã Chiến Thắng",
    }


def test_circle_of_successors_ends() -> None:
    rows = table("units").rows[:2]
    first, second = (unit.id for unit in Register.of(rows).units)
    circle = Register.of(
        type(row)(dict(row.values) | {"successors": (other,), "valid_to": OLD})
        for row, other in zip(rows, (second, first), strict=True)
    )
    assert circle.successors(circle.units[0], NEW) == ()
