"""Administrative units of the commune level, before and after a reorganisation."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

UNIT_KIND = {"ward": ("phường", "ward"), "commune": ("xã", "commune"), "town": ("thị trấn", "town")}

UNITS = TableSpec(
    "units", "Đơn vị hành chính cấp xã", "Administrative units", ("unit",),
    (
        Column("unit", Kind.CODE, "Mã định danh", "Unit", required=True, example="2025-05977",
               help_vi="Mã không trùng: mã hành chính cũ được dùng lại cho đơn vị khác nên đơn vị mới mang năm thành lập phía trước.",
               help_en="Unique: official codes are used again for other units, so a new unit carries its year in front."),
        Column("code", Kind.CODE, "Mã hành chính", "Official code", example="05977"),
        Column("disputed_code", Kind.CODE, "Mã theo nguồn khác", "Code by another source",
               help_vi="Khi các nguồn ghi hai mã: giữ cả hai.", help_en="When sources print two codes: both are kept."),
        Column("name_vi", Kind.TEXT, "Tên đơn vị", "Name (vi)", required=True, example="Phường Đông Kinh"),
        Column("kind", Kind.CHOICE, "Loại", "Kind", choices=UNIT_KIND, example="ward"),
        Column("district_code", Kind.CODE, "Mã huyện cũ", "District code"),
        Column("district", Kind.TEXT, "Huyện cũ", "District"),
        Column("valid_from", Kind.DATE, "Có từ ngày", "Valid from", example="01/07/2025"),
        Column("valid_to", Kind.DATE, "Đến hết ngày", "Valid to"),
        Column("successors", Kind.CODES, "Đơn vị kế tiếp", "Successors", refers_to="units"),
        Column("lat", Kind.DECIMAL, "Vĩ độ", "Latitude", unit="độ", signed=True, example="21.8068"),
        Column("lon", Kind.DECIMAL, "Kinh độ", "Longitude", unit="độ", signed=True, example="106,771"),
        Column("area_km2", Kind.DECIMAL, "Diện tích", "Area", unit="km²"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Đơn vị cũ giữ dòng của nó và nêu đơn vị kế tiếp; tọa độ là tâm đơn vị, không phải công trình.",
    "An old unit keeps its row and names its successors; coordinates are centres of units, not of works.",
)
