"""The border-gate economic zones the Prime Minister chose for each period: facts a province's own ranking is compared with."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

CERTAINTY = {
    "seen": ("đã đọc văn bản", "read in the text"),
    "secondary": ("theo nguồn thứ cấp", "by a secondary source"),
    "unverified": ("chưa kiểm chứng", "unverified"),
}

SELECTIONS = TableSpec(
    "selections", "Khu kinh tế cửa khẩu được chọn", "Zones selected nationally", ("year", "name_vi"),
    (
        Column("year", Kind.YEAR, "Năm chọn", "Year of selection", required=True, example="2012"),
        Column("period", Kind.TEXT, "Cho giai đoạn", "For the period", required=True, example="2013-2015"),
        Column("name_vi", Kind.TEXT, "Khu được chọn", "Zone selected", required=True, example="Móng Cái"),
        Column("zone", Kind.CODE, "Mã khu của tỉnh", "Zone code", refers_to="zones", help_vi="Khi khu thuộc tỉnh này.", help_en="Where the zone is this province's."),
        Column("document", Kind.TEXT, "Văn bản", "Document", example="2074/TTg-KTTH"),
        Column("decided_on", Kind.AS_OF, "Ngày văn bản", "Dated", example="2012-12-07"),
        Column("policy", Kind.CODE, "Mã văn bản", "Policy", refers_to="policies"),
        Column("certainty", Kind.CHOICE, "Mức tin cậy", "How sure", required=True, choices=CERTAINTY, example="secondary"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)
