"""Rural programmes: cement, New Rural, power, water, bridges."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

RURAL = TableSpec(
    "rural", "Nông thôn: xi măng, nông thôn mới, điện, nước, cầu", "Rural programmes", ("record",),
    (
        Column("record", Kind.CODE, "Mã dòng", "Record", required=True, example="N001"),
        Column("period", Kind.TEXT, "Kỳ", "Period", required=True, example="2021"),
        Column("programme", Kind.TEXT, "Chương trình", "Programme", required=True),
        Column("indicator", Kind.TEXT, "Chỉ tiêu", "Indicator", required=True),
        Column("value", Kind.DECIMAL, "Giá trị", "Value", example="404"),
        Column("value_text", Kind.TEXT, "Khoảng số như nguồn in", "Range as printed"),
        Column("unit", Kind.TEXT, "Đơn vị tính", "Unit", example="km"),
        Column("base", Kind.DECIMAL, "Trên tổng số", "Out of", example="175"),
        Column("places", Kind.TEXT, "Địa điểm", "Place"),
        Column("budget", Kind.MONEY, "Kinh phí", "Budget"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)
