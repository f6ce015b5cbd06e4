"""Divisions of a province's old districts into regions: each division gives every old district exactly one place."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

REGIONS = TableSpec(
    "regions", "Vùng liên huyện gồm những huyện nào", "Old districts of each region", ("division", "district_code"),
    (
        Column("division", Kind.CODE, "Cách chia vùng", "Division", required=True, example="vung-lien-huyen"),
        Column("district_code", Kind.CODE, "Mã huyện cũ", "District code", required=True, example="187"),
        Column("district", Kind.TEXT, "Huyện cũ", "District", required=True, example="Huyện Núi Xanh"),
        Column("zone", Kind.CODE, "Mã vùng", "Region", refers_to="zones",
               help_vi="Để trống: huyện, thành phố không thuộc vùng nào của cách chia này.", help_en="Empty: in no region of this division."),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Một cách chia phải có đủ mọi huyện cũ, mỗi huyện một lần.", "A division holds every old district, each once.",
)
