from __future__ import annotations

from decimal import Decimal

import pytest

from quyhoach.reports.words import PROVEN, WORDS, nearness, percent, percent_at_most


@pytest.mark.parametrize(("gap", "vi", "en"), [
    (0.0, "0\u00a0%", "0%"), (0.000843, "0,085\u00a0%", "0.085%"), (1e-7, "0,0001\u00a0%", "0.0001%"), (7e-16, "0,0001\u00a0%", "0.0001%"),
    (0.12341, "12,35\u00a0%", "12.35%"), (0.01, "1\u00a0%", "1%"), (-1e-12, "0\u00a0%", "0%"), (1.0, "100\u00a0%", "100%"),
])
def test_a_gap_is_never_rounded_down(gap: float, vi: str, en: str) -> None:
    assert (percent_at_most(gap, "vi"), percent_at_most(gap, "en")) == (vi, en)


def test_a_share_is_rounded_to_the_nearest() -> None:
    assert percent(Decimal("0.6349"), "vi") == "63,5\u00a0%"


def test_words_come_in_two_languages() -> None:
    assert [key for key, (vi, en) in WORDS.items() if not vi or not en] == []


def test_a_gap_of_nothing_is_a_proof_and_not_a_distance() -> None:
    assert (nearness(0.0, "vi"), nearness(PROVEN, "en")) == ("đã chứng minh là phương án tốt nhất", "it is proven to be the best plan")
    assert nearness(2 * PROVEN, "vi") == "phương án cách tốt nhất có thể không quá 0,0001\u00a0%"
    assert nearness(0.01, "en") == "the plan is at most 1% from the best possible"
