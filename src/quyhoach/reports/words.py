"""The words reports print, Vietnamese and English side by side, so that one thing has one name in every report."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from quyhoach.money import format_number

WORDS: dict[str, tuple[str, str]] = {
    "plan": ("Phương án vốn", "Capital plan"),
    "scenario": ("Kịch bản", "Scenario"),
    "illustrative": (
        "KỊCH BẢN MINH HỌA: các trần vốn, điểm và tỷ lệ giả định không phải là số liệu được giao",
        "ILLUSTRATIVE SCENARIO: assumed ceilings, scores and splits are not assigned figures",
    ),
    "summary": ("Tóm tắt", "Summary"),
    "fund_by_year": ("Nguồn vốn theo năm", "Source by year"),
    "fund": ("Nguồn vốn", "Source"),
    "fund_code": ("Mã nguồn", "Source code"),
    "year": ("Năm", "Year"),
    "total": ("Tổng", "Total"),
    "allocated": ("Bố trí", "Allocated"),
    "ceiling": ("Trần", "Ceiling"),
    "left": ("Còn lại", "Left"),
    "locked": ("Đã khóa", "Locked"),
    "funded": ("Dự án được bố trí vốn", "Projects funded"),
    "unfunded": ("Dự án chưa được bố trí vốn", "Projects not funded"),
    "obligations": ("Nghĩa vụ phải bố trí trước", "Obligations met first"),
    "code": ("Mã", "Code"),
    "project": ("Tên dự án", "Project"),
    "number": ("STT", "No."),
    "group": ("Nhóm", "Group"),
    "term": ("Thời gian", "Years"),
    "public_total": ("Tổng vốn nhà nước", "Public total"),
    "need": ("Nhu cầu còn lại", "Need left"),
    "start": ("Bắt đầu", "Start"),
    "end": ("Kết thúc", "End"),
    "why": ("Vì sao", "Why"),
    "reasons": ("Lý do", "Reasons"),
    "findings": ("Phát hiện", "Findings"),
    "severity": ("Mức", "Severity"),
    "where": ("Vị trí", "Where"),
    "message": ("Nội dung", "What"),
    "article": ("Căn cứ", "Why"),
    "remedy": ("Cách xử lý", "What to do"),
    "who": ("Ai xử lý", "Who"),
    "error": ("lỗi", "error"),
    "warning": ("cảnh báo", "warning"),
    "note": ("ghi chú", "note"),
    "plan_sheet": ("Kế hoạch vốn", "Plan"),
    "out_sheet": ("Không bố trí", "Not funded"),
    "price_sheet": ("Giá và chứng minh", "Prices and proof"),
    "row": ("Giới hạn", "Limit"),
    "kind": ("Loại", "Kind"),
    "price": ("Giá bóng", "Shadow price"),
    "rhs": ("Vế phải", "Right-hand side"),
    "share": ("Tỷ lệ bố trí", "Share used"),
    "law_date": ("Luật áp dụng tại ngày", "Law in force on"),
    "articles": ("Căn cứ pháp lý đã dùng", "Articles it rests on"),
    "assumed_share": ("Phần trần vốn là số giả định", "Share of the ceilings that is assumed"),
    "gap": ("Khoảng cách tới tốt nhất (nhánh cận)", "Gap to the best possible (branch and bound)"),
    "price_gap": ("Khoảng cách theo chứng minh bằng giá", "Gap by the price certificate"),
    "objective": ("Lợi ích của phương án", "Benefit of the plan"),
    "bound": ("Cận trên đã chứng minh", "Proven upper bound"),
    "price_bound": ("Cận trên theo giá (ai cũng tính lại được)", "Bound by prices (anyone can recompute it)"),
    "score": ("Điểm", "Score"),
    "scores_from": ("Điểm ưu tiên lấy từ", "Priority scores from"),
    "scores_stated": ("kịch bản (bảng project_values)", "the scenario (table project_values)"),
    "scores_ranked": ("bộ tiêu chí {set}, phiên bản {version}, {method}", "criteria set {set}, version {version}, {method}"),
    "method_weighted_sum": ("tổng có trọng số", "weighted sum"),
    "method_topsis": ("TOPSIS", "TOPSIS"),
    "method_promethee_2": ("PROMETHEE II", "PROMETHEE II"),
    "method_vikor": ("VIKOR", "VIKOR"),
    "gamma": ("Số mũ quy mô γ", "Exponent of size γ"),
    "status": ("Trạng thái", "Status"),
    "unit": ("Đơn vị tính", "Unit"),
    "optimal": ("tối ưu trong khoảng cách yêu cầu", "optimal within the gap asked for"),
    "feasible": ("đạt mọi quy tắc, nêu rõ khoảng cách", "keeps every rule, with its honest gap"),
    "none": ("không có phương án", "no plan"),
    "ladder": ("Thứ tự ưu tiên", "Ladder of priorities"),
    "rank": ("Bậc", "Rank"),
    "shortfall": ("Thiếu", "Shortfall"),
    "least_shortfall": ("Thiếu ít nhất đã chứng minh", "Proven least shortfall"),
    "obligation_money": ("nghĩa vụ {money}", "{money} for obligations"),
    "lock_money": ("vốn đã khóa {money}", "{money} locked"),
    "n_unfunded": ("{n} dự án chưa được bố trí", "{n} are not"),
    "n_not_asked": ("{n} dự án không xét", "{n} are not considered"),
    "n_tracked": ("{n} chỉ theo dõi", "{n} only tracked"),
    "n_part_of": ("{n} thuộc dự án khác", "{n} part of another"),
    "n_over": ("{n} đã xong, đủ vốn hoặc không làm nữa", "{n} over, paid in full or dropped"),
    "n_lacking": ("{n} thiếu số liệu", "{n} lacking figures"),
    "n_unlisted": ("{n} không có trong danh mục này", "{n} not on this list"),
    "n_other": ("{n} vì lý do khác", "{n} for other reasons"),
    "delayed": ("chậm {years} năm", "{years} years late"),
    "delayed_one": ("chậm 1 năm", "1 year late"),
    "level_none": ("Chưa xếp bậc", "No rank"),
    "entered": ("Vào phương án", "Entered"),
    "left_plan": ("Ra khỏi phương án", "Left"),
    "moved": ("Đổi năm bắt đầu", "Start year moved"),
    "change": ("Thay đổi", "Change"),
    "period": ("Kỳ", "Period"),
    "medium_term": ("Trung hạn", "Medium term"),
    "table": ("Bảng", "Table"),
    "part": ("Phần", "Part"),
    "part_facts": ("số liệu", "facts"),
    "part_scenario": ("kịch bản", "scenario"),
    "parameter": ("Tham số", "Parameter"),
    "domain": ("Lĩnh vực", "Domain"),
    "as_of": ("Thời điểm", "As of"),
    "scope": ("Phạm vi", "Scope"),
    "source": ("Nguồn", "Source"),
    "assumed_by": ("giả định: {rule}", "assumed: {rule}"),
    "knot_directive": ("Chỉ đạo", "Directive"),
    "knot_zone": ("Khu", "Zone"),
    "knot_project": ("Dự án", "Project"),
    "knot_cost": ("Vốn", "Cost"),
    "knot_assigned": ("Kế hoạch đã giao", "Assigned"),
    "knot_funding": ("Nguồn được dùng", "Eligible sources"),
    "knot_allocated": ("Phương án bố trí", "The plan gives"),
    "knot_parcel": ("Thửa đất", "Parcel"),
    "knot_land": ("Thu hồi đất", "Land clearance"),
    "no_parcel": ("chưa có thửa đất nào được ghi", "no parcel is recorded"),
    "land_both": ("cần {area} ha, đã xong {done} ha", "{area} ha needed, {done} ha done"),
    "land_needed": ("cần {area} ha, chưa ghi đã xong bao nhiêu", "{area} ha needed, what is done is not recorded"),
    "land_done": ("đã xong {done} ha, chưa ghi cần bao nhiêu", "{done} ha done, what is needed is not recorded"),
    "land_unknown": ("có hồ sơ, chưa ghi diện tích", "on record, without an area"),
    "clearing_cost": ("giải phóng mặt bằng {money}", "clearing costs {money}"),
    "cleared_in": ("giao đất năm {year}", "cleared in {year}"),
    "unfit": ("Những gì không thể cùng giữ", "What cannot all be kept"),
    "number_note": (
        "Số trong bảng là số nguyên của đơn vị nêu trên; dấu phân cách hàng nghìn theo cài đặt vùng của máy.",
        "Figures are whole units of the unit above; the thousands mark follows the regional settings of the computer.",
    ),
}


def word(key: str, lang: str, **values: object) -> str:
    """The printed word for ``key`` in ``lang`` ("vi" or "en"), gaps filled. Raises KeyError for an unknown key."""
    vi, en = WORDS[key]
    return (vi if lang == "vi" else en).format(**values)


ROW_KINDS: dict[str, tuple[str, str]] = {
    "yearly-ceiling": ("Trần vốn năm", "Ceiling of a year"),
    "medium-term-ceiling": ("Trần vốn trung hạn", "Medium-term ceiling"),
    "life-cap": ("Mức tối đa của nguồn cho dự án", "Most a source gives a project"),
    "land-fund-cash": ("Tiền của Quỹ phát triển đất", "Cash of the land fund"),
    "land-first": ("Giải phóng mặt bằng trước", "Land first"),
    "clear-for-work": ("Giải phóng mặt bằng cho dự án được làm", "Land cleared for planned work"),
    "precedence": ("Làm trước, làm sau", "One before another"),
    "alternative": ("Chọn một", "One of several"),
    "bundle": ("Cùng làm hoặc cùng không", "All or none"),
    "share-rule": ("Tỷ lệ tối thiểu", "Least share"),
    "ladder": ("Bậc ưu tiên", "Rank of priority"),
    "disturbance": ("Độ xáo trộn so với kế hoạch đã giao", "Disturbance of the assigned plan"),
}
"""The kinds of limits an engine prices, as a reader calls them."""


def row_kind(kind: str, lang: str) -> str:
    """The name of a kind of limit; the kind itself where it has none."""
    vi, en = ROW_KINDS.get(kind, (kind, kind))
    return vi if lang == "vi" else en


def percent(share: Decimal | float, lang: str, decimals: int = 1) -> str:
    """A share 0–1 as ``12,5 %`` (vi) or ``12.5%`` (en), rounded to the nearest."""
    return _with_sign(f"{format_number(Decimal(str(share)) * 100, lang, decimals)}", lang)


def percent_at_most(share: float, lang: str) -> str:
    """A gap as a percentage rounded *up* to the first two figures that matter, never below 0.0001 %: "at most" stays true."""
    exact = Decimal(str(max(share, 0.0))) * 100
    if not exact:
        return _with_sign("0", lang)
    step = Decimal(1).scaleb(max(min(exact.adjusted() - 1, -2), -4))
    rounded = exact.quantize(step, rounding=ROUND_CEILING).normalize()
    return _with_sign(format_number(Decimal(f"{rounded:f}"), lang), lang)


PROVEN = 1e-9
"""A gap that is rounding and nothing else."""


def nearness(gap: float, lang: str) -> str:
    """How near a plan is to the best possible, as the end of a sentence: proven to be the best, or at most so far from it."""
    if gap <= PROVEN:
        return {"vi": "đã chứng minh là phương án tốt nhất", "en": "it is proven to be the best plan"}[lang]
    words = {"vi": "phương án cách tốt nhất có thể không quá {gap}", "en": "the plan is at most {gap} from the best possible"}
    return words[lang].format(gap=percent_at_most(gap, lang))


def _with_sign(number: str, lang: str) -> str:
    return f"{number}\N{NO-BREAK SPACE}%" if lang == "vi" else f"{number}%"
