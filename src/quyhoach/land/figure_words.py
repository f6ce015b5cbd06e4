"""The figures of a line of compensation in words, for findings and traces."""

from __future__ import annotations

from collections.abc import Iterable

FIGURES: dict[str, tuple[str, str]] = {
    "quantity": ("số lượng", "quantity"),
    "unit_price_vnd": ("đơn giá", "unit price"),
    "coefficient": ("hệ số điều chỉnh giá đất", "price coefficient"),
    "new_value_vnd": ("giá trị xây mới G1", "new-build value G1"),
    "life_years": ("thời gian sử dụng T", "service life T"),
    "used_years": ("thời gian đã dùng T1", "years used T1"),
    "extra_share": ("giá trị bồi thường so với xây mới", "compensation against new-build value"),
    "persons": ("số người", "persons"),
    "months": ("số tháng", "months"),
    "moving": ("có di chuyển chỗ ở hay không", "whether the home moves"),
    "farmland_held_m2": ("đất nông nghiệp đang dùng", "farmland held"),
    "farmland_lost_m2": ("đất nông nghiệp bị thu hồi", "farmland lost"),
    "rice_price_vnd": ("giá gạo của phương án", "the plan's price of rice"),
    "income_vnd": ("thu nhập sau thuế một năm", "after-tax income of a year"),
    "share": ("tỷ lệ hỗ trợ", "share supported"),
    "times": ("số lần giá đất", "times the land price"),
    "plan_price_vnd": ("giá đất của phương án", "the plan's price of land"),
    "land": ("tiền bồi thường đất của người ấy", "the holder's compensation of land"),
    "quota_m2": ("hạn mức giao đất", "allocation quota"),
}


def figure_words(columns: Iterable[str]) -> tuple[str, str]:
    """The named figures in Vietnamese and in English, joined by commas."""
    pairs = [FIGURES[column] for column in columns]
    return ", ".join(vi for vi, _ in pairs), ", ".join(en for _, en in pairs)
