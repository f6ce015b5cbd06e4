"""Sites of cleared land: what each still lacks, who asks for one, what is offered, by which route, and what is cleared first."""

from quyhoach.land.site_words import ALLOCATION_ROUTE, SITE_ELEMENT, SITE_PURPOSE
from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

ALLOCATION_CASE = {
    "auction_land": ("đất sạch Nhà nước quản lý, đưa ra thị trường", "cleared State land put on the market"),
    "bidding_project": ("dự án đầu tư có sử dụng đất thuộc diện đấu thầu", "project of the kind that is put out to bid"),
    "public_work": ("công trình công cộng không nhằm mục đích kinh doanh", "public work not for business"),
    "ppp": ("dự án PPP", "public-private partnership"),
    "park_sublease": ("thuê lại đất của chủ hạ tầng khu, cụm công nghiệp", "sublease from the developer of a park or cluster"),
}

_SITE = Column("site", Kind.CODE, "Mã mặt bằng", "Site", required=True, refers_to="sites", example="MB01")
_REQUEST = Column("request", Kind.CODE, "Mã nhu cầu", "Request", required=True, refers_to="site_requests", example="NC01")
_KINDS_VI, _KINDS_EN = "Trong danh mục: road, power, water, wastewater, telecom.", "Of: road, power, water, wastewater, telecom."

