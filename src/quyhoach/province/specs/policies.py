"""Legal documents and policies, with what they replace."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

POLICY_LEVEL = {"central": ("trung ương", "central"), "province": ("tỉnh", "province")}

POLICIES = TableSpec(
    "policies", "Văn bản, cơ chế, chính sách", "Policies", ("policy",),
    (
        Column("policy", Kind.CODE, "Mã văn bản", "Policy", required=True, example="V001"),
        Column("number", Kind.TEXT, "Số, ký hiệu", "Number", example="01/2019/NQ-HĐND"),
        Column("issued_on", Kind.AS_OF, "Ngày ban hành", "Issued on", example="2019-07-12"),
        Column("issuer", Kind.TEXT, "Cơ quan ban hành", "Issued by", example="HĐND tỉnh"),
        Column("level", Kind.CHOICE, "Cấp", "Level", choices=POLICY_LEVEL, example="province"),
        Column("title_vi", Kind.TEXT, "Trích yếu", "Title (vi)", required=True),
        Column("theme", Kind.TEXT, "Chủ đề", "Theme"),
        Column("status_note", Kind.TEXT, "Hiệu lực như nguồn ghi", "Status as printed"),
        Column("effective_from", Kind.AS_OF, "Hiệu lực từ", "Effective from"),
        Column("replaces", Kind.CODES, "Thay văn bản", "Replaces", refers_to="policies"),
        Column("replaces_text", Kind.TEXT, "Thay văn bản, như nguồn ghi", "Replaces, as printed"),
        Column("replaced_by", Kind.CODES, "Được thay bởi", "Replaced by", refers_to="policies"),
        Column("replaced_by_text", Kind.TEXT, "Được thay bởi, như nguồn ghi", "Replaced by, as printed"),
        Column("provision_vi", Kind.TEXT, "Nội dung chính", "Key provision"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)
