"""What the list of projects is asked: search, filters, order. Whatever is not understood is left out, never an error."""

from __future__ import annotations

from typing import Any

from django import forms

from quyhoach_web.forms.filters import ListFilter
from quyhoach_web.language import say
from quyhoach_web.queries.capital import SORTS

_MORE = ("ownership", "sector", "agency", "zone")


class ProjectFilter(ListFilter):
    """GET form. ``choices``: what each filter offers, as ``queries.capital.filter_choices`` gives it."""

    q = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    status = forms.ChoiceField(required=False)
    plan = forms.ChoiceField(required=False)
    ownership = forms.ChoiceField(required=False)
    sector = forms.ChoiceField(required=False)
    agency = forms.ChoiceField(required=False)
    zone = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[(name, name) for name in SORTS])

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "q": say("Tìm mã, tên, chủ đầu tư", "Search code, name, owner"), "status": say("Tình trạng", "Status"),
            "plan": say("Phương án công bố", "Published plan"), "ownership": say("Hình thức", "Ownership"),
            "sector": say("Ngành", "Sector"), "agency": say("Cơ quan", "Agency"), "zone": say("Khu", "Zone"),
        }
        offered = {**choices, "plan": [("in", say("được bố trí", "funded")), ("out", say("chưa bố trí", "not funded")),
                                      ("none", say("không xét", "not weighed"))]}
        for name, text in labels.items():
            self.fields[name].label = text
        for name, pairs in offered.items():
            self.fields[name].choices = [("", say("tất cả", "all")), *pairs]
        self.fields["q"].widget.attrs["placeholder"] = say("ví dụ: duong cua khau", "e.g. duong cua khau")

    def first(self) -> list[Any]:
        """The filters beside the search box."""
        return [self["plan"], self["status"]]

    def more(self) -> list[Any]:
        """The filters that open on demand."""
        return [self[name] for name in _MORE]

    def more_asked(self) -> bool:
        """Whether one of those is in use, so that it is not hidden."""
        return any(self.said().get(name) for name in _MORE)