SITES = TableSpec(
    "sites", "Mặt bằng, quỹ đất", "Sites", ("site",),
    (
        Column("site", Kind.CODE, "Mã mặt bằng", "Site", required=True, example="MB01"),
        Column("name_vi", Kind.TEXT, "Tên mặt bằng", "Name (vi)", required=True, example="Mặt bằng khu trung chuyển"),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("purpose", Kind.CHOICE, "Dùng vào việc", "Purpose", choices=SITE_PURPOSE, example="logistics"),
        Column("zone", Kind.CODE, "Khu", "Zone", refers_to="zones"),
        Column("unit", Kind.CODE, "Xã", "Commune", refers_to="units"),
        Column("places", Kind.TEXT, "Địa điểm như nguồn ghi", "Place as printed"),
        Column("projects", Kind.CODES, "Dự án cần", "Projects that need it", refers_to="projects"),
        Column("plan", Kind.CODE, "Quy hoạch làm căn cứ", "Plan it rests on", refers_to="plans"),
        Column("use", Kind.CODE, "Mã loại đất theo quy hoạch", "Planned land use", example="SKK"),
        Column("area_ha", Kind.DECIMAL, "Diện tích", "Area", unit="ha", example="4"),
        Column("lat", Kind.DECIMAL, "Vĩ độ", "Latitude", unit="độ", signed=True),
        Column("lon", Kind.DECIMAL, "Kinh độ", "Longitude", unit="độ", signed=True),
        Column("coord_basis", Kind.TEXT, "Tọa độ là của", "What the coordinates stand for"),
        Column("needs", Kind.CODES, "Hạ tầng phải có", "Infrastructure it must have", example="road;power;water", help_vi=_KINDS_VI, help_en=_KINDS_EN),
        Column("price_vnd_m2", Kind.WHOLE, "Giá đất", "Land price", unit="đồng/m²"),
        Column("for_investors", Kind.FLAG, "Giới thiệu cho nhà đầu tư", "Offered to investors", example="có"),
        Column("agency", Kind.CODE, "Đơn vị giải phóng mặt bằng", "Clearing body", refers_to="agencies"),
        Column("listed_on", Kind.DATE, "Vào danh mục thu hồi đất ngày", "Listed for recovery on"),
        Column("records", Kind.CODES, "Các dòng số liệu đã công bố", "Published figures", refers_to="land_records"),
        Column("order_exception", Kind.TEXT, "Văn bản cho làm trước thứ tự", "Document that allows it out of order"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

SITE_PROOFS = TableSpec(
    "site_proofs", "Giấy tờ chứng minh của mặt bằng", "Proofs of a site", ("site", "element", "entry"),
    (
        _SITE,
        Column("element", Kind.CHOICE, "Điều kiện", "Condition", required=True, choices=SITE_ELEMENT, example="price"),
        Column("entry", Kind.WHOLE, "Lần", "Entry", required=True, example="1"),
        Column("done_on", Kind.DATE, "Ngày đạt", "Met on", help_vi="Để trống khi chưa đạt.", help_en="Empty while not met."),
        Column("document", Kind.TEXT, "Số văn bản", "Document", example="12/QĐ-UBND"),
        Column("digest", Kind.TEXT, "Mã băm của tệp", "File digest", help_vi="SHA-256 của tệp văn bản.", help_en="SHA-256 of the file."),
        Column("valid_to", Kind.DATE, "Hiệu lực đến", "Valid to"),
        Column("expected", Kind.AS_OF, "Dự kiến đạt", "Expected", example="2027-06"),
        Column("agency", Kind.CODE, "Đang ở cơ quan", "In the hands of", refers_to="agencies"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

SITE_REQUESTS = TableSpec(
    "site_requests", "Nhu cầu mặt bằng của nhà đầu tư", "Requests for a site", ("request",),
    (
        Column("request", Kind.CODE, "Mã nhu cầu", "Request", required=True, example="NC01"),
        Column("investor", Kind.CODE, "Mã nhà đầu tư", "Investor code", help_vi="Mã, không ghi tên.", help_en="A code, never a name.", private=True),
        Column("name_vi", Kind.TEXT, "Dự án dự định", "Intended project", required=True),
        Column("project", Kind.CODE, "Mã dự án", "Project code", refers_to="projects"),
        Column("purpose", Kind.CHOICE, "Dùng vào việc", "Purpose", choices=SITE_PURPOSE),
        Column("area_least_ha", Kind.DECIMAL, "Diện tích ít nhất", "Least area", unit="ha"),
        Column("area_most_ha", Kind.DECIMAL, "Diện tích nhiều nhất", "Greatest area", unit="ha"),
        Column("zones", Kind.CODES, "Trong các khu", "In zones", refers_to="zones"),
        Column("gate", Kind.CODE, "Cửa khẩu cần gần", "Gate to be near", refers_to="zones"),
        Column("gate_km_most", Kind.DECIMAL, "Cách cửa khẩu nhiều nhất", "Greatest distance to the gate", unit="km"),
        Column("needs", Kind.CODES, "Hạ tầng cần có", "Infrastructure needed", help_vi=_KINDS_VI, help_en=_KINDS_EN),
        Column("needed_by", Kind.DATE, "Cần trước ngày", "Needed by"),
        Column("case", Kind.CHOICE, "Trường hợp theo luật", "Case of the law", choices=ALLOCATION_CASE,
               help_vi="Để trống khi chưa rõ; chương trình không đoán.", help_en="Empty when not known; nothing is guessed."),
        Column("received_on", Kind.DATE, "Ngày nhận", "Received on"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

SITE_OFFERS = TableSpec(
    "site_offers", "Mặt bằng đã giới thiệu", "Sites offered", ("request", "site"),
    (
        _REQUEST, _SITE,
        Column("offered_on", Kind.DATE, "Giới thiệu ngày", "Offered on"),
        Column("document", Kind.TEXT, "Văn bản", "Document"),
        Column("answer", Kind.CHOICE, "Trả lời", "Answer", choices={
            "waiting": ("đang chờ", "waiting"), "accepted": ("nhận", "accepted"), "declined": ("không nhận", "declined")}),
        Column("answered_on", Kind.DATE, "Trả lời ngày", "Answered on"),
        Column("reason_vi", Kind.TEXT, "Lý do", "Reason"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

ALLOCATION_STEPS = TableSpec(
    "allocation_steps", "Các bước giao đất, cho thuê đất", "Steps of allocation", ("request", "site", "step"),
    (
        _REQUEST, _SITE,
        Column("route", Kind.CHOICE, "Hình thức", "Route", choices=ALLOCATION_ROUTE),
        Column("step", Kind.CODE, "Bước", "Step", required=True, example="plan"),
        Column("done_on", Kind.DATE, "Ngày xong", "Done on"),
        Column("document", Kind.TEXT, "Số văn bản", "Document"),
        Column("digest", Kind.TEXT, "Mã băm của tệp", "File digest"),
        Column("amount_vnd", Kind.WHOLE, "Số tiền", "Amount", unit="đồng"),
        Column("agency", Kind.CODE, "Cơ quan", "Agency", refers_to="agencies"),
        Column("result_vi", Kind.TEXT, "Kết quả", "Result"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

CLEARING_ORDER = TableSpec(
    "clearing_order", "Thứ tự giải phóng mặt bằng", "Order of clearing", ("rule",),
    (
        Column("rule", Kind.CODE, "Mã quy tắc", "Rule", required=True, example="TT01"),
        Column("rank", Kind.WHOLE, "Thứ tự", "Rank", required=True, example="1"),
        Column("name_vi", Kind.TEXT, "Nội dung", "What", required=True),
        Column("name_en", Kind.TEXT, "Nội dung tiếng Anh", "What (en)"),
        Column("zone_kinds", Kind.CODES, "Loại khu", "Kinds of zone",
               help_vi="Mặt bằng trong khu thuộc loại này, hoặc trong khu nằm trong nó. Cả hai cột trống: phần còn lại.",
               help_en="Sites in a zone of this kind, or in one inside it. Both columns empty: the rest."),
        Column("zones", Kind.CODES, "Các khu được nêu tên", "Zones named", refers_to="zones"),
        Column("since", Kind.DATE, "Từ ngày", "Since"),
        Column("until", Kind.DATE, "Đến ngày", "Until"),
        Column("document", Kind.TEXT, "Văn bản", "Document"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

LAND_SITES = (SITES, SITE_PROOFS, SITE_REQUESTS, SITE_OFFERS, ALLOCATION_STEPS, CLEARING_ORDER)
