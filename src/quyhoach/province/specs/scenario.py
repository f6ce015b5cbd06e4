"""Tables of a scenario: what no source gives and the planner therefore states, each with the rule it follows."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

_PROJECT = Column("project", Kind.CODE, "Mã dự án", "Project code", required=True, refers_to="projects", example="DA01")
_FUND = Column("fund", Kind.CODE, "Mã nguồn vốn", "Source code", required=True, refers_to="sources", example="NSDP.CD")

CEILINGS = TableSpec(
    "ceilings", "Trần vốn theo nguồn", "Ceilings by source", ("fund", "period"),
    (
        _FUND,
        Column("period", Kind.TEXT, "Năm hoặc kỳ trung hạn", "Year or medium-term period", required=True, example="2026"),
        Column("amount", Kind.MONEY, "Trần vốn", "Ceiling", required=True, example="500.000"),
        Column("reserve_share", Kind.SHARE, "Tỷ lệ dự phòng", "Reserve share", example="10%"),
        *PROVENANCE,
    ),
)

PROJECT_FIELDS = {
    "score": ("điểm ưu tiên", "priority score"),
    "status": ("tình trạng", "status"),
    "group": ("nhóm dự án", "group"),
    "tier": ("khoản phân loại", "sector tier"),
    "public_total": ("vốn nhà nước", "public total"),
    "disbursed": ("lũy kế giải ngân", "disbursed so far"),
    "decision_date": ("ngày quyết định", "decision date"),
    "earliest_start": ("năm sớm nhất", "earliest start"),
    "latest_start": ("năm muộn nhất", "latest start"),
    "duration": ("số năm bố trí vốn", "years of capital needed"),
    "first_capital_year": ("năm đầu bố trí vốn", "first capital year"),
    "scheduled_end": ("năm hoàn thành theo quyết định", "scheduled end year"),
    "extension_years": ("số năm được gia hạn", "extension years granted"),
    "min_year_share": ("tỷ lệ tối thiểu một năm", "least share a year"),
    "max_year_share": ("tỷ lệ tối đa một năm", "greatest share a year"),
    "counterpart_share": ("tỷ lệ đối ứng tối thiểu", "least counterpart share"),
}

PROJECT_VALUES = TableSpec(
    "project_values", "Giá trị kế hoạch của dự án", "Planning values of projects", ("project", "field"),
    (
        _PROJECT,
        Column("field", Kind.CHOICE, "Đại lượng", "Field", required=True, choices=PROJECT_FIELDS, example="score"),
        Column("value", Kind.TEXT, "Giá trị", "Value", required=True, example="72"),
        *PROVENANCE,
    ),
)

FUNDING = TableSpec(
    "funding", "Nguồn vốn được bố trí cho dự án", "Eligible sources of a project", ("project", "fund"),
    (
        _PROJECT, _FUND,
        Column("year_cap_share", Kind.SHARE, "Tối đa trong một năm", "Greatest share of a year's money", example="100%"),
        Column("life_cap", Kind.MONEY, "Tối đa cả đời dự án", "Cap over the project's life"),
        Column("fixed_share", Kind.SHARE, "Tỷ lệ cố định (ODA)", "Fixed share (ODA)"),
        *PROVENANCE,
    ),
)

OBLIGATIONS = TableSpec(
    "obligations", "Nghĩa vụ phải bố trí trước", "Obligations to be met first", ("obligation",),
    (
        Column("obligation", Kind.CODE, "Mã nghĩa vụ", "Obligation", required=True, example="NV01"),
        Column("name_vi", Kind.TEXT, "Nội dung", "What", required=True),
        Column("kind", Kind.CHOICE, "Loại", "Kind", required=True, choices={
            "advance_refund": ("hoàn trả vốn ứng trước", "refund of advanced capital"),
            "completed": ("dự án hoàn thành còn thiếu vốn", "completed, under-funded"),
            "oda_counterpart": ("đối ứng ODA", "ODA counterpart"),
            "ppp": ("phần Nhà nước trong PPP", "State part of a PPP"),
            "planning": ("nhiệm vụ quy hoạch, chuẩn bị đầu tư", "planning and preparation"),
            "arrears": ("nợ đọng trước 01/01/2015", "arrears before 1/1/2015"),
            "charter_capital": ("vốn điều lệ quỹ, hỗ trợ lãi suất", "fund charter capital, interest support"),
            "policy_bank": ("ủy thác qua Ngân hàng Chính sách xã hội", "entrusted to the policy bank")}),
        Column("amount", Kind.MONEY, "Số vốn", "Amount", required=True),
        Column("funds", Kind.CODES, "Nguồn được dùng", "Eligible sources", required=True, refers_to="sources"),
        Column("first_year", Kind.YEAR, "Từ năm", "First year"),
        Column("last_year", Kind.YEAR, "Đến năm", "Last year"),
        Column("project", Kind.CODE, "Mã dự án", "Project code", refers_to="projects"),
        *PROVENANCE,
    ),
)

LOGIC = TableSpec(
    "logic", "Ràng buộc giữa các dự án", "Rules between projects", ("rule",),
    (
        Column("rule", Kind.CODE, "Mã ràng buộc", "Rule", required=True, example="RB01"),
        Column("kind", Kind.CHOICE, "Loại", "Kind", required=True, choices={
            "precedence": ("trước - sau", "precedence"), "alternative": ("chọn một", "alternatives"), "bundle": ("cùng làm", "bundle")}),
        Column("projects", Kind.CODES, "Các dự án", "Projects", required=True, refers_to="projects",
               help_vi="Trước - sau: dự án trước viết trước.", help_en="Precedence: the earlier project first."),
        Column("lag_years", Kind.WHOLE, "Cách nhau (năm)", "Lag in years"),
        *PROVENANCE,
    ),
)

PARCELS = TableSpec(
    "parcels", "Mặt bằng cần giải phóng", "Parcels to clear", ("parcel",),
    (
        Column("parcel", Kind.CODE, "Mã mặt bằng", "Parcel", required=True, example="MB01"),
        Column("name_vi", Kind.TEXT, "Tên", "Name", required=True),
        Column("projects", Kind.CODES, "Dự án cần", "Projects that need it", required=True, refers_to="projects"),
        Column("area_ha", Kind.DECIMAL, "Diện tích", "Area", unit="ha"),
        Column("clearing_cost", Kind.MONEY, "Chi phí giải phóng", "Clearing cost", required=True),
        Column("earliest_year", Kind.YEAR, "Sớm nhất có thể xong", "Earliest year"),
        Column("needed_after_years", Kind.WHOLE, "Cần sau năm đầu (năm)", "Needed after the first year"),
        Column("repaid_by", Kind.CHOICE, "Hoàn trả bởi", "Repaid by", choices={
            "revenue": ("nguồn thu từ đất", "land revenue"), "project": ("vốn dự án", "the project's capital"), "none": ("không hoàn", "not repaid")}),
        Column("repayment", Kind.MONEY, "Số hoàn trả", "Repayment"),
        Column("repay_lag_years", Kind.WHOLE, "Hoàn sau (năm)", "Repaid after years"),
        *PROVENANCE,
    ),
)

FUND_FLOWS = TableSpec(
    "fund_flows", "Tiền của Quỹ phát triển đất", "Cash of the land fund", ("year",),
    (
        Column("year", Kind.YEAR, "Năm", "Year", required=True),
        Column("opening", Kind.MONEY, "Số dư đầu kỳ", "Opening balance"),
        Column("inflow", Kind.MONEY, "Tiền vào", "Inflow"),
        *PROVENANCE,
    ),
)

SHARE_RULES = TableSpec(
    "share_rules", "Tỷ lệ dành cho nhóm dự án", "Share rules", ("rule",),
    (
        Column("rule", Kind.CODE, "Mã quy tắc", "Rule", required=True),
        Column("name_vi", Kind.TEXT, "Nội dung", "What", required=True),
        Column("funds", Kind.CODES, "Nguồn vốn", "Sources", required=True, refers_to="sources"),
        Column("period", Kind.TEXT, "Kỳ", "Period", required=True),
        Column("projects", Kind.CODES, "Nhóm dự án", "Projects that count", required=True, refers_to="projects"),
        Column("share", Kind.SHARE, "Tỷ lệ tối thiểu", "Least share", required=True),
        *PROVENANCE,
    ),
)

LOCKS = TableSpec(
    "locks", "Vốn đã khóa", "Locked amounts", ("project", "fund", "year"),
    (
        _PROJECT, _FUND,
        Column("year", Kind.YEAR, "Năm", "Year", required=True),
        Column("amount", Kind.MONEY, "Số vốn", "Amount", required=True),
        *PROVENANCE,
    ),
)

MEDIUM_TERM = TableSpec(
    "medium_term", "Mức vốn trung hạn của dự án", "Medium-term amounts", ("project", "fund"),
    (
        _PROJECT, _FUND,
        Column("amount", Kind.MONEY, "Mức vốn trung hạn", "Medium-term amount", required=True),
        Column("given", Kind.MONEY, "Đã giao các năm trước", "Given in earlier years"),
        *PROVENANCE,
    ),
)

RULES = TableSpec(
    "rules", "Quy tắc giả định", "Rules of assumption", ("rule",),
    (
        Column("rule", Kind.CODE, "Mã quy tắc", "Rule", required=True, example="diem-theo-linh-vuc"),
        Column("text_vi", Kind.TEXT, "Nội dung quy tắc", "Rule (vi)", required=True),
        Column("text_en", Kind.TEXT, "Nội dung tiếng Anh", "Rule (en)", required=True),
    ),
)
