"""Forms of the data room: a file with its table, and one row drawn from the spec of its table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape

from quyhoach.findings import Finding, Severity, finding
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables import kinds
from quyhoach.tables.cells import read_cell
from quyhoach.tables.origin import reference_path
from quyhoach.tables.secrecy import CODE, graded, stamp
from quyhoach.tables.spec import Column, Kind, Row, TableSpec
from quyhoach_web.language import language, say
from quyhoach_web.models import Record
from quyhoach_web.queries.data import layer_label, layers, specs_of, title, typed, unit_of
from quyhoach_web.services.cells import to_json
from quyhoach_web.services.imports import merged
from quyhoach_web.services.uploads import LAYERS, TABLES, Refused, checked

_PLAIN = frozenset({"csrfmiddlewaretoken", "version", "why"})


def sentence(one: Finding) -> str:
    """A finding as one line of a form."""
    return f"{one.text('message', language())} {one.text('remedy', language())} ({one.code})"


class SentFile(forms.Form):
    """A form to which a table file is sent."""

    def clean_file(self) -> Any:
        """Size and kind are looked at before a byte is read."""
        file = self.cleaned_data["file"]
        try:
            checked(file.name, file.size)
        except Refused as refused:
            raise ValidationError(sentence(refused.finding)) from refused
        return file


class UploadForm(SentFile):
    """``layer`` and ``table`` ("": by the names of the sheets) matter for tables; a GeoJSON file is the communes' layer."""

    file = forms.FileField(allow_empty_file=True)
    layer = forms.ChoiceField(required=False)
    table = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = say("Tệp", "File")
        self.fields["file"].widget.attrs["accept"] = ",".join((*TABLES, *LAYERS))
        self.fields["file"].help_text = say(
            "Excel (.xlsx, .xls), .ods, .csv, văn bản Unicode (.txt); ranh giới xã: .geojson",
            "Excel (.xlsx, .xls), .ods, .csv, Unicode text (.txt); commune boundaries: .geojson")
        self.fields["layer"].label = say("Nạp vào", "Load into")
        self.fields["layer"].choices = [(name, layer_label(name)) for name in layers()]
        self.fields["table"].label = say("Bảng", "Table")
        self.fields["table"].choices = [
            ("", say("nhận theo tên trang tính", "recognise by the sheets' names")),
            (say("Số liệu thực", "Facts"), [(name, title(spec)) for name, spec in FACTS.items()]),
            (say("Kịch bản", "Scenario"), [(name, title(spec)) for name, spec in SCENARIO.items()])]

    def clean(self) -> dict[str, Any]:
        """The table must be one of the layer's."""
        said = self.cleaned_data
        said["layer"] = said.get("layer") or "facts"
        if said.get("table") and said["table"] not in specs_of(said["layer"]):
            self.add_error("table", say(
                "Bảng này không thuộc nơi đã chọn ở mục «Nạp vào».", "This table is not part of where you load into."))
        return said


