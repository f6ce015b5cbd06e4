"""Forms of the land room: the filters of parcels and of sites, and a proof as the clearance officer enters it."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from quyhoach.findings import finding
from quyhoach.land.site_words import INFRASTRUCTURE, SITE_PURPOSE
from quyhoach.tables.secrecy import CODE, graded, stamp
from quyhoach_web.forms.data import sentence
from quyhoach_web.forms.filters import ListFilter
from quyhoach_web.language import language, say

_SHA256 = re.compile("[0-9a-fA-F]{64}")
_DAYS = ["%d/%m/%Y", "%Y-%m-%d"]


class ParcelFilter(ListFilter):
    """GET form. ``offered``: what each filter offers. What is not understood is left out, never an error."""

    q = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    step = forms.ChoiceField(required=False)
    mark = forms.ChoiceField(required=False)
    site = forms.ChoiceField(required=False)
    project = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, offered: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"q": say("Tìm thửa, mặt bằng, dự án, xã", "Search parcel, site, project, commune"), "step": say("Bước", "Step"),
                  "mark": say("Tình trạng", "State"), "site": say("Mặt bằng", "Site"), "project": say("Dự án", "Project"),
                  "unit": say("Xã, phường", "Commune")}
        for name, text in labels.items():
            self.fields[name].label = text
        for name, pairs in offered.items():
            self.fields[name].choices = [("", say("tất cả", "all")), *pairs]
        self.fields["q"].widget.attrs["placeholder"] = say("ví dụ: duong cua khau", "e.g. gate road")

    def choices(self) -> list[Any]:
        """The filters beside the search box that offer something."""
        return [self[name] for name in ("step", "mark", "site", "project", "unit") if len(self.fields[name].choices) > 1]


class SiteFilter(forms.Form):
    """GET form: what an investor seeks."""

    q = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    area_least = forms.DecimalField(required=False, min_value=0, max_value=10**7, localize=True)
    area_most = forms.DecimalField(required=False, min_value=0, max_value=10**7, localize=True)
    zone = forms.ChoiceField(required=False)
    gate = forms.ChoiceField(required=False)
    gate_km = forms.DecimalField(required=False, min_value=0, max_value=10**4, localize=True)
    purpose = forms.ChoiceField(required=False)
    needs = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    clean = forms.BooleanField(required=False)

    def __init__(self, *args: Any, zones: list[tuple[str, str]], gates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "q": say("Tìm tên, nơi", "Search name, place"), "area_least": say("Ít nhất (ha)", "At least (ha)"),
            "area_most": say("Nhiều nhất (ha)", "At most (ha)"), "zone": say("Trong khu", "In zone"),
            "gate": say("Gần cửa khẩu, khu", "Near gate or zone"),
            "gate_km": say("Cách nhiều nhất (km)", "Within (km)"), "purpose": say("Dùng vào việc", "Purpose"),
            "needs": say("Hạ tầng đã có", "Infrastructure in place"), "clean": say("Chỉ đất sạch", "Clean land only"),
        }
        for name, text in labels.items():
            self.fields[name].label = text
        every = ("", say("tất cả", "all"))
        self.fields["zone"].choices = [every, *zones]
        self.fields["gate"].choices = [every, *gates]
        self.fields["purpose"].choices = [every, *((code, words[language() != "vi"]) for code, words in SITE_PURPOSE.items())]
        self.fields["needs"].choices = [(code, words[language() != "vi"]) for code, words in INFRASTRUCTURE.items()]
        for name in ("area_least", "area_most", "gate_km"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal", "size": "6"})

    def said(self) -> dict[str, Any]:
        """The parts that were understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [], False)}


