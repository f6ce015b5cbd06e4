"""The words reports of sites and of compensation print, Vietnamese and English side by side."""

from __future__ import annotations

from quyhoach.land.site import ElementState
from quyhoach.land.site_words import ALLOCATION_ROUTE, element_words

_WORDS: dict[str, tuple[str, str]] = {
    "catalogue": ("Danh mục mặt bằng", "Catalogue of sites"),
    "as_of": ("Tại ngày {day}", "On {day}"),
    "site": ("Mã", "Site"),
    "name": ("Tên", "Name"),
    "area": ("Diện tích (ha)", "Area (ha)"),
    "clean": ("Sạch", "Clean"),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "unknown": ("chưa rõ", "not known"),
    "missing": ("Còn thiếu", "Missing"),
    "nothing_proven": ("chưa điều kiện nào có chứng cứ", "no condition is proven yet"),
    "expected": ("Dự kiến", "Expected"),
    "agency": ("Đang ở", "In the hands of"),
    "zone": ("Khu", "Zone"),
    "price": ("Giá (đồng/m²)", "Price (đồng/m²)"),
    "km": ("Cách (km)", "Away (km)"),
    "fits": ("Hợp", "Fits"),
    "condition": ("Điều kiện", "Condition"),
    "state": ("Tình trạng", "State"),
    "documents": ("Văn bản", "Documents"),
    "parcels": ("Thửa", "Parcels"),
    "published": ("Số liệu đã công bố, giữ cạnh nhau", "Published figures, side by side"),
    "figures": ("Số liệu đã công bố", "Published figures"),
    "record": ("Dòng", "Record"),
    "day": ("Ngày", "Day"),
    "said": ("Nội dung khác", "Also said"),
    "source": ("Nguồn", "Source"),
    "requests": ("Nhu cầu mặt bằng", "Requests"),
    "request": ("Nhu cầu", "Request"),
    "route": ("Hình thức", "Route"),
    "reasons": ("Lý do", "Reasons"),
    "accepted": ("Đã nhận", "Accepted"),
    "next": ("Bước tiếp", "Next step"),
    "step": ("Bước", "Step"),
    "done_on": ("Xong ngày", "Done on"),
    "order": ("Thứ tự giải phóng mặt bằng", "Order of clearing"),
    "rank": ("Thứ", "Rank"),
    "began": ("Bắt đầu", "Begun"),
    "by": ("Bên bắt đầu", "Begun by"),
    "passed": ("Mặt bằng thứ trước còn chờ", "Earlier sites that waited"),
    "unsure": ("Chưa kết luận được với", "Not known for"),
    "count": (
        "{clean} mặt bằng sạch trên {all}; {shown} mặt bằng hợp với câu hỏi", "clean: {clean} of {all} sites; answering the query: {shown}",
    ),
    "taken": ("đã có nhà đầu tư nhận ({request})", "accepted by an investor ({request})"),
    "area_least": ("đủ diện tích", "large enough"),
    "area_most": ("không quá rộng", "not too large"),
    "gate": ("gần cửa khẩu", "near the gate"),
    "infrastructure": ("có đủ hạ tầng", "has the infrastructure"),
    "purpose": ("đúng mục đích", "right purpose"),
    "in_zone": ("trong khu cần", "in a zone asked for"),
    "is_clean": ("đất sạch", "clean land"),
    "compensation": ("Phương án bồi thường, hỗ trợ", "Compensation plans"),
    "plan": ("Phương án", "Plan"),
    "line": ("Dòng", "Line"),
    "holder": ("Người có đất", "Holder"),
    "parcel": ("Thửa", "Parcel"),
    "component": ("Khoản", "Component"),
    "formula": ("Công thức", "Formula"),
    "worked": ("Cách tính", "Worked"),
    "amount": ("Thành tiền (đồng)", "Amount (đồng)"),
    "stated": ("Phương án ghi (đồng)", "Stated (đồng)"),
    "difference": ("Lệch (đồng)", "Difference (đồng)"),
    "article": ("Điều luật", "Article"),
    "certainty": ("Độ chắc chắn", "Certainty"),
    "open": ("chưa tính được", "open"),
    "holders": ("Theo người có đất", "By holder"),
    "compensation_vnd": ("Bồi thường", "Compensation"),
    "support_vnd": ("Hỗ trợ", "Support"),
    "bonus_vnd": ("Thưởng", "Bonus"),
    "deducted_vnd": ("Khấu trừ", "Deducted"),
    "debt_vnd": ("Còn ghi nợ", "Debt recorded"),
    "net_vnd": ("Được chi trả", "To be paid"),
    "organisation_vnd": ("Chi phí tổ chức", "Organisation"),
    "other_vnd": ("Chi phí khác", "Other"),
    "budget_vnd": ("Tổng kinh phí", "Budget"),
    "graves": ("Số mồ mả", "Graves"),
    "retrained": ("Số người chuyển đổi nghề", "People retrained"),
    "resettled": ("Số hộ tái định cư", "Households resettled"),
    "totals": ("Tổng hợp", "Totals"),
    "total": ("Cộng", "Total"),
    "late": ("Chậm chi trả", "Paid late"),
    "due": ("Hạn", "Due"),
    "paid_on": ("Trả ngày", "Paid on"),
    "days": ("Số ngày chậm", "Days late"),
    "extra": ("Trả thêm (đồng)", "Extra (đồng)"),
    "rounding": (
        "Mỗi dòng làm tròn một lần đến đồng, nửa đồng làm tròn lên; tổng là tổng các dòng đã làm tròn.",
        "Each line is rounded once to the đồng, half up; sums are sums of rounded lines.",
    ),
}
_STATES = {
    ElementState.MET: ("đạt", "met"),
    ElementState.EXPIRED: ("hết hiệu lực", "expired"),
    ElementState.UNPROVEN: ("chưa đủ chứng cứ", "not proven"),
    ElementState.CONTRADICTED: ("giấy tờ trái chứng cứ từng thửa", "contradicted by the parcels"),
    ElementState.MISSING: ("chưa có", "missing"),
}
_CRITERIA = {"zone": "in_zone", "clean": "is_clean"}


def site_word(key: str, lang: str, **values: object) -> str:
    """A word of the reports of sites and compensation."""
    return _WORDS[key][lang != "vi"].format(**values)


def state_word(state: ElementState, lang: str) -> str:
    """A state of a condition in words."""
    return _STATES[state][lang != "vi"]


def criterion_word(criterion: str, lang: str) -> str:
    """What a search asks, in words."""
    return site_word(_CRITERIA.get(criterion, criterion), lang)


def route_word(route: str, lang: str) -> str:
    """A route of allocation in words; "" is not known."""
    return ALLOCATION_ROUTE[route][lang != "vi"] if route in ALLOCATION_ROUTE else site_word("unknown", lang)


def element_word(code: str, lang: str) -> str:
    """A condition of a site in words."""
    return element_words((code,))[lang != "vi"]
