"""What a new run asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from quyhoach_web.language import say
from quyhoach_web.queries.runs import scenario_choices


class NewRun(forms.Form):
    """A scenario as it stands, on the law of its own day or of another."""

    scenario = forms.ChoiceField()
    title = forms.CharField(max_length=200, required=False)
    law_date = forms.DateField(required=False, localize=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scenario"].choices = scenario_choices()
        self.fields["scenario"].label, self.fields["title"].label = say("Kịch bản", "Scenario"), say("Tên lần chạy", "Title of the run")
        self.fields["law_date"].label = say("Ngày pháp luật", "Law date")
        self.fields["law_date"].help_text = say(
            "Để trống: ngày của kịch bản. Ví dụ 01/07/2026", "Leave empty for the scenario's own. E.g. 01/07/2026")
        self.fields["title"].widget.attrs["autocomplete"] = self.fields["law_date"].widget.attrs["autocomplete"] = "off"
