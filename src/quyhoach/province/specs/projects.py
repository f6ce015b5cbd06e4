"""Projects: what is to be built, by whom, where, for how much, and how far it is."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

STATUS = {
    "completed": ("hoàn thành", "completed"),
    "transition": ("chuyển tiếp", "transition"),
    "new_start": ("khởi công mới", "new start"),
    "preparation": ("chuẩn bị đầu tư", "preparation"),
    "proposed": ("đề xuất", "proposed"),
    "dropped": ("không thực hiện", "dropped"),
}
OWNERSHIP = {
    "public": ("đầu tư công", "public"),
    "ppp": ("đối tác công tư", "public-private partnership"),
    "private": ("ngoài ngân sách", "private"),
    "other_province": ("dự án tỉnh khác", "another province's"),
    "central": ("bộ, ngành trung ương quản lý", "run by a central ministry"),
}
PROGRAMME = {
    "none": ("không", "none"),
    "urgent": ("đặc biệt, khẩn cấp", "special or urgent"),
    "ntp": ("chương trình mục tiêu quốc gia", "national target programme"),
    "national": ("quan trọng quốc gia", "nationally important"),
    "oda": ("ODA, vay ưu đãi", "ODA or concessional loan"),
    "ppp": ("phần Nhà nước trong PPP", "State part of a PPP"),
}
TIER = {
    "T1": ("khoản 2: giao thông lớn, điện, công nghiệp nặng, khu nhà ở", "clause 2"),
    "T2": ("khoản 3: giao thông khác, thủy lợi, cấp thoát nước, hạ tầng kỹ thuật", "clause 3"),
    "T3": ("khoản 4: nông lâm thủy sản, hạ tầng khu đô thị mới, công nghiệp khác", "clause 4"),
    "T4": ("khoản 5: y tế, văn hóa, giáo dục, dân dụng, kho, du lịch, trụ sở", "clause 5"),
    "P1": ("khoản 1: hạ tầng khu công nghiệp, khu chế xuất, khu công nghệ cao (nhóm A ở mọi mức vốn)", "clause 1: infrastructure of industrial parks (group A at any amount)"),
}
GROUP = {"national": ("quan trọng quốc gia", "nationally important"), "A": ("A", "A"), "B": ("B", "B"), "C": ("C", "C")}

PROJECTS = TableSpec(
    "projects", "Danh mục dự án", "Projects", ("project",),
    (
        Column("project", Kind.CODE, "Mã dự án", "Project code", required=True, aliases=("Mã số dự án", "Mã DA"), example="DA01"),
        Column("name_vi", Kind.TEXT, "Tên dự án", "Project name (vi)", required=True, aliases=("Danh mục dự án", "Tên công trình, dự án"), example="Đường vào cửa khẩu"),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Project name (en)"),
        Column("sector", Kind.TEXT, "Ngành, lĩnh vực", "Sector", aliases=("Lĩnh vực",), example="giao thông"),
        Column("tier", Kind.CHOICE, "Khoản phân loại theo lĩnh vực", "Sector tier of the law", choices=TIER, example="T2"),
        Column("programme", Kind.CHOICE, "Chương trình", "Programme", choices=PROGRAMME, example="none"),
        Column("ownership", Kind.CHOICE, "Hình thức", "Ownership", required=True, choices=OWNERSHIP, example="public"),
        Column("group", Kind.CHOICE, "Nhóm dự án", "Project group", choices=GROUP, aliases=("Nhóm",), example="B"),
        Column("status", Kind.CHOICE, "Tình trạng", "Status", choices=STATUS, example="new_start"),
        Column("status_note", Kind.TEXT, "Tình trạng như nguồn ghi", "Status as printed"),
        Column("investor", Kind.TEXT, "Chủ đầu tư", "Project owner", example="Ban QLDA đầu tư xây dựng tỉnh"),
        Column("agency", Kind.CODE, "Mã cơ quan", "Agency code", refers_to="agencies", example="CQ01"),
        Column("places", Kind.TEXT, "Địa điểm xây dựng", "Place", aliases=("Địa điểm XD", "Địa điểm")),
        Column("units", Kind.CODES, "Mã xã, phường", "Commune codes", refers_to="units"),
        Column("zone", Kind.CODE, "Mã khu", "Zone code", refers_to="zones"),
        Column("decision", Kind.TEXT, "Số quyết định đầu tư", "Investment decision", aliases=("Số quyết định",), example="12/QĐ-UBND"),
        Column("decision_date", Kind.DATE, "Ngày quyết định", "Decision date", example="15/03/2025"),
        Column("total_investment", Kind.MONEY, "Tổng mức đầu tư", "Total investment", aliases=("TMĐT",), example="120.000"),
        Column("public_total", Kind.MONEY, "Trong đó vốn nhà nước", "Public part of the total", example="120.000"),
        Column("disbursed", Kind.MONEY, "Lũy kế giải ngân", "Disbursed so far", aliases=("Đã giải ngân", "Lũy kế vốn đã thanh toán"), example="0"),
        Column("disbursed_as_of", Kind.AS_OF, "Giải ngân đến", "Disbursed as of", required_if=None, example="2025-12-31"),
        Column("first_capital_year", Kind.YEAR, "Năm đầu bố trí vốn thực hiện", "First year of implementation capital"),
        Column("start_year", Kind.YEAR, "Năm khởi công", "Start year", example="2026"),
        Column("end_year", Kind.YEAR, "Năm hoàn thành", "End year", example="2028"),
        Column("capacity", Kind.TEXT, "Năng lực thiết kế", "Design capacity", example="5 km"),
        Column("funding_note", Kind.TEXT, "Ghi chú nguồn vốn", "Funding note"),
        Column("part_of", Kind.CODE, "Thuộc dự án", "Part of project", refers_to="projects",
               help_vi="Hạng mục đã nằm trong dự án khác: theo dõi, không cộng trùng.", help_en="Already inside another project: tracked, never added twice."),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Mỗi dòng một dự án. Ô trống là chưa có số liệu, không phải số 0.", "One project a row. An empty cell is a missing figure, never zero.",
)
