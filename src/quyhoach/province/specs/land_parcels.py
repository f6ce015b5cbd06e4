"""Land to be cleared: cadastral parcels, their holders as coded files, the dated proofs of each step, and the province's own time limits."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

HOLDER_KIND = {
    "household": ("hộ gia đình", "household"), "individual": ("cá nhân", "individual"), "organisation": ("tổ chức", "organisation"),
    "community": ("cộng đồng dân cư", "community"), "religious": ("tổ chức tôn giáo", "religious organisation"),
    "state": ("cơ quan nhà nước, UBND xã quản lý", "state body, land managed by the commune"),
}
TIME_UNIT = {"days": ("ngày", "days"), "working_days": ("ngày làm việc", "working days"), "months": ("tháng", "months")}

_PARCEL = Column("parcel", Kind.CODE, "Mã thửa đất", "Parcel", required=True, aliases=("Mã thửa",), example="TD01")
_SITE = Column("site", Kind.CODE, "Mã mặt bằng, khu đất", "Site", refers_to="sites", example="MB01")

LAND_PARCELS = TableSpec(
    "land_parcels", "Thửa đất thu hồi", "Parcels to be recovered", ("parcel", "project"),
    (
        _PARCEL,
        _SITE,
        Column("project", Kind.CODE, "Dự án cần thửa đất", "Project that needs it", refers_to="projects", example="DA02", aliases=("Mã dự án",),
               help_vi="Mỗi thửa chỉ thuộc một dự án; để trống nếu tạo quỹ đất sạch.", help_en="A parcel serves one project; empty when land is banked."),
        Column("zone", Kind.CODE, "Mã khu", "Zone", refers_to="zones", example="KV01"),
        Column("unit", Kind.CODE, "Mã xã, phường", "Commune", refers_to="units", example="2025-00011"),
        Column("map_sheet", Kind.TEXT, "Tờ bản đồ", "Map sheet", example="12"),
        Column("number", Kind.TEXT, "Số thửa", "Parcel number", example="85", aliases=("Thửa số", "Thửa đất số")),
        Column("land_code", Kind.CODE, "Loại đất", "Land-use code", example="LUC", aliases=("Mã loại đất",)),
        Column("area_stated_ha", Kind.DECIMAL, "Diện tích theo giấy tờ", "Area as stated", unit="ha", example="1,5", aliases=("Diện tích", "Diện tích thu hồi")),
        Column("area_computed_ha", Kind.DECIMAL, "Diện tích đo trên bản đồ", "Area computed from the shape", unit="ha", example="1,5"),
        Column("holder", Kind.CODE, "Mã hồ sơ người có đất", "Holder's file", refers_to="holders", example="H01", private=True,
               help_vi="Mã hồ sơ, không ghi tên, số giấy tờ hay điện thoại.", help_en="A file code: no name, ID number or phone."),
        Column("regime", Kind.CODE, "Áp dụng trình tự", "Procedure chosen", example="2024",
               help_vi="Chỉ ghi khi tỉnh đã chọn trình tự cho dự án chuyển tiếp: 2013, 2024 hoặc 2026.",
               help_en="Only where the province chose one for a project in transition: 2013, 2024 or 2026."),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Mỗi thửa một dòng. Diện tích theo giấy tờ là số dùng để tính; số đo trên bản đồ để đối chiếu.",
    "One row a parcel. The stated area is what counts; the computed one is held against it.",
)

HOLDERS = TableSpec(
    "holders", "Hồ sơ người có đất", "Holders' files", ("holder",),
    (
        Column("holder", Kind.CODE, "Mã hồ sơ", "File code", required=True, example="H01"),
        Column("kind", Kind.CHOICE, "Loại người có đất", "Kind of holder", choices=HOLDER_KIND, example="household"),
        Column("unit", Kind.CODE, "Mã xã, phường", "Commune", refers_to="units", example="2025-00011"),
        Column("persons", Kind.WHOLE, "Số nhân khẩu", "Persons", example="4"),
        Column("workers", Kind.WHOLE, "Số lao động trực tiếp làm nông nghiệp", "Farm workers", example="2"),
        Column("farmland_lost", Kind.SHARE, "Tỷ lệ đất nông nghiệp bị thu hồi", "Share of farmland lost", example="40%"),
        Column("file_digest", Kind.CODE, "Mã băm hồ sơ giấy", "Digest of the sealed file",
               help_vi="SHA-256 của hồ sơ giữ ngoài chương trình.", help_en="SHA-256 of the file that is kept outside."),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Hồ sơ đã ẩn danh: tên, số giấy tờ, điện thoại ở lại trong hồ sơ giấy. Chỉ người có vai trò mới xem được.",
    "Anonymised: names, ID numbers and phones stay in the paper file. Readable by role only.",
    private=True,
)

CLEARANCE_STEPS = TableSpec(
    "clearance_steps", "Bước thu hồi đất đã làm và chứng cứ", "Steps done, with their proof", ("record",),
    (
        Column("record", Kind.CODE, "Mã dòng", "Record", required=True, example="BC01"),
        Column("parcel", Kind.CODE, "Mã thửa đất", "Parcel", refers_to="land_parcels", example="TD01"),
        Column("site", Kind.CODE, "Hoặc cả mặt bằng", "Or the whole site", refers_to="sites",
               help_vi="Một văn bản chung cho mọi thửa của mặt bằng: ghi mã mặt bằng, để trống mã thửa.",
               help_en="One document for every parcel of a site: the site's code, no parcel."),
        Column("step", Kind.CODE, "Bước", "Step", required=True, example="notice",
               help_vi="Mã bước trong tham số clearance-2013, clearance-2024, clearance-2026.", help_en="A code of the law parameters clearance-…"),
        Column("done_on", Kind.DATE, "Ngày làm xong bước", "Done on", example="2025-03-03"),
        Column("document", Kind.TEXT, "Số văn bản, biên bản", "Document number", example="45/TB-UBND"),
        Column("dated_on", Kind.DATE, "Ngày của văn bản", "Document dated", help_vi="Để trống nếu trùng ngày làm xong.",
               help_en="Empty when it is the day the step was done."),
        Column("digest", Kind.CODE, "Mã băm của tệp (SHA-256)", "File digest (SHA-256)"),
        Column("authority", Kind.TEXT, "Cơ quan ban hành", "Authority", example="UBND xã"),
        Column("amount_vnd", Kind.WHOLE, "Số tiền đã chi trả", "Amount paid", unit="đồng", private=True),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Bước chỉ được tính khi có đủ số văn bản, ngày và mã băm của tệp.",
    "A step counts when it has a document number, a day and the digest of its file.",
)

CLEARANCE_TERMS = TableSpec(
    "clearance_terms", "Thời hạn bước thu hồi đất do tỉnh quy định", "The province's own time limits", ("term",),
    (
        Column("term", Kind.CODE, "Mã dòng", "Record", required=True, example="TH01"),
        Column("regime", Kind.CODE, "Trình tự", "Procedure", required=True, example="2026"),
        Column("step", Kind.CODE, "Bước", "Step", required=True, example="appraisal"),
        Column("number", Kind.WHOLE, "Thời hạn", "Number", required=True, example="20"),
        Column("number_other", Kind.WHOLE, "Thời hạn với đất phi nông nghiệp", "Number for non-agricultural land"),
        Column("time_unit", Kind.CHOICE, "Tính theo", "Counted in", required=True, choices=TIME_UNIT, example="working_days"),
        Column("document", Kind.TEXT, "Quyết định của tỉnh", "Decision of the province", required=True, example="12/2026/QĐ-UBND"),
        Column("article", Kind.TEXT, "Điều khoản", "Article", required=True, example="điều 5"),
        Column("valid_from", Kind.DATE, "Hiệu lực từ", "Valid from", required=True, example="2026-07-01"),
        Column("valid_to", Kind.DATE, "Đến hết", "Valid to"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Số của tỉnh thay số của luật ở đúng bước ấy, trong thời gian ấy; các bước khác giữ số của luật.",
    "The province's number stands in for the law's at that step and in that time; other steps keep the law's.",
)
