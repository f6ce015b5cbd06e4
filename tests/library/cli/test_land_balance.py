"""``land balance``: rows that reading leaves out are told with the books they are missing from."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Run

Rows = list[list[str]]


def _mended(small: Path, table: str, change: Callable[[Rows], None]) -> None:
    file = small / "scenarios" / "co-so" / f"{table}.csv"
    rows = list(csv.reader(file.read_text("utf-8").splitlines()))
    change(rows)
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def _set(key: str, column: str, text: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for row in rows:
            if row[0] == key:
                row[rows[0].index(column)] = text

    return change


@pytest.mark.parametrize(("table", "change", "code"), [
    ("fund_entries", _set("BT012", "booked_on", "29/02/2026"), "TAB-069"),
    ("advances", _set("UV01", "amount_vnd", "-8000000000"), "TAB-064"),
    ("advances", _set("UV01", "amount_vnd", "9" * 40), "TAB-065"),
    ("fund_entries", lambda rows: rows.append(rows[5]), "TAB-041"), ("statement_lines", lambda rows: rows.append(rows[1]), "TAB-041"),
])
def test_a_row_that_cannot_be_read_is_no_silent_loss_of_money(
    run: Run, small: Path, table: str, change: Callable[[Rows], None], code: str,
) -> None:
    _mended(small, table, change)
    ran = run("land", "balance", small, "--json", "--scenario", "co-so")
    told = [(one["code"], one["where"]["file"]) for one in ran.data["findings"] if one["severity"] == "error"]
    assert ran.code == 1
    assert told[0] == (code, f"scenarios/co-so/{table}.csv")


def test_no_line_of_the_books_is_wider_than_the_page(run: Run, small: Path) -> None:
    for lang in ("vi", "en"):
        out = run("land", "balance", small, "--scenario", "co-so", "--lang", lang).out
        assert [line for line in out.splitlines() if len(line) > 100] == []
