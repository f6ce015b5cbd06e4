"""Money tables of the facts: sources, what was planned and paid, competing figures."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

SOURCES = TableSpec(
    "sources", "Nguồn vốn", "Funding sources", ("fund",),
    (
        Column("fund", Kind.CODE, "Mã nguồn vốn", "Source code", required=True, example="NSDP.CD",
               help_vi="Mã theo bảng nguồn vốn của tham số luật.", help_en="Code as in the law's parameter funding-sources."),
        Column("name_vi", Kind.TEXT, "Tên nguồn vốn", "Name (vi)", required=True, example="Cân đối ngân sách địa phương"),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("counterpart", Kind.FLAG, "Vốn đối ứng", "Counts as counterpart", example="có"),
        Column("valid_from", Kind.DATE, "Áp dụng từ", "Valid from"),
        Column("valid_to", Kind.DATE, "Đến", "Valid to"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

PLAN_LINES = TableSpec(
    "plan_lines", "Kế hoạch vốn đã giao và giải ngân", "Assigned plan and disbursement", ("project", "fund", "plan", "period"),
    (
        Column("project", Kind.CODE, "Mã dự án", "Project code", required=True, refers_to="projects", example="DA01"),
        Column("fund", Kind.CODE, "Mã nguồn vốn", "Source code", required=True, refers_to="sources", example="NSDP.CD"),
        Column("plan", Kind.CHOICE, "Loại kế hoạch", "Plan", required=True,
               choices={"medium_term": ("trung hạn", "medium-term"), "annual": ("hằng năm", "annual")}, example="annual"),
        Column("period", Kind.TEXT, "Kỳ", "Period", required=True, example="2025"),
        Column("amount", Kind.MONEY, "Kế hoạch giao", "Assigned", required=True, example="20.000"),
        Column("carried_over", Kind.MONEY, "Vốn kéo dài từ năm trước", "Carried over from the year before"),
        Column("assigned_on", Kind.DATE, "Ngày giao", "Assigned on", example="10/12/2024"),
        Column("commitment_on", Kind.DATE, "Ngày ký hợp đồng, khối lượng đầu tiên", "First commitment"),
        Column("disbursed", Kind.MONEY, "Đã giải ngân", "Disbursed", example="18.500"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

CAPITAL_HISTORY = TableSpec(
    "capital_history", "Số liệu vốn đã công bố", "Published capital figures", ("figure",),
    (
        Column("figure", Kind.CODE, "Mã số liệu", "Figure code", required=True, example="C001"),
        Column("period", Kind.TEXT, "Kỳ", "Period", required=True, example="2025"),
        Column("scope", Kind.TEXT, "Phạm vi", "Scope", required=True, example="tỉnh giao"),
        Column("quantity", Kind.CODE, "Đại lượng", "Quantity",
               help_vi="Cùng mã đại lượng và cùng kỳ là cùng một câu hỏi; số khác nhau là số cạnh tranh, đặt cạnh nhau.",
               help_en="Same quantity and period ask the same question; different answers stand side by side."),
        Column("name_vi", Kind.TEXT, "Nội dung", "What", required=True),
        Column("plan", Kind.MONEY, "Kế hoạch", "Plan", signed=True),
        Column("allocated", Kind.MONEY, "Đã phân bổ", "Allocated"),
        Column("disbursed", Kind.MONEY, "Đã giải ngân", "Disbursed"),
        Column("disbursed_share", Kind.SHARE, "Tỷ lệ giải ngân", "Disbursed share"),
        Column("snapshot_date", Kind.AS_OF, "Chốt đến", "Snapshot"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

PROJECT_COSTS = TableSpec(
    "project_costs", "Các số tổng mức đầu tư cùng tồn tại", "Competing totals of a project", ("project", "version"),
    (
        Column("project", Kind.CODE, "Mã dự án", "Project code", required=True, refers_to="projects"),
        Column("version", Kind.CODE, "Phiên bản", "Version", required=True, example="2024-04"),
        Column("amount", Kind.MONEY, "Tổng mức đầu tư", "Total investment", required=True),
        Column("scope", Kind.TEXT, "Phạm vi", "Scope"),
        *PROVENANCE,
    ),
)

PROJECT_FUNDING = TableSpec(
    "project_funding", "Cơ cấu nguồn vốn theo nguồn ghi", "Funding split as printed", ("project", "version", "part"),
    (
        Column("project", Kind.CODE, "Mã dự án", "Project code", required=True, refers_to="projects"),
        Column("version", Kind.CODE, "Phiên bản", "Version", required=True),
        Column("part", Kind.CHOICE, "Phần vốn", "Part", required=True, choices={
            "central": ("ngân sách trung ương", "central budget"), "local": ("ngân sách địa phương", "local budget"),
            "public": ("vốn nhà nước", "public"), "private": ("vốn nhà đầu tư, khác", "private and other"),
            "loan": ("vay thương mại", "commercial loan")}),
        Column("amount", Kind.MONEY, "Số vốn", "Amount", required=True),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

SUMS = TableSpec(
    "sums", "Phép cộng phải khớp", "Sums that should close", ("sum", "term"),
    (
        Column("sum", Kind.CODE, "Mã phép cộng", "Sum", required=True, example="S01"),
        Column("term", Kind.WHOLE, "Thứ tự", "Term", required=True, example="1"),
        Column("title_vi", Kind.TEXT, "Nội dung", "What (vi)"),
        Column("title_en", Kind.TEXT, "Nội dung (Anh)", "What (en)"),
        Column("side", Kind.CHOICE, "Vế", "Side", required=True, choices={"part": ("thành phần", "part"), "total": ("tổng", "total")}),
        Column("table", Kind.CODE, "Bảng", "Table", help_vi="Để trống khi số chỉ nằm ở cột giá trị.", help_en="Empty when the figure is only in the value column."),
        Column("row", Kind.CODE, "Dòng", "Row"),
        Column("column", Kind.CODE, "Cột", "Column"),
        Column("value", Kind.DECIMAL, "Giá trị như nguồn in", "Value as printed", signed=True),
        Column("tolerance", Kind.DECIMAL, "Sai số làm tròn cho phép", "Rounding tolerance"),
        *PROVENANCE,
    ),
)

DIRECTIVES = TableSpec(
    "directives", "Chỉ đạo và câu chỉ đạo", "Directives, sentence by sentence", ("directive",),
    (
        Column("directive", Kind.CODE, "Mã câu chỉ đạo", "Directive", required=True, example="NQ68-1"),
        Column("document", Kind.TEXT, "Văn bản", "Document", required=True),
        Column("issued_on", Kind.AS_OF, "Ngày ban hành", "Issued"),
        Column("summary_vi", Kind.TEXT, "Nội dung (lời của chúng tôi)", "What it asks (our words, vi)", required=True),
        Column("summary_en", Kind.TEXT, "Nội dung tiếng Anh", "What it asks (en)"),
        Column("zones", Kind.CODES, "Khu liên quan", "Zones", refers_to="zones"),
        Column("projects", Kind.CODES, "Dự án trực tiếp", "Projects named", refers_to="projects"),
        *PROVENANCE,
    ),
)
