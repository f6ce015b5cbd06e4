"""The words of the land fund's reports, Vietnamese and English side by side."""

from __future__ import annotations

from quyhoach.land.advances import BUCKET_NAMES
from quyhoach.land.fund_year import FLOW_KINDS
from quyhoach.province.specs.fund_ledger import ACCOUNT_KIND, ENTRY_KIND, REFUND_SOURCE

_WORDS: dict[str, tuple[str, str]] = {
    "fund": ("Quỹ phát triển đất", "Land Development Fund"),
    "books": ("Sổ của Quỹ", "The fund's books"),
    "balances": ("Bảng cân đối tài khoản", "Trial balance"),
    "years": ("Cân đối theo năm", "Balance by year"),
    "plan": ("Kế hoạch năm của Quỹ", "Yearly plan of the fund"),
    "advances": ("Vốn ứng và hoàn trả", "Advances and refunds"),
    "ageing": ("Tuổi nợ vốn ứng", "Age of advances"),
    "journal": ("Sổ nhật ký", "Journal"),
    "reconciliation": ("Đối chiếu sao kê", "Reconciliation"),
    "as_of": ("Đến ngày", "As of"), "unit": ("Đơn vị: đồng", "Unit: dong"), "account": ("Tài khoản", "Account"), "name": ("Tên", "Name"),
    "kind": ("Loại", "Kind"), "debit": ("Phát sinh nợ", "Debits"), "credit": ("Phát sinh có", "Credits"), "balance": ("Số dư", "Balance"),
    "total": ("Cộng", "Total"), "year": ("Năm", "Year"), "opening": ("Số dư đầu năm", "Opening"), "in": ("Tiền vào", "Money in"),
    "out": ("Tiền ra", "Money out"), "closing": ("Số dư cuối năm", "Closing"), "booked": ("đã ghi sổ", "booked"),
    "planned": ("kế hoạch", "planned"), "basis": ("Cơ sở", "Basis"), "what": ("Nội dung", "What"), "amount": ("Số tiền", "Amount"),
    "rank": ("Bậc ưu tiên", "Rank"), "advance": ("Khoản ứng", "Advance"),
    "decided": ("Quyết định", "Decided"), "paid": ("Đã ứng", "Paid out"),
    "refunded": ("Đã hoàn trả", "Refunded"), "outstanding": ("Còn phải thu", "Outstanding"),
    "cost": ("Chi phí sử dụng vốn", "Cost of money"),
    "due": ("Hạn hoàn trả", "Due"), "source": ("Nguồn hoàn trả", "Refund source"), "age": ("Tuổi nợ", "Age"),
    "charter": ("Vốn điều lệ xin bố trí", "Charter capital asked of the budget"), "entry": ("Bút toán", "Entry"), "day": ("Ngày", "Day"),
    "document": ("Chứng từ", "Document"), "text": ("Diễn giải", "Text"), "debit_side": ("Nợ", "Debit"), "credit_side": ("Có", "Credit"),
    "matched": ("khớp", "matched"), "only_statement": ("chỉ có trong sao kê", "in the statement only"),
    "only_book": ("chỉ có trong sổ", "in the books only"), "reference": ("Tham chiếu", "Reference"), "state": ("Kết quả", "Result"),
    "none": ("không có", "none"), "assumed": ("giả định", "assumed"), "need": ("Nhu cầu", "Needs"), "short": ("Thiếu", "Short"),
}


def fund_word(key: str, lang: str) -> str:
    """One word of these reports. Raises KeyError."""
    return _WORDS[key][lang != "vi"]


def flow_word(kind: str, lang: str) -> str:
    """A kind of money movement; the kind itself when it has no name."""
    return FLOW_KINDS.get(kind, ENTRY_KIND.get(kind, (kind, kind)))[lang != "vi"]


def entry_word(kind: str, lang: str) -> str:
    """A kind of entry."""
    return ENTRY_KIND.get(kind, (kind, kind))[lang != "vi"]


def account_word(kind: str, lang: str) -> str:
    """A kind of account."""
    return ACCOUNT_KIND.get(kind, (kind, kind))[lang != "vi"]


def refund_word(source: str, lang: str) -> str:
    """A refund source, "–" when none is named."""
    return REFUND_SOURCE.get(source, ("–", "–"))[lang != "vi"]


def bucket_word(bucket: str, lang: str) -> str:
    """An age of debt."""
    return BUCKET_NAMES[bucket][lang != "vi"]