class ProofForm(forms.Form):
    """One step done: document, day, and the SHA-256 of its file, reckoned from the file itself or typed. The file is not kept."""

    use_required_attribute = False
    step = forms.ChoiceField()
    done_on = forms.DateField(input_formats=_DAYS)
    document = forms.CharField(max_length=200)
    dated_on = forms.DateField(input_formats=_DAYS, required=False)
    authority = forms.CharField(max_length=200, required=False)
    file = forms.FileField(required=False)
    digest = forms.CharField(max_length=80, required=False)
    amount_vnd = forms.CharField(max_length=40, required=False)
    why = forms.CharField(max_length=500, required=False)

    def __init__(self, *args: Any, steps: list[tuple[str, str]], money: bool, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="proof-%s", **kwargs)
        labels = {
            "step": say("Bước đã làm xong", "Step that was done"), "done_on": say("Ngày làm xong", "Done on"),
            "document": say("Số văn bản, biên bản", "Document number"), "dated_on": say("Ngày của văn bản", "Document dated"),
            "authority": say("Cơ quan ban hành", "Authority"), "file": say("Tệp văn bản", "File of the document"),
            "digest": say("Hoặc mã băm SHA-256", "Or its SHA-256"), "amount_vnd": say("Số tiền đã chi trả (đồng)", "Amount paid (dong)"),
            "why": say("Ghi chú cho nhật ký", "Note for the audit"),
        }
        helps = {
            "done_on": say("dd/mm/yyyy", "dd/mm/yyyy"), "dated_on": say("Chỉ ghi khi khác ngày làm xong.", "Only where it is another day."),
            "file": say("Chỉ tính mã băm, không giữ tệp. Tệp gốc ở lại nơi lưu trữ.", "Only its digest is reckoned; the file is not kept."),
            "digest": say("64 ký tự, do nơi lưu trữ cấp.", "64 characters, from the archive."),
        }
        if not money:
            del self.fields["amount_vnd"]
        for name, field in self.fields.items():
            field.label, field.help_text = labels[name], helps.get(name, "")
            field.error_messages["required"] = say("Chưa ghi: {name}.", "Missing: {name}.", name=labels[name])
        for name in ("done_on", "dated_on"):
            self.fields[name].error_messages["invalid"] = say("Ngày viết như 03/04/2026.", "Write the day as 03/04/2026.")
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"})
        self.fields["step"].choices = [("", "–"), *steps]

    def clean_done_on(self) -> date:
        """Nothing is done in advance."""
        day = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise ValidationError(say("Ngày này chưa đến.", "That day has not come yet."))
        return day

    def clean_amount_vnd(self) -> int | None:
        """Whole đồng as people write them."""
        text = re.sub(r"[.\s\u00a0]", "", self.cleaned_data.get("amount_vnd") or "")
        if text and not (text.isascii() and text.isdigit() and len(text) <= 15):
            raise ValidationError(say("Số tiền là số đồng nguyên, ví dụ 1.642.200.000.", "A whole amount of dong, such as 1.642.200.000."))
        return int(text) if text else None

    def clean_file(self) -> Any:
        """The size is looked at before a byte is read."""
        file = self.cleaned_data.get("file")
        if file and file.size > settings.UPLOAD_LIMIT:
            limit = settings.UPLOAD_LIMIT // 10**6
            raise ValidationError(say("Tệp quá lớn: tối đa {n} MB.", "The file is too large: at most {n} MB.", n=limit))
        return file

    def clean(self) -> dict[str, Any]:
        """The digest of the file, or the typed one; both must be the same."""
        said = self.cleaned_data
        typed, file = (said.get("digest") or "").strip().lower(), said.get("file")
        if typed and not _SHA256.fullmatch(typed):
            self.add_error("digest", say("SHA-256 có đúng 64 ký tự 0–9, a–f.", "A SHA-256 has exactly 64 characters 0–9, a–f."))
        own = hashlib.file_digest(file, "sha256").hexdigest() if file else ""
        if own and typed and own != typed:
            self.add_error("digest", say("Mã băm ghi tay khác mã băm của tệp.", "The typed digest is not the file's."))
        if not own and not typed and "file" not in self.errors:
            self.add_error("file", say("Cần tệp hoặc mã băm: không có thì bước chưa được chứng minh.",
                                       "A file or its digest is needed: without, the step is not proven."))
        said["digest"] = own or typed
        for name in ("document", "authority", "why"):
            text = said.get(name) or ""
            if secret := stamp(text) or graded({name: text}):
                self.add_error(name, sentence(finding(CODE, stamp=secret)))
        return said
