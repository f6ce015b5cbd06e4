"""Plans with their decisions, the dated steps of their procedure, the land they give to each use, and what an amendment changes."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

PLAN_TYPE = {
    "sedp_province": ("quy hoạch tổng thể phát triển kinh tế - xã hội tỉnh", "socio-economic master plan of a province"),
    "sedp_region": ("quy hoạch tổng thể phát triển kinh tế - xã hội vùng", "socio-economic master plan of a region"),
    "sector": ("quy hoạch ngành, lĩnh vực", "sector plan"),
    "province": ("quy hoạch tỉnh", "provincial plan"),
    "regional_construction": ("quy hoạch xây dựng vùng", "regional construction plan"),
    "general": ("quy hoạch chung", "general plan"),
    "zoning": ("quy hoạch phân khu", "zoning plan"),
    "detailed": ("quy hoạch chi tiết", "detailed plan"),
    "conservation": ("quy hoạch bảo quản, tu bổ di tích", "conservation plan of a heritage site"),
}
"""Types by law; the law's parameter ``planning-types`` says from when to when each may be made."""

PLAN_LEVEL = {
    "national": ("quốc gia", "national"),
    "regional": ("vùng", "regional"),
    "province": ("tỉnh", "provincial"),
    "general": ("chung", "general"),
    "zoning": ("phân khu", "zoning"),
    "detailed": ("chi tiết", "detailed"),
}
"""Levels from the widest in; a plan's parent stands on the same level or a wider one."""

PLAN_STATUS = {
    "draft": ("đang lập", "draft"),
    "consulted": ("đã lấy ý kiến", "consulted"),
    "appraised": ("đã thẩm định", "appraised"),
    "decided": ("đã phê duyệt", "decided"),
    "amended": ("đã điều chỉnh", "amended"),
    "ended": ("đã kết thúc", "ended"),
}

PLAN_STEP = {
    "task": ("phê duyệt nhiệm vụ", "task approved"),
    "drafting": ("lập đồ án", "drafting"),
    "agencies": ("lấy ý kiến cơ quan", "consultation of agencies"),
    "public": ("lấy ý kiến cộng đồng", "consultation of the public"),
    "appraisal": ("thẩm định", "appraisal"),
    "decision": ("phê duyệt", "decision"),
    "publication": ("công bố", "publication"),
    "amendment": ("điều chỉnh", "amendment"),
}
"""Steps of the procedure in their order; the law's parameters ``planning-steps-*`` say which apply, and their time limits."""

