"""Conditions of a site, infrastructure, routes of allocation: their codes with the words that forms, findings and pages print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SITE_PURPOSE: Mapping[str, tuple[str, str]] = {
    "industrial": ("sản xuất công nghiệp", "industry"),
    "logistics": ("kho, bãi, trung chuyển hàng hóa", "logistics"),
    "commercial": ("thương mại, dịch vụ", "trade and services"),
    "urban": ("khu đô thị, khu dân cư", "urban or residential area"),
    "resettlement": ("tái định cư", "resettlement"),
    "housing": ("nhà ở xã hội", "social housing"),
    "public": ("công trình công cộng", "public works"),
    "transport": ("giao thông", "transport"),
    "forest": ("đất lâm nghiệp", "forest land"),
}
INFRASTRUCTURE: Mapping[str, tuple[str, str]] = {
    "road": ("đường vào", "access road"),
    "power": ("điện", "electricity"),
    "water": ("cấp nước", "water supply"),
    "wastewater": ("thoát nước, xử lý nước thải", "drainage and waste water"),
    "telecom": ("viễn thông", "telecommunications"),
}
SITE_ELEMENT: Mapping[str, tuple[str, str]] = {
    "plan": ("quy hoạch đã phê duyệt", "approved plan"),
    "recovery": ("quyết định thu hồi đất", "recovery decision"),
    "compensation": ("đã chi trả bồi thường", "compensation paid"),
    "cleared": ("đã bàn giao mặt bằng", "handed over"),
    **INFRASTRUCTURE,
    "price": ("giá đất đã quyết định", "land price decided"),
    "no_dispute": ("không tranh chấp, khiếu kiện", "no dispute"),
}
ALLOCATION_ROUTE: Mapping[str, tuple[str, str]] = {
    "auction": ("đấu giá quyền sử dụng đất", "auction"),
    "bidding": ("đấu thầu lựa chọn nhà đầu tư", "bidding"),
    "direct": ("giao, cho thuê không đấu giá, không đấu thầu", "direct allocation"),
}
_UNSTATED = ("chưa nêu phải có hạ tầng gì", "infrastructure it must have not stated")


def element_words(codes: Iterable[str]) -> tuple[str, str]:
    """Conditions in Vietnamese and in English, joined by commas; an unknown code as it stands."""
    pairs = [_UNSTATED if code == "infrastructure" else SITE_ELEMENT.get(code, (code, code)) for code in codes]
    return ", ".join(vi for vi, _ in pairs) or "–", ", ".join(en for _, en in pairs) or "–"
