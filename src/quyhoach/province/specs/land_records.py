"""Land clearance as reported: areas, households and money per project and date."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

LAND_RECORDS = TableSpec(
    "land_records", "Thu hồi đất, giải phóng mặt bằng", "Land clearance", ("record",),
    (
        Column("record", Kind.CODE, "Mã dòng", "Record", required=True, example="L001"),
        Column("kind", Kind.TEXT, "Loại", "Kind", example="GPMB"),
        Column("subject", Kind.TEXT, "Nội dung", "Subject", required=True, example="Khu trung chuyển hàng hóa"),
        Column("project", Kind.CODE, "Mã dự án", "Project code", refers_to="projects"),
        Column("places", Kind.TEXT, "Địa điểm", "Place"),
        Column("snapshot_date", Kind.AS_OF, "Chốt đến", "Snapshot", example="2025-10-27"),
        Column("area_required_ha", Kind.DECIMAL, "Diện tích cần", "Area required", unit="ha", example="53"),
        Column("area_done_ha", Kind.DECIMAL, "Diện tích đã xong", "Area done", unit="ha", example="38.47"),
        Column("households_total", Kind.WHOLE, "Số hộ", "Households", unit="hộ", example="121"),
        Column("households_done", Kind.WHOLE, "Số hộ đã xong", "Households done", unit="hộ", example="86"),
        Column("compensation_plan", Kind.MONEY, "Phương án bồi thường", "Compensation plan", example="43.400"),
        Column("paid", Kind.MONEY, "Đã chi trả", "Paid"),
        Column("value_text", Kind.TEXT, "Số khác như nguồn in", "Other figures as printed"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)
