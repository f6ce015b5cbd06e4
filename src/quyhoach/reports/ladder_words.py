"""The words of the ladder's board, Vietnamese and English side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from quyhoach.dates import format_date
from quyhoach.land.clearance_law import Bound, ClearanceStep
from quyhoach.law.words import row_words
from quyhoach.money import format_number

WORDS: dict[str, tuple[str, str]] = {
    "board": ("Thang thu hồi đất", "Ladder of land recovery"),
    "on": ("ngày {day}", "on {day}"),
    "step": ("Bước cao nhất đã chứng minh", "Highest step proven"),
    "one_step": ("Bước", "Step"),
    "done_on": ("Ngày làm xong", "Done on"),
    "branch": ("Nhánh", "Branch"),
    "none": ("chưa bước nào", "no step yet"),
    "no_law": ("chưa có luật", "no law on file"),
    "parcels": ("Số thửa", "Parcels"),
    "parcel": ("Thửa", "Parcel"),
    "area": ("Diện tích (ha)", "Area (ha)"),
    "site": ("Mặt bằng", "Site"),
    "project": ("Dự án", "Project"),
    "zone": ("Khu", "Zone"),
    "land": ("Loại đất", "Land"),
    "since": ("Từ ngày", "Since"),
    "waits": ("Chờ bước", "Waits for"),
    "due": ("Hạn", "Due"),
    "earliest": ("Sớm nhất bàn giao", "Earliest hand-over"),
    "cleared_on": ("Đã bàn giao", "Handed over"),
    "late": ("trễ hạn", "overdue"),
    "expired": ("thông báo hết hiệu lực", "notice expired"),
    "dies": ("hết hiệu lực", "expires"),
    "opens": ("từ", "from"),
    "mark": ("Lưu ý", "Mark"),
    "projects": ("Dự án chờ mặt bằng", "Projects that wait for land"),
    "waits_for": ("Chờ các thửa", "Waits for parcels"),
    "nothing": ("Chưa có thửa đất nào trong bảng land_parcels.", "The table land_parcels has no parcel yet."),
    "nothing_of": ("Bảng land_parcels chưa có thửa nào của {code}.", "The table land_parcels has no parcel of {code} yet."),
    "records_sheet": ("Đã công bố", "Published"),
    "source": ("Nguồn", "Source"),
    "records": ("Giải phóng mặt bằng theo số liệu đã công bố", "Clearance as published"),
    "record": ("Dòng", "Row"),
    "subject": ("Nội dung", "Subject"),
    "done": ("Đã xong (ha)", "Done (ha)"),
    "required": ("Cần (ha)", "Required (ha)"),
    "share": ("Tỷ lệ", "Share"),
    "households": ("Số hộ", "Households"),
    "snapshot": ("Thời điểm", "As of"),
    "proofs": ("Chứng cứ", "Proofs"),
    "document": ("Văn bản", "Document"),
    "digest": ("SHA-256 của tệp", "SHA-256 of the file"),
    "alive": ("Còn hiệu lực", "Alive"),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "procedure": ("Trình tự", "Procedure"),
    "clock": ("Thời hạn", "Clock"),
    "article": ("Điều khoản", "Article"),
    "certainty": ("Chắc chắn", "Certainty"),
    "regime": ("Áp dụng", "Regime"),
    "more": ("… và {count} thửa nữa; đủ ở --json hoặc -o.", "… and {count} more; all with --json or -o."),
    "least": ("ít nhất", "at least"),
    "most": ("trong vòng", "within"),
    "after": ("kể từ", "after"),
    "valid": ("có giá trị {count} tháng", "valid for {count} months"),
    "days": ("ngày", "days"),
    "working_days": ("ngày làm việc", "working days"),
    "months": ("tháng", "months"),
    "other_land": ("đất khác", "other land"),
}


def ladder_word(key: str, lang: str, **values: object) -> str:
    """A word or phrase, its gaps filled."""
    return WORDS[key][0 if lang == "vi" else 1].format(**values)


def day_word(day: date | None, lang: str) -> str:
    """A day as the language writes it, "–" when not known."""
    return format_date(day, lang) if day else "–"


def area_word(area: Decimal | None, lang: str) -> str:
    """Hectares as the language writes them, "–" when not known."""
    return "–" if area is None else format_number(area, lang)


def clock_word(step: ClearanceStep, label: str, lang: str) -> str:
    """``ít nhất 90 ngày (đất khác 180) kể từ: thông báo thu hồi đất``; "" without a clock. ``label``: the start's name."""
    parts = []
    if step.clock is not None:
        clock = step.clock
        other = f" ({ladder_word('other_land', lang)} {clock.number_other})" if clock.number_other is not None else ""
        bound = ladder_word("least" if clock.bound is Bound.LEAST else "most", lang)
        parts.append(f"{bound} {clock.number} {ladder_word(clock.unit, lang)}{other} {ladder_word('after', lang)}: {label}")
    if step.valid_months is not None:
        parts.append(ladder_word("valid", lang, count=step.valid_months))
    return "; ".join(parts)


def branch_word(step: ClearanceStep, lang: str) -> str:
    """The branch a step stands on, as the law pages name it."""
    return row_words({"branch": step.branch}, lang).split(" ", 1)[1]
