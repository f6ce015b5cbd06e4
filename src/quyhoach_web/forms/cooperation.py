"""Forms of joint projects: for our side in Vietnamese and English, for the other side in Chinese and Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from quyhoach.dates import parse_date
from quyhoach.findings import finding
from quyhoach.tables.numbers import parse_number
from quyhoach.tables.secrecy import CODE, stamp
from quyhoach_web.forms.data import sentence
from quyhoach_web.language import language

_CHINESE_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_LONG = 4000

Words = tuple[str, str, str]
"""Vietnamese, English, Chinese."""
SECRET = "内容带有密级标记，不予接收（ZON-180）。"


def in_words(words: Words, lang: str) -> str:
    """The sentence in one of the three languages."""
    return words[("vi", "en", "zh").index(lang)]


class DayField(forms.CharField):
    """A day as either side writes it: 30/06/2026, 2026-06-30, 2026年6月30日."""

    lang = "vi"

    def to_python(self, value: Any) -> date | None:
        """Raises ValidationError for what is no day."""
        text = super().to_python(value)
        if not text:
            return None
        found = _CHINESE_DAY.fullmatch(text)
        try:
            return date(*(int(part) for part in found.groups())) if found else parse_date(text)
        except ValueError as wrong:
            raise forms.ValidationError(in_words((
                "Không đọc được ngày, hãy gõ như 30/06/2026.", "This is no day; type it as 30/06/2026.",
                "无法识别日期，请写作 2026年6月30日 或 30/06/2026。"), self.lang)) from wrong


class PercentField(forms.CharField):
    """A percentage, with or without its mark; gives the share 0–1."""

    lang = "vi"

    def to_python(self, value: Any) -> Decimal | None:
        """Raises ValidationError for what is no percentage."""
        text = super().to_python(value).replace("%", "").replace("％", "").strip()
        if not text:
            return None
        number = parse_number(text)
        if number is None or not 0 <= number <= 100:
            raise forms.ValidationError(in_words((
                "Hãy gõ phần trăm từ 0 đến 100, ví dụ 40.", "Type a percentage from 0 to 100, such as 40.",
                "请填写 0 至 100 的百分数，如 40。"), self.lang))
        return number / 100


class _Plain(forms.Form):
    """Words in the reader's language; whatever carries a stamp of secrecy is refused."""

    use_required_attribute = False
    labels: dict[str, Words]
    hints: dict[str, Words] = {}  # noqa: RUF012 - never changed; a class has its own

    def __init__(self, *args: Any, lang: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = lang or language()
        for name, field in self.fields.items():
            field.label = in_words(self.labels[name], self.lang)
            field.help_text = in_words(self.hints.get(name, ("", "", "")), self.lang)
            field.error_messages["required"] = in_words(("Cần điền ô này.", "This is needed.", "此项必填。"), self.lang)
            if isinstance(field, DayField | PercentField):
                field.lang = self.lang

    def clean(self) -> dict[str, Any]:
        """A stamp of secrecy in any text keeps the form out."""
        for name, text in self.data.items():
            if name in self.fields and isinstance(text, str) and (found := stamp(text)):
                self.add_error(name, SECRET if self.lang == "zh" else sentence(finding(CODE, stamp=found)))
        return self.cleaned_data


def _text(required: bool = False, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(required=required, max_length=_LONG, widget=widget)


class RuleForm(_Plain):
    """Which fields of one row, or of every row of a table, go to which parties, from when, by which decision."""

    names = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    parties = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    decision = _text(True)
    decided_on = DayField()
    since = DayField()
    until = DayField(required=False)
    labels = {  # noqa: RUF012 - never changed
        "names": ("Các ô cho xem", "Fields to release", ""), "parties": ("Cho bên nào xem", "To which parties", ""),
        "decision": ("Theo quyết định số", "By decision number", ""), "decided_on": ("Ngày quyết định", "Decided on", ""),
        "since": ("Cho xem từ ngày", "Released from", ""), "until": ("Đến hết ngày", "Until", ""),
    }
    hints = {  # noqa: RUF012 - never changed
        "decision": ("Ví dụ 05/QĐ-UBND", "Such as 05/QĐ-UBND", ""), "decided_on": ("Ví dụ 30/03/2026", "Such as 30/03/2026", ""),
        "since": ("Không sớm hơn ngày quyết định", "Not before the decision", ""),
        "until": ("Để trống: tới khi thu hồi", "Empty: until it is withdrawn", ""),
    }

    def __init__(self, *args: Any, names: Iterable[tuple[str, str]], parties: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].choices, self.fields["parties"].choices = list(names), list(parties)

    def clean(self) -> dict[str, Any]:
        """Never before the decision; never backwards."""
        said = super().clean()
        since, until, decided = said.get("since"), said.get("until"), said.get("decided_on")
        if since and decided and since < decided:
            early: Words = ("Không cho xem trước ngày quyết định.", "Nothing is released before the decision.", "")
            self.add_error("since", in_words(early, self.lang))
        if since and until and until < since:
            self.add_error("until", in_words(("Ngày cuối phải sau ngày đầu.", "The last day comes after the first.", ""), self.lang))
        return said


class WithdrawForm(_Plain):
    """Why a release ends."""

    why = _text(True)
    labels = {"why": ("Vì sao thu hồi", "Why it is withdrawn", "")}  # noqa: RUF012 - never changed


class CommitmentForm(_Plain):
    """A commitment of minutes that are there, or of new minutes written with it."""

    minutes = forms.ChoiceField(required=False)
    new_title_vi = _text()
    new_title_zh = _text()
    new_number = _text()
    new_held_on = DayField(required=False)
    text_vi = _text(True, 2)
    text_zh = _text(False, 2)
    party = forms.ChoiceField()
    responsible_ours = _text()
    responsible_theirs = _text()
    due = DayField()
    labels = {  # noqa: RUF012 - never changed
        "minutes": ("Theo biên bản", "From minutes", ""), "new_title_vi": ("Biên bản mới: tên", "New minutes: title", ""),
        "new_title_zh": ("Biên bản mới: tên tiếng Trung", "New minutes: title in Chinese", ""),
        "new_number": ("Biên bản mới: số, ký hiệu", "New minutes: number", ""),
        "new_held_on": ("Biên bản mới: ngày họp", "New minutes: held on", ""),
        "text_vi": ("Việc cam kết", "What is committed", ""), "text_zh": ("Việc cam kết, tiếng Trung", "Commitment in Chinese", ""),
        "party": ("Bên phải làm", "Party bound", ""), "responsible_ours": ("Đầu mối phía ta", "Contact on our side", ""),
        "responsible_theirs": ("Đầu mối phía bạn", "Contact on the other side", ""), "due": ("Hạn", "Due", ""),
    }
    hints = {"due": ("Ví dụ 30/06/2026. Ngày nghỉ của mỗi bên hiện ở trang cam kết.",  # noqa: RUF012 - never changed
                     "Such as 30/06/2026. Days off of either side show on the commitment's page.", "")}

    def __init__(self, *args: Any, minutes: Iterable[tuple[str, str]], parties: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = in_words(("– biên bản mới, ghi bên dưới –", "– new minutes, below –", ""), self.lang)
        self.fields["minutes"].choices, self.fields["party"].choices = [("", new), *minutes], list(parties)

    def clean(self) -> dict[str, Any]:
        """Minutes are chosen or written."""
        said = super().clean()
        if not said.get("minutes") and not said.get("new_title_vi") and "new_title_vi" not in self.errors:
            self.add_error("new_title_vi", in_words(
                ("Chọn một biên bản, hoặc ghi tên biên bản mới.", "Choose minutes, or title new ones.", ""), self.lang))
        return said

    def new_minutes(self) -> dict[str, Any] | None:
        """The minutes to write, None where some were chosen."""
        said = self.cleaned_data
        return None if said["minutes"] else {name: said[f"new_{name}"] for name in ("title_vi", "title_zh", "number", "held_on")}


class ProgressForm(_Plain):
    """How far a commitment is, in the reporter's words."""

    done = PercentField()
    reported_on = DayField()
    text_vi = _text(False, 2)
    text_zh = _text(False, 2)
    labels = {  # noqa: RUF012 - never changed
        "done": ("Đã xong (%)", "Done (%)", "完成比例（%）"), "reported_on": ("Ngày báo", "Reported on", "报告日期"),
        "text_vi": ("Nội dung, tiếng Việt", "Report, Vietnamese", "说明（越文）"),
        "text_zh": ("Nội dung, tiếng Trung", "Report, Chinese", "说明（中文）"),
    }


class CountersignForm(_Plain):
    """Agreed, or disputed with one's own figure and words."""

    countersign = forms.ChoiceField(widget=forms.RadioSelect)
    countersigned_on = DayField()
    countersign_done = PercentField(required=False)
    countersign_vi = _text(False, 2)
    countersign_zh = _text(False, 2)
    labels = {  # noqa: RUF012 - never changed
        "countersign": ("Ý kiến", "Answer", "会签意见"), "countersigned_on": ("Ngày xác nhận", "Day", "会签日期"),
        "countersign_done": ("Theo bên xác nhận, đã xong (%)", "Done in the countersigner's view (%)", "贵方认定的完成比例（%）"),
        "countersign_vi": ("Lời bên xác nhận, tiếng Việt", "Countersigner's words, Vietnamese", "说明（越文）"),
        "countersign_zh": ("Lời bên xác nhận, tiếng Trung", "Countersigner's words, Chinese", "说明（中文）"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers: dict[str, Words] = {"agreed": ("Xác nhận", "Agreed", "同意"), "disputed": ("Không đồng ý", "Not agreed", "不同意")}
        self.fields["countersign"].choices = [(code, in_words(words, self.lang)) for code, words in answers.items()]

    def clean(self) -> dict[str, Any]:
        """Who disagrees says how they see it."""
        said = super().clean()
        silent = not any(said.get(name) for name in ("countersign_vi", "countersign_zh")) and said.get("countersign_done") is None
        if said.get("countersign") == "disputed" and silent and "countersign_done" not in self.errors:
            self.add_error("countersign_done", in_words((
                "Không đồng ý thì ghi tỷ lệ theo bên mình, hoặc lý do.", "Who disagrees gives an own percentage, or the reason.",
                "不同意时请填写贵方认定的比例或理由。"), self.lang))
        return said
