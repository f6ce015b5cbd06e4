"""A small sound province as a real folder, for tests to spoil one cell at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

Tables = dict[str, list[dict[str, Any]]]

SOURCE = {"source": "https://example.vn/1"}
RULE = {"assumed": "quy-uoc"}

PROVINCE = {
    "code": "00", "name_vi": "Tỉnh Nhỏ", "name_en": "Small Province", "money_unit": "trieu_dong", "currency": "VND",
    "jurisdiction": "VN", "crs": "EPSG:9215",
}
SCENARIO = {
    "title_vi": "Cơ sở", "title_en": "Base", "illustrative": "true", "law_date": "2026-01-01", "as_of": "2025-12-31",
    "first_year": "2026", "last_year": "2028", "medium_term": "2026-2028", "gamma": "0.5", "discount": "0.95",
}
FACTS: Tables = {
    "sources": [{"fund": "NSDP.CD", "name_vi": "Cân đối"}, {"fund": "NSTW.TN", "name_vi": "Trung ương"}],
    "agencies": [
        {"agency": "CQ01", "name_vi": "Sở Tài chính", "valid_from": "2025-03-01"},
        {"agency": "CQ00", "name_vi": "Sở Kế hoạch", "valid_to": "2025-02-28", "successors": "CQ01"},
    ],
    "units": [
        {"unit": "00001", "code": "00001", "name_vi": "Xã Cũ", "kind": "commune", "valid_to": "2025-06-30", "successors": "2025-00001"},
        {"unit": "2025-00001", "code": "00001", "name_vi": "Xã Mới", "kind": "commune", "valid_from": "2025-07-01"},
    ],
    "zones": [{"zone": "K0", "name_vi": "Khu lớn"}, {"zone": "K1", "name_vi": "Khu nhỏ", "parent": "K0"}],
    "projects": [
        {
            "project": f"DA0{n}", "name_vi": f"Đường số {n}", "tier": "T2", "ownership": "public", "group": "B", "status": "new_start",
            "agency": "CQ01", "units": "2025-00001", "zone": "K1", "decision_date": "2025-03-15", "total_investment": 200_000,
            "public_total": 200_000, "first_capital_year": 2026, "start_year": 2026, "end_year": 2028,
        }
        for n in (1, 2)
    ],
    "directives": [
        {"directive": "CD1", "document": "NQ 1/NQ-HĐND", "summary_vi": "Mở khu lớn", "zones": "K0"},
        {"directive": "CD2", "document": "NQ 1/NQ-HĐND", "summary_vi": "Làm đường số 2", "projects": "DA02"},
    ],
}
ASSUMED: Tables = {
    "ceilings": [
        {"fund": "NSDP.CD", "period": "2026", "amount": 100_000},
        {"fund": "NSDP.CD", "period": "2027", "amount": 100_000},
        {"fund": "NSDP.CD", "period": "2028", "amount": 100_000},
        {"fund": "NSDP.CD", "period": "2026-2028", "amount": 300_000, "reserve_share": "0.1"},
    ],
    "project_values": [
        {"project": project, "field": field, "value": value}
        for project in ("DA01", "DA02") for field, value in (("score", "70"), ("duration", "3"))
    ],
    "funding": [{"project": "DA01", "fund": "NSDP.CD"}, {"project": "DA02", "fund": "NSDP.CD"}],
    "rules": [{"rule": "quy-uoc", "text_vi": "Quy ước của ví dụ", "text_en": "A convention of the example"}],
}


def add_row(tables: Tables, table: str, **cells: Any) -> None:
    """One more row of a table, with its provenance."""
    tables.setdefault(table, []).append(cells)


class Folder:
    """The province's settings and tables as they will be written; ``write`` puts them on disk."""

    def __init__(self) -> None:
        self.province: dict[str, str] = dict(PROVINCE)
        self.settings: dict[str, str] = dict(SCENARIO)
        self.facts = deepcopy(FACTS)
        self.assumed = deepcopy(ASSUMED)

    def write(self, path: Path) -> Path:
        _settings(path / "province.toml", self.province)
        for name, rows in self.facts.items():
            _csv(path / "facts" / f"{name}.csv", [SOURCE | row for row in rows])
        home = path / "scenarios" / "co-so"
        _settings(home / "scenario.toml", self.settings)
        for name, rows in self.assumed.items():
            _csv(home / f"{name}.csv", rows if name == "rules" else [RULE | row for row in rows])
        return path


Spoil = Callable[[Folder], Any]


def _settings(file: Path, pairs: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f'{key} = "{value}"\n' for key, value in pairs.items()), "utf-8")


def _csv(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder() -> Folder:
    return Folder()
