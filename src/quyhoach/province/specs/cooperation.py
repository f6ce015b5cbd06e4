"""The cooperation zone: joint projects of two sides, their parties, budgets, minutes, commitments, progress, and what may be released."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

SIDE = {"ours": ("bên ta", "our side"), "theirs": ("bên bạn", "the other side")}
PARTY_ROLE = {
    "lead": ("chủ trì", "lead"), "partner": ("đối tác", "partner"), "office": ("cơ quan tham gia", "participating office"),
}
PARTY_STATUS = {
    "proposed": ("đề xuất", "proposed"), "negotiating": ("đang đàm phán", "under negotiation"), "agreed": ("đã thỏa thuận", "agreed"),
    "under_way": ("đang thực hiện", "under way"), "suspended": ("tạm dừng", "suspended"), "done": ("hoàn thành", "done"),
}
BUDGET_STATUS = {"proposed": ("đề xuất", "proposed"), "approved": ("đã duyệt", "approved"), "closed": ("đã quyết toán", "closed")}
COUNTERSIGN = {"agreed": ("xác nhận", "agreed"), "disputed": ("không đồng ý", "disputed")}
RELEASED_TABLE = {
    "joint_projects": ("Dự án chung", "Joint projects"), "joint_parties": ("Các bên", "Parties"),
    "joint_budgets": ("Kinh phí từng bên", "Budgets"), "joint_minutes": ("Biên bản", "Minutes"), "commitments": ("Cam kết", "Commitments"),
    "progress_reports": ("Tiến độ", "Progress"), "partner_statements": ("Ý kiến của bên bạn", "Statements of the other side"),
    "zones": ("Khu", "Zones"), "projects": ("Dự án trong danh mục của tỉnh", "Projects of the province's list"),
}
"""Tables whose fields a rule may release. The rules themselves are never released."""

_JOINT = Column("joint", Kind.CODE, "Mã dự án chung", "Joint project", required=True, refers_to="joint_projects", example="HT01")
_PARTY = Column("party", Kind.CODE, "Bên", "Party", required=True, example="NX",
                help_vi="Mã của bên trong bảng các bên của dự án này.", help_en="Code of the party in this project's parties.")
_TAIL = (
    Column("note", Kind.TEXT, "Ghi chú", "Note"),
    Column("secrecy", Kind.TEXT, "Độ mật", "Secrecy",
           help_vi="Để trống hoặc “không”. Dòng có độ mật bị từ chối: chương trình không chứa bí mật nhà nước.",
           help_en="Empty or “không”. A classified row is refused: no state secret enters."),
    *PROVENANCE,
)

JOINT_PROJECTS = TableSpec(
    "joint_projects", "Dự án, khu hợp tác chung", "Joint projects", ("joint",),
    (
        Column("joint", Kind.CODE, "Mã dự án chung", "Joint project", required=True, example="HT01"),
        Column("name_vi", Kind.TEXT, "Tên dự án, khu", "Name (vi)", required=True, example="Khu hợp tác Núi Xanh – Thanh Khê"),
        Column("name_zh", Kind.TEXT, "Tên tiếng Trung", "Name (zh)", example="绿山—清溪合作区"),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("zone", Kind.CODE, "Mã khu", "Zone", refers_to="zones", example="KV02"),
        Column("projects", Kind.CODES, "Dự án trong danh mục của tỉnh", "Projects of the province", refers_to="projects", example="DA02"),
        Column("aim_vi", Kind.TEXT, "Mục tiêu", "Aim (vi)"),
        Column("aim_zh", Kind.TEXT, "Mục tiêu, tiếng Trung", "Aim (zh)"),
        Column("agreement", Kind.TEXT, "Văn bản thỏa thuận", "Agreement"),
        Column("agreed_on", Kind.AS_OF, "Ngày thỏa thuận", "Agreed on", example="2026-03-12"),
        Column("area_ours_ha", Kind.DECIMAL, "Diện tích phía ta", "Area on our side", unit="ha", example="24"),
        Column("area_theirs_ha", Kind.DECIMAL, "Diện tích phía bạn", "Area on the other side", unit="ha", example="30"),
        *_TAIL,
    ),
    "Một dự án, hai phía. Không ô nào sang phía bên kia nếu bảng quy tắc cho xem không cho phép.",
    "One project, two sides. No cell goes to the other side unless a release rule says so.",
)

JOINT_PARTIES = TableSpec(
    "joint_parties", "Các bên của dự án chung", "Parties of a joint project", ("joint", "party"),
    (
        _JOINT,
        Column("party", Kind.CODE, "Bên", "Party", required=True, example="NX"),
        Column("side", Kind.CHOICE, "Phía", "Side", required=True, choices=SIDE, example="ours"),
        Column("role", Kind.CHOICE, "Vai", "Role", choices=PARTY_ROLE, example="lead"),
        Column("jurisdiction", Kind.CODE, "Mã nước", "Jurisdiction", example="VN",
               help_vi="Hai chữ ISO 3166; lịch làm việc lấy theo nước này.", help_en="Two ISO 3166 letters; the working days are this country's."),
        Column("name_vi", Kind.TEXT, "Tên cơ quan", "Name (vi)", required=True),
        Column("name_zh", Kind.TEXT, "Tên cơ quan, tiếng Trung", "Name (zh)"),
        Column("agency", Kind.CODE, "Mã cơ quan của tỉnh", "Agency", refers_to="agencies"),
        Column("currency", Kind.CODE, "Loại tiền", "Currency", example="VND"),
        Column("status", Kind.CHOICE, "Tình trạng phía này", "Status on this side", choices=PARTY_STATUS),
        Column("status_vi", Kind.TEXT, "Tình trạng, diễn giải", "Status in words (vi)"),
        Column("status_zh", Kind.TEXT, "Tình trạng, tiếng Trung", "Status in words (zh)"),
        *_TAIL,
    ),
)

JOINT_BUDGETS = TableSpec(
    "joint_budgets", "Kinh phí từng bên", "Budgets of the parties", ("joint", "party", "year"),
    (
        _JOINT, _PARTY,
        Column("year", Kind.YEAR, "Năm", "Year", required=True, example="2026"),
        Column("currency", Kind.CODE, "Loại tiền", "Currency", required=True, example="VND",
               help_vi="Tiền của chính bên đó; không quy đổi, không cộng hai loại tiền.",
               help_en="The party's own money; never converted, never added to another currency."),
        Column("planned", Kind.DECIMAL, "Kinh phí", "Budget", unit="triệu", example="12000"),
        Column("spent", Kind.DECIMAL, "Đã chi", "Spent", unit="triệu", example="0"),
        Column("status", Kind.CHOICE, "Tình trạng", "Status", choices=BUDGET_STATUS),
        *_TAIL,
    ),
)

JOINT_MINUTES = TableSpec(
    "joint_minutes", "Biên bản hội đàm", "Minutes of talks", ("minutes",),
    (
        Column("minutes", Kind.CODE, "Mã biên bản", "Minutes", required=True, example="BB01"), _JOINT,
        Column("number", Kind.TEXT, "Số, ký hiệu", "Number"),
        Column("held_on", Kind.DATE, "Ngày họp", "Held on", example="12/03/2026"),
        Column("place_vi", Kind.TEXT, "Nơi họp", "Place (vi)"),
        Column("place_zh", Kind.TEXT, "Nơi họp, tiếng Trung", "Place (zh)"),
        Column("title_vi", Kind.TEXT, "Tên biên bản", "Title (vi)", required=True),
        Column("title_zh", Kind.TEXT, "Tên biên bản, tiếng Trung", "Title (zh)"),
        Column("text_vi", Kind.TEXT, "Nội dung", "Text (vi)"),
        Column("text_zh", Kind.TEXT, "Nội dung, tiếng Trung", "Text (zh)"),
        *_TAIL,
    ),
)

COMMITMENTS = TableSpec(
    "commitments", "Cam kết của các bên", "Commitments", ("commitment",),
    (
        Column("commitment", Kind.CODE, "Mã cam kết", "Commitment", required=True, example="CK01"), _JOINT,
        Column("minutes", Kind.CODE, "Theo biên bản", "From minutes", refers_to="joint_minutes", example="BB01"),
        Column("party", Kind.CODE, "Bên phải làm", "Party bound", required=True, example="NX"),
        Column("text_vi", Kind.TEXT, "Việc cam kết", "What (vi)", required=True),
        Column("text_zh", Kind.TEXT, "Việc cam kết, tiếng Trung", "What (zh)"),
        Column("responsible_ours", Kind.TEXT, "Đầu mối phía ta", "Responsible on our side"),
        Column("responsible_theirs", Kind.TEXT, "Đầu mối phía bạn", "Responsible on the other side"),
        Column("due", Kind.DATE, "Hạn", "Due", example="30/06/2026"),
        *_TAIL,
    ),
)

PROGRESS_REPORTS = TableSpec(
    "progress_reports", "Tiến độ cam kết, có xác nhận", "Countersigned progress", ("commitment", "entry"),
    (
        Column("commitment", Kind.CODE, "Mã cam kết", "Commitment", required=True, refers_to="commitments", example="CK01"),
        Column("entry", Kind.WHOLE, "Lần báo", "Entry", required=True, example="1"), _JOINT,
        Column("party", Kind.CODE, "Bên báo", "Reported by", required=True, example="NX"),
        Column("reported_on", Kind.DATE, "Ngày báo", "Reported on", required=True, example="20/04/2026"),
        Column("done", Kind.SHARE, "Đã xong", "Done", example="40%"),
        Column("text_vi", Kind.TEXT, "Nội dung báo", "Report (vi)"),
        Column("text_zh", Kind.TEXT, "Nội dung báo, tiếng Trung", "Report (zh)"),
        Column("countersign", Kind.CHOICE, "Bên kia", "Countersignature", choices=COUNTERSIGN),
        Column("countersigned_by", Kind.CODE, "Bên xác nhận", "Countersigned by"),
        Column("countersigned_on", Kind.DATE, "Ngày xác nhận", "Countersigned on"),
        Column("countersign_done", Kind.SHARE, "Bên kia thấy đã xong", "Done in the other's view"),
        Column("countersign_vi", Kind.TEXT, "Lời bên kia", "The other's words (vi)"),
        Column("countersign_zh", Kind.TEXT, "Lời bên kia, tiếng Trung", "The other's words (zh)"),
        *_TAIL,
    ),
    "Bên báo và bên xác nhận là hai bên khác nhau; không đồng ý thì cả hai lời đứng cạnh nhau.",
    "Reporter and countersigner are different sides; where they disagree both words stand side by side.",
)

PARTNER_STATEMENTS = TableSpec(
    "partner_statements", "Số liệu theo bên bạn", "Figures as the other side states them", ("statement",),
    (
        Column("statement", Kind.CODE, "Mã", "Statement", required=True, example="PB001"), _JOINT, _PARTY,
        Column("table", Kind.CHOICE, "Bảng", "Table", required=True, choices=RELEASED_TABLE, example="joint_projects"),
        Column("row", Kind.TEXT, "Dòng", "Row", required=True, example="HT01"),
        Column("field", Kind.CODE, "Ô", "Field", required=True, example="area_theirs_ha"),
        Column("value", Kind.TEXT, "Bên bạn ghi", "Their value"),
        Column("stated_on", Kind.DATE, "Ngày ghi", "Stated on"),
        *_TAIL,
    ),
)

RELEASE_RULES = TableSpec(
    "release_rules", "Quy tắc cho xem", "Release rules", ("rule",),
    (
        Column("rule", Kind.CODE, "Mã quy tắc", "Rule", required=True, example="CX01"), _JOINT,
        Column("table", Kind.CHOICE, "Bảng", "Table", required=True, choices=RELEASED_TABLE, example="joint_projects"),
        Column("row", Kind.TEXT, "Dòng", "Row", help_vi="Để trống: mọi dòng của dự án này trong bảng.", help_en="Empty: every row of this project in the table."),
        Column("fields", Kind.CODES, "Các ô", "Fields", required=True, example="name_vi;name_zh",
               help_vi="Tên cột; không có cách viết “tất cả”.", help_en="Column names; there is no word for all of them."),
        Column("parties", Kind.CODES, "Cho bên nào xem", "To which parties", required=True, example="TK"),
        Column("since", Kind.DATE, "Từ ngày", "From", required=True, example="01/04/2026"),
        Column("until", Kind.DATE, "Đến hết ngày", "Until"),
        Column("decision", Kind.TEXT, "Theo quyết định", "Decision", required=True, example="05/QĐ-UBND"),
        Column("decided_on", Kind.DATE, "Ngày quyết định", "Decided on", required=True, example="30/03/2026"),
        *_TAIL,
    ),
    "Mặc định không ai xem được. Ô nào bên kia được xem, bên nào, từ ngày nào, theo quyết định nào.",
    "By default nobody. Which field, for which party, from which day, by which decision.",
)

COOPERATION = (
    JOINT_PROJECTS, JOINT_PARTIES, JOINT_BUDGETS, JOINT_MINUTES, COMMITMENTS, PROGRESS_REPORTS, PARTNER_STATEMENTS, RELEASE_RULES,
)
