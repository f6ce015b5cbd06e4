"""What a new plan and a plan's step ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from quyhoach_web.language import say
from quyhoach_web.models import PlanState, Run
from quyhoach_web.queries.plans import run_label, runs_to_plan


class _RunChoice(forms.ModelChoiceField):
    def label_from_instance(self, run: Run) -> str:
        """Number, title, scenario."""
        return run_label(run)


class NewPlan(forms.Form):
    """Freeze a kept, finished run as a draft."""

    title = forms.CharField(max_length=200)
    run = _RunChoice(queryset=Run.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["run"].queryset = runs_to_plan()
        self.fields["title"].label, self.fields["run"].label = say("Tên kế hoạch", "Title"), say("Lần chạy", "Run")
        self.fields["run"].error_messages["invalid_choice"] = say(
            "Lần chạy này chưa xong, không có phương án, chưa lưu hoặc đã thành một kế hoạch khác.",
            "This run is unfinished, holds no plan, is not kept, or already is another plan.")


class PlanStepForm(forms.Form):
    """The next step of a plan. ``state`` decides whether the run that takes over is asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(widget=forms.HiddenInput, choices=[(s, s) for s in PlanState])
    number = forms.CharField(max_length=80)
    dated = forms.DateField(localize=True)
    run = _RunChoice(queryset=Run.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = self.data.get("state") if self.is_bound else self.initial.get("state")
        if wanted == PlanState.ADJUSTED:
            self.fields["run"].queryset, self.fields["run"].required = runs_to_plan(), True
            self.fields["run"].label = say("Lần chạy thay thế", "Run that takes over")
        else:
            del self.fields["run"]
        self.fields["number"].label = say("Số văn bản", "Document number")
        self.fields["dated"].label = say("Ngày văn bản", "Document date")
        self.fields["dated"].help_text = say("ngày/tháng/năm, ví dụ 15/12/2026", "day/month/year, e.g. 15/12/2026")
        self.fields["number"].widget.attrs["autocomplete"] = self.fields["dated"].widget.attrs["autocomplete"] = "off"
