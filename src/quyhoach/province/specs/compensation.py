"""Compensation, support and resettlement: plans as approved, and their lines with every figure of the formula."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

COMPENSATION_COMPONENT = {
    "land": ("đất", "land"),
    "structure": ("nhà, công trình", "house or structure"),
    "crops": ("cây trồng", "crops"),
    "livestock": ("vật nuôi", "livestock"),
    "remaining_investment": ("chi phí đầu tư vào đất còn lại", "remaining investment in land"),
    "graves": ("di chuyển mồ mả", "moving graves"),
    "relocation": ("di chuyển tài sản, chỗ ở", "relocation"),
    "infrastructure": ("di chuyển hạ tầng", "moving infrastructure"),
    "life_stabilisation": ("ổn định đời sống", "life stabilisation"),
    "business_stabilisation": ("ổn định sản xuất, kinh doanh", "business stabilisation"),
    "worker_stoppage": ("trợ cấp ngừng việc", "stoppage pay"),
    "job_change": ("đào tạo, chuyển đổi nghề, tìm việc", "job change"),
    "resettlement": ("hỗ trợ tái định cư", "resettlement support"),
    "resettlement_shortfall": ("bù phần thiếu so với suất tái định cư tối thiểu", "shortfall against the least resettlement plot"),
    "agreement_top_up": ("chênh so với giá thỏa thuận bình quân", "top-up to the mean negotiated price"),
    "early_hand_over": ("thưởng bàn giao mặt bằng sớm", "early hand-over bonus"),
    "other_support": ("hỗ trợ khác", "other support"),
    "duties_owed": ("trừ: nghĩa vụ tài chính về đất chưa nộp", "deduction: unpaid land duties"),
    "resettlement_levy": ("trừ: tiền sử dụng đất ở nơi tái định cư", "deduction: land levy of the resettlement plot"),
}
MOVING = {
    "stay": ("không phải di chuyển chỗ ở", "stays"),
    "move": ("phải di chuyển chỗ ở", "moves"),
    "hard": ("di chuyển đến địa bàn khó khăn", "moves to a hard area"),
}

COMPENSATION_PLANS = TableSpec(
    "compensation_plans", "Phương án bồi thường, hỗ trợ", "Compensation plans", ("plan",),
    (
        Column("plan", Kind.CODE, "Mã phương án", "Plan", required=True, example="PA01"),
        Column("site", Kind.CODE, "Mã mặt bằng", "Site", required=True, refers_to="sites", example="MB01"),
        Column("number", Kind.TEXT, "Số quyết định phê duyệt", "Decision", example="15/QĐ-UBND"),
        Column("approved_on", Kind.DATE, "Ngày phê duyệt", "Approved on"),
        Column("effective_on", Kind.DATE, "Ngày có hiệu lực", "In effect from",
               help_vi="Để trống thì lấy ngày phê duyệt.", help_en="Empty: the day of approval."),
        Column("digest", Kind.TEXT, "Mã băm của tệp", "File digest"),
        Column("rice_price_vnd", Kind.WHOLE, "Giá gạo tại thời điểm phê duyệt", "Price of rice at approval", unit="đồng/kg"),
        Column("organisation_vnd", Kind.WHOLE, "Chi phí tổ chức thực hiện", "Organisation cost", unit="đồng"),
        Column("other_vnd", Kind.WHOLE, "Chi phí khác", "Other cost", unit="đồng"),
        Column("area_ha", Kind.DECIMAL, "Tổng diện tích ghi trong phương án", "Area as stated", unit="ha"),
        Column("holders", Kind.WHOLE, "Số người có đất ghi trong phương án", "Holders as stated"),
        Column("retrained", Kind.WHOLE, "Số người chuyển đổi nghề", "People retrained"),
        Column("resettled", Kind.WHOLE, "Số hộ tái định cư", "Households resettled"),
        Column("resettlement_site", Kind.TEXT, "Nơi tái định cư", "Resettlement site"),
        Column("graves", Kind.WHOLE, "Số mộ phải di chuyển", "Graves to move"),
        Column("infrastructure_moved", Kind.TEXT, "Hạ tầng phải di chuyển", "Infrastructure to move"),
        Column("schedule", Kind.TEXT, "Tiến độ", "Schedule"),
        Column("compensation_vnd", Kind.WHOLE, "Bồi thường, hỗ trợ ghi trong phương án", "Compensation and support as stated", unit="đồng"),
        Column("total_vnd", Kind.WHOLE, "Tổng kinh phí ghi trong phương án", "Total as stated", unit="đồng"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

COMPENSATION_LINES = TableSpec(
    "compensation_lines", "Dòng bồi thường, hỗ trợ", "Lines of compensation", ("line",),
    (
        Column("line", Kind.CODE, "Mã dòng", "Line", required=True, example="BT001"),
        Column("plan", Kind.CODE, "Mã phương án", "Plan", required=True, refers_to="compensation_plans", example="PA01"),
        Column("parcel", Kind.CODE, "Mã thửa đất", "Parcel", refers_to="land_parcels", example="TD01"),
        Column("holder", Kind.CODE, "Mã người có đất", "Holder", refers_to="holders", example="H01",
               help_vi="Mã, không ghi tên, số giấy tờ hay điện thoại.", help_en="A code: no name, number or phone."),
        Column("component", Kind.CHOICE, "Khoản", "Component", required=True, choices=COMPENSATION_COMPONENT, example="land"),
        Column("what_vi", Kind.TEXT, "Nội dung", "What", example="Đất trồng lúa"),
        Column("quantity", Kind.DECIMAL, "Số lượng", "Quantity", example="15000"),
        Column("unit", Kind.TEXT, "Đơn vị tính", "Unit", example="m²"),
        Column("unit_price_vnd", Kind.WHOLE, "Đơn giá", "Unit price", unit="đồng", example="60000"),
        Column("coefficient", Kind.DECIMAL, "Hệ số điều chỉnh giá đất", "Price coefficient", example="1,2"),
        Column("new_value_vnd", Kind.WHOLE, "Giá trị xây mới (G1)", "New-build value (G1)", unit="đồng"),
        Column("life_years", Kind.DECIMAL, "Thời gian sử dụng (T)", "Service life (T)", unit="năm"),
        Column("used_years", Kind.DECIMAL, "Đã sử dụng (T1)", "Years used (T1)", unit="năm"),
        Column("extra_share", Kind.SHARE, "Khoản cộng thêm theo tỉnh", "Added by the province"),
        Column("persons", Kind.WHOLE, "Số người", "Persons"),
        Column("months", Kind.WHOLE, "Số tháng", "Months"),
        Column("moving", Kind.CHOICE, "Di chuyển chỗ ở", "Moving", choices=MOVING, example="stay"),
        Column("farmland_held_m2", Kind.DECIMAL, "Đất nông nghiệp đang dùng", "Farmland held", unit="m²"),
        Column("farmland_lost_m2", Kind.DECIMAL, "Đất nông nghiệp bị thu hồi", "Farmland lost", unit="m²"),
        Column("income_vnd", Kind.WHOLE, "Thu nhập sau thuế một năm, bình quân ba năm", "After-tax income of a year, mean of three", unit="đồng"),
        Column("share", Kind.SHARE, "Tỷ lệ hỗ trợ", "Share supported", example="30%"),
        Column("times", Kind.DECIMAL, "Số lần giá đất", "Times the land price", example="3"),
        Column("quota_m2", Kind.DECIMAL, "Hạn mức giao đất nông nghiệp", "Allocation quota of farmland", unit="m²"),
        Column("plan_price_vnd", Kind.WHOLE, "Giá đất của phương án", "Price of land in the plan", unit="đồng/m²"),
        Column("amount_vnd", Kind.WHOLE, "Thành tiền ghi trong phương án", "Amount as stated", unit="đồng"),
        Column("document", Kind.TEXT, "Văn bản của tỉnh", "Provincial document"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Mỗi khoản của mỗi người có đất một dòng, đủ số để tính lại. Chỉ người có vai trò mới xem được.",
    "One row a component of a holder, with every figure it takes to reckon it again. Readable by role only.",
    private=True,
)

COMPENSATION = (COMPENSATION_PLANS, COMPENSATION_LINES)
