"""A finding holds its numbers as numbers and writes them the way of the language it is read in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quyhoach.findings import finding


@pytest.mark.parametrize(("amount", "vi", "en"), [
    (1_234_567, "1.234.567", "1,234,567"), (Decimal("1234.5"), "1.234,5", "1,234.5"), (Decimal(2026), "2.026", "2,026"),
    (2026, "2026", "2026"), (1899, "1.899", "1,899"), (2201, "2.201", "2,201"), ("1.000", "1.000", "1.000"), (True, "True", "True"),
])
def test_numbers_are_written_by_language_and_years_stand_as_they_are(amount: object, vi: str, en: str) -> None:
    found = finding("CAP-005", amount=amount)
    assert found.text("message", "vi") == f"Số tiền {vi} quá lớn để tính chính xác."
    assert found.text("message", "en") == f"The amount {en} is too large to compute exactly."
