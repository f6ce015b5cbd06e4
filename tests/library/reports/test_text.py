from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from quyhoach.reports.text import TextColumn, paragraph, table, width_of, wrap

COLUMNS = [TextColumn("Mã"), TextColumn("Tên dự án"), TextColumn("Vốn", number=True)]


def test_width_counts_columns_not_code_points() -> None:
    assert width_of("Đường") == 5
    assert width_of(unicodedata.normalize("NFD", "Đường")) == 5
    assert width_of("凭祥") == 4


def test_table_aligns_numbers_right_and_text_left() -> None:
    rows = [["A", unicodedata.normalize("NFD", "Cầu"), "1.000"], ["▸ khởi công mới"], ["B", "Trường học", "20"]]
    assert table(COLUMNS, rows).split("\n") == [
        "Mã  Tên dự án     Vốn",
        "──  ──────────  ─────",
        "A   Cầu         1.000",
        "▸ khởi công mới",
        "B   Trường học     20",
    ]


def test_long_text_wraps_and_numbers_stay_whole() -> None:
    text = table(COLUMNS, [["A", "một tên dự án rất dài phải xuống dòng", "1.234.567"]], width=36)
    assert text.split("\n")[2:] == ["A   một tên dự án rất dài  1.234.567", "    phải xuống dòng"]


def test_no_break_space_keeps_a_number_with_its_sign() -> None:
    assert wrap("không quá 0,1\u00a0%", 13) == ["không quá", "0,1\u00a0%"]


def test_paragraph_hangs() -> None:
    assert paragraph("một hai ba", "• ", "  ", width=9) == "• một hai\n  ba"


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), max_size=200), st.integers(4, 30))
def test_no_line_is_wider_than_asked_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert [line for line in lines if width_of(line) > width] == []
    letters = unicodedata.normalize("NFC", text).replace(" ", "")
    assert "".join(lines).replace(" ", "") == letters