PLANS = TableSpec(
    "plans", "Quy hoạch và quyết định phê duyệt", "Plans and their decisions", ("plan",),
    (
        Column("plan", Kind.CODE, "Mã quy hoạch", "Plan code", required=True, example="QH01"),
        Column("name_vi", Kind.TEXT, "Tên quy hoạch", "Name (vi)", required=True, example="Quy hoạch chung khu kinh tế cửa khẩu"),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("type", Kind.CHOICE, "Loại quy hoạch", "Plan type", choices=PLAN_TYPE, example="general"),
        Column("level", Kind.CHOICE, "Cấp độ", "Level", choices=PLAN_LEVEL, example="general"),
        Column("scale", Kind.WHOLE, "Tỷ lệ 1/…", "Scale 1 to …", example="10000", aliases=("Mẫu số tỷ lệ",),
               help_vi="Mẫu số: tỷ lệ 1/2.000 ghi 2000.", help_en="The denominator: 2000 for 1/2,000."),
        Column("parent", Kind.CODE, "Cụ thể hóa quy hoạch", "Under plan", refers_to="plans"),
        Column("amends", Kind.CODE, "Điều chỉnh toàn diện quy hoạch", "Amends plan as a whole", refers_to="plans"),
        Column("zone", Kind.CODE, "Khu được quy hoạch", "Zone it covers", refers_to="zones", example="KV01"),
        Column("period", Kind.TEXT, "Thời kỳ quy hoạch", "Planning period", example="đến 2045"),
        Column("area_ha", Kind.DECIMAL, "Diện tích như quyết định ghi", "Area as the decision states", unit="ha", example="1.200"),
        Column("status", Kind.CHOICE, "Trạng thái", "Status", choices=PLAN_STATUS, example="decided"),
        Column("decision", Kind.TEXT, "Số quyết định", "Decision number", example="01/QĐ-UBND",
               help_vi="Chưa biết số thì để trống, không ghi chữ khác.", help_en="Left empty when not known."),
        Column("decided_on", Kind.AS_OF, "Ngày quyết định", "Decided on", example="2026-03-02"),
        Column("authority", Kind.TEXT, "Cơ quan phê duyệt", "Authority", example="UBND tỉnh"),
        Column("policy", Kind.CODE, "Mã văn bản", "Document code", refers_to="policies"),
        Column("valid_from", Kind.AS_OF, "Hiệu lực từ", "Valid from"),
        Column("valid_to", Kind.AS_OF, "Đến", "Valid to"),
        Column("successors", Kind.CODES, "Quy hoạch kế tiếp", "Successors", refers_to="plans"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Mỗi quyết định phê duyệt một dòng; quy hoạch đã kết thúc vẫn giữ dòng của nó, kèm quy hoạch kế tiếp.",
    "One row a decided plan; an ended plan keeps its row and names its successors.",
)

PLAN_STEPS = TableSpec(
    "plan_steps", "Các bước lập, thẩm định, phê duyệt quy hoạch", "Steps of a plan's procedure", ("record",),
    (
        Column("record", Kind.CODE, "Mã dòng", "Record", required=True, example="B01"),
        Column("plan", Kind.CODE, "Mã quy hoạch", "Plan code", required=True, refers_to="plans", example="QH01"),
        Column("step", Kind.CHOICE, "Bước", "Step", required=True, choices=PLAN_STEP, example="appraisal"),
        Column("begun_on", Kind.AS_OF, "Bắt đầu", "Begun on", example="2026-01-05"),
        Column("done_on", Kind.AS_OF, "Xong ngày", "Done on", example="2026-02-10"),
        Column("document", Kind.TEXT, "Văn bản", "Document", example="12/TB-SXD",
               help_vi="Với bước điều chỉnh: số của quyết định điều chỉnh, ghi lại y như vậy ở bảng chỉ tiêu đất.",
               help_en="Of an amendment: the number of its decision, written the same in the table of land quotas."),
        Column("authority", Kind.TEXT, "Cơ quan ban hành", "Authority"),
        Column("agency", Kind.CODE, "Mã cơ quan thực hiện", "Agency in charge", refers_to="agencies"),
        Column("result_vi", Kind.TEXT, "Kết quả", "Result"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Ngày chưa biết thì để trống; bước chưa có dòng nào được nêu là còn thiếu.",
    "A date not known stays empty; a step without a row is named as missing.",
)

LAND_USE_QUOTAS = TableSpec(
    "land_use_quotas", "Chỉ tiêu sử dụng đất theo quyết định", "Land-use quotas by decision", ("quota",),
    (
        Column("quota", Kind.CODE, "Mã dòng", "Record", required=True, example="CT01"),
        Column("plan", Kind.CODE, "Mã quy hoạch", "Plan code", required=True, refers_to="plans", example="QH01"),
        Column("zone", Kind.CODE, "Mã khu", "Zone code", refers_to="zones", help_vi="Để trống: cả phạm vi quy hoạch.",
               help_en="Empty: the whole plan."),
        Column("code", Kind.CODE, "Mã loại đất", "Land-use code", required=True, example="SKK"),
        Column("stage", Kind.TEXT, "Giai đoạn", "Stage", example="2030"),
        Column("area_ha", Kind.DECIMAL, "Diện tích", "Area", unit="ha", required=True, signed=True, example="143.7"),
        Column("delta", Kind.FLAG, "Là phần tăng giảm", "Is a change",
               help_vi="“có”: số cộng vào (âm: trừ đi) do một quyết định điều chỉnh; để trống: chỉ tiêu ban đầu.",
               help_en="Yes: what an amendment adds (negative: takes away); empty: the first quota."),
        Column("decision", Kind.TEXT, "Số quyết định", "Decision number", example="01/QĐ-UBND"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Điều chỉnh là một quyết định mới: không sửa dòng cũ, thêm dòng tăng giảm.",
    "An amendment is a new decision: old rows stay, rows of change are added.",
)
