"""The words reports of zones print, Vietnamese and English side by side."""

from __future__ import annotations

from decimal import Decimal

from quyhoach.money import format_number
from quyhoach.zones.balance_lines import LandState
from quyhoach.zones.difference import OUTSIDE, UnitChange
from quyhoach.zones.land_use import CodeList

_WORDS: dict[str, tuple[str, str]] = {
    "balance": ("Cân bằng sử dụng đất", "Land-use balance"),
    "plan": ("Quy hoạch", "Plan"),
    "stage": ("Giai đoạn", "Stage"),
    "zone": ("Khu", "Zone"),
    "commune": ("Xã", "Commune"),
    "owner": ("Chủ", "Owner"),
    "no_zone": ("(không ghi khu)", "(no zone stated)"),
    "no_commune": ("(không thuộc xã nào trong lớp)", "(in no commune of the layer)"),
    "code": ("Mã", "Code"),
    "use": ("Chức năng sử dụng đất", "Land use"),
    "area": ("Diện tích (ha)", "Area (ha)"),
    "share": ("Tỷ lệ (%)", "Share (%)"),
    "density": ("Mật độ XD gộp tối đa", "Max. gross density"),
    "storeys": ("Tầng cao tối đa", "Max. storeys"),
    "far": ("Hệ số SDĐ tối đa", "Max. FAR"),
    "quota": ("Chỉ tiêu (ha)", "Quota (ha)"),
    "quotas": ("Chỉ tiêu của quy hoạch cấp trên", "Quotas of the plan above"),
    "used": ("Đã dùng (ha)", "Used (ha)"),
    "left": ("Còn lại (ha)", "Left (ha)"),
    "decision": ("Quyết định", "Decision"),
    "total": ("Tổng", "Total"),
    "number": ("TT", "No."),
    "colour": ("Màu", "Colour"),
    "chart": ("Biểu đồ", "Chart"),
    "by_commune": ("Theo xã", "By commune"),
    "law_date": ("Quy chuẩn áp dụng tại ngày {day}.", "Norms in force on {day}."),
    "headline": ("{plan}: {area} ha, {units} ô đất", "{plan}: {area} ha, {units} units"),
    "double": ("chồng lấn {area} m², tính một lần", "{area} m² covered twice, counted once"),
    "outside": ("{area} m² ngoài ranh giới, không tính", "{area} m² outside the outline, not counted"),
    "rounding": (
        "Hec-ta làm tròn tới 0,01 sao cho các dòng cộng đúng bằng tổng; số chính xác ở --json.",
        "Hectares are rounded to 0.01 so that the rows add up to the total; exact figures with --json.",
    ),
    "difference": ("Khác biệt giữa hai bản quy hoạch", "Difference of two versions"),
    "before": ("Trước", "Before"),
    "after": ("Sau", "After"),
    "from_use": ("Từ", "From"),
    "to_use": ("Sang", "To"),
    "change": ("Thay đổi", "Change"),
    "units": ("Ô đất", "Units"),
    "touched": ("Đất đổi chức năng thuộc về", "Land with a new use belongs to"),
    "kind": ("Loại", "Kind"),
    "name": ("Tên", "Name"),
    "matrix": ("Chuyển chức năng sử dụng đất (ha)", "Change of land use (ha)"),
    "changed": ("{area} ha đổi chức năng; {same} ô đất không đổi", "{area} ha have a new use; {same} units did not change"),
    "no_change": ("Không mét vuông nào đổi chức năng.", "No square metre changed its use."),
    "more": ("… và {count} dòng nữa; đủ ở --json hoặc -o .xlsx.", "… and {count} more rows; all with --json or -o .xlsx."),
}
_STATES = {
    LandState.USED: ("đã ghi mã", "code stated"),
    LandState.UNCODED: ("chưa ghi mã", "no code"),
    LandState.DISPUTED: ("tranh chấp giữa các ô", "disputed between units"),
    LandState.UNALLOCATED: ("chưa phân bổ", "not allocated"),
}
_CHANGES = {
    UnitChange.MOVED: ("dời ranh", "border moved"),
    UnitChange.RECODED: ("đổi mã hoặc chủ", "other code or owner"),
    UnitChange.SPLIT: ("tách", "split"),
    UnitChange.MERGED: ("nhập", "merged"),
    UnitChange.REDRAWN: ("vẽ lại", "redrawn"),
    UnitChange.NEW: ("mới", "new"),
    UnitChange.GONE: ("bỏ", "gone"),
}


def zone_word(key: str, lang: str, **values: object) -> str:
    """A printed word, gaps filled. Raises KeyError for an unknown key."""
    return _WORDS[key][0 if lang == "vi" else 1].format(**values)


def state_word(state: LandState, lang: str) -> str:
    """What is known of a line's use."""
    return _STATES[state][0 if lang == "vi" else 1]


def change_word(change: UnitChange, lang: str) -> str:
    """What became of units."""
    return _CHANGES[change][0 if lang == "vi" else 1]


def use_word(use: str, codes: CodeList, lang: str) -> str:
    """A use as tables print it: the name of a code with the code, or the state in words."""
    if use == OUTSIDE:
        return {"vi": "ngoài ranh quy hoạch", "en": "outside the plan"}[lang]
    if use.startswith("("):
        return state_word(LandState(use.strip("()")), lang)
    name = codes.name(use, lang)
    return f"{name} ({use})" if name else use


def hectares(area: Decimal, lang: str) -> str:
    """Hectares with two decimals."""
    return format_number(area, lang, 2)
