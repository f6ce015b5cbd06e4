"""One edition of a list as it is printed: which projects stand in it, the money asked by year, what was given before, milestones."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

_PROJECT = Column("project", Kind.CODE, "Mã dự án", "Project code", required=True, refers_to="projects", example="DA01")
_VIEW = Column("view", Kind.CHOICE, "Chia theo", "Split by", required=True, example="source",
               choices={"source": ("nguồn vốn", "source"), "phase": ("phần việc", "phase")})
_ITEM = Column("item", Kind.CODE, "Mã nguồn vốn hoặc phần việc", "Source or phase", required=True, example="NSDP.CD")

MILESTONE = {
    "environmental_approvals": ("chấp thuận môi trường", "environmental approvals"),
    "design_start": ("bắt đầu thiết kế", "design start"),
    "design_complete": ("xong thiết kế", "design complete"),
    "construction_start": ("khởi công", "construction start"),
    "construction_complete": ("xong xây dựng", "construction complete"),
    "closeout": ("quyết toán", "closeout"),
}

LISTINGS = TableSpec(
    "listings", "Dự án có trong lần lập này", "Projects of this edition", ("project",),
    (
        _PROJECT,
        Column("name_vi", Kind.TEXT, "Tên như danh mục in", "Name as printed"),
        Column("status_note", Kind.TEXT, "Tình trạng như danh mục in", "Status as printed"),
        Column("agency", Kind.CODE, "Mã cơ quan", "Agency code", refers_to="agencies"),
        Column("total_investment", Kind.MONEY, "Tổng mức như danh mục in", "Total as printed"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Khi bảng có dòng, kịch bản chỉ xét các dự án ở đây. Bảng trống: xét mọi dự án của tỉnh.",
    "With rows here, the scenario considers these projects only. Empty: every project of the province.",
)

PROPOSALS = TableSpec(
    "proposals", "Vốn đề xuất theo năm", "Money asked by year", ("project", "view", "item", "year"),
    (
        _PROJECT, _VIEW, _ITEM,
        Column("year", Kind.YEAR, "Năm", "Year", required=True, example="2026"),
        Column("amount", Kind.MONEY, "Số vốn", "Amount", required=True, example="20.000"),
        *PROVENANCE,
    ),
    "Cùng số vốn chia hai cách: theo nguồn và theo phần việc; hai tổng phải bằng nhau.",
    "The same money split two ways, by source and by phase; the two totals should be equal.",
)

BALANCES = TableSpec(
    "balances", "Vốn đã cấp, đã chi, còn lại", "Given, spent and left", ("project", "view", "item"),
    (
        _PROJECT, _VIEW, _ITEM,
        Column("allotted", Kind.MONEY, "Đã cấp", "Allotted", example="30.000"),
        Column("spent", Kind.MONEY, "Đã chi", "Spent", signed=True, example="12.000"),
        Column("encumbered", Kind.MONEY, "Đã cam kết", "Encumbered", signed=True),
        Column("pre_encumbered", Kind.MONEY, "Chờ cam kết", "Pre-encumbered", signed=True),
        Column("balance", Kind.MONEY, "Còn lại", "Balance", signed=True, example="18.000"),
        *PROVENANCE,
    ),
    "Đã cấp trừ đã chi, đã cam kết, chờ cam kết phải bằng còn lại.", "Allotted less spent, encumbered and pre-encumbered should be the balance.",
)

MILESTONES = TableSpec(
    "milestones", "Các mốc của dự án", "Milestones", ("project", "milestone"),
    (
        _PROJECT,
        Column("milestone", Kind.CHOICE, "Mốc", "Milestone", required=True, choices=MILESTONE, example="design_complete"),
        Column("projected", Kind.DATE, "Dự kiến", "Projected", example="30/03/2026"),
        Column("actual", Kind.DATE, "Thực tế", "Actual"),
        Column("projected_printed", Kind.TEXT, "Dự kiến như danh mục in, khi không phải là ngày", "Projected as printed, where it is no date"),
        Column("actual_printed", Kind.TEXT, "Thực tế như danh mục in, khi không phải là ngày", "Actual as printed, where it is no date"),
        *PROVENANCE,
    ),
)
