"""The books opened once: from a scenario's tables, or empty with the usual accounts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from quyhoach import law
from quyhoach.findings import Finding, finding, has_errors
from quyhoach.land.ledger import Account, AccountKind
from quyhoach.province.checks.case import Case
from quyhoach.province.land_fund import FundBooks, books_of
from quyhoach_web.models import Advance, LedgerAccount, LedgerEntry
from quyhoach_web.services import provinces
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.ledger import BooksRefused, advance_columns, alone, lines_json, person

USUAL_ACCOUNTS = (
    Account("TG.KB", AccountKind.CASH, "Tiền gửi tại Kho bạc Nhà nước", "Money at the State Treasury"),
    Account("UV.CHO", AccountKind.ADVANCE, "Vốn ứng chưa chi bồi thường", "Advanced, not spent yet"),
    Account("UV.CHI", AccountKind.ADVANCE, "Vốn ứng đã chi bồi thường, giải phóng mặt bằng",
            "Advanced and spent on compensation and clearance"),
    Account("GH.DG", AccountKind.PAYABLE, "Tiền đấu giá, cho thuê đất giữ hộ ngân sách", "Auction and lease money held for the budget"),
    Account("VDL", AccountKind.CAPITAL, "Vốn điều lệ", "Charter capital"),
    Account("VK", AccountKind.CAPITAL, "Vốn hợp pháp khác", "Other legal capital"),
    Account("TN.CP", AccountKind.INCOME, "Thu chi phí sử dụng vốn ứng", "Cost of advanced money received"),
    Account("CP.HD", AccountKind.EXPENSE, "Chi phí hoạt động", "Operating expense"),
)


@transaction.atomic
def open_books(scenario: str, who: object) -> int:
    """Take a scenario's accounts, advances and entries into the empty books; "" opens them empty. Returns the number of entries.

    All or nothing, once: raises BooksRefused when books stand already or the tables have an error.
    """
    alone()
    if LedgerAccount.objects.exists():
        raise BooksRefused(_refused(scenario, "sổ đã mở", "the books are open already"))
    books = _read(scenario) if scenario else None
    accounts = tuple(books.ledger.accounts.values()) if books else USUAL_ACCOUNTS
    LedgerAccount.objects.bulk_create([
        LedgerAccount(code=a.code, kind=str(a.kind), name_vi=a.name_vi, name_en=a.name_en) for a in accounts])
    if books:
        Advance.objects.bulk_create([Advance(entered_by=person(who), entered_at=timezone.now(), source=scenario, **advance_columns(advance))
                                     for advance in books.advances.values()])
        _post_all(books, scenario, who)
    count = len(books.ledger.entries) if books else 0
    record(who, [Act("open", "ledger", scenario or "–", None, {
        "accounts": len(accounts), "advances": len(books.advances) if books else 0, "entries": count})])
    return count


def _read(scenario: str) -> FundBooks:
    province = provinces.current()
    if scenario not in province.scenarios:
        raise BooksRefused(_refused(scenario, "không có kịch bản này", "there is no such scenario"))
    known = law.jurisdiction_note(province.info.jurisdiction) is None
    books = books_of(Case(province, province.scenarios[scenario], (lambda day: law.at(day, province.info.code)) if known else None))
    if not books.ledger.accounts:
        raise BooksRefused(_refused(scenario, "kịch bản chưa có bảng tài khoản của Quỹ", "it has no table of the fund's accounts"))
    if has_errors(books.findings):
        raise BooksRefused(_refused(scenario, "bảng còn lỗi", "its tables have errors"), *books.findings)
    return books


def _refused(scenario: str, vi: str, en: str) -> Finding:
    return finding("LND-136", scenario=scenario or "–", reason_vi=vi, reason_en=en)


def _post_all(books: FundBooks, scenario: str, who: object) -> None:
    """Entries in order of day, numbered from 1; a reversal needs the row it turns round, so rows are written up to it first."""
    posted: dict[str, LedgerEntry] = {}
    waiting: list[LedgerEntry] = []

    def write() -> None:
        LedgerEntry.objects.bulk_create(waiting, batch_size=500)
        waiting.clear()

    for number, entry in enumerate(books.ledger.entries, 1):
        if entry.reverses:
            write()
        row = LedgerEntry(
            number=number, booked_on=entry.booked_on, kind=entry.kind, document=entry.document or entry.id, text=entry.text,
            lines=lines_json(entry.lines), reverses=posted.get(entry.reverses), key=f"open:{scenario}:{entry.id}"[:100],
            source=entry.source, assumed=entry.assumed, posted_by=person(who), posted_at=timezone.now())
        posted[entry.id] = row
        waiting.append(row)
    write()
