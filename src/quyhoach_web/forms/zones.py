"""What the list of plans is asked. Whatever is not understood is left out, never an error."""

from __future__ import annotations

from typing import Any

from django import forms

from quyhoach.province.specs.plans import PLAN_LEVEL, PLAN_STATUS
from quyhoach_web.forms.filters import ListFilter
from quyhoach_web.language import say

UNKNOWN = "none"
"""Asks for plans that do not say it."""


class ZoneFilter(ListFilter):
    """GET form: search, level, status, and whether the decision is known."""

    q = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    level = forms.ChoiceField(required=False)
    status = forms.ChoiceField(required=False)
    decision = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = (UNKNOWN, say("chưa rõ", "not known"))
        offered = {
            "level": [*((code, say(*names)) for code, names in PLAN_LEVEL.items()), unknown],
            "status": [*((code, say(*names)) for code, names in PLAN_STATUS.items()), unknown],
            "decision": [("known", say("có số quyết định", "decision known")), (UNKNOWN, say("chưa rõ quyết định", "decision not known"))],
        }
        labels = {"q": say("Tìm mã, tên, số quyết định", "Search code, name, decision"), "level": say("Cấp độ", "Level"),
                  "status": say("Trạng thái", "Status"), "decision": say("Quyết định", "Decision")}
        for name, text in labels.items():
            self.fields[name].label = text
        for name, pairs in offered.items():
            self.fields[name].choices = [("", say("tất cả", "all")), *pairs]
        self.fields["q"].widget.attrs["placeholder"] = say("ví dụ: quy hoach chung", "e.g. general plan")

    def choices(self) -> list[Any]:
        """The filters beside the search box."""
        return [self["level"], self["status"], self["decision"]]
