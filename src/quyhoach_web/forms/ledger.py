"""Forms of the land fund: an entry line by line, an advance as decided, a day to close, a statement, an account."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from quyhoach.findings import Finding
from quyhoach.land.advances import FundAdvance
from quyhoach.land.ledger import Account, AccountKind, Line
from quyhoach.province.specs.fund_ledger import ACCOUNT_KIND, ADVANCES, ENTRY_KIND, FUND_ENTRIES, REFUND_SOURCE
from quyhoach.tables.cells import read_cell
from quyhoach.tables.spec import Column
from quyhoach_web.forms.data import SentFile, sentence
from quyhoach_web.language import language, say
from quyhoach_web.queries import ledger as read
from quyhoach_web.queries.fund import account_name, cash_accounts
from quyhoach_web.services.ledger import Posting
from quyhoach_web.services.uploads import TABLES

LINES = 6
"""Lines an entry's form offers."""
_OFF = {"autocomplete": "off"}


class CellField(forms.CharField):
    """Read as the cell of a sheet is read: 8.000.000.000, 2,4% and 02/03/2026 are understood."""

    def __init__(self, column: Column, told_later: bool = False, **more: Any) -> None:
        super().__init__(widget=more.pop("widget", forms.TextInput(attrs=_OFF)), **more)
        self.column, self.told_later = column, told_later

    def clean(self, value: Any) -> Any:
        """The cell's value, None when empty; what is ``told_later`` may be, since the service says it with the article."""
        text = "" if self.told_later and not value else super().clean(value)
        if not text:
            return None
        cell = read_cell(text, self.column)
        if cell.code:
            raise ValidationError(sentence(Finding(cell.code, values=cell.values)))
        return cell.value


class _ToldLater(forms.ChoiceField):
    """A choice that is needed; the service says so with the article."""

    def validate(self, value: Any) -> None:
        """One of the choices, or nothing."""
        if value:
            super().validate(value)


def _labels(choices: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, labels[language() != "vi"]) for code, labels in choices.items()]


def _past(day: Any) -> date:
    if day is None:
        raise ValidationError(say("Ghi một ngày.", "State a day."))
    if day > timezone.localdate():
        raise ValidationError(say("Ngày này chưa tới.", "That day has not come."))
    return day


class _Dated(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, CellField) and field.column.kind == "date":
                field.help_text = say("ngày/tháng/năm", "day/month/year")


class EntryForm(_Dated):
    """One entry: day, kind, document, text, and up to six lines. ``key`` is made with the page: sending it twice books once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    booked_on = CellField(FUND_ENTRIES.column("booked_on"))
    kind = forms.ChoiceField()
    document = forms.CharField(max_length=200, widget=forms.TextInput(attrs=_OFF))
    text = forms.CharField(max_length=500, required=False, widget=forms.TextInput(attrs=_OFF))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = str(uuid.uuid4())
        for name, vi, en in (("booked_on", "Ngày ghi sổ", "Booked on"), ("kind", "Nghiệp vụ", "Kind"),
                             ("document", "Số chứng từ", "Document"), ("text", "Diễn giải", "What for")):
            self.fields[name].label = say(vi, en)
        self.fields["kind"].choices = [("", "–"), *(pair for pair in _labels(ENTRY_KIND) if pair[0] != "reversal")]
        self._add_lines()

    def _add_lines(self) -> None:
        accounts = [("", "–"), *((code, f"{code} {account_name(one)}") for code, one in read.accounts().items())]
        advances = [("", "–"), *((code, f"{code} {one.name}"[:80]) for code, one in read.advances().items())]
        for n in range(1, LINES + 1):
            said = say("dòng {n}", "line {n}", n=n)
            self.fields[f"account{n}"] = forms.ChoiceField(choices=accounts, required=False, label=f"{say('Tài khoản', 'Account')}, {said}")
            for side, vi, en in (("debit", "Nợ", "Debit"), ("credit", "Có", "Credit")):
                self.fields[f"{side}{n}"] = CellField(FUND_ENTRIES.column(f"{side}_vnd"), required=False, label=f"{say(vi, en)}, {said}")
                self.fields[f"{side}{n}"].widget.attrs |= {"inputmode": "numeric", "class": "num"}
            self.fields[f"advance{n}"] = forms.ChoiceField(choices=advances, required=False, label=f"{say('Khoản ứng', 'Advance')}, {said}")

    def head(self) -> list[Any]:
        """The fields above the lines."""
        return [self[name] for name in ("booked_on", "kind", "document", "text")]

    def rows(self) -> list[list[Any]]:
        """The fields of the lines, row by row."""
        return [[self[f"{part}{n}"] for part in ("account", "debit", "credit", "advance")] for n in range(1, LINES + 1)]

    def clean_booked_on(self) -> date:
        """A day that has come."""
        return _past(self.cleaned_data["booked_on"])

    def clean(self) -> dict[str, Any]:
        """The lines that were filled in; one with two sides, or none, is named."""
        said = super().clean() or {}
        lines = []
        for n in range(1, LINES + 1):
            account, debit, credit, advance = (said.get(f"{part}{n}") for part in ("account", "debit", "credit", "advance"))
            if not (account or debit or credit or advance):
                continue
            if not account:
                self.add_error(f"account{n}", say("Chọn tài khoản cho dòng này.", "Choose this line's account."))
            elif bool(debit) == bool(credit):
                self.add_error(f"debit{n}", say("Ghi đúng một bên: nợ hoặc có.", "State one side: debit or credit."))
            else:
                lines.append(Line(account, debit or -credit, advance or ""))
        said["lines"] = tuple(lines)
        return said

    def posting(self) -> Posting:
        """What to book."""
        said = self.cleaned_data
        return Posting(said["key"], said["booked_on"], said["kind"], said["lines"], said["document"], said["text"])


class ReversalForm(_Dated):
    """Undo an entry: the day, the document, why."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    booked_on = CellField(FUND_ENTRIES.column("booked_on"))
    document = forms.CharField(max_length=200, widget=forms.TextInput(attrs=_OFF))
    text = forms.CharField(max_length=500, widget=forms.TextInput(attrs=_OFF))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = str(uuid.uuid4())
        self.fields["booked_on"].label, self.fields["document"].label = say("Ngày ghi sổ", "Booked on"), say("Số chứng từ", "Document")
        self.fields["text"].label = say("Vì sao đảo", "Why it is reversed")

    def clean_booked_on(self) -> date:
        """A day that has come."""
        return _past(self.cleaned_data["booked_on"])


