"""Agencies and owners of works, with the days they began and ended and who took over."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

AGENCY_LEVEL = {
    "province": ("tỉnh", "province"),
    "district": ("huyện", "district"),
    "commune": ("xã", "commune"),
    "area": ("khu vực", "area of the province"),
    "central_local": ("trung ương tại địa phương", "central agency in the province"),
}

AGENCIES = TableSpec(
    "agencies", "Cơ quan, đơn vị", "Agencies", ("agency",),
    (
        Column("agency", Kind.CODE, "Mã cơ quan", "Agency code", required=True, example="CQ01"),
        Column("name_vi", Kind.TEXT, "Tên cơ quan", "Name (vi)", required=True, example="Sở Tài chính"),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("level", Kind.CHOICE, "Cấp", "Level", choices=AGENCY_LEVEL, example="province"),
        Column("kind", Kind.TEXT, "Loại", "Kind", example="sở/cơ quan chuyên môn"),
        Column("period", Kind.TEXT, "Thời kỳ như nguồn ghi", "Period as printed"),
        Column("valid_from", Kind.AS_OF, "Hoạt động từ", "Valid from", example="2025-03-01"),
        Column("valid_to", Kind.AS_OF, "Đến", "Valid to"),
        Column("predecessors", Kind.CODES, "Mã cơ quan tiền thân", "Predecessors", refers_to="agencies"),
        Column("successors", Kind.CODES, "Mã cơ quan kế tiếp", "Successors", refers_to="agencies",
               help_vi="Cơ quan nhận việc khi cơ quan này kết thúc.", help_en="Who takes over when this agency ends."),
        Column("parent", Kind.CODE, "Trực thuộc", "Under", refers_to="agencies"),
        Column("role", Kind.TEXT, "Việc được giao", "Role"),
        Column("staff", Kind.WHOLE, "Số người", "Head count", unit="người"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Cơ quan đã kết thúc vẫn giữ dòng của nó, kèm cơ quan kế tiếp.", "An ended agency keeps its row and names its successor.",
)
