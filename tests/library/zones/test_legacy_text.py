from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quyhoach.zones.legacy_text import READINGS, convert, is_syllable, lost, recognise

SENTENCES = ["Cộng hòa xã hội chủ nghĩa Việt Nam", "Quy hoạch khu kinh tế cửa khẩu Đồng Đăng", "Đất ở đô thị, phường Lương Văn Tri"]


@pytest.mark.parametrize(("text", "encoding", "meant"), [
    ("Céng hßa x· héi", "tcvn3", "Cộng hòa xã hội"), ("Khu ®Êt ë", "tcvn3", "Khu đất ở"), ("KHU ÑAÁT ÔÛ", "vni", "KHU ĐẤT Ở"),
    ("Coäng hoøa", "vni", "Cộng hòa"), ("Phöôøng Ñoâng Kinh", "vni", "Phường Đông Kinh"),
])
def test_text_for_old_fonts(text: str, encoding: str, meant: str) -> None:
    found = recognise([text])
    assert found is not None
    assert (found.encoding, found.sample, found.meant) == (encoding, text, meant)


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_unicode_read_under_a_western_page(sentence: str, wrong: str) -> None:
    text = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in sentence.encode())
    found = recognise([text])
    assert found is not None
    assert (found.encoding, convert(text, "utf-8")) == ("utf-8", sentence)


@pytest.mark.parametrize("text", [*SENTENCES, "Lô CN-01", "Fläche", "Grünfläche Lücke", "Forêt", "Hà Nam", "xã", "Café", "", "±5 m²"])
def test_what_reads_well_as_it_stands_is_left_alone(text: str) -> None:
    assert recognise([text]) is None
    assert recognise([*SENTENCES, text]) is None


def test_one_old_text_among_good_ones_is_found() -> None:
    found = recognise([*SENTENCES, "x· héi"])
    assert found is not None
    assert (found.encoding, found.sample) == ("tcvn3", "x· héi")


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    recognise([text])
    for name in READINGS:
        convert(text, name)


@pytest.mark.parametrize(("word", "right"), [
    ("nghĩa", True), ("giữ", True), ("gì", True), ("quốc", True), ("Đồng", True), ("khuyên", True), ("hoµ", False), ("xaõ", False),
    ("éc", True), ("èc", False), ("Fläche", False), ("ươ", False),
])
def test_syllables(word: str, right: bool) -> None:
    assert is_syllable(word) is right


def test_lost_letters() -> None:
    assert lost(["Khu đất", "Khu d?t ?"]) == "Khu d?t ?"
    assert lost(["Ở đâu?", "Khu A (?)", ""]) == ""
