from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quyhoach.places.names import fold_name, match_name, spell_name, split_kind
from quyhoach.places.units import Unit

MERGER = date(2025, 7, 1)
BEFORE = date(2025, 6, 30)


def unit(id: str, name: str, kind: str, district: str = "", begin: date | None = None, end: date | None = None, disputed: str = "") -> Unit:
    return Unit(id, id, disputed, name, kind, district, begin, end, ())


UNITS = (
    unit("1", "Xã Tân Thanh", "commune", "Huyện Văn Lãng", end=BEFORE),
    unit("2", "Xã Tân Thành", "commune", "Huyện Hữu Lũng", end=BEFORE),
    unit("3", "Xã Thụy Hùng", "commune", "Huyện Cao Lộc", end=BEFORE),
    unit("4", "Xã Thụy Hùng", "commune", "Huyện Văn Lãng", end=BEFORE),
    unit("5", "Xã Hồng Phong", "commune", "Huyện Cao Lộc", end=BEFORE),
    unit("6", "Xã Hồng Phong", "commune", "Huyện Bình Gia"),
    unit("7", "Phường Hoàng Văn Thụ", "ward", "Thành phố Lạng Sơn", end=BEFORE),
    unit("8", "Xã Hoàng Văn Thụ", "commune", "Huyện Văn Lãng", end=BEFORE),
    unit("9", "Xã Hoàng Văn Thụ", "commune", begin=MERGER, disputed="99"),
    unit("10", "Xã Hòa Bình", "commune"),
    unit("11", "Thị trấn Đồng Đăng", "town", "Huyện Cao Lộc", end=BEFORE),
)


@pytest.mark.parametrize(("written", "on", "kind", "found", "codes"), [
    ("Tân Thanh", None, None, "1", []),
    ("xã TÂN  THÀNH", None, None, "2", []),
    ("Tan Thanh", None, None, None, ["PLA-001"]),
    ("Thụy Hùng", BEFORE, None, None, ["PLA-001"]),
    ("xã Thuỵ Hùng, huyện Văn Lãng", BEFORE, None, "4", []),
    ("Hồng Phong", BEFORE, None, None, ["PLA-001"]),
    ("Hồng Phong", MERGER, None, "6", []),
    ("Hồng Phong (Cao Lộc)", BEFORE, None, "5", []),
    ("Hoàng Văn Thụ", BEFORE, None, None, ["PLA-001"]),
    ("phường Hoàng Văn Thụ", BEFORE, None, "7", []),
    ("Hoàng Văn Thụ", BEFORE, "commune", "8", []),
    ("Hoàng Văn Thụ", MERGER, None, "9", []),
    ("X. Hoà Bình", None, None, "10", []),
    ("hoa binh", None, None, "10", ["PLA-002"]),
    ("TT Đồng Đăng", BEFORE, None, "11", []),
    ("TT. Đồng Đăng", MERGER, None, None, ["PLA-003"]),
    ("xã Đồng Đăng", BEFORE, None, None, ["PLA-003"]),
    ("99", None, None, "9", []),
    ("3", None, None, "3", []),
    ("Ðồng Ðăng", BEFORE, None, "11", []),
    ("", None, None, None, ["PLA-003"]),
])
def test_match_name(written: str, on: date | None, kind: str | None, found: str | None, codes: list[str]) -> None:
    match = match_name(written, UNITS, on, kind)
    assert (match.unit.id if match.unit else None, [f.code for f in match.findings]) == (found, codes)
    decomposed = match_name(unicodedata.normalize("NFD", written), UNITS, on, kind)
    assert decomposed.unit == match.unit


def test_ambiguous_name_lists_its_candidates() -> None:
    match = match_name("Thụy Hùng", UNITS)
    assert [u.id for u in match.candidates] == ["3", "4"]
    assert match.findings[0].values["candidates"] == "3 Xã Thụy Hùng (Huyện Cao Lộc); 4 Xã Thụy Hùng (Huyện Văn Lãng)"


def test_unknown_name_lists_the_nearest() -> None:
    assert match_name("Tân Thanhh", UNITS).findings[0].values["near"] == "Xã Tân Thanh (1), Xã Tân Thành (2)"


@pytest.mark.parametrize(("one", "other"), [("Hòa", "Hoà"), ("THỤY", "thuỵ"), ("Đình Lập", "  đình   lập "), ("khuỷu", "khủyu")])
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert spell_name(one) == spell_name(other)


@pytest.mark.parametrize(("one", "other"), [("Tân Thanh", "Tân Thành"), ("Đào", "Dào"), ("Mai", "Mãi"), ("Lan", "Lăn")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert spell_name(one) != spell_name(other)
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("written", "parts"), [
    ("Phường Tam Thanh", ("ward", "Tam Thanh")),
    ("tp. Lạng Sơn", ("city", "Lạng Sơn")),
    ("P.Đông Kinh", ("ward", "Đông Kinh")),
    ("Thị trấn Na Dương", ("town", "Na Dương")),
    ("Xã", ("", "Xã")),
    ("Tân Mỹ", ("", "Tân Mỹ")),
    ("xãTân", ("", "xãTân")),
])
def test_split_kind(written: str, parts: tuple[str, str]) -> None:
    assert split_kind(written) == parts


@given(st.text(max_size=30))
def test_folding_is_settled_after_one_pass_and_never_raises(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)
    assert spell_name(text.upper().lower()) == spell_name(text.upper())
    match_name(text, UNITS)