_NEEDED = frozenset({"plan_decision", "plan_decided_on", "decision", "decided_on", "refund_on", "cost_rate", "cost_document"})
"""What the law wants an advance to say."""


class AdvanceForm(_Dated):
    """An advance as decided. What is missing is refused by the service, with the article; only the form of cells is judged here."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in ADVANCES.columns:
            if column.name in ("note", "as_of", "assumed"):
                continue
            label = (column.header_vi if language() == "vi" else column.header_en) + (f" ({say('đồng', 'dong')})" if column.unit else "")
            if column.name == "refund_source":
                field: forms.Field = _ToldLater(choices=[("", "–"), *_labels(REFUND_SOURCE)], label=label)
            else:
                needed = column.name in _NEEDED
                field = CellField(column, needed, required=column.required or needed, label=label)
            field.help_text = column.help_vi if language() == "vi" else column.help_en
            if isinstance(field, CellField) and column.kind == "date":
                field.help_text = say("ngày/tháng/năm", "day/month/year")
            self.fields[column.name] = field

    def advance(self) -> FundAdvance:
        """What was typed."""
        said = self.cleaned_data
        text = {name: said.get(name) or "" for name in (
            "project", "site", "borrower", "plan_decision", "decision", "refund_source", "refund_fund", "cost_document")}
        rate = said.get("cost_rate")
        return FundAdvance(
            said["advance"], said["amount_vnd"], said["name_vi"], plan_decided_on=said.get("plan_decided_on"),
            plan_amount=said.get("plan_amount_vnd"), decided_on=said.get("decided_on"), refund_on=said.get("refund_on"),
            cost_rate=rate if rate is None else Decimal(rate), **text)


class CloseForm(_Dated):
    """The last day of the period to close."""

    until = CellField(FUND_ENTRIES.column("booked_on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].label = say("Khóa sổ đến hết ngày", "Close up to the end of")


class StatementForm(SentFile):
    """A file and the account it is of."""

    account = forms.ChoiceField()
    file = forms.FileField(allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = cash_accounts(read.accounts())
        self.fields["account"].label, self.fields["file"].label = say("Tài khoản", "Account"), say("Tệp sao kê", "Statement file")
        self.fields["file"].widget.attrs["accept"] = ",".join(TABLES)
        self.fields["file"].help_text = say(
            "Excel hoặc CSV có các cột: ngày, số tham chiếu, tiền vào, tiền ra, số chứng từ",
            "Excel or CSV with the columns day, reference, received, paid, document")


class AccountForm(forms.Form):
    """A new account of the books."""

    code = forms.RegexField(r"^[\w.\-]{1,60}$", widget=forms.TextInput(attrs=_OFF))
    kind = forms.ChoiceField()
    name_vi = forms.CharField(max_length=300, widget=forms.TextInput(attrs=_OFF))
    name_en = forms.CharField(max_length=300, required=False, widget=forms.TextInput(attrs=_OFF))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, vi, en in (("code", "Mã tài khoản", "Account"), ("kind", "Loại", "Kind"),
                             ("name_vi", "Tên tiếng Việt", "Vietnamese name"), ("name_en", "Tên tiếng Anh", "English name")):
            self.fields[name].label = say(vi, en)
        self.fields["kind"].choices = _labels(ACCOUNT_KIND)

    def account(self) -> Account:
        """What was typed."""
        said = self.cleaned_data
        return Account(said["code"], AccountKind(said["kind"]), said["name_vi"], said["name_en"])
