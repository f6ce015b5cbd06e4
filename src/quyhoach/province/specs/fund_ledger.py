"""The land fund's books: accounts, entries line by line, advances, and the statement of the Treasury or a bank. In whole đồng."""

from quyhoach.province.specs.provenance import PROVENANCE
from quyhoach.tables.spec import Column, Kind, TableSpec

ACCOUNT_KIND = {
    "cash": ("tiền gửi", "money on account"),
    "advance": ("phải thu vốn ứng", "advances to be refunded"),
    "payable": ("phải trả, giữ hộ", "owed or held for others"),
    "capital": ("vốn của Quỹ", "the fund's capital"),
    "income": ("thu", "income"),
    "expense": ("chi phí", "expense"),
}
ENTRY_KIND = {
    "opening": ("số dư đầu kỳ", "opening balance"),
    "capital": ("nhận vốn", "capital received"),
    "advance": ("ứng vốn", "advance paid out"),
    "spent": ("vốn ứng đã chi bồi thường, giải phóng mặt bằng", "advance spent on compensation and clearance"),
    "revenue": ("thu tiền đấu giá, cho thuê đất", "auction or lease money received"),
    "refund": ("hoàn trả vốn ứng", "refund of an advance"),
    "cost": ("chi phí sử dụng vốn ứng", "cost of advanced money"),
    "transfer": ("nộp ngân sách, chuyển tiền", "paid to the budget, moved"),
    "operating": ("thu, chi hoạt động", "operating income and expense"),
    "reversal": ("bút toán đảo", "reversal"),
}
REFUND_SOURCE = {
    "auction": ("tiền đấu giá quyền sử dụng đất", "auction of the land-use right"),
    "lease": ("tiền thuê đất", "land rent"),
    "project_budget": ("vốn của dự án", "the project's own budget line"),
    "investor_deduction": ("nhà đầu tư ứng trước được khấu trừ", "the investor's deduction"),
}

FUND_ACCOUNTS = TableSpec(
    "fund_accounts", "Tài khoản của Quỹ phát triển đất", "Accounts of the land fund", ("account",),
    (
        Column("account", Kind.CODE, "Mã tài khoản", "Account", required=True, example="TG.KB"),
        Column("name_vi", Kind.TEXT, "Tên tài khoản", "Name (vi)", required=True, example="Tiền gửi tại Kho bạc Nhà nước"),
        Column("name_en", Kind.TEXT, "Tên tiếng Anh", "Name (en)"),
        Column("kind", Kind.CHOICE, "Loại tài khoản", "Kind", required=True, choices=ACCOUNT_KIND, example="cash"),
        *PROVENANCE,
    ),
)

FUND_ENTRIES = TableSpec(
    "fund_entries", "Sổ nhật ký của Quỹ phát triển đất", "Journal of the land fund", ("entry", "line"),
    (
        Column("entry", Kind.CODE, "Số bút toán", "Entry", required=True, example="BT001"),
        Column("line", Kind.WHOLE, "Dòng", "Line", required=True, example="1",
               help_vi="Một bút toán có từ hai dòng; tổng nợ bằng tổng có.", help_en="An entry has two lines or more; debits equal credits."),
        Column("booked_on", Kind.DATE, "Ngày ghi sổ", "Booked on", required=True, example="02/02/2026"),
        Column("kind", Kind.CHOICE, "Nghiệp vụ", "Kind", required=True, choices=ENTRY_KIND, example="advance"),
        Column("account", Kind.CODE, "Tài khoản", "Account", required=True, refers_to="fund_accounts", example="UV"),
        Column("debit_vnd", Kind.WHOLE, "Ghi nợ", "Debit", unit="đồng", example="8.000.000.000"),
        Column("credit_vnd", Kind.WHOLE, "Ghi có", "Credit", unit="đồng"),
        Column("advance", Kind.CODE, "Khoản ứng", "Advance", refers_to="advances", example="UV01"),
        Column("document", Kind.TEXT, "Số chứng từ", "Document", example="UNC 12/2026"),
        Column("text", Kind.TEXT, "Diễn giải", "What for"),
        Column("reverses", Kind.CODE, "Đảo bút toán", "Reverses entry"),
        *PROVENANCE,
    ),
)