class RowForm(forms.Form):
    """One row: every column of the spec but the key and ``hidden`` ones, which keep what stands. ``values``: what stands. After
    validation ``after`` holds the new values."""

    use_required_attribute = False  # what is missing is told by the page, with the reason
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, spec: TableSpec, record: Record, money: str, data: Any = None, hidden: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(data, initial={"version": str(record.version)}, auto_id="row-%s")
        self.spec, self.record, self.values = spec, record, record.values
        self.columns = [column for column in spec.columns if column.name not in spec.key and column.name not in hidden]
        for column in self.columns:
            self.fields[column.name] = _field(column, spec, money, typed(column, self.values.get(column.name)))
        self.fields["why"] = forms.CharField(
            max_length=500, label=say("Vì sao sửa", "Why the change"),
            help_text=say("Ghi vào nhật ký cùng tên bạn, ví dụ số văn bản.",
                          "Kept in the audit with your name, such as the document's number."))

    def text_of(self, column: Column) -> str:
        """What was typed, line ends as stored."""
        return str(self.data.get(column.name, "")).replace("\r\n", "\n")

    def touched(self, based: Mapping[str, Any]) -> dict[str, str]:
        """The columns this person changed from what the form showed, and what they typed."""
        return {column.name: self.text_of(column) for column in self.columns
                if self.text_of(column) != typed(column, based.get(column.name))}

    def clean(self) -> dict[str, Any]:
        """Read every cell as a sheet's would be read; gather the row."""
        forged = sorted(set(self.data) - set(self.fields) - _PLAIN)
        if forged:
            self.add_error(None, sentence(finding("WEB-009", names=", ".join(forged)[:200])))
        read: dict[str, Any] = dict.fromkeys(column.name for column in self.spec.columns)
        touched = self.touched(self.values)
        for column in self.columns:
            if column.name in touched:
                read[column.name] = self._read(column, touched[column.name])
        after = merged(self.spec, self.values, to_json(Row(read)), touched)
        self._required(after)
        self._references(after, touched)
        self.after = after
        return self.cleaned_data

    def _read(self, column: Column, text: str) -> Any:
        if secret := stamp(text) or graded({column.name: text}):
            self.add_error(column.name, sentence(finding(CODE, stamp=secret)))
            return None
        cell = read_cell(text, column)
        if cell.code:
            found = Finding(cell.code, values=cell.values)
            if found.severity is Severity.ERROR:
                self.add_error(column.name, sentence(found))
        return cell.value

    def _required(self, after: Mapping[str, Any]) -> None:
        for column in self.columns:
            if after.get(column.name) is None and _is_required(column, after) and column.name not in self.errors:
                self.add_error(column.name, _missing(column, self.spec))

    def _references(self, after: Mapping[str, Any], touched: Mapping[str, str]) -> None:
        """A code that was typed must name a row of the table it refers to."""
        for column in self.columns:
            value = after.get(column.name)
            if column.name not in touched or not column.refers_to or value is None or column.name in self.errors:
                continue
            codes = set(value) if isinstance(value, list) else {str(value)}
            known = Record.objects.filter(layer__in={"facts", self.record.layer}, table=column.refers_to, key__in=codes)
            for code in sorted(codes - set(known.values_list("key", flat=True))):
                self.add_error(column.name, sentence(finding("WEB-010", value=code, table=column.refers_to)))


def _is_required(column: Column, after: Mapping[str, Any]) -> bool:
    if column.required or column.required_if is None:
        return column.required
    other, wanted = column.required_if
    value = after.get(other)
    return (str(int(value)) if isinstance(value, bool) else str(value)) in wanted


def _missing(column: Column, spec: TableSpec) -> str:
    header = kinds.header(column, language())
    return sentence(finding("TAB-040", name=column.name, because="", column=header, page=reference_path(spec)))


def _field(column: Column, spec: TableSpec, money: str, initial: str) -> forms.CharField:
    lang, unit = language(), unit_of(column, money)
    label = kinds.header(column, lang) + (f" ({unit})" if unit else "")
    example = say("Ví dụ: {example}", "Example: {example}", example=column.example) if column.example and not column.choices else ""
    hint = " ".join(part for part in (kinds.meaning(column, lang), example) if part)
    field = forms.CharField(label=label, required=column.required,
                            error_messages={"required": _missing(column, spec)}, initial=initial, widget=_widget(column, initial),
                            strip=False)
    field.help_text = escape(hint)  # the part prints help as it stands
    return field


def _widget(column: Column, initial: str) -> forms.Widget:
    if column.kind is Kind.CHOICE:
        return forms.Select(choices=[("", "–"), *((code, kinds.choice(column, code, language())) for code in column.choices)])
    if column.kind is Kind.FLAG:
        yes, no = kinds.YES_NO[language()]
        return forms.Select(choices=[("", "–"), ("1", yes), ("0", no)])
    if column.kind is Kind.TEXT and (len(initial) > 80 or "\n" in initial):
        return forms.Textarea(attrs={"rows": 3})
    return forms.TextInput(attrs={"autocomplete": "off"})
