"""A map that its maker got wrong: every mistake has a code and a place, and no data is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from quyhoach.exchange.map_reader import read_map

MAPS = Path(__file__).resolve().parents[3] / "examples" / "maps"
GOOD = (MAPS / "thi_tran.toml").read_text("utf-8")

MISTAKES = {
    "not-toml": ('name_vi = "Huyện', 'name_vi = Huyện', "MAP-001", ""),
    "unknown-section": ("[left_missing]", "[left]", "MAP-002", "left"),
    "unknown-key-of-a-file": ("decimal =", "decimals =", "MAP-002", "files.money.decimals"),
    "unknown-key-of-a-formula": ("needs = [\"allotted\"]", "need = [\"allotted\"]", "MAP-002", "tables[5] balances.need"),
    "no-name-of-scenarios": ('name = "lan-{by}"\n', "", "MAP-003", "scenario.name"),
    "two-forms-in-one-formula": ('{ constant = "public" }', '{ constant = "public", column = "x" }', "MAP-003",
                                   "tables[1] projects.columns.ownership"),
    "unknown-table": ('table = "balances"', 'table = "balance"', "MAP-004", "tables[5] balance"),
    "unknown-column-of-ours": ('note = "Ghi chú"', 'notes = "Ghi chú"', "MAP-004", "tables[1] projects.columns.notes"),
    "unknown-values": ('column = "Khoản", values = "phase"', 'column = "Khoản", values = "part"', "MAP-004",
                       "tables[4] proposals.columns.item.values"),
    "unknown-rule": ('assumed = "so-nam"', 'assumed = "so-thang"', "MAP-004", "tables[13] project_values.assumed"),
    "unknown-unit": ('column = "Đã chi (tỷ)", unit = "ty_dong"', 'column = "Đã chi (tỷ)", unit = "ty"', "MAP-004",
                     "tables[5] balances.columns.spent.unit"),
    "required-column-not-filled": ('period = "Năm"\n', "", "MAP-005", "tables[8] ceilings"),
    "figure-not-marked-assumed": ('assumed = "diem-bang-nhau"\n', "", "MAP-006", "tables[14] project_values.columns.value"),
    "money-without-unit": ('{ column = "Đã cấp (tỷ)", unit = "ty_dong" }', '"Đã cấp (tỷ)"', "MAP-007",
                           "tables[5] balances.columns.allotted"),
    "filled-and-left-missing": ('"projects.decision_date" =', '"projects.note" =', "MAP-008", "left_missing.projects.note"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_of_a_map_has_its_code_and_place(name: str, tmp_path: Path) -> None:
    right, wrong, code, at = MISTAKES[name]
    assert right in GOOD
    file = tmp_path / "map.toml"
    file.write_text(GOOD.replace(right, wrong, 1), "utf-8")
    read = read_map(file)
    assert read.map is None
    assert [(f.code, f.where.object_id) for f in read.findings] == [(code, at)]


def test_shipped_maps_are_right() -> None:
    assert [(path.name, read_map(path).findings) for path in sorted(MAPS.glob("*.toml"))] == [("dc_cip.toml", ()), ("thi_tran.toml", ())]


def test_missing_map_is_a_finding(tmp_path: Path) -> None:
    assert [f.code for f in read_map(tmp_path / "no.toml").findings] == ["MAP-001"]


@pytest.mark.parametrize("text", [
    "files = 3", "tables = 3", "[[tables]]\ntable = 3", "rows = [3]", "[files]\na = 3", "[scenario]\nby = [1]",
])
def test_any_shape_is_answered_with_findings(text: str, tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_text(text, "utf-8")
    read = read_map(file)
    assert read.map is None
    assert {f.code for f in read.findings} <= {"MAP-002", "MAP-003", "MAP-004"}