ADVANCES = TableSpec(
    "advances", "Khoản ứng vốn của Quỹ", "Advances of the land fund", ("advance",),
    (
        Column("advance", Kind.CODE, "Mã khoản ứng", "Advance", required=True, example="UV01"),
        Column("name_vi", Kind.TEXT, "Nội dung", "What for", required=True),
        Column("project", Kind.CODE, "Mã dự án", "Project code", refers_to="projects", example="DA02"),
        Column("site", Kind.CODE, "Mã mặt bằng", "Site", example="MB01"),
        Column("borrower", Kind.TEXT, "Đơn vị nhận ứng", "Who receives it", example="Ban quản lý dự án tỉnh"),
        Column("amount_vnd", Kind.WHOLE, "Số vốn ứng", "Amount advanced", required=True, unit="đồng", example="8.000.000.000"),
        Column("plan_decision", Kind.TEXT, "Quyết định phê duyệt phương án bồi thường", "Decision on the compensation plan", example="21/QĐ-UBND"),
        Column("plan_decided_on", Kind.DATE, "Ngày phê duyệt phương án", "Compensation plan decided on", example="20/01/2026"),
        Column("plan_amount_vnd", Kind.WHOLE, "Kinh phí phương án", "Budget of the plan", unit="đồng"),
        Column("decision", Kind.TEXT, "Quyết định ứng vốn", "Advance decision", example="30/QĐ-UBND"),
        Column("decided_on", Kind.DATE, "Ngày quyết định ứng vốn", "Advance decided on", example="30/01/2026"),
        Column("refund_source", Kind.CHOICE, "Nguồn hoàn trả", "Refund source", choices=REFUND_SOURCE, example="project_budget"),
        Column("refund_fund", Kind.CODE, "Mã nguồn vốn hoàn trả", "Source code of the refund", refers_to="sources", example="NSDP.CD"),
        Column("refund_on", Kind.DATE, "Ngày phải hoàn trả", "Refund due on", example="31/12/2027"),
        Column("cost_rate", Kind.SHARE, "Chi phí sử dụng vốn một năm", "Cost of money a year", example="2,4%",
               help_vi="Ghi theo quyết định ứng vốn; không thu thì ghi 0. Không có giá trị mặc định.",
               help_en="As the advance decision says; 0 when none is charged. There is no default."),
        Column("cost_document", Kind.TEXT, "Văn bản nêu chi phí", "Document of the cost"),
        Column("note", Kind.TEXT, "Ghi chú", "Note"),
        *PROVENANCE,
    ),
)

STATEMENT_LINES = TableSpec(
    "statement_lines", "Sao kê Kho bạc, ngân hàng", "Statement of the Treasury or bank", ("account", "reference"),
    (
        Column("account", Kind.CODE, "Tài khoản", "Account", required=True, refers_to="fund_accounts", example="TG.KB"),
        Column("reference", Kind.CODE, "Số tham chiếu", "Reference", required=True, example="KB-0001",
               aliases=("Số giao dịch", "Mã giao dịch", "Số bút toán ngân hàng")),
        Column("booked_on", Kind.DATE, "Ngày giao dịch", "Date", required=True, example="02/02/2026", aliases=("Ngày", "Ngày hạch toán")),
        Column("received_vnd", Kind.WHOLE, "Tiền vào", "Received", unit="đồng", aliases=("Ghi có", "Phát sinh có", "Số tiền ghi có")),
        Column("paid_vnd", Kind.WHOLE, "Tiền ra", "Paid", unit="đồng", aliases=("Ghi nợ", "Phát sinh nợ", "Số tiền ghi nợ"), example="8.000.000.000"),
        Column("document", Kind.TEXT, "Số chứng từ", "Document", aliases=("Số CT",), example="UNC 12/2026"),
        Column("text", Kind.TEXT, "Nội dung", "Text", aliases=("Diễn giải",)),
        *PROVENANCE,
    ),
)

FUND_LEDGER = (FUND_ACCOUNTS, ADVANCES, FUND_ENTRIES, STATEMENT_LINES)
