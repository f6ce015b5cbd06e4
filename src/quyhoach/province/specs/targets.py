"""Socio-economic targets and results."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

TARGET_KIND = {
    "actual": ("thực hiện", "actual"),
    "estimate": ("ước thực hiện", "estimate"),
    "plan": ("kế hoạch, mục tiêu", "plan or target"),
}

TARGETS = TableSpec(
    "targets", "Chỉ tiêu kinh tế - xã hội", "Targets and results", ("target",),
    (
        Column("target", Kind.CODE, "Mã dòng", "Target", required=True, example="T001"),
        Column("period", Kind.TEXT, "Kỳ", "Period", required=True, example="2021-2025"),
        Column("kind", Kind.CHOICE, "Loại số", "Kind", required=True, choices=TARGET_KIND, example="plan"),
        Column("indicator", Kind.TEXT, "Chỉ tiêu", "Indicator", required=True),
        Column("value", Kind.DECIMAL, "Giá trị", "Value", signed=True, example="8.06"),
        Column("value_text", Kind.TEXT, "Khoảng số như nguồn in", "Range as printed", example="8-9"),
        Column("unit", Kind.TEXT, "Đơn vị tính", "Unit", example="%"),
        Column("scope", Kind.TEXT, "Phạm vi", "Scope", example="tỉnh"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)
