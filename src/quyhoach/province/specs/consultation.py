"""What agencies and the public said of a plan, what they were answered, and what changed because of it."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

OPINION_SIDE = {"agency": ("cơ quan, tổ chức", "agency or organisation"), "public": ("cộng đồng dân cư", "the public")}

OPINION_OUTCOME = {
    "accepted": ("tiếp thu", "accepted"),
    "partly": ("tiếp thu một phần", "accepted in part"),
    "explained": ("giải trình, giữ nguyên", "explained, kept as it is"),
    "no_change": ("không đề nghị thay đổi", "asked for no change"),
}

OPINIONS = TableSpec(
    "opinions", "Ý kiến góp ý quy hoạch", "Opinions on a plan", ("opinion",),
    (
        Column("opinion", Kind.CODE, "Mã ý kiến", "Opinion", required=True, example="YK01"),
        Column("plan", Kind.CODE, "Mã quy hoạch", "Plan code", required=True, refers_to="plans", example="QH01"),
        Column("side", Kind.CHOICE, "Bên góp ý", "Side", required=True, choices=OPINION_SIDE, example="agency"),
        Column("agency", Kind.CODE, "Mã cơ quan góp ý", "Agency", refers_to="agencies"),
        Column("author", Kind.TEXT, "Ai góp ý", "By whom", example="cộng đồng dân cư một thôn",
               help_vi="Tên cơ quan hoặc cộng đồng; không ghi tên, địa chỉ của cá nhân.", help_en="An agency or a community; no person's name or address."),
        Column("received_on", Kind.AS_OF, "Ngày nhận", "Received on", example="2026-01-12"),
        Column("document", Kind.TEXT, "Văn bản góp ý", "Document"),
        Column("summary_vi", Kind.TEXT, "Nội dung (tóm tắt)", "What it says (our words, vi)", required=True, example="Giữ lối đi ra ruộng phía bắc."),
        Column("summary_en", Kind.TEXT, "Nội dung tiếng Anh", "What it says (en)"),
        Column("reply_vi", Kind.TEXT, "Trả lời", "Reply"),
        Column("replied_on", Kind.AS_OF, "Ngày trả lời", "Replied on", example="2026-01-20"),
        Column("outcome", Kind.CHOICE, "Kết quả tiếp thu", "Outcome", choices=OPINION_OUTCOME, example="accepted"),
        Column("change_vi", Kind.TEXT, "Đồ án thay đổi gì", "What changed"),
        Column("changed_items", Kind.CODES, "Nội dung quy hoạch thay đổi", "Items changed", refers_to="plan_items"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
    "Mỗi ý kiến một dòng, có trả lời và phần đồ án đã đổi; ý kiến chưa trả lời trước ngày phê duyệt được nêu ra.",
    "One row an opinion, with its reply and what changed; one not answered before the decision is named.",
)
