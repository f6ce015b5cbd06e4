"""Values of the law in words: what the command line shows and the reference page prints, in one language at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from quyhoach.dates import format_date
from quyhoach.law.kinds import CERTAINTY_WORDS, COMPENSATION_FORMULAS, UNITS, Certainty
from quyhoach.law.schema import ARTICLE_UNKNOWN, DatedValue, Parameter, Row
from quyhoach.money import format_number

_FIELDS = {
    "a_from": ("nhóm A từ", "group A from"),
    "b_from": ("nhóm B từ", "group B from"),
    "always": ("luôn là nhóm", "always group"),
    "sectors": ("ngành", "sectors"),
    "years": ("số năm", "years"),
    "total_from": ("tổng mức từ", "total from"),
    "total_below": ("dưới", "below"),
    "share": ("tỷ lệ", "share"),
    "at": ("tại", "at"),
    "from_width": ("đường rộng từ", "road width from"),
    "below_width": ("rộng dưới", "width below"),
    "height": ("cao", "height"),
    "from_storeys": ("từ số tầng", "from storeys"),
    "share_least": ("ít nhất", "at least"),
    "share_most": ("nhiều nhất", "at most"),
    "share_also": ("nguồn khác ghi", "another source has"),
    "share_small": ("lô nhỏ", "small lot"),
    "share_large": ("lô lớn", "large lot"),
    "least": ("ít nhất", "at least"),
    "most": ("nhiều nhất", "at most"),
    "plan_level": ("cấp độ", "level"),
    "procedure": ("theo trình tự", "procedure"),
    "successors": ("kế tiếp", "succeeded by"),
    "least_days": ("ít nhất (ngày)", "at least (days)"),
    "within_days": ("trong vòng (ngày)", "within (days)"),
    "after": ("kể từ bước", "after step"),
    "decider": ("do", "by"),
    "level": ("cấp ngân sách", "level"),
    "public": ("vốn đầu tư công", "public capital"),
    "final": ("nguồn trả cuối cùng", "final source"),
    "valid_from": ("từ", "from"),
    "valid_to": ("đến hết", "until"),
    "priority_sectors": ("ưu tiên", "priority"),
    "national": ("quan trọng quốc gia", "nationally important"),
    "A": ("A", "A"),
    "B": ("B", "B"),
    "C": ("C", "C"),
    "branch": ("nhánh", "branch"),
    "of": ("phục vụ bước", "serves step"),
    "stands": ("thay cho bước ấy", "stands in for it"),
    "bound": ("thời hạn", "time limit"),
    "number": ("số", "number"),
    "number_other": ("đất phi nông nghiệp", "non-agricultural land"),
    "time_unit": ("tính theo", "counted in"),
    "side": ("là", "is"),
    "formula": ("bằng", "equals"),
    "taken_from": ("chỉ trừ vào", "taken only from"),
    "moving": ("chỗ ở", "home"),
    "share_from": ("từ", "from"),
    "share_to": ("đến", "to"),
    "months": ("số tháng", "months"),
    "months_most": ("nhiều nhất số tháng", "months at most"),
    "route": ("theo hình thức", "by"),
    "holiday": ("ngày cuối", "last day"),
    "valid_months": ("có giá trị (tháng)", "valid (months)"),
    "valid_until": ("cho tới bước", "until step"),
    "keeps_on": ("giữ trình tự khi đã có bước", "kept once step"),
}
_WORDS = {
    "central": ("trung ương", "central"),
    "local": ("địa phương", "local"),
    "other": ("khác", "other"),
    "month": ("tháng", "months"),
    "day": ("ngày", "days"),
    "days": ("ngày", "days"),
    "working_days": ("ngày làm việc", "working days"),
    "months": ("tháng", "months"),
    "least": ("ít nhất", "at least"),
    "most": ("nhiều nhất", "at most"),
    "main": ("chính", "main"),
    "persuasion": ("vận động, thuyết phục", "persuasion"),
    "enforcement": ("cưỡng chế", "enforcement"),
    "as_counted": ("giữ nguyên dù là ngày nghỉ", "as counted, even a day off"),
    "next_working_day": ("ngày nghỉ thì sang ngày làm việc kế tiếp", "a day off moves to the next working day"),
    "national": ("quan trọng quốc gia", "nationally important"),
    "compensation": ("bồi thường", "compensation"),
    "support": ("hỗ trợ", "support"),
    "bonus": ("thưởng", "bonus"),
    "deduction": ("khấu trừ", "deduction"),
    "stay": ("không di chuyển", "stays"),
    "move": ("di chuyển", "moves"),
    "hard": ("đến địa bàn khó khăn", "moves to a hard area"),
    "auction": ("đấu giá", "auction"),
    "bidding": ("đấu thầu", "bidding"),
    "direct": ("giao, cho thuê trực tiếp", "direct allocation"),
    **COMPENSATION_FORMULAS,
}
_YEARS_AFTER = (("năm kế hoạch", "of the plan year"), ("năm sau", "of the next year"))
_LONGEST_LINE = 220


def pick(pair: tuple[str, str], lang: str) -> str:
    """The Vietnamese or the English of a pair."""
    return pair[0] if lang == "vi" else pair[1]


def certainty_words(certainty: Certainty, lang: str) -> str:
    """How sure we are, e.g. ``chưa kiểm chứng``."""
    return pick(CERTAINTY_WORDS[certainty], lang)


def article_words(article: str, lang: str) -> str:
    """The article as printed; the mark for an unknown one is said in the language asked."""
    return "article not recorded" if article == ARTICLE_UNKNOWN and lang == "en" else article


def period_words(value: DatedValue, lang: str) -> str:
    """``từ 01/01/2020 đến 31/12/2024``, or only its beginning while it is in force."""
    begins = f"{pick(('từ', 'from'), lang)} {format_date(value.valid_from, lang)}"
    return begins if value.valid_to is None else f"{begins} {pick(('đến', 'to'), lang)} {format_date(value.valid_to, lang)}"


def value_words(parameter: Parameter, value: DatedValue, lang: str) -> str:
    """A whole value on one line: a bare one with its unit; rows one after the other, or only their number when that is long."""
    if isinstance(value.value, tuple):
        rows = [(row["code"], row_words(row, lang)) for row in value.value]
        line = "; ".join(f"{code}: {words}" for code, words in rows)
        short = all(words for _, words in rows) and len(line) <= _LONGEST_LINE
        return line if short else f"{len(rows)} {pick(('dòng', 'rows'), lang)}"
    if parameter.unit == "share":
        return _share(value.value, lang)
    return f"{_words(value.value, lang)} {pick(UNITS[parameter.unit], lang)}"


def row_words(row: Row, lang: str) -> str:
    """Everything a row fixes, beside its label: ``nhóm A từ 3.000, nhóm B từ 160``; "" when the label says it all."""
    parts = [_when(row, lang)] if "day" in row else []
    for name, field in _FIELDS.items():
        if name in row:
            text = _share(row[name], lang) if name.startswith("share") else _words(row[name], lang)
            parts.append(f"{pick(field, lang)}{':' if isinstance(row[name], bool) else ''} {text}")
    return ", ".join(parts)


def _when(row: Row, lang: str) -> str:
    if row.get("every_month"):
        return f"{pick(('ngày', 'day'), lang)} {row['day']} {pick(('hằng tháng', 'of every month'), lang)}"
    if row["day"] is None or row["month"] is None:
        return _words(None, lang)
    text = f"{row['day']:02d}/{row['month']:02d}"
    if "plan_year" in row:
        return f"{text} {pick(('năm thứ', 'of year'), lang)} {row['plan_year']} {pick(('của kỳ', 'of the period'), lang)}"
    if "year_offset" in row:
        return f"{text} {pick(_YEARS_AFTER[row['year_offset']], lang)}"
    return text


def _share(value: Decimal | int | None, lang: str) -> str:
    return _words(None, lang) if value is None else f"{format_number((Decimal(value) * 100).normalize() + 0, lang)} %"


def _words(value: Any, lang: str) -> str:
    if value is None:
        return pick(("không nêu", "not stated"), lang)
    if isinstance(value, bool):
        return pick(("có", "yes") if value else ("không", "no"), lang)
    if isinstance(value, int | Decimal):
        return format_number(value, lang)
    if isinstance(value, date):
        return format_date(value, lang)
    if isinstance(value, Mapping):
        return str(value[lang])
    if isinstance(value, tuple):
        return ", ".join(_words(item, lang) for item in value)
    return pick(_WORDS[value], lang) if value in _WORDS else str(value)
