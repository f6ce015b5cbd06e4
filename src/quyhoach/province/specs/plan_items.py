"""What a plan sets out, item by item, each with the directive or the higher plan's item that asks for it."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

PLAN_ITEMS = TableSpec(
    "plan_items", "Nội dung quy hoạch và căn cứ của nó", "Plan items and what asks for them", ("item",),
    (
        Column("item", Kind.CODE, "Mã nội dung", "Item", required=True, example="ND01"),
        Column("plan", Kind.CODE, "Mã quy hoạch", "Plan code", required=True, refers_to="plans", example="QH01"),
        Column("name_vi", Kind.TEXT, "Nội dung", "What it sets out (vi)", required=True, example="Khu trung chuyển hàng hóa"),
        Column("name_en", Kind.TEXT, "Nội dung tiếng Anh", "What it sets out (en)"),
        Column("zone", Kind.CODE, "Mã khu", "Zone code", refers_to="zones"),
        Column("area_ha", Kind.DECIMAL, "Diện tích", "Area", unit="ha"),
        Column("due_year", Kind.YEAR, "Năm phải xong", "Due year"),
        Column("directives", Kind.CODES, "Theo câu chỉ đạo", "Asked for by directives", refers_to="directives", example="CD01-1"),
        Column("carries_out", Kind.CODES, "Thực hiện nội dung của quy hoạch trên", "Carries out items of a higher plan", refers_to="plan_items"),
        Column("projects", Kind.CODES, "Dự án thực hiện", "Projects that carry it out", refers_to="projects"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Nội dung không có căn cứ, và việc cấp trên giao mà không ai thực hiện, đều được liệt kê.",
    "Items nobody asked for, and what was asked for that nobody carries out, are both listed.",
)
